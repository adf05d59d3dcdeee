/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times the convolutions of known networks, batch 1, against the peak of sgemm measured in the same
 * run.  The layers of a network follow each other as they do in it, so that weights are as cold as
 * they are there; rounds of the exact and the fast path alternate, and medians are printed.
 * With one thread the processor's time is counted, else the clock's.
 *
 * Usage: bench-conv [--threads N] [--rounds N] [--layers] [NETWORK…] */
#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/vt-arena.h"
#include "base/vt-blas.h"
#include "base/vt-rng.h"
#include "ops/conv/vt-conv.h"
#include "ops/vt-ops-conv.h"

typedef struct
{
  guint ic, map, oc, kernel, stride, group, times;
} Layer;

typedef struct
{
  const char  *name;
  const Layer *layers;    /* ended by times == 0 */
} Network;

static const Layer vgg16[] = {
  { 3, 224, 64, 3, 1, 1, 1 }, { 64, 224, 64, 3, 1, 1, 1 }, { 64, 112, 128, 3, 1, 1, 1 },
  { 128, 112, 128, 3, 1, 1, 1 }, { 128, 56, 256, 3, 1, 1, 1 }, { 256, 56, 256, 3, 1, 1, 2 },
  { 256, 28, 512, 3, 1, 1, 1 }, { 512, 28, 512, 3, 1, 1, 2 }, { 512, 14, 512, 3, 1, 1, 3 }, { 0 }
};

static const Layer resnet18[] = {
  { 3, 224, 64, 7, 2, 1, 1 }, { 64, 56, 64, 3, 1, 1, 4 }, { 64, 56, 128, 3, 2, 1, 1 },
  { 64, 56, 128, 1, 2, 1, 1 }, { 128, 28, 128, 3, 1, 1, 3 }, { 128, 28, 256, 3, 2, 1, 1 },
  { 128, 28, 256, 1, 2, 1, 1 }, { 256, 14, 256, 3, 1, 1, 3 }, { 256, 14, 512, 3, 2, 1, 1 },
  { 256, 14, 512, 1, 2, 1, 1 }, { 512, 7, 512, 3, 1, 1, 3 }, { 0 }
};

static const Layer squeezenet[] = {
  { 3, 224, 64, 3, 2, 1, 1 }, { 64, 55, 16, 1, 1, 1, 1 }, { 16, 55, 64, 1, 1, 1, 2 },
  { 16, 55, 64, 3, 1, 1, 2 }, { 128, 55, 16, 1, 1, 1, 1 }, { 128, 27, 32, 1, 1, 1, 1 },
  { 32, 27, 128, 1, 1, 1, 2 }, { 32, 27, 128, 3, 1, 1, 2 }, { 256, 27, 32, 1, 1, 1, 1 },
  { 256, 13, 48, 1, 1, 1, 1 }, { 48, 13, 192, 1, 1, 1, 2 }, { 48, 13, 192, 3, 1, 1, 2 },
  { 384, 13, 48, 1, 1, 1, 1 }, { 384, 13, 64, 1, 1, 1, 1 }, { 64, 13, 256, 1, 1, 1, 2 },
  { 64, 13, 256, 3, 1, 1, 2 }, { 512, 13, 64, 1, 1, 1, 1 }, { 512, 13, 1000, 1, 1, 1, 1 }, { 0 }
};

static const Layer mobilenet2[] = {
  { 3, 224, 32, 3, 2, 1, 1 }, { 32, 112, 32, 3, 1, 32, 1 }, { 32, 112, 16, 1, 1, 1, 1 },
  { 16, 112, 96, 1, 1, 1, 1 }, { 96, 112, 96, 3, 2, 96, 1 }, { 96, 56, 24, 1, 1, 1, 1 },
  { 24, 56, 144, 1, 1, 1, 2 }, { 144, 56, 144, 3, 1, 144, 1 }, { 144, 56, 24, 1, 1, 1, 1 },
  { 144, 56, 144, 3, 2, 144, 1 }, { 144, 28, 32, 1, 1, 1, 1 }, { 32, 28, 192, 1, 1, 1, 3 },
  { 192, 28, 192, 3, 1, 192, 2 }, { 192, 28, 32, 1, 1, 1, 2 }, { 192, 28, 192, 3, 2, 192, 1 },
  { 192, 14, 64, 1, 1, 1, 1 }, { 64, 14, 384, 1, 1, 1, 4 }, { 384, 14, 384, 3, 1, 384, 4 },
  { 384, 14, 64, 1, 1, 1, 3 }, { 384, 14, 96, 1, 1, 1, 1 }, { 96, 14, 576, 1, 1, 1, 3 },
  { 576, 14, 576, 3, 1, 576, 2 }, { 576, 14, 96, 1, 1, 1, 2 }, { 576, 14, 576, 3, 2, 576, 1 },
  { 576, 7, 160, 1, 1, 1, 1 }, { 160, 7, 960, 1, 1, 1, 3 }, { 960, 7, 960, 3, 1, 960, 3 },
  { 960, 7, 160, 1, 1, 1, 2 }, { 960, 7, 320, 1, 1, 1, 1 }, { 320, 7, 1280, 1, 1, 1, 1 }, { 0 }
};

static const Network networks[] = {
  { "VGG-16", vgg16 }, { "ResNet-18", resnet18 }, { "SqueezeNet-1.1", squeezenet },
  { "MobileNet-v2", mobilenet2 },
};

/* One repetition of a layer with its own weights. */
typedef struct
{
  const Layer *layer;
  VtConvAttrs  attrs;
  VtShape      shape[3], y_shape;
  float       *x[3], *packed[2];
  double      *times[2][2];         /* [path][backward][round], milliseconds */
} Unit;

typedef struct
{
  GArray *units;
  float  *y, *dx, *scratch;         /* shared by the layers, as a run does */
  VtPool *pool;
  guint   rounds;
} Bench;

static double
milliseconds (const VtPool *pool)
{
  struct timespec t;

  clock_gettime (vt_pool_n_threads (pool) == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec * 1e-6;
}

static float *
floats (gsize n)
{
  g_autoptr (GError) error = NULL;
  float *block = vt_arena_alloc (n * sizeof (float) + 64, &error);

  if (block == NULL)
    g_error ("%s", error->message);
  return block;
}

static float *
random_floats (gsize n)
{
  VtRng rng;
  float *block = floats (n);

  vt_rng_init (&rng, n);
  for (gsize i = 0; i < n; i++)
    block[i] = (float) vt_rng_range (&rng, -1, 1);
  return block;
}

static VtOpContext
context (const Bench *b,
         const Unit  *u,
         VtPath       path)
{
  return (VtOpContext) { .attrs = &u->attrs, .n_x = 3, .x_shape = u->shape, .y_shape = &u->y_shape,
                         .backward = TRUE, .path = path, .n_threads = vt_pool_n_threads (b->pool) };
}

static void
unit_init (Bench       *b,
           Unit        *u,
           const Layer *l)
{
  const VtOp *op = vt_op_find ("Conv");
  /* Only SqueezeNet's first layer has no padding. */
  const gboolean bare = l->kernel == 3 && l->stride == 2 && l->ic == 3 && l->oc == 64;
  const gsize k = l->kernel, pad = bare ? 0 : k / 2;

  *u = (Unit) {
    .layer = l,
    .attrs = { { { k, k }, { l->stride, l->stride }, { 1, 1 }, { pad, pad, pad, pad } }, l->group },
    .shape = { VT_SHAPE (1, l->ic, l->map, l->map), VT_SHAPE (l->oc, l->ic / l->group, k, k), VT_SHAPE (l->oc) }
  };
  if (!op->infer (&u->attrs, 3, u->shape, &u->y_shape, NULL))
    g_error ("a layer of the table is wrong");
  for (guint i = 0; i < 3; i++)
    u->x[i] = random_floats (vt_shape_size (&u->shape[i]));
  for (guint path = 0; path < 2; path++)
    {
      const VtOpContext c = context (b, u, path);
      const gsize size = op->pack_size (&c);

      u->packed[path] = size > 0 ? floats (size / sizeof (float)) : NULL;
      if (size > 0)
        op->pack (&c, (const float *const *) u->x, u->packed[path], b->pool);
      for (guint back = 0; back < 2; back++)
        u->times[path][back] = g_new0 (double, b->rounds);
    }
}

static void
unit_run (Bench   *b,
          Unit    *u,
          VtPath   path,
          gboolean backward,
          guint    round)
{
  const VtOp *op = vt_op_find ("Conv");
  float *dx[3] = { b->dx, NULL, NULL };
  const VtKernel k = {
    .op = op, .attrs = &u->attrs, .n_x = 3, .x = (const float *const *) u->x, .x_shape = u->shape, .y = b->y,
    .y_shape = &u->y_shape, .dy = b->y, .dx = dx, .scratch = b->scratch, .packed = u->packed[path],
    .pool = b->pool, .path = path, .lo = -INFINITY, .hi = INFINITY
  };
  const double start = milliseconds (b->pool);

  if (backward)
    op->backward (&k);
  else
    op->forward (&k);
  u->times[path][backward][round] = milliseconds (b->pool) - start;
}

static int
compare (const void *a,
         const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *times,
        guint   n)
{
  qsort (times, n, sizeof (double), compare);
  return times[n / 2];
}

/* GFLOP/s of a product of 1024³ on one thread. */
static double
measure_peak (guint rounds)
{
  const gsize n = 1024;
  float *a = random_floats (n * n), *b = random_floats (n * n), *c = floats (n * n);
  g_autofree double *times = g_new0 (double, rounds);

  for (guint i = 0; i < rounds; i++)
    {
      const double start = milliseconds (NULL);

      vt_product (&(VtProduct) { .m = n, .n = n, .k = n, .alpha = 1, .a = a, .lda = n, .b = b, .ldb = n,
                                 .c = c, .ldc = n });
      times[i] = (milliseconds (NULL) - start) / 1e3;
    }
  return 2e-9 * (double) (n * n * n) / median (times, rounds);
}

static double
gflop (const Unit *u)
{
  return 2e-9 * (double) vt_shape_size (&u->y_shape) * (double) vt_shape_size (&u->shape[1])
         / (double) u->shape[1].dim[0];
}

static const char *
algorithm (const Unit *u,
           VtPath      path)
{
  const VtSliding *w = &u->attrs.window;
  const gsize g = u->attrs.group;
  const VtConvShape s = {
    .n = 1, .group = g, .ic = u->shape[1].dim[1], .ih = u->shape[0].dim[2], .iw = u->shape[0].dim[3],
    .oc = u->y_shape.dim[1] / g, .oh = u->y_shape.dim[2], .ow = u->y_shape.dim[3],
    .kh = w->kernel[0], .kw = w->kernel[1], .sh = w->stride[0], .sw = w->stride[1], .dh = 1, .dw = 1,
    .pt = w->pad[0], .pl = w->pad[1]
  };

  return vt_conv_choose (&s, path)->name;
}

static void
print_unit (const Bench *b,
            const Unit  *u,
            double       peak)
{
  double ms[2][2];

  for (guint path = 0; path < 2; path++)
    for (guint back = 0; back < 2; back++)
      ms[path][back] = median (u->times[path][back], b->rounds);
  printf ("  %4u×%3u² → %4u  %u×%u/%u g%-4u exact %7.2f %7.2f  fast %7.2f %7.2f  %4.0f%% %4.0f%%  %s\n",
          u->layer->ic, u->layer->map, u->layer->oc, u->layer->kernel, u->layer->kernel, u->layer->stride,
          u->layer->group, ms[VT_PATH_EXACT][0], ms[VT_PATH_EXACT][1], ms[VT_PATH_FAST][0], ms[VT_PATH_FAST][1],
          1e5 * gflop (u) / ms[VT_PATH_EXACT][0] / peak, 1e5 * gflop (u) / ms[VT_PATH_FAST][0] / peak,
          algorithm (u, VT_PATH_FAST));
}

static void
bench_network (Bench         *b,
               const Network *network,
               double         peak,
               gboolean       layers)
{
  gsize y = 0, dx = 0, scratch = 0;
  double total[2][2] = { 0 }, work = 0;

  b->units = g_array_new (FALSE, TRUE, sizeof (Unit));
  for (const Layer *l = network->layers; l->times > 0; l++)
    for (guint i = 0; i < l->times; i++)
      {
        Unit u;

        unit_init (b, &u, l);
        g_array_append_val (b->units, u);
        y = MAX (y, vt_shape_size (&u.y_shape));
        dx = MAX (dx, vt_shape_size (&u.shape[0]));
        for (guint path = 0; path < 2; path++)
          {
            const VtOpContext c = context (b, &u, path);

            scratch = MAX (scratch, vt_op_find ("Conv")->scratch (&c));
          }
      }
  b->y = random_floats (y);
  b->dx = floats (dx);
  b->scratch = floats (scratch / sizeof (float));
  for (guint round = 0; round < b->rounds; round++)
    for (guint path = 0; path < 2; path++)
      for (guint back = 0; back < 2; back++)
        for (guint i = 0; i < b->units->len; i++)
          unit_run (b, &g_array_index (b->units, Unit, back ? b->units->len - 1 - i : i), path, back, round);
  if (layers)
    printf ("  in × map² → out  kernel/stride   exact: forward, to input; fast: the same (ms); forward, %% of peak\n");
  for (guint i = 0; i < b->units->len; i++)
    {
      const Unit *u = &g_array_index (b->units, Unit, i);

      if (layers && (i == 0 || g_array_index (b->units, Unit, i - 1).layer != u->layer))
        print_unit (b, u, peak);
      work += gflop (u);
      for (guint path = 0; path < 2; path++)
        for (guint back = 0; back < 2; back++)
          total[path][back] += median (u->times[path][back], b->rounds);
    }
  printf ("%-15s %5.2f GFLOP  exact %7.2f / %7.2f ms (%3.0f%% of peak)   fast %7.2f / %7.2f ms (%3.0f%%)\n",
          network->name, work, total[VT_PATH_EXACT][0], total[VT_PATH_EXACT][1],
          1e5 * work / total[VT_PATH_EXACT][0] / peak, total[VT_PATH_FAST][0], total[VT_PATH_FAST][1],
          1e5 * work / total[VT_PATH_FAST][0] / peak);
}

int
main (int    argc,
      char **argv)
{
  int threads = 1, rounds = 5;
  gboolean layers = FALSE;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "Threads of the pool", "N" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "Rounds; medians are printed", "N" },
    { "layers", 0, 0, G_OPTION_ARG_NONE, &layers, "Print each layer", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NETWORK…]" },
    { NULL }
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  vt_blas_init ();

  g_autoptr (VtPool) pool = vt_pool_new ((guint) MAX (threads, 1));
  Bench bench = { .pool = pool, .rounds = (guint) MAX (rounds, 1) };
  const double peak = measure_peak (2 * bench.rounds + 1) * vt_pool_n_threads (pool);

  printf ("OpenBLAS %s, %u threads, sgemm of 1024³: %.0f GFLOP/s\n", openblas_get_corename (),
          vt_pool_n_threads (pool), peak);
  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    if (names == NULL || g_strv_contains ((const char *const *) names, networks[i].name))
      bench_network (&bench, &networks[i], peak, layers);
  return 0;
}
