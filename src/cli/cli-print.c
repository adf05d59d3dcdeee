/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One shape of answer, two ways to read it.  Text follows the tree: an object is lines of “name: value”, a list of
 * objects is a table whose columns are the members, whatever is nested deeper in a cell is written in one line. */
#include "cli/cli-print.h"

#include <math.h>
#include <string.h>

static void print_node (GString *out, JsonNode *node, guint indent);

static char *
title_of (const char *key)
{
  char *title = g_strdelimit (g_strdup (key), "_", ' ');

  title[0] = g_ascii_toupper (title[0]);
  return title;
}

static void
append_number (GString *out,
               double   x)
{
  if (x == floor (x) && fabs (x) < 1e15)
    g_string_append_printf (out, "%.0f", x);
  else
    g_string_append_printf (out, "%.4g", x);
}

/* Anything in one line. */
static void
append_cell (GString  *out,
             JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *value;
      gboolean first = TRUE;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &key, &value))
        {
          if (JSON_NODE_HOLDS_NULL (value))
            continue;
          g_string_append_printf (out, "%s%s", first ? "" : ", ", key);
          first = FALSE;
          /* What is true needs no more than its name. */
          if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN
              || !json_node_get_boolean (value))
            {
              g_string_append_c (out, ' ');
              append_cell (out, value);
            }
        }
      if (first)
        g_string_append (out, "–");
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append (out, " × ");
          append_cell (out, json_array_get_element (array, i));
        }
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "–");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (out, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "yes" : "no");
  else
    append_number (out, json_node_get_double (node));
}

static char *
cell_of (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  if (node != NULL)
    append_cell (out, node);
  return g_string_free (out, FALSE);
}

/* A list whose objects hold lists of objects reads better as sections than as a table. */
static gboolean
is_deep (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      return json_array_get_length (array) > 0 && JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 0));
    }
  return FALSE;
}

static gboolean
has_deep_member (JsonObject *object)
{
  g_autoptr (GList) values = json_object_get_values (object);

  for (GList *l = values; l != NULL; l = l->next)
    if (is_deep (l->data))
      return TRUE;
  return FALSE;
}

static void
append_padded (GString    *out,
               const char *text,
               glong       width,
               gboolean    right)
{
  const glong space = MAX (0, width - g_utf8_strlen (text, -1));

  g_string_append_printf (out, "%*s%s%*s", right ? (int) space : 0, "", text, right ? 0 : (int) space, "");
}

static void
print_table (GString   *out,
             JsonArray *array,
             guint      indent)
{
  const guint n_rows = json_array_get_length (array);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (GList) members = json_object_get_members (json_array_get_object_element (array, i));

      for (GList *l = members; l != NULL; l = l->next)
        if (!g_ptr_array_find_with_equal_func (keys, l->data, g_str_equal, NULL))
          g_ptr_array_add (keys, g_strdup (l->data));
    }

  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree glong *width = g_new0 (glong, keys->len + 1);
  g_autofree gboolean *number = g_new (gboolean, keys->len + 1);

  for (guint c = 0; c < keys->len; c++)
    {
      g_ptr_array_add (cells, title_of (keys->pdata[c]));
      number[c] = TRUE;
    }
  for (guint i = 0; i < n_rows; i++)
    for (guint c = 0; c < keys->len; c++)
      {
        JsonNode *node = json_object_get_member (json_array_get_object_element (array, i), keys->pdata[c]);

        number[c] &= node == NULL || JSON_NODE_HOLDS_NULL (node)
                     || (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING);
        g_ptr_array_add (cells, cell_of (node));
      }
  for (guint i = 0; i < cells->len; i++)
    width[i % keys->len] = MAX (width[i % keys->len], g_utf8_strlen (cells->pdata[i], -1));
  for (guint i = 0; i < cells->len; i++)
    {
      const guint c = i % keys->len;
      const gboolean last = c + 1 == keys->len;

      if (c == 0)
        g_string_append_printf (out, "%*s", (int) indent, "");
      append_padded (out, cells->pdata[i], last && !number[c] ? 0 : width[c], number[c]);
      g_string_append (out, last ? "\n" : "  ");
    }
}

static void
print_array (GString   *out,
             JsonArray *array,
             guint      indent)
{
  const guint n = json_array_get_length (array);
  gboolean objects = n > 0, deep = FALSE;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      objects &= JSON_NODE_HOLDS_OBJECT (node);
      deep |= JSON_NODE_HOLDS_OBJECT (node) && has_deep_member (json_node_get_object (node));
    }
  if (objects && !deep)
    {
      print_table (out, array, indent);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      if (objects && i > 0)
        g_string_append_c (out, '\n');
      print_node (out, json_array_get_element (array, i), indent);
    }
}

static void
print_object (GString    *out,
              JsonObject *object,
              guint       indent)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  glong width = 0;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &value))
    if (!is_deep (value))
      width = MAX (width, g_utf8_strlen (key, -1));

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      g_autofree char *title = title_of (key);
      g_autofree char *cell = is_deep (value) ? NULL : cell_of (value);

      if (cell != NULL)
        {
          const glong space = width - g_utf8_strlen (key, -1);

          if (cell[0] != 0)
            g_string_append_printf (out, "%*s%s:%*s %s\n", (int) indent, "", title, (int) space, "", cell);
          continue;
        }
      g_string_append_printf (out, "%*s%s:\n", (int) indent, "", title);
      print_array (out, json_node_get_array (value), indent + 2);
    }
}

static void
print_node (GString  *out,
            JsonNode *node,
            guint     indent)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    print_object (out, json_node_get_object (node), indent);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    print_array (out, json_node_get_array (node), indent);
  else
    {
      g_autofree char *cell = cell_of (node);

      g_string_append_printf (out, "%*s%s\n", (int) indent, "", cell);
    }
}

char *
cli_print_text (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  print_node (out, node, 0);
  return g_string_free (out, FALSE);
}

char *
cli_print_json (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, node);

  g_autofree char *text = json_generator_to_data (generator, NULL);

  return g_strconcat (text, "\n", NULL);
}
