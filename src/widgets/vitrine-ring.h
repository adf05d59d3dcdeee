/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress as a ring the size of an icon.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VITRINE_TYPE_RING (vitrine_ring_get_type ())
G_DECLARE_FINAL_TYPE (VitrineRing, vitrine_ring, VITRINE, RING, GtkWidget)

/* 0 … 1; negative: something happens, nobody knows how far it is. */
void vitrine_ring_set_fraction (VitrineRing *self,
                                double       fraction);
/* Draws an exclamation mark instead: something failed. */
void vitrine_ring_set_failed   (VitrineRing *self,
                                gboolean     failed);

G_END_DECLS
