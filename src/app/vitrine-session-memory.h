/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the project keeps of a session besides what was said about parts: which model, which pictures, and how the
 * pictures are prepared for the model.  Main thread. */
#pragma once

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* Writes it into the project, if there is one; a failure is shown. */
void vitrine_session_remember (VitrineSession *self);
/* After a model was opened: prepares pictures as the project says, when it was said of this model. */
void vitrine_session_recall   (VitrineSession *self);

G_END_DECLS
