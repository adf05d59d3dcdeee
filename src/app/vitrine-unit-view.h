/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One unit: the strongest patches over the whole set, the histogram of its maxima, its field, a note,
 * its address.  Stands in place of the grid of channels. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"
#include "engine/model/vitrine-layer.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_UNIT_VIEW (vitrine_unit_view_get_type ())
G_DECLARE_FINAL_TYPE (VitrineUnitView, vitrine_unit_view, VITRINE, UNIT_VIEW, GtkWidget)

void vitrine_unit_view_set_session (VitrineUnitView *self,
                                    VitrineSession  *session);
/* NULL and −1 for none. */
void vitrine_unit_view_set_unit    (VitrineUnitView *self,
                                    VitrineLayer    *layer,
                                    int              unit);

G_END_DECLS
