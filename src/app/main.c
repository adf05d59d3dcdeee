/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: sets up translation and runs the application. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "app/vitrine-application.h"

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, VITRINE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (VitrineApplication) app = vitrine_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
