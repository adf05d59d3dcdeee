/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as spreadsheets write them. */
#include "boxes-told.h"

static void
tables_of_spreadsheets_are_read (Folder        *f,
                                 gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  folder_put (f, "t.csv", "\xef\xbb\xbfPart;File;X;Y;Width;Height;Mirrored;Note\r\n"
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

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/csv/tables-of-spreadsheets-are-read", tables_of_spreadsheets_are_read },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
