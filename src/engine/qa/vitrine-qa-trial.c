/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking, answering, learning, scoring, in a circle.  Only the template that an answer changed is mined and parsed
 * anew. */
#include "config.h"

#include "engine/qa/vitrine-qa-trial.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"

typedef struct
{
  const VitrineQaTrial *trial;
  VitrinePartStudy     *study;
  VtPool               *pool;
  VtPartTruth          *truths;      /* [n] */
  guint                 n;
  double                frame[2];
  float                *distance;    /* [n][n] */
  guint8               *left_out;    /* [n] never asked about: held out, or without truth */
  guint                *held_out;    /* [n_held_out] */
  guint                 n_held_out;
} Trial;

/* What is there after some answers. */
typedef struct
{
  VtQaState          *state;
  VitrineStudyResult *result;        /* NULL before the first box */
  float              *score;         /* [n] */
  float              *doubt;         /* [n] */
  GArray             *judged, *right; /* float, guint8: what predictions scored, and whether they were right */
  VtQaOptions         asking;
  double              first_gain;
  int                 last;
} Round;

void
vitrine_qa_scores (VtParse **parses,
                   guint     n,
                   float    *scores)
{
  for (guint i = 0; i < n; i++)
    scores[i] = parses != NULL && parses[i] != NULL && vt_parse_found (parses[i])
                ? (float) vt_parse_score (parses[i]) : NAN;
}

/* ---- learning from the boxes ---- */

static VitrineStudyTemplate *
template_of (const VtQaState *state,
             guint            template_id)
{
  VitrineStudyTemplate *template = g_new0 (VitrineStudyTemplate, 1);

  template->id = g_strdup_printf ("%u", template_id);
  template->key = g_strdup (template->id);
  template->boxes = g_array_new (FALSE, FALSE, sizeof (VitrineStudyBox));
  template->drops = g_array_new (FALSE, FALSE, sizeof (VtDrop));
  for (guint i = 0; i < state->n_boxes; i++)
    {
      const VtQaBox *b = &state->box[i];
      const VitrineStudyBox box = { b->object, { b->box[0], b->box[1], b->box[2], b->box[3] }, b->mirrored };

      if (b->template_id == template_id)
        g_array_append_val (template->boxes, box);
    }
  return template;
}

/* With template `changed` mined anew. */
static VitrineStudyResult *
learn (const Trial        *t,
       const Round        *r,
       guint               changed,
       const VtJob        *job,
       GError            **error)
{
  VitrineStudyInput *input = g_new0 (VitrineStudyInput, 1);
  VitrineStudyResult *result;

  input->study = vitrine_part_study_ref (t->study);
  input->aog = r->result != NULL ? vt_aog_ref (r->result->aog)
                                 : vt_aog_new (t->study->space, &t->study->options, t->study->model_id);
  input->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) vitrine_study_template_free);
  g_ptr_array_add (input->templates, template_of (r->state, changed));
  input->part = g_strdup (t->trial->part);
  input->boxed = g_new0 (guint8, MAX (t->n, 1));
  input->former = g_new0 (VtParse *, MAX (t->n, 1));
  input->order = g_new (guint, MAX (t->n, 1));
  input->n_boxes = r->state->n_boxes;
  input->depth = VITRINE_STUDY_SETTLE;
  for (guint i = 0; i < t->n; i++)
    {
      input->order[input->n_order++] = i;
      if (r->result != NULL && r->result->parses[i] != NULL)
        input->former[i] = vt_parse_ref (r->result->parses[i]);
    }
  result = vitrine_part_study_work (input, NULL, t->pool, job, error);
  vitrine_study_input_free (input);
  if (result != NULL && !result->settled)
    g_clear_pointer (&result, vitrine_study_result_free);
  return result;
}

/* ---- scoring ---- */

static void
score (const Trial   *t,
       const Round   *r,
       VitrineQaStep *step)
{
  g_autofree VtPartPlace *found = g_new0 (VtPartPlace, t->n + 1);
  double sum = 0;
  guint known = 0;

  for (guint i = 0; i < t->n; i++)
    {
      const VtParse *parse = r->result != NULL ? r->result->parses[i] : NULL;

      found[i] = (VtPartPlace) { { t->frame[0] / 2, t->frame[1] / 2 }, { 0, 0 } };
      if (isfinite (r->score[i]))
        {
          sum += (double) r->score[i];
          known++;
        }
      if (parse == NULL || !vt_parse_found (parse))
        continue;
      vt_parse_centre (parse, found[i].centre);
      found[i].size[0] = vt_parse_best (parse)->size[0];
      found[i].size[1] = vt_parse_best (parse)->size[1];
    }
  vt_part_score (found, t->truths, t->n_held_out, t->held_out, t->frame, &step->held_out);
  vt_part_score (found, t->truths, t->n, NULL, t->frame, &step->all);
  step->explained = known > 0 ? sum / known : (double) NAN;
  step->n_boxes = r->state->n_boxes;
  step->n_templates = r->result != NULL ? vt_aog_n_templates (r->result->aog) : 0;
  step->n_patterns = r->result != NULL ? vt_aog_n_patterns (r->result->aog) : 0;
}

/* ---- one round ---- */

/* As the Ask page has it: a prediction that is unlikely to be right is not shown for judging. */
static gboolean
asks_for_box (const Trial  *t,
              const Round  *r,
              guint         object)
{
  const double chance = vt_qa_chance ((const float *) (void *) r->judged->data, (const guint8 *) r->right->data, r->judged->len,
                                      vt_qa_spread (r->score, t->n), (double) r->score[object]);

  return isfinite (r->score[object]) && chance < r->asking.verify;
}

static void
judge (const Trial  *t,
       const Round  *r,
       guint         object)
{
  const VtParse *parse = r->result != NULL ? r->result->parses[object] : NULL;
  const guint8 right = vitrine_qa_oracle_agrees (parse, &t->truths[object]);

  if (!isfinite (r->score[object]))
    return;
  g_array_append_val (r->judged, r->score[object]);
  g_array_append_val (r->right, right);
}

static void
answer_of (const Trial  *t,
           const Round  *r,
           guint         object,
           VtQaAnswer   *answer)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (t->trial->pictures[object], t->trial->part);
  const VtParse *parse = r->result != NULL ? r->result->parses[object] : NULL;

  vitrine_qa_oracle (object, r->result != NULL ? r->result->aog : NULL, parse, &t->truths[object],
                     truth != NULL ? &truth->box : NULL, t->trial->miss, asks_for_box (t, r, object), answer);
  if (answer->kind == VT_QA_RIGHT && r->asking.teach >= .5)
    {
      VitrineBox frame;
      double box[4];

      /* What is kept is the prediction, not the truth: the oracle only said yes. */
      vitrine_part_source_frame (t->study->source, object, &frame);
      vt_parse_box (parse, TRUE, box);
      answer->box[0] = frame.x + box[1] * frame.w / t->frame[1];
      answer->box[1] = frame.y + box[0] * frame.h / t->frame[0];
      answer->box[2] = box[3] * frame.w / t->frame[1];
      answer->box[3] = box[2] * frame.h / t->frame[0];
    }
}

static void
read_parses (const Trial *t,
             Round       *r)
{
  VtParse **parses = r->result != NULL ? r->result->parses : NULL;

  vitrine_qa_scores (parses, t->n, r->score);
  for (guint i = 0; i < t->n; i++)
    r->doubt[i] = parses != NULL && parses[i] != NULL ? (float) vt_parse_doubt (parses[i]) : NAN;
}

/* FALSE with an error; FALSE without when there is nothing left to ask. */
static gboolean
ask (const Trial   * t,
     Round         * r,
     VitrineQaCurve *curve,
     const VtJob   * job,
     GError       ** error)
{
  const VtQaView view = { r->state, r->score, t->distance, t->left_out, r->last, r->doubt };
  VitrineQaStep *step = &curve->steps[curve->n_steps];
  const gint64 started = g_get_monotonic_time ();
  VtQaQuestion question;
  VtQaAnswer answer;
  VtQaState *next;

  if (vt_qa_choose (&view, &r->asking, 1, &question) == 0)
    return FALSE;
  if (curve->n_steps == 1)
    r->first_gain = question.gain;
  if (curve->stopped_at < 0 && vt_qa_is_done (&r->asking, r->first_gain, question.gain))
    curve->stopped_at = (int) curve->n_steps;
  answer_of (t, r, question.object, &answer);
  judge (t, r, question.object);
  next = vt_qa_state_answer (r->state, &answer, error);
  if (next == NULL)
    return FALSE;

  const guint changed = next->n_boxes > r->state->n_boxes ? next->box[next->n_boxes - 1].template_id : 0;

  vt_qa_state_free (r->state);
  r->state = next;
  if (changed > 0)
    {
      VitrineStudyResult *result = learn (t, r, changed, job, error);

      if (result == NULL)
        return FALSE;
      vitrine_study_result_free (r->result);
      r->result = result;
      read_parses (t, r);
    }
  *step = (VitrineQaStep) { .object = question.object, .kind = answer.kind, .gain = question.gain };
  score (t, r, step);
  step->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  r->last = (int) question.object;
  curve->n_steps++;
  return TRUE;
}

/* ---- one seed ---- */

static void
split (Trial  *t,
       guint64 seed)
{
  g_autofree guint *with = g_new (guint, t->n + 1);
  guint n = 0;
  VtRng rng;

  for (guint i = 0; i < t->n; i++)
    {
      t->left_out[i] = TRUE;
      if (t->truths[i].n > 0 && vitrine_part_source_is_readable (t->study->source, i))
        with[n++] = i;
    }
  vt_rng_init (&rng, seed);
  vt_rng_shuffle (&rng, with, n);
  t->n_held_out = n / 2;
  for (guint i = 0; i < n; i++)
    if (i < t->n_held_out)
      t->held_out[i] = with[i];
    else
      t->left_out[with[i]] = FALSE;
}

/* FALSE with an error; `curve` has what was asked before it, maybe nothing. */
static gboolean
run_seed (Trial          *t,
          VitrineQaCurve *curve,
          const VtJob    *job,
          GError        **error)
{
  Round r = {
    .state = vt_qa_state_new (t->n), .score = g_new (float, t->n + 1), .doubt = g_new (float, t->n + 1),
    .judged = g_array_new (FALSE, FALSE, sizeof (float)), .right = g_array_new (FALSE, FALSE, sizeof (guint8)),
    .asking = t->trial->asking, .last = -1,
  };
  GError *failure = NULL;
  gboolean good = TRUE;

  split (t, curve->seed);
  r.asking.seed = curve->seed;
  read_parses (t, &r);
  curve->steps = g_new0 (VitrineQaStep, t->trial->budget + 1);
  curve->stopped_at = -1;
  curve->affinity = vt_qa_affinity (&(VtQaView) { r.state, r.score, t->distance, t->left_out, -1 }, &r.asking);
  while (good && curve->n_steps < t->trial->budget)
    {
      const double done = (double) curve->n_steps / t->trial->budget;
      VtJobPart part;

      good = ask (t, &r, curve, vt_job_part (&part, job, done, done + 1. / t->trial->budget), &failure);
    }
  vt_qa_state_free (r.state);
  vitrine_study_result_free (r.result);
  g_free (r.score);
  g_free (r.doubt);
  g_array_unref (r.judged);
  g_array_unref (r.right);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
prepare (Trial       *t,
         VtPool      *pool,
         const VtJob *job,
         GError     **error)
{
  guint n = 0;
  VtJobPart part;

  if (!vitrine_part_study_prepare (t->study, pool, vt_job_part (&part, job, 0, .9), error))
    return FALSE;
  t->truths = vitrine_part_source_truths (t->study->source, t->trial->part);
  for (guint i = 0; i < t->n; i++)
    n += t->truths[i].n > 0;
  if (n < 4)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("%u pictures show “%s”: too few to ask about and to score"), n,
                   t->trial->part);
      return FALSE;
    }
  t->distance = vitrine_part_study_unlikeness (t->study, pool, vt_job_part (&part, job, .9, 1), error);
  return t->distance != NULL;
}

VitrineQaTrialResult *
vitrine_qa_trial_run (const VitrineQaTrial *trial,
                      VtPool               *pool,
                      const VtJob          *job,
                      GError              **error)
{
  const gint64 started = g_get_monotonic_time ();
  VitrinePartStudy *study = vitrine_part_study_new (trial->store, trial->model, trial->pictures, trial->n_pictures,
                                                    &trial->options, error);
  VitrineQaTrialResult *result = g_new0 (VitrineQaTrialResult, 1);
  gboolean good = study != NULL;
  VtJobPart part;

  result->curves = g_new0 (VitrineQaCurve, MAX (trial->n_seeds, 1));

  Trial t = { .trial = trial, .study = study, .pool = pool, .n = trial->n_pictures };

  if (good)
    {
      t.frame[0] = vt_part_space_height (study->space);
      t.frame[1] = vt_part_space_width (study->space);
      t.left_out = g_new0 (guint8, t.n + 1);
      t.held_out = g_new0 (guint, t.n + 1);
      good = prepare (&t, pool, vt_job_part (&part, job, 0, .3), error);
    }
  for (guint i = 0; i < trial->n_seeds && good; i++)
    {
      const double from = .3 + .7 * i / trial->n_seeds;

      VitrineQaCurve *curve = &result->curves[result->n_curves];

      curve->seed = trial->seed + i;
      good = run_seed (&t, curve, vt_job_part (&part, job, from, from + .7 / trial->n_seeds), error);
      if (curve->n_steps > 0)
        result->n_curves++;
      else
        g_clear_pointer (&curve->steps, g_free);
    }
  if (t.truths != NULL)
    vt_part_blind (t.truths, t.n, 3, 1, t.frame, &result->blind);
  vitrine_part_truths_free (t.truths, t.n);
  g_free (t.distance);
  g_free (t.left_out);
  g_free (t.held_out);
  vitrine_part_study_unref (study);
  result->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  if (result->n_curves == 0)
    g_clear_pointer (&result, vitrine_qa_trial_result_free);
  return result;
}

void
vitrine_qa_trial_result_free (VitrineQaTrialResult *result)
{
  if (result == NULL)
    return;
  for (guint i = 0; i < result->n_curves; i++)
    g_free (result->curves[i].steps);
  g_free (result->curves);
  g_free (result);
}
