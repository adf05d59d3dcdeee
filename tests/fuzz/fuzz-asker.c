/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as what a project remembers of asking: its settings before the first form feed, its curve behind. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "engine/qa/vitrine-asker-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GArray) curve = g_array_new (FALSE, FALSE, sizeof (VitrineAskerPoint));
  char *feed = strchr (text, '\f');
  double first_gain = 1;
  VtQaOptions options;
  guint before = 0;

  if (feed != NULL)
    *feed = '\0';
  asker_options_parse (text, &options, &first_gain);
  g_assert_true (first_gain > 0 && isfinite (first_gain));
  for (const VtConstant *c = vt_qa_constants; c->id != NULL; c++)
    g_assert_true (vt_constant_get (c, &options) >= c->low && vt_constant_get (c, &options) <= c->high);
  asker_curve_parse (feed != NULL ? feed + 1 : "", 100, curve);
  for (guint i = 0; i < curve->len; i++)
    {
      const VitrineAskerPoint *point = &g_array_index (curve, VitrineAskerPoint, i);

      g_assert_true (point->answers <= 100 && (i == 0 || point->answers > before));
      g_assert_false (isinf (point->distance) || isinf (point->iou_rate) || isinf (point->explained));
      before = point->answers;
    }
  return 0;
}
