/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LabelMe with its traps: groups, shapes of all kinds, pictures inside. */
#include "boxes-told.h"

static void
labelme_groups_hang_together (Folder        *f,
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

  folder_put (f, "a.json", text);
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

/* Neither of two alike is more of an object than the other; a group may be as large as a file. */
static void
a_group_has_one_object (Folder        *f,
                        gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("{\"shapes\": [");
  g_autoptr (VitrineBoxes) boxes = NULL;
  const guint n = 150000;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"label\": \"%u\", \"points\": [[1, 2], [3, 4]], \"group_id\": \"g\"}",
                            i > 0 ? "," : "", i);
  g_string_append (text, "], \"imagePath\": \"a.jpg\"}");
  folder_put (f, "a.json", text->str);
  boxes = read_it (f, "a.json");
  g_assert_cmpuint (photo (boxes, 0)->objects->len, ==, 1);
  g_assert_cmpstr (object (boxes, 0, 0)->class_name, ==, "0");
  g_assert_cmpuint (object (boxes, 0, 0)->parts->len, ==, n - 1);
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/labelme/groups-hang-together", labelme_groups_hang_together },
    { "/boxes/labelme/a-group-has-one-object", a_group_has_one_object },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
