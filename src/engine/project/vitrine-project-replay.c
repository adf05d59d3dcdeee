/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project's history, done again from nothing.  The copy holds tables only; it has no history of its own. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

static gboolean
replay_all (VitrineProject *self,
            VitrineProject *copy,
            gint64          until,
            GError        **error)
{
  sqlite3_stmt *log =
    vitrine_project_query (self->db, error, "SELECT kind, changes FROM log JOIN command ON command.id = command_id"
                           " WHERE ?1 = 0 OR log.id <= ?1 ORDER BY log.id", "i", until);
  gboolean good = log != NULL;

  while (good && sqlite3_step (log) == SQLITE_ROW)
    {
      const int kind = sqlite3_column_int (log, 0);

      good = vitrine_project_apply (copy->db, sqlite3_column_blob (log, 1), sqlite3_column_bytes (log, 1),
                                    kind == VITRINE_LOG_UNDO);
      if (!good)
        g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_DAMAGED,
                     _("The history of this project is damaged; nothing was changed"));
    }
  sqlite3_finalize (log);
  return good;
}

VitrineProject *
vitrine_project_replay (VitrineProject *self,
                        const char     *path,
                        gint64          until,
                        GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && path != NULL, NULL);
  g_autoptr (VitrineProject) copy = vitrine_project_new (path, error);

  if (copy == NULL)
    return NULL;
  if (!vitrine_project_exec (copy->db, error, "BEGIN IMMEDIATE", NULL) || !replay_all (self, copy, until, error)
      || !vitrine_project_exec (copy->db, error, "COMMIT", NULL))
    {
      vitrine_project_close (copy);
      g_unlink (path);
      return NULL;
    }
  return g_steal_pointer (&copy);
}
