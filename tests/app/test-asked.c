/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's session of questions on the Menagerie by keyboard alone, with real key events: twice, once through to the
 * end, once with kill -9 in the middle.  Nothing is lost, and the log replayed gives the session's graph to the bit.
 *
 * test-asked [--questions N]: a process of its own opens the window and answers from truth, each answer by keys as a
 * person would: Space, X, or a box that the arrows bring to its place.  It writes down what the project must hold
 * after each answer, and how long the next question took to show. */
#include "config.h"

#include <adwaita.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/vitrine-ask-page-private.h"
#include "app/vitrine-page.h"
#include "engine/qa/vitrine-qa-replay.h"
#include "../folder.h"
#include "hand-window.h"
#include "hand.h"

#define PICTURES "sample:pictures?count=48&seed=11"
#define PATIENCE (600 * G_TIME_SPAN_SECOND)

/* ---- the one that answers ---- */

typedef struct
{
  HandWindow    hand;
  VitrineAsker *asker;
  int           journal;
  gint64        pressed;        /* when the last key came to the window */
  gboolean      waiting;        /* for the frame that shows the next question */
  double        took;           /* ms */
} Person;

static gboolean
on_key (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        Person                *p)
{
  p->pressed = g_get_monotonic_time ();
  return FALSE;
}

static void
on_question (VitrineAsker *asker,
             Person       *p)
{
  p->waiting = p->pressed != 0;
}

static void
on_painted (GdkFrameClock *clock,
            Person        *p)
{
  if (p->waiting)
    p->took = (double) (g_get_monotonic_time () - p->pressed) / 1000;
  p->waiting = FALSE;
}

static gboolean
asks (gpointer data)
{
  Person *p = data;
  guint n;

  vitrine_asker_get_next (p->asker, &n);
  return vitrine_asker_get_question (p->asker) != NULL && n > 0 && hand_photo_shows (&p->hand);
}

static gboolean
has_learnt (gpointer data)
{
  Person *p = data;

  return asks (p) && vitrine_part_learner_get_state (p->hand.learner) == VITRINE_LEARNER_READY
         && hand_nothing_runs (&p->hand);
}

static gboolean
is_painted (gpointer data)
{
  return !((Person *) data)->waiting;
}

static double
overlap (const VitrineBox *a,
         const VitrineBox *b)
{
  const double w = MIN (a->x + a->w, b->x + b->w) - MAX (a->x, b->x);
  const double h = MIN (a->y + a->h, b->y + b->h) - MAX (a->y, b->y);
  const double both = MAX (w, 0) * MAX (h, 0);

  return both / (a->w * a->h + b->w * b->h - both);
}

/* A key several times, in one go. */
static void
press (const char *key,
       int         times)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (int i = 0; i < times; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "", key);
  if (times > 0)
    hand_key (words->str);
}

/* Steps of ten and of one pixel. */
static void
bring (double      distance,
       const char *less,
       const char *more,
       gboolean    resize)
{
  const int steps = (int) lround (distance);
  const char *key = steps < 0 ? less : more;
  g_autofree char *far = g_strdup_printf ("%sshift+%s", resize ? "ctrl+" : "", key);
  g_autofree char *near = g_strdup_printf ("%s%s", resize ? "ctrl+" : "", key);

  press (far, abs (steps) / 10);
  press (near, abs (steps) % 10);
}

/* Brings the box that the arrows move to the truth, size first: it grows about where it stands. */
static void
place_box (Person           *p,
           const VitrineBox *truth)
{
  VitrineCanvas *canvas = VITRINE_CANVAS (hand_show (&p->hand, VITRINE_TYPE_CANVAS));
  graphene_rect_t box;

  g_assert_true (vitrine_canvas_get_box (canvas, &box));
  bring (truth->w - (double) box.size.width, "Left", "Right", TRUE);
  bring (truth->h - (double) box.size.height, "Up", "Down", TRUE);
  g_assert_true (vitrine_canvas_get_box (canvas, &box));
  bring (truth->x + truth->w / 2 - (double) (box.origin.x + box.size.width / 2), "Left", "Right", FALSE);
  bring (truth->y + truth->h / 2 - (double) (box.origin.y + box.size.height / 2), "Up", "Down", FALSE);
}

/* One question, by keys alone. */
static void
answer (Person *p)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (vitrine_asker_get_picture (p->asker), "head");
  VitrineBox box;
  const gboolean predicted = vitrine_asker_get_box (p->asker, &box);

  if (truth == NULL || truth->box.w < 4 || truth->box.h < 4)
    hand_key ("x");
  else if (predicted && overlap (&box, &truth->box) >= .5)
    hand_key ("space");
  else
    {
      hand_key (predicted && overlap (&box, &truth->box) > .2 ? "w" : "n");
      place_box (p, &truth->box);
      hand_key ("Return");
    }
}

static guint
n_answers (Person *p)
{
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (hand_project (&p->hand), 0);

  return answers->len;
}

static void
write_down (Person     *p,
            const char *what)
{
  g_autofree char *hash = vitrine_project_hash (hand_project (&p->hand));
  g_autofree char *line = g_strdup_printf ("%s %u %s %.1f\n", what, n_answers (p), hash, p->took);

  if (write (p->journal, line, strlen (line)) != (ssize_t) strlen (line))
    exit (3);
}

static void
open_window (Person     *p,
             const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open (PICTURES, NULL, &error);
  g_autoptr (VitrineProject) project = g_file_test (path, G_FILE_TEST_EXISTS) ? vitrine_project_open (path, &error)
                                                                              : vitrine_project_new (path, &error);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_assert_no_error (error);
  p->hand.app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (p->hand.app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (p->hand.app), NULL, &error));
  p->hand.window = vitrine_window_new (p->hand.app);
  p->hand.session = vitrine_window_get_session (p->hand.window);
  p->hand.learner = vitrine_parts_model_get_learner (vitrine_parts_model_of (p->hand.session));
  vitrine_session_set_model (p->hand.session, model);
  vitrine_session_set_dataset (p->hand.session, dataset);
  vitrine_session_set_project (p->hand.session, project);
  vitrine_window_show_page (p->hand.window, "network");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), p);
  gtk_widget_add_controller (GTK_WIDGET (p->hand.window), keys);
  gtk_window_present (GTK_WINDOW (p->hand.window));
  hand_rest (300);
  hand_focus (GTK_WINDOW (p->hand.window));
  hand_rest (200);
  for (int i = 0; vitrine_page_table[i] != NULL; i++)
    if (g_str_equal (vitrine_page_table[i]->id, "ask"))
      {
        g_autofree char *key = g_strdup_printf ("alt+%d", i + 1);

        hand_key (key);
      }
  g_assert_cmpstr (vitrine_session_get_page (p->hand.session), ==, "ask");
}

/* Answers until there are `n` answers, then leaves as a person does. */
static int
work (const char *path,
      const char *journal,
      guint       n)
{
  Person p = { 0 };

  gtk_init ();
  adw_init ();
  open_window (&p, path);
  if (vitrine_session_get_part (p.hand.session) == 0)
    {
      g_autoptr (GPtrArray) parts = vitrine_project_list_parts (hand_project (&p.hand));

      if (parts->len == 0)
        {
          hand_type ("head");
          hand_key ("Return");
        }
    }
  p.asker = vitrine_ask_of (p.hand.session);
  hand_wait (asks, &p);
  hand_rest (200);
  p.journal = open (journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  g_signal_connect_after (p.asker, "question-changed", G_CALLBACK (on_question), &p);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (p.hand.window)), "after-paint", G_CALLBACK (on_painted), &p);
  while (n_answers (&p) < n)
    {
      const guint before = n_answers (&p);

      if (write (p.journal, "begin\n", 6) != 6)
        return 3;
      p.pressed = 0;
      p.took = -1;
      answer (&p);
      hand_wait (is_painted, &p);
      g_assert_cmpuint (n_answers (&p), ==, before + 1);
      write_down (&p, "end");
      hand_wait (asks, &p);
    }
  hand_wait (has_learnt, &p);
  write_down (&p, "done");
  return 0;
}

/* ---- the one that looks on ---- */

static const char *self;
static int n_questions = 8;

static GPid
spawn (const char *path,
       const char *journal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("%d", n_questions);
  const char *const words[] = { self, "--work", path, journal, number, NULL };
  GPid pid;

  g_spawn_async (NULL, (char **) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

/* The last whole line that says END or DONE; NULL: none yet.  `n` counts them. */
static GStrv
last_line (const char *journal,
           guint      *n)
{
  g_autofree char *text = NULL;
  GStrv last = NULL;

  *n = 0;
  if (!g_file_get_contents (journal, &text, NULL, NULL))
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    if (g_str_has_prefix (lines[i], "end ") || g_str_has_prefix (lines[i], "done "))
      {
        g_strfreev (last);
        last = g_strsplit (lines[i], " ", -1);
        *n += g_str_has_prefix (lines[i], "end ");
      }
  return last;
}

/* The process ended by itself, and well. */
static void
wait_for_end (GPid pid)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  int status;

  while (waitpid (pid, &status, WNOHANG) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20000);
    }
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
wait_for_answers (const char *journal,
                  guint       wanted)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  guint n = 0;

  while (n < wanted)
    {
      g_auto (GStrv) line = last_line (journal, &n);

      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20000);
    }
}

/* The file holds what was written down last, or one answer more. */
static guint
check (const char *path,
       const char *journal)
{
  g_autoptr (GError) error = NULL;
  guint n;
  g_auto (GStrv) words = last_line (journal, &n);
  g_autoptr (VitrineProject) project = vitrine_project_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (words);
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (project, 0);
  const guint written = (guint) strtoul (words[1], NULL, 10);

  g_assert_cmpuint (answers->len, >=, written);
  g_assert_cmpuint (answers->len, <=, written + 1);
  if (answers->len > written)
    g_assert_true (vitrine_project_undo (project, &error));

  g_autofree char *hash = vitrine_project_hash (project);

  g_assert_cmpstr (hash, ==, words[2]);
  if (answers->len > written)
    g_assert_true (vitrine_project_redo (project, &error));
  vitrine_project_close (project);
  return answers->len;
}

static void
check_replay (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) project = vitrine_project_open_read_only (path, &error);
  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open (PICTURES, NULL, &error);
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (project);
  VitrineQaReplay replay;

  g_assert_no_error (error);
  g_assert_true (vitrine_qa_replay_run (&(VitrineQaReplayTask) {
    .project = project, .model = model, .dataset = dataset, .part = ((VitrinePart *) g_ptr_array_index (parts, 0))->id,
  }, NULL, NULL, &replay, &error));
  g_assert_no_error (error);
  g_test_message ("%u commands, %u answers, %u templates, %u patterns; graph %.12s, replayed %.12s", replay.n_commands,
                  replay.n_answers, replay.n_templates, replay.n_patterns, replay.recorded, replay.replayed);
  g_assert_true (replay.same_content);
  g_assert_true (replay.has_recorded);
  g_assert_true (replay.same_graph);
  vitrine_qa_replay_clear (&replay);
  vitrine_project_close (project);
}

static int
rising (const void *a,
        const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* How long the next question took, from the key to the frame that shows it. */
static void
tell_times (const char *journal)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  g_assert_true (g_file_get_contents (journal, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      const double took = g_strv_length (words) == 4 ? g_ascii_strtod (words[3], NULL) : -1;

      if (g_str_equal (words[0] != NULL ? words[0] : "", "end") && took >= 0)
        g_array_append_val (times, took);
    }
  qsort (times->data, times->len, sizeof (double), rising);
  if (times->len > 0)
    g_test_message ("next question after %.0f ms (median of %u), %.0f ms at most",
                    g_array_index (times, double, times->len / 2), times->len,
                    g_array_index (times, double, times->len - 1));
}

static void
test_to_the_end (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-asked-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.vitrine", NULL);
  g_autofree char *journal = g_build_filename (folder, "journal", NULL);

  wait_for_end (spawn (path, journal));
  g_assert_cmpuint (check (path, journal), ==, (guint) n_questions);
  check_replay (path);
  tell_times (journal);
  folder_remove (folder);
}

static void
test_killed_in_the_middle (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-asked-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.vitrine", NULL);
  g_autofree char *first = g_build_filename (folder, "journal-1", NULL);
  g_autofree char *second = g_build_filename (folder, "journal-2", NULL);
  GPid pid = spawn (path, first);
  guint kept;
  int status;

  /* In the middle of learning from an answer. */
  wait_for_answers (first, (guint) n_questions / 2);
  g_usleep (150000);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  kept = check (path, first);
  g_test_message ("killed after %u answers", kept);
  g_assert_cmpuint (kept, >=, (guint) n_questions / 2);
  check_replay (path);

  wait_for_end (spawn (path, second));
  g_assert_cmpuint (check (path, second), ==, (guint) n_questions);
  check_replay (path);
  tell_times (second);
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  const GOptionEntry options[] = {
    { "questions", 0, 0, G_OPTION_ARG_INT, &n_questions, "how many", "N" },
    { NULL }
  };

  if (argc == 5 && g_str_equal (argv[1], "--work"))
    return work (argv[2], argv[3], (guint) strtoul (argv[4], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, options, NULL);
  g_autoptr (GError) error = NULL;
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  if (xdotool == NULL || g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no xdotool or no X11 display\n");
      return 0;
    }
  self = argv[0];
  g_test_add_func ("/asked/to-the-end", test_to_the_end);
  g_test_add_func ("/asked/killed-in-the-middle", test_killed_in_the_middle);
  return g_test_run ();
}
