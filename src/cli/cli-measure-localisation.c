/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli measure localisation: a table of how well a part is found, by method and number of boxes. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-graphs.h"
#include "engine/parts/vitrine-graph-locate.h"
#include "engine/parts/vitrine-part-trial.h"

#define MOST_COUNTS 8

typedef struct
{
  char *graph, *class_name, *part, *boxes, *csv, *cache;
  int   seed, seeds;
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
  { "csv", 0, CLI_FILE, G_STRUCT_OFFSET (Options, csv), N_("FILE"), N_("Write the table as CSV") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

typedef struct
{
  const char *method;
  guint       boxes;
  double      mean, half;       /* half the 95 % confidence interval of the mean over seeds; NaN: no seeds */
  double      iou, ratio;
} Row;

/* ---- statistics ---- */

/* Student's t for 95 %, two sides, by degrees of freedom. */
static double
student (guint freedom)
{
  static const double t[] = { 0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228 };

  return freedom < G_N_ELEMENTS (t) ? t[freedom] : 1.96 + 2.4 / freedom;
}

static void
add_row (GArray       *rows,
         const char   *method,
         guint         boxes,
         const double *values,
         guint         n,
         double        iou,
         double        blind)
{
  Row row = { method, boxes, 0, (double) NAN, iou, 0 };
  double square = 0;

  for (guint i = 0; i < n; i++)
    row.mean += values[i] / n;
  for (guint i = 0; i < n; i++)
    square += (values[i] - row.mean) * (values[i] - row.mean);
  if (n > 1)
    row.half = student (n - 1) * sqrt (square / (n - 1) / n);
  row.ratio = row.mean / blind;
  g_array_append_val (rows, row);
}

/* ---- methods ---- */

static gboolean
add_parts (const CliCall    *call,
           VitrinePartTrial *trial,
           GArray           *rows,
           const VtJob      *job,
           GError          **error)
{
  g_autoptr (VitrinePartTrialResult) result = vitrine_part_trial_run (trial, call->pool, job, error);
  g_autofree double *values = NULL;
  double iou = 0, pruned = 0;

  if (result == NULL || result->n_draws < trial->n_draws)
    return FALSE;
  values = g_new (double, result->n_draws);
  for (guint i = 0; i < result->n_draws; i++)
    {
      values[i] = result->draws[i].held_out.distance;
      iou += result->draws[i].held_out.iou_rate / result->n_draws;
      pruned += result->draws[i].pruned.iou_rate / result->n_draws;
    }
  add_row (rows, _("And-Or graph"), trial->n_boxes, values, result->n_draws, iou, result->blind.shots);
  for (guint i = 0; i < result->n_draws; i++)
    values[i] = result->draws[i].pruned.distance;
  add_row (rows, _("And-Or graph, pruned as suggested"), trial->n_boxes, values, result->n_draws, pruned, result->blind.shots);
  for (guint i = 0; i < result->n_draws; i++)
    values[i] = result->draws[i].neighbour;
  add_row (rows, _("nearest picture"), trial->n_boxes, values, result->n_draws, (double) NAN, result->blind.shots);
  add_row (rows, _("image-blind, as many boxes"), trial->n_boxes, &result->blind.shots, 1, (double) NAN, result->blind.shots);
  add_row (rows, _("image-blind, mean of all"), trial->n_boxes, &result->blind.mean, 1, (double) NAN, result->blind.shots);
  return TRUE;
}

static gboolean
add_graph (const Options      *o,
           VitrineGraphPlaces *places,
           guint               boxes,
           GArray             *rows,
           GError            **error)
{
  g_autoptr (VitrineLocateResult) result
    = vitrine_graph_locate_trial (places, o->part, boxes, (guint64) o->seed, (guint) o->seeds, error);
  g_autofree double *values = NULL;
  double iou = 0;

  if (result == NULL)
    return FALSE;
  values = g_new (double, MAX (result->n_draws, 1));
  for (guint i = 0; i < result->n_draws; i++)
    {
      values[i] = result->draws[i].held_out.distance;
      iou += result->draws[i].held_out.iou_rate / result->n_draws;
    }
  add_row (rows, _("explanatory graph"), boxes, values, result->n_draws, iou, result->blind.shots);
  return TRUE;
}

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
      const Row *row = &g_array_index (rows, Row, i);

      json_builder_begin_object (b);
      cli_add_string (b, "method", row->method);
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

static gboolean
write_csv (const char *path,
           GArray     *rows,
           GError    **error)
{
  g_autoptr (GString) csv = g_string_new ("method,boxes,normalized_distance,confidence,ratio,iou_rate\n");

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      const double values[] = { row->mean, row->half, row->ratio, row->iou };

      g_string_append_printf (csv, "\"%s\",%u", row->method, row->boxes);
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        {
          char text[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_printf (csv, ",%s",
                                  isfinite (values[k]) ? g_ascii_formatd (text, sizeof text, "%.6g", values[k]) : "");
        }
      g_string_append_c (csv, '\n');
    }
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
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
  g_autoptr (VitrineGraphPlaces) places = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Row));
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
  if (o->graph != NULL
      && (places = cli_graph_places (call, o->graph, o->class_name, o->cache, 0, &graph, error)) == NULL)
    return NULL;
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);
  for (guint i = 0; i < n; i++)
    {
      VitrinePartTrial trial = {
        .model = model, .store = store, .pictures = (VitrinePicture **) pictures->pdata, .n_pictures = pictures->len,
        .part = o->part, .n_boxes = counts[i], .seed = (guint64) o->seed, .n_draws = (guint) o->seeds,
        .prune = VITRINE_PRUNE_SUGGEST,
      };

      vt_aog_options_init (&trial.options, VT_AOG_FORM_DEFAULT);
      if ((places != NULL && !add_graph (o, places, counts[i], rows, error))
          || !add_parts (call, &trial, rows, vt_job_part (&part, call->job, .3 + .7 * i / n, .3 + .7 * (i + 1) / n), error))
        return NULL;
    }
  if (o->csv != NULL && !write_csv (o->csv, rows, error))
    return NULL;
  return make_answer (o, rows);
}

const CliCommand cli_command_measure_localisation = {
  .name = "measure localisation",
  .arguments = N_("MODEL PICTURES"),
  .summary = N_("Compare ways of finding a part from a few boxes"),
  .details = N_("A table of the normalized distance on pictures without a box, by method and number of boxes, with half the\n"
                "95 percent confidence interval of the mean over seeds.  All methods get the same boxes.  The ratio is to the\n"
                "image-blind predictor, which says the mean of as many true places everywhere."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
