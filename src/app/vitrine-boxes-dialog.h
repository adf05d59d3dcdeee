/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked before part boxes go out, and what is said when some of them did not come along. */
#pragma once

#include <adwaita.h>

#include "engine/boxes/vitrine-boxes-file.h"

G_BEGIN_DECLS

typedef void (*VitrineFormatChosen) (const VitrineBoxesFormat *format, gpointer user_data);

/* Asks for one of the formats.  `what`: "12 boxes on 9 pictures".  `chosen` is not called when the person changes their
 * mind; `user_data` is an object and held until then. */
void vitrine_boxes_dialog_ask    (GtkWindow           *parent,
                                  const char          *what,
                                  VitrineFormatChosen  chosen,
                                  GObject             *user_data);
/* Says what was left out, line by line. */
void vitrine_boxes_dialog_report (GtkWindow           *parent,
                                  const char          *heading,
                                  const char          *body,
                                  const char *const   *lines);

G_END_DECLS
