/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a project file, and the check that a file from outside is one and nothing more.
 *
 * Undo covers the tables in vitrine_project_tables; each command stores the changeset that SQLite's session
 * extension recorded, so that undo is its inverse and redo is itself. */
#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

const char *const vitrine_project_tables[] = { "part", "template", "box", "dropped", "note", "answer", NULL };

static const char schema_1[] =
  "CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);"
  "CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
  "CREATE TABLE template (id INTEGER PRIMARY KEY, part_id INTEGER NOT NULL, name TEXT NOT NULL);"
  "CREATE TABLE box (id INTEGER PRIMARY KEY, part_id INTEGER NOT NULL, template_id INTEGER NOT NULL,"
  "  picture TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL,"
  "  height REAL NOT NULL, mirrored INTEGER NOT NULL);"
  "CREATE TABLE dropped (id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL, layer TEXT NOT NULL,"
  "  channel INTEGER NOT NULL, row REAL NOT NULL, col REAL NOT NULL, reason TEXT NOT NULL);"
  "CREATE TABLE note (id INTEGER PRIMARY KEY, address TEXT NOT NULL, text TEXT NOT NULL);"
  /* state: 0 done, 1 undone (can be redone), 2 undone and overtaken by a later command. */
  "CREATE TABLE command (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL,"
  "  state INTEGER NOT NULL, aspect INTEGER NOT NULL, changes BLOB NOT NULL);"
  "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL, command_id INTEGER NOT NULL);"
  "CREATE INDEX box_picture ON box (picture);"
  "CREATE INDEX command_state ON command (state, id);";

/* Version 2 knows what was answered. */
static const char schema_2[] =
  "CREATE TABLE answer (id INTEGER PRIMARY KEY, part_id INTEGER NOT NULL, picture TEXT NOT NULL,"
  "  kind INTEGER NOT NULL, box_id INTEGER NOT NULL);";

static char *
marks (void)
{
  return g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", VITRINE_PROJECT_APPLICATION_ID,
                          VITRINE_PROJECT_SCHEMA_VERSION);
}

gboolean
vitrine_project_schema_create (sqlite3 *db,
                               GError **error)
{
  g_autofree char *now = marks ();

  if (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, schema_1, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, schema_2, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, now, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  vitrine_project_set_sql_error (db, error);
  return FALSE;
}

gboolean
vitrine_project_schema_update (sqlite3 *db,
                               GError **error)
{
  g_autofree char *now = marks ();

  if (vitrine_project_get_int (db, "PRAGMA user_version", NULL) >= VITRINE_PROJECT_SCHEMA_VERSION)
    return TRUE;
  if (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, schema_2, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, now, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  vitrine_project_set_sql_error (db, error);
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* A file may hold just the tables and indexes we make: a planted view or trigger would run in our name. */
static gboolean
same_objects (sqlite3 *db,
              gint64   version)
{
  sqlite3 *model = NULL;
  gboolean same = FALSE;
  sqlite3_stmt *a = NULL, *b = NULL;
  const char *list = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema"
                     " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name, type";

  if (sqlite3_open (":memory:", &model) == SQLITE_OK
      && sqlite3_exec (model, schema_1, NULL, NULL, NULL) == SQLITE_OK
      && (version < 2 || sqlite3_exec (model, schema_2, NULL, NULL, NULL) == SQLITE_OK)
      && sqlite3_prepare_v2 (model, list, -1, &a, NULL) == SQLITE_OK
      && sqlite3_prepare_v2 (db, list, -1, &b, NULL) == SQLITE_OK)
    {
      int more_a, more_b;

      do
        {
          more_a = sqlite3_step (a);
          more_b = sqlite3_step (b);
          same = more_a == more_b && (more_a == SQLITE_DONE || more_a == SQLITE_ROW)
                 && (more_a != SQLITE_ROW
                     || g_strcmp0 ((const char *) sqlite3_column_text (a, 0),
                                   (const char *) sqlite3_column_text (b, 0)) == 0);
        }
      while (same && more_a == SQLITE_ROW);
    }
  sqlite3_finalize (a);
  sqlite3_finalize (b);
  sqlite3_close (model);
  return same;
}

static gboolean
intact (sqlite3 *db)
{
  sqlite3_stmt *statement = vitrine_project_query (db, NULL, "PRAGMA quick_check (1)", NULL);
  const gboolean ok = statement != NULL && sqlite3_step (statement) == SQLITE_ROW
                      && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;

  sqlite3_finalize (statement);
  return ok;
}

gboolean
vitrine_project_schema_check (sqlite3    *db,
                              const char *path,
                              GError    **error)
{
  g_autofree char *name = g_path_get_basename (path);
  sqlite3_stmt *statement = vitrine_project_query (db, NULL, "PRAGMA application_id", NULL);
  const int code = statement != NULL ? sqlite3_step (statement) : SQLITE_NOTADB;
  const gint64 id = code == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;

  sqlite3_finalize (statement);
  if (id != VITRINE_PROJECT_APPLICATION_ID)
    {
      if (code == SQLITE_BUSY)
        vitrine_project_set_sql_error (db, error);
      else
        g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_NOT_A_PROJECT,
                     _("%s is not a Vitrine project"), name);
      return FALSE;
    }

  const gint64 version = vitrine_project_get_int (db, "PRAGMA user_version", NULL);

  if (version > VITRINE_PROJECT_SCHEMA_VERSION)
    g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_NEWER,
                 _("%s was written by a later version of Vitrine (format %" PRId64 ", this one reads up to %d)"), name,
                 version, VITRINE_PROJECT_SCHEMA_VERSION);
  else if (!intact (db) || !same_objects (db, version))
    g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_DAMAGED,
                 _("%s is damaged or was changed by another program"), name);
  else
    return TRUE;
  return FALSE;
}
