/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-chart.h"

#include <math.h>

#include "widgets/vitrine-text.h"
#include "widgets/vitrine-theme.h"

typedef struct
{
  VitrineChartTitles titles;
  int                hovered;
} VitrineChartPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VitrineChart, vitrine_chart, GTK_TYPE_WIDGET)

static VitrineChartPrivate *
private_of (VitrineChart *self)
{
  return vitrine_chart_get_instance_private (self);
}

/* ---- drawing ---- */

void
vitrine_chart_draw (VitrineChart *self,
                    cairo_t      *cr,
                    double        width,
                    double        height)
{
  g_return_if_fail (VITRINE_IS_CHART (self));
  VITRINE_CHART_GET_CLASS (self)->draw (self, cr, width, height);
}

static void
draw_on_ground (gpointer user_data,
                cairo_t *cr,
                double   width,
                double   height)
{
  GdkRGBA ground = vitrine_theme_color (vitrine_theme_look (user_data), VITRINE_COLOR_VIEW);

  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  vitrine_chart_draw (user_data, cr, width, height);
}

gboolean
vitrine_chart_save (VitrineChart     *self,
                    const char       *path,
                    VitrineFigureForm form,
                    double            width,
                    double            height,
                    GError          **error)
{
  g_return_val_if_fail (VITRINE_IS_CHART (self) && path != NULL, FALSE);
  return vitrine_figure_save (path, form, width, height, draw_on_ground, self, error);
}

double
vitrine_chart_text (VitrineChart *self,
                    cairo_t      *cr,
                    const char   *text,
                    double        x,
                    double        y,
                    double        align,
                    double        scale)
{
  int width, height;
  g_autoptr (PangoLayout) layout = vitrine_text_layout (GTK_WIDGET (self), text, scale, (double) INFINITY, &width, &height);

  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
  return width;
}

static void
vitrine_chart_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  const float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  vitrine_chart_draw (VITRINE_CHART (widget), cr, (double) width, (double) height);
  cairo_destroy (cr);
}

static void
vitrine_chart_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  const VitrineChartClass *klass = VITRINE_CHART_GET_CLASS (widget);
  const guint side = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : 1;

  *minimum = klass->minimum[side];
  *natural = klass->natural[side];
}

/* ---- titles ---- */

static void
set_text (char      **field,
          const char *text)
{
  g_free (*field);
  *field = g_strdup (text != NULL ? text : "");
}

void
vitrine_chart_set_titles (VitrineChart *self,
                          const char   *title,
                          const char   *x_title,
                          const char   *y_title)
{
  VitrineChartTitles *titles = &private_of (self)->titles;

  set_text (&titles->title, title);
  set_text (&titles->x_title, x_title);
  set_text (&titles->y_title, y_title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, titles->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, titles->x_title, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const VitrineChartTitles *
vitrine_chart_titles (VitrineChart *self)
{
  return &private_of (self)->titles;
}

/* ---- looking closer ---- */

int
vitrine_chart_hovered (VitrineChart *self)
{
  return private_of (self)->hovered;
}

static char *
read_out (VitrineChart *self)
{
  const int point = vitrine_chart_hovered (self);

  return point >= 0 ? VITRINE_CHART_GET_CLASS (self)->read_out (self, (guint) point) : NULL;
}

char *
vitrine_chart_heading (VitrineChart *self)
{
  char *text = read_out (self);

  return text != NULL ? text : g_strdup (vitrine_chart_titles (self)->title);
}

void
vitrine_chart_set_hovered (VitrineChart *self,
                           int           point)
{
  if (point == vitrine_chart_hovered (self))
    return;
  private_of (self)->hovered = point;
  g_autofree char *text = read_out (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : vitrine_chart_titles (self)->x_title, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineChart             *self)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self));

  vitrine_chart_set_hovered (self, VITRINE_CHART_GET_CLASS (self)->point_at (self, x, width));
}

static void
on_leave (GtkEventControllerMotion *motion,
          VitrineChart             *self)
{
  vitrine_chart_set_hovered (self, -1);
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineChart          *self)
{
  const guint n = VITRINE_CHART_GET_CLASS (self)->n_points (self);

  if (n == 0 || (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right) || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  vitrine_chart_set_hovered (self, CLAMP (vitrine_chart_hovered (self) + (keyval == GDK_KEY_Left ? -1 : 1), 0, (int) n - 1));
  return GDK_EVENT_STOP;
}

/* ---- object ---- */

static void
vitrine_chart_constructed (GObject *object)
{
  VitrineChart *self = VITRINE_CHART (object);

  G_OBJECT_CLASS (vitrine_chart_parent_class)->constructed (object);
  if (VITRINE_CHART_GET_CLASS (self)->read_out == NULL)
    return;

  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

static void
vitrine_chart_finalize (GObject *object)
{
  VitrineChartTitles *titles = &private_of (VITRINE_CHART (object))->titles;

  g_free (titles->title);
  g_free (titles->x_title);
  g_free (titles->y_title);
  G_OBJECT_CLASS (vitrine_chart_parent_class)->finalize (object);
}

static void
vitrine_chart_class_init (VitrineChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = vitrine_chart_constructed;
  G_OBJECT_CLASS (klass)->finalize = vitrine_chart_finalize;
  widget_class->snapshot = vitrine_chart_snapshot;
  widget_class->measure = vitrine_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vitrine_chart_init (VitrineChart *self)
{
  VitrineChartTitles *titles = &private_of (self)->titles;

  private_of (self)->hovered = -1;
  set_text (&titles->title, NULL);
  set_text (&titles->x_title, NULL);
  set_text (&titles->y_title, NULL);
}
