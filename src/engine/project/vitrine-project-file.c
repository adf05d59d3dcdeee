/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a project file: made, opened, saved elsewhere, closed, left behind untitled. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include <utime.h>

#define MAX_VALUE_BYTES (64 << 20)    /* no text or changeset is larger */
#define BUSY_MS         250

/* The file may come from outside: no schema of its own is trusted, no odd function runs. */
static void
harden (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES);
  sqlite3_exec (db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL, NULL);
  sqlite3_busy_timeout (db, BUSY_MS);
}

static sqlite3 *
open_database (const char *path,
               int         flags,
               GError    **error)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      g_autofree char *name = g_path_get_basename (path);

      g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED, _("%s cannot be opened: %s"),
                   name, db != NULL ? sqlite3_errmsg (db) : "");
      sqlite3_close (db);
      return NULL;
    }
  harden (db);
  return db;
}

/* WAL: a killed program loses nothing that was committed. */
static gboolean
use_wal (sqlite3 *db,
         GError **error)
{
  if (sqlite3_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  vitrine_project_set_sql_error (db, error);
  return FALSE;
}

static VitrineProject *
take_database (sqlite3    *db,
               const char *path)
{
  VitrineProject *self = g_object_new (VITRINE_TYPE_PROJECT, NULL);

  self->db = db;
  self->path = g_canonicalize_filename (path, NULL);
  vitrine_project_update_labels (self);
  return self;
}

static char *untitled_folder (void);

static gboolean
lies_untitled (const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autofree char *untitled = untitled_folder ();

  return g_str_equal (folder, untitled);
}

static VitrineProject *
open_existing (const char *path,
               int         flags,
               GError    **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED,
                   g_file_test (path, G_FILE_TEST_EXISTS) ? _("%s is not a file") : _("%s does not exist"), name);
      return NULL;
    }

  sqlite3 *db = open_database (path, flags, error);

  if (db == NULL)
    return NULL;
  if (!vitrine_project_schema_check (db, path, error)
      || ((flags & SQLITE_OPEN_READWRITE) != 0
          && (!use_wal (db, error) || !vitrine_project_schema_update (db, error))))
    {
      sqlite3_close (db);
      return NULL;
    }

  VitrineProject *self = take_database (db, path);

  self->untitled = lies_untitled (path) && (flags & SQLITE_OPEN_READWRITE) != 0;
  return self;
}

VitrineProject *
vitrine_project_open (const char *path,
                      GError    **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return open_existing (path, SQLITE_OPEN_READWRITE, error);
}

VitrineProject *
vitrine_project_open_read_only (const char *path,
                                GError    **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return open_existing (path, SQLITE_OPEN_READONLY, error);
}

VitrineProject *
vitrine_project_new (const char *path,
                     GError    **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  g_autofree char *name = g_path_get_basename (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED, _("%s exists already"), name);
      return NULL;
    }

  sqlite3 *db = open_database (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);

  if (db == NULL)
    return NULL;
  if (!use_wal (db, error) || !vitrine_project_schema_create (db, error))
    {
      sqlite3_close (db);
      g_unlink (path);
      return NULL;
    }
  return take_database (db, path);
}

static char *
untitled_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), VITRINE_APP_ID, "untitled", NULL);
}

VitrineProject *
vitrine_project_new_untitled (GError **error)
{
  g_autofree char *folder = untitled_folder ();
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *file = g_strconcat (uuid, ".vitrine", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_mkdir_with_parents (folder, 0700);

  VitrineProject *self = vitrine_project_new (path, error);

  if (self != NULL)
    self->untitled = TRUE;
  return self;
}

#define DISCARDED ".discarded"
#define WEEK (7 * 24 * 3600)

/* The file with what SQLite keeps beside it. */
static gboolean
rename_database (const char *from,
                 const char *to,
                 GError    **error)
{
  static const char *const beside[] = { "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *a = g_strconcat (from, beside[i], NULL);
      g_autofree char *b = g_strconcat (to, beside[i], NULL);

      g_rename (a, b);
    }
  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED, "%s: %s", from, g_strerror (errno));
  return FALSE;
}

gboolean
vitrine_project_discard (const char *path,
                         GError    **error)
{
  g_return_val_if_fail (path != NULL && lies_untitled (path), FALSE);
  g_autofree char *away = g_strconcat (path, DISCARDED, NULL);

  return rename_database (path, away, error) && g_utime (away, NULL) == 0;
}

gboolean
vitrine_project_bring_back (const char *path,
                            GError    **error)
{
  g_return_val_if_fail (path != NULL && lies_untitled (path), FALSE);
  g_autofree char *away = g_strconcat (path, DISCARDED, NULL);

  return rename_database (away, path, error);
}

static void unlink_database (const char *path);

typedef struct { char *path; gint64 time; } Found;

static int
by_time (gconstpointer a,
         gconstpointer b)
{
  const gint64 ta = ((const Found *) a)->time, tb = ((const Found *) b)->time;

  return (ta < tb) - (ta > tb);
}

GStrv
vitrine_project_list_untitled (void)
{
  g_autofree char *folder = untitled_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      GStatBuf info;
      Found f = { g_build_filename (folder, name, NULL), 0 };

      if (g_str_has_suffix (name, ".vitrine") && g_stat (f.path, &info) == 0)
        {
          f.time = (gint64) info.st_mtime;
          g_array_append_val (found, f);
        }
      else
        {
          if (g_str_has_suffix (name, DISCARDED) && g_stat (f.path, &info) == 0
              && (gint64) info.st_mtime + WEEK < g_get_real_time () / G_USEC_PER_SEC)
            unlink_database (f.path);
          g_free (f.path);
        }
    }
  g_array_sort (found, by_time);
  for (guint i = 0; i < found->len; i++)
    {
      g_strv_builder_add (paths, g_array_index (found, Found, i).path);
      g_free (g_array_index (found, Found, i).path);
    }
  return g_strv_builder_end (paths);
}

static void
unlink_database (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  g_unlink (path);
  g_unlink (wal);
  g_unlink (shm);
}

/* Copies through SQLite's backup to a file beside the target, then renames it over the target. */
static gboolean
copy_to (sqlite3    *db,
         const char *path,
         GError    **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  sqlite3 *out = NULL;
  gboolean ok = FALSE;

  unlink_database (part);
  out = open_database (part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (out == NULL)
    return FALSE;

  sqlite3_backup *backup = sqlite3_backup_init (out, "main", db, "main");

  if (backup != NULL)
    ok = sqlite3_backup_step (backup, -1) == SQLITE_DONE;
  if (backup != NULL && sqlite3_backup_finish (backup) != SQLITE_OK)
    ok = FALSE;
  /* Out of WAL for the rename, so that one file is all there is. */
  ok = ok && sqlite3_exec (out, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
  if (!ok)
    g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED, _("%s cannot be written: %s"), name,
                 sqlite3_errmsg (out));
  sqlite3_close (out);
  if (ok && g_rename (part, path) != 0)
    {
      g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_FAILED, _("%s cannot be written: %s"), name,
                   g_strerror (errno));
      ok = FALSE;
    }
  if (!ok)
    unlink_database (part);
  return ok;
}

gboolean
vitrine_project_save_as (VitrineProject *self,
                         const char     *path,
                         GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && path != NULL && self->depth == 0, FALSE);

  g_autofree char *full = g_canonicalize_filename (path, NULL);

  if (g_str_equal (full, self->path))
    return TRUE;
  if (!copy_to (self->db, full, error))
    return FALSE;

  sqlite3 *db = open_database (full, SQLITE_OPEN_READWRITE, error);

  if (db == NULL || !use_wal (db, error))
    {
      sqlite3_close (db);
      return FALSE;
    }
  sqlite3_close (self->db);
  if (self->untitled)
    unlink_database (self->path);
  self->db = db;
  self->untitled = FALSE;
  g_free (self->path);
  self->path = g_steal_pointer (&full);
  g_object_notify (G_OBJECT (self), "path");
  vitrine_project_update_labels (self);
  return TRUE;
}

void
vitrine_project_close (VitrineProject *self)
{
  g_return_if_fail (VITRINE_IS_PROJECT (self));

  if (self->db == NULL)
    return;

  const gboolean untouched = self->untitled
                             && vitrine_project_get_int (self->db, "SELECT count(*) FROM log", NULL) == 0;

  g_clear_pointer (&self->session, sqlite3session_delete);
  sqlite3_close (self->db);
  self->db = NULL;
  if (untouched)
    unlink_database (self->path);
}
