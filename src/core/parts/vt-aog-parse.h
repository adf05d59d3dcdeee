/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parse explains one picture by an And-Or graph: which template on which mirror, where the part is,
 * and which unit every pattern chose.  All positions are pixels (row, column) of the frame of the picture
 * AS IT IS: results on the mirror are mapped back.  Immutable and refcounted. */
#pragma once

#include "parts/vt-aog.h"
#include "parts/vt-part-stats.h"

G_BEGIN_DECLS

/* What one pattern did. */
typedef struct
{
  int      cell[2];         /* chosen unit, row and column in its map (of the mirrored picture if mirrored) */
  float    place[2];        /* its pixel, mapped back */
  float    vote[2];         /* the centre it votes for, mapped back */
  float    response;        /* R of the chosen unit */
  float    s_response;      /* the terms of S(v) */
  float    s_local;
  float    s_pair;
  float    score;           /* S(v) = the three + 5 G */
  float    close;           /* C(v) */
  gboolean detected;        /* R > 0: it votes */
  gboolean dropped;         /* a person said it is unrelated: everything else is zero */
} VtPatternParse;

/* One template on one mirror. */
typedef struct
{
  guint           template;
  gboolean        mirrored;
  gboolean        possible;   /* FALSE: all its patterns are dropped */
  double          score;      /* S(k) */
  double          centre[2];  /* q*, mapped back */
  double          size[2];    /* of the box: mean of the template's boxes */
  guint           n_patterns;
  VtPatternParse *pattern;    /* [n_patterns]; NULL unless this is the winner */
} VtTemplateParse;

typedef struct _VtParse VtParse;

/* What parsing reads; all borrowed for the call. */
typedef struct
{
  const VtAog          *aog;
  const VtPartStats    *stats;
  const VtPartPictures *pictures;
} VtAogParser;

/* Parses one picture; `thread` is handed to pictures->get.  Where `former` (may be NULL; same picture)
 * was made with a template of the same stamp, that work is taken over. (transfer full) */
VtParse *vt_aog_parse     (const VtAogParser *parser,
                           guint              picture,
                           guint              thread,
                           VtParse           *former,
                           GError           **error);
/* Parses `n` pictures in the order given, in parallel.  `done` (may be NULL) hears of each as soon as it
 * is there, from any thread but one at a time; it may take a reference.  parses[i] belongs to order[i];
 * in: former parses or NULL, out: new ones.  After an error or a cancel those done stay done. */
typedef void (*VtParseDone) (guint picture, VtParse *parse, gpointer user_data);

typedef struct
{
  const guint *order;
  guint        n;
  VtParse    **parses;      /* [n], owned by the caller */
  VtParseDone  done;
  gpointer     user_data;
} VtParseBatch;

gboolean vt_aog_parse_all (const VtAogParser *parser,
                           VtParseBatch      *batch,
                           VtPool            *pool,
                           const VtJob       *job,
                           GError           **error);

VtParse *vt_parse_ref     (VtParse           *parse);    /* any thread */
void     vt_parse_unref   (VtParse           *parse);    /* any thread; NULL is fine */

guint                  vt_parse_picture  (const VtParse *parse);
/* FALSE when no template has a pattern left. */
gboolean               vt_parse_found    (const VtParse *parse);
/* The winning template, mirror, its S(k); and where the part is: the winner's centre, or, settled, the
 * centre all pictures agreed on. */
guint                  vt_parse_template (const VtParse *parse);
gboolean               vt_parse_mirrored (const VtParse *parse);
double                 vt_parse_score    (const VtParse *parse);
void                   vt_parse_centre   (const VtParse *parse, double centre[2]);
/* How far from that centre the part is to be expected, mean over the settled posterior, as a share of the frame's
 * diagonal: 0 sure, about .27 when it may be anywhere.  NAN where nothing is settled. */
double                 vt_parse_doubt    (const VtParse *parse);
/* Box as top, left, height, width in pixels; clipped to the frame or not. */
void                   vt_parse_box      (const VtParse *parse, gboolean clipped, double box[4]);
/* The winner in detail. */
const VtTemplateParse *vt_parse_best     (const VtParse *parse);
/* Template k on a mirror; NULL past the end. */
const VtTemplateParse *vt_parse_of       (const VtParse *parse, guint k, gboolean mirrored);

/* The vote map M of the winner over the h × w frame (as it is), `map` holds h·w floats.  The least touched
 * value fills the untouched cells. */
void vt_parse_vote_map (const VtParse *parse, const VtAog *aog, float *map);
/* Heat map of the chosen units: each adds exp (−d²/2·15²) within 20 px, of the best `top` (0.3) share of
 * patterns; one layer, or all (layer < 0) each divided by its deviation first.  `map` holds h·w floats. */
void vt_parse_heat_map (const VtParse *parse, const VtAog *aog, int layer, double top, float *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtParse, vt_parse_unref)

G_END_DECLS
