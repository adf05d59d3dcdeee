/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From MATLAB's structures to layers: SimpleNN's one after the other, DagNN's by the names of their variables. */
#include "engine/model/vitrine-matconvnet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-matconvnet-private.h"

#define MAX_LAYERS 10000
#define MAX_CLASSES 100000
#define MOST_SHARED 1000000     /* numbers */

typedef struct
{
  VitrineMatNet          net;
  const VitrineMatValue *layers, *params, *meta;
  GHashTable            *values;       /* DagNN: name of a variable → node + 1 */
  GHashTable            *by_name;      /* DagNN: name of a parameter → index + 1 */
  int                    last;         /* node of the layer before, or of the input */
} Reader;

static const VitrineMatValue *
cell (const VitrineMatValue *value,
      gsize                  i)
{
  return vitrine_mat_child (value, i);
}

static void
add_issue (Reader                *r,
           const VitrineMatLayer *layer,
           const char            *reason)
{
  VtOnnxIssue *issue = g_new (VtOnnxIssue, 1);

  issue->node = g_strdup (layer->name);
  issue->op = g_strdup (layer->type);
  issue->reason = g_strdup (reason);
  g_ptr_array_add (r->net.report->unsupported, issue);
}

static char *
type_of (const VitrineMatValue *value)
{
  g_autofree char *text = vitrine_mat_dup_text (value);
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  return g_strdup (g_str_has_prefix (lower, "dagnn.") ? lower + strlen ("dagnn.") : lower);
}

static void
layer_clear (VitrineMatLayer *layer)
{
  g_clear_pointer (&layer->name, g_free);
  g_clear_pointer (&layer->type, g_free);
}

/* ---- SimpleNN --------------------------------------------------------------------------------- */

static void
read_simple (const VitrineMatValue *layers,
             gsize                  i,
             int                    before,
             VitrineMatLayer       *layer)
{
  const VitrineMatValue *s = cell (layers, i), *weights = vitrine_mat_field (s, 0, "weights");

  *layer = (VitrineMatLayer) { .geometry = s, .n_inputs = 1, .inputs = { before } };
  layer->name = vitrine_mat_dup_text (vitrine_mat_field (s, 0, "name"));
  layer->type = type_of (vitrine_mat_field (s, 0, "type"));
  if (layer->name == NULL || *layer->name == '\0')
    {
      g_free (layer->name);
      layer->name = g_strdup_printf ("%s%zu", layer->type, i + 1);
    }
  for (guint k = 0; k < G_N_ELEMENTS (layer->params); k++)
    layer->params[k] = cell (weights, k);
  /* Before 2015. */
  if (weights == NULL)
    {
      layer->params[0] = vitrine_mat_field (s, 0, "filters");
      layer->params[1] = vitrine_mat_field (s, 0, "biases");
    }
}

/* ---- DagNN ------------------------------------------------------------------------------------ */

/* FALSE when a variable is read that no layer before it gives. */
static gboolean
read_dag (Reader          *r,
          gsize            i,
          VitrineMatLayer *layer)
{
  const VitrineMatValue *inputs = vitrine_mat_field (r->layers, i, "inputs");
  const VitrineMatValue *params = vitrine_mat_field (r->layers, i, "params");

  *layer = (VitrineMatLayer) { .geometry = vitrine_mat_field (r->layers, i, "block") };
  layer->name = vitrine_mat_dup_text (vitrine_mat_field (r->layers, i, "name"));
  layer->type = type_of (vitrine_mat_field (r->layers, i, "type"));
  if (layer->name == NULL)
    layer->name = g_strdup_printf ("%s%zu", layer->type, i + 1);
  for (gsize k = 0; k < vitrine_mat_n (inputs) && layer->n_inputs < VITRINE_MATCONVNET_MAX_INPUTS; k++)
    {
      g_autofree char *name = vitrine_mat_dup_text (cell (inputs, k));
      const int node = name != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (r->values, name)) - 1 : -1;

      if (node >= 0)
        layer->inputs[layer->n_inputs++] = node;
      /* A loss reads the label too, which is no part of the network. */
      else if (k == 0 || !g_str_has_suffix (layer->type, "loss"))
        return FALSE;
    }
  for (gsize k = 0; k < MIN (vitrine_mat_n (params), G_N_ELEMENTS (layer->params)); k++)
    {
      g_autofree char *name = vitrine_mat_dup_text (cell (params, k));
      const gsize at = name != NULL ? GPOINTER_TO_SIZE (g_hash_table_lookup (r->by_name, name)) : 0;

      layer->params[k] = at > 0 ? vitrine_mat_field (r->params, at - 1, "value") : NULL;
    }
  return layer->n_inputs > 0;
}

/* The variables that layers read but none gives: the first is the picture. */
static void
find_input (Reader *r,
            int     input)
{
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < vitrine_mat_n (r->layers); i++)
    {
      const VitrineMatValue *outputs = vitrine_mat_field (r->layers, i, "outputs");

      for (gsize k = 0; k < vitrine_mat_n (outputs); k++)
        {
          char *name = vitrine_mat_dup_text (cell (outputs, k));

          if (name != NULL)
            g_hash_table_add (given, name);
        }
    }
  for (gsize i = 0; i < vitrine_mat_n (r->layers); i++)
    {
      char *name = vitrine_mat_dup_text (cell (vitrine_mat_field (r->layers, i, "inputs"), 0));

      if (name != NULL && !g_hash_table_contains (given, name))
        {
          g_hash_table_replace (r->values, name, GINT_TO_POINTER (input + 1));
          return;
        }
      g_free (name);
    }
}

static void
bind (Reader *r,
      gsize   i,
      int     node)
{
  char *name = vitrine_mat_dup_text (cell (vitrine_mat_field (r->layers, i, "outputs"), 0));

  if (name != NULL)
    g_hash_table_replace (r->values, name, GINT_TO_POINTER (node + 1));
}

static void
index_params (Reader *r)
{
  for (gsize i = 0; i < vitrine_mat_n (r->params); i++)
    {
      char *name = vitrine_mat_dup_text (vitrine_mat_field (r->params, i, "name"));

      if (name != NULL)
        g_hash_table_replace (r->by_name, name, GSIZE_TO_POINTER (i + 1));
    }
}

/* ---- the network ------------------------------------------------------------------------------ */

/* TRUE when the layer was added, or may be left out. */
static gboolean
add_layer (Reader   *r,
           gsize     i,
           gboolean  dag)
{
  g_autoptr (GError) reason = NULL;
  VitrineMatLayer layer;
  gboolean good = TRUE;
  int node;

  if (dag)
    good = read_dag (r, i, &layer);
  else
    read_simple (r->layers, i, r->last, &layer);
  node = good ? vitrine_matconvnet_build (&r->net, &layer, &reason) : -1;
  /* What follows a layer that was left out needs no words of its own. */
  if (node < 0 && reason != NULL)
    add_issue (r, &layer, reason->message);
  if (node >= 0)
    {
      r->last = node;
      if (dag)
        bind (r, i, node);
    }
  layer_clear (&layer);
  return node >= 0;
}

static gboolean
add_layers (Reader * r,
            GError **error)
{
  /* DagNN keeps its layers in an array of structures, SimpleNN in a cell. */
  const gboolean dag = vitrine_mat_field (r->layers, 0, "inputs") != NULL;
  const gsize n = MIN (vitrine_mat_n (r->layers), MAX_LAYERS);
  const int input = r->last;

  if (dag)
    {
      find_input (r, input);
      index_params (r);
    }
  for (gsize i = 0; i < n; i++)
    if (!add_layer (r, i, dag) && !dag)
      break;
  if (r->last == input)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("Nothing of this MatConvNet network can be computed: %s"),
                   r->net.report->unsupported->len > 0
                   ? ((VtOnnxIssue *) r->net.report->unsupported->pdata[0])->reason : _("it has no layers"));
      return FALSE;
    }
  vt_graph_output (r->net.graph, r->last);
  r->net.report->n_file_nodes = (guint) n;
  return vt_graph_seal (r->net.graph, error);
}

/* Numbers of H × W × C × K to K × C × H × W. */
static void
fill_filter (const VitrineMatValue *value,
             const VtShape         *shape,
             float                 *to)
{
  const gsize rows = shape->dim[2], columns = shape->dim[3], planes = shape->dim[0] * shape->dim[1];
  double v;

  for (gsize p = 0; p < planes; p++)
    for (gsize i = 0; i < rows; i++)
      for (gsize j = 0; j < columns; j++)
        *to++ = vitrine_mat_number (value, i + rows * (j + columns * p), &v) ? (float) v : 0;
}

/* Many layers may name the same numbers, of which each gets its own; then a small file would ask for any amount of
 * memory. */
static gboolean
is_honest (const Reader *r,
           GError      **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gsize in_file = 0;

  for (guint k = 0; k < r->net.fills->len; k++)
    {
      const VitrineMatValue *value = g_array_index (r->net.fills, VitrineMatFill, k).value;

      if (g_hash_table_add (seen, (gpointer) value))
        in_file += vitrine_mat_n (value);
    }
  if (vt_graph_n_params (r->net.graph) <= 2 * in_file + MOST_SHARED)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                       _("The tensors of this file use the same numbers many times over"));
  return FALSE;
}

static VtParams *
fill_all (Reader  *r,
          GError **error)
{
  VtParams *params = is_honest (r, error) ? vt_params_new (r->net.graph, error) : NULL;

  for (guint k = 0; params != NULL && k < r->net.fills->len; k++)
    {
      const VitrineMatFill *fill = &g_array_index (r->net.fills, VitrineMatFill, k);
      const VtShape *shape = &vt_graph_node (r->net.graph, fill->node)->shape;
      float *to = vt_params_place (params, fill->node);
      const gsize n = vt_shape_size (shape);

      if (fill->kind == VITRINE_MAT_FILTER)
        {
          fill_filter (fill->value, shape, to);
          continue;
        }
      for (gsize i = 0; i < n; i++)
        {
          double v = 0;

          vitrine_mat_number (fill->value, fill->kind == VITRINE_MAT_VARIANCE ? n + i : i, &v);
          to[i] = (float) (fill->kind == VITRINE_MAT_VARIANCE ? v * v : v);
        }
    }
  return params;
}

/* ---- what the file says about itself ---------------------------------------------------------- */

static gsize
size_of (const VitrineMatValue *normalization,
         gsize                  i)
{
  double v;

  return vitrine_mat_number (vitrine_mat_field (normalization, 0, "imageSize"), i, &v) && v >= 1 && v <= 4096 ? (gsize) v
                                                                                                              : i < 2 ? 224 : 3;
}

static void
note_normalization (Reader                *r,
                    const VitrineMatValue *normalization)
{
  const VitrineMatValue *mean = vitrine_mat_field (normalization, 0, "averageImage");
  const gsize n = vitrine_mat_n (mean);
  double sum[3] = { 0, 0, 0 };
  char text[3][G_ASCII_DTOSTR_BUF_SIZE];

  if (n < 3 || n % 3 != 0)
    return;
  /* A mean for each pixel becomes one for each channel. */
  for (gsize i = 0; i < n; i++)
    {
      double v = 0;

      vitrine_mat_number (mean, i, &v);
      sum[i / (n / 3)] += v / ((double) n / 3);
    }
  for (guint c = 0; c < 3; c++)
    g_ascii_formatd (text[c], sizeof text[c], "%.6g", sum[c]);
  g_hash_table_replace (r->net.report->metadata, g_strdup ("input"),
                        g_strdup_printf ("RGB, 0-255, minus %s,%s,%s", text[0], text[1], text[2]));
}

static void
note_classes (Reader                *r,
              const VitrineMatValue *classes)
{
  const VitrineMatValue *names = vitrine_mat_field (classes, 0, "name");
  const VitrineMatValue *descriptions = vitrine_mat_field (classes, 0, "description");
  g_autoptr (GString) lines = g_string_new (NULL);

  for (gsize i = 0; i < MIN (vitrine_mat_n (descriptions), MAX_CLASSES); i++)
    {
      g_autofree char *name = vitrine_mat_dup_text (cell (names, i));
      g_autofree char *description = vitrine_mat_dup_text (cell (descriptions, i));

      if (description == NULL)
        return;
      g_strdelimit (description, "\n\r", ' ');
      if (name != NULL && name[0] == 'n' && strcmp (name, description) != 0 && strpbrk (name, " \n\r") == NULL)
        g_string_append_printf (lines, "%s ", name);
      g_string_append_printf (lines, "%s\n", description);
    }
  if (lines->len > 0)
    g_hash_table_replace (r->net.report->metadata, g_strdup ("vitrine.classes"), g_strdup (lines->str));
}

/* A member of the network, which may stand in a variable of its own or inside `net`. */
static const VitrineMatValue *
member (const VitrineMat *mat,
        const char       *name)
{
  const VitrineMatValue *value = vitrine_mat_get (mat, name);

  return value != NULL ? value : vitrine_mat_field (vitrine_mat_get (mat, "net"), 0, name);
}

static gboolean
read_all (Reader           *r,
          const VitrineMat *mat,
          GError          **error)
{
  const VitrineMatValue *meta = member (mat, "meta");
  const VitrineMatValue *normalization = meta != NULL ? vitrine_mat_field (meta, 0, "normalization")
                                                      : member (mat, "normalization");

  r->layers = member (mat, "layers");
  r->params = member (mat, "params");
  if (vitrine_mat_n (r->layers) == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           _("This is a MATLAB file without a network: MatConvNet's have a variable “layers”, alone or "
                             "inside “net”."));
      return FALSE;
    }
  r->net.graph = vt_graph_new ();
  r->net.report = vt_onnx_report_empty ();
  r->net.report->producer = g_strdup ("MatConvNet");
  g_hash_table_replace (r->net.report->metadata, g_strdup ("vitrine.format"), g_strdup ("MatConvNet"));
  note_normalization (r, normalization);
  note_classes (r, meta != NULL ? vitrine_mat_field (meta, 0, "classes") : member (mat, "classes"));
  r->last = vt_graph_input (r->net.graph, "input", &VT_SHAPE (1, CLAMP (size_of (normalization, 2), 1, 4),
                                                              size_of (normalization, 0), size_of (normalization, 1)));
  return add_layers (r, error);
}

gboolean
vitrine_matconvnet_load (GBytes        *bytes,
                         VitrineLoaded *loaded,
                         GError       **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (VitrineMat) mat = vitrine_mat_new (data, size, error);
  Reader r = { .last = -1 };
  gboolean done = FALSE;

  if (mat == NULL)
    return FALSE;
  r.net.fills = g_array_new (FALSE, FALSE, sizeof (VitrineMatFill));
  r.values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  r.by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (read_all (&r, mat, error) && (loaded->params = fill_all (&r, error)) != NULL)
    {
      loaded->graph = g_steal_pointer (&r.net.graph);
      loaded->report = g_steal_pointer (&r.net.report);
      done = TRUE;
    }
  g_array_unref (r.net.fills);
  g_hash_table_unref (r.values);
  g_hash_table_unref (r.by_name);
  vt_graph_unref (r.net.graph);
  vt_onnx_report_free (r.net.report);
  return done;
}
