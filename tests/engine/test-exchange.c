/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes of files find their pictures; a project goes through every format; an import is one command. */
#include "engine/exchange/vitrine-exchange.h"
#include "boxes-told.h"

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
import_it (Folder         *f,
           const char     *name,
           VitrineProject *project,
           VitrineDataset *set)
{
  g_autoptr (VitrineExchange) exchange = vitrine_exchange_new (project, set);
  g_autofree char *path = folder_path (f, name);
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
boxes_find_their_pictures (Folder        *f,
                           gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;
  g_autofree char *all = NULL;

  folder_put (f, "t.csv", "file,part,x,y,width,height,object_x,object_y,object_width,object_height\n"
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
boxes_are_cut_at_the_border (Folder        *f,
                             gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;

  folder_put (f, "t.csv", "file,picture_width,picture_height,part,x,y,width,height\ny/b.jpg,100,50,head,95,-3,10,5\n"
              "y/b.jpg,100,50,tail,100,1,10,5\n");
  import = import_it (f, "t.csv", NULL, set);
  g_assert_cmpuint (import->rows->len, ==, 1);
  assert_box (&row (import, 0)->box, 95, 0, 5, 2);
  g_assert_cmpstr (import->skipped[0], ==, "y/b.jpg, tail: the box lies outside the picture");
}

static void
objects_are_parts_where_there_are_no_others (Folder        *f,
                                             gconstpointer  data)
{
  g_autoptr (VitrineDataset) set = open_pictures ();
  g_autoptr (VitrineImport) import = NULL;

  folder_put (f, "a.json", "{\"shapes\": [{\"label\": \"head\", \"points\": [[60, 10], [70, 20]]}], \"imagePath\": \"a.jpg\"}");
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
new_project (Folder     *f,
             const char *name)
{
  g_autofree char *path = folder_path (f, name);

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
a_project_goes_through_every_format (Folder        *f,
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
      g_autofree char *path = folder_path (f, name);
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
an_export_says_what_it_leaves_out (Folder        *f,
                                   gconstpointer  data)
{
  g_autoptr (VitrineProject) project = new_project (f, "a.vitrine");
  g_autoptr (VitrineDataset) set = open_pictures ();
  const gint64 head = vitrine_project_add_part (project, "head", NULL);
  g_autofree char *path = folder_path (f, "o.json"), *table = folder_path (f, "o.csv");
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
  static const FolderCase cases[] = {
    { "/boxes/exchange/boxes-find-their-pictures", boxes_find_their_pictures },
    { "/boxes/exchange/boxes-are-cut-at-the-border", boxes_are_cut_at_the_border },
    { "/boxes/exchange/objects-are-parts-where-there-are-no-others", objects_are_parts_where_there_are_no_others },
    { "/boxes/exchange/a-project-goes-through-every-format", a_project_goes_through_every_format },
    { "/boxes/exchange/an-export-says-what-it-leaves-out", an_export_says_what_it_leaves_out },
    { NULL },
  };

  return folder_main (argc, argv, cases);
}
