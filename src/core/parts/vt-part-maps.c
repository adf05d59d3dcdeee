/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps from one block of memory. */
#include "parts/vt-part-maps.h"

static gboolean
get_from_memory (gpointer     user_data,
                 guint        picture,
                 gboolean     mirrored,
                 guint        thread,
                 VtPartMaps  *maps,
                 GError     **error)
{
  const VtPartMemory *memory = user_data;
  const gsize n_units = vt_part_space_n_units (memory->space);
  const float *x = memory->block + (2 * (gsize) picture + (mirrored ? 1 : 0)) * n_units;

  for (guint l = 0; l < vt_part_space_n_layers (memory->space); l++)
    maps->x[l] = x + vt_part_space_first (memory->space, l);
  maps->owner = NULL;
  return TRUE;
}

void
vt_part_pictures_in_memory (VtPartPictures     *pictures,
                            const VtPartMemory *memory,
                            guint               n_pictures)
{
  *pictures = (VtPartPictures) {
    .n_pictures = n_pictures,
    .get = get_from_memory,
    .user_data = (gpointer) memory,
  };
}
