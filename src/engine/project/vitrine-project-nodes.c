/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person has said about nodes of an explanatory graph.  A graph is derived and may be learned anew, so a node
* goes by its layer, its filter and its place.  Each is a row among the notes, its address beginning with "node:". */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <string.h>

#define PREFIX "node:"

/* node:17@3.25,7.10:conv4_1 */
static char *
address_of (const VitrineNodeMark *mark)
{
  char row[G_ASCII_DTOSTR_BUF_SIZE], column[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf (PREFIX "%u@%s,%s:%s", mark->filter, g_ascii_formatd (row, sizeof row, "%.2f", mark->row),
                          g_ascii_formatd (column, sizeof column, "%.2f", mark->column), mark->layer);
}

static gboolean
read_address (const char      *address,
              VitrineNodeMark *mark)
{
  const char *at = address + strlen (PREFIX);
  char *end;

  mark->filter = (guint) g_ascii_strtoull (at, &end, 10);
  if (end == at || *end != '@')
    return FALSE;
  mark->row = g_ascii_strtod (at = end + 1, &end);
  if (end == at || *end != ',')
    return FALSE;
  mark->column = g_ascii_strtod (at = end + 1, &end);
  if (end == at || *end != ':' || end[1] == '\0')
    return FALSE;
  mark->layer = g_strdup (end + 1);
  return TRUE;
}

static void
mark_free (gpointer data)
{
  VitrineNodeMark *mark = data;

  g_free (mark->layer);
  g_free (mark->name);
  g_free (mark->note);
  g_free (mark);
}

/* "pinned" or "", the name, the note: a line each, the note to the end. */
static void
read_text (const char      *text,
           VitrineNodeMark *mark)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  const guint n = g_strv_length (lines);

  mark->pinned = n > 0 && g_str_equal (lines[0], "pinned");
  mark->name = g_strdup (n > 1 ? lines[1] : "");
  mark->note = g_strdup (n > 2 ? lines[2] : "");
}

GPtrArray *
vitrine_project_list_nodes (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  GPtrArray *marks = g_ptr_array_new_with_free_func (mark_free);
  sqlite3_stmt *statement = vitrine_project_query (self->db, NULL, "SELECT address, text FROM note"
                                                   " WHERE substr (address, 1, 5) = 'node:' ORDER BY id", NULL);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      VitrineNodeMark *mark = g_new0 (VitrineNodeMark, 1);

      read_text ((const char *) sqlite3_column_text (statement, 1), mark);
      if (read_address ((const char *) sqlite3_column_text (statement, 0), mark))
        g_ptr_array_add (marks, mark);
      else
        mark_free (mark);
    }
  sqlite3_finalize (statement);
  return marks;
}

gboolean
vitrine_project_set_node (VitrineProject        *self,
                          const VitrineNodeMark *mark,
                          const char            *label,
                          GError               **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && mark->layer != NULL, FALSE);
  g_autofree char *address = address_of (mark), *text = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (mark->name != NULL ? mark->name : ""), "\n", ' ');
  const char *note = mark->note != NULL ? mark->note : "";

  if (mark->pinned || *name != '\0' || *note != '\0')
    text = g_strconcat (mark->pinned ? "pinned" : "", "\n", name, "\n", note, NULL);
  vitrine_project_begin (self, label);
  vitrine_project_set_note (self, address, text, NULL);
  return vitrine_project_end (self, error);
}
