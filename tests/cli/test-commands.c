/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of vitrine-cli: what they answer, what they write, how they end. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include "cli-call.h"
#include "tensor/vt-npy.h"

/* More pictures than can be classified before the interrupt. */
#define N_MANY 15000

static char *
golden (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
}

static char *
scratch (const char *name)
{
  g_autofree char *file = g_strdup_printf ("vitrine-test-%d-%s", (int) getpid (), name);

  return g_build_filename (g_get_tmp_dir (), file, NULL);
}

static VtTensor *
load_and_remove (const char *path)
{
  g_autoptr (GError) error = NULL;
  VtTensor *tensor = vt_npy_load (path, &error);

  g_assert_no_error (error);
  g_unlink (path);
  return tensor;
}

/* ---- use ------------------------------------------------------------------------------------- */

static void
wrong_use_is_told_apart_from_failure (void)
{
  g_auto (Answer) nothing = call (NULL, NULL), help = call ("--help", NULL), unknown = call ("dance", NULL);
  g_auto (Answer) bare = call ("info", NULL), option = call ("info", "x", "--quux", NULL);
  g_auto (Answer) missing = call ("info", "/nowhere/net.onnx", NULL);

  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "classify"));
  g_assert_cmpint (unknown.status, ==, 2);
  g_assert_nonnull (strstr (unknown.err, "dance"));
  g_assert_cmpint (bare.status, ==, 2);
  g_assert_cmpint (option.status, ==, 2);
  g_assert_cmpint (missing.status, ==, 1);
  g_assert_nonnull (strstr (missing.err, "net.onnx"));
  g_assert_cmpstr (missing.out, ==, "");
}

static void
every_command_has_help (void)
{
  g_auto (Answer) help = call ("--help", NULL);
  g_auto (GStrv) lines = g_strsplit (help.out, "\n", 0);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "  ") && g_ascii_islower (lines[i][2]))
      {
        g_auto (GStrv) halves = g_strsplit (lines[i] + 2, "  ", 2);
        g_auto (GStrv) words = g_strsplit (g_strchomp (halves[0]), " ", 0);
        g_auto (Answer) own = words[1] != NULL ? call (words[0], words[1], "--help", NULL) : call (words[0], "--help", NULL);

        g_test_message ("%s", halves[0]);
        g_assert_cmpint (own.status, ==, 0);
        g_assert_nonnull (strstr (own.out, "--json"));
        for (const char *q = own.out; (q = strstr (q, "-q, ")) != NULL; q++)   /* -q is quiet wherever one is */
          g_assert_true (g_str_has_prefix (q, "-q, --quiet"));
        g_assert_nonnull (strstr (own.out, "-q, --quiet"));
        n++;
      }
  g_assert_cmpuint (n, >=, 5);
}

/* In German the words change; the numbers of --json keep their points.  C libraries newer than Debian 12's have no
 * translations in C.UTF-8, so a German locale is taken where there is one. */
static void
a_language_changes_words_but_no_numbers (void)
{
  const char *locale = setlocale (LC_ALL, "de_DE.UTF-8") != NULL ? "de_DE.UTF-8" : "C.UTF-8";
  g_autofree char *old_locale = g_strdup (g_getenv ("LC_ALL")), *old_language = g_strdup (g_getenv ("LANGUAGE"));

  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("LC_ALL", locale, TRUE);
  g_setenv ("LANGUAGE", "de", TRUE);

  g_auto (Answer) help = call ("--help", NULL);
  g_auto (Answer) classes = call ("classify", "sample:network", "sample:pictures?count=1", "--json", NULL);

  g_setenv ("LC_ALL", old_locale != NULL ? old_locale : "C.UTF-8", TRUE);
  g_setenv ("LANGUAGE", old_language != NULL ? old_language : "C", TRUE);
  g_assert_nonnull (strstr (help.out, "Aufruf: vitrine-cli BEFEHL"));
  g_assert_cmpint (classes.status, ==, 0);
  g_assert_nonnull (strstr (classes.out, "0."));
}

/* ---- info ------------------------------------------------------------------------------------ */

static void
info_lists_tensors_of_no_network (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "core", "weights", "types.pth", NULL);
  g_auto (Answer) a = call ("info", path, "--json", NULL);
  JsonObject *o = json_node_get_object (a.json);
  JsonArray *tensors = json_object_get_array_member (o, "tensors");
  JsonObject *half = json_array_get_object_element (tensors, 3);

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpuint (json_array_get_length (tensors), ==, 12);
  g_assert_cmpstr (json_object_get_string_member (half, "type"), ==, "float16");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (half, "shape"), 2), ==, 4);
  g_assert_nonnull (strstr (json_object_get_string_member (o, "explanation"), "torch.onnx.export"));
}

static void
info_lists_layers (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx");
  g_auto (Answer) a = call ("info", model, "--json", NULL);
  g_auto (Answer) text = call ("info", model, NULL);

  g_assert_cmpint (a.status, ==, 0);

  JsonObject *root = json_node_get_object (a.json);
  JsonArray *layers = json_object_get_array_member (root, "layers");
  JsonObject *first = json_array_get_object_element (layers, 0);
  JsonObject *field = json_object_get_object_member (first, "receptive_field");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "unsupported")), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "op"), ==, "Conv");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (first, "shape"), 1), ==, 4);
  g_assert_cmpfloat (json_object_get_double_member (field, "size"), ==, 3);
  g_assert_true (json_object_has_member (field, "stride") && json_object_has_member (field, "offset"));
  g_assert_cmpstr (json_object_get_string_member (first, "name"), ==, "v1");
  g_assert_nonnull (strstr (text.out, "Receptive field"));
  g_assert_nonnull (strstr (text.out, "v1"));
}

/* ---- classify -------------------------------------------------------------------------------- */

static void
classify_keeps_what_can_be_read (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx"), *picture = golden ("resize/source.png");
  g_auto (Answer) a = call ("classify", model, "/nowhere/a.png", picture, "--top", "3", "--json", NULL);
  g_auto (Answer) good = call ("classify", model, picture, "--json", NULL);

  g_assert_cmpint (a.status, ==, 1);
  g_assert_cmpint (good.status, ==, 0);

  JsonArray *pictures = json_node_get_array (a.json);
  JsonObject *second = json_array_get_object_element (pictures, 1);
  JsonArray *scores = json_object_get_array_member (second, "scores");
  double before = 2;

  g_assert_cmpuint (json_array_get_length (pictures), ==, 2);
  g_assert_true (json_object_has_member (json_array_get_object_element (pictures, 0), "error"));
  g_assert_cmpstr (json_object_get_string_member (second, "picture"), ==, picture);
  g_assert_cmpuint (json_array_get_length (scores), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *s = json_array_get_object_element (scores, i);
      const double p = json_object_get_double_member (s, "probability");

      g_assert_true (json_object_has_member (s, "index") && json_object_has_member (s, "label"));
      g_assert_true (p >= 0 && p <= before);
      before = p;
    }
}

static void
labels_come_from_a_file (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx"), *picture = golden ("resize/source.png");
  g_autofree char *labels = scratch ("labels.txt");

  g_assert_true (g_file_set_contents (labels, "ant\nbee\ncat\ndog\neel\n", -1, NULL));

  g_auto (Answer) a = call ("classify", model, picture, "--labels", labels, "--json", NULL);
  const JsonArray *scores;

  g_unlink (labels);
  g_assert_cmpint (a.status, ==, 0);
  scores = json_object_get_array_member (json_array_get_object_element (json_node_get_array (a.json), 0), "scores");
  for (guint i = 0; i < 5; i++)
    {
      static const char *const names[] = { "ant", "bee", "cat", "dog", "eel" };
      JsonObject *s = json_array_get_object_element ((JsonArray *) scores, i);

      g_assert_cmpstr (json_object_get_string_member (s, "label"), ==,
                       names[json_object_get_int_member (s, "index")]);
    }
}

/* ---- features and gradient ------------------------------------------------------------------- */

static void
features_are_those_of_the_golden_file (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx"), *x = golden ("onnx/plain.x.npy"), *y = golden ("onnx/plain.y.npy");
  g_autofree char *out = scratch ("y.npy"), *in = scratch ("x.npy");
  g_auto (Answer) a = call ("features", model, "--input", x, "-o", out, "--save-input", in, "--exact", "--json", NULL);

  g_assert_cmpint (a.status, ==, 0);

  g_autoptr (VtTensor) got = load_and_remove (out), fed = load_and_remove (in);
  g_autoptr (VtTensor) want = vt_npy_load (y, NULL), given = vt_npy_load (x, NULL);

  g_assert_true (vt_shape_equal (&got->shape, &want->shape));
  for (gsize i = 0; i < vt_tensor_size (want); i++)
    g_assert_cmpfloat_with_epsilon (got->data[i], want->data[i], 1e-5f);
  g_assert_cmpmem (fed->data, vt_tensor_size (fed) * sizeof (float), given->data, vt_tensor_size (given) * sizeof (float));
}

/* Every layer lies in the folder, the last as it comes out alone. */
static void
all_features_lie_in_a_folder (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx"), *x = golden ("onnx/plain.x.npy"), *out = scratch ("one.npy");
  g_autofree char *folder = g_dir_make_tmp ("vitrine-all-XXXXXX", NULL), *all = g_build_filename (folder, "all", NULL);
  g_auto (Answer) one = call ("features", model, "--input", x, "-o", out, "--json", NULL);
  g_auto (Answer) a = call ("features", model, "--input", x, "--all", "-o", all, "--json", NULL);
  g_auto (Answer) both = call ("features", model, "--input", x, "--all", "--layer", "x", "-o", all, NULL);
  JsonArray *layers;

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpint (both.status, ==, 2);
  layers = json_node_get_array (a.json);
  g_assert_cmpuint (json_array_get_length (layers), >, 3);

  g_autoptr (VtTensor) want = load_and_remove (out);

  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = json_array_get_object_element (layers, i);
      g_autoptr (VtTensor) got = load_and_remove (json_object_get_string_member (layer, "file"));

      if (i + 1 == json_array_get_length (layers))
        g_assert_cmpmem (got->data, vt_tensor_size (got) * sizeof (float), want->data, vt_tensor_size (want) * sizeof (float));
    }
  g_rmdir (all);
  g_rmdir (folder);
}

static void
an_unknown_layer_is_wrong_use (void)
{
  g_autofree char *model = golden ("onnx/plain.onnx"), *x = golden ("onnx/plain.x.npy"), *out = scratch ("none.npy");
  g_auto (Answer) a = call ("features", model, "--input", x, "--layer", "quux", "-o", out, NULL);
  g_auto (Answer) wrong = call ("features", model, "--input", out, "-o", out, NULL);

  g_assert_cmpint (a.status, ==, 2);
  g_assert_nonnull (strstr (a.err, "quux"));
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

/* The value of the layer that `gradient` differentiates, with input `i` moved by `by`. */
static double
moved_value (const char *model,
             const char *x,
             const char *layer,
             gsize       unit,
             gsize       i,
             float       by)
{
  g_autofree char *in = scratch ("moved.npy"), *out = scratch ("value.npy");
  g_autoptr (VtTensor) tensor = vt_npy_load (x, NULL);

  tensor->data[i] += by;
  g_assert_true (vt_npy_save (in, &tensor->shape, tensor->data, NULL));

  g_auto (Answer) a = call ("features", model, "--input", in, "--layer", layer, "-o", out, "--exact", NULL);

  g_assert_cmpint (a.status, ==, 0);
  g_unlink (in);

  g_autoptr (VtTensor) value = load_and_remove (out);

  return (double) value->data[unit];
}

static void
gradient_is_the_slope (void)
{
  g_autofree char *model = golden ("onnx/norms.onnx"), *x = golden ("onnx/norms.x.npy"), *out = scratch ("g.npy");
  g_auto (Answer) a = call ("gradient", model, "--input", x, "--class", "7", "-o", out, "--exact", "--json", NULL);

  g_assert_cmpint (a.status, ==, 0);

  const char *layer = json_object_get_string_member (json_node_get_object (a.json), "layer");
  g_autoptr (VtTensor) g = load_and_remove (out);

  for (gsize i = 0; i < vt_tensor_size (g); i += 7)
    {
      const float h = 1e-2f;
      const double up = moved_value (model, x, layer, 7, i, h), down = moved_value (model, x, layer, 7, i, -h);
      const double slope = (up - down) / (2 * (double) h);

      g_assert_cmpfloat_with_epsilon (slope, (double) g->data[i], 2e-2);
    }
}

/* ---- bench ----------------------------------------------------------------------------------- */

static void
bench_tells_times_and_memory (void)
{
  g_autofree char *model = golden ("onnx/norms.onnx");
  g_auto (Answer) a = call ("bench", model, "--runs", "3", "--batch", "2", "--threads", "2", "--nodes", "--json", NULL);
  g_auto (Answer) wrong = call ("bench", model, "--runs", "0", NULL);
  JsonObject *answer;

  g_assert_cmpint (a.status, ==, 0);
  answer = json_node_get_object (a.json);
  g_assert_cmpfloat (json_object_get_double_member (answer, "forward_ms"), >, 0);
  g_assert_cmpfloat (json_object_get_double_member (answer, "backward_ms"), >, 0);
  g_assert_cmpfloat (json_object_get_double_member (answer, "peak_rss_mb"), >, 5);
  g_assert_cmpint (json_object_get_int_member (answer, "threads"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (answer, "batch"), ==, 2);

  JsonArray *nodes = json_object_get_array_member (answer, "nodes");
  double percent = 0;

  g_assert_cmpuint (json_array_get_length (nodes), >, 0);
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = json_array_get_object_element (nodes, i);

      g_assert_cmpfloat (json_object_get_double_member (node, "forward_ms"), >, 0);
      g_assert_true (*json_object_get_string_member (node, "operator") != 0);
      percent += json_object_get_double_member (node, "percent");
    }
  g_assert_cmpfloat (fabs (percent - 100), <, 1e-6);
  g_assert_cmpint (wrong.status, ==, 2);
}

/* ---- stopping -------------------------------------------------------------------------------- */

static gboolean
interrupt (gpointer data)
{
  g_subprocess_send_signal (data, SIGINT);
  return G_SOURCE_REMOVE;
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  char **out = data;

  g_assert_true (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, out, NULL, NULL));
  g_main_context_wakeup (NULL);
}

static void
an_interrupt_keeps_what_was_done (void)
{
  g_autofree char *picture = golden ("resize/source.png"), *out = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_add (words, (gpointer) g_getenv ("VITRINE_CLI"));
  g_ptr_array_add (words, (gpointer) "classify");
  g_ptr_array_add (words, (gpointer) "--json");
  g_ptr_array_add (words, (gpointer) "sample:network");
  for (guint i = 0; i < N_MANY; i++)
    g_ptr_array_add (words, picture);
  g_ptr_array_add (words, NULL);

  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) words->pdata,
                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                       &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_done, &out);
  g_timeout_add (2000, interrupt, process);
  while (out == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);

  g_autoptr (JsonNode) node = json_from_string (out, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), >, 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), <, N_MANY);
}

static void
units_are_found_and_drawn (void)
{
  g_autofree char *folder = scratch ("units");
  g_autofree char *sheet = g_build_filename (folder, "units-001.png", NULL);
  g_autofree char *table = g_build_filename (folder, "units.json", NULL);
  g_auto (Answer) a = call ("units", "sample:network", "sample:pictures?count=6", "--layer", "conv1_1",
                            "--top", "2", "-o", folder, "--no-cache", "--json", NULL);
  JsonObject *answer, *unit;

  g_assert_cmpint (a.status, ==, 0);
  answer = json_node_get_object (a.json);
  g_assert_cmpint (json_object_get_int_member (answer, "pictures"), ==, 6);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer, "units")), ==, 16);
  unit = json_array_get_object_element (json_object_get_array_member (answer, "units"), 3);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (unit, "top")), ==, 2);
  g_assert_true (g_file_test (sheet, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (table, G_FILE_TEST_IS_REGULAR));
  g_unlink (sheet);
  g_unlink (table);
  g_rmdir (folder);
}

static void
an_empty_folder_is_said (void)
{
  g_autofree char *folder = scratch ("empty"), *out = scratch ("never");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);

  g_auto (Answer) list = call ("classify", "sample:network", folder, NULL);
  g_auto (Answer) set = call ("graph", "learn", "sample:network", folder, "-o", out, NULL);
  g_auto (Answer) report = call ("report", "sample:network", folder, "-o", out, NULL);
  const Answer *const answers[] = { &list, &set, &report };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_assert_cmpint (answers[i]->status, ==, 2);
      g_assert_cmpstr (answers[i]->out, ==, "");
      g_assert_nonnull (strstr (answers[i]->err, folder));
    }
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/use/wrong-use-is-not-failure", wrong_use_is_told_apart_from_failure);
  g_test_add_func ("/cli/use/every-command-has-help", every_command_has_help);
  g_test_add_func ("/cli/use/language", a_language_changes_words_but_no_numbers);
  g_test_add_func ("/cli/info/lists-layers", info_lists_layers);
  g_test_add_func ("/cli/info/lists-tensors", info_lists_tensors_of_no_network);
  g_test_add_func ("/cli/classify/keeps-what-can-be-read", classify_keeps_what_can_be_read);
  g_test_add_func ("/cli/classify/labels-from-a-file", labels_come_from_a_file);
  g_test_add_func ("/cli/features/golden", features_are_those_of_the_golden_file);
  g_test_add_func ("/cli/features/all", all_features_lie_in_a_folder);
  g_test_add_func ("/cli/features/unknown-layer-is-wrong-use", an_unknown_layer_is_wrong_use);
  g_test_add_func ("/cli/gradient/is-the-slope", gradient_is_the_slope);
  g_test_add_func ("/cli/bench/times-and-memory", bench_tells_times_and_memory);
  g_test_add_func ("/cli/units/found-and-drawn", units_are_found_and_drawn);
  g_test_add_func ("/cli/stop/interrupt-keeps-what-was-done", an_interrupt_keeps_what_was_done);
  g_test_add_func ("/cli/empty-folder", an_empty_folder_is_said);
  return g_test_run ();
}
