/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/vt-part-sides.h"

#include <string.h>

static char *
exchange_words (const char *name)
{
  GString *out = g_string_new (NULL);

  while (*name != '\0')
    if (g_ascii_strncasecmp (name, "left", 4) == 0)
      {
        g_string_append (out, "right");
        name += 4;
      }
    else if (g_ascii_strncasecmp (name, "right", 5) == 0)
      {
        g_string_append (out, "left");
        name += 5;
      }
    else
      g_string_append_c (out, *name++);
  return g_string_free (out, FALSE);
}

static char *
exchange_letter (const char *name)
{
  const char first = g_ascii_tolower (*name);
  char *out = g_strdup (name);

  if (first == 'l' || first == 'r')
    *out = first == 'l' ? 'r' : 'l';
  return out;
}

/* Who has the name that `own` became; `n` when it became none, or there is no such name. */
static guint
find (const char *const *names,
      guint              n,
      const char        *own,
      const char        *name)
{
  guint i = g_str_equal (name, own) ? n : 0;

  while (i < n && g_ascii_strcasecmp (names[i], name) != 0)
    i++;
  return i;
}

void
vt_part_sides (const char *const *names,
               guint              n,
               guint             *other)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = exchange_words (names[i]), *letter = exchange_letter (names[i]);
      const guint by_word = find (names, n, names[i], word), by_letter = find (names, n, names[i], letter);

      other[i] = by_word < n ? by_word : by_letter < n ? by_letter : i;
    }
}
