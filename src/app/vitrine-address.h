/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of what is inside a model: "squeezenet/fire5/expand3x3/17" is model, layer, unit. */
#pragma once

#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

/* "model/layer/unit", "model/layer" for unit −1, "model" for layer "", "" for no model.
 * (transfer full) */
char       *vitrine_address_make        (VitrineModel  *model,
                                         const char    *layer,
                                         int            unit);
/* Reads an address of `model`; the model's name may be left out.  Layers may have slashes in their names.
 * (out) `layer` (transfer full) is "" and `unit` −1 where the address ends earlier.  FALSE with an error
 * that names what is not known. */
gboolean    vitrine_address_parse       (VitrineModel  *model,
                                         const char    *address,
                                         char         **layer,
                                         int           *unit,
                                         GError       **error);
/* The name of a layer worth looking at first, or "". */
const char *vitrine_address_first_layer (VitrineModel  *model);

G_END_DECLS
