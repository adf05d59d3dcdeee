/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-finding.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

#define MOST_PLACES (1u << 24)  /* nodes times pictures: 12 bytes each; the nodes of lowest rank are left out */

void
vitrine_graph_finding_free (gpointer data)
{
  VitrineGraphFinding *self = data;

  if (self == NULL)
    return;
  vitrine_graph_votes_unref (self->votes);
  vitrine_graph_places_unref (self->places);
  g_free (self->numbers);
  g_free (self->found);
  g_free (self->agreement);
  g_free (self);
}

void
vitrine_finding_order_free (gpointer data)
{
  VitrineFindingOrder *order = data;

  vt_xgraph_unref (order->graph);
  vitrine_graph_places_unref (order->places);
  vitrine_part_source_unref (order->source);
  g_array_unref (order->boxes);
  g_free (order->boxed);
  g_free (order->part);
  g_free (order);
}

/* Boxes on pictures that could be read, in words of the places. */
static GArray *
make_shots (const VitrineFindingOrder   *order,
            const VitrineGraphFinding *  finding)
{
  GArray *shots = g_array_new (FALSE, TRUE, sizeof (VitrineShot));

  for (guint i = 0; i < order->boxes->len; i++)
    {
      const VitrineBoxedPicture *one = &g_array_index (order->boxes, VitrineBoxedPicture, i);
      VitrineShot shot = { 0 };

      if (finding->numbers[one->picture] < 0)
        continue;
      shot.picture = (guint) finding->numbers[one->picture];
      vitrine_part_source_place (finding->places->source, one->picture, &one->box, &shot.place);
      g_array_append_val (shots, shot);
    }
  return shots;
}

static gboolean
find_all (VitrineGraphFinding      *finding,
          const VtJob  *            tick,
          GError      **            error)
{
  g_autofree float *map = NULL;
  guint height, width;

  vitrine_graph_votes_size (finding->votes, &height, &width);
  map = g_new (float, (gsize) height * width);
  for (guint i = 0; i < finding->n; i++)
    {
      if (!vt_job_tick (tick, .95 + .04 * i / finding->n, N_("Counting votes"), error))
        return FALSE;
      if (finding->numbers[i] >= 0)
        finding->agreement[i] = (float) vitrine_graph_votes_find (finding->votes, (guint) finding->numbers[i], map,
                                                                  &finding->found[i]);
    }
  return TRUE;
}

static void
number_pictures (VitrineGraphFinding *finding)
{
  const VtPartSpace *space = vt_xgraph_space (finding->places->graph);

  finding->n = vitrine_part_source_n (finding->places->source);
  finding->numbers = g_new (int, MAX (finding->n, 1));
  finding->found = g_new0 (VtPartPlace, MAX (finding->n, 1));
  finding->agreement = g_new0 (float, MAX (finding->n, 1));
  for (guint i = 0; i < finding->n; i++)
    {
      finding->numbers[i] = -1;
      finding->found[i].centre[0] = vt_part_space_height (space) / 2.0;
      finding->found[i].centre[1] = vt_part_space_width (space) / 2.0;
    }
  for (guint i = 0; i < finding->places->n; i++)
    finding->numbers[finding->places->pictures[i]] = (int) i;
}

gpointer
vitrine_graph_finding_work (VitrineJob   *job,
                            const VtJob  *tick,
                            gpointer      input,
                            GError      **error)
{
  const VitrineFindingOrder *order = input;
  VitrineGraphFinding *finding = g_new0 (VitrineGraphFinding, 1);
  const guint n = MAX (vitrine_part_source_n (order->source), 1);
  g_autoptr (GArray) shots = NULL;
  VtJobPart part;

  finding->places = order->places != NULL
    ? vitrine_graph_places_ref (order->places)
    : vitrine_graph_places_new (order->graph, order->source, MAX (MOST_PLACES / n, 1), vitrine_job_get_pool (job),
                                vt_job_part (&part, tick, 0, .95), error);
  if (finding->places == NULL)
    return finding;
  number_pictures (finding);
  shots = make_shots (order, finding);
  if (shots->len == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("None of the pictures with a box can be read"));
      return finding;
    }
  finding->votes = vitrine_graph_votes_new (finding->places, (const VitrineShot *) (void *) shots->data, shots->len);
  if (!find_all (finding, tick, error))
    {
      g_clear_pointer (&finding->votes, vitrine_graph_votes_unref);
      return finding;      /* the places are worth having */
    }
  finding->has_figures
    = vitrine_part_figures_count (finding->places->source, vt_xgraph_space (order->graph), order->part, finding->found,
                                  order->boxed, order->boxes->len, &finding->figures);
  return finding;
}
