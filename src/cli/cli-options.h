/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a command's table of options to its filled struct. */
#pragma once

#include "cli/cli-command.h"

G_BEGIN_DECLS

/* Options that every command has. */
typedef struct
{
  gboolean json;
  gboolean quiet;
  int      threads;
} CliCommon;

/* Parses `argv` (the words after the command's name, with a program name in front).  Returns the command's struct, which
 * cli_options_free() frees; `args` gets the words left (free with g_strfreev). */
gpointer cli_options_parse (const CliCommand *command, char **argv, CliCommon *common, char ***args, GError **error);
void     cli_options_free  (const CliCommand *command, gpointer options);

G_END_DECLS
