/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that Vitrine can make and train from nothing.  Each is a row of a table. */
#pragma once

#include "graph/vt-graph.h"
#include "graph/vt-params.h"

G_BEGIN_DECLS

typedef struct
{
  const char  *id;
  const char  *title;                /* untranslated */
  const char  *summary;              /* one sentence, untranslated */
  guint        side;                 /* of its square RGB input */
  /* Widths of 3×3 convolutions, each followed by a ReLU; 0 stands for a 2×2 maximum pool.  Ended by
   * G_MAXUINT; then comes the average over the map and one dense layer. */
  const guint *stages;
} VitrineArchitecture;

/* All, ended by a NULL id. */
const VitrineArchitecture *vitrine_architectures     (void);
/* NULL with VT_ERROR_PARAMETER that names those there are. */
const VitrineArchitecture *vitrine_architecture_find (const char *id, GError **error);

/* What vitrine_architecture_build() made; node numbers. */
typedef struct
{
  VtGraph *graph;                    /* sealed; owned by the caller */
  int      logits;
  int      attributes;               /* −1 without */
  int      loss;                     /* −1 without */
} VitrineNet;

typedef enum { VITRINE_NET_PLAIN, VITRINE_NET_WITH_LOSS } VitrineNetKind;

/* The network for `classes` outputs.  Where there are `attributes` (their number), a 1×1 convolution looks for each on
 * the last map before the last pool, and the strongest place speaks: a second output, a number for each, above 0 for
 * yes.  With the loss the network has a second input, the label and 1 or 0 for each attribute; parameters are the same
 * in the same order, so that their arrays can be copied from one to the other. */
gboolean vitrine_architecture_build (const VitrineArchitecture *architecture, guint classes, guint attributes,
                                     VitrineNetKind kind, VitrineNet *net, GError **error);
/* Random first values, the same for the same seed. */
void     vitrine_architecture_begin (const VitrineNet *net, VtParams *params, guint64 seed);

G_END_DECLS
