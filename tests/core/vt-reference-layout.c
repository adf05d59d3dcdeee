/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of operators that move numbers, and of Resize. */
#include <math.h>
#include <string.h>

#include "ops/vt-attrs.h"
#include "vt-reference.h"

static void
concat (const Reference *r)
{
  const guint axis = ((const VtAxisAttrs *) r->e->attrs)->axis;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];
      guint j = 0;

      unravel (r->ys, i, index);
      for (; index[axis] >= r->xs[j].dim[axis]; j++)
        index[axis] -= r->xs[j].dim[axis];
      /* ravel() treats an axis of length 1 as broadcast, which is right here too: its index is
       * 0. */
      r->y[i] = (double) r->x[j][ravel (&r->xs[j], index, r->ys->n_dims)];
    }
}

static void
reshape (const Reference *r)
{
  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    r->y[i] = (double) r->x[0][i];
}

static void
slice (const Reference *r)
{
  const VtSliceAttrs *s = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];

      unravel (r->ys, i, index);
      for (guint a = 0; a < r->ys->n_dims; a++)
        if (s->count[a] > 0)
          index[a] = (gsize) (s->start[a] + (gint64) index[a] * s->step[a]);
      r->y[i] = (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];
    }
}

static void
pad (const Reference *r)
{
  const VtPadAttrs *p = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];
      gboolean inside = TRUE;

      unravel (r->ys, i, index);
      for (guint a = 0; a < r->ys->n_dims; a++)
        {
          const gint64 n = (gint64) r->xs[0].dim[a];
          gint64 at = (gint64) index[a] - p->before[a];

          if (p->mode == VT_PAD_EDGE)
            at = MIN (MAX (at, 0), n - 1);
          while (p->mode == VT_PAD_WRAP && (at < 0 || at >= n))
            at += at < 0 ? n : -n;
          while (p->mode == VT_PAD_REFLECT && (at < 0 || at >= n))
            at = at < 0 ? -at : 2 * (n - 1) - at;
          inside &= at >= 0 && at < n;
          index[a] = (gsize) at;
        }
      r->y[i] = (double) (inside ? r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)] : p->value);
    }
}

static void
transpose (const Reference *r)
{
  const VtTransposeAttrs *t = r->e->attrs;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS], from[VT_MAX_DIMS];

      unravel (r->ys, i, index);
      for (guint a = 0; a < r->ys->n_dims; a++)
        from[t->perm[a]] = index[a];
      r->y[i] = (double) r->x[0][ravel (&r->xs[0], from, r->ys->n_dims)];
    }
}

static void
repeat (const Reference *r)
{
  const guint more = r->ys->n_dims - r->xs[0].n_dims;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];

      unravel (r->ys, i, index);
      for (guint a = 0; a < r->xs[0].n_dims; a++)
        index[more + a] %= r->xs[0].dim[a];
      r->y[i] = (double) r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)];
    }
}

static void
gather (const Reference *r)
{
  const guint axis = ((const VtGatherAttrs *) r->e->attrs)->axis, n = r->xs[1].n_dims;

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS], from[VT_MAX_DIMS];

      unravel (r->ys, i, index);
      for (guint a = 0; a < r->xs[0].n_dims; a++)
        from[a] = a < axis ? index[a] : a > axis ? index[a + n - 1]
                  : (gsize) r->x[1][ravel (&r->xs[1], index + axis, n)];
      r->y[i] = (double) r->x[0][ravel (&r->xs[0], from, r->xs[0].n_dims)];
    }
}

/* Both directions are one bijection between (c·b², h, w) and (c, h·b, w·b). */
static void
depth_space (const Reference *r,
             const VtShape   *deep,
             gboolean         to_space)
{
  const VtDepthSpaceAttrs *d = r->e->attrs;
  const gsize b = d->block, c = deep->dim[1] / (b * b), h = deep->dim[2], w = deep->dim[3];

  for (gsize i = 0; i < vt_shape_size (deep); i++)
    {
      gsize at[VT_MAX_DIMS];

      unravel (deep, i, at);

      const gsize channel = d->crd ? at[1] / (b * b) : at[1] % c;
      const gsize cell = d->crd ? at[1] % (b * b) : at[1] / c;
      const gsize row = at[2] * b + cell / b, column = at[3] * b + cell % b;
      const gsize flat = ((at[0] * c + channel) * h * b + row) * w * b + column;

      r->y[to_space ? flat : i] = (double) r->x[0][to_space ? i : flat];
    }
}

static void
depth_to_space (const Reference *r)
{
  depth_space (r, &r->xs[0], TRUE);
}

static void
space_to_depth (const Reference *r)
{
  depth_space (r, r->ys, FALSE);
}

/* Weight of input cell m for output cell i along one axis, summed over the clamped copies of m. */
static double
resize_weight (const VtResizeAttrs *z,
               guint                axis,
               gsize                n,
               gsize                n_out,
               gsize                i,
               gsize                m)
{
  const double s = z->scale[axis] > 0 ? (double) z->scale[axis] : (double) n_out / (double) n;
  double x = (double) i / s, sum = 0, all = 0;

  if (z->coord == VT_COORD_ALIGN_CORNERS)
    x = n_out == 1 ? 0 : (double) i * ((double) n - 1) / ((double) n_out - 1);
  else if (z->coord == VT_COORD_CROP)
    x = ((double) z->from[axis] + (n_out == 1 ? 0.5 : (double) i / ((double) n_out - 1))
         * ((double) z->to[axis] - (double) z->from[axis])) * ((double) n - 1);
  else if (z->coord != VT_COORD_ASYMMETRIC)
    x = ((double) i + 0.5) / s - (z->coord == VT_COORD_TF_HALF_PIXEL_NN ? 0 : 0.5);
  if (z->coord == VT_COORD_PYTORCH_HALF_PIXEL && n_out == 1)
    x = 0;
  if (z->coord == VT_COORD_HALF_PIXEL_SYMMETRIC && z->scale[axis] > 0)
    x += ((double) n - (double) n_out / s) / 2;
  if (z->coord == VT_COORD_CROP && (x < 0 || x > (double) n - 1))
    return NAN;
  for (int k = -9; k < (int) n + 9; k++)
    {
      const double t = fabs (x - k), a = (double) z->cubic_a;
      const gboolean beyond = k < 0 || k >= (int) n;
      double w = 0;

      if (z->mode == VT_RESIZE_LINEAR)
        w = MAX (0, 1 - t);
      else if (z->mode == VT_RESIZE_CUBIC && !(beyond && z->exclude_outside))
        w = t <= 1 ? (a + 2) * t * t * t - (a + 3) * t * t + 1
            : t < 2 ? a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a : 0;
      else if (z->mode == VT_RESIZE_NEAREST)
        w = k == (int) (z->nearest == VT_NEAREST_FLOOR ? floor (x) : z->nearest == VT_NEAREST_CEIL ? ceil (x)
                        : z->nearest == VT_NEAREST_ROUND_PREFER_CEIL ? floor (x + 0.5) : ceil (x - 0.5));
      all += w;
      if (MIN (MAX (k, 0), (int) n - 1) == (int) m)
        sum += w;
    }
  return sum / all;
}

static void
resize (const Reference *r)
{
  const VtResizeAttrs *z = r->e->attrs;
  const guint last = r->ys->n_dims - 1;
  const gboolean flat = last == 2;
  const gsize h = flat ? 1 : r->xs[0].dim[2], w = r->xs[0].dim[last];

  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize at[VT_MAX_DIMS];

      unravel (r->ys, i, at);
      const gsize map = at[0] * r->ys->dim[1] + at[1];

      r->y[i] = 0;
      for (gsize m = 0; m < h; m++)
        for (gsize n = 0; n < w; n++)
          r->y[i] += (flat ? 1 : resize_weight (z, 0, h, r->ys->dim[2], at[2], m))
                     * resize_weight (z, 1, w, r->ys->dim[last], at[last], n)
                     * (double) r->x[0][(map * h + m) * w + n];
      /* An output cell that looks off the map. */
      if (isnan (r->y[i]))
        r->y[i] = (double) z->beyond;
    }
}

static void
where (const Reference *r)
{
  for (gsize i = 0; i < vt_shape_size (r->ys); i++)
    {
      gsize index[VT_MAX_DIMS];

      unravel (r->ys, i, index);

      const guint side = r->x[0][ravel (&r->xs[0], index, r->ys->n_dims)] != 0 ? 1 : 2;

      r->y[i] = (double) r->x[side][ravel (&r->xs[side], index, r->ys->n_dims)];
    }
}

const ReferenceEntry reference_layout[] = {
  { "Concat", concat },
  { "Reshape", reshape },
  { "Slice", slice },
  { "Pad", pad },
  { "Transpose", transpose },
  { "Expand", repeat },
  { "Tile", repeat },
  { "Gather", gather },
  { "DepthToSpace", depth_to_space },
  { "SpaceToDepth", space_to_depth },
  { "Resize", resize },
  { "Where", where },
  { NULL }
};
