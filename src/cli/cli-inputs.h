/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What most commands begin with: a model, pictures, a layer; and pieces of answers that several give. */
#pragma once

#include "base/vt-constant.h"
#include "cli/cli-command.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-evaluate.h"

G_BEGIN_DECLS

VitrineModel   *cli_open_model     (const char *path, GError **error);
/* Pictures of files, folders and sample:pictures, in order; NULL with an error when there are none.
 * (element-type VitrinePicture) */
GPtrArray      *cli_list_pictures  (char **paths, const VtJob *job, GError **error);
/* A folder or sample:pictures; NULL with an error when it holds no picture. */
VitrineDataset *cli_open_dataset   (const char *path, const VtJob *job, GError **error);
/* Its pictures of one class, or all when `class_name` is NULL; NULL with an error when there are none.
 * (element-type VitrinePicture) */
GPtrArray      *cli_read_pictures  (const char *path, const char *class_name, const VtJob *job, GError **error);

/* Constants of a method that --set may change: a struct and the table that describes it. */
typedef struct
{
  const VtConstant *table;
  gpointer          constants;
} CliConstants;

/* Each "NAME=VALUE" of `settings` (may be NULL) into the first of the `n` sets that has the name.  FALSE with an
 * error that says what there is. */
gboolean        cli_set_constants  (char **settings, const CliConstants *sets, guint n, GError **error);
/* The number of `word` (NULL: 0) among `words`, NULL-terminated; FALSE with an error that lists them. */
gboolean        cli_choose         (const char *option, const char *word, const char *const *words, int *number,
                                    GError **error);
/* A layer by name; NULL is the main output.  −1 with an error that offers names. */
int             cli_find_node      (VitrineModel *model, const char *layer, GError **error);
/* A tensor for the model's input from a .npy file; its size must be right. */
VtTensor       *cli_load_input     (VitrineModel *model, const char *path, GError **error);

/* Options of the commands that look at one picture. */
typedef struct
{
  gboolean exact;
  char    *layer, *output, *input, *save_input;
  int      class_index;
} CliLook;

/* Evaluates the model of argument 0 on the picture of argument 1 or on --input.  `ask` has what is wanted besides. */
VitrineActivation *cli_look (const CliCall *call, const CliLook *look, VitrineModel *model, VitrineAsk *ask,
                             GError **error);

/* ---- members of an answer ---- */

void cli_add_string (JsonBuilder *b, const char *name, const char *value);     /* NULL becomes null */
void cli_add_int    (JsonBuilder *b, const char *name, gint64 value);
void cli_add_double (JsonBuilder *b, const char *name, double value);          /* not a number becomes null */
void cli_add_flag   (JsonBuilder *b, const char *name, gboolean value);
void cli_add_strings (JsonBuilder *b, const char *name, const char *const *values);     /* NULL-terminated */
void cli_add_shape  (JsonBuilder *b, const char *name, const VtShape *shape);
/* "file", "shape", "min", "max", "mean" of a tensor that was written. */
void cli_add_tensor (JsonBuilder *b, const char *file, const VtTensor *tensor);
JsonNode *cli_finish (JsonBuilder *b);                                         /* (transfer full) */

G_END_DECLS
