/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanatory graph as JSON:
 *
 *   { "format": "vitrine explanatory graph", "version": 2, "model", "class", "seed": "…", "pictures": n, "frame": [h, w],
 *     "constants": { name: number … },
 *     "layers": [ { "name", "node", "sources": [], "channels", "cells": [h, w], "stride": [2], "offset": [2], "field": [2],
 *                   "deviation": [], "facing": [], "sway": [], "filter": [], "place": [], "spread": [], "width": [],
 *                   "mean": [], "variance": [], "score": [], "least": [], "n_parents": [], "parent": [], "likeness": [],
 *                   "objective": [] } … ] }
 *
 * Nodes are columns: entry i of each list is node i (two entries for "place" and "mean"); "parent" and "likeness" have
 * the edges of all nodes one after the other; "facing" is there in the deepest layer of a graph with mirrors, a number for
 * each filter and cell; "sway" has two numbers for each node and way in which the nodes move together.  Members may stand
 * in any order, unknown ones are passed over.  Reading keeps no more than the text has numbers, and compares every length and
 * index before it is used. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-json.h"
#include "xgraph/vt-xgraph-private.h"

#define FORMAT  "vitrine explanatory graph"
#define VERSION 2
#define FAR     1e6
#define MOST    (1u << 27)

/* The lists of a layer, in the order in which they are written. */
enum
{
  SOURCES, CELLS, STRIDE, OFFSET, FIELD, DEVIATION, FACING, SWAY, FILTER, PLACE, SPREAD, WIDTH, MEAN, VARIANCE, SCORE, LEAST,
  N_PARENTS, PARENT, LIKENESS, OBJECTIVE, N_LISTS
};

static const struct { const char *name; double low, high; } lists[N_LISTS] = {
  [SOURCES] = { "sources", 0, G_MAXINT }, [CELLS] = { "cells", 1, VT_X_SIDE }, [STRIDE] = { "stride", 1e-3, FAR },
  [OFFSET] = { "offset", -FAR, FAR }, [FIELD] = { "field", 0, FAR }, [DEVIATION] = { "deviation", 1e-30, 1e30 },
  [FACING] = { "facing", -FAR, FAR }, [SWAY] = { "sway", -1.001, 1.001 },
  [FILTER] = { "filter", 0, MOST }, [PLACE] = { "place", -FAR, FAR }, [SPREAD] = { "spread", 1e-3, FAR },
  [WIDTH] = { "width", 1e-3, FAR }, [MEAN] = { "mean", -FAR, FAR }, [VARIANCE] = { "variance", 0, 1e30 },
  [SCORE] = { "score", 0, 1e30 }, [LEAST] = { "least", 0, 1e30 }, [N_PARENTS] = { "n_parents", 0, VT_X_MOST_PARENTS },
  [PARENT] = { "parent", 0, MOST }, [LIKENESS] = { "likeness", -1.001, 1.001 }, [OBJECTIVE] = { "objective", -1e30, 1e30 },
};

/* ---- writing ---- */

/* Item i of a list; FALSE after its end. */
static gboolean
item (const VtPartLayer *layer,
      const VtXLayer    *learned,
      guint              list,
      gsize              i,
      double            *value)
{
  const VtXNode *node = i < learned->n_nodes ? &learned->node[i] : NULL;
  const VtXNode *half = i / 2 < learned->n_nodes ? &learned->node[i / 2] : NULL;

  switch (list)
    {
    case SOURCES: return i < layer->n_sources && (*value = layer->source[i], TRUE);
    case CELLS: return i < 2 && (*value = i == 0 ? layer->h : layer->w, TRUE);
    case STRIDE: return i < 2 && (*value = layer->stride[i], TRUE);
    case OFFSET: return i < 2 && (*value = layer->offset[i], TRUE);
    case FIELD: return i < 2 && (*value = layer->size[i], TRUE);
    case DEVIATION: return i < learned->n_deviation && (*value = (double) learned->deviation[i], TRUE);
    case FACING: return i < learned->n_facing && (*value = (double) learned->facing[i], TRUE);
    case SWAY: return i < learned->n_sway && (*value = (double) learned->sway[i], TRUE);
    case FILTER: return node != NULL && (*value = node->filter, TRUE);
    case PLACE: return half != NULL && (*value = (double) half->place[i % 2], TRUE);
    case SPREAD: return node != NULL && (*value = (double) node->spread, TRUE);
    case WIDTH: return node != NULL && (*value = (double) node->width, TRUE);
    case MEAN: return half != NULL && (*value = (double) half->mean[i % 2], TRUE);
    case VARIANCE: return node != NULL && (*value = (double) node->variance, TRUE);
    case SCORE: return node != NULL && (*value = (double) node->score, TRUE);
    case LEAST: return node != NULL && (*value = (double) node->least, TRUE);
    case N_PARENTS: return node != NULL && (*value = node->n_parents, TRUE);
    case PARENT: return i < learned->n_edges && (*value = learned->edge[i].node, TRUE);
    case LIKENESS: return i < learned->n_edges && (*value = (double) learned->edge[i].likeness, TRUE);
    case OBJECTIVE: return i < learned->n_objective && (*value = learned->objective[i], TRUE);
    default: return FALSE;
    }
}

static void
put_layer (GString           *out,
           const VtPartLayer *layer,
           const VtXLayer    *learned)
{
  g_string_append (out, "  {\"name\": ");
  vt_json_put_string (out, layer->name);
  g_string_append_printf (out, ", \"node\": %d, \"channels\": %u", layer->node, layer->channels);
  for (guint list = 0; list < N_LISTS; list++)
    {
      const gboolean exact = list <= FIELD || list == OBJECTIVE || list == FILTER || list == PARENT;
      double value;

      g_string_append_printf (out, ",\n   \"%s\": [", lists[list].name);
      for (gsize i = 0; item (layer, learned, list, i, &value); i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          if (exact)
            vt_json_put_double (out, value);
          else
            vt_json_put_float (out, (float) value);
        }
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, '}');
}

char *
vt_xgraph_save (const VtXGraph *graph)
{
  GString *out = g_string_new ("{\"format\": \"" FORMAT "\", \"version\": 2,\n \"model\": ");

  vt_json_put_string (out, graph->model);
  g_string_append (out, ", \"class\": ");
  vt_json_put_string (out, graph->class_name);
  g_string_append_printf (out, ", \"seed\": \"%" G_GUINT64_FORMAT "\", \"pictures\": %u", graph->seed, graph->n_pictures);
  g_string_append_printf (out, ", \"frame\": [%u, %u],\n \"constants\": {",
                          vt_part_space_height (graph->space),
                          vt_part_space_width (graph->space));
  for (const VtConstant *c = vt_xgraph_constants; c->id != NULL; c++)
    {
      g_string_append_printf (out, "%s\"%s\": ", c == vt_xgraph_constants ? "" : ", ", c->id);
      vt_json_put_double (out, vt_constant_get (c, &graph->options));
    }
  g_string_append (out, "},\n \"layers\": [\n");
  for (guint l = 0; l < vt_part_space_n_layers (graph->space); l++)
    {
      g_string_append (out, l > 0 ? ",\n" : "");
      put_layer (out, vt_part_space_layer (graph->space, l), &graph->layer[l]);
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

/* ---- reading ---- */

typedef struct
{
  char   *name;
  int     node;
  guint   channels;
  GArray *list[N_LISTS];    /* of double */
} Draft;

typedef struct
{
  char            *format, *model, *class_name, *seed;
  guint            version, n_pictures, frame[2], n_layers;
  VtXGraphOptions  options;
  Draft            layer[VT_PART_MAX_LAYERS];
} Document;

static void
document_clear (Document *d)
{
  g_free (d->format);
  g_free (d->model);
  g_free (d->class_name);
  g_free (d->seed);
  for (guint l = 0; l < VT_PART_MAX_LAYERS; l++)
    {
      g_free (d->layer[l].name);
      for (guint list = 0; list < N_LISTS; list++)
        g_clear_pointer (&d->layer[l].list[list], g_array_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Document, document_clear)

static void
set_string (VtJson *json,
            char  **to)
{
  g_free (*to);
  *to = vt_json_string (json);
}

static void
read_list (VtJson *json,
           guint   list,
           GArray *out)
{
  gsize n = 0;

  g_array_set_size (out, 0);
  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    {
      const double value = vt_json_number (json, lists[list].low, lists[list].high);

      g_array_append_val (out, value);
    }
}

static void
read_layer (VtJson *json,
            Draft  *draft)
{
  gsize n = 0;

  for (guint list = 0; list < N_LISTS; list++)
    draft->list[list] = g_array_new (FALSE, FALSE, sizeof (double));
  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);
      guint list = 0;

      while (list < N_LISTS && !g_str_equal (lists[list].name, name))
        list++;
      if (list < N_LISTS)
        read_list (json, list, draft->list[list]);
      else if (g_str_equal (name, "name"))
        set_string (json, &draft->name);
      else if (g_str_equal (name, "node"))
        draft->node = (int) vt_json_number (json, -1, G_MAXINT);
      else if (g_str_equal (name, "channels"))
        draft->channels = (guint) vt_json_number (json, 1, MOST);
      else
        vt_json_skip (json);
    }
}

static void
read_constants (VtJson          *json,
                VtXGraphOptions *options)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);
      const VtConstant *c = vt_constant_find (vt_xgraph_constants, name != NULL ? name : "");

      if (c != NULL)
        vt_constant_set (c, options, vt_json_number (json, c->low, c->high));
      else
        vt_json_skip (json);
    }
}

static void
read_layers (VtJson   *json,
             Document *d)
{
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    if (d->n_layers == VT_PART_MAX_LAYERS)
      vt_json_fail (json, _("it has too many layers"));
    else
      read_layer (json, &d->layer[d->n_layers++]);
}

static void
read_frame (VtJson *json,
            guint   frame[2])
{
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    if (n > 2)
      vt_json_fail (json, _("the frame has two sides"));
    else
      frame[n - 1] = (guint) vt_json_number (json, 1, 65536);
}

static void
read_document (VtJson   *json,
               Document *d)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_str_equal (name, "format"))
        set_string (json, &d->format);
      else if (g_str_equal (name, "version"))
        d->version = (guint) vt_json_number (json, 0, 1e6);
      else if (g_str_equal (name, "model"))
        set_string (json, &d->model);
      else if (g_str_equal (name, "class"))
        set_string (json, &d->class_name);
      else if (g_str_equal (name, "seed"))
        set_string (json, &d->seed);
      else if (g_str_equal (name, "pictures"))
        d->n_pictures = (guint) vt_json_number (json, 0, 1e9);
      else if (g_str_equal (name, "frame"))
        read_frame (json, d->frame);
      else if (g_str_equal (name, "constants"))
        read_constants (json, &d->options);
      else if (g_str_equal (name, "layers") && d->n_layers == 0)
        read_layers (json, d);
      else
        vt_json_skip (json);
    }
}

/* ---- from what was read to a graph ---- */

static double
number (const Draft *draft,
        guint        list,
        gsize        i)
{
  return g_array_index (draft->list[list], double, i);
}

static VtPartSpace *
make_space (const Document *d,
            GError        **error)
{
  VtPartLayer layers[VT_PART_MAX_LAYERS] = { 0 };

  for (guint l = 0; l < d->n_layers; l++)
    {
      const Draft *draft = &d->layer[l];

      for (guint list = CELLS; list <= FIELD; list++)
        if (draft->list[list]->len != 2)
          {
            g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s” of layer %u needs two numbers"), lists[list].name, l + 1);
            return NULL;
          }
      if (draft->list[SOURCES]->len > VT_PART_MAX_SOURCES)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("Layer %u is made of too many"), l + 1);
          return NULL;
        }
      layers[l] = (VtPartLayer) {
        .name = draft->name != NULL ? draft->name : "", .node = draft->node, .n_sources = draft->list[SOURCES]->len,
        .channels = draft->channels, .h = (guint) number (draft, CELLS, 0), .w = (guint) number (draft, CELLS, 1),
      };
      for (guint i = 0; i < layers[l].n_sources; i++)
        layers[l].source[i] = (int) number (draft, SOURCES, i);
      for (guint axis = 0; axis < 2; axis++)
        {
          layers[l].stride[axis] = number (draft, STRIDE, axis);
          layers[l].offset[axis] = number (draft, OFFSET, axis);
          layers[l].size[axis] = number (draft, FIELD, axis);
        }
    }
  return vt_part_space_new (d->frame[0], d->frame[1], layers, d->n_layers, error);
}

/* Lengths and indices; returns what is wrong, or NULL. */
static const char *
check_layer (const Draft *draft,
             const Draft *above,
             gboolean     mirrors)
{
  const gboolean faces = mirrors && above == NULL;
  const gsize n = draft->list[FILTER]->len, cells = (gsize) (number (draft, CELLS, 0) * number (draft, CELLS, 1));
  gsize n_edges = 0, n_filters = 0;

  for (guint list = PLACE; list <= N_PARENTS; list++)
    if (draft->list[list]->len != (list == PLACE || list == MEAN ? 2 : 1) * n)
      return _("its lists have different lengths");
  if (n > 0 && draft->list[DEVIATION]->len != draft->channels
      && draft->list[DEVIATION]->len != (gsize) draft->channels * cells)
    return _("its deviations are not as many as its channels or units");
  for (gsize i = 0; i < n; i++)
    {
      if (number (draft, FILTER, i) >= draft->channels)
        return _("a node’s filter is not there");
      n_edges += (gsize) number (draft, N_PARENTS, i);
      n_filters += i == 0 || number (draft, FILTER, i) != number (draft, FILTER, i - 1);
    }
  if (draft->list[FACING]->len != (faces ? n_filters * cells : 0))
    return _("its facing is not as long as its filters and cells say");
  if (draft->list[SWAY]->len > VT_X_MOST_WAYS * 2 * n || (n > 0 && draft->list[SWAY]->len % (2 * n) != 0))
    return _("its ways of moving are not as long as its nodes say");
  if (draft->list[PARENT]->len != n_edges || draft->list[LIKENESS]->len != n_edges)
    return _("its edges are not as many as its nodes say");
  for (gsize i = 0; i < n_edges; i++)
    if (above == NULL || number (draft, PARENT, i) >= above->list[FILTER]->len)
      return _("a parent is not there");
  if (n > 0 && above != NULL && above->list[FILTER]->len == 0)
    return _("the layer above it is not learned");
  return NULL;
}

static void
fill_layer (const Draft *draft,
            VtXLayer    *layer)
{
  guint first = 0;

  layer->n_nodes = draft->list[FILTER]->len;
  layer->n_deviation = draft->list[DEVIATION]->len;
  layer->n_facing = draft->list[FACING]->len;
  layer->n_edges = draft->list[PARENT]->len;
  layer->n_objective = draft->list[OBJECTIVE]->len;
  layer->node = g_new0 (VtXNode, layer->n_nodes);
  layer->deviation = g_new (float, layer->n_deviation);
  layer->edge = g_new (VtXEdge, layer->n_edges);
  layer->objective = g_memdup2 (draft->list[OBJECTIVE]->data, layer->n_objective * sizeof (double));
  for (gsize i = 0; i < layer->n_deviation; i++)
    layer->deviation[i] = (float) number (draft, DEVIATION, i);
  layer->facing = g_new (float, layer->n_facing);
  for (gsize i = 0; i < layer->n_facing; i++)
    layer->facing[i] = (float) number (draft, FACING, i);
  layer->n_sway = draft->list[SWAY]->len;
  layer->sway = g_new (float, layer->n_sway);
  for (gsize i = 0; i < layer->n_sway; i++)
    layer->sway[i] = (float) number (draft, SWAY, i);
  for (gsize i = 0; i < layer->n_edges; i++)
    {
      layer->edge[i] = (VtXEdge) { (guint) number (draft, PARENT, i), (float) number (draft, LIKENESS, i) };
    }
  for (gsize i = 0; i < layer->n_nodes; i++)
    {
      layer->node[i] = (VtXNode) {
        .filter = (guint) number (draft, FILTER, i),
        .place = { (float) number (draft, PLACE, 2 * i), (float) number (draft, PLACE, 2 * i + 1) },
        .spread = (float) number (draft, SPREAD, i), .width = (float) number (draft, WIDTH, i),
        .mean = { (float) number (draft, MEAN, 2 * i), (float) number (draft, MEAN, 2 * i + 1) },
        .variance = (float) number (draft, VARIANCE, i), .score = (float) number (draft, SCORE, i),
        .least = (float) number (draft, LEAST, i), .first_parent = first, .n_parents = (guint) number (draft, N_PARENTS, i),
      };
      first += layer->node[i].n_parents;
    }
}

static VtXGraph *
make_graph (const Document *d,
            GError        **error)
{
  g_autoptr (VtPartSpace) space = make_space (d, error);
  VtXGraph *graph;

  if (space == NULL)
    return NULL;
  for (guint l = 0; l < d->n_layers; l++)
    {
      const char *fault = check_layer (&d->layer[l], l + 1 < d->n_layers ? &d->layer[l + 1] : NULL,
                                       d->options.mirror >= .5);

      if (fault == NULL)
        continue;
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("Layer %u of the graph is damaged: %s"), l + 1, fault);
      return NULL;
    }
  graph = vt_xgraph_alloc (space, &d->options);
  graph->model = g_strdup (d->model != NULL ? d->model : "");
  graph->class_name = g_strdup (d->class_name != NULL ? d->class_name : "");
  graph->seed = d->seed != NULL ? g_ascii_strtoull (d->seed, NULL, 10) : 0;
  graph->n_pictures = d->n_pictures;
  for (guint l = 0; l < d->n_layers; l++)
    fill_layer (&d->layer[l], &graph->layer[l]);
  return graph;
}

VtXGraph *
vt_xgraph_load (const char *data,
                gsize       n,
                GError    **error)
{
  g_auto (Document) d = { 0 };
  VtJson json;

  vt_json_init (&json, data, n);
  vt_xgraph_options_init (&d.options, FALSE);
  read_document (&json, &d);
  if (json.fault != NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The graph is damaged at byte %lu: %s"), (gulong) json.fault_at,
                   json.fault);
      return NULL;
    }
  if (d.format == NULL || !g_str_equal (d.format, FORMAT))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("This is no explanatory graph"));
      return NULL;
    }
  if (d.version != VERSION)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("The graph has version %u; this program knows version %d"),
                   d.version, VERSION);
      return NULL;
    }
  return make_graph (&d, error);
}
