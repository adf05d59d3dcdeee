/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ResNet (He et al. 2016; with torchvision's stride on the 3 × 3), ResNeXt (Xie et al. 2017), Wide ResNet (Zagoruyko &
 * Komodakis 2016) and MobileNet v2 (Sandler et al. 2018). */
#include "weights/vt-arch-build.h"

#include <float.h>
#include <glib/gi18n.h>

#include "ops/vt-attrs.h"

#define MAX_BLOCKS 200

/* "layer1.0" + ".conv1" */
#define IN(block, part) g_strconcat (block, ".", part, NULL)

static int
residual_block (VtArch     *a,
                int         x,
                const char *block,
                gsize       stride,
                gboolean    deep)
{
  g_autofree char *conv1 = IN (block, "conv1"), *conv2 = IN (block, "conv2"), *conv3 = IN (block, "conv3");
  g_autofree char *bn1 = IN (block, "bn1"), *bn2 = IN (block, "bn2"), *bn3 = IN (block, "bn3");
  g_autofree char *down = IN (block, "downsample.0"), *down_bn = IN (block, "downsample.1");
  g_autofree char *add = IN (block, "add"), *relu = IN (block, "relu");
  int y, shortcut = x;

  if (deep)
    {
      y = vt_arch_conv_relu (a, x, conv1, bn1, 1, 0);
      y = vt_arch_conv_relu (a, y, conv2, bn2, stride, 1);
      y = vt_arch_conv (a, y, conv3, bn3, 1, 0);
    }
  else
    {
      y = vt_arch_conv_relu (a, x, conv1, bn1, stride, 1);
      y = vt_arch_conv (a, y, conv2, bn2, 1, 1);
    }
  if (vt_arch_look (a, "%s.weight", down) != NULL)
    shortcut = vt_arch_conv (a, x, down, down_bn, stride, 0);
  return vt_arch_relu (a, vt_arch_add (a, y, shortcut, add), relu);
}

int
vt_arch_resnet (VtArch *a)
{
  const VtWeight *first = vt_arch_look (a, "conv1.weight");
  const gboolean deep = vt_arch_look (a, "layer1.0.conv3.weight") != NULL;
  const VtWeight *wide = vt_arch_look (a, "layer1.0.conv%u.weight", deep ? 2u : 1u);
  int x = vt_arch_input (a, "conv1.weight", 224);

  /* Those for small pictures begin otherwise, in more than one way. */
  if (x < 0 || first->shape.dim[2] != 7)
    return vt_arch_refuse (a, _("its first convolution is not 7 × 7"));
  x = vt_arch_conv_relu (a, x, "conv1", "bn1", 2, 3);
  x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 1, FALSE }, "maxpool");
  g_string_append_printf (a->variant, "resnet %s", deep ? "deep" : "basic");
  for (guint layer = 1; layer <= 4; layer++)
    {
      guint n = 0;

      for (; n < MAX_BLOCKS && vt_arch_look (a, "layer%u.%u.conv1.weight", layer, n) != NULL; n++)
        {
          g_autofree char *block = g_strdup_printf ("layer%u.%u", layer, n);

          x = residual_block (a, x, block, layer > 1 && n == 0 ? 2 : 1, deep);
        }
      if (n == 0)
        return vt_arch_refuse (a, _("“layer%u” is missing"), layer);
      g_string_append_printf (a->variant, " %u", n);
    }
  if (wide != NULL && wide->shape.n_dims == 4 && wide->shape.dim[1] > 0)
    g_string_append_printf (a->variant, " %zux%zu", wide->shape.dim[0] / wide->shape.dim[1], wide->shape.dim[1]);
  return vt_arch_head (a, x, "fc");
}

/* ---- MobileNet v2 ----------------------------------------------------------------------------- */

static int
conv_relu6 (VtArch     *a,
            int         x,
            const char *name,
            const char *norm,
            gsize       stride,
            gsize       pad)
{
  g_autofree char *relu = IN (name, "relu6");

  return vt_arch_op (a, "Clip", &(VtUnaryAttrs) { 0.0f, 6.0f }, vt_arch_conv (a, x, name, norm, stride, pad), relu);
}

/* Names of the convolutions of a block and what stands behind each.  torchvision put convolution, norm and ReLU into
 * one part; before, they were numbered through. */
static guint
block_names (VtArch     *a,
             guint       i,
             char       *conv[3],
             char       *norm[3])
{
  const gboolean nested = vt_arch_look (a, "features.%u.conv.0.0.weight", i) != NULL;
  guint n = 0;

  for (guint k = 0; k < 3; k++)
    {
      const VtWeight *found = vt_arch_look (a, nested ? "features.%u.conv.%u.0.weight" : "features.%u.conv.%u.weight", i,
                                            nested ? k : 3 * k);

      if (found == NULL)
        break;
      conv[n] = g_strdup_printf (nested ? "features.%u.conv.%u.0" : "features.%u.conv.%u", i, nested ? k : 3 * k);
      norm[n] = g_strdup_printf (nested ? "features.%u.conv.%u.1" : "features.%u.conv.%u", i, nested ? k : 3 * k + 1);
      n++;
    }
  /* The last one stands bare behind the nested ones. */
  if (nested && n > 0 && n < 3)
    {
      conv[n] = g_strdup_printf ("features.%u.conv.%u", i, n);
      norm[n] = g_strdup_printf ("features.%u.conv.%u", i, n + 1);
      n++;
    }
  return n;
}

static int
inverted_block (VtArch *a,
                int     x,
                guint   i,
                gsize   stride)
{
  char *conv[3] = { NULL }, *norm[3] = { NULL };
  const guint n = block_names (a, i, conv, norm);
  g_autofree char *add = g_strdup_printf ("features.%u.add", i);
  int y = x;

  if (n < 2)
    y = vt_arch_refuse (a, _("“%s” is missing"), add);
  else
    {
      if (n == 3)
        y = conv_relu6 (a, y, conv[0], norm[0], 1, 0);
      y = conv_relu6 (a, y, conv[n - 2], norm[n - 2], stride, 1);
      y = vt_arch_conv (a, y, conv[n - 1], norm[n - 1], 1, 0);
    }
  for (guint k = 0; k < 3; k++)
    {
      g_free (conv[k]);
      g_free (norm[k]);
    }
  if (y >= 0 && stride == 1 && vt_shape_equal (vt_arch_shape (a, x), vt_arch_shape (a, y)))
    y = vt_arch_add (a, x, y, add);
  return y;
}

int
vt_arch_mobilenet (VtArch *a)
{
  /* How many blocks have the stride of their stage on the first one; the paper's table 2. */
  static const struct { guint n; gsize stride; } stages[] = { { 1, 1 }, { 2, 2 }, { 3, 2 }, { 4, 2 }, { 3, 1 }, { 3, 2 },
                                                              { 1, 1 } };
  const VtWeight *first = vt_arch_look (a, "features.0.0.weight");
  guint i = 1;
  int x = vt_arch_input (a, "features.0.0.weight", 224);

  if (x < 0 || first->shape.dim[2] != 3)
    return vt_arch_refuse (a, _("its first convolution is not 3 × 3"));
  x = conv_relu6 (a, x, "features.0.0", "features.0.1", 2, 1);
  for (guint s = 0; s < G_N_ELEMENTS (stages); s++)
    for (guint k = 0; k < stages[s].n; k++, i++)
      x = x < 0 ? -1 : inverted_block (a, x, i, k == 0 ? stages[s].stride : 1);
  x = conv_relu6 (a, x, "features.18.0", "features.18.1", 1, 0);
  g_string_append (a->variant, "mobilenet");
  return vt_arch_head (a, x, vt_arch_look (a, "classifier.weight") != NULL ? "classifier" : "classifier.1");
}
