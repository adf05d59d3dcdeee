/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking: distances between objects on a planted world. */
#include <glib.h>

#include "base/vt-error.h"
#include "parts/vt-part-unlike.h"
#include "vt-planted.h"

static gboolean
get_reversed (gpointer     user_data,
              guint        picture,
              gboolean     mirrored,
              guint        thread,
              VtPartMaps  *maps,
              GError     **error)
{
  const VtPartPictures *straight = user_data;

  return straight->get (straight->user_data, picture, picture == 4 ? !mirrored : mirrored, thread, maps, error);
}

static void
test_distances (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 11, 40, 0, 0, FALSE });
  g_autoptr (VtPool) pool = vt_pool_new (3);
  guint8 out[40] = { 0 };
  VtPartPictures reversed = { 40, get_reversed, p->pictures.release, &p->pictures };

  out[9] = TRUE;

  g_autofree float *one = vt_part_unlikeness (p->space, &p->pictures, out, NULL, NULL, NULL, NULL);
  g_autofree float *three = vt_part_unlikeness (p->space, &p->pictures, out, NULL, pool, NULL, NULL);
  g_autofree float *turned = vt_part_unlikeness (p->space, &reversed, out, NULL, pool, NULL, NULL);
  double same = 0, other = 0;
  guint n_same = 0, n_other = 0;

  g_assert_cmpmem (one, 40 * 40 * sizeof (float), three, 40 * 40 * sizeof (float));
  for (guint i = 0; i < 40; i++)
    for (guint j = 0; j < 40; j++)
      {
        const float d = one[i * 40 + j];

        g_assert_true (d >= 0 && d <= 1 && d == one[j * 40 + i]);
        if (i == 9 || j == 9)
          g_assert_true (d == 1);
        else if (i == j)
          g_assert_true (d == 0);
        else if (p->truth[i] == p->truth[j])
          same += (double) d, n_same++;
        else
          other += (double) d, n_other++;
        /* Turning one object over changes nothing. */
        g_assert_cmpfloat_with_epsilon (d, turned[i * 40 + j], 1e-4);
      }
  g_assert_cmpfloat (same / n_same, <, other / n_other);
}

static gboolean
stop_at (double      fraction,
         const char *stage,
         gpointer    user_data)
{
  guint *left = user_data;

  return (*left)-- > 0;
}

static void
test_distances_stop_anywhere (void)
{
  g_autoptr (Planted) p = planted_new (&(PlantedSpec) { 11, 40, 0, 0, FALSE });

  for (guint at = 0;; at++)
    {
      g_autoptr (GError) error = NULL;
      guint left = at;
      const VtJob job = { stop_at, &left };
      g_autofree float *d = vt_part_unlikeness (p->space, &p->pictures, NULL, NULL, NULL, &job, &error);

      if (d != NULL)
        {
          g_assert_cmpuint (at, >, 3);
          break;
        }
      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qa/distance/planted", test_distances);
  g_test_add_func ("/qa/distance/stops-anywhere", test_distances_stop_anywhere);
  return g_test_run ();
}
