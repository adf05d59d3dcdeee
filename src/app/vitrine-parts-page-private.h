/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Parts page from inside, shared by its source files. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-parts-canvas.h"
#include "app/vitrine-parts-model.h"
#include "app/vitrine-parts-score.h"
#include "app/vitrine-parts-tree.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PARTS_PAGE (vitrine_parts_page_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartsPage, vitrine_parts_page, VITRINE, PARTS_PAGE, GtkWidget)

typedef enum
{
  PARTS_REFRESH_STATUS = 1 << 0,
  PARTS_REFRESH_CANVAS = 1 << 1,
  PARTS_REFRESH_TREE = 1 << 2,
  PARTS_REFRESH_REVEAL = 1 << 3,    /* scroll to the pattern that is selected */
  PARTS_REFRESH_ALL = 7,
} PartsRefresh;

struct _VitrinePartsPage
{
  GtkWidget           parent_instance;

  VitrinePartsModel  *model;         /* weak, like the session: both outlive the page */
  VitrineSession     *session;
  VitrineProject     *project;       /* the one whose signals are heard */
  GActionGroup       *actions;       /* where ours were added; weak */

  GtkStack           *stack;
  GtkEntry           *first_entry;
  GtkWidget          *known_box;
  GtkFlowBox         *known_parts;     /* what the set is annotated with */
  char               *known;           /* those names, for comparing; may be NULL */
  GtkDropDown        *part_choice;
  GtkPopover         *add_popover;
  GtkEntry           *add_entry;
  VitrineTree        *tree;
  GtkRevealer        *marked_revealer;
  GtkLabel           *marked_label;
  GtkButton          *prune_marked;
  GtkRevealer        *box_revealer;
  GtkDropDown        *template_choice;
  GtkRevealer        *hint_revealer;
  GtkLabel           *hint;
  VitrineCanvas      *canvas;
  VitrinePartsScore  *score;
  GMenuModel         *row_menu;

  GArray             *part_ids;      /* gint64, as in part_choice */
  GArray             *template_ids;  /* gint64, as in template_choice; 0: a new one */
  GHashTable         *thumbnails;    /* gint64 template -> GdkTexture */
  VitrineBox          frame;
  char               *shown_picture; /* id of the picture on the canvas */
  gboolean            mirrored;
  gboolean            filling;       /* inside our own update of the drop-downs */
  guint               refresh_source;
  PartsRefresh        wanted;        /* what the next refresh does */
  VtParse            *shown_parse;   /* the one on the canvas; its own reference */
  gint64              scored;        /* when the strip got scores last */

  /* vitrine-parts-graph.c */
  GtkStack           *method_stack;
  GtkWidget          *aog_bar, *graph_tools, *graph_pane;
  GtkLabel           *graph_title, *graph_text, *graph_pictures, *graph_stage, *graph_trouble;
  GtkProgressBar     *graph_bar;
  GtkButton          *graph_learn, *graph_stop;
  VitrineJob         *graph_job;     /* of the keeper, whose progress shows */
  gboolean            follows_graph;
};

/* vitrine-parts-photo.c */
void         parts_page_fill_canvas    (VitrinePartsPage *self);
void         parts_page_show_picture   (VitrinePartsPage *self);
void         parts_page_ask_thumbnails (VitrinePartsPage *self);

/* vitrine-parts-events.c */
void         parts_page_bind_events    (GtkWidgetClass   *widget_class);
void         parts_page_part_chosen    (GtkDropDown      *choice,
                                        GParamSpec       *pspec,
                                        VitrinePartsPage *self);

/* vitrine-parts-graph.c */
gboolean     parts_page_by_graph       (VitrinePartsPage *self);
void         parts_page_fill_tree      (VitrinePartsPage *self);
void         parts_page_show_method    (VitrinePartsPage *self);
void         parts_page_follow_graph   (VitrinePartsPage *self);
void         parts_page_bind_graph     (GtkWidgetClass   *widget_class);
void         parts_page_add_graph_actions    (VitrinePartsPage *self,
                                              GActionMap       *map);
void         parts_page_remove_graph_actions (GActionMap       *map);

/* vitrine-parts-page.c */
void         parts_page_give_scores    (VitrinePartsPage *self);
guint        parts_page_n_pictures     (VitrinePartsPage *self);
void         parts_page_refresh        (VitrinePartsPage *self,
                                        PartsRefresh      what);
void         parts_page_show_status    (VitrinePartsPage *self);
void         parts_page_update_maps    (VitrinePartsPage *self);
void         parts_page_select         (VitrinePartsPage *self,
                                        guint64           id,
                                        GdkModifierType   state);

/* vitrine-parts-edits.c */
void         parts_page_add_part       (VitrinePartsPage *self,
                                        const char       *name);
void         parts_page_teach          (VitrinePartsPage *self,
                                        guint64           id,
                                        const VitrineBox *box);
void         parts_page_say            (VitrinePartsPage *self,
                                        const char       *text,
                                        gboolean          undo);
void         parts_page_say_done       (VitrinePartsPage *self,
                                        gboolean          done,
                                        const char       *text,
                                        const GError     *error);
gint64       parts_page_part           (VitrinePartsPage *self);
guint64      parts_page_selected_of    (VitrinePartsPage *self,
                                        VitrinePartsKind  kind);
VitrinePartBox *parts_page_find_box    (GPtrArray        *boxes,
                                        guint64           id);

/* Actions of vitrine-parts-edits.c and vitrine-parts-prune.c, in the table of vitrine-parts-actions.c. */
void parts_act_add (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_ask_rename (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_ask_rename_template (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_box (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_delete (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_edit_box (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_keep (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_keep_all (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_paint (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_prune (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_prune_marked (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_prune_painted (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_remove (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_rename (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_rename_template (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_restore (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_restore_all (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_select_group (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_show_unit (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_suggest (GSimpleAction *action, GVariant *parameter, gpointer data);
void parts_act_template (GSimpleAction *action, GVariant *parameter, gpointer data);

/* vitrine-parts-actions.c */
void         parts_page_add_actions    (VitrinePartsPage *self,
                                        GActionMap       *map);
void         parts_page_remove_actions (VitrinePartsPage *self);
void         parts_page_update_actions (VitrinePartsPage *self);
void         parts_page_act            (VitrinePartsPage *self,
                                        const char       *name);

/* vitrine-parts-keys.c */
void         parts_page_add_keys       (VitrinePartsPage *self);

G_END_DECLS
