/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IDX, the format of MNIST: a magic number, sizes, bytes; mostly compressed.  Any thread. */
#pragma once

#include <gio/gio.h>

#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

/* A picture of such a file goes by "idx:/folder/t10k-images-idx3-ubyte.gz#17". */
#define VITRINE_IDX_PREFIX "idx:"

typedef struct
{
  guint         n_dims;       /* 1 for labels, 3 for pictures (count, rows, columns), 4 with colours at the end */
  gsize         dims[4];
  const guint8 *values;       /* the product of the sizes, in the bytes given */
} VitrineIdx;

/* Looks into bytes that are not compressed (any more); errors name `name`. */
gboolean      vitrine_idx_parse     (const guint8 *data, gsize size, const char *name, VitrineIdx *idx, GError **error);
/* The bytes of a file, decompressed; at most a gigabyte. */
GBytes       *vitrine_idx_read_file (const char *path, GError **error);
/* The first bytes of a file, decompressed: whether it holds pictures (`n_dims` 3) or labels (1). */
gboolean      vitrine_idx_is_file   (const char *path, guint n_dims);
/* The picture that an address (above) names. */
VitrineImage *vitrine_idx_load      (const char *address, GError **error);

G_END_DECLS
