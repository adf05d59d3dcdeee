/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a MATLAB file of either version, and its tables as those of Animal-Part. */
#include <stdint.h>

#include "engine/data/vitrine-animal.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineMat) mat = vitrine_mat_new (data, size, &error);
  g_autoptr (GArray) rows = vitrine_animal_rows_new ();

  g_assert_true ((mat == NULL) == (error != NULL));
  if (mat == NULL)
    return 0;
  vitrine_animal_read_objects (mat, rows, NULL);
  vitrine_animal_read_truth (mat, 1, rows, NULL);
  return 0;
}
