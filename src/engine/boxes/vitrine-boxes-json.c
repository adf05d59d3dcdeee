/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON that may be of another kind. */
#include "engine/boxes/vitrine-boxes-json.h"

#include <math.h>

double
vitrine_boxes_json_number (VtJson *json)
{
  const char c = vt_json_peek (json);

  if (g_ascii_isdigit (c) || (c == '-' && json->at + 1 < json->end && g_ascii_isdigit (json->at[1])))
    return vt_json_number (json, -G_MAXDOUBLE, G_MAXDOUBLE);
  vt_json_skip (json);
  return (double) NAN;
}

char *
vitrine_boxes_json_text (VtJson *json)
{
  if (vt_json_peek (json) == '"')
    return vt_json_string (json);
  vt_json_skip (json);
  return NULL;
}

void
vitrine_boxes_json_take (VtJson *json,
                         char  **slot)
{
  g_free (*slot);
  *slot = vitrine_boxes_json_text (json);
}
