/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON that may be of another kind than they should: those are passed over. */
#pragma once

#include "base/vt-json.h"

G_BEGIN_DECLS

/* A number; not a number for anything else: null, "NaN", a text. */
double vitrine_boxes_json_number (VtJson *json);
/* A text; NULL for anything else.  (transfer full) */
char  *vitrine_boxes_json_text   (VtJson *json);
/* The same, in place of what `slot` holds. */
void   vitrine_boxes_json_take   (VtJson *json, char **slot);

G_END_DECLS
