/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asker's object: inputs, and what it can be asked. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
  self->missed = !self->active || self->answers == NULL;
  if (!self->missed)
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

/* The box of a parse in pixels of the photo. */
static gboolean
box_of_parse (VitrineAsker *self,
              guint         object,
              VtParse      *parse,
              VtAog        *aog,
              VitrineBox   *box)
{
  VitrineBox frame;
  double b[4];

  if (parse == NULL || !vt_parse_found (parse) || !vitrine_part_learner_get_frame (self->learner, object, &frame))
    return FALSE;

  const double sx = frame.w / vt_part_space_width (vt_aog_space (aog));
  const double sy = frame.h / vt_part_space_height (vt_aog_space (aog));

  vt_parse_box (parse, TRUE, b);
  *box = (VitrineBox) { frame.x + b[1] * sx, frame.y + b[0] * sy, b[3] * sx, b[2] * sy };
  return box->w > 0 && box->h > 0;
}

gboolean
vitrine_asker_get_box (VitrineAsker *self,
                       VitrineBox   *box)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  return self->has_question && box_of_parse (self, self->question.object, self->parse, self->aog, box);
}

gboolean
vitrine_asker_get_box_of (VitrineAsker *self,
                          guint         object,
                          VitrineBox   *box)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  return box_of_parse (self, object, vitrine_part_learner_get_parse (self->learner, object),
                       vitrine_part_learner_get_parse_aog (self->learner, object), box);
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
