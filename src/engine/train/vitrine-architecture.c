/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain stacks in the manner of VGG (Simonyan & Zisserman 2015): 3×3 convolutions, ReLU, pools; a global
 * average instead of the large dense layers (Lin et al. 2014). */
#include "engine/train/vitrine-architecture.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"

#define END G_MAXUINT

static const guint vgg_small[] = { 16, 0, 32, 0, 64, 64, 0, 96, 96, 0, 128, END };
static const guint vgg_tiny[] = { 8, 0, 16, 0, 32, 0, 64, END };

static const VitrineArchitecture table[] = {
  { "vgg-small", N_("Small VGG"), N_("Seven convolutions, 128 × 128 pixels, 1.2 MB."), 128, vgg_small },
  { "vgg-tiny", N_("Tiny VGG"), N_("Four convolutions, 64 × 64 pixels; for trying things out."), 64, vgg_tiny },
  { NULL },
};

const VitrineArchitecture *
vitrine_architectures (void)
{
  return table;
}

const VitrineArchitecture *
vitrine_architecture_find (const char *id,
                           GError    **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const VitrineArchitecture *a = table; a->id; a++)
    {
      if (g_strcmp0 (a->id, id) == 0)
        return a;
      g_string_append_printf (names, "%s%s", a == table ? "" : ", ", a->id);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("There is no architecture “%s”; there are %s."), id, names->str);
  return NULL;
}

static int
parameter (VtGraph      *graph,
           const char   *layer,
           const char   *what,
           const VtShape shape)
{
  g_autofree char *name = g_strconcat (layer, ".", what, NULL);

  return vt_graph_param (graph, name, &shape);
}

static int
conv_relu (VtGraph *graph,
           int      x,
           guint    in,
           guint    out,
           guint    block,
           guint    nth)
{
  const VtConvAttrs attrs = { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 };
  g_autofree char *name = g_strdup_printf ("conv%u_%u", block, nth);
  g_autofree char *relu = g_strdup_printf ("relu%u_%u", block, nth);
  const int inputs[] = {
    x, parameter (graph, name, "weight", VT_SHAPE (out, in, 3, 3)), parameter (graph, name, "bias", VT_SHAPE (out)),
  };
  const int y = vt_graph_op (graph, "Conv", &attrs, inputs, G_N_ELEMENTS (inputs), name);

  return vt_graph_op (graph, "Relu", NULL, &y, 1, relu);
}

static int
pool (VtGraph *graph,
      int      x,
      guint    block)
{
  const VtPoolAttrs attrs = { .window = { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0, 0, 0 } } };
  g_autofree char *name = g_strdup_printf ("pool%u", block);

  return vt_graph_op (graph, "MaxPool", &attrs, &x, 1, name);
}

static int
classify (VtGraph *graph,
          int      x,
          guint    channels,
          guint    classes)
{
  const VtReshapeAttrs flat = { 2, { 0, -1 } };
  const int mean = vt_graph_op (graph, "GlobalAveragePool", NULL, &x, 1, "mean");
  const int flattened = vt_graph_op (graph, "Reshape", &flat, &mean, 1, "features");
  const int inputs[] = {
    flattened, parameter (graph, "fc", "weight", VT_SHAPE (classes, channels)),
    parameter (graph, "fc", "bias", VT_SHAPE (classes)),
  };

  return vt_graph_op (graph, "Gemm", &(VtGemmAttrs) { 1.0f, 1.0f, FALSE, TRUE }, inputs, G_N_ELEMENTS (inputs),
                      "logits");
}

gboolean
vitrine_architecture_build (const VitrineArchitecture *architecture,
                            guint                      classes,
                            VitrineNetKind             kind,
                            VitrineNet                *net,
                            GError                   **error)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const guint side = architecture->side;
  int x = vt_graph_input (graph, "picture", &VT_SHAPE (1, 3, side, side));
  const int label = kind == VITRINE_NET_WITH_LOSS ? vt_graph_input (graph, "label", &VT_SHAPE (1)) : -1;
  guint channels = 3, block = 1, nth = 1;

  *net = (VitrineNet) { .loss = -1 };
  for (const guint *stage = architecture->stages; *stage != END; stage++)
    {
      if (*stage == 0)
        {
          x = pool (graph, x, block++);
          nth = 1;
          continue;
        }
      x = conv_relu (graph, x, channels, *stage, block, nth++);
      channels = *stage;
    }
  net->logits = classify (graph, x, channels, classes);
  if (label >= 0)
    {
      const int inputs[] = { net->logits, label };

      net->loss = vt_graph_op (graph, "SoftmaxCrossEntropy", &(VtLossAttrs) { -1.0f }, inputs, G_N_ELEMENTS (inputs),
                               "loss");
      vt_graph_output (graph, net->loss);
    }
  vt_graph_output (graph, net->logits);
  if (!vt_graph_seal (graph, error))
    return FALSE;
  net->graph = g_steal_pointer (&graph);
  return TRUE;
}
