/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Graph page with real pointer and key events: learn a graph, walk it, pin, name and find nodes, undo; stop learning
 * and go on; the graph is there again after the window is opened anew. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/vitrine-graph-model.h"
#include "hand-window.h"
#include "hand.h"
#include "widgets/vitrine-node-map.h"
#include "../folder.h"

static VitrineGraphModel *
model_of (HandWindow *f)
{
  return vitrine_graph_model_of (f->session);
}

static VitrineGraphKeeper *
keeper_of (HandWindow *f)
{
  return vitrine_graph_model_get_keeper (model_of (f));
}

static gboolean
is_ready (gpointer data)
{
  return vitrine_graph_keeper_get_state (keeper_of (data)) == VITRINE_KEEPER_READY && hand_nothing_runs (data);
}

static gboolean
is_empty (gpointer data)
{
  return vitrine_graph_keeper_get_state (keeper_of (data)) == VITRINE_KEEPER_EMPTY;
}

static gboolean
has_sights (gpointer data)
{
  return is_ready (data) && vitrine_graph_keeper_get_sights (keeper_of (data)) != NULL;
}

static VitrineNodeMap *
map_of (HandWindow *f)
{
  return VITRINE_NODE_MAP (hand_show (f, VITRINE_TYPE_NODE_MAP));
}

/* Small enough to be learned in a moment. */
static void
wish_for_little (HandWindow *f)
{
  VitrineGraphWish *wish = vitrine_graph_model_get_wish (model_of (f));

  vt_xgraph_options_init (&wish->options, TRUE);
  wish->options.filters = 12;
  wish->options.iterations = 3;
}

static void
forget_graphs (HandWindow *f)
{
  g_autofree char *beside = g_path_get_dirname (vitrine_feature_store_get_folder (vitrine_session_get_store (f->session)));
  g_autofree char *folder = g_build_filename (beside, "graphs", NULL);

  folder_remove (folder);
}

static void
go_to_graph (HandWindow *f)
{
  forget_graphs (f);
  hand_key ("alt+2");
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "graph");
  hand_wait (is_empty, f);
  hand_rest (300);
}

static void
learn_little (HandWindow *f)
{
  go_to_graph (f);
  wish_for_little (f);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "graph-learn", g_variant_new_string ("as it is"));
  hand_wait (has_sights, f);
  hand_rest (400);
}

static guint
selected (HandWindow *f)
{
  return vitrine_graph_model_get_selected (model_of (f));
}

static guint
layer_of (HandWindow *f,
          guint       node)
{
  guint layer = 0, number;

  g_assert_true (vitrine_graph_model_locate (model_of (f), node, &layer, &number));
  return layer;
}

static void
test_a_button_learns (HandWindow    *f,
                      gconstpointer  data)
{
  g_autofree char *described = NULL;

  go_to_graph (f);
  hand_key ("Return");                  /* Quick has the keyboard */
  hand_wait (has_sights, f);
  hand_rest (300);
  g_assert_cmpuint (vitrine_graph_model_n_nodes (model_of (f)), >, 1000);
  g_assert_cmpuint (selected (f), !=, VITRINE_NO_GRAPH_NODE);
  map_of (f);
  /* The last nodes are those of the first look; the session's layer is one of the network's all the same. */
  vitrine_graph_model_select (model_of (f), vitrine_graph_model_n_nodes (model_of (f)) - 1);
  g_assert_true (vt_part_space_repeats (vt_xgraph_space (vitrine_graph_keeper_get_graph (keeper_of (f))),
                                        layer_of (f, selected (f))));
  g_assert_nonnull (vitrine_model_find_layer (vitrine_session_get_model (f->session),
                                              vitrine_session_get_layer (f->session)));
  described = vitrine_graph_model_describe (model_of (f), selected (f));
  g_assert_nonnull (strstr (described, " (first look), filter "));
}

static void
test_keys_walk_the_graph (HandWindow    *f,
                          gconstpointer  data)
{
  guint first;

  learn_little (f);
  hand_key ("Home");
  first = selected (f);
  g_assert_cmpuint (layer_of (f, first), ==, 0);
  hand_key ("Right");
  g_assert_cmpuint (selected (f), !=, first);
  hand_key ("Home");
  hand_key ("ctrl+Right");
  g_assert_cmpuint (layer_of (f, selected (f)), ==, 1);
  hand_key ("ctrl+Left");
  g_assert_cmpuint (layer_of (f, selected (f)), ==, 0);
  /* What the map selects the session selects: its channel on the Network page. */
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==,
                   (int) vitrine_graph_model_get_node (model_of (f), selected (f))->filter);
  hand_key ("Escape");
  g_assert_cmpuint (selected (f), ==, VITRINE_NO_GRAPH_NODE);
}

/* Rings that show in a widget. */
static guint
n_rings (GtkWidget *widget)
{
  guint n = gtk_widget_has_css_class (widget, "graph-ring") && gtk_widget_get_visible (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += n_rings (child);
  return n;
}

static void
test_a_node_is_placed_on_whole_pictures (HandWindow    *f,
                                         gconstpointer  data)
{
  learn_little (f);
  hand_wait (has_sights, f);
  hand_key ("Home");
  hand_wait (hand_nothing_runs, f);
  g_assert_cmpuint (n_rings (GTK_WIDGET (f->window)), ==, 0);
  hand_key ("w");
  hand_wait (hand_nothing_runs, f);
  /* Ten pictures for the node, as many for its filter; not on all is the node seen. */
  g_assert_cmpuint (n_rings (GTK_WIDGET (f->window)), >, 12);
  hand_key ("w");
  hand_wait (hand_nothing_runs, f);
  g_assert_cmpuint (n_rings (GTK_WIDGET (f->window)), ==, 0);
}

static void
test_a_disc_is_clicked (HandWindow    *f,
                        gconstpointer  data)
{
  const guint *shown;
  guint n;
  double x, y;

  learn_little (f);
  shown = vitrine_graph_model_get_shown (model_of (f), &n);
  g_assert_cmpuint (n, >, 20);
  g_assert_true (vitrine_node_map_place (map_of (f), shown[n - 1], &x, &y));
  hand_click (GTK_WIDGET (map_of (f)), x, y, 1);
  g_assert_cmpuint (selected (f), ==, shown[n - 1]);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "filter"));
}

static const VitrineNodeMark *
only_mark (HandWindow *f,
           GPtrArray **marks)
{
  *marks = vitrine_project_list_nodes (hand_project (f));
  return (*marks)->len == 1 ? (*marks)->pdata[0] : NULL;
}

static void
test_pins_and_names_are_undone (HandWindow    *f,
                                gconstpointer  data)
{
  g_autoptr (GPtrArray) pinned = NULL, named = NULL, undone = NULL, none = NULL;
  guint node;

  learn_little (f);
  hand_key ("Home");
  node = selected (f);
  hand_key ("p");
  g_assert_nonnull (only_mark (f, &pinned));
  g_assert_true (only_mark (f, &pinned)->pinned);
  hand_key ("F2");
  hand_type ("snout");
  hand_key ("Return");
  hand_rest (100);
  g_assert_cmpstr (only_mark (f, &named)->name, ==, "snout");
  g_assert_true (only_mark (f, &named)->pinned);
  g_assert_cmpstr (vitrine_graph_model_get_words (model_of (f), node)->name, ==, "snout");
  g_assert_cmpstr (vitrine_project_get_undo_label (hand_project (f)), ==, "Name Node");
  vitrine_project_undo (hand_project (f), NULL);
  g_assert_cmpstr (only_mark (f, &undone)->name, ==, "");
  g_assert_cmpstr (vitrine_graph_model_get_words (model_of (f), node)->name, ==, "");
  vitrine_project_undo (hand_project (f), NULL);
  none = vitrine_project_list_nodes (hand_project (f));
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (vitrine_graph_model_get_words (model_of (f), node)->pinned);
}

static void
test_a_filter_is_found (HandWindow    *f,
                        gconstpointer  data)
{
  const guint *shown;
  guint n, filter;
  g_autofree char *text = NULL;

  learn_little (f);
  hand_key ("Home");
  filter = vitrine_graph_model_get_node (model_of (f), selected (f))->filter;
  text = g_strdup_printf ("%u", filter);
  hand_key ("slash");
  hand_type (text);
  hand_rest (600);                      /* the entry waits for the next letter */
  shown = vitrine_graph_model_get_shown (model_of (f), &n);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (vitrine_graph_model_get_node (model_of (f), shown[i])->filter, ==, filter);
  g_free (text);
  text = g_strdup_printf ("filter %u", filter);       /* as the titles of nodes have it */
  hand_key ("Escape");
  hand_key ("slash");
  hand_type (text);
  hand_rest (600);
  shown = vitrine_graph_model_get_shown (model_of (f), &n);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (vitrine_graph_model_get_node (model_of (f), shown[i])->filter, ==, filter);
  /* Enter goes to the first of them, and the keys are the map's again. */
  hand_key ("Return");
  g_assert_cmpuint (selected (f), ==, shown[0]);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (map_of (f))));
  /* Escape shows all again. */
  hand_key ("slash");
  hand_type ("nothing");
  hand_rest (600);
  vitrine_graph_model_get_shown (model_of (f), &n);
  g_assert_cmpuint (n, ==, 0);
  hand_key ("Escape");
  hand_rest (600);
  vitrine_graph_model_get_shown (model_of (f), &n);
  g_assert_cmpuint (n, >, 20);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (map_of (f))));
}

static gboolean
has_a_layer (gpointer data)
{
  VitrineJob *job = vitrine_graph_keeper_get_job (keeper_of (data));

  /* The deepest layer of the sample is done before a tenth of the work. */
  return job == NULL || vitrine_job_get_fraction (job) > .45;
}

static void
test_what_was_stopped_goes_on (HandWindow    *f,
                               gconstpointer  data)
{
  VitrineGraphWish *wish;
  VtXGraph *graph;

  go_to_graph (f);
  wish = vitrine_graph_model_get_wish (model_of (f));
  vt_xgraph_options_init (&wish->options, FALSE);
  wish->options.settled = 0;
  wish->options.iterations = 60;
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "graph-learn", g_variant_new_string ("as it is"));
  hand_wait (has_a_layer, f);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "graph-stop", NULL);
  hand_wait (hand_nothing_runs, f);
  hand_rest (200);
  graph = vitrine_graph_keeper_get_graph (keeper_of (f));
  g_assert_nonnull (graph);
  g_assert_cmpuint (vt_xgraph_first_layer (graph), >, 0);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Learned as far as"));
  vitrine_graph_keeper_get_job (keeper_of (f));
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "graph-resume", NULL);
  hand_wait (has_sights, f);
  g_assert_cmpuint (vt_xgraph_first_layer (vitrine_graph_keeper_get_graph (keeper_of (f))), ==, 0);
}

static void
test_the_graph_and_its_view_are_written (HandWindow    *f,
                                         gconstpointer  data)
{
  static const struct { const char *action, *ending, *begins; } cases[] = {
    { "graph-write-view", "svg", "<?xml" }, { "graph-write-view", "pdf", "%PDF" }, { "graph-write-view", "png", "\x89PNG" },
    { "graph-write", "graphml", "<?xml" }, { "graph-write", "json", "{" },
  };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-graph-XXXXXX", NULL);

  learn_little (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("graph.", cases[i].ending, NULL), *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize n;

      g_action_group_activate_action (G_ACTION_GROUP (f->window), cases[i].action, g_variant_new_string (path));
      hand_wait (hand_nothing_runs, f);
      g_assert_true (g_file_get_contents (path, &text, &n, NULL));
      g_assert_cmpuint (n, >, 1000);
      g_assert_true (strncmp (text, cases[i].begins, strlen (cases[i].begins)) == 0);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static const HandCase cases[] = {
  { "a-button-learns", test_a_button_learns },
  { "keys-walk-the-graph", test_keys_walk_the_graph },
  { "a-node-is-placed-on-whole-pictures", test_a_node_is_placed_on_whole_pictures },
  { "a-disc-is-clicked", test_a_disc_is_clicked },
  { "pins-and-names-are-undone", test_pins_and_names_are_undone },
  { "a-filter-is-found", test_a_filter_is_found },
  { "what-was-stopped-goes-on", test_what_was_stopped_goes_on },
  { "the-graph-and-its-view-are-written", test_the_graph_and_its_view_are_written },
  { NULL, NULL },
};

int
main (int    argc,
      char **argv)
{
  return hand_main (argc, argv, "graph", cases);
}
