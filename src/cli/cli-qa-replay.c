/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli qa replay: does a project's log over again and says whether content and graph come out the same. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-inputs.h"
#include "engine/qa/vitrine-qa-replay.h"

typedef struct { char *model, *pictures, *cache; } Options;

static const CliOption options[] = {
  { "model", 'm', CLI_FILE, G_STRUCT_OFFSET (Options, model), N_("FILE"), N_("Another place for the project’s network") },
  { "pictures", 'd', CLI_FILE, G_STRUCT_OFFSET (Options, pictures), "DIR", N_("Another place for the project’s pictures") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

static void
add_part (JsonBuilder           *b,
          const VitrinePart     *part,
          const VitrineQaReplay *replay)
{
  json_builder_begin_object (b);
  cli_add_string (b, "part", part->name);
  cli_add_int (b, "answers", replay->n_answers);
  cli_add_flag (b, "same_content", replay->same_content);
  if (replay->has_recorded)
    {
      cli_add_int (b, "graph_noted_after_commands", replay->recorded_at);
      cli_add_string (b, "graph_of_the_session", replay->recorded);
      cli_add_string (b, "graph_replayed", replay->replayed);
      cli_add_flag (b, "same_graph", replay->same_graph);
      cli_add_int (b, "templates", replay->n_templates);
      cli_add_int (b, "patterns", replay->n_patterns);
    }
  json_builder_end_object (b);
}

/* FALSE with an error; `same` says whether all agreed. */
static gboolean
replay_parts (const CliCall       *call,
              VitrineQaReplayTask *task,
              JsonBuilder         *b,
              gboolean            *same,
              GError             **error)
{
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (task->project);

  *same = TRUE;
  for (guint i = 0; i < parts->len; i++)
    {
      const VitrinePart *row = g_ptr_array_index (parts, i);
      VitrineQaReplay replay;
      VtJobPart part;

      task->part = row->id;
      if (!vitrine_qa_replay_run (task, call->pool, vt_job_part (&part, call->job, (double) i / parts->len,
                                                                 (i + 1.) / parts->len), &replay, error))
        return FALSE;
      *same &= replay.same_content && (!replay.has_recorded || replay.same_graph);
      add_part (b, row, &replay);
      if (i + 1 == parts->len)
        {
          json_builder_end_array (b);
          cli_add_int (b, "commands", replay.n_commands);
        }
      vitrine_qa_replay_clear (&replay);
    }
  if (parts->len == 0)
    json_builder_end_array (b);
  return TRUE;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineProject) project = vitrine_project_open_read_only (call->args[0], error);
  g_autofree char *model_path = NULL, *pictures_path = NULL;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineDataset) dataset = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  gboolean same;

  if (project == NULL)
    return NULL;
  model_path = o->model != NULL ? g_strdup (o->model) : vitrine_project_dup_setting (project, "model");
  pictures_path = o->pictures != NULL ? g_strdup (o->pictures) : vitrine_project_dup_setting (project, "pictures");
  if (model_path == NULL || pictures_path == NULL)
    return cli_usage_error (error, _("The project does not say which network and pictures it is about: give --model"
                                     " and --pictures"));
  if ((model = cli_open_model (model_path, error)) == NULL
      || (dataset = vitrine_dataset_open (pictures_path, NULL, error)) == NULL)
    return NULL;
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);

  VitrineQaReplayTask task = { .project = project, .model = model, .dataset = dataset, .store = store };
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  cli_add_string (b, "project", call->args[0]);
  json_builder_set_member_name (b, "parts");
  json_builder_begin_array (b);
  if (!replay_parts (call, &task, b, &same, error))
    return NULL;
  cli_add_flag (b, "same", same);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_qa_replay = {
  .name = "qa replay",
  .arguments = N_("PROJECT"),
  .summary = N_("Do everything that was said in a project again and compare what comes out"),
  .details = N_("Every command of the project’s log is done, undone and redone from nothing.  “Same” means that parts,\n"
                "templates, boxes, pruned patterns and answers are as in the file, and that the graph mined from them is\n"
                "the session’s to the bit.  A session that was killed while it learned is compared at the last moment\n"
                "it had finished."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
