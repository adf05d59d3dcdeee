/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First values, checkpoints and the training loop. */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"
#include "ops/vt-attrs.h"
#include "ops/vt-ops-conv.h"
#include "ops/vt-ops-matmul.h"
#include "ops/vt-ops-pool.h"
#include "train/vt-checkpoint.h"
#include "train/vt-init.h"
#include "train/vt-trainer.h"

#define SIDE    12
#define CLASSES 4

/* ---- networks and samples ------------------------------------------------------------------ */

typedef struct
{
  VtGraph *graph;
  int      loss, scores;
} Net;

static int
dense (VtGraph *g,
       int      x,
       gsize    in,
       gsize    out)
{
  const int w = vt_graph_param (g, NULL, &VT_SHAPE (out, in)), b = vt_graph_param (g, NULL, &VT_SHAPE (out));
  const int inputs[] = { x, w, b };

  return vt_graph_op (g, "Gemm", &(VtGemmAttrs) { 1, 1, FALSE, TRUE }, inputs, 3, NULL);
}

static int
conv (VtGraph *g,
      int      x,
      gsize    in,
      gsize    out)
{
  const int w = vt_graph_param (g, NULL, &VT_SHAPE (out, in, 3, 3)), b = vt_graph_param (g, NULL, &VT_SHAPE (out));
  const int inputs[] = { x, w, b };
  const VtConvAttrs attrs = { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 };

  return vt_graph_op (g, "Conv", &attrs, inputs, 3, NULL);
}

static int
norm (VtGraph *g,
      int      x,
      gsize    channels)
{
  const VtShape c = VT_SHAPE (channels);
  int inputs[5] = { x };

  for (guint i = 1; i < 5; i++)
    inputs[i] = vt_graph_param (g, NULL, &c);
  return vt_graph_op (g, "BatchNormalization", &(VtNormAttrs) { 1e-5f }, inputs, 5, NULL);
}

static int
simple (VtGraph      *g,
        const char   *op,
        gconstpointer attrs,
        int           x)
{
  return vt_graph_op (g, op, attrs, &x, 1, NULL);
}

static void
finish (Net *net,
        int  scores,
        int  label)
{
  g_autoptr (GError) error = NULL;
  const int inputs[] = { scores, label };

  net->scores = scores;
  net->loss = vt_graph_op (net->graph, "SoftmaxCrossEntropy", &(VtLossAttrs) { -1 }, inputs, 2, "loss");
  vt_graph_output (net->graph, scores);
  vt_graph_output (net->graph, net->loss);
  vt_graph_seal (net->graph, &error);
  g_assert_no_error (error);
}

static Net
xor_net (void)
{
  Net net = { vt_graph_new () };
  const int x = vt_graph_input (net.graph, "x", &VT_SHAPE (1, 2));
  const int label = vt_graph_input (net.graph, "label", &VT_SHAPE (1));

  finish (&net, dense (net.graph, simple (net.graph, "Relu", NULL, dense (net.graph, x, 2, 16)), 16, 2), label);
  return net;
}

static Net
shapes_net (gboolean with_norm)
{
  Net net = { vt_graph_new () };
  VtGraph *g = net.graph;
  const VtPoolAttrs pool = { { { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0 } } };
  int x = vt_graph_input (g, "x", &VT_SHAPE (1, 1, SIDE, SIDE));
  const int label = vt_graph_input (g, "label", &VT_SHAPE (1));

  x = conv (g, x, 1, 8);
  if (with_norm)
    x = norm (g, x, 8);
  x = simple (g, "MaxPool", &pool, simple (g, "Relu", NULL, x));
  x = simple (g, "Relu", NULL, conv (g, x, 8, 16));
  x = simple (g, "Reshape", &(VtReshapeAttrs) { 2, { 0, -1 } }, simple (g, "GlobalAveragePool", NULL, x));
  if (with_norm)
    x = simple (g, "Dropout", &(VtDropoutAttrs) { .2f }, x);
  finish (&net, dense (g, x, 16, CLASSES), label);
  return net;
}

static gboolean
xor_sample (gsize    index,
            guint64  seed,
            float   *x,
            float   *y,
            gpointer user_data)
{
  x[0] = (float) (index & 1);
  x[1] = (float) (index >> 1 & 1);
  y[0] = (float) ((index ^ index >> 1) & 1);
  return TRUE;
}

/* A horizontal bar, an upright one, a cross or a frame, somewhere, with noise. */
static gboolean
shape_sample (gsize    index,
              guint64  seed,
              float   *x,
              float   *y,
              gpointer user_data)
{
  const guint class = (guint) (index % CLASSES);
  VtRng rng;

  vt_rng_init (&rng, index * 7919 + GPOINTER_TO_UINT (user_data));
  for (gsize i = 0; i < SIDE * SIDE; i++)
    x[i] = (float) (0.2 * vt_rng_normal (&rng));

  const guint row = 1 + vt_rng_int (&rng, SIDE - 7), column = 1 + vt_rng_int (&rng, SIDE - 7);

  for (guint i = 0; i < 5; i++)
    for (guint j = 0; j < 5; j++)
      if ((class == 0 && i == 2) || (class == 1 && j == 2) || (class == 2 && (i == 2 || j == 2))
          || (class == 3 && (i % 4 == 0 || j % 4 == 0)))
        x[(row + i) * SIDE + column + j] += 1.f;
  y[0] = (float) class;
  return TRUE;
}

static VtTrainOptions
usual (const Net *net,
       gsize      steps)
{
  VtTrainOptions o = {
    .loss = net->loss, .scores = net->scores, .batch = 32, .steps = steps, .seed = 5,
    .optimizer = vt_optimizer_defaults (VT_OPTIMIZER_ADAM),
    .schedule = { .kind = VT_SCHEDULE_COSINE, .rate = 0.01, .warm_up = 5, .factor = 0.01 }
  };

  return o;
}

static VtParams *
fresh_params (const Net *net)
{
  g_autoptr (GError) error = NULL;
  VtParams *params = vt_params_new (net->graph, &error);

  g_assert_no_error (error);
  vt_params_init (params, 1);
  return params;
}

/* ---- learning ------------------------------------------------------------------------------ */

static void
learns (Net                   net,
        VtTrainSet            set,
        VtTrainSet            fresh,
        const VtTrainOptions *options,
        double                at_least)
{
  g_autoptr (VtGraph) graph = net.graph;
  g_autoptr (VtParams) params = fresh_params (&net);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtTrainer) trainer = vt_trainer_new (params, &set, options, NULL, &error);
  double before, after, accuracy;

  g_assert_no_error (error);
  vt_trainer_evaluate (trainer, &fresh, &before, &accuracy, NULL, &error);
  g_assert_no_error (error);
  vt_trainer_run (trainer, NULL, &error);
  g_assert_no_error (error);
  vt_trainer_evaluate (trainer, &fresh, &after, &accuracy, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("loss %.3f → %.3f, accuracy %.3f", before, after, accuracy);
  g_assert_cmpfloat (after, <, before / 2);
  g_assert_cmpfloat (accuracy, >=, at_least);
}

static void
learns_exclusive_or (void)
{
  const Net net = xor_net ();
  VtTrainOptions options = usual (&net, 200);

  options.optimizer = vt_optimizer_defaults (VT_OPTIMIZER_SGD);
  options.schedule = (VtSchedule) { .rate = 0.1 };
  learns (net, (VtTrainSet) { xor_sample, NULL, 4 }, (VtTrainSet) { xor_sample, NULL, 4 }, &options, 1.0);
}

static void
learns_shapes (void)
{
  const Net net = shapes_net (FALSE);
  const VtTrainOptions options = usual (&net, 300);

  learns (net, (VtTrainSet) { shape_sample, NULL, 500 },
          (VtTrainSet) { shape_sample, GUINT_TO_POINTER (99), 203 }, &options, 0.95);
}

static void
learns_shapes_with_normalisation (void)
{
  const Net net = shapes_net (TRUE);
  const VtTrainOptions options = usual (&net, 300);

  learns (net, (VtTrainSet) { shape_sample, NULL, 500 },
          (VtTrainSet) { shape_sample, GUINT_TO_POINTER (99), 203 }, &options, 0.95);
}

/* ---- determinism --------------------------------------------------------------------------- */

/* Says stop at tick number `left`. */
static gboolean
stop_later (double      fraction,
            const char *stage,
            gpointer    user_data)
{
  int *left = user_data;

  return --*left > 0;
}

/* Parameters after `steps` steps, stopped after `ticks` ticks again and again when ticks > 0. */
static float *
train (guint       n_threads,
       int         ticks,
       const char *path)
{
  const VtAugment augment = { .shift = 2, .mirror = TRUE, .brightness = .1, .contrast = .1 };
  const Net net = shapes_net (TRUE);
  g_autoptr (VtGraph) graph = net.graph;
  g_autoptr (VtParams) params = fresh_params (&net);
  g_autoptr (VtPool) pool = vt_pool_new (n_threads);
  const VtTrainSet set = { shape_sample, NULL, 70 };
  VtTrainOptions options = usual (&net, 12);
  guint stops = 0;

  options.augment = &augment;
  options.checkpoint = path;
  options.checkpoint_every = 5;
  for (;;)
    {
      int left = ticks;
      const VtJob job = { stop_later, &left };
      g_autoptr (GError) error = NULL;
      g_autoptr (VtTrainer) trainer = NULL;

      /* A new process knows nothing but the file. */
      vt_params_init (params, 77 * (stops > 0));
      if (stops == 0)
        vt_params_init (params, 1);
      trainer = vt_trainer_new (params, &set, &options, pool, &error);
      g_assert_no_error (error);
      if (stops > 0)
        vt_trainer_resume (trainer, path, &error);
      g_assert_no_error (error);
      if (vt_trainer_run (trainer, ticks > 0 ? &job : NULL, &error))
        break;
      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      stops++;
      ticks++;
    }
  if (ticks > 0)
    g_assert_cmpuint (stops, >, 1);
  return g_memdup2 (vt_params_data (params, -1), vt_graph_n_params (net.graph) * sizeof (float));
}

static gsize
params_bytes (void)
{
  const Net net = shapes_net (TRUE);
  g_autoptr (VtGraph) graph = net.graph;

  return vt_graph_n_params (graph) * sizeof (float);
}

static void
same_bits_with_any_pool (void)
{
  const gsize bytes = params_bytes ();
  g_autofree float *one = train (1, 0, NULL);
  g_autofree float *two = train (2, 0, NULL);
  g_autofree float *eight = train (8, 0, NULL);

  g_assert_cmpmem (one, bytes, two, bytes);
  g_assert_cmpmem (one, bytes, eight, bytes);
}

static char *
scratch_file (char **dir)
{
  g_autoptr (GError) error = NULL;

  *dir = g_dir_make_tmp ("vitrine-test-XXXXXX", &error);
  g_assert_no_error (error);
  return g_build_filename (*dir, "training", NULL);
}

static void
resumed_is_the_same_as_never_stopped (void)
{
  g_autofree char *dir = NULL, *path = scratch_file (&dir);
  const gsize bytes = params_bytes ();
  g_autofree float *whole = train (1, 0, NULL);
  g_autofree float *pieces = train (1, 150, path);
  g_autofree float *threads = train (3, 150, path);
  g_autofree float *two = train (2, 0, NULL);
  g_autofree float *eight = train (8, 0, NULL);

  g_assert_cmpmem (whole, bytes, pieces, bytes);
  g_assert_cmpmem (whole, bytes, threads, bytes);
  g_assert_cmpmem (whole, bytes, two, bytes);
  g_assert_cmpmem (whole, bytes, eight, bytes);
  g_remove (path);
  g_rmdir (dir);
}

/* ---- checkpoints --------------------------------------------------------------------------- */

static void
broken_checkpoints_are_refused (void)
{
  g_autofree char *dir = NULL, *path = scratch_file (&dir), *data = NULL;
  float params[5] = { 1, -2, 3, 4, 5 }, state[10] = { 9 };
  const VtCheckpoint c = { .optimizer = 1, .step = 3, .seed = 4, .batch = 8, .samples = 9, .n_params = 5,
                           .n_state = 10, .params = params, .state = state };
  g_autoptr (GError) error = NULL;
  VtCheckpoint back;
  gsize size;

  vt_checkpoint_write (&c, path, &error);
  g_assert_no_error (error);
  vt_checkpoint_read (&back, path, 5, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back.step, ==, 3);
  g_assert_cmpmem (back.params, 20, params, 20);
  g_assert_cmpmem (back.state, 40, state, 40);
  vt_checkpoint_clear (&back);
  g_assert_false (vt_checkpoint_read (&back, path, 6, 10, NULL));
  g_assert_false (vt_checkpoint_read (&back, path, 5, 5, NULL));
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  for (gsize n = 0; n < size; n++)
    {
      g_autofree char *part = g_memdup2 (data, MAX (n, 1));

      g_assert_false (vt_checkpoint_parse (&back, part, n, 5, 10, NULL));
    }
  for (gsize i = 0; i < size; i++)
    {
      data[i] ^= 0x10;
      g_clear_error (&error);
      g_assert_false (vt_checkpoint_parse (&back, data, size, 5, 10, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
      data[i] ^= 0x10;
    }
  g_remove (path);
  g_rmdir (dir);
}

static void
checkpoint_of_other_settings_is_refused (void)
{
  g_autofree char *dir = NULL, *path = scratch_file (&dir);
  const Net net = xor_net ();
  g_autoptr (VtGraph) graph = net.graph;
  g_autoptr (VtParams) params = fresh_params (&net);
  const VtTrainSet set = { xor_sample, NULL, 4 };
  VtTrainOptions options = usual (&net, 3);
  g_autoptr (GError) error = NULL;

  options.checkpoint = path;
  g_autoptr (VtTrainer) first = vt_trainer_new (params, &set, &options, NULL, &error);

  vt_trainer_run (first, NULL, &error);
  g_assert_no_error (error);
  options.seed++;

  g_autoptr (VtTrainer) second = vt_trainer_new (params, &set, &options, NULL, &error);

  g_assert_false (vt_trainer_resume (second, path, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
  g_clear_error (&error);
  g_assert_false (vt_trainer_resume (second, "/nowhere/at/all", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_remove (path);
  g_rmdir (dir);
}

/* ---- failures ------------------------------------------------------------------------------ */

static gboolean
missing_sample (gsize    index,
                guint64  seed,
                float   *x,
                float   *y,
                gpointer user_data)
{
  return index != 3 && xor_sample (index, seed, x, y, user_data);
}

static void
failures_are_told (void)
{
  const Net net = xor_net ();
  g_autoptr (VtGraph) graph = net.graph;
  g_autoptr (VtParams) params = fresh_params (&net);
  const VtTrainSet missing = { missing_sample, NULL, 4 }, good = { xor_sample, NULL, 4 };
  VtTrainOptions options = usual (&net, 30);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtTrainer) trainer = vt_trainer_new (params, &missing, &options, NULL, &error);

  g_assert_false (vt_trainer_run (trainer, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "sample 3"));
  g_clear_error (&error);
  options.optimizer = vt_optimizer_defaults (VT_OPTIMIZER_SGD);
  options.schedule = (VtSchedule) { .rate = 1e30 };

  g_autoptr (VtTrainer) wild = vt_trainer_new (params, &good, &options, NULL, &error);

  g_assert_false (vt_trainer_run (wild, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NUMERIC);
  g_clear_error (&error);
  options.batch = 12;
  g_assert_null (vt_trainer_new (params, &good, &options, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
}

/* ---- first values ------------------------------------------------------------------------- */

static void
weights_start_with_the_right_variance (void)
{
  const Net net = shapes_net (TRUE);
  g_autoptr (VtGraph) graph = net.graph;
  g_autoptr (VtParams) params = fresh_params (&net);
  double sum = 0, square = 0;
  gsize n = 0;

  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);

      if (node->kind != VT_NODE_PARAM || node->shape.n_dims != 4 || node->shape.dim[1] != 8)
        continue;
      n = vt_shape_size (&node->shape);
      for (gsize j = 0; j < n; j++)
        {
          const double w = (double) vt_params_data (params, (int) i)[j];

          sum += w;
          square += w * w;
        }
    }
  g_assert_cmpuint (n, ==, 16 * 8 * 9);
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 0, .02);
  g_assert_cmpfloat_with_epsilon (square / (double) n, 2.0 / 72, .004);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/weights-start-with-the-right-variance", weights_start_with_the_right_variance);
  g_test_add_func ("/train/learns-exclusive-or", learns_exclusive_or);
  g_test_add_func ("/train/learns-shapes", learns_shapes);
  g_test_add_func ("/train/learns-shapes-with-normalisation", learns_shapes_with_normalisation);
  g_test_add_func ("/train/same-bits-with-any-pool", same_bits_with_any_pool);
  g_test_add_func ("/train/resumed-is-the-same-as-never-stopped", resumed_is_the_same_as_never_stopped);
  g_test_add_func ("/train/broken-checkpoints-are-refused", broken_checkpoints_are_refused);
  g_test_add_func ("/train/checkpoint-of-other-settings-is-refused", checkpoint_of_other_settings_is_refused);
  g_test_add_func ("/train/failures-are-told", failures_are_told);
  return g_test_run ();
}
