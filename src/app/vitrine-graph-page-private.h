/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-graph-side.h"
#include "widgets/vitrine-node-map.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_GRAPH_PAGE (vitrine_graph_page_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphPage, vitrine_graph_page, VITRINE, GRAPH_PAGE, GtkWidget)

struct _VitrineGraphPage
{
  GtkWidget          parent_instance;
  VitrineSession    *session;
  VitrineGraphModel *model;
  GActionGroup      *actions;
  GtkStack          *stack;
  GtkDropDown       *class_choice, *amount, *order;
  GtkWidget         *quick_button, *nothing;
  GtkLabel          *estimate, *trouble, *stage, *part_label;
  GtkProgressBar    *bar;
  GtkSearchEntry    *search;
  GtkToggleButton   *pinned;
  GtkRevealer       *part_revealer;
  VitrineNodeMap    *map;
  VitrineGraphSide  *side;
  VitrineJob        *job;           /* followed while it learns */
  gboolean           another;       /* the start is shown although there is a graph */
  gboolean           filling;
};

/* vitrine-graph-page.c */
void graph_page_show            (VitrineGraphPage *self);
gboolean graph_page_can_go_on   (VitrineGraphPage *self);

/* vitrine-graph-page-actions.c */
void graph_page_add_actions     (VitrineGraphPage *self, GActionMap *map);
void graph_page_remove_actions  (VitrineGraphPage *self);
void graph_page_update_actions  (VitrineGraphPage *self);

/* vitrine-graph-page-export.c: by the file's ending svg, pdf or png; graphml or json.  Say what went wrong in the
 * window. */
void graph_page_save_view       (VitrineGraphPage *self, const char *path);
void graph_page_export          (VitrineGraphPage *self, const char *path);

G_END_DECLS
