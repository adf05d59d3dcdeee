/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli project import: part boxes of other programs. */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/cli-project-boxes.h"

typedef struct { char *pictures; } Options;

static const CliOption options[] = {
  { "pictures", 0, CLI_FILE, G_STRUCT_OFFSET (Options, pictures), N_("PICTURES"),
    N_("Where the pictures are; a new project keeps that") },
  { NULL },
};

static VitrineProject *
open_or_make (const char *path,
              const char *pictures,
              GError    **error)
{
  VitrineProject *project;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return vitrine_project_open (path, error);
  if (pictures == NULL)
    return cli_usage_error (error, _("There is no project “%s”; to begin one, --pictures says which pictures it is about"),
                            path);
  project = vitrine_project_new (path, error);
  if (project != NULL && !vitrine_project_set_setting (project, "pictures", pictures, error))
    g_clear_object (&project);
  return project;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autofree char *pictures = o->pictures == NULL || g_str_has_prefix (o->pictures, "sample:")
                              ? g_strdup (o->pictures) : g_canonicalize_filename (o->pictures, NULL);
  const gboolean is_new = !g_file_test (call->args[0], G_FILE_TEST_EXISTS);
  g_autoptr (VitrineProject) project = open_or_make (call->args[0], pictures, error);
  g_autoptr (VitrineDataset) set = project != NULL ? cli_open_project_pictures (project, pictures, call->job, error) : NULL;
  g_autoptr (VitrineExchange) exchange = set != NULL ? vitrine_exchange_new (project, set) : NULL;
  g_autoptr (VitrineImport) import = exchange != NULL ? vitrine_exchange_read (exchange, call->args[1], call->job, error)
                                                      : NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();

  if (import == NULL || !vitrine_import_apply (import, project, error))
    {
      /* What was begun for nothing is taken away. */
      if (project != NULL && is_new)
        {
          vitrine_project_close (project);
          g_unlink (call->args[0]);
        }
      return NULL;
    }
  json_builder_begin_object (b);
  cli_add_int (b, "boxes", import->rows->len);
  cli_add_int (b, "pictures", import->n_pictures);
  cli_add_flag (b, "objects_as_parts", import->from_objects);
  cli_add_strings (b, "skipped", (const char *const *) import->skipped);
  json_builder_end_object (b);
  vitrine_project_close (project);
  return cli_finish (b);
}

const CliCommand cli_command_project_import = {
  .name = "project import",
  .arguments = N_("PROJECT FILE"),
  .summary = N_("Bring part boxes of other programs into a project, as one step that can be undone"),
  .details = N_("FILE is COCO, Pascal VOC, LabelMe or CSV, or a folder of such files; which, is told by the content.\n"
                "Pictures are found by their path, or by their name when only one is called so.  Where a file tells no\n"
                "parts, its objects are taken as parts.  What is left out is said."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
