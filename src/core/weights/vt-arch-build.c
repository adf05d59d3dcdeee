/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers from named tensors. */
#include "weights/vt-arch-build.h"

#include <glib/gi18n.h>
#include <stdarg.h>

#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"

int
vt_arch_refuse (VtArch     *a,
                const char *format,
                ...)
{
  va_list list;

  va_start (list, format);
  if (a->why == NULL)
    a->why = g_strdup_vprintf (format, list);
  va_end (list);
  return -1;
}

static const VtWeight *
look (VtArch     *a,
      const char *name)
{
  return g_hash_table_lookup (a->names, name);
}

const VtWeight *
vt_arch_look (VtArch     *a,
              const char *format,
              ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *name = g_strdup_vprintf (format, list);
  va_end (list);
  return look (a, name);
}

const VtWeight *
vt_arch_take (VtArch     *a,
              const char *format,
              ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *name = g_strdup_vprintf (format, list);
  va_end (list);

  const VtWeight *tensor = look (a, name);

  if (tensor == NULL)
    vt_arch_refuse (a, _("“%s” is missing"), name);
  else
    g_hash_table_add (a->used, (gpointer) tensor);
  return tensor;
}

const VtShape *
vt_arch_shape (const VtArch *a,
               int           node)
{
  return &vt_graph_node (a->graph, node)->shape;
}

int
vt_arch_input (VtArch     *a,
               const char *first,
               gsize       side)
{
  const VtWeight *w = look (a, first);

  if (w == NULL || w->shape.n_dims != 4 || w->shape.dim[1] < 1 || w->shape.dim[1] > 4)
    return vt_arch_refuse (a, _("“%s” is no convolution of a picture"), first);
  return vt_graph_input (a->graph, "input", &VT_SHAPE (1, w->shape.dim[1], side, side));
}

/* A parameter node of `shape` filled from `source`. */
static int
parameter (VtArch        *a,
           const char    *layer,
           const char    *what,
           const VtShape *shape,
           VtArchSource   source)
{
  g_autofree char *name = g_strconcat (layer, ".", what, NULL);

  source.node = vt_graph_param (a->graph, name, shape);
  g_array_append_val (a->sources, source);
  return source.node;
}

/* FALSE with a reason unless the tensor has `n` elements in one dimension. */
static gboolean
is_vector (VtArch         *a,
           const VtWeight *t,
           gsize           n)
{
  if (t == NULL)
    return FALSE;
  if (t->shape.n_dims == 1 && t->shape.dim[0] == n)
    return TRUE;

  g_autofree char *shape = vt_shape_to_string (&t->shape);

  vt_arch_refuse (a, _("“%s” is %s where %zu is expected"), t->name, shape, n);
  return FALSE;
}

static gboolean
take_norm (VtArch         *a,
           const char     *name,
           gsize           channels,
           const VtWeight *norm[4])
{
  static const char *const parts[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      norm[i] = vt_arch_take (a, "%s.%s", name, parts[i]);
      if (!is_vector (a, norm[i], channels))
        return FALSE;
    }
  return TRUE;
}

int
vt_arch_conv (VtArch     *a,
              int         x,
              const char *name,
              const char *norm,
              gsize       stride,
              gsize       pad)
{
  const VtWeight *w = x >= 0 ? vt_arch_take (a, "%s.weight", name) : NULL;
  VtArchSource source = { .tensor = w };
  int inputs[3] = { x, -1, -1 };
  guint n_inputs = 2;
  gsize channels;

  if (w == NULL)
    return -1;
  channels = vt_dim (vt_arch_shape (a, x), 1);
  if (w->shape.n_dims != 4 || vt_shape_size (&w->shape) == 0 || channels % w->shape.dim[1] != 0
      || w->shape.dim[0] % (channels / w->shape.dim[1]) != 0)
    {
      g_autofree char *shape = vt_shape_to_string (&w->shape);

      return vt_arch_refuse (a, _("“%s” is %s, which does not fit %zu channels"), w->name, shape, channels);
    }
  if (norm != NULL && !take_norm (a, norm, w->shape.dim[0], source.norm))
    return -1;
  a->n_folded += norm != NULL;
  inputs[1] = parameter (a, name, "weight", &w->shape, source);
  if (norm != NULL || vt_arch_look (a, "%s.bias", name) != NULL)
    {
      source.is_bias = TRUE;
      source.tensor = vt_arch_look (a, "%s.bias", name) != NULL ? vt_arch_take (a, "%s.bias", name) : NULL;
      if (source.tensor != NULL && !is_vector (a, source.tensor, w->shape.dim[0]))
        return -1;
      inputs[2] = parameter (a, name, "bias", &VT_SHAPE (w->shape.dim[0]), source);
      n_inputs = 3;
    }
  return vt_graph_op (a->graph, "Conv", &(VtConvAttrs) {
    .window = { { w->shape.dim[2], w->shape.dim[3] }, { stride, stride }, { 1, 1 }, { pad, pad, pad, pad } },
    .group = channels / w->shape.dim[1]
  }, inputs, n_inputs, name);
}

int
vt_arch_op (VtArch       *a,
            const char   *op,
            gconstpointer attrs,
            int           x,
            const char   *name)
{
  return x < 0 ? -1 : vt_graph_op (a->graph, op, attrs, &x, 1, name);
}

int
vt_arch_relu (VtArch     *a,
              int         x,
              const char *name)
{
  return vt_arch_op (a, "Relu", NULL, x, name);
}

int
vt_arch_conv_relu (VtArch     *a,
                   int         x,
                   const char *name,
                   const char *norm,
                   gsize       stride,
                   gsize       pad)
{
  g_autofree char *relu = g_strconcat (name, ".relu", NULL);

  return vt_arch_relu (a, vt_arch_conv (a, x, name, norm, stride, pad), relu);
}

int
vt_arch_norm (VtArch     *a,
              int         x,
              const char *name)
{
  static const char *const parts[] = { "weight", "bias", "running_mean", "running_var" };
  const VtWeight *norm[4];
  int inputs[5] = { x };
  gsize channels;

  if (x < 0)
    return -1;
  channels = vt_dim (vt_arch_shape (a, x), 1);
  if (!take_norm (a, name, channels, norm))
    return -1;
  for (guint i = 0; i < 4; i++)
    inputs[i + 1] = parameter (a, name, parts[i], &VT_SHAPE (channels), (VtArchSource) { .tensor = norm[i] });
  return vt_graph_op (a->graph, "BatchNormalization", &(VtNormAttrs) { a->epsilon }, inputs, 5, name);
}

int
vt_arch_add (VtArch     *a,
             int         x,
             int         y,
             const char *name)
{
  const int inputs[] = { x, y };

  if (x < 0 || y < 0)
    return -1;
  if (!vt_shape_equal (vt_arch_shape (a, x), vt_arch_shape (a, y)))
    return vt_arch_refuse (a, _("the two branches of “%s” differ in shape"), name);
  return vt_graph_op (a->graph, "Add", NULL, inputs, 2, name);
}

int
vt_arch_concat (VtArch     *a,
                const int  *x,
                guint       n,
                const char *name)
{
  for (guint i = 0; i < n; i++)
    if (x[i] < 0)
      return -1;
  return vt_graph_op (a->graph, "Concat", &(VtAxisAttrs) { .axis = 1 }, x, n, name);
}

static int
pool (VtArch     *a,
      const char *op,
      int         x,
      VtArchPool  p,
      const char *name)
{
  return vt_arch_op (a, op, &(VtPoolAttrs) {
    .window = { { p.kernel, p.kernel }, { p.stride, p.stride }, { 1, 1 }, { p.pad, p.pad, p.pad, p.pad } },
    .ceil_mode = p.ceil
  }, x, name);
}

int
vt_arch_max_pool (VtArch     *a,
                  int         x,
                  VtArchPool  p,
                  const char *name)
{
  return pool (a, "MaxPool", x, p, name);
}

int
vt_arch_mean_pool (VtArch     *a,
                   int         x,
                   VtArchPool  p,
                   const char *name)
{
  return pool (a, "AveragePool", x, p, name);
}

int
vt_arch_flatten (VtArch     *a,
                 int         x,
                 const char *name)
{
  return vt_arch_op (a, "Reshape", &(VtReshapeAttrs) { 2, { 0, -1 } }, x, name);
}

int
vt_arch_linear (VtArch     *a,
                int         x,
                const char *name)
{
  const VtWeight *w = x >= 0 ? vt_arch_take (a, "%s.weight", name) : NULL;
  const VtWeight *bias = w != NULL ? vt_arch_take (a, "%s.bias", name) : NULL;
  int inputs[3] = { x, -1, -1 };

  if (w == NULL || bias == NULL)
    return -1;
  if (w->shape.n_dims != 2 || w->shape.dim[0] == 0 || w->shape.dim[1] != vt_dim (vt_arch_shape (a, x), 1))
    {
      g_autofree char *shape = vt_shape_to_string (&w->shape);

      return vt_arch_refuse (a, _("“%s” is %s, which does not fit %zu inputs"), w->name, shape,
                             vt_dim (vt_arch_shape (a, x), 1));
    }
  if (!is_vector (a, bias, w->shape.dim[0]))
    return -1;
  inputs[1] = parameter (a, name, "weight", &w->shape, (VtArchSource) { .tensor = w });
  inputs[2] = parameter (a, name, "bias", &bias->shape, (VtArchSource) { .tensor = bias, .is_bias = TRUE });
  return vt_graph_op (a->graph, "Gemm", &(VtGemmAttrs) { 1.0f, 1.0f, FALSE, TRUE }, inputs, 3, name);
}

int
vt_arch_head (VtArch     *a,
              int         x,
              const char *name)
{
  const int means = vt_arch_flatten (a, vt_arch_op (a, "GlobalAveragePool", NULL, x, "avgpool"), "flatten");

  a->headless = vt_arch_look (a, "%s.weight", name) == NULL;
  return a->headless ? means : vt_arch_linear (a, means, name);
}

int
vt_arch_classifier (VtArch *a,
                    int     x)
{
  guint n = 0;

  x = vt_arch_flatten (a, x, "flatten");
  for (guint i = 0; i < 10 && x >= 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("classifier.%u", i);
      g_autofree char *relu = g_strdup_printf ("classifier.%u.relu", i);

      if (vt_arch_look (a, "%s.weight", name) == NULL)
        continue;
      if (n++ > 0)
        x = vt_arch_relu (a, x, relu);
      x = vt_arch_linear (a, x, name);
    }
  return n > 0 || x < 0 ? x : vt_arch_refuse (a, _("“%s” is missing"), "classifier");
}
