/* SPDX-License-Identifier: GPL-3.0-or-later */
/* And-Or graphs and pruning against planted answers (design/methods/parts.md §2.11 and §4.5). */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "vt-planted.h"

#define N 60

static const guint64 seeds[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

static Planted *
world (guint64 seed)
{
  return planted_new (&(PlantedSpec) { seed, N, 0, 0, FALSE });
}

static void
score (const Planted *p,
       const VtAog   *aog,
       double        *right,
       double        *distance)
{
  VtParse **parses = planted_parse (p, aog, NULL);

  planted_score (p, parses, right, distance);
  planted_parses_free (parses, p->n);
}

static guint
count_planted (const Planted *p,
               const VtAog   *aog,
               guint          t)
{
  guint n = 0;

  for (guint i = 0; i < vt_template_n_patterns (vt_aog_template (aog, t)); i++)
    n += planted_is (p, aog, t, i, PLANTED_NEAR);
  return n;
}

static void
one_box_finds_the_part (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (seeds); s++)
    {
      g_autoptr (Planted) p = world (seeds[s]);
      g_autoptr (VtAog) aog = planted_mine (p, 1, NULL);
      double right, distance;

      score (p, aog, &right, &distance);
      g_assert_cmpfloat (right, >=, 0.9);
      g_assert_cmpfloat (distance, <=, 0.06);
      for (guint t = 0; t < 2; t++)
        {
          const guint patterns = vt_template_n_patterns (vt_aog_template (aog, t));

          g_assert_cmpuint (patterns, >=, 8);
          g_assert_cmpuint (patterns, <=, 30);
          g_assert_cmpuint (count_planted (p, aog, t), >=, 4);
        }
    }
}

/* One world's distance hangs on the jitter of its three boxes, so the bound of 0.035 is for their mean. */
static void
three_boxes_find_it_better (void)
{
  double mean = 0;

  for (guint s = 0; s < G_N_ELEMENTS (seeds); s++)
    {
      g_autoptr (Planted) p = world (seeds[s]);
      g_autoptr (VtAog) aog = planted_mine (p, 3, NULL);
      const guint planted = count_planted (p, aog, 0) + count_planted (p, aog, 1);
      double right, distance;

      score (p, aog, &right, &distance);
      mean += distance / G_N_ELEMENTS (seeds);
      g_assert_cmpfloat (right, >=, 0.97);
      g_assert_cmpfloat (distance, <=, 0.05);
      g_assert_cmpuint (10 * planted, >=, 7 * vt_aog_n_patterns (aog));
    }
  g_assert_cmpfloat (mean, <=, 0.035);
}

static void
everything_shifted_shifts_the_centres (void)
{
  for (guint s = 0; s < 3; s++)
    {
      g_autoptr (Planted) here = planted_new (&(PlantedSpec) { seeds[s], 30, 5, 0, FALSE });
      g_autoptr (Planted) there = planted_new (&(PlantedSpec) { seeds[s], 30, 5, 1, FALSE });
      g_autoptr (VtAog) a = planted_mine (here, 1, NULL);
      g_autoptr (VtAog) b = planted_mine (there, 1, NULL);
      VtParse **pa = planted_parse (here, a, NULL), **pb = planted_parse (there, b, NULL);

      for (guint i = 0; i < here->n; i++)
        {
          double x[2], y[2];

          vt_parse_centre (pa[i], x);
          vt_parse_centre (pb[i], y);
          g_assert_cmpfloat (y[0] - x[0], ==, 16);
          g_assert_cmpfloat (y[1] - x[1], ==, 0);
          g_assert_cmpuint (vt_parse_template (pa[i]), ==, vt_parse_template (pb[i]));
        }
      planted_parses_free (pa, here->n);
      planted_parses_free (pb, there->n);
    }
}

static void
a_mirrored_world_gives_mirrored_parses (void)
{
  for (guint s = 0; s < 3; s++)
    {
      g_autoptr (Planted) here = world (seeds[s]);
      g_autoptr (Planted) there = planted_new (&(PlantedSpec) { seeds[s], N, 0, 0, TRUE });
      g_autoptr (VtAog) a = planted_mine (here, 3, NULL);
      g_autoptr (VtAog) b = planted_mine (there, 3, NULL);
      VtParse **pa = planted_parse (here, a, NULL), **pb = planted_parse (there, b, NULL);
      guint far = 0;

      for (guint i = 0; i < N; i++)
        {
          double x[2], y[2];

          vt_parse_centre (pa[i], x);
          vt_parse_centre (pb[i], y);
          far += hypot (y[0] - x[0], y[1] - (223 - x[1])) > 1.5;
          g_assert_cmpfloat (fabs (vt_parse_score (pa[i]) - vt_parse_score (pb[i])), <, 0.3);
        }
      /* Two equal peaks of votes may be told apart by rounding alone. */
      g_assert_cmpuint (far, <=, 2);
      planted_parses_free (pa, N);
      planted_parses_free (pb, N);
    }
}

/* A box flagged as mirrored is looked at in the mirror: the same boxes on mirrored pictures give the same
 * template. */
static void
a_mirrored_box_is_the_box_in_the_mirror (void)
{
  g_autoptr (Planted) here = world (1);
  g_autoptr (Planted) there = planted_new (&(PlantedSpec) { 1, N, 0, 0, TRUE });
  const VtAogMiner mine_here = { here->space, here->stats, here->prior, &here->pictures, &here->options };
  const VtAogMiner mine_there = { here->space, here->stats, here->prior, &there->pictures, &here->options };
  const VtPartBox box = planted_box (here, 0, 0, NULL);
  VtPartBox seen = box;

  seen.mirrored = TRUE;
  seen.centre[1] = 223 - box.centre[1];

  g_autoptr (VtTemplate) a = vt_template_mine (&mine_here, "t", &box, 1, NULL, NULL, NULL);
  g_autoptr (VtTemplate) b = vt_template_mine (&mine_there, "t", &seen, 1, NULL, NULL, NULL);

  g_assert_cmpuint (vt_template_n_patterns (a), ==, vt_template_n_patterns (b));
  for (guint i = 0; i < vt_template_n_patterns (a); i++)
    {
      const VtPattern *x = vt_template_pattern (a, i), *y = vt_template_pattern (b, i);

      g_assert_cmpuint (x->channel, ==, y->channel);
      g_assert_cmpint (x->home[0], ==, y->home[0]);
      g_assert_cmpint (x->home[1], ==, y->home[1]);
      g_assert_cmpfloat (fabs ((double) (x->delta[1] - y->delta[1])), <, 1e-3);
    }
}

static void
without_a_template_scores_only_fall (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) both = planted_mine (p, 1, NULL);
  g_autoptr (VtAog) one = vt_aog_without (both, 1);
  VtParse **pa = planted_parse (p, both, NULL), **pb = planted_parse (p, one, NULL);
  guint lower = 0;

  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpfloat (vt_parse_score (pb[i]), <=, vt_parse_score (pa[i]));
      lower += vt_parse_score (pb[i]) < vt_parse_score (pa[i]);
    }
  g_assert_cmpuint (lower, >, 5);
  planted_parses_free (pa, N);
  planted_parses_free (pb, N);
}

/* Both templates without their patterns that are planted to `cells` (`planted` TRUE) or are not. */
static VtAog *
without (const Planted *p,
         const VtAog   *aog,
         gboolean       planted,
         double         cells)
{
  VtAog *now = vt_aog_ref ((VtAog *) aog);

  for (guint t = 0; t < 2; t++)
    {
      const guint n = vt_template_n_patterns (vt_aog_template (now, t));
      g_autofree guint *patterns = g_new0 (guint, n);
      guint m = 0;
      VtAog *next;

      for (guint i = 0; i < n; i++)
        if (planted_is (p, now, t, i, cells) == planted)
          patterns[m++] = i;
      next = vt_aog_drop (now, t, patterns, m);
      g_assert_cmpuint (vt_template_n_kept (vt_aog_template (next, t)), ==, n - m);
      vt_aog_unref (now);
      now = next;
    }
  return now;
}

static void
pruning_keeps_what_is_right (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (seeds); s++)
    {
      g_autoptr (Planted) p = world (seeds[s]);
      g_autoptr (VtAog) all = planted_mine (p, 1, NULL);
      g_autoptr (VtAog) good = without (p, all, FALSE, PLANTED_RIGHT);
      g_autoptr (VtAog) bad = without (p, all, TRUE, PLANTED_NEAR);
      double right, distance, bad_right, bad_distance;

      score (p, good, &right, &distance);
      score (p, bad, &bad_right, &bad_distance);
      g_test_message ("seed %u: kept %u+%u pruned %.4f right %.3f, bad only %.4f right %.3f", (guint) seeds[s],
                      vt_template_n_kept (vt_aog_template (good, 0)), vt_template_n_kept (vt_aog_template (good, 1)),
                      distance, right, bad_distance, bad_right);
      g_assert_cmpfloat (distance, <=, 0.03);
      g_assert_cmpfloat (right, >=, 0.97);
      g_assert_cmpfloat (bad_distance, >=, 0.12);
    }
}

static void
assert_same_parse (VtParse *a,
                   VtParse *b)
{
  const VtTemplateParse *x = vt_parse_best (a), *y = vt_parse_best (b);

  g_assert_nonnull (x);
  g_assert_nonnull (y);
  g_assert_true (memcmp (&x->score, &y->score, sizeof x->score) == 0);
  g_assert_true (memcmp (x->centre, y->centre, sizeof x->centre) == 0);
  g_assert_cmpuint (x->n_patterns, ==, y->n_patterns);
  g_assert_true (memcmp (x->pattern, y->pattern, x->n_patterns * sizeof *x->pattern) == 0);
}

static void
restoring_gives_back_the_same_bits (void)
{
  g_autoptr (Planted) p = world (2);
  g_autoptr (VtAog) all = planted_mine (p, 1, NULL);
  const guint some[] = { 0, 3, 5 };
  g_autoptr (VtAog) fewer = vt_aog_drop (all, 0, some, 3);
  g_autoptr (VtAog) again = vt_aog_restore (fewer, 0, some, 3);
  VtParse **pa = planted_parse (p, all, NULL), **pb = planted_parse (p, fewer, NULL);
  VtParse **pc = planted_parse (p, again, NULL);
  guint changed = 0;

  g_assert_cmpuint (vt_template_stamp (vt_aog_template (all, 0)), ==,
                    vt_template_stamp (vt_aog_template (again, 0)));
  g_assert_cmpuint (vt_template_stamp (vt_aog_template (all, 0)), !=,
                    vt_template_stamp (vt_aog_template (fewer, 0)));
  for (guint i = 0; i < N; i++)
    {
      assert_same_parse (pa[i], pc[i]);
      changed += vt_parse_score (pa[i]) != vt_parse_score (pb[i]);
    }
  g_assert_cmpuint (changed, >, 0);
  planted_parses_free (pa, N);
  planted_parses_free (pb, N);
  planted_parses_free (pc, N);
}

/* Parsing after an edit with the former parses at hand gives what parsing afresh gives. */
static void
former_parses_are_taken_over_exactly (void)
{
  g_autoptr (Planted) p = world (3);
  g_autoptr (VtAog) all = planted_mine (p, 1, NULL);
  g_autoptr (VtAog) fewer = without (p, all, TRUE, PLANTED_NEAR);
  g_autoptr (VtAog) half = vt_aog_with (all, vt_aog_template (fewer, 0));
  const VtAogParser parser = { half, p->stats, &p->pictures };
  VtParse **former = planted_parse (p, all, NULL), **fresh = planted_parse (p, half, NULL);

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (VtParse) now = vt_aog_parse (&parser, i, 0, former[i], NULL);

      assert_same_parse (now, fresh[i]);
    }
  planted_parses_free (former, N);
  planted_parses_free (fresh, N);
}

static void
dropping_everything_removes_the_template (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) all = planted_mine (p, 1, NULL);
  const guint n = vt_template_n_patterns (vt_aog_template (all, 0));
  g_autofree guint *every = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    every[i] = i;

  g_autoptr (VtAog) emptied = vt_aog_drop (all, 0, every, n);
  g_autoptr (VtAog) removed = vt_aog_without (all, 0);
  VtParse **pa = planted_parse (p, emptied, NULL), **pb = planted_parse (p, removed, NULL);

  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpuint (vt_parse_template (pa[i]), ==, 1);
      g_assert_true (vt_parse_score (pa[i]) == vt_parse_score (pb[i]));
      g_assert_true (isfinite (vt_parse_score (pa[i])));
    }
  planted_parses_free (pa, N);
  planted_parses_free (pb, N);
}

/* After mining anew with more boxes, the drops of the former template find their patterns again. */
static void
drops_are_applied_after_mining_anew (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) first = planted_mine (p, 2, NULL);
  g_autoptr (VtAog) second = planted_mine (p, 3, NULL);
  const VtDrop drop = vt_pattern_drop (vt_template_pattern (vt_aog_template (first, 0), 0));
  g_autoptr (VtAog) applied = vt_aog_apply_drops (second, 0, &drop, 1);
  const VtTemplate *template = vt_aog_template (applied, 0);

  for (guint i = 0; i < vt_template_n_patterns (template); i++)
    {
      const VtPattern *pattern = vt_template_pattern (template, i);

      if (vt_template_dropped (template, i))
        {
          g_assert_cmpuint (pattern->channel, ==, drop.channel);
          g_assert_cmpint (ABS (pattern->home[0] - drop.home[0]), <=, 1);
          g_assert_cmpint (ABS (pattern->home[1] - drop.home[1]), <=, 1);
        }
    }

  g_autoptr (VtAog) same = vt_aog_apply_drops (first, 0, &drop, 1);

  g_assert_cmpuint (vt_template_n_kept (vt_aog_template (same, 0)), ==,
                    vt_template_n_kept (vt_aog_template (first, 0)) - 1);
}

static void
numbers_tell_planted_patterns_from_noise (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) aog = planted_mine (p, 1, NULL);
  VtParse **parses = planted_parse (p, aog, NULL);
  const guint n = vt_template_n_patterns (vt_aog_template (aog, 0));
  g_autofree VtPatternStats *stats = g_new0 (VtPatternStats, n);
  g_autofree guint *order = g_new0 (guint, n);
  double good = 0, bad = 0;
  guint n_good = 0, n_groups = 0, members = 0;

  vt_aog_pattern_stats (aog, 0, parses, N, stats);
  for (guint i = 0; i < n; i++)
    {
      const double deviation = stats[i].deviation[0] + stats[i].deviation[1];

      if (planted_is (p, aog, 0, i, PLANTED_NEAR))
        {
          good += deviation;
          n_good++;
        }
      else
        bad += deviation;
      g_assert_cmpfloat (stats[i].share, <=, 1);
    }
  g_assert_cmpfloat (good / n_good, <, bad / (n - n_good));

  g_assert_cmpuint (vt_aog_suspicious (aog, 0, stats, order), ==, n);
  for (guint i = 1; i < n; i++)
    g_assert_cmpfloat (stats[order[i - 1]].suspicion, >=, stats[order[i]].suspicion);

  VtPatternGroup *groups = vt_aog_groups (aog, 0, parses, N, stats, &n_groups);

  g_assert_cmpuint (n_groups, >=, 1);
  g_assert_cmpuint (n_groups, <=, 9);
  for (guint i = 0; i < n_groups; i++)
    members += groups[i].n_patterns;
  g_assert_cmpuint (members, ==, n);
  vt_pattern_groups_free (groups, n_groups);
  planted_parses_free (parses, N);
}

static void
painting_drops_what_lies_there (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) aog = planted_mine (p, 1, NULL);
  VtParse **parses = planted_parse (p, aog, NULL);
  const guint n = vt_template_n_patterns (vt_aog_template (aog, 0));
  g_autofree guint8 *mask = g_new0 (guint8, 224 * 224);
  g_autofree const guint8 **regions = g_new0 (const guint8 *, N);
  g_autofree guint *patterns = g_new0 (guint, n);
  guint at;

  planted_box (p, 0, 0, &at);
  g_assert_cmpuint (vt_aog_painted (aog, 0, parses, regions, N, patterns), ==, 0);
  regions[at] = mask;
  g_assert_cmpuint (vt_aog_painted (aog, 0, parses, regions, N, patterns), ==, 0);
  memset (mask, 1, 224 * 112);

  const guint painted = vt_aog_painted (aog, 0, parses, regions, N, patterns);
  const VtTemplateParse *best = vt_parse_best (parses[at]);
  guint above = 0;

  for (guint i = 0; i < n; i++)
    above += best->pattern[i].place[0] < 111.6f;
  g_assert_cmpuint (painted, ==, above);
  planted_parses_free (parses, N);
}

static void
any_number_of_threads_gives_the_same_bits (void)
{
  static const guint threads[] = { 1, 2, 3, 8 };
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtAog) first = planted_mine (p, 3, NULL);
  g_autoptr (GBytes) bytes = vt_aog_save (first);
  VtParse **parses = planted_parse (p, first, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (VtPool) pool = vt_pool_new (threads[i]);

      planted_learn (p, pool);

      g_autoptr (VtAog) aog = planted_mine (p, 3, pool);
      g_autoptr (GBytes) other = vt_aog_save (aog);
      VtParse **again = planted_parse (p, aog, pool);

      g_assert_true (g_bytes_equal (bytes, other));
      for (guint j = 0; j < N; j++)
        assert_same_parse (parses[j], again[j]);
      planted_parses_free (again, N);
    }
  planted_parses_free (parses, N);
}

typedef struct { guint calls, allowed; double last; } Ticks;

static gboolean
count_down (double      fraction,
            const char *stage,
            gpointer    user_data)
{
  Ticks *ticks = user_data;

  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  return ticks->calls++ < ticks->allowed;
}

/* The whole work with a tick that stops it at its nth call.  TRUE when it went to the end. */
static gboolean
work_until (const Planted *p,
            guint          allowed,
            VtPool        *pool)
{
  Ticks ticks = { 0, allowed, 0 };
  const VtJob job = { count_down, &ticks };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPartStats) stats = vt_part_stats_compute (p->space, &p->negatives, pool, &job, &error);
  g_autoptr (VtPartPrior) prior = NULL;
  g_autoptr (VtTemplate) template = NULL;
  const VtPartBox box = planted_box (p, 0, 0, NULL);
  gboolean good = stats != NULL;

  if (good)
    good = (prior = vt_part_prior_compute (p->space, stats, &p->pictures, &p->options, pool, &job,
                                           &error)) != NULL;
  if (good)
    {
      const VtAogMiner miner = { p->space, stats, prior, &p->pictures, &p->options };

      good = (template = vt_template_mine (&miner, "t", &box, 1, pool, &job, &error)) != NULL;
    }
  if (good)
    {
      g_autoptr (VtAog) empty = vt_aog_new (p->space, &p->options, "");
      g_autoptr (VtAog) aog = vt_aog_with (empty, template);
      const VtAogParser parser = { aog, stats, &p->pictures };
      VtParse **parses = g_new0 (VtParse *, p->n);
      g_autofree guint *order = g_new (guint, p->n);
      VtParseBatch batch = { .order = order, .n = p->n, .parses = parses };

      for (guint i = 0; i < p->n; i++)
        order[i] = p->n - 1 - i;
      good = vt_aog_parse_all (&parser, &batch, pool, &job, &error);
      planted_parses_free (parses, p->n);
    }
  if (!good)
    g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
  return good;
}

static void
everything_can_be_cancelled (void)
{
  g_autoptr (Planted) p = world (1);
  g_autoptr (VtPool) pool = vt_pool_new (2);
  guint allowed = 0;

  while (!work_until (p, allowed, pool))
    allowed++;
  g_assert_cmpuint (allowed, >, 20);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts-planted/one-box-finds-the-part", one_box_finds_the_part);
  g_test_add_func ("/parts-planted/three-boxes-find-it-better", three_boxes_find_it_better);
  g_test_add_func ("/parts-planted/everything-shifted-shifts-the-centres", everything_shifted_shifts_the_centres);
  g_test_add_func ("/parts-planted/a-mirrored-world-gives-mirrored-parses", a_mirrored_world_gives_mirrored_parses);
  g_test_add_func ("/parts-planted/a-mirrored-box-is-the-box-in-the-mirror", a_mirrored_box_is_the_box_in_the_mirror);
  g_test_add_func ("/parts-planted/without-a-template-scores-only-fall", without_a_template_scores_only_fall);
  g_test_add_func ("/parts-planted/pruning-keeps-what-is-right", pruning_keeps_what_is_right);
  g_test_add_func ("/parts-planted/restoring-gives-back-the-same-bits", restoring_gives_back_the_same_bits);
  g_test_add_func ("/parts-planted/former-parses-are-taken-over-exactly", former_parses_are_taken_over_exactly);
  g_test_add_func ("/parts-planted/dropping-everything-removes-the-template", dropping_everything_removes_the_template);
  g_test_add_func ("/parts-planted/drops-are-applied-after-mining-anew", drops_are_applied_after_mining_anew);
  g_test_add_func ("/parts-planted/numbers-tell-planted-patterns-from-noise", numbers_tell_planted_patterns_from_noise);
  g_test_add_func ("/parts-planted/painting-drops-what-lies-there", painting_drops_what_lies_there);
  g_test_add_func ("/parts-planted/any-number-of-threads-gives-the-same-bits", any_number_of_threads_gives_the_same_bits);
  g_test_add_func ("/parts-planted/everything-can-be-cancelled", everything_can_be_cancelled);
  return g_test_run ();
}
