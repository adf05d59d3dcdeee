/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of nodes: where nodes stand, choosing and walking, what is drawn of twenty thousand. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "widgets/vitrine-node-layout.h"
#include "widgets/vitrine-node-map.h"
#include "widgets/vitrine-node-raster.h"

#define N 24        /* two columns of three groups of four */

typedef struct
{
  GtkWidget      *window;
  VitrineNodeMap *map;
  guint           chosen, opened;
  int             walked;
} Fixture;

static void
on_selected (VitrineNodeMap *map,
             guint           node,
             Fixture        *f)
{
  f->chosen = node;
}

static void
on_opened (VitrineNodeMap *map,
           guint           node,
           Fixture        *f)
{
  f->opened = node;
}

static void
on_walk (VitrineNodeMap *map,
         int             direction,
         Fixture        *f)
{
  f->walked = direction;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const char *columns[] = { "low", "high" };
  VitrineMapNode nodes[N];
  guint shown[N];

  for (guint i = 0; i < N; i++)
    {
      nodes[i] = (VitrineMapNode) { i / 12, i / 4 % 3, 1 - (float) i / N, 0 };
      shown[i] = i;
    }
  f->window = gtk_window_new ();
  f->map = VITRINE_NODE_MAP (vitrine_node_map_new ());
  f->chosen = f->opened = VITRINE_NO_NODE;
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->map));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 300);
  vitrine_node_map_set_nodes (f->map, columns, 2, nodes, N);
  vitrine_node_map_set_shown (f->map, shown, N);
  g_signal_connect (f->map, "node-selected", G_CALLBACK (on_selected), f);
  g_signal_connect (f->map, "node-opened", G_CALLBACK (on_opened), f);
  g_signal_connect (f->map, "walk", G_CALLBACK (on_walk), f);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

/* A key as the controller gets it. */
static gboolean
press (Fixture         *f,
       guint            keyval,
       GdkModifierType  state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->map));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (one) && !handled)
        g_signal_emit_by_name (one, "key-pressed", keyval, 0u, state, &handled);
    }
  return handled;
}

static void
nodes_stand_in_columns_and_rows (Fixture       *f,
                                 gconstpointer  data)
{
  double x[N], y[N];

  for (guint i = 0; i < N; i++)
    {
      g_assert_true (vitrine_node_map_place (f->map, i, &x[i], &y[i]));
      g_assert_cmpuint (vitrine_node_map_pick (f->map, x[i], y[i]), ==, i);
      g_assert_true (x[i] > 0 && x[i] < 500 && y[i] > 0 && y[i] < 300);
    }
  g_assert_cmpfloat (y[0], ==, y[3]);           /* a group, a row */
  g_assert_cmpfloat (x[0], <, x[3]);
  g_assert_cmpfloat (x[11], <, x[12]);          /* the next column */
  g_assert_cmpuint (vitrine_node_map_pick (f->map, x[0], 5), ==, VITRINE_NO_NODE);     /* under the titles */
}

static void
what_is_not_shown_has_no_place (Fixture       *f,
                                gconstpointer  data)
{
  const guint some[] = { 13, 2, 99 };           /* 99 there is none */
  double x, y;

  vitrine_node_map_set_shown (f->map, some, 3);
  g_assert_true (vitrine_node_map_place (f->map, 13, &x, &y));
  g_assert_true (vitrine_node_map_place (f->map, 2, &x, &y));
  g_assert_false (vitrine_node_map_place (f->map, 0, &x, &y));
  vitrine_node_map_set_shown (f->map, NULL, 0);
  g_assert_false (vitrine_node_map_place (f->map, 13, &x, &y));
}

static void
arrows_walk (Fixture       *f,
             gconstpointer  data)
{
  g_assert_true (press (f, GDK_KEY_Home, 0));
  g_assert_cmpuint (f->chosen, ==, 0);
  g_assert_true (press (f, GDK_KEY_Right, 0));
  g_assert_cmpuint (f->chosen, ==, 1);
  g_assert_true (press (f, GDK_KEY_Left, 0));
  g_assert_true (press (f, GDK_KEY_Left, 0));   /* at the edge it stays */
  g_assert_cmpuint (f->chosen, ==, 0);
  g_assert_true (press (f, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpint (f->walked, ==, 1);
  g_assert_true (press (f, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpint (f->walked, ==, -1);
  g_assert_true (press (f, GDK_KEY_Return, 0));
  g_assert_cmpuint (f->opened, ==, 0);
  for (guint i = 0; i < N; i++)
    press (f, GDK_KEY_Right, 0);
  g_assert_cmpuint (f->chosen, >=, 12);         /* through the row and on into the next column */
  g_assert_true (press (f, GDK_KEY_Escape, 0));
  g_assert_cmpuint (f->chosen, ==, VITRINE_NO_NODE);
  g_assert_false (press (f, GDK_KEY_Left, GDK_ALT_MASK));       /* goes back in the window's history */
}

static void
zooming_keeps_the_place_under_the_pointer (Fixture       *f,
                                           gconstpointer  data)
{
  double x, y, x2, y2;
  const double before = vitrine_node_map_get_zoom (f->map);

  g_assert_true (vitrine_node_map_place (f->map, 5, &x, &y));
  vitrine_node_map_zoom (f->map, 1.7, x, y);
  g_assert_true (vitrine_node_map_place (f->map, 5, &x2, &y2));
  g_assert_cmpfloat (vitrine_node_map_get_zoom (f->map), >, before);
  g_assert_cmpfloat_with_epsilon (x, x2, 1e-6);
  g_assert_cmpfloat_with_epsilon (y, y2, 1e-6);
  vitrine_node_map_fit (f->map);
  g_assert_cmpfloat_with_epsilon (vitrine_node_map_get_zoom (f->map), before, 1e-9);
}

/* Colour at a point of what would be saved. */
static guint32
saved_at (Fixture *f,
          double   x,
          double   y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300);
  cairo_t *cr = cairo_create (surface);
  guint32 color;

  vitrine_node_map_draw (f->map, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  memcpy (&color, cairo_image_surface_get_data (surface) + (int) y * cairo_image_surface_get_stride (surface) + 4 * (int) x,
          sizeof color);
  cairo_surface_destroy (surface);
  return color & 0xffffff;
}

static void
the_view_is_drawn_for_saving (Fixture       *f,
                              gconstpointer  data)
{
  const VitrineMapLink link = { 15, 1 };
  double x, y, x0, y0, x1, y1;
  const double zoom = vitrine_node_map_get_zoom (f->map);
  guint32 plain, middle;

  g_assert_true (vitrine_node_map_place (f->map, 0, &x0, &y0));
  g_assert_true (vitrine_node_map_place (f->map, 15, &x1, &y1));
  g_assert_true (vitrine_node_map_place (f->map, 1, &x, &y));
  plain = saved_at (f, x, y + 4);
  middle = saved_at (f, (x0 + x1) / 2, (y0 + y1) / 2);
  g_assert_cmphex (plain, !=, saved_at (f, x + 8 * zoom, y - 8 * zoom));
  vitrine_node_map_set_selected (f->map, 0);
  vitrine_node_map_set_links (f->map, &link, 1);
  g_assert_cmphex (saved_at (f, x, y + 4), ==, plain);                               /* of its group: lit */
  g_assert_cmphex (saved_at (f, (x0 + x1) / 2, (y0 + y1) / 2), !=, middle);           /* the link goes through */
  g_assert_true (vitrine_node_map_place (f->map, 9, &x, &y));
  plain = saved_at (f, x, y);
  vitrine_node_map_set_selected (f->map, VITRINE_NO_NODE);
  g_assert_cmphex (saved_at (f, x, y), !=, plain);                                   /* it was faded */
}

static void
discs_have_their_area (void)
{
  g_autofree guint32 *pixels = g_new0 (guint32, 64 * 64);
  const VitrineDisc discs[] = {
    { 32, 32, 10, 0xff102030 }, { -3, 10, 5, 0xffffffff }, { 64, 64, 4, 0x80ff0000 }, { 500, 500, 9, 0xffffffff },
  };
  double covered = 0;

  vitrine_node_raster (pixels, 64, 64, discs, 1);
  for (guint i = 0; i < 64 * 64; i++)
    covered += (pixels[i] >> 24) / 255.;
  g_assert_cmpfloat_with_epsilon (covered, G_PI * 100, 2);
  g_assert_cmphex (pixels[32 * 64 + 32], ==, 0xff102030);
  g_assert_cmphex (pixels[32 * 64 + 45], ==, 0);
  vitrine_node_raster (pixels, 64, 64, discs, G_N_ELEMENTS (discs));        /* over the edges, and beyond */
  g_assert_cmphex (pixels[10 * 64], ==, 0xffffffff);
  g_assert_cmphex (pixels[63 * 64 + 63] >> 16 & 0xff, ==, pixels[63 * 64 + 63] >> 24);      /* premultiplied */
}

static void
rows_share_the_window (void)
{
  const guint n = 20000;
  g_autofree VitrineMapNode *nodes = g_new0 (VitrineMapNode, n);
  g_autofree guint *shown = g_new (guint, n);
  VitrineNodeLayout layout = { 0 };

  for (guint i = 0; i < n; i++)
    {
      nodes[i] = (VitrineMapNode) { i / 5000, i / 40, .5f, 0 };
      shown[i] = n - 1 - i;
    }
  vitrine_node_layout_make (&layout, nodes, n, 4, shown, n, 1.6);
  g_assert_cmpuint (layout.n_rows, ==, n / 40);
  g_assert_cmpfloat (fabs (log (layout.width / layout.height / 1.6)), <, .3);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (layout.order[layout.index[i]], ==, i);
      g_assert_true (layout.x[i] > 0 && layout.x[i] < (float) layout.width && layout.y[i] < (float) layout.height);
    }
  vitrine_node_layout_clear (&layout);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/node-map/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("columns-and-rows", nodes_stand_in_columns_and_rows);
  ADD ("not-shown", what_is_not_shown_has_no_place);
  ADD ("arrows", arrows_walk);
  ADD ("zoom", zooming_keeps_the_place_under_the_pointer);
  ADD ("saved", the_view_is_drawn_for_saving);
  g_test_add_func ("/node-map/raster", discs_have_their_area);
  g_test_add_func ("/node-map/layout", rows_share_the_window);
  return g_test_run ();
}
