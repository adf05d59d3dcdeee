/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning curves side by side, as a figure: error over answers, a curve a way of asking.  Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char   *name;
  const double *value;       /* [n] after 1, 2 … n answers */
  guint         n;
} VitrineQaSeries;

/* By the end of the name: .svg, .pdf or .png.  `level` NAN: no dashed line; else one with its own name. */
gboolean vitrine_qa_figure (const VitrineQaSeries *series,
                            guint                  n_series,
                            const char            *title,
                            double                 level,
                            const char            *level_name,
                            const char            *path,
                            GError               **error);

G_END_DECLS
