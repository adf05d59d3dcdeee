/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON tree for a person: values as lines, lists of objects as tables. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Text of `node`; (transfer full). */
char *cli_print_text (JsonNode *node);
/* JSON of `node`, indented; (transfer full). */
char *cli_print_json (JsonNode *node);

G_END_DECLS
