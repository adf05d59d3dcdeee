/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands begin with that bring boxes into a project and out of it. */
#pragma once

#include "cli/cli-inputs.h"
#include "engine/exchange/vitrine-exchange.h"

G_BEGIN_DECLS

/* The pictures at `path`, or, when that is NULL, those the project was made with.  (transfer full) */
VitrineDataset *cli_open_project_pictures (VitrineProject *project, const char *path, const VtJob *job, GError **error);

G_END_DECLS
