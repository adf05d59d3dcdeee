/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector beside the network: the chosen layer, the preprocessing (guessed, with its reason, and
 * changeable), the file, and what could not be read of it. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_MODEL_INSPECTOR (vitrine_model_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitrineModelInspector, vitrine_model_inspector, VITRINE, MODEL_INSPECTOR, GtkWidget)

GtkWidget *vitrine_model_inspector_new (VitrineSession *session);

G_END_DECLS
