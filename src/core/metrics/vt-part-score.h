/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a part is found (protocol of Zhang et al., file step_getResult): normalised distance, rate of
 * boxes with IoU ≥ 0.5, rate of centres inside a true box; and what predictors that never look at the
 * picture would get.  A picture may hold several true boxes: the best is taken, for each figure apart. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double centre[2];         /* row, column, pixels of the frame */
  double size[2];           /* rows, columns; 0: unknown */
} VtPartPlace;

typedef struct
{
  guint              n;
  const VtPartPlace *place; /* candidates of one picture */
} VtPartTruth;

typedef struct
{
  double distance;          /* mean of |q − c| / diagonal of the frame */
  double iou_rate;          /* share with IoU ≥ 0.5; NAN when a truth has no size */
  double centre_rate;       /* share inside */
  guint  pictures;          /* with truth */
} VtPartScore;

/* |q − c| / √(h² + w²) to the nearest candidate; NAN when there is none. */
double   vt_part_distance  (const VtPartPlace *found, const VtPartTruth *truth, double h, double w);
/* IoU as the released code counts: edges rounded to whole pixels, sizes inclusive. */
double   vt_part_iou       (const VtPartPlace *a, const VtPartPlace *b);
double   vt_part_best_iou  (const VtPartPlace *found, const VtPartTruth *truth);
gboolean vt_part_inside    (const VtPartPlace *found, const VtPartTruth *truth);

/* Over the pictures `which` (NULL: all n). */
void     vt_part_score     (const VtPartPlace *found,
                            const VtPartTruth *truth,
                            guint              n,
                            const guint       *which,
                            const double       frame[2],
                            VtPartScore       *score);

typedef struct
{
  double shots;             /* mean of `n_shots` random truth centres, expected over many draws */
  double mean;              /* mean of all truth centres */
  double oracle;            /* for each picture the best of three k-means centres */
} VtPartBlind;

/* Image-blind predictors over the pictures with truth.  Truth number one of each picture makes the
 * predictor, all candidates count when it is scored.  Seeded, so repeatable. */
void     vt_part_blind     (const VtPartTruth *truth,
                            guint              n,
                            guint              n_shots,
                            guint64            seed,
                            const double       frame[2],
                            VtPartBlind       *blind);

/* Draws `n_boxes` training pictures among those with truth; writes their numbers and those of the others
 * with truth (both arrays hold n).  Returns the number of others. */
guint    vt_part_split     (const VtPartTruth *truth,
                            guint              n,
                            guint              n_boxes,
                            guint64            seed,
                            guint             *training,
                            guint             *others);

G_END_DECLS
