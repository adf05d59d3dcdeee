/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tree from inside, shared by its source files.
 */
#pragma once

#include "widgets/vitrine-theme.h"
#include "widgets/vitrine-tree.h"

G_BEGIN_DECLS

#define TREE_HEADER 28
#define TREE_ROW 28
#define TREE_ROW_TALL 46      /* with a thumbnail */
#define TREE_INDENT 20
#define TREE_LEFT 8
#define TREE_COLUMN 62
#define TREE_MAX_DEPTH 8

/* A row that no folded ancestor hides. */
typedef struct
{
  gsize   row;
  int     y;              /* from the top of the content */
  int     height;
  guint8  runs_on;        /* bit d: the line of depth d goes on below this row */
  guint8  path_runs_on;   /* the same for the parse path */
} TreeShown;

struct _VitrineTree
{
  GtkWidget       parent;

  VitrineTreeRow *rows;       /* strings and textures owned */
  gsize           n_rows;
  GArray         *shown;      /* TreeShown */
  GHashTable     *folded;     /* id -> gboolean as pointer; absent: as the row says */
  GHashTable     *selected;   /* ids */
  guint64         hovered;
  guint64         cursor;
  char           *columns[VITRINE_TREE_COLUMNS];
  int             sorted;
  gboolean        stale;
  gboolean        pointer_on_header;

  GtkAdjustment  *hadjustment;
  GtkAdjustment  *vadjustment;
  guint           hpolicy : 1;
  guint           vpolicy : 1;
};

typedef enum
{
  TREE_ROW_ACTIVATED,
  TREE_ROW_OPENED,
  TREE_ROW_HOVERED,
  TREE_ROW_MENU,
  TREE_COLUMN_CLICKED,
  TREE_N_SIGNALS
} TreeSignal;

/* vitrine-tree.c */
void     tree_emit              (VitrineTree *self,
                                 TreeSignal   which,
                                 ...);

/* vitrine-tree-rows.c */
void     tree_configure         (VitrineTree *self);
void     tree_clear_rows        (VitrineTree *self);
gboolean tree_has_children      (VitrineTree *self,
                                 gsize        row);
gboolean tree_is_folded         (VitrineTree *self,
                                 gsize        row);
int      tree_offset            (VitrineTree *self);
int      tree_content_height    (VitrineTree *self);
gssize   tree_find_row          (VitrineTree *self,
                                 guint64      id);
gssize   tree_find_shown        (VitrineTree *self,
                                 guint64      id);
gssize   tree_shown_at          (VitrineTree *self,
                                 double       y);
void     tree_scroll_to         (VitrineTree *self,
                                 guint64      id);
void     tree_set_cursor        (VitrineTree *self,
                                 guint64      id);
char    *tree_describe          (VitrineTree *self,
                                 guint64      id);

/* What every step of one frame needs. */
typedef struct
{
  VitrineTree *self;
  cairo_t     *cr;
  PangoLayout *layout;
  VitrineLook  look;
  int          width;
  int          n_columns;
  int          offset;
} TreeFrame;

typedef enum
{
  TREE_TEXT_PLAIN,
  TREE_TEXT_BOLD,
  TREE_TEXT_SMALL,
  TREE_TEXT_GHOST,
} TreeTextStyle;

/* vitrine-tree-glyphs.c */
void     tree_use               (TreeFrame    *f,
                                 VitrineColor  color,
                                 double        alpha);
void     tree_use_tint          (TreeFrame    *f,
                                 guint         tint,
                                 double        alpha);
void     tree_rounded           (cairo_t      *cr,
                                 double        x,
                                 double        y,
                                 double        w,
                                 double        h,
                                 double        r);
void     tree_set_text          (TreeFrame    *f,
                                 const char   *text,
                                 TreeTextStyle style);
double   tree_draw_glyph        (TreeFrame            *f,
                                 const VitrineTreeRow *row,
                                 double                x,
                                 double                y,
                                 double                alpha);
double   tree_draw_expander     (TreeFrame    *f,
                                 double        x,
                                 double        y,
                                 gboolean      folded);

/* vitrine-tree-draw.c */
void     tree_snapshot          (GtkWidget   *widget,
                                 GtkSnapshot *snapshot);
int      tree_n_columns         (VitrineTree *self);
int      tree_glyph_x           (int          depth);

/* vitrine-tree-input.c */
void     tree_add_controllers   (VitrineTree *self);

G_END_DECLS
