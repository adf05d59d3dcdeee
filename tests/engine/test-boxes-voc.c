/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pascal VOC with its traps: pixels that count from 1, members in any order. */
#include "boxes-told.h"

static void
voc_counts_from_one_and_to_the_last (Folder        *f,
                                     gconstpointer  data)
{
  g_autoptr (VitrineBoxes) boxes = NULL;

  folder_put (f, "a.xml", "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<annotation>\n"
              "<object><name>dog</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>"
              "<bndbox><ymin>1</ymin><xmin>1</xmin><xmax>20</xmax><ymax>10.5</ymax></bndbox>"
              "<part><name>head</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part>"
              "<part><name>tail</name><bndbox><xmin>9</xmin><ymin>3</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part></object>"
              "<object><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>"
              "<object><name>cat &amp; co</name>"
              "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>x</ymax></bndbox></object>"
              "<folder>VOC2012</folder><filename>a.jpg</filename>"
              "<size><width>20</width><height>12</height><depth>3</depth></size>"
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

static void
voc_goes_past_long_texts (Folder        *f,
                          gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("<annotation><filename>a.jpg</filename><object><name>");
  g_autoptr (VitrineBoxes) boxes = NULL;

  for (guint i = 0; i < 4097; i++)
    g_string_append (text, "ä");
  g_string_append (text, "</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>"
                   "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>"
                   "</object></annotation>");
  folder_put (f, "a.xml", text->str);
  boxes = read_it (f, "a.xml");
  g_assert_cmpuint (photo (boxes, 0)->objects->len, ==, 0);
  assert_skipped (boxes, 1, "a.xml, object: an object has no name");
}

int
main (int    argc,
      char **argv)
{
  static const FolderCase cases[] = {
    { "/boxes/voc/counts-from-one-and-to-the-last", voc_counts_from_one_and_to_the_last },
    { "/boxes/voc/goes-past-long-texts", voc_goes_past_long_texts },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
