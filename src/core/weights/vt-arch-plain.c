/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacks: AlexNet (Krizhevsky 2014, as torchvision has it), VGG (Simonyan & Zisserman 2015) and SqueezeNet (Iandola et
 * al. 2016).  Their layers are numbered, and the gaps in the numbers tell where ReLUs and pools stand. */
#include "weights/vt-arch-build.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_LAYERS 400

int
vt_arch_alexnet (VtArch *a)
{
  static const struct { const char *name; gsize stride, pad; gboolean pool; } layers[] = {
    { "features.0", 4, 2, TRUE }, { "features.3", 1, 2, TRUE }, { "features.6", 1, 1, FALSE },
    { "features.8", 1, 1, FALSE }, { "features.10", 1, 1, TRUE },
  };
  const VtWeight *first = vt_arch_look (a, "features.0.weight"), *fc = vt_arch_look (a, "classifier.1.weight");
  int x = vt_arch_input (a, "features.0.weight", 224);

  if (x < 0 || first->shape.dim[2] != 11 || fc == NULL)
    return vt_arch_refuse (a, _("its first convolution is not 11 × 11"));
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autofree char *name = g_strconcat (layers[i].name, ".pool", NULL);

      x = vt_arch_conv_relu (a, x, layers[i].name, NULL, layers[i].stride, layers[i].pad);
      if (layers[i].pool)
        x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 0, FALSE }, name);
    }
  g_string_append (a->variant, "alexnet");
  return vt_arch_classifier (a, x);
}

/* What the numbers of VGG's layers say. */
typedef struct
{
  guint    n_convs, n_pools;
  gsize    channels;
  gboolean norm;
} Stack;

/* Goes over the layers; with `x` (not NULL) it builds them. */
static gboolean
walk_vgg (VtArch *a,
          Stack  *stack,
          int    *x)
{
  guint i = 0;

  *stack = (Stack) { .norm = vt_arch_look (a, "features.1.running_mean") != NULL };
  while (i < MAX_LAYERS)
    {
      const guint next = i + (stack->norm ? 3 : 2);
      const VtWeight *w = vt_arch_look (a, "features.%u.weight", i);
      const gboolean more = vt_arch_look (a, "features.%u.weight", next) != NULL;
      g_autofree char *name = g_strdup_printf ("features.%u", i);
      g_autofree char *norm = stack->norm ? g_strdup_printf ("features.%u", i + 1) : NULL;
      g_autofree char *pool = g_strdup_printf ("features.%u", next);

      if (w == NULL || w->shape.n_dims != 4 || w->shape.dim[2] != 3)
        {
          vt_arch_refuse (a, _("“features.%u” is no 3 × 3 convolution"), i);
          return FALSE;
        }
      stack->n_convs++;
      stack->n_pools += !more;
      stack->channels = w->shape.dim[0];
      if (x != NULL)
        *x = vt_arch_conv_relu (a, *x, name, norm, 1, 1);
      if (x != NULL && !more)
        *x = vt_arch_max_pool (a, *x, (VtArchPool) { 2, 2, 0, FALSE }, pool);
      i = more ? next : next + 1;
      if (!more && vt_arch_look (a, "features.%u.weight", i) == NULL)
        return TRUE;
    }
  return FALSE;
}

int
vt_arch_vgg (VtArch *a)
{
  const VtWeight *fc = vt_arch_look (a, "classifier.0.weight");
  gsize cells, side;
  Stack stack;
  int x;

  if (!walk_vgg (a, &stack, NULL))
    return -1;
  /* The first dense layer sees side × side cells of each channel. */
  cells = fc != NULL && fc->shape.n_dims == 2 && stack.channels > 0 ? fc->shape.dim[1] / stack.channels : 0;
  side = (gsize) lround (sqrt ((double) cells));
  if (cells == 0 || side * side != cells || side > 64 || stack.n_pools > 8)
    return vt_arch_refuse (a, _("“classifier.0.weight” does not fit a square map"));
  x = vt_arch_input (a, "features.0.weight", side << stack.n_pools);
  if (x < 0 || !walk_vgg (a, &stack, &x))
    return -1;
  g_string_append_printf (a->variant, "vgg %u%s", stack.n_convs, stack.norm ? " bn" : "");
  return vt_arch_classifier (a, x);
}

static int
fire (VtArch *a,
      int     x,
      guint   i)
{
  g_autofree char *squeeze = g_strdup_printf ("features.%u.squeeze", i);
  g_autofree char *one = g_strdup_printf ("features.%u.expand1x1", i);
  g_autofree char *three = g_strdup_printf ("features.%u.expand3x3", i);
  g_autofree char *both = g_strdup_printf ("features.%u", i);
  int branches[2];

  x = vt_arch_conv_relu (a, x, squeeze, NULL, 1, 0);
  branches[0] = vt_arch_conv_relu (a, x, one, NULL, 1, 0);
  branches[1] = vt_arch_conv_relu (a, x, three, NULL, 1, 1);
  return vt_arch_concat (a, branches, 2, both);
}

int
vt_arch_squeezenet (VtArch *a)
{
  guint last = 0, n = 0;
  int x = vt_arch_input (a, "features.0.weight", 224);

  x = vt_arch_conv_relu (a, x, "features.0", NULL, 2, 0);
  for (guint i = 3; i < MAX_LAYERS; i++)
    if (vt_arch_look (a, "features.%u.squeeze.weight", i) != NULL)
      last = i;
  for (guint i = 2; i <= last && x >= 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("features.%u.pool", i);

      /* Whatever has no weights is a pool. */
      if (vt_arch_look (a, "features.%u.squeeze.weight", i) == NULL)
        {
          x = vt_arch_max_pool (a, x, (VtArchPool) { 3, 2, 0, TRUE }, name);
          continue;
        }
      x = fire (a, x, i);
      n++;
    }
  x = vt_arch_conv_relu (a, x, "classifier.1", NULL, 1, 0);
  if (x >= 0)
    g_string_append_printf (a->variant, "squeezenet %u %s", n,
                            vt_arch_look (a, "features.5.squeeze.weight") != NULL ? "1.0" : "1.1");
  return vt_arch_flatten (a, vt_arch_op (a, "GlobalAveragePool", NULL, x, "avgpool"), "flatten");
}
