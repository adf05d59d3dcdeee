/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanatory graph as the second way to find a part, with real pointer and key events: learn it from the Parts page,
 * stop that, see boxes, votes and both scores, choose a node. */
#include "config.h"

#include "app/vitrine-graph-model.h"
#include "app/vitrine-parts-voters.h"
#include "hand-window.h"
#include "hand.h"
#include "widgets/vitrine-tree.h"
#include "../folder.h"

static VitrineGraphKeeper *
keeper_of (HandWindow *f)
{
  return vitrine_graph_model_get_keeper (vitrine_graph_model_of (f->session));
}

static VitrineGraphLocator *
locator_of (HandWindow *f)
{
  return vitrine_parts_model_get_locator (f->model);
}

static gboolean
is_empty (gpointer data)
{
  return vitrine_graph_keeper_get_state (keeper_of (data)) == VITRINE_KEEPER_EMPTY;
}

static gboolean
is_learning (gpointer data)
{
  return vitrine_graph_keeper_get_state (keeper_of (data)) == VITRINE_KEEPER_LEARNING;
}

static gboolean
is_found (gpointer data)
{
  return vitrine_graph_locator_get_state (locator_of (data)) == VITRINE_LOCATOR_READY && hand_nothing_runs (data);
}

static gboolean
is_over (gpointer data)
{
  return !is_learning (data) && hand_nothing_runs (data);
}

static void
forget_graphs (HandWindow *f)
{
  g_autofree char *beside = g_path_get_dirname (vitrine_feature_store_get_folder (vitrine_session_get_store (f->session)));
  g_autofree char *folder = g_build_filename (beside, "graphs", NULL);

  folder_remove (folder);
}

/* The first button that shows with these words. */
static GtkWidget *
find_button (GtkWidget  *widget,
             const char *words)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), words) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (HandWindow *f,
       const char *words)
{
  GtkWidget *button = find_button (GTK_WIDGET (f->window), words);

  g_assert_nonnull (button);
  hand_click (button, gtk_widget_get_width (button) / 2.0, gtk_widget_get_height (button) / 2.0, 1);
}

static void
draw_head (HandWindow *f)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (vitrine_session_get_picture (f->session), "head");
  double x0, y0, x1, y1;

  g_assert_nonnull (truth);
  vitrine_canvas_to_window (f->canvas, truth->box.x, truth->box.y, &x0, &y0);
  vitrine_canvas_to_window (f->canvas, truth->box.x + truth->box.w, truth->box.y + truth->box.h, &x1, &y1);
  hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
  hand_key ("Return");
  hand_rest (300);
}

/* The Parts page with one box, turned to the explanatory graph, of which there is none. */
static void
ask_graph (HandWindow *f)
{
  forget_graphs (f);
  hand_key ("alt+3");
  hand_type ("head");
  hand_key ("Return");
  f->model = vitrine_parts_model_of (f->session);
  f->learner = vitrine_parts_model_get_learner (f->model);
  hand_wait (hand_photo_shows, f);
  hand_rest (300);
  f->canvas = VITRINE_CANVAS (hand_show (f, VITRINE_TYPE_CANVAS));
  draw_head (f);
  hand_wait (hand_nothing_runs, f);
  press (f, "Explanatory Graph");
  hand_wait (is_empty, f);
  hand_wait (hand_nothing_runs, f);
  hand_rest (200);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "No Explanatory Graph Yet"));
}

static void
test_learned_and_found (HandWindow    *f,
                        gconstpointer  data)
{
  VitrinePartFigures ours, theirs;
  VitrineTree *tree;
  guint n;

  ask_graph (f);
  press (f, "_Learn the Graph");
  hand_wait (is_found, f);
  hand_rest (300);
  g_assert_true (vitrine_graph_locator_get_figures (locator_of (f), &ours));
  g_assert_true (vitrine_part_learner_get_figures (f->learner, &theirs));
  g_assert_cmpuint (ours.held_out.pictures, ==, theirs.held_out.pictures);
  g_assert_cmpuint (ours.n_shots, ==, theirs.n_shots);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "nodes vote"));
  g_assert_true (hand_says (GTK_WIDGET (f->window), "And-Or"));
  tree = VITRINE_TREE (hand_show (f, VITRINE_TYPE_TREE));
  g_assert_cmpuint (vitrine_tree_get_n_shown (tree), >, 3);

  /* J chooses a node, and the Graph page shows the same. */
  hand_key ("j");
  const guint64 *ids = vitrine_parts_model_get_selected (f->model, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (vitrine_parts_find_voter (f->model, ids[0], NULL), >=, 0);
  const guint node = vitrine_parts_id_number (ids[0]);
  press (f, "Show in the Graph");
  hand_rest (200);
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "graph");
  g_assert_cmpuint (vitrine_graph_model_get_selected (vitrine_graph_model_of (f->session)), ==, node);
  hand_key ("alt+3");
  hand_rest (200);

  /* V draws the votes, X goes back to the And-Or graph with its pattern rows. */
  hand_key ("v");
  hand_wait (hand_nothing_runs, f);
  g_assert_true (vitrine_canvas_get_layers (f->canvas) & VITRINE_CANVAS_VOTES);
  hand_key ("x");
  hand_rest (200);
  g_assert_false (hand_says (GTK_WIDGET (f->window), "nodes vote"));
  g_assert_true (hand_says (GTK_WIDGET (f->window), "explanatory"));
  vitrine_parts_model_get_selected (f->model, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_learning_is_stopped (HandWindow    *f,
                          gconstpointer  data)
{
  ask_graph (f);
  press (f, "_Learn the Graph");
  hand_wait (is_learning, f);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Learning the Graph"));
  press (f, "_Stop");
  hand_wait (is_over, f);
  hand_rest (200);
  g_assert_false (is_learning (f));
  /* Stopped before its first layer: it says so and offers to begin again; after it: the graph is used as it is. */
  if (vitrine_graph_keeper_get_graph (keeper_of (f)) == NULL)
    {
      g_assert_true (hand_says (GTK_WIDGET (f->window), "Learning was stopped"));
      g_assert_nonnull (find_button (GTK_WIDGET (f->window), "_Learn the Graph"));
    }
  else
    hand_wait (is_found, f);
}

/* Boxes are drawn and undone as with the other way. */
static void
test_boxes_are_undone (HandWindow    *f,
                       gconstpointer  data)
{
  VtPartPlace place;
  double agreement;
  int picture;

  ask_graph (f);
  press (f, "_Learn the Graph");
  hand_wait (is_found, f);
  hand_key ("Page_Down");
  hand_rest (300);
  draw_head (f);
  hand_wait (is_found, f);
  picture = vitrine_parts_model_get_picture (f->model);
  g_assert_true (vitrine_graph_locator_get_place (locator_of (f), (guint) picture, &place, &agreement));
  hand_key ("ctrl+z");
  hand_wait (is_found, f);
  hand_key ("ctrl+z");
  hand_rest (300);
  hand_wait (hand_nothing_runs, f);
  g_assert_cmpint (vitrine_graph_locator_get_state (locator_of (f)), ==, VITRINE_LOCATOR_NO_BOX);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Drag a box"));
}

static const HandCase cases[] = {
  { "learned-and-found", test_learned_and_found },
  { "learning-is-stopped", test_learning_is_stopped },
  { "boxes-are-undone", test_boxes_are_undone },
  { NULL },
};

int
main (int    argc,
      char **argv)
{
  return hand_main (argc, argv, "parts-graph", cases);
}
