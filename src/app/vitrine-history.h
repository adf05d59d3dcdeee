/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in order of visit, with a finger on one of them.  Going somewhere new forgets what lay ahead;
 * going where one already is changes nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char  *page, *layer, *pattern;   /* never NULL */
  int    unit;
  gint64 part, template;
} VitrinePlace;

typedef struct _VitrineHistory VitrineHistory;

VitrineHistory     *vitrine_history_new            (void);
void                vitrine_history_free           (VitrineHistory     *self);
void                vitrine_history_clear          (VitrineHistory     *self);
/* Copies `place`. */
void                vitrine_history_visit          (VitrineHistory     *self,
                                                    const VitrinePlace *place);
gboolean            vitrine_history_can_go_back    (VitrineHistory     *self);
gboolean            vitrine_history_can_go_forward (VitrineHistory     *self);
/* The place gone to (borrowed), or NULL at the end. */
const VitrinePlace *vitrine_history_back           (VitrineHistory     *self);
const VitrinePlace *vitrine_history_forward        (VitrineHistory     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineHistory, vitrine_history_free)

G_END_DECLS
