/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON that may be of another kind than they should: those are passed over.  One thread at a time for each
 * reader. */
#pragma once

#include "base/vt-json.h"

G_BEGIN_DECLS

/* A number; not a number for anything else: null, "NaN", a text. */
double   vitrine_boxes_json_number (VtJson *json);
/* true, or a number other than 0. */
gboolean vitrine_boxes_json_flag   (VtJson *json);
/* A text; NULL for anything else and for an empty one.  (transfer full) */
char    *vitrine_boxes_json_text   (VtJson *json);
/* The same, in place of what `slot` holds. */
void     vitrine_boxes_json_take   (VtJson *json, char **slot);
/* An id, which is a number or, in files of some programs, a text, in place of what `slot` holds; NULL for anything else. */
void     vitrine_boxes_json_take_id (VtJson *json, char **slot);
/* Goes into a list or an object as `open` says; FALSE: past a value of another kind. */
gboolean vitrine_boxes_json_enter  (VtJson *json, char open);
/* Whether a file is an object that has a member `name` and one of `others` (NULL-terminated). */
gboolean vitrine_boxes_json_has    (const char *text, gsize length, const char *name, const char *const *others);

G_END_DECLS
