/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chosen pattern in numbers and in its five best patches, and the whole table of scores. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PARTS_INSPECTOR (vitrine_parts_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitrinePartsInspector, vitrine_parts_inspector, VITRINE, PARTS_INSPECTOR, GtkWidget)

/* (transfer floating) */
GtkWidget *vitrine_parts_inspector_new (VitrineSession *session);

G_END_DECLS
