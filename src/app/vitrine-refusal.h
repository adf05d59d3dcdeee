/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file did not open, in a dialog: these sentences are too long, and too useful, for a message that fades. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* `tensors` (may be NULL): what the file holds, one a line. */
void vitrine_refusal_present (GtkWindow  *parent,
                              const char *message,
                              const char *tensors);

/* For dialogs of the same kind: lines to scroll through, as a table or as sentences that wrap, with a name for those who
 * do not see them; and a response "copy" that puts `text` on the clipboard. */
GtkWidget *vitrine_refusal_make_list        (const char       *lines,
                                             const char       *label,
                                             gboolean          table);
void       vitrine_refusal_copy_on_response (AdwMessageDialog *dialog,
                                             const char       *text);

G_END_DECLS
