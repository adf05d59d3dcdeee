/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the window, as a row of a table.  The window makes its sidebar, its stack, its inspector
 * and the action `win.page` from the table; a page is one new file and one word in app/meson.build. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"

G_BEGIN_DECLS

/* What must be open before a page can do something.  Until then its row is not shown. */
typedef enum
{
  VITRINE_NEEDS_NOTHING  = 0,
  VITRINE_NEEDS_MODEL    = 1 << 0,
  VITRINE_NEEDS_PICTURES = 1 << 1,
} VitrineNeeds;

typedef struct
{
  const char   *id;           /* "network": also the page's word in addresses and actions */
  const char   *title;        /* N_() */
  const char   *icon;         /* symbolic icon name */
  VitrineNeeds  needs;
  /* The page's widget, made when the page is first shown. (transfer floating) */
  GtkWidget  *(*create)    (VitrineSession *session);
  /* Rows for the inspector at the right, or NULL. (transfer floating) */
  GtkWidget  *(*inspector) (VitrineSession *session);
} VitrinePage;

/* All pages in the order of the sidebar, NULL-terminated, from the build's list. */
extern const VitrinePage *const vitrine_page_table[];

G_END_DECLS
