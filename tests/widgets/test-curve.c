/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve as numbers, as a table and as a figure. */
#include "config.h"

#include "widgets/vitrine-curve.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static VitrineCurve *
curve_new (void)
{
  static const VitrineCurvePoint error[] = { { 1, .2 }, { 2, .1 }, { 3, NAN }, { 4, .05 } };
  static const VitrineCurvePoint level[] = { { 0, .08 } };
  const VitrineCurveSeries series[] = { { "blind", level, 1, TRUE }, { "error", error, 4, FALSE } };
  VitrineCurve *curve = VITRINE_CURVE (g_object_ref_sink (vitrine_curve_new ()));

  vitrine_curve_set (curve, &(VitrineCurveData) { "Error", "answers", "share", series, 2 });
  return curve;
}

static void
test_points_and_table (void)
{
  VitrineCurve *curve = curve_new ();
  g_autofree char *csv = vitrine_curve_to_csv (curve);

  /* The dashed line is no curve. */
  g_assert_cmpuint (vitrine_curve_get_n_points (curve), ==, 4);
  g_assert_true (g_str_has_prefix (csv, "series,x,y\n\"blind\",0,0.08"));
  g_assert_nonnull (strstr (csv, "\n\"error\",3,\n"));
  vitrine_curve_set (curve, &(VitrineCurveData) { .title = "Empty" });
  g_assert_cmpuint (vitrine_curve_get_n_points (curve), ==, 0);
  g_object_unref (curve);
}

/* Pixels that are not the ground, below a row. */
static guint
count_ink (cairo_surface_t *surface)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  guint ink = 0;

  for (int y = 30; y < 100; y++)
    for (int x = 60; x < 240; x++)
      ink += data[y * stride + 4 * x + 3] > 200;
  return ink;
}

static void
test_it_draws_what_it_has (void)
{
  VitrineCurve *curve = curve_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 260, 150);
  cairo_t *cr = cairo_create (surface);
  guint with;

  vitrine_chart_draw (VITRINE_CHART (curve), cr, 260, 150);
  cairo_surface_flush (surface);
  with = count_ink (surface);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  vitrine_curve_set (curve, &(VitrineCurveData) { .title = "Empty" });
  vitrine_chart_draw (VITRINE_CHART (curve), cr, 260, 150);
  cairo_surface_flush (surface);
  g_assert_cmpuint (with, >, count_ink (surface) + 100);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_object_unref (curve);
}

static void
test_it_is_saved_in_every_form (void)
{
  static const char *const ends[][2] = {
    { "a.svg", "<?xml" }, { "a.pdf", "%PDF" }, { "a.png", "\211PNG" }, { "a.csv", "series" },
  };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-curve-XXXXXX", NULL);
  VitrineCurve *curve = curve_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_build_filename (folder, ends[i][0], NULL);
      g_autofree char *text = NULL;

      g_assert_true (vitrine_curve_save (curve, path, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (g_str_has_prefix (text, ends[i][1]));
      g_unlink (path);
    }
  g_assert_false (vitrine_curve_save (curve, "/nowhere/at/all.svg", &error));
  g_assert_nonnull (error);
  g_rmdir (folder);
  g_object_unref (curve);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curve/points-and-table", test_points_and_table);
  g_test_add_func ("/curve/it-draws-what-it-has", test_it_draws_what_it_has);
  g_test_add_func ("/curve/it-is-saved-in-every-form", test_it_is_saved_in_every_form);
  return g_test_run ();
}
