/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, parameters and nodes while a graph is built from a file. */
#include "onnx/vt-onnx-build.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"

static void
value_free (gpointer data)
{
  VtOnnxValue *v = data;

  vt_onnx_const_unref (v->constant);
  g_free (v);
}

VtOnnxValue *
vt_onnx_value (VtOnnxBuild *b,
               const char  *name)
{
  if (b->values == NULL)
    b->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, value_free);

  VtOnnxValue *v = g_hash_table_lookup (b->values, name);

  if (v == NULL)
    {
      v = g_new0 (VtOnnxValue, 1);
      v->node = v->real = -1;
      /* The name lives as long as the parsed file, which is longer than the table. */
      g_hash_table_insert (b->values, (gpointer) name, v);
    }
  return v;
}

const char *
vt_onnx_name_here (const VtOnnxScope *scope,
                   const char        *name)
{
  for (; name != NULL && scope != NULL; scope = scope->outer)
    {
      const char *here = scope->renamed != NULL ? g_hash_table_lookup (scope->renamed, name) : NULL;

      if (here != NULL)
        return here;
    }
  return name;
}

VtOnnxValue *
vt_onnx_input (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               guint               i)
{
  if (i >= n->n_input || n->input[i] == NULL || n->input[i][0] == 0)
    return NULL;
  return vt_onnx_value (b, n->input[i]);
}

int
vt_onnx_in (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            guint               i,
            GError            **error)
{
  VtOnnxValue *v = vt_onnx_input (b, n, i);

  if (v == NULL)
    return vt_onnx_refuse (error, _("input %u is missing"), i + 1);
  if (v->node < 0 && v->constant != NULL)
    v->node = vt_onnx_param (b, v->constant, n->input[i], error);
  else if (v->node < 0 && v->real >= 0)
    v->node = vt_onnx_emit_codes (b, v, n->input[i], error);
  else if (v->node < 0)
    return vt_onnx_refuse (error, _("“%s” cannot be computed"), n->input[i]);
  return v->node;
}

VtOnnxConst *
vt_onnx_in_const (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  guint               i)
{
  const VtOnnxValue *v = vt_onnx_input (b, n, i);

  return v != NULL ? v->constant : NULL;
}

VtOnnxConst *
vt_onnx_need_const (VtOnnxBuild        *b,
                    const VtOnnx__Node *n,
                    guint               i,
                    const char         *what,
                    GError            **error)
{
  VtOnnxConst *c = vt_onnx_in_const (b, n, i);

  if (c == NULL)
    vt_onnx_refuse (error, vt_onnx_input (b, n, i) == NULL ? _("%s are missing") : _("%s depend on the picture"), what);
  return c;
}

static const VtShape *
shape_of_two (VtOnnxBuild *b,
              int          node)
{
  return &g_array_index (b->twice, VtShape, node);
}

const VtShape *
vt_onnx_shape_of (VtOnnxBuild *b,
                  int          node)
{
  return &vt_graph_node (b->graph, node)->shape;
}

int
vt_onnx_batch_axis (VtOnnxBuild *b,
                    int          node)
{
  const VtShape *once = vt_onnx_shape_of (b, node), *twice = shape_of_two (b, node);

  for (guint d = 0; twice->n_dims == once->n_dims && d < once->n_dims; d++)
    if (twice->dim[d] != once->dim[d])
      return (int) d;
  return -1;
}

/* ---- shapes with a batch of two --------------------------------------------------------------- */

/* Takes note of a new node: what its shape is when there are two pictures tells which dimension is the batch. */
static void
note_twice (VtOnnxBuild   *b,
            int            node,
            const VtShape *shape)
{
  const VtShape none = { .n_dims = G_MAXUINT };

  if (b->twice == NULL)
    b->twice = g_array_new (FALSE, FALSE, sizeof (VtShape));
  while (b->twice->len < (guint) node)
    g_array_append_val (b->twice, none);
  g_array_append_val (b->twice, *shape);
}

void
vt_onnx_note_leaf (VtOnnxBuild *b,
                   int          node,
                   gsize        batch)
{
  VtShape shape = *vt_onnx_shape_of (b, node);

  if (batch > 1)
    shape.dim[0] *= batch;
  note_twice (b, node, &shape);
}

static void
note_op (VtOnnxBuild   *b,
         const VtOp    *op,
         gconstpointer  attrs,
         const int     *x,
         guint          n_x,
         int            node)
{
  VtShape shapes[VT_MAX_INPUTS], y = { .n_dims = G_MAXUINT };
  gboolean known = TRUE;

  for (guint i = 0; i < n_x; i++)
    {
      shapes[i] = x[i] < 0 ? vt_shape_left_out : *shape_of_two (b, x[i]);
      known &= shapes[i].n_dims != G_MAXUINT;
    }
  if (known && !vt_op_infer (op, attrs, n_x, shapes, &y, NULL))
    {
      y = (VtShape) { .n_dims = G_MAXUINT };
      vt_onnx_note (b, _("From “%s” on, only one picture at a time can be computed."),
                    vt_graph_node (b->graph, node)->name);
    }
  note_twice (b, node, &y);
}

/* `name` with a number behind it until nothing else has it. (transfer full) */
static char *
free_name (VtOnnxBuild *b,
           const char  *name)
{
  g_autofree char *clean = g_utf8_make_valid (name, -1);
  char *unique = g_strdup (clean);

  /* The count of nodes is nearly always free at once, even when a file gives all its values one name. */
  for (guint i = vt_graph_n_nodes (b->graph); vt_graph_find (b->graph, unique) >= 0; i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s~%u", clean, i);
    }
  return unique;
}

int
vt_onnx_param (VtOnnxBuild *b,
               VtOnnxConst *constant,
               const char  *name,
               GError     **error)
{
  if (constant->size == 0)
    return vt_onnx_refuse (error, _("the constant “%s” is empty"), name);

  g_autofree char *unique = free_name (b, name);
  const int node = vt_graph_param (b->graph, unique, &constant->shape);

  if (node < 0)
    return vt_onnx_refuse (error, _("the constant “%s” cannot be used"), name);

  VtOnnxFill *fill = g_new (VtOnnxFill, 1);

  vt_onnx_note_leaf (b, node, 1);
  *fill = (VtOnnxFill) { node, vt_onnx_const_ref (constant) };
  g_ptr_array_add (b->fills, fill);
  b->report->n_fp16 += constant->half;
  return node;
}

int
vt_onnx_filled (VtOnnxBuild *b,
                gsize        n,
                float        value,
                const char  *name,
                GError     **error)
{
  const VtShape shape = VT_SHAPE (n);
  g_autoptr (VtOnnxConst) c = vt_onnx_const_new (&shape, FALSE, &b->budget, error);

  if (c == NULL)
    return -1;
  for (gsize k = 0; k < n; k++)
    c->f[k] = value;
  return vt_onnx_param (b, c, name, error);
}

gboolean
vt_onnx_has_output (const VtOnnx__Node *n,
                    guint               k)
{
  return k < n->n_output && n->output[k] != NULL && n->output[k][0] != 0;
}

void
vt_onnx_bind (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              guint               k,
              int                 node)
{
  if (vt_onnx_has_output (n, k))
    vt_onnx_value (b, n->output[k])->node = node;
}

int
vt_onnx_emit (VtOnnxBuild   *b,
              const char    *op,
              gconstpointer  attrs,
              const int     *x,
              guint          n_x,
              const char    *name,
              GError       **error)
{
  const VtOp *found = vt_op_find (op);
  VtShape shapes[VT_MAX_INPUTS], y;
  g_autofree char *unique = name != NULL ? free_name (b, name) : NULL;

  if (found == NULL)
    return vt_onnx_refuse (error, _("Vitrine does not know the operator %s"), op);
  if (n_x > VT_MAX_INPUTS)
    return vt_onnx_refuse (error, _("it has %u inputs; %d are supported"), n_x, VT_MAX_INPUTS);
  /* An error inside the graph would stick to it, so it is found before. */
  for (guint i = 0; i < n_x; i++)
    shapes[i] = x[i] < 0 ? vt_shape_left_out : *vt_onnx_shape_of (b, x[i]);
  if (!vt_op_infer (found, attrs, n_x, shapes, &y, error))
    return -1;
  if (vt_shape_size (&y) == 0)
    return vt_onnx_refuse (error, _("its result is empty"));

  const int node = vt_graph_op (b->graph, op, attrs, x, n_x, unique);

  if (node < 0)
    return vt_onnx_refuse (error, _("the operator %s does not fit here"), op);
  note_op (b, found, attrs, x, n_x, node);
  for (guint i = 0; i < n_x; i++)
    if (x[i] >= 0)
      g_hash_table_add (b->used, GINT_TO_POINTER (x[i]));
  return node;
}

const char *
vt_onnx_outward_name (VtOnnxBuild        *b,
                      const VtOnnx__Node *n,
                      guint               k)
{
  static const char *const vanishing[] = { "Identity", "Dropout", "Cast", NULL };
  /* Codes that are taken apart again at once vanish too. */
  const gboolean codes = g_str_has_prefix (n->op_type, "QLinear") || g_str_equal (n->op_type, "QuantizeLinear")
                         || g_str_equal (n->op_type, "QGemm");
  const char *name = vt_onnx_has_output (n, k) ? n->output[k] : NULL;

  for (guint steps = 0; name != NULL && steps < 8; steps++)
    {
      const VtOnnxValue *v = vt_onnx_value (b, name);

      if (v->is_output)
        return name;
      if (v->n_uses != 1 || v->reader == NULL || !vt_onnx_has_output (v->reader, 0)
          || v->reader->op_type == NULL
          || !(g_strv_contains (vanishing, v->reader->op_type)
               || (codes && steps == 0 && g_str_equal (v->reader->op_type, "DequantizeLinear"))))
        break;
      name = v->reader->output[0];
    }
  return vt_onnx_has_output (n, k) ? n->output[k] : NULL;
}

int
vt_onnx_emit_as (VtOnnxBuild        *b,
                 const VtOnnx__Node *n,
                 const char         *op,
                 gconstpointer       attrs,
                 const int          *x,
                 guint               n_x,
                 GError            **error)
{
  return vt_onnx_emit (b, op, attrs, x, n_x, vt_onnx_outward_name (b, n, 0), error);
}

void
vt_onnx_note (VtOnnxBuild *b,
              const char  *format,
              ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *raw = g_strdup_vprintf (format, list);
  va_end (list);
  g_autofree char *note = g_utf8_make_valid (raw, -1);

  if (!g_ptr_array_find_with_equal_func (b->report->notes, note, g_str_equal, NULL) && b->report->notes->len < 1000)
    g_ptr_array_add (b->report->notes, g_steal_pointer (&note));
}

int
vt_onnx_refuse (GError    **error,
                const char *format,
                ...)
{
  va_list list;

  /* The first reason is the one that explains. */
  if (error == NULL || *error != NULL)
    return -1;
  va_start (list, format);
  *error = g_error_new_valist (VT_ERROR, VT_ERROR_UNSUPPORTED, format, list);
  va_end (list);
  return -1;
}

int
vt_onnx_integers (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  int                 i,
                  const char         *attr,
                  gint64              out[VT_MAX_DIMS],
                  GError            **error)
{
  const VtOnnx__Attribute *a = attr != NULL ? vt_onnx_attr (n, attr) : NULL;
  const VtOnnxConst *c = i >= 0 ? vt_onnx_in_const (b, n, (guint) i) : NULL;

  if (c == NULL && i >= 0 && vt_onnx_input (b, n, (guint) i) != NULL)
    {
      vt_onnx_refuse (error, _("its %s depend on the picture"), attr != NULL ? attr : "numbers");
      return -2;
    }
  if (c == NULL && a == NULL)
    return -1;

  const gsize count = c != NULL ? c->size : a->n_ints;

  if (count > VT_MAX_DIMS)
    {
      vt_onnx_refuse (error, _("its %s are for more than %d axes"), attr != NULL ? attr : "numbers", VT_MAX_DIMS);
      return -2;
    }
  for (gsize k = 0; k < count; k++)
    out[k] = c != NULL ? vt_onnx_const_int (c, k) : a->ints[k];
  return (int) count;
}

const VtOnnxConverter *
vt_onnx_find (const VtOnnxConverter *table,
              const char            *op)
{
  for (const VtOnnxConverter *c = table; c->op != NULL; c++)
    if (g_str_equal (c->op, op))
      return c;
  return NULL;
}

const VtOnnxConverter *
vt_onnx_converter (const VtOnnx__Node *n)
{
  const VtOnnxConverter *const tables[] = {
    vt_onnx_from_window, vt_onnx_from_dense, vt_onnx_from_math, vt_onnx_from_reduce, vt_onnx_from_shape,
    vt_onnx_from_cut, vt_onnx_from_resize, vt_onnx_from_truth, vt_onnx_from_quantized, vt_onnx_from_branch,
    vt_onnx_from_einsum,
  };
  const char *domain = n->domain != NULL ? n->domain : "";
  const VtOnnxConverter *found = NULL;

  if (n->op_type == NULL)
    return NULL;
  /* Microsoft's Gelu means what newer ONNX means by it. */
  if (g_str_equal (domain, "com.microsoft") && !g_str_equal (n->op_type, "Gelu"))
    return vt_onnx_find (vt_onnx_from_microsoft, n->op_type);
  if (domain[0] != 0 && !g_str_equal (domain, "ai.onnx") && !g_str_equal (domain, "com.microsoft"))
    return NULL;
  for (gsize t = 0; found == NULL && t < G_N_ELEMENTS (tables); t++)
    found = vt_onnx_find (tables[t], n->op_type);
  return found;
}
