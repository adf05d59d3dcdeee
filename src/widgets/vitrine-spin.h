/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The wheel scrolls what the spin button stands in and no longer turns its value: a number must not change because
 * somebody scrolled past it.  Main thread. */
void vitrine_spin_leave_wheel (GtkSpinButton *spin);

G_END_DECLS
