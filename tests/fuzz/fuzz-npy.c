/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a NumPy array. */
#include <stdint.h>

#include "tensor/vt-npy.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (VtTensor) tensor = vt_npy_parse (data, size, "fuzz", NULL);

  return 0;
}
