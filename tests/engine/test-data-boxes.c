/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets whose boxes stand in files of other programs: each object is a picture, what does not fit is told. */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/data/vitrine-dataset.h"
#include "../folder.h"

static VitrineDataset *
open_it (const char *path)
{
  g_autoptr (GError) error = NULL;
  VitrineDataset *set = vitrine_dataset_open (path, NULL, &error);

  g_assert_no_error (error);
  return set;
}

/* "id class x y w h parts attributes", a line a picture. */
static char *
describe (VitrineDataset *set)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < vitrine_dataset_get_n (set); i++)
    {
      VitrinePicture *p = vitrine_dataset_get (set, i);
      const VitrineBox *box = vitrine_picture_get_box (p);
      const char *const *attributes = vitrine_picture_get_attributes (p);
      const char *name = vitrine_picture_get_class_name (p);

      g_string_append_printf (out, "%s %s", vitrine_picture_get_id (p), name != NULL ? name : "-");
      if (box != NULL)
        g_string_append_printf (out, " %g,%g,%g,%g", box->x, box->y, box->w, box->h);
      for (guint k = 0; k < vitrine_picture_get_n_parts (p); k++)
        {
          const VitrinePartTruth *part = vitrine_picture_get_part (p, k);

          g_string_append_printf (out, " %s:%g,%g,%g,%g", part->name, part->box.x, part->box.y, part->box.w, part->box.h);
        }
      for (; *attributes != NULL; attributes++)
        g_string_append_printf (out, " [%s]", *attributes);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
assert_set (const char         *path,
            VitrineDatasetKind  kind,
            const char         *pictures,
            const char         *skipped)
{
  g_autoptr (VitrineDataset) set = open_it (path);
  g_autofree char *got = describe (set), *left = g_strjoinv ("\n", (char **) vitrine_dataset_get_skipped (set));

  g_assert_cmpint (vitrine_dataset_get_kind (set), ==, kind);
  g_assert_cmpstr (got, ==, pictures);
  g_assert_cmpstr (left, ==, skipped);
}

#define VOC_OBJECT(name, x0, y0, x1, y1, more) \
  "<object><name>" name "</name><bndbox><xmin>" #x0 "</xmin><ymin>" #y0 "</ymin><xmax>" #x1 "</xmax><ymax>" #y1 \
  "</ymax></bndbox>" more "</object>"
#define VOC_HEAD \
  "<part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox></part>"
#define VOC_FILE(file, more) \
  "<annotation><folder>VOC2012</folder><filename>" file "</filename><size><width>50</width><height>40</height></size>" \
  more "</annotation>"

static void
voc_is_read (Folder        *f,
             gconstpointer  data)
{
  static const char *const photos[] = { "JPEGImages/2.jpg", "JPEGImages/10.jpg", "JPEGImages/3.png", "SegmentationClass/x.txt",
                                        NULL };
  static const char first[] = VOC_FILE ("2.jpg", VOC_OBJECT ("dog", 1, 1, 20, 10, VOC_HEAD "<difficult>1</difficult>")
                                        VOC_OBJECT ("cat", 45, 30, 60, 50, "") VOC_OBJECT ("cat", 60, 50, 70, 60, ""));
  g_autofree char *ten = folder_path (f, "Annotations/10.xml");

  folder_put (f, "Annotations/2.xml", first);
  /* Without its ending. */
  folder_put (f, "Annotations/10.xml", VOC_FILE ("10", ""));
  folder_put (f, "Annotations/4.xml", VOC_FILE ("4.jpg", ""));
  folder_put (f, "Annotations/5.xml", VOC_FILE ("../../etc/x.jpg", ""));
  folder_put (f, "Annotations/6.xml", "<annotation>");
  folder_put_all (f, photos);
  assert_set (f->root, VITRINE_DATASET_VOC,
              "JPEGImages/2.jpg dog 0,0,20,10 head:1,1,4,5 [difficult]\n"
              "JPEGImages/2.jpg#2 cat 44,29,6,11\n"
              "JPEGImages/10.jpg -\n"
              "JPEGImages/3.png -\n",
              "“6.xml”, line 1: Document ended unexpectedly with elements still open — “annotation” was the last element"
              " opened\n"
              "2.jpg: the box of the object lies outside the picture\n"
              "../../etc/x.jpg: is not where the set’s pictures are\n"
              "4.jpg: is not where the set’s pictures are");
  /* One of the files by itself. */
  assert_set (ten, VITRINE_DATASET_VOC, "JPEGImages/10.jpg -\n", "");
}

static void
coco_is_read (Folder        *f,
              gconstpointer  data)
{
  static const char *const photos[] = { "val2017/b.jpg", "train2017/a.jpg", "other.jpg", NULL };
  g_autofree char *val = folder_path (f, "annotations/instances_val2017.json");

  folder_put (f, "annotations/instances_train2017.json",
              "{\"images\": [{\"id\": 5, \"file_name\": \"a.jpg\", \"width\": 50, \"height\": 40}],"
              "\"categories\": [{\"id\": 18, \"name\": \"dog\", \"keypoints\": [\"nose\", \"tail\"]}],"
              "\"annotations\": [{\"id\": 1, \"image_id\": 5, \"category_id\": 18, \"bbox\": [1, 2, 3, 4],"
              " \"keypoints\": [2, 3, 2, 0, 0, 0]},"
              "{\"id\": 2, \"image_id\": 5, \"category_id\": 18, \"bbox\": [10, 2, 3, 4], \"iscrowd\": 1}]}");
  folder_put (f, "annotations/instances_val2017.json",
              "{\"images\": [{\"id\": 5, \"file_name\": \"b.jpg\"}, {\"id\": 6, \"file_name\": \"c.jpg\"}],"
              "\"categories\": [], \"annotations\": []}");
  folder_put (f, "annotations/captions_val2017.json",
              "{\"images\": [{\"id\": 5, \"file_name\": \"b.jpg\"}], \"annotations\": [{\"caption\": \"x\"}]}");
  folder_put_all (f, photos);
  assert_set (f->root, VITRINE_DATASET_COCO,
              "train2017/a.jpg dog 1,2,3,4 nose:2,3,0,0\nval2017/b.jpg -\n",
              "annotations[1]: it is a crowd, not one object\nc.jpg: is not where the set’s pictures are");
  assert_set (val, VITRINE_DATASET_COCO, "val2017/b.jpg -\n", "c.jpg: is not where the set’s pictures are");
}

static void
labelme_is_read (Folder        *f,
                 gconstpointer  data)
{
  static const char *const photos[] = { "1.jpg", "2.jpg", "notes.txt", NULL };
  static const char sheet[] = "{\"version\": \"5.0\", \"flags\": {\"night\": true}, \"shapes\": ["
                              "{\"label\": \"dog\", \"points\": [[5, 5], [60, 30]], \"group_id\": 0},"
                              "{\"label\": \"head\", \"points\": [[5, 5], [9, 8]], \"group_id\": 0}], \"imagePath\":"
                              " \".\\\\2.jpg\", \"imageData\": null, \"imageHeight\": 40, \"imageWidth\": 50}";

  folder_put (f, "2.json", sheet);
  folder_put (f, "config.json", "{\"a\": 1}");
  folder_put_all (f, photos);
  assert_set (f->root, VITRINE_DATASET_LABELME, "2.jpg dog 5,5,45,25 head:5,5,4,3 [night]\n1.jpg -\n", "");
}

static void
what_was_exported_makes_no_other_set (Folder        *f,
                                      gconstpointer  data)
{
  static const char *const photos[] = { "1.jpg", "2.jpg", NULL };
  g_autofree char *table = folder_path (f, "t.csv");

  folder_put (f, "Part boxes.json", "{\"info\": {\"description\": \"Part boxes of Vitrine\"},"
              "\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\"}], \"categories\": [], \"annotations\": []}");
  folder_put (f, "t.csv", "picture,part,x,y,width,height\n1.jpg,head,1,2,3,4\n");
  folder_put_all (f, photos);
  assert_set (f->root, VITRINE_DATASET_FOLDER, "1.jpg -\n2.jpg -\n", "");
  /* Named itself, the table is the set. */
  assert_set (table, VITRINE_DATASET_TABLE, "1.jpg - head:1,2,3,4\n", "");
}

static void
pascal_part_is_read (Folder        *f,
                     gconstpointer  data)
{
  static const char *const photos[] = { "JPEGImages/2008_000001.jpg", "JPEGImages/2.jpg", NULL };
  g_autofree char *golden = g_test_build_filename (G_TEST_DIST, "golden", "mat", "part.mat", NULL);
  g_autofree char *bytes = NULL;
  gsize n;

  folder_put_all (f, photos);
  folder_put (f, "Annotations_Part/2.mat", "x");
  g_assert_true (g_file_get_contents (golden, &bytes, &n, NULL));
  folder_put_bytes (f, "Annotations_Part/1.mat", bytes, (gssize) n);
  assert_set (f->root, VITRINE_DATASET_VOC_PART,
              "JPEGImages/2008_000001.jpg horse 10,5,40,50 head:12,6,9,8\nJPEGImages/2008_000001.jpg#2 person 0,0,80,60\n",
              "1.mat, tail: its mask is empty\n2.mat: Damaged MATLAB file: no head of MAT version 5 or 7.3 at byte 0");
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/data/boxes/voc", voc_is_read },
    { "/data/boxes/coco", coco_is_read },
    { "/data/boxes/labelme", labelme_is_read },
    { "/data/boxes/what-was-exported", what_was_exported_makes_no_other_set },
    { "/data/boxes/pascal-part", pascal_part_is_read },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
