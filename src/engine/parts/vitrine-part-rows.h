/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rows of a project to what mining is given, and graphs as the project would have them.  All functions: any
 * thread, as far as what they are given allows. */
#pragma once

#include "parts/vt-aog-prune.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/project/vitrine-project.h"

G_BEGIN_DECLS

/* Boxes (rows of VitrinePartBox) of one template as VitrineStudyBox; those on pictures that are not among the first
 * `n` of the set are left out.  (transfer full) */
GArray *vitrine_part_rows_boxes     (GPtrArray      *boxes,
                                     gint64          template_id,
                                     VitrineDataset *dataset,
                                     guint           n);
/* Rows of VitrineDrop as VtDrop; those of layers that the space does not have are left out.  (transfer full) */
GArray *vitrine_part_rows_drops     (GPtrArray      *rows,
                                     VtPartSpace    *space);
/* Names what a template is mined from.  (transfer full) */
char   *vitrine_part_rows_key       (const char     *id,
                                     GArray         *boxes);

/* Takes over `aog` and gives one whose templates stand by their numbers, so that the same boxes make the same graph
 * in whatever order they were drawn, undone and redone. */
VtAog  *vitrine_part_graph_in_order (VtAog          *aog);
/* SHA-256 in hex over the graph as it is saved.  (transfer full) */
char   *vitrine_part_graph_hash     (VtAog          *aog);

G_END_DECLS
