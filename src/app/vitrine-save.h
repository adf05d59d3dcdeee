/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking where to write a file.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*VitrineSaveFunc) (GObject    *object,
                                 const char *path);

/* Over the window of `widget`; `func` is called with a chosen path unless `object` is gone by then. */
void     vitrine_save_ask     (GtkWidget       *widget,
                               const char      *title,
                               const char      *name,
                               VitrineSaveFunc  func,
                               GObject         *object);
/* Whether a path ends so, in capitals or not. */
gboolean vitrine_save_ends_in (const char      *path,
                               const char      *ending);

G_END_DECLS
