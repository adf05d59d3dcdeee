/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resizing and preprocessing give what Pillow and torchvision gave (tests/golden/resize.py). */
#include <math.h>
#include <string.h>

#include "engine/pictures/vitrine-preprocess.h"

static VitrineImage *
golden (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "resize", name, NULL);
  VitrineImage *image = vitrine_image_load (path, &error);

  g_assert_no_error (error);
  return image;
}

static void
assert_same (VitrineImage *a,
             VitrineImage *b)
{
  const gsize n = (gsize) vitrine_image_get_width (a) * vitrine_image_get_height (a) * 3;
  int worst = 0;

  g_assert_cmpuint (vitrine_image_get_width (a), ==, vitrine_image_get_width (b));
  g_assert_cmpuint (vitrine_image_get_height (a), ==, vitrine_image_get_height (b));
  for (gsize i = 0; i < n; i++)
    worst = MAX (worst, ABS (vitrine_image_get_pixels (a)[i] - vitrine_image_get_pixels (b)[i]));
  g_assert_cmpint (worst, <=, 1);
}

static void
resizing_is_pillows (void)
{
  static const struct { guint w, h; gboolean box; const char *end; } sizes[] = {
    { 17, 13, FALSE, "17x13" }, { 80, 61, FALSE, "80x61" }, { 52, 9, FALSE, "52x9" },
    { 24, 24, TRUE, "24x24-box" },
  };
  static const char *const filters[] = { "bilinear", "bicubic", "box" };
  const VitrineBox box = { 3.25, 2.5, 37.5, 28 };
  g_autoptr (VitrineImage) source = golden ("source.png");

  for (int f = 0; f < 3; f++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autofree char *name = g_strdup_printf ("%s-%s.png", filters[f], sizes[i].end);
        g_autoptr (VitrineImage) want = golden (name);
        g_autoptr (VitrineImage) have = vitrine_resize (source, sizes[i].box ? &box : NULL,
                                                        sizes[i].w, sizes[i].h, (VitrineFilter) f);

        g_test_message ("%s", name);
        assert_same (have, want);
      }
}

static VitrinePreprocess
small_torchvision (void)
{
  VitrinePreprocess pre = { .width = 20, .height = 20, .channels = 3 };

  g_assert_true (vitrine_preprocess_use_preset (&pre, "torchvision"));
  g_assert_cmpuint (pre.resize_size, ==, 23);
  return pre;
}

static void
preprocessing_is_torchvisions (void)
{
  const VitrinePreprocess pre = small_torchvision ();
  g_autoptr (VitrineImage) source = golden ("source.png");
  g_autoptr (VitrineImage) want = golden ("crop.png");
  g_autoptr (VitrineImage) have = vitrine_preprocess_view (&pre, source, NULL, FALSE);
  g_autoptr (VitrineImage) back = NULL;
  float input[3 * 20 * 20];

  assert_same (have, want);
  vitrine_preprocess_apply (&pre, source, NULL, FALSE, input);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < 400; i++)
      {
        const double x = vitrine_image_get_pixels (have)[i * 3 + c] / 255.;

        g_assert_cmpfloat_with_epsilon ((double) input[c * 400 + i],
                                        (x - pre.mean[c]) / pre.std[c], 1e-6);
      }
  back = vitrine_preprocess_show (&pre, input);
  assert_same (back, have);
}

static void
order_layout_and_mirror_are_obeyed (void)
{
  VitrinePreprocess pre = small_torchvision ();
  g_autoptr (VitrineImage) source = golden ("source.png");
  float plain[1200], other[1200];

  pre.mean[0] = pre.mean[1] = pre.mean[2] = 0;
  pre.std[0] = pre.std[1] = pre.std[2] = 1;
  vitrine_preprocess_apply (&pre, source, NULL, FALSE, plain);
  pre.bgr = TRUE;
  pre.channels_last = TRUE;
  pre.range = 255;
  vitrine_preprocess_apply (&pre, source, NULL, TRUE, other);
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < 20; y++)
      for (int x = 0; x < 20; x++)
        g_assert_cmpfloat_with_epsilon ((double) other[(y * 20 + 19 - x) * 3 + 2 - c],
                                        (double) (plain[c * 400 + y * 20 + x] * 255), 1e-3);
}

static void
an_object_box_is_cropped_first (void)
{
  VitrinePreprocess pre = small_torchvision ();
  const VitrineBox box = { 7, 4, 34, 26 }, outside = { 100, 0, 10, 10 };
  VitrineBox frame, whole;
  g_autoptr (VitrineImage) source = golden ("source.png");
  g_autoptr (VitrineImage) want = golden ("object.png");
  g_autoptr (VitrineImage) have = NULL;

  pre.filter = VITRINE_FILTER_BICUBIC;
  have = vitrine_preprocess_view (&pre, source, &box, FALSE);
  assert_same (have, want);
  vitrine_preprocess_frame (&pre, 52, 37, &box, &frame);
  g_assert_cmpmem (&frame, sizeof frame, &box, sizeof box);
  vitrine_preprocess_frame (&pre, 52, 37, &outside, &frame);
  vitrine_preprocess_frame (&pre, 52, 37, NULL, &whole);
  g_assert_cmpmem (&frame, sizeof frame, &whole, sizeof whole);
  /* Resized to 32 × 23, cut at (6, 2): 20 of 32 columns from column 6. */
  g_assert_cmpfloat_with_epsilon (frame.x, 6 * 52 / 32., 1e-9);
  g_assert_cmpfloat_with_epsilon (frame.h, 20 * 37 / 23., 1e-9);
}

static void
grey_is_pillows (void)
{
  VitrinePreprocess pre = small_torchvision ();
  g_autoptr (VitrineImage) source = golden ("source.png");
  g_autoptr (VitrineImage) want = golden ("grey.png");
  float input[400];

  pre.channels = 1;
  pre.range = 255;
  pre.mean[0] = 0;
  pre.std[0] = 1;
  vitrine_preprocess_apply (&pre, source, NULL, FALSE, input);
  for (int i = 0; i < 400; i++)
    g_assert_cmpfloat (fabs ((double) input[i] - vitrine_image_get_pixels (want)[i * 3]), <=, 1);
}

static void
every_preset_survives_json (void)
{
  for (const VitrinePreprocessPreset *p = vitrine_preprocess_presets (); p->id != NULL; p++)
    {
      g_autofree char *json = vitrine_preprocess_to_json (&p->value);
      g_autofree char *text = vitrine_preprocess_describe (&p->value, FALSE);
      VitrinePreprocess back = { .width = 1 };
      g_autoptr (GError) error = NULL;

      g_assert_true (vitrine_preprocess_from_json (&back, json, -1, &error));
      g_assert_no_error (error);
      g_assert_true (vitrine_preprocess_equal (&back, &p->value));
      g_assert_cmpstr (back.preset, ==, p->id);
      g_assert_cmpuint (strlen (text), >, 20);
    }
}

static void
hostile_json_changes_nothing (void)
{
  static const char *const bad[] = {
    "", "[", "[]", "{\"size\":[0,10]}", "{\"size\":[1e9,10]}", "{\"std\":[0,0,0]}",
    "{\"mean\":[1,2]}", "{\"mode\":\"melt\"}", "{\"mode\":3}", "{\"channels\":2}",
    "{\"range\":\"wide\"}", "{\"resize\":-1}", "{\"mean\":{\"a\":[[[[[[[[[[1]]]]]]]]]]}}",
  };
  const VitrinePreprocess before = small_torchvision ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      VitrinePreprocess pre = before;
      g_autoptr (GError) error = NULL;

      g_assert_false (vitrine_preprocess_from_json (&pre, bad[i], -1, &error));
      g_assert_nonnull (error);
      g_assert_cmpmem (&pre, sizeof pre, &before, sizeof before);
    }
}

static void
guess (VitrinePreprocess *pre,
       const VtShape     *shape,
       const char        *key,
       const char        *value,
       const char        *file)
{
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);

  if (key != NULL)
    g_hash_table_insert (metadata, (gpointer) key, (gpointer) value);
  vitrine_preprocess_guess (pre, &(VitrinePreprocessClues) { .shape = shape, .metadata = metadata,
                                                             .file_name = file });
  g_assert_cmpuint (strlen (pre->reason), >, 10);
}

static void
guesses_follow_the_file (void)
{
  VitrinePreprocess pre;
  VtShape colour = VT_SHAPE (1, 3, 224, 224), small = VT_SHAPE (1, 3, 32, 32);
  VtShape digit = VT_SHAPE (1, 1, 28, 28), last = VT_SHAPE (1, 299, 200, 3);

  guess (&pre, &colour, "input", "1x3x224x224 (227 for squeezenet) BGR, 0-255, minus mean "
         "B104 G117 R123", "x.onnx");
  g_assert_cmpstr (pre.preset, ==, "caffe");
  g_assert_cmpuint (pre.resize_size, ==, 256);
  guess (&pre, &colour, "input", "BGR 0-255 minus 103.939,116.779,123.68", NULL);
  g_assert_true (pre.bgr);
  g_assert_cmpfloat (pre.mean[1], ==, 116.779);
  guess (&pre, &small, "input", "1x3x32x32 RGB 0..1, minus .485,.456,.406 / .229,.224,.225", NULL);
  g_assert_cmpstr (pre.preset, ==, "fit-imagenet");
  guess (&pre, &colour, "input", "1x3x224x224 RGB (x-128)/128", NULL);
  g_assert_cmpstr (pre.preset, ==, "signed-128");
  guess (&pre, &colour, "input", "1x3x257x257 RGB -1..1", NULL);
  g_assert_cmpstr (pre.preset, ==, "signed");
  guess (&pre, &digit, "input", "1x1x28x28, stroke=1 background=0", NULL);
  g_assert_true (pre.inverted);
  guess (&pre, &digit, "Image.NominalPixelRange", "NominalRange_0_255", NULL);
  g_assert_cmpfloat (pre.range, ==, 255);
  guess (&pre, &colour, NULL, NULL, "efficientnet_b0.onnx");
  g_assert_cmpint (pre.filter, ==, VITRINE_FILTER_BICUBIC);
  guess (&pre, &colour, NULL, NULL, "resnet18.onnx");
  g_assert_cmpstr (pre.preset, ==, "torchvision");
  guess (&pre, &last, NULL, NULL, NULL);
  g_assert_true (pre.channels_last);
  g_assert_cmpuint (pre.height, ==, 299);
  g_assert_cmpuint (pre.width, ==, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resize/is-pillows", resizing_is_pillows);
  g_test_add_func ("/preprocess/is-torchvisions", preprocessing_is_torchvisions);
  g_test_add_func ("/preprocess/order-layout-mirror", order_layout_and_mirror_are_obeyed);
  g_test_add_func ("/preprocess/object-box", an_object_box_is_cropped_first);
  g_test_add_func ("/preprocess/grey", grey_is_pillows);
  g_test_add_func ("/preprocess/json", every_preset_survives_json);
  g_test_add_func ("/preprocess/hostile-json", hostile_json_changes_nothing);
  g_test_add_func ("/preprocess/guesses", guesses_follow_the_file);
  return g_test_run ();
}
