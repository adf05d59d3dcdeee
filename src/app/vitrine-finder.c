/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding layers, units, notes and pictures by what a person types. */
#include "config.h"

#include "app/vitrine-finder.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/vitrine-address.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/project/vitrine-project.h"

#define MAX_ROWS 12        /* of each kind */

struct _VitrineFinder
{
  GtkPopover      parent_instance;
  VitrineSession *session;
  GtkSearchEntry *entry;
  GtkListBox     *list;
  GtkLabel       *message;
};

G_DEFINE_FINAL_TYPE (VitrineFinder, vitrine_finder, GTK_TYPE_POPOVER)

/* A row that goes to `address`, or to `picture`. */
static void
add_row (VitrineFinder  *self,
         const char     *title,
         const char     *detail,
         const char     *address,
         VitrinePicture *picture)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (title), *kind = gtk_label_new (detail);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (name), 0.f);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (kind, "dim-label");
  gtk_widget_add_css_class (kind, "caption");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), kind);
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  if (address != NULL)
    g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address), g_free);
  if (picture != NULL)
    g_object_set_data_full (G_OBJECT (row), "picture", g_object_ref (picture), g_object_unref);
  gtk_list_box_append (self->list, row);
}

static gboolean
holds (const char *text,
       const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return strstr (folded, needle) != NULL;
}

static void
add_layers (VitrineFinder *self,
            VitrineModel  *model,
            const char    *needle)
{
  GListModel *layers = vitrine_model_get_layers (model);
  guint n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (layers) && n < MAX_ROWS; i++)
    {
      g_autoptr (VitrineLayer) layer = g_list_model_get_item (layers, i);
      if (!holds (vitrine_layer_get_name (layer), needle))
        continue;
      add_row (self, vitrine_layer_get_name (layer), vitrine_layer_get_op (layer),
               vitrine_layer_get_name (layer), NULL);
      n++;
    }
}

static void
add_pictures (VitrineFinder *self,
              const char    *needle)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  guint n = 0, total = dataset != NULL && *needle != '\0' ? vitrine_dataset_get_n (dataset) : 0;
  for (guint i = 0; i < total && n < MAX_ROWS; i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, i);
      if (!holds (vitrine_picture_get_name (picture), needle))
        continue;
      add_row (self, vitrine_picture_get_name (picture), _("picture"), NULL, picture);
      n++;
    }
}

static void
add_notes (VitrineFinder *self,
           const char    *needle)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  if (project == NULL)
    return;
  g_auto (GStrv) addresses = vitrine_project_list_notes (project);
  for (gsize i = 0; addresses[i] != NULL && i < MAX_ROWS; i++)
    {
      g_autofree char *note = vitrine_project_dup_note (project, addresses[i]);
      if (note != NULL && (holds (note, needle) || holds (addresses[i], needle)))
        add_row (self, note, addresses[i], addresses[i], NULL);
    }
}

static void
fill (VitrineFinder *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  GtkWidget *row;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  if (model == NULL)
    return;

  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *needle = g_utf8_casefold (text, -1);
  g_autofree char *layer = NULL;
  g_autoptr (GError) error = NULL;
  int unit;
  g_strstrip (needle);
  if (*needle != '\0' && vitrine_address_parse (model, text, &layer, &unit, &error) && unit >= 0)
    {
      g_autofree char *title = g_strdup_printf (_("Unit %d of %s"), unit, layer);
      add_row (self, title, _("unit"), text, NULL);
    }
  add_layers (self, model, needle);
  add_notes (self, needle);
  add_pictures (self, needle);
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);
  gtk_list_box_select_row (self->list, first);
  if (first == NULL)
    {
      gtk_label_set_text (self->message, error != NULL ? error->message : _("Nothing is called like this."));
      gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
    }
}

static void
go_to (VitrineFinder *self,
       GtkListBoxRow *row)
{
  const char *address = row != NULL ? g_object_get_data (G_OBJECT (row), "address") : NULL;
  VitrinePicture *picture = row != NULL ? g_object_get_data (G_OBJECT (row), "picture") : NULL;
  g_autoptr (GError) error = NULL;
  if (picture != NULL)
    vitrine_session_set_picture (self->session, picture);
  else if (address != NULL && !vitrine_session_go_to (self->session, address, &error))
    vitrine_session_fail (self->session, error->message);
  if (address != NULL && error == NULL)
    vitrine_session_set_page (self->session, "network");
  if (row == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  vitrine_window_focus_page (VITRINE_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
on_search_changed (GtkSearchEntry *entry,
                   VitrineFinder  *self)
{
  fill (self);
}

static void
on_activate (GtkSearchEntry *entry,
             VitrineFinder  *self)
{
  fill (self);      /* the entry tells of changes late; what counts is what it holds now */
  go_to (self, gtk_list_box_get_selected_row (self->list));
}

static void
on_stop_search (GtkSearchEntry *entry,
                VitrineFinder  *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_row_activated (GtkListBox    *list,
                  GtkListBoxRow *row,
                  VitrineFinder *self)
{
  go_to (self, row);
}

static void
on_show (VitrineFinder *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
vitrine_finder_dispose (GObject *object)
{
  VitrineFinder *self = VITRINE_FINDER (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_FINDER);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_finder_parent_class)->dispose (object);
}

static void
vitrine_finder_class_init (VitrineFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_finder_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineFinder, entry);
  gtk_widget_class_bind_template_child (widget_class, VitrineFinder, list);
  gtk_widget_class_bind_template_child (widget_class, VitrineFinder, message);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
vitrine_finder_init (VitrineFinder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "show", G_CALLBACK (on_show), NULL);
}

GtkWidget *
vitrine_finder_new (VitrineSession *session)
{
  VitrineFinder *self = g_object_new (VITRINE_TYPE_FINDER, NULL);
  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
