/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The descriptor of an operator: everything about it in one place.  An operator family is one
 * file, ops/vt-ops-FAMILY.c, which defines `const VtOp vt_op_NAME` for each of its members; the
 * table of all is made by meson from the list of names in ops/meson.build.
 *
 * Every operator has one output and works on float32.  Shape arithmetic, integers and strings
 * are folded by the importer before a graph exists.  Dimension 0 of activations is the batch. */
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

/* A kernel gets bound pointers, never a graph.  It allocates nothing, fails never, touches no
 * global: all errors were found by infer. */
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
  gboolean            fresh;      /* only with op->writes: dx[0] is dirty, so write it instead of adding */
  float              *scratch;    /* as many bytes as op->scratch asked for, 64-byte aligned, dirty */
  gconstpointer       packed;     /* what op->pack wrote; NULL too when x[1…] are not parameters */
  gconstpointer       packed_back;  /* the same for the pass back to x[0] */
  VtPool             *pool;       /* may be NULL */
  VtPath              path;
  const float        *add;        /* forward of an operator that `adds`: what is added to y before the clamp, or NULL;
                                   * it may be y */
  float               lo, hi;     /* forward of an operator that `clamps`: bounds of y, else ∓infinity */
  gboolean            training;   /* BatchNormalization uses the batch's statistics, Dropout drops */
  guint64             seed;       /* of this node in this pass; Dropout */
  float              *rule_scratch;  /* what the rule's own scratch asked for */
} VtKernel;

/* What is known when a plan is made. */
typedef struct
{
  gconstpointer  attrs;
  guint          n_x;
  const VtShape *x_shape;
  const VtShape *y_shape;
  gboolean       training;
  gboolean       backward;      /* scratch for the backward pass is asked for too (take the larger) */
  VtPath         path;
  guint          n_threads;     /* scratch may hold one piece per thread */
} VtOpContext;

/* Where an output unit looks, per axis of a map (0: rows, 1: columns): unit i sees `extent`
 * input cells, from first to last, around input cell `start` + `step`·i.  A convolution has
 * extent (k−1)·d + 1, step t and start (k−1)/2·d − p. */
typedef enum
{
  VT_REACH_WINDOW,      /* as `axis` says; 1, 0, 1 for a pointwise operator */
  VT_REACH_GLOBAL,      /* every unit sees the whole map */
} VtReach;

typedef struct
{
  VtReach reach;
  struct { double extent, start, step; } axis[2];
} VtWindow;

/* One example for the tests: shapes of the inputs and the attributes.  The gradient test of every
 * operator and its comparison with a plain reference kernel come from these. */
typedef struct
{
  guint         n_x;
  VtShape       x_shape[5];
  gconstpointer attrs;
  double        from, to;       /* range of the random inputs; 0, 0 means −1 … 1 */
  guint         whole;          /* bit i: input i holds whole numbers 0 … whole_n−1 and gets no gradient */
  guint         whole_n;
  gboolean      training;
} VtOpExample;

struct _VtOp
{
  const char *name;             /* ONNX's name where ONNX has it: "Conv" */
  guint       min_x, max_x;     /* number of inputs */
  VtKeep      keep;
  gsize       attrs_size;       /* bytes of the attribute struct; it is copied, so it holds no pointers */
  gboolean    in_place;         /* y may lie on x[0] (when they have as many elements) */
  gboolean    writes;           /* backward obeys k->fresh */
  gboolean    back_in_place;    /* and then dx[0] may lie on dy (same size, needs `writes`) */
  gboolean    adds;             /* forward itself can add k->add, and then clamp */
  gboolean    sums;             /* y = x[0] + x[1] where both have the shape of y: the one before it can do its work */
  gboolean    clamps;           /* forward itself can clamp y to k->lo … k->hi */
  gboolean    joins;            /* Concat: where the axis allows, inputs are computed in their place in y */
  guint       statistics;       /* bit i: x[i] is a running statistic; in training its "gradient" is
                                 * (running − batch), so that p ← p − (1 − momentum)·g updates it */

  /* Shape of the output.  FALSE with an error whose text the caller prefixes with the node's
   * name. */
  gboolean  (*infer)    (gconstpointer attrs, guint n_x, const VtShape *x_shape, VtShape *y_shape,
                         GError **error);
  void      (*forward)  (const VtKernel *k);
  void      (*backward) (const VtKernel *k);     /* NULL: no gradient flows */
  gsize     (*scratch)  (const VtOpContext *c);  /* bytes; NULL: none */

  /* What the operator is in geometry.  NULL or FALSE: its units have no place on the picture. */
  gboolean  (*window)   (gconstpointer attrs, const VtShape *x_shape, const VtShape *y_shape,
                         VtWindow *window);
  /* TRUE when the operator is min (max (x, lo), hi): then the one before it can do its work. */
  gboolean  (*as_clamp) (gconstpointer attrs, float *lo, float *hi);

  /* Weights packed or transformed once per model; x[1…] are parameters.  With c->backward for the pass back to
   * x[0], else for the forward pass.  Size 0: nothing to pack.  Contexts with the same path, direction, size and
   * layout must pack alike: the packed block is shared between plans.  The layout is any address that stands for
   * one; NULL: there is only one. */
  gsize     (*pack_size) (const VtOpContext *c);
  gconstpointer (*pack_layout) (const VtOpContext *c);
  void      (*pack)      (const VtOpContext *c, const float *const *x, gpointer packed, VtPool *pool);
  /* Weights x[1] of shape `shape` again, from what was packed for the forward pass in that layout.  FALSE: it does not
   * hold them bit by bit.  With `w` NULL only the answer is wanted, and shape and packed may be NULL too. */
  gboolean  (*unpack)    (gconstpointer attrs, const VtShape *shape, gconstpointer layout, gconstpointer packed,
                          float *w);

  gconstpointer      impl;      /* the family's own: loops that differ between its members */
  const VtOpExample *examples;  /* ended by n_x == 0 */
};

/* The shape that stands for an input left out. */
extern const VtShape vt_shape_left_out;

static inline gboolean
vt_op_has (guint          n_x,
           const VtShape *x_shape,
           guint          i)
{
  return i < n_x && x_shape[i].dim[0] != G_MAXSIZE;
}

/* Checks the number of inputs, infers and checks the shape of the output. */
gboolean    vt_op_infer (const VtOp *op, gconstpointer attrs, guint n_x, const VtShape *x_shape,
                         VtShape *y_shape, GError **error);

/* Helpers for `window`: a pointwise operator, and one axis of a convolution or pool. */
gboolean    vt_window_pointwise (gconstpointer attrs, const VtShape *x_shape, const VtShape *y_shape,
                                 VtWindow *window);
void        vt_window_axis      (VtWindow *window, guint axis, gsize kernel, gsize stride, gsize dilation,
                                 gssize pad_begin);

/* All operators, NULL-terminated, from the build's list. */
extern const VtOp *const vt_op_table[];
/* By name, or NULL. */
const VtOp *vt_op_find (const char *name);

G_END_DECLS
