/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VitrineTree draws an And-Or tree from left to right: what is chosen among alternatives (OR),
 * what is made of pieces (AND), layers, groups, patterns, each with up to three numbers as bars.
 * It is given plain rows in depth-first order and knows nothing of what they mean.
 *
 * Everything here belongs to the main thread.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VITRINE_TREE_COLUMNS 3

typedef enum
{
  VITRINE_TREE_OR,
  VITRINE_TREE_AND,
  VITRINE_TREE_LAYER,
  VITRINE_TREE_GROUP,
  VITRINE_TREE_PATTERN,
  VITRINE_TREE_PRUNED,    /* the branch of what was removed */
} VitrineTreeKind;

typedef enum
{
  VITRINE_TREE_SUGGESTED = 1 << 0,  /* proposed for removal */
  VITRINE_TREE_GHOST = 1 << 1,      /* removed */
  VITRINE_TREE_PATH = 1 << 2,       /* on the parse path of the picture shown */
  VITRINE_TREE_FOLDED = 1 << 3,     /* folded when it first appears */
} VitrineTreeFlags;

typedef struct
{
  guint64           id;             /* not 0, unique, the same row keeps its id */
  int               depth;          /* 0..7; a row's parent is the last row before it one higher */
  VitrineTreeKind   kind;
  VitrineTreeFlags  flags;
  guint             tint;           /* vitrine_theme_tint() */
  const char       *title;
  const char       *subtitle;       /* NULL: none */
  double            bars[VITRINE_TREE_COLUMNS];     /* 0..1, NaN: no bar */
  const char       *values[VITRINE_TREE_COLUMNS];   /* NULL: none */
  GdkTexture       *thumbnail;      /* NULL: none */
} VitrineTreeRow;

#define VITRINE_TYPE_TREE (vitrine_tree_get_type ())
G_DECLARE_FINAL_TYPE (VitrineTree, vitrine_tree, VITRINE, TREE, GtkWidget)

/* A GtkScrollable.  Property: stale (boolean, numbers are old and shown dimmed).
 *
 * Signals:
 *  row-activated (guint64 id, GdkModifierType state)   click, arrows, J and K; 0: free ground
 *  row-opened (guint64 id)                             double click or Enter
 *  row-hovered (guint64 id)                            0 when the pointer leaves
 *  row-menu (guint64 id, double x, double y)           right click or Menu key
 *  column-clicked (int column)                         a heading
 */
GtkWidget *vitrine_tree_new          (void);

/* Copies the rows.  Folding, the cursor and the selection are kept by id. */
void       vitrine_tree_set_rows     (VitrineTree          *self,
                                      const VitrineTreeRow *rows,
                                      gsize                 n_rows);

/* The headings of the three columns of numbers (copied) and the one sorted by, -1 for none. */
void       vitrine_tree_set_columns  (VitrineTree       *self,
                                      const char *const  titles[VITRINE_TREE_COLUMNS],
                                      int                sorted);
void       vitrine_tree_set_selected (VitrineTree   *self,
                                      const guint64 *ids,
                                      gsize          n_ids);
void       vitrine_tree_set_hovered  (VitrineTree *self,
                                      guint64      id);

/* Unfolds what hides the row and scrolls to it. */
void       vitrine_tree_reveal       (VitrineTree *self,
                                      guint64      id);
void       vitrine_tree_set_folded   (VitrineTree *self,
                                      guint64      id,
                                      gboolean     folded);
gboolean   vitrine_tree_get_folded   (VitrineTree *self,
                                      guint64      id);
gsize      vitrine_tree_get_n_shown  (VitrineTree *self);

/* The row the keyboard stands on, 0 for none; and the row STEP rows of PATTERN kind further, 0
 * past either end. */
guint64    vitrine_tree_get_cursor   (VitrineTree *self);
guint64    vitrine_tree_next_pattern (VitrineTree *self,
                                      int          step);

/* Gives the accessible name. */
void       vitrine_tree_set_title    (VitrineTree *self,
                                      const char  *title);

G_END_DECLS
