/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of whole windows in-process: an application, and what a window holds.  All calls: main thread. */
#pragma once

#include "app/vitrine-window.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The first widget of a type at or below `widget`, or NULL. */
static inline GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Before the first test.  (transfer full) */
static inline VitrineApplication *
begin (int    *argc,
       char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();

  VitrineApplication *app = vitrine_application_new ();
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (app), g_application_get_flags (G_APPLICATION (app)) | G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  return app;
}

G_END_DECLS
