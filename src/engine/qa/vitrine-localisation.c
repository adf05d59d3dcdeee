/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What depends on no box is made once: places of the graph's nodes, peaks of filters.  Then the methods run one after the
 * other, so that whoever stops keeps whole rows. */
#include "config.h"

#include "engine/qa/vitrine-localisation.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-filter-peaks.h"
#include "engine/parts/vitrine-part-trial.h"
#include "engine/qa/vitrine-qa-trial.h"

#define MOST_PLACES (1u << 24)  /* nodes times pictures, 12 bytes each; the nodes of lowest rank are left out */

typedef struct
{
  const VitrineLocalisation *what;
  VtPool                    *pool;
  GArray                    *rows;
  VitrineFindRows            rows_done;
  gpointer                   user_data;
  VtPartSpace               *space;       /* of the And-Or graph and the raw filters */
  VitrinePartSource         *source;
  VitrineFilterPeaks        *peaks;
  VitrineGraphPlaces        *places;      /* NULL: no graph */
  double                    *blind;       /* [n_counts] the image-blind predictor */
} Run;

const char *
vitrine_find_way_name (VitrineFindWay way)
{
  switch (way)
    {
    case VITRINE_FIND_GRAPH: return _("explanatory graph");
    case VITRINE_FIND_AOG: return _("And-Or graph");
    case VITRINE_FIND_PRUNED: return _("And-Or graph, pruned as suggested");
    case VITRINE_FIND_ASKED: return _("And-Or graph, after as many answers");
    case VITRINE_FIND_FILTER: return _("best raw filter");
    case VITRINE_FIND_NEIGHBOUR: return _("nearest picture");
    case VITRINE_FIND_BLIND: return _("image-blind, as many boxes");
    case VITRINE_FIND_BLIND_ALL: return _("image-blind, mean of all");
    case VITRINE_FIND_N_WAYS:
    default: return "";
    }
}

/* ---- statistics ---- */

/* Student's t for 95 %, two sides, by degrees of freedom. */
static double
student (guint freedom)
{
  static const double t[] = { 0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228 };

  return freedom < G_N_ELEMENTS (t) ? t[freedom] : 1.96 + 2.4 / freedom;
}

static void
add_row (Run            *run,
         VitrineFindWay  way,
         guint           count,
         const double   *values,
         guint           n,
         double          iou)
{
  VitrineFindRow row = { way, run->what->counts[count], n, 0, (double) NAN, 0, iou };
  double square = 0;

  for (guint i = 0; i < n; i++)
    row.mean += values[i] / n;
  for (guint i = 0; i < n; i++)
    square += (values[i] - row.mean) * (values[i] - row.mean);
  if (n > 1)
    row.half = student (n - 1) * sqrt (square / (n - 1) / n);
  row.ratio = row.mean / run->blind[count];
  g_array_append_val (run->rows, row);
}

static void
tell (Run *run)
{
  if (run->rows_done != NULL)
    run->rows_done (run->rows, run->user_data);
}

/* ---- the ways ---- */

/* And-Or graph, pruned, nearest picture and those that never look: one trial gives them all. */
static gboolean
add_parts (Run          *run,
           guint         count,
           const VtJob  *job,
           GError      **error)
{
  const VitrineLocalisation *what = run->what;
  VitrinePartTrial trial = {
    .model = what->model, .store = what->store, .pictures = what->pictures, .n_pictures = what->n_pictures,
    .part = what->part, .n_boxes = what->counts[count], .seed = what->seed, .n_draws = what->n_seeds,
    .prune = VITRINE_PRUNE_SUGGEST,
  };
  g_autoptr (VitrinePartTrialResult) result = NULL;
  g_autofree double *values = g_new (double, MAX (3 * what->n_seeds, 1));
  double iou = 0, pruned = 0;
  const guint n = what->n_seeds;

  vt_aog_options_init (&trial.options, VT_AOG_FORM_DEFAULT);
  result = vitrine_part_trial_run (&trial, run->pool, job, error);
  if (result == NULL || result->n_draws < n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      values[i] = result->draws[i].held_out.distance;
      values[n + i] = result->draws[i].pruned.distance;
      values[2 * n + i] = result->draws[i].neighbour;
      iou += result->draws[i].held_out.iou_rate / n;
      pruned += result->draws[i].pruned.iou_rate / n;
    }
  add_row (run, VITRINE_FIND_AOG, count, values, n, iou);
  add_row (run, VITRINE_FIND_PRUNED, count, values + n, n, pruned);
  add_row (run, VITRINE_FIND_NEIGHBOUR, count, values + 2 * n, n, (double) NAN);
  add_row (run, VITRINE_FIND_BLIND, count, &result->blind.shots, 1, (double) NAN);
  add_row (run, VITRINE_FIND_BLIND_ALL, count, &result->blind.mean, 1, (double) NAN);
  tell (run);
  return TRUE;
}

static gboolean
add_graph (Run          *run,
           guint         count,
           const VtJob  *job,
           GError      **error)
{
  const VitrineLocalisation *what = run->what;
  g_autoptr (VitrineLocateResult) result = NULL;
  g_autofree double *values = g_new (double, MAX (what->n_seeds, 1));
  double iou = 0;

  if (run->places == NULL)
    return TRUE;
  if (!vt_job_tick (job, 0, N_("Counting votes"), error)
      || (result = vitrine_graph_locate_trial (run->places, what->part, what->counts[count], what->seed, what->n_seeds,
                                               error)) == NULL)
    return FALSE;
  for (guint i = 0; i < what->n_seeds; i++)
    {
      values[i] = result->draws[i].held_out.distance;
      iou += result->draws[i].held_out.iou_rate / what->n_seeds;
    }
  add_row (run, VITRINE_FIND_GRAPH, count, values, what->n_seeds, iou);
  return TRUE;
}

static gboolean
add_filter (Run          *run,
            guint         count,
            const VtJob  *job,
            GError      **error)
{
  const VitrineLocalisation *what = run->what;
  const guint n = what->n_pictures, n_boxes = what->counts[count];
  const double frame[2] = { vt_part_space_height (run->space), vt_part_space_width (run->space) };
  VtPartTruth *truths = vitrine_part_source_truths (run->source, what->part);
  g_autofree guint *training = g_new (guint, MAX (n, 1)), *others = g_new (guint, MAX (n, 1));
  g_autofree VitrineShot *shots = g_new0 (VitrineShot, n_boxes);
  g_autofree VtPartPlace *found = g_new0 (VtPartPlace, MAX (n, 1));
  g_autofree double *values = g_new (double, MAX (what->n_seeds, 1));
  double iou = 0;
  gboolean going = TRUE;

  for (guint i = 0; i < what->n_seeds && going; i++)
    {
      const guint n_others = vt_part_split (truths, n, n_boxes, what->seed + i, training, others);
      VtPartScore score;

      for (guint k = 0; k < n_boxes; k++)
        shots[k] = (VitrineShot) { training[k], truths[training[k]].place[0] }
      ;
      vitrine_filter_peaks_locate (run->peaks, shots, n_boxes, found);
      vt_part_score (found, truths, n_others, others, frame, &score);
      values[i] = score.distance;
      iou += score.iou_rate / what->n_seeds;
      going = vt_job_tick (job, (i + 1.0) / what->n_seeds, N_("Trying the raw filters"), error);
    }
  if (going)
    add_row (run, VITRINE_FIND_FILTER, count, values, what->n_seeds, iou);
  vitrine_part_truths_free (truths, n);
  return going;
}

/* One session of questions a seed, looked at after each number of answers. */
static gboolean
add_asked (Run          *run,
           const VtJob  *job,
           GError      **error)
{
  const VitrineLocalisation *what = run->what;
  VitrineQaTrial trial = {
    .model = what->model, .store = what->store, .pictures = what->pictures, .n_pictures = what->n_pictures,
    .part = what->part, .seed = what->seed, .n_seeds = what->n_seeds, .miss = VITRINE_MISS_NEW,
  };
  g_autoptr (VitrineQaTrialResult) result = NULL;

  for (guint c = 0; c < what->n_counts; c++)
    trial.budget = MAX (trial.budget, what->counts[c]);
  vt_qa_options_init (&trial.asking);
  vt_aog_options_init (&trial.options, VT_AOG_FORM_DEFAULT);
  result = vitrine_qa_trial_run (&trial, run->pool, job, error);
  if (result == NULL || (error != NULL && *error != NULL))
    return FALSE;
  for (guint c = 0; c < what->n_counts; c++)
    {
      g_autofree double *values = g_new (double, MAX (result->n_curves, 1));
      double iou = 0;
      guint n = 0;

      for (guint i = 0; i < result->n_curves; i++)
        {
          const VitrineQaCurve *curve = &result->curves[i];

          if (curve->n_steps == 0)
            continue;

          /* When there was nothing left to ask, the last answer stands. */
          const VitrineQaStep *step = &curve->steps[MIN (what->counts[c], curve->n_steps) - 1];

          values[n++] = step->held_out.distance;
          iou += step->held_out.iou_rate;
        }
      if (n > 0)
        add_row (run, VITRINE_FIND_ASKED, c, values, n, iou / n);
    }
  tell (run);
  return TRUE;
}

/* ---- all of them ---- */

static gboolean
check (Run     *run,
       GError **error)
{
  const VitrineLocalisation *what = run->what;
  const double frame[2] = { vt_part_space_height (run->space), vt_part_space_width (run->space) };
  VtPartTruth *truths = vitrine_part_source_truths (run->source, what->part);
  guint known = 0, most = 0;

  for (guint i = 0; i < what->n_pictures; i++)
    known += truths[i].n > 0;
  for (guint c = 0; c < what->n_counts; c++)
    {
      VtPartBlind blind = { 0 };

      most = MAX (most, what->counts[c]);
      if (known >= what->counts[c] + 2)
        vt_part_blind (truths, what->n_pictures, what->counts[c], 1, frame, &blind);
      run->blind[c] = blind.shots;
    }
  vitrine_part_truths_free (truths, what->n_pictures);
  if (known >= most + 2)
    return TRUE;
  if (known == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("No picture shows a part named “%s”"), what->part);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
                 _("%u pictures show “%s”: too few to learn it from %u boxes and try it on others"), known, what->part, most);
  return FALSE;
}

static gboolean
prepare (Run          *run,
         const VtJob  *job,
         GError      **error)
{
  const VitrineLocalisation *what = run->what;
  g_autoptr (VitrinePartSource) of_graph = NULL;
  VtJobPart part;

  run->space = vt_part_space_choose (vitrine_model_get_graph (what->model), 0, error);
  if (run->space == NULL)
    return FALSE;
  run->source = vitrine_part_source_new (what->store, what->model, run->space, what->pictures, what->n_pictures);
  run->peaks = vitrine_filter_peaks_new (run->source, run->space, run->pool, vt_job_part (&part, job, 0, .5), error);
  if (run->peaks == NULL || !check (run, error))
    return FALSE;
  if (what->graph == NULL)
    return TRUE;
  of_graph = vitrine_part_source_new (what->store, what->model, vt_xgraph_space (what->graph), what->pictures,
                                      what->n_pictures);
  run->places = vitrine_graph_places_new (what->graph, of_graph, MAX (MOST_PLACES / MAX (what->n_pictures, 1), 1),
                                          run->pool, vt_job_part (&part, job, .5, 1), error);
  return run->places != NULL;
}

static gboolean
run_all (Run          *run,
         const VtJob  *job,
         GError      **error)
{
  const guint n = run->what->n_counts;
  const double asked_from = run->what->asking ? .6 : 1;
  VtJobPart part;

  if (!prepare (run, vt_job_part (&part, job, 0, .2), error))
    return FALSE;
  for (guint c = 0; c < n; c++)
    {
      const double from = .2 + (asked_from - .2) * c / n, to = .2 + (asked_from - .2) * (c + 1) / n;

      if (!add_graph (run, c, vt_job_part (&part, job, from, from), error)
          || !add_filter (run, c, vt_job_part (&part, job, from, .9 * from + .1 * to), error)
          || !add_parts (run, c, vt_job_part (&part, job, .9 * from + .1 * to, to), error))
        return FALSE;
    }
  return !run->what->asking || add_asked (run, vt_job_part (&part, job, asked_from, 1), error);
}

GArray *
vitrine_localisation_run (const VitrineLocalisation  *what,
                          VtPool                     *pool,
                          const VtJob                *job,
                          VitrineFindRows             rows_done,
                          gpointer                    user_data,
                          GError                    **error)
{
  Run run = {
    .what = what, .pool = pool, .rows = g_array_new (FALSE, TRUE, sizeof (VitrineFindRow)), .rows_done = rows_done,
    .user_data = user_data, .blind = g_new0 (double, MAX (what->n_counts, 1)),
  };
  g_autoptr (GError) trouble = NULL;

  if (!run_all (&run, job, &trouble))
    g_propagate_error (error, g_steal_pointer (&trouble));
  g_free (run.blind);
  vitrine_filter_peaks_free (run.peaks);
  vitrine_graph_places_unref (run.places);
  g_clear_pointer (&run.source, vitrine_part_source_unref);
  if (run.space != NULL)
    vt_part_space_unref (run.space);
  return run.rows;
}

/* ---- files ---- */

static void
put_number (GString *out,
            double   value,
            gboolean json)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.6g", value) : json ? "null" : "");
}

static char *
write_rows (GArray  *rows,
            gboolean json)
{
  static const char *const names[] = { "normalized_distance", "confidence", "ratio", "iou_rate" };
  GString *out = g_string_new (json ? "[" : "method,boxes,seeds,normalized_distance,confidence,ratio,iou_rate\n");

  for (guint i = 0; i < rows->len; i++)
    {
      const VitrineFindRow *row = &g_array_index (rows, VitrineFindRow, i);
      const double values[] = { row->mean, row->half, row->ratio, row->iou };

      g_string_append_printf (out, json ? "%s\n {\"method\": \"%s\", \"boxes\": %u, \"seeds\": %u" : "%s\"%s\",%u,%u",
                              json && i > 0 ? "," : "", vitrine_find_way_name (row->way), row->boxes, row->seeds);
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        {
          if (json)
            g_string_append_printf (out, ", \"%s\": ", names[k]);
          else
            g_string_append_c (out, ',');
          put_number (out, values[k], json);
        }
      g_string_append (out, json ? "}" : "\n");
    }
  g_string_append (out, json ? "\n]\n" : "");
  return g_string_free (out, FALSE);
}

char *
vitrine_localisation_csv (GArray *rows)
{
  return write_rows (rows, FALSE);
}

char *
vitrine_localisation_json (GArray *rows)
{
  return write_rows (rows, TRUE);
}
