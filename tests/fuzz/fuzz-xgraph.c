/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the file of an explanatory graph; what is read is found on an empty picture and written again. */
#include <stdint.h>
#include <string.h>

#include "xgraph/vt-xgraph.h"

#define MOST_UNITS 100000

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtXGraph) graph = vt_xgraph_load ((const char *) data, size, &error), again = NULL;
  g_autofree char *text = NULL, *second = NULL;
  VtPartSpace *space;

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    return 0;
  space = vt_xgraph_space (graph);
  if (vt_part_space_n_units (space) <= MOST_UNITS)
    {
      g_autofree float *x = g_new (float, vt_part_space_n_units (space));
      g_autofree VtXPlace *found = g_new (VtXPlace, vt_xgraph_n_nodes (graph) + 1);
      VtPartMaps maps = { 0 };

      for (gsize u = 0; u < vt_part_space_n_units (space); u++)
        x[u] = (float) (u % 3);
      for (guint l = 0; l < vt_part_space_n_layers (space); l++)
        maps.x[l] = x + vt_part_space_first (space, l);
      vt_xgraph_infer (graph, &maps, found);
      vt_xgraph_agreement (graph, &maps);
    }
  text = vt_xgraph_save (graph);
  again = vt_xgraph_load (text, strlen (text), NULL);
  g_assert_nonnull (again);
  second = vt_xgraph_save (again);
  g_assert_cmpstr (text, ==, second);
  return 0;
}
