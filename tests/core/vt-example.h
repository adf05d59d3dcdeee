/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a one-operator network made from an operator's own example. */
#pragma once

#include "graph/vt-run.h"

typedef struct
{
  const VtOp        *op;
  const VtOpExample *example;
  VtGraph  *graph;
  VtParams *params;
  VtRun    *run;
  VtPool   *pool;
  int       x[5], y;      /* node numbers */
} Example;

/* All inputs are filled with random numbers from `seed` in the example's range. */
void    example_init  (Example *e, const VtOp *op, const VtOpExample *example, VtPath path, guint n_threads,
                       guint64 seed);
void    example_clear (Example *e);
float  *example_x     (Example *e, guint i);           /* values of input i, writable */
const float *example_dx (Example *e, guint i);         /* its gradient after backward */
/* Runs forward and returns y. */
const float *example_forward (Example *e);
gsize   example_size  (Example *e, int node);
gboolean example_is_whole (const Example *e, guint i); /* input i has no gradient */
