/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the families share.  A builder walks its architecture as torchvision names it and takes the tensors it needs;
 * the first that is missing or does not fit is kept as the reason and from then on every call returns −1. */
#pragma once

#include "graph/vt-graph.h"
#include "weights/vt-weights.h"

G_BEGIN_DECLS

/* Where the numbers of a parameter come from. */
typedef struct
{
  int             node;
  const VtWeight *tensor;       /* weights, or bias (may be NULL with `norm`) */
  const VtWeight *norm[4];      /* scale, shift, mean, variance to be folded in; NULL: none */
  gboolean        is_bias;
} VtArchSource;

typedef struct
{
  VtWeights  *weights;
  GHashTable *names;            /* as torchvision has them → VtWeight, borrowed */
  GHashTable *used;             /* VtWeight */
  VtGraph    *graph;
  GArray     *sources;          /* VtArchSource */
  float       epsilon;          /* of BatchNormalization */
  GString    *variant;          /* what tells members of the family apart */
  guint       n_folded;
  gboolean    headless;         /* the classifier was not in the file */
  char       *why;              /* what speaks against it; NULL: nothing yet */
} VtArch;

typedef struct
{
  gsize kernel, stride, pad;
  gboolean ceil;
} VtArchPool;

/* A tensor by name, taken; missing is a reason against. */
const VtWeight *vt_arch_take  (VtArch *a, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same, but only looked at; NULL: none. */
const VtWeight *vt_arch_look  (VtArch *a, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Always −1. */
int  vt_arch_refuse    (VtArch *a, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The picture: as many channels as the convolution `first` takes. */
int  vt_arch_input     (VtArch *a, const char *first, gsize side);
/* Convolution `name`, square strides and pads, groups as the shapes say; the BatchNormalization `norm` (or NULL) is
 * folded in. */
int  vt_arch_conv      (VtArch *a, int x, const char *name, const char *norm, gsize stride, gsize pad);
int  vt_arch_conv_relu (VtArch *a, int x, const char *name, const char *norm, gsize stride, gsize pad);
int  vt_arch_norm      (VtArch *a, int x, const char *name);
int  vt_arch_op        (VtArch *a, const char *op, gconstpointer attrs, int x, const char *name);
int  vt_arch_relu      (VtArch *a, int x, const char *name);
int  vt_arch_add       (VtArch *a, int x, int y, const char *name);
int  vt_arch_concat    (VtArch *a, const int *x, guint n, const char *name);
int  vt_arch_max_pool  (VtArch *a, int x, VtArchPool pool, const char *name);
int  vt_arch_mean_pool (VtArch *a, int x, VtArchPool pool, const char *name);
int  vt_arch_flatten   (VtArch *a, int x, const char *name);
int  vt_arch_linear    (VtArch *a, int x, const char *name);
/* Mean over the map, then the layer `name`; without it the means are the output. */
int  vt_arch_head      (VtArch *a, int x, const char *name);
/* classifier.0 … classifier.9, those that are there, with ReLUs between. */
int  vt_arch_classifier (VtArch *a, int x);
const VtShape *vt_arch_shape (const VtArch *a, int node);

/* A family; `build` returns the output. */
typedef struct
{
  const char *title;            /* "ResNet" */
  const char *mark;             /* a tensor that all members have */
  int       (*build) (VtArch *a);
  const char *aside;            /* tensors that begin so take no part, or NULL */
  const char *input;            /* how pictures are prepared, in words; NULL: as torchvision usually does */
} VtArchFamily;

/* Known members: what `variant` says → how people call it. */
typedef struct { const char *variant, *title; } VtArchMember;
extern const VtArchMember vt_arch_members[];

int vt_arch_alexnet    (VtArch *a);
int vt_arch_vgg        (VtArch *a);
int vt_arch_squeezenet (VtArch *a);
int vt_arch_resnet     (VtArch *a);
int vt_arch_densenet   (VtArch *a);
int vt_arch_mobilenet  (VtArch *a);
int vt_arch_googlenet  (VtArch *a);

G_END_DECLS
