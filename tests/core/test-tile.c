/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The products of small blocks that convolutions and dense layers are made of. */
#include <glib.h>
#include <math.h>

#include "base/vt-rng.h"
#include "base/vt-tile.h"

/* One tile against plain sums: sums, bias, what is added, clamp; and nothing beside it is touched. */
static void
check_tile (VtTileFunc   tile,
            gsize        m,
            gsize        n,
            guint        what,
            const float *numbers)
{
  const gsize k = 19, ldb = 50, ldc = 56;
  float c[VT_TILE_ROWS * 56], before[VT_TILE_ROWS * 56];

  for (gsize i = 0; i < G_N_ELEMENTS (c); i++)
    c[i] = before[i] = numbers[3000 + i];
  tile (&(VtTile) {
    .m = m, .n = n, .k = k, .a = numbers, .b = numbers + 500, .ldb = ldb, .c = c, .ldc = ldc,
    .add = (what & 1) != 0 ? c : NULL, .bias = (what & 2) != 0 ? numbers + 100 : NULL,
    .clamp = (what & 4) != 0, .lo = -.5f, .hi = 1.f
  });
  for (gsize i = 0; i < VT_TILE_ROWS; i++)
    for (gsize j = 0; j < ldc; j++)
      {
        double sum = 0;

        for (gsize l = 0; l < k; l++)
          sum += (double) numbers[l * VT_TILE_ROWS + i] * (double) numbers[500 + l * ldb + j];
        sum += (what & 1) != 0 ? (double) before[i * ldc + j] : 0;
        sum += (what & 2) != 0 ? (double) numbers[100 + i] : 0;
        sum = (what & 4) != 0 ? CLAMP (sum, -.5, 1.) : sum;
        if (i >= m || j >= n)
          g_assert_cmpfloat ((double) c[i * ldc + j], ==, (double) before[i * ldc + j]);
        else
          g_assert_cmpfloat (fabs ((double) c[i * ldc + j] - sum), <, 1e-5);
      }
}

/* Whatever this processor can run, not only the best of it. */
static void
tiles_agree_on_every_level (void)
{
  float numbers[4000];
  const char *name;
  VtTileFunc tile;
  VtRng rng;

  vt_rng_init (&rng, 12);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (float) vt_rng_range (&rng, -1, 1);
  g_assert_true (vt_tile_func () == vt_tile_nth (0, &name));
  for (guint level = 0; (tile = vt_tile_nth (level, &name)) != NULL; level++)
    for (gsize m = 1; m <= VT_TILE_ROWS; m++)
      for (gsize n = 1; n <= VT_TILE_COLUMNS; n++)
        for (guint what = 0; what < 8; what++)
          check_tile (tile, m, n, what, numbers);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tile/every-level-agrees-with-plain-sums", tiles_agree_on_every_level);
  return g_test_run ();
}
