/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, weights and inputs of a file. */
#include "onnx/vt-onnx-inputs.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-wire.h"

#define DEFAULT_CHANNELS 3

/* ONNX's number for single precision. */
#define TYPE_FLOAT 1

static gboolean
is_empty (const char *name)
{
  return name == NULL || name[0] == 0;
}

static gboolean
format_error (GError    **error,
              const char *format,
              const char *name)
{
  g_autofree char *clean = g_utf8_make_valid (name, -1);

  /* Only literal formats with one %s are given. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, format, clean);
#pragma GCC diagnostic pop
  return FALSE;
}

typedef struct { VtOnnxBuild *b; const VtOnnx__Node *reader; const VtOnnxScope *scope; } Captures;

/* A graph inside of a node reads `name`.  Names that only it gives are none of the others' business. */
static void
capture (const char *name,
         gpointer    data)
{
  const Captures *c = data;
  const char *known = g_hash_table_lookup (c->b->given, vt_onnx_name_here (c->scope, name));

  if (known != NULL)
    {
      VtOnnxValue *v = vt_onnx_value (c->b, known);

      v->n_uses++;
      v->reader = c->reader;
    }
}

void
vt_onnx_scan_node (VtOnnxBuild        *b,
                   const VtOnnx__Node *n,
                   const VtOnnxScope  *scope)
{
  Captures captures = { b, n, scope };

  for (gsize k = 0; k < n->n_input; k++)
    if (!is_empty (n->input[k]))
      {
        VtOnnxValue *v = vt_onnx_value (b, n->input[k]);

        v->n_uses++;
        v->reader = n;
      }
  for (gsize k = 0; k < n->n_attribute; k++)
    if (n->attribute[k]->has_g)
      vt_onnx_wire_reads (n->attribute[k]->g.data, n->attribute[k]->g.len, VT_ONNX_MAX_DEPTH, capture, &captures);
}

gboolean
vt_onnx_scan (VtOnnxBuild *b,
              GError     **error)
{
  const VtOnnx__Graph *g = b->model->graph;
  GHashTable *given = b->given;

  for (gsize i = 0; i < g->n_initializer; i++)
    if (is_empty (g->initializer[i]->name))
      return format_error (error, _("A stored tensor has no name%s"), "");
    else if (!g_hash_table_add (given, g->initializer[i]->name))
      return format_error (error, _("Two stored tensors are named “%s”"), g->initializer[i]->name);
  for (gsize i = 0; i < g->n_input; i++)
    if (is_empty (g->input[i]->name))
      return format_error (error, _("An input has no name%s"), "");
    else
      /* Old files list their weights among the inputs. */
      g_hash_table_add (given, g->input[i]->name);
  for (gsize i = 0; i < g->n_node; i++)
    {
      const VtOnnx__Node *n = g->node[i];

      for (gsize k = 0; k < n->n_output; k++)
        if (!is_empty (n->output[k]) && !g_hash_table_add (given, n->output[k]))
          return format_error (error, _("Two nodes give the value “%s”"), n->output[k]);
    }
  /* What a graph inside of a node may read can be told only when all names are known. */
  for (gsize i = 0; i < g->n_node; i++)
    vt_onnx_scan_node (b, g->node[i], NULL);
  for (gsize i = 0; i < g->n_output; i++)
    if (!is_empty (g->output[i]->name))
      {
        VtOnnxValue *v = vt_onnx_value (b, g->output[i]->name);

        v->n_uses++;
        v->is_output = TRUE;
      }
  return TRUE;
}

/* Plain floats stay where they are; everything else is decoded. */
static VtOnnxConst *
take_weight (VtOnnxBuild          *b,
             const VtOnnxFile     *file,
             const VtOnnx__Tensor *t,
             GError              **error)
{
  VtShape shape;

  if (t->data_type == TYPE_FLOAT && t->data_location != 1 && vt_onnx_file_lends (file, t->raw_data.data)
      && G_BYTE_ORDER == G_LITTLE_ENDIAN && vt_onnx_shape (t->dims, t->n_dims, &shape, NULL)
      && vt_shape_size (&shape) == t->raw_data.len / sizeof (float) && t->raw_data.len % sizeof (float) == 0)
    return vt_onnx_const_lend (&shape, t->raw_data.data, &b->budget, error);
  return vt_onnx_const_decode (t, b->folder, &b->budget, error);
}

gboolean
vt_onnx_take_weights (VtOnnxBuild *b,
                      VtOnnxFile  *file,
                      GError     **error)
{
  const VtOnnx__Graph *g = b->model->graph;

  for (gsize i = 0; i < g->n_initializer; i++)
    {
      VtOnnx__Tensor *t = g->initializer[i];
      VtOnnxValue *v = vt_onnx_value (b, t->name);

      v->constant = take_weight (b, file, t, error);
      if (v->constant == NULL)
        {
          g_prefix_error (error, _("Tensor “%s”: "), t->name);
          return FALSE;
        }
      vt_onnx_file_drop_data (file, t);
    }
  return TRUE;
}

gboolean
vt_onnx_take_given (VtOnnxBuild *b,
                    GError     **error)
{
  for (gsize i = 0; i < b->options.n_given; i++)
    {
      const VtOnnxGiven *given = &b->options.given[i];
      VtOnnxValue *v = vt_onnx_value (b, given->name);
      VtOnnx__Tensor *t = vt_onnx__tensor__unpack (NULL, given->size, given->tensor);

      if (t == NULL)
        return format_error (error, _("What is given for the input “%s” is no tensor, or it is damaged"), given->name);
      vt_onnx_const_unref (v->constant);
      b->budget.left += 3 * given->size;
      v->constant = vt_onnx_const_decode (t, NULL, &b->budget, error);
      vt_onnx__tensor__free_unpacked (t, NULL);
      if (v->constant == NULL)
        {
          g_prefix_error (error, _("What is given for the input “%s”: "), given->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- inputs --------------------------------------------------------------------------------- */

/* The first convolution that reads `name`, directly or after arithmetic, says how many channels it has. */
static gsize
channels_wanted (VtOnnxBuild *b,
                 const char  *name)
{
  for (guint steps = 0; steps < 16; steps++)
    {
      const VtOnnxValue *v = vt_onnx_value (b, name);
      const VtOnnx__Node *n = v->reader;

      if (n == NULL || n->op_type == NULL)
        break;
      if (g_str_equal (n->op_type, "Conv"))
        {
          const VtOnnxConst *w = vt_onnx_in_const (b, n, 1);
          const gint64 group = vt_onnx_attr_int (n, "group", 1);

          if (w != NULL && w->shape.n_dims > 2 && group > 0 && group < 65536)
            return w->shape.dim[1] * (gsize) group;
          break;
        }
      if (!vt_onnx_has_output (n, 0))
        break;
      name = n->output[0];
    }
  return DEFAULT_CHANNELS;
}

/* Whether `n` works on each number of `name` alone, with constants beside it that are one number or one a channel, which is
 * the last axis. */
static gboolean
works_on_channels (VtOnnxBuild        *b,
                   const VtOnnx__Node *n,
                   const char         *name,
                   gsize               channels)
{
  static const char *const alone[] = { "Add", "Sub", "Mul", "Div", "Cast", "Identity", "Clip", NULL };

  if (b->opset < 7 || n->op_type == NULL || !g_strv_contains (alone, n->op_type))
    return FALSE;
  for (guint k = 0; k < n->n_input; k++)
    {
      const VtOnnxValue *v = vt_onnx_input (b, n, k);
      const VtOnnxConst *c = v != NULL ? v->constant : NULL;

      if (v == NULL || g_str_equal (n->input[k], name) || (c != NULL && c->size == 1))
        continue;
      if (c == NULL || v->n_uses != 1 || c->size != channels || c->shape.n_dims == 0
          || c->shape.dim[c->shape.n_dims - 1] != channels)
        return FALSE;
    }
  return TRUE;
}

/* The Transpose from channels last to channels first that alone reads the input, at once or behind arithmetic with
 * constants (`between` gets those nodes), or NULL. */
static const VtOnnx__Node *
layout_change (VtOnnxBuild *b,
               const char  *name,
               gsize        channels,
               GPtrArray   *between)
{
  static const gint64 first[] = { 0, 3, 1, 2 };

  for (guint steps = 0; steps < 16; steps++)
    {
      const VtOnnxValue *v = vt_onnx_value (b, name);
      const VtOnnx__Node *n = v->reader;
      const VtOnnx__Attribute *perm;

      if (v->n_uses != 1 || v->is_output || n == NULL || !vt_onnx_has_output (n, 0))
        return NULL;
      if (g_strcmp0 (n->op_type, "Transpose") == 0)
        return !vt_onnx_value (b, n->output[0])->is_output && (perm = vt_onnx_attr (n, "perm")) != NULL
               && perm->n_ints == 4 && memcmp (perm->ints, first, sizeof first) == 0 ? n : NULL;
      if (!works_on_channels (b, n, name, channels))
        return NULL;
      g_ptr_array_add (between, (gpointer) n);
      name = n->output[0];
    }
  return NULL;
}

/* Channels come first from here on: the constants of what stands before the Transpose turn, and it does nothing any more. */
static void
turn (VtOnnxBuild        *b,
      const VtOnnx__Node *change,
      const GPtrArray    *between,
      gsize               channels,
      int                 input)
{
  const VtShape first = VT_SHAPE (channels, 1, 1);

  if (between->len == 0)
    {
      b->report->n_folded++;
      vt_onnx_bind (b, change, 0, input);
      g_hash_table_add (b->done, (gpointer) change);
      return;
    }
  g_hash_table_add (b->idle, (gpointer) change);
  for (guint i = 0; i < between->len; i++)
    {
      const VtOnnx__Node *n = between->pdata[i];

      for (guint k = 0; k < n->n_input; k++)
        {
          VtOnnxValue *v = vt_onnx_input (b, n, k);

          if (v != NULL && v->constant != NULL && v->constant->size > 1)
            {
              VtOnnxConst *turned = vt_onnx_const_as (v->constant, &first);

              vt_onnx_const_unref (v->constant);
              v->constant = turned;
            }
        }
    }
}

static gsize
dim_or (const VtOnnx__Dim *dim,
        gsize              otherwise)
{
  return dim->has_value && dim->value > 0 ? (gsize) dim->value : otherwise;
}

/* Shape of an input with batch 1; open sizes filled. */
static gboolean
input_shape (VtOnnxBuild         *b,
             const VtOnnx__Value *input,
             gboolean             channels_last,
             VtShape             *shape,
             GError             **error)
{
  const VtOnnx__Shape *s = input->type != NULL && input->type->tensor_type != NULL ? input->type->tensor_type->shape : NULL;
  const gsize n = s != NULL ? s->n_dim : 4;
  const gsize rows = b->options.height > 0 ? b->options.height : VT_ONNX_OPEN_SIZE;
  const gsize columns = b->options.width > 0 ? b->options.width : VT_ONNX_OPEN_SIZE;
  const VtOnnx__Dim open = VT_ONNX__DIM__INIT;
  const guint at_c = channels_last ? 3 : 1, at_h = channels_last ? 1 : 2;
  gint64 dims[VT_MAX_DIMS];
  gboolean left_open = FALSE;

  if (input->type != NULL && input->type->tensor_type == NULL)
    return format_error (error, _("The input “%s” is no tensor; Vitrine knows no sequences and no optional values"),
                         input->name);
  if (n < 1 || n > VT_MAX_DIMS)
    return format_error (error, _("The input “%s” has no shape that Vitrine can use"), input->name);
  for (guint d = 0; d < n; d++)
    {
      const VtOnnx__Dim *dim = s != NULL ? s->dim[d] : &open;
      const gsize otherwise = d == 0 || n < 3 ? 1 : d == at_c ? channels_wanted (b, input->name)
                              : d == at_h ? rows : d == at_h + 1 ? columns : 1;

      if (dim->has_value && dim->value > (gint64) VT_MAX_ELEMENTS)
        return format_error (error, _("The input “%s” is too large"), input->name);
      dims[d] = (gint64) dim_or (dim, otherwise);
      left_open |= n == 4 && (d == at_h || d == at_h + 1) && dim_or (dim, 0) == 0;
    }
  b->left_open |= left_open;
  if (left_open && !b->options.as_written)
    vt_onnx_note (b, _("The file leaves open how large pictures are; Vitrine takes %zu × %zu."), (gsize) dims[at_h + 1],
                  (gsize) dims[at_h]);
  if (dims[0] > 1 && !b->options.as_written)
    {
      b->file_batch = (gsize) dims[0];
      dims[0] = 1;
    }
  if (vt_onnx_shape (dims, n, shape, error))
    return TRUE;
  g_prefix_error (error, _("The input “%s”: "), input->name);
  return FALSE;
}

static gboolean
take_input (VtOnnxBuild         *b,
            const VtOnnx__Value *input,
            GError             **error)
{
  const VtOnnx__TensorType *type = input->type != NULL ? input->type->tensor_type : NULL;
  const gsize n_dims = type != NULL && type->shape != NULL ? type->shape->n_dim : 0;
  g_autoptr (GPtrArray) between = g_ptr_array_new ();
  const gsize channels = n_dims == 4 ? dim_or (type->shape->dim[3], channels_wanted (b, input->name)) : 0;
  const VtOnnx__Node *change = b->options.as_written || n_dims != 4 ? NULL : layout_change (b, input->name, channels, between);
  VtOnnxValue *v = vt_onnx_value (b, input->name);
  g_autofree char *name = g_utf8_make_valid (input->name, -1);
  VtShape shape;

  /* Where only the last size is told, and is that of colours, channels are last, too. */
  if (!input_shape (b, input, change != NULL || (n_dims == 4 && dim_or (type->shape->dim[1], 0) == 0
                                                 && dim_or (type->shape->dim[3], 5) <= 4), &shape, error))
    return FALSE;
  if (type != NULL && type->has_elem_type && !vt_onnx_is_real_type (type->elem_type))
    vt_onnx_note (b, _("The input “%s” is not of real numbers in the file; Vitrine feeds it as such."), name);
  if (change != NULL)
    {
      shape = VT_SHAPE (shape.dim[0], shape.dim[3], shape.dim[1], shape.dim[2]);
      vt_onnx_note (b, _("In the file the input “%s” has its channels last; Vitrine feeds it channels first."), name);
    }
  else if (shape.n_dims == 4 && shape.dim[3] <= 4 && shape.dim[1] > 4)
    vt_onnx_note (b, _("The input “%s” has its channels last."), name);
  if (b->file_batch > 1)
    vt_onnx_note (b, _("The file fixes a batch of %zu; Vitrine sets it to what it needs."), b->file_batch);
  v->node = vt_graph_input (b->graph, name, &shape);
  if (v->node < 0)
    return format_error (error, _("The input “%s” cannot be used"), input->name);
  v->whole = type != NULL && type->has_elem_type && !vt_onnx_is_real_type (type->elem_type);
  vt_onnx_note_leaf (b, v->node, b->options.as_written ? 1 : 2);
  if (change != NULL)
    turn (b, change, between, shape.dim[1], v->node);
  return TRUE;
}

gboolean
vt_onnx_take_inputs (VtOnnxBuild *b,
                     GError     **error)
{
  const VtOnnx__Graph *g = b->model->graph;
  guint n = 0;

  for (gsize i = 0; i < g->n_input; i++)
    {
      const VtOnnxValue *v = vt_onnx_value (b, g->input[i]->name);

      if (v->constant != NULL || v->spent)
        continue;
      if (v->node >= 0)
        return format_error (error, _("Two inputs are named “%s”"), g->input[i]->name);
      if (!take_input (b, g->input[i], error))
        return FALSE;
      n++;
    }
  if (n == 0 && !b->options.as_written)
    return format_error (error, _("The network has no input%s"), "");
  return TRUE;
}
