/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page "Network": layers, the picture, the chosen layer's channels, the scores. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_NETWORK_PAGE (vitrine_network_page_get_type ())
G_DECLARE_FINAL_TYPE (VitrineNetworkPage, vitrine_network_page, VITRINE, NETWORK_PAGE, GtkWidget)

GtkWidget *vitrine_network_page_new (VitrineSession *session);

G_END_DECLS
