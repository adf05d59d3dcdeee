/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training from a data set to a file, and the bundled network that was made that way. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-evaluate.h"
#include "engine/sample/vitrine-menagerie-export.h"
#include "engine/sample/vitrine-sample-network.h"
#include "engine/train/vitrine-architecture.h"
#include "engine/train/vitrine-train.h"
#include "../folder.h"

static VitrineDataset *
open_set (const char *path)
{
  g_autoptr (GError) error = NULL;
  VitrineDataset *set = vitrine_dataset_open (path, NULL, &error);

  g_assert_no_error (error);
  return set;
}

static VitrineTrainOptions
tiny (guint epochs)
{
  VitrineTrainOptions options;

  vitrine_train_options_init (&options);
  options.architecture = "vgg-tiny";
  options.epochs = epochs;
  options.batch = 16;
  options.rate = 0.003;
  return options;
}

static void
test_loss_and_plain_share_parameters (void)
{
  for (const VitrineArchitecture *a = vitrine_architectures (); a->id; a++)
    for (guint n = 0; n < 6; n += 5)
      {
        g_autoptr (GError) error = NULL;
        VitrineNet plain, loss;

        g_assert_true (vitrine_architecture_build (a, 7, n, VITRINE_NET_PLAIN, &plain, &error));
        g_assert_true (vitrine_architecture_build (a, 7, n, VITRINE_NET_WITH_LOSS, &loss, &error));
        g_assert_no_error (error);
        g_assert_cmpuint (vt_graph_n_params (plain.graph), ==, vt_graph_n_params (loss.graph));
        for (guint i = 0; i < vt_graph_n_nodes (plain.graph); i++)
          {
            const VtNode *node = vt_graph_node (plain.graph, (int) i);
            const VtNode *twin = vt_graph_node (loss.graph, vt_graph_find (loss.graph, node->name));

            if (node->kind == VT_NODE_PARAM)
              g_assert_cmpuint (node->param_offset, ==, twin->param_offset);
          }
        vt_graph_unref (plain.graph);
        vt_graph_unref (loss.graph);
      }
}

/* Trains `options` with one thread and with each of `more` (ended by 0): the same file. */
static void
check_threads (const VitrineTrainOptions *options,
               const guint               *more)
{
  g_autoptr (VitrineDataset) set = open_set ("sample:pictures?count=48&seed=3");
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineTrained) one = vitrine_train (set, options, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (one->history->len, ==, options->epochs);
  g_assert_cmpuint (one->pictures, ==, 48);
  for (; *more > 0; more++)
    {
      g_autoptr (VtPool) pool = vt_pool_new (*more);
      g_autoptr (VitrineTrained) other = vitrine_train (set, options, pool, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (one->onnx, other->onnx));
    }
}

static void
test_same_file_with_any_threads (void)
{
  static const guint more[] = { 3, 0 };
  const VitrineTrainOptions options = tiny (2);

  check_threads (&options, more);
}

/* One epoch of the network that the bundled one is. */
static void
test_epoch_with_any_threads (void)
{
  static const guint more[] = { 2, 3, 8, 0 };
  VitrineTrainOptions options = tiny (1);

  if (!g_test_slow ())
    {
      g_test_skip ("training-threads runs it");
      return;
    }
  options.architecture = "vgg-small";
  check_threads (&options, more);
}

static gboolean
stop_late (double      fraction,
           const char *stage,
           gpointer    user_data)
{
  return fraction < *(double *) user_data;
}

static void
test_stopped_and_resumed_is_the_same (void)
{
  g_autoptr (VitrineDataset) set = open_set ("sample:pictures?count=32&seed=3");
  g_autofree char *folder = g_dir_make_tmp ("vitrine-train-XXXXXX", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "checkpoint", NULL);
  VitrineTrainOptions options = tiny (4);
  double at = 0.6;
  const VtJob job = { stop_late, &at };
  g_autoptr (GError) error = NULL, stopped = NULL;
  g_autoptr (VitrineTrained) whole = vitrine_train (set, &options, NULL, NULL, &error);

  options.checkpoint = checkpoint;
  g_assert_null (vitrine_train (set, &options, NULL, &job, &stopped));
  g_assert_error (stopped, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_true (g_file_test (checkpoint, G_FILE_TEST_IS_REGULAR));
  options.resume = checkpoint;

  g_autoptr (VitrineTrained) again = vitrine_train (set, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (whole->onnx, again->onnx));
  g_assert_cmpuint (again->history->len, <, whole->history->len);
  g_unlink (checkpoint);
  g_rmdir (folder);
}

/* What “sample” writes is a set of classes that “train” learns. */
static void
test_learns_class_folders (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-train-XXXXXX", NULL);
  g_autofree char *pictures = g_build_filename (folder, "pictures", NULL);
  VitrineMenagerieOptions world;
  const VitrineTrainOptions options = tiny (14);
  g_autoptr (GError) error = NULL;

  vitrine_menagerie_options_init (&world);
  world.occlusion = world.clutter = 0.0;
  for (int i = 0; i < 2; i++)
    {
      world.species = i ? vitrine_menagerie_find_class ("owl") : vitrine_menagerie_find_class ("giraffe");
      world.count = 24;
      world.seed = 5 + i;
      g_assert_true (vitrine_menagerie_export (&world, folder, NULL, NULL, &error));
    }

  g_autoptr (VitrineDataset) set = open_set (pictures);
  g_autoptr (VitrineTrained) trained = vitrine_train (set, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (trained->classes, ==, 2);
  g_assert_cmpuint (trained->pictures, ==, 48);

  g_autoptr (VitrineModel) model = vitrine_model_new_for_bytes (trained->onnx, "two", NULL, &error);
  g_autoptr (VitrineTrainScore) score = vitrine_train_score (model, set, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vitrine_model_get_labels (model)[0], ==, "giraffe");
  g_assert_cmpstr (vitrine_model_get_labels (model)[1], ==, "owl");
  g_test_message ("%u of %u right", score->n_right, score->n);
  g_assert_cmpuint (score->n, ==, 48);
  /* By chance 24 ± 3.5. */
  g_assert_cmpuint (score->n_right, >=, 37);
  folder_remove (folder);
}

/* A network that is told attributes tells them: better than the share of the pictures that have them. */
static void
test_learns_attributes (void)
{
  g_autoptr (VitrineDataset) set = open_set ("sample:pictures?count=48&seed=5&negatives=0.5&occlusion=0&clutter=0");
  VitrineTrainOptions options = tiny (14);
  g_autoptr (GError) error = NULL;
  guint right = 0;

  options.attributes = "eyes-open,facing-front";
  options.through_boxes = 0.0;

  g_autoptr (VitrineTrained) trained = vitrine_train (set, &options, NULL, NULL, &error);

  g_assert_no_error (error);

  g_autoptr (VitrineModel) model = vitrine_model_new_for_bytes (trained->onnx, "two", NULL, &error);
  const VtGraph *graph = vitrine_model_get_graph (model);

  g_assert_no_error (error);

  const int attributes = vt_graph_output_nth (graph, 1);

  /* The class stays the main output. */
  g_assert_cmpuint (vt_graph_n_outputs (graph), ==, 2);
  g_assert_cmpstr (vt_graph_node (graph, vt_graph_output_nth (graph, 0))->name, ==, "logits");
  g_assert_cmpstr (vt_graph_node (graph, attributes)->name, ==, "attributes");
  for (guint i = 0; i < vitrine_dataset_get_n (set); i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (set, i);
      g_autoptr (VitrineImage) image = vitrine_picture_load (picture, &error);
      const VitrineAsk ask = { .image = image, .nodes = &attributes, .n_nodes = 1 };
      g_autoptr (VitrineActivation) activation = vitrine_model_evaluate (model, &ask, NULL, NULL, &error);

      g_assert_no_error (error);
      right += (activation->values[0]->data[0] > 0) == vitrine_picture_has_attribute (picture, "eyes-open");
    }
  g_test_message ("%u of %u right", right, vitrine_dataset_get_n (set));
  /* By chance 24 ± 3.5. */
  g_assert_cmpuint (right, >=, 37);
}

/* The largest difference of a layer's numbers in two networks. */
static double
largest_change (VitrineModel *a,
                VitrineModel *b,
                const char   *name)
{
  const int i = vt_graph_find (vitrine_model_get_graph (a), name), j = vt_graph_find (vitrine_model_get_graph (b), name);
  const float *x = vt_params_data (vitrine_model_get_params (a), i), *y = vt_params_data (vitrine_model_get_params (b), j);
  const gsize n = vt_shape_size (&vt_graph_node (vitrine_model_get_graph (a), i)->shape);
  double most = 0;

  for (gsize k = 0; k < n; k++)
    most = MAX (most, fabs ((double) x[k] - (double) y[k]));
  return most;
}

/* At a rate near nothing a training that starts from a network ends with that network. */
static void
test_starts_from_a_network (void)
{
  g_autoptr (VitrineDataset) set = open_set ("sample:pictures?count=32&seed=3");
  g_autofree char *folder = g_dir_make_tmp ("vitrine-train-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "first.onnx", NULL);
  VitrineTrainOptions options = tiny (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineTrained) first = vitrine_train (set, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (first->onnx, NULL),
                                      (gssize) g_bytes_get_size (first->onnx), &error));
  options.seed = 2;
  options.rate = 1e-9;
  options.attributes = "eyes-open";

  g_autoptr (VitrineTrained) afresh = vitrine_train (set, &options, NULL, NULL, &error);

  options.start = path;

  g_autoptr (VitrineTrained) again = vitrine_train (set, &options, NULL, NULL, &error);

  g_assert_no_error (error);

  g_autoptr (VitrineModel) a = vitrine_model_open (path, &error);
  g_autoptr (VitrineModel) b = vitrine_model_new_for_bytes (again->onnx, "again", NULL, &error);
  g_autoptr (VitrineModel) c = vitrine_model_new_for_bytes (afresh->onnx, "afresh", NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "conv1_1.weight" : "fc.weight";

      g_assert_cmpfloat (largest_change (a, b, name), <, 1e-6);
      g_assert_cmpfloat (largest_change (a, c, name), >, 1e-2);
    }
  options.architecture = "vgg-small";
  options.start = "/dev/null";
  g_assert_null (vitrine_train (set, &options, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_wrong_options_are_named (void)
{
  g_autoptr (VitrineDataset) set = open_set ("sample:pictures?count=16");
  g_autoptr (VitrineDataset) foxes = open_set ("sample:pictures?count=16&species=fox");
  VitrineTrainOptions wrong[] = { tiny (1), tiny (0), tiny (1), tiny (1), tiny (1) };

  wrong[0].batch = 12;
  wrong[2].architecture = "vgg-19";
  wrong[3].rate = 0.0;
  wrong[4].attributes = "eyes-open,smile";
  for (guint i = 0; i <= G_N_ELEMENTS (wrong); i++)
    {
      const VitrineTrainOptions one_class = tiny (1);
      const gboolean last = i == G_N_ELEMENTS (wrong);
      g_autoptr (GError) error = NULL;

      g_assert_null (vitrine_train (last ? foxes : set, last ? &one_class : &wrong[i], NULL, NULL, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
    }
}

static void
check_bundled (const char *address,
               double      least)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineModel) model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_autoptr (VitrineDataset) set = open_set (address);
  g_autoptr (VitrineTrainScore) score = NULL;

  g_assert_no_error (error);
  score = vitrine_train_score (model, set, NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%u of %u right", score->n_right, score->n);
  g_assert_cmpuint (score->n, ==, vitrine_dataset_get_n (set));
  g_assert_cmpfloat ((double) score->n_right / score->n, >=, least);
}

static void
test_bundled_is_small (void)
{
  g_autoptr (GBytes) bytes = vitrine_sample_network ();

  g_assert_cmpuint (g_bytes_get_size (bytes), <=, 2u << 20);
}

/* Two mistakes in 66 are allowed: were the rate of mistakes 1 %, three would happen once in a hundred seeds. */
static void
test_bundled_knows_fresh_pictures (void)
{
  check_bundled ("sample:pictures?count=66&seed=777", 64.0 / 66.0);
}

static void
test_bundled_knows_many_fresh_pictures (void)
{
  if (!g_test_slow ())
    {
      g_test_skip ("slow");
      return;
    }
  check_bundled ("sample:pictures?count=1000&seed=778", 0.97);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/loss-and-plain-share-parameters", test_loss_and_plain_share_parameters);
  g_test_add_func ("/training/same-file-with-any-threads", test_same_file_with_any_threads);
  g_test_add_func ("/training/epoch-with-any-threads", test_epoch_with_any_threads);
  g_test_add_func ("/training/stopped-and-resumed-is-the-same", test_stopped_and_resumed_is_the_same);
  g_test_add_func ("/training/learns-class-folders", test_learns_class_folders);
  g_test_add_func ("/training/learns-attributes", test_learns_attributes);
  g_test_add_func ("/training/starts-from-a-network", test_starts_from_a_network);
  g_test_add_func ("/training/wrong-options-are-named", test_wrong_options_are_named);
  g_test_add_func ("/sample-network/is-small", test_bundled_is_small);
  g_test_add_func ("/sample-network/knows-fresh-pictures", test_bundled_knows_fresh_pictures);
  g_test_add_func ("/sample-network/knows-many-fresh-pictures", test_bundled_knows_many_fresh_pictures);
  return g_test_run ();
}
