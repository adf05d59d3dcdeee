/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which object to ask about next (Zhang, Cao, Wu, Zhu, CVPR 2017).  Every object is assumed to show the part; the
 * graph believes Q(+|I) = exp (β S(I))/Z.  An answer about I should lift I to the mean score of what is answered,
 * and its look-alikes with it:
 *
 *   ΔS(I)     = max (0, S̄ − S(I))          S̄: mean over boxed and verified objects; none yet: the same for all
 *   gain(I)   = β/N · Σ_J exp (−α D(J,I)) · min (ΔS(I), ΔS(J))
 *   D(J,I)    in 0 … 1, see parts/vt-part-unlike.h
 *
 * A score says how well patterns answer, which on real pictures tells little about how far off the part is found
 * (rank correlation 0 … .3).  What tells more is how unlike an object is to all that was answered, and in how many
 * places its part may be (docs/asking.md).  So by default
 *
 *   lack(I)   = ΔS(I)^(1−c) · [ Π_answered (1 − exp (−α D(I,A))) ]^2c · [ doubt(I)/.27 ]^(d (1 − 1/a))
 *
 * stands in the place of ΔS(I), c being the coverage, d the weight of doubt, a the number of answers: what was learned from
 * one box does not know what it does not know.  c = 0 and d = 0 are the published choice.
 *
 * Absent objects are in no sum.  Several questions at once are chosen one after the other, each as if those before
 * it were answered: what they lift is taken off ΔS. */
#pragma once

#include "base/vt-constant.h"
#include "qa/vt-qa-state.h"

G_BEGIN_DECLS

#define VT_QA_NEIGHBOURS 3

typedef enum
{
  VT_QA_STRATEGY_GAIN,
  VT_QA_STRATEGY_RANDOM,      /* controls */
  VT_QA_STRATEGY_ORDER,
} VtQaStrategy;

typedef struct
{
  VtQaStrategy strategy;
  guint64      seed;          /* of RANDOM */
  double       alpha;         /* 4    how fast look-alikes profit less */
  double       beta;          /* 1    sharpness of the graph's belief */
  double       diversity;     /* 0    how much less a look-alike of the last question is worth */
  double       modesty;       /* 1    1: explained neighbours earn nothing; 0: the published sum */
  double       coverage;      /* 1    share of looks in what an object lacks: 0: scores alone, 1: looks alone */
  double       doubt;         /* 0.5  how much more an object lacks whose part may be in many places */
  double       teach;         /* 0    1: a prediction that is right teaches as a box of its own; 0: it is only noted */
  double       verify;        /* 0.5  chance from which a prediction is shown to be judged; below, a box is asked for */
  double       stop;          /* 0.02 nothing more to ask once the best gain is below this share of the first */
} VtQaOptions;

extern const VtConstant vt_qa_constants[];       /* of VtQaOptions */

void vt_qa_options_init (VtQaOptions *options);

/* What is known; all borrowed. */
typedef struct
{
  const VtQaState *state;
  const float     *score;       /* [n] S(I), NAN: not known (yet) */
  const float     *distance;    /* [n][n] D */
  const guint8    *left_out;    /* [n] never asked about and in no sum; NULL: none */
  int              last;        /* object of the last question, −1: none */
  const float     *doubt;       /* [n] vt_parse_doubt(), NAN: not known; NULL: none is */
} VtQaView;

typedef struct
{
  guint  object;
  double gain;                          /* β/N Σ …, without the factor for diversity */
  double own;                           /* ΔS of the object itself */
  double novelty;                       /* how unlike it is to all that was answered: 0 … 1; NAN: nothing was */
  double doubt;                         /* how little is known of where its part is: 0 … 1; NAN: no prediction */
  guint  n_neighbours;
  guint  neighbour[VT_QA_NEIGHBOURS];   /* who would profit most, most first */
  double profit[VT_QA_NEIGHBOURS];      /* their exp (−α D) · min (ΔS, ΔS) */
} VtQaQuestion;

/* Fills up to `n` questions, the first to be asked first; returns how many there are.  RANDOM and ORDER get their
 * gains too.  Equal gains: the lower number first.  Any thread. */
guint  vt_qa_choose     (const VtQaView    *view,
                         const VtQaOptions *options,
                         guint              n,
                         VtQaQuestion      *questions);
/* Mean of exp (−α D) over all pairs of different objects: outside 0.05 … 0.5 α asks about outliers or is blind. */
double vt_qa_affinity   (const VtQaView    *view,
                         const VtQaOptions *options);
/* KL (P‖Q) up to the constant ln Z: −β/N Σ S over all that are not absent and whose score is known. */
double vt_qa_loss       (const VtQaView    *view,
                         const VtQaOptions *options);
/* How likely a prediction of score `score` is right: the share of right ones among `n` judged before, those of scores
 * nearer than `spread` counting most, and one half of one answer that nobody gave. */
double vt_qa_chance     (const float       *judged,
                         const guint8      *right,
                         guint              n,
                         double             spread,
                         double             score);
/* The `spread` for it: half the deviation of the known ones among `n` scores. */
double vt_qa_spread     (const float       *score,
                         guint              n);
/* Whether asking on is worth little: `best` is the gain now, `first` that of the first question. */
gboolean vt_qa_is_done  (const VtQaOptions *options,
                         double             first,
                         double             best);

G_END_DECLS
