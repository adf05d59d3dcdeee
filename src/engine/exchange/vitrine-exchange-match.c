/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes of a file find the pictures that are open. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/exchange/vitrine-exchange-private.h"

#define SAME_OBJECT .5        /* least overlap (IoU) of two boxes of one object */
#define SAME_BOX    .01       /* pixels */
#define MAX_NAME    200       /* letters that a name in a project may have */

typedef struct
{
  const VitrineExchange *exchange;
  VitrineBoxes          *boxes;
  VitrineImport         *import;
  GHashTable            *by_id;     /* id → VitrinePicture */
  GHashTable            *order;     /* VitrinePicture → its place in the set */
  GHashTable            *by_file;   /* file → GPtrArray of VitrinePicture: its objects */
  GHashTable            *by_name;   /* last piece of the file → file; "" when several have it */
  GHashTable            *known;     /* "part\npicture" → GPtrArray of VitrinePartBox */
} Matching;

static void
row_free (gpointer data)
{
  VitrineImportRow *row = data;

  g_free (row->part);
  g_free (row->template_name);
  g_free (row->picture);
  g_free (row);
}

static const char *
last_piece (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

static void
index_pictures (Matching *m)
{
  for (guint i = 0; i < m->exchange->pictures->len; i++)
    {
      VitrinePicture *picture = m->exchange->pictures->pdata[i];
      g_autofree char *file = vitrine_boxes_file_of (vitrine_picture_get_id (picture));
      GPtrArray *objects = g_hash_table_lookup (m->by_file, file);
      const char *name = last_piece (file), *other;

      g_hash_table_insert (m->by_id, (gpointer) vitrine_picture_get_id (picture), picture);
      g_hash_table_insert (m->order, picture, GUINT_TO_POINTER (i));
      if (objects == NULL)
        {
          objects = g_ptr_array_new ();
          g_hash_table_insert (m->by_file, g_strdup (file), objects);
        }
      g_ptr_array_add (objects, picture);
      other = g_hash_table_lookup (m->by_name, name);
      if (other == NULL || !g_str_equal (other, file))
        g_hash_table_insert (m->by_name, g_strdup (name), g_strdup (other == NULL ? file : ""));
    }
}

static void
index_boxes (Matching *m)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < m->exchange->parts->len; i++)
    {
      VitrinePart *part = m->exchange->parts->pdata[i];

      g_hash_table_insert (names, &part->id, part->name);
    }
  for (guint i = 0; i < m->exchange->boxes->len; i++)
    {
      VitrinePartBox *box = m->exchange->boxes->pdata[i];
      const char *name = g_hash_table_lookup (names, &box->part);
      g_autofree char *key = g_strconcat (name != NULL ? name : "", "\n", box->picture, NULL);
      GPtrArray *list = g_hash_table_lookup (m->known, key);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (m->known, g_steal_pointer (&key), list);
        }
      g_ptr_array_add (list, box);
    }
}

static gboolean
is_known (Matching               *m,
          const VitrineImportRow *row)
{
  g_autofree char *key = g_strconcat (row->part, "\n", row->picture, NULL);
  const GPtrArray *list = g_hash_table_lookup (m->known, key);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const VitrineBox *a = &((VitrinePartBox *) list->pdata[i])->box, *b = &row->box;

      if (fabs (a->x - b->x) < SAME_BOX && fabs (a->y - b->y) < SAME_BOX && fabs (a->w - b->w) < SAME_BOX
          && fabs (a->h - b->h) < SAME_BOX)
        return TRUE;
    }
  return FALSE;
}

/* The pictures that lie in the file a photo names: by the whole path, by what is left of it without leading folders, by
 * the file's name alone.  NULL with a reason. */
static const GPtrArray *
find_file (Matching    *m,
           const char  *file,
           const char **reason)
{
  const char *only;

  for (const char *at = file; at != NULL; at = strchr (at, '/'))
    {
      const GPtrArray *objects;

      at += *at == '/';
      objects = g_hash_table_lookup (m->by_file, at);
      if (objects != NULL)
        return objects;
    }
  only = g_hash_table_lookup (m->by_name, last_piece (file));
  *reason = only == NULL ? _("this picture is not among those that are open")
                         : _("several of the open pictures are called so");
  return only != NULL ? g_hash_table_lookup (m->by_file, only) : NULL;
}

static double
overlap (const VitrineBox *a,
         const VitrineBox *b)
{
  const double w = fmin (a->x + a->w, b->x + b->w) - fmax (a->x, b->x);
  const double h = fmin (a->y + a->h, b->y + b->h) - fmax (a->y, b->y);
  const double both = w > 0 && h > 0 ? w * h : 0;

  return both / (a->w * a->h + b->w * b->h - both);
}

/* Of several objects of one photo: the one that the object's box, or the part's middle, lies on. */
static VitrinePicture *
choose_object (const GPtrArray          *pictures,
               const VitrineBoxesObject *object,
               const VitrineBoxesPart   *part)
{
  VitrinePicture *best = NULL;
  double best_score = 0;

  if (pictures->len == 1)
    return pictures->pdata[0];
  for (guint i = 0; i < pictures->len; i++)
    {
      VitrinePicture *picture = pictures->pdata[i];
      const VitrineBox *box = vitrine_picture_get_box (picture);
      const double x = part->box.x + part->box.w / 2, y = part->box.y + part->box.h / 2;
      double score;

      if (box == NULL)
        score = 1e-9;
      else if (object->has_box)
        score = overlap (box, &object->box) >= SAME_OBJECT ? overlap (box, &object->box) : 0;
      else
        /* The smallest that holds it. */
        score = x >= box->x && x <= box->x + box->w && y >= box->y && y <= box->y + box->h ? 1 / (1 + box->w * box->h) : 0;
      if (score > best_score)
        {
          best_score = score;
          best = picture;
        }
    }
  return best;
}

static void
match_part (Matching                  *m,
            const VitrineBoxesPicture *photo,
            VitrinePicture            *picture,
            const VitrineBoxesPart    *part)
{
  g_autofree char *entry = g_strdup_printf ("%s, %s", photo->file, part->name);
  VitrineImportRow *row;
  const char *fault = NULL;

  if (picture == NULL)
    fault = _("it lies on none of the objects of this picture");
  else if (!(part->box.w > 0))
    fault = _("it is a point, not a box");
  else if (g_utf8_strlen (part->name, -1) > MAX_NAME
           || (part->template_name != NULL && g_utf8_strlen (part->template_name, -1) > MAX_NAME))
    fault = _("its name is too long");
  if (fault != NULL)
    {
      vitrine_boxes_skip (m->boxes, entry, fault);
      return;
    }
  row = g_new0 (VitrineImportRow, 1);
  row->part = g_strstrip (g_strdup (part->name));
  row->template_name = part->template_name != NULL ? g_strstrip (g_strdup (part->template_name)) : NULL;
  row->picture = g_strdup (vitrine_picture_get_id (picture));
  row->box = part->box;
  row->mirrored = part->mirrored;
  row->order = GPOINTER_TO_UINT (g_hash_table_lookup (m->order, picture));
  if (row->template_name != NULL && *row->template_name == '\0')
    g_clear_pointer (&row->template_name, g_free);
  if (*row->part == '\0' || is_known (m, row))
    {
      vitrine_boxes_skip (m->boxes, entry, *row->part == '\0' ? _("it has no name") : _("it is in the project already"));
      row_free (row);
      return;
    }
  g_ptr_array_add (m->import->rows, row);
}

/* The parts of one photo, each on the object it belongs to. */
static void
match_photo (Matching                  *m,
             const VitrineBoxesPicture *photo,
             GHashTable                *pictures)
{
  for (guint i = 0; i < photo->objects->len; i++)
    {
      const VitrineBoxesObject *object = photo->objects->pdata[i];
      VitrinePicture *own = object->id != NULL ? g_hash_table_lookup (m->by_id, object->id) : NULL;
      const char *reason = NULL;
      const GPtrArray *objects = own == NULL ? find_file (m, photo->file, &reason) : NULL;

      if (own == NULL && objects == NULL)
        {
          if (object->parts->len > 0)
            vitrine_boxes_skip (m->boxes, photo->file, reason);
          continue;
        }
      for (guint p = 0; p < object->parts->len; p++)
        {
          const VitrineBoxesPart *part = object->parts->pdata[p];
          VitrinePicture *picture = own != NULL ? own : choose_object (objects, object, part);
          const guint before = m->import->rows->len;

          match_part (m, photo, picture, part);
          if (m->import->rows->len > before)
            g_hash_table_add (pictures, picture);
        }
    }
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const VitrineImportRow *x = *(const VitrineImportRow *const *) a, *y = *(const VitrineImportRow *const *) b;

  return x->order < y->order ? -1 : x->order > y->order;
}

VitrineImport *
vitrine_exchange_match (const VitrineExchange *self,
                        VitrineBoxes          *boxes,
                        const VtJob           *job,
                        GError               **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal), pictures = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) order = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) by_file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (VitrineImport) import = g_new0 (VitrineImport, 1);
  Matching m = { self, boxes, import, by_id, order, by_file, by_name, known };

  import->rows = g_ptr_array_new_with_free_func (row_free);
  import->from_objects = vitrine_boxes_objects_to_parts (boxes);
  vitrine_boxes_clip (boxes);
  index_pictures (&m);
  index_boxes (&m);
  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      if (!vt_job_tick (job, (double) i / boxes->pictures->len, N_("Finding the pictures"), error))
        return NULL;
      match_photo (&m, boxes->pictures->pdata[i], pictures);
    }
  /* However the files were called, templates are made in the order of the pictures. */
  g_ptr_array_sort (import->rows, compare_rows);
  import->skipped = vitrine_boxes_list_skipped (boxes);
  import->n_skipped = vitrine_boxes_count_skipped (boxes);
  import->n_pictures = g_hash_table_size (pictures);
  return g_steal_pointer (&import);
}

VitrineImport *
vitrine_exchange_read (const VitrineExchange *self,
                       const char            *path,
                       const VtJob           *job,
                       GError               **error)
{
  VtJobPart first, second;
  g_autoptr (VitrineBoxes) boxes = vitrine_boxes_read (path, vt_job_part (&first, job, 0, .7), error);

  return boxes != NULL ? vitrine_exchange_match (self, boxes, vt_job_part (&second, job, .7, 1), error) : NULL;
}
