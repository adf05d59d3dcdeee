/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-measure-item.h"
#include "app/vitrine-measure-ways.h"
#include "engine/parts/vitrine-graph-measure.h"
#include "widgets/vitrine-scatter.h"
#include "widgets/vitrine-spread-chart.h"

G_BEGIN_DECLS

#define MEASURE_TOP 20
#define MEASURE_NODES 1000

/* What a job gave; immutable, shared by the page and by what counts it anew. */
typedef struct
{
  gatomicrefcount     references;
  VitrineGraphPlaces *places;
  VitrineMeasure     *measure;
} VitrineMeasureDone;

#define VITRINE_TYPE_MEASURE_PAGE (vitrine_measure_page_get_type ())
G_DECLARE_FINAL_TYPE (VitrineMeasurePage, vitrine_measure_page, VITRINE, MEASURE_PAGE, GtkWidget)

struct _VitrineMeasurePage
{
  GtkWidget           parent_instance;
  VitrineSession     *session;
  VitrineGraphModel  *model;
  GActionGroup       *actions;
  GtkWidget          *box;
  GtkStack           *kinds, *stack;
  VitrineMeasureWays *ways;
  GtkWidget          *measure_button, *graph_button;
  GtkLabel           *trouble, *verdict;
  GtkDropDown        *landmark, *most, *form;
  VitrineSpreadChart *chart;
  GtkGrid            *table;
  GtkColumnView      *list;
  VitrineScatter     *scatter;
  VitrineMeasureDone *shown;            /* NULL: nothing is measured */
  GStrv               all_landmarks;    /* of the first count */
  VitrineJob         *job;              /* the newest, of a run or a count */
  char               *message;          /* why there are no figures */
  gboolean            filling;
};

/* vitrine-measure-page.c */
void     measure_page_show            (VitrineMeasurePage *self);
void     measure_page_fill            (VitrineMeasurePage *self);
void     measure_page_fill_landmarks  (VitrineMeasurePage *self);
void     measure_page_show_chart      (VitrineMeasurePage *self);
void     measure_page_show_scatter    (VitrineMeasurePage *self);
gboolean measure_page_is_vector       (VitrineMeasurePage *self);
guint    measure_page_most            (VitrineMeasurePage *self);

/* vitrine-measure-page-work.c: the job; counting again; the actions. */
void     measure_page_count           (VitrineMeasurePage *self);
void     measure_page_forget          (VitrineMeasurePage *self);
void     measure_page_add_actions     (VitrineMeasurePage *self, GActionMap *map);
void     measure_page_remove_actions  (VitrineMeasurePage *self);
void     measure_page_update_actions  (VitrineMeasurePage *self);

G_END_DECLS
