/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friend of parts evaluate. */
#pragma once

#include "cli/cli-command.h"

G_BEGIN_DECLS

typedef struct
{
  const char *graph, *class_name, *part, *cache;
  guint       boxes, seeds;
  guint64     seed;
} CliPartsGraph;

JsonNode *cli_parts_by_graph (const CliCall *call, const CliPartsGraph *ask, GError **error);

G_END_DECLS
