/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice among the kernels of vt-tile-kernel.c. */
#include "base/vt-tile.h"

#include <stdatomic.h>

#ifdef VT_HAVE_TILE_LEVELS
void vt_tile_v4 (const VtTile *t);
void vt_tile_v3 (const VtTile *t);
#endif
void vt_tile_base (const VtTile *t);

static gboolean
always (void)
{
  return TRUE;
}

#ifdef VT_HAVE_TILE_LEVELS
static gboolean
has_v3 (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

static gboolean
has_v4 (void)
{
  return has_v3 () && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
         && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl");
}
#endif

static const struct
{
  const char *name;
  gboolean    (*can_run) (void);
  VtTileFunc  func;
} levels[] = {
#ifdef VT_HAVE_TILE_LEVELS
  { "AVX-512", has_v4, vt_tile_v4 },
  { "AVX2", has_v3, vt_tile_v3 },
#endif
  { "base", always, vt_tile_base },
};

VtTileFunc
vt_tile_nth (guint        i,
             const char **name)
{
  for (gsize l = 0; l < G_N_ELEMENTS (levels); l++)
    if (levels[l].can_run () && i-- == 0)
      {
        *name = levels[l].name;
        return levels[l].func;
      }
  return NULL;
}

static _Atomic (VtTileFunc) chosen;

void
vt_tile_use (guint i)
{
  const char *name;

  atomic_store_explicit (&chosen, vt_tile_nth (i, &name), memory_order_relaxed);
}

VtTileFunc
vt_tile_func (void)
{
  VtTileFunc func = atomic_load_explicit (&chosen, memory_order_relaxed);

  if (func != NULL)
    return func;
  vt_tile_use (0);
  return atomic_load_explicit (&chosen, memory_order_relaxed);
}

guint
vt_tile_level (void)
{
  const VtTileFunc func = vt_tile_func ();
  guint level = 0;

  while (levels[level].func != func)
    level++;
  return level;
}
