/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parts evaluate --method graph: the same question, answered by the nodes of an explanatory graph. */
#include "config.h"

#include "cli/cli-parts-graph.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-graphs.h"
#include "engine/parts/vitrine-graph-locate.h"

static void
add_draws (JsonBuilder               *b,
           const VitrineLocateResult *result)
{
  json_builder_set_member_name (b, "draws");
  json_builder_begin_array (b);
  for (guint i = 0; i < result->n_draws; i++)
    {
      const VitrineLocateDraw *d = &result->draws[i];

      json_builder_begin_object (b);
      cli_add_int (b, "seed", (gint64) d->seed);
      cli_add_double (b, "distance", d->held_out.distance);
      cli_add_double (b, "iou_rate", d->held_out.iou_rate);
      cli_add_double (b, "centre_rate", d->held_out.centre_rate);
      cli_add_double (b, "ratio", d->held_out.distance / result->blind.shots);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

JsonNode *
cli_parts_by_graph (const CliCall       *call,
                    const CliPartsGraph *ask,
                    GError             **error)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (VtXGraph) graph = NULL;
  g_autoptr (VitrineGraphPlaces) places = cli_graph_places (call, ask->graph, ask->class_name, ask->cache, 0, &graph, error);
  g_autoptr (VitrineLocateResult) result = NULL;
  double distance = 0, square = 0, iou = 0, centre = 0;

  if (places == NULL
      || (result = vitrine_graph_locate_trial (places, ask->part, ask->boxes, ask->seed, ask->seeds, error)) == NULL)
    return NULL;
  for (guint i = 0; i < result->n_draws; i++)
    {
      distance += result->draws[i].held_out.distance / result->n_draws;
      iou += result->draws[i].held_out.iou_rate / result->n_draws;
      centre += result->draws[i].held_out.centre_rate / result->n_draws;
    }
  for (guint i = 0; i < result->n_draws; i++)
    square += (result->draws[i].held_out.distance - distance) * (result->draws[i].held_out.distance - distance);
  json_builder_begin_object (b);
  cli_add_string (b, "part", ask->part);
  cli_add_string (b, "class", ask->class_name);
  cli_add_string (b, "method", "graph");
  cli_add_int (b, "boxes", ask->boxes);
  cli_add_int (b, "pictures", result->draws[0].held_out.pictures);
  cli_add_int (b, "voting_nodes", result->draws[0].n_nodes);
  cli_add_double (b, "normalized_distance", distance);
  if (result->n_draws > 1)
    cli_add_double (b, "normalized_distance_deviation", sqrt (square / (result->n_draws - 1)));
  cli_add_double (b, "iou_rate", iou);
  cli_add_double (b, "centre_rate", centre);
  cli_add_double (b, "image_blind_distance", result->blind.shots);
  cli_add_double (b, "ratio", distance / result->blind.shots);
  cli_add_double (b, "image_blind_mean_distance", result->blind.mean);
  cli_add_double (b, "image_blind_oracle_distance", result->blind.oracle);
  if (result->n_draws > 1)
    add_draws (b, result);
  json_builder_end_object (b);
  return cli_finish (b);
}
