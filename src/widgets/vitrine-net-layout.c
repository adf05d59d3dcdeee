/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layered drawing after Sugiyama, Tagawa and Toda (1981), reduced to what networks need: longest-path
 * rows, one downward sweep of barycentres, then relaxation that keeps neighbours apart. */
#include "config.h"

#include "widgets/vitrine-net-layout.h"

#include <stdlib.h>

#define SWEEPS 12

typedef struct
{
  double key;
  guint  node;
} Keyed;

static int
compare_keyed (const void *a,
               const void *b)
{
  const Keyed *p = a, *q = b;
  if (p->key < q->key)
    return -1;
  if (p->key > q->key)
    return 1;
  return p->node < q->node ? -1 : p->node > q->node;
}

/* Nodes of each row, in order: row r holds order[start[r]] … order[start[r + 1] − 1]. */
typedef struct
{
  guint  n_rows;
  guint *start, *order;
} Rows;

static Rows
make_rows (const VitrineNetGraph *graph,
           VitrineNetPlace       *places)
{
  Rows rows = { 0 };
  for (guint i = 0; i < graph->n; i++)
    {
      places[i].row = 0;
      for (guint k = 0; k < graph->n_from[i]; k++)
        places[i].row = MAX (places[i].row, places[graph->from[i][k]].row + 1);
      rows.n_rows = MAX (rows.n_rows, places[i].row + 1);
    }
  rows.start = g_new0 (guint, rows.n_rows + 1);
  rows.order = g_new (guint, MAX (1, graph->n));
  for (guint i = 0; i < graph->n; i++)
    rows.start[places[i].row + 1]++;
  for (guint r = 0; r < rows.n_rows; r++)
    rows.start[r + 1] += rows.start[r];
  g_autofree guint *next = g_memdup2 (rows.start, (rows.n_rows + 1) * sizeof (guint));
  for (guint i = 0; i < graph->n; i++)
    rows.order[next[places[i].row]++] = i;
  return rows;
}

static double
mean_of_parents (const VitrineNetGraph *graph,
                 const VitrineNetPlace *places,
                 guint                  node,
                 double                 without)
{
  double sum = 0;
  for (guint k = 0; k < graph->n_from[node]; k++)
    sum += places[graph->from[node][k]].column;
  return graph->n_from[node] > 0 ? sum / graph->n_from[node] : without;
}

/* Columns of a row as near to `wish` as one apart allows: pushed right in order, then the whole row
 * moved back by the mean push. */
static void
spread (const Rows      *rows,
        guint            row,
        const double    *wish,
        VitrineNetPlace *places)
{
  double least = -1e9, pushed = 0;
  guint n = rows->start[row + 1] - rows->start[row];
  /* Who is alone stands on the axis: the trunk of a network is then straight. */
  if (n == 1)
    {
      places[rows->order[rows->start[row]]].column = 0;
      return;
    }
  for (guint k = rows->start[row]; k < rows->start[row + 1]; k++)
    {
      guint node = rows->order[k];
      double column = MAX (wish[node], least);
      pushed += column - wish[node];
      places[node].column = column;
      least = column + 1;
    }
  for (guint k = rows->start[row]; k < rows->start[row + 1]; k++)
    places[rows->order[k]].column -= pushed / n;
}

guint
vitrine_net_layout (const VitrineNetGraph *graph,
                    VitrineNetPlace       *places,
                    double                *width)
{
  Rows rows = make_rows (graph, places);
  g_autofree double *wish = g_new0 (double, MAX (1, graph->n));
  g_autofree double *sum = g_new0 (double, MAX (1, graph->n));
  g_autofree guint *count = g_new0 (guint, MAX (1, graph->n));
  g_autofree Keyed *keyed = g_new (Keyed, MAX (1, graph->n));

  for (guint r = 0; r < rows.n_rows; r++)
    {
      guint n = rows.start[r + 1] - rows.start[r];
      for (guint k = 0; k < n; k++)
        {
          guint node = rows.order[rows.start[r] + k];
          keyed[k] = (Keyed) { mean_of_parents (graph, places, node, k), node };
          wish[node] = keyed[k].key;
        }
      qsort (keyed, n, sizeof *keyed, compare_keyed);
      for (guint k = 0; k < n; k++)
        rows.order[rows.start[r] + k] = keyed[k].node;
      spread (&rows, r, wish, places);
    }

  /* Relax: each node between its parents and its children. */
  for (int sweep = 0; sweep < SWEEPS; sweep++)
    {
      for (guint i = 0; i < graph->n; i++)
        {
          sum[i] = 0;
          count[i] = 0;
        }
      for (guint i = 0; i < graph->n; i++)
        for (guint k = 0; k < graph->n_from[i]; k++)
          {
            int parent = graph->from[i][k];
            sum[i] += places[parent].column;
            sum[parent] += places[i].column;
            count[i]++;
            count[parent]++;
          }
      for (guint i = 0; i < graph->n; i++)
        wish[i] = count[i] > 0 ? sum[i] / count[i] : places[i].column;
      for (guint r = 0; r < rows.n_rows; r++)
        spread (&rows, r, wish, places);
    }

  double left = 1e9;
  *width = 0;
  for (guint i = 0; i < graph->n; i++)
    left = MIN (left, places[i].column);
  for (guint i = 0; i < graph->n; i++)
    {
      places[i].column -= left;
      *width = MAX (*width, places[i].column);
    }
  g_free (rows.start);
  g_free (rows.order);
  return rows.n_rows;
}
