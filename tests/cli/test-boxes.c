/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli project export and import: a project goes out and comes in, and what is wrong is said. */
#include <glib/gstdio.h>
#include <string.h>

#include "cli-call.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/project/vitrine-project.h"
#include "../folder.h"

#define PICTURES "sample:pictures?count=4&seed=3"

static char *
make_project (const char *folder)
{
  char *path = g_build_filename (folder, "a.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) project = vitrine_project_new (path, &error);
  g_autoptr (VitrineDataset) set = vitrine_dataset_open (PICTURES, NULL, NULL);
  const gint64 head = vitrine_project_add_part (project, "head", NULL);

  g_assert_no_error (error);
  vitrine_project_set_setting (project, "pictures", PICTURES, NULL);
  for (guint i = 0; i < 2; i++)
    {
      const char *id = vitrine_picture_get_id (vitrine_dataset_get (set, i));

      g_assert_cmpint (vitrine_project_add_box (project, &(VitrinePartBox) {
      .part = head, .picture = (char *) id, .box = { 20, 20, 50.5, 50 }, .mirrored = i == 1
    }, NULL), >, 0);
    }
  vitrine_project_close (project);
  return path;
}

/* "parts" of what “vitrine-cli project” prints. */
static char *
parts_of (const char *path)
{
  g_auto (Answer) a = call ("project", path, "--json", NULL);
  g_autoptr (JsonNode) node = json_node_copy (json_object_get_member (json_node_get_object (a.json), "parts"));

  g_assert_cmpint (a.status, ==, 0);
  return json_to_string (node, FALSE);
}

static void
a_project_goes_out_and_comes_in (void)
{
  static const char *const formats[] = { "coco", "voc", "labelme", "csv" };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-boxes-XXXXXX", NULL), *path = make_project (folder);
  g_autofree char *before = parts_of (path);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *out = g_build_filename (folder, formats[i], NULL), *name = g_strconcat (formats[i], ".vitrine", NULL);
      g_autofree char *other = g_build_filename (folder, name, NULL), *after = NULL;
      g_auto (Answer) a = call ("project", "export", path, "-f", formats[i], "-o", out, "--json", NULL);
      g_auto (Answer) b = call ("project", "import", other, out, "--pictures", PICTURES, "--json", NULL);
      g_auto (Answer) again = call ("project", "import", other, out, "--json", NULL);

      g_assert_cmpint (a.status, ==, 0);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (a.json), "boxes"), ==, 2);
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (a.json), "format"), ==, formats[i]);
      g_assert_cmpint (b.status, ==, 0);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (b.json), "boxes"), ==, 2);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (b.json), "pictures"), ==, 2);
      after = parts_of (other);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpint (again.status, ==, 0);
      g_assert_cmpint (json_object_get_int_member (json_node_get_object (again.json), "boxes"), ==, 0);
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (again.json), "skipped")),
                        ==, 2);
    }
  folder_remove (folder);
}

static void
a_set_is_told (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-boxes-XXXXXX", NULL), *sample = g_build_filename (folder, "s", NULL);
  g_auto (Answer) made = call ("sample", "-o", sample, "--count", "3", "--seed", "3", NULL);
  g_auto (Answer) a = call ("pictures", sample, "-n", "1", "--json", NULL);
  g_auto (Answer) text = call ("pictures", sample, NULL);
  g_auto (Answer) nothing = call ("pictures", "/nowhere", NULL);
  JsonObject *o, *first;

  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpint (a.status, ==, 0);
  o = json_node_get_object (a.json);
  g_assert_cmpstr (json_object_get_string_member (o, "kind"), ==, "COCO");
  g_assert_cmpint (json_object_get_int_member (o, "pictures"), ==, 3);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (o, "list")), ==, 1);
  first = json_array_get_object_element (json_object_get_array_member (o, "list"), 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (first, "box")), ==, 4);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (first, "parts")), >, 3);
  g_assert_cmpint (text.status, ==, 0);
  g_assert_nonnull (strstr (text.out, "COCO"));
  g_assert_cmpint (nothing.status, ==, 1);
  folder_remove (folder);
}

static void
what_is_wrong_is_said (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-boxes-XXXXXX", NULL), *path = make_project (folder);
  g_autofree char *out = g_build_filename (folder, "out", NULL), *text = g_build_filename (folder, "t.txt", NULL);
  g_autofree char *fresh = g_build_filename (folder, "fresh.vitrine", NULL);
  g_auto (Answer) no_output = call ("project", "export", path, NULL);
  g_auto (Answer) no_format = call ("project", "export", path, "-o", out, NULL);
  g_auto (Answer) odd_format = call ("project", "export", path, "-o", out, "-f", "yolo", NULL);
  g_auto (Answer) no_pictures = call ("project", "export", path, "-o", out, "-f", "csv", "--pictures", "/nowhere", NULL);
  g_auto (Answer) no_project = call ("project", "import", fresh, text, NULL);

  g_assert_true (g_file_set_contents (text, "hello\n", -1, NULL));

  g_auto (Answer) no_boxes = call ("project", "import", fresh, text, "--pictures", PICTURES, NULL);
  g_auto (Answer) help = call ("project", "import", "--help", NULL);
  g_auto (Answer) plain = call ("project", path, NULL);

  g_assert_cmpint (no_output.status, ==, 2);
  g_assert_nonnull (strstr (no_output.err, "--output"));
  g_assert_cmpint (no_format.status, ==, 2);
  g_assert_nonnull (strstr (no_format.err, "--format"));
  g_assert_cmpint (odd_format.status, ==, 2);
  g_assert_nonnull (strstr (odd_format.err, "coco, voc, labelme, csv"));
  g_assert_cmpint (no_pictures.status, ==, 1);
  g_assert_nonnull (strstr (no_pictures.err, "/nowhere"));
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_assert_cmpint (no_project.status, ==, 2);
  g_assert_nonnull (strstr (no_project.err, "--pictures"));
  g_assert_cmpint (no_boxes.status, ==, 1);
  g_assert_nonnull (strstr (no_boxes.err, "t.txt"));
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "--pictures"));
  g_assert_cmpint (plain.status, ==, 0);
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/boxes/out-and-in", a_project_goes_out_and_comes_in);
  g_test_add_func ("/cli/boxes/a-set-is-told", a_set_is_told);
  g_test_add_func ("/cli/boxes/what-is-wrong-is-said", what_is_wrong_is_said);
  return g_test_run ();
}
