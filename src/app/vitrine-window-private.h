/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's fields, for the files that make it up. */
#pragma once

#include "app/vitrine-jobs-button.h"
#include "app/vitrine-picture-strip.h"
#include "app/vitrine-window.h"

G_BEGIN_DECLS

struct _VitrineWindow
{
  AdwApplicationWindow parent_instance;

  VitrineSession *session;
  GSettings      *settings;        /* may be NULL */
  gboolean        show_inspector, show_strip;     /* wished; hidden while there is nothing to show */
  char           *wanted;          /* page to show as soon as it can do something, or NULL */
  gboolean        closing;         /* the person agreed to stop the jobs */
  GObject        *bound_project;   /* whose undo labels are shown */
  VitrineJobsButton   *jobs_button;
  VitrinePictureStrip *strip;

  AdwToastOverlay *toasts;
  AdwToast        *toast;      /* the newest, while it is there; weak */
  AdwToast        *next_toast; /* the one after it, while it still rises */
  guint            toast_tick; /* while it rises */
  gint64           toast_since;
  gboolean         toast_ends; /* to go once it has risen */
  AdwFlap         *sidebar_flap;
  GtkListBox      *sidebar;
  AdwWindowTitle  *title;
  AdwSplitButton  *open_button;
  GMenu           *recent_section;
  GtkBox          *jobs_slot;
  GtkButton       *undo_button;
  GtkButton       *redo_button;
  GtkMenuButton   *find_button;
  GtkRevealer     *bar_revealer;
  GtkProgressBar  *bar;
  GtkStack        *stack;
  AdwStatusPage   *empty;
  GtkButton       *empty_sample;
  GtkListBox      *empty_recent;
  AdwFlap         *inspector_flap;
  GtkStack        *pages;
  GtkStack        *inspectors;
  GtkRevealer     *strip_revealer;
  GtkRevealer     *drop_revealer;
};

/* Takes away the message that shows when its button undoes the last step; with `plain` also one without a button. */
void vitrine_window_drop_toast            (VitrineWindow  *self,
                                           gboolean        plain);

/* Before the window goes. */
void vitrine_window_close_toasts          (VitrineWindow  *self);

/* Recent files and unsaved work, in the menu and on the first screen. */
void vitrine_window_fill_recent           (VitrineWindow  *self);

/* vitrine-window-actions.c */
void vitrine_window_class_install_actions (GtkWidgetClass *klass);
void vitrine_window_update_actions        (VitrineWindow  *self);

/* vitrine-window-close.c: whether the window may close now; when not, a dialog asks. */
gboolean vitrine_window_confirm_close     (VitrineWindow  *self);

/* vitrine-window-drop.c: a drop target over the whole window. */
void vitrine_window_add_drop_target       (VitrineWindow  *self);

/* vitrine-window-boxes.c: part boxes from files, as one command, and into files.  Both are jobs. */
/* Pictures that did not come along: a message, and the lines on demand. */
void vitrine_window_tell_skipped          (VitrineWindow  *self);
void vitrine_window_show_skipped          (VitrineWindow  *self);
void vitrine_window_ask_for_export        (VitrineWindow  *self);
void vitrine_window_import_boxes          (VitrineWindow  *self,
                                           const char     *path);

G_END_DECLS
