/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curves beside the layers' names. */
#include "config.h"

#include "app/vitrine-curves.h"

#include <math.h>
#include <stdlib.h>

#include "widgets/vitrine-sparkline.h"

#define MAX_VALUES ((gsize) 24 << 20)     /* floats of all layers together */

typedef struct
{
  VitrineSight *sight;
  GArray       *nodes;       /* int */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  vitrine_sight_unref (ask->sight);
  g_array_unref (ask->nodes);
  g_free (ask);
}

static int
compare_falling (const void *a,
                 const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return x < y ? 1 : x > y ? -1 : 0;
}

static float *
curve_of (const float  *values,
          VitrineLayer *layer)
{
  guint n = vitrine_layer_get_channels (layer);
  gsize area = (gsize) vitrine_layer_get_height (layer) * vitrine_layer_get_width (layer);
  g_autofree float *peaks = g_new (float, n);
  for (guint c = 0; c < n; c++)
    {
      float peak = 0;
      for (gsize i = 0; i < area; i++)
        peak = MAX (peak, values[c * area + i]);
      peaks[c] = peak;
    }
  qsort (peaks, n, sizeof *peaks, compare_falling);
  float *curve = g_new (float, VITRINE_SPARKLINE_POINTS);
  for (guint i = 0; i < VITRINE_SPARKLINE_POINTS; i++)
    curve[i] = peaks[i * (n - 1) / (VITRINE_SPARKLINE_POINTS - 1)];
  return curve;
}

static gpointer
compute (VitrineJob   *job,
         const VtJob  *tick,
         gpointer      input,
         GError      **error)
{
  const Ask *ask = input;
  VitrineModel *model = ask->sight->model;
  VitrineAsk what = {
    .input = ask->sight->activation->input->data,
    .preprocess = &ask->sight->preprocess,
    .nodes = (const int *) (gpointer) ask->nodes->data,
    .n_nodes = ask->nodes->len,
    .values_only = TRUE,
  };
  g_autoptr (VitrineActivation) activation =
    vitrine_model_evaluate (model, &what, vitrine_job_get_pool (job), tick, error);
  if (activation == NULL)
    return NULL;
  GHashTable *curves = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  for (guint i = 0; i < ask->nodes->len; i++)
    {
      int node = g_array_index (ask->nodes, int, i);
      g_hash_table_insert (curves, GINT_TO_POINTER (node),
                           curve_of (activation->values[i]->data, vitrine_model_get_layer (model, node)));
    }
  return curves;
}

void
vitrine_curves_ask (VitrineJobs    *jobs,
                    VitrineSight   *sight,
                    VitrineJobDone  done,
                    gpointer        user_data,
                    GDestroyNotify  user_data_free)
{
  GListModel *layers = vitrine_model_get_layers (sight->model);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (int));
  gsize total = 0;
  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);
      int node = vitrine_layer_get_node (layer);
      if (!vitrine_layer_is_spatial (layer) || vitrine_layer_get_channels (layer) < 2)
        continue;
      total += vt_shape_size (vitrine_layer_get_shape (layer));
      g_array_append_val (nodes, node);
    }
  if (nodes->len == 0 || total > MAX_VALUES)
    {
      if (user_data_free != NULL)
        user_data_free (user_data);
      return;
    }
  Ask *ask = g_new0 (Ask, 1);
  ask->sight = vitrine_sight_ref (sight);
  ask->nodes = g_steal_pointer (&nodes);
  vitrine_jobs_preview (jobs, "curves", &(VitrineJobSpec) {
    .title = "Curves",
    .func = compute,
    .input = ask,
    .input_free = ask_free,
    .result_free = (GDestroyNotify) g_hash_table_unref,
    .done = done,
    .user_data = user_data,
    .user_data_free = user_data_free,
  });
}
