/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli qa simulate: how fast a part is learned when the computer asks, a user who answers from truth, and the
 * error after each answer on pictures that are never asked about. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-inputs.h"
#include "engine/qa/vitrine-qa-trial.h"

typedef struct
{
  char    *part, *class_name, *strategy, *form, *miss, *cache;
  GStrv    constants;
  int      budget, seed, seeds;
} Options;

static const Options defaults = { .budget = 12, .seed = 1, .seeds = 1 };

static const CliOption options[] = {
  { "part", 'p', CLI_STRING, G_STRUCT_OFFSET (Options, part), "NAME", N_("Part to learn, as the pictures name it") },
  { "budget", 'b', CLI_INT, G_STRUCT_OFFSET (Options, budget), "N", N_("Answers (12)") },
  { "strategy", 't', CLI_STRING, G_STRUCT_OFFSET (Options, strategy), "gain|random|order",
    N_("What is asked next: what should teach most, anything, or one after the other (gain)") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S",
    N_("Which half of the pictures is held out, and the order of random questions (1)") },
  { "seeds", 'k', CLI_INT, G_STRUCT_OFFSET (Options, seeds), "K", N_("Mean over the seeds S, S + 1 … (1)") },
  { "class", 'c', CLI_STRING, G_STRUCT_OFFSET (Options, class_name), "C", N_("Only pictures of this class") },
  { "form", 'f', CLI_STRING, G_STRUCT_OFFSET (Options, form), "default|faithful",
    N_("What localises best, or the published method (default)") },
  { "miss", 'm', CLI_STRING, G_STRUCT_OFFSET (Options, miss), "new|nearest",
    N_("A wrong prediction begins a new template, or joins the nearest one (new)") },
  { "set", 0, CLI_STRINGS, G_STRUCT_OFFSET (Options, constants), "NAME=VALUE",
    N_("Another value for a constant of asking or of the method; may be given several times") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

static gboolean
read_options (const Options  *o,
              VitrineQaTrial *trial,
              GError        **error)
{
  static const char *const strategies[] = { "gain", "random", "order", NULL };
  static const char *const forms[] = { "default", "faithful", NULL };
  static const char *const misses[] = { "new", "nearest", NULL };
  int strategy, form, miss;

  if (o->part == NULL)
    {
      cli_usage_error (error, _("--part is missing"));
      return FALSE;
    }
  if (o->budget < 1 || o->budget > 1000 || o->seeds < 1 || o->seeds > 1000)
    {
      cli_usage_error (error, _("--budget and --seeds go from 1 to 1000"));
      return FALSE;
    }
  if (!cli_choose ("strategy", o->strategy, strategies, &strategy, error)
      || !cli_choose ("form", o->form, forms, &form, error) || !cli_choose ("miss", o->miss, misses, &miss, error))
    return FALSE;
  vt_qa_options_init (&trial->asking);
  vt_aog_options_init (&trial->options, form == 0 ? VT_AOG_FORM_DEFAULT : VT_AOG_FORM_FAITHFUL);
  trial->part = o->part;
  trial->budget = (guint) o->budget;
  trial->seed = (guint64) o->seed;
  trial->n_seeds = (guint) o->seeds;
  trial->miss = (VitrineMiss) miss;
  trial->asking.strategy = (VtQaStrategy) strategy;

  const CliConstants sets[] = {
    { vt_qa_constants, &trial->asking },
    { vt_aog_constants, &trial->options },
  };

  return cli_set_constants (o->constants, sets, G_N_ELEMENTS (sets), error);
}

/* ---- the answer -------------------------------------------------------------------------------- */

static const char *const kinds[] = { "right", "wrong-place", "other-template", "new-template", "not-there", "skip" };

static void
add_step (JsonBuilder         * b,
          const VitrineQaTrial *trial,
          const VitrineQaStep * step,
          guint                 answers)
{
  json_builder_begin_object (b);
  cli_add_int (b, "answers", answers);
  cli_add_string (b, "picture", vitrine_picture_get_id (trial->pictures[step->object]));
  cli_add_string (b, "answer", kinds[step->kind]);
  cli_add_double (b, "gain", step->gain);
  cli_add_double (b, "normalized_distance", step->held_out.distance);
  cli_add_double (b, "iou_rate", step->held_out.iou_rate);
  cli_add_double (b, "centre_rate", step->held_out.centre_rate);
  cli_add_double (b, "all_pictures_distance", step->all.distance);
  cli_add_int (b, "boxes", step->n_boxes);
  cli_add_int (b, "templates", step->n_templates);
  cli_add_int (b, "patterns", step->n_patterns);
  cli_add_double (b, "explained", step->explained);
  cli_add_double (b, "seconds", step->seconds);
  json_builder_end_object (b);
}

static void
add_curves (JsonBuilder                *b,
            const VitrineQaTrial       *trial,
            const VitrineQaTrialResult *result)
{
  json_builder_set_member_name (b, "curves");
  json_builder_begin_array (b);
  for (guint i = 0; i < result->n_curves; i++)
    {
      const VitrineQaCurve *curve = &result->curves[i];

      json_builder_begin_object (b);
      cli_add_int (b, "seed", (gint64) curve->seed);
      if (curve->stopped_at >= 0)
        cli_add_int (b, "would_stop_after", curve->stopped_at);
      cli_add_double (b, "mean_affinity", curve->affinity);
      json_builder_set_member_name (b, "steps");
      json_builder_begin_array (b);
      for (guint s = 0; s < curve->n_steps; s++)
        add_step (b, trial, &curve->steps[s], s + 1);
      json_builder_end_array (b);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* Means over the seeds; a curve that ended early goes on with its last point.  Before anything is known the
 * distance counts as one half (as the authors' tool has it). */
static void
add_mean (JsonBuilder                *b,
          const VitrineQaTrialResult *result)
{
  guint longest = 0;

  for (guint i = 0; i < result->n_curves; i++)
    longest = MAX (longest, result->curves[i].n_steps);
  json_builder_set_member_name (b, "curve");
  json_builder_begin_array (b);
  for (guint s = 0; s <= longest; s++)
    {
      double distance = s == 0 ? .5 : 0, iou = 0, centre = 0, boxes = 0;

      for (guint i = 0; i < result->n_curves && s > 0; i++)
        {
          const VitrineQaCurve *curve = &result->curves[i];
          const VitrineQaStep *step = &curve->steps[MIN (s, curve->n_steps) - 1];

          distance += step->held_out.distance / result->n_curves;
          iou += step->held_out.iou_rate / result->n_curves;
          centre += step->held_out.centre_rate / result->n_curves;
          boxes += (double) step->n_boxes / result->n_curves;
        }
      json_builder_begin_object (b);
      cli_add_int (b, "answers", s);
      cli_add_double (b, "normalized_distance", distance);
      cli_add_double (b, "iou_rate", iou);
      cli_add_double (b, "centre_rate", centre);
      cli_add_double (b, "boxes", boxes);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static JsonNode *
make_answer (const CliCall              *call,
             const VitrineQaTrial       *trial,
             const VitrineQaTrialResult *result)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  cli_add_string (b, "model", call->args[0]);
  cli_add_string (b, "dataset", call->args[1]);
  if (o->class_name != NULL)
    cli_add_string (b, "class", o->class_name);
  cli_add_string (b, "part", trial->part);
  cli_add_string (b, "strategy", o->strategy != NULL ? o->strategy : "gain");
  cli_add_string (b, "form", o->form != NULL ? o->form : "default");
  cli_add_int (b, "seeds", result->n_curves);
  if (result->n_curves > 0 && result->curves[0].n_steps > 0)
    cli_add_int (b, "held_out_pictures", result->curves[0].steps[0].held_out.pictures);
  cli_add_double (b, "image_blind_distance", result->blind.shots);
  add_mean (b, result);
  add_curves (b, trial, result);
  cli_add_double (b, "seconds", result->seconds);
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
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (VitrineQaTrialResult) result = NULL;
  VitrineQaTrial trial = { 0 };
  VtJobPart part;

  if (!read_options (o, &trial, error) || (model = cli_open_model (call->args[0], error)) == NULL
      || (pictures = cli_read_pictures (call->args[1], o->class_name, vt_job_part (&part, call->job, 0, .05), error)) == NULL)
    return NULL;
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);
  trial.model = model;
  trial.store = store;
  trial.pictures = (VitrinePicture **) pictures->pdata;
  trial.n_pictures = pictures->len;
  result = vitrine_qa_trial_run (&trial, call->pool, vt_job_part (&part, call->job, 0.05, 1), error);
  return result != NULL ? make_answer (call, &trial, result) : NULL;
}

const CliCommand cli_command_qa_simulate = {
  .name = "qa simulate",
  .arguments = N_("MODEL DATASET"),
  .summary = N_("Let the computer ask about a part, answer from truth, and see how fast it learns"),
  .details = N_("DATASET is sample:pictures or a folder whose pictures know where their parts are (Animal-Part,\n"
                "CUB-200).  Half of those that show the part are never asked about; the curve gives the error on them\n"
                "after each answer, as a share of the frame's diagonal.  A prediction that overlaps the truth by half\n"
                "is right; any other gets the true box."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
