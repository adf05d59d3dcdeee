/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only: what a template and a graph are made of, and lengths in the pixels of a frame. */
#pragma once

#include "parts/vt-aog.h"

G_BEGIN_DECLS

/* What mining made; shared by all versions of a template. */
typedef struct
{
  gatomicrefcount refs;
  char           *id;
  guint           n_boxes;
  VtPartBox      *box;
  double          centre[2], size[2];
  guint           n_patterns;
  VtPattern      *pattern;
  guint64         hash;
} VtTemplateCore;

struct _VtTemplate
{
  gatomicrefcount refs;
  VtTemplateCore *core;
  guint8         *dropped;        /* [n_patterns] */
  guint           n_kept;
  guint64         stamp;
};

struct _VtAog
{
  gatomicrefcount refs;
  VtPartSpace    *space;
  VtAogOptions    options;
  char           *model_id;
  guint           n_templates;
  VtTemplate    **template;
};

/* Takes over `boxes` and `patterns` (g_malloc).  Boxes are those of the pictures as they are; the mean is
 * taken in the template's orientation. */
VtTemplate *vt_template_new (const VtPartSpace *space,
                             const char        *id,
                             VtPartBox         *boxes,
                             guint              n_boxes,
                             VtPattern         *patterns,
                             guint              n_patterns);
/* The same patterns, others dropped.  Takes over `dropped` (g_malloc). */
VtTemplate *vt_template_with_drops (const VtTemplate *template,
                                    guint8           *dropped);
/* Centre of a box in the template's orientation. */
void        vt_part_box_centre (const VtPartSpace *space,
                                const VtPartBox   *box,
                                double             centre[2]);

/* FNV-1a over bytes, continued from `hash`. */
guint64     vt_aog_hash     (guint64 hash, gconstpointer data, gsize n);
/* Of the constants and the layers: parses made with others are not taken over. */
guint64     vt_aog_hash_all (const VtAog *aog);

/* Half side of a pattern’s window in cells, 1 … 127. */
void        vt_aog_window   (const VtPartSpace  *space,
                             guint               layer,
                             const VtAogOptions *options,
                             int                 half[2]);
/* The unit of squared distances in pixels of this frame. */
static inline double
vt_aog_distance (const VtPartSpace  *space,
                 const VtAogOptions *options)
{
  return options->distance * vt_part_space_scale (space);
}

G_END_DECLS
