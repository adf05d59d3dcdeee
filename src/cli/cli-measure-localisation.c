/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli measure localisation: a table of how well a part is found, by method and number of boxes. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-graphs.h"
#include "engine/qa/vitrine-localisation.h"

#define MOST_COUNTS 8

typedef struct
{
  char *   graph, *class_name, *part, *boxes, *csv, *cache;
  int      seed, seeds;
  gboolean no_questions;
} Options;

static const Options defaults = { .seed = 1, .seeds = 5 };

static const CliOption options[] = {
  { "part", 'p', CLI_STRING, G_STRUCT_OFFSET (Options, part), "NAME", N_("Part to find, as the pictures name it") },
  { "graph", 'g', CLI_FILE, G_STRUCT_OFFSET (Options, graph), N_("FILE"),
    N_("The explanatory graph, from graph learn (its method is left out)") },
  { "boxes", 'b', CLI_STRING, G_STRUCT_OFFSET (Options, boxes), "N,…", N_("Numbers of boxes to learn it from (3)") },
  { "class", 'c', CLI_STRING, G_STRUCT_OFFSET (Options, class_name), "C", N_("Only pictures of this class") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S", N_("Which pictures the boxes come from (1)") },
  { "seeds", 'k', CLI_INT, G_STRUCT_OFFSET (Options, seeds), "K", N_("Over the seeds S, S + 1 … (5)") },
  { "no-questions", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, no_questions), NULL,
    N_("Leave out the method that asks, the slowest") },
  { "csv", 0, CLI_FILE, G_STRUCT_OFFSET (Options, csv), N_("FILE"), N_("Write the table as CSV") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

/* ---- the answer ---- */

static JsonNode *
make_answer (const Options *o,
             GArray        *rows)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  cli_add_string (b, "part", o->part);
  cli_add_string (b, "class", o->class_name);
  cli_add_int (b, "seeds", o->seeds);
  json_builder_set_member_name (b, "table");
  json_builder_begin_array (b);
  for (guint i = 0; i < rows->len; i++)
    {
      const VitrineFindRow *row = &g_array_index (rows, VitrineFindRow, i);

      json_builder_begin_object (b);
      cli_add_string (b, "method", vitrine_find_way_name (row->way));
      cli_add_int (b, "boxes", row->boxes);
      cli_add_double (b, "normalized_distance", row->mean);
      cli_add_double (b, "confidence", row->half);
      cli_add_double (b, "ratio", row->ratio);
      cli_add_double (b, "iou_rate", row->iou);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
  return cli_finish (b);
}

/* ---- the work ---- */

static guint
read_counts (const char *text,
             guint      *counts,
             GError    **error)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "3", ",", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 count;

      if (n == MOST_COUNTS || !g_ascii_string_to_unsigned (g_strstrip (words[i]), 10, 1, 1000, &count, NULL))
        {
          cli_usage_error (error, _("--boxes is up to %d numbers from 1 to 1000, not “%s”"), MOST_COUNTS, text);
          return 0;
        }
      counts[n++] = (guint) count;
    }
  return n;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (VtXGraph) graph = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) trouble = NULL;
  guint counts[MOST_COUNTS];
  const guint n = read_counts (o->boxes, counts, error);
  VtJobPart part;

  if (n == 0)
    return NULL;
  if (o->part == NULL)
    return cli_usage_error (error, _("--part is missing: the part to find"));
  if (o->seeds < 1 || o->seeds > 1000)
    return cli_usage_error (error, _("--seeds is from 1 to 1000"));
  if ((model = cli_open_model (call->args[0], error)) == NULL
      || (pictures = cli_read_pictures (call->args[1], o->class_name, vt_job_part (&part, call->job, 0, .05), error)) == NULL)
    return NULL;
  if (o->graph != NULL && (graph = cli_load_graph (o->graph, model, error)) == NULL)
    return NULL;
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);
  rows = vitrine_localisation_run (&(VitrineLocalisation) {
    .model = model, .store = store, .pictures = (VitrinePicture **) pictures->pdata, .n_pictures = pictures->len,
    .part = o->part, .graph = graph, .counts = counts, .n_counts = n, .seed = (guint64) o->seed,
    .n_seeds = (guint) o->seeds, .asking = !o->no_questions,
  }, call->pool, vt_job_part (&part, call->job, .05, 1), NULL, NULL, &trouble);
  if (trouble == NULL && o->csv != NULL)
    {
      g_autofree char *csv = vitrine_localisation_csv (rows);

      g_file_set_contents (o->csv, csv, -1, &trouble);
    }
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return NULL;
    }
  return make_answer (o, rows);
}

const CliCommand cli_command_measure_localisation = {
  .name = "measure localisation",
  .arguments = N_("MODEL PICTURES"),
  .summary = N_("Compare ways of finding a part from a few boxes"),
  .details = N_("A table of the normalized distance on pictures without a box, by method and number of boxes, with half the\n"
                "95 percent confidence interval of the mean over seeds.  All methods get the same boxes, but for the one that\n"
                "asks: it chooses its pictures itself, as many answers as boxes.  The ratio is to the image-blind predictor,\n"
                "which says the mean of as many true places everywhere."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
