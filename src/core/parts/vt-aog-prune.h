/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pruning (Zhang et al. 2017, "Interactively transferring CNN patterns"): a person says which patterns
 * are unrelated.  Dropping makes a new version of the graph that shares everything with the old; nothing
 * is mined again.  A pattern dropped changes the count, the vote map, the score, and the parent lists of
 * shallower patterns, whose sums are divided by the new count. */
#pragma once

#include "parts/vt-aog-parse.h"

G_BEGIN_DECLS

/* A pattern by what it is, so that a template mined anew can drop it again: same layer and channel,
 * home within one cell. */
typedef struct
{
  guint layer, channel;
  int   home[2];
} VtDrop;

/* New versions with patterns of template `k` dropped or restored. (transfer full) */
VtAog *vt_aog_drop      (const VtAog  *aog,
                         guint         k,
                         const guint  *patterns,
                         guint         n);
VtAog *vt_aog_restore   (const VtAog  *aog,
                         guint         k,
                         const guint  *patterns,
                         guint         n);
/* Exactly those patterns of template `k` that match one of `drops` are dropped, all others kept: how a
 * project's list is applied, also after mining anew. (transfer full) */
VtAog *vt_aog_apply_drops (const VtAog  *aog,
                           guint         k,
                           const VtDrop *drops,
                           guint         n);
VtDrop vt_pattern_drop  (const VtPattern *pattern);

/* Numbers beside a pattern, over the pictures whose parses are given and whose winner is its template. */
typedef struct
{
  double share;             /* votes within the vote's reach (11 px) of the centre */
  double deviation[2];      /* of vote − centre, pixels, rows and columns */
  double score;             /* mean S(v) */
  double detected;          /* share of pictures */
  double field;             /* side of the receptive field, pixels */
  double suspicion;         /* (1 − share) · detected */
  guint  pictures;
} VtPatternStats;

/* `stats` holds vt_template_n_patterns() entries; those of dropped patterns are zero. */
void   vt_aog_pattern_stats (const VtAog     *aog,
                             guint            k,
                             VtParse *const  *parses,
                             guint            n_parses,
                             VtPatternStats  *stats);
/* Numbers of the patterns kept, most suspicious first.  Returns how many. */
guint  vt_aog_suspicious    (const VtAog          *aog,
                             guint                 k,
                             const VtPatternStats *stats,
                             guint                *order);
/* Patterns worth dropping: those whose votes scatter much further than chance would scatter them in their
 * window.  Writes their numbers, most suspicious first, and returns how many; never all of them. */
guint  vt_aog_suggest       (const VtAog          *aog,
                             guint                 k,
                             const VtPatternStats *stats,
                             guint                *patterns);

/* Groups of patterns that behave alike, so that a person sees tens of items instead of a thousand: per
 * layer, average linkage on −Δ/70 px and the displacement over the pictures on four principal axes, cut at
 * eight; groups under three patterns go together into one "rest" group of the layer. */
typedef struct
{
  guint  layer;
  gboolean rest;
  guint  n_patterns;
  guint *pattern;
  VtPatternStats mean;      /* of its patterns */
  double centre[2];         /* mean place of its patterns relative to the part's centre, pixels */
} VtPatternGroup;

/* Kept patterns only. (transfer full; free with vt_pattern_groups_free) */
VtPatternGroup *vt_aog_groups (const VtAog          *aog,
                               guint                 k,
                               VtParse *const       *parses,
                               guint                 n_parses,
                               const VtPatternStats *stats,
                               guint                *n_groups);
void            vt_pattern_groups_free (VtPatternGroup *groups, guint n_groups);

/* "Not here": patterns whose chosen unit lies in the painted region in more than half of the parses
 * given.  regions[i] is a mask of h·w bytes over the frame of parse i, or NULL for nothing painted (such a
 * parse does not count).  Returns how many numbers were written. */
guint  vt_aog_painted       (const VtAog          *aog,
                             guint                 k,
                             VtParse *const       *parses,
                             const guint8 *const  *regions,
                             guint                 n_parses,
                             guint                *patterns);

G_END_DECLS
