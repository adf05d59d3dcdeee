/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network page: asks for a new sight whenever the selection or the preprocessing changes, and shows
 * what comes.  Old results stay, dimmed, until the new ones are there. */
#include "config.h"

#include "app/vitrine-network-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-curves.h"
#include "app/vitrine-model-inspector.h"
#include "app/vitrine-page.h"
#include "app/vitrine-window.h"
#include "base/vt-error.h"
#include "engine/data/vitrine-dataset.h"
#include "weights/vt-arch.h"

#define STALE_MS 200      /* a wait shorter than this is not shown */

G_DEFINE_FINAL_TYPE (VitrineNetworkPage, vitrine_network_page, GTK_TYPE_WIDGET)

VitrineLayer *
vitrine_network_page_get_layer (VitrineNetworkPage *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  const char *name = vitrine_session_get_layer (self->session);
  return model != NULL && *name != '\0' ? vitrine_model_find_layer (model, name) : NULL;
}

static void
set_stale (VitrineNetworkPage *self,
           gboolean            stale)
{
  g_clear_handle_id (&self->stale_timer, g_source_remove);
  if (stale)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->grid), "stale");
      gtk_widget_add_css_class (GTK_WIDGET (self->scores), "stale");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->grid), "stale");
      gtk_widget_remove_css_class (GTK_WIDGET (self->scores), "stale");
    }
}

static gboolean
on_stale (gpointer user_data)
{
  VitrineNetworkPage *self = user_data;
  self->stale_timer = 0;
  set_stale (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_problem (VitrineNetworkPage *self,
              const char         *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  if (text != NULL && self->sight == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->scores), FALSE);
}

/* The grid shows channels, or the kernels that make them. */
static void
show_grid (VitrineNetworkPage *self)
{
  VitrineLayer *layer = vitrine_network_page_get_layer (self);
  VitrineModel *model = vitrine_session_get_model (self->session);
  g_autoptr (VitrineChannelSheet) kernels = layer != NULL ? vitrine_kernels_of (model, layer) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->kernels), kernels != NULL);
  if (kernels == NULL)
    gtk_toggle_button_set_active (self->kernels, FALSE);
  gboolean show_kernels = kernels != NULL && gtk_toggle_button_get_active (self->kernels);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sorted), !show_kernels);
  if (show_kernels)
    vitrine_channel_grid_set_sheet (self->grid, kernels);
  else if (layer == NULL)
    vitrine_channel_grid_set_sheet (self->grid, NULL);
  else if (self->sight != NULL && self->sight->sheet != NULL
           && self->sight->node == vitrine_layer_get_node (layer))
    vitrine_channel_grid_set_sheet (self->grid, self->sight->sheet);

  g_autofree char *title = NULL;
  if (layer == NULL)
    title = g_strdup (_("No layer chosen"));
  else
    title = g_strdup_printf ("%s  %s", vitrine_layer_get_name (layer), vitrine_layer_get_shape_text (layer));
  gtk_label_set_text (self->layer_title, title);
  vitrine_channel_grid_set_title (self->grid, title);
}

/* What the network is given of the picture, dashed, where that is not all of it. */
static void
show_frame (VitrineNetworkPage *self)
{
  const VitrineBox *frame = &self->sight->frame;
  double w = vitrine_image_get_width (self->sight->image), h = vitrine_image_get_height (self->sight->image);
  gboolean whole = frame->x <= .5 && frame->y <= .5 && frame->w >= w - 1 && frame->h >= h - 1;
  VitrineMark mark = {
    .id = 1, .kind = VITRINE_MARK_TRUTH, .flags = VITRINE_MARK_FIXED,
    .x = frame->x, .y = frame->y, .width = frame->w, .height = frame->h,
  };
  vitrine_canvas_set_marks (self->canvas, &mark, whole ? 0 : 1);
}

static void
show_sight (VitrineNetworkPage *self)
{
  VitrineSight *sight = self->sight;
  g_autoptr (GdkTexture) texture = vitrine_sight_make_texture (sight);
  vitrine_canvas_set_texture (self->canvas, texture);
  vitrine_canvas_set_title (self->canvas, vitrine_picture_get_name (sight->picture));
  vitrine_scores_pane_set_sight (self->scores, sight);
  if (!gtk_toggle_button_get_active (self->frozen))
    show_grid (self);
  show_frame (self);
  vitrine_network_page_show_heat (self);
  vitrine_window_note (GTK_WIDGET (self), "first scores");
}

static void
on_curves (VitrineJob   *job,
           gpointer      result,
           const GError *error,
           gpointer      user_data)
{
  VitrineNetworkPage *self = user_data;
  if (result != NULL && self->session != NULL)
    vitrine_layer_list_set_curves (self->layers, result);
}

static void
on_sight (VitrineJob   *job,
          gpointer      result,
          const GError *error,
          gpointer      user_data)
{
  VitrineNetworkPage *self = user_data;
  if (self->session == NULL)
    return;
  gboolean newest = job == self->asked;
  if (newest)
    {
      g_clear_object (&self->asked);
      set_stale (self, FALSE);
    }
  VitrineSight *sight = result;
  if (sight != NULL && sight->model == vitrine_session_get_model (self->session))
    {
      g_clear_pointer (&self->sight, vitrine_sight_unref);
      self->sight = vitrine_sight_ref (sight);
      show_problem (self, NULL);
      show_sight (self);
      if (newest)
        vitrine_curves_ask (vitrine_session_get_jobs (self->session), sight, on_curves,
                            g_object_ref (self), g_object_unref);
    }
  else if (newest && error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    show_problem (self, error->message);
}

/* A set without a picture is not the same as no set. */
static void
say_why_empty (VitrineNetworkPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autofree char *name = NULL, *text = NULL;
  if (dataset != NULL)
    g_object_get (dataset, "name", &name, NULL);
  if (dataset != NULL && vitrine_dataset_get_n (dataset) == 0)
    /* Translators: %s is a folder's name. */
    text = g_strdup_printf (_("“%s” holds no pictures. Open another folder, or drop some here."), name);
  else
    text = g_strdup (_("Open a folder of pictures, or drop some here, to see what each layer makes of them."));
  adw_status_page_set_description (self->no_pictures, text);
}

/* A map of one cell is all of one colour on a scale of its own: such channels share one. */
static gboolean
is_one_cell (VitrineNetworkPage *self)
{
  VitrineLayer *layer = vitrine_network_page_get_layer (self);
  return layer != NULL && vitrine_layer_get_height (layer) * vitrine_layer_get_width (layer) == 1;
}

static void
ask (VitrineNetworkPage *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  VitrinePicture *picture = vitrine_session_get_picture (self->session);
  const char *page = model == NULL || picture == NULL ? "no-pictures" : "picture";
  if (model != NULL && !vitrine_model_takes_pictures (model))
    page = "not-for-pictures";
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->scores), g_str_equal (page, "picture"));
  if (!g_str_equal (page, "picture"))
    {
      say_why_empty (self);
      vitrine_scores_pane_set_sight (self->scores, NULL);
      return;
    }
  GSettings *settings = vitrine_session_get_settings (self->session);
  VitrineSightAsk what = {
    .model = model,
    .picture = picture,
    .layer = vitrine_session_get_layer (self->session),
    .scale = gtk_toggle_button_get_active (self->shared) || is_one_cell (self) ? VITRINE_SCALE_SHARED
                                                                               : VITRINE_SCALE_EACH,
    .colormap = settings != NULL ? (VitrineColormap) g_settings_get_enum (settings, "color-map")
                                 : VITRINE_COLORMAP_VIRIDIS,
    .previous = self->sight,
  };
  vitrine_jobs_cancel_preview (vitrine_session_get_jobs (self->session), "curves");
  VitrineJob *job = vitrine_sight_ask (vitrine_session_get_jobs (self->session), "network", &what,
                                       on_sight, g_object_ref (self), g_object_unref);
  g_set_object (&self->asked, job);
  if (self->stale_timer == 0)
    self->stale_timer = g_timeout_add (STALE_MS, on_stale, self);
}

static void
show_layer (VitrineNetworkPage *self)
{
  vitrine_layer_list_set_selected (self->layers, vitrine_session_get_layer (self->session));
  vitrine_channel_grid_set_spot (self->grid, 0, 0, -1);
  vitrine_canvas_set_field (self->canvas, NULL);
  gtk_toggle_button_set_active (self->frozen, FALSE);
  show_grid (self);
}

/* Keys of a page mean nothing while another page shows. */
static void
update_actions (VitrineNetworkPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean shows = gtk_widget_get_mapped (widget);
  gtk_widget_action_set_enabled (widget, "network.search", shows);
  gtk_widget_action_set_enabled (widget, "network.freeze", shows);
  gtk_widget_action_set_enabled (widget, "network.leave-unit",
                                 shows && self->session != NULL && vitrine_session_get_unit (self->session) >= 0);
}

static void
vitrine_network_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vitrine_network_page_parent_class)->map (widget);
  update_actions (VITRINE_NETWORK_PAGE (widget));
}

static void
vitrine_network_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vitrine_network_page_parent_class)->unmap (widget);
  update_actions (VITRINE_NETWORK_PAGE (widget));
}

static void
show_unit (VitrineNetworkPage *self)
{
  int unit = vitrine_session_get_unit (self->session);
  vitrine_channel_grid_set_selected (self->grid, unit);
  update_actions (self);
  vitrine_network_page_show_heat (self);
  vitrine_unit_view_set_unit (self->unit_view, unit >= 0 ? vitrine_network_page_get_layer (self) : NULL,
                              unit);
  gtk_stack_set_visible_child_name (self->lower, unit >= 0 ? "unit" : "channels");
}

/* Nobody should wonder where the classes are when part of the file could not be taken over. */
static void
show_report (VitrineNetworkPage *self,
             VitrineModel       *model)
{
  const VtOnnxReport *report = model != NULL ? vitrine_model_get_report (model) : NULL;
  guint n = report != NULL ? report->unsupported->len : 0;
  const char *guessed = report != NULL ? g_hash_table_lookup (report->metadata, VT_ARCH_NAME) : NULL;
  g_autofree char *found = guessed != NULL && n == 0
    ? g_strdup_printf (_("These weights were recognised as those of %s."), guessed) : NULL;
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u operator cannot be computed; everything before it works.",
                               "%u operators cannot be computed; everything before them works.", n), n);
  if (n > 0 || found != NULL)
    gtk_label_set_text (self->report, n > 0 ? text : found);
  gtk_image_set_from_icon_name (self->report_icon, n > 0 ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  if (n > 0)
    gtk_widget_remove_css_class (self->report_box, "calm");
  else
    gtk_widget_add_css_class (self->report_box, "calm");
  gtk_revealer_set_reveal_child (self->report_revealer, n > 0 || found != NULL);
}

static void
show_model (VitrineNetworkPage *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  if (self->sight != NULL && self->sight->model != model)
    {
      g_clear_pointer (&self->sight, vitrine_sight_unref);
      vitrine_channel_grid_set_sheet (self->grid, NULL);
    }
  vitrine_layer_list_set_model (self->layers, model);
  show_report (self, model);
}

static void
on_preprocess_changed (VitrineModel       *model,
                       VitrineNetworkPage *self)
{
  ask (self);
}

static void
on_labels_changed (VitrineModel       *model,
                   VitrineNetworkPage *self)
{
  if (self->sight != NULL)
    vitrine_scores_pane_set_sight (self->scores, self->sight);
}

static void
follow_model (VitrineNetworkPage *self,
              VitrineModel       *model)
{
  g_signal_connect_object (model, "preprocess-changed", G_CALLBACK (on_preprocess_changed), self, 0);
  g_signal_connect_object (model, "labels-changed", G_CALLBACK (on_labels_changed), self, 0);
}

static void
on_session_notify (VitrineSession     *session,
                   GParamSpec         *pspec,
                   VitrineNetworkPage *self)
{
  const char *name = pspec->name;
  if (g_str_equal (name, "model"))
    {
      VitrineModel *model = vitrine_session_get_model (session);
      show_model (self);
      if (model != NULL)
        {
          g_signal_handlers_disconnect_by_data (model, self);
          follow_model (self, model);
        }
      show_layer (self);
      ask (self);
    }
  else if (g_str_equal (name, "layer"))
    {
      show_layer (self);
      ask (self);
    }
  else if (g_str_equal (name, "picture") || g_str_equal (name, "dataset"))
    ask (self);
  if (g_str_equal (name, "unit") || g_str_equal (name, "layer"))
    show_unit (self);
}

static void
on_layer_chosen (VitrineLayerList   *layers,
                 const char         *name,
                 VitrineNetworkPage *self)
{
  vitrine_session_select_unit (self->session, name, -1);
}

static void
on_unit_activated (VitrineChannelGrid *grid,
                   int                 channel,
                   VitrineNetworkPage *self)
{
  vitrine_session_select_unit (self->session, vitrine_session_get_layer (self->session), channel);
}

static void
on_cell_hovered (VitrineChannelGrid *grid,
                 int                 channel,
                 int                 row,
                 int                 column,
                 VitrineNetworkPage *self)
{
  vitrine_network_page_cell_hovered (grid, channel, row, column, self);
}

static void
on_canvas_hover (VitrineCanvas      *canvas,
                 double              x,
                 double              y,
                 gboolean            inside,
                 VitrineNetworkPage *self)
{
  vitrine_network_page_canvas_hovered (canvas, x, y, inside, self);
}

static void
on_kernels_toggled (GtkToggleButton    *button,
                    VitrineNetworkPage *self)
{
  show_grid (self);
}

static void
on_shared_toggled (GtkToggleButton    *button,
                   VitrineNetworkPage *self)
{
  ask (self);
}

static void
on_frozen_toggled (GtkToggleButton    *button,
                   VitrineNetworkPage *self)
{
  if (!gtk_toggle_button_get_active (button))
    show_grid (self);
}

static void
leave_unit (VitrineNetworkPage *self)
{
  vitrine_session_select_unit (self->session, vitrine_session_get_layer (self->session), -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  VitrineNetworkPage *self = VITRINE_NETWORK_PAGE (widget);
  if (g_str_equal (name, "network.search"))
    vitrine_layer_list_search (self->layers);
  else if (g_str_equal (name, "network.freeze"))
    gtk_toggle_button_set_active (self->frozen, !gtk_toggle_button_get_active (self->frozen));
  else
    leave_unit (self);
}

static void
vitrine_network_page_dispose (GObject *object)
{
  VitrineNetworkPage *self = VITRINE_NETWORK_PAGE (object);
  g_clear_handle_id (&self->stale_timer, g_source_remove);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->sight, vitrine_sight_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_NETWORK_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_network_page_parent_class)->dispose (object);
}

/* The arrow keys walk the layers. */
static gboolean
vitrine_network_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VITRINE_NETWORK_PAGE (widget)->layers));
}

static void
vitrine_network_page_class_init (VitrineNetworkPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_network_page_dispose;
  widget_class->grab_focus = vitrine_network_page_grab_focus;
  widget_class->map = vitrine_network_page_map;
  widget_class->unmap = vitrine_network_page_unmap;
  g_type_ensure (VITRINE_TYPE_CANVAS);
  g_type_ensure (VITRINE_TYPE_CHANNEL_GRID);
  g_type_ensure (VITRINE_TYPE_LAYER_LIST);
  g_type_ensure (VITRINE_TYPE_SCORES_PANE);
  g_type_ensure (VITRINE_TYPE_UNIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-network-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, layers);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, no_pictures);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, report_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, report);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, report_box);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, report_icon);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, center);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, problem);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, lower);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, layer_title);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, read_out);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, kernels);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, shared);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, frozen);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, grid);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, scores);
  gtk_widget_class_bind_template_child (widget_class, VitrineNetworkPage, unit_view);
  gtk_widget_class_bind_template_callback (widget_class, on_layer_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_unit_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_cell_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_canvas_hover);
  gtk_widget_class_bind_template_callback (widget_class, on_kernels_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_shared_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_frozen_toggled);
  gtk_widget_class_install_action (widget_class, "network.search", NULL, act);
  gtk_widget_class_install_action (widget_class, "network.freeze", NULL, act);
  gtk_widget_class_install_action (widget_class, "network.leave-unit", NULL, act);
}

static void
vitrine_network_page_init (VitrineNetworkPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_canvas_set_layers (self->canvas, VITRINE_CANVAS_HEAT | VITRINE_CANVAS_BOXES | VITRINE_CANVAS_FIELDS);
}

GtkWidget *
vitrine_network_page_new (VitrineSession *session)
{
  VitrineNetworkPage *self = g_object_new (VITRINE_TYPE_NETWORK_PAGE, NULL);
  self->session = g_object_ref (session);
  vitrine_unit_view_set_session (self->unit_view, session);
  g_signal_connect_object (session, "notify", G_CALLBACK (on_session_notify), self, 0);
  show_model (self);
  VitrineModel *model = vitrine_session_get_model (session);
  if (model != NULL)
    follow_model (self, model);
  show_layer (self);
  show_unit (self);
  ask (self);
  return GTK_WIDGET (self);
}

const VitrinePage vitrine_page_network = {
  .id = "network",
  .title = N_("Network"),
  .icon = "vitrine-network-symbolic",
  .needs = VITRINE_NEEDS_MODEL,
  .create = vitrine_network_page_new,
  .inspector = vitrine_model_inspector_new,
};
