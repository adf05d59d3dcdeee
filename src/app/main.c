/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: sets up translation and runs the application. */
#include "config.h"

#include "app/vitrine-application.h"
#include "engine/vitrine-locale.h"

int
main (int    argc,
      char **argv)
{
  vitrine_locale_init ();

  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
