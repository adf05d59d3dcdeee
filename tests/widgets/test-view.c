/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zoom and pan as numbers.
 */
#include "config.h"

#include "widgets/vitrine-colormap.h"
#include "widgets/vitrine-number.h"
#include "widgets/vitrine-text.h"
#include "widgets/vitrine-view.h"

#include <math.h>

static VitrineView
view_of (double picture_width,
         double picture_height)
{
  VitrineView view;

  vitrine_view_init (&view);
  vitrine_view_set_window (&view, 800, 600);
  vitrine_view_set_picture (&view, picture_width, picture_height);
  return view;
}

static void
test_fit_shows_everything_centred (void)
{
  VitrineView view = view_of (1000, 400);
  double x0, y0, x1, y1;

  vitrine_view_to_window (&view, 0, 0, &x0, &y0);
  vitrine_view_to_window (&view, 1000, 400, &x1, &y1);
  g_assert_cmpfloat (x0, >=, 0);
  g_assert_cmpfloat (x1, <=, 800);
  g_assert_cmpfloat_with_epsilon (x0, 800 - x1, 1e-9);
  g_assert_cmpfloat_with_epsilon (y0, 600 - y1, 1e-9);
}

static void
test_zoom_keeps_the_point_under_the_pointer (void)
{
  VitrineView view = view_of (500, 500);

  for (int i = 0; i < 200; i++)
    {
      double x = 300 + i % 7 * 20, y = 250 + i % 5 * 20;
      double px, py, qx, qy;
      double zoom = view.zoom * (i % 3 ? 1.3 : 1 / 1.5);

      vitrine_view_to_picture (&view, x, y, &px, &py);
      vitrine_view_zoom_at (&view, zoom, x, y);
      vitrine_view_to_picture (&view, x, y, &qx, &qy);
      g_assert_cmpfloat_with_epsilon (px, qx, 1e-6);
      g_assert_cmpfloat_with_epsilon (py, qy, 1e-6);
      if (view.zoom > 15)
        vitrine_view_fit (&view);
    }
}

static void
test_zoom_is_limited (void)
{
  VitrineView view = view_of (500, 500);

  vitrine_view_zoom_at (&view, 1e9, 400, 300);
  g_assert_cmpfloat (view.zoom, ==, VITRINE_VIEW_ZOOM_MAX);
  vitrine_view_zoom_at (&view, 0, 400, 300);
  g_assert_cmpfloat (view.zoom, >, 0);
}

static void
test_pan_cannot_lose_the_picture (void)
{
  VitrineView view = view_of (500, 500);
  double x, y;

  vitrine_view_zoom_at (&view, 3, 400, 300);
  vitrine_view_pan (&view, -1e7, 1e7);
  vitrine_view_to_window (&view, 500, 0, &x, &y);
  g_assert_cmpfloat (x, >=, 100);
  g_assert_cmpfloat (y, <=, 500);
}

static void
test_what_is_shown_whole_stays_whole (void)
{
  VitrineView view = view_of (900, 900);
  double x, y;

  vitrine_view_show (&view, 100, 200, 300, 300);
  vitrine_view_set_window (&view, 350, 700);
  vitrine_view_to_window (&view, 100, 200, &x, &y);
  g_assert_cmpfloat (x, >=, 0);
  vitrine_view_to_window (&view, 400, 500, &x, &y);
  g_assert_cmpfloat (x, <=, 350);
}

/* A rectangle in a corner is seen whole, and nothing is empty beside the picture, which goes on at the other side. */
static void
test_what_is_shown_fills_the_window (void)
{
  const double places[][2] = { { 0, 0 }, { 850, 0 }, { 850, 880 }, { 300, 880 } };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      VitrineView view = view_of (1000, 1000);
      const double *at = places[i];
      double x, y, right, bottom;

      vitrine_view_show (&view, at[0], at[1], 150, 120);
      vitrine_view_to_window (&view, at[0], at[1], &x, &y);
      g_assert_cmpfloat (fmin (x, y), >=, 0);
      vitrine_view_to_window (&view, at[0] + 150, at[1] + 120, &x, &y);
      g_assert_true (x <= view.width && y <= view.height);
      vitrine_view_to_window (&view, 0, 0, &x, &y);
      vitrine_view_to_window (&view, 1000, 1000, &right, &bottom);
      g_assert_cmpfloat (fmax (x, y), <=, 12);
      g_assert_true (right >= view.width - 12 && bottom >= view.height - 12);
    }
}

static void
test_what_is_seen_whole_does_not_pan (void)
{
  VitrineView view = view_of (500, 500);
  double x = view.x, y = view.y;

  vitrine_view_pan (&view, 40, -30);
  g_assert_cmpfloat (view.x, ==, x);
  g_assert_cmpfloat (view.y, ==, y);
}

static void
test_resizing_keeps_the_centre (void)
{
  VitrineView view = view_of (900, 900);
  double px, py, qx, qy;

  vitrine_view_zoom_at (&view, 4, 100, 500);
  vitrine_view_to_picture (&view, 400, 300, &px, &py);
  vitrine_view_set_window (&view, 700, 900);
  vitrine_view_to_picture (&view, 350, 450, &qx, &qy);
  g_assert_cmpfloat_with_epsilon (px, qx, 1e-6);
  g_assert_cmpfloat_with_epsilon (py, qy, 1e-6);
}

static void
test_following_keeps_relative_places (void)
{
  VitrineView leader = view_of (500, 400), follower = view_of (1000, 800);
  double px, py, qx, qy;

  vitrine_view_zoom_at (&leader, 5, 200, 200);
  vitrine_view_follow (&follower, &leader);
  vitrine_view_to_picture (&leader, 400, 300, &px, &py);
  vitrine_view_to_picture (&follower, 400, 300, &qx, &qy);
  g_assert_cmpfloat_with_epsilon (2 * px, qx, 1e-6);
  g_assert_cmpfloat_with_epsilon (2 * py, qy, 1e-6);
  g_assert_cmpfloat_with_epsilon (follower.zoom, leader.zoom / 2, 1e-9);
}

static void
test_signed_zero_is_white (void)
{
  guchar rgb[3];
  const float values[3] = { -1, 0, 4 };
  cairo_surface_t *surface = vitrine_colormap_surface (VITRINE_COLORMAP_SIGNED,
                                                       VITRINE_COLORMAP_SOLID, values, 3, 1,
                                                       -1, 4);
  const guint32 *row = (const guint32 *) (void *) cairo_image_surface_get_data (surface);

  g_assert_cmphex (row[1], ==, 0xffffffff);
  g_assert_cmphex (row[2], ==, 0xff67001f);
  vitrine_colormap_lookup (VITRINE_COLORMAP_VIRIDIS, -3, rgb);
  g_assert_cmpint (rgb[0], ==, 68);
  vitrine_colormap_lookup (VITRINE_COLORMAP_VIRIDIS, (double) NAN, rgb);
  g_assert_cmpint (rgb[0], ==, 128);
  cairo_surface_destroy (surface);
}

static void
numbers_have_a_true_minus (void)
{
  static const struct { double value; int digits; VitrineNumberSign sign; const char *text; } cases[] = {
    { -1.065, 2, VITRINE_NUMBER_PLAIN, "−1.06" }, { -.004, 2, VITRINE_NUMBER_PLAIN, "0.00" },
    { .004, 2, VITRINE_NUMBER_SIGNED, "0.00" }, { 21.25, 1, VITRINE_NUMBER_SIGNED, "+21.2" },
    { -21.25, 1, VITRINE_NUMBER_SIGNED, "−21.2" }, { 3, 0, VITRINE_NUMBER_PLAIN, "3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = vitrine_number_dup (cases[i].value, cases[i].digits, cases[i].sign);

      g_assert_cmpstr (text, ==, cases[i].text);
    }

  g_autofree char *mended = vitrine_number_mend (g_strdup ("-1 of layer-2, 3-4: -0.5 - 6; -0, -0.00 -0,50 12 % of"));

  g_assert_cmpstr (mended, ==, "−1 of layer-2, 3-4: −0.5 - 6; 0, 0.00 −0,50 12\u00a0% of");
}

static void
what_all_names_share_goes (void)
{
  char a[] = "block_4d/output", b[] = "block_5b/output", c[] = "block_5b/output (first look)";
  char d[] = "block_4d/output", e[] = "block_5b/sum", f[] = "conv4_1", g[] = "conv5_1", h[] = "alone/output";
  char *shared[] = { a, b, c }, *unlike[] = { d, e }, *plain[] = { f, g }, *single[] = { h };

  vitrine_text_drop_shared (shared, 3);
  g_assert_cmpstr (a, ==, "block_4d");
  g_assert_cmpstr (b, ==, "block_5b");
  g_assert_cmpstr (c, ==, "block_5b (first look)");
  vitrine_text_drop_shared (unlike, 2);
  g_assert_cmpstr (d, ==, "block_4d/output");
  g_assert_cmpstr (e, ==, "block_5b/sum");
  vitrine_text_drop_shared (plain, 2);
  g_assert_cmpstr (f, ==, "conv4_1");
  vitrine_text_drop_shared (single, 1);
  g_assert_cmpstr (h, ==, "alone/output");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/fit-shows-everything-centred", test_fit_shows_everything_centred);
  g_test_add_func ("/view/zoom-keeps-the-point-under-the-pointer",
                   test_zoom_keeps_the_point_under_the_pointer);
  g_test_add_func ("/view/zoom-is-limited", test_zoom_is_limited);
  g_test_add_func ("/view/what-is-shown-whole-stays-whole", test_what_is_shown_whole_stays_whole);
  g_test_add_func ("/view/what-is-shown-fills-the-window", test_what_is_shown_fills_the_window);
  g_test_add_func ("/view/what-is-seen-whole-does-not-pan", test_what_is_seen_whole_does_not_pan);
  g_test_add_func ("/view/pan-cannot-lose-the-picture", test_pan_cannot_lose_the_picture);
  g_test_add_func ("/view/resizing-keeps-the-centre", test_resizing_keeps_the_centre);
  g_test_add_func ("/view/following-keeps-relative-places", test_following_keeps_relative_places);
  g_test_add_func ("/colormap/signed-zero-is-white", test_signed_zero_is_white);
  g_test_add_func ("/text/what-all-names-share-goes", what_all_names_share_goes);
  g_test_add_func ("/number/true-minus", numbers_have_a_true_minus);
  return g_test_run ();
}
