/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli parts …: what is learned from a few boxes, and what is said about it. */
#include <math.h>
#include <string.h>

#include "../folder.h"
#include "cli-call.h"

#define FOXES "sample:pictures?count=14&species=fox"

static double
number (const Answer *a,
        const char   *name)
{
  JsonObject *object = json_node_get_object (a->json);

  g_assert_true (json_object_has_member (object, name));
  g_assert_cmpint (json_node_get_node_type (json_object_get_member (object, name)), ==, JSON_NODE_VALUE);
  return json_object_get_double_member (object, name);
}

static Answer
evaluate (const char *folder,
          const char *option,
          const char *value)
{
  return call ("parts", "evaluate", "sample:network", FOXES, "--part", "head", "--boxes", "2", "--seed", "3",
               "--cache", folder, "--json", option, value, NULL);
}

static void
a_part_is_learned_and_scored (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-parts-XXXXXX", NULL);
  g_auto (Answer) a = evaluate (folder, "--prune", "none");
  g_auto (Answer) again = evaluate (folder, "--threads", "1");
  g_auto (Answer) faithful = evaluate (folder, "--form", "faithful");

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpfloat (number (&a, "pictures"), ==, 12);
  g_assert_cmpfloat (number (&a, "patterns"), >, 10);
  g_assert_cmpfloat (number (&a, "seconds"), >, 0);
  g_assert_cmpfloat (number (&a, "normalized_distance"), <, 0.7 * number (&a, "image_blind_distance"));
  g_assert_cmpfloat (number (&a, "centre_rate"), >, 0.5);
  g_assert_cmpfloat (number (&a, "iou_rate"), <=, number (&a, "centre_rate"));
  /* The same bits from the cache and with one thread. */
  g_assert_cmpfloat (number (&a, "normalized_distance"), ==, number (&again, "normalized_distance"));
  g_assert_cmpfloat (number (&a, "neighbour_distance"), ==, number (&again, "neighbour_distance"));
  g_assert_cmpint (faithful.status, ==, 0);
  g_assert_cmpfloat (number (&faithful, "normalized_distance"), !=, number (&a, "normalized_distance"));
  folder_remove (folder);
}

static void
pruning_is_told_with_what_was_before (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-parts-XXXXXX", NULL);
  g_auto (Answer) none = evaluate (folder, "--prune", "none");
  g_auto (Answer) suggest = evaluate (folder, "--prune", "suggest");
  g_auto (Answer) oracle = evaluate (folder, "--prune", "oracle");

  g_assert_cmpfloat (number (&suggest, "distance_before_pruning"), ==, number (&none, "normalized_distance"));
  g_assert_cmpfloat (number (&suggest, "patterns"), ==, number (&none, "patterns") - number (&suggest, "patterns_dropped"));
  g_assert_cmpfloat (number (&oracle, "distance_before_pruning"), ==, number (&none, "normalized_distance"));
  g_assert_cmpfloat (number (&oracle, "normalized_distance"), <=, number (&none, "normalized_distance"));
  folder_remove (folder);
}

/* What is usual comes from other pictures: another answer, the same again, and a folder that is missing is named. */
static void
negatives_say_what_is_usual (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-parts-XXXXXX", NULL);
  g_auto (Answer) own = evaluate (folder, "--form", "faithful");
  g_auto (Answer) a = call ("parts", "evaluate", "sample:network", FOXES, "--part", "head", "--boxes", "2", "--seed", "3",
                            "--cache", folder, "--form", "faithful", "--json", "--negatives",
                            "sample:pictures?count=20&species=background", NULL);
  g_auto (Answer) missing = evaluate (folder, "--negatives", "/no/such/folder");

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpfloat (number (&own, "negatives"), ==, 0);
  g_assert_cmpfloat (number (&a, "negatives"), ==, 20);
  g_assert_cmpfloat (number (&a, "normalized_distance"), !=, number (&own, "normalized_distance"));
  g_assert_cmpfloat (number (&a, "neighbour_distance"), ==, number (&own, "neighbour_distance"));
  g_assert_cmpint (missing.status, !=, 0);
  g_assert_nonnull (strstr (missing.err, "/no/such/folder"));
  folder_remove (folder);
}

static void
several_draws_are_averaged (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-parts-XXXXXX", NULL);
  g_auto (Answer) a = evaluate (folder, "--seeds", "3");
  JsonArray *draws = json_object_get_array_member (json_node_get_object (a.json), "draws");
  double sum = 0;

  g_assert_cmpuint (json_array_get_length (draws), ==, 3);
  for (guint i = 0; i < 3; i++)
    sum += json_object_get_double_member (json_array_get_object_element (draws, i), "distance") / 3;
  g_assert_cmpfloat_with_epsilon (sum, number (&a, "normalized_distance"), 1e-9);
  folder_remove (folder);
}

static void
wrong_words_are_wrong_use (void)
{
  static const char *const cases[][3] = {
    { "--form", "quux", "quux" }, { "--prune", "everything", "everything" }, { "--class", "gnu", "gnu" },
    { "--set", "vote=-1", "vote" }, { "--boxes", "0", "--boxes" },
  };
  g_auto (Answer) missing = call ("parts", "evaluate", "sample:network", FOXES, NULL);
  g_auto (Answer) unknown = call ("parts", "evaluate", "sample:network", "sample:pictures?count=3&species=fox", "--part",
                                  "wheel", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) a = call ("parts", "evaluate", "sample:network", FOXES, "--part", "head", cases[i][0], cases[i][1],
                                NULL);

      g_assert_cmpint (a.status, ==, 2);
      g_assert_nonnull (strstr (a.err, cases[i][2]));
      g_assert_cmpstr (a.out, ==, "");
    }
  g_assert_cmpint (missing.status, ==, 2);
  g_assert_nonnull (strstr (missing.err, "--part"));
  g_assert_cmpint (unknown.status, ==, 1);
  g_assert_nonnull (strstr (unknown.err, "wheel"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/parts/learned-and-scored", a_part_is_learned_and_scored);
  g_test_add_func ("/cli/parts/pruned", pruning_is_told_with_what_was_before);
  g_test_add_func ("/cli/parts/negatives", negatives_say_what_is_usual);
  g_test_add_func ("/cli/parts/several-draws", several_draws_are_averaged);
  g_test_add_func ("/cli/parts/wrong-use", wrong_words_are_wrong_use);
  return g_test_run ();
}
