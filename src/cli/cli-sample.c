/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli sample: pictures of the Menagerie with boxes, masks and attributes, in open formats. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-command.h"
#include "engine/sample/vitrine-menagerie-export.h"

/* Every dial is a key of the sample's address; the words after the option are its value as it is. */
enum
{
  DIAL_COUNT, DIAL_SEED, DIAL_SIZE, DIAL_SPECIES, DIAL_HAT, DIAL_SCARF, DIAL_ASLEEP, DIAL_BACKGROUND,
  DIAL_HIDDEN, DIAL_MISLABELLED, DIAL_NEGATIVES, DIAL_OCCLUSION, DIAL_CLUTTER,
  N_DIALS,
};

static const char *const keys[N_DIALS] = {
  "count", "seed", "size", "species", "hat", "scarf", "asleep", "background", "hidden", "mislabelled", "negatives",
  "occlusion", "clutter",
};

typedef struct
{
  char *out;
  char *dials[N_DIALS];
} Options;

#define DIAL(name, dial, value, summary) \
  { name, 0, CLI_STRING, G_STRUCT_OFFSET (Options, dials) + (dial) * sizeof (char *), value, summary }

static const CliOption options[] = {
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("DIR"), N_("Folder to write into") },
  DIAL ("count", DIAL_COUNT, N_("N"), N_("How many pictures (220)")),
  DIAL ("seed", DIAL_SEED, N_("S"), N_("The same seed gives the same pictures (1)")),
  DIAL ("size", DIAL_SIZE, N_("PIXELS"), N_("Side of a picture, 128 to 1024 (160)")),
  DIAL ("species", DIAL_SPECIES, N_("NAME"), N_("Only this species (all in turn)")),
  DIAL ("hat", DIAL_HAT, N_("RATE"),
        N_("How often a hat is worn (0.08): 0.2, fox:0.9, or fox:0.9:0.1 for foxes and others")),
  DIAL ("scarf", DIAL_SCARF, N_("RATE"), N_("How often a scarf is worn, likewise (0.12)")),
  DIAL ("asleep", DIAL_ASLEEP, N_("RATE"), N_("How often the eyes are closed, likewise (0)")),
  DIAL ("background", DIAL_BACKGROUND, N_("PLACE"),
        N_("Ties a place to a species: snow:fox:0.9 or snow:fox:0.9:0.05")),
  DIAL ("hidden", DIAL_HIDDEN, N_("RATE"), N_("A pale sub-species: fox:0.2")),
  DIAL ("mislabelled", DIAL_MISLABELLED, N_("RATE"), N_("Share of wrong labels")),
  DIAL ("negatives", DIAL_NEGATIVES, N_("RATE"), N_("Share of pictures without an animal")),
  DIAL ("occlusion", DIAL_OCCLUSION, N_("AMOUNT"), N_("How much stands in front, 0 to 1 (0.25)")),
  DIAL ("clutter", DIAL_CLUTTER, N_("AMOUNT"), N_("How much lies about, 0 to 1 (0.5)")),
  { NULL },
};

static JsonNode *
answer (const Options                 *o,
        const VitrineMenagerieOptions *world,
        const VitrineMenagerieSummary *summary)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *query = vitrine_menagerie_options_query (world);
  g_autofree char *address = g_strconcat ("sample:pictures", *query ? "?" : "", query, NULL);

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "folder");
  json_builder_add_string_value (b, o->out);
  json_builder_set_member_name (b, "address");
  json_builder_add_string_value (b, address);
  json_builder_set_member_name (b, "pictures");
  json_builder_add_int_value (b, summary->pictures);
  json_builder_set_member_name (b, "parts");
  json_builder_add_int_value (b, summary->parts);
  json_builder_set_member_name (b, "classes");
  json_builder_begin_array (b);
  for (guint i = 0; i < vitrine_menagerie_n_classes (); i++)
    {
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "class");
      json_builder_add_string_value (b, vitrine_menagerie_class_name (i));
      json_builder_set_member_name (b, "pictures");
      json_builder_add_int_value (b, summary->per_class[i]);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  VitrineMenagerieOptions world;
  VitrineMenagerieSummary summary = { 0 };
  g_autoptr (GError) failed = NULL;

  if (!o->out)
    return cli_usage_error (error, _("--output is missing: the folder to write into"));
  vitrine_menagerie_options_init (&world);
  for (guint i = 0; i < N_DIALS; i++)
    {
      g_autofree char *pair = o->dials[i] ? g_strdup_printf ("%s=%s", keys[i], o->dials[i]) : NULL;

      if (pair && !vitrine_menagerie_options_parse (&world, pair, &failed))
        return cli_usage_error (error, "%s", failed->message);
    }
  vitrine_menagerie_export (&world, o->out, call->job, &summary, error);
  return summary.pictures > 0 ? answer (o, &world, &summary) : NULL;
}

const CliCommand cli_command_sample = {
  .name = "sample",
  .arguments = "",
  .summary = N_("Draw pictures of the Menagerie, with boxes, masks, poses and attributes"),
  .details = N_("Writes DIR/pictures/CLASS/*.png, DIR/masks/*.png (a number for each part, named in\n"
                "DIR/parts.json) and DIR/annotations.json (COCO with parts). DIR/pictures opens as a set of\n"
                "classes."),
  .min_args = 0,
  .max_args = 0,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
