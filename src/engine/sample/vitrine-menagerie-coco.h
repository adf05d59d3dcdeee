/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth of a picture as COCO objects (cocodataset.org, “data format”), with what COCO has no word for
 * under keys of our own. */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/sample/vitrine-menagerie.h"

G_BEGIN_DECLS

/* One object for each class but the background, with the names of its key points. (transfer full) */
JsonArray *vitrine_menagerie_coco_categories (void);

/* One of "images". (transfer full) */
JsonNode  *vitrine_menagerie_coco_image      (const VitrineScene *scene,
                                              const char         *file_name,
                                              const char         *mask_name);

/* One of "annotations"; NULL when no animal is to be seen. (transfer full) */
JsonNode  *vitrine_menagerie_coco_annotation (const VitrineScene      *scene,
                                              const VitrineSceneTruth *truth);

G_END_DECLS
