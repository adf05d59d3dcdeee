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

gboolean
vitrine_boxes_json_flag (VtJson *json)
{
  if (vt_json_peek (json) != 't')
    return fabs (vitrine_boxes_json_number (json)) > 0;
  vt_json_skip (json);
  return TRUE;
}

char *
vitrine_boxes_json_text (VtJson *json)
{
  g_autofree char *text = NULL;

  if (vt_json_peek (json) == '"')
    text = vt_json_string (json);
  else
    vt_json_skip (json);
  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

void
vitrine_boxes_json_take (VtJson *json,
                         char  **slot)
{
  g_free (*slot);
  *slot = vitrine_boxes_json_text (json);
}

void
vitrine_boxes_json_take_id (VtJson *json,
                            char  **slot)
{
  double number;

  if (vt_json_peek (json) == '"')
    {
      vitrine_boxes_json_take (json, slot);
      return;
    }
  number = vitrine_boxes_json_number (json);
  g_free (*slot);
  *slot = isfinite (number) ? g_strdup_printf ("%.17g", number) : NULL;
}

gboolean
vitrine_boxes_json_enter (VtJson *json,
                          char    open)
{
  if (vt_json_peek (json) == open)
    {
      vt_json_enter (json, open);
      return TRUE;
    }
  vt_json_skip (json);
  return FALSE;
}

gboolean
vitrine_boxes_json_has (const char        *text,
                        gsize              length,
                        const char        *name,
                        const char *const *others)
{
  gboolean has = FALSE, has_other = FALSE;
  VtJson json;
  gsize n = 0;

  vt_json_init (&json, text, length);
  if (!vitrine_boxes_json_enter (&json, '{'))
    return FALSE;
  while (!(has && has_other) && vt_json_more (&json, '}', &n))
    {
      g_autofree char *member = vt_json_name (&json);

      has |= g_str_equal (member, name);
      has_other |= g_strv_contains (others, member);
      vt_json_skip (&json);
    }
  return has && has_other;
}
