/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of the feature store. */
#include <stdint.h>

#include "engine/units/vitrine-feature-file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const guint chw[3] = { 2, 3, 4 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  VitrineMaps maps = { 0 };
  float values[12];

  if (!vitrine_maps_decode (&maps, bytes, "0123456789abcdef0123456789abcdef", chw))
    return 0;
  vitrine_maps_read_channel (&maps, 1, values);
  vitrine_maps_clear (&maps);
  return 0;
}
