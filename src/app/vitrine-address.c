/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and reading addresses. */
#include "config.h"

#include "app/vitrine-address.h"

#include <glib/gi18n.h>
#include <string.h>

char *
vitrine_address_make (VitrineModel *model,
                      const char   *layer,
                      int           unit)
{
  if (model == NULL)
    return g_strdup ("");
  const char *name = vitrine_model_get_name (model);
  if (*layer == '\0')
    return g_strdup (name);
  if (unit < 0)
    return g_strdup_printf ("%s/%s", name, layer);
  return g_strdup_printf ("%s/%s/%d", name, layer, unit);
}

gboolean
vitrine_address_parse (VitrineModel  *model,
                       const char    *address,
                       char         **layer,
                       int           *unit,
                       GError       **error)
{
  g_autofree char *text = g_strstrip (g_strdup (address));
  const char *name = vitrine_model_get_name (model);
  gsize length = strlen (name);
  const char *rest = text;
  *layer = NULL;
  *unit = -1;
  if (g_str_has_prefix (text, name) && (text[length] == '/' || text[length] == '\0'))
    rest = text + length + (text[length] == '/');
  if (*rest == '\0' || vitrine_model_find_layer (model, rest) != NULL)
    {
      *layer = g_strdup (rest);
      return TRUE;
    }

  /* Only the last word can be the unit. */
  char *slash = strrchr (rest, '/');
  guint64 number = 0;
  VitrineLayer *found = NULL;
  if (slash != NULL && g_ascii_string_to_unsigned (slash + 1, 10, 0, G_MAXINT, &number, NULL))
    {
      *slash = '\0';
      found = vitrine_model_find_layer (model, rest);
    }
  if (found == NULL || number >= vitrine_layer_get_channels (found))
    {
      /* Translators: the name of a model, and what was asked for. */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s has no layer or unit “%s”."),
                   name, address);
      return FALSE;
    }
  *layer = g_strdup (vitrine_layer_get_name (found));
  *unit = (int) number;
  return TRUE;
}

/* Over the picture, a quarter of the way up, after its activation. */
const char *
vitrine_address_first_layer (VitrineModel *model)
{
  GListModel *layers = vitrine_model_get_layers (model);
  guint n = g_list_model_get_n_items (layers);
  const char *best = "";
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);
      if (!vitrine_layer_is_spatial (layer) || vitrine_layer_get_channels (layer) < 4)
        continue;
      best = vitrine_layer_get_name (layer);
      if (i >= n / 4 && strstr (vitrine_layer_get_op (layer), "Relu") != NULL)
        break;
      if (i >= n / 2)
        break;
    }
  return best;
}
