/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a picture, small or in full, brought to a network's input. */
#include <stdint.h>

#include "engine/pictures/vitrine-preprocess.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const guint side = size > 0 ? data[size - 1] % 2 * 16 : 0;
  g_autoptr (VitrineImage) image = vitrine_image_load_bytes (data, size, "fuzz", side, NULL);
  VitrinePreprocess pre = { .width = 8, .height = 8, .channels = 3 };
  float input[192];

  if (image == NULL)
    return 0;
  vitrine_preprocess_use_preset (&pre, "torchvision");
  vitrine_preprocess_apply (&pre, image, NULL, FALSE, input);
  return 0;
}
