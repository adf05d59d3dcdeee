/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the settings schema, and readers that do without one. */
#include "config.h"

#include "app/vitrine-settings.h"

/* g_settings_new() aborts when the schema is missing, so it is looked up first: where GLib looks, then
 * in the build folder's data/ beside the executable. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = source == NULL
    ? NULL : g_settings_schema_source_lookup (source, VITRINE_APP_ID, TRUE);
  if (schema != NULL)
    return schema;

  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  if (program == NULL)
    return NULL;
  g_autofree char *folder = g_path_get_dirname (program);
  const char *near[] = { "../../data", "../share/glib-2.0/schemas" };
  for (gsize i = 0; i < G_N_ELEMENTS (near) && schema == NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, near[i], NULL);
      g_autoptr (GSettingsSchemaSource) own =
        g_settings_schema_source_new_from_directory (path, source, FALSE, NULL);
      if (own != NULL)
        schema = g_settings_schema_source_lookup (own, VITRINE_APP_ID, FALSE);
    }
  return schema;
}

GSettings *
vitrine_settings_new (void)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();
  return schema == NULL ? NULL : g_settings_new_full (schema, NULL, NULL);
}

int
vitrine_settings_get_int (GSettings  *settings,
                          const char *key,
                          int         fallback)
{
  return settings == NULL ? fallback : g_settings_get_int (settings, key);
}

gboolean
vitrine_settings_get_bool (GSettings  *settings,
                           const char *key,
                           gboolean    fallback)
{
  return settings == NULL ? fallback : g_settings_get_boolean (settings, key);
}

char *
vitrine_settings_get_string (GSettings  *settings,
                             const char *key,
                             const char *fallback)
{
  return settings == NULL ? g_strdup (fallback) : g_settings_get_string (settings, key);
}

void
vitrine_settings_set_int (GSettings  *settings,
                          const char *key,
                          int         value)
{
  if (settings != NULL)
    g_settings_set_int (settings, key, value);
}

void
vitrine_settings_set_bool (GSettings  *settings,
                           const char *key,
                           gboolean    value)
{
  if (settings != NULL)
    g_settings_set_boolean (settings, key, value);
}

void
vitrine_settings_set_string (GSettings  *settings,
                             const char *key,
                             const char *value)
{
  if (settings != NULL)
    g_settings_set_string (settings, key, value);
}
