/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of HDF5 (format specification 1.x: superblocks 0 and 1, object headers 1, symbol tables,
 * contiguous, compact and chunked data with deflate and shuffle) as MATLAB 7.3 and libmatio write.
 * Reads untrusted bytes in place; nothing is followed outside them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *data;
  gsize         size;
  gsize         base;          /* addresses count from here */
  guint         n_steps;       /* tree nodes, headers and blocks that may still be visited */
} VitrineHdf5;

typedef enum
{
  VITRINE_HDF5_INTEGER = 0,
  VITRINE_HDF5_FLOAT = 1,
  VITRINE_HDF5_STRING = 3,
  VITRINE_HDF5_REFERENCE = 7,
  VITRINE_HDF5_OTHER = 15,
} VitrineHdf5Class;

typedef enum
{
  VITRINE_HDF5_NO_DATA,
  VITRINE_HDF5_IN_PLACE,       /* `at` and `bytes` in the file */
  VITRINE_HDF5_CHUNKED,        /* a tree at `at` */
} VitrineHdf5Layout;

/* What an object's header says. */
typedef struct
{
  gboolean          is_group;
  guint64           tree, heap;        /* of a group */
  gboolean          has_space;
  guint             rank;
  gsize             dims[8], n;        /* of a data set */
  VitrineHdf5Class  type;
  gsize             type_size;
  gboolean          is_signed;
  VitrineHdf5Layout layout;
  guint64           at;
  gsize             bytes;
  gsize             chunk[8];
  guint             n_filters;
  guint             filters[4];
  gboolean          empty;             /* the attribute MATLAB_empty */
  char              matlab_class[16];  /* "" when there is no such attribute */
} VitrineHdf5Object;

/* Address of the root group. */
gboolean vitrine_hdf5_open   (VitrineHdf5       *self,
                              guint64           *root,
                              GError           **error);
gboolean vitrine_hdf5_object (VitrineHdf5       *self,
                              guint64            address,
                              VitrineHdf5Object *object,
                              GError           **error);

typedef struct
{
  char    *name;
  guint64  address;
} VitrineHdf5Link;

/* Members of a group, at most `most`. (transfer full; VitrineHdf5Link, freed with the array) */
GArray  *vitrine_hdf5_links  (VitrineHdf5             *self,
                              const VitrineHdf5Object *group,
                              guint                    most,
                              GError                 **error);
/* The raw elements of a data set, object->n × object->type_size bytes; at most `limit`.
 * (transfer full) */
guint8  *vitrine_hdf5_read   (VitrineHdf5             *self,
                              const VitrineHdf5Object *object,
                              gsize                    limit,
                              GError                 **error);

/* Little-endian unsigned of 1 … 8 bytes at `at` of the file; sets *ok to FALSE outside it. */
guint64  vitrine_hdf5_get    (const VitrineHdf5 *self,
                              gsize              at,
                              guint              bytes,
                              gboolean          *ok);

G_END_DECLS
