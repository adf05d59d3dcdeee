/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of a selection: a list of places and an index into it. */
#include "config.h"

#include "app/vitrine-history.h"

#define MAX_PLACES 500

struct _VitrineHistory
{
  GPtrArray *places;     /* VitrinePlace */
  guint      current;    /* valid while there are places */
};

static void
place_free (gpointer data)
{
  VitrinePlace *place = data;
  g_free (place->page);
  g_free (place->layer);
  g_free (place->pattern);
  g_free (place);
}

static gboolean
place_equal (const VitrinePlace *a,
             const VitrinePlace *b)
{
  return a->unit == b->unit && a->part == b->part && a->template == b->template
         && g_str_equal (a->page, b->page) && g_str_equal (a->layer, b->layer)
         && g_str_equal (a->pattern, b->pattern);
}

VitrineHistory *
vitrine_history_new (void)
{
  VitrineHistory *self = g_new0 (VitrineHistory, 1);
  self->places = g_ptr_array_new_with_free_func (place_free);
  return self;
}

void
vitrine_history_free (VitrineHistory *self)
{
  g_ptr_array_unref (self->places);
  g_free (self);
}

void
vitrine_history_clear (VitrineHistory *self)
{
  g_ptr_array_set_size (self->places, 0);
  self->current = 0;
}

void
vitrine_history_visit (VitrineHistory     *self,
                       const VitrinePlace *place)
{
  if (self->places->len > 0)
    {
      if (place_equal (place, g_ptr_array_index (self->places, self->current)))
        return;
      g_ptr_array_set_size (self->places, (int) self->current + 1);
    }
  if (self->places->len == MAX_PLACES)
    g_ptr_array_remove_index (self->places, 0);

  VitrinePlace *copy = g_new0 (VitrinePlace, 1);
  *copy = *place;
  copy->page = g_strdup (place->page);
  copy->layer = g_strdup (place->layer);
  copy->pattern = g_strdup (place->pattern);
  g_ptr_array_add (self->places, copy);
  self->current = self->places->len - 1;
}

gboolean
vitrine_history_can_go_back (VitrineHistory *self)
{
  return self->current > 0;
}

gboolean
vitrine_history_can_go_forward (VitrineHistory *self)
{
  return self->current + 1 < self->places->len;
}

const VitrinePlace *
vitrine_history_back (VitrineHistory *self)
{
  if (!vitrine_history_can_go_back (self))
    return NULL;
  return g_ptr_array_index (self->places, --self->current);
}

const VitrinePlace *
vitrine_history_forward (VitrineHistory *self)
{
  if (!vitrine_history_can_go_forward (self))
    return NULL;
  return g_ptr_array_index (self->places, ++self->current);
}
