/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli report: what the window does on a model and its pictures, done without a window: class scores,
 * what units look for, a part learned from a few boxes and pruned as suggested; one HTML page with pictures. */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "base/vt-error.h"
#include "base/vt-ranked.h"
#include "base/vt-rng.h"
#include "cli/cli-inputs.h"
#include "cli/cli-report-page.h"
#include "engine/units/vitrine-unit-sheet.h"

typedef struct
{
  char *output, *part;
  int   boxes, seed, pictures;
} Options;

static const Options defaults = { .boxes = 3, .seed = 1, .pictures = 6 };

static const CliOption options[] = {
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, output), "DIR", N_("Folder for the report") },
  { "part", 'p', CLI_STRING, G_STRUCT_OFFSET (Options, part), "NAME", N_("Part to learn; the first that the pictures know") },
  { "boxes", 'b', CLI_INT, G_STRUCT_OFFSET (Options, boxes), "N", N_("Boxes to learn it from (3)") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S", N_("Which pictures the boxes come from (1)") },
  { "pictures", 'n', CLI_INT, G_STRUCT_OFFSET (Options, pictures), "N", N_("Pictures to show of each kind (6)") },
  { NULL },
};

/* Everything that a report is made from. */
typedef struct
{
  const CliCall      *call;
  const Options      *options;
  VitrineModel       *model;
  VitrineDataset     *dataset;
  VitrineProject     *project;
  VitrineJobs        *jobs;
  VitrinePartLearner *learner;
  CliPage             page;
  JsonBuilder        *answer;
} Report;

static void
report_clear (Report *r)
{
  g_clear_object (&r->learner);
  if (r->jobs != NULL)
    vitrine_jobs_shutdown (r->jobs);
  g_clear_object (&r->jobs);
  g_clear_object (&r->project);
  g_clear_object (&r->dataset);
  g_clear_object (&r->model);
  g_clear_object (&r->answer);
  cli_page_clear (&r->page);
}

static void
take_cell (GPtrArray *cells,
           char      *text)
{
  g_ptr_array_add (cells, text);
}

/* ---- class scores ----------------------------------------------------------------------------- */

static gboolean
show_scores (Report  *r,
             GError **error)
{
  const guint n = vitrine_dataset_get_n (r->dataset);
  const guint shown = MIN (n, (guint) r->options->pictures);

  if (!vitrine_model_is_classifier (r->model))
    return TRUE;
  cli_page_heading (&r->page, _("What the network says"));
  cli_page_row_begin (&r->page);
  for (guint i = 0; i < shown; i++)
    {
      /* Spread over the set, so that several classes show. */
      VitrinePicture *picture = vitrine_dataset_get (r->dataset, (guint) ((guint64) i * n / shown));
      g_autoptr (VitrineImage) image = vitrine_picture_load (picture, error);
      g_autoptr (VitrineActivation) activation = NULL;
      g_autoptr (GString) caption = g_string_new (NULL);
      VitrineScore top[3];

      if (image == NULL)
        return FALSE;
      activation = vitrine_model_evaluate (r->model, &(VitrineAsk) { .image = image, .gradient_of = -1 }, r->call->pool,
                                           r->call->job, error);
      if (activation == NULL)
        return FALSE;
      const guint n_top = vitrine_activation_top (activation, top, G_N_ELEMENTS (top));

      for (guint k = 0; k < n_top; k++)
        {
          g_autofree char *label = vitrine_model_dup_label (r->model, top[k].index);

          g_string_append_printf (caption, "%s%s %.1f %%", k > 0 ? " · " : "", label, 100 * top[k].score);
        }

      g_autoptr (VitrineImage) small = vitrine_picture_load_small (picture, 224, error);

      if (small == NULL || !cli_page_picture (&r->page, small, caption->str, error))
        return FALSE;
    }
  cli_page_row_end (&r->page);
  return TRUE;
}

/* ---- units ------------------------------------------------------------------------------------ */

/* The deepest layer with a map of at least 10 cells each way that a convolution computes. */
static VitrineLayer *
deep_layer (VitrineModel *model)
{
  GListModel *layers = vitrine_model_get_layers (model);
  VitrineLayer *best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);

      if (g_str_equal (vitrine_layer_get_op (layer), "Conv") && vitrine_layer_get_height (layer) >= 10
          && vitrine_layer_get_channels (layer) <= 512)
        best = layer;
    }
  return best;
}

static gboolean
show_units (Report      *r,
            const VtJob *job,
            GError     **error)
{
  VitrineLayer *layer = deep_layer (r->model);
  const guint n = vitrine_dataset_get_n (r->dataset);

  if (layer == NULL)
    return TRUE;

  g_autoptr (VitrineFeatureStore) store = vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);
  g_autofree VitrinePicture **pictures = g_new (VitrinePicture *, MAX (n, 1));
  VitrineUnitsAsk ask = { .model = r->model, .node = vitrine_layer_get_node (layer), .pictures = pictures,
                          .n_pictures = n, .top = 9, .store = store };
  VtJobPart part;

  for (guint i = 0; i < n; i++)
    pictures[i] = vitrine_dataset_get (r->dataset, i);
  vitrine_model_get_preprocess (r->model, &ask.preprocess);

  g_autoptr (VitrineUnits) units = vitrine_units_scan (&ask, r->call->pool, vt_job_part (&part, job, 0, 0.7), error);

  if (units == NULL || units->n_pictures < units->n_total)
    return FALSE;

  g_autoptr (GPtrArray) sheets = vitrine_unit_sheets_write (units, &ask, r->page.folder,
                                                            vt_job_part (&part, job, 0.7, 1), error);

  if (sheets == NULL)
    return FALSE;
  cli_page_heading (&r->page, _("What its units look for"));
  cli_page_say (&r->page, _("Layer “%s”: each row is a unit with the nine places in all %u pictures that excite it most. "
                            "What it does not see is dimmed."), vitrine_layer_get_name (layer), n);
  cli_page_row_begin (&r->page);
  for (guint i = 0; i < sheets->len; i++)
    cli_page_file (&r->page, g_ptr_array_index (sheets, i));
  cli_page_row_end (&r->page);
  return TRUE;
}

/* ---- a part ----------------------------------------------------------------------------------- */

/* Runs the main context until the learner has finished, or the job is stopped.  A learner hears of an edit from the main
 * context, so what waits there comes before the question whether it is ready. */
static gboolean
wait_for_learner (Report      *r,
                  const VtJob *job,
                  GError     **error)
{
  for (;;)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;

      const VitrineLearnerState state = vitrine_part_learner_get_state (r->learner);
      const guint n = MAX (1, vitrine_dataset_get_n (r->dataset));
      const double done = (double) vitrine_part_learner_get_n_parsed (r->learner) / n;

      if (state == VITRINE_LEARNER_FAILED)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, vitrine_part_learner_get_message (r->learner));
          return FALSE;
        }
      if (state == VITRINE_LEARNER_READY && vitrine_jobs_get_n_busy (r->jobs) == 0)
        return TRUE;
      if (!vt_job_tick (job, 0.2 + 0.8 * done, N_("Learning the part"), error))
        return FALSE;
      g_usleep (2000);
    }
}

/* Draws boxes, in random pictures of those that know the part, as a person would. */
static guint
draw_boxes (Report     *r,
            const char *part_name,
            GError    **error)
{
  const guint n = vitrine_dataset_get_n (r->dataset);
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  guint n_drawn = 0;
  VtRng rng;
  const gint64 part = vitrine_project_add_part (r->project, part_name, error);

  if (part == 0)
    return 0;
  for (guint i = 0; i < n; i++)
    order[i] = i;
  vt_rng_init (&rng, (guint64) r->options->seed);
  vt_rng_shuffle (&rng, order, n);
  for (guint i = 0; i < n && n_drawn < (guint) r->options->boxes; i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (r->dataset, order[i]);
      const VitrinePartTruth *truth = vitrine_picture_find_part (picture, part_name);

      if (truth == NULL || truth->box.w < 2 || truth->box.h < 2)
        continue;
      if (vitrine_project_add_box (r->project, &(VitrinePartBox) {
      .part = part, .picture = (char *) vitrine_picture_get_id (picture), .box = truth->box
    }, error) == 0)
        return 0;
      n_drawn++;
    }
  if (n_drawn > 0)
    vitrine_part_learner_set_part (r->learner, part);
  return n_drawn;
}

static void
say_score (Report            *r,
           const char        *member,
           const VtPartScore *score)
{
  json_builder_set_member_name (r->answer, member);
  json_builder_begin_object (r->answer);
  cli_add_double (r->answer, "normalized_distance", score->distance);
  cli_add_double (r->answer, "iou_rate", score->iou_rate);
  cli_add_double (r->answer, "centre_rate", score->centre_rate);
  cli_add_int (r->answer, "pictures", score->pictures);
  json_builder_end_object (r->answer);
}

static void
add_score_row (GPtrArray         *cells,
               const char        *name,
               const VtPartScore *score)
{
  take_cell (cells, g_strdup (name));
  take_cell (cells, g_strdup_printf ("%.3f", score->distance));
  take_cell (cells, g_strdup_printf ("%.0f %%", 100 * score->iou_rate));
  take_cell (cells, g_strdup_printf ("%.0f %%", 100 * score->centre_rate));
}

static void
show_figures (Report                   *r,
              const VitrinePartFigures *before,
              const VitrinePartFigures *after,
              guint                     n_pruned)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  const char *format = ngettext ("After pruning %u suggested pattern",
                                 "After pruning %u suggested patterns", n_pruned);
  g_autofree char *pruned = g_strdup_printf (format, n_pruned);

  take_cell (cells, g_strdup (_("On pictures without a box")));
  take_cell (cells, g_strdup (_("Distance / diagonal")));
  take_cell (cells, g_strdup (_("Overlap ≥ ½")));
  take_cell (cells, g_strdup (_("Centre inside")));
  add_score_row (cells, _("And-Or graph"), &before->held_out);
  say_score (r, "score", &before->held_out);
  if (after != NULL)
    {
      add_score_row (cells, pruned, &after->held_out);
      say_score (r, "pruned", &after->held_out);
    }
  cli_add_double (r->answer, "image_blind_distance", before->blind.shots);
  take_cell (cells, g_strdup (_("Guessing without looking")));
  take_cell (cells, g_strdup_printf ("%.3f", before->blind.shots));
  take_cell (cells, g_strdup ("–"));
  take_cell (cells, g_strdup ("–"));
  cli_page_table (&r->page, 4, cells);
}

static gboolean
show_parse (Report     *r,
            guint       i,
            const char *part_name,
            GError    **error)
{
  VitrinePicture *picture = vitrine_dataset_get (r->dataset, i);
  VtParse *parse = vitrine_part_learner_get_parse (r->learner, i);
  VtAog *aog = vitrine_part_learner_get_parse_aog (r->learner, i);
  VitrineBox frame;
  g_autoptr (VitrineImage) photo = vitrine_picture_load (picture, error);

  if (photo == NULL)
    return FALSE;
  if (!vitrine_part_learner_get_frame (r->learner, i, &frame))
    return TRUE;

  g_autoptr (VitrineImage) drawn = cli_draw_parse (photo, &frame, parse, aog, vitrine_picture_find_part (picture, part_name));
  g_autofree char *caption = g_strdup_printf (_("%s, score %.2f"), vitrine_picture_get_name (picture), vt_parse_score (parse));

  return cli_page_picture (&r->page, drawn, caption, error);
}

static gboolean
show_parses (Report     *r,
             const char *part_name,
             GError    **error)
{
  const guint n = vitrine_dataset_get_n (r->dataset);
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (VtRanked));

  for (guint i = 0; i < n; i++)
    {
      VtParse *parse = vitrine_part_learner_get_parse (r->learner, i);

      if (parse != NULL && vt_parse_found (parse))
        g_array_append_val (ranked, ((VtRanked) { vt_parse_score (parse), i }));
    }
  g_array_sort (ranked, vt_ranked_compare);

  const guint half = MIN ((guint) r->options->pictures, ranked->len / 2);

  for (guint side = 0; side < 2; side++)
    {
      cli_page_say (&r->page, "%s", side == 0 ? _("Surest (yellow: found, white: truth, dots: the units chosen,"
                                                  " a colour for each layer)") : _("Least sure"));
      cli_page_row_begin (&r->page);
      for (guint i = 0; i < half; i++)
        if (!show_parse (r, g_array_index (ranked, VtRanked, side == 0 ? i : ranked->len - 1 - i).i, part_name, error))
          return FALSE;
      cli_page_row_end (&r->page);
    }
  return TRUE;
}

/* Drops what Suggest would mark, in all templates.  Returns how many. */
static guint
prune_suggested (Report  *r,
                 GError **error)
{
  VtAog *aog = vitrine_part_learner_get_aog (r->learner);
  g_autoptr (GArray) drops = g_array_new (FALSE, TRUE, sizeof (VitrineDrop));

  for (guint k = 0; aog != NULL && k < vt_aog_n_templates (aog); k++)
    {
      guint n = 0;
      const guint *suggested = vitrine_part_learner_get_suggested (r->learner, k, &n);

      for (guint i = 0; i < n; i++)
        {
          VitrineDrop drop = { .reason = (char *) "suggested" };

          if (vitrine_part_learner_fill_drop (r->learner, k, suggested[i], &drop))
            g_array_append_val (drops, drop);
        }
    }
  if (drops->len > 0
      && !vitrine_project_drop (r->project, (const VitrineDrop *) (gpointer) drops->data, drops->len,
                                _("Prune suggested patterns"), error))
    return 0;
  return drops->len;
}

static gboolean
learn_part (Report      *r,
            const VtJob *job,
            GError     **error)
{
  const char *const *parts = vitrine_dataset_get_parts (r->dataset);
  const char *name = r->options->part != NULL ? r->options->part
                     : g_strv_contains (parts, "head") ? "head" : parts[0];
  VitrinePartFigures before = { 0 }, after = { 0 };
  VtJobPart part;

  if (name == NULL)
    {
      cli_page_say (&r->page, _("These pictures come without part boxes, so no part was learned. In the window you would draw "
                                "three boxes yourself."));
      return TRUE;
    }

  const guint n_boxes = draw_boxes (r, name, error);

  if (n_boxes == 0)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("No picture shows a part named “%s”"), name);
      return FALSE;
    }
  if (!wait_for_learner (r, vt_job_part (&part, job, 0, 0.8), error))
    return FALSE;

  g_autofree char *title = g_strdup_printf (_("A part learned from %u boxes: %s"), n_boxes, name);
  const gboolean scored = vitrine_part_learner_get_figures (r->learner, &before);
  VtAog *aog = vitrine_part_learner_get_aog (r->learner);

  cli_page_heading (&r->page, title);
  cli_page_say (&r->page, _("%u templates hold %u latent patterns."), vt_aog_n_templates (aog), vt_aog_n_patterns (aog));
  cli_add_string (r->answer, "part", name);
  cli_add_int (r->answer, "boxes", n_boxes);
  cli_add_int (r->answer, "patterns", vt_aog_n_patterns (aog));
  if (!show_parses (r, name, error))
    return FALSE;

  const guint n_pruned = prune_suggested (r, error);

  if (n_pruned > 0 && !wait_for_learner (r, vt_job_part (&part, job, 0.8, 1), error))
    return FALSE;
  if (scored)
    show_figures (r, &before, n_pruned > 0 && vitrine_part_learner_get_figures (r->learner, &after) ? &after : NULL, n_pruned);
  return error == NULL || *error == NULL;
}

/* ---- the command ------------------------------------------------------------------------------ */

static gboolean
begin (Report  *r,
       GError **error)
{
  g_autofree char *title = g_strdup_printf (_("%s in Vitrine"), vitrine_model_get_name (r->model));
  g_autofree char *file = g_build_filename (r->options->output, "report.vitrine", NULL);

  if (!cli_page_begin (&r->page, r->options->output, title, error))
    return FALSE;
  g_unlink (file);
  r->project = vitrine_project_new (file, error);
  if (r->project == NULL
      || !vitrine_project_set_setting (r->project, "model", r->call->args[0], error)
      || !vitrine_project_set_setting (r->project, "pictures", r->call->args[1], error))
    return FALSE;
  r->jobs = vitrine_jobs_new (vt_pool_n_threads (r->call->pool));
  r->learner = vitrine_part_learner_new (r->jobs);
  vitrine_part_learner_set_model (r->learner, r->model);
  vitrine_part_learner_set_dataset (r->learner, r->dataset);
  vitrine_part_learner_set_project (r->learner, r->project);
  cli_page_say (&r->page, _("%s looks at pictures of %u × %u pixels. %u pictures were opened from %s."),
                vitrine_model_get_name (r->model), vitrine_model_get_input_width (r->model),
                vitrine_model_get_input_height (r->model), vitrine_dataset_get_n (r->dataset),
                vitrine_dataset_get_name (r->dataset));
  return TRUE;
}

static JsonNode *
report_run (const CliCall *call,
            GError       **error)
{
  Report r = { .call = call, .options = call->options, .answer = json_builder_new () };
  const gint64 started = g_get_monotonic_time ();
  VtJobPart part;
  JsonNode *answer = NULL;

  if (r.options->output == NULL)
    answer = cli_usage_error (error, _("-o is missing: the folder for the report"));
  else if ((r.model = cli_open_model (call->args[0], error)) != NULL
           && (r.dataset = cli_open_dataset (call->args[1], vt_job_part (&part, call->job, 0, 0.05), error)) != NULL)
    {
      json_builder_begin_object (r.answer);
      if (begin (&r, error) && show_scores (&r, error)
          && show_units (&r, vt_job_part (&part, call->job, 0.05, 0.5), error)
          && learn_part (&r, vt_job_part (&part, call->job, 0.5, 1), error) && cli_page_end (&r.page, error))
        {
          g_autofree char *path = g_build_filename (r.page.folder, "report.html", NULL);

          cli_add_string (r.answer, "report", path);
          cli_add_double (r.answer, "seconds", (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC);
          json_builder_end_object (r.answer);
          answer = cli_finish (r.answer);
        }
    }
  report_clear (&r);
  return answer;
}

const CliCommand cli_command_report = {
  .name = "report",
  .arguments = N_("MODEL PICTURES"),
  .summary = N_("Look at scores, units and a part, and leave a page with pictures"),
  .details = N_("Does without a window what a person would do in it.  The part is learned from boxes of the pictures'\n"
                "own truth; DIR/report.vitrine is the project and opens in the window."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = report_run,
};
