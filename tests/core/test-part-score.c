/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances, rates and image-blind predictors against vectors worked out by hand. */
#include <glib.h>
#include <math.h>

#include "base/vt-rng.h"
#include "metrics/vt-part-score.h"
#include "metrics/vt-part-sides.h"

static const double frame[2] = { 224, 224 };

/* Truth covers rows and columns 10 … 19. */
static void
overlaps_count_whole_pixels (void)
{
  const VtPartPlace truth = { { 14.5, 14.5 }, { 10, 10 } };
  const VtPartPlace by5 = { { 14.5, 19.5 }, { 10, 10 } }, by10 = { { 14.5, 24.5 }, { 10, 10 } };
  const VtPartPlace by3 = { { 14.5, 17.5 }, { 10, 10 } };

  g_assert_cmpfloat (vt_part_iou (&truth, &truth), ==, 1);
  g_assert_cmpfloat (fabs (vt_part_iou (&truth, &by5) - 50.0 / 150), <, 1e-12);
  g_assert_cmpfloat (fabs (vt_part_iou (&truth, &by3) - 70.0 / 130), <, 1e-12);
  g_assert_cmpfloat (vt_part_iou (&truth, &by10), ==, 0);
}

static void
one_pixel_is_a_known_distance (void)
{
  const VtPartPlace place[] = { { { 50, 50 }, { 10, 10 } }, { { 100, 60 }, { 10, 10 } } };
  const VtPartTruth truth = { 2, place }, none = { 0, NULL };
  const VtPartPlace found = { { 100, 61 }, { 10, 10 } };

  g_assert_cmpfloat (fabs (vt_part_distance (&found, &truth, 224, 224) - 0.003157), <, 1e-6);
  g_assert_true (isnan (vt_part_distance (&found, &none, 224, 224)));
}

static void
the_best_candidate_counts_for_each_figure (void)
{
  /* The nearer candidate is small, the farther one overlaps well. */
  const VtPartPlace place[] = { { { 50, 50 }, { 2, 2 } }, { { 50, 54 }, { 20, 20 } } };
  const VtPartTruth truth[] = { { 2, place }, { 0, NULL }, { 1, place } };
  const VtPartPlace found[] = { { { 50, 51 }, { 20, 20 } }, { { 0, 0 }, { 1, 1 } }, { { 60, 50 }, { 2, 2 } } };
  const guint first = 0;
  VtPartScore score;

  vt_part_score (found, truth, 1, &first, frame, &score);
  g_assert_cmpfloat (fabs (score.distance - 0.003157), <, 1e-6);
  g_assert_cmpfloat (score.iou_rate, ==, 1);
  g_assert_cmpfloat (score.centre_rate, ==, 1);
  vt_part_score (found, truth, 3, NULL, frame, &score);
  g_assert_cmpuint (score.pictures, ==, 2);
  g_assert_cmpfloat (score.iou_rate, ==, 0.5);
  g_assert_cmpfloat (fabs (score.distance - 5.5 * 0.003157), <, 1e-5);
}

static void
truth_without_a_size_has_no_rates (void)
{
  const VtPartPlace place = { { 50, 50 }, { 0, 0 } };
  const VtPartTruth truth = { 1, &place };
  VtPartScore score;

  vt_part_score (&place, &truth, 1, NULL, frame, &score);
  g_assert_cmpfloat (score.distance, ==, 0);
  g_assert_true (isnan (score.iou_rate));
}

/* Three tight heaps: the oracle is near zero, the mean is far, three shots are farther. */
static void
blind_predictors_stand_in_order (void)
{
  static const double heap[3][2] = { { 30, 30 }, { 190, 40 }, { 100, 200 } };
  g_autofree VtPartPlace *place = g_new0 (VtPartPlace, 90);
  g_autofree VtPartTruth *truth = g_new0 (VtPartTruth, 90);
  VtPartBlind blind, again;
  VtRng rng;

  vt_rng_init (&rng, 1);
  for (guint i = 0; i < 90; i++)
    {
      for (guint axis = 0; axis < 2; axis++)
        place[i].centre[axis] = heap[i % 3][axis] + vt_rng_normal (&rng);
      truth[i] = (VtPartTruth) { 1, &place[i] };
    }
  vt_part_blind (truth, 90, 3, 7, frame, &blind);
  g_assert_cmpfloat (blind.oracle, <, 0.01);
  g_assert_cmpfloat (blind.mean, >, 0.2);
  g_assert_cmpfloat (blind.shots, >, blind.mean);
  vt_part_blind (truth, 90, 3, 7, frame, &again);
  g_assert_cmpfloat (blind.shots, ==, again.shots);
}

static void
a_split_holds_out_the_rest (void)
{
  const VtPartPlace place = { { 50, 50 }, { 2, 2 } };
  VtPartTruth truth[20] = { 0 };
  guint training[20], others[20];

  for (guint i = 0; i < 20; i += 2)
    {
      truth[i] = (VtPartTruth) { 1, &place };
    }
  g_assert_cmpuint (vt_part_split (truth, 20, 3, 4, training, others), ==, 7);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (training[i] % 2, ==, 0);
      for (guint j = 0; j < 7; j++)
        g_assert_cmpuint (training[i], !=, others[j]);
    }
}

static void
left_and_right_change_places (void)
{
  static const char *const names[] = { "leg-front-left", "Right eye", "leg-front-right", "left eye", "leye", "reye", "rump",
                                       "head", "left wing", "Head" };
  static const guint expected[] = { 2, 3, 0, 1, 5, 4, 6, 7, 8, 9 };
  guint other[G_N_ELEMENTS (names)];

  vt_part_sides (names, G_N_ELEMENTS (names), other);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (other[i], ==, expected[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/part-score/overlaps-count-whole-pixels", overlaps_count_whole_pixels);
  g_test_add_func ("/part-score/one-pixel-is-a-known-distance", one_pixel_is_a_known_distance);
  g_test_add_func ("/part-score/the-best-candidate-counts-for-each-figure", the_best_candidate_counts_for_each_figure);
  g_test_add_func ("/part-score/truth-without-a-size-has-no-rates", truth_without_a_size_has_no_rates);
  g_test_add_func ("/part-score/blind-predictors-stand-in-order", blind_predictors_stand_in_order);
  g_test_add_func ("/part-score/a-split-holds-out-the-rest", a_split_holds_out_the_rest);
  g_test_add_func ("/part-score/left-and-right-change-places", left_and_right_change_places);
  return g_test_run ();
}
