/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file did not open, in a dialog: these sentences are too long, and too useful, for a message that fades. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* `tensors` (may be NULL): what the file holds, one a line. */
void vitrine_refusal_present (GtkWindow  *parent,
                              const char *message,
                              const char *tensors);

G_END_DECLS
