/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pools of odd maps on every instruction set, against plain loops, with maps that end where memory ends, or begin where
 * it begins: what lies outside may not even be read. */
#define _DEFAULT_SOURCE
#include <glib.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "base/vt-rng.h"
#include "base/vt-tile.h"
#include "ops/vt-op.h"
#include "ops/vt-ops-pool.h"

#define ROOM   ((gsize) 1 << 20)    /* bytes between two pages that cannot be touched */
#define GUARD  ((gsize) 64 << 10)
#define SHAPES 600

static guint8 *
room_new (void)
{
  guint8 *all = mmap (NULL, ROOM + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (all != MAP_FAILED);
  g_assert_cmpint (mprotect (all + GUARD, ROOM, PROT_READ | PROT_WRITE), ==, 0);
  return all + GUARD;
}

static float *
place (guint8  *room,
       gboolean at_end,
       gsize    floats)
{
  g_assert_cmpuint (floats * sizeof (float), <=, ROOM);
  return (float *) (at_end ? room + ROOM - floats * sizeof (float) : room);
}

static gsize
pick (VtRng *rng,
      gsize  least,
      gsize  most)
{
  return least + vt_rng_int (rng, (guint) (most - least + 1));
}

typedef struct
{
  VtPoolAttrs a;
  VtShape     x, y;
  gboolean    max;
} Case;

/* Mostly what the kernels know; FALSE: no window fits. */
static gboolean
random_case (VtRng *rng,
             Case  *c)
{
  const gsize side = pick (rng, 0, 5) == 0 ? 150 : 36, size = pick (rng, 2, 3), stride = pick (rng, 1, 2);
  VtSliding *w = &c->a.window;

  *c = (Case) { .max = pick (rng, 0, 1) != 0 };
  *w = (VtSliding) { { size, size }, { stride, stride }, { 1, 1 }, { 0 } };
  if (pick (rng, 0, 5) == 0)
    {
      w->kernel[0] = pick (rng, 1, 4);
      w->stride[1] = pick (rng, 1, 3);
      w->dilation[1] = pick (rng, 1, 2);
    }
  for (gsize i = 0; i < 4; i++)
    w->pad[i] = pick (rng, 0, w->kernel[i % 2] - 1);
  c->a.ceil_mode = pick (rng, 0, 1) != 0;
  c->a.count_include_pad = pick (rng, 0, 1) != 0;
  c->x = (VtShape) { 4, { pick (rng, 1, 2), pick (rng, 1, 3), pick (rng, 1, side), pick (rng, 1, side) } };
  return (c->max ? vt_op_find ("MaxPool") : vt_op_find ("AveragePool"))->infer (&c->a, 1, &c->x, &c->y, NULL);
}

/* One window by the definition. */
static float
plain (const Case  *c,
       const float *map,
       gsize        oy,
       gsize        ox)
{
  const VtSliding *w = &c->a.window;
  const gssize ih = (gssize) c->x.dim[2], iw = (gssize) c->x.dim[3];
  double sum = 0, n = 0;
  float top = -INFINITY;

  for (gsize i = 0; i < w->kernel[0]; i++)
    for (gsize j = 0; j < w->kernel[1]; j++)
      {
        const gssize y = (gssize) (oy * w->stride[0] + i * w->dilation[0]) - (gssize) w->pad[0];
        const gssize x = (gssize) (ox * w->stride[1] + j * w->dilation[1]) - (gssize) w->pad[1];

        n += c->a.count_include_pad && y < ih + (gssize) w->pad[2] && x < iw + (gssize) w->pad[3];
        if (y < 0 || y >= ih || x < 0 || x >= iw)
          continue;
        n += !c->a.count_include_pad;
        sum += (double) map[y * iw + x];
        top = MAX (top, map[y * iw + x]);
      }
  return c->max ? top : n > 0 ? (float) (sum / n) : 0;
}

static void
check (const Case  *c,
       const float *x,
       const float *y)
{
  const gsize in = c->x.dim[2] * c->x.dim[3], out = c->y.dim[2] * c->y.dim[3];

  for (gsize i = 0; i < vt_shape_size (&c->y); i++)
    {
      const float wanted = plain (c, x + i / out * in, i % out / c->y.dim[3], i % c->y.dim[3]);

      if (y[i] != wanted && !(fabsf (y[i] - wanted) < 1e-5f))
        {
          g_test_message ("%s of %zu × %zu, size %zu × %zu, stride %zu × %zu, at %zu: %g, not %g",
                          c->max ? "greatest" : "mean", c->x.dim[2], c->x.dim[3], c->a.window.kernel[0],
                          c->a.window.kernel[1], c->a.window.stride[0], c->a.window.stride[1], i, (double) y[i],
                          (double) wanted);
          g_test_fail ();
          return;
        }
    }
}

static void
run (const Case *c,
     guint8     *rooms[3],
     gboolean    at_end,
     VtRng      *rng)
{
  const VtOp *op = c->max ? vt_op_find ("MaxPool") : vt_op_find ("AveragePool");
  const VtOpContext context = { .attrs = &c->a, .n_x = 1, .x_shape = &c->x, .y_shape = &c->y, .n_threads = 1 };
  const gsize x_n = vt_shape_size (&c->x), y_n = vt_shape_size (&c->y);
  float *x = place (rooms[0], at_end, x_n), *y = place (rooms[1], at_end, y_n);
  const float *inputs[] = { x };

  memset (rooms[1], 0xff, ROOM);
  for (gsize i = 0; i < x_n; i++)
    x[i] = (float) vt_rng_range (rng, -1, 1);
  op->forward (&(VtKernel) {
    .op = op, .attrs = &c->a, .n_x = 1, .x = inputs, .x_shape = &c->x, .y = y, .y_shape = &c->y,
    .scratch = place (rooms[2], at_end, op->scratch (&context) / sizeof (float))
  });
  check (c, x, y);
  for (guint8 *p = rooms[1]; p < rooms[1] + ROOM; p++)
    if (*p != 0xff && (p < (guint8 *) y || p >= (guint8 *) (y + y_n)))
      g_error ("%s wrote beside its output", op->name);
}

static void
pools_stay_in_their_memory (void)
{
  guint8 *rooms[3];
  const char *name;
  VtRng rng;

  for (gsize i = 0; i < 3; i++)
    rooms[i] = room_new ();
  for (guint level = 0; vt_tile_nth (level, &name) != NULL; level++)
    {
      guint done = 0;

      vt_tile_use (level);
      vt_rng_init (&rng, 5);
      for (guint i = 0; i < SHAPES; i++)
        {
          Case c;

          if (!random_case (&rng, &c))
            continue;
          run (&c, rooms, i % 2 == 0, &rng);
          done++;
        }
      g_assert_cmpuint (done, >, SHAPES / 2);
    }
  vt_tile_use (0);
  for (gsize i = 0; i < 3; i++)
    munmap (rooms[i] - GUARD, ROOM + 2 * GUARD);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/edges/stay-in-their-memory", pools_stay_in_their_memory);
  return g_test_run ();
}
