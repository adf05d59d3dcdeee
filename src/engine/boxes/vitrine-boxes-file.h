/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of files that tell of boxes.
 *
 * Where a format has no word for what Vitrine knows, the word is Vitrine's own and other programs go past it (docs/boxes.md
 * has examples):
 *
 *   COCO      a part is an annotation whose category has the supercategory "part" and whose "parent" is the id of its
 *             object; "attributes" has "template" and "mirrored" of a part, "picture" and "whole_picture" of an object
 *   VOC       <part> has <template> and <mirrored> beside name and bndbox, <object> has <picture> and <whole>
 *   LabelMe   "group_id" joins a part to its object, "flags" has "mirrored", and each shape has "role"
 *             ("object" or "part") and "template", its object "picture" and "whole"
 *   CSV       a column each
 *
 * All functions: any thread. */
#pragma once

#include "engine/boxes/vitrine-boxes.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;             /* "coco" */
  const char *title;          /* for people, untranslated: names of formats */
  const char *ending;         /* of a file: ".json" */
  gboolean    folder;         /* one file a picture, in a folder */
  gboolean    needs_size;     /* pictures of unknown size cannot be told of */

  /* Whether the content (without a byte order mark) is of this kind, by the look of it. */
  gboolean  (*is)    (const char *text, gsize length);
  /* Adds what the text tells to `boxes`.  `name` is of the file, for messages; entries that make no sense are told to
   * `boxes` and left out. */
  gboolean  (*read)  (VitrineBoxes *boxes, const char *text, gsize length, const char *name, const VtJob *job,
                      GError **error);
  /* Writes to a file, or into a folder that is made at need and where no file is replaced. */
  gboolean  (*write) (const VitrineBoxes *boxes, const char *path, const VtJob *job, GError **error);
} VitrineBoxesFormat;

/* All kinds, NULL-terminated. */
extern const VitrineBoxesFormat *const vitrine_boxes_formats[];

/* What COCO files begin with that Vitrine wrote. */
#define VITRINE_BOXES_OURS "Part boxes of Vitrine"

/* By id; NULL: none. */
const VitrineBoxesFormat *vitrine_boxes_format    (const char *id);
/* Told by the content; NULL: none of these. */
const VitrineBoxesFormat *vitrine_boxes_recognise (const char *text, gsize length);
/* The kind of the file, or of the first such file in a folder; NULL: none. */
const VitrineBoxesFormat *vitrine_boxes_kind_of   (const char *path);

/* Reads a file, or all such files of a folder (and of its Annotations folder), whatever of the four they are.  In a
 * folder, files that are damaged are told and left out. */
VitrineBoxes *vitrine_boxes_read  (const char *path, const VtJob *job, GError **error);

/* For the formats that write one file a picture: `text` into `folder`, called like the picture, with `ending`.
 * `taken` has the names that were given in this run. */
gboolean      vitrine_boxes_put   (const char *folder, const VitrineBoxesPicture *picture, const char *ending,
                                   const char *text, GHashTable *taken, GError **error);
/* "“NAME”, line N: FAULT" as an error; FALSE. */
gboolean      vitrine_boxes_fault (GError **error, const char *name, const char *text, gsize at, const char *fault);
/* `path` seen from `folder`, both absolute.  (transfer full) */
char         *vitrine_boxes_relative (const char *path, const char *folder);

extern const VitrineBoxesFormat vitrine_boxes_coco, vitrine_boxes_voc, vitrine_boxes_labelme, vitrine_boxes_csv;

G_END_DECLS
