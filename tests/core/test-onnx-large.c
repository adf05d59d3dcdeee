/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights that are large enough to stay in the file until they are wanted: wherever they lie, they are the same numbers,
 * and damage around them is found. */
#include <string.h>

#include "base/vt-rng.h"
#include "onnx/vt-onnx.h"
#include "ops/vt-ops-matmul.h"

#define SIDE 48     /* 9 KB of weights */

/* One dense layer; the length of its bias's name moves the weights through all alignments. */
static GBytes *
make (guint shift)
{
  g_autofree char *name = g_strnfill (1 + shift, 'b');
  g_autoptr (GError) error = NULL;
  g_autoptr (VtGraph) graph = vt_graph_new ();
  const int x = vt_graph_input (graph, "x", &VT_SHAPE (1, SIDE));
  const int inputs[] = { x, vt_graph_param (graph, "w", &VT_SHAPE (SIDE, SIDE)),
                         vt_graph_param (graph, name, &VT_SHAPE (SIDE)) };
  g_autoptr (VtParams) params = NULL;
  VtRng rng;

  vt_graph_output (graph, vt_graph_op (graph, "Gemm", &(VtGemmAttrs) { 1.0f, 1.0f, FALSE, TRUE }, inputs, 3, "y"));
  g_assert_true (vt_graph_seal (graph, &error));
  params = vt_params_new (graph, &error);
  vt_rng_init (&rng, 3);
  for (gsize i = 0; i < vt_graph_n_params (graph); i++)
    vt_params_data (params, -1)[i] = (float) vt_rng_normal (&rng);
  return vt_onnx_export (graph, params, NULL, &error);
}

static void
numbers_are_the_same_wherever_they_lie (void)
{
  guint places = 0;

  for (guint shift = 0; shift < 8; shift++)
    {
      g_autoptr (GBytes) bytes = make (shift);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtParams) params = NULL;
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);
      g_autoptr (VtGraph) graph = vt_onnx_import (data, size, NULL, NULL, &params, NULL, &error);
      const int w = graph != NULL ? vt_graph_find (graph, "w") : -1;
      VtRng rng;

      g_assert_no_error (error);
      g_assert_cmpint (w, >=, 0);
      vt_rng_init (&rng, 3);
      for (gsize i = 0; i < SIDE * SIDE; i++)
        g_assert_cmpfloat (vt_params_data (params, w)[i], ==, (float) vt_rng_normal (&rng));

      const guint8 *at = memmem (data, size, vt_params_data (params, w), SIDE * SIDE * sizeof (float));

      g_assert_nonnull (at);
      places |= 1u << ((gsize) (at - data) % 4);
    }
  g_assert_cmphex (places, ==, 15);
}

static void
survive (const guint8 *data,
         gsize         size)
{
  /* On the heap, so that a read past the end is seen. */
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = vt_onnx_import (copy, size, NULL, NULL, &params, NULL, &error);

  g_assert_true ((graph == NULL) == (error != NULL));
}

/* Only the bytes around the numbers are worth damaging. */
static void
damage_around_them_is_survived (void)
{
  g_autoptr (GBytes) bytes = make (2);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  VtRng rng;

  vt_rng_init (&rng, 5);
  for (gsize n = 0; n < 300; n++)
    {
      survive (data, n);
      survive (data, size - n);
    }
  for (guint i = 0; i < 4000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);

      for (guint k = 0; k < 1 + i % 3; k++)
        {
          const gsize at = vt_rng_int (&rng, 250);

          copy[vt_rng_int (&rng, 2) == 0 ? at : size - 1 - at] = (guint8) vt_rng_int (&rng, 256);
        }
      survive (copy, size);
    }
}

/* Two of the same field mean the last one, as the format has it. */
static void
twice_means_the_last (void)
{
  g_autoptr (GBytes) bytes = make (0);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GByteArray) twice = g_byte_array_new ();

  g_byte_array_append (twice, data, (guint) size);
  g_byte_array_append (twice, data, (guint) size);
  survive (twice->data, twice->len);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-large/same-numbers", numbers_are_the_same_wherever_they_lie);
  g_test_add_func ("/onnx-large/damage", damage_around_them_is_survived);
  g_test_add_func ("/onnx-large/twice", twice_means_the_last);
  return g_test_run ();
}
