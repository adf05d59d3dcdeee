/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking into the values of a pickle. */
#include "weights/vt-pickle.h"

#include <string.h>

guint
vt_pickle_n (const VtPickleValue *value)
{
  if (value->items == NULL)
    return 0;
  return value->kind == VT_PICKLE_DICT ? value->items->len / 2 : value->items->len;
}

const VtPickleValue *
vt_pickle_item (const VtPickleValue *value,
                guint                i)
{
  return value != NULL && (value->kind == VT_PICKLE_TUPLE || value->kind == VT_PICKLE_LIST) && i < value->items->len
         ? value->items->pdata[i] : NULL;
}

const VtPickleValue *
vt_pickle_find (const VtPickleValue *value,
                const char          *key)
{
  if (value->kind == VT_PICKLE_DICT)
    for (guint i = 0; i + 1 < value->items->len; i += 2)
      {
        const VtPickleValue *k = value->items->pdata[i];

        if (k->kind == VT_PICKLE_TEXT && strcmp (k->text, key) == 0)
          return value->items->pdata[i + 1];
      }
  return NULL;
}

gboolean
vt_pickle_names (const VtPickleValue *value,
                 const char          *name)
{
  return value != NULL && value->kind == VT_PICKLE_GLOBAL && strcmp (value->text, name) == 0;
}
