/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made anew from the project whenever its boxes change while it shows; the box that has the keys keeps them. */
#include "config.h"

#include "app/vitrine-ask-boxes.h"

#include <glib/gi18n.h>

#include "app/vitrine-ask-gallery.h"
#include "app/vitrine-parts-work.h"
#include "app/vitrine-window.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/project/vitrine-project.h"

#define SIDE 84

struct _VitrineAskBoxes
{
  GtkWidget       parent_instance;
  VitrineSession *session;         /* weak */
  VitrineProject *project;         /* the one whose signals are heard */
  GtkWidget      *box;
  GtkBox         *rows;
  GHashTable     *thumbnails;      /* gint64 box -> GdkTexture */
  gint64          focus;           /* the box that had the keys last */
  gint64          dropped, into;   /* what was dropped, until the drag is over */
  guint           drop_source;
};

G_DEFINE_FINAL_TYPE (VitrineAskBoxes, vitrine_ask_boxes, GTK_TYPE_WIDGET)

static void
say (VitrineAskBoxes *self,
     const char      *done,
     const GError    *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), error != NULL ? error->message : done, error == NULL ? _("Undo") : NULL,
                          error == NULL ? "win.undo" : NULL);
}

/* ---- what is done ---- */

/* Template 0: a new one. */
static void
move (VitrineAskBoxes *self,
      gint64           box,
      gint64           template_id)
{
  g_autoptr (GError) error = NULL;

  self->focus = box;
  vitrine_project_reassign_box (self->project, box, template_id, &error);
  say (self, _("Box moved to another template"), error);
}

static void
remove_box (VitrineAskBoxes *self,
            gint64           box)
{
  g_autoptr (GError) error = NULL;

  vitrine_project_remove_box (self->project, box, &error);
  say (self, _("Box removed"), error);
}

static void
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  VitrineAskBoxes *self = VITRINE_ASK_BOXES (widget);
  gint64 box, template_id;

  if (g_str_equal (name, "boxes.move"))
    {
      g_variant_get (parameter, "(xx)", &box, &template_id);
      move (self, box, template_id);
    }
  else
    remove_box (self, g_variant_get_int64 (parameter));
}

static gint64
id_of (GtkWidget  *widget,
       const char *what)
{
  const gint64 *id = widget != NULL ? g_object_get_data (G_OBJECT (widget), what) : NULL;

  return id != NULL ? *id : 0;
}

static void
set_id (GtkWidget  *widget,
        const char *what,
        gint64      id)
{
  g_object_set_data_full (G_OBJECT (widget), what, g_memdup2 (&id, sizeof id), g_free);
}

static gint64
focused_box (VitrineAskBoxes *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return id_of (focus, "box");
}

/* ---- menus ---- */

static void
on_menu_closed (GtkWidget *menu)
{
  /* The chosen action still has to run before the menu may go. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, menu);
}

static void
point_at (VitrineAskBoxes *self,
          GtkPopover      *popover,
          GtkWidget       *widget)
{
  graphene_rect_t there;

  if (gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &there))
    gtk_popover_set_pointing_to (popover, &(GdkRectangle) {
      (int) there.origin.x, (int) there.origin.y, (int) there.size.width, (int) there.size.height,
    });
}

static void
pop_up (VitrineAskBoxes *self,
        GtkWidget       *child)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (self->project, vitrine_session_get_part (self->session));
  g_autoptr (GMenu) menu = g_menu_new (), to = g_menu_new (), other = g_menu_new ();
  const gint64 box = id_of (child, "box"), mine = id_of (child, "template");
  g_autoptr (GMenuItem) remove = g_menu_item_new (_("_Remove"), NULL);
  GtkWidget *popover;

  for (guint i = 0; i <= templates->len; i++)
    {
      const VitrineTemplate *one = i < templates->len ? g_ptr_array_index (templates, i) : NULL;
      g_autofree char *label = one != NULL ? g_strdup_printf (_("Move to %s"), one->name)
                                           : g_strdup (_("Move to a New Template"));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "boxes.move", "(xx)", box, one != NULL ? one->id : 0);
      if (one == NULL || one->id != mine)
        g_menu_append_item (to, item);
    }
  g_menu_item_set_action_and_target (remove, "boxes.remove", "x", box);
  g_menu_append_item (other, remove);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (to));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (other));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  /* The pane stays, the thumbnail may not. */
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  point_at (self, GTK_POPOVER (popover), child);
  g_signal_connect (popover, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
on_menu (GtkGestureClick *gesture,
         int              n_press,
         double           x,
         double           y,
         VitrineAskBoxes *self)
{
  GtkWidget *child = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (child);
  pop_up (self, child);
}

static void
on_template_clicked (GtkWidget       *button,
                     VitrineAskBoxes *self)
{
  /* The pane stays, the button may not. */
  point_at (self, vitrine_ask_gallery_pop_up (GTK_WIDGET (self), self->session, id_of (button, "template")), button);
}

gboolean
vitrine_ask_boxes_key (VitrineAskBoxes *self,
                       guint            keyval)
{
  g_return_val_if_fail (VITRINE_IS_ASK_BOXES (self), FALSE);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const gint64 box = focused_box (self);

  if (keyval == GDK_KEY_Escape)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.ask-boxes", NULL);
      return TRUE;
    }
  if (keyval == GDK_KEY_BackSpace)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL);
      return TRUE;
    }
  if (box == 0)
    return FALSE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    {
      g_autoptr (GPtrArray) templates = vitrine_project_list_templates (self->project,
                                                                        vitrine_session_get_part (self->session));

      if (keyval - GDK_KEY_1 < templates->len)
        move (self, box, ((VitrineTemplate *) g_ptr_array_index (templates, keyval - GDK_KEY_1))->id);
      return TRUE;
    }
  if (gdk_keyval_to_lower (keyval) == GDK_KEY_n)
    move (self, box, 0);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    remove_box (self, box);
  else if (keyval == GDK_KEY_Menu || keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    pop_up (self, focus);
  else
    return FALSE;
  return TRUE;
}

/* ---- drag and drop ---- */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source,
                 double         x,
                 double         y,
                 gpointer       data)
{
  GtkWidget *child = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  return gdk_content_provider_new_typed (G_TYPE_INT64, id_of (child, "box"));
}

static void
on_drag_begin (GtkDragSource *source,
               GdkDrag       *drag,
               gpointer       data)
{
  GtkWidget *child = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) look = gtk_widget_paintable_new (child);

  gtk_drag_source_set_icon (source, look, SIDE / 2, SIDE / 2);
}

/* The thumbnail that is dragged goes with the move: not before the drag is over. */
static gboolean
drop_now (gpointer data)
{
  VitrineAskBoxes *self = data;

  self->drop_source = 0;
  move (self, self->dropped, self->into);
  return G_SOURCE_REMOVE;
}

static gboolean
on_drop (GtkDropTarget   *target,
         const GValue    *value,
         double           x,
         double           y,
         VitrineAskBoxes *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  const gint64 box = g_value_get_int64 (value);

  if (box == 0 || self->drop_source != 0)
    return FALSE;
  self->dropped = box;
  self->into = id_of (row, "template");
  self->drop_source = g_timeout_add (50, drop_now, self);
  return TRUE;
}

/* ---- rows ---- */

static GtkWidget *
box_child (VitrineAskBoxes      *self,
           const VitrinePartBox *row,
           const char           *name)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  g_autoptr (GdkPaintable) blank = vitrine_parts_blank (&row->box, 2 * SIDE);
  GdkTexture *thumbnail = g_hash_table_lookup (self->thumbnails, &row->id);
  GtkWidget *view = gtk_picture_new_for_paintable (thumbnail != NULL ? GDK_PAINTABLE (thumbnail) : blank);
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkDragSource *drag = gtk_drag_source_new ();
  g_autofree char *tip = g_strdup_printf (_("A box of %s: drag it, or press a digit, N or Delete"), name);

  gtk_widget_set_size_request (view, SIDE, SIDE * 3 / 4);
  gtk_picture_set_can_shrink (GTK_PICTURE (view), TRUE);
  gtk_widget_add_css_class (view, "ask-thumb");
  gtk_widget_set_halign (view, GTK_ALIGN_START);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), view);
  gtk_widget_set_tooltip_text (child, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  set_id (child, "box", row->id);
  set_id (child, "template", row->template_id);
  g_object_set_data (G_OBJECT (child), "view", view);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu), self);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (menu));
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), NULL);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (drag));
  return child;
}

static GtkWidget *
row_new (VitrineAskBoxes *self,
         gint64           template_id)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT64, GDK_ACTION_MOVE);

  gtk_widget_add_css_class (row, "card");
  gtk_widget_add_css_class (row, "ask-row");
  set_id (row, "template", template_id);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  return row;
}

static GtkWidget *
template_row (VitrineAskBoxes       *self,
              const VitrineTemplate *template,
              guint                  number,
              GPtrArray             *boxes)
{
  GtkWidget *row = row_new (self, template->id), *flow = gtk_flow_box_new ();
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *more = gtk_button_new_from_icon_name ("view-more-symbolic");
  const guint n = vitrine_part_boxes_count (boxes, template->id);
  g_autofree char *key = g_strdup_printf ("%u", number + 1);
  g_autofree char *count = g_strdup_printf (ngettext ("%u box", "%u boxes", n), n);
  GtkWidget *sign = gtk_label_new (number < 9 ? key : ""), *name = gtk_label_new (template->name);
  GtkWidget *many = gtk_label_new (count);

  gtk_widget_add_css_class (sign, "ask-key");
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (many, "dim-label");
  gtk_widget_set_hexpand (many, TRUE);
  gtk_label_set_xalign (GTK_LABEL (many), 0);
  gtk_widget_add_css_class (more, "flat");
  gtk_widget_set_tooltip_text (more, _("Rename, merge, split or delete this template"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Rename, merge, split or delete this template"), -1);
  set_id (more, "template", template->id);
  g_signal_connect (more, "clicked", G_CALLBACK (on_template_clicked), self);
  gtk_box_append (GTK_BOX (head), sign);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), many);
  gtk_box_append (GTK_BOX (head), more);
  gtk_box_append (GTK_BOX (row), head);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 30);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (flow), 4);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL, template->name, -1);
  for (guint i = 0; i < boxes->len; i++)
    if (((VitrinePartBox *) g_ptr_array_index (boxes, i))->template_id == template->id)
      gtk_flow_box_append (GTK_FLOW_BOX (flow), box_child (self, g_ptr_array_index (boxes, i), template->name));
  gtk_box_append (GTK_BOX (row), flow);
  return row;
}

static GtkWidget *
find_box (GtkWidget *widget,
          gint64     box)
{
  if (id_of (widget, "box") == box)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_box (child, box);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* ---- thumbnails ---- */

static void
take_thumbnails (GdkTexture  **textures,
                 guint         n,
                 const GError *error,
                 gpointer      data)
{
  VitrineAskBoxes *self = data;
  GArray *ids = g_object_get_data (G_OBJECT (self), "thumbnail-ids");

  for (guint i = 0; ids != NULL && ids->len == n && i < n; i++)
    {
      const gint64 id = g_array_index (ids, gint64, i);
      GtkWidget *child = find_box (GTK_WIDGET (self->rows), id);

      if (textures[i] == NULL)
        continue;
      g_hash_table_insert (self->thumbnails, g_memdup2 (&id, sizeof id), g_object_ref (textures[i]));
      if (child != NULL)
        gtk_picture_set_paintable (g_object_get_data (G_OBJECT (child), "view"), GDK_PAINTABLE (textures[i]));
    }
}

static void
ask_thumbnails (VitrineAskBoxes *self,
                GPtrArray       *boxes)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, FALSE, sizeof (VitrineCutting));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; dataset != NULL && i < boxes->len; i++)
    {
      const VitrinePartBox *box = g_ptr_array_index (boxes, i);
      const VitrineCutting cutting = { vitrine_dataset_find (dataset, box->picture), box->box };

      if (cutting.picture == NULL || g_hash_table_contains (self->thumbnails, &box->id))
        continue;
      g_array_append_val (cuttings, cutting);
      g_array_append_val (ids, box->id);
    }
  if (ids->len == 0)
    return;
  g_object_set_data_full (G_OBJECT (self), "thumbnail-ids", g_array_ref (ids), (GDestroyNotify) g_array_unref);
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-boxes",
                              (const VitrineCutting *) (void *) cuttings->data, cuttings->len, 2 * SIDE, take_thumbnails, self);
}

static void
fill (VitrineAskBoxes *self)
{
  const gint64 part = vitrine_session_get_part (self->session), focus = focused_box (self);
  GtkWidget *child, *fresh, *words, *again;

  self->focus = focus != 0 ? focus : self->focus;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
  if (self->project == NULL || part == 0)
    return;

  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (self->project, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, part);

  for (guint i = 0; i < templates->len; i++)
    gtk_box_append (self->rows, template_row (self, g_ptr_array_index (templates, i), i, boxes));
  fresh = row_new (self, 0);
  words = gtk_label_new (_("Drop a box here for a template of its own (N)"));
  gtk_widget_add_css_class (words, "dim-label");
  gtk_box_append (GTK_BOX (fresh), words);
  gtk_box_append (self->rows, fresh);
  ask_thumbnails (self, boxes);
  again = self->focus != 0 ? find_box (GTK_WIDGET (self->rows), self->focus) : NULL;
  if (again != NULL)
    gtk_widget_grab_focus (again);
}

/* ---- following ---- */

static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrineAskBoxes      *self)
{
  if (aspect & VITRINE_PROJECT_BOXES)
    g_hash_table_remove_all (self->thumbnails);      /* one may have been moved */
  if ((aspect & (VITRINE_PROJECT_PARTS | VITRINE_PROJECT_TEMPLATES | VITRINE_PROJECT_BOXES))
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

static void
follow_project (VitrineAskBoxes *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);

  if (project == self->project)
    return;
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  if (project != NULL)
    g_signal_connect (project, "changed", G_CALLBACK (on_project_changed), self);
  g_hash_table_remove_all (self->thumbnails);
}

/* ---- object ---- */

static void
vitrine_ask_boxes_map (GtkWidget *widget)
{
  fill (VITRINE_ASK_BOXES (widget));
  GTK_WIDGET_CLASS (vitrine_ask_boxes_parent_class)->map (widget);
}

static gboolean
vitrine_ask_boxes_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (VITRINE_ASK_BOXES (widget)->rows), GTK_DIR_TAB_FORWARD);
}

static void
vitrine_ask_boxes_dispose (GObject *object)
{
  VitrineAskBoxes *self = VITRINE_ASK_BOXES (object);

  g_clear_handle_id (&self->drop_source, g_source_remove);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_object (&self->project);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_ASK_BOXES);
  g_clear_pointer (&self->thumbnails, g_hash_table_unref);
  G_OBJECT_CLASS (vitrine_ask_boxes_parent_class)->dispose (object);
}

static void
vitrine_ask_boxes_class_init (VitrineAskBoxesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vitrine_ask_boxes_dispose;
  widget_class->map = vitrine_ask_boxes_map;
  widget_class->grab_focus = vitrine_ask_boxes_grab_focus;
  gtk_widget_class_install_action (widget_class, "boxes.move", "(xx)", act);
  gtk_widget_class_install_action (widget_class, "boxes.remove", "x", act);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-ask-boxes.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineAskBoxes, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskBoxes, rows);
}

static void
vitrine_ask_boxes_init (VitrineAskBoxes *self)
{
  self->thumbnails = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vitrine_ask_boxes_set_session (VitrineAskBoxes *self,
                               VitrineSession  *session)
{
  g_return_if_fail (VITRINE_IS_ASK_BOXES (self));
  self->session = session;
  g_signal_connect_object (session, "notify::project", G_CALLBACK (follow_project), self, G_CONNECT_SWAPPED);
  follow_project (self);
}
