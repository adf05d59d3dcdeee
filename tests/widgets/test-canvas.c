/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The canvas without a person: marks, boxes by action, painting, what it says of itself.
 */
#include "config.h"

#include "widgets/vitrine-canvas.h"

typedef struct
{
  GtkWidget     *window;
  VitrineCanvas *canvas;
  int            n_drawn;
  guint64        drawn_id;
  double         drawn[4];
} Fixture;

static void
on_drawn (VitrineCanvas *canvas,
          guint64        id,
          double         x,
          double         y,
          double         width,
          double         height,
          Fixture       *f)
{
  f->n_drawn++;
  f->drawn_id = id;
  f->drawn[0] = x;
  f->drawn[1] = y;
  f->drawn[2] = width;
  f->drawn[3] = height;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree guchar *rgb = g_malloc0 (200 * 100 * 3);

  f->window = gtk_window_new ();
  f->canvas = VITRINE_CANVAS (vitrine_canvas_new ());
  gtk_window_set_default_size (GTK_WINDOW (f->window), 424, 224);
  gtk_window_set_decorated (GTK_WINDOW (f->window), FALSE);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->canvas));
  vitrine_canvas_set_rgb (f->canvas, rgb, 200, 100, 600);
  vitrine_canvas_set_tool (f->canvas, VITRINE_TOOL_BOX);
  g_signal_connect (f->canvas, "box-drawn", G_CALLBACK (on_drawn), f);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static gboolean
act (Fixture    *f,
     const char *name)
{
  return gtk_widget_activate_action (GTK_WIDGET (f->canvas), name, NULL);
}

static void
test_a_mark_is_found_where_it_is_drawn (Fixture       *f,
                                        gconstpointer  data)
{
  const VitrineMark marks[] = {
    { .id = 7, .kind = VITRINE_MARK_DOT, .x = 50, .y = 40, .width = 30, .height = 30 },
    { .id = 8, .kind = VITRINE_MARK_PREDICTION, .x = 100, .y = 20, .width = 60, .height = 60 },
    { .id = 9, .kind = VITRINE_MARK_DOT, .x = 10, .y = 10, .flags = VITRINE_MARK_FIXED },
  };
  double x, y;

  vitrine_canvas_set_marks (f->canvas, marks, G_N_ELEMENTS (marks));
  vitrine_canvas_to_window (f->canvas, 50, 40, &x, &y);
  g_assert_cmpuint (vitrine_canvas_pick (f->canvas, x + 3, y), ==, 7);
  vitrine_canvas_to_window (f->canvas, 100, 50, &x, &y);
  g_assert_cmpuint (vitrine_canvas_pick (f->canvas, x, y), ==, 8);
  vitrine_canvas_to_window (f->canvas, 130, 50, &x, &y);
  g_assert_cmpuint (vitrine_canvas_pick (f->canvas, x, y), ==, 0);
  vitrine_canvas_to_window (f->canvas, 10, 10, &x, &y);
  g_assert_cmpuint (vitrine_canvas_pick (f->canvas, x, y), ==, 0);

  vitrine_canvas_set_layers (f->canvas, VITRINE_CANVAS_BOXES);
  vitrine_canvas_to_window (f->canvas, 50, 40, &x, &y);
  g_assert_cmpuint (vitrine_canvas_pick (f->canvas, x, y), ==, 0);
}

static void
test_a_box_is_drawn_by_actions_alone (Fixture       *f,
                                      gconstpointer  data)
{
  graphene_rect_t box;

  g_assert_true (act (f, "canvas.draw-box"));
  g_assert_true (vitrine_canvas_get_box (f->canvas, &box));
  g_assert_nonnull (vitrine_canvas_get_status (f->canvas));
  g_assert_true (act (f, "canvas.commit-box"));
  g_assert_cmpint (f->n_drawn, ==, 1);
  g_assert_cmpuint (f->drawn_id, ==, 0);
  g_assert_cmpfloat_with_epsilon (f->drawn[0] + f->drawn[2] / 2, 100, 1e-3);
  g_assert_cmpfloat_with_epsilon (f->drawn[1] + f->drawn[3] / 2, 50, 1e-3);
  g_assert_false (vitrine_canvas_get_box (f->canvas, &box));
}

static void
test_a_small_box_is_refused_with_a_reason (Fixture       *f,
                                           gconstpointer  data)
{
  vitrine_canvas_set_min_area (f->canvas, 200);
  vitrine_canvas_edit_box (f->canvas, 3, &GRAPHENE_RECT_INIT (10, 10, 12, 12));
  g_assert_false (vitrine_canvas_commit_box (f->canvas));
  g_assert_cmpint (f->n_drawn, ==, 0);
  g_assert_nonnull (strstr (vitrine_canvas_get_status (f->canvas), "12 × 12"));
  vitrine_canvas_edit_box (f->canvas, 3, &GRAPHENE_RECT_INIT (10, 10, 20, 12));
  g_assert_true (vitrine_canvas_commit_box (f->canvas));
  g_assert_cmpuint (f->drawn_id, ==, 3);
}

static void
test_a_box_stays_inside_the_object (Fixture       *f,
                                    gconstpointer  data)
{
  vitrine_canvas_set_bounds (f->canvas, &GRAPHENE_RECT_INIT (20, 10, 50, 60));
  vitrine_canvas_edit_box (f->canvas, 1, &GRAPHENE_RECT_INIT (0, 0, 200, 100));
  g_assert_true (vitrine_canvas_commit_box (f->canvas));
  g_assert_cmpfloat (f->drawn[0], ==, 20);
  g_assert_cmpfloat (f->drawn[1], ==, 10);
  g_assert_cmpfloat (f->drawn[2], ==, 50);
  g_assert_cmpfloat (f->drawn[3], ==, 60);
}

static void
test_cancel_leaves_nothing (Fixture       *f,
                            gconstpointer  data)
{
  gboolean drawing;

  act (f, "canvas.draw-box");
  g_object_get (f->canvas, "drawing", &drawing, NULL);
  g_assert_true (drawing);
  act (f, "canvas.cancel");
  g_object_get (f->canvas, "drawing", &drawing, NULL);
  g_assert_false (drawing);
  g_assert_false (vitrine_canvas_commit_box (f->canvas));
  g_assert_null (vitrine_canvas_get_status (f->canvas));
}

static void
test_linked_canvases_zoom_together (Fixture       *f,
                                    gconstpointer  data)
{
  VitrineCanvas *other = VITRINE_CANVAS (g_object_ref_sink (vitrine_canvas_new ()));

  vitrine_canvas_set_texture (other, vitrine_canvas_get_texture (f->canvas));
  gtk_widget_size_allocate (GTK_WIDGET (other), &(GtkAllocation) { 0, 0, 424, 224 }, -1);
  vitrine_canvas_link (f->canvas, other);
  vitrine_canvas_zoom_to (f->canvas, 6);
  g_assert_cmpfloat_with_epsilon (vitrine_canvas_get_zoom (other), 6, 1e-6);
  vitrine_canvas_zoom_to (other, 3);
  g_assert_cmpfloat_with_epsilon (vitrine_canvas_get_zoom (f->canvas), 3, 1e-6);
  g_object_unref (other);
  vitrine_canvas_zoom_to (f->canvas, 2);
}

static void
test_it_draws_at_every_zoom_with_every_layer (Fixture       *f,
                                              gconstpointer  data)
{
  const float heat[4] = { 0, .5f, 1, .2f };
  const VitrineMark marks[] = {
    { .id = 1, .kind = VITRINE_MARK_DOT, .x = 50, .y = 40, .width = 30, .height = 30, .tint = 3,
      .flags = VITRINE_MARK_SUGGESTED },
    { .id = 2, .kind = VITRINE_MARK_TRUTH, .x = 9, .y = 20, .width = 60, .height = 60,
      .label = "truth" },
    { .id = 3, .kind = VITRINE_MARK_CROSS, .x = 90, .y = 20 },
    { .id = 4, .kind = VITRINE_MARK_DOT, .x = 150, .y = 80, .flags = VITRINE_MARK_GHOST },
  };

  vitrine_canvas_set_marks (f->canvas, marks, G_N_ELEMENTS (marks));
  vitrine_canvas_set_selected (f->canvas, (guint64[]) { 1 }, 1);
  vitrine_canvas_set_map (f->canvas, VITRINE_CANVAS_HEAT,
                          &(VitrineCanvasMap) { heat, 2, 2, 0, 1, VITRINE_COLORMAP_VIRIDIS,
                                                VITRINE_COLORMAP_FADING, .7 }, NULL);
  vitrine_canvas_set_layers (f->canvas, 0x3f);
  vitrine_canvas_set_field (f->canvas, &GRAPHENE_RECT_INIT (5, 5, 20, 20));
  for (double zoom = .1; zoom < 20; zoom *= 2.5)
    {
      vitrine_canvas_zoom_to (f->canvas, zoom);
      gtk_test_widget_wait_for_draw (f->window);
    }

  g_autoptr (GdkTexture) texture = vitrine_canvas_render (f->canvas, 2);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 400);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 200);
}

static void
test_it_has_a_role_a_name_and_a_live_description (Fixture       *f,
                                                  gconstpointer  data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (f->canvas);

  vitrine_canvas_set_title (f->canvas, "tiger 12");
  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "tiger 12");
  act (f, "canvas.draw-box");
  g_assert_true (gtk_test_accessible_has_property (accessible,
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

#define ADD(name, func) g_test_add ("/canvas/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("a-mark-is-found-where-it-is-drawn", test_a_mark_is_found_where_it_is_drawn);
  ADD ("a-box-is-drawn-by-actions-alone", test_a_box_is_drawn_by_actions_alone);
  ADD ("a-small-box-is-refused-with-a-reason", test_a_small_box_is_refused_with_a_reason);
  ADD ("a-box-stays-inside-the-object", test_a_box_stays_inside_the_object);
  ADD ("cancel-leaves-nothing", test_cancel_leaves_nothing);
  ADD ("linked-canvases-zoom-together", test_linked_canvases_zoom_together);
  ADD ("it-draws-at-every-zoom-with-every-layer", test_it_draws_at_every_zoom_with_every_layer);
  ADD ("it-has-a-role-a-name-and-a-live-description",
       test_it_has_a_role_a_name_and_a_live_description);
  return g_test_run ();
}
