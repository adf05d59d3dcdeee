/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project object: opening and closing the file, commands, undo, settings.
 *
 * Invariant: outside of vitrine_project_begin … _end no transaction is open, and the tables hold exactly
 * the effect of all commands whose state is 0, in order. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

enum { PROP_0, PROP_PATH, PROP_CAN_UNDO, PROP_CAN_REDO, PROP_UNDO_LABEL, PROP_REDO_LABEL, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineProject, vitrine_project, G_TYPE_OBJECT)
G_DEFINE_QUARK (vitrine-project-error-quark, vitrine_project_error)

/* ---- labels ------------------------------------------------------------------------------- */

static char *
dup_text (sqlite3    *db,
          const char *sql,
          const char *value)
{
  sqlite3_stmt *statement = vitrine_project_query (db, NULL, sql, value != NULL ? "s" : "", value);
  char *text = NULL;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return text;
}

static void
set_label (VitrineProject *self,
           char          **label,
           char           *value,
           guint           prop_label,
           guint           prop_can)
{
  if (g_strcmp0 (*label, value) == 0)
    {
      g_free (value);
      return;
    }

  const gboolean could = *label != NULL;

  g_free (*label);
  *label = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_label]);
  if (could != (value != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[prop_can]);
}

void
vitrine_project_update_labels (VitrineProject *self)
{
  set_label (self, &self->undo_label,
             dup_text (self->db, "SELECT label FROM command WHERE state = 0 ORDER BY id DESC LIMIT 1", NULL),
             PROP_UNDO_LABEL, PROP_CAN_UNDO);
  set_label (self, &self->redo_label,
             dup_text (self->db, "SELECT label FROM command WHERE state = 1 ORDER BY id LIMIT 1", NULL),
             PROP_REDO_LABEL, PROP_CAN_REDO);
}

/* ---- commands ----------------------------------------------------------------------------- */

static gboolean
append_log (VitrineProject *self,
            VitrineLogKind  kind,
            gint64          command,
            GError        **error)
{
  return vitrine_project_exec (self->db, error,
                               "INSERT INTO log (time, kind, command_id) VALUES (?, ?, ?)", "iii",
                               g_get_real_time (), (gint64) kind, command);
}

static gboolean
start_session (VitrineProject *self)
{
  if (sqlite3session_create (self->db, "main", &self->session) != SQLITE_OK)
    return FALSE;
  for (int i = 0; vitrine_project_tables[i] != NULL; i++)
    if (sqlite3session_attach (self->session, vitrine_project_tables[i]) != SQLITE_OK)
      return FALSE;
  return TRUE;
}

gboolean
vitrine_project_fail (VitrineProject *self,
                      GError        **error,
                      GError         *failure)
{
  if (error != NULL && *error == NULL)
    *error = g_error_copy (failure);
  if (self->failure == NULL)
    self->failure = failure;
  else
    g_error_free (failure);
  return FALSE;
}

void
vitrine_project_begin (VitrineProject *self,
                       const char     *label)
{
  g_return_if_fail (VITRINE_IS_PROJECT (self));

  if (self->depth++ > 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  self->touched = 0;
  if (!vitrine_project_exec (self->db, &self->failure, "BEGIN IMMEDIATE", NULL))
    return;
  if (!start_session (self))
    vitrine_project_set_sql_error (self->db, &self->failure);
}

/* Stores the open command.  One that changed nothing leaves no trace. */
static gboolean
store_command (VitrineProject *self,
               GError        **error)
{
  int size = 0;
  void *changes = NULL;
  gboolean ok = FALSE;

  if (sqlite3session_changeset (self->session, &size, &changes) != SQLITE_OK)
    {
      vitrine_project_set_sql_error (self->db, error);
      return FALSE;
    }
  if (size == 0)
    {
      self->touched = 0;
      sqlite3_free (changes);
      return TRUE;
    }

  sqlite3_stmt *insert =
    vitrine_project_query (self->db, error, "INSERT INTO command (label, state, aspect, changes)"
                           " VALUES (?, 0, ?, ?)", "si", self->label, (gint64) self->touched);

  if (insert != NULL)
    {
      sqlite3_bind_blob (insert, 3, changes, size, SQLITE_STATIC);
      ok = vitrine_project_exec (self->db, error, "UPDATE command SET state = 2 WHERE state = 1", NULL)
           && sqlite3_step (insert) == SQLITE_DONE
           && append_log (self, VITRINE_LOG_DO, sqlite3_last_insert_rowid (self->db), error);
      if (!ok && error != NULL && *error == NULL)
        vitrine_project_set_sql_error (self->db, error);
    }
  sqlite3_finalize (insert);
  sqlite3_free (changes);
  return ok;
}

static void
finished (VitrineProject      *self,
          VitrineProjectAspect touched)
{
  vitrine_project_update_labels (self);
  if (touched != 0)
    g_signal_emit (self, signals[CHANGED], 0, (guint) touched);
}

gboolean
vitrine_project_end (VitrineProject *self,
                     GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && self->depth > 0, FALSE);

  if (--self->depth > 0)
    {
      if (self->failure != NULL && error != NULL)
        *error = g_error_copy (self->failure);
      return self->failure == NULL;
    }

  if (self->failure == NULL && store_command (self, &self->failure))
    vitrine_project_exec (self->db, &self->failure, "COMMIT", NULL);
  g_clear_pointer (&self->session, sqlite3session_delete);
  if (self->failure != NULL)
    {
      if (self->db != NULL && !sqlite3_get_autocommit (self->db))
        sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      g_propagate_error (error, g_steal_pointer (&self->failure));
      return FALSE;
    }
  finished (self, self->touched);
  return TRUE;
}

/* ---- undo --------------------------------------------------------------------------------- */

static int
only_our_tables (void       *data,
                 const char *table)
{
  return g_strv_contains ((const char *const *) vitrine_project_tables, table);
}

static int
refuse_conflict (void                       *data,
                 int                         conflict,
                 sqlite3_changeset_iter     *iter)
{
  return SQLITE_CHANGESET_ABORT;
}

gboolean
vitrine_project_apply (sqlite3    *db,
                       const void *changes,
                       int         size,
                       gboolean    inverted)
{
  return size >= 0 && vitrine_project_changes_are_sound (changes, (gsize) size)
         && sqlite3changeset_apply_v2 (db, size, (void *) changes, only_our_tables, refuse_conflict, NULL, NULL, NULL,
                                       inverted ? SQLITE_CHANGESETAPPLY_INVERT : 0) == SQLITE_OK;
}

static gboolean
apply_command (VitrineProject       *self,
               VitrineLogKind        kind,
               VitrineProjectAspect *touched,
               GError              **error)
{
  const gboolean undo = kind == VITRINE_LOG_UNDO;
  sqlite3_stmt *statement =
    vitrine_project_query (self->db, error, undo
                           ? "SELECT id, aspect, changes FROM command WHERE state = 0 ORDER BY id DESC LIMIT 1"
                           : "SELECT id, aspect, changes FROM command WHERE state = 1 ORDER BY id LIMIT 1", NULL);
  gboolean ok = FALSE;

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    g_set_error_literal (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID,
                         undo ? _("There is nothing to undo") : _("There is nothing to redo"));
  else
    {
      const gint64 id = sqlite3_column_int64 (statement, 0);
      g_autoptr (GBytes) changes = g_bytes_new (sqlite3_column_blob (statement, 2),
                                                (gsize) sqlite3_column_bytes (statement, 2));

      *touched = (VitrineProjectAspect) sqlite3_column_int64 (statement, 1);
      sqlite3_reset (statement);
      if (!vitrine_project_apply (self->db, g_bytes_get_data (changes, NULL), (int) g_bytes_get_size (changes), undo))
        g_set_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_DAMAGED,
                     _("The history of this project is damaged; nothing was changed"));
      else
        ok = vitrine_project_exec (self->db, error, "UPDATE command SET state = ? WHERE id = ?", "ii",
                                   (gint64) undo, id)
             && append_log (self, kind, id, error);
    }
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
step_history (VitrineProject *self,
              VitrineLogKind  kind,
              GError        **error)
{
  VitrineProjectAspect touched = 0;

  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && self->depth == 0, FALSE);

  if (!vitrine_project_exec (self->db, error, "BEGIN IMMEDIATE", NULL))
    return FALSE;
  if (apply_command (self, kind, &touched, error)
      && vitrine_project_exec (self->db, error, "COMMIT", NULL))
    {
      finished (self, touched);
      return TRUE;
    }
  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
vitrine_project_undo (VitrineProject *self,
                      GError        **error)
{
  return step_history (self, VITRINE_LOG_UNDO, error);
}

gboolean
vitrine_project_redo (VitrineProject *self,
                      GError        **error)
{
  return step_history (self, VITRINE_LOG_REDO, error);
}

const char *
vitrine_project_get_undo_label (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return self->undo_label;
}

const char *
vitrine_project_get_redo_label (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return self->redo_label;
}

/* ---- settings ----------------------------------------------------------------------------- */

char *
vitrine_project_dup_setting (VitrineProject *self,
                             const char     *key)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return dup_text (self->db, "SELECT value FROM setting WHERE key = ?", key);
}

gboolean
vitrine_project_set_setting (VitrineProject *self,
                             const char     *key,
                             const char     *value,
                             GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);

  const gboolean ok = value != NULL
    ? vitrine_project_exec (self->db, error, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)",
                            "ss", key, value)
    : vitrine_project_exec (self->db, error, "DELETE FROM setting WHERE key = ?", "s", key);

  if (ok)
    g_signal_emit (self, signals[CHANGED], 0, (guint) VITRINE_PROJECT_SETTINGS);
  return ok;
}

/* ---- the object --------------------------------------------------------------------------- */

const char *
vitrine_project_get_path (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  return self->path;
}

gboolean
vitrine_project_is_untitled (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  return self->untitled;
}

char *
vitrine_project_dup_title (VitrineProject *self)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), NULL);
  if (self->untitled)
    return g_strdup (_("Untitled Project"));

  g_autofree char *name = g_path_get_basename (self->path);

  if (g_str_has_suffix (name, ".vitrine"))
    name[strlen (name) - strlen (".vitrine")] = '\0';
  return g_steal_pointer (&name);
}

static void
vitrine_project_dispose (GObject *object)
{
  VitrineProject *self = VITRINE_PROJECT (object);

  vitrine_project_close (self);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->undo_label, g_free);
  g_clear_pointer (&self->redo_label, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (vitrine_project_parent_class)->dispose (object);
}

static void
vitrine_project_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  VitrineProject *self = VITRINE_PROJECT (object);

  switch (id)
    {
    case PROP_PATH: g_value_set_string (value, self->path); break;
    case PROP_CAN_UNDO: g_value_set_boolean (value, self->undo_label != NULL); break;
    case PROP_CAN_REDO: g_value_set_boolean (value, self->redo_label != NULL); break;
    case PROP_UNDO_LABEL: g_value_set_string (value, self->undo_label); break;
    case PROP_REDO_LABEL: g_value_set_string (value, self->redo_label); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_project_class_init (VitrineProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = vitrine_project_dispose;
  object_class->get_property = vitrine_project_get_property;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* changed (guint aspects): after a command, an undo, a redo or a setting. */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vitrine_project_init (VitrineProject *self)
{
}
