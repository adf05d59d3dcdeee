/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options as a query, "key=value&key=value", as it stands in "sample:pictures?…" and in a project. */
#include "engine/sample/vitrine-menagerie.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/vt-error.h"

static const VitrineMenagerieOptions usual = {
  .seed = 1,
  .count = 220,
  .size = 160,
  .species = -1,
  .hat = { -1, 0.0, 0.08 },
  .scarf = { -1, 0.0, 0.12 },
  .asleep = { -1, 0.0, 0.0 },
  .background = { -1, 0.0, -1.0 },
  .hidden_species = -1,
  .negatives = -1.0,
  .occlusion = 0.25,
  .clutter = 0.5,
};

void
vitrine_menagerie_options_init (VitrineMenagerieOptions *options)
{
  *options = usual;
}

static gboolean
bad_value (const char *key,
           const char *value,
           const char *wanted,
           GError    **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER,
               _("sample: “%s” cannot be “%s”; it must be %s"), key, value, wanted);
  return FALSE;
}

static gboolean
read_uint (const char *key,
           const char *value,
           guint64     min,
           guint64     max,
           guint64    *out,
           GError    **error)
{
  g_autofree char *wanted = NULL;

  if (g_ascii_string_to_unsigned (value, 10, min, max, out, NULL))
    return TRUE;
  wanted = g_strdup_printf (_("a whole number from %" PRIu64 " to %" PRIu64), min, max);
  return bad_value (key, value, wanted, error);
}

static gboolean
read_rate (const char *key,
           const char *value,
           double     *out,
           GError    **error)
{
  char *end = NULL;

  *out = g_ascii_strtod (value, &end);
  if (end == value || *end != '\0' || !(*out >= 0.0 && *out <= 1.0))
    return bad_value (key, value, _("a number from 0 to 1"), error);
  return TRUE;
}

static gboolean
read_class (const char *key,
            const char *value,
            int        *out,
            GError    **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *wanted = NULL;

  *out = vitrine_menagerie_find_class (value);
  if (*out >= 0)
    return TRUE;
  for (guint i = 0; i < vitrine_menagerie_n_classes (); i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", vitrine_menagerie_class_name (i));
  /* Translators: a list of names with commas. */
  wanted = g_strdup_printf (_("one of %s"), names->str);
  return bad_value (key, value, wanted, error);
}

/* "0.2" everywhere, "fox:0.9" at the fox only, "fox:0.9:0.1" at the fox and elsewhere. */
static gboolean
read_tie (const char          *key,
          const char          *value,
          VitrineMenagerieTie *tie,
          GError             **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", 4);
  const guint n = g_strv_length (parts);

  if (n == 1)
    {
      tie->species = -1;
      return read_rate (key, parts[0], &tie->rate_elsewhere, error);
    }
  if (n > 3)
    return bad_value (key, value, "RATE, SPECIES:RATE or SPECIES:RATE:RATE-ELSEWHERE", error);
  tie->rate_elsewhere = 0.0;
  return read_class (key, parts[0], &tie->species, error)
         && read_rate (key, parts[1], &tie->rate, error)
         && (n == 2 || read_rate (key, parts[2], &tie->rate_elsewhere, error));
}

/* "snow:penguin:0.9" or "snow:penguin:0.9:0.05"; without the last, elsewhere it is as it comes. */
static gboolean
read_background (const char              *key,
                 const char              *value,
                 VitrineMenagerieOptions *options,
                 GError                 **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", 2);

  for (guint i = 0; i < VITRINE_SCENE_N_BACKGROUNDS; i++)
    if (g_strcmp0 (parts[0], vitrine_scene_background_name (i)) == 0)
      {
        options->background_kind = i;
        if (!parts[1] || !strchr (parts[1], ':'))
          return bad_value (key, value, "PLACE:SPECIES:RATE or PLACE:SPECIES:RATE:RATE-ELSEWHERE", error);
        if (!read_tie (key, parts[1], &options->background, error))
          return FALSE;
        if (strchr (parts[1], ':') == strrchr (parts[1], ':'))
          options->background.rate_elsewhere = -1.0;
        return TRUE;
      }
  return bad_value (key, value, _("a place such as snow, with a species and a rate"), error);
}

static gboolean
read_hidden (const char              *key,
             const char              *value,
             VitrineMenagerieOptions *options,
             GError                 **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", 2);

  if (g_strv_length (parts) != 2)
    return bad_value (key, value, "SPECIES:RATE", error);
  return read_class (key, parts[0], &options->hidden_species, error)
         && read_rate (key, parts[1], &options->hidden, error);
}

static gboolean
read_option (VitrineMenagerieOptions *options,
             const char              *key,
             const char              *value,
             GError                 **error)
{
  guint64 number = 0;

  if (strcmp (key, "seed") == 0)
    return read_uint (key, value, 0, G_MAXUINT64, &options->seed, error);
  if (strcmp (key, "count") == 0)
    {
      if (!read_uint (key, value, 1, 1000000, &number, error))
        return FALSE;
      options->count = (guint) number;
      return TRUE;
    }
  if (strcmp (key, "size") == 0)
    {
      if (!read_uint (key, value, 128, 1024, &number, error))
        return FALSE;
      options->size = (guint) number;
      return TRUE;
    }
  if (strcmp (key, "species") == 0)
    return read_class (key, value, &options->species, error);
  if (strcmp (key, "hat") == 0)
    return read_tie (key, value, &options->hat, error);
  if (strcmp (key, "scarf") == 0)
    return read_tie (key, value, &options->scarf, error);
  if (strcmp (key, "asleep") == 0)
    return read_tie (key, value, &options->asleep, error);
  if (strcmp (key, "background") == 0)
    return read_background (key, value, options, error);
  if (strcmp (key, "hidden") == 0)
    return read_hidden (key, value, options, error);
  if (strcmp (key, "mislabelled") == 0)
    return read_rate (key, value, &options->mislabelled, error);
  if (strcmp (key, "negatives") == 0)
    return read_rate (key, value, &options->negatives, error);
  if (strcmp (key, "occlusion") == 0)
    return read_rate (key, value, &options->occlusion, error);
  if (strcmp (key, "clutter") == 0)
    return read_rate (key, value, &options->clutter, error);
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("sample: there is no option “%s”"), key);
  return FALSE;
}

gboolean
vitrine_menagerie_options_parse (VitrineMenagerieOptions *options,
                                 const char              *query,
                                 GError                 **error)
{
  g_auto (GStrv) pairs = NULL;

  g_return_val_if_fail (options != NULL, FALSE);
  if (!query || *query == '\0')
    return TRUE;
  pairs = g_strsplit (query, "&", -1);
  for (guint i = 0; pairs[i]; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (*pairs[i] == '\0')
        continue;
      if (!equals)
        return bad_value (pairs[i], "", "KEY=VALUE", error);
      *equals = '\0';
      if (!read_option (options, pairs[i], equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static void add (GString    *query,
                 const char *format,
                 ...) G_GNUC_PRINTF (2, 3);

static void
add (GString    *query,
     const char *format,
     ...)
{
  va_list args;

  if (query->len > 0)
    g_string_append_c (query, '&');
  va_start (args, format);
  g_string_append_vprintf (query, format, args);
  va_end (args);
}

static void
add_rate (GString    *query,
          const char *key,
          double      rate)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  add (query, "%s%s%s", key, *key && key[strlen (key) - 1] != ':' ? "=" : "",
       g_ascii_formatd (text, sizeof text, "%.10g", rate));
}

static void
add_tie (GString                   *query,
         const char                *key,
         const VitrineMenagerieTie *tie)
{
  char rate[G_ASCII_DTOSTR_BUF_SIZE], elsewhere[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (rate, sizeof rate, "%.10g", tie->rate);
  g_ascii_formatd (elsewhere, sizeof elsewhere, "%.10g", tie->rate_elsewhere);
  if (tie->species < 0)
    add (query, "%s%s", key, elsewhere);
  else if (tie->rate_elsewhere < 0.0)
    add (query, "%s%s:%s", key, vitrine_menagerie_class_name ((guint) tie->species), rate);
  else
    add (query, "%s%s:%s:%s", key, vitrine_menagerie_class_name ((guint) tie->species), rate, elsewhere);
}

static gboolean
same_tie (const VitrineMenagerieTie *a,
          const VitrineMenagerieTie *b)
{
  return a->species == b->species && a->rate_elsewhere == b->rate_elsewhere
         && (a->species < 0 || a->rate == b->rate);
}

char *
vitrine_menagerie_options_query (const VitrineMenagerieOptions *options)
{
  GString *query = g_string_new (NULL);

  if (options->seed != usual.seed)
    add (query, "seed=%" G_GUINT64_FORMAT, options->seed);
  if (options->count != usual.count)
    add (query, "count=%u", options->count);
  if (options->size != usual.size)
    add (query, "size=%u", options->size);
  if (options->species >= 0)
    add (query, "species=%s", vitrine_menagerie_class_name ((guint) options->species));
  if (!same_tie (&options->hat, &usual.hat))
    add_tie (query, "hat=", &options->hat);
  if (!same_tie (&options->scarf, &usual.scarf))
    add_tie (query, "scarf=", &options->scarf);
  if (!same_tie (&options->asleep, &usual.asleep))
    add_tie (query, "asleep=", &options->asleep);
  if (options->background.species >= 0)
    {
      g_autofree char *key = g_strdup_printf (
        "background=%s:", vitrine_scene_background_name (options->background_kind));

      add_tie (query, key, &options->background);
    }
  if (options->hidden > 0.0 && options->hidden_species >= 0)
    {
      g_autofree char *key = g_strdup_printf (
        "hidden=%s:", vitrine_menagerie_class_name ((guint) options->hidden_species));

      add_rate (query, key, options->hidden);
    }
  if (options->mislabelled > 0.0)
    add_rate (query, "mislabelled", options->mislabelled);
  if (options->negatives >= 0.0)
    add_rate (query, "negatives", options->negatives);
  if (options->occlusion != usual.occlusion)
    add_rate (query, "occlusion", options->occlusion);
  if (options->clutter != usual.clutter)
    add_rate (query, "clutter", options->clutter);
  return g_string_free (query, FALSE);
}
