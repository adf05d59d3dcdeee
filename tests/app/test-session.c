/* SPDX-License-Identifier: GPL-3.0-or-later */
/* History, addresses and the session's one selection, without a window. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/vitrine-address.h"
#include "app/vitrine-history.h"
#include "app/vitrine-session.h"
#include "app/vitrine-settings.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"

static VitrinePlace
place (const char *layer,
       int         unit)
{
  return (VitrinePlace) { (char *) "network", (char *) layer, (char *) "", unit, 0, 0 };
}

static void
history_goes_back_and_forward (void)
{
  g_autoptr (VitrineHistory) history = vitrine_history_new ();
  VitrinePlace a = place ("conv1", -1), b = place ("conv2", 3), c = place ("conv3", 4);
  vitrine_history_visit (history, &a);
  vitrine_history_visit (history, &a);
  g_assert_false (vitrine_history_can_go_back (history));
  vitrine_history_visit (history, &b);
  g_assert_cmpstr (vitrine_history_back (history)->layer, ==, "conv1");
  g_assert_null (vitrine_history_back (history));
  g_assert_cmpstr (vitrine_history_forward (history)->layer, ==, "conv2");
  vitrine_history_back (history);
  vitrine_history_visit (history, &c);
  g_assert_false (vitrine_history_can_go_forward (history));
  g_assert_cmpint (vitrine_history_back (history)->unit, ==, -1);
}

static void
history_forgets_the_oldest (void)
{
  g_autoptr (VitrineHistory) history = vitrine_history_new ();
  for (int i = 0; i < 2000; i++)
    {
      VitrinePlace p = place ("conv1", i);
      vitrine_history_visit (history, &p);
    }
  int steps = 0;
  while (vitrine_history_back (history) != NULL)
    steps++;
  g_assert_cmpint (steps, ==, 499);
}

static VitrineModel *
open_sample (void)
{
  g_autoptr (GError) error = NULL;
  VitrineModel *model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  return model;
}

static void
addresses_come_back (void)
{
  g_autoptr (VitrineModel) model = open_sample ();
  GListModel *layers = vitrine_model_get_layers (model);
  for (guint i = 0; i < g_list_model_get_n_items (layers); i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);
      g_autofree char *whole = vitrine_address_make (model, vitrine_layer_get_name (layer), -1);
      g_autofree char *unit = vitrine_address_make (model, vitrine_layer_get_name (layer), 0);
      g_autofree char *read = NULL, *read_unit = NULL;
      g_autoptr (GError) error = NULL;
      int n;
      g_assert_true (vitrine_address_parse (model, whole, &read, &n, &error));
      g_assert_cmpstr (read, ==, vitrine_layer_get_name (layer));
      g_assert_cmpint (n, ==, -1);
      g_assert_true (vitrine_address_parse (model, unit, &read_unit, &n, &error));
      g_assert_cmpstr (read_unit, ==, vitrine_layer_get_name (layer));
      g_assert_cmpint (n, ==, 0);
    }
}

static void
wrong_addresses_say_so (void)
{
  g_autoptr (VitrineModel) model = open_sample ();
  const char *const wrong[] = { "nothing", "nothing/3", "/", "17", "sample/conv1/99999999999999999999" };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *layer = NULL;
      g_autoptr (GError) error = NULL;
      int unit;
      g_assert_false (vitrine_address_parse (model, wrong[i], &layer, &unit, &error));
      g_assert_nonnull (strstr (error->message, wrong[i]));
    }
}

static void
selection_follows_model_and_pictures (void)
{
  g_autoptr (VitrineSession) session = vitrine_session_new (NULL);
  g_autoptr (VitrineModel) model = open_sample ();
  g_autoptr (GError) error = NULL;
  vitrine_session_set_model (session, model);
  g_assert_cmpstr (vitrine_session_get_layer (session), !=, "");
  g_assert_cmpint (vitrine_session_get_unit (session), ==, -1);

  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open ("sample:pictures?count=4", NULL, &error);
  g_assert_no_error (error);
  vitrine_session_set_dataset (session, dataset);
  g_assert_true (vitrine_session_get_picture (session) == vitrine_dataset_get (dataset, 0));

  g_autofree char *layer = g_strdup (vitrine_session_get_layer (session));
  vitrine_session_select_unit (session, layer, 2);
  g_autofree char *address = g_strdup (vitrine_session_get_address (session));
  vitrine_session_go_back (session);
  g_assert_cmpint (vitrine_session_get_unit (session), ==, -1);
  g_assert_true (vitrine_session_can_go_forward (session));
  g_assert_true (vitrine_session_go_to (session, address, &error));
  g_assert_cmpint (vitrine_session_get_unit (session), ==, 2);
  vitrine_session_close (session);
}

static void
scores_are_found_by_id (void)
{
  g_autoptr (VitrineSession) session = vitrine_session_new (NULL);
  g_autoptr (GHashTable) scores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  double value = .25, found = 0;
  g_hash_table_insert (scores, g_strdup ("a"), g_memdup2 (&value, sizeof value));
  vitrine_session_set_scores (session, scores);
  g_assert_true (vitrine_session_get_picture_score (session, "a", &found));
  g_assert_cmpfloat (found, ==, .25);
  g_assert_false (vitrine_session_get_picture_score (session, "b", &found));
  vitrine_session_close (session);
}

static void
settings_do_without_a_schema (void)
{
  g_assert_cmpint (vitrine_settings_get_int (NULL, "window-width", 7), ==, 7);
  g_autofree char *text = vitrine_settings_get_string (NULL, "page", "network");
  g_assert_cmpstr (text, ==, "network");
  vitrine_settings_set_int (NULL, "window-width", 3);
}

/* How pictures are prepared is part of the work: the project brings it back, for its own model only. */
static void
preprocessing_is_kept_in_the_project (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = open_sample ();
  g_autoptr (VitrineModel) again = open_sample ();
  g_autoptr (VitrineProject) project = vitrine_project_new_untitled (&error);
  g_assert_no_error (error);
  g_autofree char *path = g_strdup (vitrine_project_get_path (project));
  g_autoptr (VitrineSession) session = vitrine_session_new (NULL);
  VitrinePreprocess guess, chosen, found;

  vitrine_session_set_model (session, model);
  vitrine_session_set_project (session, project);
  vitrine_model_get_preprocess (model, &guess);
  chosen = guess;
  chosen.bgr = !guess.bgr;
  vitrine_model_set_preprocess (model, &chosen);
  vitrine_project_set_note (project, "x", "kept", &error);
  vitrine_session_close (session);

  g_autoptr (VitrineSession) next = vitrine_session_new (NULL);
  g_autoptr (VitrineProject) opened = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  vitrine_session_set_project (next, opened);
  vitrine_session_set_model (next, again);
  vitrine_model_get_preprocess (again, &found);
  g_assert_cmpint (found.bgr, ==, chosen.bgr);
  vitrine_session_close (next);
  g_assert_true (vitrine_project_discard (path, &error));
}

/* A list of class names that was dropped is part of the work too, wherever its file goes. */
static void
class_names_are_kept_in_the_project (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = open_sample ();
  g_autoptr (VitrineModel) again = open_sample ();
  g_autoptr (VitrineProject) project = vitrine_project_new_untitled (&error);
  g_assert_no_error (error);
  g_autofree char *path = g_strdup (vitrine_project_get_path (project));
  g_autofree char *list = g_build_filename (g_get_tmp_dir (), "vitrine-names.txt", NULL);
  g_autoptr (VitrineSession) session = vitrine_session_new (NULL);

  g_assert_null (vitrine_model_dup_labels_text (model));
  g_assert_true (g_file_set_contents (list, "n00000001 one, first\ntwo\nthree\n", -1, &error));
  vitrine_session_set_model (session, model);
  vitrine_session_set_project (session, project);
  g_assert_true (vitrine_model_load_labels (model, list, &error));
  g_assert_cmpint (g_remove (list), ==, 0);
  vitrine_project_set_note (project, "x", "kept", &error);
  vitrine_session_close (session);

  g_autoptr (VitrineSession) next = vitrine_session_new (NULL);
  g_autoptr (VitrineProject) opened = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  vitrine_session_set_project (next, opened);
  vitrine_session_set_model (next, again);
  g_autofree char *first = vitrine_model_dup_label (again, 0);
  g_autofree char *second = vitrine_model_dup_label (again, 1);
  g_assert_cmpstr (first, ==, "one, first");
  g_assert_cmpstr (second, ==, "two");
  g_assert_cmpint (vitrine_model_find_class (again, "n00000001"), ==, 0);
  vitrine_session_close (next);
  g_assert_true (vitrine_project_discard (path, &error));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/goes-back-and-forward", history_goes_back_and_forward);
  g_test_add_func ("/history/forgets-the-oldest", history_forgets_the_oldest);
  g_test_add_func ("/address/comes-back", addresses_come_back);
  g_test_add_func ("/address/wrong-ones-say-so", wrong_addresses_say_so);
  g_test_add_func ("/session/selection-follows-model-and-pictures", selection_follows_model_and_pictures);
  g_test_add_func ("/session/preprocessing-is-kept-in-the-project", preprocessing_is_kept_in_the_project);
  g_test_add_func ("/session/class-names-are-kept-in-the-project", class_names_are_kept_in_the_project);
  g_test_add_func ("/session/scores-are-found-by-id", scores_are_found_by_id);
  g_test_add_func ("/settings/do-without-a-schema", settings_do_without_a_schema);
  return g_test_run ();
}
