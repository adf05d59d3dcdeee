/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as stored preprocessing: what is accepted can be used, described and written again. */
#include <stdint.h>

#include "engine/pictures/vitrine-preprocess.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  VitrinePreprocess pre = { .width = 8, .height = 8, .channels = 3, .resize_size = 8, .range = 1,
                            .std = { 1, 1, 1 } };
  VitrinePreprocess back = pre;
  g_autofree char *json = NULL, *text = NULL;
  g_autoptr (VitrineImage) image = NULL;
  g_autoptr (VitrineImage) view = NULL;

  if (!vitrine_preprocess_from_json (&pre, (const char *) data, (gssize) size, NULL))
    return 0;
  text = vitrine_preprocess_describe (&pre, FALSE);
  json = vitrine_preprocess_to_json (&pre);
  g_assert_true (vitrine_preprocess_from_json (&back, json, -1, NULL));
  g_assert_true (vitrine_preprocess_equal (&pre, &back));
  if (pre.width > 64 || pre.height > 64)
    return 0;
  image = vitrine_image_new (5, 3, g_malloc0 (45));
  view = vitrine_preprocess_view (&pre, image, NULL, TRUE);
  g_assert_cmpuint (vitrine_image_get_width (view), ==, pre.width);
  return 0;
}
