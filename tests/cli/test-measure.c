/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli measure …: nodes beside filters, beside places that mean nothing; ways of finding a part in one table. */
#include <math.h>
#include <string.h>

#include "cli-call.h"
#include "../folder.h"

#define FOXES "sample:pictures?count=24&species=fox"

typedef struct { char *folder, *graph; } Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_auto (Answer) a = { 0 };

  f->folder = g_dir_make_tmp ("vitrine-measure-XXXXXX", NULL);
  f->graph = g_build_filename (f->folder, "graph.json", NULL);
  a = call ("graph", "learn", "sample:network", FOXES, "--quick", "--set", "iterations=4", "-o", f->graph, "--cache", f->folder,
            "--json", NULL);
  g_assert_cmpint (a.status, ==, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->graph);
}

static double
number (JsonArray  *rows,
        guint       row,
        const char *name)
{
  return json_object_get_double_member (json_array_get_object_element (rows, row), name);
}

static void
instability_stands_beside_its_controls (Fixture       *f,
                                        gconstpointer  data)
{
  g_autofree char *csv = g_build_filename (f->folder, "all.csv", NULL), *text = NULL;
  g_auto (Answer) a = call ("measure", "instability", "sample:network", FOXES, "--graph", f->graph, "--landmark", "head",
                            "--most", "20", "--nodes", "100", "--csv", csv, "--cache", f->folder, "--json", NULL);
  g_auto (Answer) again = call ("measure", "instability", "sample:network", FOXES, "--graph", f->graph, "--landmark", "head",
                                "--most", "20", "--nodes", "100", "--threads", "1", "--cache", f->folder, "--json", NULL);
  JsonObject *answer;
  JsonArray *rows;
  guint lines = 0;

  g_assert_cmpint (a.status, ==, 0);
  answer = json_node_get_object (a.json);
  rows = json_object_get_array_member (answer, "summary");
  g_assert_cmpuint (json_array_get_length (rows), ==, 6);
  g_assert_cmpstr (json_object_get_string_member (answer, "landmarks"), ==, "head");
  for (guint i = 0; i < 6; i++)
    g_assert_true (number (rows, i, "instability") > 0 && number (rows, i, "instability") < .5);
  g_assert_cmpfloat (number (rows, 4, "instability"), >, number (rows, 5, "instability"));     /* random, constant */
  g_assert_cmpfloat (number (rows, 5, "position_spread"), ==, 0);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (answer, "to_filters"),
                                  number (rows, 0, "instability") / number (rows, 3, "instability"), 1e-9);
  g_assert_cmpstr (a.out, ==, again.out);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  for (const char *at = text; *at != '\0'; at++)
    lines += *at == '\n';
  g_assert_cmpuint (lines, >, 1 + 2 * 100);
}

static double
of_method (JsonArray  *rows,
           const char *method,
           int         boxes)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (json_object_get_string_member (row, "method"), method)
          && json_object_get_int_member (row, "boxes") == boxes)
        return json_object_get_double_member (row, "normalized_distance");
    }
  return (double) NAN;
}

static void
ways_are_compared_on_the_same_boxes (Fixture       *f,
                                     gconstpointer  data)
{
  g_autofree char *csv = g_build_filename (f->folder, "ways.csv", NULL), *text = NULL;
  g_auto (Answer) a = call ("measure", "localisation", "sample:network", FOXES, "--graph", f->graph, "--part", "head",
                            "--boxes", "1,3", "--seeds", "2", "--csv", csv, "--cache", f->folder, "--json", NULL);
  g_auto (Answer) alone = call ("parts", "evaluate", "sample:network", FOXES, "--part", "head", "--boxes", "3", "--seeds",
                                "2", "--cache", f->folder, "--json", NULL);
  JsonArray *rows;

  g_assert_cmpint (a.status, ==, 0);
  rows = json_object_get_array_member (json_node_get_object (a.json), "table");
  g_assert_cmpuint (json_array_get_length (rows), ==, 16);      /* eight methods, two numbers of boxes */
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\n\"best raw filter\",1,2,"));
  for (guint i = 0; i < 16; i++)
    g_assert_true (isfinite (number (rows, i, "normalized_distance")) && number (rows, i, "ratio") > 0);
  g_auto (Answer) by_graph = call ("parts", "evaluate", "sample:network", FOXES, "--part", "head", "--boxes", "3", "--seeds",
                                   "2", "--method", "graph", "--graph", f->graph, "--cache", f->folder, "--json", NULL);

  g_assert_cmpint (by_graph.status, ==, 0);
  g_assert_cmpfloat_with_epsilon (of_method (rows, "explanatory graph", 3),
                                  json_object_get_double_member (json_node_get_object (by_graph.json), "normalized_distance"),
                                  1e-9);
  /* Each way does better than the one who never looks. */
  for (int boxes = 1; boxes <= 3; boxes += 2)
    {
      const double blind = of_method (rows, "image-blind, as many boxes", boxes);

      g_assert_cmpfloat (of_method (rows, "And-Or graph, after as many answers", boxes), <, blind);
      g_assert_cmpfloat (of_method (rows, "And-Or graph, pruned as suggested", boxes), <, blind);
      g_assert_cmpfloat (of_method (rows, "best raw filter", 3), <, blind);
    }
  /* The And-Or graph gets just what `parts evaluate` says. */
  g_assert_cmpfloat_with_epsilon (of_method (rows, "And-Or graph", 3),
                                  json_object_get_double_member (json_node_get_object (alone.json), "normalized_distance"),
                                  1e-9);
}

static void
wrong_words_are_wrong_use (Fixture       *f,
                           gconstpointer  data)
{
  g_auto (Answer) no_graph = call ("measure", "instability", "sample:network", FOXES, NULL);
  g_auto (Answer) no_part = call ("measure", "localisation", "sample:network", FOXES, NULL);
  g_auto (Answer) boxes = call ("measure", "localisation", "sample:network", FOXES, "--part", "head", "--boxes", "3,x", NULL);
  g_auto (Answer) landmark = call ("measure", "instability", "sample:network", FOXES, "--graph", f->graph, "--landmark", "wing",
                                   "--cache", f->folder, NULL);

  g_assert_cmpint (no_graph.status, ==, 2);
  g_assert_nonnull (strstr (no_graph.err, "--graph"));
  g_assert_cmpint (no_part.status, ==, 2);
  g_assert_nonnull (strstr (no_part.err, "--part"));
  g_assert_cmpint (boxes.status, ==, 2);
  g_assert_nonnull (strstr (boxes.err, "3,x"));
  g_assert_cmpint (landmark.status, !=, 0);
  g_assert_cmpstr (landmark.out, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/measure/instability", Fixture, NULL, set_up, instability_stands_beside_its_controls, tear_down);
  g_test_add ("/cli/measure/localisation", Fixture, NULL, set_up, ways_are_compared_on_the_same_boxes, tear_down);
  g_test_add ("/cli/measure/wrong-use", Fixture, NULL, set_up, wrong_words_are_wrong_use, tear_down);
  return g_test_run ();
}
