/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery's popover. */
#include "config.h"

#include "app/vitrine-ask-gallery.h"

#include <glib/gi18n.h>

#include "app/vitrine-window.h"
#include "engine/project/vitrine-project.h"

typedef struct
{
  VitrineSession *session;        /* weak */
  gint64          template_id;
  GArray         *others;         /* gint64, as in the list to merge into */
  GtkPopover     *popover;
  GtkEditable    *name;
  GtkDropDown    *into;
} Gallery;

static void
gallery_free (gpointer data)
{
  Gallery *g = data;

  g_array_unref (g->others);
  g_free (g);
}

static VitrineProject *
project_of (Gallery *g)
{
  return vitrine_session_get_project (g->session);
}

/* Says what was done, or why not, and closes. */
static void
finish (Gallery      *g,
        const char   *done,
        const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (g->popover));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), error != NULL ? error->message : done, error == NULL ? _("Undo") : NULL,
                          error == NULL ? "win.undo" : NULL);
  gtk_popover_popdown (g->popover);
}

static void
on_rename (Gallery *g)
{
  g_autoptr (GError) error = NULL;

  vitrine_project_rename_template (project_of (g), g->template_id, gtk_editable_get_text (g->name), &error);
  finish (g, _("Template renamed"), error);
}

static void
on_merge (Gallery *g)
{
  g_autoptr (GError) error = NULL;
  const guint selected = gtk_drop_down_get_selected (g->into);

  if (selected >= g->others->len)
    return;
  vitrine_project_merge_templates (project_of (g), g->template_id, g_array_index (g->others, gint64, selected), &error);
  finish (g, _("Templates merged"), error);
}

/* The newer half of the boxes goes to a template of its own. */
static void
on_split (Gallery *g)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project_of (g), vitrine_session_get_part (g->session));
  g_autoptr (GArray) mine = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint half;

  for (guint i = 0; i < boxes->len; i++)
    {
      const VitrinePartBox *box = g_ptr_array_index (boxes, i);

      if (box->template_id == g->template_id)
        g_array_append_val (mine, box->id);
    }
  half = mine->len / 2;
  vitrine_project_split_template (project_of (g), g->template_id,
                                  (const gint64 *) (void *) mine->data + (mine->len - half), half, &error);
  finish (g, _("Template split"), error);
}

static void
on_delete (Gallery *g)
{
  g_autoptr (GError) error = NULL;

  vitrine_project_remove_template (project_of (g), g->template_id, &error);
  finish (g, _("Template deleted"), error);
}

static void
on_closed (GtkWidget *popover)
{
  /* The chosen button still has to be done with. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
}

static GtkWidget *
add_button (Gallery    *g,
            GtkBox     *box,
            const char *title,
            void (*     act )(Gallery *g))
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_box_append (box, button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (act), g);
  return button;
}

static GtkBox *
add_line (GtkBox *box)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (box, line);
  return GTK_BOX (line);
}

static void
add_merging (Gallery   *g,
             GtkBox    *box,
             GPtrArray *templates)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkBox *line = add_line (box);

  for (guint i = 0; i < templates->len; i++)
    {
      const VitrineTemplate *one = g_ptr_array_index (templates, i);

      if (one->id == g->template_id)
        continue;
      gtk_string_list_append (names, one->name);
      g_array_append_val (g->others, one->id);
    }
  g->into = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (g->into), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (g->into), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Template to merge into"), -1);
  gtk_box_append (line, GTK_WIDGET (g->into));
  add_button (g, line, _("Merge"), on_merge);
  gtk_widget_set_sensitive (GTK_WIDGET (line), g->others->len > 0);
}

GtkPopover *
vitrine_ask_gallery_pop_up (GtkWidget      *widget,
                            VitrineSession *session,
                            gint64          template_id)
{
  VitrineProject *project = vitrine_session_get_project (session);
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, vitrine_session_get_part (session));
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *entry = gtk_entry_new ();
  Gallery *g = g_new0 (Gallery, 1);
  GtkBox *line;

  *g = (Gallery) { session, template_id, g_array_new (FALSE, FALSE, sizeof (gint64)), GTK_POPOVER (popover),
                   GTK_EDITABLE (entry), NULL };
  for (guint i = 0; i < templates->len; i++)
    if (((VitrineTemplate *) g_ptr_array_index (templates, i))->id == template_id)
      gtk_editable_set_text (g->name, ((VitrineTemplate *) g_ptr_array_index (templates, i))->name);
  line = add_line (GTK_BOX (box));
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New name"), -1);
  gtk_box_append (line, entry);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_rename), g);
  add_button (g, line, _("Rename"), on_rename);
  add_merging (g, GTK_BOX (box), templates);
  add_button (g, GTK_BOX (box), _("Split in Two"), on_split);
  add_button (g, GTK_BOX (box), _("Delete"), on_delete);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_object_set_data_full (G_OBJECT (popover), "gallery", g, gallery_free);
  gtk_widget_set_parent (popover, widget);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  return GTK_POPOVER (popover);
}
