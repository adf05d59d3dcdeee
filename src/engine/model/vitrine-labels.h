/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of a network's outputs, in output order.  Immutable, refcounted. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VitrineLabels VitrineLabels;

/* One name a line; a synset number in front ("n01440764 tench, Tinca tinca") is kept apart.  A
 * last empty line does not count.  VT_ERROR_FORMAT for text that is no UTF-8 or has more than
 * 100,000 lines. */
VitrineLabels *vitrine_labels_new_for_text  (const char     *text,
                                             gsize           length,
                                             GError        **error);
/* "airplane,automobile,bird". */
VitrineLabels *vitrine_labels_new_for_list  (const char     *list);
VitrineLabels *vitrine_labels_load          (const char     *path,
                                             GError        **error);
/* Looks beside a model (NAME_classes.txt, NAME_labels.txt, NAME.txt, classes.txt, labels.txt,
 * then any *synset*.txt) for a list of exactly `n` names, or of n−1 to which “background” is put
 * in front. NULL: none. */
VitrineLabels *vitrine_labels_find          (const char     *model_path,
                                             guint           n);
/* With “background” in front. */
VitrineLabels *vitrine_labels_behind_background (VitrineLabels *self);

VitrineLabels *vitrine_labels_ref           (VitrineLabels  *self);
void           vitrine_labels_unref         (VitrineLabels  *self);
/* One line for each, as vitrine_labels_new_for_text() reads them. */
char          *vitrine_labels_dup_text   (const VitrineLabels *self);
guint          vitrine_labels_get_n         (const VitrineLabels *self);
const char *const *vitrine_labels_get_names (const VitrineLabels *self);   /* NULL-terminated */
/* By synset number, by the whole name or one of its comma-separated synonyms, whatever the case and
 * with _ or - for spaces; −1: none. */
int            vitrine_labels_find_name     (const VitrineLabels *self,
                                             const char     *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineLabels, vitrine_labels_unref)

G_END_DECLS
