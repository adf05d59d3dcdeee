/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way to convolve, with arrays that end where memory ends, or begin where it begins: the kernels read and
 * write whole vectors, and none may leave what it was given. */
#define _DEFAULT_SOURCE
#include <glib.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "base/vt-rng.h"
#include "base/vt-tile.h"
#include "ops/conv/vt-conv.h"
#include "ops/conv/vt-sums.h"

#define ROOM    ((gsize) 4 << 20)     /* bytes between two pages that cannot be touched */
#define GUARD   ((gsize) 64 << 10)
#define SHAPES  400

typedef enum { X, W, BIAS, Y, ADD, DY, DX, DW, SCRATCH, PACKED, N_ROOMS } Which;

/* One array per room. */
typedef struct
{
  guint8  *room[N_ROOMS];
  gboolean at_end;
} House;

static void
house_init (House *h)
{
  for (guint i = 0; i < N_ROOMS; i++)
    {
      guint8 *all = mmap (NULL, ROOM + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      g_assert_true (all != MAP_FAILED);
      h->room[i] = all + GUARD;
      g_assert_cmpint (mprotect (h->room[i], ROOM, PROT_READ | PROT_WRITE), ==, 0);
    }
}

static void
house_clear (House *h)
{
  for (guint i = 0; i < N_ROOMS; i++)
    munmap (h->room[i] - GUARD, ROOM + 2 * GUARD);
}

/* `bytes` of garbage; what lies beside them in the room is garbage too. */
static float *
place (House *h,
       Which  i,
       gsize  bytes)
{
  g_assert_cmpuint (bytes, <=, ROOM);

  guint8 *at = h->at_end ? h->room[i] + ROOM - bytes : h->room[i];

  memset (MAX (h->room[i], at - MIN ((gsize) (at - h->room[i]), 4096)), 0xff, MIN (bytes + 4096, ROOM));
  return (float *) at;
}

/* The garbage beside an array that is only written to in its own bounds. */
static void
check_beside (const House *h,
              const char  *name,
              Which        i,
              gsize        bytes)
{
  const gsize n = MIN (4096, ROOM - bytes);
  const guint8 *beside = h->at_end ? h->room[i] + ROOM - bytes - n : h->room[i] + bytes;

  for (gsize j = 0; j < n; j++)
    if (beside[j] != 0xff)
      {
        g_test_message ("%s wrote beside its array number %d, %zu bytes %s", name, i, h->at_end ? n - j : j,
                        h->at_end ? "before" : "behind");
        g_test_fail ();
        return;
      }
}

static void
fill (float *v,
      gsize  n,
      VtRng *rng)
{
  for (gsize i = 0; i < n; i++)
    v[i] = (float) vt_rng_range (rng, -1, 1);
}

static gsize
pick (VtRng *rng,
      gsize  least,
      gsize  most)
{
  return least + vt_rng_int (rng, (guint) (most - least + 1));
}

/* Some axis of a convolution: kernel, stride, dilation and padding are given. */
static gsize
outputs (VtRng *rng,
         gsize *in,
         gsize  kernel,
         gsize  stride,
         gsize  dilation,
         gsize  pad)
{
  const gsize span = dilation * (kernel - 1) + 1;

  if (*in + pad < span)
    *in = span - pad;
  return (*in + pad + pick (rng, 0, kernel - 1) - span) / stride + 1;
}

/* Mostly small maps, and often what the quick ways are for. */
static VtConvShape
random_shape (VtRng *rng)
{
  const gsize kind = pick (rng, 0, 6), most = pick (rng, 0, 3) == 0 ? 40 : 8;
  VtConvShape s = { .n = pick (rng, 1, 3), .group = pick (rng, 1, 3), .ic = pick (rng, 1, 9), .oc = pick (rng, 1, 60),
                    .ih = pick (rng, 1, most), .iw = pick (rng, 1, most), .kh = 3, .kw = 3, .sh = 1, .sw = 1,
                    .dh = 1, .dw = 1 };

  if (kind == 0 || kind == 6)
    s.group = 1;
  if (kind == 1 || kind == 2)
    {
      s.kh = pick (rng, 1, 5);
      s.kw = pick (rng, 1, 5);
      s.sh = pick (rng, 1, 4);
      s.sw = pick (rng, 1, 3);
      s.dh = pick (rng, 1, 3);
      s.dw = pick (rng, 1, 3);
    }
  if (kind >= 4)
    {
      s.kh = s.kw = kind == 4 ? 1 : 3;   /* 5: depthwise, 6: for all channels */
      s.sh = s.sw = 2;
    }
  if (kind == 2 || kind == 3 || kind == 5)
    {
      s.ic = 1;
      s.oc = pick (rng, 1, 4);
      s.group = pick (rng, 2, 5);
    }
  /* Rarely so much that whole windows see nothing. */
  s.pt = pick (rng, 0, kind == 2 ? 2 * s.kh : s.kh - 1);
  s.pl = pick (rng, 0, kind == 2 ? 2 * s.kw : s.kw - 1);
  s.oh = outputs (rng, &s.ih, s.kh, s.sh, s.dh, s.pt);
  s.ow = outputs (rng, &s.iw, s.kw, s.sw, s.dw, s.pl);
  return s;
}

typedef struct
{
  VtConvShape s;
  float      *x, *w, *bias, *add, *dy;    /* of the reference and the source of what is placed */
  float      *y, *dx, *dw;
  gsize       x_n, w_n, y_n, channels;
} Case;

static void
case_init (Case  *c,
           VtRng *rng)
{
  c->s = random_shape (rng);
  c->x_n = c->s.n * c->s.group * c->s.ic * vt_conv_in_map (&c->s);
  c->w_n = c->s.group * c->s.oc * c->s.ic * vt_conv_taps (&c->s);
  c->channels = c->s.group * c->s.oc;
  c->y_n = c->s.n * c->channels * vt_conv_out_map (&c->s);
  c->x = g_new (float, c->x_n);
  c->w = g_new (float, c->w_n);
  c->bias = g_new (float, c->channels);
  c->add = g_new (float, c->y_n);
  c->dy = g_new (float, c->y_n);
  c->y = g_new (float, c->y_n);
  c->dx = g_new0 (float, c->x_n);
  c->dw = g_new0 (float, c->w_n);
  fill (c->x, c->x_n, rng);
  fill (c->w, c->w_n, rng);
  fill (c->bias, c->channels, rng);
  fill (c->add, c->y_n, rng);
  fill (c->dy, c->y_n, rng);
}

static void
case_clear (Case *c)
{
  float *const all[] = { c->x, c->w, c->bias, c->add, c->dy, c->y, c->dx, c->dw };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
}

static gsize
scratch_of (const VtConvAlgo  *algo,
            const VtConvShape *s,
            guint              threads)
{
  const gsize own = algo->scratch_w != NULL ? algo->scratch_w (algo, s, threads) : 0;

  /* The last is for the pass back of those that have none. */
  return MAX (MAX (algo->scratch (algo, s, threads, TRUE), own), vt_conv_weights_scratch (s, threads));
}

/* Forwards and back by `algo` in the house; `adds`: what the output is added to, and clamped. */
static void
run (House            *h,
     const Case       *c,
     const VtConvAlgo *algo,
     VtPool           *pool,
     gboolean          adds)
{
  const gsize size = sizeof (float), scratch = scratch_of (algo, &c->s, vt_pool_n_threads (pool));
  const gsize packed = algo->pack_size != NULL ? algo->pack_size (algo, &c->s) : 0;
  const VtConvTask t = {
    .s = &c->s, .pool = pool, .scratch = place (h, SCRATCH, scratch), .packed = place (h, PACKED, packed),
    .x = memcpy (place (h, X, c->x_n * size), c->x, c->x_n * size),
    .w = memcpy (place (h, W, c->w_n * size), c->w, c->w_n * size),
    .bias = memcpy (place (h, BIAS, c->channels * size), c->bias, c->channels * size),
    .add = adds ? memcpy (place (h, ADD, c->y_n * size), c->add, c->y_n * size) : NULL,
    .dy = memcpy (place (h, DY, c->y_n * size), c->dy, c->y_n * size),
    .y = place (h, Y, c->y_n * size), .lo = adds ? -1.f : -INFINITY, .hi = adds ? 2.f : INFINITY,
    .dx = memset (place (h, DX, c->x_n * size), 0, c->x_n * size),
    .dw = memset (place (h, DW, c->w_n * size), 0, c->w_n * size),
  };
  const VtConvWeights w = vt_conv_weights_of (&c->s, t.w);

  if (algo->pack != NULL)
    algo->pack (algo, &c->s, &w, (float *) t.packed, pool);
  algo->forward (algo, &t);
  (algo->backward_x != NULL ? algo : &vt_conv_im2col)->backward_x (algo, &t);
  if (algo->scratch_w != NULL && algo->scratch_w (algo, &c->s, 1) > 0)
    algo->backward_w (algo, &t);
  else
    vt_conv_weights (&t);
  check_beside (h, algo->name, Y, c->y_n * size);
  check_beside (h, algo->name, DX, c->x_n * size);
  check_beside (h, algo->name, DW, c->w_n * size);
  check_beside (h, algo->name, SCRATCH, scratch);
  check_beside (h, algo->name, PACKED, packed);
}

static void
check_like (const char        *what,
            const VtConvAlgo  *algo,
            const VtConvShape *s,
            const float       *a,
            const float       *b,
            gsize              n)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (a[i] - b[i]) < 1e-3f))
      {
        g_test_message ("%s of %s at %zu: %g, not %g", what, algo->name, i, (double) a[i], (double) b[i]);
        g_test_message ("n %zu, group %zu, %zu × %zu × %zu to %zu × %zu × %zu, kernel %zu × %zu, stride %zu %zu, "
                        "dilation %zu %zu, padding %zu %zu", s->n, s->group, s->ic, s->ih, s->iw, s->oc, s->oh, s->ow,
                        s->kh, s->kw, s->sh, s->sw, s->dh, s->dw, s->pt, s->pl);
        g_test_fail ();
        return;
      }
}

/* The plainest way, on ordinary memory. */
static void
plain (Case    *c,
       gboolean adds)
{
  const VtConvShape *s = &c->s;
  g_autofree float *scratch = g_malloc (MAX (1, scratch_of (&vt_conv_im2col, s, 1)));
  const VtConvTask t = {
    .s = s, .x = c->x, .w = c->w, .bias = c->bias, .y = c->y, .lo = -INFINITY, .hi = INFINITY, .dy = c->dy,
    .dx = memset (c->dx, 0, c->x_n * sizeof (float)), .dw = memset (c->dw, 0, c->w_n * sizeof (float)),
    .scratch = scratch
  };

  vt_conv_im2col.forward (&vt_conv_im2col, &t);
  for (gsize i = 0; adds && i < c->y_n; i++)
    c->y[i] = CLAMP (c->y[i] + c->add[i], -1.f, 2.f);
  vt_conv_im2col.backward_x (&vt_conv_im2col, &t);
  vt_conv_weights (&t);
}

static guint
check_shape (House  *h,
             VtRng  *rng,
             VtPool *pool,
             guint   done[])
{
  static const VtConvAlgo *const algorithms[] = {
    &vt_conv_panels, &vt_conv_turned, &vt_conv_depthwise, &vt_conv_winograd_2, &vt_conv_winograd_4,
    &vt_conv_winograd_2_passing, &vt_conv_winograd_4_passing, &vt_conv_winograd_phases, &vt_conv_im2col
  };
  const gboolean adds = pick (rng, 0, 1) != 0;
  Case c;

  case_init (&c, rng);
  plain (&c, adds);
  for (gsize a = 0; a < G_N_ELEMENTS (algorithms); a++)
    {
      /* im2col adds only to what is there already. */
      const gboolean added = adds && algorithms[a] != &vt_conv_im2col;

      if (!algorithms[a]->can_do (&c.s) || adds != added)
        continue;
      for (h->at_end = 0; h->at_end < 2; h->at_end++)
        {
          const float *room[N_ROOMS];
          const gsize n[N_ROOMS] = { [Y] = c.y_n, [DX] = c.x_n, [DW] = c.w_n };

          run (h, &c, algorithms[a], pool, added);
          for (guint i = 0; i < N_ROOMS; i++)
            room[i] = (const float *) (h->room[i] + (h->at_end ? ROOM - n[i] * sizeof (float) : 0));
          check_like ("y", algorithms[a], &c.s, room[Y], c.y, c.y_n);
          check_like ("dx", algorithms[a], &c.s, room[DX], c.dx, c.x_n);
          check_like ("dw", algorithms[a], &c.s, room[DW], c.dw, c.w_n);
        }
      done[a]++;
    }
  case_clear (&c);
  return G_N_ELEMENTS (algorithms);
}

static void
none_leaves_its_memory (void)
{
  g_autoptr (VtPool) pool = vt_pool_new (3);
  const char *name;
  House h;
  VtRng rng;

  house_init (&h);
  for (guint level = 0; vt_tile_nth (level, &name) != NULL; level++)
    {
      guint done[9] = { 0 }, n = 0;

      vt_tile_use (level);
      vt_rng_init (&rng, 31);
      for (guint i = 0; i < SHAPES; i++)
        n = check_shape (&h, &rng, i % 4 == 0 ? pool : NULL, done);
      for (guint a = 0; a < n; a++)
        g_assert_cmpuint (done[a], >=, SHAPES / 10);
    }
  vt_tile_use (0);
  house_clear (&h);
}

/* ---- sums in double precision --------------------------------------------------------------- */

/* a · b as well as anyone can tell, and the sum of all that was added without its signs. */
static long double
sum_well (const VtSums *s,
          gsize         i,
          gsize         j,
          long double  *all)
{
  long double sum = 0;

  *all = 0;
  for (gsize k = 0; k < s->k; k++)
    {
      const long double product = (long double) s->a[i * s->lda + k] * (long double) s->b[k * s->ldb + j];

      sum += product;
      *all += fabsl (product);
    }
  return sum;
}

/* The sum, rounded once: half a unit of the last place of a float, and what adding up in double precision may lose. */
static gboolean
is_sum (const VtSums *s,
        gsize         i,
        gsize         j)
{
  long double all;
  const long double sum = sum_well (s, i, j, &all);
  const long double most = fabsl (sum) * 0x1p-24L * 1.001L + all * (long double) (s->k + 2) * 0x1p-53L;

  return fabsl ((long double) s->c[i * s->ldc + j] - sum) <= most;
}

/* What was added after the sums gives the same bits as steps of their own; nothing is written beside. */
static gboolean
is_finished (const VtSums *s,
             const float  *plain,
             const float  *before,
             gsize         i,
             gsize         j)
{
  const gsize at = i * s->ldc + j;
  volatile float c = plain[at];

  if (j >= s->n)
    return s->c[at] == before[at];
  if (s->bias != NULL)
    c = c + s->bias[i];
  if (s->add != NULL)
    c = c + (s->add == s->c ? before : s->add)[at];
  return s->c[at] == c;
}

static void
check_sums (VtSums      *s,
            const float *before)
{
  const gsize n = (s->m - 1) * s->ldc + s->n;
  g_autofree float *plain = g_memdup2 (before, n * sizeof (float));
  VtSums alone = *s;

  alone.bias = alone.add = NULL;
  alone.c = plain;
  vt_sums (&alone);
  for (gsize i = 0; i < s->m; i++)
    for (gsize j = 0; j < (i + 1 < s->m ? s->ldc : s->n); j++)
      if ((j < s->n && !is_sum (&alone, i, j)) || !is_finished (s, plain, before, i, j))
        {
          g_test_message ("m %zu, n %zu, k %zu, %s, %s: %g at %zu, %zu", s->m, s->n, s->k, s->bias != NULL ? "bias" : "no bias",
                          s->add == NULL ? "plain" : s->add == s->c ? "adds to itself" : "adds",
                          (double) s->c[i * s->ldc + j], i, j);
          g_test_fail ();
          return;
        }
}

static void
sum_some (House *h,
          VtRng *rng)
{
  static const gsize columns[] = { 1, 2, 7, 8, 15, 16, 17, 24, 31, 32, 33, 47, 48, 50, 100 };
  static const gsize depths[] = { 0, 1, 2, 3, 9, 64, 200 };
  VtSums s = { .m = pick (rng, 1, 11), .n = columns[vt_rng_int (rng, G_N_ELEMENTS (columns))],
               .k = depths[vt_rng_int (rng, G_N_ELEMENTS (depths))] };

  s.lda = s.k + pick (rng, 0, 3);
  s.ldb = s.n + pick (rng, 0, 3);
  s.ldc = s.n + pick (rng, 0, 3);

  const gsize a_n = (s.m - 1) * s.lda + s.k, b_n = s.k > 0 ? (s.k - 1) * s.ldb + s.n : 0;
  const gsize c_n = (s.m - 1) * s.ldc + s.n;
  g_autofree float *before = g_new (float, c_n), *bias = g_new (float, s.m), *other = g_new (float, c_n);
  float *a = place (h, X, a_n * sizeof (float)), *b = place (h, W, b_n * sizeof (float));

  fill (a, a_n, rng);
  fill (b, b_n, rng);
  fill (before, c_n, rng);
  fill (bias, s.m, rng);
  fill (other, c_n, rng);
  s.a = a;
  s.b = b;
  s.c = memcpy (place (h, Y, c_n * sizeof (float)), before, c_n * sizeof (float));
  s.bias = pick (rng, 0, 1) != 0 ? bias : NULL;
  s.add = (const float *[]) { NULL, s.c, other }[pick (rng, 0, 2)];
  vt_sums (&s);
  check_sums (&s, before);
  check_beside (h, "vt_sums()", Y, c_n * sizeof (float));
}

static void
sums_are_rounded_once (void)
{
  House h;
  VtRng rng;

  house_init (&h);
  vt_rng_init (&rng, 5);
  for (guint i = 0; i < 4 * SHAPES && !g_test_failed (); i++)
    for (h.at_end = 0; h.at_end < 2; h.at_end++)
      sum_some (&h, &rng);
  house_clear (&h);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conv/edges/none-leaves-its-memory", none_leaves_its_memory);
  g_test_add_func ("/conv/edges/sums-are-rounded-once", sums_are_rounded_once);
  return g_test_run ();
}
