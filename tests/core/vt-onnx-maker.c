/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making small ONNX files with the exporter's own writer. */
#include "vt-onnx-maker.h"

#include <string.h>

const float maker_ramp[64] = {
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
  63, 64,
};

void
maker_init (Maker *m,
            gint64 opset)
{
  *m = (Maker) {
    .writer = {
      .opset = opset, .memory = g_ptr_array_new_with_free_func (g_free),
      .nodes = g_ptr_array_new (), .initializers = g_ptr_array_new (),
    },
    .inputs = g_ptr_array_new (), .outputs = g_ptr_array_new (), .opset = opset,
  };
}

void
maker_clear (Maker *m)
{
  g_ptr_array_unref (m->writer.nodes);
  g_ptr_array_unref (m->writer.initializers);
  g_ptr_array_unref (m->writer.memory);
  g_ptr_array_unref (m->inputs);
  g_ptr_array_unref (m->outputs);
}

static gint64 *
take_dims (Maker   *m,
           va_list  list,
           gsize   *n)
{
  gint64 *dims = vt_onnx_write_alloc (&m->writer, 8 * sizeof (gint64));

  *n = 0;
  for (int d = va_arg (list, int); d != -2; d = va_arg (list, int))
    dims[(*n)++] = d;
  return dims;
}

static VtOnnx__Value *
make_value (Maker        *m,
            const char   *name,
            const gint64 *dims,
            gsize         n)
{
  VtOnnx__Value *v = vt_onnx_write_alloc (&m->writer, sizeof *v);
  VtOnnx__Type *type = vt_onnx_write_alloc (&m->writer, sizeof *type);
  VtOnnx__TensorType *tensor = vt_onnx_write_alloc (&m->writer, sizeof *tensor);
  VtOnnx__Shape *shape = vt_onnx_write_alloc (&m->writer, sizeof *shape);

  vt_onnx__value__init (v);
  vt_onnx__type__init (type);
  vt_onnx__tensor_type__init (tensor);
  vt_onnx__shape__init (shape);
  v->name = vt_onnx_write_text (&m->writer, "%s", name);
  v->type = type;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = 1;
  tensor->shape = shape;
  shape->n_dim = n;
  shape->dim = vt_onnx_write_alloc (&m->writer, n * sizeof (VtOnnx__Dim *));
  for (gsize d = 0; d < n; d++)
    {
      shape->dim[d] = vt_onnx_write_alloc (&m->writer, sizeof (VtOnnx__Dim));
      vt_onnx__dim__init (shape->dim[d]);
      shape->dim[d]->has_value = dims[d] != -1;
      shape->dim[d]->value = dims[d];
    }
  return v;
}

void
maker_input (Maker      *m,
             const char *name,
             ...)
{
  va_list list;
  gsize n;

  va_start (list, name);
  const gint64 *dims = take_dims (m, list, &n);
  va_end (list);
  g_ptr_array_add (m->inputs, make_value (m, name, dims, n));
}

void
maker_output (Maker      *m,
              const char *name)
{
  g_ptr_array_add (m->outputs, make_value (m, name, NULL, 0));
}

VtOnnx__Tensor *
maker_floats (Maker       *m,
              const char  *name,
              const float *data,
              ...)
{
  VtOnnx__Tensor *t = vt_onnx_write_alloc (&m->writer, sizeof *t);
  va_list list;
  gsize size = 1;

  vt_onnx__tensor__init (t);
  va_start (list, data);
  t->dims = take_dims (m, list, &t->n_dims);
  va_end (list);
  for (gsize d = 0; d < t->n_dims; d++)
    size *= (gsize) t->dims[d];
  t->name = vt_onnx_write_text (&m->writer, "%s", name);
  t->has_data_type = TRUE;
  t->data_type = 1;
  t->n_float_data = size;
  t->float_data = vt_onnx_write_alloc (&m->writer, size * sizeof (float));
  for (gsize k = 0; k < size; k++)
    t->float_data[k] = data != NULL ? data[k] : (float) (k + 1);
  g_ptr_array_add (m->writer.initializers, t);
  return t;
}

VtOnnx__Tensor *
maker_ints (Maker        *m,
            const char   *name,
            gsize         n,
            const gint64 *data)
{
  VtOnnx__Tensor *t = vt_onnx_write_alloc (&m->writer, sizeof *t);

  vt_onnx__tensor__init (t);
  t->name = vt_onnx_write_text (&m->writer, "%s", name);
  t->has_data_type = TRUE;
  t->data_type = 7;
  t->n_dims = 1;
  t->dims = vt_onnx_write_alloc (&m->writer, sizeof (gint64));
  t->dims[0] = (gint64) n;
  t->n_int64_data = n;
  t->int64_data = vt_onnx_write_alloc (&m->writer, n * sizeof (gint64));
  memcpy (t->int64_data, data, n * sizeof (gint64));
  g_ptr_array_add (m->writer.initializers, t);
  return t;
}

VtOnnx__Node *
maker_node (Maker      *m,
            const char *op,
            const char *inputs,
            const char *output)
{
  g_auto (GStrv) words = g_strsplit (inputs, ",", 0);
  VtOnnx__Node *n = vt_onnx_write_node (&m->writer, op, output);

  for (guint i = 0; words[i] != NULL; i++)
    vt_onnx_write_input (&m->writer, n, words[i]);
  return n;
}

static void
close_graph (Maker *m)
{
  vt_onnx__graph__init (&m->graph);
  m->graph.n_node = m->writer.nodes->len;
  m->graph.node = (VtOnnx__Node **) m->writer.nodes->pdata;
  m->graph.n_initializer = m->writer.initializers->len;
  m->graph.initializer = (VtOnnx__Tensor **) m->writer.initializers->pdata;
  m->graph.n_input = m->inputs->len;
  m->graph.input = (VtOnnx__Value **) m->inputs->pdata;
  m->graph.n_output = m->outputs->len;
  m->graph.output = (VtOnnx__Value **) m->outputs->pdata;
}

void
maker_graph (Maker        *m,
             VtOnnx__Node *n,
             const char   *name,
             const guint8 *data,
             gsize         size)
{
  VtOnnx__Attribute *a = vt_onnx_write_alloc (&m->writer, sizeof *a);
  VtOnnx__Attribute **all = vt_onnx_write_alloc (&m->writer, (n->n_attribute + 1) * sizeof *all);

  vt_onnx__attribute__init (a);
  a->name = vt_onnx_write_text (&m->writer, "%s", name);
  a->has_type = a->has_g = TRUE;
  a->type = 5;
  a->g = (ProtobufCBinaryData) { size, vt_onnx_write_alloc (&m->writer, MAX (size, 1)) };
  if (size > 0)
    memcpy (a->g.data, data, size);
  for (gsize k = 0; k < n->n_attribute; k++)
    all[k] = n->attribute[k];
  all[n->n_attribute++] = a;
  n->attribute = all;
}

void
maker_branch (Maker        *m,
              VtOnnx__Node *n,
              const char   *name,
              Maker        *inner)
{
  close_graph (inner);

  const gsize size = vt_onnx__graph__get_packed_size (&inner->graph);
  g_autofree guint8 *data = g_malloc (MAX (size, 1));

  vt_onnx__graph__pack (&inner->graph, data);
  maker_graph (m, n, name, data, size);
  maker_clear (inner);
}

GBytes *
maker_bytes (Maker *m)
{
  VtOnnx__Model model = VT_ONNX__MODEL__INIT;
  VtOnnx__OpsetId opset = VT_ONNX__OPSET_ID__INIT, *opsets[] = { &opset };
  char empty[] = "";

  close_graph (m);
  opset.domain = empty;
  opset.has_version = TRUE;
  opset.version = m->opset;
  model.graph = &m->graph;
  model.opset_import = opsets;
  model.n_opset_import = 1;

  const gsize size = vt_onnx__model__get_packed_size (&model);
  guint8 *data = g_malloc (size);

  vt_onnx__model__pack (&model, data);
  return g_bytes_new_take (data, size);
}

VtGraph *
maker_import (Maker               *m,
              const VtOnnxOptions *options,
              VtParams           **params,
              VtOnnxReport       **report,
              GError             **error)
{
  g_autoptr (GBytes) bytes = maker_bytes (m);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return vt_onnx_import (data, size, NULL, options, params, report, error);
}

float *
maker_compute (VtGraph     *graph,
               VtParams    *params,
               gsize        batch,
               const float *x,
               gsize       *n_y)
{
  g_autoptr (GError) error = NULL;
  const VtPlanOptions plan_options = { .batch = batch, .path = VT_PATH_EXACT };
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &plan_options, &error);

  g_assert_no_error (error);

  g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);
  const int in = vt_graph_input_nth (graph, 0), out = vt_graph_output_nth (graph, 0);

  g_assert_no_error (error);
  memcpy (vt_run_input (run, 0), x, vt_shape_size (vt_run_shape (run, in)) * sizeof (float));
  g_assert_true (vt_run_forward (run, NULL, &error));
  *n_y = vt_shape_size (vt_run_shape (run, out));
  return g_memdup2 (vt_run_value (run, out), *n_y * sizeof (float));
}

float *
maker_run (Maker               *m,
           const VtOnnxOptions *options,
           gsize                batch,
           const float         *x,
           gsize               *n_y)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = maker_import (m, options, &params, &report, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->unsupported->len; i++)
    g_test_message ("unsupported: %s", ((VtOnnxIssue *) report->unsupported->pdata[i])->reason);
  g_assert_cmpuint (report->unsupported->len, ==, 0);
  return maker_compute (graph, params, batch, x, n_y);
}

void
maker_expect (Maker               *m,
              const VtOnnxOptions *options,
              gsize                batch,
              const float         *x,
              const float         *expected,
              gsize                n)
{
  gsize n_y;
  g_autofree float *y = maker_run (m, options, batch, x, &n_y);

  g_assert_cmpuint (n_y, ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (y[i], expected[i], 1e-6f * MAX (1, ABS (expected[i])));
}
