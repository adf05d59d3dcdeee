/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Location instability against figures worked out by hand (design: parts.md §5.2). */
#include <glib.h>
#include <math.h>

#include "metrics/vt-instability.h"

/* Landmarks at the origin, places to the right of it. */
static void
place (VtFiring     *firing,
       const double *distance,
       guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      firing[i] = (VtFiring) { .at = { 0, distance[i] }, .score = 1, .shown = TRUE };
    }
}

static void
four_distances (void)
{
  const double distance[] = { .1, .2, .3, .4 };
  VtFiring firing[4];
  VtInstability one;

  place (firing, distance, 4);
  vt_instability (firing, 4, 0, 1, &one);
  g_assert_cmpuint (one.n, ==, 4);
  /* 0.1118 would be the variance divided by n. */
  g_assert_cmpfloat_with_epsilon (one.distance, .129099445, 1e-8);
  g_assert_cmpfloat_with_epsilon (one.offset, .129099445, 1e-8);
  g_assert_cmpfloat_with_epsilon (one.spread, .129099445, 1e-8);
  vt_instability (firing, 4, 0, 2, &one);
  g_assert_cmpfloat_with_epsilon (one.distance, .129099445 / 2, 1e-8);
  g_assert_cmpfloat_with_epsilon (one.spread, .129099445, 1e-8);
}

static void
a_constant_distance_is_none_but_the_vector_form_sees_it (void)
{
  VtFiring firing[4];
  VtInstability one;

  for (guint i = 0; i < 4; i++)
    {
      firing[i] = (VtFiring) { .at = { 100, i % 2 == 0 ? 90 : 110 }, .landmark = { 100, 100 }, .shown = TRUE };
    }
  vt_instability (firing, 4, 0, 100, &one);
  g_assert_cmpfloat (one.distance, ==, 0);
  g_assert_cmpfloat_with_epsilon (one.offset, sqrt (400.0 / 3) / 100, 1e-12);
  g_assert_cmpfloat_with_epsilon (one.spread, sqrt (400.0 / 3), 1e-12);
}

static void
the_best_that_show_the_landmark_count (void)
{
  const double distance[] = { .9, .1, .5, .2, .3 };
  VtFiring firing[5];
  VtInstability one;

  place (firing, distance, 5);
  firing[0].score = 9;
  firing[0].shown = FALSE;      /* the best of all does not show it: the next takes its place */
  firing[1].score = 5;
  firing[3].score = 4;
  vt_instability (firing, 5, 2, 1, &one);
  g_assert_cmpuint (one.n, ==, 2);
  g_assert_cmpfloat_with_epsilon (one.distance, sqrt (.005), 1e-12);
  vt_instability (firing, 5, 3, 1, &one);
  g_assert_cmpfloat_with_epsilon (one.distance, sqrt ((.01 + .04 + .25 - .64 / 3) / 2), 1e-12);
}

static void
too_few_is_no_number (void)
{
  const double distance[] = { .1, .2 };
  VtFiring firing[2];
  VtInstability one;

  place (firing, distance, 2);
  firing[1].shown = FALSE;
  vt_instability (firing, 2, 0, 1, &one);
  g_assert_cmpuint (one.n, ==, 1);
  g_assert_true (isnan (one.distance) && isnan (one.offset) && isnan (one.spread));
  vt_instability (firing, 0, 0, 1, &one);
  g_assert_cmpuint (one.n, ==, 0);
  g_assert_true (isnan (one.distance));
}

/* Far from the origin nothing is lost. */
static void
large_numbers_lose_nothing (void)
{
  VtFiring firing[3];
  VtInstability one;

  for (guint i = 0; i < 3; i++)
    {
      firing[i] = (VtFiring) { .at = { 1e9, 1e9 + i }, .landmark = { 1e9, 1e9 }, .shown = TRUE };
    }
  vt_instability (firing, 3, 0, 1, &one);
  g_assert_cmpfloat_with_epsilon (one.distance, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (one.spread, 1, 1e-6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instability/four", four_distances);
  g_test_add_func ("/instability/constant", a_constant_distance_is_none_but_the_vector_form_sees_it);
  g_test_add_func ("/instability/best", the_best_that_show_the_landmark_count);
  g_test_add_func ("/instability/few", too_few_is_no_number);
  g_test_add_func ("/instability/large", large_numbers_lose_nothing);
  return g_test_run ();
}
