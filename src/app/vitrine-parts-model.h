/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Parts page and its inspector share: the learner, which patterns are chosen or marked for
 * removal, how they are sorted.  One for each session.  Main thread.
 *
 * Rows of the tree and marks on the canvas carry the same ids, so that choosing one chooses the other. */
#pragma once

#include "app/vitrine-session.h"
#include "engine/parts/vitrine-part-learner.h"

G_BEGIN_DECLS

/* What an id stands for.  An id holds the kind, a template of the project and a number. */
typedef enum
{
  VITRINE_PARTS_PART = 1,
  VITRINE_PARTS_TEMPLATE,   /* template */
  VITRINE_PARTS_LAYER,      /* template, number of the layer in the space */
  VITRINE_PARTS_GROUP,      /* template, number of the group */
  VITRINE_PARTS_PATTERN,    /* template, number of the pattern */
  VITRINE_PARTS_PRUNED,     /* the branch of what was pruned */
  VITRINE_PARTS_DROP,       /* number: low bits of the drop's id in the project */
  VITRINE_PARTS_BOX,        /* number: low bits of the box's id in the project */
  VITRINE_PARTS_PARSE,      /* what was found on the picture */
  VITRINE_PARTS_VOTER,      /* number: node of the explanatory graph, over all layers */
} VitrinePartsKind;

guint64          vitrine_parts_id          (VitrinePartsKind kind,
                                            gint64           template_id,
                                            guint            number);
VitrinePartsKind vitrine_parts_id_kind     (guint64          id);
gint64           vitrine_parts_id_template (guint64          id);
guint            vitrine_parts_id_number   (guint64          id);

/* Properties: suspicious-first, suggesting, comparing, by-graph (the explanatory graph finds the part, not the And-Or
 * graph) (booleans).  Signals: "selection-changed",
 * "marks-changed" (the marked patterns). */
#define VITRINE_TYPE_PARTS_MODEL (vitrine_parts_model_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartsModel, vitrine_parts_model, VITRINE, PARTS_MODEL, GObject)

/* The session's, made when first asked for; borrowed. */
VitrinePartsModel  *vitrine_parts_model_of           (VitrineSession    *session);
VitrineSession     *vitrine_parts_model_get_session  (VitrinePartsModel *self);
VitrinePartLearner *vitrine_parts_model_get_learner  (VitrinePartsModel *self);

/* The current picture's number in the set, -1 for none. */
int                 vitrine_parts_model_get_picture  (VitrinePartsModel *self);

/* Numbers of the pictures that a person sees: the current one, then those in the strip.  (transfer full:
 * guint) */
GArray             *vitrine_parts_model_dup_visible  (VitrinePartsModel *self);
/* Has the learner parse those first, from now on. */
void                vitrine_parts_follow_sight       (VitrinePartsModel *self);

/* The selection, oldest first; borrowed until it changes. */
const guint64      *vitrine_parts_model_get_selected (VitrinePartsModel *self,
                                                      guint             *n);
void                vitrine_parts_model_select       (VitrinePartsModel *self,
                                                      const guint64     *ids,
                                                      guint              n);
/* Adds ID or takes it away. */
void                vitrine_parts_model_toggle       (VitrinePartsModel *self,
                                                      guint64            id);
gboolean            vitrine_parts_model_is_selected  (VitrinePartsModel *self,
                                                      guint64            id);
/* The one selected pattern; FALSE when there is none or several.  Any of k, i may be NULL. */
gboolean            vitrine_parts_model_get_pattern  (VitrinePartsModel *self,
                                                      guint             *k,
                                                      guint             *i);
/* Ids of the kept patterns under a template, layer or group, or the pattern itself.
 * (transfer full: guint64) */
GArray             *vitrine_parts_model_patterns_of  (VitrinePartsModel *self,
                                                      guint64            id);

/* Suggestions: TRUE marks the learner's, FALSE forgets all marks. */
void                vitrine_parts_model_suggest      (VitrinePartsModel *self,
                                                      gboolean           on);
gboolean            vitrine_parts_model_is_marked    (VitrinePartsModel *self,
                                                      guint64            id);
guint               vitrine_parts_model_n_marked     (VitrinePartsModel *self);
void                vitrine_parts_model_unmark       (VitrinePartsModel *self,
                                                      const guint64     *ids,
                                                      guint              n);

/* Edits, each one undoable command.  Return how many patterns changed, 0 with an error when it failed. */
guint               vitrine_parts_model_prune        (VitrinePartsModel *self,
                                                      const guint64     *ids,
                                                      guint              n,
                                                      const char        *reason,
                                                      GError           **error);
guint               vitrine_parts_model_prune_marked (VitrinePartsModel *self,
                                                      GError           **error);
/* IDS of drops; others are left alone.  N 0 restores all of the part. */
guint               vitrine_parts_model_restore      (VitrinePartsModel *self,
                                                      const guint64     *ids,
                                                      guint              n,
                                                      GError           **error);

/* How a pattern is called: "conv4_2, channel 17". (transfer full) */
char               *vitrine_parts_model_describe     (VitrinePartsModel *self,
                                                      guint64            id);

G_END_DECLS
