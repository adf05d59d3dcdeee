/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One xdotool a gesture; the main loop turns while it runs, so that every event is met in its order. */
#include "config.h"

#include "hand.h"

#include <gdk/x11/gdkx.h>

#define PATIENCE (60 * G_TIME_SPAN_SECOND)

/* ---- until what was done has come about, however busy the machine is ---- */

static void
on_painted (GdkFrameClock *clock,
            guint         *n)
{
  (*n)++;
}

/* Motion waits for the next frame, and what it changes for the one after. */
static void
wait_for_frames (GtkWindow *window)
{
  GdkSurface *surface = gtk_widget_get_mapped (GTK_WIDGET (window)) ? gtk_native_get_surface (GTK_NATIVE (window)) : NULL;
  GdkFrameClock *clock = surface != NULL ? gdk_surface_get_frame_clock (surface) : NULL;
  const gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;
  gulong id;
  guint n = 0;

  if (clock == NULL)
    return;
  g_object_ref (clock);
  id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &n);
  while (n < 2 && g_get_monotonic_time () < end)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
  g_signal_handler_disconnect (clock, id);
  g_object_unref (clock);
}

static void
take_what_waits (void)
{
  const gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;

  while (g_main_context_iteration (NULL, FALSE) && g_get_monotonic_time () < end)
    ;
}

/* What the server has for us is here after a round trip; then it is taken, and frames pass. */
static void
settle (void)
{
  g_autoptr (GList) windows = NULL;

  gdk_display_sync (gdk_display_get_default ());
  take_what_waits ();
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    g_object_ref (l->data);
  for (GList *l = windows; l != NULL; l = l->next)
    {
      wait_for_frames (l->data);
      g_object_unref (l->data);
    }
  take_what_waits ();
}

void
hand_rest (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  do
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  while (g_get_monotonic_time () < end);
  settle ();
}

void
hand_wait (gboolean (*test)(gpointer data),
           gpointer   data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!test (data) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_assert_true (test (data));
}

static void
on_ended (GPid     pid,
          int      status,
          gpointer data)
{
  *(int *) data = status;
  g_spawn_close_pid (pid);
}

/* Runs xdotool with words and waits for its end. */
static void
xdotool (const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strconcat ("xdotool ", words, NULL);
  g_auto (GStrv) arguments = NULL;
  GPid pid;
  int status = -1;

  g_assert_true (g_shell_parse_argv (line, NULL, &arguments, &error));
  g_assert_true (g_spawn_async (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                &pid, &error));
  g_child_watch_add (pid, on_ended, &status);
  while (status == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (status, ==, 0);
  hand_rest (20);
}

gboolean
hand_is_there (void)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");

  return program != NULL && GDK_IS_X11_DISPLAY (gdk_display_get_default ());
}

static gulong
window_of (GtkWidget *widget)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (gtk_widget_get_native (widget)));
}

void
hand_focus (GtkWindow *window)
{
  g_autofree char *words = g_strdup_printf ("windowfocus --sync %lu", window_of (GTK_WIDGET (window)));

  xdotool (words);
}

/* From a point of the widget to one of its window. */
static void
place (GtkWidget *widget,
       double     x,
       double     y,
       int       *window_x,
       int       *window_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double dx, dy, u, v;

  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x, y, &u, &v));
  gtk_native_get_surface_transform (native, &dx, &dy);
  *window_x = (int) (u + dx + .5);
  *window_y = (int) (v + dy + .5);
}

void
hand_move (GtkWidget *widget,
           double     x,
           double     y)
{
  int u, v;

  place (widget, x, y, &u, &v);
  g_autofree char *words = g_strdup_printf ("mousemove --window %lu %d %d mousemove_relative --sync 1 0",
                                            window_of (widget), u - 1, v);
  xdotool (words);
}

void
hand_click (GtkWidget *widget,
            double     x,
            double     y,
            int        button)
{
  g_autofree char *words = g_strdup_printf ("click %d", button);

  hand_move (widget, x, y);
  xdotool (words);
}

void
hand_drag (GtkWidget *widget,
           double     x0,
           double     y0,
           double     x1,
           double     y1)
{
  hand_move (widget, x0, y0);
  xdotool ("mousedown 1");
  for (int i = 1; i <= 4; i++)
    hand_move (widget, x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
  xdotool ("mouseup 1");
}

void
hand_key (const char *key)
{
  g_autofree char *words = g_strdup_printf ("key %s", key);

  xdotool (words);
}

void
hand_hold (const char *key)
{
  g_autofree char *words = g_strdup_printf ("keydown %s", key);

  xdotool (words);
}

void
hand_let_go (const char *key)
{
  g_autofree char *words = g_strdup_printf ("keyup %s", key);

  xdotool (words);
}

void
hand_type (const char *text)
{
  g_autofree char *quoted = g_shell_quote (text);
  g_autofree char *words = g_strdup_printf ("type --delay 20 %s", quoted);

  xdotool (words);
}
