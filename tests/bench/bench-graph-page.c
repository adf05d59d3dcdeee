/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of the Graph page while its map of 20,000 nodes and more is panned and zoomed, in the real window of 1280 × 800
 * on a display: how long the main thread works on a frame (from its beginning to the end of painting) and how long after
 * the one before it comes.
 *
 * bench-graph-page [FRAMES] */
#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../app/hand-window.h"
#include "app/vitrine-graph-model.h"
#include "app/vitrine-window.h"
#include "engine/jobs/vitrine-jobs.h"
#include "widgets/vitrine-node-map.h"

#define LEAST_NODES 20000
#define PATIENCE (240 * G_TIME_SPAN_SECOND)

typedef struct
{
  VitrineWindow     *window;
  VitrineSession    *session;
  VitrineGraphModel *model;
  VitrineNodeMap    *map;
  guint              n_frames, frame;
  GArray            *work, *busy, *apart;       /* double, milliseconds */
  gint64             begun, last;
  double             processor;                 /* of this thread when the frame began */
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
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  vitrine_node_map_zoom (b->map, 1 + .05 * cos (t), width * (.5 + .16 * sin (t / 2)), height * (.5 + .13 * cos (t / 3)));
  vitrine_node_map_pan (b->map, 14 * cos (t), 11 * sin (1.3 * t));
  return b->frame < b->n_frames;
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

/* ---- the page ---- */

static void
wait_for (gboolean (*test)(Bench *b),
          Bench    * b)
{
  const gint64 start = g_get_monotonic_time ();

  while (!test (b))
    {
      if (g_get_monotonic_time () - start > PATIENCE)
        {
          fprintf (stderr, "bench-graph-page: waited too long\n");
          exit (1);
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
settle (double seconds)
{
  const gint64 start = g_get_monotonic_time ();

  while ((double) (g_get_monotonic_time () - start) < seconds * G_USEC_PER_SEC)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static gboolean
is_open (Bench *b)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (b->session);

  return vitrine_session_get_model (b->session) != NULL && dataset != NULL && !vitrine_dataset_is_loading (dataset)
         && vitrine_session_get_picture (b->session) != NULL;
}

static gboolean
may_learn (Bench *b)
{
  return vitrine_graph_keeper_get_state (vitrine_graph_model_get_keeper (b->model)) == VITRINE_KEEPER_EMPTY;
}

static gboolean
is_learned (Bench *b)
{
  return vitrine_graph_keeper_get_state (vitrine_graph_model_get_keeper (b->model)) == VITRINE_KEEPER_READY
         && vitrine_jobs_get_n_busy (vitrine_session_get_jobs (b->session)) == 0;
}

/* A graph of many nodes that is learned in a moment, all of it shown. */
static void
learn (Bench *b)
{
  VitrineGraphWish *wish;
  guint n;

  vitrine_window_open (b->window, (const char *[]) { "sample:network", "sample:pictures?species=fox&count=24", NULL });
  wait_for (is_open, b);
  b->model = vitrine_graph_model_of (b->session);
  vitrine_window_show_page (b->window, "graph");
  wait_for (may_learn, b);
  wish = vitrine_graph_model_get_wish (b->model);
  vt_xgraph_options_init (&wish->options, FALSE);
  vt_xgraph_options_roam (&wish->options);
  wish->options.nodes = 4;
  wish->options.iterations = 2;
  g_action_group_activate_action (G_ACTION_GROUP (b->window), "graph-learn", g_variant_new_string ("as it is"));
  wait_for (is_learned, b);
  vitrine_graph_model_set_amount (b->model, 0);
  settle (2);
  vitrine_graph_model_get_shown (b->model, &n);
  b->map = VITRINE_NODE_MAP (hand_find (GTK_WIDGET (b->window), VITRINE_TYPE_NODE_MAP));
  if (n < LEAST_NODES || b->map == NULL)
    {
      fprintf (stderr, "bench-graph-page: only %u nodes\n", n);
      exit (1);
    }
  printf ("%u nodes in %d × %d of %d × %d, %s renderer\n", n, gtk_widget_get_width (GTK_WIDGET (b->map)),
          gtk_widget_get_height (GTK_WIDGET (b->map)), gtk_widget_get_width (GTK_WIDGET (b->window)),
          gtk_widget_get_height (GTK_WIDGET (b->window)),
          g_getenv ("GSK_RENDERER") != NULL ? g_getenv ("GSK_RENDERER") : "usual");
}

/* The node with the most links, as many as are drawn. */
static guint
select_well_linked (Bench *b)
{
  guint best = 0, most = 0;

  for (guint i = 0; i < vitrine_graph_model_n_nodes (b->model); i++)
    {
      g_autoptr (GArray) parents = vitrine_graph_model_dup_parents (b->model, i);
      g_autoptr (GArray) children = vitrine_graph_model_dup_children (b->model, i);
      const guint n = parents->len + MIN (children->len, 60);

      if (n > most)
        {
          best = i;
          most = n;
        }
    }
  vitrine_graph_model_select (b->model, best);
  settle (1);
  return most;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *linked = NULL;

  gtk_init ();
  adw_init ();
  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  Bench b = { .n_frames = argc > 1 ? (guint) MAX (atoi (argv[1]), 20) : 600 };

  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (app), NULL, &error))
    g_error ("%s", error->message);
  b.work = g_array_new (FALSE, FALSE, sizeof (double));
  b.busy = g_array_new (FALSE, FALSE, sizeof (double));
  b.apart = g_array_new (FALSE, FALSE, sizeof (double));
  b.window = vitrine_window_new (app);
  b.session = vitrine_window_get_session (b.window);
  /* Without a window manager the shadow is part of it. */
  gtk_window_set_default_size (GTK_WINDOW (b.window), 1290, 810);
  gtk_window_present (GTK_WINDOW (b.window));
  settle (.5);
  learn (&b);
  vitrine_graph_model_select (b.model, VITRINE_NO_GRAPH_NODE);
  settle (.5);
  run (&b, "pan and zoom");
  linked = g_strdup_printf ("with a node and %u links selected", select_well_linked (&b));
  run (&b, linked);
  gtk_window_destroy (GTK_WINDOW (b.window));
  g_array_unref (b.work);
  g_array_unref (b.busy);
  g_array_unref (b.apart);
  return 0;
}
