/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network drawn as boxes and arrows from top to bottom, with pan and zoom.  Only what is in sight is
 * drawn.  Main thread.
 *
 * Signal: node-activated (int id) when a person chooses a node by click or arrow keys. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One box.  Parents must stand before their children in the array. */
typedef struct
{
  int         id;
  const char *label;
  const char *detail;      /* a second, smaller line; may be NULL */
  guint       tint;        /* vitrine_theme_tint(): its kind */
  const int  *from;        /* ids of the nodes it reads; unknown ids are left out */
  guint       n_from;
} VitrineNetNode;

#define VITRINE_TYPE_NET_VIEW (vitrine_net_view_get_type ())
G_DECLARE_FINAL_TYPE (VitrineNetView, vitrine_net_view, VITRINE, NET_VIEW, GtkWidget)

GtkWidget *vitrine_net_view_new          (void);
/* Copied. */
void       vitrine_net_view_set_nodes    (VitrineNetView       *self,
                                          const VitrineNetNode *nodes,
                                          guint                 n_nodes);
/* Marks a node and brings it into sight; −1 for none. */
void       vitrine_net_view_set_selected (VitrineNetView       *self,
                                          int                   id);

G_END_DECLS
