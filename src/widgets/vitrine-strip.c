/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip of thumbnails: model, selection, pointer and keyboard. */
#include "config.h"

#include "widgets/vitrine-strip-private.h"

#include <glib/gi18n.h>
#include <math.h>

enum { CURRENT_CHANGED, ACTIVATED, SELECTION_CHANGED, SIGHT_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineStrip, vitrine_strip, GTK_TYPE_WIDGET)

guint
vitrine_strip_n_items (VitrineStrip *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

int
vitrine_strip_index_at (VitrineStrip *self,
                        double        x)
{
  double place = (x - STRIP_MARGIN + gtk_adjustment_get_value (self->adjustment))
                 / (STRIP_TILE + STRIP_GAP);
  return place < 0 || place >= vitrine_strip_n_items (self) ? -1 : (int) place;
}

static gboolean
tell_sight (gpointer data)
{
  VitrineStrip *self = data;
  self->sight_source = 0;
  g_signal_emit (self, signals[SIGHT_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Scrolling and sorting change much at once; it is told when they have come to rest. */
static void
sight_moved (VitrineStrip *self)
{
  if (self->sight_source == 0)
    self->sight_source = g_idle_add (tell_sight, self);
}

static void
on_scrolled (VitrineStrip *self)
{
  sight_moved (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_adjustment (VitrineStrip *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double total = 2 * STRIP_MARGIN - STRIP_GAP
                 + (double) vitrine_strip_n_items (self) * (STRIP_TILE + STRIP_GAP);
  double upper = MAX (total, width);
  gtk_adjustment_configure (self->adjustment,
                            CLAMP (gtk_adjustment_get_value (self->adjustment), 0, upper - width),
                            0, upper, STRIP_TILE + STRIP_GAP, width * .9, width);
}

static void
scroll_to (VitrineStrip *self,
           int           i)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  if (i < 0 || width <= 0)
    return;
  double left = i * (double) (STRIP_TILE + STRIP_GAP);
  double value = gtk_adjustment_get_value (self->adjustment);
  /* One neighbour stays in sight on either side. */
  const double neighbour = STRIP_TILE + STRIP_GAP;
  if (left - neighbour < value)
    value = left - neighbour;
  else if (left + STRIP_TILE + 2 * STRIP_MARGIN + neighbour > value + width)
    value = left + STRIP_TILE + 2 * STRIP_MARGIN + neighbour - width;
  gtk_adjustment_set_value (self->adjustment, value);
}

static void
announce (VitrineStrip *self)
{
  if (self->current == NULL || self->source == NULL)
    return;
  g_autofree char *name = self->source->name (self->current, self->user_data);
  /* Translators: the name of a picture, its number, and how many there are. */
  g_autofree char *text = g_strdup_printf (_("%s, %d of %u"), name, self->position + 1,
                                           vitrine_strip_n_items (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* Where the current item is now; looked for from where it was. */
static void
find_position (VitrineStrip *self)
{
  guint n = vitrine_strip_n_items (self);
  int was = self->position;
  self->position = -1;
  if (self->current == NULL)
    return;
  for (guint k = 0; k < n && self->position < 0; k++)
    {
      guint i = (guint) (((gint64) MAX (was, 0) + k) % n);
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);
      if (item == self->current)
        self->position = (int) i;
    }
}

static void
on_items_changed (GListModel   *model,
                  guint         position,
                  guint         removed,
                  guint         added,
                  VitrineStrip *self)
{
  if (removed > 0)
    gtk_bitset_remove_all (self->selected);
  if (removed > 0 || self->position < 0 || position <= (guint) self->position)
    find_position (self);
  update_adjustment (self);
  sight_moved (self);
  self->follow = self->follow || removed > 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* A person went to item `i`. */
static void
go_to (VitrineStrip *self,
       int           i)
{
  guint n = vitrine_strip_n_items (self);
  if (n == 0)
    return;
  i = CLAMP (i, 0, (int) n - 1);
  g_autoptr (GObject) item = g_list_model_get_item (self->model, (guint) i);
  self->position = i;
  gboolean changed = g_set_object (&self->current, item);
  scroll_to (self, i);
  announce (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (changed)
    {
      g_signal_emit (self, signals[CURRENT_CHANGED], 0);
      g_object_notify (G_OBJECT (self), "current");
    }
}

static void
choose (VitrineStrip    *self,
        int              i,
        GdkModifierType  state)
{
  if ((state & GDK_SHIFT_MASK) != 0)
    {
      guint from = MIN (self->anchor, (guint) i), to = MAX (self->anchor, (guint) i);
      gtk_bitset_remove_all (self->selected);
      gtk_bitset_add_range_closed (self->selected, from, to);
    }
  else if ((state & GDK_CONTROL_MASK) != 0)
    {
      if (!gtk_bitset_remove (self->selected, (guint) i))
        gtk_bitset_add (self->selected, (guint) i);
      self->anchor = (guint) i;
    }
  else
    {
      gtk_bitset_remove_all (self->selected);
      self->anchor = (guint) i;
    }
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
on_pressed (GtkGestureClick *click,
            int              n_press,
            double           x,
            double           y,
            VitrineStrip    *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  int i = vitrine_strip_index_at (self, x);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (i < 0)
    return;
  choose (self, i, state);
  go_to (self, i);
  if (n_press == 2)
    g_signal_emit (self, signals[ACTIVATED], 0);
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineStrip          *self)
{
  int n = (int) vitrine_strip_n_items (self), i = self->position;
  int page = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) / (STRIP_TILE + STRIP_GAP) - 1);
  if (n == 0 || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) != 0 && keyval == GDK_KEY_a)
    {
      gtk_bitset_add_range (self->selected, 0, (guint) n);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      g_signal_emit (self, signals[SELECTION_CHANGED], 0);
      return GDK_EVENT_STOP;
    }
  if ((state & GDK_CONTROL_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  switch (keyval)
    {
    case GDK_KEY_Left:      i += rtl ? 1 : -1; break;
    case GDK_KEY_Right:     i += rtl ? -1 : 1; break;
    case GDK_KEY_Page_Up:   i -= page; break;
    case GDK_KEY_Page_Down: i += page; break;
    case GDK_KEY_Home:      i = 0; break;
    case GDK_KEY_End:       i = n - 1; break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, signals[ACTIVATED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  i = CLAMP (i, 0, n - 1);
  choose (self, i, state & GDK_SHIFT_MASK);
  go_to (self, i);
  return GDK_EVENT_STOP;
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll,
           double                    dx,
           double                    dy,
           VitrineStrip             *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  gtk_adjustment_set_value (self->adjustment, value + (dx + dy) * (STRIP_TILE + STRIP_GAP));
  return GDK_EVENT_STOP;
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineStrip             *self)
{
  int i = vitrine_strip_index_at (self, x);
  if (i != self->hovered)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->hovered = i;
}

static void
on_leave (GtkEventControllerMotion *motion,
          VitrineStrip             *self)
{
  self->hovered = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
vitrine_strip_query_tooltip (GtkWidget  *widget,
                             int         x,
                             int         y,
                             gboolean    keyboard,
                             GtkTooltip *tooltip)
{
  VitrineStrip *self = VITRINE_STRIP (widget);
  int i = keyboard ? self->position : vitrine_strip_index_at (self, x);
  if (i < 0 || self->source == NULL || (guint) i >= vitrine_strip_n_items (self))
    return FALSE;
  g_autoptr (GObject) item = g_list_model_get_item (self->model, (guint) i);
  g_autofree char *name = self->source->name (item, self->user_data);
  gtk_tooltip_set_text (tooltip, name);
  return TRUE;
}

static void
vitrine_strip_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  VitrineStrip *self = VITRINE_STRIP (widget);
  int bar = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    gtk_widget_measure (self->scrollbar, orientation, -1, &bar, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
    ? STRIP_TILE + 2 * STRIP_MARGIN : STRIP_MARGIN + STRIP_TILE + STRIP_CAPTION + bar + 4;
}

static void
vitrine_strip_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  VitrineStrip *self = VITRINE_STRIP (widget);
  int bar;
  /* The scroll bar follows the adjustment, so it is given its place last. */
  update_adjustment (self);
  if (self->follow)
    scroll_to (self, self->position);
  self->follow = FALSE;
  sight_moved (self);
  gtk_widget_measure (self->scrollbar, GTK_ORIENTATION_VERTICAL, -1, &bar, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->scrollbar, &(GtkAllocation) { 0, height - bar, width, bar }, -1);
}

static void
vitrine_strip_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  g_value_set_object (value, VITRINE_STRIP (object)->current);
}

static void
vitrine_strip_dispose (GObject *object)
{
  VitrineStrip *self = VITRINE_STRIP (object);
  vitrine_strip_set_model (self, NULL);
  g_clear_handle_id (&self->sight_source, g_source_remove);
  g_clear_object (&self->current);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  g_clear_pointer (&self->scrollbar, gtk_widget_unparent);
  g_clear_object (&self->adjustment);
  G_OBJECT_CLASS (vitrine_strip_parent_class)->dispose (object);
}

static void
vitrine_strip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vitrine_strip_parent_class)->map (widget);
  sight_moved (VITRINE_STRIP (widget));
}

static void
vitrine_strip_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vitrine_strip_parent_class)->unmap (widget);
  sight_moved (VITRINE_STRIP (widget));
}

static void
vitrine_strip_class_init (VitrineStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = vitrine_strip_dispose;
  object_class->get_property = vitrine_strip_get_property;
  widget_class->snapshot = vitrine_strip_snapshot;
  widget_class->measure = vitrine_strip_measure;
  widget_class->size_allocate = vitrine_strip_size_allocate;
  widget_class->map = vitrine_strip_map;
  widget_class->unmap = vitrine_strip_unmap;
  widget_class->query_tooltip = vitrine_strip_query_tooltip;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("current", NULL, NULL, G_TYPE_OBJECT,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  static const char *const names[N_SIGNALS] = { "current-changed", "activated", "selection-changed",
                                                "sight-changed" };
  for (int i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
add_controllers (VitrineStrip *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, key);
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, scroll);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
}

static void
vitrine_strip_init (VitrineStrip *self)
{
  self->position = self->hovered = -1;
  self->selected = gtk_bitset_new_empty ();
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  g_signal_connect_swapped (self->adjustment, "value-changed",
                            G_CALLBACK (on_scrolled), self);
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment);
  gtk_widget_set_parent (self->scrollbar, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Pictures"), -1);
  add_controllers (self);
}

GtkWidget *
vitrine_strip_new (void)
{
  return g_object_new (VITRINE_TYPE_STRIP, NULL);
}

void
vitrine_strip_set_source (VitrineStrip             *self,
                          const VitrineStripSource *source,
                          gpointer                  user_data)
{
  g_return_if_fail (VITRINE_IS_STRIP (self));
  self->source = source;
  self->user_data = user_data;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_strip_set_model (VitrineStrip *self,
                         GListModel   *model)
{
  g_return_if_fail (VITRINE_IS_STRIP (self));
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_items_changed, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
  gtk_bitset_remove_all (self->selected);
  self->position = self->hovered = -1;
  find_position (self);
  self->follow = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
vitrine_strip_set_current (VitrineStrip *self,
                           gpointer      item)
{
  g_return_if_fail (VITRINE_IS_STRIP (self));
  if (!g_set_object (&self->current, item))
    return;
  find_position (self);
  scroll_to (self, self->position);
  self->follow = TRUE;
  announce (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gpointer
vitrine_strip_get_current (VitrineStrip *self)
{
  g_return_val_if_fail (VITRINE_IS_STRIP (self), NULL);
  return self->current;
}

GPtrArray *
vitrine_strip_get_selected (VitrineStrip *self)
{
  g_return_val_if_fail (VITRINE_IS_STRIP (self), NULL);
  GPtrArray *items = g_ptr_array_new ();
  guint64 n = gtk_bitset_get_size (self->selected);
  for (guint64 k = 0; k < n; k++)
    {
      guint i = gtk_bitset_get_nth (self->selected, (guint) k);
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);
      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  if (items->len == 0 && self->current != NULL)
    g_ptr_array_add (items, self->current);
  return items;
}

GPtrArray *
vitrine_strip_dup_sight (VitrineStrip *self)
{
  g_return_val_if_fail (VITRINE_IS_STRIP (self), NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), n = (int) vitrine_strip_n_items (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || width <= 0)
    return items;
  int first = MAX (vitrine_strip_index_at (self, STRIP_MARGIN), 0);
  int last = vitrine_strip_index_at (self, width - 1);
  for (int i = first; i < (last < 0 ? n : last + 1); i++)
    g_ptr_array_add (items, g_list_model_get_item (self->model, (guint) i));
  return items;
}

void
vitrine_strip_item_ready (VitrineStrip *self)
{
  g_return_if_fail (VITRINE_IS_STRIP (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
