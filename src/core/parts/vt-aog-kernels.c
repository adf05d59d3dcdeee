/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows, distances and votes, written so that the compiler makes vector code of the inner loops. */
#include "parts/vt-aog-kernels.h"

#include <math.h>
#include <string.h>

/* One row pass and one column pass.  Shift s = 0, −1, 1, −2, 2 …: the nearest comes first, and a later one
 * must be greater. */
static int
nth_shift (int i)
{
  return i % 2 == 1 ? -(i + 1) / 2 : i / 2;
}

static inline void
take_greater (gsize        n,
              const float *x,
              float        cost,
              float       *best)
{
  for (gsize i = 0; i < n; i++)
    {
      const float v = x[i] - cost;

      best[i] = v > best[i] ? v : best[i];
    }
}

void
vt_window_max (const VtPlaneWindow *window,
               const float    *     x,
               float          *     scratch,
               float          *     out)
{
  const gsize h = window->h, w = window->w;

  memcpy (scratch, x, h * w * sizeof (float));
  for (int s = 1; s <= window->half[1] && (gsize) s < w; s++)
    for (gsize a = 0; a < h; a++)
      {
        const float cost = window->cost[1] * (float) (s * s);

        take_greater (w - (gsize) s, x + a * w + s, cost, scratch + a * w);
        take_greater (w - (gsize) s, x + a * w, cost, scratch + a * w + s);
      }
  memcpy (out, scratch, h * w * sizeof (float));
  for (int s = 1; s <= window->half[0] && (gsize) s < h; s++)
    {
      const float cost = window->cost[0] * (float) (s * s);
      const gsize n = (h - (gsize) s) * w;

      take_greater (n, scratch + (gsize) s * w, cost, out);
      take_greater (n, scratch, cost, out + (gsize) s * w);
    }
}

static inline void
take_greater_where (gsize        n,
                    const float *x,
                    float        cost,
                    gint8        shift,
                    float       *best,
                    gint8       *where)
{
  for (gsize i = 0; i < n; i++)
    {
      const float v = x[i] - cost;
      const gboolean greater = v > best[i];

      where[i] = greater ? shift : where[i];
      best[i] = greater ? v : best[i];
    }
}

void
vt_window_argmax (const VtPlaneWindow *window,
                  const float    *     x,
                  float          *     scratch,
                  gint8          *     scratch_move,
                  float          *     out,
                  gint8          *     move[2])
{
  const gsize h = window->h, w = window->w;

  memcpy (scratch, x, h * w * sizeof (float));
  memset (scratch_move, 0, h * w);
  for (int i = 1; i <= 2 * window->half[1]; i++)
    {
      const int s = nth_shift (i);
      const gsize by = (gsize) ABS (s);

      if (by >= w)
        break;
      for (gsize a = 0; a < h; a++)
        take_greater_where (w - by, x + a * w + (s > 0 ? by : 0), window->cost[1] * (float) (s * s),
                            (gint8) s, scratch + a * w + (s < 0 ? by : 0),
                            scratch_move + a * w + (s < 0 ? by : 0));
    }

  memcpy (out, scratch, h * w * sizeof (float));
  memset (move[0], 0, h * w);
  for (int i = 1; i <= 2 * window->half[0]; i++)
    {
      const int s = nth_shift (i);
      const gsize by = (gsize) ABS (s) * w;

      if (by >= h * w)
        break;
      take_greater_where (h * w - by, scratch + (s > 0 ? by : 0), window->cost[0] * (float) (s * s),
                          (gint8) s, out + (s < 0 ? by : 0), move[0] + (s < 0 ? by : 0));
    }
  for (gsize a = 0; a < h; a++)
    for (gsize b = 0; b < w; b++)
      {
        const gsize from = (gsize) ((gssize) a + move[0][a * w + b]) * w + b;

        move[1][a * w + b] = scratch_move[from];
      }
}

void
vt_add_distances (gsize        n,
                  const float *y,
                  const float *x,
                  float        ty,
                  float        tx,
                  float       *sum)
{
  for (gsize i = 0; i < n; i++)
    {
      const float dy = y[i] - ty, dx = x[i] - tx;

      sum[i] += sqrtf (dy * dy + dx * dx);
    }
}

/* exp (x) for x ≤ 0 to 2·10⁻⁷: 2^k · 2^f, f in −½ … ½ by a polynomial of degree six. */
static inline float
exp_of_negative (float x)
{
  const float t = (x > -80.0f ? x : -80.0f) * 1.44269504f;
  const float k = (float) (int) (t - 0.5f);
  const float f = (t - k) * 0.69314718f;
  const float p = 1.0f + f * (1.0f + f * (0.5f + f * (0.16666667f + f * (0.041666667f
                                                                         + f * (0.0083333333f + f * 0.0013888889f)))));
  union { gint32 i; float f; } power = { .i = ((gint32) k + 127) << 23 };

  return p * power.f;
}

void
vt_add_vote (const VtVote *vote,
             float         qy,
             float         qx,
             float        *map)
{
  const int cy = (int) floorf (qy + 0.5f), cx = (int) floorf (qx + 0.5f);
  const int top = MAX (0, cy - vote->reach), bottom = MIN ((int) vote->h - 1, cy + vote->reach);
  const int left = MAX (0, cx - vote->reach), right = MIN ((int) vote->w - 1, cx + vote->reach);
  const float per = -1.0f / vote->fall;

  for (int a = top; a <= bottom; a++)
    {
      const float dy = (float) a - qy;
      float *row = map + (gsize) a * vote->w;

      for (int b = left; b <= right; b++)
        {
          const float dx = (float) b - qx;

          row[b] += vote->weight * exp_of_negative (sqrtf (dy * dy + dx * dx) * per) - vote->floor_;
        }
    }
}
