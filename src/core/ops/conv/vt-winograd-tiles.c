/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the tiles of a convolution lie, and the choice among the kernels of vt-winograd-kernel.c. */
#include "base/vt-level.h"
#include "base/vt-tile.h"
#include "ops/conv/vt-winograd-kernel.h"

VT_LEVELS_DECLARE (VtWinogradKernel, vt_winograd_kernel, 2);

const VtWinogradKernel *
vt_winograd_kernel (gsize m)
{
  static const VtWinogradKernel *const levels[] = VT_LEVELS (vt_winograd_kernel);

  return levels[vt_tile_level ()] + (m == 4);
}

VtWinogradTiles
vt_winograd_tiles (const VtConvShape *s,
                   gsize              m)
{
  VtWinogradTiles w = { .s = s, .m = m, .a = m + 2, .th = (s->oh + m - 1) / m };

  w.quads = (s->ow + 4 * m - 1) / (4 * m);
  w.rows = s->n * w.th;
  w.width = (w.quads * 4 * m + 2 + 15) / 16 * 16;
  return w;
}

gsize
vt_winograd_tiles_temp (const VtWinogradTiles *w,
                        gsize                  rows)
{
  /* The last shifted read of a row goes over its end. */
  return ((rows * w->m + 2) + rows * w->a) * w->width + 64;
}
