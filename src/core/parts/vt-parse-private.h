/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only: what a parse is made of. */
#pragma once

#include "parts/vt-aog-parse.h"
#include "parts/vt-aog-private.h"

G_BEGIN_DECLS

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
};

/* Scratch of one picture. */
typedef struct
{
  float *map;                     /* h·w votes */
  guint  n_window;
  float *y, *x, *value, *pair, *response;   /* [n_window] */
} VtParseScratch;

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
