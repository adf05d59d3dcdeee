/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VitrineTree: the object, its properties and signals, and GtkScrollable.
 */
#include "config.h"

#include "widgets/vitrine-tree-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_STALE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

G_DEFINE_FINAL_TYPE_WITH_CODE (VitrineTree, vitrine_tree, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint signals[TREE_N_SIGNALS];

void
tree_emit (VitrineTree *self,
           TreeSignal   which,
           ...)
{
  va_list args;

  va_start (args, which);
  g_signal_emit_valist (self, signals[which], 0, args);
  va_end (args);
}

static void
set_adjustment (VitrineTree    *self,
                GtkAdjustment **slot,
                GtkAdjustment  *adjustment)
{
  if (*slot != NULL)
    {
      g_signal_handlers_disconnect_by_data (*slot, self);
      g_clear_object (slot);
    }
  if (adjustment != NULL)
    {
      *slot = g_object_ref_sink (adjustment);
      g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                                self);
    }
  tree_configure (self);
}

static void
vitrine_tree_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  VitrineTree *self = VITRINE_TREE (object);

  switch (prop_id)
    {
    case PROP_STALE: g_value_set_boolean (value, self->stale); break;
    case PROP_HADJUSTMENT: g_value_set_object (value, self->hadjustment); break;
    case PROP_VADJUSTMENT: g_value_set_object (value, self->vadjustment); break;
    case PROP_HSCROLL_POLICY: g_value_set_enum (value, self->hpolicy); break;
    case PROP_VSCROLL_POLICY: g_value_set_enum (value, self->vpolicy); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_tree_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  VitrineTree *self = VITRINE_TREE (object);

  switch (prop_id)
    {
    case PROP_STALE:
      self->stale = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY: self->hpolicy = g_value_get_enum (value) != 0; break;
    case PROP_VSCROLL_POLICY: self->vpolicy = g_value_get_enum (value) != 0; break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_tree_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 220 : 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 300
                                                       : tree_content_height (VITRINE_TREE (widget));
  *natural = MAX (*natural, *minimum);
}

static void
vitrine_tree_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  tree_configure (VITRINE_TREE (widget));
}

static void
vitrine_tree_dispose (GObject *object)
{
  VitrineTree *self = VITRINE_TREE (object);

  if (self->hadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->hadjustment, self);
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);

  G_OBJECT_CLASS (vitrine_tree_parent_class)->dispose (object);
}

static void
vitrine_tree_finalize (GObject *object)
{
  VitrineTree *self = VITRINE_TREE (object);

  tree_clear_rows (self);
  g_clear_pointer (&self->shown, g_array_unref);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->selected, g_hash_table_unref);
  for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
    g_clear_pointer (&self->columns[c], g_free);

  G_OBJECT_CLASS (vitrine_tree_parent_class)->finalize (object);
}

static void
vitrine_tree_class_init (VitrineTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType d = G_TYPE_DOUBLE, id = G_TYPE_UINT64;

  object_class->dispose = vitrine_tree_dispose;
  object_class->finalize = vitrine_tree_finalize;
  object_class->get_property = vitrine_tree_get_property;
  object_class->set_property = vitrine_tree_set_property;
  widget_class->snapshot = tree_snapshot;
  widget_class->measure = vitrine_tree_measure;
  widget_class->size_allocate = vitrine_tree_size_allocate;

  g_object_class_install_property (object_class, PROP_STALE,
                                   g_param_spec_boolean ("stale", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE
                                                         | G_PARAM_STATIC_STRINGS));
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[TREE_ROW_ACTIVATED]
    = g_signal_new ("row-activated", VITRINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, id, GDK_TYPE_MODIFIER_TYPE);
  signals[TREE_ROW_OPENED]
    = g_signal_new ("row-opened", VITRINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, id);
  signals[TREE_ROW_HOVERED]
    = g_signal_new ("row-hovered", VITRINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, id);
  signals[TREE_ROW_MENU]
    = g_signal_new ("row-menu", VITRINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, id, d, d);
  signals[TREE_COLUMN_CLICKED]
    = g_signal_new ("column-clicked", VITRINE_TYPE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "andortree");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_GRID);
}

static void
vitrine_tree_init (VitrineTree *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (TreeShown));
  self->folded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->selected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->sorted = -1;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  vitrine_tree_set_title (self, _("And-Or tree"));
  tree_add_controllers (self);
}

GtkWidget *
vitrine_tree_new (void)
{
  return g_object_new (VITRINE_TYPE_TREE, NULL);
}
