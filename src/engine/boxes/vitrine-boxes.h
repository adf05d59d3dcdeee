/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes that files tell of, object → part → template: what COCO, VOC, LabelMe and tables of boxes have in common.
 * Coordinates are pixels of the whole photo, pixel (i, j) covers i … i+1 × j … j+1, however the file counts.  One
 * thread at a time. */
#pragma once

#include "base/vt-job.h"
#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

#define VITRINE_BOXES_MAX_SKIPPED 1000

typedef struct
{
  char      *name;            /* "head" */
  char      *template_name;   /* NULL: not told */
  VitrineBox box;             /* a point has no width and height */
  gboolean   mirrored;
} VitrineBoxesPart;

typedef struct
{
  char      *id;              /* what Vitrine calls the picture of this object; NULL: not told */
  char      *class_name;      /* NULL: not told */
  gboolean   has_box;         /* else it is the whole photo */
  VitrineBox box;
  GPtrArray *parts;           /* VitrineBoxesPart */
  GPtrArray *attributes;      /* char *: "difficult", "facing left" */
} VitrineBoxesObject;

typedef struct
{
  char      *file;            /* as the file names it, with / between folders */
  char      *path;            /* where it lies on this machine, for writing; NULL: not told */
  guint      width, height;   /* 0: not told */
  GPtrArray *objects;         /* VitrineBoxesObject */
  GPtrArray *attributes;      /* char *, of the picture as a whole */
} VitrineBoxesPicture;

typedef struct
{
  GPtrArray *pictures;        /* VitrineBoxesPicture */
  GPtrArray *skipped;         /* char *: "entry: reason" */
  guint      n_more_skipped;  /* past VITRINE_BOXES_MAX_SKIPPED */
} VitrineBoxes;

VitrineBoxes        *vitrine_boxes_new         (void);
void                 vitrine_boxes_free        (VitrineBoxes *self);

/* The names are copied; the result is borrowed.  `file` has its backslashes and "./" put right. */
VitrineBoxesPicture *vitrine_boxes_add_picture (VitrineBoxes *self, const char *file);
/* A size that no picture has leaves it untold. */
void                 vitrine_boxes_set_size    (VitrineBoxesPicture *picture, double width, double height);
VitrineBoxesObject  *vitrine_boxes_add_object  (VitrineBoxesPicture *picture, const char *class_name, const VitrineBox *box);
VitrineBoxesPart    *vitrine_boxes_add_part    (VitrineBoxesObject *object, const char *name, const VitrineBox *box);
/* Moves everything of `other` behind what is there; `other` is left empty. */
void                 vitrine_boxes_take        (VitrineBoxes *self, VitrineBoxes *other);
/* Says what was left out. */
void                 vitrine_boxes_skip        (VitrineBoxes *self, const char *entry, const char *reason);
/* A sentence that names its entry itself. */
void                 vitrine_boxes_skip_said   (VitrineBoxes *self, const char *line);
/* The same with a place in front: "annotations[12]". */
void                 vitrine_boxes_skip_nth    (VitrineBoxes *self, const char *list, gsize nth, const char *reason);
/* Lists everything that is skipped, with a last line for what was only counted.  (transfer full) */
GStrv                vitrine_boxes_list_skipped (const VitrineBoxes *self);
guint                vitrine_boxes_count_skipped (const VitrineBoxes *self);
/* All parts of all objects. */
guint                vitrine_boxes_count_parts (const VitrineBoxes *self);

/* Where a file tells no parts at all, its objects become parts of whole photos.  TRUE when that was done. */
gboolean             vitrine_boxes_objects_to_parts (VitrineBoxes *self);
/* Cuts boxes at the border of pictures whose size is told and leaves out, with a word, what lies outside. */
void                 vitrine_boxes_clip        (VitrineBoxes *self);

/* Whether the numbers make a box of a picture: finite, not beyond a million, no negative side. */
gboolean             vitrine_boxes_is_good     (const VitrineBox *box);
/* "photos/a.jpg" of the picture "photos/a.jpg#2".  (transfer full) */
char                *vitrine_boxes_file_of     (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineBoxes, vitrine_boxes_free)

G_END_DECLS
