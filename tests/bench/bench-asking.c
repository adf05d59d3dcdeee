/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-asking.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../app/hand-window.h"
#include "../app/hand.h"
#include "app/vitrine-ask-page-private.h"
#include "engine/jobs/vitrine-jobs.h"

#define PATIENCE (240 * G_TIME_SPAN_SECOND)
#define ANSWERS 8            /* of each kind */

typedef struct
{
  VitrineWindow      *window;
  VitrineSession     *session;
  VitrineAsker       *asker;
  VitrinePartLearner *learner;
  VitrineCanvas      *canvas;
  GdkTexture         *before;        /* what showed when the key came; compared only */
  gint64              pressed, shown;
  double              computing;     /* of this thread, seconds when the key came; then how many until it showed */
} Asking;

/* Many times of one kind, in milliseconds. */
typedef struct
{
  double clock[ANSWERS], computing[ANSWERS];
} Times;

/* Processor time of this thread or of all: what others on the machine do hardly touches it. */
static double
computed (clockid_t of)
{
  struct timespec t;

  clock_gettime (of, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static double
ms_between (gint64 start,
            gint64 end)
{
  return (double) (end - start) / 1000;
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        Asking                *a)
{
  a->pressed = g_get_monotonic_time ();
  a->before = vitrine_canvas_get_texture (a->canvas);
  a->shown = 0;
  a->computing = computed (CLOCK_THREAD_CPUTIME_ID);
  return FALSE;
}

/* After the frame is on its way to the screen. */
static void
on_painted (GdkFrameClock *clock,
            Asking        *a)
{
  GdkTexture *now = vitrine_canvas_get_texture (a->canvas);

  if (a->pressed != 0 && a->shown == 0 && now != NULL && now != a->before)
    {
      a->shown = g_get_monotonic_time ();
      a->computing = computed (CLOCK_THREAD_CPUTIME_ID) - a->computing;
    }
}

static void
wait_until (gboolean (*test)(Asking *a),
            Asking    *a)
{
  const gint64 start = g_get_monotonic_time ();

  while (!test (a))
    {
      if (g_get_monotonic_time () - start > PATIENCE)
        {
          fprintf (stderr, "bench-asking: waited too long\n");
          exit (1);
        }
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

static gboolean
asks (Asking *a)
{
  guint n;

  vitrine_asker_get_next (a->asker, &n);
  return vitrine_asker_get_question (a->asker) != NULL && n > 0 && vitrine_canvas_get_texture (a->canvas) != NULL;
}

static gboolean
rests (Asking *a)
{
  return asks (a) && vitrine_part_learner_get_state (a->learner) == VITRINE_LEARNER_READY
         && vitrine_jobs_get_n_busy (vitrine_session_get_jobs (a->session)) == 0;
}

static gboolean
shows_next (Asking *a)
{
  return a->shown != 0;
}

/* From the key to the frame with the next picture. */
static void
answer (Asking     *a,
        const char *key,
        Times      *times,
        guint       i)
{
  hand_key (key);
  wait_until (shows_next, a);
  times->clock[i] = ms_between (a->pressed, a->shown);
  times->computing[i] = 1000 * a->computing;
}

static int
by_size (gconstpointer a,
         gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
say (const char *what,
     Times      *times)
{
  qsort (times->clock, ANSWERS, sizeof (double), by_size);
  qsort (times->computing, ANSWERS, sizeof (double), by_size);
  printf ("%-44s median %.1f ms, longest %.1f ms; computing %.1f ms, %.1f ms\n", what, times->clock[ANSWERS / 2],
          times->clock[ANSWERS - 1], times->computing[ANSWERS / 2], times->computing[ANSWERS - 1]);
  fflush (stdout);
}

static void
take_times (Asking *a)
{
  Times quiet, boxed, busy;
  double learned[ANSWERS], processor[ANSWERS];

  for (guint i = 0; i < ANSWERS; i++)
    {
      wait_until (rests, a);
      hand_rest (300);
      answer (a, vitrine_asker_get_parse (a->asker) != NULL && i % 2 == 0 ? "space" : "x", &quiet, i);
    }
  say ("next question after right, not there", &quiet);
  for (guint i = 0; i < ANSWERS; i++)
    {
      gint64 pressed;
      double before;

      wait_until (rests, a);
      hand_rest (300);
      hand_key ("n");
      before = computed (CLOCK_PROCESS_CPUTIME_ID);
      answer (a, "Return", &boxed, i);
      pressed = a->pressed;
      /* At once, while the box is being learned. */
      answer (a, "s", &busy, i);
      wait_until (rests, a);
      learned[i] = ms_between (pressed, g_get_monotonic_time ()) / 1000;
      processor[i] = computed (CLOCK_PROCESS_CPUTIME_ID) - before;
    }
  say ("next question after a box", &boxed);
  say ("next question while it learns behind", &busy);
  qsort (learned, ANSWERS, sizeof *learned, by_size);
  qsort (processor, ANSWERS, sizeof *processor, by_size);
  printf ("%-44s median %.2f s, longest %.2f s; processor %.2f s, %.2f s\n", "all learned and parsed anew after a box",
          learned[ANSWERS / 2], learned[ANSWERS - 1], processor[ANSWERS / 2], processor[ANSWERS - 1]);
}

void
bench_asking (VitrineWindow *window)
{
  Asking a = { .window = window, .session = vitrine_window_get_session (window) };
  GtkEventController *keys = gtk_event_controller_key_new ();
  GdkFrameClock *clock;

  if (!hand_is_there ())
    {
      printf ("asking: there is no xdotool\n");
      return;
    }
  vitrine_window_show_page (window, "ask");
  hand_focus (GTK_WINDOW (window));
  a.asker = vitrine_ask_of (a.session);
  a.learner = vitrine_parts_model_get_learner (vitrine_parts_model_of (a.session));
  while ((a.canvas = (VitrineCanvas *) hand_find (GTK_WIDGET (window), VITRINE_TYPE_CANVAS)) == NULL
         || vitrine_asker_get_question (a.asker) == NULL)
    hand_rest (50);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), &a);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &a);
  take_times (&a);
  g_signal_handlers_disconnect_by_data (clock, &a);
  gtk_widget_remove_controller (GTK_WIDGET (window), keys);
}
