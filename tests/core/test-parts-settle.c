/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settling, looks and look-alikes on a planted world. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-aog-settle.h"
#include "parts/vt-part-neighbour.h"
#include "vt-planted.h"

#define N 60

/* Every second picture is seen in the mirror. */
static gboolean
get_turned (gpointer     user_data,
            guint        picture,
            gboolean     mirrored,
            guint        thread,
            VtPartMaps  *maps,
            GError     **error)
{
  const VtPartPictures *straight = user_data;

  return straight->get (straight->user_data, picture, mirrored != (picture % 2 == 1), thread, maps, error);
}

typedef struct
{
  Planted       *p;
  VtPartPictures pictures;
  VtAog         *aog;
  VtPartLooks   *looks;
  VtPartCrowd   *crowd;
  VtParse      **parses;
} World;

static double
true_column (const World *w,
             guint        i)
{
  const double column = w->p->centre[2 * i + 1];

  return i % 2 == 1 ? 223 - column : column;
}

static VtTemplate *
mine_turned (const World *w,
             guint        t)
{
  const VtAogMiner miner = { w->p->space, w->p->stats, w->p->prior, &w->pictures, &w->p->options };
  const char *ids[] = { "a", "b" };
  VtPartBox box = planted_box (w->p, t, 0, NULL);
  VtTemplate *template;

  box.centre[1] = true_column (w, box.picture);
  template = vt_template_mine (&miner, ids[t], &box, 1, NULL, NULL, NULL);
  g_assert_nonnull (template);
  return template;
}

static void
parse_all (World  *w,
           VtPool *pool)
{
  const VtAogParser parser = { w->aog, w->p->stats, &w->pictures };
  guint order[N];
  VtParseBatch batch = { .order = order, .n = N, .parses = w->parses };

  for (guint i = 0; i < N; i++)
    order[i] = i;
  g_assert_true (vt_aog_parse_all (&parser, &batch, pool, NULL, NULL));
}

static World *
world_new (guint64   seed,
           VtAogForm form,
           VtPool   *pool)
{
  World *w = g_new0 (World, 1);
  g_autoptr (VtAog) empty = NULL;

  w->p = planted_new (&(PlantedSpec) { seed, N, 0, 0, FALSE });
  vt_aog_options_init (&w->p->options, form);
  w->pictures = (VtPartPictures) { N, get_turned, w->p->pictures.release, &w->p->pictures };
  empty = vt_aog_new (w->p->space, &w->p->options, "");
  for (guint t = 0; t < 2; t++)
    {
      g_autoptr (VtTemplate) template = mine_turned (w, t);
      VtAog *next = vt_aog_with (w->aog != NULL ? w->aog : empty, template);

      vt_aog_unref (w->aog);
      w->aog = next;
    }
  w->looks = vt_part_looks_compute (w->p->space, &w->pictures, NULL, pool, NULL, NULL);
  w->crowd = vt_part_crowd_compute (w->p->space, &w->pictures, NULL, &w->p->options, pool, NULL, NULL);
  w->parses = g_new0 (VtParse *, N);
  parse_all (w, pool);
  return w;
}

static void
world_free (World *w)
{
  vt_aog_unref (w->aog);
  vt_part_looks_unref (w->looks);
  vt_part_crowd_unref (w->crowd);
  planted_parses_free (w->parses, N);
  planted_free (w->p);
  g_free (w);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static gboolean
settle (World       *w,
        VtPool      *pool,
        const VtJob *job,
        GError     **error)
{
  const VtAogParser parser = { w->aog, w->p->stats, &w->pictures };

  return vt_aog_settle (&parser, w->looks, w->crowd, w->parses, N, pool, job, error);
}

static double
off_by (const World *w,
        guint        i)
{
  double centre[2];

  vt_parse_centre (w->parses[i], centre);
  return hypot (centre[0] - w->p->centre[2 * i], centre[1] - true_column (w, i)) / (224 * G_SQRT2);
}

static double
mean_distance (const World *w)
{
  double sum = 0;

  for (guint i = 0; i < N; i++)
    sum += off_by (w, i);
  return sum / N;
}

static void
pictures_settle_on_the_part (void)
{
  double before = 0, after = 0, doubt[2] = { 0, 0 };
  guint n_doubt[2] = { 0, 0 };

  for (guint64 seed = 1; seed <= 6; seed++)
    {
      g_autoptr (World) w = world_new (seed, VT_AOG_FORM_DEFAULT, NULL);
      double own;

      own = mean_distance (w);
      g_assert_true (settle (w, NULL, NULL, NULL));
      g_test_message ("seed %u: %.4f before, %.4f settled", (guint) seed, own, mean_distance (w));
      before += own / 6;
      after += mean_distance (w) / 6;
      for (guint i = 0; i < N; i++)
        {
          g_assert_true (vt_parse_is_settled (w->parses[i]));
          g_assert_cmpfloat (vt_parse_doubt (w->parses[i]), >, 0);
          doubt[off_by (w, i) > .06] += vt_parse_doubt (w->parses[i]);
          n_doubt[off_by (w, i) > .06]++;
          g_assert_nonnull (vt_parse_best (w->parses[i])->pattern);
        }
    }
  g_test_message ("mean %.4f before, %.4f settled", before, after);
  g_assert_cmpfloat (after, <=, 0.06);
  /* Those that are off doubt more. */
  g_assert_cmpuint (n_doubt[1], >, 0);
  g_test_message ("doubt: %.3f where it is found, %.3f where it is off", doubt[0] / n_doubt[0], doubt[1] / n_doubt[1]);
  g_assert_cmpfloat (doubt[1] / n_doubt[1], >, 1.1 * doubt[0] / n_doubt[0]);
  /* Two templates that share no channel: looks must not talk over templates that know. */
  g_assert_cmpfloat (after, <, before + 0.01);
}

/* A look is most like itself: its likeness to itself is one, and no other place is liker. */
static void
a_look_is_most_like_itself (void)
{
  const gsize plane = PLANTED_SIDE * PLANTED_SIDE;
  g_autoptr (World) w = world_new (1, VT_AOG_FORM_DEFAULT, NULL);
  g_autofree float *look = g_new (float, vt_part_looks_length (w->looks));
  float weight[PLANTED_SIDE * PLANTED_SIDE], likeness[PLANTED_SIDE * PLANTED_SIDE];

  for (guint i = 0; i < N; i += 7)
    for (gsize u = 3; u < plane; u += 31)
      {
        memset (weight, 0, sizeof weight);
        weight[u] = 1;
        memset (look, 0, vt_part_looks_length (w->looks) * sizeof (float));
        vt_part_looks_add (w->looks, i, u % 2 == 1, weight, look);
        vt_part_looks_match (w->looks, i, u % 2 == 1, look, likeness);
        /* At the border a part of the look lies outside, where nothing can be like it. */
        g_assert_cmpfloat_with_epsilon (likeness[u], 1, 1e-4);
        for (gsize v = 0; v < plane; v++)
          g_assert_cmpfloat (likeness[v], <=, likeness[u] + 1e-4f);
      }
}

static void
the_faithful_form_does_not_settle (void)
{
  g_autoptr (World) w = world_new (1, VT_AOG_FORM_FAITHFUL, NULL);
  VtParse *first = w->parses[0];

  g_assert_true (settle (w, NULL, NULL, NULL));
  g_assert_true (w->parses[0] == first);
  g_assert_false (vt_parse_is_settled (first));
  g_assert_true (isnan (vt_parse_doubt (first)));
}

static void
assert_same_centres (const World *a,
                     const World *b)
{
  for (guint i = 0; i < N; i++)
    {
      double x[2], y[2];

      vt_parse_centre (a->parses[i], x);
      vt_parse_centre (b->parses[i], y);
      g_assert_cmpmem (x, sizeof x, y, sizeof y);
      g_assert_cmpuint (vt_parse_template (a->parses[i]), ==, vt_parse_template (b->parses[i]));
      g_assert_cmpint (vt_parse_mirrored (a->parses[i]), ==, vt_parse_mirrored (b->parses[i]));
    }
}

static void
threads_do_not_matter (void)
{
  g_autoptr (VtPool) pool = vt_pool_new (3);
  g_autoptr (World) a = world_new (2, VT_AOG_FORM_DEFAULT, NULL), b = world_new (2, VT_AOG_FORM_DEFAULT, pool);

  g_assert_true (settle (a, NULL, NULL, NULL));
  g_assert_true (settle (b, pool, NULL, NULL));
  assert_same_centres (a, b);
}

/* Parsed again by the same graph, a settled picture stays; settled again, it stays too. */
static void
settled_pictures_stay (void)
{
  g_autoptr (World) a = world_new (3, VT_AOG_FORM_DEFAULT, NULL), b = world_new (3, VT_AOG_FORM_DEFAULT, NULL);

  g_assert_true (settle (a, NULL, NULL, NULL));
  g_assert_true (settle (b, NULL, NULL, NULL));
  parse_all (b, NULL);
  assert_same_centres (a, b);
  g_assert_true (settle (b, NULL, NULL, NULL));
  assert_same_centres (a, b);
}

static gboolean
stop_at_once (double      fraction,
              const char *stage,
              gpointer    user_data)
{
  return FALSE;
}

static void
stopped_nothing_changes (void)
{
  g_autoptr (World) w = world_new (1, VT_AOG_FORM_DEFAULT, NULL);
  const VtJob job = { stop_at_once, NULL };
  g_autoptr (GError) error = NULL;
  VtParse *first = w->parses[0];

  g_assert_false (settle (w, NULL, &job, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_true (w->parses[0] == first);
  g_assert_null (vt_part_looks_compute (w->p->space, &w->pictures, NULL, NULL, &job, NULL));
}

/* What is cut from a picture is found in that picture again, where it was; and in the mirror if it lies there. */
static void
a_neighbour_finds_itself (void)
{
  g_autoptr (World) w = world_new (4, VT_AOG_FORM_DEFAULT, NULL);

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      VtPartBox box = planted_box (w->p, 0, 0, NULL);
      VtPartPlace found[N] = { 0 };
      const guint which = box.picture;

      box.centre[1] = true_column (w, which);
      box.mirrored = mirrored == 1;
      g_assert_true (vt_part_neighbour_find (w->p->space, &w->pictures, &box, 1, &which, 1, found, NULL, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (found[which].centre[0], box.centre[0], 1e-6);
      g_assert_cmpfloat_with_epsilon (found[which].centre[1], box.centre[1], 1e-6);
      g_assert_cmpfloat (found[which].size[1], ==, box.size[1]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts-settle/pictures-settle-on-the-part", pictures_settle_on_the_part);
  g_test_add_func ("/parts-settle/a-look-is-most-like-itself", a_look_is_most_like_itself);
  g_test_add_func ("/parts-settle/the-faithful-form-does-not-settle", the_faithful_form_does_not_settle);
  g_test_add_func ("/parts-settle/threads-do-not-matter", threads_do_not_matter);
  g_test_add_func ("/parts-settle/settled-pictures-stay", settled_pictures_stay);
  g_test_add_func ("/parts-settle/stopped-nothing-changes", stopped_nothing_changes);
  g_test_add_func ("/parts-settle/a-neighbour-finds-itself", a_neighbour_finds_itself);
  return g_test_run ();
}
