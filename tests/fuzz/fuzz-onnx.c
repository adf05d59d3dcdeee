/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an ONNX file: imported (with weights in a file beside it), and what is small enough is planned, run both ways,
 * written and read again. */
#include <stdint.h>

#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"

/* Two tensors of this size multiply in a moment even with sanitizers. */
#define MOST_ELEMENTS 3000
#define MOST_NODES    64

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static gboolean
is_small (const VtGraph *graph)
{
  const guint n = vt_graph_n_nodes (graph);
  gsize sum = 0;

  for (guint i = 0; i < n && sum <= MOST_ELEMENTS; i++)
    sum += MIN (vt_shape_size (&vt_graph_node (graph, (int) i)->shape), MOST_ELEMENTS + 1);
  return n <= MOST_NODES && sum <= MOST_ELEMENTS;
}

static void
run_both_ways (VtGraph  *graph,
               VtParams *params,
               gsize     batch)
{
  const VtPlanOptions options = { .batch = batch, .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS };
  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, NULL);
  g_autoptr (VtRun) run = plan != NULL ? vt_run_new (plan, params, NULL, NULL) : NULL;
  const int out = vt_graph_output_nth (graph, 0);

  if (run == NULL || !vt_run_forward (run, NULL, NULL))
    return;

  const gsize n = vt_shape_size (vt_run_shape (run, out));
  g_autofree float *dy = g_new0 (float, n);

  for (gsize i = 0; i < n; i++)
    dy[i] = 1;
  vt_run_backward (run, out, dy, NULL, 0, NULL, NULL);
}

static void
write_and_read (const VtGraph  *graph,
                const VtParams *params)
{
  g_autoptr (GBytes) bytes = vt_onnx_export (graph, params, NULL, NULL);
  gsize size;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (VtGraph) again = data != NULL ? vt_onnx_import (data, size, NULL, NULL, NULL, NULL, NULL) : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  /* The last byte chooses, so that all ways of taking a file are seen. */
  const guint8 way = size > 0 ? data[size - 1] : 0;
  const VtOnnxGiven given = { "x", data, size / 2 };
  const VtOnnxOptions options = {
    .height = 8, .width = 8, .keep_batch_norm = (way & 1) != 0, .as_written = (way & 2) != 0,
    .given = &given, .n_given = (way & 12) == 12,
  };
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  const char *folder = (way & 16) == 0 ? FUZZ_FOLDER : NULL;
  g_autoptr (VtGraph) graph = vt_onnx_import (data, size, folder, &options, &params, &report, NULL);

  if (graph != NULL && is_small (graph))
    {
      run_both_ways (graph, params, options.as_written ? 1 : 2);
      write_and_read (graph, params);
    }
  return 0;
}
