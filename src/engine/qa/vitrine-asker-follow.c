/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what the project and the learner say to the next question.  Answers are read from the project after every
 * change of it, whoever made it: an answer, an undo, a box drawn on another page.  When the object that shows has
 * been answered the next in the queue shows, and a new queue is chosen behind. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/qa/vitrine-qa-trial.h"

/* ---- what the tables say ---- */

/* One answer more; a box that is gone, or never was, answers nothing. */
static void
take_answer (VtQaState   *state,
             guint        i,
             int          kind,
             gboolean     has_box)
{
  state->asked[i] = ++state->n_answers;
  state->skipped[i] = kind == VT_QA_SKIP;
  if (kind == VT_QA_RIGHT)
    state->status[i] = VT_QA_VERIFIED;
  else if (kind == VT_QA_NOT_THERE)
    state->status[i] = VT_QA_ABSENT;
  else if (kind != VT_QA_SKIP && has_box)
    state->status[i] = VT_QA_BOXED;
}

VtQaState *
vitrine_qa_state_of (VitrineProject *project,
                     gint64          part,
                     VitrineDataset *dataset,
                     guint           n)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project, part);
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (project, part);
  VtQaState *state = vt_qa_state_new (n);
  g_autofree guint8 *boxed = g_new0 (guint8, n + 1);

  state->box = g_renew (VtQaBox, state->box, boxes->len + 1);
  for (guint b = 0; b < boxes->len; b++)
    {
      const VitrinePartBox *row = g_ptr_array_index (boxes, b);
      const int i = vitrine_dataset_index (dataset, row->picture);
      const guint template_id = (guint) row->template_id;

      if (i < 0 || (guint) i >= n)
        continue;
      state->status[i] = VT_QA_BOXED;
      boxed[i] = TRUE;
      state->n_templates = MAX (state->n_templates, template_id);
      state->box[state->n_boxes++] = (VtQaBox) {
        (guint) i, template_id, row->mirrored, { row->box.x, row->box.y, row->box.w, row->box.h },
      };
    }
  for (guint a = 0; a < answers->len; a++)
    {
      const VitrineAnswer *row = g_ptr_array_index (answers, a);
      const int i = vitrine_dataset_index (dataset, row->picture);

      if (i >= 0 && (guint) i < n)
        take_answer (state, (guint) i, row->kind, boxed[i]);
    }
  return state;
}

/* ---- the question that shows ---- */

static void
drop_question (VitrineAsker *self)
{
  g_clear_pointer (&self->parse, vt_parse_unref);
  g_clear_pointer (&self->aog, vt_aog_unref);
  self->has_question = FALSE;
}

static gboolean
take_prediction (VitrineAsker *self)
{
  const guint object = self->question.object;
  VtParse *parse = vitrine_part_learner_get_parse (self->learner, object);

  if (parse == NULL || !vt_parse_found (parse) || vitrine_part_learner_get_aog (self->learner) == NULL)
    return FALSE;
  self->parse = vt_parse_ref (parse);
  self->aog = vt_aog_ref (vitrine_part_learner_get_parse_aog (self->learner, object));
  return TRUE;
}

void
asker_show (VitrineAsker       *self,
            const VtQaQuestion *question)
{
  drop_question (self);
  self->question = *question;
  self->has_question = TRUE;
  self->shown_at = g_get_monotonic_time ();
  take_prediction (self);
  asker_emit (self, ASKER_QUESTION_CHANGED);
}

static void
show_next (VitrineAsker *self)
{
  while (self->n_next > 0)
    {
      const VtQaQuestion question = self->next[0];

      memmove (self->next, self->next + 1, --self->n_next * sizeof *self->next);
      self->n_held -= self->n_held > 0;
      if (vt_qa_state_is_open (self->answers, question.object))
        {
          asker_show (self, &question);
          return;
        }
    }
  if (self->has_question)
    {
      drop_question (self);
      asker_emit (self, ASKER_QUESTION_CHANGED);
    }
}

/* Puts the object whose answer was just taken back before everything. */
static gboolean
show_undone (VitrineAsker    *self,
             const VtQaState *before)
{
  int undone = -1;

  if (before == NULL || before->n_answers <= self->answers->n_answers)
    return FALSE;
  for (guint i = 0; i < before->n; i++)
    if (before->asked[i] > self->answers->asked[i] && vt_qa_state_is_open (self->answers, i)
        && (undone < 0 || before->asked[i] > before->asked[undone]))
      undone = (int) i;
  if (undone < 0 || (self->has_question && self->question.object == (guint) undone))
    return FALSE;
  for (guint i = self->verdicts->len; i-- > 0;)
    if (g_array_index (self->verdicts, AskerVerdict, i).object == (guint) undone)
      g_array_remove_index (self->verdicts, i);
  return vitrine_asker_ask_about (self, (guint) undone);
}

/* ---- choosing ---- */

/* The new ranking behind what was shown already. */
static void
take_queue (VitrineAsker        *self,
            const VitrineChoice *choice)
{
  self->n_next = MIN (self->n_held, self->n_next);
  for (guint i = 0; i < choice->n && self->n_next < VITRINE_ASKER_AHEAD; i++)
    {
      gboolean there = self->has_question && choice->question[i].object == self->question.object;

      for (guint j = 0; j < self->n_held; j++)
        there |= self->next[j].object == choice->question[i].object;
      if (!there)
        self->next[self->n_next++] = choice->question[i];
    }
}

static void
on_chosen (VitrineJob   *job,
           gpointer      result,
           const GError *error,
           gpointer      user_data)
{
  VitrineAsker *self = user_data;
  const VitrineChoice *choice = result;

  if (job != self->choosing)
    return;
  g_clear_object (&self->choosing);
  if (choice == NULL || self->answers == NULL)
    return;
  take_queue (self, choice);
  self->affinity = choice->affinity;
  self->best_gain = choice->n > 0 ? choice->question[0].gain : 0;
  if (isnan (self->first_gain) && self->answers->n_boxes > 0 && choice->n > 0
      && vitrine_part_learner_get_state (self->learner) == VITRINE_LEARNER_READY)
    {
      self->first_gain = self->best_gain;
      asker_write_memory (self);
    }
  if (!self->has_question)
    show_next (self);
  asker_set_state (self, self->has_question ? VITRINE_ASKER_ASKING : VITRINE_ASKER_ALL_ASKED, NULL);
}

static void
choose (VitrineAsker *self)
{
  VitrineChoiceInput *input = g_new0 (VitrineChoiceInput, 1);

  self->behind = FALSE;
  input->comparison = vitrine_comparison_ref (self->comparison);
  input->state = vt_qa_state_copy (self->answers);
  input->score = g_memdup2 (self->score, (self->answers->n + 1) * sizeof *self->score);
  input->doubt = g_memdup2 (self->doubt, (self->answers->n + 1) * sizeof *self->doubt);
  input->options = self->options;
  input->last = -1;
  if (self->has_question)
    {
      /* What shows is in nobody's queue, and what follows is unlike it. */
      input->last = (int) self->question.object;
      input->state->skipped[self->question.object] = TRUE;
      input->state->asked[self->question.object] = MAX (input->state->n_answers, 1);
    }
  g_set_object (&self->choosing, vitrine_jobs_preview (self->jobs, "ask-choose", &(VitrineJobSpec) {
    .title = _("Choosing the next question"),
    .func = vitrine_asker_choose,
    .input = input,
    .input_free = (GDestroyNotify) vitrine_choice_input_free,
    .result_free = g_free,
    .done = on_chosen,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
}

/* ---- what was learnt ---- */

static void
read_scores (VitrineAsker *self)
{
  for (guint i = 0; i < self->answers->n; i++)
    {
      VtParse *parse = vitrine_part_learner_get_parse (self->learner, i);

      self->score[i] = parse != NULL && vt_parse_found (parse) ? (float) vt_parse_score (parse) : NAN;
      self->doubt[i] = parse != NULL ? (float) vt_parse_doubt (parse) : NAN;
    }
}

static void
add_point (VitrineAsker *self)
{
  VitrineAskerPoint point = { .answers = self->answers->n_answers, .boxes = self->answers->n_boxes,
                              .distance = NAN, .iou_rate = NAN };
  VtAog *aog = vitrine_part_learner_get_aog (self->learner);
  VitrinePartFigures figures;
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < self->answers->n; i++)
    if (isfinite (self->score[i]) && self->answers->status[i] != VT_QA_ABSENT)
      {
        sum += (double) self->score[i];
        n++;
      }
  point.explained = n > 0 ? sum / n : (double) NAN;
  point.templates = aog != NULL ? vt_aog_n_templates (aog) : 0;
  point.patterns = aog != NULL ? vt_aog_n_patterns (aog) : 0;
  if (aog != NULL && vitrine_part_learner_get_figures (self->learner, &figures) && figures.held_out.pictures > 0)
    {
      point.distance = figures.held_out.distance;
      point.iou_rate = figures.held_out.iou_rate;
    }
  while (self->curve->len > 0
         && g_array_index (self->curve, VitrineAskerPoint, self->curve->len - 1).answers >= point.answers)
    g_array_set_size (self->curve, self->curve->len - 1);
  if (aog != NULL)
    g_array_append_val (self->curve, point);
}

void
asker_learnt (VitrineAsker *self)
{
  const gboolean ready = vitrine_part_learner_get_state (self->learner) == VITRINE_LEARNER_READY;

  if (self->has_question && self->parse == NULL && take_prediction (self))
    asker_emit (self, ASKER_QUESTION_CHANGED);
  if (!ready)
    return;
  read_scores (self);
  add_point (self);
  choose (self);
  asker_note_graph (self);
  asker_write_memory (self);
  asker_emit (self, ASKER_CURVE_CHANGED);
}

/* ---- comparing ---- */

static void
on_compared (VitrineJob   *job,
             gpointer      result,
             const GError *error,
             gpointer      user_data)
{
  VitrineAsker *self = user_data;

  if (job != self->job)
    return;
  g_clear_object (&self->job);
  if (result != NULL)
    {
      self->comparison = vitrine_comparison_ref (result);
      asker_update (self);
    }
  else if (g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    asker_set_state (self, VITRINE_ASKER_STOPPED, NULL);
  else
    asker_set_state (self, VITRINE_ASKER_FAILED, error->message);
}

static void
compare (VitrineAsker *self)
{
  if (self->job != NULL)
    return;
  g_set_object (&self->job, vitrine_jobs_run (self->jobs, &(VitrineJobSpec) {
    .title = _("Comparing pictures"),
    .func = vitrine_asker_compare,
    .input = vitrine_part_study_ref (self->learner->study),
    .input_free = (GDestroyNotify) vitrine_part_study_unref,
    .result_free = (GDestroyNotify) vitrine_comparison_unref,
    .done = on_compared,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
  asker_set_state (self, VITRINE_ASKER_COMPARING, NULL);
}

/* ---- update ---- */

void
asker_forget (VitrineAsker *self)
{
  vitrine_job_forget (&self->job);
  g_clear_object (&self->choosing);
  drop_question (self);
  self->n_next = self->n_held = 0;
  self->first_gain = NAN;
  self->best_gain = 0;
  g_clear_pointer (&self->answers, vt_qa_state_free);
  g_clear_pointer (&self->score, g_free);
  g_clear_pointer (&self->doubt, g_free);
  g_array_set_size (self->curve, 0);
  g_array_set_size (self->verdicts, 0);
  g_array_set_size (self->pace, 0);
  self->state = VITRINE_ASKER_IDLE;
  asker_emit (self, ASKER_QUESTION_CHANGED);
  asker_emit (self, ASKER_QUEUE_CHANGED);
  asker_emit (self, ASKER_CURVE_CHANGED);
}

/* TRUE when there is a comparison of what the learner studies now. */
static gboolean
is_compared (VitrineAsker *self)
{
  g_autoptr (GError) error = NULL;

  if (!learner_ensure_study (self->learner, &error))
    {
      asker_set_state (self, VITRINE_ASKER_FAILED, error->message);
      return FALSE;
    }
  if (self->compared != self->learner->study)
    {
      asker_forget (self);
      g_clear_pointer (&self->comparison, vitrine_comparison_unref);
      g_clear_pointer (&self->compared, vitrine_part_study_unref);
      self->compared = vitrine_part_study_ref (self->learner->study);
    }
  if (self->comparison == NULL)
    compare (self);
  return self->comparison != NULL;
}

static gboolean
same_answers (VitrineAsker    *self,
              const VtQaState *answers)
{
  return self->answers != NULL && vt_qa_state_equal (self->answers, answers);
}

/* New answers: the question moves on, or one comes back. */
static void
take_answers (VitrineAsker *self,
              VtQaState    *answers)
{
  VtQaState *before = g_steal_pointer (&self->answers);
  const gboolean boxes_changed = before == NULL || !vt_qa_state_same_boxes (before, answers);

  self->answers = answers;
  if (self->score == NULL)
    {
      self->score = g_new0 (float, answers->n + 1);
      self->doubt = g_new0 (float, answers->n + 1);
      asker_read_memory (self);
    }
  read_scores (self);
  if (!show_undone (self, before)
      && self->has_question && !vt_qa_state_is_open (answers, self->question.object))
    show_next (self);
  /* Boxes are learnt from first; what changes nothing of the graph is a point at once. */
  if (!boxes_changed && vitrine_part_learner_get_state (self->learner) == VITRINE_LEARNER_READY)
    add_point (self);
  self->behind = TRUE;
  vt_qa_state_free (before);
  asker_emit (self, ASKER_CURVE_CHANGED);
}

void
asker_update (VitrineAsker *self)
{
  const gboolean possible = self->model != NULL && self->dataset != NULL && self->project != NULL && self->part != 0
                            && !vitrine_dataset_is_loading (self->dataset)
                            && self->learner->model == self->model && self->learner->dataset == self->dataset;
  VtQaState *answers;

  if (!self->active)
    return;
  if (!possible)
    {
      if (self->state != VITRINE_ASKER_IDLE)
        asker_forget (self);
      return;
    }
  if (self->state == VITRINE_ASKER_STOPPED || self->state == VITRINE_ASKER_FAILED || !is_compared (self))
    return;
  answers = vitrine_qa_state_of (self->project, self->part, self->dataset, self->comparison->n);
  if (same_answers (self, answers))
    vt_qa_state_free (answers);
  else
    take_answers (self, answers);
  if (self->missed && vitrine_part_learner_get_aog (self->learner) != NULL)
    asker_learnt (self);
  self->missed = FALSE;
  if (self->behind || (!self->has_question && self->choosing == NULL && self->n_next == 0))
    choose (self);
}
