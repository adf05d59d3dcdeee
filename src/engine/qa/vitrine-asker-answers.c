/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answering, one by one or all that is likely right; and how likely that is. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/qa/vitrine-qa-oracle.h"

/* ---- chances ---- */

/* What chances are told from. */
typedef struct
{
  float  *judged;
  guint8 *right;
  guint   n;
  double  spread;
} Experience;

static void
recall (VitrineAsker *self,
        Experience   *experience)
{
  experience->n = self->verdicts->len;
  experience->judged = g_new (float, experience->n + 1);
  experience->right = g_new (guint8, experience->n + 1);
  for (guint i = 0; i < experience->n; i++)
    {
      experience->judged[i] = g_array_index (self->verdicts, AskerVerdict, i).score;
      experience->right[i] = g_array_index (self->verdicts, AskerVerdict, i).right != 0;
    }
  experience->spread = vt_qa_spread (self->score, self->answers != NULL ? self->answers->n : 0);
}

static double
chance_of (const Experience *experience,
           double            score)
{
  return vt_qa_chance (experience->judged, experience->right, experience->n, experience->spread, score);
}

static void
experience_clear (Experience *experience)
{
  g_free (experience->judged);
  g_free (experience->right);
}

double
vitrine_asker_get_chance (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  Experience experience;
  double chance;

  if (self->parse == NULL)
    return 0;
  recall (self, &experience);
  chance = chance_of (&experience, vt_parse_score (self->parse));
  experience_clear (&experience);
  return chance;
}

gboolean
vitrine_asker_verifies (VitrineAsker *self)
{
  return self->parse != NULL && vitrine_asker_get_chance (self) >= self->options.verify;
}

GArray *
vitrine_asker_list_likely (VitrineAsker *self,
                           double        least)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) chances = g_array_new (FALSE, FALSE, sizeof (double));
  Experience experience;

  recall (self, &experience);
  for (guint i = 0; self->answers != NULL && i < self->answers->n; i++)
    {
      const double chance = isfinite (self->score[i]) ? chance_of (&experience, (double) self->score[i]) : 0;
      guint at = found->len;

      if (self->answers->status[i] != VT_QA_OPEN || chance < least || vitrine_part_learner_is_stale (self->learner, i))
        continue;
      while (at > 0 && g_array_index (chances, double, at - 1) > chance)
        at--;
      g_array_insert_val (found, at, i);
      g_array_insert_val (chances, at, chance);
    }
  experience_clear (&experience);
  return found;
}

guint
vitrine_asker_accept_likely (VitrineAsker *self,
                             double        least,
                             GError      **error)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  g_autoptr (GArray) all = vitrine_asker_list_likely (self, least);
  g_autofree char *label = g_strdup_printf (ngettext ("Accept %u Picture", "Accept %u Pictures", all->len), all->len);

  if (all->len == 0 || self->project == NULL)
    return 0;
  vitrine_project_begin (self->project, label);
  for (guint i = 0; i < all->len; i++)
    {
      VitrinePicture *picture = vitrine_asker_get_object (self, g_array_index (all, guint, i));

      vitrine_project_answer (self->project, &(VitrineAnswer) {
      .part = self->part, .picture = (char *) vitrine_picture_get_id (picture), .kind = VT_QA_RIGHT,
    }, NULL, label, NULL);
    }
  return vitrine_project_end (self->project, error) ? all->len : 0;
}

/* ---- answering ---- */

gboolean
vitrine_asker_ask_about (VitrineAsker *self,
                         guint         object)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  const VtQaQuestion question = { .object = object, .novelty = (double) NAN, .doubt = (double) NAN };

  if (self->answers == NULL || object >= self->answers->n || self->answers->status[object] != VT_QA_OPEN)
    return FALSE;
  if (self->has_question && self->question.object == object)
    return TRUE;
  if (self->has_question)
    {
      memmove (self->next + 1, self->next, MIN (self->n_next, VITRINE_ASKER_AHEAD - 1) * sizeof *self->next);
      self->next[0] = self->question;
      self->n_next = MIN (self->n_next + 1, VITRINE_ASKER_AHEAD);
      self->n_held = MIN (self->n_held + 1, VITRINE_ASKER_AHEAD);
    }
  asker_show (self, &question);
  return TRUE;
}

static char *
label_of (VtQaKind kind)
{
  switch (kind)
    {
    case VT_QA_RIGHT: return g_strdup (_("Answer “Right”"));
    case VT_QA_WRONG_PLACE: return g_strdup (_("Answer “Wrong Place”"));
    case VT_QA_OTHER_TEMPLATE: return g_strdup (_("Answer “Other Template”"));
    case VT_QA_NEW_TEMPLATE: return g_strdup (_("Answer “New Template”"));
    case VT_QA_NOT_THERE: return g_strdup (_("Answer “Not There”"));
    case VT_QA_SKIP:
    default: return g_strdup (_("Skip Question"));
    }
}

/* The box that goes with an answer; FALSE with an error when there must be one. */
static gboolean
fill_box (VitrineAsker      *self,
          VtQaKind           kind,
          const VitrineBox  *given,
          VitrinePartBox    *row,
          gboolean          *has,
          GError           **error)
{
  *has = given != NULL || kind == VT_QA_OTHER_TEMPLATE || (kind == VT_QA_RIGHT && self->options.teach >= .5);
  if (given != NULL)
    row->box = *given;
  else if (*has && !vitrine_asker_get_box (self, &row->box))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("Draw a box around the part first"));
      return FALSE;
    }
  if (*has || kind == VT_QA_RIGHT || kind >= VT_QA_NOT_THERE)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("Draw a box around the part first"));
  return FALSE;
}

/* A box that is drawn judges the prediction, too: it was right where they overlap by half. */
static gboolean
was_right (VitrineAsker     *self,
           VtQaKind          kind,
           const VitrineBox *drawn)
{
  VitrineBox box;
  double w, h;

  if (kind == VT_QA_RIGHT || drawn == NULL || !vitrine_asker_get_box (self, &box))
    return kind == VT_QA_RIGHT;
  w = MAX (0, MIN (box.x + box.w, drawn->x + drawn->w) - MAX (box.x, drawn->x));
  h = MAX (0, MIN (box.y + box.h, drawn->y + drawn->h) - MAX (box.y, drawn->y));
  return w * h >= VITRINE_ORACLE_IOU * (box.w * box.h + drawn->w * drawn->h - w * h);
}

static void
note_answer (VitrineAsker     *self,
             VtQaKind          kind,
             const VitrineBox *drawn)
{
  const double seconds = (double) (g_get_monotonic_time () - self->shown_at) / G_USEC_PER_SEC;

  if (seconds < 600)
    g_array_append_val (self->pace, seconds);
  if (self->parse != NULL && kind < VT_QA_SKIP)
    {
      const AskerVerdict verdict = { self->question.object, (float) vt_parse_score (self->parse),
                                     was_right (self, kind, drawn) };

      g_array_append_val (self->verdicts, verdict);
    }
}

gboolean
vitrine_asker_answer (VitrineAsker      *self,
                      VtQaKind           kind,
                      gint64             template_id,
                      const VitrineBox  *box,
                      gboolean           mirrored,
                      GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  VitrinePicture *picture = vitrine_asker_get_picture (self);
  g_autofree char *label = label_of (kind);
  VitrinePartBox row = { .mirrored = mirrored };
  gboolean has;

  if (picture == NULL || self->project == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("There is no question to answer"));
      return FALSE;
    }
  if (kind < VT_QA_NEW_TEMPLATE)
    row.template_id = template_id != 0 ? template_id : vitrine_asker_get_template (self);
  if (kind < VT_QA_NEW_TEMPLATE && row.template_id == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("Nothing is predicted yet: this is a new template"));
      return FALSE;
    }
  if (!fill_box (self, kind, kind >= VT_QA_NOT_THERE ? NULL : box, &row, &has, error))
    return FALSE;

  const VitrineAnswer answer = {
    .part = self->part, .picture = (char *) vitrine_picture_get_id (picture), .kind = (int) kind,
  };
  const guint n_verdicts = self->verdicts->len, n_paces = self->pace->len;

  /* Noted first: the project's signal brings the next question. */
  note_answer (self, kind, box);
  if (vitrine_project_answer (self->project, &answer, has ? &row : NULL, label, error) != 0)
    return TRUE;
  g_array_set_size (self->verdicts, n_verdicts);
  g_array_set_size (self->pace, n_paces);
  return FALSE;
}
