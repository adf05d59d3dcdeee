/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a MATLAB file of PASCAL-Part. */
#include <stdint.h>

#include "engine/data/vitrine-voc-part.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (VitrineMat) mat = vitrine_mat_new (data, size, NULL);
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_new ();
  g_autoptr (GError) error = NULL;

  if (mat == NULL)
    return 0;
  g_assert_true (vitrine_voc_part_parse (mat, "fuzz.mat", boxes, &error) == vitrine_voc_part_is (mat));
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];

      for (guint k = 0; k < picture->objects->len; k++)
        g_assert_cmpfloat (((VitrineBoxesObject *) picture->objects->pdata[k])->box.w, >, 0);
    }
  return 0;
}
