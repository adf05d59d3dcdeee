/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: makes sidebar and stack from the table of pages and follows the session. */
#include "config.h"

#include "app/vitrine-window-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-finder.h"
#include "app/vitrine-open.h"
#include "app/vitrine-page.h"
#include "app/vitrine-recent.h"
#include "app/vitrine-refusal.h"
#include "app/vitrine-settings.h"
#include "engine/project/vitrine-project.h"
#include "engine/data/vitrine-dataset.h"

enum
{
  PROP_SHOW_INSPECTOR = 1,
  PROP_SHOW_STRIP,
};

G_DEFINE_FINAL_TYPE (VitrineWindow, vitrine_window, ADW_TYPE_APPLICATION_WINDOW)

static const VitrinePage *
find_page (const char *id)
{
  for (gsize i = 0; vitrine_page_table[i] != NULL; i++)
    if (g_strcmp0 (vitrine_page_table[i]->id, id) == 0)
      return vitrine_page_table[i];
  return NULL;
}

static gboolean
page_is_useful (VitrineWindow     *self,
                const VitrinePage *page)
{
  if ((page->needs & VITRINE_NEEDS_MODEL) != 0 && vitrine_session_get_model (self->session) == NULL)
    return FALSE;
  if ((page->needs & VITRINE_NEEDS_PICTURES) != 0
      && vitrine_session_get_dataset (self->session) == NULL)
    return FALSE;
  return TRUE;
}

static GtkWidget *
make_page_row (const VitrinePage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_(page->title));
  gtk_label_set_xalign (GTK_LABEL (label), 0.f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon));
  gtk_box_append (GTK_BOX (box), label);

  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(page->title), -1);
  return row;
}

static void
fill_sidebar (VitrineWindow *self)
{
  for (gsize i = 0; vitrine_page_table[i] != NULL; i++)
    gtk_list_box_append (self->sidebar, make_page_row (vitrine_page_table[i]));
}

/* The widget of a page is made when the page is first shown, its inspector when that is. */
static void
ensure_page (VitrineWindow     *self,
             const VitrinePage *page)
{
  if (gtk_stack_get_child_by_name (self->pages, page->id) != NULL)
    return;
  gtk_stack_add_named (self->pages, page->create (self->session), page->id);
}

static void
show_inspector (VitrineWindow *self)
{
  const VitrinePage *page = find_page (vitrine_session_get_page (self->session));
  if (page == NULL || !self->show_inspector || gtk_stack_get_child_by_name (self->pages, page->id) == NULL)
    return;
  if (gtk_stack_get_child_by_name (self->inspectors, page->id) == NULL && page->inspector != NULL)
    gtk_stack_add_named (self->inspectors, page->inspector (self->session), page->id);
  if (page->inspector != NULL)
    gtk_stack_set_visible_child_name (self->inspectors, page->id);
}

static void
show_page (VitrineWindow *self)
{
  const VitrinePage *page = find_page (vitrine_session_get_page (self->session));
  if (page == NULL || !page_is_useful (self, page))
    return;
  ensure_page (self, page);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean free = focus == NULL || !gtk_widget_get_mapped (focus) || focus == GTK_WIDGET (self->open_button)
                  || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->pages))
                  || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->open_button))
                  || gtk_widget_is_ancestor (focus, gtk_stack_get_child_by_name (self->stack, "empty"));
  gtk_stack_set_visible_child_name (self->pages, page->id);
  /* Keys belong to the page, not to the first button of the header. */
  if (free)
    vitrine_window_focus_page (self);
  show_inspector (self);
  for (int i = 0; vitrine_page_table[i] != NULL; i++)
    if (vitrine_page_table[i] == page)
      gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, i));
}

/* A page that cannot do anything yet is shown when it can. */
static void
want_page (VitrineWindow *self,
           const char    *id)
{
  const VitrinePage *page = find_page (id);
  g_clear_pointer (&self->wanted, g_free);
  if (page != NULL && !page_is_useful (self, page))
    self->wanted = g_strdup (id);
  vitrine_session_set_page (self->session, id);
}

static void
show_wanted (VitrineWindow *self)
{
  g_autofree char *wanted = g_steal_pointer (&self->wanted);
  if (wanted != NULL)
    want_page (self, wanted);
}

/* Sidebar rows appear when their page can do something; the first useful page is shown at need. */
static void
update_pages (VitrineWindow *self)
{
  const VitrinePage *first = NULL;
  for (int i = 0; vitrine_page_table[i] != NULL; i++)
    {
      gboolean useful = page_is_useful (self, vitrine_page_table[i]);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->sidebar, i);
      gtk_widget_set_visible (GTK_WIDGET (row), useful);
      if (useful && first == NULL)
        first = vitrine_page_table[i];
    }
  if (self->wanted != NULL && page_is_useful (self, find_page (self->wanted)))
    show_wanted (self);
  const VitrinePage *page = find_page (vitrine_session_get_page (self->session));
  if (first != NULL && (page == NULL || !page_is_useful (self, page)))
    vitrine_session_set_page (self->session, first->id);
  gtk_stack_set_visible_child_name (self->stack, first != NULL ? "main" : "empty");
  adw_flap_set_reveal_flap (self->sidebar_flap,
                            first != NULL && !adw_flap_get_folded (self->sidebar_flap));
  adw_flap_set_locked (self->sidebar_flap, FALSE);
  if (first != NULL)
    show_page (self);
}

/* Pictures alone show nothing yet: the first screen says what is missing. */
static void
update_empty (VitrineWindow *self)
{
  GListModel *dataset = (GListModel *) vitrine_session_get_dataset (self->session);
  guint n = dataset != NULL ? g_list_model_get_n_items (dataset) : 0;
  if (n == 0 || vitrine_session_get_model (self->session) != NULL)
    return;
  g_autofree char *title = g_strdup_printf (ngettext ("%u Picture Is Open", "%u Pictures Are Open", n), n);
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, _("Now open a network to look at them with, "
                                                  "or take the small one that comes with Vitrine."));
  gtk_button_set_label (self->empty_sample, _("Take the _Sample’s Network"));
}

static void
update_title (VitrineWindow *self)
{
  GObject *model = (GObject *) vitrine_session_get_model (self->session);
  GObject *dataset = (GObject *) vitrine_session_get_dataset (self->session);
  g_autofree char *name = NULL, *subtitle = NULL, *title = NULL;
  if (model != NULL)
    g_object_get (model, "name", &name, NULL);
  if (dataset != NULL)
    {
      g_autofree char *set_name = NULL;
      g_object_get (dataset, "name", &set_name, NULL);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (dataset));
      /* Translators: how many pictures, and the name of their folder: "402 · tigers". */
      subtitle = g_strdup_printf (ngettext ("%u picture · %s", "%u pictures · %s", n), n, set_name);
    }
  VitrineProject *project = vitrine_session_get_project (self->session);
  if (project != NULL && !vitrine_project_is_untitled (project))
    {
      g_autofree char *pictures = g_steal_pointer (&subtitle);
      g_autofree char *own = vitrine_project_dup_title (project);
      subtitle = pictures != NULL ? g_strdup_printf ("%s · %s", pictures, own) : g_strdup (own);
    }
  update_empty (self);
  adw_window_title_set_title (self->title, name != NULL ? name : "Vitrine");
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  title = name != NULL ? g_strdup_printf ("%s — Vitrine", name) : g_strdup ("Vitrine");
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_strip (VitrineWindow *self)
{
  gtk_revealer_set_reveal_child (self->strip_revealer, self->show_strip && self->session != NULL
                                 && vitrine_session_get_dataset (self->session) != NULL
                                 && vitrine_dataset_get_n (vitrine_session_get_dataset (self->session)) > 0);
}

static void
on_pictures_changed (VitrineWindow *self)
{
  update_title (self);
  update_strip (self);
}

static void
on_page_activated (GtkListBox    *sidebar,
                   GtkListBoxRow *row,
                   VitrineWindow *self)
{
  int i = gtk_list_box_row_get_index (row);
  want_page (self, vitrine_page_table[i]->id);
  if (adw_flap_get_folded (self->sidebar_flap))
    adw_flap_set_reveal_flap (self->sidebar_flap, FALSE);
}

static void
on_recent_activated (GtkListBox    *list,
                     GtkListBoxRow *row,
                     VitrineWindow *self)
{
  const char *path = g_object_get_data (G_OBJECT (row), "path");
  vitrine_window_open (self, (const char *[]) { path, NULL });
}

static void
on_session_notify (VitrineSession *session,
                   GParamSpec     *pspec,
                   VitrineWindow  *self)
{
  const char *name = pspec->name;
  if (g_str_equal (name, "model") || g_str_equal (name, "dataset"))
    {
      VitrineDataset *dataset = vitrine_session_get_dataset (session);
      if (g_str_equal (name, "dataset") && dataset != NULL)
        {
          g_signal_connect_object (dataset, "items-changed", G_CALLBACK (on_pictures_changed), self, G_CONNECT_SWAPPED);
          g_signal_connect_object (dataset, "notify::loading", G_CALLBACK (vitrine_window_tell_skipped), self,
                                   G_CONNECT_SWAPPED);
        }
      update_title (self);
      update_pages (self);
      update_strip (self);
    }
  else if (g_str_equal (name, "project"))
    {
      if (vitrine_session_get_project (session) != NULL)
        g_signal_connect_object (vitrine_session_get_project (session), "notify::path",
                                 G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
      update_title (self);
    }
  else if (g_str_equal (name, "page"))
    show_page (self);
  vitrine_window_update_actions (self);
}

static void
on_failed (VitrineSession *session,
           const char     *message,
           VitrineWindow  *self)
{
  vitrine_window_toast (self, message, NULL, NULL);
}

static void
on_refused (VitrineSession *session,
            const char     *message,
            const char     *tensors,
            VitrineWindow  *self)
{
  vitrine_refusal_present (GTK_WINDOW (self), message, tensors);
}

static void
restore_settings (VitrineWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               vitrine_settings_get_int (self->settings, "window-width", 1280),
                               vitrine_settings_get_int (self->settings, "window-height", 800));
  if (vitrine_settings_get_bool (self->settings, "window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  g_object_set (self,
                "show-inspector", vitrine_settings_get_bool (self->settings, "show-inspector", FALSE),
                "show-strip", vitrine_settings_get_bool (self->settings, "show-strip", TRUE),
                NULL);
  g_autofree char *page = vitrine_settings_get_string (self->settings, "page", "network");
  want_page (self, page);
}

static gboolean
vitrine_window_close_request (GtkWindow *window)
{
  if (!vitrine_window_confirm_close (VITRINE_WINDOW (window)))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (vitrine_window_parent_class)->close_request (window);
}

static void
vitrine_window_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  VitrineWindow *self = VITRINE_WINDOW (object);
  if (id == PROP_SHOW_INSPECTOR)
    g_value_set_boolean (value, self->show_inspector);
  else if (id == PROP_SHOW_STRIP)
    g_value_set_boolean (value, self->show_strip);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vitrine_window_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  VitrineWindow *self = VITRINE_WINDOW (object);
  if (id == PROP_SHOW_INSPECTOR)
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
      const gboolean inside = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->inspectors));

      self->show_inspector = g_value_get_boolean (value);
      show_inspector (self);
      adw_flap_set_reveal_flap (self->inspector_flap, self->show_inspector);
      if (inside && !self->show_inspector)
        vitrine_window_focus_page (self);
    }
  else if (id == PROP_SHOW_STRIP)
    {
      self->show_strip = g_value_get_boolean (value);
      update_strip (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vitrine_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vitrine_window_parent_class)->map (widget);
  vitrine_window_note (widget, "window");
}

static void
vitrine_window_dispose (GObject *object)
{
  VitrineWindow *self = VITRINE_WINDOW (object);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (self->session != NULL)
    vitrine_session_close (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->bound_project);
  vitrine_window_close_toasts (self);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (vitrine_window_parent_class)->dispose (object);
}

static void
vitrine_window_class_init (VitrineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = vitrine_window_get_property;
  G_OBJECT_CLASS (klass)->set_property = vitrine_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = vitrine_window_close_request;
  widget_class->map = vitrine_window_map;

  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SHOW_INSPECTOR,
                                   g_param_spec_boolean ("show-inspector", NULL, NULL, FALSE, flags));
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SHOW_STRIP,
                                   g_param_spec_boolean ("show-strip", NULL, NULL, TRUE, flags));

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-window.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, sidebar_flap);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, title);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, recent_section);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, jobs_slot);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, bar_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, empty_sample);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, empty_recent);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, inspector_flap);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, inspectors);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, strip_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrineWindow, drop_revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_page_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_recent_activated);
  vitrine_window_class_install_actions (widget_class);
}

static void
vitrine_window_init (VitrineWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_sidebar (self);
  vitrine_window_add_drop_target (self);
}

/* The quiet bar under the header shows what the button's ring shows. */
static void
add_jobs_button (VitrineWindow *self)
{
  GtkWidget *button = vitrine_jobs_button_new (vitrine_session_get_jobs (self->session));
  self->jobs_button = VITRINE_JOBS_BUTTON (button);
  gtk_box_append (self->jobs_slot, button);
  g_object_bind_property (button, "fraction", self->bar, "fraction", G_BINDING_DEFAULT);
  g_object_bind_property (button, "busy", self->bar_revealer, "reveal-child", G_BINDING_SYNC_CREATE);
}

void
vitrine_window_fill_recent (VitrineWindow *self)
{
  vitrine_recent_fill_menu (self->recent_section);
  vitrine_recent_fill_list (self->empty_recent);
}

/* Drawn widgets take their high-contrast colours from this style class. */
static void
update_contrast (VitrineWindow *self)
{
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    gtk_widget_add_css_class (GTK_WIDGET (self), "high-contrast");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "high-contrast");
}

/* Keys that the strip does not know mean what they mean on the page. */
static gboolean
on_strip_key (GtkEventControllerKey *keys,
              guint                  keyval,
              guint                  keycode,
              GdkModifierType        state,
              VitrineWindow         *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);

  if (page == NULL || GTK_IS_EDITABLE (gtk_window_get_focus (GTK_WINDOW (self))))
    return FALSE;
  return gtk_event_controller_key_forward (keys, page);
}

static void
add_strip (VitrineWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->strip = VITRINE_PICTURE_STRIP (vitrine_picture_strip_new (self->session));
  gtk_revealer_set_child (self->strip_revealer, GTK_WIDGET (self->strip));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_strip_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->strip), keys);
}

VitrineWindow *
vitrine_window_new (VitrineApplication *app)
{
  VitrineWindow *self = g_object_new (VITRINE_TYPE_WINDOW, "application", app, NULL);
  if (app != NULL)
    g_set_object (&self->settings, vitrine_application_get_settings (app));
  self->session = vitrine_session_new (self->settings);
  g_signal_connect_object (self->session, "notify", G_CALLBACK (on_session_notify), self, 0);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (on_failed), self, 0);
  g_signal_connect_object (self->session, "refused", G_CALLBACK (on_refused), self, 0);
  g_signal_connect_object (self->session, "boxes", G_CALLBACK (vitrine_window_import_boxes), self, G_CONNECT_SWAPPED);
  add_jobs_button (self);
  add_strip (self);
  gtk_menu_button_set_popover (self->find_button, vitrine_finder_new (self->session));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (update_contrast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (vitrine_window_fill_recent), self, G_CONNECT_SWAPPED);
  update_contrast (self);
  vitrine_window_fill_recent (self);
  restore_settings (self);
  update_pages (self);
  vitrine_window_update_actions (self);
  return self;
}

VitrineSession *
vitrine_window_get_session (VitrineWindow *self)
{
  g_return_val_if_fail (VITRINE_IS_WINDOW (self), NULL);
  return self->session;
}

void
vitrine_window_open (VitrineWindow     *self,
                     const char *const *paths)
{
  g_return_if_fail (VITRINE_IS_WINDOW (self));
  vitrine_open (self->session, paths);
}

void
vitrine_window_show_page (VitrineWindow *self,
                          const char    *id)
{
  g_return_if_fail (VITRINE_IS_WINDOW (self));
  want_page (self, id);
}

void
vitrine_window_focus_page (VitrineWindow *self)
{
  g_return_if_fail (VITRINE_IS_WINDOW (self));
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  if (page != NULL)
    gtk_widget_grab_focus (page);
}

static void
on_noted (GdkFrameClock *clock,
          const char    *what)
{
  VitrineApplication *app = VITRINE_APPLICATION (g_application_get_default ());
  g_signal_handlers_disconnect_by_func (clock, on_noted, (gpointer) what);
  vitrine_application_note (app, what);
}

void
vitrine_window_note (GtkWidget  *widget,
                     const char *what)
{
  GApplication *app = g_application_get_default ();
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  if (!VITRINE_IS_APPLICATION (app) || clock == NULL
      || vitrine_application_get_meter (VITRINE_APPLICATION (app)) == NULL)
    return;
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_noted), (gpointer) what);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
}
