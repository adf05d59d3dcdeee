/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VitrineCanvas: the object, its properties, its view.  Invariant: marks, maps and boxes are kept
 * in picture coordinates; only drawing and pointer handling know the window.
 */
#include "config.h"

#include "widgets/vitrine-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_LAYERS,
  PROP_TOOL,
  PROP_DRAWING,
  PROP_STATUS,
  PROP_STALE,
  PROP_COMPARE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (VitrineCanvas, vitrine_canvas, GTK_TYPE_WIDGET)
G_DEFINE_FLAGS_TYPE (VitrineCanvasLayers, vitrine_canvas_layers,
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_HEAT, "heat"),
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_VOTES, "votes"),
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_BOXES, "boxes"),
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_DOTS, "dots"),
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_FIELDS, "fields"),
                     G_DEFINE_ENUM_VALUE (VITRINE_CANVAS_PAINT, "paint"))
G_DEFINE_ENUM_TYPE (VitrineCanvasTool, vitrine_canvas_tool,
                    G_DEFINE_ENUM_VALUE (VITRINE_TOOL_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VITRINE_TOOL_BOX, "box"),
                    G_DEFINE_ENUM_VALUE (VITRINE_TOOL_EXTREMES, "extremes"),
                    G_DEFINE_ENUM_VALUE (VITRINE_TOOL_PAINT, "paint"))

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
canvas_emit (VitrineCanvas *self,
             CanvasSignal   which,
             ...)
{
  va_list args;

  va_start (args, which);
  g_signal_emit_valist (self, signals[which], 0, args);
  va_end (args);
}

void
canvas_set_status (VitrineCanvas *self,
                   const char    *status)
{
  if (g_strcmp0 (self->status, status) == 0)
    return;
  g_free (self->status);
  self->status = g_strdup (status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  status ? status : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

void
canvas_notify_drawing (VitrineCanvas *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAWING]);
}

double
canvas_picture_width (VitrineCanvas *self)
{
  return self->texture ? gdk_texture_get_width (self->texture) : 0;
}

double
canvas_picture_height (VitrineCanvas *self)
{
  return self->texture ? gdk_texture_get_height (self->texture) : 0;
}

static void
vitrine_canvas_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  VitrineCanvas *self = VITRINE_CANVAS (widget);

  vitrine_view_set_window (&self->view, width, height);
}

static void
vitrine_canvas_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum = 96;
  *natural = 240;
}

static void
vitrine_canvas_dispose (GObject *object)
{
  VitrineCanvas *self = VITRINE_CANVAS (object);

  canvas_unlink (self);
  g_clear_object (&self->texture);
  canvas_drop_levels (self);

  G_OBJECT_CLASS (vitrine_canvas_parent_class)->dispose (object);
}

static void
vitrine_canvas_finalize (GObject *object)
{
  VitrineCanvas *self = VITRINE_CANVAS (object);

  canvas_clear_marks (self);
  g_clear_pointer (&self->selected, g_hash_table_unref);
  g_clear_pointer (&self->heat.surface, cairo_surface_destroy);
  g_clear_pointer (&self->votes.surface, cairo_surface_destroy);
  g_clear_pointer (&self->paint, cairo_surface_destroy);
  g_clear_pointer (&self->linked, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->empty_text, g_free);
  g_clear_pointer (&self->status, g_free);

  G_OBJECT_CLASS (vitrine_canvas_parent_class)->finalize (object);
}

static void
vitrine_canvas_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  VitrineCanvas *self = VITRINE_CANVAS (object);

  switch (prop_id)
    {
    case PROP_ZOOM: g_value_set_double (value, self->view.zoom); break;
    case PROP_LAYERS: g_value_set_flags (value, self->layers); break;
    case PROP_TOOL: g_value_set_enum (value, self->tool); break;
    case PROP_DRAWING: g_value_set_boolean (value, self->box.state != BOX_NONE); break;
    case PROP_STATUS: g_value_set_string (value, self->status); break;
    case PROP_STALE: g_value_set_boolean (value, self->stale); break;
    case PROP_COMPARE: g_value_set_boolean (value, self->compare); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_canvas_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  VitrineCanvas *self = VITRINE_CANVAS (object);

  switch (prop_id)
    {
    case PROP_LAYERS: vitrine_canvas_set_layers (self, g_value_get_flags (value)); return;
    case PROP_TOOL: vitrine_canvas_set_tool (self, g_value_get_enum (value)); return;
    case PROP_STALE: self->stale = g_value_get_boolean (value); break;
    case PROP_COMPARE: self->compare = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec); return;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
on_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  VitrineCanvas *self = VITRINE_CANVAS (widget);
  const char *what = name + strlen ("canvas.");

  if (g_str_equal (what, "zoom-in"))
    canvas_zoom_by (self, VITRINE_VIEW_STEP);
  else if (g_str_equal (what, "zoom-out"))
    canvas_zoom_by (self, 1 / VITRINE_VIEW_STEP);
  else if (g_str_equal (what, "fit"))
    vitrine_canvas_fit (self);
  else if (g_str_equal (what, "zoom-100"))
    vitrine_canvas_zoom_to (self, 1);
  else if (g_str_equal (what, "zoom-200"))
    vitrine_canvas_zoom_to (self, 2);
  else if (g_str_equal (what, "draw-box"))
    canvas_box_place (self);
  else if (g_str_equal (what, "draw-extremes"))
    vitrine_canvas_set_tool (self, VITRINE_TOOL_EXTREMES);
  else if (g_str_equal (what, "commit-box"))
    vitrine_canvas_commit_box (self);
  else if (g_str_equal (what, "cancel"))
    vitrine_canvas_cancel_box (self);
  else if (g_str_equal (what, "paint"))
    vitrine_canvas_set_tool (self, self->tool == VITRINE_TOOL_PAINT ? VITRINE_TOOL_BOX
                                                                    : VITRINE_TOOL_PAINT);
  else if (g_str_equal (what, "clear-paint"))
    vitrine_canvas_clear_paint (self);
  else if (g_str_equal (what, "copy"))
    {
      g_autoptr (GdkTexture) texture = vitrine_canvas_render (self, 2);

      if (texture != NULL)
        gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
    }
}

static guint
new_signal (const char *name,
            guint       n_params,
            ...)
{
  va_list types;

  va_start (types, n_params);
  guint id = g_signal_new_valist (name, VITRINE_TYPE_CANVAS, G_SIGNAL_RUN_LAST, NULL, NULL, NULL,
                                  NULL, G_TYPE_NONE, n_params, types);
  va_end (types);
  return id;
}

static void
install_signals (void)
{
  const GType d = G_TYPE_DOUBLE;

  signals[SIGNAL_HOVER] = new_signal ("hover", 3, d, d, G_TYPE_BOOLEAN);
  signals[SIGNAL_MARK_HOVERED] = new_signal ("mark-hovered", 1, G_TYPE_UINT64);
  signals[SIGNAL_MARK_ACTIVATED] = new_signal ("mark-activated", 2, G_TYPE_UINT64,
                                               GDK_TYPE_MODIFIER_TYPE);
  signals[SIGNAL_MARK_MENU] = new_signal ("mark-menu", 3, G_TYPE_UINT64, d, d);
  signals[SIGNAL_BOX_CHANGED] = new_signal ("box-changed", 4, d, d, d, d);
  signals[SIGNAL_BOX_DRAWN] = new_signal ("box-drawn", 5, G_TYPE_UINT64, d, d, d, d);
  signals[SIGNAL_BOX_CANCELLED] = new_signal ("box-cancelled", 0);
  signals[SIGNAL_PAINTED] = new_signal ("painted", 0);
  signals[SIGNAL_VIEW_CHANGED] = new_signal ("view-changed", 0);
}

static void
vitrine_canvas_class_init (VitrineCanvasClass *klass)
{
  static const char *const actions[] = {
    "canvas.zoom-in", "canvas.zoom-out", "canvas.fit", "canvas.zoom-100", "canvas.zoom-200",
    "canvas.draw-box", "canvas.draw-extremes", "canvas.commit-box", "canvas.cancel",
    "canvas.paint", "canvas.clear-paint", "canvas.copy",
  };
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vitrine_canvas_dispose;
  object_class->finalize = vitrine_canvas_finalize;
  object_class->get_property = vitrine_canvas_get_property;
  object_class->set_property = vitrine_canvas_set_property;
  widget_class->snapshot = canvas_snapshot;
  widget_class->measure = vitrine_canvas_measure;
  widget_class->size_allocate = vitrine_canvas_size_allocate;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, VITRINE_VIEW_ZOOM_MAX, 0,
                                               read);
  properties[PROP_LAYERS] = g_param_spec_flags ("layers", NULL, NULL, VITRINE_TYPE_CANVAS_LAYERS,
                                                VITRINE_CANVAS_BOXES | VITRINE_CANVAS_DOTS
                                                | VITRINE_CANVAS_PAINT, both);
  properties[PROP_TOOL] = g_param_spec_enum ("tool", NULL, NULL, VITRINE_TYPE_CANVAS_TOOL,
                                             VITRINE_TOOL_NONE, both);
  properties[PROP_DRAWING] = g_param_spec_boolean ("drawing", NULL, NULL, FALSE, read);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, read);
  properties[PROP_STALE] = g_param_spec_boolean ("stale", NULL, NULL, FALSE, both);
  properties[PROP_COMPARE] = g_param_spec_boolean ("compare", NULL, NULL, FALSE, both);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_signals ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, on_action);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vitrine_canvas_init (VitrineCanvas *self)
{
  self->layers = VITRINE_CANVAS_BOXES | VITRINE_CANVAS_DOTS | VITRINE_CANVAS_PAINT;
  self->selected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->linked = g_ptr_array_new ();
  self->min_area = 1;
  self->brush = 0;
  vitrine_view_init (&self->view);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  vitrine_canvas_set_title (self, _("Picture"));
  canvas_add_controllers (self);
  canvas_add_keys (self);
}

GtkWidget *
vitrine_canvas_new (void)
{
  return g_object_new (VITRINE_TYPE_CANVAS, NULL);
}

void
vitrine_canvas_set_texture (VitrineCanvas *self,
                            GdkTexture    *texture)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  if (!g_set_object (&self->texture, texture))
    return;
  canvas_drop_levels (self);
  canvas_paint_reset (self);
  vitrine_canvas_cancel_box (self);
  vitrine_view_set_picture (&self->view, canvas_picture_width (self),
                            canvas_picture_height (self));
  canvas_view_changed (self);
}

GdkTexture *
vitrine_canvas_get_texture (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), NULL);

  return self->texture;
}

void
vitrine_canvas_set_rgb (VitrineCanvas *self,
                        const guchar  *rgb,
                        int            width,
                        int            height,
                        gsize          stride)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));
  g_return_if_fail (rgb != NULL && width > 0 && height > 0 && stride >= 3 * (gsize) width);

  g_autoptr (GBytes) bytes = g_bytes_new (rgb, stride * (height - 1) + 3 * (gsize) width);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8,
                                                           bytes, stride);

  vitrine_canvas_set_texture (self, texture);
}

void
vitrine_canvas_set_title (VitrineCanvas *self,
                          const char    *title)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  g_free (self->title);
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title ? title : "", -1);
}

void
vitrine_canvas_set_empty_text (VitrineCanvas *self,
                               const char    *text)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_canvas_set_layers (VitrineCanvas       *self,
                           VitrineCanvasLayers  layers)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  if (self->layers == layers)
    return;
  self->layers = layers;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYERS]);
}

VitrineCanvasLayers
vitrine_canvas_get_layers (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), 0);

  return self->layers;
}

static const char *
tool_hint (VitrineCanvasTool tool)
{
  switch (tool)
    {
    case VITRINE_TOOL_EXTREMES:
      return _("Click the topmost, bottommost, leftmost and rightmost point, in any order");
    case VITRINE_TOOL_PAINT:
      return _("Paint where the part is not; Enter drops the patterns that look there");
    case VITRINE_TOOL_BOX:
    case VITRINE_TOOL_NONE:
    default:
      return NULL;
    }
}

void
vitrine_canvas_set_tool (VitrineCanvas     *self,
                         VitrineCanvasTool  tool)
{
  g_return_if_fail (VITRINE_IS_CANVAS (self));

  if (self->tool == tool)
    return;
  vitrine_canvas_cancel_box (self);
  self->tool = tool;
  canvas_set_status (self, tool_hint (tool));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), tool == VITRINE_TOOL_NONE ? NULL
                                                                                : "crosshair");
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOOL]);
}

VitrineCanvasTool
vitrine_canvas_get_tool (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), VITRINE_TOOL_NONE);

  return self->tool;
}

const char *
vitrine_canvas_get_status (VitrineCanvas *self)
{
  g_return_val_if_fail (VITRINE_IS_CANVAS (self), NULL);

  return self->status;
}
