/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws of boxes, each a study's work from boxes to score; then, where wished, once more after pruning. */
#include "config.h"

#include "engine/parts/vitrine-part-trial.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "engine/parts/vitrine-part-study.h"
#include "parts/vt-part-neighbour.h"

/* Shares of its patterns that the oracle tries to keep. */
static const double oracle_shares[] = { 0.9, 0.75, 0.6, 0.45, 0.3 };

typedef struct
{
  const VitrinePartTrial *trial;
  VitrinePartStudy       *study;
  VtPool                 *pool;
  VtPartTruth            *truths;      /* [n] */
  guint                   n;
  double                  frame[2];
  guint                  *training, *others;   /* [n] */
  guint                   n_training, n_others;
} Trial;

/* ---- one study's work ---- */

static VitrineStudyTemplate *
template_new (guint k)
{
  VitrineStudyTemplate *template = g_new0 (VitrineStudyTemplate, 1);

  template->id = g_strdup_printf ("%u", k + 1);
  template->key = g_strdup (template->id);
  template->boxes = g_array_new (FALSE, FALSE, sizeof (VitrineStudyBox));
  template->drops = g_array_new (FALSE, FALSE, sizeof (VtDrop));
  return template;
}

/* The first truth of a picture as the box a person would draw. */
static VitrineBox
true_box (const Trial *t,
          guint        picture)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (t->trial->pictures[picture], t->trial->part);

  return truth->box;
}

static VitrineStudyInput *
input_new (const Trial              *t,
           VtAog                    *aog,
           const VitrineStudyResult *former)
{
  VitrineStudyInput *input = g_new0 (VitrineStudyInput, 1);

  input->study = vitrine_part_study_ref (t->study);
  input->aog = aog != NULL ? vt_aog_ref (aog) : vt_aog_new (t->study->space, &t->study->options, t->study->model_id);
  input->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) vitrine_study_template_free);
  input->part = g_strdup (t->trial->part);
  input->boxed = g_new0 (guint8, MAX (t->n, 1));
  input->former = g_new0 (VtParse *, MAX (t->n, 1));
  input->order = g_new (guint, MAX (t->n, 1));
  input->n_boxes = t->n_training;
  input->depth = VITRINE_STUDY_FIGURES;
  for (guint i = 0; i < t->n_training; i++)
    input->boxed[t->training[i]] = TRUE;
  for (guint i = 0; i < t->n; i++)
    {
      input->order[input->n_order++] = i;
      if (former != NULL && former->parses[i] != NULL)
        input->former[i] = vt_parse_ref (former->parses[i]);
    }
  return input;
}

static VitrineStudyResult *
mine_and_parse (const Trial  *t,
                const VtJob  *job,
                GError      **error)
{
  VitrineStudyInput *input = input_new (t, NULL, NULL);
  const guint n_templates = t->trial->n_templates > 0 ? MIN (t->trial->n_templates, t->n_training) : t->n_training;

  for (guint k = 0; k < n_templates; k++)
    g_ptr_array_add (input->templates, template_new (k));
  for (guint i = 0; i < t->n_training; i++)
    {
      VitrineStudyTemplate *template = g_ptr_array_index (input->templates, i % n_templates);
      const VitrineStudyBox box = { t->training[i], true_box (t, t->training[i]), FALSE };

      g_array_append_val (template->boxes, box);
    }

  VitrineStudyResult *result = vitrine_part_study_work (input, NULL, t->pool, job, error);

  vitrine_study_input_free (input);
  return result;
}

/* Parses again with some patterns dropped. */
static VitrineStudyResult *
parse_pruned (const Trial              *t,
              VtAog                    *aog,
              const VitrineStudyResult *former,
              const VtJob              *job,
              GError                  **error)
{
  VitrineStudyInput *input = input_new (t, aog, former);
  VitrineStudyResult *result = vitrine_part_study_work (input, NULL, t->pool, job, error);

  vitrine_study_input_free (input);
  return result;
}

/* ---- pruning ---- */

static VtAog *
prune_suggested (const VitrineStudyResult *result)
{
  VtAog *aog = vt_aog_ref (result->aog);

  for (guint k = 0; k < result->n_numbers; k++)
    {
      VtAog *next = vt_aog_drop (aog, k, result->numbers[k].suggested, result->numbers[k].n_suggested);

      vt_aog_unref (aog);
      aog = next;
    }
  return aog;
}

typedef struct
{
  double error;
  guint  number, count;
} Miss;

static int
worst_first (gconstpointer a,
             gconstpointer b)
{
  const Miss *x = a, *y = b;

  if (x->error != y->error)
    return x->error > y->error ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* How far the votes of template k's patterns are from the truth, mean over the pictures it won. */
static Miss *
measure_misses (const Trial              *t,
                const VitrineStudyResult *result,
                guint                     k,
                guint                     n_patterns)
{
  Miss *miss = g_new0 (Miss, MAX (n_patterns, 1));

  for (guint j = 0; j < n_patterns; j++)
    miss[j].number = j;
  for (guint i = 0; i < t->n; i++)
    {
      const VtTemplateParse *best = result->parses[i] != NULL ? vt_parse_best (result->parses[i]) : NULL;

      if (best == NULL || best->template != k || t->truths[i].n == 0)
        continue;
      for (guint j = 0; j < n_patterns; j++)
        {
          const VtPartPlace vote = {
            { (double) best->pattern[j].vote[0], (double) best->pattern[j].vote[1] }, { 0, 0 },
          };

          if (!best->pattern[j].detected)
            continue;
          miss[j].error += vt_part_distance (&vote, &t->truths[i], t->frame[0], t->frame[1]);
          miss[j].count++;
        }
    }
  for (guint j = 0; j < n_patterns; j++)
    miss[j].error = miss[j].count > 0 ? miss[j].error / miss[j].count : (double) INFINITY;
  qsort (miss, n_patterns, sizeof *miss, worst_first);
  return miss;
}

/* Keeps the patterns of each template whose votes come nearest to the truth. */
static VtAog *
prune_by_truth (const Trial              *t,
                const VitrineStudyResult *result,
                double                    share)
{
  VtAog *aog = vt_aog_ref (result->aog);

  for (guint k = 0; k < vt_aog_n_templates (result->aog); k++)
    {
      const guint n = vt_template_n_patterns (vt_aog_template (result->aog, k));
      const guint n_dropped = n - MIN (n, (guint) ceil (share * n));
      g_autofree Miss *miss = measure_misses (t, result, k, n);
      g_autofree guint *patterns = g_new (guint, MAX (n, 1));
      VtAog *next;

      for (guint j = 0; j < n_dropped; j++)
        patterns[j] = miss[j].number;
      next = vt_aog_drop (aog, k, patterns, n_dropped);
      vt_aog_unref (aog);
      aog = next;
    }
  return aog;
}

static void
note_pruned (VitrinePartDraw          *draw,
             const VitrineStudyResult *result)
{
  draw->pruned = result->figures.held_out;
  draw->pruned_all = result->figures.all;
  draw->n_dropped = draw->n_patterns - vt_aog_n_patterns (result->aog);
}

static gboolean
prune (const Trial              *t,
       const VitrineStudyResult *result,
       VitrinePartDraw          *draw,
       const VtJob              *job,
       GError                  **error)
{
  const gboolean oracle = t->trial->prune == VITRINE_PRUNE_ORACLE;
  const guint n_tries = oracle ? G_N_ELEMENTS (oracle_shares) : 1;

  if (t->trial->prune == VITRINE_PRUNE_NONE)
    return TRUE;
  for (guint i = 0; i < n_tries; i++)
    {
      g_autoptr (VtAog) aog = oracle ? prune_by_truth (t, result, oracle_shares[i]) : prune_suggested (result);
      VtJobPart part;
      VitrineStudyResult *pruned
        = parse_pruned (t, aog, result, vt_job_part (&part, job, (double) i / n_tries, (i + 1.0) / n_tries), error);

      if (pruned == NULL || pruned->numbers == NULL)
        {
          vitrine_study_result_free (pruned);
          return FALSE;
        }
      if (!oracle || pruned->figures.held_out.distance < draw->pruned.distance)
        note_pruned (draw, pruned);
      vitrine_study_result_free (pruned);
    }
  return TRUE;
}

/* ---- a draw ---- */

static gboolean
try_neighbour (const Trial     *t,
               VitrinePartDraw *draw,
               const VtJob     *job,
               GError         **error)
{
  g_autofree VtPartBox *boxes = g_new0 (VtPartBox, t->n_training);
  g_autofree VtPartPlace *found = g_new0 (VtPartPlace, MAX (t->n, 1));
  VtPartScore score;

  for (guint i = 0; i < t->n_training; i++)
    {
      const VitrineBox box = true_box (t, t->training[i]);
      VtPartPlace place;

      vitrine_part_source_place (t->study->source, t->training[i], &box, &place);
      boxes[i] = (VtPartBox) {
        t->training[i], FALSE, { place.centre[0], place.centre[1] }, { place.size[0], place.size[1] },
      };
    }
  if (!vt_part_neighbour_find (t->study->space, vitrine_part_source_pictures (t->study->source), boxes, t->n_training,
                               t->others, t->n_others, found, t->pool, job, error))
    return FALSE;
  vt_part_score (found, t->truths, t->n_others, t->others, t->frame, &score);
  draw->neighbour = score.distance;
  return TRUE;
}

static gboolean
make_draw (Trial           *t,
           VitrinePartDraw *draw,
           const VtJob     *job,
           GError         **error)
{
  const gint64 started = g_get_monotonic_time ();
  VtJobPart part;

  t->n_others = vt_part_split (t->truths, t->n, t->trial->n_boxes, draw->seed, t->training, t->others);

  VitrineStudyResult *result = mine_and_parse (t, vt_job_part (&part, job, 0, 0.5), error);
  gboolean good = result != NULL && result->numbers != NULL;

  if (good)
    {
      draw->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
      draw->n_boxes = t->n_training;
      draw->n_templates = vt_aog_n_templates (result->aog);
      draw->n_patterns = vt_aog_n_patterns (result->aog);
      draw->held_out = draw->pruned = result->figures.held_out;
      draw->all = draw->pruned_all = result->figures.all;
      good = prune (t, result, draw, vt_job_part (&part, job, 0.5, 0.9), error)
             && try_neighbour (t, draw, vt_job_part (&part, job, 0.9, 1), error);
    }
  vitrine_study_result_free (result);
  return good;
}

/* ---- all draws ---- */

static guint
count_truths (const Trial *t)
{
  guint n = 0;

  for (guint i = 0; i < t->n; i++)
    n += t->truths[i].n > 0;
  return n;
}

static gboolean
check (const Trial *t,
       GError     **error)
{
  const guint n = count_truths (t);

  if (n >= t->trial->n_boxes + 2)
    return TRUE;
  if (n == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("No picture shows a part named “%s”"), t->trial->part);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
                 _("%u pictures show “%s”: too few to learn it from %u boxes and try it on others"), n, t->trial->part,
                 t->trial->n_boxes);
  return FALSE;
}

static char **
layer_names (VtPartSpace *space)
{
  GStrvBuilder *builder = g_strv_builder_new ();

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    g_strv_builder_add (builder, vt_part_space_layer (space, l)->name);

  char **names = g_strv_builder_end (builder);

  g_strv_builder_unref (builder);
  return names;
}

static gboolean
make_draws (Trial                  *t,
            VitrinePartTrialResult *result,
            const VtJob            *job,
            GError                **error)
{
  const guint n = t->trial->n_draws;

  vt_part_blind (t->truths, t->n, t->trial->n_boxes, 1, t->frame, &result->blind);
  for (guint i = 0; i < n; i++)
    {
      VtJobPart part;

      result->draws[i].seed = t->trial->seed + i;
      if (!make_draw (t, &result->draws[i], vt_job_part (&part, job, (double) i / n, (i + 1.0) / n), error))
        return FALSE;
      result->n_draws++;
    }
  return TRUE;
}

VitrinePartTrialResult *
vitrine_part_trial_run (const VitrinePartTrial *trial,
                        VtPool                 *pool,
                        const VtJob            *job,
                        GError                **error)
{
  const gint64 started = g_get_monotonic_time ();
  VitrinePartStudy *study = vitrine_part_study_new (trial->store, trial->model, trial->pictures, trial->n_pictures,
                                                    &trial->options, error);
  VtJobPart part;
  VitrinePartTrialResult *result = NULL;

  if (study == NULL)
    return NULL;
  vitrine_part_study_set_negatives (study, trial->store, trial->model, trial->negatives, trial->n_negatives);

  Trial t = {
    .trial = trial, .study = study, .pool = pool, .n = trial->n_pictures,
    .frame = { vt_part_space_height (study->space), vt_part_space_width (study->space) },
    .training = g_new0 (guint, trial->n_pictures + 1), .others = g_new0 (guint, trial->n_pictures + 1),
    .n_training = trial->n_boxes,
  };

  if (vitrine_part_study_prepare (study, pool, vt_job_part (&part, job, 0, 0.5), error))
    {
      t.truths = vitrine_part_source_truths (study->source, trial->part);
      if (check (&t, error))
        {
          result = g_new0 (VitrinePartTrialResult, 1);
          result->draws = g_new0 (VitrinePartDraw, MAX (trial->n_draws, 1));
          result->layers = layer_names (study->space);
          if (!make_draws (&t, result, vt_job_part (&part, job, 0.5, 1), error) && result->n_draws == 0)
            g_clear_pointer (&result, vitrine_part_trial_result_free);
        }
      vitrine_part_truths_free (t.truths, t.n);
    }
  g_free (t.training);
  g_free (t.others);
  vitrine_part_study_unref (study);
  if (result != NULL)
    result->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  return result;
}

void
vitrine_part_trial_result_free (VitrinePartTrialResult *result)
{
  if (result == NULL)
    return;
  g_free (result->draws);
  g_strfreev (result->layers);
  g_free (result);
}
