/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of the project family only. */
#pragma once

/* The session extension records what a command changed. */
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include "engine/project/vitrine-project.h"

G_BEGIN_DECLS

#define VITRINE_PROJECT_APPLICATION_ID 0x56697472   /* "Vitr" */
#define VITRINE_PROJECT_SCHEMA_VERSION 2

struct _VitrineProject
{
  GObject          parent_instance;

  sqlite3         *db;
  char            *path;
  gboolean         untitled;
  char            *undo_label, *redo_label;

  /* The command that is open, if any. */
  guint            depth;
  char            *label;
  sqlite3_session *session;
  GError          *failure;             /* first error inside; the command is rolled back */
  VitrineProjectAspect touched;
};

/* Schema. */
gboolean vitrine_project_schema_create (sqlite3 *db, GError **error);
/* Brings a file of an earlier version up to date.  Call it after the check, in a file that may be written. */
gboolean vitrine_project_schema_update (sqlite3 *db, GError **error);
/* Checks that this is a project we can read and nothing else is planted in it. */
gboolean vitrine_project_schema_check  (sqlite3 *db, const char *path, GError **error);
extern const char *const vitrine_project_tables[];    /* the tables that undo covers; NULL-ended */

/* Runs `sql` with values bound in order; `types` has one letter a value: i gint64, d double, s string (or
 * NULL).  FALSE with an error. */
gboolean vitrine_project_exec  (sqlite3 *db, GError **error, const char *sql, const char *types, ...);
/* A prepared statement with values bound, or NULL with an error. */
sqlite3_stmt *vitrine_project_query (sqlite3 *db, GError **error, const char *sql, const char *types, ...);
/* First column of the first row as an integer; 0 when there is none. */
gint64   vitrine_project_get_int (sqlite3 *db, const char *sql, const char *types, ...);
void     vitrine_project_set_sql_error (sqlite3 *db, GError **error);

/* One edit inside a command of its own unless one is open. */
gboolean vitrine_project_edit (VitrineProject *self, const char *label, VitrineProjectAspect aspect, GError **error,
                               const char *sql, const char *types, ...);
/* Whether `size` bytes from a file are changes as SQLite writes them, which reads on past the end of others. */
gboolean vitrine_project_changes_are_sound (const void *changes, gsize size);
/* Applies a command's changes, or takes them back; FALSE when they are damaged or do not fit. */
gboolean vitrine_project_apply (sqlite3 *db, const void *changes, int size, gboolean inverted);
/* The id that the next row of `table` will have: never one that a later undo or redo could meet.  0 after a failure,
 * which is kept. */
gint64   vitrine_project_next_id (VitrineProject *self, const char *table);
/* Sets VITRINE_PROJECT_ERROR_INVALID both on `error` and on an open command; returns FALSE. */
gboolean vitrine_project_refuse (VitrineProject *self, GError **error, const char *message);
/* Whether `table` has a row with this id; an error of the kind above otherwise. */
gboolean vitrine_project_needs (VitrineProject *self, const char *table, gint64 id, GError **error);
/* Reads the names of what can be undone and redone and notifies. */
void     vitrine_project_update_labels (VitrineProject *self);
/* Marks the open command as failed; keeps `error` too. */
gboolean vitrine_project_fail (VitrineProject *self, GError **error, GError *failure);

G_END_DECLS
