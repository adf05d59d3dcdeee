/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli units: what makes each channel of a layer fire. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/vt-error.h"
#include "cli/cli-inputs.h"
#include "cli/cli-print.h"
#include "engine/units/vitrine-unit-sheet.h"

typedef struct
{
  char    *layer, *output;
  int      top;
  gboolean whole, no_cache;
} Options;

static const Options defaults = { .top = 9 };

static const CliOption options[] = {
  { "layer", 'l', CLI_STRING, G_STRUCT_OFFSET (Options, layer), "LAYER", N_("Name of the layer") },
  { "top", 'n', CLI_INT, G_STRUCT_OFFSET (Options, top), "N", N_("Pictures to keep for each unit (9)") },
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, output), "DIR", N_("Folder for the sheets and units.json") },
  { "whole", 'w', CLI_FLAG, G_STRUCT_OFFSET (Options, whole), NULL, N_("Look at whole pictures, not at their object boxes") },
  { "no-cache", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, no_cache), NULL, N_("Neither read nor keep feature maps on disk") },
  { NULL },
};

static void
add_box (JsonBuilder      *b,
         const VitrineBox *box)
{
  json_builder_set_member_name (b, "box");
  json_builder_begin_object (b);
  cli_add_double (b, "x", box->x);
  cli_add_double (b, "y", box->y);
  cli_add_double (b, "width", box->w);
  cli_add_double (b, "height", box->h);
  json_builder_end_object (b);
}

static void
add_hits (JsonBuilder           *b,
          const VitrineUnit     *unit,
          const VitrineUnitsAsk *ask)
{
  json_builder_set_member_name (b, "top");
  json_builder_begin_array (b);
  for (guint h = 0; h < unit->n_hits; h++)
    {
      const VitrineUnitHit *hit = &unit->hits[h];
      VitrinePicture *picture = ask->pictures[hit->picture];
      const VitrineBox *box = ask->whole ? NULL : vitrine_picture_get_box (picture);

      json_builder_begin_object (b);
      cli_add_string (b, "picture", vitrine_picture_get_path (picture));
      cli_add_double (b, "value", (double) hit->value);
      cli_add_int (b, "row", hit->row);
      cli_add_int (b, "column", hit->column);
      if (box != NULL)
        add_box (b, box);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_histogram (JsonBuilder       *b,
               const VitrineUnit *unit)
{
  json_builder_set_member_name (b, "histogram");
  json_builder_begin_object (b);
  cli_add_double (b, "min", (double) unit->least);
  cli_add_double (b, "max", (double) unit->most);
  json_builder_set_member_name (b, "counts");
  json_builder_begin_array (b);
  for (guint i = 0; i < VITRINE_UNITS_BINS; i++)
    json_builder_add_int_value (b, unit->histogram[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static JsonNode *
make_answer (const VitrineUnits    *units,
             const VitrineUnitsAsk *ask,
             GPtrArray             *sheets)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  VitrineLayer *layer = vitrine_model_get_layer (ask->model, ask->node);

  json_builder_begin_object (b);
  cli_add_string (b, "layer", vitrine_layer_get_name (layer));
  cli_add_int (b, "pictures", units->n_pictures);
  json_builder_set_member_name (b, "sheets");
  json_builder_begin_array (b);
  for (guint i = 0; sheets != NULL && i < sheets->len; i++)
    json_builder_add_string_value (b, sheets->pdata[i]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "units");
  json_builder_begin_array (b);
  for (guint c = 0; c < units->channels; c++)
    {
      const VitrineUnit *unit = &units->units[c];

      json_builder_begin_object (b);
      cli_add_int (b, "unit", c);
      cli_add_double (b, "mean", unit->mean);
      cli_add_double (b, "alive", unit->alive);
      cli_add_double (b, "threshold", (double) unit->threshold);
      add_histogram (b, unit);
      add_hits (b, unit, ask);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
  return cli_finish (b);
}

static gboolean
write_json (JsonNode    *answer,
            const char  *folder,
            GError     **error)
{
  g_autofree char *path = g_build_filename (folder, "units.json", NULL);
  g_autofree char *text = cli_print_json (answer);

  return g_file_set_contents (path, text, -1, error);
}

/* Without -o only the answer is given. */
static gboolean
make_folder (const char  *folder,
             GError     **error)
{
  if (folder == NULL || g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” could not be made: %s"), folder,
               g_strerror (errno));
  return FALSE;
}

static JsonNode *
scan (const CliCall          *call,
      const VitrineUnitsAsk  *ask,
      GError                **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineUnits) units = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (JsonNode) answer = NULL;
  VtJobPart part;

  units = vitrine_units_scan (ask, call->pool, vt_job_part (&part, call->job, 0, 0.8), error);
  if (units == NULL)
    return NULL;
  /* Stopped: what is known is still the answer, without sheets. */
  if (o->output != NULL && units->n_pictures == units->n_total)
    sheets = vitrine_unit_sheets_write (units, ask, o->output,
                                        vt_job_part (&part, call->job, 0.8, 1), error);
  answer = make_answer (units, ask, sheets);
  if (sheets != NULL && !write_json (answer, o->output, error))
    return NULL;
  return g_steal_pointer (&answer);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  VitrineUnitsAsk ask = { .whole = o->whole, .top = (guint) MAX (o->top, 0) };

  if (o->layer == NULL)
    return cli_usage_error (error, _("--layer is missing"));
  if (o->top < 1 || o->top > 100)
    return cli_usage_error (error, _("--top must be between 1 and 100"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL || (ask.node = cli_find_node (model, o->layer, error)) < 0
      || !make_folder (o->output, error))
    return NULL;
  pictures = cli_list_pictures (call->args + 1, call->job, error);
  if (pictures == NULL)
    return NULL;
  if (!o->no_cache)
    store = vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);
  ask.model = model;
  ask.store = store;
  ask.pictures = (VitrinePicture **) pictures->pdata;
  ask.n_pictures = pictures->len;
  vitrine_model_get_preprocess (model, &ask.preprocess);
  return scan (call, &ask, error);
}

const CliCommand cli_command_units = {
  .name = "units",
  .arguments = N_("MODEL PICTURES…"),
  .summary = N_("Find what makes each unit of a layer fire"),
  .details = N_("Scans pictures for the strongest responses of every channel.  With -o a sheet of patches is "
                "written, a row for each unit, and units.json with the figures.  A scan that was stopped goes "
                "on where it was."),
  .min_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
