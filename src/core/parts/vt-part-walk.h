/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only.  Walks over all pictures in blocks: the maps of a block are got and looked at in parallel
 * (picture by picture), then added up in parallel (piece of units by piece of units), each unit's sum in
 * the order of pictures.  So sums have the same bits with any number of threads, and no thread needs
 * sums of its own. */
#pragma once

#include "parts/vt-part-maps.h"

G_BEGIN_DECLS

#define VT_PART_BLOCK 8

typedef struct
{
  const VtPartSpace    *space;
  const VtPartPictures *pictures;
  gboolean              both;        /* the mirrored pictures too */
  const char           *stage;
  /* Writes n_units values of one picture into `out`.  Any thread. */
  void                (*look) (const VtPartMaps *maps, float *out, gpointer user_data);
  /* Adds values of units from … to−1 of the `n` pictures of a block, in their order.  Any thread, but no
   * two on the same units. */
  void                (*add)  (const float *const *values, guint n, guint64 before,
                               gsize from, gsize to, gpointer user_data);
  gpointer              user_data;
} VtPartWalk;

gboolean vt_part_walk (const VtPartWalk *walk,
                       VtPool           *pool,
                       const VtJob      *job,
                       GError          **error);

G_END_DECLS
