/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which graph a person asks for.  Any thread. */
#pragma once

#include <glib.h>

#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

/* What to learn; `class_name` "": all pictures; layers chosen when there are none. */
typedef struct
{
  char            *class_name;
  char            *negatives;       /* a set of ordinary pictures that say what is usual; "": the pictures themselves */
  GArray          *layers;          /* of int: nodes of the model */
  VtXGraphOptions  options;
  guint64          seed;
} VitrineGraphWish;

VitrineGraphWish *vitrine_graph_wish_new  (gboolean                quick);
VitrineGraphWish *vitrine_graph_wish_copy (const VitrineGraphWish *wish);
void              vitrine_graph_wish_free (VitrineGraphWish       *wish);
/* How a graph was asked for, but for its negatives. */
VitrineGraphWish *vitrine_graph_wish_of   (const VtXGraph         *graph);

G_END_DECLS
