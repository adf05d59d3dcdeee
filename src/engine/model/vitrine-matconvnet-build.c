/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function a type of layer.  MatConvNet's arrays are H × W × C × K with rows first in memory; pads are top, bottom,
 * left, right; LRN's α is not divided by the number of channels. */
#include "engine/model/vitrine-matconvnet-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-pool.h"

#define MAX_STEP 64

static int
refuse (GError    **error,
        const char *what)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, what);
  return -1;
}

/* Up to `n` whole numbers of a field; one stands for all; missing ones are `otherwise`.  FALSE when they are out of range. */
static gboolean
whole (const VitrineMatLayer *layer,
       const char            *field,
       gsize                  otherwise,
       gsize                  low,
       gsize                 *out,
       guint                  n,
       GError               **error)
{
  const VitrineMatValue *value = vitrine_mat_field (layer->geometry, 0, field);
  const gsize there = vitrine_mat_n (value);

  for (guint i = 0; i < n; i++)
    {
      double v;

      out[i] = otherwise;
      if (there == 0)
        continue;
      if (!vitrine_mat_number (value, there == 1 ? 0 : MIN (i, there - 1), &v) || v < (double) low || v > MAX_STEP
          || v != (double) (gsize) v)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("its “%s” is out of range"), field);
          return FALSE;
        }
      out[i] = (gsize) v;
    }
  return TRUE;
}

/* Kernel is set by the caller. */
static gboolean
read_window (const VitrineMatLayer *layer,
             VtSliding             *window,
             GError               **error)
{
  gsize pad[4];

  if (!whole (layer, "stride", 1, 1, window->stride, 2, error) || !whole (layer, "dilate", 1, 1, window->dilation, 2, error)
      || !whole (layer, "pad", 0, 0, pad, 4, error))
    return FALSE;
  window->pad[0] = pad[0];
  window->pad[2] = pad[1];
  window->pad[1] = pad[2];
  window->pad[3] = pad[3];
  return TRUE;
}

static int
parameter (VitrineMatNet         *net,
           const VitrineMatLayer *layer,
           const char            *what,
           const VtShape         *shape,
           VitrineMatFill         fill)
{
  g_autofree char *name = g_strconcat (layer->name, ".", what, NULL);

  /* A name that is taken would be an error that sticks to the graph; add_op() finds the −1. */
  if (vt_graph_find (net->graph, name) >= 0)
    return -1;
  fill.node = vt_graph_param (net->graph, name, shape);
  g_array_append_val (net->fills, fill);
  return fill.node;
}

static gsize
channels_of (VitrineMatNet         *net,
             const VitrineMatLayer *layer)
{
  return vt_dim (&vt_graph_node (net->graph, layer->inputs[0])->shape, 1);
}

static int
add_op (VitrineMatNet         *net,
        const VitrineMatLayer *layer,
        const char            *op,
        gconstpointer          attrs,
        const int             *inputs,
        guint                  n_inputs,
        GError               **error)
{
  VtShape shapes[VITRINE_MATCONVNET_MAX_INPUTS], y;

  /* An error inside the graph would stick to it, so it is found before. */
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i] < 0)
      return refuse (error, _("its name is taken"));
    else
      shapes[i] = vt_graph_node (net->graph, inputs[i])->shape;
  if (vt_graph_find (net->graph, layer->name) >= 0)
    return refuse (error, _("its name is taken"));
  if (!vt_op_infer (vt_op_find (op), attrs, n_inputs, shapes, &y, error))
    return -1;
  return vt_graph_op (net->graph, op, attrs, inputs, n_inputs, layer->name);
}

static int
build_conv (VitrineMatNet         *net,
            const VitrineMatLayer *layer,
            GError               **error)
{
  const VitrineMatValue *w = layer->params[0], *bias = layer->params[1];
  const gsize channels = channels_of (net, layer), dims[4] = {
    vitrine_mat_dim (w, 0), vitrine_mat_dim (w, 1), vitrine_mat_dim (w, 2), vitrine_mat_dim (w, 3)
  };
  VtConvAttrs attrs = { .group = 1 };
  int inputs[3] = { layer->inputs[0], -1, -1 };

  if (w == NULL || vitrine_mat_n (w) == 0 || dims[0] * dims[1] * dims[2] * dims[3] != vitrine_mat_n (w)
      || channels % dims[2] != 0 || dims[3] % (channels / dims[2]) != 0)
    return refuse (error, _("its filters do not fit what comes in"));
  if (bias != NULL && vitrine_mat_n (bias) != 0 && vitrine_mat_n (bias) != dims[3])
    return refuse (error, _("its biases are not one for each filter"));
  attrs.group = channels / dims[2];
  attrs.window.kernel[0] = dims[0];
  attrs.window.kernel[1] = dims[1];
  if (!read_window (layer, &attrs.window, error))
    return -1;
  inputs[1] = parameter (net, layer, "weight", &VT_SHAPE (dims[3], dims[2], dims[0], dims[1]),
                         (VitrineMatFill) { 0, w, VITRINE_MAT_FILTER });
  if (vitrine_mat_n (bias) == 0)
    return add_op (net, layer, "Conv", &attrs, inputs, 2, error);
  inputs[2] = parameter (net, layer, "bias", &VT_SHAPE (dims[3]), (VitrineMatFill) { 0, bias, VITRINE_MAT_VECTOR });
  return add_op (net, layer, "Conv", &attrs, inputs, 3, error);
}

static int
build_pool (VitrineMatNet         *net,
            const VitrineMatLayer *layer,
            GError               **error)
{
  const VitrineMatValue *method = vitrine_mat_field (layer->geometry, 0, "method");
  const char *size = vitrine_mat_field (layer->geometry, 0, "pool") != NULL ? "pool" : "poolSize";
  g_autofree char *word = vitrine_mat_dup_text (method);
  VtPoolAttrs attrs = { .ceil_mode = FALSE };

  if (!whole (layer, size, 1, 1, attrs.window.kernel, 2, error) || !read_window (layer, &attrs.window, error))
    return -1;
  return add_op (net, layer, g_strcmp0 (word, "avg") == 0 ? "AveragePool" : "MaxPool", &attrs, layer->inputs, 1, error);
}

static int
build_lrn (VitrineMatNet         *net,
           const VitrineMatLayer *layer,
           GError               **error)
{
  const VitrineMatValue *param = vitrine_mat_field (layer->geometry, 0, "param");
  double v[4] = { 5, 1, 0.0001 / 5, 0.75 };

  for (guint i = 0; i < 4 && vitrine_mat_n (param) > 0; i++)
    if (!vitrine_mat_number (param, i, &v[i]))
      return refuse (error, _("its parameters are incomplete"));
  if (v[0] < 1 || v[0] > 1000 || v[1] <= 0)
    return refuse (error, _("its parameters are out of range"));
  return add_op (net, layer, "LRN", &(VtLrnAttrs) { v[2] * v[0], v[3], v[1], (gsize) v[0] }, layer->inputs, 1, error);
}

/* Moments hold the mean and the standard deviation of each channel. */
static int
build_norm (VitrineMatNet         *net,
            const VitrineMatLayer *layer,
            GError               **error)
{
  const gsize n = channels_of (net, layer);
  const VitrineMatValue *moments = layer->params[2];
  const VitrineMatFill fills[] = {
    { 0, layer->params[0], VITRINE_MAT_VECTOR }, { 0, layer->params[1], VITRINE_MAT_VECTOR },
    { 0, moments, VITRINE_MAT_MEAN }, { 0, moments, VITRINE_MAT_VARIANCE },
  };
  static const char *const names[] = { "weight", "bias", "running_mean", "running_var" };
  int inputs[5] = { layer->inputs[0] };

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      if (vitrine_mat_n (fills[i].value) != (i < 2 ? n : 2 * n))
        return refuse (error, _("it does not have its numbers for each channel"));
      inputs[i + 1] = parameter (net, layer, names[i], &VT_SHAPE (n), fills[i]);
    }
  return add_op (net, layer, "BatchNormalization", &(VtNormAttrs) { 0.0f }, inputs, 5, error);
}

static int
build_concat (VitrineMatNet         *net,
              const VitrineMatLayer *layer,
              GError               **error)
{
  double dim = 3;

  vitrine_mat_number (vitrine_mat_field (layer->geometry, 0, "dim"), 0, &dim);
  if (dim != 3)
    return refuse (error, _("it joins along something else than channels"));
  return add_op (net, layer, "Concat", &(VtAxisAttrs) { .axis = 1 }, layer->inputs, layer->n_inputs, error);
}

int
vitrine_matconvnet_build (VitrineMatNet         *net,
                          const VitrineMatLayer *layer,
                          GError               **error)
{
  static const struct { const char *type, *op; } plain[] = { { "relu", "Relu" }, { "sigmoid", "Sigmoid" }, { "sum", "Add" } };
  static const char *const nothing[] = { "dropout", "loss", "error", "identity", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (layer->type, plain[i].type) && layer->n_inputs == (i == 2 ? 2 : 1))
      return add_op (net, layer, plain[i].op, NULL, layer->inputs, layer->n_inputs, error);
  if (g_strv_contains (nothing, layer->type))
    return layer->inputs[0];
  if (g_str_equal (layer->type, "conv"))
    return build_conv (net, layer, error);
  if (g_str_equal (layer->type, "pool") || g_str_equal (layer->type, "pooling"))
    return build_pool (net, layer, error);
  if (g_str_equal (layer->type, "lrn") || g_str_equal (layer->type, "normalize"))
    return build_lrn (net, layer, error);
  if (g_str_equal (layer->type, "bnorm") || g_str_equal (layer->type, "batchnorm"))
    return build_norm (net, layer, error);
  if (g_str_equal (layer->type, "concat"))
    return build_concat (net, layer, error);
  if (g_str_has_prefix (layer->type, "softmax"))
    return add_op (net, layer, "Softmax", &(VtAxisAttrs) { .axis = 1 }, layer->inputs, 1, error);
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("Vitrine does not know layers of type “%s”"), layer->type);
  return -1;
}
