/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectorised functions against libm. */
#include <glib.h>
#include <math.h>

#include "ops/vt-math.h"

static void
functions_agree_with_libm (void)
{
  for (int i = -200000; i <= 200000; i++)
    {
      const float x = (float) i * 1e-4f;
      const double d = (double) x;

      g_assert_cmpfloat (fabs ((double) vt_expf (x) / exp (d) - 1), <, 3e-7);
      g_assert_cmpfloat (fabs ((double) vt_sigmoidf (x) * (1 + exp (-d)) - 1), <, 5e-7);
      g_assert_cmpfloat (fabs ((double) vt_tanhf (x) - tanh (d)), <, 2.5e-7);
      g_assert_cmpfloat (fabs ((double) vt_erff (x) - erf (d)), <, 4e-7);
      if (x != 0 && fabs (d) < 0.1)
        {
          g_assert_cmpfloat (fabs ((double) vt_tanhf (x) / tanh (d) - 1), <, 5e-7);
          g_assert_cmpfloat (fabs ((double) vt_erff (x) / erf (d) - 1), <, 5e-7);
        }
      if (x > 0 && x <= 1)
        g_assert_cmpfloat (fabs ((double) vt_log1pf_unit (x) / log1p (d) - 1), <, 1e-6);
    }
}

static void
ends_are_kept (void)
{
  g_assert_cmpfloat (vt_sigmoidf (-200), <, 1e-30);
  g_assert_cmpfloat (vt_sigmoidf (200), ==, 1);
  g_assert_cmpfloat (vt_tanhf (-200), ==, -1);
  g_assert_cmpfloat (vt_tanhf (200), ==, 1);
  g_assert_cmpfloat (vt_erff (50), ==, 1);
  g_assert_true (isnan (vt_expf (NAN)) && isnan (vt_sigmoidf (NAN)) && isnan (vt_tanhf (NAN)));
  g_assert_cmpfloat (vt_expf (-1000), <, 1e-37);
  g_assert_cmpfloat (vt_expf (0), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/agree-with-libm", functions_agree_with_libm);
  g_test_add_func ("/math/ends", ends_are_kept);
  return g_test_run ();
}
