/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-part-figures.h"

#include <math.h>

/* Predictors that never look, over all pictures and over those without a box. */
static void
count_blind (const VtPartTruth  *truths,
             guint               n,
             const guint8       *boxed,
             const double        frame[2],
             VitrinePartFigures *figures)
{
  g_autofree VtPartTruth *others = g_memdup2 (truths, n * sizeof *truths);

  for (guint i = 0; i < n; i++)
    if (boxed[i])
      others[i].n = 0;
  vt_part_blind (truths, n, figures->n_shots, 1, frame, &figures->blind);
  figures->blind_held_out = (VtPartBlind) { NAN, NAN, NAN };
  if (figures->held_out.pictures > 1)
    vt_part_blind (others, n, figures->n_shots, 1, frame, &figures->blind_held_out);
}

gboolean
vitrine_part_figures_count (VitrinePartSource  *source,
                            const VtPartSpace  *space,
                            const char         *part,
                            const VtPartPlace  *found,
                            const guint8       *boxed,
                            guint               n_boxes,
                            VitrinePartFigures *figures)
{
  const guint n = vitrine_part_source_n (source);
  const double frame[2] = { vt_part_space_height (space), vt_part_space_width (space) };
  VtPartTruth *truths = vitrine_part_source_truths (source, part);
  g_autofree guint *which = g_new0 (guint, MAX (n, 1));
  guint n_others = 0;

  vt_part_score (found, truths, n, NULL, frame, &figures->all);
  for (guint i = 0; i < n; i++)
    if (!boxed[i])
      which[n_others++] = i;
  vt_part_score (found, truths, n_others, which, frame, &figures->held_out);
  figures->n_shots = MAX (n_boxes, 1);
  if (figures->all.pictures > 1)
    count_blind (truths, n, boxed, frame, figures);
  vitrine_part_truths_free (truths, n);
  return figures->all.pictures > 1;
}
