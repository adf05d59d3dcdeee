/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli: finds the command, parses its options, runs it, prints its answer.  Exit codes: 0 it went well, 1 it
 * failed or was stopped, 2 it was used wrongly. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/vt-error.h"
#include "cli/cli-command.h"
#include "cli/cli-options.h"
#include "cli/cli-print.h"
#include "cli/cli-progress.h"
#include "engine/vitrine-locale.h"

enum { EXIT_OK, EXIT_FAILED, EXIT_USAGE };

/* The command with the most words that begin `argv`, and how many words those are. */
static const CliCommand *
find_command (char **argv,
              guint *n_words)
{
  const CliCommand *found = NULL;

  *n_words = 0;
  for (guint i = 0; cli_command_table[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (cli_command_table[i]->name, " ", 0);
      guint n = 0;

      while (words[n] != NULL && argv[n] != NULL && g_str_equal (words[n], argv[n]))
        n++;
      if (words[n] == NULL && n > *n_words)
        {
          *n_words = n;
          found = cli_command_table[i];
        }
    }
  return found;
}

static void
print_help (FILE *out)
{
  fprintf (out, _("Usage: vitrine-cli COMMAND …\n\nLooks inside neural networks that see pictures.\n\nCommands:\n"));
  for (guint i = 0; cli_command_table[i] != NULL; i++)
    fprintf (out, "  %-16s %s\n", cli_command_table[i]->name, gettext (cli_command_table[i]->summary));
  fprintf (out, _("\n“vitrine-cli COMMAND --help” says more.  A MODEL is a file of ONNX, PyTorch,\n"
                  "safetensors or MatConvNet, or sample:network;\n"
                  "PICTURES are files, folders or sample:pictures.\n"));
}

static int
run_command (const CliCommand *command,
             gconstpointer     options,
             char            **args,
             const CliCommon  *common)
{
  CliProgress progress;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPool) pool = vt_pool_new ((guint) CLAMP (common->threads, 0, 256));

  cli_progress_init (&progress, !common->quiet);

  const CliCall call = { args, g_strv_length (args), options, pool, &progress.job };
  g_autoptr (JsonNode) answer = command->run (&call, &error);

  cli_progress_clear (&progress);
  if (answer != NULL)
    {
      g_autofree char *text = common->json ? cli_print_json (answer) : cli_print_text (answer);

      fputs (text, stdout);
    }
  if (fflush (stdout) != 0)
    {
      fprintf (stderr, "vitrine-cli: %s\n", _("The answer could not be written."));
      return EXIT_FAILED;
    }
  if (error == NULL)
    return EXIT_OK;
  if (g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    fprintf (stderr, "vitrine-cli: %s\n", answer != NULL ? _("Stopped; what was finished is kept.") : _("Stopped."));
  else
    fprintf (stderr, "vitrine-cli: %s\n", error->message);
  return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
}

int
main (int    argc,
      char **argv)
{
  vitrine_locale_init ();

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help (argc < 2 ? stderr : stdout);
      return argc < 2 ? EXIT_USAGE : EXIT_OK;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("vitrine-cli %s\n", VITRINE_VERSION);
      return EXIT_OK;
    }

  guint n_words = 0;
  const CliCommand *command = find_command (argv + 1, &n_words);

  if (command == NULL)
    {
      fprintf (stderr, _("vitrine-cli: there is no command “%s”.\n"), argv[1]);
      print_help (stderr);
      return EXIT_USAGE;
    }

  g_autofree char *program = g_strconcat ("vitrine-cli ", command->name, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) args = NULL;
  CliCommon common = { 0 };

  g_set_prgname (program);
  argv[n_words] = program;

  gpointer options = cli_options_parse (command, argv + n_words, &common, &args, &error);

  if (options == NULL)
    {
      fprintf (stderr, "vitrine-cli: %s\n", error->message);
      return EXIT_USAGE;
    }

  const int status = run_command (command, options, args, &common);

  cli_options_free (command, options);
  return status;
}
