/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what the project says to jobs, and from their results back.  An update first brings the graph as
 * far as it goes without computing (templates gone, drops applied, templates remembered), so that the
 * screen follows at once; what has to be mined or parsed is one job.  A newer update makes the job of an
 * older one pointless: it is cancelled and not listened to any more.
 * Invariant: numbers of this very graph are there only when every parse is of the job that made them, so what a
 * learner that is ready says depends on the tables alone, not on what they held before. */
#include "config.h"

#include "engine/parts/vitrine-part-learner-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-part-rows.h"

void
learner_clear_picture (LearnerPicture *picture)
{
  g_clear_pointer (&picture->parse, vt_parse_unref);
  g_clear_pointer (&picture->former, vt_parse_unref);
  g_clear_pointer (&picture->aog, vt_aog_unref);
  g_clear_pointer (&picture->former_aog, vt_aog_unref);
}

void
learner_stop (VitrinePartLearner *self)
{
  VitrineJob *old = self->job != NULL ? g_object_ref (self->job) : NULL;

  learner_set_job (self, NULL);
  if (old != NULL && !vitrine_job_is_finished (old))
    vitrine_job_cancel (old);
  g_clear_object (&old);
  vitrine_job_forget (&self->quick);
}

void
learner_clear_numbers (VitrinePartLearner *self)
{
  vitrine_study_numbers_clear (self->numbers, self->n_numbers);
  self->numbers = NULL;
  self->n_numbers = 0;
  g_clear_pointer (&self->numbers_aog, vt_aog_unref);
}

/* Everything that was learnt of one model on one set. */
void
learner_forget (VitrinePartLearner *self)
{
  gboolean had = self->aog != NULL;

  learner_stop (self);
  for (guint i = 0; i < self->n; i++)
    learner_clear_picture (&self->pictures[i]);
  g_clear_pointer (&self->pictures, g_free);
  self->n = 0;
  g_clear_pointer (&self->study, vitrine_part_study_unref);
  g_clear_pointer (&self->aog, vt_aog_unref);
  learner_clear_numbers (self);
  self->has_figures = self->has_former_figures = FALSE;
  if (self->mined != NULL)
    g_hash_table_remove_all (self->mined);
  if (self->keys != NULL)
    g_hash_table_remove_all (self->keys);
  if (had)
    learner_emit (self, LEARNER_GRAPH_CHANGED);
}

/* ---- what the project says ---- */

static VtAog *
without_missing (VtAog     *aog,
                 GPtrArray *templates)
{
  VtAog *now = vt_aog_ref (aog);

  for (guint k = vt_aog_n_templates (now); k-- > 0;)
    {
      gint64 id = g_ascii_strtoll (vt_template_id (vt_aog_template (now, k)), NULL, 10);
      gboolean there = FALSE;

      for (guint t = 0; t < templates->len; t++)
        there |= ((VitrineTemplate *) g_ptr_array_index (templates, t))->id == id;
      if (there)
        continue;

      VtAog *next = vt_aog_without (now, k);

      vt_aog_unref (now);
      now = next;
    }
  return now;
}

/* Template `id` as far as it can be had without computing; adds it to `todo` otherwise. */
static VtAog *
with_template (VitrinePartLearner *self,
               VtAog              *aog,
               gint64              template_id,
               GPtrArray          *boxes,
               GPtrArray          *todo)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, template_id);
  g_autoptr (GPtrArray) rows = vitrine_project_list_drops (self->project, template_id);
  g_autoptr (GArray) mine = vitrine_part_rows_boxes (boxes, template_id, self->dataset, self->n);
  g_autoptr (GArray) drops = vitrine_part_rows_drops (rows, self->study->space);
  g_autofree char *key = vitrine_part_rows_key (id, mine);
  int k = vt_aog_find (aog, id);

  if (mine->len == 0)
    {
      VtAog *next = k < 0 ? vt_aog_ref (aog) : vt_aog_without (aog, (guint) k);

      vt_aog_unref (aog);
      return next;
    }

  if (k < 0 || g_strcmp0 (g_hash_table_lookup (self->keys, id), key) != 0)
    {
      VtTemplate *known = g_hash_table_lookup (self->mined, key);
      VitrineStudyTemplate *template;

      if (known != NULL)
        {
          VtAog *next = vt_aog_with (aog, known);

          vt_aog_unref (aog);
          aog = next;
          k = vt_aog_find (aog, id);
          g_hash_table_insert (self->keys, g_strdup (id), g_strdup (key));
        }
      else
        {
          template = g_new0 (VitrineStudyTemplate, 1);
          template->id = g_strdup (id);
          template->key = g_strdup (key);
          template->boxes = g_array_ref (mine);
          template->drops = g_array_ref (drops);
          g_ptr_array_add (todo, template);
        }
    }
  if (k < 0)
    return aog;

  VtAog *next = vt_aog_apply_drops (aog, (guint) k, (const VtDrop *) (void *) drops->data, drops->len);

  vt_aog_unref (aog);
  return next;
}

static gboolean
same_graph (VtAog *a,
            VtAog *b)
{
  if (a == NULL || b == NULL || vt_aog_n_templates (a) != vt_aog_n_templates (b))
    return a == b;
  for (guint k = 0; k < vt_aog_n_templates (a); k++)
    if (vt_template_stamp (vt_aog_template (a, k)) != vt_template_stamp (vt_aog_template (b, k)))
      return FALSE;
  return TRUE;
}

/* ---- taking a new graph ---- */

/* What there is now becomes "before".  While pictures are still being parsed the older before stays. */
static void
keep_former (VitrinePartLearner *self)
{
  if (self->aog == NULL || vt_aog_n_templates (self->aog) == 0)
    return;
  for (guint i = 0; i < self->n; i++)
    {
      LearnerPicture *picture = &self->pictures[i];

      if (picture->parse == NULL || picture->aog != self->aog)
        continue;
      g_clear_pointer (&picture->former, vt_parse_unref);
      g_clear_pointer (&picture->former_aog, vt_aog_unref);
      picture->former = vt_parse_ref (picture->parse);
      picture->former_aog = vt_aog_ref (picture->aog);
    }
  if (self->state == VITRINE_LEARNER_READY)
    {
      self->has_former_figures = self->has_figures;
      self->former_figures = self->figures;
    }
}

static void
take_graph (VitrinePartLearner *self,
            VtAog              *aog)
{
  if (same_graph (self->aog, aog))
    return;
  keep_former (self);
  g_clear_pointer (&self->aog, vt_aog_unref);
  self->aog = vt_aog_ref (aog);
  learner_emit (self, LEARNER_GRAPH_CHANGED);
}

/* ---- results ---- */

static void
remember (VitrinePartLearner       *self,
          const VitrineStudyResult *result)
{
  if (g_hash_table_size (self->mined) > LEARNER_REMEMBERED)
    g_hash_table_remove_all (self->mined);
  for (guint i = 0; i < result->mined->len; i++)
    {
      VtTemplate *template = g_ptr_array_index (result->mined, i);
      const char *key = g_ptr_array_index (result->keys, i);

      g_hash_table_insert (self->mined, g_strdup (key), vt_template_ref (template));
      g_hash_table_insert (self->keys, g_strdup (vt_template_id (template)), g_strdup (key));
    }
}

static void
take_parses (VitrinePartLearner       *self,
             const VitrineStudyResult *result)
{
  for (guint i = 0; i < self->n && i < result->n; i++)
    {
      LearnerPicture *picture = &self->pictures[i];

      if (result->frames != NULL)
        picture->frame = result->frames[i];
      if (result->parses[i] == NULL)
        continue;
      g_clear_pointer (&picture->parse, vt_parse_unref);
      g_clear_pointer (&picture->aog, vt_aog_unref);
      picture->parse = vt_parse_ref (result->parses[i]);
      picture->aog = vt_aog_ref (self->aog);
    }
  learner_emit (self, LEARNER_PARSES_CHANGED);
}

static void
on_partial (VitrineJob *job,
            gpointer    partial,
            gpointer    user_data)
{
  VitrinePartLearner *self = user_data;
  const VitrineStudyResult *result = partial;

  if (job != self->job)
    return;
  remember (self, result);
  take_graph (self, result->aog);
  take_parses (self, result);
  if (self->state == VITRINE_LEARNER_MINING)
    learner_set_state (self, VITRINE_LEARNER_PARSING, NULL);
}

/* All that there is to know of the graph is known. */
static gboolean
is_whole (VitrinePartLearner *self)
{
  return self->aog != NULL && self->numbers_aog == self->aog;
}

static void
on_done (VitrineJob   *job,
         gpointer      data,
         const GError *error,
         gpointer      user_data)
{
  VitrinePartLearner *self = user_data;
  VitrineStudyResult *result = data;
  const gboolean whole = result != NULL && result->numbers != NULL;

  if (job != self->job)
    return;
  /* What is looked at in a hurry settles as it did before: it must not take the place of what all agreed on. */
  vitrine_job_forget (&self->quick);
  if (result != NULL)
    {
      remember (self, result);
      take_graph (self, result->aog);
      take_parses (self, result);
    }
  if (whole)
    {
      learner_clear_numbers (self);
      self->numbers = g_steal_pointer (&result->numbers);
      self->n_numbers = result->n_numbers;
      self->numbers_aog = vt_aog_ref (self->aog);
      self->has_figures = result->has_figures;
      self->figures = result->figures;
    }
  learner_set_job (self, NULL);
  if (error != NULL && g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED) && !whole)
    learner_set_state (self, VITRINE_LEARNER_STOPPED, NULL);
  else if (error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    learner_set_state (self, VITRINE_LEARNER_FAILED, error->message);
  else
    learner_set_state (self, self->aog != NULL ? VITRINE_LEARNER_READY : VITRINE_LEARNER_IDLE, NULL);
  learner_emit (self, LEARNER_FIGURES_CHANGED);
}

/* ---- jobs ---- */

/* Pictures in the order they are wanted: in sight, then with a box, then as they stand. */
static guint *
make_order (VitrinePartLearner *self,
            const guint8       *boxed,
            guint              *n)
{
  g_autofree guint8 *taken = g_new0 (guint8, MAX (self->n, 1));
  guint *order = g_new (guint, MAX (self->n, 1));

  *n = 0;
  for (guint i = 0; i < self->visible->len; i++)
    {
      guint picture = g_array_index (self->visible, guint, i);

      if (picture < self->n && !taken[picture])
        {
          taken[picture] = TRUE;
          order[(*n)++] = picture;
        }
    }
  for (int boxes = 1; boxes >= 0; boxes--)
    for (guint i = 0; i < self->n; i++)
      if (!taken[i] && boxed[i] == boxes)
        order[(*n)++] = i;
  return order;
}

static VitrineStudyInput *
make_input (VitrinePartLearner *self,
            VtAog              *aog,
            GPtrArray          *boxes,
            GPtrArray          *todo)
{
  VitrineStudyInput *input = g_new0 (VitrineStudyInput, 1);

  input->study = vitrine_part_study_ref (self->study);
  input->aog = vt_aog_ref (aog);
  input->templates = todo != NULL ? g_ptr_array_ref (todo) : g_ptr_array_new ();
  input->part = vitrine_project_dup_part_name (self->project, self->part);
  input->boxed = g_new0 (guint8, MAX (self->n, 1));
  input->former = g_new0 (VtParse *, MAX (self->n, 1));
  for (guint i = 0; i < boxes->len; i++)
    {
      const VitrinePartBox *box = g_ptr_array_index (boxes, i);
      int picture = vitrine_dataset_index (self->dataset, box->picture);

      if (picture >= 0 && (guint) picture < self->n)
        {
          input->boxed[picture] = TRUE;
          input->n_boxes++;
        }
    }
  for (guint i = 0; i < self->n; i++)
    input->former[i] = self->pictures[i].parse != NULL ? vt_parse_ref (self->pictures[i].parse) : NULL;
  input->order = make_order (self, input->boxed, &input->n_order);
  input->depth = VITRINE_STUDY_FIGURES;
  return input;
}

static void
on_quick_done (VitrineJob   *job,
               gpointer      result,
               const GError *error,
               gpointer      user_data)
{
  VitrinePartLearner *self = user_data;

  if (job != self->quick)
    return;
  if (result != NULL && same_graph (self->aog, ((VitrineStudyResult *) result)->aog))
    take_parses (self, result);
  g_clear_object (&self->quick);
}

/* The pictures in sight at once, beside the queue of jobs. */
void
learner_quick (VitrinePartLearner *self)
{
  if (self->study == NULL || !vitrine_part_study_is_ready (self->study) || self->visible->len == 0
      || vitrine_part_learner_get_aog (self) == NULL)
    return;

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, self->part);
  VitrineStudyInput *input = make_input (self, self->aog, boxes, NULL);

  input->n_order = MIN (input->n_order, self->visible->len);
  input->depth = VITRINE_STUDY_PARSE;
  g_set_object (&self->quick, vitrine_jobs_preview (self->jobs, "parts-quick", &(VitrineJobSpec) {
    .title = _("Looking at this picture"),
    .func = vitrine_part_study_run,
    .input = input,
    .input_free = (GDestroyNotify) vitrine_study_input_free,
    .result_free = (GDestroyNotify) vitrine_study_result_free,
    .done = on_quick_done,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
}

static void
start_job (VitrinePartLearner *self,
           VtAog              *aog,
           GPtrArray          *boxes,
           GPtrArray          *todo)
{
  VitrineStudyInput *input = make_input (self, aog, boxes, todo);
  g_autofree char *title = g_strdup_printf (todo->len > 0 ? _("Learning “%s”") : _("Finding “%s”"), input->part);
  gboolean mining = todo->len > 0 || !vitrine_part_study_is_ready (self->study);

  learner_set_job (self, vitrine_jobs_run (self->jobs, &(VitrineJobSpec) {
    .title = title,
    .func = vitrine_part_study_run,
    .input = input,
    .input_free = (GDestroyNotify) vitrine_study_input_free,
    .result_free = (GDestroyNotify) vitrine_study_result_free,
    .partial = on_partial,
    .done = on_done,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
  learner_set_state (self, mining ? VITRINE_LEARNER_MINING : VITRINE_LEARNER_PARSING, NULL);
}

/* ---- update ---- */

gboolean
learner_ensure_study (VitrinePartLearner *self,
                      GError            **error)
{
  if (self->study != NULL)
    return TRUE;
  self->n = MIN (vitrine_dataset_get_n (self->dataset), LEARNER_MAX_PICTURES);

  g_autofree VitrinePicture **pictures = g_new0 (VitrinePicture *, MAX (self->n, 1));

  for (guint i = 0; i < self->n; i++)
    pictures[i] = vitrine_dataset_get (self->dataset, i);
  self->study = vitrine_part_study_new (self->store, self->model, pictures, self->n, &self->options, error);
  if (self->study == NULL)
    {
      self->n = 0;
      return FALSE;
    }
  self->pictures = g_new0 (LearnerPicture, MAX (self->n, 1));
  return TRUE;
}

static void
go_idle (VitrinePartLearner *self)
{
  learner_stop (self);
  if (self->aog != NULL)
    {
      g_clear_pointer (&self->aog, vt_aog_unref);
      for (guint i = 0; i < self->n; i++)
        learner_clear_picture (&self->pictures[i]);
      learner_clear_numbers (self);
      self->has_figures = self->has_former_figures = FALSE;
      learner_emit (self, LEARNER_GRAPH_CHANGED);
      learner_emit (self, LEARNER_FIGURES_CHANGED);
    }
  learner_set_state (self, VITRINE_LEARNER_IDLE, NULL);
}

/* What was under way, stopped or failed is wanted no more: the tables say again what is known already. */
static void
go_ready (VitrinePartLearner *self)
{
  learner_stop (self);
  learner_set_state (self, VITRINE_LEARNER_READY, NULL);
  learner_emit (self, LEARNER_FIGURES_CHANGED);
}

void
learner_update (VitrinePartLearner *self)
{
  g_autoptr (GError) error = NULL;
  gboolean possible = self->model != NULL && self->dataset != NULL && self->project != NULL
                      && self->part != 0 && !vitrine_dataset_is_loading (self->dataset);
  g_autoptr (GPtrArray) boxes = possible ? vitrine_project_list_boxes (self->project, self->part) : NULL;

  if (boxes == NULL || boxes->len == 0)
    {
      go_idle (self);
      return;
    }
  if (!learner_ensure_study (self, &error))
    {
      learner_set_state (self, VITRINE_LEARNER_FAILED, error->message);
      return;
    }

  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (self->project, self->part);
  g_autoptr (GPtrArray) todo
    = g_ptr_array_new_with_free_func ((GDestroyNotify) vitrine_study_template_free);
  VtAog *aog = self->aog != NULL ? without_missing (self->aog, templates)
                                 : vt_aog_new (self->study->space, &self->options, self->study->model_id);

  for (guint t = 0; t < templates->len; t++)
    aog = with_template (self, aog, ((VitrineTemplate *) g_ptr_array_index (templates, t))->id, boxes, todo);
  aog = vitrine_part_graph_in_order (aog);

  if (self->aog == NULL || !same_graph (self->aog, aog))
    learner_stop (self);
  if (vt_aog_n_templates (aog) > 0)
    take_graph (self, aog);
  if (todo->len > 0 || (vt_aog_n_templates (aog) > 0 && !is_whole (self)))
    {
      learner_stop (self);
      if (todo->len == 0)
        learner_quick (self);
      start_job (self, aog, boxes, todo);
    }
  else if (vt_aog_n_templates (aog) == 0)
    go_idle (self);
  else if (self->state != VITRINE_LEARNER_READY)
    go_ready (self);
  vt_aog_unref (aog);
}
