/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job as a person does it, with real pointer and key events: open the sample, look at a unit, name a
 * part, draw boxes in three ways, prune in four, undo. */
#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "app/vitrine-parts-model.h"
#include "app/vitrine-unit-view.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/project/vitrine-project.h"
#include "hand.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-channel-grid.h"
#include "widgets/vitrine-strip.h"
#include "widgets/vitrine-tree.h"

typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  guint               window_id;
  VitrineSession     *session;
  VitrinePartLearner *learner;    /* on the Parts page */
  VitrinePartsModel  *model;
  VitrineCanvas      *canvas;     /* of the page that shows */
} Fixture;

/* The first widget of a type that shows. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
show (Fixture *f,
      GType    type)
{
  GtkWidget *found = find (GTK_WIDGET (f->window), type);

  g_assert_nonnull (found);
  return found;
}

static gboolean
nothing_runs (gpointer data)
{
  Fixture *f = data;

  return vitrine_jobs_get_n_busy (vitrine_session_get_jobs (f->session)) == 0;
}

static gboolean
channels_show (gpointer data)
{
  Fixture *f = data;
  GtkWidget *grid = find (GTK_WIDGET (f->window), VITRINE_TYPE_CHANNEL_GRID);

  return grid != NULL && vitrine_channel_grid_get_sheet (VITRINE_CHANNEL_GRID (grid)) != NULL
         && nothing_runs (f);
}

static gboolean
photo_shows (gpointer data)
{
  Fixture *f = data;
  GtkWidget *canvas = find (GTK_WIDGET (f->window), VITRINE_TYPE_CANVAS);

  return canvas != NULL && vitrine_canvas_get_texture (VITRINE_CANVAS (canvas)) != NULL;
}

static gboolean
is_learnt (gpointer data)
{
  Fixture *f = data;

  return vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY && nothing_runs (f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->app = (VitrineApplication *) data;
  f->window = vitrine_window_new (f->app);
  f->window_id = gtk_application_window_get_id (GTK_APPLICATION_WINDOW (f->window));
  f->session = vitrine_window_get_session (f->window);
  vitrine_session_set_page (f->session, "network");
  gtk_window_present (GTK_WINDOW (f->window));
  vitrine_window_open (f->window, (const char *[]) { "sample:network", "sample:pictures?count=10&seed=3", NULL });
  hand_wait (channels_show, f);
  hand_focus (GTK_WINDOW (f->window));
  hand_rest (200);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  if (gtk_application_get_window_by_id (GTK_APPLICATION (f->app), f->window_id) != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  hand_rest (20);
}

static VitrineProject *
project_of (Fixture *f)
{
  g_assert_nonnull (vitrine_session_get_project (f->session));
  return vitrine_session_get_project (f->session);
}

static guint
n_boxes (Fixture *f)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project_of (f), 0);

  return boxes->len;
}

static guint
n_drops (Fixture *f)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project_of (f), vitrine_session_get_part (f->session));
  guint n = 0;

  for (guint i = 0; i < templates->len; i++)
    {
      g_autoptr (GPtrArray) drops
        = vitrine_project_list_drops (project_of (f), ((VitrineTemplate *) g_ptr_array_index (templates, i))->id);

      n += drops->len;
    }
  return n;
}

/* The Parts page with the part "head", by keys alone. */
static void
go_to_parts (Fixture *f)
{
  hand_key ("alt+2");
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "parts");
  hand_type ("head");
  hand_key ("Return");
  g_assert_cmpint (vitrine_session_get_part (f->session), !=, 0);
  f->model = vitrine_parts_model_of (f->session);
  f->learner = vitrine_parts_model_get_learner (f->model);
  hand_wait (photo_shows, f);
  hand_rest (300);
  f->canvas = VITRINE_CANVAS (show (f, VITRINE_TYPE_CANVAS));
}

static const VitrineBox *
true_head (Fixture *f)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (vitrine_session_get_picture (f->session), "head");

  g_assert_nonnull (truth);
  return &truth->box;
}

static void
drag_box (Fixture          *f,
          const VitrineBox *box)
{
  double x0, y0, x1, y1;

  vitrine_canvas_to_window (f->canvas, box->x, box->y, &x0, &y0);
  vitrine_canvas_to_window (f->canvas, box->x + box->w, box->y + box->h, &x1, &y1);
  hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
}

static void
teach (Fixture *f)
{
  drag_box (f, true_head (f));
  hand_key ("Return");
  hand_wait (is_learnt, f);
  hand_rest (200);
}

static void
assert_box_is (Fixture          *f,
               guint             i,
               const VitrineBox *box,
               double            within)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project_of (f), 0);

  g_assert_cmpuint (boxes->len, >, i);
  const VitrineBox *drawn = &((VitrinePartBox *) g_ptr_array_index (boxes, i))->box;
  g_assert_cmpfloat_with_epsilon (drawn->x, box->x, within);
  g_assert_cmpfloat_with_epsilon (drawn->y, box->y, within);
  g_assert_cmpfloat_with_epsilon (drawn->x + drawn->w, box->x + box->w, within);
  g_assert_cmpfloat_with_epsilon (drawn->y + drawn->h, box->y + box->h, within);
}

/* ---- boxes ---- */

static void
test_a_dragged_box_teaches (Fixture       *f,
                            gconstpointer  data)
{
  go_to_parts (f);
  VitrineBox head = *true_head (f);
  drag_box (f, &head);
  g_assert_cmpuint (n_boxes (f), ==, 0);
  hand_key ("Return");
  assert_box_is (f, 0, &head, 1.5);
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), >, 5);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, 10);
}

static void
test_four_clicks_make_a_box (Fixture       *f,
                             gconstpointer  data)
{
  go_to_parts (f);
  VitrineBox b = *true_head (f);
  const double points[4][2] = {
    { b.x + b.w / 2, b.y }, { b.x, b.y + b.h / 3 }, { b.x + b.w / 3, b.y + b.h }, { b.x + b.w, b.y + b.h / 2 },
  };

  hand_key ("e");
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_EXTREMES);
  for (guint i = 0; i < 4; i++)
    {
      double x, y;

      vitrine_canvas_to_window (f->canvas, points[i][0], points[i][1], &x, &y);
      hand_click (GTK_WIDGET (f->canvas), x, y, 1);
    }
  hand_key ("Return");
  assert_box_is (f, 0, &b, 1.5);
}

static void
test_keys_alone_draw_a_box (Fixture       *f,
                            gconstpointer  data)
{
  graphene_rect_t before, after;

  go_to_parts (f);
  hand_key ("b");
  g_assert_true (vitrine_canvas_get_box (f->canvas, &before));
  hand_key ("Right");
  hand_key ("shift+Down");
  hand_key ("ctrl+Left");
  g_assert_true (vitrine_canvas_get_box (f->canvas, &after));
  g_assert_cmpfloat_with_epsilon (after.origin.x - before.origin.x, 1, .01);
  g_assert_cmpfloat_with_epsilon (after.origin.y - before.origin.y, 10, .01);
  g_assert_cmpfloat (after.size.width, <, before.size.width);
  hand_key ("Return");
  assert_box_is (f, 0, &(VitrineBox) { after.origin.x, after.origin.y, after.size.width, after.size.height }, .01);

  hand_key ("b");
  hand_key ("Escape");
  g_assert_false (vitrine_canvas_get_box (f->canvas, &after));
  g_assert_cmpuint (n_boxes (f), ==, 1);
}

/* ---- pruning ---- */

static void
test_a_pattern_goes_by_delete_and_comes_back (Fixture       *f,
                                              gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  guint n = vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner));
  hand_key ("j");
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n - 1);
  /* The next one is chosen: Delete, Delete is a way to work. */
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 2);
  hand_key ("ctrl+z");
  hand_key ("ctrl+z");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n);
  hand_key ("ctrl+shift+z");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
}

/* A dot that shows and can be clicked, in canvas coordinates; 0 for none. */
static guint64
find_dot (Fixture *f,
          double  *x,
          double  *y)
{
  VtParse *parse = vitrine_part_learner_get_parse (f->learner, 0);
  VtPartSpace *space = vt_aog_space (vitrine_part_learner_get_parse_aog (f->learner, 0));
  VitrineBox frame;

  g_assert_true (vitrine_part_learner_get_frame (f->learner, 0, &frame));
  for (guint i = 0; i < vt_parse_best (parse)->n_patterns; i++)
    {
      const VtPatternParse *p = &vt_parse_best (parse)->pattern[i];

      if (!p->detected)
        continue;
      vitrine_canvas_to_window (f->canvas, frame.x + ((double) p->place[1] + .5) * frame.w / vt_part_space_width (space),
                                frame.y + ((double) p->place[0] + .5) * frame.h / vt_part_space_height (space), x, y);
      guint64 id = vitrine_canvas_pick (f->canvas, *x, *y);
      if (vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN)
        return id;
    }
  return 0;
}

static void
test_a_dot_is_pruned_by_a_click (Fixture       *f,
                                 gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  double x, y;
  guint64 id = find_dot (f, &x, &y);

  g_assert_cmpuint (id, !=, 0);
  hand_click (GTK_WIDGET (f->canvas), x, y, 1);
  g_assert_true (vitrine_parts_model_is_selected (f->model, id));
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
  VtTemplate *template = vt_aog_template (vitrine_part_learner_get_aog (f->learner), 0);
  g_assert_true (vt_template_dropped (template, vitrine_parts_id_number (id)));
}

static void
test_shift_click_takes_the_group (Fixture       *f,
                                  gconstpointer  data)
{
  double x, y;
  guint n;

  go_to_parts (f);
  teach (f);
  guint64 id = find_dot (f, &x, &y);
  g_assert_cmpuint (id, !=, 0);
  hand_hold ("shift");
  hand_click (GTK_WIDGET (f->canvas), x, y, 1);
  hand_let_go ("shift");
  vitrine_parts_model_get_selected (f->model, &n);
  g_assert_true (vitrine_parts_model_is_selected (f->model, id));
  g_assert_cmpuint (n, >, 1);
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, n);
  hand_key ("ctrl+z");
  g_assert_cmpuint (n_drops (f), ==, 0);
}

/* A job that is stopped says so, and what was left goes on by a press. */
static void
test_stopped_learning_goes_on (Fixture       *f,
                               gconstpointer  data)
{
  go_to_parts (f);
  drag_box (f, true_head (f));
  hand_key ("Return");
  vitrine_jobs_cancel_all (vitrine_session_get_jobs (f->session));
  hand_wait (nothing_runs, f);
  hand_rest (200);
  if (vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY)
    return;    /* it was quicker */
  g_assert_cmpint (vitrine_part_learner_get_state (f->learner), ==, VITRINE_LEARNER_STOPPED);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "parts-go-on", NULL);
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, 10);
}

static void
test_what_is_painted_goes (Fixture       *f,
                           gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  VitrineBox frame;
  double x0, y0, x1, y1;

  g_assert_true (vitrine_part_learner_get_frame (f->learner, 0, &frame));
  hand_key ("p");
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_PAINT);
  /* Bands over the lower half of the object. */
  for (int i = 0; i < 5; i++)
    {
      vitrine_canvas_to_window (f->canvas, frame.x + 2, frame.y + frame.h * (.5 + .1 * i), &x0, &y0);
      vitrine_canvas_to_window (f->canvas, frame.x + frame.w - 2, frame.y + frame.h * (.5 + .1 * i), &x1, &y1);
      hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
    }
  hand_key ("Return");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), >, 0);
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_BOX);

  g_autoptr (GPtrArray) drops
    = vitrine_project_list_drops (project_of (f), vitrine_part_learner_get_template (f->learner, 0));
  g_assert_cmpstr (((VitrineDrop *) g_ptr_array_index (drops, 0))->reason, ==, "not here");
  /* One stroke of undo brings all of them back. */
  hand_key ("ctrl+z");
  g_assert_cmpuint (n_drops (f), ==, 0);
}

static void
test_a_mined_again_template_keeps_its_drops (Fixture       *f,
                                             gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  for (int i = 0; i < 3; i++)
    {
      hand_key ("j");
      hand_key ("Delete");
      hand_wait (is_learnt, f);
    }
  g_assert_cmpuint (n_drops (f), ==, 3);
  /* Another box of the same template mines it anew. */
  hand_key ("Next");
  hand_wait (photo_shows, f);
  hand_rest (400);
  drag_box (f, true_head (f));
  hand_key ("1");
  hand_key ("Return");
  g_assert_cmpuint (n_boxes (f), ==, 2);
  hand_wait (is_learnt, f);
  VtAog *aog = vitrine_part_learner_get_aog (f->learner);
  g_assert_cmpuint (vt_aog_n_templates (aog), ==, 1);
  guint dropped = 0;
  for (guint i = 0; i < vt_template_n_patterns (vt_aog_template (aog, 0)); i++)
    dropped += vt_template_dropped (vt_aog_template (aog, 0), i);
  g_assert_cmpuint (n_drops (f), ==, 3);
  /* Homes may have moved by a box more; what still matches is dropped. */
  g_assert_cmpuint (dropped, >, 0);
  g_assert_cmpuint (dropped, <=, 3);
}

static void
test_before_and_after (Fixture       *f,
                       gconstpointer  data)
{
  gboolean comparing;

  go_to_parts (f);
  teach (f);
  hand_key ("j");
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  hand_key ("c");
  g_object_get (f->model, "comparing", &comparing, NULL);
  g_assert_true (comparing);
  g_assert_nonnull (vitrine_part_learner_get_former (f->learner, 0));
  hand_key ("c");
  g_object_get (f->model, "comparing", &comparing, NULL);
  g_assert_false (comparing);
}

/* Keys of the Network page mean nothing here: Escape in the strip must not leave a unit that nobody sees. */
static void
test_keys_of_another_page_are_silent (Fixture       *f,
                                      gconstpointer  data)
{
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 3);
  hand_wait (nothing_runs, f);
  go_to_parts (f);
  hand_click (show (f, VITRINE_TYPE_STRIP), 40, 40, 1);
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, 3);
  hand_key ("alt+1");
  hand_rest (300);
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
}

/* ---- network ---- */

static void
test_a_unit_by_click_and_by_address (Fixture       *f,
                                     gconstpointer  data)
{
  GtkWidget *grid = show (f, VITRINE_TYPE_CHANNEL_GRID);

  hand_click (grid, 40, 40, 1);
  int unit = vitrine_session_get_unit (f->session);
  g_assert_cmpint (unit, >=, 0);
  g_autofree char *address = g_strdup (vitrine_session_get_address (f->session));
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("alt+Left");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_key ("ctrl+shift+c");
  hand_key ("alt+Right");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("ctrl+k");
  hand_rest (300);
  hand_key ("ctrl+v");
  hand_rest (300);
  hand_key ("Return");
  hand_rest (300);
  g_assert_cmpstr (vitrine_session_get_address (f->session), ==, address);
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_key ("alt+Left");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("alt+Right");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_wait (nothing_runs, f);
}

/* Whether a label that shows holds these words. */
static gboolean
says (GtkWidget  *widget,
      const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, words))
      return TRUE;
  return FALSE;
}

static void
test_pointing_at_cells_and_at_the_picture (Fixture       *f,
                                           gconstpointer  data)
{
  GtkWidget *grid = show (f, VITRINE_TYPE_CHANNEL_GRID);
  VitrineCanvas *canvas = VITRINE_CANVAS (show (f, VITRINE_TYPE_CANVAS));
  const VitrineBox *object = vitrine_picture_get_box (vitrine_session_get_picture (f->session));
  double x, y;

  hand_move (grid, 40, 40);
  g_assert_true (says (GTK_WIDGET (f->window), "row"));
  g_assert_true (says (GTK_WIDGET (f->window), "largest"));
  vitrine_canvas_to_window (canvas, object->x + object->w / 2, object->y + object->h / 2, &x, &y);
  hand_move (GTK_WIDGET (canvas), x, y);
  g_assert_true (says (GTK_WIDGET (f->window), "looks here"));
  hand_move (show (f, VITRINE_TYPE_STRIP), 20, 20);
  g_assert_false (says (GTK_WIDGET (f->window), "looks here"));
}

/* Frozen channels stay while the picture changes; the scores go on. */
static void
test_frozen_channels_stay (Fixture       *f,
                           gconstpointer  data)
{
  VitrineChannelGrid *grid = VITRINE_CHANNEL_GRID (show (f, VITRINE_TYPE_CHANNEL_GRID));
  VitrineChannelSheet *before = vitrine_channel_grid_get_sheet (grid);

  hand_key ("ctrl+space");
  hand_key ("ctrl+Next");
  hand_wait (nothing_runs, f);
  hand_rest (1500);
  g_assert_true (vitrine_channel_grid_get_sheet (grid) == before);
  hand_key ("ctrl+space");
  hand_rest (500);
  g_assert_true (vitrine_channel_grid_get_sheet (grid) != before);
}

/* Ctrl+F, a name, Enter: the layer is chosen. */
static void
test_a_layer_is_found_by_typing (Fixture       *f,
                                 gconstpointer  data)
{
  hand_key ("ctrl+f");
  hand_type ("conv4_2");
  hand_rest (300);
  hand_key ("Return");
  g_assert_cmpstr (vitrine_session_get_layer (f->session), ==, "conv4_2");
  hand_wait (channels_show, f);
}

static void
test_a_note_is_kept_in_the_project (Fixture       *f,
                                    gconstpointer  data)
{
  hand_click (show (f, VITRINE_TYPE_CHANNEL_GRID), 40, 40, 1);
  hand_wait (nothing_runs, f);
  hand_rest (200);
  GtkWidget *entry = find (show (f, VITRINE_TYPE_UNIT_VIEW), GTK_TYPE_ENTRY);

  g_assert_nonnull (entry);
  hand_click (entry, 40, gtk_widget_get_height (entry) / 2., 1);
  hand_type ("ears");
  hand_key ("Return");
  g_autofree char *note = vitrine_project_dup_note (project_of (f), vitrine_session_get_address (f->session));
  g_assert_cmpstr (note, ==, "ears");

  /* Closing the window keeps what is still being typed. */
  g_autofree char *path = g_strdup (vitrine_project_get_path (project_of (f)));
  g_autofree char *address = g_strdup (vitrine_session_get_address (f->session));
  hand_type (" or horns");
  hand_wait (nothing_runs, f);
  hand_key ("ctrl+w");
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) again = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  g_autofree char *kept = vitrine_project_dup_note (again, address);
  g_assert_cmpstr (kept, ==, "ears or horns");
}

static void
test_the_strip_walks_by_keys_and_pointer (Fixture       *f,
                                          gconstpointer  data)
{
  GtkWidget *strip = show (f, VITRINE_TYPE_STRIP);
  VitrineDataset *dataset = vitrine_session_get_dataset (f->session);

  hand_click (strip, 8 + 82 * 2 + 30, 40, 1);
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 2));
  hand_key ("Right");
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 3));
  hand_key ("ctrl+Prior");
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 2));
  g_assert_cmpuint (vitrine_session_get_in_sight (f->session)->len, ==, 10);
  hand_wait (nothing_runs, f);
}

typedef struct
{
  const char *name;
  void (*func)(Fixture *f, gconstpointer data);
} Case;

static const Case cases[] = {
  { "a-dragged-box-teaches", test_a_dragged_box_teaches },
  { "four-clicks-make-a-box", test_four_clicks_make_a_box },
  { "keys-alone-draw-a-box", test_keys_alone_draw_a_box },
  { "a-pattern-goes-by-delete-and-comes-back", test_a_pattern_goes_by_delete_and_comes_back },
  { "a-dot-is-pruned-by-a-click", test_a_dot_is_pruned_by_a_click },
  { "shift-click-takes-the-group", test_shift_click_takes_the_group },
  { "stopped-learning-goes-on", test_stopped_learning_goes_on },
  { "what-is-painted-goes", test_what_is_painted_goes },
  { "a-mined-again-template-keeps-its-drops", test_a_mined_again_template_keeps_its_drops },
  { "before-and-after", test_before_and_after },
  { "keys-of-another-page-are-silent", test_keys_of_another_page_are_silent },
  { "a-unit-by-click-and-by-address", test_a_unit_by_click_and_by_address },
  { "pointing-at-cells-and-at-the-picture", test_pointing_at_cells_and_at_the_picture },
  { "frozen-channels-stay", test_frozen_channels_stay },
  { "a-layer-is-found-by-typing", test_a_layer_is_found_by_typing },
  { "a-note-is-kept-in-the-project", test_a_note_is_kept_in_the_project },
  { "the-strip-walks-by-keys-and-pointer", test_the_strip_walks_by_keys_and_pointer },
};

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app), g_application_get_flags (G_APPLICATION (app))
                           | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/by-hand/", cases[i].name, NULL);

      g_test_add (path, Fixture, app, set_up, cases[i].func, tear_down);
    }
  if (!hand_is_there ())
    {
      g_print ("1..0 # SKIP no xdotool or no X11 display\n");
      return 0;
    }
  return g_test_run ();
}
