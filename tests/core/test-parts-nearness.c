/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settling where the part looks one way in pictures of one kind and another way in those of the other.  Every picture
 * shows both looks, each once: its own kind's where the part is, the other's somewhere else.  Only what the part looks
 * like may speak, and most boxes are of the second kind: who takes all boxes for equal finds the wrong look in the
 * pictures of the first. */
#include <glib.h>
#include <math.h>

#include "base/vt-rng.h"
#include "parts/vt-aog-mine.h"
#include "parts/vt-aog-settle.h"
#include "vt-planes.h"

#define N        40
#define SIDE     14
#define CHANNELS 8           /* the two looks and what lies everywhere */
#define DEEP     7           /* side of the deeper layer, which tells the kinds apart */
#define UNITS    (CHANNELS * SIDE * SIDE + 2 * DEEP * DEEP)
#define STRIDE   16.0

typedef struct
{
  VtPartSpace   *space;
  float         *block;              /* [N][2][UNITS] */
  guint          cell[N][2][2];      /* where each look is: row and column */
  VtPartMemory   memory;
  VtPartPictures pictures;
  VtPartStats   *stats;
  VtPartPrior   *prior;
  VtAogOptions   options;
  VtPartLooks   *looks;
  VtPartCrowd   *crowd;
} World;

/* The first kind are the even pictures. */
static guint
kind_of (guint picture)
{
  return picture % 2;
}

static void
draw (World *w,
      guint  picture,
      VtRng *rng)
{
  float *x = w->block + 2 * (gsize) picture * UNITS, *deep = x + CHANNELS * SIDE * SIDE;

  for (guint u = 0; u < UNITS; u++)
    x[u] = (float) vt_rng_range (rng, 0, 0.2);
  for (guint look = 0; look < 2; look++)
    {
      guint *cell = w->cell[picture][look];

      /* The two looks lie in halves of their own, either of them anywhere. */
      cell[0] = 1 + vt_rng_int (rng, 5) + (look == picture / 2 % 2 ? 7 : 0);
      cell[1] = 1 + vt_rng_int (rng, SIDE - 2);
      x[(look * SIDE + cell[0]) * SIDE + cell[1]] = 4;
    }
  for (guint u = 0; u < DEEP * DEEP; u++)
    {
      deep[kind_of (picture) * DEEP * DEEP + u] = (float) vt_rng_range (rng, 1, 2);
      deep[(1 - kind_of (picture)) * DEEP * DEEP + u] = -1;
    }
  planes_turn (x, x + UNITS, CHANNELS * SIDE, SIDE);
  planes_turn (deep, deep + UNITS, 2 * DEEP, DEEP);
}

static VtPartSpace *
make_space (void)
{
  const VtPartLayer layers[] = {
    { .name = "looks", .node = -1, .channels = CHANNELS, .h = SIDE, .w = SIDE, .stride = { STRIDE, STRIDE },
      .offset = { 7.5, 7.5 }, .size = { 32, 32 } },
    { .name = "kinds", .node = -1, .channels = 2, .h = DEEP, .w = DEEP, .stride = { 2 * STRIDE, 2 * STRIDE },
      .offset = { 15.5, 15.5 }, .size = { 64, 64 } },
  };

  return vt_part_space_new (224, 224, layers, 2, NULL);
}

static World *
world_new (guint64 seed)
{
  World *w = g_new0 (World, 1);
  VtRng rng;

  vt_rng_init (&rng, seed);
  w->space = make_space ();
  w->block = g_new (float, 2 * N * (gsize) UNITS);
  for (guint i = 0; i < N; i++)
    draw (w, i, &rng);
  w->memory = (VtPartMemory) { w->space, w->block };
  vt_part_pictures_in_memory (&w->pictures, &w->memory, N);
  vt_aog_options_init (&w->options, VT_AOG_FORM_DEFAULT);
  w->options.answers = w->options.usual_place = w->options.company = 0;
  w->stats = vt_part_stats_compute (w->space, &w->pictures, NULL, NULL, NULL);
  w->prior = vt_part_prior_compute (w->space, w->stats, &w->pictures, &w->options, NULL, NULL, NULL);
  w->looks = vt_part_looks_compute (w->space, &w->pictures, NULL, NULL, NULL, NULL);
  w->crowd = vt_part_crowd_compute (w->space, &w->pictures, NULL, &w->options, NULL, NULL, NULL);
  return w;
}

static void
world_free (World *w)
{
  vt_part_crowd_unref (w->crowd);
  vt_part_looks_unref (w->looks);
  vt_part_prior_unref (w->prior);
  vt_part_stats_unref (w->stats);
  vt_part_space_unref (w->space);
  g_free (w->block);
  g_free (w);
}

static void
place_of (const World *w,
          guint        picture,
          double       place[2])
{
  for (guint axis = 0; axis < 2; axis++)
    place[axis] = 7.5 + STRIDE * w->cell[picture][kind_of (picture)][axis];
}

/* One box of the first kind and three of the second. */
static VtAog *
mine (const World *w)
{
  const VtAogMiner miner = { w->space, w->stats, w->prior, &w->pictures, &w->options };
  const guint boxed[] = { 0, 1, 3, 5 };
  g_autoptr (VtAog) empty = vt_aog_new (w->space, &w->options, "");
  g_autoptr (VtTemplate) template = NULL;
  VtPartBox box[4];

  for (guint i = 0; i < 4; i++)
    {
      box[i] = (VtPartBox) { .picture = boxed[i], .size = { 48, 48 } };
      place_of (w, boxed[i], box[i].centre);
    }
  template = vt_template_mine (&miner, "part", box, 4, NULL, NULL, NULL);
  g_assert_nonnull (template);
  return vt_aog_with (empty, template);
}

/* Share of the pictures of each kind, those with a box left aside, that settle on the part. */
static void
settle (World *w,
        double nearness,
        double right[2])
{
  VtParse *parses[N] = { NULL };
  guint order[N], n[2] = { 0, 0 };

  w->options.nearness = nearness;
  right[0] = right[1] = 0;
  for (guint i = 0; i < N; i++)
    order[i] = i;

  g_autoptr (VtAog) aog = mine (w);
  const VtAogParser parser = { aog, w->stats, &w->pictures };
  VtParseBatch batch = { .order = order, .n = N, .parses = parses };

  g_assert_true (vt_aog_parse_all (&parser, &batch, NULL, NULL, NULL));
  g_assert_true (vt_aog_settle (&parser, w->looks, w->crowd, parses, N, NULL, NULL, NULL));
  for (guint i = 6; i < N; i++)
    {
      double place[2], found[2];

      place_of (w, i, place);
      vt_parse_centre (parses[i], found);
      right[kind_of (i)] += hypot (found[0] - place[0], found[1] - place[1]) < STRIDE;
      n[kind_of (i)]++;
    }
  for (guint kind = 0; kind < 2; kind++)
    right[kind] /= n[kind];
  for (guint i = 0; i < N; i++)
    vt_parse_unref (parses[i]);
  g_test_message ("nearness %g: %.2f of the first kind and %.2f of the second settle on the part", nearness, right[0],
                  right[1]);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* What makes the test true: kinds are as unlike as can be, and pictures of one kind are not. */
static void
kinds_are_unlike (void)
{
  g_autoptr (World) w = world_new (1);
  const float *unlike = vt_part_crowd_unlikeness (w->crowd);

  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      if (kind_of (i) == kind_of (j))
        g_assert_cmpfloat (unlike[i * N + j], <, 0.2f);
      else
        g_assert_cmpfloat (unlike[i * N + j], >, 0.8f);
}

static void
each_kind_has_its_look (void)
{
  for (guint64 seed = 1; seed <= 4; seed++)
    {
      g_autoptr (World) w = world_new (seed);
      VtAogOptions usual;
      double right[2];

      vt_aog_options_init (&usual, VT_AOG_FORM_DEFAULT);
      settle (w, 0, right);
      g_assert_cmpfloat (right[0], <=, 0.1);
      g_assert_cmpfloat (right[1], >=, 0.9);
      settle (w, usual.nearness, right);
      g_assert_cmpfloat (right[0], >=, 0.9);
      g_assert_cmpfloat (right[1], >=, 0.9);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts-nearness/kinds-are-unlike", kinds_are_unlike);
  g_test_add_func ("/parts-nearness/each-kind-has-its-look", each_kind_has_its_look);
  return g_test_run ();
}
