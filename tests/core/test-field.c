/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receptive fields: tables of known networks, branches, and a check by perturbing pixels. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "graph/vt-field.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-pool.h"
#include "vt-nets.h"

static void
expect_field (VtGraph    *graph,
              const char *name,
              double      size,
              double      stride,
              double      offset)
{
  VtField f;

  vt_field_of (graph, vt_graph_find (graph, name), &f);
  g_assert_true (f.known);
  g_assert_false (f.global);
  for (guint a = 0; a < 2; a++)
    {
      g_assert_cmpfloat_with_epsilon (f.size[a], size, 1e-9);
      g_assert_cmpfloat_with_epsilon (f.stride[a], stride, 1e-9);
      g_assert_cmpfloat_with_epsilon (f.offset[a], offset, 1e-9);
    }
  g_assert_cmpfloat_with_epsilon (vt_field_centre (&f, 0, 3), offset + 3 * stride, 1e-9);
}

static void
vgg16_has_the_known_fields (void)
{
  static const int convs[] = { 2, 2, 3, 3, 3 };
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 3, 224, 224));

  for (int block = 0; block < 5; block++)
    {
      for (int i = 0; i < convs[block]; i++)
        {
          g_autofree char *name = g_strdup_printf ("conv%d_%d", block + 1, i + 1);

          x = net_op (graph, "Relu", net_conv (graph, x, 2, 3, 1, 1, 1, name), NULL);
        }
      x = net_max_pool (graph, x, 2, 2, 0, NULL);
    }
  x = net_gemm (graph, x, 10, "dense");
  vt_graph_output (graph, x);
  g_assert_true (vt_graph_seal (graph, NULL));
  expect_field (graph, "conv3_1", 24, 4, 1.5);
  expect_field (graph, "conv3_3", 40, 4, 1.5);
  expect_field (graph, "conv4_1", 60, 8, 3.5);
  expect_field (graph, "conv4_2", 76, 8, 3.5);
  expect_field (graph, "conv4_3", 92, 8, 3.5);
  expect_field (graph, "conv5_1", 132, 16, 7.5);
  expect_field (graph, "conv5_3", 196, 16, 7.5);

  VtField f;

  vt_field_of (graph, vt_graph_find (graph, "dense"), &f);
  g_assert_true (f.known && f.global);
  g_assert_cmpfloat (f.size[0], ==, 224);
  g_assert_cmpfloat (f.offset[1], ==, 111.5);
}

static void
alexnet_has_the_known_fields (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 3, 224, 224));

  x = net_max_pool (graph, net_conv (graph, x, 2, 11, 4, 2, 1, "conv1"), 3, 2, 0, "pool1");
  x = net_max_pool (graph, net_conv (graph, x, 2, 5, 1, 2, 1, "conv2"), 3, 2, 0, "pool2");
  x = net_conv (graph, x, 2, 3, 1, 1, 1, "conv3");
  x = net_conv (graph, x, 2, 3, 1, 1, 1, "conv4");
  x = net_conv (graph, x, 2, 3, 1, 1, 1, "conv5");
  vt_graph_output (graph, net_max_pool (graph, x, 3, 2, 0, "pool5"));
  g_assert_true (vt_graph_seal (graph, NULL));
  expect_field (graph, "conv1", 11, 4, 3);
  expect_field (graph, "pool1", 19, 8, 7);
  expect_field (graph, "conv2", 51, 8, 7);
  expect_field (graph, "conv3", 99, 16, 15);
  expect_field (graph, "conv5", 163, 16, 15);
  expect_field (graph, "pool5", 195, 32, 31);
}

static void
ceil_mode_alone_moves_no_centre (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const VtPoolAttrs attrs = { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 0 } }, TRUE, FALSE };
  const int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 3, 112, 112));

  vt_graph_output (graph, vt_graph_op (graph, "MaxPool", &attrs, &x, 1, "pool"));
  g_assert_true (vt_graph_seal (graph, NULL));
  g_assert_cmpuint (vt_graph_node (graph, vt_graph_find (graph, "pool"))->shape.dim[2], ==, 56);
  expect_field (graph, "pool", 3, 2, 1);
}

static void
branches_take_the_larger_field_or_are_unknown (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 4, 33, 33));
  const int wide = net_conv (graph, x, 4, 5, 1, 2, 1, NULL);
  const int dilated = net_conv (graph, x, 4, 3, 1, 4, 4, "dilated");
  const int half = net_conv (graph, x, 4, 3, 2, 1, 1, "half");
  const VtSliceAttrs shift = { { 0, 0, 1, 1 }, { 0, 0, 1, 1 }, { 0, 0, 32, 32 } };
  const VtPadAttrs pad = { VT_PAD_EDGE, 0, { 0, 0, 0, 0 }, { 0, 0, 1, 1 } };
  const VtResizeAttrs twice = { VT_RESIZE_NEAREST, VT_COORD_ASYMMETRIC, VT_NEAREST_FLOOR, .scale = { 2, 2 } };
  const VtResizeAttrs linear = { VT_RESIZE_LINEAR, VT_COORD_HALF_PIXEL, .scale = { 2, 2 } };
  const int sliced = vt_graph_op (graph, "Slice", &shift, &x, 1, "sliced");
  const int padded = vt_graph_op (graph, "Pad", &pad, &sliced, 1, "padded");
  const VtTransposeAttrs last = { { 0, 2, 3, 1 } };
  VtField f;

  net_concat (graph, wide, dilated, "joined");
  net_op2 (graph, "Add", x, padded, "shifted");
  vt_graph_op (graph, "Resize", &twice, &half, 1, "up");
  vt_graph_op (graph, "Resize", &linear, &half, 1, "smooth");
  vt_graph_op (graph, "Transpose", &last, &x, 1, "turned");
  const int gate = net_op (graph, "Sigmoid", net_op (graph, "GlobalAveragePool", wide, NULL), NULL);

  vt_graph_output (graph, net_op2 (graph, "Mul", wide, gate, "gated"));
  g_assert_true (vt_graph_seal (graph, NULL));
  expect_field (graph, "dilated", 9, 1, 0);
  expect_field (graph, "joined", 9, 1, 0);
  expect_field (graph, "sliced", 1, 1, 1);
  expect_field (graph, "padded", 1, 1, 1);
  expect_field (graph, "half", 3, 2, 0);
  expect_field (graph, "up", 3, 1, -0.5);
  expect_field (graph, "smooth", 5, 1, -0.5);
  vt_field_of (graph, vt_graph_find (graph, "shifted"), &f);
  g_assert_false (f.known);
  vt_field_of (graph, vt_graph_find (graph, "turned"), &f);
  g_assert_false (f.known);
  vt_field_of (graph, vt_graph_find (graph, "gated"), &f);
  g_assert_true (f.known && f.global);
  g_assert_cmpfloat (f.stride[0], ==, 1);
  g_assert_cmpfloat (f.size[0], ==, 33);
}

/* Pixels with a gradient to one unit are exactly the square that the geometry names. */
static void
gradients_live_in_the_field (void)
{
  g_autoptr (VtGraph) graph = vt_graph_new ();
  int x = vt_graph_input (graph, "x", &VT_SHAPE (1, 1, 41, 41));

  x = net_op (graph, "Sigmoid", net_conv (graph, x, 3, 3, 2, 1, 1, NULL), NULL);
  x = net_conv (graph, x, 2, 3, 1, 2, 2, NULL);
  const int y = net_conv (graph, net_concat (graph, x, net_op (graph, "Tanh", x, NULL), NULL),
                          1, 2, 2, 0, 1, "y");
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtRun) run = NULL;
  VtField f;
  float dy[100] = { 0 };

  vt_graph_output (graph, y);
  g_assert_true (vt_graph_seal (graph, NULL));
  params = net_params (graph, 5);
  run = net_run (graph, params, &(VtPlanOptions) { .grad = VT_GRAD_INPUTS }, NULL);
  net_fill (vt_run_input (run, 0), 41 * 41, 2);
  g_assert_cmpuint (vt_run_shape (run, y)->dim[3], ==, 10);
  dy[5 * 10 + 4] = 1;
  g_assert_true (vt_run_forward (run, NULL, NULL));
  g_assert_true (vt_run_backward (run, y, dy, NULL, 0, NULL, NULL));
  vt_field_of (graph, y, &f);

  double lo[2] = { 99, 99 }, hi[2] = { -1, -1 };

  for (int i = 0; i < 41 * 41; i++)
    if (fabsf (vt_run_grad (run, 0)[i]) > 0)
      for (int a = 0; a < 2; a++)
        {
          const double at = a == 0 ? i / 41 : i % 41;

          lo[a] = MIN (lo[a], at);
          hi[a] = MAX (hi[a], at);
        }
  for (guint a = 0; a < 2; a++)
    {
      g_assert_cmpfloat ((lo[a] + hi[a]) / 2, ==, vt_field_centre (&f, a, a == 0 ? 5 : 4));
      g_assert_cmpfloat (hi[a] - lo[a] + 1, ==, f.size[a]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/vgg16", vgg16_has_the_known_fields);
  g_test_add_func ("/field/alexnet", alexnet_has_the_known_fields);
  g_test_add_func ("/field/ceil-mode", ceil_mode_alone_moves_no_centre);
  g_test_add_func ("/field/branches", branches_take_the_larger_field_or_are_unknown);
  g_test_add_func ("/field/gradients-live-in-it", gradients_live_in_the_field);
  return g_test_run ();
}
