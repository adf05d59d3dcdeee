/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models: layers, labels and scores of a network whose answers are known, gradients, real
 * networks. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-evaluate.h"
#include "engine/model/vitrine-labels.h"
#include "vitrine-tiny-model.h"

static void
layers_say_what_they_are (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  VitrineLayer *colour = vitrine_model_find_layer (model, "colour");

  g_assert_cmpuint (g_list_model_get_n_items (vitrine_model_get_layers (model)), >=, 5);
  g_assert_cmpstr (vitrine_layer_get_op (colour), ==, "Conv");
  g_assert_cmpstr (vitrine_layer_get_shape_text (colour), ==, "4 × 16 × 16");
  g_assert_cmpstr (vitrine_layer_get_field_text (colour), ==, "3 px, every 1 px");
  g_assert_cmpuint (vitrine_layer_get_n_params (colour), ==, 4 * 3 * 9);
  g_assert_true (vitrine_layer_is_spatial (colour));
  g_assert_false (vitrine_layer_is_spatial (vitrine_model_find_layer (model, "prob")));
  g_assert_null (vitrine_model_find_layer (model, "x"));
  g_assert_null (vitrine_model_find_layer (model, "nowhere"));
  g_assert_cmpuint (strlen (vitrine_model_get_id (model)), ==, 32);
  g_assert_true (vitrine_model_is_classifier (model));
  g_assert_cmpint (vitrine_model_get_logits (model), ==,
                   vitrine_layer_get_node (vitrine_model_find_layer (model, "score")));
}

/* However a network ends, its probabilities are those of its scores: the limits of 8-bit codes behind a softmax and a
 * shape behind its logarithm hide nothing. */
static void
probabilities_are_found_behind_any_ending (void)
{
  static const struct { const char *const ops[4]; gboolean given; } endings[] = {
    { { "Softmax", NULL }, TRUE }, { { "Softmax", "Clip", NULL }, TRUE }, { { "Softmax", "Reshape", "Clip", NULL }, TRUE },
    { { "LogSoftmax", NULL }, FALSE }, { { "LogSoftmax", "Reshape", NULL }, FALSE },
  };
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 1, 255, 2, 2, 8);
  g_autoptr (VitrineModel) usual = vitrine_tiny_model_new ();
  g_autoptr (GError) error = NULL;
  const VitrineAsk ask = { .image = image };
  g_autoptr (VitrineActivation) expected = vitrine_model_evaluate (usual, &ask, NULL, NULL, &error);

  g_assert_no_error (error);
  for (gsize k = 0; k < G_N_ELEMENTS (endings); k++)
    {
      g_autoptr (VitrineModel) model = vitrine_tiny_model_ending (endings[k].ops);
      g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &ask, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (vitrine_model_gives_probabilities (model), ==, endings[k].given);
      g_assert_cmpint (vitrine_model_get_logits (model), ==,
                       vitrine_layer_get_node (vitrine_model_find_layer (model, "score")));
      for (guint c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (a->probabilities->data[c], expected->probabilities->data[c], 1e-6f);
    }
}

/* Classes that do not exclude each other each have their own. */
static void
a_sigmoid_gives_each_class_its_own_probability (void)
{
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 1, 255, 2, 2, 8);
  g_autoptr (VitrineModel) model = vitrine_tiny_model_ending ((const char *const[]) { "Sigmoid", NULL });
  g_autoptr (GError) error = NULL;
  const VitrineAsk ask = { .image = image };
  g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &ask, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon ((double) a->probabilities->data[c], 1 / (1 + exp (-(double) a->logits->data[c])), 1e-6);
}

static void
labels_are_found_by_any_name (void)
{
  static const char text[] = "n01440764 tench, Tinca tinca\nn02391049 zebra\r\nAfrican elephant\n\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineLabels) labels = vitrine_labels_new_for_text (text, strlen (text), &error);
  g_autoptr (VitrineLabels) shifted = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_labels_get_n (labels), ==, 3);
  g_assert_cmpint (vitrine_labels_find_name (labels, "n02391049"), ==, 1);
  g_assert_cmpint (vitrine_labels_find_name (labels, "n02391049 anything"), ==, 1);
  g_assert_cmpint (vitrine_labels_find_name (labels, "TINCA_tinca"), ==, 0);
  g_assert_cmpint (vitrine_labels_find_name (labels, "african-elephant"), ==, 2);
  g_assert_cmpint (vitrine_labels_find_name (labels, "elephant"), ==, -1);
  shifted = vitrine_labels_behind_background (labels);
  g_assert_cmpint (vitrine_labels_find_name (shifted, "zebra"), ==, 2);
  g_assert_null (vitrine_labels_new_for_text ("\xff\xfe", 2, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
}

static void
labels_lie_beside_the_model (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "net.onnx", NULL);
  g_autofree char *names = g_build_filename (folder, "net_classes.txt", NULL);
  g_autofree char *label = NULL;
  g_autoptr (GBytes) bytes = vitrine_tiny_model_bytes ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineLabels) found = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  g_assert_true (g_file_set_contents (names, "a\nb\nc\n", -1, NULL));
  found = vitrine_labels_find (path, 3);
  g_assert_nonnull (found);
  g_assert_null (vitrine_labels_find (path, 5));
  model = vitrine_model_open (path, &error);
  g_assert_no_error (error);
  /* What the file itself says counts more. */
  label = vitrine_model_dup_label (model, 1);
  g_assert_cmpstr (label, ==, "green");
  g_assert_true (vitrine_model_load_labels (model, names, &error));
  g_assert_cmpstr (vitrine_model_get_labels (model)[1], ==, "b");
  g_assert_cmpint (vitrine_model_find_class (model, "C"), ==, 2);
  g_unlink (path);
  g_unlink (names);
  g_rmdir (folder);
}

static void
scores_and_inner_values_are_right (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 1, 255, 4, 8, 4);
  const int node = vitrine_layer_get_node (vitrine_model_find_layer (model, "colour"));
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &(VitrineAsk) {
    .image = image, .nodes = &node, .n_nodes = 1
  }, NULL, NULL, &error);
  const double mean = 16 / 256.;
  VitrineScore top[2];

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon ((double) a->logits->data[1], 10 * mean, 1e-5);
  g_assert_cmpfloat_with_epsilon ((double) a->probabilities->data[1],
                                  exp (10 * mean) / (exp (10 * mean) + 2), 1e-5);
  g_assert_cmpuint (vitrine_activation_top (a, top, 2), ==, 2);
  g_assert_cmpuint (top[0].index, ==, 1);
  g_assert_cmpuint (top[1].index, ==, 0);
  g_assert_cmpfloat_with_epsilon ((double) a->values[0]->data[256 + 8 * 16 + 4], 1, 1e-5);
  g_assert_cmpfloat_with_epsilon ((double) a->values[0]->data[256 + 7 * 16 + 4], 0, 1e-5);
}

static void
gradients_reach_the_input (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 2, 200, 0, 0, 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &(VitrineAsk) {
    .image = image, .gradient_of = vitrine_model_get_logits (model), .gradient_unit = 2
  }, NULL,
                                                            NULL, &error);

  g_assert_no_error (error);
  /* 10/256 where the ReLU is open, nothing where blue is 0, nothing for red. */
  g_assert_cmpfloat_with_epsilon ((double) a->gradient->data[2 * 256 + 5], 10 / 256., 1e-6);
  g_assert_cmpfloat ((double) a->gradient->data[2 * 256 + 15], ==, 0);
  g_assert_cmpfloat ((double) a->gradient->data[5], ==, 0);
  g_assert_null (vitrine_model_evaluate (model, &(VitrineAsk) {
    .image = image, .gradient_of = vitrine_model_get_logits (model), .gradient_unit = 3
  }, NULL,
                                         NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
}

static gboolean
stop (double      fraction,
      const char *stage,
      gpointer    data)
{
  return FALSE;
}

static void
evaluation_can_be_stopped_and_repeated (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 0, 255, 0, 0, 16);
  g_autoptr (VtPool) pool = vt_pool_new (2);
  const VtJob job = { stop, NULL };

  for (int i = 0; i < 20; i++)
    {
      const int node = vitrine_layer_get_node (vitrine_model_find_layer (model, "mean")) - i % 3;
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &(VitrineAsk) {
      .image = image, .nodes = &node, .n_nodes = 1
    }, i % 3 == 0 ? pool : NULL,
                                                                i % 5 == 4 ? &job : NULL, &error);

      if (a == NULL)
        g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      else
        g_assert_cmpfloat_with_epsilon ((double) a->logits->data[0], 10, 1e-4);
    }
}

static gpointer
evaluate_often (gpointer data)
{
  VitrineModel *model = data;
  g_autoptr (VitrineImage) image = vitrine_tiny_picture (16, 1, 255, 0, 0, 16);

  for (int i = 0; i < 50; i++)
    {
      g_autoptr (VitrineActivation) a = vitrine_model_evaluate (model, &(VitrineAsk) {
      .image = image
    }, NULL, NULL, NULL);

      g_assert_cmpfloat_with_epsilon ((double) a->logits->data[1], 10, 1e-4);
    }
  return NULL;
}

static void
several_threads_may_evaluate (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("evaluate", evaluate_often, model);
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
preprocessing_changes_are_told (void)
{
  g_autoptr (VitrineModel) model = vitrine_tiny_model_new ();
  VitrinePreprocess pre, back;
  guint n = 0;

  g_signal_connect_swapped (model, "preprocess-changed", G_CALLBACK (g_atomic_int_inc), &n);
  vitrine_model_get_preprocess (model, &pre);
  g_assert_cmpfloat (pre.range, ==, 1);
  pre.bgr = TRUE;
  pre.width = 999;
  vitrine_model_set_preprocess (model, &pre);
  vitrine_model_get_preprocess (model, &back);
  g_assert_true (back.bgr);
  g_assert_cmpuint (back.width, ==, 16);
  g_assert_cmpuint (n, ==, 1);
}

static void
damaged_files_name_themselves (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("This is no network", 18);

  g_assert_null (vitrine_model_new_for_bytes (bytes, "bad", NULL, &error));
  g_assert_nonnull (strstr (error->message, "“bad”"));
  g_clear_error (&error);
  g_assert_null (vitrine_model_open ("/nowhere/net.onnx", &error));
  g_assert_nonnull (strstr (error->message, "net.onnx"));
}

static void
real_networks_know_a_zebra (void)
{
  static const char *const names[] = { "squeezenet_v1.1.onnx", "squeezenet_fp16_winml.onnx",
                                       "mobilenet_v2_1.0_224_dequant.onnx" };
  const char *staged = g_getenv ("VITRINE_DATA");
  g_autofree char *photo = g_build_filename (staged != NULL ? staged : "", "imagenet_samples",
                                             "n02391049_zebra.JPEG", NULL);
  g_autoptr (VitrineImage) image = vitrine_image_load (photo, NULL);

  if (image == NULL)
    {
      g_test_skip ("VITRINE_DATA is not there");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (staged, "models", names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineModel) model = vitrine_model_open (path, &error);
      g_autoptr (VitrineActivation) a = NULL;
      VitrineScore top[1];

      g_assert_no_error (error);
      a = vitrine_model_evaluate (model, &(VitrineAsk) { .image = image }, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vitrine_activation_top (a, top, 1), ==, 1);
      g_assert_cmpint ((int) top[0].index, ==, vitrine_model_find_class (model, "n02391049"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/endings", probabilities_are_found_behind_any_ending);
  g_test_add_func ("/model/sigmoid", a_sigmoid_gives_each_class_its_own_probability);
  g_test_add_func ("/model/layers", layers_say_what_they_are);
  g_test_add_func ("/model/labels", labels_are_found_by_any_name);
  g_test_add_func ("/model/labels-beside", labels_lie_beside_the_model);
  g_test_add_func ("/model/scores", scores_and_inner_values_are_right);
  g_test_add_func ("/model/gradients", gradients_reach_the_input);
  g_test_add_func ("/model/stopped", evaluation_can_be_stopped_and_repeated);
  g_test_add_func ("/model/threads", several_threads_may_evaluate);
  g_test_add_func ("/model/preprocess", preprocessing_changes_are_told);
  g_test_add_func ("/model/damaged", damaged_files_name_themselves);
  g_test_add_func ("/model/real", real_networks_know_a_zebra);
  return g_test_run ();
}
