/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drop-down whose button gives way: names are a person's, and so as long as they like. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on the button of `choice`, whose model is of GtkStringObject, shortens its text with “…” where there is no
 * room for it.  The list shows whole texts, as before.  Main thread. */
void vitrine_drop_down_ellipsize (GtkDropDown *choice);

G_END_DECLS
