/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item of a data set: a photo, or one object in a photo, with what the set says about it.
 * Immutable once it is in a data set; any thread may read. */
#pragma once

#include <glib-object.h>

#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

/* Truth about one part, in pixels of the photo. */
typedef struct
{
  const char *name;         /* interned */
  VitrineBox  box;          /* a point has no width and height */
} VitrinePartTruth;

/* Properties (read-only): id, name, class-name (strings, class-name may be NULL). */
#define VITRINE_TYPE_PICTURE (vitrine_picture_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePicture, vitrine_picture, VITRINE, PICTURE, GObject)

/* Stable key inside its data set: the relative path, with "#2" for the second object of a photo. */
const char   *vitrine_picture_get_id         (VitrinePicture *self);
/* File to read, or "sample:pictures/7?…", or "idx:FILE#7": not a file of its own. */
const char   *vitrine_picture_get_path       (VitrinePicture *self);
gboolean      vitrine_picture_is_file        (VitrinePicture *self);
/* For people: the last piece of the path. */
const char   *vitrine_picture_get_name       (VitrinePicture *self);
/* NULL when the set has no classes. */
const char   *vitrine_picture_get_class_name (VitrinePicture *self);
/* "train", "test", or NULL. */
const char   *vitrine_picture_get_split      (VitrinePicture *self);
/* 0 when the set does not say; vitrine_picture_load() knows. */
guint         vitrine_picture_get_width      (VitrinePicture *self);
guint         vitrine_picture_get_height     (VitrinePicture *self);
/* The object in the photo, or NULL: the whole photo. */
const VitrineBox *vitrine_picture_get_box    (VitrinePicture *self);

guint         vitrine_picture_get_n_parts    (VitrinePicture *self);
const VitrinePartTruth *vitrine_picture_get_part  (VitrinePicture *self,
                                                   guint           i);
/* The first truth of a part of this name; NULL: the picture does not show it. */
const VitrinePartTruth *vitrine_picture_find_part (VitrinePicture *self,
                                                   const char     *name);
/* Whether somebody looked for parts here at all (a picture without head may be unannotated). */
gboolean      vitrine_picture_is_annotated   (VitrinePicture *self);

/* What the set says about the picture as a whole ("facing-left", "asleep"): interned names, NULL-terminated, borrowed. */
const char *const *vitrine_picture_get_attributes (VitrinePicture *self);
gboolean      vitrine_picture_has_attribute  (VitrinePicture *self,
                                              const char     *name);

/* Reads, or draws, the picture in full.  Any thread. */
VitrineImage *vitrine_picture_load           (VitrinePicture *self,
                                              GError        **error);
/* At most `side` pixels on the longer side; for looking at. */
VitrineImage *vitrine_picture_load_small     (VitrinePicture *self,
                                              guint           side,
                                              GError        **error);
/* Hash of the file's bytes (or of the drawn picture's description); computed once.  Any thread.
 * (transfer full) */
char         *vitrine_picture_dup_hash       (VitrinePicture *self,
                                              GError        **error);

/* For readers: a picture under construction. */
VitrinePicture *vitrine_picture_new          (const char       *id,
                                              const char       *path);
void          vitrine_picture_set_class      (VitrinePicture   *self,
                                              const char       *name);
void          vitrine_picture_set_split      (VitrinePicture   *self,
                                              const char       *split);
void          vitrine_picture_set_size       (VitrinePicture   *self,
                                              guint             width,
                                              guint             height);
void          vitrine_picture_set_box        (VitrinePicture   *self,
                                              const VitrineBox *box);
void          vitrine_picture_set_annotated  (VitrinePicture   *self);
void          vitrine_picture_add_attribute  (VitrinePicture   *self,
                                              const char       *name);
void          vitrine_picture_add_part       (VitrinePicture   *self,
                                              const char       *name,
                                              const VitrineBox *box);

G_END_DECLS
