/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a project says, taken down and written. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/exchange/vitrine-exchange-private.h"

VitrineExchange *
vitrine_exchange_new (VitrineProject *project,
                      VitrineDataset *dataset)
{
  VitrineExchange *self = g_new0 (VitrineExchange, 1);

  self->parts = project != NULL ? vitrine_project_list_parts (project) : g_ptr_array_new ();
  self->templates = project != NULL ? vitrine_project_list_templates (project, 0) : g_ptr_array_new ();
  self->boxes = project != NULL ? vitrine_project_list_boxes (project, 0) : g_ptr_array_new ();
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vitrine_dataset_get_n (dataset); i++)
    g_ptr_array_add (self->pictures, g_object_ref (vitrine_dataset_get (dataset, i)));
  return self;
}

void
vitrine_exchange_free (VitrineExchange *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->templates);
  g_ptr_array_unref (self->boxes);
  g_ptr_array_unref (self->pictures);
  g_free (self);
}

static const char *
part_name (const VitrineExchange *self,
           gint64                 id)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (((VitrinePart *) self->parts->pdata[i])->id == id)
      return ((VitrinePart *) self->parts->pdata[i])->name;
  return "?";
}

static const char *
template_name (const VitrineExchange *self,
               gint64                 id)
{
  for (guint i = 0; i < self->templates->len; i++)
    if (((VitrineTemplate *) self->templates->pdata[i])->id == id)
      return ((VitrineTemplate *) self->templates->pdata[i])->name;
  return NULL;
}

/* The size of the photo as it is looked at, turned as its camera says. */
static gboolean
find_size (VitrinePicture      *picture,
           VitrineBoxesPicture *told,
           GError             **error)
{
  g_autoptr (VitrineImage) image = NULL;

  told->width = vitrine_picture_get_width (picture);
  told->height = vitrine_picture_get_height (picture);
  if (told->width > 0 && told->height > 0)
    return TRUE;
  image = vitrine_picture_load (picture, error);
  if (image == NULL)
    return FALSE;
  told->width = vitrine_image_get_width (image);
  told->height = vitrine_image_get_height (image);
  return TRUE;
}

typedef struct
{
  const VitrineExchange *self;
  VitrineBoxes          *out;
  gboolean               needs_size;
  GHashTable            *by_picture;    /* id → GPtrArray of VitrinePartBox */
  GHashTable            *by_file;       /* file → VitrineBoxesPicture */
} Collecting;

/* The photo of a picture, made when its first object comes; NULL when its size is needed and cannot be had. */
static VitrineBoxesPicture *
photo_of (Collecting     *c,
          VitrinePicture *picture)
{
  g_autofree char *file = vitrine_boxes_file_of (vitrine_picture_get_id (picture));
  VitrineBoxesPicture *photo = g_hash_table_lookup (c->by_file, file);
  g_autoptr (GError) error = NULL;

  if (photo != NULL)
    return photo;
  photo = vitrine_boxes_add_picture (c->out, file);
  /* The name is the set's own, letter by letter. */
  g_free (photo->file);
  photo->file = g_strdup (file);
  if (vitrine_picture_is_file (picture))
    photo->path = g_canonicalize_filename (vitrine_picture_get_path (picture), NULL);
  if (!find_size (picture, photo, &error) && c->needs_size)
    {
      vitrine_boxes_skip (c->out, file, error->message);
      g_ptr_array_remove (c->out->pictures, photo);
      return NULL;
    }
  g_hash_table_insert (c->by_file, g_steal_pointer (&file), photo);
  return photo;
}

static void
collect_picture (Collecting      *c,
                 VitrinePicture  *picture,
                 const GPtrArray *rows)
{
  VitrineBoxesPicture *photo = photo_of (c, picture);
  VitrineBoxesObject *object;

  if (photo == NULL)
    return;
  object = vitrine_boxes_add_object (photo, vitrine_picture_get_class_name (picture), vitrine_picture_get_box (picture));
  object->id = g_strdup (vitrine_picture_get_id (picture));
  for (guint i = 0; i < rows->len; i++)
    {
      const VitrinePartBox *row = rows->pdata[i];
      VitrineBoxesPart *part = vitrine_boxes_add_part (object, part_name (c->self, row->part), &row->box);

      part->template_name = g_strdup (template_name (c->self, row->template_id));
      part->mirrored = row->mirrored;
    }
}

static GHashTable *
sort_by_picture (const VitrineExchange *self)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < self->boxes->len; i++)
    {
      VitrinePartBox *box = self->boxes->pdata[i];
      GPtrArray *rows = g_hash_table_lookup (table, box->picture);

      if (rows == NULL)
        {
          rows = g_ptr_array_new ();
          g_hash_table_insert (table, box->picture, rows);
        }
      g_ptr_array_add (rows, box);
    }
  return table;
}

VitrineBoxes *
vitrine_exchange_collect (const VitrineExchange *self,
                          gboolean               needs_size,
                          const VtJob           *job,
                          GError               **error)
{
  g_autoptr (VitrineBoxes) out = vitrine_boxes_new ();
  g_autoptr (GHashTable) by_picture = sort_by_picture (self);
  g_autoptr (GHashTable) by_file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Collecting c = { self, out, needs_size, by_picture, by_file };
  const guint n = g_hash_table_size (by_picture);
  guint done = 0;

  for (guint i = 0; i < self->pictures->len; i++)
    {
      VitrinePicture *picture = self->pictures->pdata[i];
      const GPtrArray *rows = g_hash_table_lookup (by_picture, vitrine_picture_get_id (picture));

      if (rows == NULL)
        continue;
      if (!vt_job_tick (job, (double) done / n, N_("Looking at pictures"), error))
        return NULL;
      collect_picture (&c, picture, rows);
      g_hash_table_remove (by_picture, vitrine_picture_get_id (picture));
      done++;
    }
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const char *id = ((VitrinePartBox *) self->boxes->pdata[i])->picture;

      if (g_hash_table_remove (by_picture, id))
        vitrine_boxes_skip (out, id, _("this picture is not among those that are open"));
    }
  return g_steal_pointer (&out);
}

guint
vitrine_exchange_write (const VitrineExchange    *self,
                        const VitrineBoxesFormat *format,
                        const char               *path,
                        const VtJob              *job,
                        GStrv                    *skipped,
                        GError                  **error)
{
  VtJobPart first, second;
  const VtJob *collecting = vt_job_part (&first, job, 0, .8), *writing = vt_job_part (&second, job, .8, 1);
  g_autoptr (VitrineBoxes) boxes = vitrine_exchange_collect (self, format->needs_size, collecting, error);
  guint n;

  if (boxes == NULL)
    return 0;
  *skipped = vitrine_boxes_list_skipped (boxes);
  n = vitrine_boxes_count_parts (boxes);
  if (n == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "%s",
                   self->boxes->len == 0 ? _("There are no part boxes yet")
                                         : _("None of the pictures that have part boxes is open"));
      return 0;
    }
  return format->write (boxes, path, writing, error) ? n : 0;
}

/* ---- what an import brings ---- */

void
vitrine_import_free (VitrineImport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_strfreev (self->skipped);
  g_free (self);
}

static gint64
need_part (VitrineProject *project,
           GHashTable     *parts,
           const char     *name,
           GError        **error)
{
  gint64 *id = g_hash_table_lookup (parts, name);

  if (id == NULL)
    {
      const gint64 made = vitrine_project_add_part (project, name, error);

      if (made == 0)
        return 0;
      id = g_memdup2 (&made, sizeof made);
      g_hash_table_insert (parts, g_strdup (name), id);
    }
  return *id;
}

static gint64
need_template (VitrineProject *project,
               GHashTable     *templates,
               gint64          part,
               const char     *name,
               GError        **error)
{
  g_autofree char *key = name != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", part, name)
                                      : g_strdup_printf ("%" G_GINT64_FORMAT, part);
  gint64 *id = g_hash_table_lookup (templates, key);

  if (id == NULL)
    {
      const gint64 made = vitrine_project_add_template (project, part, name, error);

      if (made == 0)
        return 0;
      id = g_memdup2 (&made, sizeof made);
      g_hash_table_insert (templates, g_steal_pointer (&key), id);
    }
  return *id;
}

/* Ids of what the project has already, by name. */
static void
learn_names (VitrineProject *project,
             GHashTable     *parts,
             GHashTable     *templates)
{
  g_autoptr (GPtrArray) all_parts = vitrine_project_list_parts (project);
  g_autoptr (GPtrArray) all_templates = vitrine_project_list_templates (project, 0);

  for (guint i = 0; i < all_parts->len; i++)
    {
      const VitrinePart *part = all_parts->pdata[i];

      g_hash_table_insert (parts, g_strdup (part->name), g_memdup2 (&part->id, sizeof part->id));
    }
  for (guint i = 0; i < all_templates->len; i++)
    {
      const VitrineTemplate *template = all_templates->pdata[i];

      g_hash_table_insert (templates, g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", template->part, template->name),
                           g_memdup2 (&template->id, sizeof template->id));
    }
}

gboolean
vitrine_import_apply (const VitrineImport *self,
                      VitrineProject      *project,
                      GError             **error)
{
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *label = g_strdup_printf (ngettext ("Import %u Part Box", "Import %u Part Boxes", self->rows->len),
                                            self->rows->len);
  gboolean ok = TRUE;

  if (self->rows->len == 0)
    return TRUE;
  learn_names (project, parts, templates);
  vitrine_project_begin (project, label);
  for (guint i = 0; ok && i < self->rows->len; i++)
    {
      const VitrineImportRow *row = self->rows->pdata[i];
      VitrinePartBox box = { .picture = row->picture, .box = row->box, .mirrored = row->mirrored };

      box.part = need_part (project, parts, row->part, NULL);
      box.template_id = box.part != 0 ? need_template (project, templates, box.part, row->template_name, NULL) : 0;
      ok = box.template_id != 0 && vitrine_project_add_box (project, &box, NULL) != 0;
    }
  return vitrine_project_end (project, error);
}
