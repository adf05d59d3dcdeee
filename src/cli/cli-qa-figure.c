/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli qa figure: what qa simulate wrote with --json, side by side in one figure. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"
#include "cli/cli-inputs.h"
#include "engine/qa/vitrine-qa-figure.h"

typedef struct { char *out, *title; } Options;

static const CliOption options[] = {
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("FILE"), N_("Figure to write: .svg, .pdf or .png") },
  { "title", 't', CLI_STRING, G_STRUCT_OFFSET (Options, title), N_("TEXT"), N_("What stands over it") },
  { NULL },
};

/* One answer of qa simulate; `values` gets one number an answer. */
static gboolean
read_curve (const char *path,
            char      **name,
            GArray     *values,
            GError    **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonArray *curve;

  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  object = JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)) ? json_node_get_object (json_parser_get_root (parser)) : NULL;
  curve = object != NULL && json_object_has_member (object, "curve")
          && JSON_NODE_HOLDS_ARRAY (json_object_get_member (object, "curve"))
          ? json_object_get_array_member (object, "curve") : NULL;
  if (curve == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("%s holds no curve of “qa simulate --json”"), path);
      return FALSE;
    }
  *name = g_strdup (json_object_get_string_member_with_default (object, "strategy", path));
  for (guint i = 1; i < json_array_get_length (curve); i++)
    {
      JsonNode *node = json_array_get_element (curve, i);
      const double value = JSON_NODE_HOLDS_OBJECT (node)
        ? json_object_get_double_member_with_default (json_node_get_object (node), "normalized_distance", NAN)
        : (double) NAN;

      g_array_append_val (values, value);
    }
  return TRUE;
}

/* Where the random questions end: what the others are to reach sooner. */
static double
find_level (const VitrineQaSeries *series,
            guint                  n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (series[i].name, "random") && series[i].n > 0)
      return series[i].value[series[i].n - 1];
  return NAN;
}

static void
add_curves (JsonBuilder           *b,
            const VitrineQaSeries *series,
            guint                  n,
            double                 level)
{
  json_builder_set_member_name (b, "curves");
  json_builder_begin_array (b);
  for (guint i = 0; i < n; i++)
    {
      guint reached = 0;

      for (guint p = 0; p < series[i].n && reached == 0; p++)
        if (series[i].value[p] <= level)
          reached = p + 1;
      json_builder_begin_object (b);
      cli_add_string (b, "strategy", series[i].name);
      cli_add_int (b, "answers", series[i].n);
      cli_add_double (b, "distance", series[i].n > 0 ? series[i].value[series[i].n - 1] : (double) NAN);
      if (reached > 0)
        cli_add_int (b, "answers_to_the_end_of_random", reached);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree VitrineQaSeries *series = g_new0 (VitrineQaSeries, call->n_args + 1);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  double level;

  if (o->out == NULL)
    return cli_usage_error (error, _("--output is missing: the figure to write"));
  for (guint i = 0; i < call->n_args; i++)
    {
      GArray *one = g_array_new (FALSE, FALSE, sizeof (double));
      char *name = NULL;

      g_ptr_array_add (values, one);
      if (!read_curve (call->args[i], &name, one, error))
        return NULL;
      g_ptr_array_add (names, name);
      series[i] = (VitrineQaSeries) { name, (const double *) (void *) one->data, one->len };
    }
  level = find_level (series, call->n_args);
  if (!vitrine_qa_figure (series, call->n_args, o->title != NULL ? o->title : "", level, _("where random questions end"),
                          o->out, error))
    return NULL;
  json_builder_begin_object (b);
  cli_add_string (b, "file", o->out);
  add_curves (b, series, call->n_args, level);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_qa_figure = {
  .name = "qa figure",
  .arguments = N_("RESULT…"),
  .summary = N_("Draw learning curves side by side"),
  .details = N_("RESULT is what “qa simulate --json” wrote.  The dashed line is where random questions end, if they are among\n"
                "them."),
  .min_args = 1,
  .max_args = 6,
  .options_size = sizeof (Options),
  .options = options,
  .run = run,
};
