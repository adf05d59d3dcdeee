/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The histogram: one function draws it, for the screen and for saving. */
#include "config.h"

#include "widgets/vitrine-histogram.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-theme.h"

#define LEFT 44.
#define RIGHT 10.
#define TOP 24.
#define BOTTOM 34.

struct _VitrineHistogram
{
  GtkWidget  parent_instance;
  char      *title, *x_title, *y_title;
  guint     *counts;
  guint      n_bins;
  double     low, high, threshold;
  int        hovered;        /* bin, −1 none */
};

G_DEFINE_FINAL_TYPE (VitrineHistogram, vitrine_histogram, GTK_TYPE_WIDGET)

/* Text with its left, centre or right (align 0, ½, 1) at x; what would leave the widget is cut with an
 * ellipsis. */
static void
draw_text (VitrineHistogram *self,
           cairo_t          *cr,
           const char       *text,
           double            x,
           double            y,
           double            align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attrs = pango_attr_list_new ();
  pango_attr_list_insert (attrs, pango_attr_scale_new (.82));
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  int room = gtk_widget_get_width (GTK_WIDGET (self));
  if (room > 0 && width > room)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, room * PANGO_SCALE);
      width = room;
    }
  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
}

static char *
read_out (VitrineHistogram *self,
          int               bin)
{
  double step = (self->high - self->low) / self->n_bins;
  /* Translators: a bin of a histogram: from, to, how many of what. */
  return g_strdup_printf (_("%.3g to %.3g: %u %s"), self->low + bin * step,
                          self->low + (bin + 1) * step, self->counts[bin], self->y_title);
}

static void
draw_axes (VitrineHistogram *self,
           cairo_t          *cr,
           double            width,
           double            height,
           guint             most)
{
  double right = LEFT + width, bottom = TOP + height;
  g_autofree char *low = g_strdup_printf ("%.3g", self->low);
  g_autofree char *high = g_strdup_printf ("%.3g", self->high);
  g_autofree char *count = g_strdup_printf ("%u", most);
  draw_text (self, cr, low, LEFT, bottom + 2, 0);
  draw_text (self, cr, high, right, bottom + 2, 1);
  draw_text (self, cr, self->x_title, LEFT + width / 2, bottom + 14, .5);
  draw_text (self, cr, count, LEFT - 4, TOP - 6, 1);
  draw_text (self, cr, "0", LEFT - 4, bottom - 12, 1);
  cairo_save (cr);
  cairo_translate (cr, 2, TOP + height / 2);
  cairo_rotate (cr, -G_PI / 2);
  draw_text (self, cr, self->y_title, 0, 0, .5);
  cairo_restore (cr);
}

void
vitrine_histogram_draw (VitrineHistogram *self,
                        cairo_t          *cr,
                        double            full_width,
                        double            full_height)
{
  g_return_if_fail (VITRINE_IS_HISTOGRAM (self));
  VitrineLook look = vitrine_theme_look (GTK_WIDGET (self));
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);
  GdkRGBA dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE);
  double width = full_width - LEFT - RIGHT, height = full_height - TOP - BOTTOM;
  if (self->n_bins == 0 || width <= 0 || height <= 0)
    return;
  guint most = 1;
  for (guint i = 0; i < self->n_bins; i++)
    most = MAX (most, self->counts[i]);

  gdk_cairo_set_source_rgba (cr, &text);
  g_autofree char *over = self->hovered >= 0 ? read_out (self, self->hovered) : NULL;
  draw_text (self, cr, over != NULL ? over : self->title, 0, 2, 0);
  for (guint i = 0; i < self->n_bins; i++)
    {
      double x = LEFT + width * i / self->n_bins, next = LEFT + width * (i + 1) / self->n_bins;
      double bar = height * self->counts[i] / most;
      gdk_cairo_set_source_rgba (cr, (int) i == self->hovered ? &text : &accent);
      cairo_rectangle (cr, x + .5, TOP + height - bar, MAX (1, next - x - 1), bar);
      cairo_fill (cr);
    }
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, LEFT - .5, TOP);
  cairo_line_to (cr, LEFT - .5, TOP + height + .5);
  cairo_line_to (cr, LEFT + width, TOP + height + .5);
  cairo_stroke (cr);
  if (isfinite (self->threshold) && self->threshold > self->low && self->threshold < self->high)
    {
      double x = LEFT + width * (self->threshold - self->low) / (self->high - self->low);
      gdk_cairo_set_source_rgba (cr, &text);
      cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
      cairo_move_to (cr, x, TOP);
      cairo_line_to (cr, x, TOP + height);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  gdk_cairo_set_source_rgba (cr, &dim);
  draw_axes (self, cr, width, height, most);
}

static void
vitrine_histogram_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  vitrine_histogram_draw (VITRINE_HISTOGRAM (widget), cr, (double) width, (double) height);
  cairo_destroy (cr);
}

static void
vitrine_histogram_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 140 : 110;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 260 : 150;
}

static void
set_hovered (VitrineHistogram *self,
             int               bin)
{
  if (bin == self->hovered)
    return;
  self->hovered = bin;
  g_autofree char *text = bin >= 0 ? read_out (self, bin) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : self->x_title, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineHistogram         *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT;
  int bin = (int) floor ((x - LEFT) / width * self->n_bins);
  set_hovered (self, bin >= 0 && bin < (int) self->n_bins ? bin : -1);
}

static void
on_leave (GtkEventControllerMotion *motion,
          VitrineHistogram         *self)
{
  set_hovered (self, -1);
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineHistogram      *self)
{
  if (self->n_bins == 0 || (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right)
      || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  int bin = self->hovered + (keyval == GDK_KEY_Left ? -1 : 1);
  set_hovered (self, CLAMP (bin, 0, (int) self->n_bins - 1));
  return GDK_EVENT_STOP;
}

static void
vitrine_histogram_finalize (GObject *object)
{
  VitrineHistogram *self = VITRINE_HISTOGRAM (object);
  g_free (self->title);
  g_free (self->x_title);
  g_free (self->y_title);
  g_free (self->counts);
  G_OBJECT_CLASS (vitrine_histogram_parent_class)->finalize (object);
}

static void
vitrine_histogram_class_init (VitrineHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = vitrine_histogram_finalize;
  widget_class->snapshot = vitrine_histogram_snapshot;
  widget_class->measure = vitrine_histogram_measure;
  gtk_widget_class_set_css_name (widget_class, "histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vitrine_histogram_init (VitrineHistogram *self)
{
  self->hovered = -1;
  self->threshold = NAN;
  self->title = g_strdup ("");
  self->x_title = g_strdup ("");
  self->y_title = g_strdup ("");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
vitrine_histogram_new (void)
{
  return g_object_new (VITRINE_TYPE_HISTOGRAM, NULL);
}

static void
set_text (char      **field,
          const char *text)
{
  g_free (*field);
  *field = g_strdup (text != NULL ? text : "");
}

void
vitrine_histogram_set (VitrineHistogram           *self,
                       const VitrineHistogramData *data)
{
  g_return_if_fail (VITRINE_IS_HISTOGRAM (self));
  set_text (&self->title, data->title);
  set_text (&self->x_title, data->x_title);
  set_text (&self->y_title, data->y_title);
  g_free (self->counts);
  self->counts = g_memdup2 (data->counts, data->n_bins * sizeof (guint));
  self->n_bins = data->n_bins;
  self->low = data->low;
  self->high = data->high;
  self->threshold = data->threshold;
  if (self->hovered >= (int) self->n_bins)
    self->hovered = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->x_title, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

char *
vitrine_histogram_to_csv (VitrineHistogram *self)
{
  g_return_val_if_fail (VITRINE_IS_HISTOGRAM (self), NULL);
  GString *csv = g_string_new ("from,to,count\n");
  double step = self->n_bins > 0 ? (self->high - self->low) / self->n_bins : 0;
  for (guint i = 0; i < self->n_bins; i++)
    {
      char from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_dtostr (from, sizeof from, self->low + i * step);
      g_ascii_dtostr (to, sizeof to, self->low + (i + 1) * step);
      g_string_append_printf (csv, "%s,%s,%u\n", from, to, self->counts[i]);
    }
  return g_string_free (csv, FALSE);
}
