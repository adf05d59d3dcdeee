/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing answers, and sorting boxes into templates afterwards: each function is one command. */
#include "config.h"

#include "engine/project/vitrine-project-private.h"

#include <glib/gi18n.h>

#include "qa/vt-qa-state.h"

gint64
vitrine_project_answer (VitrineProject       *self,
                        const VitrineAnswer  *answer,
                        const VitrinePartBox *box,
                        const char           *label,
                        GError              **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self) && answer != NULL && label != NULL, 0);
  gint64 id = 0, box_id = 0;

  if (!vitrine_project_needs (self, "part", answer->part, error))
    return 0;
  if (answer->picture == NULL || answer->kind < 0 || answer->kind > VT_QA_SKIP)
    return vitrine_project_refuse (self, error, _("An answer needs a picture and a kind"));

  vitrine_project_begin (self, label);
  if (box != NULL && self->failure == NULL)
    {
      VitrinePartBox row = *box;

      row.part = answer->part;
      row.picture = answer->picture;
      box_id = vitrine_project_add_box (self, &row, NULL);
    }
  if (self->failure == NULL)
    id = vitrine_project_next_id (self, "answer");
  if (self->failure == NULL)
    vitrine_project_edit (self, label, VITRINE_PROJECT_ANSWERS, NULL,
                          "INSERT INTO answer (id, part_id, picture, kind, box_id) VALUES (?, ?, ?, ?, ?)", "iisii",
                          id, answer->part, answer->picture, (gint64) answer->kind, box_id);
  return vitrine_project_end (self, error) ? id : 0;
}

gint64
vitrine_project_split_template (VitrineProject *self,
                                gint64          template_id,
                                const gint64   *boxes,
                                guint           n_boxes,
                                GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_PROJECT (self), 0);
  const gint64 all = vitrine_project_get_int (self->db, "SELECT count(*) FROM box WHERE template_id = ?", "i", template_id);
  const gint64 part = vitrine_project_get_int (self->db, "SELECT part_id FROM template WHERE id = ?", "i", template_id);
  const char *label = _("Split Template");
  gint64 id = 0;

  if (!vitrine_project_needs (self, "template", template_id, error))
    return 0;
  if (n_boxes == 0 || n_boxes >= all)
    return vitrine_project_refuse (self, error, _("A template is split into two that have a box each"));

  vitrine_project_begin (self, label);
  if (self->failure == NULL)
    id = vitrine_project_add_template (self, part, NULL, NULL);
  for (guint i = 0; i < n_boxes && self->failure == NULL; i++)
    vitrine_project_edit (self, label, VITRINE_PROJECT_BOXES, NULL,
                          "UPDATE box SET template_id = ? WHERE id = ? AND template_id = ?", "iii", id, boxes[i],
                          template_id);
  return vitrine_project_end (self, error) ? id : 0;
}
