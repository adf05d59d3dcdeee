/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-part-names.h"

#include "metrics/vt-part-sides.h"

VitrinePartNames *
vitrine_part_names_new (VitrinePartSource *source)
{
  VitrinePartNames *self = g_new0 (VitrinePartNames, 1);

  self->names = g_ptr_array_new ();
  self->number = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < vitrine_part_source_n (source); i++)
    {
      VitrinePicture *picture = vitrine_part_source_picture (source, i);

      for (guint j = 0; j < vitrine_picture_get_n_parts (picture); j++)
        {
          const char *name = vitrine_picture_get_part (picture, j)->name;

          if (g_hash_table_contains (self->number, name))
            continue;
          g_ptr_array_add (self->names, (gpointer) name);
          g_hash_table_insert (self->number, (gpointer) name, GUINT_TO_POINTER (self->names->len));
        }
    }
  self->other = g_new (guint, MAX (self->names->len, 1));
  vt_part_sides ((const char *const *) self->names->pdata, self->names->len, self->other);
  return self;
}

void
vitrine_part_names_free (VitrinePartNames *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->number);
  g_free (self->other);
  g_free (self);
}

guint
vitrine_part_names_find (const VitrinePartNames *self,
                         const char             *name,
                         gboolean                mirrored)
{
  const guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->number, name));

  g_return_val_if_fail (number > 0, 0);
  return mirrored ? self->other[number - 1] : number - 1;
}
