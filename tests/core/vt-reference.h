/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: every operator once more, as plainly as its definition reads, in double.  These are
 * the oracles of the quick kernels, so they share no code with them and visit elements by their
 * indices. */
#pragma once

#include "ops/vt-op.h"

typedef struct
{
  const char    *op;        /* its name */
  const VtOpExample *e;
  const VtShape *xs;        /* shapes of the inputs */
  const VtShape *ys;
  const float   *x[5];      /* NULL: left out */
  double        *y;         /* to be written */
  const float   *got;       /* what the kernel gave; only for what is random */
} Reference;

typedef void (*ReferenceFunc) (const Reference *r);

typedef struct
{
  const char   *name;
  ReferenceFunc func;
} ReferenceEntry;

/* Ended by a NULL name. */
extern const ReferenceEntry reference_layout[], reference_reduce[], reference_spatial[];

/* The reference of an operator, or NULL when there is none. */
ReferenceFunc reference_find (const char *name);

/* Element-wise formulas and their table are in vt-reference-elementwise.c. */
ReferenceFunc reference_elementwise (const char *name);

/* Indices of element `i` of a shape, and back.  Indices of a shorter shape are the last ones; a
 * dimension of 1 takes index 0 (broadcasting). */
void   unravel (const VtShape *shape, gsize i, gsize index[VT_MAX_DIMS]);
gsize  ravel   (const VtShape *shape, const gsize *index, guint n_index);
