/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaying.  The session notes which content its graph was mined from (see vitrine-asker-memory.c): a session that
 * was killed while it learned is compared at the last moment it had finished. */
#include "config.h"

#include "engine/qa/vitrine-qa-replay.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-part-rows.h"
#include "engine/parts/vitrine-part-study.h"

#define MOST_PICTURES 2000     /* as the learner has it */

void
vitrine_qa_replay_clear (VitrineQaReplay *replay)
{
  g_clear_pointer (&replay->recorded, g_free);
  g_clear_pointer (&replay->replayed, g_free);
}

static VitrineProject *
replay_until (VitrineProject *project,
              const char     *folder,
              gint64          until,
              GError        **error)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".vitrine", until);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return vitrine_project_replay (project, path, until, error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* ---- the graph of some content, from nothing ---- */

static void
add_templates (VitrineStudyInput *input,
               VitrineProject    *content,
               gint64             part,
               VitrineDataset    *dataset,
               guint              n)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (content, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (content, part);

  for (guint t = 0; t < templates->len; t++)
    {
      const gint64 id = ((VitrineTemplate *) g_ptr_array_index (templates, t))->id;
      g_autoptr (GPtrArray) rows = vitrine_project_list_drops (content, id);
      g_autoptr (GArray) mine = vitrine_part_rows_boxes (boxes, id, dataset, n);
      VitrineStudyTemplate *template;

      if (mine->len == 0)
        continue;
      template = g_new0 (VitrineStudyTemplate, 1);
      template->id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      template->boxes = g_array_ref (mine);
      template->drops = vitrine_part_rows_drops (rows, input->study->space);
      template->key = vitrine_part_rows_key (template->id, mine);
      g_ptr_array_add (input->templates, template);
    }
}

static VtAog *
mine (const VitrineQaReplayTask *task,
      VitrineProject            *content,
      VtPool                    *pool,
      const VtJob               *job,
      GError                   **error)
{
  const guint n = MIN (vitrine_dataset_get_n (task->dataset), MOST_PICTURES);
  g_autofree VitrinePicture **pictures = g_new0 (VitrinePicture *, n + 1);
  VitrineFeatureStore *store = task->store != NULL ? vitrine_feature_store_ref (task->store)
                                                   : vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);
  VitrineStudyInput *input = g_new0 (VitrineStudyInput, 1);
  VitrineStudyResult *result;
  VtAogOptions options;
  VtAog *aog = NULL;

  vt_aog_options_init (&options, VT_AOG_FORM_DEFAULT);
  for (guint i = 0; i < n; i++)
    pictures[i] = vitrine_dataset_get (task->dataset, i);
  input->study = vitrine_part_study_new (store, task->model, pictures, n, &options, error);
  vitrine_feature_store_unref (store);
  if (input->study == NULL)
    {
      g_free (input);
      return NULL;
    }
  input->aog = vt_aog_new (input->study->space, &options, input->study->model_id);
  input->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) vitrine_study_template_free);
  input->order = g_new0 (guint, 1);
  input->former = g_new0 (VtParse *, n + 1);
  input->boxed = g_new0 (guint8, n + 1);
  input->part = g_strdup ("");
  input->depth = VITRINE_STUDY_PARSE;
  add_templates (input, content, task->part, task->dataset, n);
  result = vitrine_part_study_work (input, NULL, pool, job, error);
  if (result != NULL)
    aog = vt_aog_ref (result->aog);
  vitrine_study_result_free (result);
  vitrine_study_input_free (input);
  return aog;
}

/* ---- finding where the session noted its graph ---- */

static VitrineProject *
find_recorded (const VitrineQaReplayTask *task,
               const char                *folder,
               const char                *content_hash,
               const VtJob               *job,
               VitrineQaReplay           *replay,
               GError                   **error)
{
  g_autoptr (GPtrArray) log = vitrine_project_list_log (task->project);

  for (guint i = log->len; i-- > 0;)
    {
      const VitrineLogEntry *entry = g_ptr_array_index (log, i);
      VitrineProject *then = NULL;

      if (!vt_job_tick (job, (double) (log->len - i) / log->len, N_("Replaying the log"), error)
          || (then = replay_until (task->project, folder, entry->id, error)) == NULL)
        return NULL;

      g_autofree char *hash = vitrine_project_hash (then);

      if (g_str_equal (hash, content_hash))
        {
          replay->recorded_at = i + 1;
          return then;
        }
      vitrine_project_close (then);
      g_object_unref (then);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The graph that was noted belongs to nothing in the project’s log"));
  return NULL;
}

static gboolean
compare_graphs (const VitrineQaReplayTask *task,
                const char                *folder,
                const char                *noted,
                VtPool                    *pool,
                const VtJob               *job,
                VitrineQaReplay           *replay,
                GError                   **error)
{
  g_auto (GStrv) words = g_strsplit (noted, " ", 2);
  g_autoptr (VitrineProject) then = NULL;
  g_autoptr (VtAog) aog = NULL;
  VtJobPart part;

  if (words[0] == NULL || words[1] == NULL)
    return TRUE;
  replay->has_recorded = TRUE;
  replay->recorded = g_strdup (words[1]);
  then = find_recorded (task, folder, words[0], vt_job_part (&part, job, 0, .2), replay, error);
  if (then == NULL)
    return FALSE;
  aog = mine (task, then, pool, vt_job_part (&part, job, .2, 1), error);
  vitrine_project_close (then);
  if (aog == NULL)
    return FALSE;
  replay->replayed = vitrine_part_graph_hash (aog);
  replay->n_templates = vt_aog_n_templates (aog);
  replay->n_patterns = vt_aog_n_patterns (aog);
  replay->same_graph = g_str_equal (replay->replayed, replay->recorded);
  return TRUE;
}

gboolean
vitrine_qa_replay_run (const VitrineQaReplayTask *task,
                       VtPool                    *pool,
                       const VtJob               *job,
                       VitrineQaReplay           *replay,
                       GError                   **error)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-replay-XXXXXX", error);
  g_autofree char *key = g_strdup_printf ("ask-graph-%" G_GINT64_FORMAT, task->part);
  g_autofree char *noted = vitrine_project_dup_setting (task->project, key);
  g_autoptr (GPtrArray) log = vitrine_project_list_log (task->project);
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (task->project, task->part);
  g_autoptr (VitrineProject) all = NULL;
  gboolean good;

  *replay = (VitrineQaReplay) { .n_commands = log->len, .n_answers = answers->len };
  if (folder == NULL)
    return FALSE;
  all = replay_until (task->project, folder, 0, error);
  good = all != NULL;
  if (good)
    {
      g_autofree char *now = vitrine_project_hash (task->project);
      g_autofree char *then = vitrine_project_hash (all);

      replay->same_content = g_str_equal (now, then);
      vitrine_project_close (all);
    }
  if (good && noted != NULL)
    good = compare_graphs (task, folder, noted, pool, job, replay, error);
  remove_folder (folder);
  if (!good)
    vitrine_qa_replay_clear (replay);
  return good;
}
