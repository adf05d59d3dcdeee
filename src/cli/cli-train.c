/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli train: a classifier from a folder of classes, as an ONNX file. */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/cli-command.h"
#include "engine/train/vitrine-architecture.h"
#include "engine/train/vitrine-train.h"

typedef struct
{
  char   *architecture, *pictures, *validate, *seed, *attributes, *start, *out, *resume;
  int     epochs, batch;
  double  rate, boxes;
} Options;

static const CliOption options[] = {
  { "architecture", 'a', CLI_STRING, G_STRUCT_OFFSET (Options, architecture), N_("NAME"),
    N_("What to build: vgg-small (the default), vgg-tiny") },
  { "pictures", 'p', CLI_FILE, G_STRUCT_OFFSET (Options, pictures), N_("PICTURES"),
    N_("A folder with one folder for each class, or sample:pictures") },
  { "validate", 'v', CLI_FILE, G_STRUCT_OFFSET (Options, validate), N_("PICTURES"),
    N_("Other pictures of the same classes to score the result on") },
  { "epochs", 'e', CLI_INT, G_STRUCT_OFFSET (Options, epochs), N_("N"), N_("How often each picture is seen (8)") },
  { "seed", 's', CLI_STRING, G_STRUCT_OFFSET (Options, seed), N_("S"),
    N_("The same seed gives the same network (1)") },
  { "batch", 'b', CLI_INT, G_STRUCT_OFFSET (Options, batch), N_("N"),
    N_("Pictures for each step, a multiple of 8 (32)") },
  { "rate", 'r', CLI_DOUBLE, G_STRUCT_OFFSET (Options, rate), N_("RATE"), N_("Highest learning rate (0.001)") },
  { "boxes", 0, CLI_DOUBLE, G_STRUCT_OFFSET (Options, boxes), N_("SHARE"),
    N_("How often a picture is seen through its object's box (0.5)") },
  { "attributes", 0, CLI_STRING, G_STRUCT_OFFSET (Options, attributes), N_("NAMES"),
    N_("Tell attributes beside the class: all that the pictures have, or names with commas") },
  { "start", 0, CLI_FILE, G_STRUCT_OFFSET (Options, start), N_("MODEL"),
    N_("Begin with the values of this network instead of random ones") },
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("FILE"), N_("ONNX file to write") },
  { "resume", 0, CLI_FILE, G_STRUCT_OFFSET (Options, resume), N_("CHECKPOINT"),
    N_("Go on from what a stopped training left; other options as before") },
  { NULL },
};

static void
add_number (JsonBuilder *b,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_double_value (b, value);
}

static void
add_count (JsonBuilder *b,
           const char  *name,
           gint64       value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, value);
}

static void
add_history (JsonBuilder          *b,
             const VitrineTrained *trained)
{
  json_builder_set_member_name (b, "history");
  json_builder_begin_array (b);
  for (guint i = 0; i < trained->history->len; i++)
    {
      const VitrineTrainStep *step = &g_array_index (trained->history, VitrineTrainStep, i);

      json_builder_begin_object (b);
      add_number (b, "epoch", step->epoch);
      add_number (b, "loss", step->loss);
      add_number (b, "accuracy", step->accuracy);
      add_number (b, "rate", step->rate);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_score (JsonBuilder             *b,
           const char *const       *names,
           const VitrineTrainScore *score)
{
  json_builder_set_member_name (b, "validation");
  json_builder_begin_object (b);
  add_count (b, "pictures", score->n);
  add_number (b, "accuracy", score->n > 0 ? (double) score->n_right / score->n : 0.0);
  json_builder_set_member_name (b, "classes");
  json_builder_begin_array (b);
  for (guint i = 0; i < score->classes; i++)
    {
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "class");
      json_builder_add_string_value (b, names[i]);
      add_count (b, "pictures", score->pictures[i]);
      add_number (b, "accuracy", score->pictures[i] > 0 ? (double) score->right[i] / score->pictures[i] : 0.0);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static JsonNode *
answer (const Options           *o,
        const VitrineTrained    *trained,
        VitrineModel            *model,
        const VitrineTrainScore *score)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "file");
  json_builder_add_string_value (b, o->out);
  add_count (b, "bytes", (gint64) g_bytes_get_size (trained->onnx));
  add_count (b, "parameters", (gint64) trained->parameters);
  add_count (b, "classes", trained->classes);
  add_count (b, "pictures", trained->pictures);
  add_count (b, "skipped", trained->skipped);
  add_count (b, "steps", (gint64) trained->steps);
  add_number (b, "seconds", trained->seconds);
  add_history (b, trained);
  if (score)
    add_score (b, vitrine_model_get_labels (model), score);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static gboolean
read_options (const Options       *o,
              VitrineTrainOptions *train,
              GError             **error)
{
  vitrine_train_options_init (train);
  if (!o->pictures)
    return cli_usage_error (error, _("--pictures is missing: a folder of classes, or sample:pictures")) != NULL;
  if (!o->out)
    return cli_usage_error (error, _("--output is missing: the ONNX file to write")) != NULL;
  if (o->seed && !g_ascii_string_to_unsigned (o->seed, 10, 0, G_MAXUINT64, &train->seed, NULL))
    return cli_usage_error (error, _("--seed must be a whole number, not “%s”"), o->seed) != NULL;
  if (o->epochs < 1 || o->batch < 1)
    return cli_usage_error (error, _("--epochs and --batch must be at least 1")) != NULL;
  if (o->architecture)
    train->architecture = o->architecture;
  train->epochs = (guint) o->epochs;
  train->batch = (guint) o->batch;
  train->rate = o->rate;
  train->through_boxes = o->boxes;
  train->attributes = o->attributes;
  train->start = o->start;
  train->resume = o->resume;
  return TRUE;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineDataset) dataset = NULL, fresh = NULL;
  g_autoptr (VitrineTrained) trained = NULL;
  g_autoptr (VitrineTrainScore) score = NULL;
  g_autoptr (VitrineModel) model = NULL;
  g_autofree char *checkpoint = NULL;
  VitrineTrainOptions train;
  VtJobPart part;

  if (!read_options (o, &train, error))
    return NULL;
  dataset = vitrine_dataset_open (o->pictures, NULL, error);
  if (!dataset)
    return NULL;
  if (o->validate && !(fresh = vitrine_dataset_open (o->validate, NULL, error)))
    return NULL;
  checkpoint = g_strconcat (o->out, ".checkpoint", NULL);
  train.checkpoint = checkpoint;
  trained = vitrine_train (dataset, &train, call->pool, vt_job_part (&part, call->job, 0.0, fresh ? 0.95 : 1.0), error);
  if (!trained)
    return NULL;
  if (!g_file_set_contents (o->out, g_bytes_get_data (trained->onnx, NULL), (gssize) g_bytes_get_size (trained->onnx),
                            error))
    return NULL;
  g_unlink (checkpoint);
  if (fresh)
    {
      model = vitrine_model_open (o->out, error);
      score = model ? vitrine_train_score (model, fresh, call->pool, vt_job_part (&part, call->job, 0.95, 1.0), error)
                    : NULL;
    }
  return answer (o, trained, model, score);
}

const CliCommand cli_command_train = {
  .name = "train",
  .arguments = "",
  .summary = N_("Train a network from nothing on pictures with classes and write it as ONNX"),
  .details = N_("The bundled network was made in three steps, on sleepers as well so that it looks for eyes:\n\n"
                "  A=facing-left,facing-right,facing-front,eyes-open,eyes-closed,eye-left,eye-right\n"
                "  vitrine-cli train --pictures 'sample:pictures?seed=1000&count=4400&asleep=0.5' --epochs 6 \\\n"
                "    --attributes $A -o first.onnx\n"
                "  vitrine-cli train --pictures 'sample:pictures?seed=5000&count=4400&asleep=0.5' --epochs 3 \\\n"
                "    --attributes $A --start first.onnx --rate 0.0008 --boxes 0.7 -o second.onnx\n"
                "  vitrine-cli train --pictures 'sample:pictures?seed=9000&count=4400&asleep=0.5' --epochs 3 \\\n"
                "    --attributes $A --start second.onnx --rate 0.0008 --boxes 0.7 -o menagerie.onnx\n\n"
                "Attributes are told of a picture as a whole; the network finds for itself where they show. “…-left” and\n"
                "“…-right” change places in the mirror.  A stopped training leaves FILE.checkpoint; --resume FILE.checkpoint\n"
                "with the same options goes on."),
  .min_args = 0,
  .max_args = 0,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &(const Options) { .epochs = 8, .batch = 32, .rate = 0.001, .boxes = 0.5 },
  .run = run,
};
