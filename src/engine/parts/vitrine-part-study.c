/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading features, statistics, mining, parsing, numbers: one job from end to end, where everything that is
 * there already costs nothing.  Partial results are whole: each holds all parses made so far. */
#include "config.h"

#include "engine/parts/vitrine-part-study.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-part-rows.h"
#include "parts/vt-aog-settle.h"
#include "parts/vt-part-unlike.h"

#define PUBLISH_EVERY (G_TIME_SPAN_MILLISECOND * 100)

VitrinePartStudy *
vitrine_part_study_new (VitrineFeatureStore  *store,
                        VitrineModel         *model,
                        VitrinePicture      **pictures,
                        guint                 n,
                        const VtAogOptions   *options,
                        GError              **error)
{
  g_autoptr (VtPartSpace) space = vt_part_space_choose (vitrine_model_get_graph (model), 0, error);

  if (space == NULL)
    return NULL;

  VitrinePartStudy *self = g_new0 (VitrinePartStudy, 1);

  g_atomic_ref_count_init (&self->refs);
  self->source = vitrine_part_source_new (store, model, space, pictures, n);
  self->space = g_steal_pointer (&space);
  self->options = *options;
  self->model_id = g_strdup (vitrine_model_get_id (model));
  return self;
}

void
vitrine_part_study_set_negatives (VitrinePartStudy    *self,
                                  VitrineFeatureStore *store,
                                  VitrineModel        *model,
                                  VitrinePicture     **negatives,
                                  guint                n)
{
  g_return_if_fail (!vitrine_part_study_is_ready (self) && self->negatives == NULL);

  if (n > 0)
    self->negatives = vitrine_part_source_new (store, model, self->space, negatives, n);
}

VitrinePartStudy *
vitrine_part_study_ref (VitrinePartStudy *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_part_study_unref (VitrinePartStudy *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  vitrine_part_source_unref (self->source);
  vitrine_part_source_unref (self->negatives);
  vt_part_space_unref (self->space);
  vt_part_stats_unref (self->stats);
  vt_part_prior_unref (self->prior);
  vt_part_crowd_unref (self->crowd);
  vt_part_looks_unref (self->looks);
  g_free (self->model_id);
  g_free (self);
}

gboolean
vitrine_part_study_is_ready (VitrinePartStudy *self)
{
  return g_atomic_int_get (&self->ready);
}

void
vitrine_study_template_free (VitrineStudyTemplate *self)
{
  g_free (self->id);
  g_free (self->key);
  g_array_unref (self->boxes);
  g_array_unref (self->drops);
  g_free (self);
}

void
vitrine_study_input_free (VitrineStudyInput *self)
{
  for (guint i = 0; i < vitrine_part_source_n (self->study->source); i++)
    vt_parse_unref (self->former[i]);
  vitrine_part_study_unref (self->study);
  vt_aog_unref (self->aog);
  g_ptr_array_unref (self->templates);
  g_free (self->order);
  g_free (self->former);
  g_free (self->part);
  g_free (self->boxed);
  g_free (self);
}

void
vitrine_study_numbers_clear (VitrineStudyNumbers *numbers,
                             guint                n)
{
  for (guint k = 0; numbers != NULL && k < n; k++)
    {
      g_free (numbers[k].stats);
      vt_pattern_groups_free (numbers[k].groups, numbers[k].n_groups);
      g_free (numbers[k].suggested);
    }
  g_free (numbers);
}

void
vitrine_study_result_free (VitrineStudyResult *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n; i++)
    vt_parse_unref (self->parses[i]);
  vt_aog_unref (self->aog);
  g_free (self->parses);
  g_free (self->frames);
  g_clear_pointer (&self->mined, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  vitrine_study_numbers_clear (self->numbers, self->n_numbers);
  g_free (self);
}

/* ---- steps ---- */

/* One run of the job. */
typedef struct
{
  VitrineJob         *job;         /* NULL: nobody watches */
  VtPool             *pool;
  const VtJob        *tick;
  VitrineStudyInput  *input;
  VitrinePartStudy   *study;
  VitrineStudyResult *result;
  gint64              published;   /* when a partial result went out last */
  guint               n_todo;
} Run;

/* [n] (transfer full) */
static guint8 *
unreadable_of (VitrinePartSource *source)
{
  const guint n = vitrine_part_source_n (source);
  guint8 *unreadable = g_new0 (guint8, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    unreadable[i] = !vitrine_part_source_is_readable (source, i);
  return unreadable;
}

/* Which pictures look alike; nothing for the faithful form. */
static gboolean
find_look_alikes (Run         *run,
                  const VtJob *tick,
                  GError     **error)
{
  VitrinePartStudy *study = run->study;
  g_autofree guint8 *left_out = unreadable_of (study->source);
  VtJobPart part;

  if (study->options.form != VT_AOG_FORM_DEFAULT)
    return TRUE;
  if (study->looks == NULL)
    study->looks = vt_part_looks_compute (study->space, vitrine_part_source_pictures (study->source), left_out,
                                          run->pool, vt_job_part (&part, tick, 0, .7), error);
  if (study->looks != NULL && study->crowd == NULL)
    study->crowd = vt_part_crowd_compute (study->space, vitrine_part_source_pictures (study->source), left_out,
                                          &study->options, run->pool, vt_job_part (&part, tick, .7, 1), error);
  return study->looks != NULL && study->crowd != NULL;
}

/* Mean and deviation of every unit, over the negatives where there are some. */
static VtPartStats *
find_usual (Run         *run,
            const VtJob *tick,
            GError     **error)
{
  VitrinePartStudy *study = run->study;
  VitrinePartSource *source = study->negatives != NULL ? study->negatives : study->source;
  VtJobPart part;

  if (study->negatives != NULL
      && !vitrine_part_source_prepare (source, run->job, run->pool, vt_job_part (&part, tick, 0, .8), error))
    return NULL;
  return vt_part_stats_compute (study->space, vitrine_part_source_readable (source), run->pool,
                                vt_job_part (&part, tick, study->negatives != NULL ? .8 : 0, 1), error);
}

/* What every picture answers with ordinarily, the prior of every unit, and who looks like whom. */
static gboolean
study_prepare (Run     *run,
               GError **error)
{
  VitrinePartStudy *study = run->study;
  VtPool *pool = run->pool;
  VtJobPart part;

  if (vitrine_part_study_is_ready (study))
    return TRUE;
  if (!vitrine_part_source_prepare (study->source, run->job, pool,
                                    vt_job_part (&part, run->tick, 0, .5), error))
    return FALSE;

  const VtPartPictures *pictures = vitrine_part_source_readable (study->source);

  if (run->job != NULL)
    vitrine_job_set_detail (run->job, "");
  if (study->stats == NULL)
    study->stats = find_usual (run, vt_job_part (&part, run->tick, .5, .6), error);
  if (study->stats != NULL && study->prior == NULL)
    study->prior = vt_part_prior_compute (study->space, study->stats, pictures, &study->options, pool,
                                          vt_job_part (&part, run->tick, .6, .7), error);
  if (study->prior == NULL || !find_look_alikes (run, vt_job_part (&part, run->tick, .7, .75), error))
    return FALSE;
  g_atomic_int_set (&study->ready, TRUE);
  return TRUE;
}

gboolean
vitrine_part_study_prepare (VitrinePartStudy *self,
                            VtPool           *pool,
                            const VtJob      *tick,
                            GError          **error)
{
  Run run = { .pool = pool, .tick = tick, .study = self };

  return study_prepare (&run, error);
}

float *
vitrine_part_study_unlikeness (VitrinePartStudy *self,
                               VtPool           *pool,
                               const VtJob      *tick,
                               GError          **error)
{
  const gsize n = vitrine_part_source_n (self->source);
  g_autofree guint8 *left_out = NULL;

  /* Settling needed it, too. */
  if (self->crowd != NULL && n > 0)
    return g_memdup2 (vt_part_crowd_unlikeness (self->crowd), n * n * sizeof (float));
  left_out = unreadable_of (self->source);
  return vt_part_unlikeness (self->space, vitrine_part_source_pictures (self->source), left_out, NULL, pool, tick, error);
}

static void
note_frames (Run *run)
{
  VitrineStudyResult *result = run->result;

  result->frames = g_new0 (VitrineBox, MAX (result->n, 1));
  for (guint i = 0; i < result->n; i++)
    if (vitrine_part_source_is_readable (run->study->source, i))
      vitrine_part_source_frame (run->study->source, i, &result->frames[i]);
}

/* Boxes on pictures that cannot be read teach nothing. */
static GArray *
boxes_in_frame (Run                        *run,
                const VitrineStudyTemplate *template)
{
  GArray *boxes = g_array_new (FALSE, FALSE, sizeof (VtPartBox));

  for (guint i = 0; i < template->boxes->len; i++)
    {
      const VitrineStudyBox *box = &g_array_index (template->boxes, VitrineStudyBox, i);
      VtPartPlace place;

      if (!vitrine_part_source_is_readable (run->study->source, box->picture))
        continue;
      vitrine_part_source_place (run->study->source, box->picture, &box->box, &place);

      VtPartBox one = {
        .picture = box->picture, .mirrored = box->mirrored,
        .centre = { place.centre[0], place.centre[1] }, .size = { place.size[0], place.size[1] },
      };

      g_array_append_val (boxes, one);
    }
  return boxes;
}

static gboolean
mine (Run     *run,
      GError **error)
{
  VitrinePartStudy *study = run->study;
  VitrineStudyResult *result = run->result;
  const VtAogMiner miner = {
    .space = study->space, .stats = study->stats, .prior = study->prior,
    .pictures = vitrine_part_source_pictures (study->source), .options = &study->options,
  };

  for (guint t = 0; t < run->input->templates->len; t++)
    {
      const VitrineStudyTemplate *template = g_ptr_array_index (run->input->templates, t);
      g_autoptr (GArray) boxes = boxes_in_frame (run, template);
      VtJobPart part;
      double from = .75 + .1 * t / run->input->templates->len;
      double to = .75 + .1 * (t + 1) / run->input->templates->len;

      if (boxes->len == 0)
        continue;
      g_autoptr (VtTemplate) mined
        = vt_template_mine (&miner, template->id, (const VtPartBox *) (void *) boxes->data, boxes->len,
                            run->pool, vt_job_part (&part, run->tick, from, to),
                            error);

      if (mined == NULL)
        return FALSE;

      g_autoptr (VtAog) with = vt_aog_with (result->aog, mined);
      int k = vt_aog_find (with, template->id);

      vt_aog_unref (result->aog);
      result->aog = vt_aog_apply_drops (with, (guint) k, (const VtDrop *) (void *) template->drops->data,
                                        template->drops->len);
      g_ptr_array_add (result->keys, g_strdup (template->key));
      g_ptr_array_add (result->mined, g_steal_pointer (&mined));
    }
  result->aog = vitrine_part_graph_in_order (result->aog);
  return TRUE;
}

/* ---- publishing ---- */

static GPtrArray *
copy_templates (GPtrArray *templates)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_template_unref);

  for (guint i = 0; i < templates->len; i++)
    g_ptr_array_add (copy, vt_template_ref (g_ptr_array_index (templates, i)));
  return copy;
}

static GPtrArray *
copy_keys (GPtrArray *keys)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (keys, i)));
  return copy;
}

static void
publish (Run *run)
{
  const VitrineStudyResult *now = run->result;

  if (run->job == NULL)
    return;

  VitrineStudyResult *copy = g_new0 (VitrineStudyResult, 1);

  copy->aog = vt_aog_ref (now->aog);
  copy->n = now->n;
  copy->n_parsed = now->n_parsed;
  copy->parses = g_new0 (VtParse *, MAX (now->n, 1));
  for (guint i = 0; i < now->n; i++)
    copy->parses[i] = now->parses[i] != NULL ? vt_parse_ref (now->parses[i]) : NULL;
  copy->frames = g_memdup2 (now->frames, MAX (now->n, 1) * sizeof *now->frames);
  copy->mined = copy_templates (now->mined);
  copy->keys = copy_keys (now->keys);
  vitrine_job_publish (run->job, copy, (GDestroyNotify) vitrine_study_result_free);
  run->published = g_get_monotonic_time ();
}

static void
on_parsed (guint    picture,
           VtParse *parse,
           gpointer user_data)
{
  Run *run = user_data;

  vt_parse_unref (run->result->parses[picture]);
  run->result->parses[picture] = vt_parse_ref (parse);
  run->result->n_parsed++;
  if (run->job != NULL)
    vitrine_job_set_count (run->job, run->result->n_parsed, run->n_todo);
  if (g_get_monotonic_time () - run->published > PUBLISH_EVERY)
    publish (run);
}

/* ---- parsing ---- */

static gboolean
parse (Run     *run,
       GError **error)
{
  VitrinePartStudy *study = run->study;
  const VtAogParser parser = {
    .aog = run->result->aog, .stats = study->stats,
    .pictures = vitrine_part_source_pictures (study->source),
  };
  g_autofree guint *order = g_new (guint, MAX (run->input->n_order, 1));
  g_autofree VtParse **parses = g_new0 (VtParse *, MAX (run->input->n_order, 1));
  VtParseBatch batch = { .order = order, .parses = parses, .done = on_parsed, .user_data = run };
  VtJobPart part;

  for (guint i = 0; i < run->input->n_order; i++)
    {
      guint picture = run->input->order[i];
      VtParse *former = run->input->former[picture];

      if (!vitrine_part_source_is_readable (study->source, picture))
        continue;
      parses[batch.n] = former != NULL ? vt_parse_ref (former) : NULL;
      order[batch.n++] = picture;
    }
  run->n_todo = batch.n;

  gboolean done = vt_aog_parse_all (&parser, &batch, run->pool, vt_job_part (&part, run->tick, .85, .95), error);

  for (guint i = 0; i < batch.n; i++)
    vt_parse_unref (parses[i]);
  /* Pictures in a hurry, a few of all, keep what they settled on before. */
  run->result->settled = done && (run->input->depth < VITRINE_STUDY_SETTLE
                                  || vt_aog_settle (&parser, study->looks, study->crowd, run->result->parses,
                                                    run->result->n, run->pool,
                                                    vt_job_part (&part, run->tick, .95, .97), error));
  return run->result->settled;
}

/* ---- numbers ---- */

static void
count_templates (Run *run)
{
  VitrineStudyResult *result = run->result;
  VtAog *aog = result->aog;
  g_autofree VtParse **parses = g_new0 (VtParse *, MAX (result->n, 1));
  guint n = 0;

  for (guint i = 0; i < result->n; i++)
    if (result->parses[i] != NULL)
      parses[n++] = result->parses[i];

  result->n_numbers = vt_aog_n_templates (aog);
  result->numbers = g_new0 (VitrineStudyNumbers, MAX (result->n_numbers, 1));
  for (guint k = 0; k < result->n_numbers; k++)
    {
      VitrineStudyNumbers *numbers = &result->numbers[k];
      guint n_patterns = MAX (vt_template_n_patterns (vt_aog_template (aog, k)), 1);

      numbers->stats = g_new0 (VtPatternStats, n_patterns);
      numbers->suggested = g_new0 (guint, n_patterns);
      vt_aog_pattern_stats (aog, k, parses, n, numbers->stats);
      numbers->groups = vt_aog_groups (aog, k, parses, n, numbers->stats, &numbers->n_groups);
      numbers->n_suggested = vt_aog_suggest (aog, k, numbers->stats, numbers->suggested);
    }
}

static void
find_places (Run         *run,
             VtPartPlace *found)
{
  const double h = vt_part_space_height (run->study->space), w = vt_part_space_width (run->study->space);

  for (guint i = 0; i < run->result->n; i++)
    {
      VtParse *one = run->result->parses[i];

      found[i] = (VtPartPlace) { { h / 2, w / 2 }, { 0, 0 } };
      if (one == NULL || !vt_parse_found (one))
        continue;
      vt_parse_centre (one, found[i].centre);
      found[i].size[0] = vt_parse_best (one)->size[0];
      found[i].size[1] = vt_parse_best (one)->size[1];
    }
}

static void
count_figures (Run *run)
{
  VitrineStudyResult *result = run->result;
  g_autofree VtPartPlace *found = g_new0 (VtPartPlace, MAX (result->n, 1));

  find_places (run, found);
  result->has_figures = vitrine_part_figures_count (run->study->source, run->study->space, run->input->part, found,
                                                    run->input->boxed, run->input->n_boxes, &result->figures);
}

gpointer
vitrine_part_study_run (VitrineJob   *job,
                        const VtJob  *tick,
                        gpointer      input,
                        GError      **error)
{
  return vitrine_part_study_work (input, job, vitrine_job_get_pool (job), tick, error);
}

VitrineStudyResult *
vitrine_part_study_work (VitrineStudyInput *input,
                         VitrineJob        *job,
                         VtPool            *pool,
                         const VtJob       *tick,
                         GError           **error)
{
  VitrineStudyResult *result = g_new0 (VitrineStudyResult, 1);
  Run run = {
    .job = job, .pool = pool, .tick = tick, .input = input, .study = input->study, .result = result,
  };

  result->aog = vt_aog_ref (input->aog);
  result->n = vitrine_part_source_n (input->study->source);
  result->parses = g_new0 (VtParse *, MAX (result->n, 1));
  result->mined = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_template_unref);
  result->keys = g_ptr_array_new_with_free_func (g_free);
  if (!study_prepare (&run, error))
    {
      vitrine_study_result_free (result);
      return NULL;
    }
  note_frames (&run);
  if (!mine (&run, error))
    {
      vitrine_study_result_free (result);
      return NULL;
    }
  if (input->templates->len > 0)
    publish (&run);
  if (!parse (&run, error))
    return result;    /* partial: what is parsed is worth having */
  if (input->depth == VITRINE_STUDY_FIGURES && vt_job_tick (tick, .97, N_("Counting votes"), error))
    {
      count_templates (&run);
      count_figures (&run);
    }
  return result;
}
