/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariant: `ranks`, `shown` and `words` are about the keeper's graph of number `version`. */
#include "config.h"

#include "app/vitrine-graph-model-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"

#define NEAR 2.0            /* cells within which a node learned anew is taken for the one that was named */

enum { GRAPH_CHANGED, SHOWN_CHANGED, SELECTION_CHANGED, WORDS_CHANGED, WISH_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineGraphModel, vitrine_graph_model, G_TYPE_OBJECT)

void
graph_model_shown_changed (VitrineGraphModel *self)
{
  g_signal_emit (self, signals[SHOWN_CHANGED], 0);
}

static VtXGraph *
graph_of (VitrineGraphModel *self)
{
  return vitrine_graph_keeper_get_graph (self->keeper);
}

/* ---- nodes ---- */

guint
vitrine_graph_model_n_nodes (VitrineGraphModel *self)
{
  VtXGraph *graph = graph_of (self);

  return graph != NULL ? vt_xgraph_n_nodes (graph) : 0;
}

gboolean
vitrine_graph_model_locate (VitrineGraphModel *self,
                            guint              node,
                            guint             *layer,
                            guint             *number)
{
  VtXGraph *graph = graph_of (self);
  guint n;

  if (graph == NULL || node >= vt_xgraph_n_nodes (graph))
    return FALSE;
  for (*layer = 0;; (*layer)++)
    {
      vt_xgraph_nodes (graph, *layer, &n);
      if (node < n)
        break;
      node -= n;
    }
  *number = node;
  return TRUE;
}

const VtXNode *
vitrine_graph_model_get_node (VitrineGraphModel *self,
                              guint              node)
{
  guint layer, number, n;

  return vitrine_graph_model_locate (self, node, &layer, &number)
         ? vt_xgraph_nodes (graph_of (self), layer, &n) + number : NULL;
}

GArray *
vitrine_graph_model_dup_siblings (VitrineGraphModel *self,
                                  guint              node)
{
  GArray *siblings = g_array_new (FALSE, FALSE, sizeof (guint));
  guint layer, number, n, first, last;
  const VtXNode *nodes;

  if (!vitrine_graph_model_locate (self, node, &layer, &number))
    return siblings;
  nodes = vt_xgraph_nodes (graph_of (self), layer, &n);
  for (first = number; first > 0 && nodes[first - 1].filter == nodes[number].filter; first--)
    ;
  for (last = number; last + 1 < n && nodes[last + 1].filter == nodes[number].filter; last++)
    ;
  for (guint i = first; i <= last; i++)
    {
      const guint one = vt_xgraph_first (graph_of (self), layer) + i;
      guint at = 0;

      while (at < siblings->len
             && vitrine_graph_model_get_node (self, g_array_index (siblings, guint, at))->score >= nodes[i].score)
        at++;
      g_array_insert_val (siblings, at, one);
    }
  return siblings;
}

guint
vitrine_graph_model_get_part (VitrineGraphModel *self,
                              guint              node)
{
  g_autoptr (GArray) siblings = vitrine_graph_model_dup_siblings (self, node);

  for (guint i = 0; i < siblings->len; i++)
    if (g_array_index (siblings, guint, i) == node)
      return i + 1;
  return 0;
}

/* What the network calls a layer, whichever look at it this is. */
static const char *
name_in_network (VtPartSpace *space,
                 guint        layer)
{
  while (vt_part_space_repeats (space, layer))
    layer--;
  return vt_part_space_layer (space, layer)->name;
}

char *
vitrine_graph_model_dup_layer (VitrineGraphModel *self,
                               guint              layer)
{
  VtPartSpace *space = vt_xgraph_space (graph_of (self));
  const char *name = name_in_network (space, layer);

  /* Translators: a layer that was looked at twice: nodes of the first look tell those of the second where they are. */
  return vt_part_space_repeats (space, layer) ? g_strdup_printf (_("%s (first look)"), name) : g_strdup (name);
}

char *
vitrine_graph_model_describe (VitrineGraphModel *self,
                              guint              node)
{
  const VtXNode *one = vitrine_graph_model_get_node (self, node);
  const VitrineGraphWords *words = vitrine_graph_model_get_words (self, node);
  g_autofree char *of_layer = NULL, *place = NULL;
  guint layer, number;

  if (one == NULL)
    return g_strdup ("");
  vitrine_graph_model_locate (self, node, &layer, &number);
  of_layer = vitrine_graph_model_dup_layer (self, layer);
  /* Translators: a node of a graph: its layer, its filter, its number among the parts that the filter answers to. */
  place = g_strdup_printf (_("%s, filter %u, part %u"), of_layer, one->filter,
                           vitrine_graph_model_get_part (self, node));
  return *words->name != '\0' ? g_strdup_printf ("%s: %s", words->name, place) : g_steal_pointer (&place);
}

static int
likest_first (gconstpointer a,
              gconstpointer b)
{
  const VtXEdge *x = a, *y = b;

  if (x->likeness != y->likeness)
    return x->likeness > y->likeness ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

GArray *
vitrine_graph_model_dup_parents (VitrineGraphModel *self,
                                 guint              node)
{
  GArray *parents = g_array_new (FALSE, FALSE, sizeof (VtXEdge));
  guint layer, number, n = 0;
  const VtXEdge *edges;

  if (!vitrine_graph_model_locate (self, node, &layer, &number))
    return parents;
  edges = vt_xgraph_parents (graph_of (self), layer, number, &n);
  for (guint j = 0; j < n; j++)
    {
      const VtXEdge edge = { vt_xgraph_first (graph_of (self), layer + 1) + edges[j].node, edges[j].likeness };

      g_array_append_val (parents, edge);
    }
  g_array_sort (parents, likest_first);
  return parents;
}

GArray *
vitrine_graph_model_dup_children (VitrineGraphModel *self,
                                  guint              node)
{
  GArray *children = g_array_new (FALSE, FALSE, sizeof (VtXEdge));
  guint layer, number, n;

  if (!vitrine_graph_model_locate (self, node, &layer, &number) || layer == 0)
    return children;
  vt_xgraph_nodes (graph_of (self), layer - 1, &n);
  for (guint i = 0; i < n; i++)
    {
      guint n_parents;
      const VtXEdge *edges = vt_xgraph_parents (graph_of (self), layer - 1, i, &n_parents);

      for (guint j = 0; j < n_parents; j++)
        if (edges[j].node == number)
          {
            const VtXEdge edge = { vt_xgraph_first (graph_of (self), layer - 1) + i, edges[j].likeness };

            g_array_append_val (children, edge);
          }
    }
  g_array_sort (children, likest_first);
  return children;
}

/* ---- selection ---- */

void
vitrine_graph_model_select (VitrineGraphModel *self,
                            guint              node)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  guint layer, number, n;

  if (!vitrine_graph_model_locate (self, node, &layer, &number))
    node = VITRINE_NO_GRAPH_NODE;
  if (node == self->selected)
    return;
  self->selected = node;
  if (node != VITRINE_NO_GRAPH_NODE)
    vitrine_session_select_unit (self->session, name_in_network (vt_xgraph_space (graph_of (self)), layer),
                                 (int) vt_xgraph_nodes (graph_of (self), layer, &n)[number].filter);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

guint
vitrine_graph_model_get_selected (VitrineGraphModel *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_MODEL (self), VITRINE_NO_GRAPH_NODE);
  return self->selected;
}

/* ---- words ---- */

static void
words_free (gpointer data)
{
  VitrineGraphWords *words = data;

  g_free (words->name);
  g_free (words->note);
  g_free (words);
}

const VitrineGraphWords *
vitrine_graph_model_get_words (VitrineGraphModel *self,
                               guint              node)
{
  static const VitrineGraphWords none = { FALSE, (char *) "", (char *) "" };
  const VitrineGraphWords *words = g_hash_table_lookup (self->words, GUINT_TO_POINTER (node));

  return words != NULL ? words : &none;
}

/* The node that a mark is about: of its filter, nearest to its place. */
static guint
node_of_mark (VitrineGraphModel     *self,
              const VitrineNodeMark *mark)
{
  VtPartSpace *space = vt_xgraph_space (graph_of (self));
  double least = NEAR;
  guint best = VITRINE_NO_GRAPH_NODE;

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph_of (self), l, &n);

      for (guint i = 0; i < n && g_str_equal (vt_part_space_layer (space, l)->name, mark->layer); i++)
        {
          const double off = hypot ((double) nodes[i].place[0] - mark->row, (double) nodes[i].place[1] - mark->column);

          if (nodes[i].filter != mark->filter || off >= least)
            continue;
          least = off;
          best = vt_xgraph_first (graph_of (self), l) + i;
        }
    }
  return best;
}

static void
read_words (VitrineGraphModel *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GPtrArray) marks = NULL;

  g_hash_table_remove_all (self->words);
  if (project == NULL || graph_of (self) == NULL)
    return;
  marks = vitrine_project_list_nodes (project);
  for (guint i = 0; i < marks->len; i++)
    {
      const VitrineNodeMark *mark = marks->pdata[i];
      const guint node = node_of_mark (self, mark);
      VitrineGraphWords *words;

      if (node == VITRINE_NO_GRAPH_NODE)
        continue;
      words = g_new0 (VitrineGraphWords, 1);
      *words = (VitrineGraphWords) { mark->pinned, g_strdup (mark->name), g_strdup (mark->note) };
      g_hash_table_insert (self->words, GUINT_TO_POINTER (node), words);
    }
}

void
vitrine_graph_model_say (VitrineGraphModel *self,
                         guint              node,
                         const char        *name,
                         const char        *note,
                         int                pinned)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  const VtXNode *one = vitrine_graph_model_get_node (self, node);
  const VitrineGraphWords *old = vitrine_graph_model_get_words (self, node);
  const gboolean new_pinned = pinned >= 0 ? pinned : old->pinned;
  VitrineProject *project;
  g_autoptr (GError) error = NULL;
  guint layer, number;

  name = name != NULL ? name : old->name;
  note = note != NULL ? note : old->note;
  if (one == NULL || (new_pinned == old->pinned && g_str_equal (name, old->name) && g_str_equal (note, old->note))
      || (project = vitrine_session_need_project (self->session)) == NULL)
    return;
  vitrine_graph_model_locate (self, node, &layer, &number);

  const char *label = new_pinned != old->pinned ? (new_pinned ? _("Pin Node") : _("Unpin Node"))
                      : !g_str_equal (name, old->name) ? _("Name Node") : _("Edit Note");
  const VitrineNodeMark mark = {
    (char *) vt_part_space_layer (vt_xgraph_space (graph_of (self)), layer)->name, one->filter,
    (double) one->place[0], (double) one->place[1], new_pinned, (char *) name, (char *) note
  };

  if (!vitrine_project_set_node (project, &mark, label, &error))
    vitrine_session_fail (self->session, error->message);
}

static void
on_project_edited (VitrineProject       *project,
                   VitrineProjectAspect  aspect,
                   VitrineGraphModel    *self)
{
  if (!(aspect & VITRINE_PROJECT_NOTES))
    return;
  read_words (self);
  if (self->only_pinned || *self->query != '\0')
    graph_model_choose_shown (self);
  g_signal_emit (self, signals[WORDS_CHANGED], 0);
}

/* ---- the keeper ---- */

/* The best of the shallowest layer: it has parents to look at. */
static guint
first_to_see (VitrineGraphModel *self)
{
  VtXGraph *graph = graph_of (self);
  const guint first = graph != NULL ? vt_xgraph_first_layer (graph) : 0;
  guint n = 0;

  if (graph == NULL || first >= vt_part_space_n_layers (vt_xgraph_space (graph)))
    return VITRINE_NO_GRAPH_NODE;
  vt_xgraph_nodes (graph, first, &n);
  for (guint i = 0; i < n; i++)
    if (self->ranks[vt_xgraph_first (graph, first) + i] == 0)
      return vt_xgraph_first (graph, first) + i;
  return VITRINE_NO_GRAPH_NODE;
}

static void
on_keeper_changed (VitrineGraphModel *self)
{
  const guint version = vitrine_graph_keeper_get_version (self->keeper);

  if (version == self->version)
    return;
  self->version = version;
  read_words (self);
  graph_model_rank (self);
  self->selected = first_to_see (self);
  if (vitrine_graph_keeper_get_wish (self->keeper) != NULL)
    {
      vitrine_graph_wish_free (self->wish);
      self->wish = vitrine_graph_wish_copy (vitrine_graph_keeper_get_wish (self->keeper));
      g_signal_emit (self, signals[WISH_CHANGED], 0);
    }
  g_signal_emit (self, signals[GRAPH_CHANGED], 0);
  graph_model_choose_shown (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

VitrineGraphWish *
vitrine_graph_model_get_wish (VitrineGraphModel *self)
{
  return self->wish;
}

void
vitrine_graph_model_wish_changed (VitrineGraphModel *self)
{
  g_signal_emit (self, signals[WISH_CHANGED], 0);
}

void
vitrine_graph_model_set_quick (VitrineGraphModel *self,
                               gboolean           quick)
{
  const double mirror = self->wish->options.mirror;

  vt_xgraph_options_init (&self->wish->options, quick);
  vt_xgraph_options_roam (&self->wish->options);
  self->wish->options.mirror = mirror;
  vitrine_graph_model_wish_changed (self);
}

void
vitrine_graph_model_set_negatives (VitrineGraphModel *self,
                                   const char        *path)
{
  g_free (self->wish->negatives);
  self->wish->negatives = g_strdup (path);
  vitrine_graph_model_wish_changed (self);
}

/* ---- inputs ---- */

static void
on_inputs_changed (VitrineGraphModel *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  if (model != self->shown_model || dataset != self->shown_dataset)
    {
      VitrineGraphWish *former = self->wish;

      /* What was chosen for another network or set means nothing here; ordinary pictures are the same for all. */
      self->shown_model = model;
      self->shown_dataset = dataset;
      self->wish = vitrine_graph_wish_new (TRUE);
      g_free (self->wish->negatives);
      self->wish->negatives = g_strdup (former->negatives);
      vitrine_graph_wish_free (former);
      g_signal_emit (self, signals[WISH_CHANGED], 0);
    }
  vitrine_graph_keeper_set_inputs (self->keeper, model, dataset);
}

static void
on_project_changed (VitrineGraphModel *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);

  if (project != self->project)
    {
      if (self->project != NULL)
        g_signal_handlers_disconnect_by_data (self->project, self);
      g_set_object (&self->project, project);
      if (project != NULL)
        g_signal_connect (project, "changed", G_CALLBACK (on_project_edited), self);
    }
  read_words (self);
  g_signal_emit (self, signals[WORDS_CHANGED], 0);
}

static void
vitrine_graph_model_finalize (GObject *object)
{
  VitrineGraphModel *self = VITRINE_GRAPH_MODEL (object);

  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_object (&self->project);
  g_clear_object (&self->keeper);
  vitrine_graph_wish_free (self->wish);
  g_hash_table_unref (self->words);
  g_free (self->ranks);
  g_free (self->shown);
  g_free (self->query);
  G_OBJECT_CLASS (vitrine_graph_model_parent_class)->finalize (object);
}

static void
vitrine_graph_model_class_init (VitrineGraphModelClass *klass)
{
  static const char *const names[N_SIGNALS] = {
    "graph-changed", "shown-changed", "selection-changed", "words-changed", "wish-changed"
  };

  G_OBJECT_CLASS (klass)->finalize = vitrine_graph_model_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_graph_model_init (VitrineGraphModel *self)
{
  self->words = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, words_free);
  self->selected = VITRINE_NO_GRAPH_NODE;
  self->wish = vitrine_graph_wish_new (TRUE);
  self->query = g_strdup ("");
  self->amount = 100;
}

VitrineGraphModel *
vitrine_graph_model_of (VitrineSession *session)
{
  VitrineGraphModel *self = g_object_get_data (G_OBJECT (session), "graph-model");

  if (self != NULL)
    return self;
  self = g_object_new (VITRINE_TYPE_GRAPH_MODEL, NULL);
  self->session = session;
  self->keeper = vitrine_graph_keeper_new (vitrine_session_get_jobs (session), vitrine_session_get_store (session));
  g_object_set_data_full (G_OBJECT (session), "graph-model", self, g_object_unref);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (on_keeper_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (on_inputs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (on_inputs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::project", G_CALLBACK (on_project_changed), self, G_CONNECT_SWAPPED);
  on_project_changed (self);
  on_inputs_changed (self);
  return self;
}

VitrineSession *
vitrine_graph_model_get_session (VitrineGraphModel *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_MODEL (self), NULL);
  return self->session;
}

VitrineGraphKeeper *
vitrine_graph_model_get_keeper (VitrineGraphModel *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_MODEL (self), NULL);
  return self->keeper;
}
