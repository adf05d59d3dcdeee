/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models, pictures, layers and pieces of answers. */
#include "config.h"

#include "cli/cli-inputs.h"

#include <glib/gi18n.h>
#include <math.h>

#include "tensor/vt-npy.h"

VitrineModel *
cli_open_model (const char *path,
                GError    **error)
{
  return vitrine_model_open (path, error);
}

static gpointer
no_picture (const char *path,
            GError    **error)
{
  return cli_usage_error (error, _("There is no picture in “%s”"), path);
}

GPtrArray *
cli_list_pictures (char       **paths,
                   const VtJob *job,
                   GError     **error)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      /* A single file is taken as it is: what is wrong with it is said when it is read. */
      if (!g_file_test (paths[i], G_FILE_TEST_IS_DIR) && !g_str_has_prefix (paths[i], "sample:"))
        {
          g_ptr_array_add (pictures, vitrine_picture_new (paths[i], paths[i]));
          continue;
        }

      g_autoptr (VitrineDataset) set = vitrine_dataset_open (paths[i], job, error);

      if (set == NULL)
        return NULL;
      for (guint k = 0; k < vitrine_dataset_get_n (set); k++)
        g_ptr_array_add (pictures, g_object_ref (vitrine_dataset_get (set, k)));
    }
  if (pictures->len == 0)
    return no_picture (paths[0], error);
  return g_steal_pointer (&pictures);
}

VitrineDataset *
cli_open_dataset (const char  *path,
                  const VtJob *job,
                  GError     **error)
{
  g_autoptr (VitrineDataset) dataset = vitrine_dataset_open (path, job, error);

  if (dataset != NULL && vitrine_dataset_get_n (dataset) == 0)
    return no_picture (path, error);
  return g_steal_pointer (&dataset);
}

GPtrArray *
cli_read_pictures (const char  *path,
                   const char  *class_name,
                   const VtJob *job,
                   GError     **error)
{
  g_autoptr (VitrineDataset) dataset = cli_open_dataset (path, job, error);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);

  if (dataset == NULL)
    return NULL;
  for (guint i = 0; i < vitrine_dataset_get_n (dataset); i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, i);
      const char *name = vitrine_picture_get_class_name (picture);

      if (class_name == NULL || (name != NULL && g_ascii_strcasecmp (name, class_name) == 0))
        g_ptr_array_add (pictures, g_object_ref (picture));
    }
  if (pictures->len == 0 && class_name != NULL)
    {
      g_autofree char *all = g_strjoinv (", ", (char **) vitrine_dataset_get_classes (dataset));

      return cli_usage_error (error, _("There is no class “%s”; there are %s"), class_name, all);
    }
  return g_steal_pointer (&pictures);
}

gboolean
cli_choose (const char        *option,
            const char        *word,
            const char *const *words,
            int               *number,
            GError           **error)
{
  *number = 0;
  for (int i = 0; word != NULL && words[i] != NULL; i++)
    if (g_str_equal (word, words[i]))
      {
        *number = i;
        return TRUE;
      }
  if (word == NULL)
    return TRUE;

  g_autofree char *all = g_strjoinv (", ", (char **) words);

  cli_usage_error (error, _("--%s is one of %s, not “%s”"), option, all, word);
  return FALSE;
}

static gboolean
set_constant (const char         *setting,
              const CliConstants *sets,
              guint               n,
              GError            **error)
{
  g_auto (GStrv) words = g_strsplit (setting, "=", 2);
  char *end = NULL;
  const double value = words[0] != NULL && words[1] != NULL ? g_ascii_strtod (words[1], &end) : (double) NAN;
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const VtConstant *found = words[0] != NULL ? vt_constant_find (sets[i].table, words[0]) : NULL;

      for (const VtConstant *c = sets[i].table; c->id != NULL; c++)
        g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", c->id);
      if (found == NULL)
        continue;
      if (end == NULL || *end != 0 || !(value >= found->low && value <= found->high))
        {
          cli_usage_error (error, _("“%s” takes a number from %g to %g"), found->id, found->low, found->high);
          return FALSE;
        }
      vt_constant_set (found, sets[i].constants, value);
      return TRUE;
    }
  cli_usage_error (error, _("There is no constant “%s”; there are %s"), setting, all->str);
  return FALSE;
}

gboolean
cli_set_constants (char              **settings,
                   const CliConstants *sets,
                   guint               n,
                   GError            **error)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!set_constant (settings[i], sets, n, error))
      return FALSE;
  return TRUE;
}

int
cli_find_node (VitrineModel *model,
               const char   *layer,
               GError      **error)
{
  GListModel *layers = vitrine_model_get_layers (model);

  if (layer == NULL)
    return vitrine_model_get_output (model);

  VitrineLayer *found = vitrine_model_find_layer (model, layer);

  if (found != NULL)
    return vitrine_layer_get_node (found);

  g_autoptr (GString) offers = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (layers) && n < 5; i++)
    {
      g_autoptr (VitrineLayer) l = g_list_model_get_item (layers, i);

      if (strstr (vitrine_layer_get_name (l), layer) != NULL)
        g_string_append_printf (offers, "%s%s", n++ > 0 ? ", " : "", vitrine_layer_get_name (l));
    }
  if (n > 0)
    cli_usage_error (error, _("There is no layer “%s”; did you mean %s?"), layer, offers->str);
  else
    cli_usage_error (error, _("There is no layer “%s”; “vitrine-cli info” lists them"), layer);
  return -1;
}

VtTensor *
cli_load_input (VitrineModel *model,
                const char   *path,
                GError      **error)
{
  VtGraph *graph = vitrine_model_get_graph (model);
  const VtShape *shape = &vt_graph_node (graph, vt_graph_input_nth (graph, 0))->shape;
  g_autoptr (VtTensor) tensor = vt_npy_load (path, error);

  if (tensor == NULL)
    return NULL;
  if (vt_tensor_size (tensor) != vt_shape_size (shape))
    {
      g_autofree char *is = vt_shape_to_string (&tensor->shape), *wanted = vt_shape_to_string (shape);

      return cli_usage_error (error, _("“%s” holds %s numbers, the model takes %s"), path, is, wanted);
    }
  return g_steal_pointer (&tensor);
}

VitrineActivation *
cli_look (const CliCall *call,
          const CliLook *look,
          VitrineModel  *model,
          VitrineAsk    *ask,
          GError       **error)
{
  g_autoptr (VtTensor) input = NULL;
  g_autoptr (VitrineImage) image = NULL;

  if (look->input != NULL && (input = cli_load_input (model, look->input, error)) == NULL)
    return NULL;
  if (input == NULL && call->n_args < 2)
    return cli_usage_error (error, _("A PICTURE or --input is missing"));
  if (input == NULL)
    {
      g_autoptr (GPtrArray) pictures = cli_list_pictures (call->args + 1, call->job, error);

      if (pictures == NULL)
        return NULL;
      image = vitrine_picture_load (pictures->pdata[0], error);
      if (image == NULL)
        return NULL;
    }
  ask->input = input != NULL ? input->data : NULL;
  ask->image = image;
  ask->path = look->exact ? VT_PATH_EXACT : VT_PATH_FAST;

  g_autoptr (VitrineActivation) activation = vitrine_model_evaluate (model, ask, call->pool, call->job, error);

  if (activation != NULL && look->save_input != NULL
      && !vt_npy_save (look->save_input, &activation->input->shape, activation->input->data, error))
    return NULL;
  return g_steal_pointer (&activation);
}

/* ---- members of an answer -------------------------------------------------------------------- */

void
cli_add_string (JsonBuilder *b,
                const char  *name,
                const char  *value)
{
  json_builder_set_member_name (b, name);
  if (value != NULL)
    json_builder_add_string_value (b, value);
  else
    json_builder_add_null_value (b);
}

void
cli_add_int (JsonBuilder *b,
             const char  *name,
             gint64       value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, value);
}

void
cli_add_double (JsonBuilder *b,
                const char  *name,
                double       value)
{
  json_builder_set_member_name (b, name);
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
}

void
cli_add_flag (JsonBuilder *b,
              const char  *name,
              gboolean     value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

void
cli_add_strings (JsonBuilder       *b,
                 const char        *name,
                 const char *const *values)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (b, values[i]);
  json_builder_end_array (b);
}

void
cli_add_shape (JsonBuilder   *b,
               const char    *name,
               const VtShape *shape)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
  for (guint d = 0; d < shape->n_dims; d++)
    json_builder_add_int_value (b, (gint64) shape->dim[d]);
  json_builder_end_array (b);
}

void
cli_add_tensor (JsonBuilder    *b,
                const char     *file,
                const VtTensor *tensor)
{
  const gsize n = vt_tensor_size (tensor);
  double least = INFINITY, most = -INFINITY, sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double x = (double) tensor->data[i];

      least = fmin (least, x);
      most = fmax (most, x);
      sum += x;
    }
  cli_add_string (b, "file", file);
  cli_add_shape (b, "shape", &tensor->shape);
  cli_add_double (b, "min", least);
  cli_add_double (b, "max", most);
  cli_add_double (b, "mean", sum / (double) n);
}

JsonNode *
cli_finish (JsonBuilder *b)
{
  return json_builder_get_root (b);
}
