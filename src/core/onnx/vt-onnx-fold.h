/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computing, while the file is read, what depends on no picture: shape arithmetic, quantised weights, shared
 * initialisers.  Afterwards the graph holds floats only. */
#pragma once

#include "onnx/vt-onnx-const.h"

G_BEGIN_DECLS

/* One computation on constants; an input left out is NULL. */
typedef struct
{
  const VtOnnx__Node  *node;
  VtOnnxConst *const  *x;
  guint                n_x;
  gint64               opset;
  VtOnnxBudget        *budget;
} VtOnnxFold;

typedef VtOnnxConst *(*VtOnnxFoldFunc) (const VtOnnxFold *fold, GError **error);
typedef struct { const char *op; guint min_x; VtOnnxFoldFunc func; } VtOnnxFoldEntry;

/* The function for an operator, or NULL. */
const VtOnnxFoldEntry *vt_onnx_fold_find (const char *op);
/* Computes; NULL with an error. */
VtOnnxConst *vt_onnx_fold (const VtOnnxFold *fold, GError **error);

/* (x − zero) · scale; `scale` is one number or one for each place of `axis`, `zero` (may be NULL) too. */
VtOnnxConst *vt_onnx_const_dequantize (const VtOnnxConst *x, const VtOnnxConst *scale, const VtOnnxConst *zero,
                                       gint64 axis, VtOnnxBudget *budget, GError **error);
/* round (x / scale) + zero, held inside the type of `zero`, or else inside `type` (0: 8 bits without sign). */
VtOnnxConst *vt_onnx_const_quantize (const VtOnnxConst *x, const VtOnnxConst *scale, const VtOnnxConst *zero,
                                     gint64 axis, gint64 type, VtOnnxBudget *budget, GError **error);

/* The zero of place c; 0 when there is none. */
double       vt_onnx_codes_zero  (const VtOnnxConst *zero, gsize c);
/* What codes can say: the type of `zero`, or else `type` (0: not said), decides; 8 bits without sign when neither does. */
void         vt_onnx_codes_range (const VtOnnxConst *zero, gint64 type, double *least, double *most);

/* A copy of `c` with another shape of as many elements. */
VtOnnxConst *vt_onnx_const_reshape (const VtOnnxConst *c, const VtShape *shape, VtOnnxBudget *budget, GError **error);
/* Element o of the output, counted row-major over `shape`, is source element base + Σ index·stride. */
VtOnnxConst *vt_onnx_const_view (const VtOnnxConst *c, const VtShape *shape, gssize base,
                                 const gssize stride[VT_MAX_DIMS], VtOnnxBudget *budget, GError **error);

/* The tables, each ended by op NULL. */
extern const VtOnnxFoldEntry vt_onnx_fold_shapes[];
extern const VtOnnxFoldEntry vt_onnx_fold_joins[];
extern const VtOnnxFoldEntry vt_onnx_fold_numbers[];
extern const VtOnnxFoldEntry vt_onnx_fold_codes[];

/* ---- what converters share with the folder ---- */

/* Resolves the dimensions asked of a reshape (0 copies unless `allow_zero`, −1 takes what is left). */
gboolean vt_onnx_reshape_dims (const VtShape *from, const gint64 *dims, gsize n, gboolean allow_zero, VtShape *to,
                               GError **error);
/* Starts, ends and steps on a dimension of length `dim` → first cell and number of cells (0: empty). */
void     vt_onnx_slice_range  (gsize dim, gint64 start, gint64 end, gint64 step, gint64 *first, gint64 *count);

G_END_DECLS
