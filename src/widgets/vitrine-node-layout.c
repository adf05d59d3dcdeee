/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-node-layout.h"

#include <math.h>
#include <string.h>

#define COLUMN_GAP 44.0
#define STACK_GAP 12.0
#define MARGIN 14.0

float
vitrine_node_radius (float weight)
{
  return (float) VITRINE_NODE_PITCH * (.17f + .3f * sqrtf (CLAMP (weight, 0, 1)));
}

/* Rows in the order in which their groups come; `first` is set when all are counted. */
static void
find_rows (VitrineNodeLayout    *layout,
           const VitrineMapNode *nodes,
           const guint          *shown,
           guint                *row_of_shown)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (VitrineNodeRow));

  for (guint i = 0; i < layout->n; i++)
    {
      const VitrineMapNode *node = &nodes[shown[i]];
      const gint64 key = (gint64) node->column << 32 | node->group;
      gpointer found = g_hash_table_lookup (known, &key);

      if (found == NULL)
        {
          const VitrineNodeRow row = { .column = node->column, .group = node->group };

          g_array_append_val (rows, row);
          found = GUINT_TO_POINTER (rows->len);
          g_hash_table_insert (known, g_memdup2 (&key, sizeof key), found);
          layout->columns[node->column].n_rows++;
        }
      row_of_shown[i] = GPOINTER_TO_UINT (found) - 1;
      g_array_index (rows, VitrineNodeRow, row_of_shown[i]).n++;
      layout->columns[node->column].n_nodes++;
    }
  layout->n_rows = rows->len;
  layout->rows = (VitrineNodeRow *) (void *) g_array_free (g_steal_pointer (&rows), FALSE);
}

static void
order_nodes (VitrineNodeLayout *layout,
             const guint       *shown,
             const guint       *row_of_shown)
{
  g_autofree guint *filled = g_new0 (guint, MAX (layout->n_rows, 1));
  guint first = 0;

  for (guint r = 0; r < layout->n_rows; r++)
    {
      layout->rows[r].first = first;
      first += layout->rows[r].n;
    }
  for (guint i = 0; i < layout->n; i++)
    {
      const guint r = row_of_shown[i], at = layout->rows[r].first + filled[r]++;

      layout->order[at] = shown[i];
      layout->row_of[at] = r;
      layout->index[shown[i]] = at;
    }
}

/* Width of a stack of each column: its longest row. */
static void
measure_stacks (const VitrineNodeLayout *layout,
                double                  *width)
{
  for (guint r = 0; r < layout->n_rows; r++)
    width[layout->rows[r].column] = fmax (width[layout->rows[r].column],
                                          VITRINE_NODE_ROW_LABEL + layout->rows[r].n * VITRINE_NODE_PITCH);
}

static double
whole_width (const VitrineNodeLayout *layout,
             const double            *stack,
             guint                    rows_a_stack)
{
  double width = 2 * MARGIN - COLUMN_GAP;

  for (guint c = 0; c < layout->n_columns; c++)
    {
      const guint stacks = MAX ((layout->columns[c].n_rows + rows_a_stack - 1) / rows_a_stack, 1);

      width += stacks * (stack[c] + STACK_GAP) - STACK_GAP + COLUMN_GAP;
    }
  return width;
}

/* The number of rows in a stack that comes nearest to the aspect. */
static guint
choose_rows (const VitrineNodeLayout *layout,
             const double            *stack,
             double                   aspect)
{
  guint most = 1, best = 1;
  double least = G_MAXDOUBLE;

  for (guint c = 0; c < layout->n_columns; c++)
    most = MAX (most, layout->columns[c].n_rows);
  for (guint rows = 1; rows <= most; rows++)
    {
      const double off = fabs (log (whole_width (layout, stack, rows) / (rows * VITRINE_NODE_PITCH + 2 * MARGIN) / aspect));

      if (off < least)
        {
          least = off;
          best = rows;
        }
    }
  return best;
}

static void
place_rows (VitrineNodeLayout *layout,
            const double      *stack,
            guint              rows_a_stack)
{
  g_autofree guint *n = g_new0 (guint, MAX (layout->n_columns, 1));
  double left = MARGIN;

  for (guint c = 0; c < layout->n_columns; c++)
    {
      const guint stacks = MAX ((layout->columns[c].n_rows + rows_a_stack - 1) / rows_a_stack, 1);

      layout->columns[c].left = left;
      layout->columns[c].width = stacks * (stack[c] + STACK_GAP) - STACK_GAP;
      left += layout->columns[c].width + COLUMN_GAP;
    }
  for (guint r = 0; r < layout->n_rows; r++)
    {
      VitrineNodeRow *row = &layout->rows[r];
      const guint at = n[row->column]++;

      row->x = layout->columns[row->column].left + at / rows_a_stack * (stack[row->column] + STACK_GAP)
               + VITRINE_NODE_ROW_LABEL + VITRINE_NODE_PITCH / 2;
      row->y = MARGIN + (at % rows_a_stack + .5) * VITRINE_NODE_PITCH;
      for (guint i = 0; i < row->n; i++)
        {
          layout->x[row->first + i] = (float) (row->x + i * VITRINE_NODE_PITCH);
          layout->y[row->first + i] = (float) row->y;
        }
    }
  layout->width = left - COLUMN_GAP + MARGIN;
  layout->height = rows_a_stack * VITRINE_NODE_PITCH + 2 * MARGIN;
}

void
vitrine_node_layout_make (VitrineNodeLayout    *layout,
                          const VitrineMapNode *nodes,
                          guint                 n_nodes,
                          guint                 n_columns,
                          const guint          *shown,
                          guint                 n_shown,
                          double                aspect)
{
  g_autofree guint *row_of_shown = g_new (guint, MAX (n_shown, 1));
  g_autofree double *stack = g_new (double, MAX (n_columns, 1));

  vitrine_node_layout_clear (layout);
  layout->n_columns = n_columns;
  layout->columns = g_new0 (VitrineNodeColumn, MAX (n_columns, 1));
  layout->n = n_shown;
  layout->order = g_new (guint, MAX (n_shown, 1));
  layout->row_of = g_new (guint, MAX (n_shown, 1));
  layout->x = g_new (float, MAX (n_shown, 1));
  layout->y = g_new (float, MAX (n_shown, 1));
  layout->index = g_new (guint, MAX (n_nodes, 1));
  memset (layout->index, 0xff, MAX (n_nodes, 1) * sizeof *layout->index);
  for (guint c = 0; c < n_columns; c++)
    stack[c] = VITRINE_NODE_ROW_LABEL + 6 * VITRINE_NODE_PITCH;
  find_rows (layout, nodes, shown, row_of_shown);
  order_nodes (layout, shown, row_of_shown);
  measure_stacks (layout, stack);
  place_rows (layout, stack, choose_rows (layout, stack, aspect));
}

void
vitrine_node_layout_clear (VitrineNodeLayout *layout)
{
  g_free (layout->columns);
  g_free (layout->rows);
  g_free (layout->order);
  g_free (layout->row_of);
  g_free (layout->x);
  g_free (layout->y);
  g_free (layout->index);
  memset (layout, 0, sizeof *layout);
}

/* The entry that is nearest among those for which dx, dy point the right way; far sideways counts double. */
static guint
nearest (const VitrineNodeLayout *layout,
         guint                    entry,
         int                      dx,
         int                      dy)
{
  const double x0 = (double) layout->x[entry], y0 = (double) layout->y[entry];
  double least = G_MAXDOUBLE;
  guint best = VITRINE_NO_NODE;

  for (guint i = 0; i < layout->n; i++)
    {
      const double x = (double) layout->x[i] - x0, y = (double) layout->y[i] - y0;
      const double along = dx != 0 ? x * dx : y * dy, across = fabs (dx != 0 ? y : x);

      if (along > VITRINE_NODE_PITCH / 2 && along + 2 * across < least)
        {
          least = along + 2 * across;
          best = i;
        }
    }
  return best;
}

guint
vitrine_node_layout_step (const VitrineNodeLayout *layout,
                          guint                    entry,
                          int                      dx,
                          int                      dy)
{
  const guint next = nearest (layout, entry, dx, dy);

  return next != VITRINE_NO_NODE ? next : entry;
}
