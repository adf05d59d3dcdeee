/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From pictures to an explanatory graph. */
#include "config.h"

#include "engine/parts/vitrine-graph-study.h"

#include <glib/gi18n.h>

#include "base/vt-rng.h"

/* ---- what to look at ---- */

static int
by_number (gconstpointer a,
           gconstpointer b)
{
  const int x = *(const int *) a, y = *(const int *) b;

  return x < y ? -1 : x > y;
}

/* The deepest layer once more: what is found there first says how the object lies. */
static VtPartSpace *
look_twice (VtPartSpace *space,
            GError     **error)
{
  const guint n = vt_part_space_n_layers (space);
  VtPartLayer layers[VT_PART_MAX_LAYERS];
  g_autofree char *name = NULL;

  if (n == VT_PART_MAX_LAYERS)
    return vt_part_space_ref (space);
  for (guint l = 0; l < n; l++)
    layers[l] = *vt_part_space_layer (space, l);
  layers[n] = layers[n - 1];
  layers[n].name = name = g_strdup_printf ("%s (first look)", layers[n - 1].name);
  return vt_part_space_new (vt_part_space_height (space), vt_part_space_width (space), layers, n + 1, error);
}

/* Those that a person names, or those that are chosen. */
static VtPartSpace *
name_layers (const VitrineGraphTask *task,
             GError                **error)
{
  const VtGraph *graph = vitrine_model_get_graph (task->model);
  const VtShape *input = &vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape;
  VtPartLayer layers[VT_PART_MAX_LAYERS] = { 0 };
  const guint n = MIN (task->n_layers, VT_PART_MAX_LAYERS);
  g_autofree int *nodes = g_memdup2 (task->layers, n * sizeof (int));

  if (task->n_layers == 0 || input->n_dims != 4)
    return vt_part_space_choose (graph, 0, error);
  qsort (nodes, n, sizeof *nodes, by_number);
  for (guint l = 0; l < n; l++)
    if (!vt_part_layer_of_node (graph, nodes[l], &layers[l], error))
      return NULL;
  return vt_part_space_new ((guint) input->dim[2], (guint) input->dim[3], layers, task->n_layers, error);
}

VtPartSpace *
vitrine_graph_task_space (const VitrineGraphTask *task,
                          GError                **error)
{
  g_autoptr (VtPartSpace) space = name_layers (task, error);

  if (space == NULL || task->options.looks < 1.5)
    return g_steal_pointer (&space);
  return look_twice (space, error);
}

/* All pictures, or as many as the options say, drawn with the seed and in their order. */
static GPtrArray *
draw_pictures (const VitrineGraphTask *task)
{
  const guint most = (guint) task->options.pictures, n = most > 0 ? MIN (most, task->n_pictures) : task->n_pictures;
  g_autofree int *order = g_new (int, MAX (task->n_pictures, 1));
  GPtrArray *pictures = g_ptr_array_new ();
  VtRng rng;

  for (guint i = 0; i < task->n_pictures; i++)
    order[i] = (int) i;
  if (n < task->n_pictures)
    {
      vt_rng_init (&rng, task->seed);
      vt_rng_shuffle (&rng, (guint *) order, task->n_pictures);
      qsort (order, n, sizeof *order, by_number);
    }
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (pictures, task->pictures[order[i]]);
  return pictures;
}

VitrinePartSource *
vitrine_graph_task_source (const VitrineGraphTask *task,
                           VtPartSpace            *space)
{
  g_autoptr (GPtrArray) pictures = draw_pictures (task);

  return vitrine_part_source_new (task->store, task->model, space, (VitrinePicture **) pictures->pdata, pictures->len);
}

/* ---- steps ---- */

/* What is usual on the negatives or on the pictures. */
static VtPartStats *
compute_stats (const VitrineGraphTask *task,
               VtPartSpace            *space,
               VitrinePartSource      *source,
               VtPool                 *pool,
               const VtJob            *job,
               GError                **error)
{
  g_autoptr (VitrinePartSource) negatives = NULL;
  VtJobPart part;

  if (task->n_negatives == 0)
    return vt_part_stats_compute (space, vitrine_part_source_readable (source), pool, job, error);
  negatives = vitrine_part_source_new (task->store, task->model, space, task->negatives, task->n_negatives);
  if (!vitrine_part_source_prepare (negatives, NULL, pool, vt_job_part (&part, job, 0, .8), error))
    return NULL;
  return vt_part_stats_compute (space, vitrine_part_source_readable (negatives), pool, vt_job_part (&part, job, .8, 1),
                                error);
}

static guint
count_unreadable (VitrinePartSource *source)
{
  guint n = 0;

  for (guint i = 0; i < vitrine_part_source_n (source); i++)
    n += !vitrine_part_source_is_readable (source, i);
  return n;
}

static gboolean
learn (const VitrineGraphTask *task,
       VtPartSpace            *space,
       VitrineGraphResult     *result,
       VitrineJob             *job_shown,
       VtPool                 *pool,
       const VtJob            *job,
       GError                **error)
{
  const gint64 started = g_get_monotonic_time ();
  gint64 read;
  g_autoptr (VtPartStats) stats = NULL;
  VtJobPart part;

  if (!vitrine_part_source_prepare (result->source, job_shown, pool, vt_job_part (&part, job, 0, .2), error))
    return FALSE;
  if (job_shown != NULL)
    vitrine_job_set_detail (job_shown, "");
  result->n_unreadable = count_unreadable (result->source);
  stats = compute_stats (task, space, result->source, pool, vt_job_part (&part, job, .2, .3), error);
  if (stats == NULL)
    return FALSE;
  read = g_get_monotonic_time ();

  const VtXGraphLearner learner = {
    .space = space, .stats = stats, .per_place = task->n_negatives > 0,
    .pictures = vitrine_part_source_readable (result->source), .options = &task->options,
    .model = vitrine_model_get_id (task->model), .class_name = task->class_name, .seed = task->seed, .former = task->former,
  };

  result->graph = vt_xgraph_learn (&learner, pool, vt_job_part (&part, job, .3, 1), error);
  result->seconds_reading = (double) (read - started) / G_USEC_PER_SEC;
  result->seconds_learning = (double) (g_get_monotonic_time () - read) / G_USEC_PER_SEC;
  return result->graph != NULL;
}

VitrineGraphResult *
vitrine_graph_learn (const VitrineGraphTask *task,
                     VitrineJob             *job_shown,
                     VtPool                 *pool,
                     const VtJob            *job,
                     GError                **error)
{
  g_autoptr (VtPartSpace) space = vitrine_graph_task_space (task, error);
  g_autoptr (VitrineGraphResult) result = NULL;

  if (space == NULL)
    return NULL;
  result = g_new0 (VitrineGraphResult, 1);
  result->source = vitrine_graph_task_source (task, space);
  if (!learn (task, space, result, job_shown, pool, job, error))
    return NULL;
  return g_steal_pointer (&result);
}

void
vitrine_graph_result_free (VitrineGraphResult *self)
{
  if (self == NULL)
    return;
  vt_xgraph_unref (self->graph);
  if (self->source != NULL)
    vitrine_part_source_unref (self->source);
  g_free (self);
}
