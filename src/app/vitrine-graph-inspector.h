/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to learn a graph from and with which constants. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_GRAPH_INSPECTOR (vitrine_graph_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphInspector, vitrine_graph_inspector, VITRINE, GRAPH_INSPECTOR, GtkWidget)

GtkWidget *vitrine_graph_inspector_new (VitrineSession *session);

G_END_DECLS
