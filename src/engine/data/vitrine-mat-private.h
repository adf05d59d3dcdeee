/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a MATLAB file, and its two readers. */
#pragma once

#include "engine/data/vitrine-mat.h"

G_BEGIN_DECLS

#define VITRINE_MAT_MAX_DEPTH 12

typedef enum
{
  VITRINE_MAT_EMPTY,
  VITRINE_MAT_NUMBERS,
  VITRINE_MAT_TEXT,        /* `numbers` are character codes */
  VITRINE_MAT_STRUCT,      /* `children`: n × n_names, structure by structure */
  VITRINE_MAT_CELL,        /* `children`: n */
} VitrineMatKind;

struct _VitrineMatValue
{
  VitrineMatKind    kind;
  gsize             n, rows;
  guint             n_dims;
  gsize             dims[4];    /* the last holds the product of what follows */
  double           *numbers;
  const float      *singles;    /* large arrays of single precision instead, in a block or the file itself */
  const guint8     *octets;     /* large arrays of bytes (masks), likewise */
  guint             n_names;
  char            **names;
  VitrineMatValue **children;   /* an entry may be NULL */
  gsize             n_children;
};

struct _VitrineMat
{
  const guint8 *data;
  gsize         size;
  GPtrArray    *values;         /* every value made, owned */
  gsize         budget;         /* values that may still be made */
  gsize         bytes;          /* that may still be asked for */
  GHashTable   *variables;      /* char* → VitrineMatValue, borrowed */
  GPtrArray    *blocks;         /* decompressed data, owned */
};

/* A new value of the file, or NULL with an error when the file makes more of them than it has
 * room for. */
VitrineMatValue *vitrine_mat_make   (VitrineMat    *self,
                                     VitrineMatKind kind,
                                     GError       **error);
/* Zeroed memory of count × size bytes against the file's allowance; NULL with an error when it
 * is used up. */
gpointer         vitrine_mat_alloc  (VitrineMat    *self,
                                     gsize          count,
                                     gsize          size,
                                     GError       **error);
/* Inflates a zlib stream, at most `limit` bytes; owned by the file. */
const guint8    *vitrine_mat_inflate (VitrineMat   *self,
                                      const guint8 *data,
                                      gsize         size,
                                      gsize         limit,
                                      gsize        *inflated,
                                      GError      **error);
/* Keeps the dimensions, of which the last may stand for several. */
void             vitrine_mat_shape  (VitrineMatValue *value,
                                     const gsize     *dims,
                                     guint            n_dims);
/* Always FALSE: sets "… at byte N". */
gboolean         vitrine_mat_bad    (gsize          at,
                                     const char    *what,
                                     GError       **error);

gboolean         vitrine_mat5_read  (VitrineMat    *self,
                                     GError       **error);
gboolean         vitrine_mat73_read (VitrineMat    *self,
                                     gsize          base,
                                     GError       **error);

G_END_DECLS
