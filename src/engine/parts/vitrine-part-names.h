/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of the parts that pictures know, each once, and which of them a mirror image shows in place of another: a
 * graph that turns pictures finds the left leg of one where it finds the right leg of the next.  Any thread. */
#pragma once

#include "engine/parts/vitrine-part-source.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray  *names;        /* const char *, owned by the pictures, which must live longer */
  GHashTable *number;       /* name to number + 1 */
  guint      *other;        /* [names] */
} VitrinePartNames;

VitrinePartNames *vitrine_part_names_new  (VitrinePartSource      *source);
void              vitrine_part_names_free (VitrinePartNames       *self);
/* The number of the part that a picture, or its mirror image if `mirrored`, shows where the picture shows `name`, which
 * must be one of the pictures' names. */
guint             vitrine_part_names_find (const VitrinePartNames *self,
                                           const char             *name,
                                           gboolean                mirrored);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrinePartNames, vitrine_part_names_free)

G_END_DECLS
