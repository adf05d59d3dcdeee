/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences window.  Measuring and deleting the cache walk the disk, so they are previews' work. */
#include "config.h"

#include "app/vitrine-preferences.h"

#include <glib/gi18n.h>

#include "engine/jobs/vitrine-jobs.h"
#include "engine/units/vitrine-feature-store.h"
#include "widgets/vitrine-spin.h"

struct _VitrinePreferences
{
  AdwPreferencesWindow parent_instance;
  VitrineSession      *session;
  AdwComboRow         *scheme, *color_map;
  GtkSpinButton       *threads, *cache_limit;
  AdwActionRow        *cache_row;
  GtkWidget           *delete;
};

G_DEFINE_FINAL_TYPE (VitrinePreferences, vitrine_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static const char *const schemes[] = { "system", "light", "dark", NULL };
static const char *const color_maps[] = { "viridis", "grey", "jet", NULL };

void
vitrine_preferences_apply_scheme (GSettings *settings)
{
  static const AdwColorScheme values[] =
  { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  g_autofree char *name = settings != NULL ? g_settings_get_string (settings, "color-scheme") : NULL;
  for (gsize i = 0; schemes[i] != NULL; i++)
    if (g_strcmp0 (schemes[i], name) == 0)
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), values[i]);
}

/* A row's choice is the position of the setting's word in a list. */
static gboolean
word_to_position (GValue   *value,
                  GVariant *variant,
                  gpointer  user_data)
{
  const char *const *words = user_data;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
position_to_word (const GValue       *value,
                  const GVariantType *type,
                  gpointer            user_data)
{
  const char *const *words = user_data;
  return g_variant_new_string (words[g_value_get_uint (value)]);
}

typedef struct
{
  VitrineFeatureStore *store;
  gboolean             clear;
} Disk;

static void
disk_free (gpointer data)
{
  Disk *disk = data;
  vitrine_feature_store_unref (disk->store);
  g_free (disk);
}

static gpointer
measure (VitrineJob   *job,
         const VtJob  *tick,
         gpointer      input,
         GError      **error)
{
  Disk *disk = input;
  if (disk->clear && !vitrine_feature_store_clear (disk->store, error))
    return NULL;
  guint64 size = vitrine_feature_store_get_size (disk->store);
  return g_memdup2 (&size, sizeof size);
}

static void
on_measured (VitrineJob   *job,
             gpointer      result,
             const GError *error,
             gpointer      user_data)
{
  VitrinePreferences *self = user_data;
  if (self->cache_row == NULL)
    return;
  g_autofree char *size = result != NULL ? g_format_size (*(guint64 *) result) : NULL;
  adw_action_row_set_subtitle (self->cache_row, size != NULL ? size : error != NULL ? error->message : "");
  gtk_widget_set_sensitive (self->delete, result == NULL || *(guint64 *) result > 0);
}

static void
ask_disk (VitrinePreferences *self,
          gboolean            clear)
{
  VitrineFeatureStore *store = vitrine_session_get_store (self->session);
  Disk *disk = g_new0 (Disk, 1);
  disk->store = vitrine_feature_store_ref (store);
  disk->clear = clear;
  vitrine_jobs_preview (vitrine_session_get_jobs (self->session), "cache", &(VitrineJobSpec) {
    .title = "Cache",
    .func = measure,
    .input = disk,
    .input_free = disk_free,
    .result_free = g_free,
    .done = on_measured,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  });
}

static void
on_delete (GtkButton          *button,
           VitrinePreferences *self)
{
  gtk_widget_set_sensitive (self->delete, FALSE);
  ask_disk (self, TRUE);
}

static void
vitrine_preferences_dispose (GObject *object)
{
  VitrinePreferences *self = VITRINE_PREFERENCES (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_PREFERENCES);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_preferences_parent_class)->dispose (object);
}

static void
vitrine_preferences_class_init (VitrinePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, scheme);
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, color_map);
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, threads);
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, cache_limit);
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, cache_row);
  gtk_widget_class_bind_template_child (widget_class, VitrinePreferences, delete);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
}

static void
vitrine_preferences_init (VitrinePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_spin_leave_wheel (self->threads);
  vitrine_spin_leave_wheel (self->cache_limit);
}

GtkWidget *
vitrine_preferences_new (VitrineSession *session)
{
  VitrinePreferences *self = g_object_new (VITRINE_TYPE_PREFERENCES, NULL);
  GSettings *settings = vitrine_session_get_settings (session);
  self->session = g_object_ref (session);
  if (settings != NULL)
    {
      g_settings_bind_with_mapping (settings, "color-scheme", self->scheme, "selected",
                                    G_SETTINGS_BIND_DEFAULT, word_to_position, position_to_word,
                                    (gpointer) schemes, NULL);
      g_settings_bind_with_mapping (settings, "color-map", self->color_map, "selected",
                                    G_SETTINGS_BIND_DEFAULT, word_to_position, position_to_word,
                                    (gpointer) color_maps, NULL);
      g_settings_bind (settings, "threads", self->threads, "value", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "cache-limit", self->cache_limit, "value", G_SETTINGS_BIND_DEFAULT);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->scheme), settings != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->color_map), settings != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->threads), settings != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cache_limit), settings != NULL);
  ask_disk (self, FALSE);
  return GTK_WIDGET (self);
}
