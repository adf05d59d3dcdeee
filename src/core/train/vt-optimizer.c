/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SGD and Adam.  The parameters are cut into pieces of at most PIECE floats that are of one kind; a
 * piece is a part of the parallel loop. */
#include "train/vt-optimizer.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-arena.h"
#include "base/vt-error.h"

#define PIECE 16384

typedef enum { KIND_WEIGHT, KIND_PLAIN, KIND_STATISTIC } Kind;

typedef struct
{
  gsize first, n;
  Kind  kind;
} Piece;

struct _VtOptimizer
{
  VtOptimizerOptions options;
  gsize              n;         /* parameters */
  float             *state;     /* one or two arrays of n */
  gsize              n_state;
  guint64            steps;
  GArray            *pieces;
};

/* One call of vt_optimizer_step(). */
typedef struct
{
  VtOptimizer        *o;
  float              *params;
  const float *const *grads;
  guint               n_grads;
  float               scale, rate;
  float               correct_1, correct_2;   /* 1 / (1−β₁ᵗ), 1 / (1−β₂ᵗ) */
} Step;

VtOptimizerOptions
vt_optimizer_defaults (VtOptimizerKind kind)
{
  return (VtOptimizerOptions) { .kind = kind, .momentum = 0.9, .beta_1 = 0.9, .beta_2 = 0.999,
                                .epsilon = 1e-8, .statistics = 0.1 };
}

/* What parameter `param` is to the operators that read it.  Weights have several dimensions. */
static Kind
kind_of (const VtGraph *graph,
         int            param)
{
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);

      for (guint j = 0; node->kind == VT_NODE_OP && j < MIN (node->n_x, 32); j++)
        if (node->x[j] == param && (node->op->statistics >> j & 1) != 0)
          return KIND_STATISTIC;
    }
  return vt_graph_node (graph, param)->shape.n_dims >= 2 ? KIND_WEIGHT : KIND_PLAIN;
}

static gboolean
check_options (const VtOptimizerOptions *o,
               GError                  **error)
{
  if (o->momentum >= 0 && o->momentum < 1 && o->beta_1 >= 0 && o->beta_1 < 1 && o->beta_2 >= 0
      && o->beta_2 < 1 && o->epsilon > 0 && o->weight_decay >= 0 && isfinite (o->weight_decay)
      && o->statistics >= 0 && o->statistics <= 1)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("a setting of the optimiser is out of its range"));
  return FALSE;
}

VtOptimizer *
vt_optimizer_new (VtGraph                  *graph,
                  const VtOptimizerOptions *options,
                  GError                  **error)
{
  if (!check_options (options, error))
    return NULL;

  g_autoptr (VtOptimizer) o = g_new0 (VtOptimizer, 1);

  o->options = *options;
  o->n = vt_graph_n_params (graph);
  o->n_state = o->n * (options->kind == VT_OPTIMIZER_ADAM ? 2 : 1);
  o->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  o->state = vt_arena_alloc (MAX (o->n_state, 1) * sizeof (float), error);
  if (o->state == NULL)
    return NULL;
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *node = vt_graph_node (graph, (int) i);
      const gsize n = vt_shape_size (&node->shape);

      if (node->kind != VT_NODE_PARAM)
        continue;
      for (gsize j = 0; j < n; j += PIECE)
        {
          const Piece piece = { node->param_offset + j, MIN (PIECE, n - j), kind_of (graph, (int) i) };

          g_array_append_val (o->pieces, piece);
        }
    }
  return g_steal_pointer (&o);
}

void
vt_optimizer_free (VtOptimizer *o)
{
  if (o == NULL)
    return;
  vt_arena_free (o->state, MAX (o->n_state, 1) * sizeof (float));
  g_array_unref (o->pieces);
  g_free (o);
}

static inline float
gradient (const Step *s,
          gsize       i)
{
  float sum = 0.f;

  for (guint g = 0; g < s->n_grads; g++)
    sum += s->grads[g][i];
  return sum;
}

static void
sgd_piece (const Step  *s,
           const Piece *piece)
{
  const VtOptimizerOptions *o = &s->o->options;
  const float decay = piece->kind == KIND_WEIGHT ? (float) o->weight_decay : 0.f;
  const float mu = (float) o->momentum, rate = s->rate;
  float *p = s->params, *v = s->o->state;

  for (gsize i = piece->first; i < piece->first + piece->n; i++)
    {
      float g = s->scale * gradient (s, i);

      if (o->decoupled)
        p[i] -= rate * decay * p[i];
      else
        g += decay * p[i];
      v[i] = mu * v[i] + g;
      p[i] -= rate * (o->nesterov ? g + mu * v[i] : v[i]);
    }
}

static void
adam_piece (const Step  *s,
            const Piece *piece)
{
  const VtOptimizerOptions *o = &s->o->options;
  const float decay = piece->kind == KIND_WEIGHT ? (float) o->weight_decay : 0.f;
  const float b1 = (float) o->beta_1, b2 = (float) o->beta_2, epsilon = (float) o->epsilon;
  const float a1 = (float) (1 - o->beta_1), a2 = (float) (1 - o->beta_2);
  float *p = s->params, *m = s->o->state, *v = s->o->state + s->o->n;

  for (gsize i = piece->first; i < piece->first + piece->n; i++)
    {
      float g = s->scale * gradient (s, i);

      if (o->decoupled)
        p[i] -= s->rate * decay * p[i];
      else
        g += decay * p[i];
      m[i] = b1 * m[i] + a1 * g;
      v[i] = b2 * v[i] + a2 * g * g;
      p[i] -= s->rate * (m[i] * s->correct_1) / (sqrtf (v[i] * s->correct_2) + epsilon);
    }
}

static void
step_piece (gsize    part,
            guint    thread,
            gpointer data)
{
  const Step *s = data;
  const Piece *piece = &g_array_index (s->o->pieces, Piece, part);
  const float follow = (float) s->o->options.statistics / (float) s->n_grads;

  if (piece->kind == KIND_STATISTIC)
    for (gsize i = piece->first; i < piece->first + piece->n; i++)
      s->params[i] -= follow * gradient (s, i);
  else if (s->o->options.kind == VT_OPTIMIZER_ADAM)
    adam_piece (s, piece);
  else
    sgd_piece (s, piece);
}

void
vt_optimizer_step (VtOptimizer        *o,
                   float              *params,
                   const float *const *grads,
                   guint               n_grads,
                   double              scale,
                   double              rate,
                   VtPool             *pool)
{
  o->steps++;

  Step s = {
    .o = o, .params = params, .grads = grads, .n_grads = n_grads, .scale = (float) scale, .rate = (float) rate,
    .correct_1 = (float) (1 / (1 - pow (o->options.beta_1, (double) o->steps))),
    .correct_2 = (float) (1 / (1 - pow (o->options.beta_2, (double) o->steps)))
  };

  vt_parallel_for (pool, o->pieces->len, step_piece, &s);
}

float *
vt_optimizer_state (VtOptimizer *o,
                    gsize       *n)
{
  *n = o->n_state;
  return o->state;
}

guint64
vt_optimizer_steps (const VtOptimizer *o)
{
  return o->steps;
}

void
vt_optimizer_set_steps (VtOptimizer *o,
                        guint64      steps)
{
  o->steps = steps;
}
