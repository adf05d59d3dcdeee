/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What its two files share. */
#pragma once

#include "engine/data/vitrine-mat.h"
#include "engine/model/vitrine-matconvnet.h"

G_BEGIN_DECLS

#define VITRINE_MATCONVNET_MAX_INPUTS 16

/* A layer of either style. */
typedef struct
{
  char                  *name, *type;     /* type in lower case without "dagnn." */
  guint                  n_inputs;
  int                    inputs[VITRINE_MATCONVNET_MAX_INPUTS];   /* nodes of the graph */
  const VitrineMatValue *geometry;        /* a struct with stride, pad … */
  const VitrineMatValue *params[3];       /* weights, biases, moments; NULL: none */
} VitrineMatLayer;

/* Where a parameter's numbers come from. */
typedef struct
{
  int                    node;
  const VitrineMatValue *value;
  enum { VITRINE_MAT_FILTER, VITRINE_MAT_VECTOR, VITRINE_MAT_MEAN, VITRINE_MAT_VARIANCE, VITRINE_MAT_ZERO } kind;
} VitrineMatFill;

typedef struct
{
  VtGraph      *graph;
  VtOnnxReport *report;
  GArray       *fills;        /* VitrineMatFill */
} VitrineMatNet;

/* Adds what the layer computes; −1 with an error when it cannot be.  A layer that does nothing at inference gives its
 * input back. */
int vitrine_matconvnet_build (VitrineMatNet         *net,
                              const VitrineMatLayer *layer,
                              GError               **error);

G_END_DECLS
