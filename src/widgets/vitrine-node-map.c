/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map's state.  Invariant: `layout` is that of `shown`. */
#include "config.h"

#include "widgets/vitrine-node-map-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { NODE_SELECTED, NODE_OPENED, WALK, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineNodeMap, vitrine_node_map, GTK_TYPE_WIDGET)

void
node_map_redraw (VitrineNodeMap *self)
{
  self->drawn = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
node_map_fit_now (VitrineNodeMap *self)
{
  vitrine_view_fit (&self->view);
  if (self->view.zoom > NODE_MAP_FIT_MAX)
    {
      vitrine_view_zoom_at (&self->view, NODE_MAP_FIT_MAX, self->view.width / 2, self->view.height / 2);
      self->view.fitted = self->view.automatic = TRUE;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- words ---- */

char *
node_map_name (VitrineNodeMap *self,
               guint           node)
{
  if (self->source != NULL && self->source->name != NULL && node < self->n_nodes)
    return self->source->name (node, self->user_data);
  return g_strdup_printf (_("Node %u"), node);
}

static void
say (VitrineNodeMap *self)
{
  const guint node = self->selected != VITRINE_NO_NODE ? self->selected : self->hovered;
  g_autofree char *text = node != VITRINE_NO_NODE
                            ? node_map_name (self, node)
                            : g_strdup_printf (ngettext ("%u node", "%u nodes", self->n_shown), self->n_shown);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* ---- choosing ---- */

static void
light (VitrineNodeMap *self)
{
  memset (self->lit, 0, self->n_nodes);
  if (self->selected == VITRINE_NO_NODE)
    return;
  for (guint i = 0; i < self->n_nodes; i++)
    self->lit[i] = self->nodes[i].column == self->nodes[self->selected].column
                   && self->nodes[i].group == self->nodes[self->selected].group;
  for (guint i = 0; i < self->n_links; i++)
    self->lit[self->links[i].node] = 1;
}

static void
set_selected (VitrineNodeMap *self,
              guint           node)
{
  self->selected = node < self->n_nodes ? node : VITRINE_NO_NODE;
  g_clear_pointer (&self->links, g_free);
  self->n_links = 0;
  light (self);
  say (self);
  node_map_redraw (self);
}

/* Pans as little as it takes. */
static void
bring_in_sight (VitrineNodeMap *self)
{
  const double margin = 40;
  double x, y;

  if (self->selected == VITRINE_NO_NODE || !vitrine_node_map_place (self, self->selected, &x, &y))
    return;
  y -= NODE_MAP_HEADER;
  vitrine_view_pan (&self->view, CLAMP (x, fmin (margin, self->view.width / 2), fmax (self->view.width - margin, 0)) - x,
                    CLAMP (y, fmin (margin, self->view.height / 2), fmax (self->view.height - margin, 0)) - y);
}

void
node_map_choose (VitrineNodeMap *self,
                 guint           node)
{
  set_selected (self, node);
  bring_in_sight (self);
  g_signal_emit (self, signals[NODE_SELECTED], 0, self->selected);
}

void
node_map_open (VitrineNodeMap *self,
               guint           node)
{
  g_signal_emit (self, signals[NODE_OPENED], 0, node);
}

void
node_map_walk (VitrineNodeMap *self,
               int             direction)
{
  g_signal_emit (self, signals[WALK], 0, direction);
}

void
node_map_hover (VitrineNodeMap *self,
                guint           node)
{
  if (node == self->hovered)
    return;
  self->hovered = node;
  if (node != VITRINE_NO_NODE)
    {
      g_autofree char *name = node_map_name (self, node);

      gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
    }
  else
    gtk_widget_set_has_tooltip (GTK_WIDGET (self), FALSE);
  say (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- object ---- */

static void
lay_out (VitrineNodeMap *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const double aspect = width > 0 && height > NODE_MAP_HEADER ? width / (height - NODE_MAP_HEADER) : 1.6;

  vitrine_node_layout_make (&self->layout, self->nodes, self->n_nodes, self->n_columns, self->shown, self->n_shown,
                            CLAMP (aspect, .5, 3));
  vitrine_view_init (&self->view);
  vitrine_view_set_picture (&self->view, self->layout.width, self->layout.height);
  vitrine_view_set_window (&self->view, width, MAX (height - NODE_MAP_HEADER, 0));
  node_map_fit_now (self);
  g_clear_pointer (&self->overview, cairo_surface_destroy);
  node_map_redraw (self);
}

static void
vitrine_node_map_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  VitrineNodeMap *self = VITRINE_NODE_MAP (widget);

  /* What was only looked at whole is laid out anew for the new shape. */
  if (self->view.fitted && (self->view.width != width || self->view.height != height - NODE_MAP_HEADER))
    lay_out (self);
  else
    vitrine_view_set_window (&self->view, width, MAX (height - NODE_MAP_HEADER, 0));
}

static void
vitrine_node_map_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 480;
}

static void
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  VitrineNodeMap *self = VITRINE_NODE_MAP (widget);
  const double factor = g_str_equal (name, "node-map.zoom-in") ? VITRINE_VIEW_STEP : 1 / VITRINE_VIEW_STEP;

  if (g_str_equal (name, "node-map.fit"))
    vitrine_node_map_fit (self);
  else
    vitrine_node_map_zoom (self, factor, self->view.width / 2, NODE_MAP_HEADER + self->view.height / 2);
}

static void
vitrine_node_map_finalize (GObject *object)
{
  VitrineNodeMap *self = VITRINE_NODE_MAP (object);

  g_strfreev (self->columns);
  g_free (self->nodes);
  g_free (self->shown);
  g_free (self->links);
  g_free (self->lit);
  vitrine_node_layout_clear (&self->layout);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->sheets[i], cairo_surface_destroy);
  g_clear_pointer (&self->overview, cairo_surface_destroy);
  G_OBJECT_CLASS (vitrine_node_map_parent_class)->finalize (object);
}

static void
vitrine_node_map_class_init (VitrineNodeMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vitrine_node_map_finalize;
  widget_class->snapshot = node_map_snapshot;
  widget_class->measure = vitrine_node_map_measure;
  widget_class->size_allocate = vitrine_node_map_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "nodemap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[NODE_SELECTED] = g_signal_new ("node-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[NODE_OPENED] = g_signal_new ("node-opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[WALK] = g_signal_new ("walk", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_INT);
  gtk_widget_class_install_action (widget_class, "node-map.zoom-in", NULL, act);
  gtk_widget_class_install_action (widget_class, "node-map.zoom-out", NULL, act);
  gtk_widget_class_install_action (widget_class, "node-map.fit", NULL, act);
}

static void
vitrine_node_map_init (VitrineNodeMap *self)
{
  self->selected = self->hovered = VITRINE_NO_NODE;
  self->lit = g_new0 (guint8, 1);
  vitrine_view_init (&self->view);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Map of nodes"), -1);
  node_map_add_input (self);
}

GtkWidget *
vitrine_node_map_new (void)
{
  return g_object_new (VITRINE_TYPE_NODE_MAP, NULL);
}

/* ---- what is shown ---- */

void
vitrine_node_map_set_source (VitrineNodeMap             *self,
                             const VitrineNodeMapSource *source,
                             gpointer                    user_data)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  self->source = source;
  self->user_data = user_data;
}

void
vitrine_node_map_set_nodes (VitrineNodeMap       *self,
                            const char *const    *columns,
                            guint                 n_columns,
                            const VitrineMapNode *nodes,
                            guint                 n_nodes)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  g_strfreev (self->columns);
  self->columns = g_new0 (char *, n_columns + 1);
  for (guint c = 0; c < n_columns; c++)
    self->columns[c] = g_strdup (columns[c]);
  self->n_columns = n_columns;
  g_free (self->nodes);
  self->nodes = g_memdup2 (nodes, n_nodes * sizeof *nodes);
  self->n_nodes = n_nodes;
  g_free (self->lit);
  self->lit = g_new0 (guint8, MAX (n_nodes, 1));
  self->hovered = VITRINE_NO_NODE;
  self->selected = VITRINE_NO_NODE;
  g_clear_pointer (&self->links, g_free);
  self->n_links = 0;
  vitrine_node_map_set_shown (self, NULL, 0);
}

void
vitrine_node_map_set_shown (VitrineNodeMap *self,
                            const guint    *nodes,
                            guint           n)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  g_free (self->shown);
  self->shown = g_new (guint, MAX (n, 1));
  self->n_shown = 0;
  for (guint i = 0; i < n; i++)
    if (nodes[i] < self->n_nodes && self->nodes[nodes[i]].column < self->n_columns)
      self->shown[self->n_shown++] = nodes[i];
  self->hovered = VITRINE_NO_NODE;
  lay_out (self);
  say (self);
}

void
vitrine_node_map_set_flags (VitrineNodeMap   *self,
                            guint             node,
                            VitrineNodeFlags  flags)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self) && node < self->n_nodes);
  self->nodes[node].flags = flags;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_node_map_set_selected (VitrineNodeMap *self,
                               guint           node)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  if (node == self->selected)
    return;
  set_selected (self, node);
  bring_in_sight (self);
}

guint
vitrine_node_map_get_selected (VitrineNodeMap *self)
{
  g_return_val_if_fail (VITRINE_IS_NODE_MAP (self), VITRINE_NO_NODE);
  return self->selected;
}

void
vitrine_node_map_set_links (VitrineNodeMap       *self,
                            const VitrineMapLink *links,
                            guint                 n)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  g_free (self->links);
  self->links = g_memdup2 (links, n * sizeof *links);
  self->n_links = n;
  light (self);
  node_map_redraw (self);
}

/* ---- the view ---- */

guint
vitrine_node_map_pick (VitrineNodeMap *self,
                       double          x,
                       double          y)
{
  double px, py;
  const VitrineNodeLayout *layout = &self->layout;

  g_return_val_if_fail (VITRINE_IS_NODE_MAP (self), VITRINE_NO_NODE);
  if (y < NODE_MAP_HEADER)
    return VITRINE_NO_NODE;
  vitrine_view_to_picture (&self->view, x, y - NODE_MAP_HEADER, &px, &py);
  for (guint r = 0; r < layout->n_rows; r++)
    {
      const VitrineNodeRow *row = &layout->rows[r];
      const double at = (px - row->x) / VITRINE_NODE_PITCH + .5;

      if (fabs (py - row->y) <= VITRINE_NODE_PITCH / 2 && at >= 0 && at < row->n)
        return layout->order[row->first + (guint) at];
    }
  return VITRINE_NO_NODE;
}

gboolean
vitrine_node_map_place (VitrineNodeMap *self,
                        guint           node,
                        double         *x,
                        double         *y)
{
  g_return_val_if_fail (VITRINE_IS_NODE_MAP (self), FALSE);
  if (node >= self->n_nodes || self->layout.index == NULL || self->layout.index[node] == VITRINE_NO_NODE)
    return FALSE;

  const guint i = self->layout.index[node];

  vitrine_view_to_window (&self->view, (double) self->layout.x[i], (double) self->layout.y[i], x, y);
  *y += NODE_MAP_HEADER;
  return TRUE;
}

void
vitrine_node_map_fit (VitrineNodeMap *self)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  node_map_fit_now (self);
}

void
vitrine_node_map_zoom (VitrineNodeMap *self,
                       double          factor,
                       double          x,
                       double          y)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  vitrine_view_zoom_at (&self->view, fmin (self->view.zoom * factor, NODE_MAP_ZOOM_MAX), x, y - NODE_MAP_HEADER);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_node_map_pan (VitrineNodeMap *self,
                      double          dx,
                      double          dy)
{
  g_return_if_fail (VITRINE_IS_NODE_MAP (self));
  vitrine_view_pan (&self->view, dx, dy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
vitrine_node_map_get_zoom (VitrineNodeMap *self)
{
  g_return_val_if_fail (VITRINE_IS_NODE_MAP (self), 1);
  return self->view.zoom;
}
