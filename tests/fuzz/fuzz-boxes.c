/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of boxes, in whichever of the formats they look like, then matched with open pictures: what comes
 * out is sound. */
#include <stdint.h>

#include "engine/exchange/vitrine-exchange.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check (const VitrineBoxes *boxes)
{
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      g_assert_true (g_utf8_validate (picture->file, -1, NULL));
      g_assert_cmpuint (picture->width, <=, VITRINE_IMAGE_MAX_SIDE);
      for (guint k = 0; k < picture->objects->len; k++)
        {
          const VitrineBoxesObject *object = picture->objects->pdata[k];

          g_assert_true (!object->has_box || vitrine_boxes_is_good (&object->box));
          for (guint p = 0; p < object->parts->len; p++)
            {
              const VitrineBoxesPart *part = object->parts->pdata[p];

              g_assert_true (*part->name != '\0' && g_utf8_validate (part->name, -1, NULL));
              g_assert_true (vitrine_boxes_is_good (&part->box));
            }
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (VitrineDataset) set = vitrine_dataset_new ("set");
  g_autoptr (VitrineExchange) exchange = NULL;
  static const VitrineBox box = { 0, 0, 50, 50 };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (VitrinePicture) picture = vitrine_picture_new (i == 0 ? "x/a.jpg" : i == 1 ? "x/a.jpg#2" : "b.jpg", "/b.jpg");

      if (i < 2)
        vitrine_picture_set_box (picture, &box);
      vitrine_dataset_append (set, &picture, 1);
    }
  exchange = vitrine_exchange_new (NULL, set);
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    {
      const VitrineBoxesFormat *format = vitrine_boxes_formats[i];
      g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();
      g_autoptr (VitrineImport) import = NULL;
      g_autoptr (GError) error = NULL;

      format->is ((const char *) data, size);
      if (!format->read (boxes, (const char *) data, size, "fuzz", NULL, &error))
        g_assert_nonnull (error);
      check (boxes);
      import = vitrine_exchange_match (exchange, boxes, NULL, &error);
      check (boxes);
    }
  return 0;
}
