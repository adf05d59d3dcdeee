/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a project: rows as owned structs. */
#include "engine/project/vitrine-project-private.h"

static void
part_free (gpointer data)
{
  g_free (((VitrinePart *) data)->name);
  g_free (data);
}

static void
template_free (gpointer data)
{
  g_free (((VitrineTemplate *) data)->name);
  g_free (data);
}

static void
box_free (gpointer data)
{
  g_free (((VitrinePartBox *) data)->picture);
  g_free (data);
}

static void
drop_free (gpointer data)
{
  g_free (((VitrineDrop *) data)->layer);
  g_free (((VitrineDrop *) data)->reason);
  g_free (data);
}

static void
answer_free (gpointer data)
{
  g_free (((VitrineAnswer *) data)->picture);
  g_free (data);
}

static void
log_entry_free (gpointer data)
{
  g_free (((VitrineLogEntry *) data)->label);
  g_free (data);
}

static char *
column_dup (sqlite3_stmt *statement,
            int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gpointer
read_part (sqlite3_stmt *s)
{
  VitrinePart *part = g_new0 (VitrinePart, 1);

  part->id = sqlite3_column_int64 (s, 0);
  part->name = column_dup (s, 1);
  return part;
}

static gpointer
read_template (sqlite3_stmt *s)
{
  VitrineTemplate *template = g_new0 (VitrineTemplate, 1);

  template->id = sqlite3_column_int64 (s, 0);
  template->part = sqlite3_column_int64 (s, 1);
  template->name = column_dup (s, 2);
  return template;
}

static gpointer
read_box (sqlite3_stmt *s)
{
  VitrinePartBox *box = g_new0 (VitrinePartBox, 1);

  box->id = sqlite3_column_int64 (s, 0);
  box->part = sqlite3_column_int64 (s, 1);
  box->template_id = sqlite3_column_int64 (s, 2);
  box->picture = column_dup (s, 3);
  box->box.x = sqlite3_column_double (s, 4);
  box->box.y = sqlite3_column_double (s, 5);
  box->box.w = sqlite3_column_double (s, 6);
  box->box.h = sqlite3_column_double (s, 7);
  box->mirrored = sqlite3_column_int (s, 8) != 0;
  return box;
}

static gpointer
read_drop (sqlite3_stmt *s)
{
  VitrineDrop *drop = g_new0 (VitrineDrop, 1);

  drop->id = sqlite3_column_int64 (s, 0);
  drop->template_id = sqlite3_column_int64 (s, 1);
  drop->layer = column_dup (s, 2);
  drop->channel = sqlite3_column_int (s, 3);
  drop->row = sqlite3_column_double (s, 4);
  drop->column = sqlite3_column_double (s, 5);
  drop->reason = column_dup (s, 6);
  return drop;
}

static gpointer
read_answer (sqlite3_stmt *s)
{
  VitrineAnswer *answer = g_new0 (VitrineAnswer, 1);

  answer->id = sqlite3_column_int64 (s, 0);
  answer->part = sqlite3_column_int64 (s, 1);
  answer->picture = column_dup (s, 2);
  answer->kind = sqlite3_column_int (s, 3);
  answer->box = sqlite3_column_int64 (s, 4);
  return answer;
}

static gpointer
read_log_entry (sqlite3_stmt *s)
{
  VitrineLogEntry *entry = g_new0 (VitrineLogEntry, 1);

  entry->id = sqlite3_column_int64 (s, 0);
  entry->time = sqlite3_column_int64 (s, 1);
  entry->kind = (VitrineLogKind) sqlite3_column_int (s, 2);
  entry->label = column_dup (s, 3);
  return entry;
}

/* Takes over `statement`, which may be NULL. */
static GPtrArray *
collect (sqlite3_stmt  *statement,
         gpointer (*    read )(sqlite3_stmt *statement),
         GDestroyNotify free_row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (rows, read (statement));
  sqlite3_finalize (statement);
  return rows;
}

GPtrArray *
vitrine_project_list_parts (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT id, name FROM part ORDER BY id", NULL),
                  read_part, part_free);
}

GPtrArray *
vitrine_project_list_templates (VitrineProject *self,
                                gint64          part)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT id, part_id, name FROM template"
                                         " WHERE ?1 = 0 OR part_id = ?1 ORDER BY id", "i", part),
                  read_template, template_free);
}

#define BOX_COLUMNS "id, part_id, template_id, picture, x, y, width, height, mirrored"

GPtrArray *
vitrine_project_list_boxes (VitrineProject *self,
                            gint64          part)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT " BOX_COLUMNS " FROM box"
                                         " WHERE ?1 = 0 OR part_id = ?1 ORDER BY id", "i", part),
                  read_box, box_free);
}

GPtrArray *
vitrine_project_list_boxes_on (VitrineProject *self,
                               const char     *picture)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && picture != NULL, NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT " BOX_COLUMNS " FROM box"
                                         " WHERE picture = ? ORDER BY id", "s", picture),
                  read_box, box_free);
}

static char *
dup_name (sqlite3_stmt *statement)
{
  char *name = statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? column_dup (statement, 0) : NULL;

  sqlite3_finalize (statement);
  return name != NULL ? name : g_strdup ("");
}

char *
vitrine_project_dup_part_name (VitrineProject *self,
                               gint64          part)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return dup_name (vitrine_project_query (self->db, NULL, "SELECT name FROM part WHERE id = ?", "i", part));
}

char *
vitrine_project_dup_template_name (VitrineProject *self,
                                   gint64          template_id)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return dup_name (vitrine_project_query (self->db, NULL, "SELECT name FROM template WHERE id = ?", "i", template_id));
}

guint
vitrine_part_boxes_count (GPtrArray *boxes,
                          gint64     template_id)
{
  guint n = 0;

  for (guint i = 0; i < boxes->len; i++)
    n += ((VitrinePartBox *) g_ptr_array_index (boxes, i))->template_id == template_id;
  return n;
}

GPtrArray *
vitrine_project_list_drops (VitrineProject *self,
                            gint64          template_id)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT id, template_id, layer, channel, row, col, reason"
                                         " FROM dropped WHERE ?1 = 0 OR template_id = ?1 ORDER BY id", "i",
                                         template_id),
                  read_drop, drop_free);
}

GPtrArray *
vitrine_project_list_answers (VitrineProject *self,
                              gint64          part)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT id, part_id, picture, kind, box_id FROM answer"
                                         " WHERE ?1 = 0 OR part_id = ?1 ORDER BY id", "i", part),
                  read_answer, answer_free);
}

GPtrArray *
vitrine_project_list_log (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return collect (vitrine_project_query (self->db, NULL, "SELECT log.id, time, kind, label FROM log"
                                         " JOIN command ON command.id = command_id ORDER BY log.id", NULL),
                  read_log_entry, log_entry_free);
}

char *
vitrine_project_dup_note (VitrineProject *self,
                          const char     *address)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && address != NULL, NULL);

  sqlite3_stmt *statement = vitrine_project_query (self->db, NULL, "SELECT text FROM note WHERE address = ?", "s",
                                                   address);
  char *text = statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? column_dup (statement, 0) : NULL;

  sqlite3_finalize (statement);
  return text;
}

GStrv
vitrine_project_list_notes (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);

  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  sqlite3_stmt *statement = vitrine_project_query (self->db, NULL, "SELECT address FROM note"
                                                   " WHERE substr (address, 1, 5) <> 'node:' ORDER BY address", NULL);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    g_strv_builder_add (addresses, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return g_strv_builder_end (addresses);
}

/* Columns are hashed with their type and length, so that no two different contents read alike. */
static void
hash_table (sqlite3    *db,
            const char *table,
            GChecksum  *sum)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY id", table);
  sqlite3_stmt *statement = vitrine_project_query (db, NULL, sql, NULL);

  g_checksum_update (sum, (const guchar *) table, -1);
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      {
        const int type = sqlite3_column_type (statement, i);
        const double number = sqlite3_column_double (statement, i);
        const gboolean text = type == SQLITE_TEXT;
        const guchar *bytes = text ? sqlite3_column_text (statement, i) : (const guchar *) &number;
        const gint32 head[2] = { type, text ? sqlite3_column_bytes (statement, i) : (int) sizeof number };

        g_checksum_update (sum, (const guchar *) head, sizeof head);
        g_checksum_update (sum, bytes, head[1]);
      }
  sqlite3_finalize (statement);
}

char *
vitrine_project_hash (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);

  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (int i = 0; vitrine_project_tables[i] != NULL; i++)
    hash_table (self->db, vitrine_project_tables[i], sum);
  return g_strdup (g_checksum_get_string (sum));
}
