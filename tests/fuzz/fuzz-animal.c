/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as the table of Animal-Part. */
#include <stdint.h>

#include "engine/data/vitrine-animal.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GArray) rows = vitrine_animal_rows_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (vitrine_animal_read_csv ((const char *) data, size, rows, &error)
                 == (error == NULL));
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpfloat (g_array_index (rows, VitrineAnimalRow, i).object.w, >, 0);
  return 0;
}
