/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window on the sample under the hand: what the tests of every page start from and ask of it. */
#pragma once

#include "app/vitrine-parts-model.h"
#include "app/vitrine-window.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-canvas.h"

G_BEGIN_DECLS

/* Opened on the bundled network and ten pictures before each test, closed after it; borrowed pointers. */
typedef struct
{
  VitrineApplication *app;
  VitrineWindow      *window;
  guint               window_id;
  VitrineSession     *session;
  VitrinePartLearner *learner;    /* set by the tests of the Parts page */
  VitrinePartsModel  *model;
  VitrineCanvas      *canvas;     /* of the page that shows; set by the tests */
} HandWindow;

typedef struct
{
  const char *name;
  void (*func)(HandWindow *f, gconstpointer data);
} HandCase;

/* The whole of a test program: `cases` ends with a NULL name; paths are /by-hand/NAME/CASE. */
int             hand_main          (int argc, char **argv, const char *name, const HandCase *cases);

/* The first widget of a type that shows in `widget`; NULL without. */
GtkWidget      *hand_find          (GtkWidget *widget, GType type);
/* The same in the window, where there must be one. */
GtkWidget      *hand_show          (HandWindow *f, GType type);
/* Whether a label that shows in `widget` holds these words. */
gboolean        hand_says          (GtkWidget *widget, const char *words);
VitrineProject *hand_project       (HandWindow *f);

/* For hand_wait(); `data` is the HandWindow. */
gboolean        hand_nothing_runs  (gpointer data);
gboolean        hand_channels_show (gpointer data);
gboolean        hand_photo_shows   (gpointer data);

G_END_DECLS
