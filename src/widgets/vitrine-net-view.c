/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawn network. */
#include "config.h"

#include "widgets/vitrine-net-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-net-layout.h"
#include "widgets/vitrine-theme.h"

#define NODE_WIDTH 148.
#define NODE_HEIGHT 38.
#define COLUMN 164.       /* from one node to its neighbour */
#define ROW 62.
#define MARGIN 20.
#define LABEL_FROM .45    /* zoom below which words are not drawn */

typedef struct
{
  int    id;
  char  *label, *detail;
  guint  tint;
  int   *from;            /* indices */
  guint  n_from;
  double x, y;            /* centre */
} Node;

struct _VitrineNetView
{
  GtkWidget parent_instance;
  GArray   *nodes;        /* Node */
  int       selected;     /* index, −1 none */
  int       hovered;
  double    width, height;
  double    zoom, x, y;   /* a point p stands at zoom·p + (x, y) */
  gboolean  placed;       /* zoom and position are set */
  double    drag_x, drag_y;
};

enum { NODE_ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineNetView, vitrine_net_view, GTK_TYPE_WIDGET)

static void
node_clear (gpointer data)
{
  Node *node = data;
  g_free (node->label);
  g_free (node->detail);
  g_free (node->from);
}

static Node *
nth (VitrineNetView *self,
     int             i)
{
  return &g_array_index (self->nodes, Node, i);
}

static void
limit (VitrineNetView *self)
{
  double w = gtk_widget_get_width (GTK_WIDGET (self)), h = gtk_widget_get_height (GTK_WIDGET (self));
  double keep = 60;
  self->x = CLAMP (self->x, keep - self->width * self->zoom, w - keep);
  self->y = CLAMP (self->y, keep - self->height * self->zoom, h - keep);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
zoom_at (VitrineNetView *self,
         double          factor,
         double          x,
         double          y)
{
  double zoom = CLAMP (self->zoom * factor, .05, 3.);
  self->x = x - (x - self->x) * zoom / self->zoom;
  self->y = y - (y - self->y) * zoom / self->zoom;
  self->zoom = zoom;
  limit (self);
}

static void
bring_in_sight (VitrineNetView *self)
{
  double w = gtk_widget_get_width (GTK_WIDGET (self)), h = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->selected < 0 || w <= 0 || !self->placed)
    return;
  Node *node = nth (self, self->selected);
  double x = self->zoom * node->x + self->x, y = self->zoom * node->y + self->y;
  double mx = MIN (w / 2, NODE_WIDTH * self->zoom / 2 + 8), my = MIN (h / 2, ROW * self->zoom);
  self->x += CLAMP (x, mx, w - mx) - x;
  self->y += CLAMP (y, my, h - my) - y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* At first the whole width is seen, from the top, but never so small that nothing can be read. */
static void
place (VitrineNetView *self)
{
  double w = gtk_widget_get_width (GTK_WIDGET (self));
  if (self->nodes->len == 0 || w <= 0)
    return;
  self->zoom = CLAMP (w / (self->width + 1), .62, 1.);
  Node *first = nth (self, 0);
  self->x = self->width * self->zoom <= w ? (w - self->width * self->zoom) / 2
                                          : w / 2 - first->x * self->zoom;
  self->y = 0;
  self->placed = TRUE;
  bring_in_sight (self);
}

static int
node_at (VitrineNetView *self,
         double          x,
         double          y)
{
  double px = (x - self->x) / self->zoom, py = (y - self->y) / self->zoom;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = nth (self, (int) i);
      if (fabs (px - node->x) <= NODE_WIDTH / 2 && fabs (py - node->y) <= NODE_HEIGHT / 2)
        return (int) i;
    }
  return -1;
}

static void
draw_edges (VitrineNetView *self,
            cairo_t        *cr,
            VitrineLook     look,
            double          top,
            double          bottom)
{
  GdkRGBA line = vitrine_theme_color (look, VITRINE_COLOR_LINE);
  GdkRGBA accent = vitrine_theme_color (look, VITRINE_COLOR_ACCENT);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = nth (self, (int) i);
      for (guint k = 0; k < node->n_from; k++)
        {
          Node *from = nth (self, node->from[k]);
          double y0 = from->y + NODE_HEIGHT / 2, y1 = node->y - NODE_HEIGHT / 2;
          if (y1 < top || y0 > bottom)
            continue;
          gboolean lit = (int) i == self->selected || node->from[k] == self->selected;
          double bend = MIN (24, (y1 - y0) / 2);
          gdk_cairo_set_source_rgba (cr, lit ? &accent : &line);
          cairo_set_line_width (cr, lit ? 2 : 1.25);
          cairo_move_to (cr, from->x, y0);
          /* A long edge runs straight down beside its neighbours before it turns. */
          if (y1 - y0 > ROW)
            {
              cairo_line_to (cr, from->x, y1 - 2 * bend);
              cairo_curve_to (cr, from->x, y1 - bend, node->x, y1 - bend, node->x, y1);
            }
          else
            cairo_curve_to (cr, from->x, y0 + bend, node->x, y1 - bend, node->x, y1);
          cairo_stroke (cr);
        }
    }
}

static void
rounded (cairo_t *cr,
         double   x,
         double   y,
         double   width,
         double   height,
         double   r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
draw_text (VitrineNetView *self,
           cairo_t        *cr,
           const char     *text,
           double          x,
           double          y,
           double          scale)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attrs = pango_attr_list_new ();
  pango_attr_list_insert (attrs, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_set_width (layout, (int) (NODE_WIDTH - 18) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_node (VitrineNetView *self,
           cairo_t        *cr,
           int             i,
           VitrineLook     look)
{
  Node *node = nth (self, i);
  GdkRGBA tint = vitrine_theme_tint (look, node->tint);
  GdkRGBA card = vitrine_theme_color (look, VITRINE_COLOR_CARD);
  GdkRGBA edge = vitrine_theme_color (look, i == self->selected ? VITRINE_COLOR_ACCENT
                                      : i == self->hovered ? VITRINE_COLOR_TEXT : VITRINE_COLOR_LINE);
  GdkRGBA text = vitrine_theme_color (look, VITRINE_COLOR_TEXT);
  GdkRGBA dim = vitrine_theme_color (look, VITRINE_COLOR_DIM_TEXT);
  double x = node->x - NODE_WIDTH / 2, y = node->y - NODE_HEIGHT / 2;
  rounded (cr, x, y, NODE_WIDTH, NODE_HEIGHT, 7);
  gdk_cairo_set_source_rgba (cr, &card);
  cairo_fill_preserve (cr);
  cairo_save (cr);
  cairo_clip (cr);
  gdk_cairo_set_source_rgba (cr, &tint);
  cairo_rectangle (cr, x, y, 6, NODE_HEIGHT);
  cairo_fill (cr);
  cairo_restore (cr);
  rounded (cr, x, y, NODE_WIDTH, NODE_HEIGHT, 7);
  gdk_cairo_set_source_rgba (cr, &edge);
  cairo_set_line_width (cr, i == self->selected ? 2.5 : 1);
  cairo_stroke (cr);
  if (self->zoom < LABEL_FROM)
    return;
  gdk_cairo_set_source_rgba (cr, &text);
  draw_text (self, cr, node->label, x + 12, y + 3, .85);
  if (node->detail != NULL)
    {
      gdk_cairo_set_source_rgba (cr, &dim);
      draw_text (self, cr, node->detail, x + 12, y + 20, .72);
    }
}

static void
vitrine_net_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  VitrineNetView *self = VITRINE_NET_VIEW (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  VitrineLook look = vitrine_theme_look (widget);
  if (self->nodes->len == 0 || width <= 0 || height <= 0)
    return;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  double top = -self->y / self->zoom - NODE_HEIGHT;
  double bottom = (height - self->y) / self->zoom + NODE_HEIGHT;
  gtk_snapshot_push_clip (snapshot, &bounds);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_translate (cr, self->x, self->y);
  cairo_scale (cr, self->zoom, self->zoom);
  draw_edges (self, cr, look, top, bottom);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = nth (self, (int) i);
      if (node->y >= top && node->y <= bottom)
        draw_node (self, cr, (int) i, look);
    }
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
vitrine_net_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  VitrineNetView *self = VITRINE_NET_VIEW (widget);
  if (!self->placed)
    place (self);
}

static void
vitrine_net_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = 100;
  *natural = 240;
}

static void
announce (VitrineNetView *self)
{
  if (self->selected < 0)
    return;
  Node *node = nth (self, self->selected);
  g_autofree char *text = g_strdup_printf ("%s, %s", node->label, node->detail != NULL ? node->detail : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
go_to (VitrineNetView *self,
       int             i)
{
  if (i < 0 || i >= (int) self->nodes->len)
    return;
  self->selected = i;
  bring_in_sight (self);
  announce (self);
  g_signal_emit (self, signals[NODE_ACTIVATED], 0, nth (self, i)->id);
}

/* Up and down follow the arrows, left and right the row. */
static int
neighbour (VitrineNetView *self,
           guint           keyval)
{
  Node *node = nth (self, self->selected);
  if (keyval == GDK_KEY_Up)
    return node->n_from > 0 ? node->from[0] : -1;
  int best = -1;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *other = nth (self, (int) i);
      if (keyval == GDK_KEY_Down)
        {
          for (guint k = 0; k < other->n_from; k++)
            if (other->from[k] == self->selected)
              return (int) i;
          continue;
        }
      double ahead = (other->x - node->x) * (keyval == GDK_KEY_Left ? -1 : 1);
      if (other->y == node->y && ahead > 0
          && (best < 0 || ahead < fabs (nth (self, best)->x - node->x)))
        best = (int) i;
    }
  return best;
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineNetView        *self)
{
  double w = gtk_widget_get_width (GTK_WIDGET (self)), h = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->nodes->len == 0 || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_at (self, 1.5, w / 2, h / 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_at (self, 1 / 1.5, w / 2, h / 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
      place (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      go_to (self, self->selected < 0 ? 0 : neighbour (self, keyval));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll,
           double                    dx,
           double                    dy,
           VitrineNetView           *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  if ((state & GDK_CONTROL_MASK) != 0)
    zoom_at (self, pow (1.3, -dy), gtk_widget_get_width (GTK_WIDGET (self)) / 2.,
             gtk_widget_get_height (GTK_WIDGET (self)) / 2.);
  else
    {
      self->x -= dx * 60;
      self->y -= dy * 60;
      limit (self);
    }
  return GDK_EVENT_STOP;
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           VitrineNetView           *self)
{
  int i = node_at (self, x, y);
  if (i == self->hovered)
    return;
  self->hovered = i;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), i >= 0 ? nth (self, i)->label : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_begin (GtkGestureDrag *drag,
               double          x,
               double          y,
               VitrineNetView *self)
{
  self->drag_x = self->x;
  self->drag_y = self->y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_drag_update (GtkGestureDrag *drag,
                double          dx,
                double          dy,
                VitrineNetView *self)
{
  self->x = self->drag_x + dx;
  self->y = self->drag_y + dy;
  limit (self);
}

static void
on_drag_end (GtkGestureDrag *drag,
             double          dx,
             double          dy,
             VitrineNetView *self)
{
  double x, y;
  /* A drag that went nowhere is a click. */
  if (fabs (dx) + fabs (dy) < 5 && gtk_gesture_drag_get_start_point (drag, &x, &y))
    go_to (self, node_at (self, x, y));
}

static void
vitrine_net_view_finalize (GObject *object)
{
  g_array_unref (VITRINE_NET_VIEW (object)->nodes);
  G_OBJECT_CLASS (vitrine_net_view_parent_class)->finalize (object);
}

static void
vitrine_net_view_class_init (VitrineNetViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = vitrine_net_view_finalize;
  widget_class->snapshot = vitrine_net_view_snapshot;
  widget_class->measure = vitrine_net_view_measure;
  widget_class->size_allocate = vitrine_net_view_size_allocate;
  signals[NODE_ACTIVATED] = g_signal_new ("node-activated", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "netview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vitrine_net_view_init (VitrineNetView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_clear_func (self->nodes, node_clear);
  self->selected = self->hovered = -1;
  self->zoom = 1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Drawing of the network"), -1);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (widget, motion);
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, scroll);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, key);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
vitrine_net_view_new (void)
{
  return g_object_new (VITRINE_TYPE_NET_VIEW, NULL);
}

static void
lay_out (VitrineNetView *self)
{
  guint n = self->nodes->len;
  g_autofree guint *n_from = g_new (guint, n);
  g_autofree const int **from = g_new (const int *, n);
  g_autofree VitrineNetPlace *places = g_new0 (VitrineNetPlace, n);
  for (guint i = 0; i < n; i++)
    {
      n_from[i] = nth (self, (int) i)->n_from;
      from[i] = nth (self, (int) i)->from;
    }
  double columns;
  guint rows = vitrine_net_layout (&(VitrineNetGraph) { n, n_from, from }, places, &columns);
  for (guint i = 0; i < n; i++)
    {
      nth (self, (int) i)->x = MARGIN + NODE_WIDTH / 2 + places[i].column * COLUMN;
      nth (self, (int) i)->y = MARGIN + NODE_HEIGHT / 2 + places[i].row * ROW;
    }
  self->width = 2 * MARGIN + NODE_WIDTH + columns * COLUMN;
  self->height = 2 * MARGIN + rows * ROW;
}

void
vitrine_net_view_set_nodes (VitrineNetView       *self,
                            const VitrineNetNode *nodes,
                            guint                 n_nodes)
{
  g_return_if_fail (VITRINE_IS_NET_VIEW (self));
  g_autoptr (GHashTable) index = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_array_set_size (self->nodes, 0);
  for (guint i = 0; i < n_nodes; i++)
    {
      Node node = { nodes[i].id, g_strdup (nodes[i].label), g_strdup (nodes[i].detail), nodes[i].tint };
      node.from = g_new (int, MAX (1, nodes[i].n_from));
      for (guint k = 0; k < nodes[i].n_from; k++)
        {
          gpointer at;
          if (g_hash_table_lookup_extended (index, GINT_TO_POINTER (nodes[i].from[k]), NULL, &at))
            node.from[node.n_from++] = GPOINTER_TO_INT (at);
        }
      g_hash_table_insert (index, GINT_TO_POINTER (node.id), GINT_TO_POINTER ((int) i));
      g_array_append_val (self->nodes, node);
    }
  self->selected = self->hovered = -1;
  self->placed = FALSE;
  if (n_nodes > 0)
    lay_out (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_net_view_set_selected (VitrineNetView *self,
                               int             id)
{
  g_return_if_fail (VITRINE_IS_NET_VIEW (self));
  int index = -1;
  for (guint i = 0; i < self->nodes->len && index < 0; i++)
    if (nth (self, (int) i)->id == id)
      index = (int) i;
  if (index == self->selected)
    return;
  self->selected = index;
  bring_in_sight (self);
  announce (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
