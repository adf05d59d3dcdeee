/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of channels: layout, pointer and keyboard, as a GtkScrollable. */
#include "config.h"

#include "widgets/vitrine-channel-grid-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_CELL 40.
#define MIN_DOT 20.       /* of layers without maps */
#define MAX_CELL 148.

enum
{
  PROP_SORTED = 1,
  PROP_SELECTED,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum { CELL_HOVERED, UNIT_ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (VitrineChannelGrid, vitrine_channel_grid, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* The widest cell, from the largest allowed down, with which all rows fit the height; at worst the
 * smallest, and then one scrolls. */
static void
lay_out (VitrineChannelGrid *self,
         int                 width,
         int                 height)
{
  int n = vitrine_channel_grid_n_places (self);
  self->n_columns = 1;
  self->cell_width = self->cell_height = MIN_CELL;
  double total = height;
  if (n > 0 && width > 0)
    {
      double h = vitrine_channel_sheet_get_height (self->sheet);
      double w = vitrine_channel_sheet_get_width (self->sheet);
      double aspect = CLAMP (h / w, .25, 4.);
      double least = h * w > 1 ? MIN_CELL : MIN_DOT;
      double usable = width - 2 * CELL_MARGIN + CELL_GAP;
      int most_columns = MAX (1, (int) (usable / (least + CELL_GAP)));
      int columns = MAX (1, (int) ceil (usable / (MAX_CELL + CELL_GAP)));
      for (; columns < most_columns; columns++)
        {
          double cell = usable / columns - CELL_GAP;
          double rows = ceil ((double) n / columns);
          if (rows * (cell * aspect + CELL_GAP) - CELL_GAP + 2 * CELL_MARGIN <= height)
            break;
        }
      self->n_columns = MIN (columns, most_columns);
      self->cell_width = floor (MIN (MAX_CELL, usable / self->n_columns - CELL_GAP));
      self->cell_height = floor (self->cell_width * aspect);
      total = ceil ((double) n / self->n_columns) * (self->cell_height + CELL_GAP)
              - CELL_GAP + 2 * CELL_MARGIN;
    }
  if (self->vadjustment != NULL)
    {
      double value = gtk_adjustment_get_value (self->vadjustment);
      double upper = MAX (total, height);
      gtk_adjustment_configure (self->vadjustment, CLAMP (value, 0, upper - height), 0, upper,
                                self->cell_height + CELL_GAP, height * .9, height);
    }
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, 1, width, width);
}

static void
show_place (VitrineChannelGrid *self,
            int                 place)
{
  if (self->vadjustment == NULL || place < 0 || self->n_columns == 0)
    return;
  double top = floor ((double) place / self->n_columns) * (self->cell_height + CELL_GAP);
  gtk_adjustment_clamp_page (self->vadjustment, top, top + self->cell_height + 2 * CELL_MARGIN);
}

static char *
describe (VitrineChannelGrid *self,
          int                 place)
{
  int channel = vitrine_channel_grid_channel_at (self, place);
  const VitrineChannel *c = vitrine_channel_sheet_get_channel (self->sheet, (guint) channel);
  return g_strdup_printf (_("Unit %d, largest response %.4g"), channel, (double) c->high);
}

/* What a screen reader hears: there are no child widgets, so the description speaks for the cell. */
static void
announce (VitrineChannelGrid *self)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);
  if (self->cursor < 0 || self->cursor >= vitrine_channel_grid_n_places (self))
    return;
  g_autofree char *text = describe (self, self->cursor);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
vitrine_channel_grid_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  *minimum = 80;
  *natural = 240;
}

static void
vitrine_channel_grid_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  lay_out (VITRINE_CHANNEL_GRID (widget), width, height);
}

static void
hover (VitrineChannelGrid *self,
       double              x,
       double              y,
       gboolean            inside)
{
  int place = inside && self->sheet != NULL ? vitrine_channel_grid_place_at (self, x, y) : -1;
  int channel = -1, row = -1, column = -1;
  if (place >= 0)
    {
      graphene_rect_t r = vitrine_channel_grid_cell_rect (self, place);
      int h = (int) vitrine_channel_sheet_get_height (self->sheet);
      int w = (int) vitrine_channel_sheet_get_width (self->sheet);
      channel = vitrine_channel_grid_channel_at (self, place);
      row = CLAMP ((int) ((y - (double) r.origin.y) / (double) r.size.height * h), 0, h - 1);
      column = CLAMP ((int) ((x - (double) r.origin.x) / (double) r.size.width * w), 0, w - 1);
    }
  if (place != self->hovered)
    {
      self->hovered = place;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  g_signal_emit (self, signals[CELL_HOVERED], 0, channel, row, column);
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineChannelGrid       *self)
{
  hover (self, x, y, TRUE);
}

static void
on_leave (GtkEventControllerMotion *motion,
          VitrineChannelGrid       *self)
{
  hover (self, 0, 0, FALSE);
}

static void
on_pressed (GtkGestureClick    *click,
            int                 n_press,
            double              x,
            double              y,
            VitrineChannelGrid *self)
{
  int place = self->sheet != NULL ? vitrine_channel_grid_place_at (self, x, y) : -1;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (place < 0)
    return;
  self->cursor = place;
  g_signal_emit (self, signals[UNIT_ACTIVATED], 0, vitrine_channel_grid_channel_at (self, place));
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineChannelGrid    *self)
{
  int n = vitrine_channel_grid_n_places (self), cursor = self->cursor;
  int page = MAX (1, (int) (gtk_widget_get_height (GTK_WIDGET (self)) / (self->cell_height + CELL_GAP)));
  if (n == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:      cursor -= 1; break;
    case GDK_KEY_Right:     cursor += 1; break;
    case GDK_KEY_Up:        cursor -= self->n_columns; break;
    case GDK_KEY_Down:      cursor += self->n_columns; break;
    case GDK_KEY_Page_Up:   cursor -= page * self->n_columns; break;
    case GDK_KEY_Page_Down: cursor += page * self->n_columns; break;
    case GDK_KEY_Home:      cursor = 0; break;
    case GDK_KEY_End:       cursor = n - 1; break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      if (cursor >= 0)
        g_signal_emit (self, signals[UNIT_ACTIVATED], 0,
                       vitrine_channel_grid_channel_at (self, cursor));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  self->cursor = CLAMP (cursor, 0, n - 1);
  show_place (self, self->cursor);
  announce (self);
  g_signal_emit (self, signals[CELL_HOVERED], 0,
                 vitrine_channel_grid_channel_at (self, self->cursor), -1, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

static void
set_adjustment (VitrineChannelGrid  *self,
                GtkAdjustment      **field,
                GtkAdjustment       *adjustment)
{
  if (*field == adjustment)
    return;
  if (*field != NULL)
    g_signal_handlers_disconnect_by_func (*field, gtk_widget_queue_draw, self);
  g_set_object (field, adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                             self, G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
vitrine_channel_grid_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  VitrineChannelGrid *self = VITRINE_CHANNEL_GRID (object);
  switch (id)
    {
    case PROP_SORTED:         g_value_set_boolean (value, self->sorted); break;
    case PROP_SELECTED:       g_value_set_int (value, self->selected); break;
    case PROP_HADJUSTMENT:    g_value_set_object (value, self->hadjustment); break;
    case PROP_VADJUSTMENT:    g_value_set_object (value, self->vadjustment); break;
    case PROP_HSCROLL_POLICY: g_value_set_enum (value, (int) self->hpolicy); break;
    case PROP_VSCROLL_POLICY: g_value_set_enum (value, (int) self->vpolicy); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_channel_grid_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  VitrineChannelGrid *self = VITRINE_CHANNEL_GRID (object);
  switch (id)
    {
    case PROP_SORTED:
      vitrine_channel_grid_set_sorted (self, g_value_get_boolean (value));
      break;
    case PROP_SELECTED:
      vitrine_channel_grid_set_selected (self, g_value_get_int (value));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY: self->hpolicy = g_value_get_enum (value); break;
    case PROP_VSCROLL_POLICY: self->vpolicy = g_value_get_enum (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_channel_grid_dispose (GObject *object)
{
  VitrineChannelGrid *self = VITRINE_CHANNEL_GRID (object);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  g_clear_pointer (&self->sheet, vitrine_channel_sheet_unref);
  G_OBJECT_CLASS (vitrine_channel_grid_parent_class)->dispose (object);
}

static void
vitrine_channel_grid_class_init (VitrineChannelGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = vitrine_channel_grid_dispose;
  object_class->get_property = vitrine_channel_grid_get_property;
  object_class->set_property = vitrine_channel_grid_set_property;
  widget_class->snapshot = vitrine_channel_grid_snapshot;
  widget_class->measure = vitrine_channel_grid_measure;
  widget_class->size_allocate = vitrine_channel_grid_size_allocate;

  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  g_object_class_install_property (object_class, PROP_SORTED,
                                   g_param_spec_boolean ("sorted", NULL, NULL, TRUE, flags));
  g_object_class_install_property (object_class, PROP_SELECTED,
                                   g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1, flags));
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[CELL_HOVERED] = g_signal_new ("cell-hovered", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                        G_TYPE_INT, G_TYPE_INT, G_TYPE_INT);
  signals[UNIT_ACTIVATED] = g_signal_new ("unit-activated", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "channelgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
vitrine_channel_grid_init (VitrineChannelGrid *self)
{
  self->sorted = TRUE;
  self->selected = self->hovered = -1;
  self->spot_radius = -1;
  self->n_columns = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (gtk_widget_queue_draw), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
vitrine_channel_grid_new (void)
{
  return g_object_new (VITRINE_TYPE_CHANNEL_GRID, NULL);
}

void
vitrine_channel_grid_set_sheet (VitrineChannelGrid  *self,
                                VitrineChannelSheet *sheet)
{
  g_return_if_fail (VITRINE_IS_CHANNEL_GRID (self));
  if (self->sheet == sheet)
    return;
  int before = vitrine_channel_grid_n_places (self);
  g_clear_pointer (&self->sheet, vitrine_channel_sheet_unref);
  self->sheet = sheet != NULL ? vitrine_channel_sheet_ref (sheet) : NULL;
  if (vitrine_channel_grid_n_places (self) != before)
    {
      self->cursor = 0;
      self->hovered = -1;
      if (self->vadjustment != NULL)
        gtk_adjustment_set_value (self->vadjustment, 0);
    }
  announce (self);
  /* Laid out at once: a scroll bar that came or went first while places are given would ask its ancestors
   * for a size when they no longer listen. */
  if (gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    lay_out (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

VitrineChannelSheet *
vitrine_channel_grid_get_sheet (VitrineChannelGrid *self)
{
  g_return_val_if_fail (VITRINE_IS_CHANNEL_GRID (self), NULL);
  return self->sheet;
}

void
vitrine_channel_grid_set_sorted (VitrineChannelGrid *self,
                                 gboolean            sorted)
{
  g_return_if_fail (VITRINE_IS_CHANNEL_GRID (self));
  if (self->sorted == sorted)
    return;
  self->sorted = sorted;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify (G_OBJECT (self), "sorted");
}

void
vitrine_channel_grid_set_selected (VitrineChannelGrid *self,
                                   int                 channel)
{
  g_return_if_fail (VITRINE_IS_CHANNEL_GRID (self));
  if (self->selected == channel)
    return;
  self->selected = channel;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify (G_OBJECT (self), "selected");
}

void
vitrine_channel_grid_set_spot (VitrineChannelGrid *self,
                               double              row,
                               double              column,
                               double              radius)
{
  g_return_if_fail (VITRINE_IS_CHANNEL_GRID (self));
  self->spot_row = row;
  self->spot_column = column;
  self->spot_radius = radius;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_channel_grid_set_title (VitrineChannelGrid *self,
                                const char         *title)
{
  g_return_if_fail (VITRINE_IS_CHANNEL_GRID (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}
