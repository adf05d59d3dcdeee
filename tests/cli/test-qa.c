/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli qa …: asking without anybody, and replaying what was said. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "../folder.h"
#include "cli-call.h"
#include "engine/project/vitrine-project.h"

#define FOXES "sample:pictures?count=24&species=fox"

static Answer
simulate (const char *folder,
          const char *option,
          const char *value)
{
  return call ("qa", "simulate", "sample:network", FOXES, "--part", "head", "--budget", "5", "--seed", "2", "--cache",
               folder, "--json", option, value, NULL);
}

static double
point (const Answer *a,
       guint         answers,
       const char   *name)
{
  JsonArray *curve = json_object_get_array_member (json_node_get_object (a->json), "curve");

  g_assert_cmpuint (json_array_get_length (curve), >, answers);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (curve, answers), "answers"), ==, answers);
  return json_object_get_double_member (json_array_get_object_element (curve, answers), name);
}

static void
a_curve_falls_and_repeats (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-qa-XXXXXX", NULL);
  g_auto (Answer) a = simulate (folder, "--strategy", "gain");
  g_auto (Answer) one = simulate (folder, "--threads", "1");
  g_auto (Answer) random = simulate (folder, "--strategy", "random");

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpfloat (point (&a, 0, "normalized_distance"), ==, .5);
  g_assert_cmpfloat (point (&a, 0, "iou_rate"), ==, 0);
  g_assert_cmpfloat (point (&a, 5, "normalized_distance"), <, .12);
  g_assert_cmpfloat (point (&a, 5, "iou_rate"), >, .2);
  for (guint i = 1; i <= 5; i++)
    g_assert_cmpfloat (point (&a, i, "normalized_distance"), ==, point (&one, i, "normalized_distance"));
  g_assert_cmpint (random.status, ==, 0);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (random.json), "strategy"), ==, "random");
  folder_remove (folder);
}

static void
constants_of_both_tables_count (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-qa-XXXXXX", NULL);
  g_auto (Answer) sharp = simulate (folder, "--set", "alpha=40");
  g_auto (Answer) blunt = simulate (folder, "--set", "alpha=0");
  g_auto (Answer) other = simulate (folder, "--set", "vote=1");
  JsonArray *a = json_object_get_array_member (json_node_get_object (sharp.json), "curves");
  JsonArray *b = json_object_get_array_member (json_node_get_object (blunt.json), "curves");

  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (a, 0), "mean_affinity"), <, .1);
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (b, 0), "mean_affinity"), ==, 1);
  g_assert_cmpint (other.status, ==, 0);
  folder_remove (folder);
}

static void
curves_are_drawn_side_by_side (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-qa-XXXXXX", NULL);
  g_autofree char *gain = g_build_filename (folder, "gain.json", NULL);
  g_autofree char *random = g_build_filename (folder, "random.json", NULL);
  g_autofree char *figure = g_build_filename (folder, "figure.svg", NULL);
  g_autofree char *text = NULL;
  g_auto (Answer) a = simulate (folder, "--strategy", "gain");
  g_auto (Answer) b = simulate (folder, "--strategy", "random");

  g_assert_true (g_file_set_contents (gain, a.out, -1, NULL) && g_file_set_contents (random, b.out, -1, NULL));

  g_auto (Answer) drawn = call ("qa", "figure", gain, random, "-o", figure, "--json", NULL);
  g_auto (Answer) wrong_end = call ("qa", "figure", gain, "-o", "/tmp/figure.doc", NULL);
  g_auto (Answer) no_curve = call ("qa", "figure", figure, "-o", "/tmp/figure.svg", NULL);
  JsonArray *curves;

  g_assert_cmpint (drawn.status, ==, 0);
  curves = json_object_get_array_member (json_node_get_object (drawn.json), "curves");
  g_assert_cmpuint (json_array_get_length (curves), ==, 2);
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (curves, 0), "distance"), ==,
                     point (&a, 5, "normalized_distance"));
  g_assert_true (g_file_get_contents (figure, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_cmpint (wrong_end.status, ==, 1);
  g_assert_nonnull (strstr (wrong_end.err, ".pdf"));
  g_assert_cmpint (no_curve.status, ==, 1);
  folder_remove (folder);
}

static void
wrong_words_are_wrong_use (void)
{
  static const char *const cases[][3] = {
    { "--strategy", "luck", "luck" }, { "--set", "alpha=-1", "alpha" }, { "--set", "quux=1", "beta" },
    { "--budget", "0", "--budget" }, { "--miss", "x", "nearest" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) a = simulate ("/tmp", cases[i][0], cases[i][1]);

      g_assert_cmpint (a.status, ==, 2);
      g_assert_nonnull (strstr (a.err, cases[i][2]));
    }
}

static void
a_log_is_replayed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-qa-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  VitrineProject *project = vitrine_project_new (path, &error);
  const gint64 part = vitrine_project_add_part (project, "head", NULL);
  const VitrinePartBox box = { .box = { 20, 20, 50, 50 } };

  g_assert_no_error (error);
  vitrine_project_answer (project, &(VitrineAnswer) { .part = part, .picture = (char *) "0001", .kind = 3 }, &box, "One", NULL);
  vitrine_project_answer (project, &(VitrineAnswer) { .part = part, .picture = (char *) "0002", .kind = 4 }, NULL, "Two", NULL);
  vitrine_project_undo (project, NULL);
  vitrine_project_set_setting (project, "model", "sample:network", NULL);

  g_auto (Answer) lacking = call ("qa", "replay", path, "--json", NULL);

  g_assert_cmpint (lacking.status, ==, 2);
  g_assert_nonnull (strstr (lacking.err, "--pictures"));
  vitrine_project_close (project);
  g_object_unref (project);

  g_auto (Answer) a = call ("qa", "replay", path, "--pictures", "sample:pictures?count=3&species=fox", "--json", NULL);
  JsonObject *o = json_node_get_object (a.json);

  g_assert_cmpint (a.status, ==, 0);
  g_assert_true (json_object_get_boolean_member (o, "same"));
  g_assert_cmpint (json_object_get_int_member (o, "commands"), ==, 4);
  o = json_array_get_object_element (json_object_get_array_member (o, "parts"), 0);
  g_assert_cmpint (json_object_get_int_member (o, "answers"), ==, 1);
  g_assert_true (json_object_get_boolean_member (o, "same_content"));
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/qa/curve", a_curve_falls_and_repeats);
  g_test_add_func ("/cli/qa/constants", constants_of_both_tables_count);
  g_test_add_func ("/cli/qa/figure", curves_are_drawn_side_by_side);
  g_test_add_func ("/cli/qa/wrong-use", wrong_words_are_wrong_use);
  g_test_add_func ("/cli/qa/replay", a_log_is_replayed);
  return g_test_run ();
}
