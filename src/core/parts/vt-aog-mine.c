/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mining one template.  Channels are the parallel axis while candidates are scored; each writes its own
 * piece of the arrays, so threads share nothing. */
#include "parts/vt-aog-mine.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-aog-kernels.h"
#include "parts/vt-aog-private.h"

typedef struct
{
  double centre[2];       /* in the template's orientation */
} Target;

/* All candidates of the layer under work. */
typedef struct
{
  const VtAogMiner  *miner;
  guint              n_boxes;
  const VtPartMaps  *maps;        /* [n_boxes] */
  const Target      *target;
  double             mean[2];     /* c̄ */

  guint              l;
  const VtPartLayer *layer;
  VtPlaneWindow      window;
  float             *score;       /* per unit of the layer; −∞: its home is taken by a better one */
  float             *delta[2];
  gint32            *home;        /* row·w + column */
} Mining;

/* Sums over the boxes for one channel, in pixels. */
typedef struct
{
  double *value, *place[2], *delta[2];
} ChannelSums;

/* val = S(v) + C(v) + 5·(−|c − (p_û + Δ_init)|²/70²), and where û lies.  Δ_init is the last box's centre
 * minus the home, so p_û + Δ_init is that centre moved by as much as û moved from home. */
static void
add_box (const Mining *m,
         guint         box,
         const float  *best,
         gint8 *const  move[2],
         ChannelSums  *sums)
{
  const VtAogOptions *o = m->miner->options;
  const double unit = vt_aog_distance (m->miner->space, o);
  const double *centre = m->target[box].centre, *last = m->target[m->n_boxes - 1].centre;

  for (guint a = 0; a < m->layer->h; a++)
    for (guint b = 0; b < m->layer->w; b++)
      {
        const gsize i = (gsize) a * m->layer->w + b;
        const double cell[2] = { a, b };
        double away = 0;

        for (guint axis = 0; axis < 2; axis++)
          {
            const double moved = move[axis][i];
            const double place = vt_part_layer_pixel (m->layer, axis, cell[axis] + moved);
            const double miss = centre[axis] - last[axis] - moved * m->layer->stride[axis];

            away += miss * miss;
            sums->place[axis][i] += cell[axis] + moved;
            sums->delta[axis][i] += centre[axis] - place;
          }
        sums->value[i] += (double) best[i] - o->vote * away / (unit * unit);
      }
}

static int
by_score (gconstpointer a,
          gconstpointer b,
          gpointer      user_data)
{
  const float *score = user_data;
  const guint i = *(const guint *) a, j = *(const guint *) b;

  if (score[i] != score[j])
    return score[i] > score[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

/* Inside a channel two candidates that landed on one home are one pattern: the better stays. */
static void
drop_duplicates (const Mining *m,
                 float        *score,
                 const gint32 *home)
{
  const guint n = m->layer->h * m->layer->w;
  g_autofree guint *order = g_new (guint, n);
  g_autofree guint8 *taken = g_new0 (guint8, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n, sizeof *order, by_score, score);
  for (guint i = 0; i < n; i++)
    if (taken[home[order[i]]])
      score[order[i]] = -INFINITY;
    else
      taken[home[order[i]]] = 1;
}

static void
finish_channel (const Mining      *m,
                guint              channel,
                const ChannelSums *sums)
{
  const VtAogOptions *o = m->miner->options;
  const gsize plane = (gsize) m->layer->h * m->layer->w, at = channel * plane;
  const float *g = vt_part_prior_values (m->miner->prior) + vt_part_space_first (m->miner->space, m->l) + at;
  const double unit = vt_aog_distance (m->miner->space, o);
  const double side[2] = { m->layer->h, m->layer->w };

  for (gsize i = 0; i < plane; i++)
    {
      const double cell[2] = { (double) (i / m->layer->w), (double) (i % m->layer->w) };
      double away = 0;
      gint32 home[2];

      for (guint axis = 0; axis < 2; axis++)
        {
          const double off = vt_part_layer_pixel (m->layer, axis, cell[axis]) - m->mean[axis];

          away += off * off;
          home[axis] = (gint32) CLAMP (floor (sums->place[axis][i] / m->n_boxes + 0.5), 0, side[axis] - 1);
          m->delta[axis][at + i] = (float) (sums->delta[axis][i] / m->n_boxes);
        }
      m->home[at + i] = home[0] * (gint32) m->layer->w + home[1];
      m->score[at + i] = (float) (sums->value[i] / m->n_boxes + o->prior * (double) g[i]
                                  - o->close * away / (4 * unit * unit));
    }
  drop_duplicates (m, m->score + at, m->home + at);
}

/* Raw values of one channel to 1.5 R. */
static void
respond (const Mining *m,
         guint         channel,
         const float  *x,
         float        *out)
{
  const gsize plane = (gsize) m->layer->h * m->layer->w;
  const gsize first = vt_part_space_first (m->miner->space, m->l) + channel * plane;
  const float *mean = vt_part_stats_mean (m->miner->stats) + first;
  const float *inverse = vt_part_stats_inverse (m->miner->stats) + first;
  const float weight = (float) m->miner->options->response, none = (float) m->miner->options->none;

  x += channel * plane;
  for (gsize i = 0; i < plane; i++)
    out[i] = weight * (x[i] > 0 ? (x[i] - mean[i]) * inverse[i] : none);
}

static void
mine_channel (gsize    channel,
              guint    thread,
              gpointer user_data)
{
  const Mining *m = user_data;
  const gsize plane = (gsize) m->layer->h * m->layer->w;
  g_autofree double *memory = g_new0 (double, plane * 5);
  g_autofree float *values = g_new (float, plane * 3);
  g_autofree gint8 *moves = g_new (gint8, plane * 3);
  gint8 *const move[2] = { moves, moves + plane };
  ChannelSums sums = {
    memory, { memory + plane, memory + 2 * plane }, { memory + 3 * plane, memory + 4 * plane },
  };

  for (guint i = 0; i < m->n_boxes; i++)
    {
      respond (m, (guint) channel, m->maps[i].x[m->l], values);
      vt_window_argmax (&m->window, values, values + plane, moves + 2 * plane, values + 2 * plane,
                        (gint8 **) move);
      add_box (m, i, values + 2 * plane, move, &sums);
    }
  finish_channel (m, (guint) channel, &sums);
}

static int
descending (gconstpointer a,
            gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y;
}

/* Moves the `k` greatest of `n` values to the front (Hoare's selection). */
static void
select_greatest (float *v,
                 gsize  n,
                 gsize  k)
{
  gssize low = 0, high = (gssize) n - 1;

  while (low < high)
    {
      const float pivot = v[low + (high - low) / 2];
      gssize i = low, j = high;

      while (i <= j)
        {
          while (v[i] > pivot)
            i++;
          while (v[j] < pivot)
            j--;
          if (i <= j)
            {
              const float t = v[i];

              v[i++] = v[j];
              v[j--] = t;
            }
        }
      if ((gssize) k <= j)
        high = j;
      else if ((gssize) k >= i)
        low = i;
      else
        return;
    }
}

/* Appends the layer's patterns to `found` by channel and place.  Of equal scores at the cap the first
 * ones stay. */
static void
take_patterns (const Mining *m,
               GArray       *found)
{
  const VtAogOptions *o = m->miner->options;
  const gsize plane = (gsize) m->layer->h * m->layer->w, n = plane * m->layer->channels;
  const float *g = vt_part_prior_values (m->miner->prior) + vt_part_space_first (m->miner->space, m->l);
  g_autofree float *sorted = g_new (float, n);
  gsize n_sorted = 0;

  for (gsize u = 0; u < n; u++)
    if (m->score[u] > -INFINITY)
      sorted[n_sorted++] = m->score[u];

  /* The fit looks at the top share, and at most n_sorted can be kept. */
  const gsize top = MIN (n_sorted, MAX ((gsize) ceil (o->top * (double) n_sorted), (gsize) o->cap) + 2);

  if (top < n_sorted)
    select_greatest (sorted, n_sorted, top);
  qsort (sorted, top, sizeof (float), descending);

  const guint wanted = MIN (vt_aog_fit (sorted, n_sorted, o, NULL, NULL), (guint) o->cap);

  if (wanted == 0)
    return;

  const float least = sorted[wanted - 1];
  guint equal = wanted;           /* how many of those just at `least` fit in */

  while (equal > 0 && sorted[wanted - equal] > least)
    equal--;
  for (gsize u = 0; u < n; u++)
    if (m->score[u] > least || (m->score[u] == least && equal > 0))
      {
        const gsize home = u / plane * plane + (gsize) m->home[u];
        const VtPattern pattern = {
          .layer = m->l, .channel = (guint) (u / plane),
          .home = { m->home[u] / (gint32) m->layer->w, m->home[u] % (gint32) m->layer->w },
          .delta = { m->delta[0][u], m->delta[1][u] },
          .prior = g[home], .score = m->score[u],
        };

        if (m->score[u] == least)
          equal--;
        g_array_append_val (found, pattern);
      }
}

/* The nearest patterns of the layer above, by pixels between homes; of equals the first. */
static void
choose_parents (const VtPartSpace *space,
                VtPattern         *pattern,
                const VtPattern   *all,
                guint              from,
                guint              to)
{
  const VtPartLayer *mine = vt_part_space_layer (space, pattern->layer);
  double distance[VT_AOG_MAX_PARENTS];

  pattern->n_parents = 0;
  for (guint j = from; j < to; j++)
    {
      const VtPartLayer *above = vt_part_space_layer (space, all[j].layer);
      const double d = hypot (vt_part_layer_pixel (mine, 0, pattern->home[0])
                              - vt_part_layer_pixel (above, 0, all[j].home[0]),
                              vt_part_layer_pixel (mine, 1, pattern->home[1])
                              - vt_part_layer_pixel (above, 1, all[j].home[1]));
      guint place = pattern->n_parents;

      if (place == VT_AOG_MAX_PARENTS && d >= distance[place - 1])
        continue;
      if (place < VT_AOG_MAX_PARENTS)
        pattern->n_parents++;
      else
        place--;
      for (; place > 0 && distance[place - 1] > d; place--)
        {
          distance[place] = distance[place - 1];
          pattern->parent[place] = pattern->parent[place - 1];
        }
      distance[place] = d;
      pattern->parent[place] = j;
    }
}

static void
link_layers (const VtPartSpace *space,
             GArray            *found)
{
  VtPattern *all = (VtPattern *) (gpointer) found->data;

  for (guint i = 0; i < found->len; i++)
    {
      guint from = i, to;

      while (from < found->len && all[from].layer <= all[i].layer)
        from++;
      /* Patterns of one layer only: the next one that has any. */
      for (to = from; to < found->len && all[to].layer == all[from].layer; to++)
        ;
      choose_parents (space, &all[i], all, from, to);
    }
}

static void
begin_layer (Mining *m,
             guint   l)
{
  const VtAogOptions *o = m->miner->options;
  const double unit = vt_aog_distance (m->miner->space, o);

  m->l = l;
  m->layer = vt_part_space_layer (m->miner->space, l);
  m->window.h = m->layer->h;
  m->window.w = m->layer->w;
  vt_aog_window (m->miner->space, l, o, m->window.half);
  for (guint axis = 0; axis < 2; axis++)
    m->window.cost[axis] = (float) (o->locality * m->layer->stride[axis] * m->layer->stride[axis]
                                    / (4 * unit * unit));
}

static gboolean
mine_layers (Mining      *m,
             GArray      *found,
             VtPool      *pool,
             const VtJob *job,
             GError     **error)
{
  const VtPartSpace *space = m->miner->space;
  gsize most = 0;

  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    most = MAX (most, vt_part_space_first (space, l + 1) - vt_part_space_first (space, l));

  g_autofree float *memory = g_try_new (float, most * 3);
  g_autofree gint32 *home = g_try_new (gint32, most);

  if (memory == NULL || home == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("No memory for %zu candidates"), most);
      return FALSE;
    }
  m->score = memory;
  m->delta[0] = memory + most;
  m->delta[1] = memory + 2 * most;
  m->home = home;
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      if (!vt_job_tick (job, (double) l / vt_part_space_n_layers (space), N_("Mining patterns"), error))
        return FALSE;
      begin_layer (m, l);
      vt_parallel_for (pool, m->layer->channels, mine_channel, m);
      take_patterns (m, found);
    }
  link_layers (space, found);
  return TRUE;
}

static gboolean
check_boxes (const VtAogMiner *miner,
             const VtPartBox  *boxes,
             guint             n_boxes,
             GError          **error)
{
  gboolean good = n_boxes > 0;

  for (guint i = 0; i < n_boxes && good; i++)
    good = boxes[i].picture < miner->pictures->n_pictures
           && isfinite (boxes[i].centre[0]) && isfinite (boxes[i].centre[1])
           && isfinite (boxes[i].size[0]) && isfinite (boxes[i].size[1]);
  if (!good)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER,
                         n_boxes == 0 ? _("A template needs at least one box")
                                      : _("A box lies in no picture of the set"));
  return good;
}

VtTemplate *
vt_template_mine (const VtAogMiner *miner,
                  const char       *id,
                  const VtPartBox  *boxes,
                  guint             n_boxes,
                  VtPool           *pool,
                  const VtJob      *job,
                  GError          **error)
{
  if (!check_boxes (miner, boxes, n_boxes, error))
    return NULL;

  g_autofree VtPartMaps *maps = g_new0 (VtPartMaps, n_boxes);
  g_autofree Target *target = g_new0 (Target, n_boxes);
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (VtPattern));
  Mining m = { .miner = miner, .maps = maps, .target = target };
  gboolean good = TRUE;

  for (guint i = 0; i < n_boxes && good; i++)
    {
      vt_part_box_centre (miner->space, &boxes[i], target[i].centre);
      for (guint axis = 0; axis < 2; axis++)
        m.mean[axis] += target[i].centre[axis] / n_boxes;
      good = vt_job_tick (job, 0, N_("Mining patterns"), error)
             && miner->pictures->get (miner->pictures->user_data, boxes[i].picture, boxes[i].mirrored, 0,
                                      &maps[i], error);
      m.n_boxes += good;
    }
  if (good)
    good = mine_layers (&m, found, pool, job, error);
  for (guint i = 0; i < m.n_boxes; i++)
    if (miner->pictures->release != NULL)
      miner->pictures->release (miner->pictures->user_data, &maps[i]);
  if (!good)
    return NULL;

  const guint n_patterns = found->len;

  return vt_template_new (miner->space, id, g_memdup2 (boxes, n_boxes * sizeof *boxes), n_boxes,
                          (VtPattern *) (gpointer) g_array_free (g_steal_pointer (&found), FALSE),
                          n_patterns);
}
