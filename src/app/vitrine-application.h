/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: one process, several windows; the command line; actions that belong to no window. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-meter.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_APPLICATION (vitrine_application_get_type ())
G_DECLARE_FINAL_TYPE (VitrineApplication, vitrine_application, VITRINE, APPLICATION, AdwApplication)

VitrineApplication *vitrine_application_new          (void);
/* May be NULL: there is no schema. */
GSettings          *vitrine_application_get_settings (VitrineApplication *self);
/* NULL unless the command line asked for measurements. */
VitrineMeter       *vitrine_application_get_meter    (VitrineApplication *self);

/* Something of the start is on the screen: "window", "first scores" (a literal).  With --exit-after-startup the
 * last of them that will come ends the application. */
void                vitrine_application_note         (VitrineApplication *self,
                                                      const char         *what);

/* Registers templates, icons and styles; once per process, before the first widget (tests). */
void                vitrine_application_load_resources (void);

G_END_DECLS
