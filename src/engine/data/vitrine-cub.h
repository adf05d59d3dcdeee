/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text tables of CUB-200-2011 (Wah et al. 2011): images.txt, image_class_labels.txt,
 * classes.txt, train_test_split.txt, bounding_boxes.txt, parts/parts.txt, parts/part_locs.txt. */
#pragma once

#include "engine/data/vitrine-reader.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_CUB_IMAGES,
  VITRINE_CUB_LABELS,
  VITRINE_CUB_CLASSES,
  VITRINE_CUB_SPLIT,
  VITRINE_CUB_BOXES,
  VITRINE_CUB_PARTS,
  VITRINE_CUB_PART_LOCS,
  VITRINE_CUB_N_TABLES,
} VitrineCubTable;

typedef struct
{
  const char *text;      /* NULL: the table is missing */
  gsize       length;
} VitrineCubText;

/* The pictures that the tables describe, in the order of images.txt, with paths below `root`; no
 * file is looked at.  Lines that make no sense are told to `reader` (may be NULL) and left out. */
GPtrArray *vitrine_cub_parse (const char           *root,
                              const VitrineCubText  texts[VITRINE_CUB_N_TABLES],
                              VitrineReader        *reader);

G_END_DECLS
