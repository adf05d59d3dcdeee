/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged and hostile files: an error in a sentence, and nothing worse. */
#include "vt-onnx-maker.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"

static void
make_small (Maker *m)
{
  const gint64 wanted[2] = { 0, -1 };

  maker_init (m, 13);
  maker_input (m, "x", 1, 2, 3, 3, -2);
  maker_floats (m, "w", NULL, 2, 2, 3, 3, -2);
  maker_floats (m, "s", NULL, 2, -2);
  maker_ints (m, "wanted", 2, wanted);
  VtOnnx__Node *conv = maker_node (m, "Conv", "x,w", "c");
  vt_onnx_write_ints (&m->writer, conv, "pads", (gint64[]) { 1, 1, 1, 1 }, 4);
  maker_node (m, "BatchNormalization", "c,s,s,s,s", "b");
  maker_node (m, "Relu", "b", "r");
  maker_node (m, "Reshape", "r,wanted", "y");
  maker_output (m, "y");
}

/* Imports; what comes out must be either whole or an error. */
static void
import_any (const guint8 *data,
            gsize         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = vt_onnx_import (data, size, NULL, NULL, &params, &report, &error);

  g_assert_true ((graph != NULL) == (error == NULL));
  g_assert_true ((graph != NULL) == (params != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
any_truncation_is_survived (void)
{
  Maker m;
  gsize size;

  make_small (&m);
  g_autoptr (GBytes) bytes = maker_bytes (&m);
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize n = 0; n < size; n++)
    {
      /* On the heap, so that a read past the end is seen. */
      g_autofree guint8 *part = g_memdup2 (data, n);

      import_any (part, n);
    }
  maker_clear (&m);
}

static void
any_changed_byte_is_survived (void)
{
  Maker m;
  gsize size;
  VtRng rng;

  vt_rng_init (&rng, 3);
  make_small (&m);
  g_autoptr (GBytes) bytes = maker_bytes (&m);
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  for (gsize n = 0; n < size; n++)
    for (int k = 0; k < 6; k++)
      {
        copy[n] = (guint8) (k == 0 ? 0 : k == 1 ? 255 : vt_rng_int (&rng, 256));
        import_any (copy, size);
        copy[n] = data[n];
      }
  maker_clear (&m);
}

/* Imports what `m` holds, which must fail with a message that has `words`. */
static void
assert_refused (Maker      *m,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtGraph) graph = maker_import (m, NULL, NULL, NULL, &error);

  g_assert_null (graph);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  maker_clear (m);
}

static void
dimensions_are_checked_before_memory (void)
{
  static const gint64 bad[] = { -1, G_MININT64, G_MAXINT64, (gint64) 1 << 40, 19 };
  static const char *const words[] = { "below zero", "below zero", "too large", "too large", "bytes" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      Maker m;

      make_small (&m);
      ((VtOnnx__Tensor *) m.writer.initializers->pdata[0])->dims[0] = bad[i];
      assert_refused (&m, words[i]);
    }
}

static void
too_many_dimensions_are_refused (void)
{
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 1, -2);
  maker_floats (&m, "w", NULL, 1, 1, 1, 1, 1, 1, 1, -2);
  maker_node (&m, "Add", "x,w", "y");
  maker_output (&m, "y");
  assert_refused (&m, "7 dimensions");
}

static void
a_cycle_is_named (void)
{
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_node (&m, "Add", "x,b", "a");
  maker_node (&m, "Relu", "a", "b");
  maker_output (&m, "b");
  assert_refused (&m, "“b”");
}

static void
names_given_twice_are_refused (void)
{
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_node (&m, "Relu", "x", "y");
  maker_node (&m, "Sigmoid", "x", "y");
  maker_output (&m, "y");
  assert_refused (&m, "Two nodes");

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_floats (&m, "w", NULL, 1, -2);
  maker_floats (&m, "w", NULL, 1, -2);
  maker_node (&m, "Add", "x,w", "y");
  maker_output (&m, "y");
  assert_refused (&m, "Two stored tensors");
}

static void
a_missing_input_is_named (void)
{
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_node (&m, "Add", "x,nothing", "y");
  maker_output (&m, "y");
  assert_refused (&m, "“nothing”");
}

static void
old_versions_are_refused (void)
{
  Maker m;

  maker_init (&m, 1);
  maker_input (&m, "x", 1, 2, -2);
  maker_node (&m, "Relu", "x", "y");
  maker_output (&m, "y");
  assert_refused (&m, "too old");
}

static void
nesting_goes_nowhere (void)
{
  /* An attribute's subgraph (field 6) in a node in a graph …, ten thousand deep. */
  g_autoptr (GByteArray) inner = g_byte_array_new ();

  for (int depth = 0; depth < 10000 && inner->len < 100000; depth++)
    {
      g_autoptr (GByteArray) outer = g_byte_array_new ();
      guint8 head[8] = { 0x32 };
      guint n = 1, length = inner->len;

      do
        {
          head[n++] = (guint8) ((length & 127) | (length > 127 ? 128 : 0));
          length >>= 7;
        }
      while (length > 0);
      g_byte_array_append (outer, head, n);
      g_byte_array_append (outer, inner->data, inner->len);
      g_byte_array_set_size (inner, 0);
      g_byte_array_append (inner, outer->data, outer->len);
    }
  import_any (inner->data, inner->len);
}

/* Two bytes of a file make a node of a hundred in memory: the parser's own memory has a budget. */
static void
empty_messages_do_not_multiply (void)
{
  const guint n = 1 << 20;
  g_autofree guint8 *graph = g_malloc0 (2 * n + 16);
  gsize at = 0;

  graph[at++] = 0x3a;
  for (guint length = 2 * n; length > 0; length >>= 7)
    graph[at++] = (guint8) ((length & 127) | (length > 127 ? 128 : 0));
  for (guint i = 0; i < n; i++)
    {
      graph[at++] = 0x0a;
      graph[at++] = 0;
    }
  g_autoptr (GError) error = NULL;
  g_assert_null (vt_onnx_import (graph, at, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
}

static void
constants_do_not_multiply (void)
{
  const gint64 shape[2] = { 1 << 16, 1 << 16 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  Maker m;

  maker_init (&m, 13);
  maker_input (&m, "x", 1, 2, -2);
  maker_ints (&m, "shape", 2, shape);
  maker_node (&m, "ConstantOfShape", "shape", "huge");
  maker_node (&m, "Relu", "x", "kept");
  maker_node (&m, "Add", "x,huge", "y");
  maker_output (&m, "y");
  g_autoptr (VtGraph) graph = maker_import (&m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->unsupported->len, ==, 1);
  maker_clear (&m);
}

/* ---- weights in another file ------------------------------------------------------------------ */

static void
make_external (Maker      *m,
               const char *location)
{
  maker_init (m, 13);
  maker_input (m, "x", 1, 2, -2);

  VtOnnx__Tensor *t = maker_floats (m, "w", NULL, 2, -2);
  VtOnnx__Pair *pair = vt_onnx_write_alloc (&m->writer, sizeof *pair);

  vt_onnx__pair__init (pair);
  pair->key = vt_onnx_write_text (&m->writer, "location");
  pair->value = vt_onnx_write_text (&m->writer, "%s", location);
  t->n_float_data = 0;
  t->has_data_location = TRUE;
  t->data_location = 1;
  t->n_external_data = 1;
  t->external_data = vt_onnx_write_alloc (&m->writer, sizeof pair);
  t->external_data[0] = pair;
  maker_node (m, "Add", "x,w", "y");
  maker_output (m, "y");
}

static gboolean
imports_external (const char *folder,
                  const char *location)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  Maker m;
  gsize size;

  make_external (&m, location);
  g_autoptr (GBytes) bytes = maker_bytes (&m);
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (VtGraph) graph = vt_onnx_import (data, size, folder, NULL, &params, NULL, &error);

  maker_clear (&m);
  g_assert_true ((graph != NULL) == (error == NULL));
  if (graph != NULL)
    g_assert_cmpfloat (vt_params_data (params, vt_graph_find (graph, "w"))[1], ==, 7);
  else
    g_test_message ("%s", error->message);
  return graph != NULL;
}

static void
external_weights_stay_in_the_folder (void)
{
  const float numbers[2] = { 3, 7 };
  g_autofree char *top = g_dir_make_tmp ("vitrine-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "model", NULL), *good = g_build_filename (folder, "w.bin", NULL);
  g_autofree char *outside = g_build_filename (top, "secret", NULL), *link = g_build_filename (folder, "link", NULL);
  g_autofree char *small = g_build_filename (folder, "small", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (good, (const char *) numbers, sizeof numbers, NULL));
  g_assert_true (g_file_set_contents (outside, (const char *) numbers, sizeof numbers, NULL));
  g_assert_true (g_file_set_contents (small, (const char *) numbers, 4, NULL));
  g_assert_cmpint (symlink (outside, link), ==, 0);

  g_assert_true (imports_external (folder, "w.bin"));
  g_assert_false (imports_external (NULL, "w.bin"));
  g_assert_false (imports_external (folder, "small"));
  g_assert_false (imports_external (folder, "../secret"));
  g_assert_false (imports_external (folder, "../../etc/passwd"));
  g_assert_false (imports_external (folder, outside));
  g_assert_false (imports_external (folder, "link"));
  g_assert_false (imports_external (folder, "."));
  g_assert_false (imports_external (folder, ""));

  g_unlink (good);
  g_unlink (outside);
  g_unlink (link);
  g_unlink (small);
  g_rmdir (folder);
  g_rmdir (top);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/hostile/any-truncation", any_truncation_is_survived);
  g_test_add_func ("/onnx/hostile/any-changed-byte", any_changed_byte_is_survived);
  g_test_add_func ("/onnx/hostile/dimensions-before-memory", dimensions_are_checked_before_memory);
  g_test_add_func ("/onnx/hostile/too-many-dimensions", too_many_dimensions_are_refused);
  g_test_add_func ("/onnx/hostile/cycle", a_cycle_is_named);
  g_test_add_func ("/onnx/hostile/names-given-twice", names_given_twice_are_refused);
  g_test_add_func ("/onnx/hostile/missing-input", a_missing_input_is_named);
  g_test_add_func ("/onnx/hostile/old-version", old_versions_are_refused);
  g_test_add_func ("/onnx/hostile/nesting", nesting_goes_nowhere);
  g_test_add_func ("/onnx/hostile/empty-messages", empty_messages_do_not_multiply);
  g_test_add_func ("/onnx/hostile/constants", constants_do_not_multiply);
  g_test_add_func ("/onnx/hostile/external-weights", external_weights_stay_in_the_folder);
  return g_test_run ();
}
