/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening whatever a person names or drops.  What a path is, is told by its content, on a worker. */
#pragma once

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* Opens models, projects, pictures, folders of pictures, label files, "sample:network" and
 * "sample:pictures"; while pictures are open, files of part boxes for them too.  Each path is a job; the session gets
 * the result, and emits "failed", "refused" or "boxes". */
void vitrine_open       (VitrineSession    *session,
                         const char *const *paths);

G_END_DECLS
