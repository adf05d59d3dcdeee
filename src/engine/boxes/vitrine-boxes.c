/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files tell of boxes, in memory. */
#include "engine/boxes/vitrine-boxes.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
part_free (gpointer data)
{
  VitrineBoxesPart *part = data;

  g_free (part->name);
  g_free (part->template_name);
  g_free (part);
}

static void
object_free (gpointer data)
{
  VitrineBoxesObject *object = data;

  g_free (object->id);
  g_free (object->class_name);
  g_ptr_array_unref (object->parts);
  g_ptr_array_unref (object->attributes);
  g_free (object);
}

static void
picture_free (gpointer data)
{
  VitrineBoxesPicture *picture = data;

  g_free (picture->file);
  g_free (picture->path);
  g_ptr_array_unref (picture->objects);
  g_ptr_array_unref (picture->attributes);
  g_free (picture);
}

VitrineBoxes *
vitrine_boxes_new (void)
{
  VitrineBoxes *self = g_new0 (VitrineBoxes, 1);

  self->pictures = g_ptr_array_new_with_free_func (picture_free);
  self->skipped = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
vitrine_boxes_free (VitrineBoxes *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->skipped);
  g_free (self);
}

VitrineBoxesPicture *
vitrine_boxes_add_picture (VitrineBoxes *self,
                           const char   *file)
{
  VitrineBoxesPicture *picture = g_new0 (VitrineBoxesPicture, 1);
  g_autofree char *straight = g_strdelimit (g_strdup (file), "\\", '/');
  const char *at = straight;

  while (g_str_has_prefix (at, "./"))
    at += 2;
  picture->file = g_strdup (at);
  picture->objects = g_ptr_array_new_with_free_func (object_free);
  picture->attributes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->pictures, picture);
  return picture;
}

void
vitrine_boxes_set_size (VitrineBoxesPicture *picture,
                        double               width,
                        double               height)
{
  if (width >= 1 && width <= VITRINE_IMAGE_MAX_SIDE && height >= 1 && height <= VITRINE_IMAGE_MAX_SIDE)
    {
      picture->width = (guint) width;
      picture->height = (guint) height;
    }
}

VitrineBoxesObject *
vitrine_boxes_add_object (VitrineBoxesPicture *picture,
                          const char          *class_name,
                          const VitrineBox    *box)
{
  VitrineBoxesObject *object = g_new0 (VitrineBoxesObject, 1);

  object->class_name = g_strdup (class_name);
  object->has_box = box != NULL;
  if (box != NULL)
    object->box = *box;
  object->parts = g_ptr_array_new_with_free_func (part_free);
  object->attributes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (picture->objects, object);
  return object;
}

VitrineBoxesPart *
vitrine_boxes_add_part (VitrineBoxesObject *object,
                        const char         *name,
                        const VitrineBox   *box)
{
  VitrineBoxesPart *part = g_new0 (VitrineBoxesPart, 1);

  part->name = g_strdup (name);
  part->box = *box;
  g_ptr_array_add (object->parts, part);
  return part;
}

void
vitrine_boxes_take (VitrineBoxes *self,
                    VitrineBoxes *other)
{
  g_ptr_array_extend_and_steal (self->pictures, g_steal_pointer (&other->pictures));
  other->pictures = g_ptr_array_new_with_free_func (picture_free);
  for (guint i = 0; i < other->skipped->len; i++)
    vitrine_boxes_skip_said (self, other->skipped->pdata[i]);
  self->n_more_skipped += other->n_more_skipped;
  g_ptr_array_set_size (other->skipped, 0);
  other->n_more_skipped = 0;
}

void
vitrine_boxes_skip_said (VitrineBoxes *self,
                         const char   *line)
{
  if (self->skipped->len < VITRINE_BOXES_MAX_SKIPPED)
    g_ptr_array_add (self->skipped, g_utf8_make_valid (line, -1));
  else
    self->n_more_skipped++;
}

void
vitrine_boxes_skip (VitrineBoxes *self,
                    const char   *entry,
                    const char   *reason)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", entry, reason);

  vitrine_boxes_skip_said (self, line);
}

void
vitrine_boxes_skip_nth (VitrineBoxes *self,
                        const char   *list,
                        gsize         nth,
                        const char   *reason)
{
  g_autofree char *entry = g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", list, nth);

  vitrine_boxes_skip (self, entry, reason);
}

guint
vitrine_boxes_count_skipped (const VitrineBoxes *self)
{
  return self->skipped->len + self->n_more_skipped;
}

GStrv
vitrine_boxes_list_skipped (const VitrineBoxes *self)
{
  GPtrArray *lines = g_ptr_array_new ();

  for (guint i = 0; i < self->skipped->len; i++)
    g_ptr_array_add (lines, g_strdup (self->skipped->pdata[i]));
  if (self->n_more_skipped > 0)
    g_ptr_array_add (lines, g_strdup_printf (_("and %u more"), self->n_more_skipped));
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_free (lines, FALSE);
}

guint
vitrine_boxes_count_parts (const VitrineBoxes *self)
{
  guint n = 0;

  for (guint i = 0; i < self->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = self->pictures->pdata[i];

      for (guint k = 0; k < picture->objects->len; k++)
        n += ((VitrineBoxesObject *) picture->objects->pdata[k])->parts->len;
    }
  return n;
}

gboolean
vitrine_boxes_objects_to_parts (VitrineBoxes *self)
{
  gboolean done = FALSE;

  if (vitrine_boxes_count_parts (self) > 0)
    return FALSE;
  for (guint i = 0; i < self->pictures->len; i++)
    {
      VitrineBoxesPicture *picture = self->pictures->pdata[i];
      g_autoptr (GPtrArray) objects = picture->objects;
      VitrineBoxesObject *whole;

      picture->objects = g_ptr_array_new_with_free_func (object_free);
      whole = vitrine_boxes_add_object (picture, NULL, NULL);
      for (guint k = 0; k < objects->len; k++)
        {
          const VitrineBoxesObject *object = objects->pdata[k];

          if (object->has_box && object->class_name != NULL)
            {
              vitrine_boxes_add_part (whole, object->class_name, &object->box);
              done = TRUE;
            }
        }
    }
  return done;
}

/* FALSE: nothing of the box lies in the picture. */
static gboolean
clip_box (VitrineBox *box,
          guint       width,
          guint       height)
{
  const double x0 = CLAMP (box->x, 0, width), x1 = CLAMP (box->x + box->w, 0, width);
  const double y0 = CLAMP (box->y, 0, height), y1 = CLAMP (box->y + box->h, 0, height);
  const gboolean point = box->w == 0 && box->h == 0;
  const gboolean inside = point ? box->x == x0 && box->y == y0 : x1 > x0 && y1 > y0;

  /* What is inside already stays as it is, to the last bit. */
  if (box->x != x0 || box->x + box->w != x1)
    {
      box->x = x0;
      box->w = x1 - x0;
    }
  if (box->y != y0 || box->y + box->h != y1)
    {
      box->y = y0;
      box->h = y1 - y0;
    }
  return inside;
}

static void
clip_object (VitrineBoxes              *self,
             const VitrineBoxesPicture *picture,
             VitrineBoxesObject        *object)
{
  for (guint i = object->parts->len; i-- > 0;)
    {
      VitrineBoxesPart *part = object->parts->pdata[i];

      if (!clip_box (&part->box, picture->width, picture->height))
        {
          g_autofree char *entry = g_strdup_printf ("%s, %s", picture->file, part->name);

          vitrine_boxes_skip (self, entry, _("the box lies outside the picture"));
          g_ptr_array_remove_index (object->parts, i);
        }
    }
}

void
vitrine_boxes_clip (VitrineBoxes *self)
{
  for (guint i = 0; i < self->pictures->len; i++)
    {
      VitrineBoxesPicture *picture = self->pictures->pdata[i];

      if (picture->width == 0 || picture->height == 0)
        continue;
      for (guint k = picture->objects->len; k-- > 0;)
        {
          VitrineBoxesObject *object = picture->objects->pdata[k];

          clip_object (self, picture, object);
          if (object->has_box && !clip_box (&object->box, picture->width, picture->height))
            {
              vitrine_boxes_skip (self, picture->file, _("the box of the object lies outside the picture"));
              g_ptr_array_remove_index (picture->objects, k);
            }
        }
    }
}

gboolean
vitrine_boxes_is_good (const VitrineBox *box)
{
  return isfinite (box->x) && isfinite (box->y) && fabs (box->x) <= 1e6 && fabs (box->y) <= 1e6 && box->w >= 0
         && box->w <= 1e6 && box->h >= 0 && box->h <= 1e6 && (box->w > 0) == (box->h > 0);
}

char *
vitrine_boxes_file_of (const char *id)
{
  const char *hash = strrchr (id, '#');

  return hash != NULL && hash > id && hash[1] != '\0' && strspn (hash + 1, "0123456789") == strlen (hash + 1)
         ? g_strndup (id, (gsize) (hash - id)) : g_strdup (id);
}
