/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COCO with its traps: lists in any order, ids with gaps, rows that make no sense. */
#include "boxes-told.h"

static void
coco_joins_rows_in_any_order (Folder        *f,
                              gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  /* Lists from the back, ids with gaps, a part of a part, a part before its object, NaN as Python writes it. */
  folder_put (f, "c.json", "{\"annotations\": ["
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
              "\"categories\": [{\"id\": 18, \"name\": \"dog\", \"supercategory\": \"animal\"},"
              " {\"id\": 90, \"name\": \"head\"}, {\"id\": 91, \"name\": \"ear\"}],"
              "\"images\": [{\"id\": 7, \"file_name\": \".\\\\x\\\\a.jpg\", \"width\": 10, \"height\": 10,"
              " \"license\": null}]}");
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
coco_key_points_are_points (Folder        *f,
                            gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  folder_put (f, "k.json", "{\"images\": [{\"id\": \"a1\", \"file_name\": \"a.jpg\"}], "
              "\"categories\": [{\"id\": 1, \"name\": \"person\","
              " \"keypoints\": [\"nose\", \"eye\", \"ear\"]}],"
              " \"annotations\": [{\"id\": 1, \"image_id\": \"a1\", \"category_id\": 1,"
              " \"bbox\": [0, 0, 9, 9], \"keypoints\": [1, 2, 2, 0, 0, 0, 5, 6, 1], \"num_keypoints\": 2}]}");
  boxes = read_it (f, "k.json");
  g_assert_cmpuint (object (boxes, 0, 0)->parts->len, ==, 2);
  g_assert_cmpstr (part (boxes, 0, 0, 1)->name, ==, "ear");
  assert_box (&part (boxes, 0, 0, 1)->box, 5, 6, 0, 0);
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/coco/joins-rows-in-any-order", coco_joins_rows_in_any_order },
    { "/boxes/coco/key-points-are-points", coco_key_points_are_points },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
