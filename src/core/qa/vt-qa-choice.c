/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of the next question.  Invariant: `lack` is 0 for objects that are left out, absent, answered, or
 * without a score while others have one; sums run in the order of objects. */
#include "qa/vt-qa-choice.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-rng.h"

#define ANYWHERE .27     /* vt_parse_doubt() of a part that may be anywhere */

const VtConstant vt_qa_constants[] = {
  { "alpha", N_("How fast look-alikes profit less"), G_STRUCT_OFFSET (VtQaOptions, alpha), 0, 40 },
  { "beta", N_("Sharpness of the graph’s belief"), G_STRUCT_OFFSET (VtQaOptions, beta), 0.01, 10 },
  { "diversity", N_("How much less a look-alike of the last question is worth"),
    G_STRUCT_OFFSET (VtQaOptions, diversity), 0, 1 },
  { "modesty", N_("1: explained neighbours earn nothing; 0: the published sum"),
    G_STRUCT_OFFSET (VtQaOptions, modesty), 0, 1 },
  { "coverage", N_("0: what is lacking is told by scores, 1: by unlikeness to what was answered"),
    G_STRUCT_OFFSET (VtQaOptions, coverage), 0, 1 },
  { "doubt", N_("How much more an object lacks whose part may be in many places"), G_STRUCT_OFFSET (VtQaOptions, doubt),
    0, 4 },
  { "verify", N_("Chance from which a prediction is shown to be judged; below, a box is asked for"),
    G_STRUCT_OFFSET (VtQaOptions, verify), 0, 1 },
  { "teach", N_("1: a right prediction teaches as a box; 0: it is only noted"), G_STRUCT_OFFSET (VtQaOptions, teach),
    0, 1 },
  { "stop", N_("Share of the first gain below which asking ends"), G_STRUCT_OFFSET (VtQaOptions, stop), 0, 1 },
  { NULL },
};

void
vt_qa_options_init (VtQaOptions *options)
{
  *options = (VtQaOptions) {
    .strategy = VT_QA_STRATEGY_GAIN, .seed = 1, .alpha = 4, .beta = 1, .diversity = 0, .modesty = 1,
    .coverage = 1, .doubt = 0.5, .verify = 0.5, .stop = 0.02,
  };
}

static gboolean
counts (const VtQaView *view,
        guint           i)
{
  return view->state->status[i] != VT_QA_ABSENT && (view->left_out == NULL || !view->left_out[i]);
}

static gboolean
is_answered (const VtQaView *view,
             guint           i)
{
  return view->state->status[i] == VT_QA_BOXED || view->state->status[i] == VT_QA_VERIFIED;
}

static double
distance (const VtQaView *view,
          guint           i,
          guint           j)
{
  return (double) view->distance[(gsize) i * view->state->n + j];
}

/* How little an object looks like what was answered: 1: not at all. */
static double
find_novelty (const VtQaView    *view,
              const VtQaOptions *options,
              guint              i)
{
  double novelty = 1;

  for (guint j = 0; j < view->state->n; j++)
    if (counts (view, j) && is_answered (view, j))
      novelty *= 1 - exp (-options->alpha * distance (view, i, j));
  return novelty;
}

/* How little is known of where its part is: 1: it may be anywhere. */
static double
find_doubt (const VtQaView *view,
            guint           i)
{
  return view->doubt != NULL && isfinite (view->doubt[i]) ? MIN (1, (double) view->doubt[i] / ANYWHERE) : 1;
}

/* Novelty and doubt of a question's object. */
static void
say_why (const VtQaView    *view,
         const VtQaOptions *options,
         VtQaQuestion      *question)
{
  const guint i = question->object;
  gboolean answered = FALSE;

  for (guint j = 0; j < view->state->n; j++)
    answered |= counts (view, j) && is_answered (view, j);
  question->novelty = answered ? find_novelty (view, options, i) : (double) NAN;
  question->doubt = view->doubt != NULL && isfinite (view->doubt[i]) ? find_doubt (view, i) : (double) NAN;
}

/* What every object lacks. */
static double *
find_lack (const VtQaView    *view,
           const VtQaOptions *options)
{
  const guint n = view->state->n;
  double *lack = g_new0 (double, n + 1);
  double sum = 0;
  guint known = 0;

  for (guint i = 0; i < n; i++)
    if (counts (view, i) && is_answered (view, i) && isfinite (view->score[i]))
      {
        sum += (double) view->score[i];
        known++;
      }
  for (guint i = 0; i < n; i++)
    if (counts (view, i) && !is_answered (view, i))
      {
        if (known == 0)
          lack[i] = 1;
        else if (isfinite (view->score[i]))
          lack[i] = pow (MAX (0, sum / known - (double) view->score[i]), 1 - options->coverage)
                    * pow (options->coverage > 0 ? find_novelty (view, options, i) : 1, 2 * options->coverage)
                    * pow (find_doubt (view, i), options->doubt * (known - 1) / known);
      }
  return lack;
}

/* One filling of the queue. */
typedef struct
{
  const VtQaView    *view;
  const VtQaOptions *options;
  double            *lack;        /* [n] what is left to be gained */
  guint8            *taken;       /* [n] in the queue already */
  int                last;
  VtRng              rng;
} Choice;

static double
profit (const Choice *c,
        guint         asked,
        guint         other)
{
  const double own = c->lack[asked], its = c->lack[other];
  const double least = c->options->modesty * MIN (own, its) + (1 - c->options->modesty) * own;

  return asked == other ? own : exp (-c->options->alpha * distance (c->view, other, asked)) * least;
}

static double
gain_of (const Choice *c,
         guint         i)
{
  double sum = 0;
  guint n = 0;

  for (guint j = 0; j < c->view->state->n; j++)
    if (counts (c->view, j))
      {
        n++;
        sum += profit (c, i, j);
      }
  return n > 0 ? c->options->beta * sum / n : 0;
}

static gboolean
may_ask (const Choice *c,
         guint         i)
{
  return counts (c->view, i) && !c->taken[i] && vt_qa_state_is_open (c->view->state, i);
}

static int
best_by_gain (const Choice *c)
{
  double best = -1;
  int object = -1;

  for (guint i = 0; i < c->view->state->n; i++)
    {
      double gain;

      if (!may_ask (c, i))
        continue;
      gain = gain_of (c, i);
      if (c->last >= 0)
        gain *= 1 - c->options->diversity * exp (-c->options->alpha * distance (c->view, i, (guint) c->last));
      if (gain > best)
        {
          best = gain;
          object = (int) i;
        }
    }
  return object;
}

static int
any (Choice *c)
{
  guint n = 0, at;

  for (guint i = 0; i < c->view->state->n; i++)
    n += may_ask (c, i);
  if (n == 0)
    return -1;
  at = vt_rng_int (&c->rng, n);
  for (guint i = 0; i < c->view->state->n; i++)
    if (may_ask (c, i) && at-- == 0)
      return (int) i;
  return -1;
}

static int
next_in_order (const Choice *c)
{
  for (guint i = 0; i < c->view->state->n; i++)
    if (may_ask (c, i))
      return (int) i;
  return -1;
}

static void
name_neighbours (const Choice *c,
                 VtQaQuestion *question)
{
  for (guint j = 0; j < c->view->state->n; j++)
    {
      const double p = j != question->object && counts (c->view, j) ? profit (c, question->object, j) : 0;
      guint at = question->n_neighbours;

      if (!(p > 0) || (at == VT_QA_NEIGHBOURS && p <= question->profit[at - 1]))
        continue;
      if (at == VT_QA_NEIGHBOURS)
        at--;
      else
        question->n_neighbours++;
      for (; at > 0 && question->profit[at - 1] < p; at--)
        {
          question->profit[at] = question->profit[at - 1];
          question->neighbour[at] = question->neighbour[at - 1];
        }
      question->profit[at] = p;
      question->neighbour[at] = j;
    }
}

/* As if `object` were answered. */
static void
take (Choice *c,
      guint   object)
{
  for (guint j = 0; j < c->view->state->n; j++)
    if (j != object)
      c->lack[j] = MAX (0, c->lack[j] - profit (c, object, j));
  c->lack[object] = 0;
  c->taken[object] = TRUE;
  c->last = (int) object;
}

guint
vt_qa_choose (const VtQaView    *view,
              const VtQaOptions *options,
              guint              n,
              VtQaQuestion      *questions)
{
  g_autofree double *lack = find_lack (view, options);
  g_autofree guint8 *taken = g_new0 (guint8, view->state->n + 1);
  Choice c = { view, options, lack, taken, view->last, { { 0 } } };
  guint count = 0;

  /* A round's draw depends on the seed and the number of answers alone: replaying asks the same. */
  vt_rng_init (&c.rng, options->seed * 1000003u + view->state->n_answers);
  while (count < n)
    {
      const int object = options->strategy == VT_QA_STRATEGY_RANDOM ? any (&c)
                         : options->strategy == VT_QA_STRATEGY_ORDER ? next_in_order (&c) : best_by_gain (&c);
      VtQaQuestion *question = &questions[count];

      if (object < 0)
        break;
      *question = (VtQaQuestion) { .object = (guint) object };
      question->gain = gain_of (&c, (guint) object);
      question->own = c.lack[object];
      say_why (view, options, question);
      name_neighbours (&c, question);
      take (&c, (guint) object);
      count++;
    }
  return count;
}

double
vt_qa_affinity (const VtQaView    *view,
                const VtQaOptions *options)
{
  double sum = 0, n = 0;

  for (guint i = 0; i < view->state->n; i++)
    for (guint j = 0; j < i; j++)
      if (counts (view, i) && counts (view, j))
        {
          sum += exp (-options->alpha * distance (view, i, j));
          n++;
        }
  return n > 0 ? sum / n : 0;
}

double
vt_qa_loss (const VtQaView    *view,
            const VtQaOptions *options)
{
  double sum = 0, n = 0;

  for (guint i = 0; i < view->state->n; i++)
    if (counts (view, i) && isfinite (view->score[i]))
      {
        sum += (double) view->score[i];
        n++;
      }
  return n > 0 ? -options->beta * sum / n : 0;
}

double
vt_qa_chance (const float  *judged,
              const guint8 *right,
              guint         n,
              double        spread,
              double        score)
{
  double sum = .5, weight = 1;

  for (guint i = 0; i < n; i++)
    {
      const double d = ((double) judged[i] - score) / MAX (spread, 1e-9);
      const double w = exp (-d * d / 2);

      weight += w;
      sum += w * (right[i] != 0);
    }
  return sum / weight;
}

double
vt_qa_spread (const float *score,
              guint        n)
{
  double sum = 0, square = 0;
  guint known = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (score[i]))
      {
        sum += (double) score[i];
        square += (double) score[i] * (double) score[i];
        known++;
      }
  square = known > 0 ? square / known - sum / known * sum / known : 1;
  return .5 * sqrt (MAX (square, 1e-6));
}

gboolean
vt_qa_is_done (const VtQaOptions *options,
               double             first,
               double             best)
{
  return first > 0 && best < options->stop * first;
}
