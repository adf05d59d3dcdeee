/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constants while a file is read: weights, and the integers that ONNX computes shapes with.  Immutable once shared;
 * one thread.  All memory for them comes out of a budget that the size of the file sets. */
#pragma once

#include "onnx/onnx.pb-c.h"
#include "tensor/vt-shape.h"

G_BEGIN_DECLS

/* A float anywhere: numbers in a file are not aligned. */
typedef float VtOnnxFloat __attribute__ ((aligned (1)));

typedef struct
{
  VtShape  shape;
  gsize    size;            /* number of elements; may be 0 */
  VtOnnxFloat *f;               /* real numbers, or NULL */
  gint64  *i;               /* integers and truth values, or NULL: exactly one of the two is set */
  gsize    block;           /* bytes of the arena that the numbers have to themselves; 0: they have none */
  gboolean lent;            /* `f` lies in the file's own bytes: only to be read */
  gboolean half;            /* was stored in half precision */
  gint32   type;            /* ONNX's number of the type it was stored as; 0: it was computed */
  gpointer owner;           /* the constant that the numbers belong to (a reference), or NULL */
} VtOnnxConst;

/* What may still be made. */
typedef struct
{
  gsize       left;         /* elements */
  GHashTable *outside;      /* file beside the model (char *) → bytes taken from it (gsize *); NULL: none yet */
} VtOnnxBudget;

VtOnnxConst *vt_onnx_const_new   (const VtShape *shape, gboolean integer, VtOnnxBudget *budget, GError **error);
VtOnnxConst *vt_onnx_const_ref   (VtOnnxConst *constant);
void         vt_onnx_const_unref (VtOnnxConst *constant);

/* A constant whose floats are those at `data`, which must outlive it. */
VtOnnxConst *vt_onnx_const_lend  (const VtShape *shape, const guint8 *data, VtOnnxBudget *budget, GError **error);

/* The numbers of `constant`, which is kept, in another shape of as many elements. */
VtOnnxConst *vt_onnx_const_as    (VtOnnxConst *constant, const VtShape *shape);

/* Decodes a tensor of the file.  Its numbers may lie in another file, which must be inside `folder`. */
VtOnnxConst *vt_onnx_const_decode (const VtOnnx__Tensor *tensor, const char *folder, VtOnnxBudget *budget,
                                   GError **error);

/* Element k whatever the kind. */
double       vt_onnx_const_real (const VtOnnxConst *constant, gsize k);
/* A real number cut towards zero and held inside ±2⁶²; not a number is 0. */
gint64       vt_onnx_whole      (double x);
gint64       vt_onnx_const_int  (const VtOnnxConst *constant, gsize k);
/* y[to] ← x[from]; both are of one kind. */
static inline void
vt_onnx_const_copy (VtOnnxConst       *y,
                    gsize              to,
                    const VtOnnxConst *x,
                    gsize              from)
{
  if (y->i != NULL)
    y->i[to] = x->i[from];
  else
    y->f[to] = x->f[from];
}

/* A checked shape from dimensions that may be anything. */
gboolean     vt_onnx_shape      (const gint64 *dims, gsize n_dims, VtShape *shape, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtOnnxConst, vt_onnx_const_unref)

G_END_DECLS
