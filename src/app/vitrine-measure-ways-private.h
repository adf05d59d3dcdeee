/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-measure-ways.h"
#include "engine/qa/vitrine-localisation.h"
#include "widgets/vitrine-curve.h"

G_BEGIN_DECLS

struct _VitrineMeasureWays
{
  GtkWidget          parent_instance;
  VitrineSession    *session;          /* weak: it outlives the page */
  VitrineGraphModel *graphs;
  GActionMap        *actions;          /* where ours were added; weak */
  GtkDropDown       *part, *class_choice, *seeds;
  GtkWidget         *box, *bar, *run_button, *stop_button, *menu_button;
  GtkRevealer       *work;
  GtkProgressBar    *progress;
  GtkLabel          *stage, *trouble, *verdict;
  GtkStack          *stack;
  VitrineCurve      *curve;
  GtkGrid           *table;
  VitrineJob        *job;              /* NULL: none runs */
  GArray            *rows;             /* VitrineFindRow; NULL: nothing is measured */
  char              *measured;         /* "head · 80 pictures of “fox”": what the rows are about */
  char              *message;          /* why there are no more rows */
};

/* vitrine-measure-ways.c */
void ways_show           (VitrineMeasureWays *self);
void ways_fill           (VitrineMeasureWays *self);

/* vitrine-measure-ways-work.c */
void ways_forget         (VitrineMeasureWays *self);
void ways_update_actions (VitrineMeasureWays *self);
/* Pictures of the class that is chosen. (transfer full: VitrinePicture) */
GPtrArray *ways_pictures (VitrineMeasureWays *self);
/* NULL: none. (transfer full) */
char *ways_part          (VitrineMeasureWays *self);

G_END_DECLS
