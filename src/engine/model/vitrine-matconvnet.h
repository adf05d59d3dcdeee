/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks of MatConvNet (Vedaldi & Lenc 2015): SimpleNN's list of layers and DagNN's graph, as far as VGG, AlexNet and
 * GoogLeNet go.  Files are untrusted. */
#pragma once

#include "engine/model/vitrine-model-load.h"

G_BEGIN_DECLS

/* VT_ERROR_UNSUPPORTED when the MATLAB file holds no network.  The report's metadata gets "vitrine.format", "input" (the
 * normalisation in words) and "vitrine.classes" (one name a line). */
gboolean vitrine_matconvnet_load (GBytes        *bytes,
                                  VitrineLoaded *loaded,
                                  GError       **error);

G_END_DECLS
