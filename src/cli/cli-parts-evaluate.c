/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli parts evaluate: how well a part is found on pictures whose truth is known, from a few boxes drawn
 * at random.  Beside it what needs no And-Or graph: guessing without looking, and the nearest picture. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-inputs.h"
#include "cli/cli-parts-graph.h"
#include "engine/parts/vitrine-part-trial.h"

typedef struct
{
  char    *part, *class_name, *prune, *form, *cache, *negatives, *method, *graph;
  GStrv    constants;
  int      boxes, templates, seed, seeds;
} Options;

static const Options defaults = { .boxes = 3, .seed = 1, .seeds = 1 };

static const CliOption options[] = {
  { "part", 'p', CLI_STRING, G_STRUCT_OFFSET (Options, part), "NAME", N_("Part to find, as the pictures name it") },
  { "boxes", 'b', CLI_INT, G_STRUCT_OFFSET (Options, boxes), "N", N_("Boxes to learn it from (3)") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S", N_("Which pictures the boxes come from (1)") },
  { "seeds", 'k', CLI_INT, G_STRUCT_OFFSET (Options, seeds), "K", N_("Mean over the seeds S, S + 1 … (1)") },
  { "class", 'c', CLI_STRING, G_STRUCT_OFFSET (Options, class_name), "C", N_("Only pictures of this class") },
  { "method", 0, CLI_STRING, G_STRUCT_OFFSET (Options, method), "aog|graph",
    N_("Mined from the boxes, or by the nodes of an explanatory graph that was learned without them (aog)") },
  { "graph", 'g', CLI_FILE, G_STRUCT_OFFSET (Options, graph), N_("FILE"), N_("The graph, from graph learn") },
  { "prune", 0, CLI_STRING, G_STRUCT_OFFSET (Options, prune), "none|suggest|oracle",
    N_("Drop patterns: none; what the window suggests; what one who knows the truth would (none)") },
  { "form", 'f', CLI_STRING, G_STRUCT_OFFSET (Options, form), "default|faithful",
    N_("What localises best, or the published method (default)") },
  { "templates", 0, CLI_INT, G_STRUCT_OFFSET (Options, templates), "T",
    N_("Deal the boxes out among T templates (0: each box its own)") },
  { "set", 0, CLI_STRINGS, G_STRUCT_OFFSET (Options, constants), "NAME=VALUE",
    N_("Another value for a constant of the method; may be given several times") },
  { "negatives", 'n', CLI_FILE, G_STRUCT_OFFSET (Options, negatives), "DIR",
    N_("Ordinary pictures that say what is usual (the pictures themselves)") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

/* ---- what was asked for ------------------------------------------------------------------------ */

static gboolean
read_options (const Options    *o,
              VitrinePartTrial *trial,
              GError          **error)
{
  static const char *const prunes[] = { "none", "suggest", "oracle", NULL };
  static const char *const methods[] = { "aog", "graph", NULL };
  static const char *const forms[] = { "default", "faithful", NULL };
  int prune, form, method;

  if (o->part == NULL)
    {
      cli_usage_error (error, _("--part is missing"));
      return FALSE;
    }
  if (o->boxes < 1 || o->boxes > 1000 || o->seeds < 1 || o->seeds > 1000 || o->templates < 0)
    {
      cli_usage_error (error, _("--boxes and --seeds go from 1 to 1000"));
      return FALSE;
    }
  if (!cli_choose ("prune", o->prune, prunes, &prune, error) || !cli_choose ("method", o->method, methods, &method, error)
      || !cli_choose ("form", o->form, forms, &form, error))
    return FALSE;
  trial->part = o->part;
  trial->n_boxes = (guint) o->boxes;
  trial->n_templates = (guint) o->templates;
  trial->seed = (guint64) o->seed;
  trial->n_draws = (guint) o->seeds;
  trial->prune = (VitrinePrune) prune;
  vt_aog_options_init (&trial->options, form == 0 ? VT_AOG_FORM_DEFAULT : VT_AOG_FORM_FAITHFUL);
  return cli_set_constants (o->constants, &(CliConstants) { vt_aog_constants, &trial->options }, 1, error);
}

/* ---- the answer -------------------------------------------------------------------------------- */

typedef double (*Figure) (const VitrinePartDraw *draw);

static double
pruned_distance (const VitrinePartDraw *d)
{
  return d->pruned.distance;
}
static double
pruned_iou (const VitrinePartDraw *d)
{
  return d->pruned.iou_rate;
}
static double
pruned_centre (const VitrinePartDraw *d)
{
  return d->pruned.centre_rate;
}
static double
all_distance (const VitrinePartDraw *d)
{
  return d->pruned_all.distance;
}
static double
before_distance (const VitrinePartDraw *d)
{
  return d->held_out.distance;
}
static double
before_iou (const VitrinePartDraw *d)
{
  return d->held_out.iou_rate;
}
static double
before_centre (const VitrinePartDraw *d)
{
  return d->held_out.centre_rate;
}
static double
neighbour (const VitrinePartDraw *d)
{
  return d->neighbour;
}
static double
kept (const VitrinePartDraw *d)
{
  return d->n_patterns - d->n_dropped;
}
static double
dropped (const VitrinePartDraw *d)
{
  return d->n_dropped;
}
static double
draw_seconds (const VitrinePartDraw *d)
{
  return d->seconds;
}

static double
mean (const VitrinePartTrialResult *result,
      Figure                        figure)
{
  double sum = 0;

  for (guint i = 0; i < result->n_draws; i++)
    sum += figure (&result->draws[i]) / result->n_draws;
  return sum;
}

static double
deviation (const VitrinePartTrialResult *result,
           Figure                        figure)
{
  const double centre = mean (result, figure);
  double square = 0;

  for (guint i = 0; i < result->n_draws; i++)
    square += (figure (&result->draws[i]) - centre) * (figure (&result->draws[i]) - centre);
  return result->n_draws > 1 ? sqrt (square / (result->n_draws - 1)) : (double) NAN;
}

static void
add_draws (JsonBuilder                  *b,
           const VitrinePartTrialResult *result,
           gboolean                      pruned)
{
  json_builder_set_member_name (b, "draws");
  json_builder_begin_array (b);
  for (guint i = 0; i < result->n_draws; i++)
    {
      const VitrinePartDraw *d = &result->draws[i];

      json_builder_begin_object (b);
      cli_add_int (b, "seed", (gint64) d->seed);
      cli_add_double (b, "distance", d->pruned.distance);
      cli_add_double (b, "iou_rate", d->pruned.iou_rate);
      cli_add_double (b, "centre_rate", d->pruned.centre_rate);
      cli_add_double (b, "ratio", d->pruned.distance / result->blind.shots);
      if (pruned)
        {
          cli_add_double (b, "before", d->held_out.distance);
          cli_add_int (b, "dropped", d->n_dropped);
        }
      cli_add_double (b, "neighbour", d->neighbour);
      cli_add_int (b, "templates", d->n_templates);
      cli_add_int (b, "patterns", d->n_patterns - d->n_dropped);
      cli_add_double (b, "seconds", d->seconds);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_pruning (JsonBuilder                  *b,
             const Options                *o,
             const VitrinePartTrialResult *result)
{
  cli_add_string (b, "pruned", o->prune);
  cli_add_double (b, "patterns_dropped", mean (result, dropped));
  cli_add_double (b, "distance_before_pruning", mean (result, before_distance));
  cli_add_double (b, "iou_rate_before_pruning", mean (result, before_iou));
  cli_add_double (b, "centre_rate_before_pruning", mean (result, before_centre));
}

static JsonNode *
make_answer (const CliCall                *call,
             const VitrinePartTrial       *trial,
             const VitrinePartTrialResult *result)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  const double found = mean (result, pruned_distance), beside = mean (result, neighbour);

  json_builder_begin_object (b);
  cli_add_string (b, "part", trial->part);
  cli_add_string (b, "class", o->class_name);
  cli_add_int (b, "boxes", trial->n_boxes);
  cli_add_string (b, "form", trial->options.form == VT_AOG_FORM_DEFAULT ? "default" : "faithful");
  json_builder_set_member_name (b, "layers");
  json_builder_begin_array (b);
  for (guint l = 0; result->layers[l] != NULL; l++)
    json_builder_add_string_value (b, result->layers[l]);
  json_builder_end_array (b);
  cli_add_int (b, "negatives", trial->n_negatives);
  cli_add_int (b, "pictures", result->draws[0].pruned.pictures);
  cli_add_double (b, "normalized_distance", found);
  if (result->n_draws > 1)
    cli_add_double (b, "normalized_distance_deviation", deviation (result, pruned_distance));
  cli_add_double (b, "iou_rate", mean (result, pruned_iou));
  cli_add_double (b, "centre_rate", mean (result, pruned_centre));
  cli_add_double (b, "image_blind_distance", result->blind.shots);
  cli_add_double (b, "ratio", found / result->blind.shots);
  cli_add_double (b, "neighbour_distance", beside);
  cli_add_double (b, "neighbour_ratio", beside / result->blind.shots);
  cli_add_double (b, "image_blind_mean_distance", result->blind.mean);
  cli_add_double (b, "image_blind_oracle_distance", result->blind.oracle);
  cli_add_double (b, "all_pictures_distance", mean (result, all_distance));
  cli_add_double (b, "patterns", mean (result, kept));
  if (trial->prune != VITRINE_PRUNE_NONE)
    add_pruning (b, o, result);
  cli_add_double (b, "seconds", result->seconds);
  cli_add_double (b, "seconds_mining_and_parsing", mean (result, draw_seconds));
  if (trial->n_draws > 1)
    add_draws (b, result, trial->prune != VITRINE_PRUNE_NONE);
  json_builder_end_object (b);
  return cli_finish (b);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (GPtrArray) pictures = NULL, negatives = NULL;
  g_autoptr (VitrinePartTrialResult) result = NULL;
  VitrinePartTrial trial = { 0 };
  VtJobPart part;

  if (!read_options (o, &trial, error))
    return NULL;
  if (g_strcmp0 (o->method, "graph") == 0)
    return cli_parts_by_graph (call, &(CliPartsGraph) {
      o->graph, o->class_name, o->part, o->cache, trial.n_boxes, trial.n_draws, trial.seed
    }, error);
  if ((model = cli_open_model (call->args[0], error)) == NULL
      || (pictures = cli_read_pictures (call->args[1], o->class_name, vt_job_part (&part, call->job, 0, .05), error)) == NULL)
    return NULL;
  if (o->negatives != NULL)
    {
      if ((negatives = cli_read_pictures (o->negatives, NULL, call->job, error)) == NULL)
        return NULL;
      trial.negatives = (VitrinePicture **) negatives->pdata;
      trial.n_negatives = negatives->len;
    }
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);
  trial.model = model;
  trial.store = store;
  trial.pictures = (VitrinePicture **) pictures->pdata;
  trial.n_pictures = pictures->len;
  result = vitrine_part_trial_run (&trial, call->pool, vt_job_part (&part, call->job, 0.05, 1), error);
  return result != NULL ? make_answer (call, &trial, result) : NULL;
}

const CliCommand cli_command_parts_evaluate = {
  .name = "parts evaluate",
  .arguments = N_("MODEL DATASET"),
  .summary = N_("Learn a part from a few boxes and see how well it is found on the other pictures"),
  .details = N_("DATASET is sample:pictures or a folder whose pictures know where their parts are (Animal-Part,\n"
                "CUB-200).  Distances are shares of the frame's diagonal, on pictures without a box.  The image-blind\n"
                "distance is what a predictor gets that says the mean of as many true places everywhere; the\n"
                "neighbour looks for the boxes' features by their cosine.  Feature maps are kept for the next time."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
