/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that measure an explanatory graph begin with. */
#pragma once

#include "cli/cli-inputs.h"
#include "engine/parts/vitrine-graph-places.h"

G_BEGIN_DECLS

/* A graph that was learned from this network; an error of use when it was another. */
VtXGraph           *cli_load_graph   (const char *path, VitrineModel *model, GError **error);
/* Reads the model, pictures and graph of a call and finds the `most` best nodes (0: all) on the pictures.  (out) `graph`
 * (transfer full). */
VitrineGraphPlaces *cli_graph_places (const CliCall *call, const char *path, const char *class_name, const char *cache,
                                      guint most, VtXGraph **graph, GError **error);

G_END_DECLS
