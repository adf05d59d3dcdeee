/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are recognised by what is in them, whatever they are called, and those that cannot be opened are answered with
 * what they are and what to do. */
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-model-kind.h"
#include "engine/model/vitrine-model.h"
#include "vitrine-tiny-model.h"

typedef struct
{
  const char *bytes;
  gsize       n;
  int         code;           /* of the error */
  const char *words[2];       /* that its sentence must have */
} Case;

#define BYTES(text) text, sizeof (text) - 1

static const Case refused[] = {
  { BYTES (""), VT_ERROR_FORMAT, { "empty", NULL } },
  { BYTES ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"), VT_ERROR_FORMAT,
    { "Git LFS", "git lfs pull" } },
  { BYTES ("\n <!DOCTYPE HTML>\n<html><body>404</body></html>"), VT_ERROR_FORMAT, { "web page", NULL } },
  { BYTES ("<HTML lang=en>"), VT_ERROR_FORMAT, { "web page", NULL } },
  { BYTES ("\x89HDF\r\n\x1a\n\0\0\0\0model_weights\0keras_version"), VT_ERROR_UNSUPPORTED, { "Keras", "tf2onnx" } },
  { BYTES ("\x89HDF\r\n\x1a\n\0\0\0\0some data"), VT_ERROR_UNSUPPORTED, { "HDF5", NULL } },
  { BYTES ("PK\3\4\x14\0\0\0cut"), VT_ERROR_FORMAT, { "cut short", NULL } },
  { BYTES ("\x93NUMPY\1\0v\0{'descr'"), VT_ERROR_UNSUPPORTED, { "NumPy", NULL } },
  { BYTES ("\x1f\x8b\x08\0"), VT_ERROR_UNSUPPORTED, { "archive", "Unpack" } },
  { BYTES ("\x80\4\x95\x10\0\0\0\0\0\0\0}."), VT_ERROR_UNSUPPORTED, { "pickle", "never" } },
  { BYTES ("GGUF\3\0\0\0"), VT_ERROR_UNSUPPORTED, { "GGUF", "language" } },
  { BYTES ("\x1c\0\0\0TFL3\0\0"), VT_ERROR_UNSUPPORTED, { "TensorFlow Lite", "--tflite" } },
  { BYTES ("name: \"Net\"\nlayer {\n name: \"conv1\"\n bottom: \"data\" top: \"conv1\"\n}"), VT_ERROR_UNSUPPORTED,
    { "Caffe in words", "caffemodel" } },
  { BYTES ("[net]\nbatch=1\n[convolutional]\nfilters=16\n"), VT_ERROR_UNSUPPORTED, { "Darknet", NULL } },
  { BYTES ("<?xml version=\"1.0\"?>\n<net name=\"x\"><layers><layer id=\"0\"/></layers></net>"), VT_ERROR_UNSUPPORTED,
    { "OpenVINO", NULL } },
  { BYTES ("7767517\n3 3\nInput data 0 1 data\n"), VT_ERROR_UNSUPPORTED, { "ncnn", NULL } },
  { BYTES ("{\"modelTopology\": {}, \"weightsManifest\": []}"), VT_ERROR_UNSUPPORTED, { "TensorFlow.js", NULL } },
  { BYTES ("{\"class_name\": \"Sequential\", \"config\": {}}"), VT_ERROR_UNSUPPORTED, { "Keras network in words", NULL } },
  /* ONNX whose graph says that it has 1000 bytes. */
  { BYTES ("\x08\x07\x12\x07pytorch\x3a\xe8\x07\x0a\x04"), VT_ERROR_FORMAT, { "cut short", "longer" } },
  /* Core ML: version, description, neural network in field 500. */
  { BYTES ("\x08\x04\x12\x02\x0a\x00\xa2\x1f\x02\x0a\x00"), VT_ERROR_UNSUPPORTED, { "Core ML", NULL } },
  { BYTES ("\x08\x01\x12\x09\x0a\x07\x22\x05serve"), VT_ERROR_UNSUPPORTED, { "SavedModel", "--saved-model" } },
  /* Caffe: name, one layer in field 100. */
  { BYTES ("\x0a\x03Net\xa2\x06\x0d\x0a\x0b" "Convolution"), VT_ERROR_UNSUPPORTED, { "caffemodel", "caffe2onnx" } },
  /* A graph of TensorFlow: nodes in field 1. */
  { BYTES ("\x0a\x10\x0a\x01x\x12\x0bPlaceholder\x0a\x0a\x0a\x01w\x12\x05" "Const"), VT_ERROR_UNSUPPORTED,
    { "frozen graph", "--graphdef" } },
};

static void
others_are_named_and_answered (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const Case *c = &refused[i];
      /* On the heap, so that a read past the end is seen. */
      g_autofree guint8 *copy = g_memdup2 (c->bytes, c->n);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", c->words[0]);
      g_assert_cmpint (vitrine_model_kind (copy, c->n, &error), ==, VITRINE_MODEL_REFUSED);
      g_assert_error (error, VT_ERROR, c->code);
      for (guint k = 0; k < 2 && c->words[k] != NULL; k++)
        g_assert_nonnull (strstr (error->message, c->words[k]));
    }
}

static void
our_own_are_known (void)
{
  static const char safetensors[] = "\x02\0\0\0\0\0\0\0{}...";
  g_autoptr (GBytes) onnx = vitrine_tiny_model_bytes ();
  gsize size;
  const guint8 *data = g_bytes_get_data (onnx, &size);

  g_assert_cmpint (vitrine_model_kind (data, size, NULL), ==, VITRINE_MODEL_ONNX);
  g_assert_cmpint (vitrine_model_kind ((const guint8 *) safetensors, sizeof safetensors, NULL), ==,
                   VITRINE_MODEL_SAFETENSORS);
  /* What nobody knows is left to the reader of ONNX. */
  g_assert_cmpint (vitrine_model_kind ((const guint8 *) "\xff\xff\xff\xff", 4, NULL), ==, VITRINE_MODEL_ONNX);
}

static void
every_length_is_survived (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    for (gsize n = 0; n < refused[i].n; n++)
      {
        g_autofree guint8 *copy = g_memdup2 (refused[i].bytes, n);
        g_autoptr (GError) error = NULL;
        const VitrineModelKind kind = vitrine_model_kind (copy, n, &error);

        g_assert_true ((kind == VITRINE_MODEL_REFUSED) == (error != NULL));
      }
}

/* A file from beside tests/engine, opened as the window and the command line do. */
static VitrineModel *
open_weights (const char *name,
              GError    **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "core", "weights", name, NULL);

  return vitrine_model_open (path, error);
}

static void
weights_open_as_networks (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = open_weights ("vgg.pth", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_model_get_n_classes (model), ==, 3);
  g_assert_cmpuint (vitrine_model_get_input_width (model), ==, 4);
  g_assert_nonnull (vitrine_model_find_layer (model, "features.0.relu"));
  g_assert_cmpuint (strlen (vitrine_model_get_id (model)), ==, 32);
}

static void
weights_of_no_network_are_explained (void)
{
  static const struct { const char *file; const char *words[2]; } cases[] = {
    { "types.pth", { "12 tensors", "torch.onnx.export" } }, { "module.pth", { "whole Python object", "state_dict" } },
    { "script.pt", { "TorchScript", "torch.jit.load" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (open_weights (cases[i].file, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
      for (guint k = 0; k < 2; k++)
        g_assert_nonnull (strstr (error->message, cases[i].words[k]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-kind/others", others_are_named_and_answered);
  g_test_add_func ("/model-kind/our-own", our_own_are_known);
  g_test_add_func ("/model-kind/every-length", every_length_is_survived);
  g_test_add_func ("/model-kind/weights", weights_open_as_networks);
  g_test_add_func ("/model-kind/no-network", weights_of_no_network_are_explained);
  return g_test_run ();
}
