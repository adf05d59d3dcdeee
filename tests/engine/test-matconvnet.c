/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks of MatConvNet in every way they are written give what torch gives; damaged ones give a sentence.  The files
 * hold a picture and the answer beside the network; tests/golden/make-matconvnet.py made them. */
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "graph/vt-run.h"
#include "engine/data/vitrine-mat.h"
#include "engine/model/vitrine-matconvnet.h"
#include "engine/model/vitrine-model.h"

static char *
path_of (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "engine", "matconvnet", name, NULL);
}

static GBytes *
bytes_of (const char *name)
{
  g_autofree char *path = path_of (name);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static void
gives_what_torch_gives (gconstpointer name)
{
  g_autofree char *path = path_of (name);
  g_autoptr (GBytes) bytes = bytes_of (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineMat) mat = vitrine_mat_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_autoptr (VitrineModel) model = vitrine_model_open (path, &error);
  g_assert_no_error (error);
  const VtPlanOptions options = { .path = VT_PATH_EXACT };
  g_autoptr (VtPlan) plan = vt_plan_new (vitrine_model_get_graph (model), &options, &error);
  g_assert_no_error (error);
  g_autoptr (VtRun) run = vt_run_new (plan, vitrine_model_get_params (model), NULL, &error);
  g_assert_no_error (error);
  double v;

  g_assert_cmpuint (vitrine_model_get_report (model)->unsupported->len, ==, 0);
  for (gsize c = 0; c < 3; c++)
    for (gsize h = 0; h < 14; h++)
      for (gsize w = 0; w < 12; w++)
        {
          g_assert_true (vitrine_mat_number (vitrine_mat_get (mat, "picture"), c + 3 * (h + 14 * w), &v));
          vt_run_input (run, 0)[(c * 14 + h) * 12 + w] = (float) v;
        }
  g_assert_true (vt_run_forward (run, NULL, &error));
  for (gsize k = 0; k < 3; k++)
    {
      g_assert_true (vitrine_mat_number (vitrine_mat_get (mat, "expected"), k, &v));
      g_assert_cmpfloat_with_epsilon ((double) vt_run_value (run, vitrine_model_get_output (model))[k], v, 2e-6);
    }
}

static void
the_file_tells_classes_and_preprocessing (gconstpointer name)
{
  g_autofree char *path = path_of (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = vitrine_model_open (path, &error);
  VitrinePreprocess p;

  g_assert_no_error (error);
  vitrine_model_get_preprocess (model, &p);
  g_assert_cmpuint (p.width, ==, 12);
  g_assert_cmpuint (p.height, ==, 14);
  g_assert_cmpfloat (p.range, ==, 255);
  g_assert_cmpfloat (p.mean[0], ==, 120);
  g_assert_cmpfloat (p.mean[2], ==, 100);
  g_assert_false (p.bgr);
  g_assert_cmpint (vitrine_model_find_class (model, "owl"), ==, 1);
  g_assert_cmpint (vitrine_model_find_class (model, "red fox"), ==, 0);
}

static void
tables_are_no_networks (void)
{
  static const char *const files[] = { "v5.mat", "v73.mat" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "mat", files[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (vitrine_model_open (path, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "without a network"));
    }
}

/* 3 KB that would be 29 MB; with more layers, any amount of memory. */
static void
numbers_used_many_times_are_refused (void)
{
  g_autofree char *path = path_of ("shared.mat");
  g_autoptr (GError) error = NULL;

  g_assert_null (vitrine_model_open (path, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "many times over"));
}

static void
survive (const guint8 *data,
         gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  VitrineLoaded loaded = { NULL, NULL, NULL };

  if (vitrine_matconvnet_load (bytes, &loaded, &error))
    g_assert_nonnull (loaded.graph);
  else
    g_assert_nonnull (error);
  vt_graph_unref (loaded.graph);
  vt_params_unref (loaded.params);
  vt_onnx_report_free (loaded.report);
}

static void
damage_is_survived (gconstpointer name)
{
  g_autoptr (GBytes) bytes = bytes_of (name);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  VtRng rng;

  vt_rng_init (&rng, 11);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);

      survive (data, vt_rng_int (&rng, (guint) size));
      for (guint k = 0; k < 1 + i % 3; k++)
        copy[vt_rng_int (&rng, (guint) size)] = (guint8) vt_rng_int (&rng, 256);
      survive (copy, size);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const files[] = { "simple.mat", "simple73.mat", "old.mat", "dag.mat" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *same = g_strconcat ("/matconvnet/as-torch/", files[i], NULL);
      g_autofree char *told = g_strconcat ("/matconvnet/told/", files[i], NULL);
      g_autofree char *damaged = g_strconcat ("/matconvnet/damaged/", files[i], NULL);

      g_test_add_data_func (same, files[i], gives_what_torch_gives);
      g_test_add_data_func (told, files[i], the_file_tells_classes_and_preprocessing);
      g_test_add_data_func (damaged, files[i], damage_is_survived);
    }
  g_test_add_func ("/matconvnet/tables", tables_are_no_networks);
  g_test_add_func ("/matconvnet/shared", numbers_used_many_times_are_refused);
  return g_test_run ();
}
