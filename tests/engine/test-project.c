/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Project files: every command undone and redone, saved, killed, damaged. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vt-rng.h"
#include "engine/project/vitrine-project.h"

typedef struct
{
  char           *folder, *path;
  VitrineProject *project;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("vitrine-project-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vitrine", NULL);
  f->project = vitrine_project_new (f->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  g_clear_object (&f->project);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

/* One random edit that makes sense in the project's present state; returns FALSE when none was made. */
static gboolean
random_edit (VitrineProject *p,
             VtRng          *rng)
{
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (p);
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (p, 0);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (p, 0);
  g_autoptr (GPtrArray) drops = vitrine_project_list_drops (p, 0);
  g_autofree char *name = g_strdup_printf ("n%u", vt_rng_int (rng, 100000));
#define PICK(rows, Type) ((Type *) g_ptr_array_index (rows, vt_rng_int (rng, rows->len)))

  switch (vt_rng_int (rng, 15))
    {
    case 0: return vitrine_project_add_part (p, name, NULL) != 0;
    case 1: return parts->len > 0 && vitrine_project_rename_part (p, PICK (parts, VitrinePart)->id, name, NULL);
    case 2: return parts->len > 2 && vitrine_project_remove_part (p, PICK (parts, VitrinePart)->id, NULL);
    case 3: return templates->len > 0
             && vitrine_project_rename_template (p, PICK (templates, VitrineTemplate)->id, name, NULL);
    case 4: return boxes->len > 4 && vitrine_project_remove_box (p, PICK (boxes, VitrinePartBox)->id, NULL);
    case 5: return boxes->len > 0 && vitrine_project_reassign_box (p, PICK (boxes, VitrinePartBox)->id, 0, NULL);
    case 6:
      if (boxes->len > 0)
        {
          VitrinePartBox *box = PICK (boxes, VitrinePartBox);

          box->box.x += 1;
          return vitrine_project_move_box (p, box, NULL);
        }
      return FALSE;
    case 7: return vitrine_project_set_note (p, name, "text", NULL);
    case 8:
      if (templates->len > 0)
        {
          const VitrineDrop d[2] = {
            { .template_id = PICK (templates, VitrineTemplate)->id, .layer = (char *) "conv4", .channel = 3, .row = 1,
              .column = 2 },
            { .template_id = PICK (templates, VitrineTemplate)->id, .layer = (char *) "conv5", .channel = 9,
              .reason = (char *) "click" },
          };

          return vitrine_project_drop (p, d, 2, "Prune 2 patterns", NULL);
        }
      return FALSE;
    case 9: return drops->len > 0
             && vitrine_project_restore (p, &PICK (drops, VitrineDrop)->id, 1, "Restore pattern", NULL);
    case 10:
      if (templates->len > 1)
        return vitrine_project_merge_templates (p, PICK (templates, VitrineTemplate)->id,
                                                PICK (templates, VitrineTemplate)->id, NULL);
      return FALSE;
    case 11:
      if (boxes->len > 0)
        return vitrine_project_split_template (p, PICK (boxes, VitrinePartBox)->template_id,
                                               &PICK (boxes, VitrinePartBox)->id, 1, NULL) != 0;
      return FALSE;
    case 12:
    case 13:
      if (parts->len > 0)
        return vitrine_project_answer (p, &(VitrineAnswer) {
        .part = PICK (parts, VitrinePart)->id, .picture = name, .kind = (int) vt_rng_int (rng, 6)
      },
                                       vt_rng_int (rng, 2) == 0 ? NULL : &(VitrinePartBox) { .box = { 1, 2, 30, 40 } },
                                       "Answer", NULL) != 0;
      return FALSE;
    default:
      if (parts->len > 0)
        return vitrine_project_add_box (p, &(VitrinePartBox) {
        .part = PICK (parts, VitrinePart)->id, .picture = name, .box = { 1, 2, 30, 40 }
      },
                                        NULL) != 0;
      return FALSE;
    }
#undef PICK
}

static void
two_hundred_undos_and_redos_agree (Fixture      *f,
                                   gconstpointer data)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *other = g_build_filename (f->folder, "saved.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  VtRng rng;

  vt_rng_init (&rng, 11);
  g_ptr_array_add (hashes, vitrine_project_hash (f->project));
  while (hashes->len <= 200)
    if (random_edit (f->project, &rng))
      {
        g_autofree char *hash = vitrine_project_hash (f->project);

        /* A rename to the same name or a merge into itself leaves no command behind. */
        if (g_strcmp0 (hash, g_ptr_array_index (hashes, hashes->len - 1)) != 0)
          g_ptr_array_add (hashes, g_steal_pointer (&hash));
      }

  for (guint i = hashes->len - 1; i > 100; i--)
    {
      g_autofree char *hash = vitrine_project_hash (f->project);

      g_assert_cmpstr (hash, ==, g_ptr_array_index (hashes, i));
      g_assert_nonnull (vitrine_project_get_undo_label (f->project));
      g_assert_true (vitrine_project_undo (f->project, &error));
      g_assert_no_error (error);
    }
  /* The history goes along with a save. */
  g_assert_true (vitrine_project_save_as (f->project, other, &error));
  g_assert_cmpstr (vitrine_project_get_path (f->project), ==, other);
  g_clear_object (&f->project);
  f->project = vitrine_project_open (other, &error);
  g_assert_no_error (error);
  for (guint i = 100; i > 0; i--)
    g_assert_true (vitrine_project_undo (f->project, &error));
  g_assert_null (vitrine_project_get_undo_label (f->project));
  g_assert_false (vitrine_project_undo (f->project, NULL));
  for (guint i = 0; i < hashes->len; i++)
    {
      g_autofree char *hash = vitrine_project_hash (f->project);

      g_assert_cmpstr (hash, ==, g_ptr_array_index (hashes, i));
      g_assert_true (vitrine_project_redo (f->project, NULL) == (i + 1 < hashes->len));
    }
}

static void
a_new_edit_ends_redo (Fixture      *f,
                      gconstpointer data)
{
  g_assert_cmpint (vitrine_project_add_part (f->project, "head", NULL), ==, 1);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  g_assert_cmpstr (vitrine_project_get_redo_label (f->project), ==, "Add Part “head”");
  /* Ids are never used twice, so that old history cannot touch new rows. */
  g_assert_cmpint (vitrine_project_add_part (f->project, "tail", NULL), ==, 2);
  g_assert_null (vitrine_project_get_redo_label (f->project));

  g_autoptr (GPtrArray) log = vitrine_project_list_log (f->project);

  g_assert_cmpuint (log->len, ==, 3);
}

static void
nonsense_is_refused_and_changes_nothing (Fixture      *f,
                                         gconstpointer data)
{
  g_autofree char *before = vitrine_project_hash (f->project);
  g_autoptr (GError) error = NULL;
  const VitrineDrop d = { .template_id = 77, .layer = (char *) "x" };
  const gint64 part = vitrine_project_add_part (f->project, "head", NULL);

  g_assert_cmpint (vitrine_project_add_part (f->project, "  ", &error), ==, 0);
  g_assert_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vitrine_project_drop (f->project, &d, 1, "Prune", &error));
  g_assert_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpint (vitrine_project_add_box (f->project, &(VitrinePartBox) { .part = part, .picture = (char *) "p",
                                                                            .box = { 0, 0, 0, 4 } }, NULL), ==, 0);
  g_assert_cmpint (vitrine_project_add_box (f->project, &(VitrinePartBox) { .part = 9, .picture = (char *) "p",
                                                                            .box = { 0, 0, 4, 4 } }, NULL), ==, 0);

  /* A failure in the middle of a group takes the whole group back. */
  vitrine_project_begin (f->project, "Group");
  vitrine_project_rename_part (f->project, part, "nose", NULL);
  vitrine_project_rename_part (f->project, 4711, "tail", NULL);
  g_assert_false (vitrine_project_end (f->project, &error));
  g_assert_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID);

  g_assert_true (vitrine_project_undo (f->project, NULL));
  g_autofree char *after = vitrine_project_hash (f->project);

  g_assert_cmpstr (before, ==, after);
}

static void
a_box_brings_its_template_and_takes_it_away (Fixture      *f,
                                             gconstpointer data)
{
  const gint64 part = vitrine_project_add_part (f->project, "head", NULL);
  VitrinePartBox box = { .part = part, .picture = (char *) "p.jpg#1", .box = { 1.5, 2.5, 10, 20 },
                         .mirrored = TRUE };
  const gint64 id = vitrine_project_add_box (f->project, &box, NULL);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes_on (f->project, "p.jpg#1");
  const VitrinePartBox *row = g_ptr_array_index (boxes, 0);

  g_assert_cmpint (row->id, ==, id);
  g_assert_cmpint (row->template_id, >, 0);

  g_autofree char *part_name = vitrine_project_dup_part_name (f->project, part);
  g_autofree char *template_name = vitrine_project_dup_template_name (f->project, row->template_id);
  g_autofree char *nobody = vitrine_project_dup_template_name (f->project, row->template_id + 1);

  g_assert_cmpstr (part_name, ==, "head");
  g_assert_cmpstr (template_name, ==, "Template 1");
  g_assert_cmpstr (nobody, ==, "");
  g_assert_cmpfloat (row->box.x, ==, 1.5);
  g_assert_true (row->mirrored);
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Draw Box");
  g_assert_true (vitrine_project_remove_box (f->project, id, NULL));

  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (f->project, part);

  g_assert_cmpuint (templates->len, ==, 0);
  g_assert_true (vitrine_project_undo (f->project, NULL));
  g_autoptr (GPtrArray) again = vitrine_project_list_templates (f->project, part);

  g_assert_cmpuint (again->len, ==, 1);
}

/* Edits until it dies; after each commit one byte goes to the parent. */
static void
edit_forever (const char *path,
              guint64     seed,
              int         out)
{
  VitrineProject *p = vitrine_project_open (path, NULL);
  VtRng rng;

  vt_rng_init (&rng, seed);
  for (int i = 0; p != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d", i);

      if (!vitrine_project_set_note (p, name, "said", NULL) || write (out, "x", 1) != 1)
        break;
    }
  _exit (1);
}

static void
a_kill_at_any_moment_loses_no_committed_edit (Fixture      *f,
                                              gconstpointer data)
{
  VtRng rng;

  g_clear_object (&f->project);
  vt_rng_init (&rng, 5);
  for (int round = 0; round < 50; round++)
    {
      g_autofree char *path = g_strdup_printf ("%s/kill-%d.vitrine", f->folder, round);
      VitrineProject *p = vitrine_project_new (path, NULL);
      int pipes[2];
      char byte;
      int said = 0;

      g_object_unref (p);
      g_assert_cmpint (pipe (pipes), ==, 0);
      const pid_t child = fork ();

      if (child == 0)
        edit_forever (path, (guint64) round, pipes[1]);
      close (pipes[1]);
      for (guint wanted = 1 + vt_rng_int (&rng, 20); wanted > 0 && read (pipes[0], &byte, 1) == 1; wanted--)
        said++;
      g_usleep (vt_rng_int (&rng, 3000));
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      while (read (pipes[0], &byte, 1) == 1)
        said++;
      close (pipes[0]);

      g_autoptr (GError) error = NULL;

      p = vitrine_project_open (path, &error);
      g_assert_no_error (error);
      g_auto (GStrv) notes = vitrine_project_list_notes (p);

      g_assert_cmpint (said, >, 0);
      g_assert_cmpuint (g_strv_length (notes), >=, said);
      g_assert_cmpuint (g_strv_length (notes), <=, said + 1);
      g_object_unref (p);
    }
}

static void
expect_refusal (const char *path,
                int         code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vitrine_project_open (path, &error));
  g_assert_error (error, VITRINE_PROJECT_ERROR, code);
}

static void
other_files_are_refused_in_words (Fixture      *f,
                                  gconstpointer data)
{
  g_autofree char *text = g_build_filename (f->folder, "text", NULL);
  sqlite3 *db = NULL;

  g_file_set_contents (text, "no database at all, just words", -1, NULL);
  expect_refusal (text, VITRINE_PROJECT_ERROR_NOT_A_PROJECT);
  expect_refusal (f->folder, VITRINE_PROJECT_ERROR_FAILED);
  expect_refusal ("/nowhere/x.vitrine", VITRINE_PROJECT_ERROR_FAILED);

  vitrine_project_add_part (f->project, "head", NULL);
  g_clear_object (&f->project);

  sqlite3_open (f->path, &db);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM part; END",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  expect_refusal (f->path, VITRINE_PROJECT_ERROR_DAMAGED);
  sqlite3_exec (db, "DROP TRIGGER t; PRAGMA user_version = 99", NULL, NULL, NULL);
  expect_refusal (f->path, VITRINE_PROJECT_ERROR_NEWER);
  sqlite3_exec (db, "PRAGMA user_version = 2; UPDATE command SET changes = x'54809d0000'", NULL, NULL, NULL);
  sqlite3_close (db);

  /* A broken history is said, and the content stays. */
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) p = vitrine_project_open (f->path, &error);

  g_assert_no_error (error);
  g_assert_false (vitrine_project_undo (p, &error));
  g_assert_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_DAMAGED);
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (p);

  g_assert_cmpuint (parts->len, ==, 1);
}

static void
an_answer_goes_with_its_box (Fixture      *f,
                             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const gint64 part = vitrine_project_add_part (f->project, "head", NULL);
  const VitrinePartBox box = { .box = { 1, 2, 30, 40 } };

  g_assert_cmpint (vitrine_project_answer (f->project, &(VitrineAnswer) { .part = part, .picture = (char *) "a", .kind = 3 },
                                           &box, "New template", &error), !=, 0);
  g_assert_cmpint (vitrine_project_answer (f->project, &(VitrineAnswer) { .part = part, .picture = (char *) "b", .kind = 4 },
                                           NULL, "Not there", &error), !=, 0);
  g_assert_no_error (error);
  g_assert_cmpstr (vitrine_project_get_undo_label (f->project), ==, "Not there");

  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (f->project, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (f->project, part);

  g_assert_cmpuint (answers->len, ==, 2);
  g_assert_cmpuint (boxes->len, ==, 1);
  g_assert_cmpint (((VitrineAnswer *) g_ptr_array_index (answers, 0))->box, ==,
                   ((VitrinePartBox *) g_ptr_array_index (boxes, 0))->id);
  g_assert_true (vitrine_project_remove_box (f->project, ((VitrinePartBox *) g_ptr_array_index (boxes, 0))->id, NULL));

  g_autoptr (GPtrArray) left = vitrine_project_list_answers (f->project, part);

  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((VitrineAnswer *) g_ptr_array_index (left, 0))->picture, ==, "b");

  /* A command that cannot be done whole is not done at all. */
  g_assert_cmpint (vitrine_project_answer (f->project, &(VitrineAnswer) { .part = part, .picture = (char *) "c", .kind = 1 },
                                           &(VitrinePartBox) { .template_id = 77, .box = { 1, 2, 3, 4 } }, "Wrong", &error),
                   ==, 0);
  g_assert_error (error, VITRINE_PROJECT_ERROR, VITRINE_PROJECT_ERROR_INVALID);

  g_autoptr (GPtrArray) same = vitrine_project_list_answers (f->project, part);

  g_assert_cmpuint (same->len, ==, 1);
}

static void
a_history_replayed_gives_the_same (Fixture      *f,
                                   gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->folder, "again.vitrine", NULL);
  g_autofree char *half = g_build_filename (f->folder, "half.vitrine", NULL);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  gint64 at = 0;
  VtRng rng;

  vt_rng_init (&rng, 5);
  for (guint i = 0; i < 150; i++)
    {
      random_edit (f->project, &rng);
      if (i % 7 == 3 && vitrine_project_get_undo_label (f->project) != NULL)
        vitrine_project_undo (f->project, NULL);
      if (i % 21 == 4 && vitrine_project_get_redo_label (f->project) != NULL)
        vitrine_project_redo (f->project, NULL);
      if (i == 75)
        {
          g_autoptr (GPtrArray) log = vitrine_project_list_log (f->project);

          before = vitrine_project_hash (f->project);
          at = ((VitrineLogEntry *) g_ptr_array_index (log, log->len - 1))->id;
        }
    }

  g_autofree char *hash = vitrine_project_hash (f->project);
  g_autoptr (VitrineProject) again = vitrine_project_replay (f->project, other, 0, &error);

  g_assert_no_error (error);
  g_autofree char *hash_again = vitrine_project_hash (again);

  g_assert_cmpstr (hash, ==, hash_again);

  g_autoptr (VitrineProject) then = vitrine_project_replay (f->project, half, at, &error);

  g_assert_no_error (error);
  g_autofree char *hash_then = vitrine_project_hash (then);

  g_assert_cmpstr (before, ==, hash_then);
  g_assert_cmpstr (hash, !=, hash_then);
}

/* Files of version 1 know no answers. */
static void
an_older_file_is_brought_up_to_date (Fixture      *f,
                                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  vitrine_project_add_part (f->project, "head", NULL);
  g_clear_object (&f->project);
  sqlite3_open (f->path, &db);
  g_assert_cmpint (sqlite3_exec (db, "DROP TABLE answer; PRAGMA user_version = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  VitrineProject *p = vitrine_project_open_read_only (f->path, &error);

  g_assert_no_error (error);
  g_autoptr (GPtrArray) none = vitrine_project_list_answers (p, 0);
  g_autofree char *old_hash = vitrine_project_hash (p);

  g_assert_cmpuint (none->len, ==, 0);
  g_object_unref (p);
  f->project = vitrine_project_open (f->path, &error);
  g_assert_no_error (error);
  g_autofree char *new_hash = vitrine_project_hash (f->project);

  g_assert_cmpstr (old_hash, ==, new_hash);
  g_assert_cmpint (vitrine_project_answer (f->project, &(VitrineAnswer) { .part = 1, .picture = (char *) "a", .kind = 4 },
                                           NULL, "Not there", &error), !=, 0);
  g_assert_no_error (error);
  g_assert_true (vitrine_project_undo (f->project, &error));
  g_assert_true (vitrine_project_undo (f->project, &error));
}

static void
a_truncated_file_never_crashes (Fixture      *f,
                                gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  for (int i = 0; i < 40; i++)
    vitrine_project_add_part (f->project, "head", NULL);
  g_clear_object (&f->project);
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  for (gsize n = 0; n < size; n += 509)
    {
      g_autofree char *cut = g_build_filename (f->folder, "cut.vitrine", NULL);

      g_file_set_contents (cut, bytes, (gssize) n, NULL);
      g_autoptr (VitrineProject) p = vitrine_project_open (cut, NULL);

      g_assert_true (p == NULL || n >= size - 4096);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/project/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("200-undos-and-redos-agree", two_hundred_undos_and_redos_agree);
  ADD ("a-new-edit-ends-redo", a_new_edit_ends_redo);
  ADD ("nonsense-is-refused", nonsense_is_refused_and_changes_nothing);
  ADD ("a-box-brings-its-template", a_box_brings_its_template_and_takes_it_away);
  ADD ("kill-loses-nothing", a_kill_at_any_moment_loses_no_committed_edit);
  ADD ("other-files-are-refused", other_files_are_refused_in_words);
  ADD ("an-answer-goes-with-its-box", an_answer_goes_with_its_box);
  ADD ("a-history-replayed-gives-the-same", a_history_replayed_gives_the_same);
  ADD ("an-older-file-is-brought-up-to-date", an_older_file_is_brought_up_to_date);
  ADD ("truncated-never-crashes", a_truncated_file_never_crashes);
  return g_test_run ();
}
