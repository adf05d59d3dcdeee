/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of weights: every type and stride that torch writes, checkpoints, what is refused, and hostile files.  The files
 * in tests/core/weights are torch's own, made by tests/golden/make-weights.py. */
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "weights/vt-arch.h"
#include "weights/vt-pickle.h"
#include "weights/vt-zip.h"

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "core", "weights", name, NULL);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static VtWeights *
read_any (GBytes  *bytes,
          GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return vt_safetensors_is (data, size) ? vt_safetensors_read (bytes, FALSE, error) : vt_torch_read (bytes, FALSE, error);
}

static void
expect (const VtWeights *weights,
        const char      *name,
        const char      *shape,
        const float     *values)
{
  const VtWeight *tensor = vt_weights_find (weights, name);
  g_autofree float *found = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (tensor);
  text = vt_shape_to_string (&tensor->shape);
  g_assert_cmpstr (text, ==, shape);
  found = g_new (float, vt_shape_size (&tensor->shape) + 1);
  vt_weights_floats (weights, tensor, found);
  for (gsize i = 0; i < vt_shape_size (&tensor->shape); i++)
    g_assert_cmpfloat (found[i], ==, values[i]);
}

static void
every_type_and_stride_is_read (gconstpointer name)
{
  g_autoptr (GBytes) bytes = load (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = read_any (bytes, &error);
  float count[24], turned[24], part[8];

  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n (weights), ==, 12);
  for (guint i = 0; i < 24; i++)
    count[i] = (float) i;
  for (guint i = 0; i < 24; i++)
    turned[i] = count[i / 6 + 12 * (i / 3 % 2) + 4 * (i % 3)];
  for (guint i = 0; i < 8; i++)
    part[i] = count[12 * (i / 4) + 4 * (i / 2 % 2 + 1) + 2 * (i % 2)];
  expect (weights, "plain", "2×3×4", count);
  expect (weights, "turned", "4×2×3", turned);
  expect (weights, "part", "2×2×2", part);
  expect (weights, "half", "2×3×4", count);
  expect (weights, "brain", "2×3×4", count);
  expect (weights, "double", "2×3×4", count);
  expect (weights, "whole", "2", (const float[]) { -3, 5 });
  expect (weights, "byte", "2", (const float[]) { 7, 250 });
  expect (weights, "flag", "2", (const float[]) { 1, 0 });
  expect (weights, "scalar", "scalar", (const float[]) { 2.5f });
  expect (weights, "none", "0×3", NULL);
  expect (weights, "parameter", "3×4", count);
}

static void
half_precision_is_exact (void)
{
  /* 1, −2, the largest, the smallest normal and subnormal number, infinity; then bfloat16 of π. */
  static const guint16 bits[] = { 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00, 0x4049 };
  static const char head[] = "{\"h\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]},"
                             "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[12,14]}}";
  const guint64 n = strlen (head);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = NULL;

  g_byte_array_append (all, (const guint8 *) &n, 8);
  g_byte_array_append (all, (const guint8 *) head, (guint) n);
  g_byte_array_append (all, (const guint8 *) bits, sizeof bits);
  bytes = g_bytes_new (all->data, all->len);
  weights = vt_safetensors_read (bytes, FALSE, &error);
  g_assert_no_error (error);
  expect (weights, "h", "6", (const float[]) { 1, -2, 65504, 0x1p-14f, 0x1p-24f, INFINITY });
  expect (weights, "b", "1", (const float[]) { 3.140625f });
}

static void
weights_are_found_in_a_checkpoint (void)
{
  g_autoptr (GBytes) bytes = load ("checkpoint.pth");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_torch_read (bytes, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n (weights), ==, 2);
  g_assert_nonnull (vt_weights_find (weights, "module.a"));
  g_assert_cmpstr (vt_weights_format (weights), ==, "PyTorch state dict");
}

static void
a_stack_of_any_size_opens (void)
{
  g_autoptr (GBytes) bytes = load ("vgg.pth");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_torch_read (bytes, FALSE, &error);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = vt_arch_open (weights, NULL, &params, &report, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape.dim[2], ==, 4);
  g_assert_cmpuint (vt_shape_size (&vt_graph_node (graph, vt_graph_output_nth (graph, 0))->shape), ==, 3);
}

static void
whole_objects_and_programs_are_refused (void)
{
  static const struct { const char *file, *word; } cases[] = {
    { "module.pth", "torch.nn.modules.container.Sequential" }, { "script.pt", "TorchScript" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = load (cases[i].file);
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_torch_read (bytes, FALSE, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
}

/* ---- hostile files ---------------------------------------------------------------------------- */

/* Reads; whatever the bytes, it is whole or an error. */
static void
survive (const guint8 *data,
         gsize         size)
{
  /* On the heap, so that a read past the end is seen. */
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  for (guint old = 0; old < 2; old++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtWeights) weights = old ? vt_torch_read (bytes, FALSE, &error) : vt_safetensors_read (bytes, FALSE, &error);

      g_assert_true ((weights == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
      for (guint i = 0; weights != NULL && i < vt_weights_n (weights); i++)
        {
          const VtWeight *tensor = vt_weights_nth (weights, i);
          g_autofree float *floats = g_new (float, vt_shape_size (&tensor->shape) + 1);

          vt_weights_floats (weights, tensor, floats);
        }
    }
}

static void
damage_is_survived (gconstpointer name)
{
  g_autoptr (GBytes) bytes = load (name);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  VtRng rng;

  vt_rng_init (&rng, 7);
  for (gsize n = 0; n < size; n += n < 200 ? 1 : 13)
    survive (data, n);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);

      for (guint k = 0; k < 1 + i % 4; k++)
        copy[vt_rng_int (&rng, (guint) size)] = (guint8) vt_rng_int (&rng, 256);
      survive (copy, size);
    }
}

static void
refuse_pickle (const char *bytes,
               gsize       n)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, n);
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_pickle_read (copy, n, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
}

#define REFUSE(bytes) refuse_pickle (bytes, sizeof (bytes) - 1)

static void
hostile_pickles_are_refused (void)
{
  REFUSE ("");
  REFUSE (".");                             /* nothing on the stack */
  REFUSE ("\x80\x02N");                     /* no end */
  REFUSE ("t.");                            /* no mark */
  REFUSE ("(s.");                           /* takes from under a mark */
  REFUSE ("X\xff\xff\xff\x7fxyz.");         /* a text longer than the file */
  REFUSE ("\x8d\xff\xff\xff\xff\xff\xff\xff\xffx.");
  REFUSE ("h\x05.");                        /* recalled, never kept */
  REFUSE ("]NN\x86s.");                     /* a pair into a list */
  REFUSE ("}Na.");
  REFUSE ("}(NNNu.");                       /* a key without value */
  REFUSE ("\x8a\xff.");                     /* an integer cut short */
  REFUSE ("cos\nsystem");                   /* no end of the line */
  REFUSE ("ios\nsystem\n.");                /* opcodes that make objects of classes at once */
}

/* Calls and classes become inert values. */
static void
nothing_is_run (void)
{
  static const char evil[] = "\x80\x02" "cos\nsystem\nX\x0b\0\0\0touch /tmp/x\x85R.";
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPickle) pickle = vt_pickle_read ((const guint8 *) evil, sizeof evil - 1, NULL, &error);

  g_assert_null (pickle);       /* the text is one longer than its length says, so the end is missing */
  g_clear_error (&error);

  static const char call[] = "\x80\x02" "cos\nsystem\nX\x04\0\0\0true\x85R.";
  pickle = vt_pickle_read ((const guint8 *) call, sizeof call - 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vt_pickle_value (pickle)->kind, ==, VT_PICKLE_OBJECT);
  g_assert_true (vt_pickle_names (vt_pickle_value (pickle)->of, "os.system"));
}

/* A list that holds itself, and one that is named again and again. */
static void
loops_and_echoes_end (void)
{
  static const char self[] = "\x80\x02]q\x00h\x00" "a.";
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPickle) pickle = vt_pickle_read ((const guint8 *) self, sizeof self - 1, NULL, &error);
  g_autoptr (GString) echo = g_string_new ("\x80\x02](");

  g_assert_no_error (error);
  g_assert_true (vt_pickle_item (vt_pickle_value (pickle), 0) == vt_pickle_value (pickle));

  /* 3000 pairs, then a dict made of them 3000 times: 9 million entries out of 40 KB. */
  for (guint i = 0; i < 3000; i++)
    g_string_append (echo, "NN\x86");
  g_string_append_len (echo, "eq\x00", 3);
  for (guint i = 0; i < 3000; i++)
    g_string_append_len (echo, "ccollections\nOrderedDict\nh\x00\x85R0", 30);
  g_string_append (echo, "N.");
  g_clear_pointer (&pickle, vt_pickle_free);
  pickle = vt_pickle_read ((const guint8 *) echo->str, echo->len, NULL, &error);
  g_assert_null (pickle);
  g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
}

static VtWeights *
from_header (const char *header,
             gsize       n_data,
             GError    **error)
{
  const guint64 n = strlen (header);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (all, (const guint8 *) &n, 8);
  g_byte_array_append (all, (const guint8 *) header, (guint) n);
  g_byte_array_set_size (all, all->len + (guint) n_data);
  bytes = g_bytes_new (all->data, all->len);
  return vt_safetensors_read (bytes, FALSE, error);
}

static void
hostile_headers_are_refused (void)
{
  static const char *const headers[] = {
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,32]}}",             /* one more than there are */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[32,48]}}",            /* past the end */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}",             /* backwards */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,32]}}",   /* overflows to 0 */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[8589934592,8589934592,8589934592],\"data_offsets\":[0,32]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}",  /* seven dimensions */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e300],\"data_offsets\":[0,4]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
    "\"data_offsets\":[0,4]}}",                                                       /* twice */
    "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", "{\"a\":3}", "{\"a\":", "{\"\":[[[[[[[[[[[[[[[[",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", headers[i]);
      g_assert_null (from_header (headers[i], 32, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
    }
}

static void
the_nearest_family_is_named (void)
{
  static const char *const headers[] = {
    "{\"layer1.0.conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2,1,1],\"data_offsets\":[0,16]},"
    "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,1,2,2],\"data_offsets\":[0,32]}}",
    "{\"blocks.0.attn.qkv.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
  };
  static const char *const words[] = { "ResNet, but its first convolution is not 7 × 7", "none of the networks" };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtWeights) weights = from_header (headers[i], 32, &error);
      g_autoptr (VtParams) params = NULL;
      g_autoptr (VtOnnxReport) report = NULL;

      g_assert_no_error (error);
      g_assert_null (vt_arch_open (weights, NULL, &params, &report, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, words[i]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/weights/types/zip", "types.pth", every_type_and_stride_is_read);
  g_test_add_data_func ("/weights/types/old", "types-old.pth", every_type_and_stride_is_read);
  g_test_add_data_func ("/weights/types/safetensors", "types.safetensors", every_type_and_stride_is_read);
  g_test_add_func ("/weights/half-precision-is-exact", half_precision_is_exact);
  g_test_add_func ("/weights/checkpoint", weights_are_found_in_a_checkpoint);
  g_test_add_func ("/weights/stack-of-any-size", a_stack_of_any_size_opens);
  g_test_add_func ("/weights/objects-are-refused", whole_objects_and_programs_are_refused);
  g_test_add_data_func ("/weights/damage/zip", "types.pth", damage_is_survived);
  g_test_add_data_func ("/weights/damage/old", "types-old.pth", damage_is_survived);
  g_test_add_data_func ("/weights/damage/safetensors", "types.safetensors", damage_is_survived);
  g_test_add_func ("/weights/hostile-pickles", hostile_pickles_are_refused);
  g_test_add_func ("/weights/nothing-is-run", nothing_is_run);
  g_test_add_func ("/weights/loops-and-echoes", loops_and_echoes_end);
  g_test_add_func ("/weights/hostile-headers", hostile_headers_are_refused);
  g_test_add_func ("/weights/nearest-family", the_nearest_family_is_named);
  return g_test_run ();
}
