/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small helpers over SQLite: bind, run, ask. */
#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>
#include <stdarg.h>

void
vitrine_project_set_sql_error (sqlite3 *db,
                               GError **error)
{
  if (db == NULL)
    {
      g_set_error_literal (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED,
                           _("this project has been closed"));
      return;
    }

  const int code = sqlite3_errcode (db) & 0xff;
  const char *file = sqlite3_db_filename (db, "main");
  g_autofree char *name = g_path_get_basename (file != NULL && *file != '\0' ? file : "project");
  VitrineProjectError kind = VITRINE_PROJECT_ERROR_FAILED;

  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    kind = VITRINE_PROJECT_ERROR_BUSY;
  else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    kind = VITRINE_PROJECT_ERROR_DAMAGED;
  g_set_error (error, VITRINE_PROJECT_ERROR, (int) kind, "%s: %s", name,
               code == SQLITE_BUSY ? _("another program is writing this project")
               : code == SQLITE_FULL ? _("the disk is full")
               : code == SQLITE_READONLY ? _("this project is open for reading only")
               : sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3    *db,
         const char *sql,
         const char *types,
         va_list     values,
         GError    **error)
{
  sqlite3_stmt *statement = NULL;

  if (db == NULL || sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      vitrine_project_set_sql_error (db, error);
      return NULL;
    }
  for (int i = 0; types != NULL && types[i] != '\0'; i++)
    switch (types[i])
      {
      case 'i': sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64)); break;
      case 'd': sqlite3_bind_double (statement, i + 1, va_arg (values, double)); break;
      case 's': sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1,
                                   SQLITE_TRANSIENT); break;
      default: g_assert_not_reached ();
      }
  return statement;
}

static gboolean
run (sqlite3      *db,
     sqlite3_stmt *statement,
     GError      **error)
{
  if (statement == NULL)
    return FALSE;

  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  if (code != SQLITE_DONE)
    vitrine_project_set_sql_error (db, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE;
}

gboolean
vitrine_project_exec (sqlite3    *db,
                      GError    **error,
                      const char *sql,
                      const char *types,
                      ...)
{
  va_list values;

  va_start (values, types);
  sqlite3_stmt *statement = prepare (db, sql, types, values, error);
  va_end (values);
  return run (db, statement, error);
}

sqlite3_stmt *
vitrine_project_query (sqlite3    *db,
                       GError    **error,
                       const char *sql,
                       const char *types,
                       ...)
{
  va_list values;

  va_start (values, types);
  sqlite3_stmt *statement = prepare (db, sql, types, values, error);
  va_end (values);
  return statement;
}

gint64
vitrine_project_get_int (sqlite3    *db,
                         const char *sql,
                         const char *types,
                         ...)
{
  va_list values;
  gint64 result = 0;

  va_start (values, types);
  sqlite3_stmt *statement = prepare (db, sql, types, values, NULL);
  va_end (values);
  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    result = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return result;
}

gboolean
vitrine_project_edit (VitrineProject      *self,
                      const char          *label,
                      VitrineProjectAspect aspect,
                      GError             **error,
                      const char          *sql,
                      const char          *types,
                      ...)
{
  va_list values;
  GError *failure = NULL;

  vitrine_project_begin (self, label);
  if (self->failure == NULL)
    {
      va_start (values, types);
      sqlite3_stmt *statement = prepare (self->db, sql, types, values, &failure);
      va_end (values);
      if (run (self->db, statement, &failure))
        self->touched |= aspect;
      else
        vitrine_project_fail (self, NULL, failure);
    }
  return vitrine_project_end (self, error);
}
