/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The innermost product: a tile of at most 8 × 48 outputs, kept in registers while it is summed.
 *
 *   c[i][j] = clamp (Σ a[k][i] · b[k][j] + bias[i] + add[i][j])
 *
 * One source is compiled for AVX-512, AVX2 with FMA and whatever the compiler's default is; the
 * processor decides at run time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_TILE_ROWS    8
#define VT_TILE_LANES   16    /* b is read in steps of so many columns */
#define VT_TILE_COLUMNS 48

typedef struct
{
  gsize        m, n, k;       /* m ≤ 8, n ≤ 48 */
  const float *a;             /* k × 8; columns from m on are not read */
  const float *b;             /* k × n, rows `ldb` apart, readable up to the next multiple of 16 columns */
  gsize        ldb;
  float       *c;             /* m × n, rows `ldc` apart */
  gsize        ldc;
  const float *add;           /* like c, with the same rows; may be c; or NULL */
  const float *bias;          /* m; or NULL */
  const float *next;          /* what will be read soon: k lines of 64 bytes, `next_step` floats apart, are fetched; */
  gsize        next_step;     /* or NULL */
  gboolean     clamp;
  float        lo, hi;        /* with `clamp` */
} VtTile;

typedef void (*VtTileFunc) (const VtTile *t);

/* The kernel for this processor. */
VtTileFunc  vt_tile_func (void);
/* The kernels that this processor can run, best first, with their names; for tests and benches.  NULL
 * behind the last. */
VtTileFunc  vt_tile_nth  (guint i, const char **name);
/* Which of the compiled levels it belongs to: an index into VT_LEVELS of vt-level.h. */
guint       vt_tile_level (void);
/* With it names the bits that come out: raised whenever sums are made in another order. */
#define VT_ARITHMETIC 8
/* Takes number i of them from now on, with all that is compiled for its level; for tests. */
void        vt_tile_use  (guint i);

/* Floats of `rows` × `k` packed for the kernel: k × 8 for each eight rows, rows that are missing
 * as zeros. */
static inline gsize
vt_tile_packed_floats (gsize rows,
                       gsize k)
{
  return (rows + VT_TILE_ROWS - 1) / VT_TILE_ROWS * VT_TILE_ROWS * k;
}

/* Columns in panels of one to three times 16 and of about equal width: how many, and where panel i
 * begins (at i = number: the end). */
static inline gsize
vt_tile_panels (gsize columns)
{
  return (columns + VT_TILE_COLUMNS - 1) / VT_TILE_COLUMNS;
}

static inline gsize
vt_tile_panel_start (gsize columns,
                     gsize i)
{
  const gsize lanes = (columns + VT_TILE_LANES - 1) / VT_TILE_LANES, panels = vt_tile_panels (columns);

  return MIN (columns, lanes * i / panels * VT_TILE_LANES);
}

static inline gsize
vt_tile_round (gsize columns)
{
  return (columns + VT_TILE_LANES - 1) / VT_TILE_LANES * VT_TILE_LANES;
}

G_END_DECLS
