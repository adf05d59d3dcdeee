/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain stacks in the manner of VGG (Simonyan & Zisserman 2015): 3×3 convolutions, ReLU, pools; a global
 * average instead of the large dense layers (Lin et al. 2014). */
#include "engine/train/vitrine-architecture.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"
#include "train/vt-init.h"

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

/* Evidence for each attribute at each place of the map; a picture has what one of its places shows, so the strongest
 * speak (log-sum-exp: Pinheiro & Collobert 2015, eq. 6, r = 1).  A network that was told no places comes to know them. */
static int
find_attributes (VtGraph *graph,
                 int      x,
                 guint    channels,
                 guint    attributes)
{
  const VtConvAttrs attrs = { { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 };
  const int inputs[] = {
    x, parameter (graph, "evidence", "weight", VT_SHAPE (attributes, channels, 1, 1)),
    parameter (graph, "evidence", "bias", VT_SHAPE (attributes)),
  };
  const int maps = vt_graph_op (graph, "Conv", &attrs, inputs, G_N_ELEMENTS (inputs), "evidence");

  return vt_graph_op (graph, "ReduceLogSumExp", &(VtReduceAttrs) { 1 << 2 | 1 << 3, FALSE }, &maps, 1, "attributes");
}

/* The sum over a picture's attributes. */
static int
lose_attributes (VtGraph *graph,
                 int      evidence,
                 int      target,
                 guint    attributes)
{
  const VtSliceAttrs others = { .start = { 0, 1 }, .step = { 1, 1 }, .count = { 0, attributes } };
  const VtReshapeAttrs single = { 2, { -1, 1 } }, together = { 2, { -1, attributes } };
  const int shown = vt_graph_op (graph, "Slice", &others, &target, 1, "shown");
  const int pairs[] = {
    vt_graph_op (graph, "Reshape", &single, &evidence, 1, "each"),
    vt_graph_op (graph, "Reshape", &single, &shown, 1, "each_shown"),
  };
  const int each = vt_graph_op (graph, "LogisticLoss", &(VtLossAttrs) { -1.0f }, pairs, G_N_ELEMENTS (pairs),
                                "each_loss");
  const int losses = vt_graph_op (graph, "Reshape", &together, &each, 1, "losses");

  return vt_graph_op (graph, "ReduceSum", &(VtReduceAttrs) { 1 << 1, FALSE }, &losses, 1, "attribute_loss");
}

/* The loss of the class, and those of the attributes. */
static int
lose (VtGraph          *graph,
      const VitrineNet *net,
      int               target,
      guint             attributes)
{
  const VtLossAttrs all = { -1.0f };
  const int whole[] = { net->logits, target };

  if (attributes == 0)
    return vt_graph_op (graph, "SoftmaxCrossEntropy", &all, whole, G_N_ELEMENTS (whole), "loss");

  const VtSliceAttrs first = { .step = { 1, 1 }, .count = { 0, 1 } };
  const int of_class[] = { net->logits, vt_graph_op (graph, "Slice", &first, &target, 1, "label") };
  const int losses[] = {
    vt_graph_op (graph, "SoftmaxCrossEntropy", &all, of_class, G_N_ELEMENTS (of_class), "class_loss"),
    lose_attributes (graph, net->attributes, target, attributes),
  };

  return vt_graph_op (graph, "Add", NULL, losses, G_N_ELEMENTS (losses), "loss");
}

/* Whether the pool at `stage` is the last one. */
static gboolean
is_last_pool (const guint *stage)
{
  if (*stage != 0)
    return FALSE;
  while (*++stage != END)
    if (*stage == 0)
      return FALSE;
  return TRUE;
}

gboolean
vitrine_architecture_build (const VitrineArchitecture *architecture,
                            guint                      classes,
                            guint                      attributes,
                            VitrineNetKind             kind,
                            VitrineNet                *net,
                            GError                   **error)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const guint side = architecture->side;
  int x = vt_graph_input (graph, "picture", &VT_SHAPE (1, 3, side, side));
  const int target = kind == VITRINE_NET_WITH_LOSS ? vt_graph_input (graph, "target", &VT_SHAPE (1, 1 + attributes)) : -1;
  guint channels = 3, block = 1, nth = 1;

  *net = (VitrineNet) { .attributes = -1, .loss = -1 };
  for (const guint *stage = architecture->stages; *stage != END; stage++)
    {
      if (*stage == 0)
        {
          /* Before the pool, so that all that follows reads the pool alone. */
          if (attributes > 0 && is_last_pool (stage))
            net->attributes = find_attributes (graph, x, channels, attributes);
          x = pool (graph, x, block++);
          nth = 1;
          continue;
        }
      x = conv_relu (graph, x, channels, *stage, block, nth++);
      channels = *stage;
    }
  net->logits = classify (graph, x, channels, classes);
  if (target >= 0)
    {
      net->loss = lose (graph, net, target, attributes);
      vt_graph_output (graph, net->loss);
    }
  vt_graph_output (graph, net->logits);
  if (net->attributes >= 0)
    vt_graph_output (graph, net->attributes);
  if (!vt_graph_seal (graph, error))
    return FALSE;
  net->graph = g_steal_pointer (&graph);
  return TRUE;
}

void
vitrine_architecture_begin (const VitrineNet *net,
                            VtParams         *params,
                            guint64           seed)
{
  const int bias = vt_graph_find (net->graph, "evidence.bias"), maps = vt_graph_find (net->graph, "evidence");

  vt_params_init (params, seed);
  if (bias < 0)
    return;

  /* A sum over many places begins at none of them. */
  const VtShape *shape = &vt_graph_node (net->graph, maps)->shape;

  for (gsize i = 0; i < shape->dim[1]; i++)
    vt_params_data (params, bias)[i] = -logf ((float) (shape->dim[2] * shape->dim[3]));
}
