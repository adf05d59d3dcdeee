/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command of vitrine-cli is one file with one descriptor.  It gives its answer as a JSON tree; main prints the
 * tree as it is with --json and as tables for a person without. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/vt-job.h"
#include "base/vt-parallel.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_FLAG,       /* gboolean */
  CLI_INT,        /* int */
  CLI_DOUBLE,     /* double */
  CLI_STRING,     /* char * */
  CLI_FILE,       /* char *, in the file system's encoding */
  CLI_STRINGS,    /* GStrv; may be given several times */
} CliKind;

/* One option: where its value goes in the command's own struct. */
typedef struct
{
  const char *name;       /* "layer" is --layer */
  char        letter;     /* 'o' is -o; 0: none; -q is --quiet everywhere */
  CliKind     kind;
  gsize       offset;
  const char *value;      /* what help calls the value: "FILE" */
  const char *summary;
} CliOption;

/* What a command is called with. */
typedef struct
{
  char         **args;    /* without the command and the options; NULL-terminated */
  guint          n_args;
  gconstpointer  options; /* the command's own struct, filled */
  VtPool        *pool;
  const VtJob   *job;     /* shows progress; stops at Ctrl-C */
} CliCall;

typedef struct
{
  const char      *name;          /* "info", "parts evaluate" */
  const char      *arguments;     /* "MODEL PICTURE…" */
  const char      *summary;       /* one sentence */
  const char      *details;       /* more for --help, or NULL */
  guint            min_args, max_args;
  gsize            options_size;
  const CliOption *options;       /* ended by name NULL; NULL: none */
  gconstpointer    defaults;      /* options_size bytes without strings, or NULL for zeros */

  /* Returns the answer (transfer full).  With an error it may still return what was finished, which is printed.
   * An error of G_OPTION_ERROR means the command was used wrongly. */
  JsonNode      *(*run) (const CliCall *call, GError **error);
} CliCommand;

/* All commands, NULL-terminated. */
extern const CliCommand *const cli_command_table[];

/* Sets an error of use ("--layer is missing") and returns NULL. */
gpointer cli_usage_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
