/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DenseNet (Huang et al. 2017) and GoogLeNet (Szegedy et al. 2015, with BatchNormalization as torchvision has it). */
#include "weights/vt-arch-build.h"

#include <glib/gi18n.h>

#define MAX_LAYERS 200
#define MAX_BLOCKS 8

/* ---- DenseNet --------------------------------------------------------------------------------- */

static int
dense_layer (VtArch     *a,
             int         x,
             const char *layer)
{
  g_autofree char *norm1 = g_strconcat (layer, ".norm1", NULL), *relu1 = g_strconcat (layer, ".relu1", NULL);
  g_autofree char *conv1 = g_strconcat (layer, ".conv1", NULL), *norm2 = g_strconcat (layer, ".norm2", NULL);
  g_autofree char *conv2 = g_strconcat (layer, ".conv2", NULL);
  int both[2] = { x, vt_arch_relu (a, vt_arch_norm (a, x, norm1), relu1) };

  both[1] = vt_arch_conv_relu (a, both[1], conv1, norm2, 1, 0);
  both[1] = vt_arch_conv (a, both[1], conv2, NULL, 1, 1);
  return vt_arch_concat (a, both, 2, layer);
}

static int
transition (VtArch *a,
            int     x,
            guint   block)
{
  g_autofree char *norm = g_strdup_printf ("features.transition%u.norm", block);
  g_autofree char *relu = g_strdup_printf ("features.transition%u.relu", block);
  g_autofree char *conv = g_strdup_printf ("features.transition%u.conv", block);
  g_autofree char *pool = g_strdup_printf ("features.transition%u.pool", block);

  x = vt_arch_conv (a, vt_arch_relu (a, vt_arch_norm (a, x, norm), relu), conv, NULL, 1, 0);
  return vt_arch_mean_pool (a, x, (VtArchPool) { 2, 2, 0, FALSE }, pool);
}

int
vt_arch_densenet (VtArch *a)
{
  const VtWeight *first = vt_arch_look (a, "features.conv0.weight");
  int x = vt_arch_input (a, "features.conv0.weight", 224);

  if (x < 0 || first->shape.dim[2] != 7)
    return vt_arch_refuse (a, _("its first convolution is not 7 × 7"));
  x = vt_arch_conv_relu (a, x, "features.conv0", "features.norm0", 2, 3);
  x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 1, FALSE }, "features.pool0");
  g_string_append (a->variant, "densenet");
  for (guint block = 1; block <= MAX_BLOCKS && x >= 0; block++)
    {
      guint n = 1;

      for (; n <= MAX_LAYERS && vt_arch_look (a, "features.denseblock%u.denselayer%u.conv1.weight", block, n) != NULL; n++)
        {
          g_autofree char *layer = g_strdup_printf ("features.denseblock%u.denselayer%u", block, n);

          x = dense_layer (a, x, layer);
        }
      if (n == 1)
        break;
      g_string_append_printf (a->variant, " %u", n - 1);
      if (vt_arch_look (a, "features.transition%u.conv.weight", block) != NULL)
        x = transition (a, x, block);
    }
  x = vt_arch_relu (a, vt_arch_norm (a, x, "features.norm5"), "features.relu5");
  return vt_arch_head (a, x, "classifier");
}

/* ---- GoogLeNet -------------------------------------------------------------------------------- */

/* A BasicConv2d: PREFIX.conv, PREFIX.bn. */
static int
basic (VtArch     *a,
       int         x,
       const char *prefix,
       gsize       stride,
       gsize       pad)
{
  g_autofree char *conv = g_strconcat (prefix, ".conv", NULL), *norm = g_strconcat (prefix, ".bn", NULL);

  return vt_arch_conv_relu (a, x, conv, norm, stride, pad);
}

static int
inception (VtArch     *a,
           int         x,
           const char *name)
{
  static const struct { const char *part; gsize pad; } paths[4][2] = {
    { { "branch1", 0 } }, { { "branch2.0", 0 }, { "branch2.1", 1 } },
    { { "branch3.0", 0 }, { "branch3.1", 1 } }, { { "branch4.1", 0 } },
  };
  g_autofree char *pool = g_strconcat (name, ".branch4.pool", NULL);
  int branches[4];

  for (guint b = 0; b < 4; b++)
    {
      branches[b] = b == 3 ? vt_arch_max_pool (a, x, (VtArchPool) { 3, 1, 1, TRUE }, pool) : x;
      for (guint k = 0; k < 2 && paths[b][k].part != NULL; k++)
        {
          g_autofree char *prefix = g_strconcat (name, ".", paths[b][k].part, NULL);

          branches[b] = basic (a, branches[b], prefix, 1, paths[b][k].pad);
        }
    }
  return vt_arch_concat (a, branches, 4, name);
}

int
vt_arch_googlenet (VtArch *a)
{
  static const char *const modules[] = { "inception3a", "inception3b", "maxpool3", "inception4a", "inception4b",
                                         "inception4c", "inception4d", "inception4e", "maxpool4", "inception5a",
                                         "inception5b" };
  int x = vt_arch_input (a, "conv1.conv.weight", 224);

  a->epsilon = 0.001f;
  x = basic (a, x, "conv1", 2, 3);
  x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 0, TRUE }, "maxpool1");
  x = basic (a, x, "conv2", 1, 0);
  x = basic (a, x, "conv3", 1, 1);
  x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 0, TRUE }, "maxpool2");
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (g_str_has_prefix (modules[i], "maxpool"))
      /* torchvision's last pool is 2 × 2. */
      x = vt_arch_max_pool (a, x, (VtArchPool) { i == 8 ? 2 : 3, 2, 0, TRUE }, modules[i]);
    else
      x = inception (a, x, modules[i]);
  g_string_append (a->variant, "googlenet");
  return vt_arch_head (a, x, "fc");
}
