/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part boxes out to a file and in again by menu, dialog and file chooser, with real pointer and key events; a dropped
 * file with entries that do not fit; an import that is stopped. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "hand-window.h"
#include "hand.h"
#include "../folder.h"

static char *folder;

static guint
n_boxes (HandWindow *f)
{
  g_autoptr (GPtrArray) boxes = vitrine_session_get_project (f->session) != NULL
                                ? vitrine_project_list_boxes (hand_project (f), 0) : NULL;

  return boxes != NULL ? boxes->len : 0;
}

static const char *
picture_id (HandWindow *f,
            guint       i)
{
  return vitrine_picture_get_id (vitrine_dataset_get (vitrine_session_get_dataset (f->session), i));
}

static void
draw_two (HandWindow *f)
{
  VitrineProject *project = vitrine_session_need_project (f->session);
  const gint64 part = vitrine_project_add_part (project, "head", NULL);

  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (vitrine_project_add_box (project, &(VitrinePartBox) {
      .part = part, .picture = (char *) picture_id (f, i), .box = { 20 + i, 20, 40, 30.5 }, .mirrored = i == 1
    }, NULL), >, 0);
}

/* The window that is over this one, if it is of a type. */
static GtkWindow *
dialog_of (HandWindow *f,
           GType       type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != f->window && g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
message_shows (gpointer data)
{
  return dialog_of (data, ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
chooser_shows (gpointer data)
{
  return dialog_of (data, GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL;
}

static gboolean
no_dialog_shows (gpointer data)
{
  return !message_shows (data) && !chooser_shows (data);
}

/* Presses the menu's button, then the letter of an item. */
static void
choose_in_menu (HandWindow *f,
                const char *letter)
{
  hand_focus (GTK_WINDOW (f->window));
  hand_key ("F10");
  hand_rest (300);
  hand_key (letter);
  hand_rest (200);
}

/* Types a path into the file chooser that comes. */
static void
name_file (HandWindow *f,
           const char *path)
{
  hand_wait (chooser_shows, f);
  hand_rest (300);
  hand_focus (dialog_of (f, GTK_TYPE_FILE_CHOOSER_DIALOG));
  hand_rest (200);
  hand_key ("ctrl+l");
  hand_rest (200);
  hand_key ("ctrl+a");
  hand_type (path);
  hand_rest (300);
  hand_key ("Return");
  hand_wait (no_dialog_shows, f);
}

/* The first widget in the window with a text of this start: a label, or the row or button that holds it. */
static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click_on (GtkWindow  *window,
          const char *text)
{
  GtkWidget *label = find_label (GTK_WIDGET (window), text);

  g_assert_nonnull (label);
  hand_click (label, gtk_widget_get_width (label) / 2.0, gtk_widget_get_height (label) / 2.0, 1);
}

static gboolean
two_boxes (gpointer data)
{
  return n_boxes (data) == 2 && hand_nothing_runs (data);
}

static void
export_as (HandWindow *f,
           const char *format,
           const char *path)
{
  choose_in_menu (f, "e");
  hand_wait (message_shows, f);
  hand_rest (300);
  hand_focus (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG));
  click_on (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG), format);
  hand_rest (100);
  click_on (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG), "Choose File…");
  name_file (f, path);
  hand_wait (hand_nothing_runs, f);
  hand_rest (300);
}

static void
test_out_and_in (HandWindow    *f,
                 gconstpointer  data)
{
  static const char *const formats[][2] = { { "CSV", "boxes.csv" }, { "COCO", "boxes.json" } };
  g_autofree char *before = NULL;

  draw_two (f);
  before = vitrine_project_hash (hand_project (f));
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_build_filename (folder, formats[i][1], NULL);

      export_as (f, formats[i][0], path);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      g_assert_true (hand_says (GTK_WIDGET (f->window), "2 part boxes written"));
      while (vitrine_project_get_undo_label (hand_project (f)) != NULL)
        vitrine_project_undo (hand_project (f), NULL);
      g_assert_cmpuint (n_boxes (f), ==, 0);
      choose_in_menu (f, "b");
      name_file (f, path);
      hand_wait (two_boxes, f);
      hand_rest (600);
      g_assert_cmpstr (vitrine_project_get_undo_label (hand_project (f)), ==, "Import 2 Part Boxes");
      g_assert_cmpint (vitrine_session_get_part (f->session), !=, 0);
      /* The newest message shows, and nothing of the one before. */
      g_assert_true (hand_says (GTK_WIDGET (f->window), "2 part boxes on 2 pictures imported"));
      g_assert_false (hand_says (GTK_WIDGET (f->window), "2 part boxes written"));
    }
  hand_focus (GTK_WINDOW (f->window));
  hand_key ("ctrl+z");
  g_assert_cmpuint (n_boxes (f), ==, 0);
  /* Its button would undo something else now. */
  hand_rest (600);
  g_assert_false (hand_says (GTK_WIDGET (f->window), "2 part boxes on 2 pictures imported"));
  hand_key ("ctrl+shift+z");
  g_assert_cmpuint (n_boxes (f), ==, 2);
}

static gboolean
says_imported (gpointer data)
{
  return hand_says (GTK_WIDGET (((HandWindow *) data)->window), "2 part boxes on 2 pictures imported");
}

static void
test_a_folder_of_files (HandWindow    *f,
                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (folder, "labelme", NULL);
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  draw_two (f);
  export_as (f, "LabelMe", path);
  dir = g_dir_open (path, 0, NULL);
  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 2);
  while (vitrine_project_get_undo_label (hand_project (f)) != NULL)
    vitrine_project_undo (hand_project (f), NULL);
  /* As when it is dropped. */
  vitrine_window_open (f->window, (const char *[]) { path, NULL });
  hand_wait (two_boxes, f);
  /* Behind the message about the export. */
  hand_wait (says_imported, f);
  hand_rest (300);
  click_on (GTK_WINDOW (f->window), "Undo");
  hand_rest (200);
  g_assert_cmpuint (n_boxes (f), ==, 0);
}

static void
test_a_dropped_file_says_what_it_leaves_out (HandWindow    *f,
                                             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (folder, "dropped.csv", NULL);
  g_autofree char *text = g_strdup_printf ("picture,part,x,y,width,height\n%s,ear,1,2,30,40\nnowhere.jpg,ear,1,2,3,4\n"
                                           "%s,ear,one,2,3,4\n%s,ear,5,5,30,40\n", picture_id (f, 0), picture_id (f, 0),
                                           picture_id (f, 1));

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  vitrine_window_open (f->window, (const char *[]) { path, NULL });
  hand_wait (message_shows, f);
  hand_rest (300);
  g_assert_cmpuint (n_boxes (f), ==, 2);
  g_assert_true (hand_says (GTK_WIDGET (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG)), "2 Entries Were Left Out"));
  hand_focus (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG));
  click_on (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG), "Close");
  hand_wait (no_dialog_shows, f);
  /* The same again brings nothing, and says so. */
  vitrine_window_open (f->window, (const char *[]) { path, NULL });
  hand_wait (message_shows, f);
  hand_rest (200);
  g_assert_true (hand_says (GTK_WIDGET (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG)), "Nothing Was Imported"));
  g_assert_cmpuint (n_boxes (f), ==, 2);
  hand_focus (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG));
  hand_key ("Escape");
  hand_wait (no_dialog_shows, f);
}

static gboolean
says_left_out (gpointer data)
{
  return hand_says (GTK_WIDGET (((HandWindow *) data)->window), "1 entry of the pictures was left out");
}

static void
test_a_set_says_what_it_leaves_out (HandWindow    *f,
                                    gconstpointer  data)
{
  static const char file[] = "{\"images\": [{\"id\": 1, \"file_name\": \"gone.jpg\"}, {\"id\": 2, \"file_name\": \"a.png\"}],"
                             " \"categories\": [], \"annotations\": []}";
  g_autofree char *root = g_build_filename (folder, "set", NULL), *list = g_build_filename (root, "coco.json", NULL);
  g_autofree char *png = g_build_filename (root, "a.png", NULL);
  guint8 *pixels = g_malloc0 (3 * 8 * 8);
  g_autoptr (VitrineImage) image = vitrine_image_new (8, 8, pixels);

  g_mkdir_with_parents (root, 0700);
  g_assert_true (g_file_set_contents (list, file, -1, NULL));
  g_assert_true (vitrine_image_save_png (image, png, NULL));
  vitrine_window_open (f->window, (const char *[]) { root, NULL });
  hand_wait (says_left_out, f);
  hand_rest (300);
  g_assert_cmpstr (vitrine_dataset_get_kind_name (vitrine_session_get_dataset (f->session)), ==, "COCO");
  g_assert_cmpuint (vitrine_dataset_get_n (vitrine_session_get_dataset (f->session)), ==, 1);
  click_on (GTK_WINDOW (f->window), "Show");
  hand_wait (message_shows, f);
  hand_rest (200);
  g_assert_true (hand_says (GTK_WIDGET (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG)), "1 Entry Was Left Out"));
  hand_focus (dialog_of (f, ADW_TYPE_MESSAGE_DIALOG));
  hand_key ("Escape");
  hand_wait (no_dialog_shows, f);
}

static gboolean
imports (gpointer data)
{
  GListModel *jobs = G_LIST_MODEL (vitrine_session_get_jobs (((HandWindow *) data)->session));

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (VitrineJob) job = g_list_model_get_item (jobs, i);

      if (g_str_has_prefix (vitrine_job_get_title (job), "Importing part boxes"))
        {
          vitrine_job_cancel (job);
          return TRUE;
        }
    }
  return FALSE;
}

static void
test_an_import_is_stopped (HandWindow    *f,
                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (folder, "long.csv", NULL);
  g_autoptr (GString) text = g_string_new ("picture,part,x,y,width,height\n");

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "%s,ear,%u,2,30,40\n", picture_id (f, i % 10), i % 100);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  vitrine_window_open (f->window, (const char *[]) { path, NULL });
  hand_wait (imports, f);
  hand_wait (hand_nothing_runs, f);
  hand_rest (200);
  g_assert_cmpuint (n_boxes (f), ==, 0);
  g_assert_true (no_dialog_shows (f));
}

int
main (int    argc,
      char **argv)
{
  static const HandCase cases[] = {
    { "out-and-in", test_out_and_in },
    { "a-folder-of-files", test_a_folder_of_files },
    { "a-dropped-file-says-what-it-leaves-out", test_a_dropped_file_says_what_it_leaves_out },
    { "a-set-says-what-it-leaves-out", test_a_set_says_what_it_leaves_out },
    { "an-import-is-stopped", test_an_import_is_stopped },
    { NULL },
  };
  int status;

  folder = g_dir_make_tmp ("vitrine-boxes-XXXXXX", NULL);
  status = hand_main (argc, argv, "boxes", cases);
  folder_remove (folder);
  g_free (folder);
  return status;
}
