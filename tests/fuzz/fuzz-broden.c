/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text, cut at the first form feed, as the two tables of Broden; then as a mask for its first row. */
#include <stdint.h>
#include <string.h>

#include "engine/data/vitrine-broden.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *feed = size > 0 ? memchr (data, '\f', size) : NULL;
  const size_t first = feed != NULL ? (size_t) (feed - data) : size;
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineBroden) broden
    = vitrine_broden_parse ((const char *) data, first, feed != NULL ? (const char *) feed + 1 : "",
                            feed != NULL ? size - first - 1 : 0, boxes, &error);

  g_assert_true ((broden != NULL) == (error == NULL));
  if (broden != NULL && broden->rows->len > 0 && size >= 48)
    {
      g_autoptr (VitrineImage) mask = vitrine_image_new (4, 4, g_memdup2 (data, 48));
      VitrineBoxesObject *object = vitrine_boxes_add_object (vitrine_boxes_add_picture (boxes, "x"), NULL, NULL);

      vitrine_broden_add_mask (broden, broden->rows->pdata[0], mask, object);
      for (guint i = 0; i < object->parts->len; i++)
        g_assert_cmpfloat (((VitrineBoxesPart *) object->parts->pdata[i])->box.w, >, 0);
    }
  return 0;
}
