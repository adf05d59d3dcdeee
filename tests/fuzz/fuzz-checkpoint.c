/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a checkpoint of training: read whole or refused in words. */
#include <stdint.h>

#include "train/vt-checkpoint.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  VtCheckpoint checkpoint;

  if (vt_checkpoint_parse (&checkpoint, data, size, 3, 6, &error))
    vt_checkpoint_clear (&checkpoint);
  else
    g_assert_nonnull (error);
  return 0;
}
