/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes go out in every format and come back the same; files of others are read with their traps; what makes no sense is
 * left out with a word; an import is one command. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/exchange/vitrine-exchange.h"
#include "../folder.h"

typedef struct { char *root; } Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->root = g_dir_make_tmp ("vitrine-boxes-XXXXXX", NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  folder_remove (f->root);
  g_free (f->root);
}

static char *
in (Fixture    *f,
    const char *name)
{
  return g_build_filename (f->root, name, NULL);
}

static void
put (Fixture    *f,
     const char *name,
     const char *text)
{
  g_autofree char *path = in (f, name), *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static VitrineBoxes *
read_it (Fixture    *f,
         const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = in (f, name);
  VitrineBoxes *boxes = vitrine_boxes_read (path, NULL, &error);

  g_assert_no_error (error);
  return boxes;
}

static const VitrineBoxesPicture *
photo (const VitrineBoxes *boxes,
       guint               i)
{
  g_assert_cmpuint (i, <, boxes->pictures->len);
  return boxes->pictures->pdata[i];
}

static const VitrineBoxesObject *
object (const VitrineBoxes *boxes,
        guint               i,
        guint               k)
{
  g_assert_cmpuint (k, <, photo (boxes, i)->objects->len);
  return photo (boxes, i)->objects->pdata[k];
}

static const VitrineBoxesPart *
part (const VitrineBoxes *boxes,
      guint               i,
      guint               k,
      guint               p)
{
  g_assert_cmpuint (p, <, object (boxes, i, k)->parts->len);
  return object (boxes, i, k)->parts->pdata[p];
}

static void
assert_box (const VitrineBox *box,
            double            x,
            double            y,
            double            w,
            double            h)
{
  g_assert_cmpfloat_with_epsilon (box->x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->y, y, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->w, w, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->h, h, 1e-9);
}

static void
assert_skipped (const VitrineBoxes *boxes,
                guint               n,
                const char         *words)
{
  g_auto (GStrv) lines = vitrine_boxes_list_skipped (boxes);
  g_autofree char *all = g_strjoinv ("\n", lines);

  if (g_strv_length (lines) != n || strstr (all, words) == NULL)
    g_error ("%u lines with “%s” were expected:\n%s", n, words, all);
}

/* ---- there and back ---- */

/* Two photos; the first has two objects and every sign that a format must quote, boxes that are no whole numbers. */
static VitrineBoxes *
plant (void)
{
  VitrineBoxes *boxes = vitrine_boxes_new ();
  VitrineBoxesPicture *a = vitrine_boxes_add_picture (boxes, "tigers/a, \"b\" <ä>;c.jpg");
  VitrineBoxesPicture *b = vitrine_boxes_add_picture (boxes, "b.jpg");
  VitrineBoxesObject *o;
  VitrineBoxesPart *p;

  a->width = 640;
  a->height = 480;
  b->width = 100;
  b->height = 90;
  o = vitrine_boxes_add_object (a, "tiger & cub", &(VitrineBox) { 10, 20, 300, 200 });
  o->id = g_strdup ("tigers/a, \"b\" <ä>;c.jpg");
  p = vitrine_boxes_add_part (o, "head", &(VitrineBox) { 10.1, 20.7, 30.25, 40.125 });
  p->template_name = g_strdup ("Template “1”\tlying, left");
  p->mirrored = TRUE;
  p = vitrine_boxes_add_part (o, "front legs", &(VitrineBox) { 100, 120, 1, 1 });
  p->template_name = g_strdup ("Template 1");
  o = vitrine_boxes_add_object (a, "tiger & cub", &(VitrineBox) { 400, 20, 240, 460 });
  o->id = g_strdup ("tigers/a, \"b\" <ä>;c.jpg#2");
  p = vitrine_boxes_add_part (o, "head", &(VitrineBox) { 630.5, 470.5, 9.5, 9.5 });
  p->template_name = g_strdup ("Template 2");
  o = vitrine_boxes_add_object (b, "tiger", NULL);
  o->id = g_strdup ("b.jpg");
  vitrine_boxes_add_part (o, "head", &(VitrineBox) { 0, 0, 100, 90 });
  return boxes;
}

static void
assert_same_part (const VitrineBoxesPart *a,
                  const VitrineBoxesPart *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->template_name, ==, b->template_name);
  g_assert_cmpint (a->mirrored, ==, b->mirrored);
  assert_box (&a->box, b->box.x, b->box.y, b->box.w, b->box.h);
}

/* A file a picture comes back in the order of the files' names. */
static const VitrineBoxesPicture *
same_photo (const VitrineBoxes *boxes,
            const char         *file)
{
  for (guint i = 0; i < boxes->pictures->len; i++)
    if (g_str_equal (photo (boxes, i)->file, file) || g_str_has_suffix (photo (boxes, i)->file, file))
      return photo (boxes, i);
  g_error ("“%s” did not come back", file);
}

static void
assert_same (const VitrineBoxes *a,
             const VitrineBoxes *b)
{
  g_assert_cmpuint (a->pictures->len, ==, b->pictures->len);
  for (guint i = 0; i < b->pictures->len; i++)
    {
      const VitrineBoxesPicture *q = photo (b, i), *p = same_photo (a, q->file);

      g_assert_cmpuint (p->width, ==, q->width);
      g_assert_cmpuint (p->height, ==, q->height);
      g_assert_cmpuint (p->objects->len, ==, q->objects->len);
      for (guint k = 0; k < q->objects->len; k++)
        {
          const VitrineBoxesObject *x = p->objects->pdata[k], *y = q->objects->pdata[k];

          g_assert_cmpstr (x->id, ==, y->id);
          g_assert_cmpstr (x->class_name, ==, y->class_name);
          g_assert_cmpint (x->has_box, ==, y->has_box);
          if (y->has_box)
            assert_box (&x->box, y->box.x, y->box.y, y->box.w, y->box.h);
          g_assert_cmpuint (x->parts->len, ==, y->parts->len);
          for (guint n = 0; n < y->parts->len; n++)
            assert_same_part (x->parts->pdata[n], y->parts->pdata[n]);
        }
    }
}

static void
every_format_gives_back_what_it_took (Fixture       *f,
                                      gconstpointer  data)
{
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    {
      const VitrineBoxesFormat *format = vitrine_boxes_formats[i];
      g_autoptr (VitrineBoxes) planted = plant (), back = NULL;
      g_autofree char *name = g_strconcat (format->id, format->folder ? "" : format->ending, NULL), *path = in (f, name);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", format->id);
      g_assert_true (format->write (planted, path, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (vitrine_boxes_kind_of (path) == format);
      back = read_it (f, name);
      assert_same (back, planted);
      g_assert_cmpuint (back->skipped->len, ==, 0);
      /* A second time a folder is not written over. */
      g_assert_true (format->write (planted, path, NULL, &error) == !format->folder);
      g_assert_true ((error != NULL) == format->folder);
    }
}

/* ---- COCO ---- */

static void
coco_joins_rows_in_any_order (Fixture       *f,
                              gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  /* Lists from the back, ids with gaps, a part of a part, a part before its object, NaN as Python writes it. */
  put (f, "c.json", "{\"annotations\": ["
       "{\"id\": 9, \"image_id\": 7, \"category_id\": 90, \"parent\": 4, \"bbox\": [2, 2, 3, 3],"
       " \"attributes\": {\"template\": \"T\"}},"
       "{\"id\": 4, \"image_id\": 7, \"category_id\": 18, \"bbox\": [1, 1, 8.5, 8], \"area\": 68, \"iscrowd\": 0,"
       " \"segmentation\": {\"counts\": \"abc\", \"size\": [10, 10]},"
       " \"attributes\": {\"occluded\": true, \"facing\": \"left\"}},"
       "{\"id\": 10, \"image_id\": 7, \"category_id\": 91, \"parent_id\": 9, \"bbox\": [2, 2, 1, 1]},"
       "{\"id\": 11, \"image_id\": 7, \"category_id\": 18, \"segmentation\": [[1, 2, 5, 2, 5, 9], [0, 3, 1, 4, 1, 5]]},"
       "{\"id\": 12, \"image_id\": 7, \"category_id\": 18, \"bbox\": [NaN, 1, 2, 3]},"
       "{\"id\": 13, \"image_id\": 99, \"category_id\": 18, \"bbox\": [1, 1, 2, 3]},"
       "{\"id\": 14, \"image_id\": 7, \"category_id\": 19, \"bbox\": [1, 1, 2, 3]},"
       "{\"id\": 15, \"image_id\": 7, \"category_id\": 18, \"iscrowd\": 1, \"bbox\": [1, 1, 2, 3]},"
       "{\"id\": 4, \"image_id\": 7, \"category_id\": 18, \"bbox\": [1, 1, 2, 3]},"
       "{\"id\": 16, \"image_id\": 7, \"category_id\": 90, \"parent\": 77, \"bbox\": [1, 1, 2, 3]},"
       "{\"id\": 17, \"image_id\": 7, \"category_id\": 18, \"bbox\": [1, 1, -2, 3]}],"
       "\"categories\": [{\"id\": 18, \"name\": \"dog\", \"supercategory\": \"animal\"}, {\"id\": 90, \"name\": \"head\"},"
       " {\"id\": 91, \"name\": \"ear\"}],"
       "\"images\": [{\"id\": 7, \"file_name\": \".\\\\x\\\\a.jpg\", \"width\": 10, \"height\": 10, \"license\": null}]}");
  boxes = read_it (f, "c.json");
  g_assert_cmpstr (photo (boxes, 0)->file, ==, "x/a.jpg");
  g_assert_cmpuint (photo (boxes, 0)->objects->len, ==, 2);
  assert_box (&object (boxes, 0, 0)->box, 1, 1, 8.5, 8);
  g_assert_cmpstr (object (boxes, 0, 0)->attributes->pdata[0], ==, "occluded");
  g_assert_cmpstr (object (boxes, 0, 0)->attributes->pdata[1], ==, "facing left");
  g_assert_cmpuint (object (boxes, 0, 0)->parts->len, ==, 2);
  g_assert_cmpstr (part (boxes, 0, 0, 0)->template_name, ==, "T");
  g_assert_cmpstr (part (boxes, 0, 0, 1)->name, ==, "ear");
  assert_box (&object (boxes, 0, 1)->box, 0, 2, 5, 7);
  assert_skipped (boxes, 7, "annotations[9]: its parent is not in the file");
}

static void
coco_key_points_are_points (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  put (f, "k.json", "{\"images\": [{\"id\": \"a1\", \"file_name\": \"a.jpg\"}], "
       "\"categories\": [{\"id\": 1, \"name\": \"person\","
       " \"keypoints\": [\"nose\", \"eye\", \"ear\"]}], \"annotations\": [{\"id\": 1, \"image_id\": \"a1\", \"category_id\": 1,"
       " \"bbox\": [0, 0, 9, 9], \"keypoints\": [1, 2, 2, 0, 0, 0, 5, 6, 1], \"num_keypoints\": 2}]}");
  boxes = read_it (f, "k.json");
  g_assert_cmpuint (object (boxes, 0, 0)->parts->len, ==, 2);
  g_assert_cmpstr (part (boxes, 0, 0, 1)->name, ==, "ear");
  assert_box (&part (boxes, 0, 0, 1)->box, 5, 6, 0, 0);
}

/* ---- VOC ---- */

static void
voc_counts_from_one_and_to_the_last (Fixture       *f,
                                     gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  put (f, "a.xml", "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<annotation>\n"
       "<object><name>dog</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>"
       "<bndbox><ymin>1</ymin><xmin>1</xmin><xmax>20</xmax><ymax>10.5</ymax></bndbox>"
       "<part><name>head</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part>"
       "<part><name>tail</name><bndbox><xmin>9</xmin><ymin>3</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part></object>"
       "<object><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>"
       "<object><name>cat &amp; co</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>x</ymax></bndbox></object>"
       "<folder>VOC2012</folder><filename>a.jpg</filename><size><width>20</width><height>12</height><depth>3</depth></size>"
       "</annotation>");
  boxes = read_it (f, "a.xml");
  g_assert_cmpstr (photo (boxes, 0)->file, ==, "a.jpg");
  g_assert_cmpuint (photo (boxes, 0)->width, ==, 20);
  g_assert_cmpuint (photo (boxes, 0)->objects->len, ==, 1);
  assert_box (&object (boxes, 0, 0)->box, 0, 0, 20, 10.5);
  assert_box (&part (boxes, 0, 0, 0)->box, 2, 2, 1, 1);
  g_assert_cmpstr (object (boxes, 0, 0)->attributes->pdata[0], ==, "truncated");
  g_assert_cmpstr (object (boxes, 0, 0)->attributes->pdata[1], ==, "pose left");
  assert_skipped (boxes, 3, "a.xml, tail: the part has no box that makes sense");
}

/* ---- LabelMe ---- */

static void
labelme_groups_hang_together (Fixture       *f,
                              gconstpointer  data)
{
  g_autofree char *long_text = g_strnfill (20000, 'A');
  g_autofree char *text = g_strconcat (
    "{\"version\": \"5.4.1\", \"flags\": {\"indoors\": true, \"blurred\": false}, \"shapes\": ["
    "{\"label\": \"head\", \"points\": [[30, 20], [10, 40]], \"group_id\": 3, \"shape_type\": \"rectangle\","
    " \"flags\": {\"mirrored\": true}},"
    "{\"label\": \"dog\", \"points\": [[0, 0], [90, 0], [90, 80]], \"group_id\": 3, \"shape_type\": \"polygon\","
    " \"flags\": {}},"
    "{\"label\": \"ball\", \"points\": [[50, 50], [53, 54]], \"group_id\": null, \"shape_type\": \"circle\"},"
    "{\"label\": \"nose\", \"points\": [[12, 30]], \"group_id\": 3, \"shape_type\": \"point\"},"
    "{\"label\": \"odd\", \"points\": [], \"shape_type\": \"polygon\"},"
    "{\"label\": null, \"points\": [[1, 1], [2, 2]]}],"
    "\"imagePath\": \"..\\\\photos\\\\a.jpg\", \"imageData\": \"", long_text, "\", \"imageHeight\": 100, \"imageWidth\": 100, "
    "\"lineColor\": [0, 255, 0, 128]}", NULL);
  g_autoptr (VitrineBoxes) boxes = NULL;

  put (f, "a.json", text);
  boxes = read_it (f, "a.json");
  g_assert_cmpstr (photo (boxes, 0)->file, ==, "../photos/a.jpg");
  g_assert_cmpstr (photo (boxes, 0)->attributes->pdata[0], ==, "indoors");
  g_assert_cmpuint (photo (boxes, 0)->objects->len, ==, 2);
  g_assert_cmpstr (object (boxes, 0, 0)->class_name, ==, "dog");
  g_assert_cmpuint (object (boxes, 0, 0)->parts->len, ==, 2);
  assert_box (&part (boxes, 0, 0, 0)->box, 10, 20, 20, 20);
  g_assert_true (part (boxes, 0, 0, 0)->mirrored);
  assert_box (&part (boxes, 0, 0, 1)->box, 12, 30, 0, 0);
  assert_box (&object (boxes, 0, 1)->box, 45, 45, 10, 10);
  assert_skipped (boxes, 2, "a.json, shapes[4]: its points make no box");
}

/* ---- tables ---- */

static void
tables_of_spreadsheets_are_read (Fixture       *f,
                                 gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  put (f, "t.csv", "\xef\xbb\xbfPart;File;X;Y;Width;Height;Mirrored;Note\r\n"
       "head;\"fo\"\"o;\nbar.jpg\";1,5;2;3;4;TRUE;x\r\n\r\n"
       "tail;b.jpg;1;2;0;4;no;x\r\n"
       "tail;;1;2;3;4;no;x\r\n"
       "tail;b.jpg;1;2;3;4;no\r\n"
       "tail;b.jpg;eins;2;3;4");
  boxes = read_it (f, "t.csv");
  g_assert_cmpuint (boxes->pictures->len, ==, 2);
  g_assert_cmpstr (photo (boxes, 0)->file, ==, "fo\"o;\nbar.jpg");
  assert_box (&part (boxes, 0, 0, 0)->box, 1.5, 2, 3, 4);
  g_assert_true (part (boxes, 0, 0, 0)->mirrored);
  g_assert_cmpuint (object (boxes, 1, 0)->parts->len, ==, 1);
  assert_skipped (boxes, 3, "t.csv, line 5: four numbers that make a box were expected");
}

/* ---- as others write them: tests/golden/boxes.py ---- */

static VitrineBoxes *
read_golden (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "boxes", name, NULL);
  g_autoptr (GError) error = NULL;
  VitrineBoxes *boxes = vitrine_boxes_read (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (boxes->skipped->len, ==, 0);
  return boxes;
}

static void
files_of_their_own_programs_are_read (Fixture       *f,
                                      gconstpointer  data)
{
  g_autoptr (VitrineBoxes) labelme = read_golden ("labelme.json"), voc = read_golden ("voc.xml");

  g_assert_cmpstr (photo (labelme, 0)->file, ==, "../photos/тигр 1.jpg");
  g_assert_cmpuint (photo (labelme, 0)->width, ==, 400);
  g_assert_cmpstr (photo (labelme, 0)->attributes->pdata[0], ==, "outdoors");
  assert_box (&object (labelme, 0, 0)->box, 10.5, 20, 100, 200);
  assert_box (&part (labelme, 0, 0, 0)->box, 20, 30, 40, 40.5);
  g_assert_cmpstr (object (labelme, 0, 1)->class_name, ==, "zebra");
  assert_box (&object (labelme, 0, 1)->box, 195, 45, 10, 10);

  g_assert_cmpstr (photo (voc, 0)->file, ==, "photos/a & b.jpg");
  g_assert_cmpuint (photo (voc, 0)->objects->len, ==, 2);
  assert_box (&object (voc, 0, 0)->box, 10, 20, 100, 200);
  g_assert_cmpstr (object (voc, 0, 0)->attributes->pdata[0], ==, "difficult");
  assert_box (&object (voc, 0, 1)->box, 0, 0, 400, 300);
}

/* ---- faults ---- */

static void
a_fault_is_told_with_its_line (Fixture       *f,
                               gconstpointer  data)
{
  static const struct { const char *name, *text, *words; } cases[] = {
    { "a.json", "{\"images\": [],\n\"annotations\": [\n{\"id\": 1 \"x\"}]}", "“a.json”, line 3: a comma is missing" },
    { "b.json", "{\"shapes\": [],\n\"imagePath\": \"\"}", "“b.json”, line 1: imagePath is missing" },
    { "c.xml", "<annotation>\n<object>\n</part></annotation>", "“c.xml”, line 3: " },
    { "d.xml", "<annotation>\n<size/></annotation>", "“d.xml”, line 1: filename is missing" },
    { "e.json", "{\"hello\": 1}", "“e.json” is no file of boxes" },
    { "f.csv", "a,b\n1,2\n", "“f.csv” is no file of boxes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = in (f, cases[i].name);
      g_autoptr (GError) error = NULL;

      put (f, cases[i].name, cases[i].text);
      g_assert_null (vitrine_boxes_read (path, NULL, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("“%s” says: %s", cases[i].name, error->message);
    }
}

static void
a_folder_leaves_damaged_files_out (Fixture       *f,
                                   gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  put (f, "v/Annotations/1.xml", "<annotation><filename>1.jpg</filename></annotation>");
  put (f, "v/Annotations/2.xml", "<annotation><filename>2.jpg</filename>");
  put (f, "v/Annotations/notes.json", "{}");
  boxes = read_it (f, "v");
  g_assert_cmpuint (boxes->pictures->len, ==, 1);
  assert_skipped (boxes, 1, "“2.xml”, line 1: ");
}

static gboolean
stop (double      fraction,
      const char *stage,
      gpointer    user_data)
{
  return FALSE;
}

static void
reading_can_be_stopped (Fixture       *f,
                        gconstpointer  data)
{
  const VtJob job = { stop, NULL };
  g_autofree char *path = in (f, "v");
  g_autoptr (GError) error = NULL;

  put (f, "v/1.xml", "<annotation><filename>1.jpg</filename></annotation>");
  g_assert_null (vitrine_boxes_read (path, &job, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
}

/* ---- into a project and out of it ---- */

static VitrineDataset *
open_pictures (void)
{
  g_autoptr (VitrineDataset) set = vitrine_dataset_new ("set");
  static const struct { const char *id; VitrineBox box; } items[] = {
    { "x/a.jpg", { 0, 0, 40, 50 } }, { "x/a.jpg#2", { 50, 0, 50, 50 } }, { "x/b.jpg", { 0, 0, 0, 0 } },
    { "y/b.jpg", { 0, 0, 0, 0 } }, { "y/c.jpg", { 0, 0, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (VitrinePicture) picture = vitrine_picture_new (items[i].id, "/nowhere/at.jpg");

      if (items[i].box.w > 0)
        vitrine_picture_set_box (picture, &items[i].box);
      if (i != 4)
        vitrine_picture_set_size (picture, 100, 50);
      vitrine_picture_set_class (picture, "dog");
      vitrine_dataset_append (set, &picture, 1);
    }
  return g_steal_pointer (&set);
}

static VitrineImport *
import_it (Fixture        *f,
           const char     *name,
           VitrineProject *project,
           VitrineDataset *set)
{
  g_autoptr (VitrineExchange) exchange = vitrine_exchange_new (project, set);
  g_autofree char *path = in (f, name);
  g_autoptr (GError) error = NULL;
  VitrineImport *import = vitrine_exchange_read (exchange, path, NULL, &error);

  g_assert_no_error (error);
  return import;
}

static const VitrineImportRow *
row (const VitrineImport *import,
     guint                i)
{
  g_assert_cmpuint (i, <, import->rows->len);
  return import->rows->pdata[i];
}

static void
boxes_find_their_pictures (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;
  g_autofree char *all = NULL;

  put (f, "t.csv", "file,part,x,y,width,height,object_x,object_y,object_width,object_height\n"
       "/far/away/x/a.jpg,head,60,10,5,5,,,,\n"         /* the second object: by the part's middle */
       "a.jpg,head,1,1,5,5,2,0,40,50\n"                 /* the first: by the object's box */
       "a.jpg,head,45,1,2,2,,,,\n"                      /* on neither */
       "b.jpg,head,1,1,5,5,,,,\n"                       /* there are two */
       "y/b.jpg,head,95,1,10,5,,,,\n"                   /* cut at no border: the file tells no size */
       "../photos/c.jpg,head,1,1,5,5,,,,\n"
       "d.jpg,head,1,1,5,5,,,,\n"
       "y/c.jpg,nose,1,1,0,0,,,,\n");
  import = import_it (f, "t.csv", NULL, set);
  g_assert_cmpuint (import->rows->len, ==, 4);
  /* In the order of the pictures. */
  g_assert_cmpstr (row (import, 0)->picture, ==, "x/a.jpg");
  g_assert_cmpstr (row (import, 1)->picture, ==, "x/a.jpg#2");
  g_assert_cmpstr (row (import, 2)->picture, ==, "y/b.jpg");
  g_assert_cmpstr (row (import, 3)->picture, ==, "y/c.jpg");
  g_assert_cmpuint (import->n_pictures, ==, 4);
  g_assert_cmpuint (import->n_skipped, ==, 4);
  all = g_strjoinv ("\n", import->skipped);
  g_assert_nonnull (strstr (all, "a.jpg, head: it lies on none of the objects"));
  g_assert_nonnull (strstr (all, "b.jpg: several of the open pictures are called so"));
  g_assert_nonnull (strstr (all, "d.jpg: this picture is not among those that are open"));
  g_assert_nonnull (strstr (all, "y/c.jpg, nose: it is a point, not a box"));
}

static void
boxes_are_cut_at_the_border (Fixture       *f,
                             gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;

  put (f, "t.csv", "file,picture_width,picture_height,part,x,y,width,height\ny/b.jpg,100,50,head,95,-3,10,5\n"
       "y/b.jpg,100,50,tail,100,1,10,5\n");
  import = import_it (f, "t.csv", NULL, set);
  g_assert_cmpuint (import->rows->len, ==, 1);
  assert_box (&row (import, 0)->box, 95, 0, 5, 2);
  g_assert_cmpstr (import->skipped[0], ==, "y/b.jpg, tail: the box lies outside the picture");
}

static void
objects_are_parts_where_there_are_no_others (Fixture       *f,
                                             gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;

  put (f, "a.json", "{\"shapes\": [{\"label\": \"head\", \"points\": [[60, 10], [70, 20]]}], \"imagePath\": \"a.jpg\"}");
  import = import_it (f, "a.json", NULL, set);
  g_assert_true (import->from_objects);
  g_assert_cmpuint (import->rows->len, ==, 1);
  g_assert_cmpstr (row (import, 0)->part, ==, "head");
  g_assert_cmpstr (row (import, 0)->picture, ==, "x/a.jpg#2");
}

static void
draw (VitrineProject *project,
      gint64          part_id,
      gint64          template_id,
      const char     *picture,
      VitrineBox      box,
      gboolean        mirrored)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (vitrine_project_add_box (project, &(VitrinePartBox) {
    .part = part_id, .template_id = template_id, .picture = (char *) picture, .box = box, .mirrored = mirrored
  }, &error), >, 0);
  g_assert_no_error (error);
}

static VitrineProject *
new_project (Fixture    *f,
             const char *name)
{
  g_autofree char *path = in (f, name);

  return vitrine_project_new (path, NULL);
}

static char *
describe (VitrineProject *project)
{
  g_autoptr (GPtrArray) parts = vitrine_project_list_parts (project);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      const VitrinePart *p = parts->pdata[i];
      g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, p->id);
      g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project, p->id);

      for (guint k = 0; k < boxes->len; k++)
        {
          const VitrinePartBox *b = boxes->pdata[k];

          for (guint t = 0; t < templates->len; t++)
            if (((VitrineTemplate *) templates->pdata[t])->id == b->template_id)
              g_string_append_printf (out, "%s/%s/%s %g %g %g %g %d\n", p->name,
                                      ((VitrineTemplate *) templates->pdata[t])->name,
                                      b->picture, b->box.x, b->box.y, b->box.w, b->box.h, b->mirrored);
        }
    }
  return g_string_free (out, FALSE);
}

static void
a_project_goes_through_every_format (Fixture       *f,
                                     gconstpointer  data)
{
  g_autoptr (VitrineProject) project = new_project (f, "a.vitrine");
  g_autoptr (VitrineDataset) set = open_pictures ();
  const gint64 head = vitrine_project_add_part (project, "head", NULL), tail = vitrine_project_add_part (project, "tail", NULL);
  const gint64 lying = vitrine_project_add_template (project, head, "lying", NULL);
  g_autofree char *before = NULL;
  g_autoptr (VitrineExchange) exchange = NULL;

  draw (project, head, lying, "x/a.jpg", (VitrineBox) { 1.25, 2, 3, 4.5 }, TRUE);
  draw (project, head, 0, "x/a.jpg#2", (VitrineBox) { 60, 2, 3, 4 }, FALSE);
  draw (project, tail, 0, "y/b.jpg", (VitrineBox) { 0, 0, 100, 50 }, FALSE);
  before = describe (project);
  exchange = vitrine_exchange_new (project, set);
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    {
      const VitrineBoxesFormat *format = vitrine_boxes_formats[i];
      g_autofree char *name = g_strconcat ("out-", format->id, format->folder ? "" : format->ending, NULL);
      g_autofree char *path = in (f, name);
      g_autofree char *file = g_strconcat (format->id, ".vitrine", NULL), *after = NULL, *empty = NULL;
      g_autoptr (VitrineProject) other = new_project (f, file);
      g_autoptr (VitrineImport) import = NULL, again = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) skipped = NULL;

      g_test_message ("%s", format->id);
      g_assert_cmpuint (vitrine_exchange_write (exchange, format, path, NULL, &skipped, &error), ==, 3);
      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (skipped), ==, 0);
      import = import_it (f, name, other, set);
      g_assert_cmpuint (import->n_skipped, ==, 0);
      g_assert_true (vitrine_import_apply (import, other, &error));
      after = describe (other);
      g_assert_cmpstr (after, ==, before);
      /* The same again brings nothing; one undo takes all of it back. */
      again = import_it (f, name, other, set);
      g_assert_cmpuint (again->rows->len, ==, 0);
      g_assert_cmpuint (again->n_skipped, ==, 3);
      g_assert_cmpstr (vitrine_project_get_undo_label (other), ==, "Import 3 Part Boxes");
      g_assert_true (vitrine_project_undo (other, NULL));
      empty = describe (other);
      g_assert_cmpstr (empty, ==, "");
      g_assert_null (vitrine_project_get_undo_label (other));
    }
}

static void
an_export_says_what_it_leaves_out (Fixture       *f,
                                   gconstpointer  data)
{
  g_autoptr (VitrineProject) project = new_project (f, "a.vitrine");
  g_autoptr (VitrineDataset) set = open_pictures ();
  const gint64 head = vitrine_project_add_part (project, "head", NULL);
  g_autofree char *path = in (f, "o.json"), *table = in (f, "o.csv");
  g_autoptr (VitrineExchange) exchange = NULL;
  g_auto (GStrv) skipped = NULL, of_table = NULL;
  g_autoptr (GError) error = NULL;

  draw (project, head, 0, "x/a.jpg", (VitrineBox) { 1, 2, 3, 4 }, FALSE);
  draw (project, head, 0, "gone.jpg", (VitrineBox) { 1, 2, 3, 4 }, FALSE);
  draw (project, head, 0, "y/c.jpg", (VitrineBox) { 1, 2, 3, 4 }, FALSE);      /* no size, and the file is not there */
  exchange = vitrine_exchange_new (project, set);
  g_assert_cmpuint (vitrine_exchange_write (exchange, &vitrine_boxes_coco, path, NULL, &skipped, &error), ==, 1);
  g_assert_cmpuint (g_strv_length (skipped), ==, 2);
  g_assert_true (g_str_has_prefix (skipped[0], "y/c.jpg: "));
  g_assert_cmpstr (skipped[1], ==, "gone.jpg: this picture is not among those that are open");
  g_assert_cmpuint (vitrine_exchange_write (exchange, &vitrine_boxes_csv, table, NULL, &of_table, &error), ==, 2);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*func)(Fixture *, gconstpointer); } cases[] = {
    { "/boxes/every-format-gives-back-what-it-took", every_format_gives_back_what_it_took },
    { "/boxes/coco/joins-rows-in-any-order", coco_joins_rows_in_any_order },
    { "/boxes/coco/key-points-are-points", coco_key_points_are_points },
    { "/boxes/voc/counts-from-one-and-to-the-last", voc_counts_from_one_and_to_the_last },
    { "/boxes/labelme/groups-hang-together", labelme_groups_hang_together },
    { "/boxes/csv/tables-of-spreadsheets-are-read", tables_of_spreadsheets_are_read },
    { "/boxes/files-of-their-own-programs-are-read", files_of_their_own_programs_are_read },
    { "/boxes/a-fault-is-told-with-its-line", a_fault_is_told_with_its_line },
    { "/boxes/a-folder-leaves-damaged-files-out", a_folder_leaves_damaged_files_out },
    { "/boxes/reading-can-be-stopped", reading_can_be_stopped },
    { "/boxes/exchange/boxes-find-their-pictures", boxes_find_their_pictures },
    { "/boxes/exchange/boxes-are-cut-at-the-border", boxes_are_cut_at_the_border },
    { "/boxes/exchange/objects-are-parts-where-there-are-no-others", objects_are_parts_where_there_are_no_others },
    { "/boxes/exchange/a-project-goes-through-every-format", a_project_goes_through_every_format },
    { "/boxes/exchange/an-export-says-what-it-leaves-out", an_export_says_what_it_leaves_out },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Fixture, NULL, set_up, cases[i].func, tear_down);
  return g_test_run ();
}
