/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of Broden (Bau et al. 2017): index.csv (a line a picture, a column for each category with numbers of labels or
 * files of masks, several with ; between them) and label.csv (number, name, category). */
#pragma once

#include "engine/boxes/vitrine-boxes.h"

G_BEGIN_DECLS

typedef struct
{
  char      *image, *split;             /* split NULL: not told */
  guint      width, height;             /* of the picture */
  GPtrArray *attributes;                /* char *: names of labels of the whole picture */
  GPtrArray *masks;                     /* char *: files of objects and parts, below images/ */
} VitrineBrodenRow;

typedef struct
{
  GPtrArray  *rows;                     /* VitrineBrodenRow */
  GHashTable *labels;                   /* number → char * */
} VitrineBroden;

/* Looks at no file.  Lines that make no sense are told to `boxes` and left out.  NULL with an error when a table does not
 * begin as it should. */
VitrineBroden *vitrine_broden_parse (const char *index, gsize index_length, const char *labels, gsize labels_length,
                                     VitrineBoxes *boxes, GError **error);
void           vitrine_broden_free  (VitrineBroden *self);
/* The boxes around the labels of a mask (RGB, label = red + 256 green, 0 is none), scaled to the picture, as parts of
 * `object`. */
void           vitrine_broden_add_mask (const VitrineBroden *self, const VitrineBrodenRow *row, const VitrineImage *mask,
                                        VitrineBoxesObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineBroden, vitrine_broden_free)

G_END_DECLS
