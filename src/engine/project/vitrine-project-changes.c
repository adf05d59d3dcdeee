/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command changed is stored as a changeset of SQLite's session extension, which trusts what it is given: a header
 * without an end keeps it busy for ever (3.40).  So whatever comes from a file is walked here first.  The format:
 *   tables, one after another:  'T', number of columns, one byte a column, the table's name up to a zero, its changes
 *   change:   18 inserted, 9 deleted or 23 updated; a byte; one record, of an update two: what was and what is
 *   record:   for each column a byte: 0 nothing (of an update only), 1 integer and 2 real, eight bytes; 3 text and
 *             4 bytes, a number and so many; 5 null
 * Numbers have seven bits a byte, the highest first, and a set eighth bit in all but the last. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <string.h>

#define MAX_COLUMNS 64      /* our tables have no more than nine */
#define DIGITS      5       /* of a number below 2³¹ */

typedef struct { const guint8 *at, *end; } Walk;

static gboolean
skip (Walk   *walk,
      guint64 n)
{
  if (n > (guint64) (walk->end - walk->at))
    return FALSE;
  walk->at += n;
  return TRUE;
}

static gboolean
number (Walk    *walk,
        guint64 *value)
{
  *value = 0;
  for (guint k = 0; k < DIGITS && walk->at < walk->end; k++)
    {
      const guint8 byte = *walk->at++;

      *value = *value << 7 | (byte & 0x7f);
      if (byte < 0x80)
        return *value <= G_MAXINT32;
    }
  return FALSE;
}

static gboolean
skip_table (Walk    *walk,
            guint64 *n_columns)
{
  const guint8 *zero;

  if (!skip (walk, 1) || !number (walk, n_columns) || *n_columns == 0 || *n_columns > MAX_COLUMNS || !skip (walk, *n_columns))
    return FALSE;
  zero = memchr (walk->at, 0, (gsize) (walk->end - walk->at));
  return zero != NULL && skip (walk, (guint64) (zero - walk->at) + 1);
}

static gboolean
skip_record (Walk    *walk,
             guint64  n_columns,
             gboolean of_update)
{
  for (guint64 k = 0; k < n_columns; k++)
    {
      const guint8 type = walk->at < walk->end ? *walk->at++ : G_MAXUINT8;
      guint64 n = type == SQLITE_INTEGER || type == SQLITE_FLOAT ? 8 : 0;

      if (type > SQLITE_NULL || (type == 0 && !of_update)
          || ((type == SQLITE_TEXT || type == SQLITE_BLOB) && !number (walk, &n)) || !skip (walk, n))
        return FALSE;
    }
  return TRUE;
}

static gboolean
skip_change (Walk   *walk,
             guint64 n_columns)
{
  const guint8 what = *walk->at;
  const gboolean update = what == SQLITE_UPDATE;

  if (!update && what != SQLITE_INSERT && what != SQLITE_DELETE)
    return FALSE;
  return skip (walk, 2) && skip_record (walk, n_columns, update) && (!update || skip_record (walk, n_columns, TRUE));
}

gboolean
vitrine_project_changes_are_sound (const void *changes,
                                   gsize       size)
{
  Walk walk = { changes, NULL };
  guint64 n_columns = 0;

  if (size == 0)
    return TRUE;
  walk.end = walk.at + size;
  while (walk.at < walk.end)
    if (*walk.at == 'T' ? !skip_table (&walk, &n_columns) : n_columns == 0 || !skip_change (&walk, n_columns))
      return FALSE;
  return TRUE;
}
