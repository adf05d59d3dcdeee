/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of channels, the grid that shows them, and the small drawn widgets beside it. */
#include "config.h"

#include "widgets/vitrine-channel-grid.h"
#include "widgets/vitrine-histogram.h"
#include "widgets/vitrine-net-layout.h"
#include "widgets/vitrine-net-view.h"
#include "widgets/vitrine-score-bars.h"

#include <math.h>

static VitrineChannelSheet *
sheet_of (guint        n,
          guint        side,
          VitrineScale scale)
{
  g_autofree float *values = g_new0 (float, n * side * side);
  for (guint c = 0; c < n; c++)
    values[c * side * side + c % (side * side)] = (float) ((c * 7) % n);
  return vitrine_channel_sheet_new (values, n, side, side, scale, VITRINE_COLORMAP_VIRIDIS);
}

static guint32
pixel (cairo_surface_t *tile,
       int              x,
       int              y)
{
  return *(guint32 *) (cairo_image_surface_get_data (tile)
                       + y * cairo_image_surface_get_stride (tile) + 4 * x) & 0xffffff;
}

static void
strongest_channel_comes_first (void)
{
  g_autoptr (VitrineChannelSheet) sheet = sheet_of (16, 4, VITRINE_SCALE_EACH);
  const guint *order = vitrine_channel_sheet_get_order (sheet);
  for (guint i = 1; i < 16; i++)
    g_assert_cmpfloat (vitrine_channel_sheet_get_channel (sheet, order[i - 1])->high, >=,
                       vitrine_channel_sheet_get_channel (sheet, order[i])->high);
}

static void
shared_scale_shows_weak_channels_weak (void)
{
  const float values[] = { 0, 1, 0, 10 };
  g_autoptr (VitrineChannelSheet) each =
    vitrine_channel_sheet_new (values, 2, 1, 2, VITRINE_SCALE_EACH, VITRINE_COLORMAP_VIRIDIS);
  g_autoptr (VitrineChannelSheet) shared =
    vitrine_channel_sheet_new (values, 2, 1, 2, VITRINE_SCALE_SHARED, VITRINE_COLORMAP_VIRIDIS);
  g_assert_cmphex (pixel (vitrine_channel_sheet_get_tile (each, 0), 1, 0), ==,
                   pixel (vitrine_channel_sheet_get_tile (each, 1), 1, 0));
  g_assert_cmphex (pixel (vitrine_channel_sheet_get_tile (shared, 0), 1, 0), !=,
                   pixel (vitrine_channel_sheet_get_tile (shared, 1), 1, 0));
}

static void
zero_is_white_on_a_signed_map (void)
{
  const float values[] = { -3, 0, 1 };
  g_autoptr (VitrineChannelSheet) sheet =
    vitrine_channel_sheet_new (values, 1, 1, 3, VITRINE_SCALE_EACH, VITRINE_COLORMAP_VIRIDIS);
  g_assert_cmphex (pixel (vitrine_channel_sheet_get_tile (sheet, 0), 1, 0), ==, 0xffffff);
}

static void
kernels_are_pictures_around_grey (void)
{
  /* One 1 × 2 kernel: red +1 at the left, nothing at the right. */
  const float weights[] = { 1, 0, 0, 0, 0, 0 };
  g_autoptr (VitrineChannelSheet) sheet = vitrine_channel_sheet_new_for_kernels (weights, 1, 1, 2);
  cairo_surface_t *tile = vitrine_channel_sheet_get_tile (sheet, 0);
  g_assert_cmphex (pixel (tile, 0, 0), ==, 0xff8080);
  g_assert_cmphex (pixel (tile, 1, 0), ==, 0x808080);
}

static void
large_maps_keep_their_peaks_when_thinned (void)
{
  const guint side = 500;
  g_autofree float *values = g_new0 (float, side * side);
  values[123 * side + 321] = 1;
  g_autoptr (VitrineChannelSheet) sheet =
    vitrine_channel_sheet_new (values, 1, side, side, VITRINE_SCALE_EACH, VITRINE_COLORMAP_GREY);
  cairo_surface_t *tile = vitrine_channel_sheet_get_tile (sheet, 0);
  int lit = 0;
  for (int y = 0; y < cairo_image_surface_get_height (tile); y++)
    for (int x = 0; x < cairo_image_surface_get_width (tile); x++)
      lit += pixel (tile, x, y) == 0xffffff;
  g_assert_cmpint (cairo_image_surface_get_width (tile), <=, 96);
  g_assert_cmpint (lit, ==, 1);
}

/* Shows a widget in a window, waits for its first frame, and closes. */
static void
draw_once (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
grid_draws_a_thousand_channels (void)
{
  g_autoptr (VitrineChannelSheet) sheet = sheet_of (1000, 7, VITRINE_SCALE_EACH);
  GtkWidget *grid = vitrine_channel_grid_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  vitrine_channel_grid_set_sheet (VITRINE_CHANNEL_GRID (grid), sheet);
  vitrine_channel_grid_set_title (VITRINE_CHANNEL_GRID (grid), "Channels of conv1");
  vitrine_channel_grid_set_selected (VITRINE_CHANNEL_GRID (grid), 5);
  vitrine_channel_grid_set_spot (VITRINE_CHANNEL_GRID (grid), 3, 3, 1);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_ROLE_GRID);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Channels of conv1");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  draw_once (scrolled);
}

static void
grid_draws_a_vector_and_nothing (void)
{
  g_autoptr (VitrineChannelSheet) sheet = sheet_of (10, 1, VITRINE_SCALE_EACH);
  GtkWidget *grid = vitrine_channel_grid_new ();
  vitrine_channel_grid_set_sheet (VITRINE_CHANNEL_GRID (grid), sheet);
  draw_once (grid);
  draw_once (vitrine_channel_grid_new ());
}

static void
histogram_names_itself_and_writes_csv (void)
{
  const guint counts[] = { 1, 0, 5 };
  GtkWidget *widget = vitrine_histogram_new ();
  vitrine_histogram_set (VITRINE_HISTOGRAM (widget), &(VitrineHistogramData) {
    .title = "Responses", .x_title = "response", .y_title = "pictures",
    .counts = counts, .n_bins = 3, .low = 0, .high = 1.5, .threshold = (double) NAN,
  });
  g_autofree char *csv = vitrine_histogram_to_csv (VITRINE_HISTOGRAM (widget));
  g_assert_cmpstr (csv, ==, "from,to,count\n0,0.5,1\n0.5,1,0\n1,1.5,5\n");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "Responses");
  draw_once (widget);
}

static void
scores_draw (void)
{
  GtkWidget *widget = vitrine_score_bars_new ();
  const VitrineScoreBar bars[] = { { "tiger", .9, "90 %" }, { "cat", .1, "10 %" } };
  vitrine_score_bars_set (VITRINE_SCORE_BARS (widget), bars, 2);
  draw_once (widget);
}

/* A trunk, a fork into three, a join. */
static void
network_is_laid_out_downwards (void)
{
  const int p0[] = { 0 }, p1[] = { 1 }, p4[] = { 2, 3, 4 };
  const int *const from[] = { NULL, p0, p1, p1, p1, p4 };
  const guint n_from[] = { 0, 1, 1, 1, 1, 3 };
  VitrineNetPlace places[6];
  double width;
  g_assert_cmpuint (vitrine_net_layout (&(VitrineNetGraph) { 6, n_from, from }, places, &width), ==, 4);
  for (guint i = 0; i < 6; i++)
    for (guint k = 0; k < n_from[i]; k++)
      g_assert_cmpuint (places[i].row, >, places[from[i][k]].row);
  g_assert_cmpfloat (fabs (places[2].column - places[3].column), >=, 1 - 1e-9);
  g_assert_cmpfloat (fabs (places[3].column - places[4].column), >=, 1 - 1e-9);
  g_assert_cmpfloat_with_epsilon (places[0].column, places[1].column, 1e-9);
  g_assert_cmpfloat_with_epsilon (places[0].column, places[5].column, 1e-9);
  g_assert_cmpfloat_with_epsilon (width, 2, 1e-9);
}

static void
network_draws (void)
{
  const int from[] = { 3, 99 };
  const VitrineNetNode nodes[] = {
    { 3, "conv1", "64 × 112 × 112", 0, NULL, 0 }, { 8, "pool1", NULL, 1, from, 2 },
  };
  GtkWidget *widget = vitrine_net_view_new ();
  vitrine_net_view_set_nodes (VITRINE_NET_VIEW (widget), nodes, 2);
  vitrine_net_view_set_selected (VITRINE_NET_VIEW (widget), 8);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "pool1, ");
  draw_once (widget);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/strongest-channel-comes-first", strongest_channel_comes_first);
  g_test_add_func ("/sheet/shared-scale-shows-weak-channels-weak", shared_scale_shows_weak_channels_weak);
  g_test_add_func ("/sheet/zero-is-white-on-a-signed-map", zero_is_white_on_a_signed_map);
  g_test_add_func ("/sheet/kernels-are-pictures-around-grey", kernels_are_pictures_around_grey);
  g_test_add_func ("/sheet/large-maps-keep-their-peaks", large_maps_keep_their_peaks_when_thinned);
  g_test_add_func ("/grid/draws-a-thousand-channels", grid_draws_a_thousand_channels);
  g_test_add_func ("/grid/draws-a-vector-and-nothing", grid_draws_a_vector_and_nothing);
  g_test_add_func ("/histogram/names-itself-and-writes-csv", histogram_names_itself_and_writes_csv);
  g_test_add_func ("/scores/draw", scores_draw);
  g_test_add_func ("/net/is-laid-out-downwards", network_is_laid_out_downwards);
  g_test_add_func ("/net/draws", network_draws);
  return g_test_run ();
}
