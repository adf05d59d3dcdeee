/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution as a product of packed weights and an unrolled map that is never there: panels of up to
 * 48 output pixels are gathered from the map and multiplied by all weights while they are in the cache.  Lanes
 * are pixels; for small maps, where they would be idle, see vt-conv-turned.c.
 *
 * Many panels are one part each.  Few panels are gathered first and then multiplied by blocks of output
 * channels. */
#include "ops/conv/vt-panels.h"

#include <math.h>

#define MANY        12      /* panels */
#define MAX_RUN     8       /* panels that a thread does one after another */
#define FEW_BLOCKS  32       /* blocks of eight outputs up to which a panel is not worth a copy */
#define PART_BLOCKS 4       /* blocks per part when panels are few */

typedef struct
{
  VtPanels p;
  gsize    panels, blocks;  /* per group */
  float   *memory;          /* a panel per thread, or all panels */
  gboolean many;
  gsize    run;             /* panels of a part when they are many */
} Work;

static gsize
panel_floats (const VtConvShape *s)
{
  return s->ic * vt_conv_taps (s) * VT_TILE_COLUMNS + VT_TILE_COLUMNS;
}

static gboolean
has_many (const VtConvShape *s)
{
  return s->group * vt_tile_panels (vt_conv_out_map (s)) >= MANY;
}

static gsize
scratch (const VtConvAlgo  *a,
         const VtConvShape *s,
         guint              n_threads,
         gboolean           backward)
{
  const gsize panels = has_many (s) ? n_threads : s->group * vt_tile_panels (vt_conv_out_map (s));

  return (vt_panels_floats (s) + panels * panel_floats (s)) * sizeof (float);
}

static gsize
panel_columns (const Work *w,
               gsize       panel,
               gsize      *p0)
{
  *p0 = vt_tile_panel_start (w->p.map, panel);
  return vt_tile_panel_start (w->p.map, panel + 1) - *p0;
}

/* Whether a panel is multiplied where it lies in the map. */
static gboolean
lies_there (const Work *w,
            gsize       p0,
            gsize       n)
{
  return w->p.in_place && w->p.flat && vt_conv_taps (w->p.t->s) == 1 && w->blocks <= FEW_BLOCKS
         && p0 + vt_tile_round (n) <= w->p.map;
}

/* Where the next panel will be written, and lines of it that no tile of a panel in the map has time to fetch: the
 * steps from row to row are too long for a processor to foresee. */
static void
fetch_outputs (const Work * w,
               const float *y,
               gsize        rows)
{
  for (gsize r = 0; r < rows; r++)
    for (gsize line = 0; line < 3; line++)
      __builtin_prefetch (y + r * w->p.map + line * VT_TILE_LANES, 1);
}

static void
fetch_inputs (const Work  *w,
              const float *b,
              gsize        ldb)
{
  for (gsize line = w->blocks; line < 3; line++)
    for (gsize k = 0; k < w->p.k; k++)
      __builtin_prefetch (b + k * ldb + line * VT_TILE_LANES);
}

/* Blocks from … to of the outputs of group g, for one panel; `goes_on`: this thread does the next one too. */
static void
multiply (const Work  *w,
          gsize        g,
          gsize        panel,
          gsize        from,
          gsize        to,
          const float *b,
          gsize        ldb,
          gboolean     goes_on)
{
  const VtConvTask *t = w->p.t;
  const VtConvShape *s = t->s;
  const float *packed = (const float *) t->packed + g * vt_tile_packed_floats (s->oc, w->p.k);
  gsize p0;
  const gsize n = panel_columns (w, panel, &p0);
  const gboolean fetches = goes_on && lies_there (w, p0, n);

  if (fetches)
    fetch_inputs (w, b + n, ldb);
  for (gsize i = from; i < to; i++)
    {
      const gsize channel = g * s->oc + i * VT_TILE_ROWS;
      float *y = t->y + (w->p.image * s->group * s->oc + channel) * w->p.map + p0;

      if (goes_on)
        fetch_outputs (w, y + n, MIN (VT_TILE_ROWS, s->oc - i * VT_TILE_ROWS));
      w->p.tile (&(VtTile) {
      .m = MIN (VT_TILE_ROWS, s->oc - i * VT_TILE_ROWS), .n = n, .k = w->p.k,
      .a = packed + i * VT_TILE_ROWS * w->p.k, .b = b, .ldb = ldb, .c = y, .ldc = w->p.map,
      .add = t->add != NULL ? t->add + (y - t->y) : NULL, .bias = t->bias != NULL ? t->bias + channel : NULL,
      .next = fetches ? b + n + i % 3 * VT_TILE_LANES : NULL, .next_step = ldb,
      .clamp = vt_conv_clamps (t), .lo = t->lo, .hi = t->hi
    });
    }
}

/* The unrolled columns from p0 on: in the map, or gathered to `memory`. */
static const float *
columns (const Work *w,
         gsize       g,
         gsize       p0,
         gsize       n,
         float      *memory,
         gsize      *ld)
{
  const VtConvShape *s = w->p.t->s;

  *ld = lies_there (w, p0, n) ? w->p.step : vt_tile_round (n);
  return lies_there (w, p0, n) ? w->p.source + g * s->ic * w->p.step + p0 : memory;
}

static gsize
n_runs (const Work *w)
{
  return (w->panels + w->run - 1) / w->run;
}

/* Part: group, and some panels one after another. */
static void
whole_panels (gsize    part,
              guint    thread,
              gpointer data)
{
  const Work *w = data;
  const VtConvShape *s = w->p.t->s;
  const gsize g = part / n_runs (w), from = part % n_runs (w) * w->run, to = MIN (from + w->run, w->panels);
  float *memory = w->memory + thread * panel_floats (s);

  for (gsize panel = from; panel < to; panel++)
    {
      gsize p0, ld;
      const gsize n = panel_columns (w, panel, &p0);
      const float *b = columns (w, g, p0, n, memory, &ld);

      if (b == memory)
        vt_panels_gather (&w->p, g, 0, s->ic, p0, n, ld, memory);
      multiply (w, g, panel, 0, w->blocks, b, ld, panel + 1 < to);
    }
}

/* Few panels. */
static void
gather_part (gsize    part,
             guint    thread,
             gpointer data)
{
  const Work *w = data;
  gsize p0;
  const gsize n = panel_columns (w, part % w->panels, &p0);

  if (!lies_there (w, p0, n))
    vt_panels_gather (&w->p, part / w->panels, 0, w->p.t->s->ic, p0, n, vt_tile_round (n),
                      w->memory + part * panel_floats (w->p.t->s));
}

static void
outputs_part (gsize    part,
              guint    thread,
              gpointer data)
{
  const Work *w = data;
  const VtConvShape *s = w->p.t->s;
  const gsize parts = (w->blocks + PART_BLOCKS - 1) / PART_BLOCKS, panel = part % (s->group * w->panels);
  const gsize i = part / (s->group * w->panels);
  gsize p0, ld;
  const gsize n = panel_columns (w, panel % w->panels, &p0);
  const float *b = columns (w, panel / w->panels, p0, n, w->memory + panel * panel_floats (s), &ld);

  multiply (w, panel / w->panels, panel % w->panels, w->blocks * i / parts, w->blocks * (i + 1) / parts, b, ld,
            FALSE);
}

static void
forward (const VtConvAlgo *a,
         const VtConvTask *t)
{
  const VtConvShape *s = t->s;
  Work w = { .panels = vt_tile_panels (vt_conv_out_map (s)), .many = has_many (s),
             .blocks = (s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS };

  vt_panels_init (&w.p, t, t->scratch);
  w.run = CLAMP (w.panels / 16, 1, MAX_RUN);
  w.memory = t->scratch + vt_panels_floats (s);
  for (gsize image = 0; image < s->n; image++)
    {
      vt_panels_image (&w.p, image);
      if (w.many)
        {
          vt_parallel_for (t->pool, s->group * n_runs (&w), whole_panels, &w);
          continue;
        }
      vt_parallel_for (t->pool, s->group * w.panels, gather_part, &w);
      vt_parallel_for (t->pool, s->group * w.panels * ((w.blocks + PART_BLOCKS - 1) / PART_BLOCKS), outputs_part, &w);
    }
}

/* ---- weights ------------------------------------------------------------------------------- */

typedef struct
{
  const VtConvShape   *s;
  const VtConvWeights *w;
  float               *packed;
} Packing;

/* Part: group and eight outputs. */
static void
pack_rows (gsize    part,
           guint    thread,
           gpointer data)
{
  const Packing *p = data;
  const VtConvShape *s = p->s;
  const gsize blocks = (s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS, g = part / blocks;
  const gsize o0 = part % blocks * VT_TILE_ROWS, k = s->ic * vt_conv_taps (s);
  float *packed = p->packed + part * VT_TILE_ROWS * k;

  for (gsize i = 0; i < VT_TILE_ROWS; i++)
    for (gsize c = 0; c < s->ic; c++)
      for (gsize t = 0; t < vt_conv_taps (s); t++)
        packed[(c * vt_conv_taps (s) + t) * VT_TILE_ROWS + i] =
          o0 + i < s->oc ? vt_conv_weight (p->w, g, o0 + i, c, t) : 0.f;
}

static void
pack (const VtConvAlgo    *a,
      const VtConvShape   *s,
      const VtConvWeights *w,
      float               *packed,
      VtPool              *pool)
{
  vt_parallel_for (pool, s->group * ((s->oc + VT_TILE_ROWS - 1) / VT_TILE_ROWS), pack_rows,
                   &(Packing) { s, w, packed });
}

static void
unpack (const VtConvShape *s,
        const float       *packed,
        float             *w)
{
  const gsize k = s->ic * vt_conv_taps (s);

  for (gsize g = 0; g < s->group; g++, packed += vt_tile_packed_floats (s->oc, k))
    for (gsize o = 0; o < s->oc; o++, w += k)
      for (gsize i = 0; i < k; i++)
        w[i] = packed[(o / VT_TILE_ROWS * k + i) * VT_TILE_ROWS + o % VT_TILE_ROWS];
}

static gsize
pack_size (const VtConvAlgo  *a,
           const VtConvShape *s)
{
  return s->group * vt_tile_packed_floats (s->oc, s->ic * vt_conv_taps (s)) * sizeof (float);
}

static gboolean
can_do (const VtConvShape *s)
{
  return vt_conv_taps (s) <= VT_PANEL_TAPS && vt_deal_phases (s) <= 64;
}

static double
cost (const VtConvAlgo  *a,
      const VtConvShape *s)
{
  const double lanes = ceil ((double) vt_conv_out_map (s) / 8) * 8;
  const double k = (double) (s->ic * vt_conv_taps (s)), rows = (double) s->oc, blocks = ceil (rows / VT_TILE_ROWS);
  const double tiles = blocks * (double) vt_tile_panels (vt_conv_out_map (s));
  const double copied = vt_conv_is_pointwise (s) && blocks <= FEW_BLOCKS ? 0 : k * (double) vt_conv_out_map (s);

  return (double) (s->n * s->group) * (vt_conv_tile_cost (rows, lanes, k, tiles) + 2 * vt_conv_copy_cost (copied))
         + 2 * vt_conv_copy_cost ((double) (vt_panels_floats (s) * s->n));
}

const VtConvAlgo vt_conv_panels = {
  .name = "panels", .can_do = can_do, .cost = cost, .scratch = scratch,
  .pack_size = pack_size, .pack = pack, .unpack = unpack, .forward = forward,
};
