/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli classify: the best classes of each picture. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "cli/cli-inputs.h"

typedef struct
{
  char    *labels;
  int      top;
  gboolean exact;
} Options;

static const Options defaults = { .top = 5 };

static const CliOption options[] = {
  { "labels", 'l', CLI_FILE, G_STRUCT_OFFSET (Options, labels), "FILE", N_("Names of the classes, one a line") },
  { "top", 'n', CLI_INT, G_STRUCT_OFFSET (Options, top), "N", N_("How many classes to give (5)") },
  { "exact", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, exact), NULL, N_("Use the exact convolutions, not the fast ones") },
  { NULL },
};

static void
add_scores (JsonBuilder             *b,
            VitrineModel            *model,
            const VitrineActivation *activation,
            guint                    n_top)
{
  g_autofree VitrineScore *top = g_new (VitrineScore, n_top);
  const guint n = vitrine_activation_top (activation, top, n_top);

  json_builder_set_member_name (b, "scores");
  json_builder_begin_array (b);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = vitrine_model_dup_label (model, top[i].index);

      json_builder_begin_object (b);
      cli_add_int (b, "index", top[i].index);
      cli_add_string (b, "label", label);
      cli_add_double (b, "probability", top[i].score);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* One picture's object in the answer.  FALSE only when the work was cancelled. */
static gboolean
classify (const CliCall  *call,
          const Options  *o,
          VitrineModel   *model,
          VitrinePicture *picture,
          JsonBuilder    *b,
          GError        **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (VitrineImage) image = vitrine_picture_load (picture, &problem);
  g_autoptr (VitrineActivation) activation = NULL;

  if (image != NULL)
    {
      const VitrineAsk ask = { .image = image, .path = o->exact ? VT_PATH_EXACT : VT_PATH_FAST };

      activation = vitrine_model_evaluate (model, &ask, call->pool, NULL, &problem);
    }
  json_builder_begin_object (b);
  cli_add_string (b, "picture", vitrine_picture_get_path (picture));
  if (activation != NULL)
    add_scores (b, model, activation, (guint) o->top);
  else
    cli_add_string (b, "error", problem->message);
  json_builder_end_object (b);
  if (activation == NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return activation != NULL;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GError) first = NULL;

  if (o->top < 1 || o->top > 100000)
    return cli_usage_error (error, _("--top must be at least 1"));
  model = cli_open_model (call->args[0], error);
  if (model == NULL || (o->labels != NULL && !vitrine_model_load_labels (model, o->labels, error)))
    return NULL;
  if (!vitrine_model_is_classifier (model))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("“%s” gives no scores of classes; try “features”"),
                   vitrine_model_get_name (model));
      return NULL;
    }
  pictures = cli_list_pictures (call->args + 1, call->job, error);
  if (pictures == NULL)
    return NULL;
  json_builder_begin_array (b);
  for (guint i = 0; i < pictures->len; i++)
    {
      if (!vt_job_tick (call->job, (double) i / pictures->len, N_("Classifying"), error))
        break;
      classify (call, o, model, pictures->pdata[i], b, &first);
    }
  json_builder_end_array (b);
  if (first != NULL && (error == NULL || *error == NULL))
    g_propagate_error (error, g_steal_pointer (&first));
  return cli_finish (b);
}

const CliCommand cli_command_classify = {
  .name = "classify",
  .arguments = N_("MODEL PICTURE…"),
  .summary = N_("Give the best classes of pictures"),
  .details = N_("A picture that cannot be read is named in the answer; the others are classified all the same."),
  .min_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
