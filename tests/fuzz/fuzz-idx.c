/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an IDX file: what is accepted lies within them. */
#include <stdint.h>

#include "engine/data/vitrine-idx.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  VitrineIdx idx;
  gsize total = 1, sum = 0;

  if (!vitrine_idx_parse (data, size, "fuzz", &idx, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  for (guint i = 0; i < idx.n_dims; i++)
    total *= idx.dims[i];
  for (gsize i = 0; i < total; i++)
    sum += idx.values[i];
  g_assert_cmpuint (sum, <=, 255 * total);
  return 0;
}
