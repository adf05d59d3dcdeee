/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of what files tell of boxes. */
#pragma once

#include "engine/boxes/vitrine-boxes.h"
#include "engine/data/vitrine-reader.h"

G_BEGIN_DECLS

/* Gives the photos of `boxes` (which are cut at their borders) to the reader: each object is a picture.  They lie below
 * `root`.  With `others` all other photos there come behind them.  What was skipped is told. */
gboolean vitrine_emit_boxes (VitrineReader *self, VitrineBoxes *boxes, const char *root, gboolean others, GError **error);
/* Tells the reader what was left out of `boxes`. */
void     vitrine_reader_take_skipped (VitrineReader *self, const VitrineBoxes *boxes);

G_END_DECLS
