/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli project export: part boxes for other programs. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-project-boxes.h"

typedef struct { char *out, *format, *pictures; } Options;

static const CliOption options[] = {
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("FILE"), N_("File to write; for voc and labelme a folder") },
  { "format", 'f', CLI_STRING, G_STRUCT_OFFSET (Options, format), N_("FORMAT"),
    N_("coco, voc, labelme or csv; a name in .json is coco, one in .csv csv") },
  { "pictures", 0, CLI_FILE, G_STRUCT_OFFSET (Options, pictures), N_("PICTURES"),
    N_("Where the pictures are, when no longer where the project says") },
  { NULL },
};

static const VitrineBoxesFormat *
choose_format (const Options *o,
               GError       **error)
{
  if (o->format != NULL)
    {
      const VitrineBoxesFormat *format = vitrine_boxes_format (o->format);

      return format != NULL ? format : cli_usage_error (error, _("--format is one of coco, voc, labelme, csv, not “%s”"),
                                                        o->format);
    }
  if (g_str_has_suffix (o->out, vitrine_boxes_coco.ending))
    return &vitrine_boxes_coco;
  if (g_str_has_suffix (o->out, vitrine_boxes_csv.ending))
    return &vitrine_boxes_csv;
  return cli_usage_error (error, _("“%s” ends neither in .json nor in .csv; --format says what to write"), o->out);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  const VitrineBoxesFormat *format;
  g_autoptr (VitrineProject) project = NULL;
  g_autoptr (VitrineDataset) set = NULL;
  g_autoptr (VitrineExchange) exchange = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_auto (GStrv) skipped = NULL;
  guint n;

  if (o->out == NULL)
    return cli_usage_error (error, _("--output is missing: the file or folder to write the boxes to"));
  if ((format = choose_format (o, error)) == NULL
      || (project = vitrine_project_open_read_only (call->args[0], error)) == NULL
      || (set = cli_open_project_pictures (project, o->pictures, call->job, error)) == NULL)
    return NULL;
  exchange = vitrine_exchange_new (project, set);
  n = vitrine_exchange_write (exchange, format, o->out, call->job, &skipped, error);
  if (n == 0)
    return NULL;
  json_builder_begin_object (b);
  cli_add_string (b, "file", o->out);
  cli_add_string (b, "format", format->id);
  cli_add_int (b, "boxes", n);
  cli_add_strings (b, "skipped", (const char *const *) skipped);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_project_export = {
  .name = "project export",
  .arguments = N_("PROJECT"),
  .summary = N_("Write a project’s part boxes for other programs: COCO, Pascal VOC, LabelMe, CSV"),
  .details = N_("Object, part, template and mirroring are kept; where a format has no word for one, Vitrine adds its own,\n"
                "which other programs go past.  voc and labelme write one file a picture into a folder and replace none."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
