/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli graph …: learned, written, shown; the same again; and what is said about wrong words. */
#include <string.h>

#include "../folder.h"
#include "cli-call.h"

#define FOXES "sample:pictures?count=16&species=fox"

static JsonObject *
object (const Answer *a)
{
  g_assert_nonnull (a->json);
  return json_node_get_object (a->json);
}

static Answer
learn (const char *folder,
       const char *file,
       const char *option,
       const char *value)
{
  return call ("graph", "learn", "sample:network", FOXES, "--class", "fox", "--quick", "--form", "faithful",
               "--set", "iterations=4", "-o", file,
               "--cache", folder, "--json", option, value, NULL);
}

static char *
contents (const char *file)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  return text;
}

typedef struct { gint64 nodes, edges; } Counted;

static void
count_element (GMarkupParseContext  *context,
               const char           *name,
               const char          **attributes,
               const char          **values,
               gpointer              data,
               GError              **error)
{
  ((Counted *) data)->nodes += g_str_equal (name, "node");
  ((Counted *) data)->edges += g_str_equal (name, "edge");
}

static void
assert_well_formed (const char *file,
                    gint64      nodes,
                    gint64      edges)
{
  const GMarkupParser parser = { .start_element = count_element };
  Counted counted = { 0, 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &counted, NULL);
  g_autofree char *text = contents (file);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counted.nodes, ==, nodes);
  g_assert_cmpint (counted.edges, ==, edges);
  g_assert_cmpint (edges, >, nodes);
}

static void
a_graph_is_learned_and_shown (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-graph-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (folder, "a.json", NULL), *second = g_build_filename (folder, "b.json", NULL);
  g_autofree char *other = g_build_filename (folder, "c.json", NULL);
  g_auto (Answer) a = learn (folder, first, "--seed", "1");
  g_auto (Answer) b = learn (folder, second, "--threads", "1");
  g_auto (Answer) c = learn (folder, other, "--seed", "2");
  g_auto (Answer) shown = call ("graph", "show", first, "--json", "--nodes", "3", NULL);
  g_auto (Answer) read = call ("graph", "show", first, NULL);
  g_autofree char *ml = g_build_filename (folder, "a.graphml", NULL);
  g_auto (Answer) exported = { 0 };
  g_autofree char *text_a = contents (first), *text_b = contents (second), *text_c = contents (other);
  JsonArray *layers, *nodes;

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpint (json_object_get_int_member (object (&a), "pictures"), ==, 16);
  layers = json_object_get_array_member (object (&a), "layers");
  g_assert_cmpuint (json_array_get_length (layers), >=, 2);
  for (guint l = 0; l < json_array_get_length (layers); l++)
    {
      JsonObject *layer = json_array_get_object_element (layers, l);

      g_assert_cmpint (json_object_get_int_member (layer, "nodes"), >, 100);
      g_assert_cmpfloat (json_object_get_double_member (layer, "objective_last"), >,
                         json_object_get_double_member (layer, "objective_first"));
    }
  g_assert_cmpfloat (json_object_get_double_member (object (&a), "purity"), >, .3);
  g_assert_cmpstr (text_a, ==, text_b);
  g_assert_cmpstr (text_a, !=, text_c);

  g_assert_cmpint (shown.status, ==, 0);
  g_assert_true (json_object_get_boolean_member (object (&shown), "whole"));
  g_assert_cmpint (json_object_get_int_member (object (&shown), "nodes"), ==,
                   json_object_get_int_member (object (&a), "nodes"));
  g_assert_cmpstr (json_object_get_string_member (object (&shown), "class"), ==, "fox");
  nodes = json_object_get_array_member (object (&shown), "best_nodes");
  g_assert_cmpuint (json_array_get_length (nodes), ==, 3 * json_array_get_length (layers));
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (nodes, 0), "score"), >=,
                     json_object_get_double_member (json_array_get_object_element (nodes, 1), "score"));
  exported = call ("graph", "export", first, "-o", ml, "--json", NULL);
  g_assert_cmpint (exported.status, ==, 0);
  g_assert_cmpint (json_object_get_int_member (object (&exported), "nodes"), ==,
                   json_object_get_int_member (object (&a), "nodes"));
  assert_well_formed (ml, json_object_get_int_member (object (&exported), "nodes"),
                      json_object_get_int_member (object (&exported), "edges"));
  g_assert_cmpint (read.status, ==, 0);
  g_assert_nonnull (strstr (read.out, json_object_get_string_member (json_array_get_object_element (layers, 0), "name")));
  folder_remove (folder);
}

/* The deepest layer stands once more, and each part that most pictures show has its nearest node. */
static void
the_deepest_layer_is_looked_at_twice (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-graph-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "a.json", NULL);
  g_auto (Answer) a = learn (folder, file, "--form", "default");
  JsonArray *layers = json_object_get_array_member (object (&a), "layers"), *parts;
  const guint n = json_array_get_length (layers);
  gboolean head = FALSE;

  g_assert_cmpuint (n, >=, 3);

  const char *first = json_object_get_string_member (json_array_get_object_element (layers, n - 1), "name");
  const char *second = json_object_get_string_member (json_array_get_object_element (layers, n - 2), "name");

  g_assert_true (g_str_has_prefix (first, second));
  g_assert_cmpstr (first, !=, second);
  parts = json_object_get_array_member (object (&a), "parts");
  g_assert_cmpuint (json_array_get_length (parts), >=, 4);
  for (guint k = 0; k < json_array_get_length (parts); k++)
    {
      JsonObject *part = json_array_get_object_element (parts, k);

      g_assert_cmpint (json_object_get_int_member (part, "pictures"), >=, 8);
      g_assert_cmpfloat (json_object_get_double_member (part, "distance"), >, 0);
      g_assert_cmpfloat (json_object_get_double_member (part, "distance"), <, 3);
      if (!g_str_equal (json_object_get_string_member (part, "part"), "head"))
        continue;
      head = TRUE;
      g_assert_cmpfloat (json_object_get_double_member (part, "distance"), <, .6);
    }
  g_assert_true (head);
  folder_remove (folder);
}

static void
layers_can_be_named (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-graph-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "a.json", NULL), *part = g_build_filename (folder, "b.json", NULL);
  g_auto (Answer) chosen = learn (folder, file, "--seed", "1");
  JsonArray *layers = json_object_get_array_member (object (&chosen), "layers");
  const char *name
    = json_object_get_string_member (json_array_get_object_element (layers, json_array_get_length (layers) - 1), "name");
  g_auto (Answer) named = learn (folder, part, "--layers", name);
  JsonArray *one = json_object_get_array_member (object (&named), "layers");

  g_assert_cmpuint (json_array_get_length (one), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (one, 0), "name"), ==, name);
  folder_remove (folder);
}

static void
wrong_words_are_wrong_use (void)
{
  static const char *const cases[][3] = {
    { "--layers", "quux", "quux" }, { "--set", "tau=-1", "tau" }, { "--set", "quux=1", "parents_every" },
    { "--class", "gnu", "gnu" }, { "--resume", "/nowhere/at-all.json", "at-all" },
  };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-graph-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "a.json", NULL);
  g_auto (Answer) missing = call ("graph", "learn", "sample:network", FOXES, NULL);
  g_auto (Answer) damaged = { 0 }, ending = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) a = call ("graph", "learn", "sample:network", FOXES, "-o", file, cases[i][0], cases[i][1], NULL);

      g_assert_cmpint (a.status, !=, 0);
      g_assert_nonnull (strstr (a.err, cases[i][2]));
      g_assert_cmpstr (a.out, ==, "");
      g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
    }
  g_assert_cmpint (missing.status, ==, 2);
  ending = call ("graph", "export", file, "-o", folder, NULL);
  g_assert_cmpint (ending.status, ==, 2);
  g_assert_nonnull (strstr (ending.err, ".graphml"));
  g_assert_nonnull (strstr (missing.err, "--output"));
  g_assert_true (g_file_set_contents (file, "{\"format\": 3}", -1, NULL));
  damaged = call ("graph", "show", file, NULL);
  g_assert_cmpint (damaged.status, ==, 1);
  g_assert_nonnull (strstr (damaged.err, "byte"));
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/graph/learned-and-shown", a_graph_is_learned_and_shown);
  g_test_add_func ("/cli/graph/twice", the_deepest_layer_is_looked_at_twice);
  g_test_add_func ("/cli/graph/layers", layers_can_be_named);
  g_test_add_func ("/cli/graph/wrong-use", wrong_words_are_wrong_use);
  return g_test_run ();
}
