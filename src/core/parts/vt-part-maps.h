/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where maps come from.  Mining and parsing know pictures by number only and ask for the maps of one
 * picture, as it is or mirrored; whoever calls them answers from memory, from a cache on disk or by
 * running the network.  The mirrored picture is pushed through the network: mirrored maps are not the
 * maps of the mirrored picture. */
#pragma once

#include "base/vt-job.h"
#include "base/vt-parallel.h"
#include "parts/vt-part-space.h"

G_BEGIN_DECLS

typedef struct
{
  const float *x[VT_PART_MAX_LAYERS];   /* per layer channels × h × w raw values, before the ReLU */
  gpointer     owner;                   /* the giver's own; not looked at */
} VtPartMaps;

typedef struct
{
  guint      n_pictures;
  /* Fills `maps`, valid until release().  Called from any thread of the pool, up to one call a thread
   * at a time (`thread` counts from 0).  A failure stops the whole work. */
  gboolean (*get)     (gpointer     user_data,
                       guint        picture,
                       gboolean     mirrored,
                       guint        thread,
                       VtPartMaps  *maps,
                       GError     **error);
  void     (*release) (gpointer     user_data,
                       VtPartMaps  *maps);       /* may be NULL */
  gpointer   user_data;
} VtPartPictures;

/* Maps in one block of memory: pictures × 2 (as it is, mirrored) × units floats, borrowed.  `memory`
 * must outlive `pictures`. */
typedef struct
{
  const VtPartSpace *space;
  const float       *block;
} VtPartMemory;

void vt_part_pictures_in_memory (VtPartPictures     *pictures,
                                 const VtPartMemory *memory,
                                 guint               n_pictures);

G_END_DECLS
