/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of ILSVRC Animal-Part say (Zhang et al., AAAI 2017): object boxes from
 * data.mat, part boxes from truth_partNN.mat or parts.csv.  All in pixels of the whole photo,
 * 0-based. */
#pragma once

#include "engine/data/vitrine-mat.h"
#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

typedef struct
{
  guint       index;         /* picture img/%05d.jpg, from 1; 0 when `file` is given */
  char       *file;          /* relative to the set's folder, or NULL */
  guint       width, height; /* of the picture; 0: not told */
  gboolean    has_object;
  VitrineBox  object;
  guint       part;          /* 1 head, 2 front legs; 0: none */
  VitrineBox  box;           /* of the part */
} VitrineAnimalRow;

/* Rows are freed with the array. */
GArray *vitrine_animal_rows_new (void);

/* samples(i).obj.bndbox: one row for each picture that has one. */
gboolean vitrine_animal_read_objects (const VitrineMat *mat,
                                      GArray           *rows,
                                      GError          **error);
/* truth(i): centre [y; x] and size [h; w], one column a candidate, in the 224 × 224 warp of the
 * object box. */
gboolean vitrine_animal_read_truth   (const VitrineMat *mat,
                                      guint             part,
                                      GArray           *rows,
                                      GError          **error);
/* The table "file,wnid,img_w,img_h,obj_xmin,…,part,part_xmin,…". */
gboolean vitrine_animal_read_csv     (const char       *text,
                                      gsize             length,
                                      GArray           *rows,
                                      GError          **error);

/* "n02129604" → "tiger"; NULL for what is none of the thirty. */
const char *vitrine_animal_class     (const char       *wnid);

G_END_DECLS
