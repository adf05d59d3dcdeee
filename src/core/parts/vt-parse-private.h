/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only: what a parse is made of. */
#pragma once

#include <string.h>

#include "parts/vt-aog-parse.h"
#include "parts/vt-aog-private.h"

G_BEGIN_DECLS

/* What settling one picture needs besides its runs. */
typedef struct
{
  gboolean  known;
  double   *mean, *deviation;     /* [n_templates] of S(k) over the pictures */
  guint     layer;                /* whose cells are the places asked about */
  gsize     n_cells;
  float    *ground;               /* [2][n_cells] as it is and mirrored: log of all but what the runs say */
} VtSettlement;

struct _VtParse
{
  gatomicrefcount  refs;
  guint            picture;
  guint            frame[2];
  guint64          made_with;     /* constants and layers */
  guint            n_templates;
  guint64         *stamp;         /* [n_templates] */
  VtTemplateParse *run;           /* [2 n_templates]: template 0 as it is, mirrored, template 1 … */
  int              best;          /* number of the winning run, −1: none */
  VtSettlement     settlement;
  double           centre[2];     /* where the part is: of the winner, or settled */
  double           doubt;         /* see vt_parse_doubt() */
};

/* Scratch of one picture. */
typedef struct
{
  float *map;                     /* h·w votes */
  guint  n_window;
  float *y, *x, *value, *pair, *response;   /* [n_window] */
} VtParseScratch;

/* How likely the part is at each cell of the settlement's layer: [2][n_cells], sum one.  `ground` NULL: the
 * settlement's.  Needs at least one possible run. */
void     vt_parse_posterior (const VtAog *aog, const VtParse *parse, const float *ground, float *p);
/* The mean place under a posterior, in the frame of the picture as it is. */
void     vt_parse_expect    (const VtAog *aog, const VtParse *parse, const float *p, double centre[2]);
/* Chooses the winner and the centre by parse->settlement (or by S(k) when nothing is known). */
void     vt_parse_choose    (const VtAog *aog, VtParse *parse);
/* A copy without the details of any run but the winner. */
VtParse *vt_parse_copy      (const VtParse *parse);
/* A copy of the details of a run that has some. */
static inline VtPatternParse *
vt_parse_dup_details (const VtTemplateParse *run)
{
  VtPatternParse *copy = g_new0 (VtPatternParse, run->n_patterns + 1);

  memcpy (copy, run->pattern, run->n_patterns * sizeof *copy);
  return copy;
}

void     vt_settlement_copy  (const VtSettlement *from, guint n_templates, VtSettlement *to);
void     vt_settlement_clear (VtSettlement *settlement);
/* Parses anew the winner of a parse that has no details of it. */
gboolean vt_parse_fill_winner (const VtAogParser *parser, VtParse *parse, guint thread, GError **error);

VtParseScratch *vt_parse_scratch_new  (const VtAog    *aog);
void            vt_parse_scratch_free (VtParseScratch *scratch);

/* One template on one picture, in the coordinates of the maps given (not mapped back).  `run->pattern`
 * holds n_patterns zeroed entries. */
void vt_template_parse (const VtAog       *aog,
                        const VtPartStats *stats,
                        guint              k,
                        const VtPartMaps  *maps,
                        VtParseScratch    *scratch,
                        VtTemplateParse   *run);
/* All detected votes of a run in map coordinates; zero where none reaches. */
void vt_template_vote  (const VtAog           *aog,
                        const VtTemplateParse *run,
                        float                 *map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtParseScratch, vt_parse_scratch_free)

G_END_DECLS
