/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file to a graph.  Three passes: names and weights; everything that is constant; the rest in the order of the
 * file, node by node.  A node that cannot be converted is reported and what follows it is left out. */
#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-fold.h"
#include "onnx/vt-onnx-inputs.h"
#include "onnx/vt-onnx-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-pages.h"

#define OLDEST_OPSET 3
#define NEWEST_OPSET 21

/* Constants that may be computed beyond what the file holds. */
#define FREE_ELEMENTS ((gsize) 1 << 24)

static void
fill_free (gpointer data)
{
  VtOnnxFill *fill = data;

  vt_onnx_const_unref (fill->constant);
  g_free (fill);
}

void
vt_onnx_build_clear (VtOnnxBuild *b)
{
  g_clear_pointer (&b->values, g_hash_table_unref);
  g_clear_pointer (&b->given, g_hash_table_unref);
  g_clear_pointer (&b->scopes, g_hash_table_unref);
  g_clear_pointer (&b->branches, g_ptr_array_unref);
  g_clear_pointer (&b->done, g_hash_table_unref);
  g_clear_pointer (&b->idle, g_hash_table_unref);
  g_clear_pointer (&b->used, g_hash_table_unref);
  g_clear_pointer (&b->made_up, g_ptr_array_unref);
  g_clear_pointer (&b->fills, g_ptr_array_unref);
  g_clear_pointer (&b->twice, g_array_unref);
  g_clear_pointer (&b->budget.outside, g_hash_table_unref);
  g_clear_pointer (&b->graph, vt_graph_unref);
  g_clear_pointer (&b->params, vt_params_unref);
  g_clear_pointer (&b->report, vt_onnx_report_free);
}

void
vt_onnx_build_begin (VtOnnxBuild         *b,
                     VtOnnxFile          *file,
                     const char          *folder,
                     const VtOnnxOptions *options)
{
  b->file = file;
  b->model = vt_onnx_file_model (file);
  b->graph = vt_graph_new ();
  b->options = *options;
  b->folder = folder;
  b->file_batch = 1;
  b->given = g_hash_table_new (g_str_hash, g_str_equal);
  b->done = g_hash_table_new (NULL, NULL);
  b->idle = g_hash_table_new (NULL, NULL);
  b->used = g_hash_table_new (NULL, NULL);
  b->made_up = g_ptr_array_new_with_free_func (g_free);
  b->fills = g_ptr_array_new_with_free_func (fill_free);
}

static gboolean
read_opset (VtOnnxBuild *b,
            GError     **error)
{
  for (gsize i = 0; i < b->model->n_opset_import; i++)
    {
      const VtOnnx__OpsetId *o = b->model->opset_import[i];

      if (o->domain == NULL || o->domain[0] == 0 || g_str_equal (o->domain, "ai.onnx"))
        b->opset = MAX (b->opset, o->version);
    }
  b->report->opset = b->opset;
  if (b->opset < OLDEST_OPSET)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("The file uses version %" PRId64 " of the ONNX operators, which is too old; "
                     "export the network again with version 7 or newer"), b->opset);
      return FALSE;
    }
  if (b->opset > NEWEST_OPSET)
    vt_onnx_note (b, _("The file uses version %" PRId64 " of the ONNX operators; Vitrine knows them up to %d."),
                  b->opset, NEWEST_OPSET);
  return TRUE;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

static void
lose (VtOnnxBuild        *b,
      const VtOnnx__Node *n)
{
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k))
      vt_onnx_value (b, n->output[k])->lost = TRUE;
}

/* FALSE with an error when a name is read that nothing gives. */
static gboolean
check_inputs (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              gboolean           *lost,
              GError            **error)
{
  *lost = FALSE;
  for (guint k = 0; k < n->n_input; k++)
    {
      const VtOnnxValue *v = vt_onnx_input (b, n, k);

      if (v == NULL)
        continue;
      *lost |= v->lost;
      if (v->node < 0 && v->real < 0 && v->constant == NULL && !v->lost)
        {
          g_autofree char *op = g_utf8_make_valid (n->op_type != NULL ? n->op_type : "?", -1);
          g_autofree char *name = g_utf8_make_valid (n->input[k], -1);

          g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                       _("A node of type %s reads “%s”, which no node before it gives"), op, name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
convert (VtOnnxBuild        *b,
         const VtOnnx__Node *n,
         GError            **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean lost;

  /* What gives nothing does nothing. */
  if (g_hash_table_contains (b->done, n) || n->n_output == 0 || n->output[0] == NULL)
    return TRUE;
  if (!check_inputs (b, n, &lost, error))
    return FALSE;
  if (lost)
    {
      lose (b, n);
      return TRUE;
    }
  if (vt_onnx_know_shape (b, n, &reason) || (reason == NULL && vt_onnx_know (b, n, &reason)))
    return TRUE;
  g_clear_error (&reason);

  const VtOnnxConverter *converter = vt_onnx_converter (n);
  const int node = converter != NULL ? converter->convert (b, n, &reason)
                   : vt_onnx_refuse (&reason, _("Vitrine does not know this operator"));

  if (node < 0)
    {
      b->misfit |= b->left_open && b->report->unsupported->len == 0 && g_error_matches (reason, VT_ERROR, VT_ERROR_SHAPE);
      vt_onnx_report_add (b->report, n, reason != NULL ? reason->message : _("It does not fit here"));
      lose (b, n);
      return TRUE;
    }
  /* What was folded in has bound its outputs already. */
  if (node != VT_ONNX_BOUND && vt_onnx_has_output (n, 0) && vt_onnx_value (b, n->output[0])->node < 0
      && vt_onnx_value (b, n->output[0])->real < 0)
    vt_onnx_bind (b, n, 0, node);
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k))
      {
        VtOnnxValue *v = vt_onnx_value (b, n->output[k]);

        v->whole = vt_onnx_makes_whole (b, n, k);
        /* A converter that has no answer for a lesser output leaves it. */
        v->lost |= v->node < 0 && v->real < 0 && v->constant == NULL;
      }
  return TRUE;
}

/* Constants first: what follows a convolution in the file may be folded into it. */
static void
fold_all (VtOnnxBuild         *b,
          VtOnnx__Node *const *nodes,
          gsize                n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_hash_table_contains (b->done, nodes[i]) && vt_onnx_know (b, nodes[i], NULL))
      g_hash_table_add (b->done, nodes[i]);
}

gboolean
vt_onnx_convert_nodes (VtOnnxBuild         *b,
                       VtOnnx__Node *const *nodes,
                       gsize                n,
                       GError             **error)
{
  fold_all (b, nodes, n);
  for (gsize i = 0; i < n; i++)
    if (!convert (b, nodes[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
convert_all (VtOnnxBuild *b,
             GError     **error)
{
  const VtOnnx__Graph *g = b->model->graph;

  /* What is constant tells how inputs lie. */
  fold_all (b, g->node, g->n_node);
  return vt_onnx_take_inputs (b, error) && vt_onnx_convert_nodes (b, g->node, g->n_node, error);
}

/* ---- the end -------------------------------------------------------------------------------- */

static gboolean
is_output_already (const GArray *outputs,
                   int           node)
{
  for (guint i = 0; i < outputs->len; i++)
    if (g_array_index (outputs, int, i) == node)
      return TRUE;
  return FALSE;
}

/* The node of the file's output, −1 when it was left out.  What stays a leaf is no output of a network, unless the file
 * is taken as it is written. */
static int
output_node (VtOnnxBuild         *b,
             const VtOnnx__Value *output)
{
  VtOnnxValue *v = output->name != NULL ? vt_onnx_value (b, output->name) : NULL;
  int x = v != NULL ? v->node : -1;

  /* Numbers are worth more than their codes. */
  if (v != NULL && x < 0 && v->real >= 0)
    x = b->options.as_written ? vt_onnx_emit_codes (b, v, output->name, NULL) : v->real;
  if (v != NULL && x < 0 && v->constant != NULL && b->options.as_written)
    x = vt_onnx_param (b, v->constant, output->name, NULL);
  if (x < 0 || vt_graph_node (b->graph, x)->kind == VT_NODE_OP)
    return x;
  return b->options.as_written ? vt_onnx_emit (b, "Identity", NULL, &x, 1, output->name, NULL) : -1;
}

/* The file's outputs in their order, then, where something was left out, the ends that remain, last first. */
static gboolean
mark_outputs (VtOnnxBuild *b,
              GError     **error)
{
  const VtOnnx__Graph *g = b->model->graph;
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (int));

  for (gsize i = 0; i < g->n_output; i++)
    {
      const int node = output_node (b, g->output[i]);

      g_array_append_val (b->report->outputs, node);
      if (node >= 0 && !is_output_already (outputs, node))
        g_array_append_val (outputs, node);
    }
  if (b->report->unsupported->len > 0 || outputs->len == 0)
    for (int i = (int) vt_graph_n_nodes (b->graph) - 1; i >= 0; i--)
      if (vt_graph_node (b->graph, i)->kind == VT_NODE_OP && !g_hash_table_contains (b->used, GINT_TO_POINTER (i))
          && !is_output_already (outputs, i))
        g_array_append_val (outputs, i);
  for (guint i = 0; i < outputs->len; i++)
    vt_graph_output (b->graph, g_array_index (outputs, int, i));
  if (outputs->len > 0)
    return vt_graph_seal (b->graph, error);
  if (b->report->unsupported->len > 0)
    {
      const VtOnnxIssue *first = b->report->unsupported->pdata[0];

      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("Nothing of this network can be computed: “%s” (%s): %s"),
                   first->node, first->op, first->reason);
    }
  else
    g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("The network computes nothing"));
  return FALSE;
}

gboolean
vt_onnx_fill_params (VtOnnxBuild *b,
                     GError     **error)
{
  b->params = vt_params_new (b->graph, error);
  if (b->params == NULL)
    return FALSE;
  for (guint i = 0; i < b->fills->len; i++)
    {
      VtOnnxFill *fill = b->fills->pdata[i];
      float *to = vt_params_place (b->params, fill->node);

      if (!vt_job_tick (b->options.job, (double) vt_graph_node (b->graph, fill->node)->param_offset
                        / (double) vt_graph_n_params (b->graph), N_("Reading"), error))
        return FALSE;
      if (fill->constant->f != NULL)
        vt_pages_copy (to, fill->constant->f, fill->constant->size * sizeof (float),
                       b->options.mapped && fill->constant->lent);
      else
        for (gsize k = 0; k < fill->constant->size; k++)
          to[k] = (float) vt_onnx_const_int (fill->constant, k);
      g_clear_pointer (&fill->constant, vt_onnx_const_unref);
    }
  return TRUE;
}

gboolean
vt_onnx_knows (const char *domain,
               const char *op)
{
  VtOnnx__Node node = VT_ONNX__NODE__INIT;

  /* The converters only read it. */
  node.op_type = (char *) op;
  node.domain = (char *) domain;
  if (vt_onnx_converter (&node) != NULL)
    return TRUE;
  return vt_onnx_is_plain (&node)
         && (vt_onnx_fold_find (op) != NULL || g_str_equal (op, "Shape") || g_str_equal (op, "Size"));
}

static VtGraph *import (const guint8 *data, gsize size, const char *folder, const VtOnnxOptions *options, gboolean whole,
                        VtParams **params, VtOnnxReport **report, GError **error);

/* The network with pictures of another size that is in use, if all of it can be computed then. */
static VtGraph *
import_at_another_size (const guint8        *data,
                        gsize                size,
                        const char          *folder,
                        const VtOnnxOptions *options,
                        VtParams           **params,
                        VtOnnxReport       **report)
{
  static const gsize sizes[] = { 256, 299, 227, 384, 320, 288, 448, 512, 32, 28, 64, 128, 96 };
  VtOnnxOptions other = *options;
  VtGraph *graph = NULL;

  for (gsize k = 0; graph == NULL && k < G_N_ELEMENTS (sizes) && vt_job_tick (options->job, 0, N_("Reading"), NULL); k++)
    {
      other.height = other.width = sizes[k];
      graph = import (data, size, folder, &other, TRUE, params, report, NULL);
    }
  return graph;
}

/* `whole`: NULL, perhaps without an error, when something must be left out. */
static VtGraph *
import (const guint8        *data,
        gsize                size,
        const char          *folder,
        const VtOnnxOptions *options,
        gboolean             whole,
        VtParams           **params,
        VtOnnxReport       **report,
        GError             **error)
{
  g_autoptr (VtOnnxFile) file = vt_onnx_file_new (data, size, error);
  g_auto (VtOnnxBuild) b = { 0 };
  VtGraph *other;

  if (file == NULL)
    return NULL;
  vt_onnx_build_begin (&b, file, folder, options);
  b.report = vt_onnx_report_new (b.model);
  /* A dozen times each stored number (as it is, folded, and what lies between), and some for shape arithmetic. */
  b.budget.left = 3 * size + FREE_ELEMENTS;
  if (!read_opset (&b, error) || !vt_onnx_scan (&b, error) || !vt_onnx_take_weights (&b, file, error)
      || !vt_onnx_take_given (&b, error) || !convert_all (&b, error) || (whole && b.report->unsupported->len > 0))
    return NULL;
  if (!whole && b.misfit && options->height == 0 && options->width == 0
      && (other = import_at_another_size (data, size, folder, options, params, report)) != NULL)
    return other;
  if (!mark_outputs (&b, error))
    return NULL;
  /* From here on each constant is needed once: memory need not hold them all twice. */
  g_clear_pointer (&b.values, g_hash_table_unref);
  if (!vt_onnx_fill_params (&b, error))
    return NULL;
  if (whole)
    vt_onnx_note (&b, _("With pictures of %d × %d the network does not fit together."), VT_ONNX_OPEN_SIZE, VT_ONNX_OPEN_SIZE);
  if (params != NULL)
    *params = g_steal_pointer (&b.params);
  if (report != NULL)
    *report = g_steal_pointer (&b.report);
  return g_steal_pointer (&b.graph);
}

VtGraph *
vt_onnx_import (const guint8        *data,
                gsize                size,
                const char          *folder,
                const VtOnnxOptions *options,
                VtParams           **params,
                VtOnnxReport       **report,
                GError             **error)
{
  const VtOnnxOptions plain = { 0 };

  return import (data, size, folder, options != NULL ? options : &plain, FALSE, params, report, error);
}
