/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a COCO file says, row by row, before its rows are joined. */
#pragma once

#include "engine/boxes/vitrine-boxes.h"

G_BEGIN_DECLS

typedef struct
{
  char  *id, *file;
  double width, height;
} CocoImage;

typedef struct
{
  char      *id, *name, *super;
  GPtrArray *points;          /* char *: names of key points, or NULL */
} CocoCategory;

typedef struct
{
  char      *id, *image, *category, *parent, *template_name, *picture;
  VitrineBox box;
  gboolean   has_box, mirrored, whole, crowd;
  GArray    *points;          /* double: x, y, seen for each; or NULL */
  GPtrArray *parts;           /* VitrineBoxesPart, or NULL: a list of the annotation's own */
  GPtrArray *attributes;      /* char *, or NULL */
  gsize      nth;             /* among the annotations */
} CocoAnnotation;

typedef struct
{
  GPtrArray *images, *categories, *annotations;
} CocoRows;

/* Joins rows by their ids, in whatever order the file had its lists. */
void vitrine_boxes_coco_join (VitrineBoxes *boxes, const CocoRows *rows);

gboolean vitrine_boxes_coco_write (const VitrineBoxes *boxes, const char *path, const VtJob *job, GError **error);

G_END_DECLS
