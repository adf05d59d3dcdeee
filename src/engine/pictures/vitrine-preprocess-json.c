/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preprocessing as JSON: {"preset", "mode", "resize", "size": [w, h], "channels", "filter",
 * "order", "layout", "inverted", "range", "mean": […], "std": […], "reason"}. */
#include "engine/pictures/vitrine-preprocess.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"

#define MAX_JSON 65536
#define MAX_DEPTH 8

static const char *const modes[] = { "shorter", "warp", "fit", NULL };
static const char *const filters[] = { "bilinear", "bicubic", "box", NULL };

static void
add_triple (JsonBuilder  *builder,
            const char   *name,
            const double *v,
            guint         n)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_double_value (builder, v[i]);
  json_builder_end_array (builder);
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  if (value == floor (value) && fabs (value) < 1e9)
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

char *
vitrine_preprocess_to_json (const VitrinePreprocess *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "preset", self->preset);
  add_string (builder, "mode", modes[self->mode]);
  add_number (builder, "resize", self->resize_size);
  json_builder_set_member_name (builder, "size");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, self->width);
  json_builder_add_int_value (builder, self->height);
  json_builder_end_array (builder);
  add_number (builder, "channels", self->channels);
  add_string (builder, "filter", filters[self->filter]);
  add_string (builder, "order", self->channels == 1 ? "grey" : self->bgr ? "BGR" : "RGB");
  add_string (builder, "layout", self->channels_last ? "NHWC" : "NCHW");
  json_builder_set_member_name (builder, "inverted");
  json_builder_add_boolean_value (builder, self->inverted);
  add_number (builder, "range", self->range);
  add_triple (builder, "mean", self->mean, self->channels);
  add_triple (builder, "std", self->std, self->channels);
  add_string (builder, "reason", self->reason);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* json-glib goes down one call per bracket; a hostile text must not choose how deep. */
static gboolean
is_shallow (const char *json,
            gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    if (in_string && json[i] == '\\')
      i++;
    else if (json[i] == '"')
      in_string = !in_string;
    else if (!in_string && (json[i] == '[' || json[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!in_string && (json[i] == ']' || json[i] == '}') && depth > 0)
      depth--;
  return TRUE;
}

static gboolean
refuse (const char  *field,
        GError     **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
               _("Preprocessing: the value of “%s” is missing or out of range"), field);
  return FALSE;
}

static gboolean
node_number (JsonNode *node,
             double    low,
             double    high,
             double   *value)
{
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return *value >= low && *value <= high;
}

static gboolean
read_number (JsonObject  *object,
             const char  *field,
             double       low,
             double       high,
             double      *value,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, field);

  return node == NULL || node_number (node, low, high, value) || refuse (field, error);
}

static gboolean
read_guint (JsonObject  *object,
            const char  *field,
            guint        high,
            guint       *value,
            GError     **error)
{
  double v = *value;

  if (!read_number (object, field, 1, high, &v, error))
    return FALSE;
  *value = (guint) v;
  return TRUE;
}

/* -1 after an error. */
static int
read_word (JsonObject         *object,
           const char         *field,
           const char *const  *words,
           int                 value,
           GError            **error)
{
  JsonNode *node = json_object_get_member (object, field);

  if (node == NULL)
    return value;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    for (int i = 0; words[i] != NULL; i++)
      if (strcmp (words[i], json_node_get_string (node)) == 0)
        return i;
  refuse (field, error);
  return -1;
}

static gboolean
read_triple (JsonObject  *object,
             const char  *field,
             double       low,
             double      *value,
             guint        channels,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, field);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) != channels)
    return refuse (field, error);
  for (guint i = 0; i < channels; i++)
    if (!node_number (json_array_get_element (array, i), low, 1e6, value + i))
      return refuse (field, error);
  return TRUE;
}

/* Cut to `size` bytes without leaving half a character. */
static gboolean
read_flag (JsonObject *object,
           const char *field,
           gboolean   *flag,
           GError    **error)
{
  JsonNode *node = json_object_get_member (object, field);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (field, error);
  *flag = json_node_get_boolean (node);
  return TRUE;
}

static void
read_text (JsonObject *object,
           const char *field,
           char       *text,
           gsize       size)
{
  JsonNode *node = json_object_get_member (object, field);
  const char *end;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return;
  g_strlcpy (text, json_node_get_string (node), size);
  g_utf8_validate (text, -1, &end);
  text[end - text] = '\0';
}

static gboolean
read_size (JsonObject         *object,
           VitrinePreprocess  *self,
           GError            **error)
{
  JsonNode *node = json_object_get_member (object, "size");
  JsonArray *array;
  double w, h;

  if (node == NULL)
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) != 2
      || !node_number (json_array_get_element (array, 0), 1, 4096, &w)
      || !node_number (json_array_get_element (array, 1), 1, 4096, &h))
    return refuse ("size", error);
  self->width = (guint) w;
  self->height = (guint) h;
  return TRUE;
}

static gboolean
read_fields (JsonObject         *object,
             VitrinePreprocess  *self,
             GError            **error)
{
  static const char *const orders[] = { "RGB", "BGR", "grey", NULL };
  static const char *const layouts[] = { "NCHW", "NHWC", NULL };
  const int mode = read_word (object, "mode", modes, (int) self->mode, error);
  const int filter = mode < 0 ? -1 : read_word (object, "filter", filters, (int) self->filter, error);
  const int order = filter < 0 ? -1 : read_word (object, "order", orders, self->bgr, error);
  const int layout = order < 0 ? -1
                     : read_word (object, "layout", layouts, self->channels_last, error);

  if (layout < 0
      || !read_guint (object, "channels", 3, &self->channels, error)
      || !read_guint (object, "resize", 8192, &self->resize_size, error)
      || !read_size (object, self, error)
      || !read_number (object, "range", 1e-3, 65535, &self->range, error)
      || !read_flag (object, "inverted", &self->inverted, error))
    return FALSE;
  if (self->channels == 2)
    return refuse ("channels", error);
  if (!read_triple (object, "mean", -1e6, self->mean, self->channels, error)
      || !read_triple (object, "std", 1e-9, self->std, self->channels, error))
    return FALSE;
  self->mode = (VitrineResizeMode) mode;
  self->filter = (VitrineFilter) filter;
  self->bgr = order == 1 && self->channels == 3;
  self->channels_last = layout == 1;
  read_text (object, "preset", self->preset, sizeof self->preset);
  read_text (object, "reason", self->reason, sizeof self->reason);
  return TRUE;
}

gboolean
vitrine_preprocess_from_json (VitrinePreprocess *self,
                              const char        *json,
                              gssize             length,
                              GError           **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const gsize size = length < 0 ? strlen (json) : (gsize) length;
  VitrinePreprocess value = *self;
  g_autoptr (GError) reason = NULL;
  JsonNode *root;

  if (size > MAX_JSON || !is_shallow (json, size) || !g_utf8_validate_len (json, size, NULL))
    return refuse ("preprocess", error);
  if (!json_parser_load_from_data (parser, json, (gssize) size, &reason))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("Preprocessing: %s"), reason->message);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse ("preprocess", error);
  if (!read_fields (json_node_get_object (root), &value, error))
    return FALSE;
  *self = value;
  return TRUE;
}
