/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a file and the memory they live in. */
#include "onnx/vt-onnx-write.h"

#include <string.h>

enum { ATTR_FLOAT = 1, ATTR_INT = 2, ATTR_STRING = 3, ATTR_INTS = 7 };
enum { TENSOR_FLOAT = 1, TENSOR_INT64 = 7 };

gpointer
vt_onnx_write_alloc (VtOnnxWriter *w,
                     gsize         bytes)
{
  gpointer block = g_malloc0 (MAX (bytes, 1));

  g_ptr_array_add (w->memory, block);
  return block;
}

char *
vt_onnx_write_text (VtOnnxWriter *w,
                    const char   *format,
                    ...)
{
  va_list list;

  va_start (list, format);
  char *text = g_strdup_vprintf (format, list);
  va_end (list);
  g_ptr_array_add (w->memory, text);
  return text;
}

VtOnnx__Node *
vt_onnx_write_node (VtOnnxWriter *w,
                    const char   *op,
                    const char   *output)
{
  VtOnnx__Node *n = vt_onnx_write_alloc (w, sizeof *n);

  vt_onnx__node__init (n);
  n->op_type = vt_onnx_write_text (w, "%s", op);
  n->name = vt_onnx_write_text (w, "%s", output);
  n->output = vt_onnx_write_alloc (w, sizeof (char *));
  n->output[0] = n->name;
  n->n_output = 1;
  /* No operator has more inputs or attributes than this. */
  n->input = vt_onnx_write_alloc (w, VT_MAX_INPUTS * sizeof (char *));
  n->attribute = vt_onnx_write_alloc (w, 16 * sizeof (VtOnnx__Attribute *));
  g_ptr_array_add (w->nodes, n);
  return n;
}

void
vt_onnx_write_input (VtOnnxWriter *w,
                     VtOnnx__Node *n,
                     const char   *name)
{
  g_assert (n->n_input < VT_MAX_INPUTS);
  n->input[n->n_input++] = vt_onnx_write_text (w, "%s", name);
}

static VtOnnx__Attribute *
attribute (VtOnnxWriter *w,
           VtOnnx__Node *n,
           const char   *name,
           int           type)
{
  VtOnnx__Attribute *a = vt_onnx_write_alloc (w, sizeof *a);

  g_assert (n->n_attribute < 16);
  vt_onnx__attribute__init (a);
  a->name = vt_onnx_write_text (w, "%s", name);
  a->has_type = TRUE;
  a->type = type;
  n->attribute[n->n_attribute++] = a;
  return a;
}

void
vt_onnx_write_int (VtOnnxWriter *w,
                   VtOnnx__Node *n,
                   const char   *name,
                   gint64        value)
{
  VtOnnx__Attribute *a = attribute (w, n, name, ATTR_INT);

  a->has_i = TRUE;
  a->i = value;
}

void
vt_onnx_write_float (VtOnnxWriter *w,
                     VtOnnx__Node *n,
                     const char   *name,
                     float         value)
{
  VtOnnx__Attribute *a = attribute (w, n, name, ATTR_FLOAT);

  a->has_f = TRUE;
  a->f = value;
}

void
vt_onnx_write_string (VtOnnxWriter *w,
                      VtOnnx__Node *n,
                      const char   *name,
                      const char   *value)
{
  VtOnnx__Attribute *a = attribute (w, n, name, ATTR_STRING);

  a->has_s = TRUE;
  a->s.data = (guint8 *) vt_onnx_write_text (w, "%s", value);
  a->s.len = strlen (value);
}

void
vt_onnx_write_ints (VtOnnxWriter *w,
                    VtOnnx__Node *n,
                    const char   *name,
                    const gint64 *v,
                    gsize         count)
{
  VtOnnx__Attribute *a = attribute (w, n, name, ATTR_INTS);

  a->ints = vt_onnx_write_alloc (w, count * sizeof *v);
  memcpy (a->ints, v, count * sizeof *v);
  a->n_ints = count;
}

/* A stored tensor of one dimension, or none. */
static void
tensor_input (VtOnnxWriter *w,
              VtOnnx__Node *n,
              const char   *name,
              int           type,
              gconstpointer v,
              gsize         count,
              gboolean      scalar)
{
  VtOnnx__Tensor *t = vt_onnx_write_alloc (w, sizeof *t);

  vt_onnx__tensor__init (t);
  t->name = vt_onnx_write_text (w, "%s/%s", n->name, name);
  t->has_data_type = TRUE;
  t->data_type = type;
  if (!scalar)
    {
      t->dims = vt_onnx_write_alloc (w, sizeof (gint64));
      t->dims[0] = (gint64) count;
      t->n_dims = 1;
    }
  if (type == TENSOR_INT64)
    {
      t->int64_data = vt_onnx_write_alloc (w, count * sizeof (gint64));
      memcpy (t->int64_data, v, count * sizeof (gint64));
      t->n_int64_data = count;
    }
  else
    {
      t->float_data = vt_onnx_write_alloc (w, count * sizeof (float));
      memcpy (t->float_data, v, count * sizeof (float));
      t->n_float_data = count;
    }
  g_ptr_array_add (w->initializers, t);
  vt_onnx_write_input (w, n, t->name);
}

void
vt_onnx_write_ints_input (VtOnnxWriter *w,
                          VtOnnx__Node *n,
                          const char   *name,
                          const gint64 *v,
                          gsize         count)
{
  tensor_input (w, n, name, TENSOR_INT64, v, count, FALSE);
}

void
vt_onnx_write_floats_input (VtOnnxWriter *w,
                            VtOnnx__Node *n,
                            const char   *name,
                            const float  *v,
                            gsize         count,
                            gboolean      scalar)
{
  tensor_input (w, n, name, TENSOR_FLOAT, v, count, scalar);
}

const char *
vt_onnx_write_name (VtOnnxWriter *w,
                    const VtNode *node,
                    guint         input)
{
  return input < node->n_x && node->x[input] >= 0 ? vt_graph_node (w->graph, node->x[input])->name : "";
}

void
vt_onnx_write_inputs (VtOnnxWriter *w,
                      const VtNode *node,
                      VtOnnx__Node *out)
{
  for (guint i = 0; i < node->n_x; i++)
    vt_onnx_write_input (w, out, vt_onnx_write_name (w, node, i));
}

void
vt_onnx_write_output (VtOnnxWriter *w,
                      VtOnnx__Node *n,
                      const char   *name)
{
  char **outputs = vt_onnx_write_alloc (w, (n->n_output + 1) * sizeof (char *));

  memcpy (outputs, n->output, n->n_output * sizeof (char *));
  outputs[n->n_output++] = vt_onnx_write_text (w, "%s", name);
  n->output = outputs;
}

const char *
vt_onnx_write_cast (VtOnnxWriter *w,
                    const char   *name,
                    gint64        type)
{
  VtOnnx__Node *cast = vt_onnx_write_node (w, "Cast", vt_onnx_write_text (w, "%s/type%u", name, w->nodes->len));

  vt_onnx_write_input (w, cast, name);
  vt_onnx_write_int (w, cast, "to", type);
  return cast->name;
}

void
vt_onnx_write_as_float (VtOnnxWriter *w,
                        VtOnnx__Node *n)
{
  char *name = n->output[0];

  n->name = n->output[0] = vt_onnx_write_text (w, "%s/whole", name);

  VtOnnx__Node *cast = vt_onnx_write_node (w, "Cast", name);

  vt_onnx_write_input (w, cast, n->output[0]);
  vt_onnx_write_int (w, cast, "to", 1);
}
