/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets whose pictures or truth stand in long lists: IDX as MNIST has it, CelebA, Broden. */
#include <gio/gio.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/data/vitrine-idx.h"
#include "../folder.h"

static void
put_zipped (Folder     *f,
            const char *relative,
            const char *bytes,
            gsize       n)
{
  g_autoptr (GConverter) zip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  char out[4096];
  gsize read, written;

  g_assert_cmpint (g_converter_convert (zip, bytes, n, out, sizeof out, G_CONVERTER_INPUT_AT_END, &read, &written, NULL), ==,
                   G_CONVERTER_FINISHED);
  folder_put_bytes (f, relative, out, (gssize) written);
}

static VitrineDataset *
open_it (const char *path)
{
  g_autoptr (GError) error = NULL;
  VitrineDataset *set = vitrine_dataset_open (path, NULL, &error);

  g_assert_no_error (error);
  return set;
}

static void
assert_skipped (VitrineDataset *set,
                const char     *wanted)
{
  g_autofree char *left = g_strjoinv ("\n", (char **) vitrine_dataset_get_skipped (set));

  g_assert_cmpstr (left, ==, wanted);
}

/* Three pictures of two rows and three columns. */
#define THREE "\0\0\10\3\0\0\0\3\0\0\0\2\0\0\0\3" "\0\1\2\3\4\5" "\12\13\14\15\16\17" "\24\25\26\27\30\377"
#define LABELS "\0\0\10\1\0\0\0\3\7\0\377"

static void
idx_is_read (Folder        *f,
             gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = NULL;
  g_autoptr (VitrineImage) image = NULL;
  g_autofree char *first = NULL, *second = NULL;
  VitrinePicture *last;

  put_zipped (f, "t10k-images-idx3-ubyte.gz", THREE, sizeof THREE - 1);
  folder_put_bytes (f, "t10k-labels-idx1-ubyte", LABELS, sizeof LABELS - 1);
  folder_put_bytes (f, "train-images-idx3-ubyte", THREE, sizeof THREE - 1);
  folder_put_bytes (f, "train-labels-idx1-ubyte", LABELS, sizeof LABELS - 2);
  folder_put (f, "broken-images-idx3-ubyte", "no IDX at all");
  set = open_it (f->root);
  g_assert_cmpint (vitrine_dataset_get_kind (set), ==, VITRINE_DATASET_IDX);
  g_assert_cmpuint (vitrine_dataset_get_n (set), ==, 6);
  last = vitrine_dataset_find (set, "t10k-images-idx3-ubyte.gz/2");
  g_assert_cmpstr (vitrine_picture_get_class_name (last), ==, "255");
  g_assert_cmpstr (vitrine_picture_get_split (last), ==, "test");
  g_assert_cmpuint (vitrine_picture_get_width (last), ==, 3);
  g_assert_cmpuint (vitrine_picture_get_height (last), ==, 2);
  image = vitrine_picture_load (last, NULL);
  g_assert_cmpuint (vitrine_image_get_width (image), ==, 3);
  for (guint i = 0; i < 18; i++)
    g_assert_cmpuint (vitrine_image_get_pixels (image)[i], ==, (guchar) "\24\25\26\27\30\377"[i / 3]);
  first = vitrine_picture_dup_hash (last, NULL);
  second = vitrine_picture_dup_hash (vitrine_dataset_get (set, 1), NULL);
  g_assert_cmpstr (first, !=, second);
  /* Of the other file the labels are cut off, and pictures without labels are pictures. */
  g_assert_null (vitrine_picture_get_class_name (vitrine_dataset_find (set, "train-images-idx3-ubyte/0")));
  assert_skipped (set, "“broken-images-idx3-ubyte” is no IDX file of bytes: it does not begin as one\n"
                  "“train-labels-idx1-ubyte” is no IDX file of bytes: it ends too early");
}

static void
idx_of_emnist_lies_on_its_side (Folder        *f,
                                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->root, "emnist-letters-test-images-idx3-ubyte", NULL);
  g_autoptr (VitrineDataset) set = NULL;
  g_autoptr (VitrineImage) image = NULL;
  const guint8 *pixels;

  folder_put_bytes (f, "emnist-letters-test-images-idx3-ubyte", THREE, sizeof THREE - 1);
  g_assert_true (vitrine_dataset_is_list (path));
  set = open_it (path);
  g_assert_cmpuint (vitrine_picture_get_width (vitrine_dataset_get (set, 0)), ==, 2);
  image = vitrine_picture_load (vitrine_dataset_get (set, 0), NULL);
  g_assert_cmpuint (vitrine_image_get_width (image), ==, 2);
  pixels = vitrine_image_get_pixels (image);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (pixels[3 * i], ==, "\0\3\1\4\2\5"[i]);
  assert_skipped (set, "emnist-letters-test-images-idx3-ubyte: has no labels beside it");
}

static void
idx_that_lies_is_refused (Folder        *f,
                          gconstpointer  data)
{
  static const struct { const char *bytes; gsize n; const char *words; } cases[] = {
    { "\0\0\10", 3, "it does not begin as one" },
    { "\0\0\15\3\0\0\0\1", 8, "it does not begin as one" },
    { "\0\0\10\2\0\0\0\1", 8, "neither pictures nor labels" },
    { "\0\0\10\3\0\0\0\1\0\0\0\1", 12, "it ends too early" },
    { "\0\0\10\3\377\377\377\377\377\377\377\377\377\377\377\377", 16, "its sizes make no sense" },
    { "\0\0\10\3\0\1\0\0\0\0\100\0\0\0\100\0", 16, "its sizes make no sense" },
    { "\0\0\10\3\0\0\0\1\0\0\0\2\0\0\0\2\1\2\3", 19, "it ends too early" },
    { "\0\0\10\4\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\2\1\2", 22, "neither one nor three colours" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      VitrineIdx idx;

      g_assert_false (vitrine_idx_parse ((const guint8 *) cases[i].bytes, cases[i].n, "x", &idx, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("%u: %s", i, error->message);
    }
}

static void
celeba_is_read (Folder        *f,
                gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = NULL;
  VitrinePicture *one, *two;

  folder_put (f, "Img/img_align_celeba/000001.jpg", "x");
  folder_put (f, "Img/img_align_celeba/000002.jpg", "x");
  folder_put (f, "Anno/list_attr_celeba.txt", "4\r\n5_o_Clock_Shadow Bald  Smiling \r\n000001.jpg -1  1 -1\r\n"
              "000002.jpg  1 -1  1\r\n000003.jpg  1  1  1\r\n000004.jpg  1  1\r\n");
  folder_put (f, "Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 2\n000009.jpg 1\n000003.jpg 7\n");
  folder_put (f, "Anno/list_landmarks_align_celeba.txt", "2\nlefteye_x lefteye_y righteye_x righteye_y nose_x nose_y\n"
              "000001.jpg 69  109  106  113   77  142\n000002.jpg 1 2 3\n");
  set = open_it (f->root);
  g_assert_cmpint (vitrine_dataset_get_kind (set), ==, VITRINE_DATASET_CELEBA);
  g_assert_cmpuint (vitrine_dataset_get_n (set), ==, 2);
  one = vitrine_dataset_find (set, "Img/img_align_celeba/000001.jpg");
  two = vitrine_dataset_get (set, 1);
  g_assert_true (vitrine_picture_has_attribute (one, "Bald"));
  g_assert_false (vitrine_picture_has_attribute (one, "Smiling"));
  g_assert_true (vitrine_picture_has_attribute (two, "5 o Clock Shadow"));
  g_assert_cmpstr (vitrine_picture_get_split (one), ==, "train");
  g_assert_cmpstr (vitrine_picture_get_split (two), ==, "test");
  g_assert_cmpuint (vitrine_picture_get_n_parts (one), ==, 3);
  g_assert_cmpfloat (vitrine_picture_find_part (one, "right eye")->box.y, ==, 113);
  g_assert_cmpfloat (vitrine_picture_find_part (one, "nose")->box.x, ==, 77);
  assert_skipped (set, "list_attr_celeba.txt, line 6: a new file and a number for each attribute were expected\n"
                  "list_eval_partition.txt, line 3: its picture is not in the list of attributes\n"
                  "list_eval_partition.txt, line 4: 0, 1 or 2 was expected\n"
                  "list_landmarks_align_celeba.txt, line 4: two numbers for each point were expected\n"
                  "Img/img_align_celeba/000003.jpg: No such file or directory");
}

/* A mask with one box of a label; labels above 255 take the green. */
static void
put_mask (Folder     *f,
          const char *relative,
          guint       label,
          guint       x,
          guint       y,
          guint       w,
          guint       h)
{
  g_autofree char *path = g_build_filename (f->root, relative, NULL);
  guint8 *pixels = g_malloc0 (3 * 10 * 10);
  g_autoptr (VitrineImage) image = vitrine_image_new (10, 10, pixels);

  for (guint v = y; v < y + h; v++)
    for (guint u = x; u < x + w; u++)
      {
        pixels[3 * (10 * v + u)] = (guint8) (label % 256);
        pixels[3 * (10 * v + u) + 1] = (guint8) (label / 256);
      }
  g_assert_true (vitrine_image_save_png (image, path, NULL));
}

static void
broden_is_read (Folder        *f,
                gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = NULL;
  VitrinePicture *one;
  const VitrinePartTruth *tail;

  folder_put (f, "images/a/1.jpg", "x");
  folder_put (f, "images/a/2.jpg", "x");
  folder_put (f, "label.csv", "number,name,category,frequency,coverage,syns\n1,dog,object(3),3,1.5,\"dog, hound\"\n"
              "300,tail,part(2),2,1,\n7,street,scene(1),1,1,\nx,y,z,1,1,\n");
  folder_put (f, "index.csv", "image,split,ih,iw,sh,sw,color,object,part,material,scene,texture\n"
              "a/1.jpg,train,20,40,10,10,a/1_c.png,a/1_o.png,a/1_p.png;a/1_q.png,,7,\n"
              "a/2.jpg,val,20,40,10,10,,a/gone.png,,,,\na/3.jpg,val,20,40,10,10,,,,,7,\na/2.jpg,val,none,40,10,10,,,,,,\n");
  put_mask (f, "images/a/1_o.png", 1, 2, 3, 4, 5);
  put_mask (f, "images/a/1_p.png", 300, 0, 9, 10, 1);
  put_mask (f, "images/a/1_q.png", 999, 0, 0, 1, 1);
  set = open_it (f->root);
  g_assert_cmpint (vitrine_dataset_get_kind (set), ==, VITRINE_DATASET_BRODEN);
  g_assert_cmpuint (vitrine_dataset_get_n (set), ==, 2);
  one = vitrine_dataset_find (set, "images/a/1.jpg");
  g_assert_cmpstr (vitrine_picture_get_split (one), ==, "train");
  g_assert_cmpuint (vitrine_picture_get_width (one), ==, 40);
  g_assert_true (vitrine_picture_has_attribute (one, "street"));
  g_assert_cmpuint (vitrine_picture_get_n_parts (one), ==, 2);
  g_assert_cmpfloat (vitrine_picture_find_part (one, "dog")->box.x, ==, 8);
  g_assert_cmpfloat (vitrine_picture_find_part (one, "dog")->box.h, ==, 10);
  tail = vitrine_picture_find_part (one, "tail");
  g_assert_cmpfloat (tail->box.y, ==, 18);
  g_assert_cmpfloat (tail->box.w, ==, 40);
  assert_skipped (set, "label.csv, line 5: a number and a name were expected\n"
                  "index.csv, line 5: a file and the size of the picture were expected\n"
                  "images/a/gone.png: No such file or directory\nimages/a/3.jpg: No such file or directory");
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/data/idx/read", idx_is_read },
    { "/data/idx/emnist", idx_of_emnist_lies_on_its_side },
    { "/data/idx/lies", idx_that_lies_is_refused },
    { "/data/celeba/read", celeba_is_read },
    { "/data/broden/read", broden_is_read },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
