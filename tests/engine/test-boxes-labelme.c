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

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/labelme/groups-hang-together", labelme_groups_hang_together },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
