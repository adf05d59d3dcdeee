/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 in the middle of work: whatever was said before, the project holds it.
 *
 * test-killed [--kills N] [--start S]: N times a process of its own opens a window on one and the same project and,
 * as fast as it can, draws boxes, prunes, renames, removes, undoes and redoes, while templates are mined and
 * pictures parsed.  It writes down what the project must hold after each action.  At a random moment it is killed;
 * then the file is opened and compared. */
#include "config.h"

#include <adwaita.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/vitrine-parts-model.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "../folder.h"

#define MAX_BOXES 8
#define PATIENCE (120 * G_TIME_SPAN_SECOND)

/* ---- the one that is killed ---- */

typedef struct
{
  VitrineWindow     *window;
  VitrineSession    *session;
  VitrineProject    *project;
  VitrinePartsModel *model;
  GRand             *rand;
  int                journal;
} Worker;

static void
turn (int n)
{
  for (int i = 0; i < n; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
write_down (Worker     *w,
            const char *what)
{
  g_autoptr (GPtrArray) log = vitrine_project_list_log (w->project);
  g_autofree char *hash = vitrine_project_hash (w->project);
  g_autofree char *line = g_strdup_printf ("%s %u %s\n", what, log->len, hash);

  if (write (w->journal, line, strlen (line)) != (ssize_t) strlen (line))
    exit (3);
}

static void
act (Worker     *w,
     const char *name,
     GVariant   *value)
{
  if (g_action_group_get_action_enabled (G_ACTION_GROUP (w->window), name))
    g_action_group_activate_action (G_ACTION_GROUP (w->window), name, value);
  else if (value != NULL)
    g_variant_unref (g_variant_ref_sink (value));
}

static void
draw_box (Worker *w)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (w->session);
  gint32 n = (gint32) vitrine_dataset_get_n (dataset);
  VitrinePicture *picture = vitrine_dataset_get (dataset, (guint) g_rand_int_range (w->rand, 0, n));
  const VitrinePartTruth *truth = vitrine_picture_find_part (picture, "head");
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (w->project, vitrine_session_get_part (w->session));

  if (truth == NULL || boxes->len >= MAX_BOXES)
    return;
  vitrine_session_set_picture (w->session, picture);
  act (w, "parts-box", g_variant_new ("(dddd)", truth->box.x + g_rand_double (w->rand), truth->box.y,
                                      truth->box.w, truth->box.h));
}

/* A pattern, a layer of them, or a whole template's. */
static void
prune (Worker *w)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (w->model);
  VtAog *aog = vitrine_part_learner_get_aog (learner);

  if (aog == NULL)
    return;
  guint k = (guint) g_rand_int_range (w->rand, 0, (int) vt_aog_n_templates (aog));
  VtTemplate *template = vt_aog_template (aog, k);
  guint i = (guint) g_rand_int_range (w->rand, 0, (int) MAX (vt_template_n_patterns (template), 1));
  gint64 id = vitrine_part_learner_get_template (learner, k);
  guint64 what = g_rand_boolean (w->rand)
    ? vitrine_parts_id (VITRINE_PARTS_PATTERN, id, i)
    : vitrine_parts_id (VITRINE_PARTS_LAYER, id, vt_template_pattern (template, i)->layer);

  vitrine_parts_model_select (w->model, &what, 1);
  act (w, "parts-prune", NULL);
}

static void
remove_box (Worker *w)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (w->project, vitrine_session_get_part (w->session));

  if (boxes->len < 3)
    return;
  VitrinePartBox *box = g_ptr_array_index (boxes, (guint) g_rand_int_range (w->rand, 0, (int) boxes->len));
  guint64 id = vitrine_parts_id (VITRINE_PARTS_BOX, box->template_id, (guint) (box->id & G_MAXUINT32));

  vitrine_parts_model_select (w->model, &id, 1);
  act (w, "parts-delete", NULL);
}

static void
do_something (Worker *w)
{
  static const char *const names[] = { "head", "face", "muzzle", "snout" };

  switch (g_rand_int_range (w->rand, 0, 12))
    {
    case 0: case 1: case 2: draw_box (w); break;
    case 3: case 4: case 5: case 6: prune (w); break;
    case 7: gtk_widget_activate_action (GTK_WIDGET (w->window), "win.undo", NULL); break;
    case 8: gtk_widget_activate_action (GTK_WIDGET (w->window), "win.redo", NULL); break;
    case 9: act (w, "parts-rename", g_variant_new_string (names[g_rand_int_range (w->rand, 0, 4)])); break;
    case 10: remove_box (w); break;
    default: act (w, "parts-restore-all", NULL); break;
    }
}

/* Works until it is killed. */
static int
work (const char *path,
      const char *journal,
      guint32     seed)
{
  g_autoptr (GError) error = NULL;
  Worker w = { .rand = g_rand_new_with_seed (seed) };

  gtk_init ();
  adw_init ();
  VitrineApplication *app = vitrine_application_new ();
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  w.window = vitrine_window_new (app);
  w.session = vitrine_window_get_session (w.window);
  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open ("sample:pictures?count=8&seed=3", NULL, &error);
  w.project = g_file_test (path, G_FILE_TEST_EXISTS) ? vitrine_project_open (path, &error)
                                                     : vitrine_project_new (path, &error);
  g_assert_no_error (error);
  vitrine_session_set_model (w.session, model);
  vitrine_session_set_dataset (w.session, dataset);
  vitrine_session_set_project (w.session, w.project);
  gtk_window_present (GTK_WINDOW (w.window));
  vitrine_window_show_page (w.window, "parts");
  w.model = vitrine_parts_model_of (w.session);
  turn (50);
  if (vitrine_session_get_part (w.session) == 0)
    act (&w, "parts-add", g_variant_new_string ("head"));
  w.journal = open (journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  for (;;)
    {
      if (write (w.journal, "begin\n", 6) != 6)
        return 3;
      do_something (&w);
      write_down (&w, "end");
      turn (g_rand_int_range (w.rand, 1, 40));
    }
}

/* ---- the one that kills ---- */

static void
spawn (const char *self,
       const char *path,
       const char *journal,
       guint32     seed,
       GPid       *pid)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("%u", seed);
  const char *const words[] = { self, "--work", path, journal, number, NULL };

  g_spawn_async (NULL, (char **) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, pid, &error);
  g_assert_no_error (error);
}

/* Until the worker has begun; it must not end by itself. */
static void
wait_for_work (const char *journal,
               GPid        pid)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  int status;

  while (!g_file_test (journal, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (waitpid (pid, &status, WNOHANG), ==, 0);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (2000);
    }
}

/* Compares the file with the last thing written down; returns the number of actions. */
static guint
check (const char *path,
       const char *journal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (journal, &text, NULL, &error));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *last = NULL;
  gboolean open_end = FALSE;
  guint n = 0;
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      open_end = g_str_equal (lines[i], "begin");
      if (!open_end)
        {
          last = lines[i];
          n++;
        }
    }

  g_autoptr (VitrineProject) project = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) log = vitrine_project_list_log (project);
  g_autofree char *hash = vitrine_project_hash (project);
  if (last == NULL)
    return 0;
  g_auto (GStrv) words = g_strsplit (last, " ", -1);
  guint length = (guint) strtoul (words[1], NULL, 10);
  g_assert_cmpuint (log->len, >=, length);
  if (log->len == length)
    g_assert_cmpstr (hash, ==, words[2]);
  else
    {
      /* Committed, and killed before it could be written down: one step back is what was written. */
      g_assert_true (open_end);
      g_assert_cmpuint (log->len, ==, length + 1);
      VitrineLogKind kind = ((VitrineLogEntry *) g_ptr_array_index (log, length))->kind;
      gboolean back = kind == VITRINE_LOG_UNDO ? vitrine_project_redo (project, &error)
                                               : vitrine_project_undo (project, &error);
      g_assert_no_error (error);
      g_assert_true (back);
      g_autofree char *before = vitrine_project_hash (project);
      g_assert_cmpstr (before, ==, words[2]);
    }
  vitrine_project_close (project);
  return n;
}

static const char *self;
static int kills = 5, seed = 1;

static void
test_kills (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-killed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "work.vitrine", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) seed);
  guint actions = 0;

  for (int i = 0; i < kills; i++)
    {
      g_autofree char *journal = g_strdup_printf ("%s/journal-%d", folder, i);
      GPid pid;
      int status;

      spawn (self, path, journal, g_rand_int (rand), &pid);
      wait_for_work (journal, pid);
      g_usleep ((gulong) g_rand_int_range (rand, 1, 1500) * 1000);
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
      guint n = check (path, journal);
      g_test_message ("kill %d after %u actions", i + 1, n);
      actions += n;
    }
  g_test_message ("%d kills, %u actions, all kept", kills, actions);
  g_assert_cmpuint (actions, >, (guint) kills);

  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  const GOptionEntry options[] = {
    { "kills", 0, 0, G_OPTION_ARG_INT, &kills, "how often to kill", "N" },
    { "start", 0, 0, G_OPTION_ARG_INT, &seed, "seed of the random moments", "S" },
    { NULL }
  };

  if (argc == 5 && g_str_equal (argv[1], "--work"))
    return work (argv[2], argv[3], (guint32) strtoul (argv[4], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, options, NULL);
  g_autoptr (GError) error = NULL;
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  self = argv[0];
  g_test_add_func ("/killed/every-action-is-kept", test_kills);
  return g_test_run ();
}
