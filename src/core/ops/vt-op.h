/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The descriptor of an operator: everything about it in one place.  An operator family is one file,
 * ops/vt-ops-FAMILY.c, which defines `const VtOp vt_op_NAME` for each of its members; the table of all is
 * made by meson from the list of names in ops/meson.build.
 *
 * Every operator has one output and works on float32.  Shape arithmetic, integers and strings are folded
 * by the importer before a graph exists.  Dimension 0 of activations is the batch. */
#pragma once

#include "base/vt-parallel.h"
#include "tensor/vt-shape.h"

G_BEGIN_DECLS

#define VT_MAX_INPUTS 64    /* Concat of a DenseNet block */

typedef struct _VtOp VtOp;

/* What backward (or a rule) reads besides dy: the plan keeps just that. */
typedef enum
{
  VT_KEEP_NOTHING = 0,
  VT_KEEP_INPUTS  = 1 << 0,
  VT_KEEP_OUTPUT  = 1 << 1,
} VtKeep;

typedef enum
{
  VT_PATH_FAST,     /* the quickest algorithm: Winograd where it wins */
  VT_PATH_EXACT,    /* the oracle: im2col and plain loops */
} VtPath;

/* A kernel gets bound pointers, never a graph.  It allocates nothing, fails never, touches no global:
 * all errors were found by infer. */
typedef struct
{
  const VtOp         *op;
  gconstpointer       attrs;      /* the operator's own struct */
  guint               n_x;
  const float *const *x;          /* inputs; a NULL entry is an input left out */
  const VtShape      *x_shape;    /* [n_x] */
  float              *y;          /* output; forward writes it, backward may read it if it keeps it */
  const VtShape      *y_shape;
  const float        *dy;         /* backward: gradient of the output */
  float *const       *dx;         /* backward ADDS into dx[i]; a NULL entry is not wanted */
  float              *scratch;    /* as many bytes as op->scratch asked for, 64-byte aligned, dirty */
  gconstpointer       packed;     /* what op->pack wrote, or NULL */
  VtPool             *pool;       /* may be NULL */
  VtPath              path;
} VtKernel;

/* What is known when a plan is made. */
typedef struct
{
  gconstpointer  attrs;
  guint          n_x;
  const VtShape *x_shape;
  const VtShape *y_shape;
  gboolean       backward;      /* scratch for the backward pass is asked for too (take the larger) */
  VtPath         path;
  guint          n_threads;     /* scratch may hold one piece per thread */
} VtOpContext;

/* One example for the tests: shapes of the inputs and the attributes.  The gradient test of every
 * operator and its comparison with a plain reference kernel come from these. */
typedef struct
{
  guint         n_x;
  VtShape       x_shape[4];
  gconstpointer attrs;
  double        from, to;       /* range of the random inputs; 0, 0 means −1 … 1 */
} VtOpExample;

struct _VtOp
{
  const char *name;             /* ONNX's name where ONNX has it: "Conv" */
  guint       min_x, max_x;     /* number of inputs */
  VtKeep      keep;
  gsize       attrs_size;       /* bytes of the attribute struct; it is copied, so it holds no pointers */
  gboolean    in_place;         /* y may lie on x[0] (same shape) */

  /* Shape of the output.  FALSE with an error whose text the caller prefixes with the node's name. */
  gboolean  (*infer)    (gconstpointer attrs, guint n_x, const VtShape *x_shape, VtShape *y_shape,
                         GError **error);
  void      (*forward)  (const VtKernel *k);
  void      (*backward) (const VtKernel *k);     /* NULL: no gradient flows */
  gsize     (*scratch)  (const VtOpContext *c);  /* bytes; NULL: none */

  /* Weights packed or transformed once per model; x[1…] are parameters.  Size 0: nothing to pack. */
  gsize     (*pack_size) (const VtOpContext *c);
  void      (*pack)      (const VtOpContext *c, const float *const *x, gpointer packed, VtPool *pool);

  const VtOpExample *examples;  /* ended by n_x == 0 */
};

/* All operators, NULL-terminated, from the build's list. */
extern const VtOp *const vt_op_table[];
/* By name, or NULL. */
const VtOp *vt_op_find (const char *name);

G_END_DECLS
