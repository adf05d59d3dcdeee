/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of the map of nodes while it is panned and zoomed, in a window of 1280 × 800 on a display: how long the main
 * thread works on a frame (from its beginning to the end of painting) and how long after the one before it comes.
 *
 * bench-node-map [NODES [FRAMES]] */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "widgets/vitrine-node-map.h"

#define COLUMNS 4
#define A_ROW 40

typedef struct
{
  VitrineNodeMap *map;
  guint           n_nodes, n_frames, frame;
  gboolean        selected;
  GArray         *work, *busy, *apart;      /* double, milliseconds */
  gint64          begun, last;
  double          processor;        /* of this thread when the frame began */
} Bench;

/* Of this thread: on a machine that others use it says more than the clock. */
static double
processor (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1000 + (double) t.tv_nsec / 1e6;
}

static void
on_begin (GdkFrameClock *clock,
          Bench         *b)
{
  b->begun = g_get_monotonic_time ();
  b->processor = processor ();
}

static void
on_end (GdkFrameClock *clock,
        Bench         *b)
{
  const gint64 now = g_get_monotonic_time ();
  const double work = (double) (now - b->begun) / 1000, apart = (double) (now - b->last) / 1000;
  const double busy = processor () - b->processor;

  if (b->begun != 0 && b->last != 0 && b->frame > 5)
    {
      g_array_append_val (b->work, work);
      g_array_append_val (b->busy, busy);
      g_array_append_val (b->apart, apart);
    }
  b->last = now;
}

/* One step: in circles over the map, in and out. */
static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  Bench *b = data;
  const double t = (double) b->frame++ / 30;

  vitrine_node_map_zoom (b->map, 1 + .05 * cos (t), 640 + 200 * sin (t / 2), 400 + 100 * cos (t / 3));
  vitrine_node_map_pan (b->map, 14 * cos (t), 11 * sin (1.3 * t));
  return b->frame < b->n_frames;
}

static void
fill (Bench *b)
{
  const char *columns[COLUMNS] = { "conv3", "conv4", "conv5", "conv6" };
  g_autofree VitrineMapNode *nodes = g_new0 (VitrineMapNode, b->n_nodes);
  g_autofree guint *shown = g_new (guint, b->n_nodes);

  for (guint i = 0; i < b->n_nodes; i++)
    {
      nodes[i] = (VitrineMapNode) { i * COLUMNS / b->n_nodes, i / A_ROW, (float) (i * 7919 % 1000) / 1000, 0 };
      shown[i] = i;
    }
  vitrine_node_map_set_nodes (b->map, columns, COLUMNS, nodes, b->n_nodes);
  vitrine_node_map_set_shown (b->map, shown, b->n_nodes);
}

static int
rising (gconstpointer x,
        gconstpointer y)
{
  const double a = *(const double *) x, b = *(const double *) y;

  return a < b ? -1 : a > b;
}

static void
say (const char *what,
     GArray     *times)
{
  g_array_sort (times, rising);
  printf ("%-44s median %5.1f ms  95 %% %5.1f ms  longest %5.1f ms  over 33 ms: ", what,
          g_array_index (times, double, times->len / 2), g_array_index (times, double, times->len * 95 / 100),
          g_array_index (times, double, times->len - 1));
  guint over = 0;

  for (guint i = 0; i < times->len; i++)
    over += g_array_index (times, double, i) > 33;
  printf ("%u of %u\n", over, times->len);
}

static void
run (Bench      *b,
     const char *what)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (b->map));
  g_autofree char *work = g_strconcat (what, ", work", NULL), *apart = g_strconcat (what, ", apart", NULL);
  g_autofree char *busy = g_strconcat (what, ", computing", NULL);
  gulong begin, end;

  b->frame = 0;
  b->begun = b->last = 0;
  g_array_set_size (b->work, 0);
  g_array_set_size (b->busy, 0);
  g_array_set_size (b->apart, 0);
  vitrine_node_map_fit (b->map);
  begin = g_signal_connect (clock, "before-paint", G_CALLBACK (on_begin), b);
  end = g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_end), b);
  gtk_widget_add_tick_callback (GTK_WIDGET (b->map), on_tick, b, NULL);
  while (b->frame < b->n_frames)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, begin);
  g_signal_handler_disconnect (clock, end);
  say (work, b->work);
  say (busy, b->busy);
  say (apart, b->apart);
}

int
main (int    argc,
      char **argv)
{
  Bench b = { .n_nodes = 20000, .n_frames = 600 };
  VitrineMapLink links[60];
  GtkWidget *window;

  if (argc > 1)
    b.n_nodes = (guint) MAX (atoi (argv[1]), COLUMNS);
  if (argc > 2)
    b.n_frames = (guint) MAX (atoi (argv[2]), 20);
  gtk_init ();
  b.work = g_array_new (FALSE, FALSE, sizeof (double));
  b.busy = g_array_new (FALSE, FALSE, sizeof (double));
  b.apart = g_array_new (FALSE, FALSE, sizeof (double));
  window = gtk_window_new ();
  b.map = VITRINE_NODE_MAP (vitrine_node_map_new ());
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (b.map));
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  fill (&b);
  printf ("%u nodes in %d × %d, %s renderer\n", b.n_nodes, gtk_widget_get_width (GTK_WIDGET (b.map)),
          gtk_widget_get_height (GTK_WIDGET (b.map)), g_getenv ("GSK_RENDERER") != NULL ? g_getenv ("GSK_RENDERER") : "usual");
  run (&b, "pan and zoom");
  vitrine_node_map_set_selected (b.map, b.n_nodes / 2);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      links[i] = (VitrineMapLink) { i * 331 % b.n_nodes, .5f };
    }
  vitrine_node_map_set_links (b.map, links, G_N_ELEMENTS (links));
  run (&b, "with a node and 60 links selected");
  gtk_window_destroy (GTK_WINDOW (window));
  g_array_unref (b.work);
  g_array_unref (b.busy);
  g_array_unref (b.apart);
  return 0;
}
