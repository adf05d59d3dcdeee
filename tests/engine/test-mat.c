/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MATLAB 5 and 7.3 files hold the same table (tests/golden/mat.py); cut off or damaged anywhere
 * they are read or refused, never more. */
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-animal.h"

static const char *const files[] = { "v5.mat", "v5z.mat", "v73.mat" };

static guint8 *
golden (const char *name,
        gsize      *size)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "mat", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;

  g_file_get_contents (path, &data, size, &error);
  g_assert_no_error (error);
  return (guint8 *) data;
}

static void
assert_table (const VitrineMat *mat)
{
  g_autoptr (GArray) objects = vitrine_animal_rows_new ();
  g_autoptr (GArray) truth = vitrine_animal_rows_new ();
  g_autoptr (GError) error = NULL;
  const VitrineAnimalRow *row;

  g_assert_true (vitrine_animal_read_objects (mat, objects, &error));
  g_assert_true (vitrine_animal_read_truth (mat, 1, truth, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (objects->len, ==, 2);
  row = &g_array_index (objects, VitrineAnimalRow, 1);
  g_assert_cmpuint (row->index, ==, 2);
  g_assert_cmpfloat (row->object.x, ==, 0);
  g_assert_cmpfloat (row->object.w, ==, 50);
  g_assert_cmpfloat (row->object.h, ==, 60);

  /* Object 100 × 200 at (10, 20).  Candidate 1: rows 56 … 168 of 224, columns 28 … 84. */
  g_assert_cmpuint (truth->len, ==, 2);
  row = &g_array_index (truth, VitrineAnimalRow, 0);
  g_assert_cmpfloat_with_epsilon (row->box.y, 20 + 56 / 224. * 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (row->box.h, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (row->box.x, 10 + 28 / 224. * 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (row->box.w, 25, 1e-9);
  row = &g_array_index (truth, VitrineAnimalRow, 1);
  g_assert_cmpfloat_with_epsilon (row->box.w, 12.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (row->box.x, 10 + (168.5 - 14) / 224 * 100, 1e-9);
}

static void
all_versions_hold_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize size;
      g_autofree guint8 *data = golden (files[i], &size);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineMat) mat = vitrine_mat_new (data, size, &error);

      g_assert_no_error (error);
      assert_table (mat);
      g_assert_null (vitrine_mat_get (mat, "nothing"));
    }
}

static void
chunks_are_put_together (void)
{
  gsize size;
  g_autofree guint8 *data = golden ("v73.mat", &size);
  g_autoptr (VitrineMat) mat = vitrine_mat_new (data, size, NULL);
  const VitrineMatValue *chunked = vitrine_mat_get (mat, "chunked");

  g_assert_cmpuint (vitrine_mat_n (chunked), ==, 1200);
  g_assert_cmpuint (vitrine_mat_rows (chunked), ==, 30);
  for (gsize j = 0; j < 40; j++)
    for (gsize i = 0; i < 30; i++)
      {
        double v = -1;

        g_assert_true (vitrine_mat_number (chunked, j * 30 + i, &v));
        g_assert_cmpfloat (v, ==, (double) (i + 100 * j));
      }
}

/* A copy of just this size, so that a sanitizer sees every byte read beyond it. */
static void
try_bytes (const guint8 *data,
           gsize         size)
{
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineMat) mat = vitrine_mat_new (copy, size, &error);
  g_autoptr (GArray) rows = vitrine_animal_rows_new ();

  if (mat == NULL)
    {
      g_assert_error (error, error->domain, error->code);
      g_assert_nonnull (strstr (error->message, "MATLAB file"));
      return;
    }
  vitrine_animal_read_objects (mat, rows, NULL);
  vitrine_animal_read_truth (mat, 1, rows, NULL);
}

static void
damage_is_survived (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize size;
      g_autofree guint8 *data = golden (files[i], &size);

      for (gsize keep = 0; keep < size; keep += 1 + size / 300)
        try_bytes (data, keep);
      for (gsize at = 0; at < size; at += 1 + size / 1500)
        for (int k = 0; k < 3; k++)
          {
            const guint8 was = data[at];

            data[at] = k == 0 ? 0xff : k == 1 ? 0 : was ^ 1;
            try_bytes (data, size);
            data[at] = was;
          }
    }
}

static void
tables_as_text_name_the_bad_line (void)
{
  static const char good[] = "\xef\xbb\xbf" "file,...\nn/a.jpg,n,10,10,1,1,10,10,1,2,3,4,5\r\n";
  static const char bad[] = "file,...\nn/a.jpg,n,10,10,1,1,10,10,1,2,3,4\n";
  static const char turned[] = "head\na,n,10,10,9,9,1,1,1,2,3,4,5\n";
  g_autoptr (GArray) rows = vitrine_animal_rows_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (vitrine_animal_read_csv (good, strlen (good), rows, &error));
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_false (vitrine_animal_read_csv (bad, strlen (bad), rows, &error));
  g_assert_nonnull (strstr (error->message, "line 2"));
  g_assert_false (vitrine_animal_read_csv (turned, strlen (turned), rows, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mat/same", all_versions_hold_the_same);
  g_test_add_func ("/mat/chunks", chunks_are_put_together);
  g_test_add_func ("/mat/damage", damage_is_survived);
  g_test_add_func ("/mat/text", tables_as_text_name_the_bad_line);
  return g_test_run ();
}
