/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli project: what a project file holds. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-command.h"
#include "engine/project/vitrine-project.h"

typedef struct { gboolean log; } Options;

static void
add_string (JsonBuilder *b,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (b, name);
  if (value != NULL)
    json_builder_add_string_value (b, value);
  else
    json_builder_add_null_value (b);
}

static void
add_number (JsonBuilder *b,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_double_value (b, value);
}

static void
add_boxes (JsonBuilder    *b,
           VitrineProject *project,
           gint64          part)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project, part);

  json_builder_set_member_name (b, "boxes");
  json_builder_begin_array (b);
  for (guint i = 0; i < boxes->len; i++)
    {
      const VitrinePartBox *box = g_ptr_array_index (boxes, i);

      json_builder_begin_object (b);
      for (guint j = 0; j < templates->len; j++)
        if (((VitrineTemplate *) g_ptr_array_index (templates, j))->id == box->template_id)
          add_string (b, "template", ((VitrineTemplate *) g_ptr_array_index (templates, j))->name);
      add_string (b, "picture", box->picture);
      add_number (b, "x", box->box.x);
      add_number (b, "y", box->box.y);
      add_number (b, "width", box->box.w);
      add_number (b, "height", box->box.h);
      json_builder_set_member_name (b, "mirrored");
      json_builder_add_boolean_value (b, box->mirrored);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_drops (JsonBuilder    *b,
           VitrineProject *project,
           gint64          part)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, part);

  json_builder_set_member_name (b, "pruned");
  json_builder_begin_array (b);
  for (guint i = 0; i < templates->len; i++)
    {
      const VitrineTemplate *template = g_ptr_array_index (templates, i);
      g_autoptr (GPtrArray) drops = vitrine_project_list_drops (project, template->id);

      for (guint j = 0; j < drops->len; j++)
        {
          const VitrineDrop *drop = g_ptr_array_index (drops, j);

          json_builder_begin_object (b);
          add_string (b, "template", template->name);
          add_string (b, "layer", drop->layer);
          json_builder_set_member_name (b, "channel");
          json_builder_add_int_value (b, drop->channel);
          add_number (b, "row", drop->row);
          add_number (b, "column", drop->column);
          add_string (b, "reason", drop->reason);
          json_builder_end_object (b);
        }
    }
  json_builder_end_array (b);
}

static void
add_parts (JsonBuilder    *b,
           VitrineProject *project)
{
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (project);

  json_builder_set_member_name (b, "parts");
  json_builder_begin_array (b);
  for (guint i = 0; i < parts->len; i++)
    {
      const VitrinePart *part = g_ptr_array_index (parts, i);

      json_builder_begin_object (b);
      add_string (b, "name", part->name);
      add_boxes (b, project, part->id);
      add_drops (b, project, part->id);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_notes (JsonBuilder    *b,
           VitrineProject *project)
{
  g_auto (GStrv) addresses = vitrine_project_list_notes (project);

  json_builder_set_member_name (b, "notes");
  json_builder_begin_array (b);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *text = vitrine_project_dup_note (project, addresses[i]);

      json_builder_begin_object (b);
      add_string (b, "address", addresses[i]);
      add_string (b, "text", text);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_log (JsonBuilder    *b,
         VitrineProject *project)
{
  static const char *const kinds[] = { "do", "undo", "redo" };
  g_autoptr (GPtrArray) log = vitrine_project_list_log (project);

  json_builder_set_member_name (b, "log");
  json_builder_begin_array (b);
  for (guint i = 0; i < log->len; i++)
    {
      const VitrineLogEntry *entry = g_ptr_array_index (log, i);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (entry->time / G_USEC_PER_SEC);
      g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

      json_builder_begin_object (b);
      add_string (b, "time", text);
      add_string (b, "kind", (guint) entry->kind < G_N_ELEMENTS (kinds) ? kinds[entry->kind] : "?");
      add_string (b, "label", entry->label);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static JsonNode *
project_run (const CliCall *call,
             GError       **error)
{
  const Options *options = call->options;
  g_autoptr (VitrineProject) project = vitrine_project_open_read_only (call->args[0], error);

  if (project == NULL)
    return NULL;

  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *title = vitrine_project_dup_title (project);
  g_autofree char *model = vitrine_project_dup_setting (project, "model");
  g_autofree char *pictures = vitrine_project_dup_setting (project, "pictures");
  g_autofree char *hash = vitrine_project_hash (project);

  json_builder_begin_object (b);
  add_string (b, "title", title);
  add_string (b, "model", model);
  add_string (b, "pictures", pictures);
  add_parts (b, project);
  add_notes (b, project);
  add_string (b, "undo", vitrine_project_get_undo_label (project));
  add_string (b, "redo", vitrine_project_get_redo_label (project));
  add_string (b, "hash", hash);
  if (options->log)
    add_log (b, project);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static const CliOption project_options[] = {
  { "log", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, log), NULL, N_("Also print every command, undo and redo with its time") },
  { NULL },
};

const CliCommand cli_command_project = {
  .name = "project",
  .arguments = N_("PROJECT"),
  .summary = N_("Print what is in a project: parts, boxes, pruned patterns, notes"),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = project_options,
  .run = project_run,
};
