/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What depends on no picture is known while the file is read: by the folder where it has a function for the operator, else by
 * the engine itself on a graph of its own (weights that are standardised, say, as BiT and NFNet export them). */
#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-fold.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-pages.h"
#include "graph/vt-run.h"

gboolean
vt_onnx_is_plain (const VtOnnx__Node *n)
{
  return n->domain == NULL || n->domain[0] == 0 || g_str_equal (n->domain, "ai.onnx");
}

/* ---- by the engine -------------------------------------------------------------------------- */

/* Whether the work for `op` is a few steps for each number of its inputs or its output: a file must not be able to ask for more
 * than it is long. */
static gboolean
is_light (const char *op)
{
  static const char *const norms[] = { "BatchNormalization", "InstanceNormalization", "LayerNormalization",
                                       "GroupNormalization", NULL };

  return g_strv_contains (norms, op) || vt_onnx_find (vt_onnx_from_math, op) != NULL
         || vt_onnx_find (vt_onnx_from_reduce, op) != NULL || vt_onnx_find (vt_onnx_from_truth, op) != NULL;
}

/* A build with an empty graph that knows the inputs of `n` and nothing else.  FALSE when an input is unknown. */
static gboolean
begin_apart (VtOnnxBuild        *own,
             VtOnnxBuild        *b,
             const VtOnnx__Node *n)
{
  vt_onnx_build_begin (own, b->file, b->folder, &b->options);
  own->report = vt_onnx_report_empty ();
  own->options.job = NULL;          /* it is not this work that is to be told of */
  own->opset = b->opset;
  own->budget.left = b->budget.left;
  for (guint k = 0; k < n->n_input; k++)
    if (vt_onnx_input (b, n, k) != NULL)
      {
        VtOnnxConst *c = vt_onnx_in_const (b, n, k);
        VtOnnxValue *v = vt_onnx_value (own, n->input[k]);

        if (c == NULL || c->size == 0)
          return FALSE;
        if (v->constant == NULL)
          v->constant = vt_onnx_const_ref (c);
        v->whole = vt_onnx_value (b, n->input[k])->whole;
      }
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k))
      {
        VtOnnxValue *v = vt_onnx_value (own, n->output[k]);

        /* What is an output has nothing folded into it. */
        v->n_uses = vt_onnx_value (b, n->output[k])->n_uses;
        v->is_output = v->n_uses > 0;
      }
  return TRUE;
}

/* Output k of `n` as a constant out of the run; NULL when it is none of its nodes. */
static VtOnnxConst *
taken (VtOnnxBuild        *own,
       const VtRun        *run,
       const VtOnnx__Node *n,
       guint               k,
       VtOnnxBudget       *budget,
       GError            **error)
{
  const int node = vt_onnx_value (own, n->output[k])->node;
  const gboolean whole = vt_onnx_makes_whole (own, n, k);
  const float *y = node >= 0 ? vt_run_value (run, node) : NULL;
  VtOnnxConst *c = y != NULL ? vt_onnx_const_new (vt_onnx_shape_of (own, node), whole, budget, error) : NULL;

  if (c == NULL)
    return NULL;
  if (!whole)
    memcpy (c->f, y, c->size * sizeof (float));
  for (gsize i = 0; whole && i < c->size; i++)
    c->i[i] = vt_onnx_whole (y[i]);
  return c;
}

/* Runs what the converter made of `n`.  NULL with or without an error when it cannot be computed. */
static VtRun *
run_apart (VtOnnxBuild        *own,
           const VtOnnx__Node *n,
           GError            **error)
{
  int node = vt_onnx_converter (n)->convert (own, n, error);
  guint n_outputs = 0;

  if (node < 0)
    return NULL;
  if (node != VT_ONNX_BOUND && vt_onnx_value (own, n->output[0])->node < 0)
    vt_onnx_bind (own, n, 0, node);
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k) && (node = vt_onnx_value (own, n->output[k])->node) >= 0
        && vt_graph_node (own->graph, node)->kind == VT_NODE_OP)
      {
        vt_graph_output (own->graph, node);
        n_outputs++;
      }
  if (n_outputs == 0 || !vt_graph_seal (own->graph, error))
    return NULL;

  const VtPlanOptions options = { .path = VT_PATH_EXACT };
  g_autoptr (VtPlan) plan = vt_plan_new (own->graph, &options, error);
  g_autoptr (VtRun) run = NULL;

  if (plan == NULL || !vt_onnx_fill_params (own, error)
      || (run = vt_run_new (plan, own->params, NULL, error)) == NULL
      || !vt_run_forward (run, NULL, error))
    return NULL;
  return g_steal_pointer (&run);
}

/* Computes `n`, whose inputs are all constants, with the engine.  FALSE when it is not to be done so. */
static gboolean
compute (VtOnnxBuild        *b,
         const VtOnnx__Node *n,
         GError            **error)
{
  g_auto (VtOnnxBuild) own = { 0 };
  g_autoptr (VtRun) run = NULL;

  if (!begin_apart (&own, b, n))
    return FALSE;
  run = run_apart (&own, n, error);
  b->budget.left = own.budget.left;
  if (run == NULL)
    return FALSE;
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k))
      {
        VtOnnxValue *v = vt_onnx_value (b, n->output[k]);

        v->constant = taken (&own, run, n, k, &b->budget, error);
        if (v->constant == NULL && k == 0)
          return FALSE;
        v->lost |= v->constant == NULL;
      }
  return TRUE;
}

/* ---- either way ----------------------------------------------------------------------------- */

/* The constants that `n` reads in x.  FALSE when one of them is none, or when it reads nothing. */
static gboolean
all_known (VtOnnxBuild        *b,
           const VtOnnx__Node *n,
           VtOnnxConst        *x[VT_MAX_INPUTS])
{
  for (guint k = 0; k < n->n_input; k++)
    if (vt_onnx_input (b, n, k) != NULL && (x[k] = vt_onnx_in_const (b, n, k)) == NULL)
      return FALSE;
  return n->n_input > 0 || g_strcmp0 (n->op_type, "Constant") == 0;
}

/* Constants that nobody will read any more need not stay. */
static void
let_go (VtOnnxBuild        *b,
        const VtOnnx__Node *n)
{
  for (guint k = 0; k < n->n_input; k++)
    {
      VtOnnxValue *v = vt_onnx_input (b, n, k);

      if (v == NULL || ++v->n_known < v->n_uses || v->node >= 0 || v->constant == NULL)
        continue;
      if (v->constant->lent && b->options.mapped)
        vt_pages_drop ((gconstpointer) v->constant->f, v->constant->size * sizeof (float));
      g_clear_pointer (&v->constant, vt_onnx_const_unref);
      v->spent = TRUE;
    }
}

gboolean
vt_onnx_know (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              GError            **error)
{
  VtOnnxConst *x[VT_MAX_INPUTS] = { NULL };

  if (n->op_type == NULL || !vt_onnx_is_plain (n) || n->n_input > VT_MAX_INPUTS || !vt_onnx_has_output (n, 0)
      || !all_known (b, n, x))
    return FALSE;
  if (vt_onnx_fold_find (n->op_type) != NULL)
    {
      const VtOnnxFold fold = { n, x, (guint) n->n_input, b->opset, &b->budget };
      VtOnnxConst *y = vt_onnx_fold (&fold, error);

      if (y == NULL)
        return FALSE;
      vt_onnx_value (b, n->output[0])->constant = y;
    }
  else if (!is_light (n->op_type) || !compute (b, n, error))
    return FALSE;
  let_go (b, n);
  b->report->n_folded++;
  return TRUE;
}

/* Shape and Size of an activation are constants: everything but the batch is known, and the batch is 1. */
gboolean
vt_onnx_know_shape (VtOnnxBuild        *b,
                    const VtOnnx__Node *n,
                    GError            **error)
{
  const gboolean size = g_strcmp0 (n->op_type, "Size") == 0;

  if (!(size || g_strcmp0 (n->op_type, "Shape") == 0) || !vt_onnx_is_plain (n) || !vt_onnx_has_output (n, 0))
    return FALSE;

  const VtOnnxValue *v = vt_onnx_input (b, n, 0);

  if (v == NULL || (v->node < 0 && v->real < 0 && v->constant == NULL))
    return FALSE;

  const VtShape shape = v->constant != NULL ? v->constant->shape : *vt_onnx_shape_of (b, v->node < 0 ? v->real : v->node);
  gint64 start = vt_onnx_attr_int (n, "start", 0), end = vt_onnx_attr_int (n, "end", shape.n_dims), first, count;

  vt_onnx_slice_range (shape.n_dims, start, end, 1, &first, &count);

  const VtShape y_shape = size ? (VtShape) { 0 } : VT_SHAPE ((gsize) count);
  VtOnnxConst *y = vt_onnx_const_new (&y_shape, TRUE, &b->budget, error);

  if (y == NULL)
    return FALSE;
  if (size)
    y->i[0] = (gint64) vt_shape_size (&shape);
  else
    for (gint64 k = 0; k < count; k++)
      y->i[k] = (gint64) shape.dim[first + k];
  vt_onnx_value (b, n->output[0])->constant = y;
  b->report->n_folded++;
  return TRUE;
}
