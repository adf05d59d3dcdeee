/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a command, by GOption. */
#include "config.h"

#include "cli/cli-options.h"

#include <glib/gi18n.h>

static const GOptionArg arg_of_kind[] = {
  [CLI_FLAG] = G_OPTION_ARG_NONE,
  [CLI_INT] = G_OPTION_ARG_INT,
  [CLI_DOUBLE] = G_OPTION_ARG_DOUBLE,
  [CLI_STRING] = G_OPTION_ARG_STRING,
  [CLI_FILE] = G_OPTION_ARG_FILENAME,
  [CLI_STRINGS] = G_OPTION_ARG_STRING_ARRAY,
};

/* gettext ("") would give the header of the translation. */
static const char *
cli_arguments (const CliCommand *command)
{
  return *command->arguments != 0 ? gettext (command->arguments) : "";
}

static GOptionContext *
context_new (const CliCommand *command,
             gpointer          options,
             CliCommon        *common)
{
  g_autofree char *about = g_strconcat (cli_arguments (command), "\n\n", gettext (command->summary), NULL);
  GOptionContext *context = g_option_context_new (about);
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  for (const CliOption *o = command->options; o != NULL && o->name != NULL; o++)
    {
      const GOptionEntry entry = {
        o->name, o->letter, 0, arg_of_kind[o->kind], (char *) options + o->offset, gettext (o->summary), o->value
      };

      g_array_append_val (entries, entry);
    }

  const GOptionEntry shared[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &common->json, _("Answer in JSON"), NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &common->threads, _("Number of threads (0: one for each processor)"), "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &common->quiet, _("Show no progress"), NULL },
  };

  g_array_append_vals (entries, shared, G_N_ELEMENTS (shared));
  g_option_context_add_main_entries (context, (const GOptionEntry *) (gpointer) entries->data, GETTEXT_PACKAGE);
  if (command->details != NULL)
    g_option_context_set_description (context, gettext (command->details));
  return context;
}

gpointer
cli_options_parse (const CliCommand *command,
                   char            **argv,
                   CliCommon        *common,
                   char           ***args,
                   GError          **error)
{
  gpointer options = g_malloc0 (MAX (command->options_size, 1));
  g_auto (GStrv) words = g_strdupv (argv);

  if (command->defaults != NULL)
    memcpy (options, command->defaults, command->options_size);

  g_autoptr (GOptionContext) context = context_new (command, options, common);

  if (!g_option_context_parse_strv (context, &words, error))
    {
      cli_options_free (command, options);
      return NULL;
    }

  guint n = g_strv_length (words) - 1;
  char **rest = words + 1;

  if (n > 0 && g_str_equal (rest[0], "--"))
    {
      rest++;
      n--;
    }
  if (n < command->min_args || (command->max_args > 0 && n > command->max_args))
    {
      cli_usage_error (error, _("“%s” is used like this: vitrine-cli %s %s"), command->name, command->name,
                       cli_arguments (command));
      cli_options_free (command, options);
      return NULL;
    }
  *args = g_strdupv (rest);
  return options;
}

void
cli_options_free (const CliCommand *command,
                  gpointer          options)
{
  for (const CliOption *o = command->options; o != NULL && o->name != NULL; o++)
    {
      gpointer *at = (gpointer *) ((char *) options + o->offset);

      if (o->kind == CLI_STRING || o->kind == CLI_FILE)
        g_free (*at);
      else if (o->kind == CLI_STRINGS)
        g_strfreev (*at);
    }
  g_free (options);
}

gpointer
cli_usage_error (GError    **error,
                 const char *format,
                 ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return NULL;
}
