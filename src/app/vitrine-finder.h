/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover behind Ctrl+K: goes to a layer, a unit, a noted unit or a picture by its name, or by an
 * address that was pasted. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_FINDER (vitrine_finder_get_type ())
G_DECLARE_FINAL_TYPE (VitrineFinder, vitrine_finder, VITRINE, FINDER, GtkPopover)

GtkWidget *vitrine_finder_new (VitrineSession *session);

G_END_DECLS
