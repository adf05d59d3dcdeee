/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening whatever a person names or drops.  What a path is, is told by its content, on a worker. */
#pragma once

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* Opens models, projects, pictures, folders of pictures, label files, "sample:network" and
 * "sample:pictures".  Each path is a job; the session gets the result, and emits "opened" or "failed". */
void vitrine_open       (VitrineSession    *session,
                         const char *const *paths);

G_END_DECLS
