/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A planted world for tests of parts: one layer of 14² cells, 30 channels, two templates of six channels
 * each that answer at fixed offsets (jittered) from the part's centre, two noise bumps of half height in
 * every channel.  The answer is known by construction. */
#pragma once

#include "base/vt-rng.h"
#include "parts/vt-aog-mine.h"
#include "parts/vt-aog-prune.h"

G_BEGIN_DECLS

#define PLANTED_SIDE     14
#define PLANTED_CHANNELS 30
#define PLANTED_PER      6       /* channels of a template */

typedef struct
{
  guint          n, side;         /* pictures; cells of a side: 14, and an empty margin on all sides */
  int            first[2];        /* cell where the content begins */
  gsize          n_units;
  VtPartSpace   *space;
  VtPartStats   *stats;
  VtPartPrior   *prior;
  VtAogOptions   options;
  float         *block, *noise;
  VtPartMemory   memory, noise_memory;
  VtPartPictures pictures, negatives;
  guint         *truth;          /* template of each picture */
  double        *centre;         /* pixels: row and column of each picture */
  guint          channel[2][PLANTED_PER];
  int            offset[2][PLANTED_PER][2];   /* cells from the centre */
} Planted;

/* `margin`: empty cells around everything; `shift`: cells by which everything lies further down
 * (no more than the margin); `mirrored`: columns the other way. */
typedef struct { guint64 seed; guint n; int margin, shift; gboolean mirrored; } PlantedSpec;

Planted *planted_new    (const PlantedSpec *spec);
void     planted_free   (Planted *planted);
/* Statistics and prior anew with `pool`. */
void     planted_learn  (Planted *planted, VtPool *pool);
/* A box of 48 × 48 px around the truth of the nth picture of template t. */
VtPartBox planted_box   (const Planted *planted, guint t, guint nth, guint *picture);
/* Both templates from `n_boxes` each. */
VtAog   *planted_mine   (const Planted *planted, guint n_boxes, VtPool *pool);
/* Parses of all pictures (free each, then the array). */
VtParse **planted_parse (const Planted *planted, const VtAog *aog, VtPool *pool);
void     planted_parses_free (VtParse **parses, guint n);
/* Share of pictures with the right template, and mean distance / diagonal. */
void     planted_score  (const Planted *planted, VtParse **parses, double *right, double *distance);
/* Whether a pattern of template t is planted: its channel, its offset right to `cells`.  The boxes' own
 * jitter shifts a planted pattern's offset by a cell: half right. */
#define PLANTED_RIGHT 0.5
#define PLANTED_NEAR  1.5
gboolean planted_is     (const Planted *planted, const VtAog *aog, guint t, guint pattern, double cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Planted, planted_free)

G_END_DECLS
