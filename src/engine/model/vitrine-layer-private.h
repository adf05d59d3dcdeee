/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by the model only. */
#pragma once

#include "engine/model/vitrine-layer.h"

G_BEGIN_DECLS

/* Row number `position`, for operator node `node`. */
VitrineLayer *vitrine_layer_new (VtGraph *graph,
                                 int      node,
                                 guint    position);

G_END_DECLS
