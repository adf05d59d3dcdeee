/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asker's object: inputs, what it can be asked, and answering. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vt-error.h"

static guint signals[ASKER_N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineAsker, vitrine_asker, G_TYPE_OBJECT)

void
asker_emit (VitrineAsker *self,
            guint         which)
{
  g_signal_emit (self, signals[which], 0);
}

void
asker_set_state (VitrineAsker      *self,
                 VitrineAskerState  state,
                 const char        *message)
{
  g_free (self->message);
  self->message = g_strdup (message != NULL ? message : "");
  self->state = state;
  asker_emit (self, ASKER_QUEUE_CHANGED);
}

static gboolean
update_now (gpointer data)
{
  VitrineAsker *self = data;

  self->update_source = 0;
  asker_update (self);
  return G_SOURCE_REMOVE;
}

void
asker_queue_update (VitrineAsker *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add (update_now, self);
}

/* ---- inputs ---- */

static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrineAsker         *self)
{
  /* At once: the next question is to be there before the window is drawn again. */
  if (self->active
      && aspect & (VITRINE_PROJECT_PARTS | VITRINE_PROJECT_TEMPLATES | VITRINE_PROJECT_BOXES | VITRINE_PROJECT_ANSWERS))
    asker_update (self);
}

static void
on_learnt (VitrinePartLearner *learner,
           VitrineAsker       *self)
{
  if (self->active && self->answers != NULL)
    asker_learnt (self);
}

void
vitrine_asker_set_inputs (VitrineAsker   *self,
                          VitrineModel   *model,
                          VitrineDataset *dataset,
                          VitrineProject *project,
                          gint64          part)
{
  g_return_if_fail (VITRINE_IS_ASKER (self));
  if (self->model == model && self->dataset == dataset && self->project == project && self->part == part)
    return;
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->model, model);
  g_set_object (&self->dataset, dataset);
  g_set_object (&self->project, project);
  self->part = part;
  if (project != NULL)
    g_signal_connect (project, "changed", G_CALLBACK (on_project_changed), self);
  if (dataset != NULL)
    g_signal_connect_swapped (dataset, "notify::loading", G_CALLBACK (asker_queue_update), self);
  asker_forget (self);
  asker_queue_update (self);
}

void
vitrine_asker_set_active (VitrineAsker *self,
                          gboolean      active)
{
  g_return_if_fail (VITRINE_IS_ASKER (self));
  if (self->active == active)
    return;
  self->active = active;
  if (active)
    {
      self->shown_at = g_get_monotonic_time ();
      asker_queue_update (self);
    }
}

void
vitrine_asker_go_on (VitrineAsker *self)
{
  g_return_if_fail (VITRINE_IS_ASKER (self));
  if (self->state != VITRINE_ASKER_STOPPED && self->state != VITRINE_ASKER_FAILED)
    return;
  asker_set_state (self, VITRINE_ASKER_IDLE, NULL);
  asker_queue_update (self);
}

void
vitrine_asker_get_options (VitrineAsker *self,
                           VtQaOptions  *options)
{
  g_return_if_fail (VITRINE_IS_ASKER (self));
  *options = self->options;
}

void
vitrine_asker_set_options (VitrineAsker      *self,
                           const VtQaOptions *options)
{
  g_return_if_fail (VITRINE_IS_ASKER (self));
  if (memcmp (&self->options, options, sizeof *options) == 0)
    return;
  self->options = *options;
  self->first_gain = NAN;
  self->behind = TRUE;
  asker_write_memory (self);
  asker_queue_update (self);
}

/* ---- getters ---- */

VitrineAskerState
vitrine_asker_get_state (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), VITRINE_ASKER_IDLE);
  return self->state;
}

const char *
vitrine_asker_get_message (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->message;
}

VitrineJob *
vitrine_asker_get_job (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->job;
}

const VtQaQuestion *
vitrine_asker_get_question (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->has_question ? &self->question : NULL;
}

VitrinePicture *
vitrine_asker_get_object (VitrineAsker *self,
                          guint         object)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->dataset != NULL ? vitrine_dataset_get (self->dataset, object) : NULL;
}

VitrinePicture *
vitrine_asker_get_picture (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->has_question ? vitrine_asker_get_object (self, self->question.object) : NULL;
}

VtParse *
vitrine_asker_get_parse (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->parse;
}

VtAog *
vitrine_asker_get_aog (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->aog;
}

gboolean
vitrine_asker_get_box (VitrineAsker *self,
                       VitrineBox   *box)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  VitrineBox frame;
  double b[4];

  if (self->parse == NULL || !vitrine_part_learner_get_frame (self->learner, self->question.object, &frame))
    return FALSE;

  const double sx = frame.w / vt_part_space_width (vt_aog_space (self->aog));
  const double sy = frame.h / vt_part_space_height (vt_aog_space (self->aog));

  vt_parse_box (self->parse, TRUE, b);
  *box = (VitrineBox) { frame.x + b[1] * sx, frame.y + b[0] * sy, b[3] * sx, b[2] * sy };
  return box->w > 0 && box->h > 0;
}

gint64
vitrine_asker_get_template (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  return self->parse == NULL ? 0
         : g_ascii_strtoll (vt_template_id (vt_aog_template (self->aog, vt_parse_template (self->parse))), NULL, 10);
}

/* Mean score of what was answered; NAN when nothing was. */
static double
answered_score (VitrineAsker *self)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < self->answers->n; i++)
    if ((self->answers->status[i] == VT_QA_BOXED || self->answers->status[i] == VT_QA_VERIFIED)
        && isfinite (self->score[i]))
      {
        sum += (double) self->score[i];
        n++;
      }
  return n > 0 ? sum / n : (double) NAN;
}

double
vitrine_asker_get_lack (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  return self->parse != NULL ? MAX (0, answered_score (self) - vt_parse_score (self->parse)) : (double) NAN;
}

double
vitrine_asker_get_chance (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  const guint n = self->verdicts->len;
  g_autofree float *judged = g_new (float, n + 1);
  g_autofree guint8 *right = g_new (guint8, n + 1);
  double sum = 0, square = 0;
  guint known = 0;

  if (self->parse == NULL)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      judged[i] = g_array_index (self->verdicts, AskerVerdict, i).score;
      right[i] = g_array_index (self->verdicts, AskerVerdict, i).right != 0;
    }
  for (guint i = 0; i < self->answers->n; i++)
    if (isfinite (self->score[i]))
      {
        sum += (double) self->score[i];
        square += (double) self->score[i] * (double) self->score[i];
        known++;
      }
  square = known > 0 ? square / known - sum / known * sum / known : 1;
  return vt_qa_chance (judged, right, n, .5 * sqrt (MAX (square, 1e-6)), vt_parse_score (self->parse));
}

const VtQaQuestion *
vitrine_asker_get_next (VitrineAsker *self,
                        guint        *n)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  *n = self->n_next;
  return self->next;
}

const VtQaState *
vitrine_asker_get_answers (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  return self->answers;
}

const float *
vitrine_asker_get_scores (VitrineAsker *self,
                          guint        *n)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  *n = self->answers != NULL ? self->answers->n : 0;
  return self->score;
}

double
vitrine_asker_get_worth (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  return self->first_gain > 0 ? self->best_gain / self->first_gain : (double) NAN;
}

gboolean
vitrine_asker_is_done (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  return self->first_gain > 0 && vt_qa_is_done (&self->options, self->first_gain, self->best_gain);
}

double
vitrine_asker_get_affinity (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  return self->affinity;
}

const VitrineAskerPoint *
vitrine_asker_get_curve (VitrineAsker *self,
                         guint        *n)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  *n = self->curve->len;
  return (const VitrineAskerPoint *) (void *) self->curve->data;
}

static int
rising (const void *a,
        const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
vitrine_asker_get_pace (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), 0);
  g_autofree double *sorted = g_memdup2 (self->pace->data, self->pace->len * sizeof (double));

  if (self->pace->len == 0)
    return (double) NAN;
  qsort (sorted, self->pace->len, sizeof *sorted, rising);
  return sorted[self->pace->len / 2];
}

/* ---- answering ---- */

gboolean
vitrine_asker_ask_about (VitrineAsker *self,
                         guint         object)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  const VtQaQuestion question = { .object = object };

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
  *has = given != NULL || kind == VT_QA_OTHER_TEMPLATE;
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

static void
note_answer (VitrineAsker *self,
             VtQaKind      kind)
{
  const double seconds = (double) (g_get_monotonic_time () - self->shown_at) / G_USEC_PER_SEC;

  if (seconds < 600)
    g_array_append_val (self->pace, seconds);
  if (self->parse != NULL && kind < VT_QA_SKIP)
    {
      const AskerVerdict verdict = { self->question.object, (float) vt_parse_score (self->parse), kind == VT_QA_RIGHT };

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
  const guint before = self->verdicts->len;

  /* Noted first: the project's signal brings the next question. */
  note_answer (self, kind);
  if (vitrine_project_answer (self->project, &answer, has ? &row : NULL, label, error) != 0)
    return TRUE;
  g_array_set_size (self->verdicts, before);
  return FALSE;
}

/* ---- object ---- */

static void
vitrine_asker_dispose (GObject *object)
{
  VitrineAsker *self = VITRINE_ASKER (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  if (self->learner != NULL)
    g_signal_handlers_disconnect_by_data (self->learner, self);
  if (self->curve != NULL)
    asker_forget (self);
  g_clear_object (&self->model);
  g_clear_object (&self->dataset);
  g_clear_object (&self->project);
  g_clear_object (&self->learner);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->comparison, vitrine_comparison_unref);
  g_clear_pointer (&self->compared, vitrine_part_study_unref);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->curve, g_array_unref);
  g_clear_pointer (&self->verdicts, g_array_unref);
  g_clear_pointer (&self->pace, g_array_unref);
  G_OBJECT_CLASS (vitrine_asker_parent_class)->dispose (object);
}

static void
vitrine_asker_class_init (VitrineAskerClass *klass)
{
  static const char *const names[] = { "question-changed", "queue-changed", "curve-changed" };

  G_OBJECT_CLASS (klass)->dispose = vitrine_asker_dispose;
  for (guint i = 0; i < ASKER_N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], VITRINE_TYPE_ASKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_asker_init (VitrineAsker *self)
{
  vt_qa_options_init (&self->options);
  self->message = g_strdup ("");
  self->first_gain = self->affinity = NAN;
  self->curve = g_array_new (FALSE, FALSE, sizeof (VitrineAskerPoint));
  self->verdicts = g_array_new (FALSE, FALSE, sizeof (AskerVerdict));
  self->pace = g_array_new (FALSE, FALSE, sizeof (double));
}

VitrineAsker *
vitrine_asker_new (VitrineJobs        *jobs,
                   VitrinePartLearner *learner)
{
  g_return_val_if_fail (VITRINE_IS_JOBS (jobs) && VITRINE_IS_PART_LEARNER (learner), NULL);
  VitrineAsker *self = g_object_new (VITRINE_TYPE_ASKER, NULL);

  self->jobs = g_object_ref (jobs);
  self->learner = g_object_ref (learner);
  g_signal_connect (learner, "figures-changed", G_CALLBACK (on_learnt), self);
  g_signal_connect (learner, "parses-changed", G_CALLBACK (on_learnt), self);
  return self;
}
