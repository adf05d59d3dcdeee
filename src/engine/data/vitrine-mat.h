/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MATLAB files, as far as tables of boxes and networks need: structures, cells, numbers and text, from MAT
 * version 5 (compressed or not) and version 7.3 (HDF5).  Files are untrusted, and the libraries for
 * them trust what they read, so this reader is our own: every offset and count is checked against
 * the bytes there are, nothing is followed too deep or for ever, and memory stays in proportion to
 * the file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VitrineMat VitrineMat;
typedef struct _VitrineMatValue VitrineMatValue;

/* `data` is borrowed and must outlive the result.  Errors say what is wrong and at which byte. */
VitrineMat *vitrine_mat_new  (const guint8 *data,
                              gsize         size,
                              GError      **error);
void        vitrine_mat_free (VitrineMat   *self);

/* A variable by name; NULL: none.  Values live as long as the file. */
const VitrineMatValue *vitrine_mat_get      (const VitrineMat      *self,
                                             const char            *name);
/* Elements of an array; a structure array has one for each structure. */
gsize                  vitrine_mat_n        (const VitrineMatValue *value);
gsize                  vitrine_mat_rows     (const VitrineMatValue *value);
/* Dimension i, counted from MATLAB's first (rows); 1 past the last. */
gsize                  vitrine_mat_dim      (const VitrineMatValue *value,
                                             guint                  i);
/* The i-th member of a cell; NULL when there is none (or the value is no cell). */
const VitrineMatValue *vitrine_mat_child    (const VitrineMatValue *value,
                                             gsize                  i);
/* Text, valid UTF-8 of at most 4096 characters; NULL when the value is none. (transfer full) */
char                  *vitrine_mat_dup_text (const VitrineMatValue *value);
/* Field of the i-th structure, or NULL when there is none (or the value is no structure). */
const VitrineMatValue *vitrine_mat_field    (const VitrineMatValue *value,
                                             gsize                  i,
                                             const char            *name);
/* The i-th number, in MATLAB's order (columns first).  Text of digits counts as one number.  FALSE
 * when there is none or it is not finite. */
gboolean               vitrine_mat_number   (const VitrineMatValue *value,
                                             gsize                  i,
                                             double                *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineMat, vitrine_mat_free)

G_END_DECLS
