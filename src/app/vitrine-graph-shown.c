/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which nodes are shown, and in which order. */
#include "config.h"

#include "app/vitrine-graph-model-private.h"

#include <string.h>

typedef struct
{
  double key;
  double score;
  guint  node;
} Entry;

static int
by_key (gconstpointer a,
        gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

void
graph_model_rank (VitrineGraphModel *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (self->keeper);

  g_clear_pointer (&self->ranks, g_free);
  if (graph == NULL)
    return;
  self->ranks = g_new0 (guint, MAX (vt_xgraph_n_nodes (graph), 1));
  for (guint l = 0; l < vt_part_space_n_layers (vt_xgraph_space (graph)); l++)
    {
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);
      g_autofree Entry *entries = g_new (Entry, MAX (n, 1));

      for (guint i = 0; i < n; i++)
        {
          entries[i] = (Entry) { -(double) nodes[i].score, 0, i };
        }
      qsort (entries, n, sizeof *entries, by_key);
      for (guint i = 0; i < n; i++)
        self->ranks[vt_xgraph_first (graph, l) + entries[i].node] = i;
    }
}

static gboolean
holds (const char *text,
       const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, word) != NULL;
}

/* Whether the query is a stretch of the node's title: "filter 7", "conv4_1, filter 7, part 2".  Only titles with the
 * query's numbers are made. */
static gboolean
is_titled (VitrineGraphModel *self,
           const char        *query,
           char             **words,
           const VtXNode     *node,
           guint              number)
{
  gboolean known = FALSE;

  for (guint i = 0; words[i] != NULL && words[0] != NULL && words[1] != NULL; i++)
    {
      char *end;
      const guint64 value = g_ascii_strtoull (words[i], &end, 10);

      known |= end != words[i] && value == node->filter;
    }
  if (!known)
    return FALSE;

  g_autofree char *title = vitrine_graph_model_describe (self, number), *folded = g_utf8_casefold (title, -1);
  const char *found = strstr (folded, query);

  /* "filter 7" is not "filter 71". */
  return found != NULL && !g_ascii_isdigit (found[strlen (query)]);
}

/* Each word of the query is a filter's number or stands in the layer's name or in what was said. */
static gboolean
matches (VitrineGraphModel *self,
         char             **words,
         const char        *layer,
         const VtXNode     *node,
         guint              number)
{
  const VitrineGraphWords *said = vitrine_graph_model_get_words (self, number);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *end;
      const guint64 filter = g_ascii_strtoull (words[i], &end, 10);
      const gboolean is_number = end != words[i] && *end == '\0';

      if (*words[i] != '\0' && !(is_number && filter == node->filter) && !(!is_number && holds (layer, words[i]))
          && !holds (said->name, words[i]) && !holds (said->note, words[i]))
        return FALSE;
    }
  return TRUE;
}

static double
key_of (VitrineGraphModel *self,
        const VtPartLayer *layer,
        const VtXNode     *node)
{
  switch (self->order)
    {
    case VITRINE_GRAPH_BY_FILTER:
      return node->filter;
    case VITRINE_GRAPH_BY_STEADINESS:
      return (double) node->variance * layer->stride[0] * layer->stride[1];
    case VITRINE_GRAPH_BY_HEIGHT:
      return vt_part_layer_pixel (layer, 0, (double) node->mean[0]);
    case VITRINE_GRAPH_BY_RANK:
    case VITRINE_GRAPH_N_ORDERS:
    default:
      return -(double) node->score;
    }
}

void
graph_model_choose_shown (VitrineGraphModel *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (self->keeper);
  g_autofree char *folded = g_utf8_casefold (self->query, -1);
  g_auto (GStrv) words = g_strsplit (g_strstrip (folded), " ", -1);
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint l = 0; graph != NULL && l < vt_part_space_n_layers (vt_xgraph_space (graph)); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (vt_xgraph_space (graph), l);
      guint n;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);
      g_autofree char *called = vitrine_graph_model_dup_layer (self, l);
      g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

      for (guint i = 0; i < n; i++)
        {
          const guint number = vt_xgraph_first (graph, l) + i;
          const Entry entry = { key_of (self, layer, &nodes[i]), (double) nodes[i].score, number };
          const gboolean pinned = vitrine_graph_model_get_words (self, number)->pinned;

          /* What was pinned is always there, what is looked for is found wherever it is. */
          if ((self->only_pinned && !pinned)
              || (!matches (self, words, called, &nodes[i], number) && !is_titled (self, folded, words, &nodes[i], number))
              || (self->amount > 0 && self->ranks[number] >= self->amount && !pinned && *self->query == '\0'))
            continue;
          g_array_append_val (entries, entry);
        }
      g_array_sort (entries, by_key);
      for (guint i = 0; i < entries->len; i++)
        g_array_append_val (shown, g_array_index (entries, Entry, i).node);
    }
  g_free (self->shown);
  self->n_shown = shown->len;
  self->shown = (guint *) (void *) g_array_free (g_steal_pointer (&shown), FALSE);
  graph_model_shown_changed (self);
}

void
vitrine_graph_model_set_query (VitrineGraphModel *self,
                               const char        *query)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  if (g_str_equal (self->query, query))
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  graph_model_choose_shown (self);
}

void
vitrine_graph_model_set_amount (VitrineGraphModel *self,
                                guint              amount)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  self->amount = amount;
  graph_model_choose_shown (self);
}

void
vitrine_graph_model_set_order (VitrineGraphModel *self,
                               VitrineGraphOrder  order)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  self->order = order;
  graph_model_choose_shown (self);
}

void
vitrine_graph_model_set_pinned (VitrineGraphModel *self,
                                gboolean           only)
{
  g_return_if_fail (VITRINE_IS_GRAPH_MODEL (self));
  self->only_pinned = only;
  graph_model_choose_shown (self);
}

const guint *
vitrine_graph_model_get_shown (VitrineGraphModel *self,
                               guint             *n)
{
  *n = self->n_shown;
  return self->shown;
}
