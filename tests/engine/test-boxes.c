/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes go out in every format and come back the same; what their own programs write is read; faults are told; a folder of
 * files is read as one. */
#include <sys/stat.h>

#include "base/vt-error.h"
#include "boxes-told.h"

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
every_format_gives_back_what_it_took (Folder        *f,
                                      gconstpointer  data)
{
  for (guint i = 0; vitrine_boxes_formats[i] != NULL; i++)
    {
      const VitrineBoxesFormat *format = vitrine_boxes_formats[i];
      g_autoptr (VitrineBoxes) planted = plant (), back = NULL;
      g_autofree char *name = g_strconcat (format->id, format->folder ? "" : format->ending, NULL);
      g_autofree char *path = folder_path (f, name);
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
files_of_their_own_programs_are_read (Folder        *f,
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
a_fault_is_told_with_its_line (Folder        *f,
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
      g_autofree char *path = folder_path (f, cases[i].name);
      g_autoptr (GError) error = NULL;

      folder_put (f, cases[i].name, cases[i].text);
      g_assert_null (vitrine_boxes_read (path, NULL, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_FORMAT);
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("“%s” says: %s", cases[i].name, error->message);
    }
}

static void
a_folder_leaves_damaged_files_out (Folder        *f,
                                   gconstpointer  data)
{
  g_autofree char *folder = folder_path (f, "v"), *pipe = folder_path (f, "v/Annotations/0.xml");
  g_autoptr (VitrineBoxes) boxes = NULL;

  folder_put (f, "v/Annotations/1.xml", "<annotation><filename>1.jpg</filename></annotation>");
  folder_put (f, "v/Annotations/2.xml", "<annotation><filename>2.jpg</filename>");
  folder_put (f, "v/Annotations/notes.json", "{}");
  /* First among the files, and nobody writes to it. */
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  boxes = read_it (f, "v");
  g_assert_cmpuint (boxes->pictures->len, ==, 1);
  assert_skipped (boxes, 2, "“2.xml”, line 1: ");
  g_assert_true (vitrine_boxes_kind_of (folder) == &vitrine_boxes_voc);
}

static gboolean
stop (double      fraction,
      const char *stage,
      gpointer    user_data)
{
  return FALSE;
}

static void
reading_can_be_stopped (Folder        *f,
                        gconstpointer  data)
{
  const VtJob job = { stop, NULL };
  g_autofree char *path = folder_path (f, "v");
  g_autoptr (GError) error = NULL;

  folder_put (f, "v/1.xml", "<annotation><filename>1.jpg</filename></annotation>");
  g_assert_null (vitrine_boxes_read (path, &job, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/every-format-gives-back-what-it-took", every_format_gives_back_what_it_took },
    { "/boxes/files-of-their-own-programs-are-read", files_of_their_own_programs_are_read },
    { "/boxes/a-fault-is-told-with-its-line", a_fault_is_told_with_its_line },
    { "/boxes/a-folder-leaves-damaged-files-out", a_folder_leaves_damaged_files_out },
    { "/boxes/reading-can-be-stopped", reading_can_be_stopped },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
