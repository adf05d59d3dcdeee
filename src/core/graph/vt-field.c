/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receptive fields by one walk from the input, through whatever the operators say of their
 * windows. */
#include "graph/vt-field.h"

#include <math.h>

/* What is known of a node while walking. */
typedef struct
{
  gboolean depends;     /* on input 0 at all */
  VtField  field;
} Place;

static void
see_everything (VtField       *field,
                const VtShape *picture)
{
  field->known = field->global = TRUE;
  for (guint a = 0; a < 2; a++)
    {
      field->size[a] = (double) picture->dim[picture->n_dims - 2 + a];
      field->offset[a] = (field->size[a] - 1) / 2;
      field->stride[a] = 0;
    }
}

static VtField
through (const VtField  *x,
         const VtWindow *window)
{
  VtField y = *x;

  for (guint a = 0; a < 2; a++)
    {
      y.size[a] = x->size[a] + (window->axis[a].extent - 1) * fabs (x->stride[a]);
      y.offset[a] = x->offset[a] + window->axis[a].start * x->stride[a];
      y.stride[a] = x->stride[a] * window->axis[a].step;
    }
  return y;
}

/* Joins a branch to what the branches before it gave; FALSE when they are not over the same
 * cells. */
static gboolean
join (VtField       *all,
      const VtField *branch)
{
  for (guint a = 0; a < 2; a++)
    {
      const double j = all->stride[a], apart = fabs (all->offset[a] - branch->offset[a]);

      if (fabs (j - branch->stride[a]) > 1e-6 * fabs (j) || apart >= 0.5 * fabs (j))
        return FALSE;
      all->size[a] = MAX (all->size[a], branch->size[a]);
      all->offset[a] = (all->offset[a] + branch->offset[a]) / 2;
    }
  return TRUE;
}

/* Place of operator `node` from those of its inputs. */
static Place
place_of (const VtGraph *graph,
          const VtNode  *node,
          const Place   *places,
          const VtShape *picture)
{
  Place y = { 0 };
  VtField map = { 0 };
  gboolean lost = FALSE, global = FALSE, mapped = FALSE;

  for (guint i = 0; i < node->n_x; i++)
    {
      const Place *x = node->x[i] >= 0 ? &places[node->x[i]] : NULL;
      VtWindow window;

      if (x == NULL || !x->depends)
        continue;
      y.depends = TRUE;
      const gboolean told = node->op->window != NULL
                            && node->op->window (node->attrs, &vt_graph_node (graph, node->x[i])->shape,
                                                 &node->shape, &window);

      if (x->field.global || (told && window.reach == VT_REACH_GLOBAL))
        {
          global = TRUE;
          continue;
        }
      if (!told || !x->field.known)
        {
          lost = TRUE;
          continue;
        }
      const VtField branch = through (&x->field, &window);

      if (mapped)
        lost |= !join (&map, &branch);
      else
        map = branch;
      mapped = TRUE;
    }
  if (lost || !y.depends)
    return y;
  if (mapped)
    y.field = map;
  if (global)
    {
      VtField whole;

      see_everything (&whole, picture);
      for (guint a = 0; a < 2; a++)
        {
          y.field.size[a] = whole.size[a];
          y.field.offset[a] = mapped ? map.offset[a] : whole.offset[a];
        }
      y.field.global = TRUE;
    }
  y.field.known = TRUE;
  return y;
}

void
vt_field_of (const VtGraph *graph,
             int            node,
             VtField       *field)
{
  const int input = vt_graph_n_inputs (graph) > 0 ? vt_graph_input_nth (graph, 0) : -1;

  *field = (VtField) { 0 };
  if (input < 0 || node < 0 || vt_graph_node (graph, input)->shape.n_dims != 4)
    return;

  const VtShape *picture = &vt_graph_node (graph, input)->shape;
  g_autofree Place *places = g_new0 (Place, (gsize) MAX (node, input) + 1);

  places[input] = (Place) { TRUE, { TRUE, FALSE, { 1, 1 }, { 1, 1 }, { 0, 0 } } };
  for (int i = 0; i <= node; i++)
    {
      const VtNode *n = vt_graph_node (graph, i);

      if (n->kind == VT_NODE_OP)
        places[i] = place_of (graph, n, places, picture);
    }
  *field = places[node].field;
}
