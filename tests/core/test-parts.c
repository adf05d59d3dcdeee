/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit, the windows, spaces, and And-Or graphs on disk. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "parts/vt-aog-kernels.h"
#include "parts/vt-aog-mine.h"
#include "vt-planted.h"

/* y = 10 exp (−√(λ i)) − 5 for i = 0 … 9999. */
static void
the_fit_keeps_what_it_should (void)
{
  static const struct { double lambda; guint used; double fitted; guint kept; } known[] = {
    { 0.02, 243, 0.02203, 19 }, { 0.005, 531, 0.01056, 38 }, { 0.001, 708, 0.00807, 50 },
  };
  g_autofree float *y = g_new (float, 10000);
  VtAogOptions options;

  vt_aog_options_init (&options, VT_AOG_FORM_FAITHFUL);
  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      double lambda;
      guint used;

      for (guint i = 0; i < 10000; i++)
        y[i] = (float) (10 * exp (-sqrt (known[k].lambda * i)) - 5);
      g_assert_cmpuint (vt_aog_fit (y, 10000, &options, &lambda, &used), ==, known[k].kept);
      g_assert_cmpuint (used, ==, known[k].used);
      g_assert_cmpfloat (fabs (lambda - known[k].fitted), <, 2e-5);
    }
}

static void
the_fit_survives_poor_input (void)
{
  float equal[] = { 1, 1, 1, 1, 1, 1 };
  VtAogOptions options;

  vt_aog_options_init (&options, VT_AOG_FORM_FAITHFUL);
  g_assert_cmpuint (vt_aog_fit (NULL, 0, &options, NULL, NULL), ==, 0);
  g_assert_cmpuint (vt_aog_fit (equal, 1, &options, NULL, NULL), ==, 1);
  g_assert_cmpuint (vt_aog_fit (equal, 6, &options, NULL, NULL), ==, 1);
}

static void
windows_agree_with_plain_loops (void)
{
  const VtPlaneWindow window = { .h = 11, .w = 13, .half = { 2, 4 }, .cost = { 0.05f, 0.02f } };
  float x[143], scratch[143], fast[143], where[143];
  gint8 scratch_move[143], rows[143], columns[143];
  gint8 *move[2] = { rows, columns };
  VtRng rng;

  vt_rng_init (&rng, 5);
  for (int i = 0; i < 143; i++)
    x[i] = (float) vt_rng_normal (&rng);
  vt_window_max (&window, x, scratch, fast);
  vt_window_argmax (&window, x, scratch, scratch_move, where, move);
  for (int a = 0; a < 11; a++)
    for (int b = 0; b < 13; b++)
      {
        float best = -INFINITY;
        int at = 0;

        for (int i = MAX (0, a - 2); i <= MIN (10, a + 2); i++)
          for (int j = MAX (0, b - 4); j <= MIN (12, b + 4); j++)
            {
              const float v = x[i * 13 + j] - 0.02f * (float) ((j - b) * (j - b))
                              - 0.05f * (float) ((i - a) * (i - a));

              if (v > best)
                {
                  best = v;
                  at = i * 13 + j;
                }
            }
        g_assert_cmpfloat (fabsf (fast[a * 13 + b] - best), <, 1e-5f);
        g_assert_cmpfloat (fabsf (where[a * 13 + b] - best), <, 1e-5f);
        g_assert_cmpint ((a + rows[a * 13 + b]) * 13 + b + columns[a * 13 + b], ==, at);
      }
}

/* 5 exp (−|p − q|/(35√2)) − floor: 1.348 at the centre, 0.352 at mid-edge, 0 at the corner. */
static void
a_vote_has_its_known_values (void)
{
  const float fall = (float) (35 * G_SQRT2);
  const VtVote vote = { 64, 64, 11, 5, fall, 5 * expf (-11 * (float) G_SQRT2 / fall) };
  g_autofree float *map = g_new0 (float, 64 * 64);

  vt_add_vote (&vote, 30, 30, map);
  g_assert_cmpfloat (fabsf (map[30 * 64 + 30] - 1.348f), <, 1e-3f);
  g_assert_cmpfloat (fabsf (map[30 * 64 + 41] - 0.352f), <, 1e-3f);
  g_assert_cmpfloat (fabsf (map[41 * 64 + 41]), <, 1e-5f);
  g_assert_cmpfloat (map[30 * 64 + 42], ==, 0);
  vt_add_vote (&vote, -20, 70, map);
  vt_add_vote (&vote, -5, 63.4f, map);
  g_assert_cmpfloat (map[63], >, 0);
}

static void
spaces_are_checked (void)
{
  VtPartLayer layer = {
    .name = "x", .channels = 4, .h = 7, .w = 7, .stride = { 32, 32 }, .offset = { 15.5, 15.5 },
    .size = { 64, 64 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPartSpace) space = vt_part_space_new (224, 224, &layer, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (vt_part_space_n_units (space), ==, 4 * 49);
  g_assert_cmpfloat (vt_part_layer_pixel (vt_part_space_layer (space, 0), 0, 3), ==, 111.5);
  g_assert_cmpfloat (vt_part_space_mirror (space, 0), ==, 223);
  g_assert_null (vt_part_space_new (224, 224, &layer, 0, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_SHAPE);
  g_clear_error (&error);
  layer.stride[1] = NAN;
  g_assert_null (vt_part_space_new (224, 224, &layer, 1, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_SHAPE);
  g_clear_error (&error);
  layer.stride[1] = 32;
  layer.channels = G_MAXUINT;
  g_assert_null (vt_part_space_new (224, 224, &layer, 1, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_SHAPE);
}

static void
a_graph_comes_back_from_disk (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 1, 20, 0, 0, FALSE });
  g_autoptr (VtAog) mined = planted_mine (p, 2, NULL);
  const guint some[] = { 1, 2 };
  g_autoptr (VtAog) aog = vt_aog_drop (mined, 1, some, 2);
  g_autoptr (GBytes) bytes = vt_aog_save (aog);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtAog) back = vt_aog_load (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vt_aog_model_id (back), ==, "planted");
  g_assert_true (vt_part_space_equal (vt_aog_space (back), p->space));
  g_assert_cmpuint (vt_aog_n_templates (back), ==, 2);
  for (guint t = 0; t < 2; t++)
    g_assert_cmpuint (vt_template_stamp (vt_aog_template (back, t)), ==,
                      vt_template_stamp (vt_aog_template (aog, t)));

  g_autoptr (GBytes) again = vt_aog_save (back);
  g_autofree char *json = vt_aog_to_json (back);

  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_true (g_str_has_prefix (json, "{\"model\": \"planted\""));
  g_assert_nonnull (strstr (json, "\"dropped\": true"));
}

/* Cut anywhere, or with any byte changed, it is refused or read, and never more than that. */
static void
damaged_graphs_are_refused (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 1, 8, 0, 0, FALSE });
  g_autoptr (VtAog) aog = planted_mine (p, 1, NULL);
  g_autoptr (GBytes) bytes = vt_aog_save (aog);
  const gsize size = g_bytes_get_size (bytes);

  for (gsize n = 0; n < size; n += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, n);
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_aog_load (cut, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
    }
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GError) error = NULL;

      copy[i] ^= 0xff;

      g_autoptr (GBytes) changed = g_bytes_new_take (g_steal_pointer (&copy), size);
      g_autoptr (VtAog) read = vt_aog_load (changed, &error);

      g_assert_true ((read == NULL) == (error != NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/the-fit-keeps-what-it-should", the_fit_keeps_what_it_should);
  g_test_add_func ("/parts/the-fit-survives-poor-input", the_fit_survives_poor_input);
  g_test_add_func ("/parts/windows-agree-with-plain-loops", windows_agree_with_plain_loops);
  g_test_add_func ("/parts/a-vote-has-its-known-values", a_vote_has_its_known_values);
  g_test_add_func ("/parts/spaces-are-checked", spaces_are_checked);
  g_test_add_func ("/parts/a-graph-comes-back-from-disk", a_graph_comes_back_from_disk);
  g_test_add_func ("/parts/damaged-graphs-are-refused", damaged_graphs_are_refused);
  return g_test_run ();
}
