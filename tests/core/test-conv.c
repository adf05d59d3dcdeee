/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv and ConvTranspose against plain loops in double, over many shapes. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-rng.h"
#include "base/vt-tile.h"
#include "ops/conv/vt-conv.h"
#include "ops/vt-op.h"
#include "ops/vt-ops-conv.h"

#define N_X 3

/* One convolution with random numbers: inputs, gradients, and the reference's in double. */
typedef struct
{
  VtConvAttrs attrs;
  VtShape     shape[N_X], y_shape;
  float      *x[N_X], *dx[N_X], *y, *dy;
  double     *ref_y, *ref_dx[N_X];
  float       lo, hi;               /* clamp of the output */
} Case;

static float *
random_floats (VtRng *rng,
               gsize  n)
{
  float *v = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    v[i] = (float) vt_rng_normal (rng);
  return v;
}

/* Visits every product x·w of the convolution and adds to y, dx and dw in double. */
static void
reference_map (Case *c,
               gsize n,
               gsize m)
{
  const VtSliding *w = &c->attrs.window;
  const gsize ic = c->shape[1].dim[1], oc = c->y_shape.dim[1] / c->attrs.group;
  const gsize ih = c->shape[0].dim[2], iw = c->shape[0].dim[3];
  const gsize oh = c->y_shape.dim[2], ow = c->y_shape.dim[3];

  for (gsize oy = 0; oy < oh; oy++)
    for (gsize ox = 0; ox < ow; ox++)
      {
        const gsize o = ((n * c->y_shape.dim[1] + m) * oh + oy) * ow + ox;

        c->ref_y[o] = (double) c->x[2][m];
        c->ref_dx[2][m] += (double) c->dy[o];
        for (gsize q = 0; q < ic * w->kernel[0] * w->kernel[1]; q++)
          {
            const gsize j = q % w->kernel[1], i = q / w->kernel[1] % w->kernel[0];
            const gsize k = q / (w->kernel[0] * w->kernel[1]);
            const gssize iy = (gssize) (oy * w->stride[0] + i * w->dilation[0]) - (gssize) w->pad[0];
            const gssize ix = (gssize) (ox * w->stride[1] + j * w->dilation[1]) - (gssize) w->pad[1];

            if (iy < 0 || iy >= (gssize) ih || ix < 0 || ix >= (gssize) iw)
              continue;

            const gsize in = ((n * c->shape[0].dim[1] + m / oc * ic + k) * ih + (gsize) iy) * iw + (gsize) ix;
            const gsize weight = ((m * ic + k) * w->kernel[0] + i) * w->kernel[1] + j;

            c->ref_y[o] += (double) c->x[0][in] * (double) c->x[1][weight];
            c->ref_dx[0][in] += (double) c->dy[o] * (double) c->x[1][weight];
            c->ref_dx[1][weight] += (double) c->dy[o] * (double) c->x[0][in];
          }
      }
}

static void
case_fill (Case * c,
           VtRng *rng)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_op_find ("Conv")->infer (&c->attrs, N_X, c->shape, &c->y_shape, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_X; i++)
    {
      c->x[i] = random_floats (rng, vt_shape_size (&c->shape[i]));
      c->dx[i] = g_new0 (float, vt_shape_size (&c->shape[i]));
      c->ref_dx[i] = g_new0 (double, vt_shape_size (&c->shape[i]));
    }
  c->y = g_new0 (float, vt_shape_size (&c->y_shape));
  c->dy = random_floats (rng, vt_shape_size (&c->y_shape));
  c->ref_y = g_new0 (double, vt_shape_size (&c->y_shape));
}

static void
case_reference (Case *c)
{
  for (gsize n = 0; n < c->y_shape.dim[0]; n++)
    for (gsize m = 0; m < c->y_shape.dim[1]; m++)
      reference_map (c, n, m);
}

static void
case_clear (Case *c)
{
  for (guint i = 0; i < N_X; i++)
    {
      g_free (c->x[i]);
      g_free (c->dx[i]);
      g_free (c->ref_dx[i]);
    }
  g_free (c->y);
  g_free (c->dy);
  g_free (c->ref_y);
}

/* A block of garbage with a guard behind it; NULL for no bytes. */
static guint8 *
guarded (gsize bytes)
{
  guint8 *block = g_aligned_alloc (1, bytes + 64, 64);

  memset (block, 0xff, bytes + 64);
  return block;
}

static void
check_guard (guint8 *block,
             gsize   bytes)
{
  for (guint i = 0; i < 64; i++)
    g_assert_cmpuint (block[bytes + i], ==, 0xff);
  g_aligned_free (block);
}

/* Forward and backward of the operator; fills y and dx. */
static void
case_run (Case  * c,
          VtPath  path,
          VtPool *pool)
{
  const VtOp *op = vt_op_find ("Conv");
  VtOpContext context = {
    .attrs = &c->attrs, .n_x = N_X, .x_shape = c->shape, .y_shape = &c->y_shape, .backward = TRUE,
    .path = path, .n_threads = vt_pool_n_threads (pool)
  };
  const gsize scratch = op->scratch (&context);
  guint8 *scratch_block = guarded (scratch), *packed_block[2];
  gsize packed[2];

  for (guint back = 0; back < 2; back++)
    {
      context.backward = back;
      packed[back] = op->pack_size (&context);
      packed_block[back] = guarded (packed[back]);
      if (packed[back] > 0)
        op->pack (&context, (const float *const *) c->x, packed_block[back], pool);
    }

  VtKernel k = {
    .op = op, .attrs = &c->attrs, .n_x = N_X, .x = (const float *const *) c->x, .x_shape = c->shape,
    .y = c->y, .y_shape = &c->y_shape, .dy = c->dy, .dx = c->dx, .scratch = (float *) scratch_block,
    .packed = packed[0] > 0 ? packed_block[0] : NULL, .packed_back = packed[1] > 0 ? packed_block[1] : NULL,
    .pool = pool, .path = path, .lo = c->lo, .hi = c->hi
  };

  op->forward (&k);
  /* What is not fresh is added to. */
  k.fresh = c->y_shape.dim[1] % 2;
  for (guint i = 0; i < N_X; i++)
    memset (c->dx[i], i == 0 && k.fresh ? 0xff : 0, vt_shape_size (&c->shape[i]) * sizeof (float));
  op->backward (&k);
  check_guard (scratch_block, scratch);
  for (guint back = 0; back < 2; back++)
    check_guard (packed_block[back], packed[back]);
}

/* max |a − b| / max |b| */
static double
distance (const float  *a,
          const double *b,
          gsize         n)
{
  double most = 0, largest = 1e-30;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (isfinite (a[i]));
      most = MAX (most, fabs ((double) a[i] - b[i]));
      largest = MAX (largest, fabs (b[i]));
    }
  return most / largest;
}

static void
check_case (Case   *c,
            VtPath  path,
            double  bound)
{
  g_autofree char *text = vt_shape_to_string (&c->shape[1]);

  case_run (c, path, NULL);
  g_test_message ("weights %s, path %d: y %.1e, dx %.1e, dw %.1e, db %.1e", text, path,
                  distance (c->y, c->ref_y, vt_shape_size (&c->y_shape)),
                  distance (c->dx[0], c->ref_dx[0], vt_shape_size (&c->shape[0])),
                  distance (c->dx[1], c->ref_dx[1], vt_shape_size (&c->shape[1])),
                  distance (c->dx[2], c->ref_dx[2], vt_shape_size (&c->shape[2])));
  g_assert_cmpfloat (distance (c->y, c->ref_y, vt_shape_size (&c->y_shape)), <, bound);
  for (guint i = 0; i < N_X; i++)
    g_assert_cmpfloat (distance (c->dx[i], c->ref_dx[i], vt_shape_size (&c->shape[i])), <, bound);
}

/* n, input channels, height, width, output channels, kernel, stride, dilation, pads, groups */
typedef struct
{
  gsize       n, ic, ih, iw, oc;
  VtConvAttrs attrs;
} Row;

static const Row rows[] = {
  { 1, 3, 224 / 4, 57, 16, { { { 7, 7 }, { 2, 2 }, { 1, 1 }, { 3, 3, 3, 3 } }, 1 } },
  { 2, 5, 13, 9, 7, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 1, 16, 29, 31, 12, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 3, 16, 30, 33, 20, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 1, 32, 14, 14, 40, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 2, 32, 28, 28, 32, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 2, 0, 1, 2 } }, 2 } },
  { 9, 24, 7, 7, 24, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 1, 32, 112, 112, 8, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 1, 100, 7, 7, 130, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 2, 6, 17, 15, 9, { { { 3, 2 }, { 2, 3 }, { 2, 1 }, { 1, 0, 2, 1 } }, 3 } },
  { 2, 10, 17, 15, 10, { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1, 1, 1 } }, 10 } },
  { 1, 10, 17, 16, 20, { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, 10 } },
  { 1, 33, 56, 56, 20, { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1, 1, 1 } }, 1 } },
  { 3, 20, 27, 30, 70, { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 0, 2, 1, 0 } }, 1 } },
  { 2, 3, 90, 75, 9, { { { 3, 3 }, { 2, 2 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 2, 9, 12, 19, 9, { { { 5, 5 }, { 2, 1 }, { 1, 2 }, { 2, 4, 2, 4 } }, 9 } },
  { 2, 33, 20, 21, 17, { { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 1, 33, 45, 44, 17, { { { 1, 1 }, { 2, 2 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 1, 8, 45, 44, 6, { { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 2, 1, 2 } }, 2 } },
  { 1, 12, 6, 6, 30, { { { 6, 6 }, { 1, 1 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 4, 40, 1, 1, 30, { { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0, 0, 0 } }, 1 } },
  { 1, 7, 20, 20, 5, { { { 1, 7 }, { 1, 1 }, { 1, 1 }, { 0, 3, 0, 3 } }, 1 } },
  { 1, 4, 3, 3, 5, { { { 3, 3 }, { 1, 1 }, { 4, 4 }, { 4, 4, 4, 4 } }, 1 } },
  { 1, 3, 2, 2, 5, { { { 3, 3 }, { 3, 3 }, { 1, 1 }, { 5, 5, 5, 5 } }, 1 } },
};

static void
case_make (Case      *c,
           const Row *r,
           VtRng     *rng)
{
  *c = (Case) {
    .attrs = r->attrs,
    .shape = { VT_SHAPE (r->n, r->ic, r->ih, r->iw),
               VT_SHAPE (r->oc, r->ic / r->attrs.group, r->attrs.window.kernel[0], r->attrs.window.kernel[1]),
               VT_SHAPE (r->oc) }
  };
  c->lo = -INFINITY;
  c->hi = INFINITY;
  case_fill (c, rng);
}

static void
agrees_with_reference (void)
{
  VtRng rng;

  vt_rng_init (&rng, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case c;

      case_make (&c, &rows[i], &rng);
      case_reference (&c);
      check_case (&c, VT_PATH_EXACT, 1e-6);
      check_case (&c, VT_PATH_FAST, 2e-5);
      case_clear (&c);
    }
}

static VtConvShape
shape_of (const Case *c)
{
  const VtSliding *w = &c->attrs.window;

  return (VtConvShape) {
           .n = c->shape[0].dim[0], .group = c->attrs.group, .ic = c->shape[1].dim[1], .ih = c->shape[0].dim[2],
           .iw = c->shape[0].dim[3], .oc = c->y_shape.dim[1] / c->attrs.group, .oh = c->y_shape.dim[2],
           .ow = c->y_shape.dim[3], .kh = w->kernel[0], .kw = w->kernel[1], .sh = w->stride[0],
           .sw = w->stride[1], .dh = w->dilation[0], .dw = w->dilation[1], .pt = w->pad[0], .pl = w->pad[1]
  };
}

/* One algorithm forwards and back to x, whatever the cost model thinks of it. */
static void
run_algorithm (Case             *c,
               const VtConvAlgo *algo,
               VtPool           *pool)
{
  const VtConvShape s = shape_of (c);
  const guint threads = vt_pool_n_threads (pool);
  const gsize own_w = algo->scratch_w != NULL ? algo->scratch_w (algo, &s, threads) : 0;
  const gsize scratch = MAX (algo->scratch (algo, &s, threads, TRUE),
                             own_w > 0 ? own_w : vt_conv_weights_scratch (&s, threads));
  const gsize packed = algo->pack_size != NULL ? algo->pack_size (algo, &s) : 0;
  guint8 *memory = g_aligned_alloc (1, scratch + packed + 128, 64);
  float *weights = (float *) (memory + (scratch + 127) / 64 * 64);

  memset (memory, 0xff, scratch + packed + 128);
  if (algo->pack != NULL)
    {
      const VtConvWeights w = vt_conv_weights_of (&s, c->x[1]);

      algo->pack (algo, &s, &w, weights, pool);
    }

  const VtConvTask task = {
    .s = &s, .x = c->x[0], .w = c->x[1], .bias = c->x[2], .y = c->y, .lo = -INFINITY, .hi = INFINITY,
    .dy = c->dy, .dx = c->dx[0], .dw = c->dx[1], .scratch = (float *) memory, .packed = weights, .pool = pool
  };

  memset (c->dx[0], 0, vt_shape_size (&c->shape[0]) * sizeof (float));
  memset (c->dx[1], 0, vt_shape_size (&c->shape[1]) * sizeof (float));
  algo->forward (algo, &task);
  if (algo->backward_x != NULL)
    algo->backward_x (algo, &task);
  if (own_w > 0)
    algo->backward_w (algo, &task);
  else
    vt_conv_weights (&task);
  for (gsize i = scratch; i < (scratch + 127) / 64 * 64; i++)
    g_assert_cmpuint (memory[i], ==, 0xff);
  g_aligned_free (memory);
}

/* The pass back to x as a convolution of dy by an algorithm that takes turned weights as they lie. */
static void
run_turned (Case             *c,
            const VtConvAlgo *algo,
            VtPool           *pool)
{
  const VtConvShape s = shape_of (c);
  const gsize taps = s.kh * s.kw;
  const VtConvShape b = { .n = s.n, .group = 1, .ic = s.oc, .ih = s.oh, .iw = s.ow, .oc = s.ic, .oh = s.ih, .ow = s.iw,
                          .kh = s.kh, .kw = s.kw, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .pt = s.kh - 1 - s.pt,
                          .pl = s.kw - 1 - s.pl };
  const VtConvWeights turned = { c->x[1], 0, taps, s.ic * taps, taps, TRUE };
  const gsize scratch = algo->scratch (algo, &b, vt_pool_n_threads (pool), FALSE);
  float *memory = g_aligned_alloc (1, scratch, 64);

  memset (memory, 0xff, scratch);
  memset (c->dx[0], 0xff, vt_shape_size (&c->shape[0]) * sizeof (float));
  algo->forward (algo, &(VtConvTask) {
    .s = &b, .x = c->dy, .turned = &turned, .y = c->dx[0], .lo = -INFINITY, .hi = INFINITY, .scratch = memory, .pool = pool
  });
  g_aligned_free (memory);
}

/* With the kernels of level `level`. */
static void
check_algorithms (guint level)
{
  static const VtConvAlgo *const algorithms[] = {
    &vt_conv_im2col, &vt_conv_panels, &vt_conv_turned, &vt_conv_depthwise, &vt_conv_winograd_2, &vt_conv_winograd_4,
    &vt_conv_winograd_2_passing, &vt_conv_winograd_4_passing, &vt_conv_winograd_phases
  };
  guint done[G_N_ELEMENTS (algorithms)] = { 0 };
  g_autoptr (VtPool) pool = vt_pool_new (3);
  VtRng rng;

  vt_tile_use (level);
  vt_rng_init (&rng, 8);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case c;

      case_make (&c, &rows[i], &rng);
      case_reference (&c);

      const VtConvShape s = shape_of (&c);

      for (gsize a = 0; a < G_N_ELEMENTS (algorithms); a++)
        if (algorithms[a]->can_do (&s))
          {
            const double bound = algorithms[a]->exact ? 1e-6 : 2e-5;

            run_algorithm (&c, algorithms[a], i % 2 == 0 ? pool : NULL);
            g_assert_cmpfloat (distance (c.y, c.ref_y, vt_shape_size (&c.y_shape)), <, bound);
            if (algorithms[a]->backward_x != NULL)
              g_assert_cmpfloat (distance (c.dx[0], c.ref_dx[0], vt_shape_size (&c.shape[0])), <, bound);
            g_assert_cmpfloat (distance (c.dx[1], c.ref_dx[1], vt_shape_size (&c.shape[1])), <, bound);
            done[a]++;
            if (algorithms[a]->turns)
              {
                run_turned (&c, algorithms[a], i % 2 == 0 ? pool : NULL);
                g_assert_cmpfloat (distance (c.dx[0], c.ref_dx[0], vt_shape_size (&c.shape[0])), <, bound);
              }
          }
      case_clear (&c);
    }
  vt_tile_use (0);
  for (gsize a = 0; a < G_N_ELEMENTS (algorithms); a++)
    g_assert_cmpuint (done[a], >=, 3);
}

/* Threads share the work alike on every level, and the thread sanitizer is slow. */
#if defined (__SANITIZE_THREAD__)
#define N_LEVELS 1
#else
#define N_LEVELS 99
#endif

static void
every_algorithm_agrees_with_reference (void)
{
  const char *name;

  for (guint level = 0; level < N_LEVELS && vt_tile_nth (level, &name) != NULL; level++)
    check_algorithms (level);
}

/* Measured: F(4×4) from maps of 14 on, F(2×2) at 7; large weights in passing, if one chunk holds all tiles. */
static void
the_usual_layers_get_the_quickest_algorithm (void)
{
  static const struct
  {
    gsize             channels, map;
    const VtConvAlgo *algo, *of_eight;    /* for one picture and for eight */
  } expected[] = {
    { 64, 224, &vt_conv_winograd_4, &vt_conv_winograd_4 },
    { 256, 56, &vt_conv_winograd_4, &vt_conv_winograd_4 },
    { 512, 28, &vt_conv_winograd_4_passing, &vt_conv_winograd_4 },
    { 512, 14, &vt_conv_winograd_4_passing, &vt_conv_winograd_4_passing },
    { 512, 7, &vt_conv_winograd_2_passing, &vt_conv_winograd_2_passing },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const gsize c = expected[i].channels, map = expected[i].map;
      VtConvShape s = { .n = 1, .group = 1, .ic = c, .ih = map, .iw = map, .oc = c, .oh = map, .ow = map,
                        .kh = 3, .kw = 3, .sh = 1, .sw = 1, .dh = 1, .dw = 1, .pt = 1, .pl = 1 };

      g_assert_true (vt_conv_choose (&s, VT_PATH_FAST) == expected[i].algo);
      g_assert_true (vt_conv_choose (&s, VT_PATH_EXACT)->exact);
      s.n = 8;
      g_assert_true (vt_conv_choose (&s, VT_PATH_FAST) == expected[i].of_eight);
      /* With stride: by phases while a tile's weights are few. */
      if (map >= 56)
        {
          s.sh = s.sw = 2;
          s.oh = s.ow = map / 2;
          g_assert_true (vt_conv_choose (&s, VT_PATH_FAST) == &vt_conv_winograd_phases);
          s.sh = s.sw = 1;
          s.oh = s.ow = map;
        }
      /* 1×1: lanes are pixels while there are many. */
      s.kh = s.kw = 1;
      s.pt = s.pl = 0;
      g_assert_true (vt_conv_choose (&s, VT_PATH_FAST) == (map >= 14 ? &vt_conv_panels : &vt_conv_turned));
    }
}

/* A clamp that the graph hands down is the clamp of the result. */
static void
clamps_its_output (void)
{
  VtRng rng;

  vt_rng_init (&rng, 9);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (VtPath path = VT_PATH_FAST; path <= VT_PATH_EXACT; path++)
      {
        Case c;

        case_make (&c, &rows[i], &rng);
        case_run (&c, path, NULL);

        const gsize n = vt_shape_size (&c.y_shape);
        g_autofree float *y = g_memdup2 (c.y, n * sizeof (float));

        c.lo = -.5f;
        c.hi = .75f;
        case_run (&c, path, NULL);
        for (gsize j = 0; j < n; j++)
          g_assert_cmpfloat ((double) c.y[j], ==, (double) CLAMP (y[j], -.5f, .75f));
        case_clear (&c);
      }
}

static void
same_bits_with_any_pool (void)
{
  static const guint threads[] = { 1, 2, 3, 8 };
  VtRng rng;

  vt_rng_init (&rng, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (VtPath path = VT_PATH_FAST; path <= VT_PATH_EXACT; path++)
      {
        Case c;

        case_make (&c, &rows[i], &rng);
        case_run (&c, path, NULL);

        const gsize bytes = vt_shape_size (&c.y_shape) * sizeof (float);
        g_autofree float *y = g_memdup2 (c.y, bytes);
        g_autofree float *dx = g_memdup2 (c.dx[0], vt_shape_size (&c.shape[0]) * sizeof (float));
        g_autofree float *dw = g_memdup2 (c.dx[1], vt_shape_size (&c.shape[1]) * sizeof (float));

        for (gsize t = 0; t < G_N_ELEMENTS (threads); t++)
          {
            g_autoptr (VtPool) pool = vt_pool_new (threads[t]);

            case_run (&c, path, pool);
            g_assert_cmpmem (y, bytes, c.y, bytes);
            g_assert_true (memcmp (dx, c.dx[0], vt_shape_size (&c.shape[0]) * sizeof (float)) == 0);
            g_assert_true (memcmp (dw, c.dx[1], vt_shape_size (&c.shape[1]) * sizeof (float)) == 0);
          }
        case_clear (&c);
      }
}

static void
bad_shapes_are_refused (void)
{
  const VtOp *op = vt_op_find ("Conv");
  const VtConvAttrs attrs = { { { 3, 3 }, { 1, 1 }, { 1, 1 }, { 0 } }, 1 };
  const VtShape good[2] = { VT_SHAPE (1, 3, 8, 8), VT_SHAPE (4, 3, 3, 3) };
  const VtShape bad[][2] = {
    { VT_SHAPE (1, 3, 2, 8), good[1] },                     /* does not fit */
    { VT_SHAPE (1, 4, 8, 8), good[1] },                     /* channels */
    { VT_SHAPE (1, 3, 8, 8, 8), VT_SHAPE (4, 3, 3, 3, 3) }, /* three dimensions */
    { good[0], VT_SHAPE (4, 3, 3, 5) },                     /* not the kernel */
    { good[0], VT_SHAPE (4, 3, 3) },
    { VT_SHAPE (1, 0, 8, 8), VT_SHAPE (4, 0, 3, 3) },
  };
  VtShape y;

  g_assert_true (op->infer (&attrs, 2, good, &y, NULL));
  g_assert_true (vt_shape_equal (&y, &VT_SHAPE (1, 4, 6, 6)));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (op->infer (&attrs, 2, bad[i], &y, &error));
      g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conv/agrees-with-reference", agrees_with_reference);
  g_test_add_func ("/conv/every-algorithm-agrees-with-reference", every_algorithm_agrees_with_reference);
  g_test_add_func ("/conv/the-usual-layers-get-the-quickest-algorithm", the_usual_layers_get_the_quickest_algorithm);
  g_test_add_func ("/conv/clamps-its-output", clamps_its_output);
  g_test_add_func ("/conv/same-bits-with-any-pool", same_bits_with_any_pool);
  g_test_add_func ("/conv/bad-shapes-are-refused", bad_shapes_are_refused);
  return g_test_run ();
}
