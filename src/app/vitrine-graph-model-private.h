/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friends only. */
#pragma once

#include "app/vitrine-graph-model.h"

G_BEGIN_DECLS

typedef struct _VitrineProject VitrineProject;

struct _VitrineGraphModel
{
  GObject             parent_instance;
  VitrineSession     *session;              /* the session owns the model */
  VitrineProject     *project;
  VitrineModel       *shown_model;          /* compared only */
  VitrineDataset     *shown_dataset;
  VitrineGraphKeeper *keeper;
  VitrineGraphWish   *wish;
  guint               version;
  guint               selected;
  GHashTable         *words;                /* node → VitrineGraphWords */

  guint              *ranks;                /* [n_nodes] place among its layer's nodes by score, from 0 */
  guint              *shown;
  guint               n_shown, amount;
  VitrineGraphOrder   order;
  gboolean            only_pinned;
  char               *query;
};

/* vitrine-graph-shown.c */
void graph_model_rank          (VitrineGraphModel *self);
/* Fills `shown` and says so. */
void graph_model_choose_shown  (VitrineGraphModel *self);

/* vitrine-graph-model.c */
void graph_model_shown_changed (VitrineGraphModel *self);

G_END_DECLS
