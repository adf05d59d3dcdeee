/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First values of parameters. */
#pragma once

#include "graph/vt-params.h"

G_BEGIN_DECLS

/* Weights of convolutions and dense layers: normal with variance 2 / fan-in (He et al. 2015, eq.
 * 10); scales and variances of normalisations: 1; slopes of PRelu: ¼; everything else: 0.  Each
 * parameter has its own stream, so that one more layer does not change the others. */
void vt_params_init (VtParams *params, guint64 seed);

G_END_DECLS
