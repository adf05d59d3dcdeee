/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a data set to an ONNX file. */
#include "engine/train/vitrine-train.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-evaluate.h"
#include "engine/train/vitrine-architecture.h"
#include "engine/train/vitrine-train-set.h"
#include "onnx/vt-onnx.h"
#include "train/vt-init.h"
#include "train/vt-trainer.h"

/* The first steps of Adam are large before its means have settled. */
static const gsize warm_up_steps = 100;
/* What pictures may differ in besides window and mirror: numbers after preprocessing, where ±2 is black and white. */
static const VtAugment augment = { .shift = 4, .brightness = 0.25, .contrast = 0.15 };
/* Share of a job's bar for reading pictures. */
static const double reading = 0.08;

void
vitrine_train_options_init (VitrineTrainOptions *options)
{
  *options = (VitrineTrainOptions) {
    .architecture = "vgg-small", .epochs = 8, .seed = 1, .batch = 32, .rate = 0.001, .through_boxes = 0.5,
  };
}

static VitrinePreprocess
preprocess_for (const VitrineArchitecture *architecture)
{
  VitrinePreprocess preprocess = {
    .preset = "custom", .mode = VITRINE_RESIZE_FIT, .resize_size = architecture->side,
    .width = architecture->side, .height = architecture->side, .channels = 3, .filter = VITRINE_FILTER_BILINEAR,
    .range = 1.0, .mean = { 0.5, 0.5, 0.5 }, .std = { 0.25, 0.25, 0.25 },
  };

  g_strlcpy (preprocess.reason, "The file says so itself.", sizeof preprocess.reason);
  return preprocess;
}

static void
keep_history (const VtTrainReport *report,
              gpointer             user_data)
{
  VitrineTrained *trained = user_data;
  const VitrineTrainStep step = { report->epoch, report->loss, report->accuracy, report->rate };

  g_array_append_val (trained->history, step);
}

static GBytes *
export (const VitrineArchitecture *architecture,
        const VtParams            *trained,
        const char *const         *classes,
        const char *const         *attributes,
        const VitrinePreprocess   *preprocess,
        const char                *made,
        GError                   **error)
{
  g_autoptr (GHashTable) metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = NULL;
  VitrineNet net;

  if (!vitrine_architecture_build (architecture, g_strv_length ((char **) classes),
                                   g_strv_length ((char **) attributes), VITRINE_NET_PLAIN, &net, error))
    return NULL;
  graph = net.graph;
  params = vt_params_new (graph, error);
  if (!params)
    return NULL;
  memcpy (vt_params_data (params, -1), vt_params_data (trained, -1), vt_graph_n_params (graph) * sizeof (float));
  vt_params_changed (params);
  g_hash_table_insert (metadata, (char *) "classes", g_strjoinv (",", (char **) classes));
  if (attributes[0])
    g_hash_table_insert (metadata, (char *) "attributes", g_strjoinv (",", (char **) attributes));
  g_hash_table_insert (metadata, (char *) "vitrine.preprocess", vitrine_preprocess_to_json (preprocess));
  g_hash_table_insert (metadata, (char *) "vitrine.training", g_strdup (made));
  return vt_onnx_export (graph, params, metadata, error);
}

/* How the file was made, for its metadata. */
static char *
describe (VitrineDataset            *dataset,
          const VitrineTrainOptions *o)
{
  char rate[G_ASCII_DTOSTR_BUF_SIZE], boxes[G_ASCII_DTOSTR_BUF_SIZE];
  const char *path = vitrine_dataset_get_path (dataset);
  g_autofree char *start = o->start ? g_path_get_basename (o->start) : NULL;

  /* A folder's place on somebody's disk is nobody's business. */
  return g_strdup_printf ("architecture %s, pictures %s, epochs %u, seed %" G_GUINT64_FORMAT
                          ", batch %u, rate %s, boxes %s%s%s%s%s", o->architecture,
                          path && g_str_has_prefix (path, "sample:") ? path : vitrine_dataset_get_name (dataset),
                          o->epochs, o->seed, o->batch, g_ascii_formatd (rate, sizeof rate, "%.10g", o->rate),
                          g_ascii_formatd (boxes, sizeof boxes, "%.10g", o->through_boxes),
                          o->attributes ? ", attributes " : "", o->attributes ? o->attributes : "",
                          start ? ", start " : "", start ? start : "");
}

/* The names that `asked` ("all", or with commas) means: NULL-terminated, NULL with an error where the set does not
 * know one. (transfer full) */
static char **
find_attributes (VitrineDataset *dataset,
                 const char     *asked,
                 GError        **error)
{
  const char *const *known = vitrine_dataset_get_attributes (dataset);
  g_auto (GStrv) names = g_str_equal (asked, "all") ? g_strdupv ((char **) known) : g_strsplit (asked, ",", -1);
  g_autofree char *list = g_strjoinv (", ", (char **) known);

  if (!known[0])
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” tells no attributes of its pictures"),
                   vitrine_dataset_get_name (dataset));
      return NULL;
    }
  for (guint i = 0; names[i]; i++)
    if (!g_strv_contains (known, names[i]))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” does not tell the attribute “%s”; it tells %s"),
                     vitrine_dataset_get_name (dataset), names[i], list);
        return NULL;
      }
  return g_steal_pointer (&names);
}

static gboolean
check_options (const VitrineTrainOptions *o,
               GError                   **error)
{
  const char *wrong = o->epochs < 1 || o->epochs > 10000 ? _("epochs must be from 1 to 10000")
                    : o->batch < VT_TRAIN_SHARDS || o->batch % VT_TRAIN_SHARDS != 0 || o->batch > 4096
                    ? _("the batch must be a multiple of 8, at most 4096")
                    : !(o->rate > 0.0 && o->rate < 10.0) ? _("the rate must be above 0 and below 10")
                    : !(o->through_boxes >= 0.0 && o->through_boxes <= 1.0) ? _("the share of boxes must be from 0 to 1")
                    : NULL;

  if (!wrong)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("train: %s"), wrong);
  return FALSE;
}

/* Values that have the same name and shape in the file at `path` take the place of the random ones. */
static gboolean
start_from (VtParams   *params,
            const char *path,
            GError    **error)
{
  const VtGraph *graph = vt_params_graph (params);
  g_autoptr (VitrineModel) model = vitrine_model_open (path, error);
  guint taken = 0;

  if (!model)
    return FALSE;
  for (int i = 0; i < (int) vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, i);
      const int j = vt_graph_find (vitrine_model_get_graph (model), node->name);
      const VtNode *other = j >= 0 ? vt_graph_node (vitrine_model_get_graph (model), j) : NULL;

      if (node->kind != VT_NODE_PARAM || !other || other->kind != VT_NODE_PARAM
          || !vt_shape_equal (&node->shape, &other->shape))
        continue;
      memcpy (vt_params_data (params, i), vt_params_data (vitrine_model_get_params (model), j),
              vt_shape_size (&node->shape) * sizeof (float));
      taken++;
    }
  vt_params_changed (params);
  if (taken > 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” has no layer of this architecture to start from"), path);
  return FALSE;
}

static gboolean
run_trainer (const VitrineNet          *net,
             VtParams                  *params,
             VitrineTrainSet           *set,
             const VitrineTrainOptions *o,
             VitrineTrained            *trained,
             VtPool                    *pool,
             const VtJob               *job,
             GError                   **error)
{
  const VtTrainSet samples = vitrine_train_set_samples (set);
  const gsize an_epoch = MAX (samples.n / o->batch, 1);
  const VtTrainOptions options = {
    .loss = net->loss, .scores = net->logits, .batch = o->batch, .steps = o->epochs * an_epoch, .seed = o->seed,
    .optimizer = vt_optimizer_defaults (VT_OPTIMIZER_ADAM),
    .schedule = { .kind = VT_SCHEDULE_COSINE, .rate = o->rate, .warm_up = MIN (warm_up_steps, an_epoch) },
    .augment = &augment, .path = VT_PATH_FAST, .checkpoint = o->checkpoint, .checkpoint_every = an_epoch,
    .report_every = an_epoch, .report = keep_history, .report_data = trained,
  };
  g_autoptr (VtTrainer) trainer = vt_trainer_new (params, &samples, &options, pool, error);
  const gint64 started = g_get_monotonic_time ();

  if (!trainer || (o->resume && !vt_trainer_resume (trainer, o->resume, error))
      || !vt_trainer_run (trainer, job, error))
    return FALSE;
  trained->steps = options.steps;
  trained->seconds = (double) (g_get_monotonic_time () - started) * 1e-6;
  return TRUE;
}

VitrineTrained *
vitrine_train (VitrineDataset            *dataset,
               const VitrineTrainOptions *options,
               VtPool                    *pool,
               const VtJob               *job,
               GError                   **error)
{
  const VitrineArchitecture *architecture = vitrine_architecture_find (options->architecture, error);
  const char *const *classes = vitrine_dataset_get_classes (dataset);
  g_autoptr (VitrineTrained) trained = g_new0 (VitrineTrained, 1);
  g_autoptr (VitrineTrainSet) set = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = NULL;
  g_auto (GStrv) attributes = g_new0 (char *, 1);
  g_autofree char *made = NULL;
  VitrinePreprocess preprocess;
  VtJobPart part;
  VitrineNet net;

  if (!architecture || !check_options (options, error))
    return NULL;
  if (!classes || !classes[0] || !classes[1])
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
                   _("“%s” has no two classes to tell apart; put the pictures of each class in a folder of its name"),
                   vitrine_dataset_get_name (dataset));
      return NULL;
    }
  if (options->attributes)
    {
      g_strfreev (attributes);
      attributes = find_attributes (dataset, options->attributes, error);
      if (!attributes)
        return NULL;
    }
  trained->history = g_array_new (FALSE, FALSE, sizeof (VitrineTrainStep));
  trained->classes = g_strv_length ((char **) classes);
  preprocess = preprocess_for (architecture);
  set = vitrine_train_set_new (dataset, classes, (const char *const *) attributes, &preprocess, options->through_boxes, pool,
                               vt_job_part (&part, job, 0.0, reading), error);
  if (!set || !vitrine_architecture_build (architecture, trained->classes, g_strv_length (attributes),
                                           VITRINE_NET_WITH_LOSS, &net, error))
    return NULL;
  graph = net.graph;
  params = vt_params_new (graph, error);
  if (!params)
    return NULL;
  vitrine_architecture_begin (&net, params, options->seed);
  if (options->start && !start_from (params, options->start, error))
    return NULL;
  if (!run_trainer (&net, params, set, options, trained, pool, vt_job_part (&part, job, reading, 1.0), error))
    return NULL;
  trained->pictures = vitrine_train_set_n (set);
  trained->skipped = vitrine_train_set_n_skipped (set);
  trained->parameters = vt_graph_n_params (graph);
  made = describe (dataset, options);
  trained->onnx = export (architecture, params, classes, (const char *const *) attributes, &preprocess, made, error);
  return trained->onnx ? g_steal_pointer (&trained) : NULL;
}

void
vitrine_trained_free (VitrineTrained *trained)
{
  if (!trained)
    return;
  g_clear_pointer (&trained->onnx, g_bytes_unref);
  g_clear_pointer (&trained->history, g_array_unref);
  g_free (trained);
}

VitrineTrainScore *
vitrine_train_score (VitrineModel   *model,
                     VitrineDataset *dataset,
                     VtPool         *pool,
                     const VtJob    *job,
                     GError        **error)
{
  const char *const *labels = vitrine_model_get_labels (model);
  const guint n = vitrine_dataset_get_n (dataset), classes = labels ? g_strv_length ((char **) labels) : 0;
  g_autoptr (VitrineTrainScore) score = g_new0 (VitrineTrainScore, 1);

  score->classes = classes;
  score->pictures = g_new0 (guint, classes + 1);
  score->right = g_new0 (guint, classes + 1);
  for (guint i = 0; i < n; i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, i);
      const char *name = vitrine_picture_get_class_name (picture);
      const int wanted = name ? vitrine_model_find_class (model, name) : -1;
      g_autoptr (VitrineActivation) activation = NULL;
      g_autoptr (VitrineImage) image = NULL;
      VitrineScore top = { 0 };

      if (!vt_job_tick (job, (double) i / n, N_("Scoring"), error))
        return NULL;
      if (wanted < 0 || (guint) wanted >= classes)
        continue;
      image = vitrine_picture_load (picture, error);
      if (!image)
        return NULL;
      activation = vitrine_model_evaluate (model, &(VitrineAsk) { .image = image }, pool, NULL, error);
      if (!activation)
        return NULL;
      score->pictures[wanted]++;
      score->n++;
      if (vitrine_activation_top (activation, &top, 1) == 1 && top.index == (guint) wanted)
        {
          score->right[wanted]++;
          score->n_right++;
        }
    }
  return g_steal_pointer (&score);
}

void
vitrine_train_score_free (VitrineTrainScore *score)
{
  if (!score)
    return;
  g_free (score->pictures);
  g_free (score->right);
  g_free (score);
}
