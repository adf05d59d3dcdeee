/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a project: each function is one command, or joins the one that is open. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>
#include <math.h>

gboolean
vitrine_project_refuse (VitrineProject *self,
                        GError        **error,
                        const char     *message)
{
  GError *failure = g_error_new_literal (VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID, message);

  if (self->depth > 0)
    return vitrine_project_fail (self, error, failure);
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
exists (VitrineProject *self,
        const char     *table,
        gint64          id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ?", table);

  return vitrine_project_get_int (self->db, sql, "i", id) == 1;
}

gboolean
vitrine_project_needs (VitrineProject *self,
                       const char     *table,
                       gint64          id,
                       GError        **error)
{
  return exists (self, table, id) || vitrine_project_refuse (self, error, _("That does not exist any more"));
}

static gboolean
good_name (VitrineProject *self,
           const char     *name,
           GError        **error)
{
  g_autofree char *trimmed = name != NULL ? g_strstrip (g_strdup (name)) : NULL;

  if (trimmed == NULL || *trimmed == '\0')
    return vitrine_project_refuse (self, error, _("A name needs at least one letter"));
  if (!g_utf8_validate (trimmed, -1, NULL) || g_utf8_strlen (trimmed, -1) > 200)
    return vitrine_project_refuse (self, error, _("That name is too long"));
  return TRUE;
}

gint64
vitrine_project_next_id (VitrineProject *self,
                         const char     *table)
{
  g_autofree char *key = g_strconcat ("next-", table, NULL);
  const char *sql = "SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?";
  const gint64 id = MAX (1, vitrine_project_get_int (self->db, sql, "s", key));
  g_autofree char *next = g_strdup_printf ("%" G_GINT64_FORMAT, id + 1);

  if (!vitrine_project_exec (self->db, &self->failure, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)",
                             "ss", key, next))
    return 0;
  return id;
}

/* ---- parts -------------------------------------------------------------------------------- */

gint64
vitrine_project_add_part (VitrineProject *self,
                          const char     *name,
                          GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), 0);
  if (!good_name (self, name, error))
    return 0;

  g_autofree char *label = g_strdup_printf (_("Add Part “%s”"), name);

  vitrine_project_begin (self, label);
  const gint64 id = self->failure == NULL ? vitrine_project_next_id (self, "part") : 0;

  if (self->failure == NULL)
    vitrine_project_edit (self, label, VITRINE_PROJECT_PARTS, NULL, "INSERT INTO part (id, name) VALUES (?, ?)", "is",
                          id, name);
  return vitrine_project_end (self, error) ? id : 0;
}

gboolean
vitrine_project_rename_part (VitrineProject *self,
                             gint64          part,
                             const char     *name,
                             GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "part", part, error) || !good_name (self, name, error))
    return FALSE;

  g_autofree char *label = g_strdup_printf (_("Rename Part to “%s”"), name);

  return vitrine_project_edit (self, label, VITRINE_PROJECT_PARTS, error, "UPDATE part SET name = ? WHERE id = ?", "si",
                               name, part);
}

gboolean
vitrine_project_remove_part (VitrineProject *self,
                             gint64          part,
                             GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "part", part, error))
    return FALSE;

  const char *label = _("Remove Part");

  vitrine_project_begin (self, label);
  vitrine_project_edit (self, label, VITRINE_PROJECT_DROPS, NULL, "DELETE FROM dropped WHERE template_id IN"
                        " (SELECT id FROM template WHERE part_id = ?)", "i", part);
  vitrine_project_edit (self, label, VITRINE_PROJECT_ANSWERS, NULL, "DELETE FROM answer WHERE part_id = ?", "i", part);
  vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL, "DELETE FROM box WHERE part_id = ?", "i", part);
  vitrine_project_edit (self, label, VITRINE_PROJECT_TEMPLATES, NULL, "DELETE FROM template WHERE part_id = ?", "i",
                        part);
  vitrine_project_edit (self, label, VITRINE_PROJECT_PARTS, NULL, "DELETE FROM part WHERE id = ?", "i", part);
  return vitrine_project_end (self, error);
}

/* ---- templates ---------------------------------------------------------------------------- */

static char *
free_template_name (VitrineProject *self,
                    gint64          part)
{
  for (int i = 1; ; i++)
    {
      g_autofree char *name = g_strdup_printf (_("Template %d"), i);

      if (vitrine_project_get_int (self->db, "SELECT 1 FROM template WHERE part_id = ? AND name = ?", "is", part,
                                   name) == 0)
        return g_steal_pointer (&name);
    }
}

gint64
vitrine_project_add_template (VitrineProject *self,
                              gint64          part,
                              const char     *name,
                              GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), 0);
  if (!vitrine_project_needs (self, "part", part, error) || (name != NULL && !good_name (self, name, error)))
    return 0;

  g_autofree char *given = name != NULL ? g_strdup (name) : free_template_name (self, part);
  g_autofree char *label = g_strdup_printf (_("Add “%s”"), given);

  vitrine_project_begin (self, label);
  const gint64 id = self->failure == NULL ? vitrine_project_next_id (self, "template") : 0;

  if (self->failure == NULL)
    vitrine_project_edit (self, label, VITRINE_PROJECT_TEMPLATES, NULL, "INSERT INTO template (id, part_id, name)"
                          " VALUES (?, ?, ?)", "iis", id, part, given);
  return vitrine_project_end (self, error) ? id : 0;
}

gboolean
vitrine_project_rename_template (VitrineProject *self,
                                 gint64          template_id,
                                 const char     *name,
                                 GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "template", template_id, error) || !good_name (self, name, error))
    return FALSE;

  g_autofree char *label = g_strdup_printf (_("Rename Template to “%s”"), name);

  return vitrine_project_edit (self, label, VITRINE_PROJECT_TEMPLATES, error,
                               "UPDATE template SET name = ? WHERE id = ?", "si", name, template_id);
}

static void
delete_template (VitrineProject *self,
                 const char     *label,
                 gint64          template_id)
{
  vitrine_project_edit (self, label, VITRINE_PROJECT_DROPS, NULL, "DELETE FROM dropped WHERE template_id = ?", "i",
                        template_id);
  vitrine_project_edit (self, label, VITRINE_PROJECT_ANSWERS, NULL, "DELETE FROM answer WHERE box_id IN"
                        " (SELECT id FROM box WHERE template_id = ?)", "i", template_id);
  vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL, "DELETE FROM box WHERE template_id = ?", "i",
                        template_id);
  vitrine_project_edit (self, label, VITRINE_PROJECT_TEMPLATES, NULL, "DELETE FROM template WHERE id = ?", "i",
                        template_id);
}

gboolean
vitrine_project_remove_template (VitrineProject *self,
                                 gint64          template_id,
                                 GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "template", template_id, error))
    return FALSE;

  vitrine_project_begin (self, _("Remove Template"));
  delete_template (self, _("Remove Template"), template_id);
  return vitrine_project_end (self, error);
}

gboolean
vitrine_project_merge_templates (VitrineProject *self,
                                 gint64          from,
                                 gint64          into,
                                 GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "template", from, error) || !vitrine_project_needs (self, "template", into, error))
    return FALSE;
  if (from == into || vitrine_project_get_int (self->db, "SELECT count(DISTINCT part_id) FROM template"
                                               " WHERE id IN (?, ?)", "ii", from, into) != 1)
    return vitrine_project_refuse (self, error, _("Only two templates of one part can be merged"));

  const char *label = _("Merge Templates");

  vitrine_project_begin (self, label);
  vitrine_project_edit (self, label, VITRINE_PROJECT_DROPS, NULL, "UPDATE dropped SET template_id = ?"
                        " WHERE template_id = ?", "ii", into, from);
  vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL,
                        "UPDATE box SET template_id = ? WHERE template_id = ?", "ii", into, from);
  vitrine_project_edit (self, label, VITRINE_PROJECT_TEMPLATES, NULL, "DELETE FROM template WHERE id = ?", "i", from);
  return vitrine_project_end (self, error);
}

/* ---- boxes -------------------------------------------------------------------------------- */

static gboolean
good_box (VitrineProject   *    self,
          const VitrinePartBox *box,
          GError          **    error)
{
  if (isfinite (box->box.x) && isfinite (box->box.y) && isfinite (box->box.w) && isfinite (box->box.h)
      && box->box.w > 0 && box->box.h > 0)
    return TRUE;
  return vitrine_project_refuse (self, error, _("A box needs a width and a height"));
}

gint64
vitrine_project_add_box (VitrineProject   *    self,
                         const VitrinePartBox *box,
                         GError          **    error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && box != NULL, 0);
  if (!vitrine_project_needs (self, "part", box->part, error) || !good_box (self, box, error))
    return 0;
  if (box->picture == NULL)
    return vitrine_project_refuse (self, error, _("A box needs a picture"));
  if (box->template_id != 0 && vitrine_project_get_int (self->db, "SELECT 1 FROM template WHERE id = ? AND part_id = ?",
                                                        "ii", box->template_id, box->part) == 0)
    return vitrine_project_refuse (self, error, _("That template does not exist any more"));

  const char *label = _("Draw Box");
  gint64 template_id = box->template_id, id = 0;

  vitrine_project_begin (self, label);
  if (template_id == 0 && self->failure == NULL)
    template_id = vitrine_project_add_template (self, box->part, NULL, NULL);
  if (self->failure == NULL)
    id = vitrine_project_next_id (self, "box");
  if (self->failure == NULL)
    vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL,
                          "INSERT INTO box (id, part_id, template_id, picture, x, y, width, height, mirrored)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiisddddi", id, box->part,
                          template_id, box->picture, box->box.x, box->box.y, box->box.w, box->box.h,
                          (gint64) (box->mirrored != 0));
  return vitrine_project_end (self, error) ? id : 0;
}

gboolean
vitrine_project_move_box (VitrineProject   *    self,
                          const VitrinePartBox *box,
                          GError          **    error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && box != NULL, FALSE);
  if (!vitrine_project_needs (self, "box", box->id, error) || !good_box (self, box, error))
    return FALSE;
  return vitrine_project_edit (self, _("Move Box"), VITRINE_PROJECT_BOXES, error,
                               "UPDATE box SET x = ?, y = ?, width = ?, height = ?, mirrored = ? WHERE id = ?",
                               "ddddii", box->box.x, box->box.y, box->box.w,
                               box->box.h, (gint64) (box->mirrored != 0), box->id);
}

static gint64
template_of_box (VitrineProject *self,
                 gint64          box)
{
  return vitrine_project_get_int (self->db, "SELECT template_id FROM box WHERE id = ?", "i", box);
}

static void
delete_template_if_empty (VitrineProject *self,
                          const char     *label,
                          gint64          template_id)
{
  if (self->failure == NULL
      && vitrine_project_get_int (self->db, "SELECT count(*) FROM box WHERE template_id = ?", "i", template_id) == 0)
    delete_template (self, label, template_id);
}

gboolean
vitrine_project_reassign_box (VitrineProject *self,
                              gint64          box,
                              gint64          template_id,
                              GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "box", box, error))
    return FALSE;
  if (template_id != 0
      && vitrine_project_get_int (self->db, "SELECT 1 FROM template JOIN box ON box.part_id = template.part_id"
                                  " WHERE template.id = ? AND box.id = ?", "ii", template_id, box) == 0)
    return vitrine_project_refuse (self, error, _("A box can only go to a template of its own part"));

  const char *label = _("Move Box to Another Template");
  const gint64 old = template_of_box (self, box);
  const gint64 part = vitrine_project_get_int (self->db, "SELECT part_id FROM box WHERE id = ?", "i", box);

  vitrine_project_begin (self, label);
  if (template_id == 0 && self->failure == NULL)
    template_id = vitrine_project_add_template (self, part, NULL, NULL);
  vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL, "UPDATE box SET template_id = ? WHERE id = ?", "ii",
                        template_id, box);
  delete_template_if_empty (self, label, old);
  return vitrine_project_end (self, error);
}

gboolean
vitrine_project_remove_box (VitrineProject *self,
                            gint64          box,
                            GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), FALSE);
  if (!vitrine_project_needs (self, "box", box, error))
    return FALSE;

  const char *label = _("Remove Box");
  const gint64 template_id = template_of_box (self, box);

  vitrine_project_begin (self, label);
  vitrine_project_edit (self, label, VITRINE_PROJECT_ANSWERS, NULL, "DELETE FROM answer WHERE box_id = ?", "i", box);
  vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL, "DELETE FROM box WHERE id = ?", "i", box);
  delete_template_if_empty (self, label, template_id);
  return vitrine_project_end (self, error);
}

/* ---- drops and notes ---------------------------------------------------------------------- */

gboolean
vitrine_project_drop (VitrineProject    *self,
                      const VitrineDrop *drops,
                      guint              n_drops,
                      const char        *label,
                      GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && label != NULL, FALSE);

  vitrine_project_begin (self, label);
  for (guint i = 0; i < n_drops && self->failure == NULL; i++)
    if (vitrine_project_needs (self, "template", drops[i].template_id, NULL))
      {
        const gint64 id = vitrine_project_next_id (self, "dropped");

        vitrine_project_edit (self, label, VITRINE_PROJECT_DROPS, NULL, "INSERT INTO dropped (id, template_id, layer,"
                              " channel, row, col, reason) VALUES (?, ?, ?, ?, ?, ?, ?)", "iisidds", id,
                              drops[i].template_id, drops[i].layer, (gint64) drops[i].channel, drops[i].row,
                              drops[i].column, drops[i].reason != NULL ? drops[i].reason : "");
      }
  return vitrine_project_end (self, error);
}

gboolean
vitrine_project_restore (VitrineProject *self,
                         const gint64   *drop_ids,
                         guint           n_drops,
                         const char     *label,
                         GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && label != NULL, FALSE);

  vitrine_project_begin (self, label);
  for (guint i = 0; i < n_drops && self->failure == NULL; i++)
    vitrine_project_edit (self, label, VITRINE_PROJECT_DROPS, NULL, "DELETE FROM dropped WHERE id = ?", "i",
                          drop_ids[i]);
  return vitrine_project_end (self, error);
}

gboolean
vitrine_project_set_note (VitrineProject *self,
                          const char     *address,
                          const char     *text,
                          GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && address != NULL, FALSE);

  const char *label = _("Edit Note");
  const gboolean there = vitrine_project_get_int (self->db, "SELECT 1 FROM note WHERE address = ?", "s", address) == 1;

  if (text == NULL || *text == '\0')
    return vitrine_project_edit (self, label, VITRINE_PROJECT_NOTES, error, "DELETE FROM note WHERE address = ?", "s",
                                 address);
  if (there)
    return vitrine_project_edit (self, label, VITRINE_PROJECT_NOTES, error,
                                 "UPDATE note SET text = ? WHERE address = ?", "ss", text, address);

  vitrine_project_begin (self, label);
  const gint64 id = self->failure == NULL ? vitrine_project_next_id (self, "note") : 0;

  if (self->failure == NULL)
    vitrine_project_edit (self, label, VITRINE_PROJECT_NOTES, NULL, "INSERT INTO note (id, address, text)"
                          " VALUES (?, ?, ?)", "iss", id, address, text);
  return vitrine_project_end (self, error);
}
