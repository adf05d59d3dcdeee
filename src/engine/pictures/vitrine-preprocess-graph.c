/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a graph tells about the preprocessing it wants: the input's shape and name, and whether
 * its first operator scales, as in many exported networks. */
#include "engine/pictures/vitrine-preprocess.h"

#include <string.h>

static gboolean
is_scaling (const VtNode *node)
{
  static const char *const names[] = { "Sub", "Mul", "Div" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (node->op->name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
scales_itself (const VtGraph *graph,
               int            input)
{
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);

      if (node->kind == VT_NODE_OP && node->n_x > 0 && node->x[0] == input)
        return is_scaling (node);
    }
  return FALSE;
}

void
vitrine_preprocess_guess_for_graph (VitrinePreprocess *self,
                                    const VtGraph     *graph,
                                    GHashTable        *metadata,
                                    const char        *file_name)
{
  const int input = vt_graph_n_inputs (graph) > 0 ? vt_graph_input_nth (graph, 0) : -1;
  const VtShape usual = VT_SHAPE (1, 3, 224, 224);
  const VtNode *node = input >= 0 ? vt_graph_node (graph, input) : NULL;

  vitrine_preprocess_guess (self, &(VitrinePreprocessClues) {
    .shape = node != NULL ? &node->shape : &usual,
    .metadata = metadata,
    .file_name = file_name,
    .input_name = node != NULL ? node->name : NULL,
    .scales_itself = node != NULL && scales_itself (graph, input)
  });
}
