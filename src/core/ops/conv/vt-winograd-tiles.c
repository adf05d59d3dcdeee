/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the tiles of a convolution lie, and the choice among the kernels of vt-winograd-kernel.c. */
#include "base/vt-tile.h"
#include "ops/conv/vt-winograd-kernel.h"

#ifdef VT_HAVE_TILE_LEVELS
extern const VtWinogradKernel vt_winograd_kernel_v4[2], vt_winograd_kernel_v3[2];
#endif
extern const VtWinogradKernel vt_winograd_kernel_base[2];

void vt_tile_v4 (const VtTile *t);
void vt_tile_v3 (const VtTile *t);

static const VtWinogradKernel *
of_level (VtTileFunc tile)
{
#ifdef VT_HAVE_TILE_LEVELS
  if (tile == vt_tile_v4)
    return vt_winograd_kernel_v4;
  if (tile == vt_tile_v3)
    return vt_winograd_kernel_v3;
#endif
  return vt_winograd_kernel_base;
}

const VtWinogradKernel *
vt_winograd_kernel (gsize m)
{
  return of_level (vt_tile_func ()) + (m == 4);
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
