/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the planted world of explanatory graphs (design: parts.md §1.11). */
#include "vt-planted-graph.h"

#include <math.h>
#include <string.h>

#include "vt-planes.h"

#define UPPER 14
#define LOWER 28

const guint world_pairs[WORLD_PAIRS][2] = {
  { 0, 0 }, { 0, 1 }, { 1, 2 }, { 2, 3 }, { 2, 4 }, { 3, 0 }, { 3, 3 }, { 4, 1 }, { 4, 4 }, { 5, 2 }, { 5, 4 },
};

const double world_home[WORLD_PARTS][2] = { { 3, 3 }, { 3, 10 }, { 7, 6.5 }, { 10.5, 3.5 }, { 10.5, 10 } };

static const double offset[WORLD_FILTERS][2] = { { -2, 1 }, { 1, -2 }, { 2, 2 }, { -1, -2 }, { 1, 1.5 }, { 2, -1 } };

guint
world_tied (guint f)
{
  return f % WORLD_PARTS;
}

static void
detail (const double *part,
        guint         f,
        double        at[2])
{
  /* Cell a of the upper layer lies over cells 2a and 2a + 1 of the lower. */
  for (guint axis = 0; axis < 2; axis++)
    at[axis] = 2 * part[2 * world_tied (f) + axis] + .5 + offset[f][axis];
}

void
world_detail (const World *world,
              guint        picture,
              guint        f,
              double       at[2])
{
  detail (world->part + (gsize) picture * 2 * WORLD_PARTS, f, at);
  if (world->spec.mirrored || (world->spec.half_turned && picture % 2 == 1))
    {
      double part[2 * WORLD_PARTS];

      memcpy (part, world->part + (gsize) picture * 2 * WORLD_PARTS, sizeof part);
      for (guint k = 0; k < WORLD_PARTS; k++)
        part[2 * k + 1] = UPPER - 1 - part[2 * k + 1];
      detail (part, f, at);
      at[1] = LOWER - 1 - at[1];
    }
}

static void
add_noise (float *plane,
           guint  side,
           guint  n,
           double height,
           VtRng *rng)
{
  for (guint i = 0; i < n; i++)
    {
      const double row = vt_rng_range (rng, 0, side - 1), column = vt_rng_range (rng, 0, side - 1);

      plane_bump (plane, side, row, column, height);
    }
}

static void
draw_upper (const WorldSpec *spec,
            const double    *part,
            float           *maps,
            VtRng           *rng)
{
  for (guint f = 0; f < WORLD_FILTERS; f++)
    add_noise (maps + f * UPPER * UPPER, UPPER, spec->noise, 1.2, rng);
  for (guint i = 0; i < WORLD_PAIRS; i++)
    plane_bump (maps + world_pairs[i][0] * UPPER * UPPER, UPPER, part[2 * world_pairs[i][1]], part[2 * world_pairs[i][1] + 1],
                2);
  if (spec->silent)
    memset (maps + (WORLD_FILTERS - 1) * UPPER * UPPER, 0, UPPER * UPPER * sizeof (float));
  for (guint u = 0; u < WORLD_FILTERS * UPPER * UPPER; u++)
    maps[u] -= .05f;
}

static void
draw_lower (const WorldSpec *spec,
            const double    *part,
            float           *maps,
            VtRng           *rng)
{
  for (guint f = 0; f < WORLD_FILTERS; f++)
    {
      double at[2];

      detail (part, f, at);
      add_noise (maps + f * LOWER * LOWER, LOWER, 4, 2, rng);
      plane_bump (maps + f * LOWER * LOWER, LOWER, at[0], at[1], 2);
    }
  if (spec->silent)
    memset (maps + (WORLD_FILTERS - 1) * LOWER * LOWER, 0, LOWER * LOWER * sizeof (float));
  for (guint u = 0; u < WORLD_FILTERS * LOWER * LOWER; u++)
    maps[u] -= .05f;
}

static void
draw_picture (World *world,
              guint  i,
              VtRng *rng)
{
  const WorldSpec *spec = &world->spec;
  const gsize n_units = vt_part_space_n_units (world->space), n_lower = spec->lower ? WORLD_FILTERS * LOWER * LOWER : 0;
  const guint to = spec->backwards ? spec->n - 1 - i : i;
  const gboolean turned = spec->mirrored || (spec->half_turned && to % 2 == 1);
  double *part = world->part + (gsize) to * 2 * WORLD_PARTS;
  float *maps = world->block + (2 * (gsize) to + (turned ? 1 : 0)) * n_units;
  float *other = world->block + (2 * (gsize) to + (turned ? 0 : 1)) * n_units;
  const double common[2] = { spec->common * vt_rng_normal (rng), spec->common * vt_rng_normal (rng) };

  for (guint k = 0; k < WORLD_PARTS; k++)
    for (guint axis = 0; axis < 2; axis++)
      part[2 * k + axis] = world_home[k][axis] + common[axis] + spec->own * vt_rng_normal (rng);
  if (spec->lower)
    draw_lower (spec, part, maps, rng);
  draw_upper (spec, part, maps + n_lower, rng);
  if (spec->lower)
    planes_turn (maps, other, WORLD_FILTERS * LOWER, LOWER);
  planes_turn (maps + n_lower, other + n_lower, WORLD_FILTERS * UPPER, UPPER);
  for (guint k = 0; turned && k < WORLD_PARTS; k++)
    part[2 * k + 1] = UPPER - 1 - part[2 * k + 1];
}

World *
world_new (const WorldSpec *spec)
{
  World *world = g_new0 (World, 1);
  const double stride = spec->upper_stride > 0 ? spec->upper_stride : 16;
  const VtPartLayer layers[2] = {
    { .name = "lower", .node = -1, .channels = WORLD_FILTERS, .h = LOWER, .w = LOWER, .stride = { 8, 8 },
      .offset = { 3.5, 3.5 }, .size = { 60, 60 } },
    { .name = "upper", .node = -1, .channels = WORLD_FILTERS, .h = UPPER, .w = UPPER, .stride = { stride, stride },
      .offset = { 7.5, 7.5 }, .size = { 164, 164 } },
  };
  g_autoptr (GError) error = NULL;
  VtRng rng;

  vt_rng_init (&rng, spec->seed);
  world->spec = *spec;
  world->space = vt_part_space_new (224, 224, spec->lower ? layers : layers + 1, spec->lower ? 2 : 1, &error);
  g_assert_no_error (error);
  world->block = g_new0 (float, 2 * spec->n * vt_part_space_n_units (world->space));
  world->part = g_new0 (double, (gsize) spec->n * 2 * WORLD_PARTS);
  for (guint i = 0; i < spec->n; i++)
    draw_picture (world, i, &rng);
  world->memory = (VtPartMemory) { world->space, world->block };
  vt_part_pictures_in_memory (&world->pictures, &world->memory, spec->n);
  return world;
}

void
world_free (World *world)
{
  vt_part_space_unref (world->space);
  g_free (world->block);
  g_free (world->part);
  g_free (world);
}

guint
world_upper (const World *world)
{
  return vt_part_space_n_layers (world->space) - 1;
}

double *
world_places (const World *world,
              guint        part)
{
  double *at = g_new (double, 2 * (gsize) world->spec.n);

  for (guint i = 0; i < 2 * world->spec.n; i++)
    at[i] = world->part[(gsize) (i / 2) * 2 * WORLD_PARTS + 2 * part + i % 2];
  return at;
}

VtXGraph *
world_learn (const World *world,
             void (      *change )(VtXGraphOptions *options),
             VtPool      *pool)
{
  VtXGraphOptions options;
  const VtXGraphLearner learner = {
    .space = world->space, .pictures = &world->pictures, .options = &options, .model = "planted", .class_name = "thing",
    .seed = 7,
  };
  g_autoptr (GError) error = NULL;
  VtXGraph *graph;

  vt_xgraph_options_init (&options, FALSE);
  if (change != NULL)
    change (&options);
  graph = vt_xgraph_learn (&learner, pool, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

VtXPlace *
world_find (const World    *world,
            const VtXGraph *graph)
{
  const guint n = vt_xgraph_n_nodes (graph);
  VtXPlace *found = g_new0 (VtXPlace, (gsize) n * world->spec.n);

  for (guint i = 0; i < world->spec.n; i++)
    {
      VtPartMaps maps = { 0 };

      g_assert_true (world->pictures.get (world->pictures.user_data, i, FALSE, 0, &maps, NULL));
      vt_xgraph_infer (graph, &maps, found + (gsize) i * n);
    }
  return found;
}

static int
by_value (gconstpointer a,
          gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

double
world_miss (const World    *world,
            const VtXPlace *found,
            guint           n_nodes,
            guint           node,
            const double   *truth,
            double          near,
            double         *share)
{
  const guint n = world->spec.n;
  g_autofree double *miss = g_new (double, n);
  guint hits = 0;

  for (guint i = 0; i < n; i++)
    {
      const VtXPlace *p = &found[(gsize) i * n_nodes + node];

      miss[i] = hypot ((double) p->cell[0] - truth[2 * i], (double) p->cell[1] - truth[2 * i + 1]);
      hits += miss[i] <= near;
    }
  if (share != NULL)
    *share = hits / (double) n;
  qsort (miss, n, sizeof *miss, by_value);
  return miss[n / 2];
}
