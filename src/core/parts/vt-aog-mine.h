/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing a template from boxes (Zhang et al., AAAI 2017).  Every unit of every layer is a candidate:
 *
 *   û    = argmax over its window of 1.5 R(u) − 0.35 |u − home|²/(4·70²)
 *   val  = that maximum + 5 G − 2 |home − c̄|²/(4·70²) − 5 |c − (û + Δ)|²/70²       mean over the boxes
 *
 * of each layer's scores, descending, ln (y_i − b) = A − √(λ i) is fitted to the upper tail and the best
 * 0.4/λ are kept.  Parents are the 15 nearest kept patterns of the layer above. */
#pragma once

#include "parts/vt-aog.h"
#include "parts/vt-part-stats.h"

G_BEGIN_DECLS

/* G of every unit: mean over all pictures of max over the window of 0.1 R(u) − |u − u⁰|²/(2 (r/j)²).  It
 * depends on no box: computed once for a set of pictures. */
typedef struct _VtPartPrior VtPartPrior;

VtPartPrior *vt_part_prior_compute (const VtPartSpace    *space,
                                    const VtPartStats    *stats,
                                    const VtPartPictures *pictures,
                                    const VtAogOptions   *options,
                                    VtPool               *pool,
                                    const VtJob          *job,
                                    GError              **error);
VtPartPrior *vt_part_prior_new     (const VtPartSpace    *space, const float *g);   /* copies */
VtPartPrior *vt_part_prior_ref     (VtPartPrior          *prior);
void         vt_part_prior_unref   (VtPartPrior          *prior);
const float *vt_part_prior_values  (const VtPartPrior    *prior);   /* [units] */

/* What mining reads; all borrowed for the call. */
typedef struct
{
  VtPartSpace          *space;
  const VtPartStats    *stats;
  const VtPartPrior    *prior;
  const VtPartPictures *pictures;
  const VtAogOptions   *options;
} VtAogMiner;

/* Mines the template `id` from 1 or more boxes.  (transfer full) */
VtTemplate *vt_template_mine (const VtAogMiner *miner,
                              const char       *id,
                              const VtPartBox  *boxes,
                              guint             n_boxes,
                              VtPool           *pool,
                              const VtJob      *job,
                              GError          **error);

/* The fit alone: how many of `n` scores (descending) are kept.  `lambda` and `used` (points that entered
 * the fit) may be NULL. */
guint       vt_aog_fit       (const float        *scores,
                              gsize               n,
                              const VtAogOptions *options,
                              double             *lambda,
                              guint              *used);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPartPrior, vt_part_prior_unref)

G_END_DECLS
