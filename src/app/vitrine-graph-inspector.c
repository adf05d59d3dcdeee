/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are made from the tables: layers from the network, constants from the method.  What is set here goes into the
 * shared model's wish and is learned with the next Learn. */
#include "config.h"

#include "app/vitrine-graph-inspector.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/vitrine-graph-model.h"
#include "engine/model/vitrine-model.h"
#include "widgets/vitrine-spin.h"

#define CANDIDATES 6        /* layers offered of each resolution */

struct _VitrineGraphInspector
{
  GtkWidget            parent_instance;
  VitrineSession      *session;
  VitrineGraphModel   *model;
  GtkWidget           *box;
  AdwPreferencesGroup *about;
  AdwExpanderRow      *layers, *constants;
  AdwActionRow        *negatives;
  GtkWidget           *no_negatives;
  GtkSwitch           *mirror;
  GPtrArray           *layer_rows;      /* GtkCheckButton; "node" says which */
  GPtrArray           *spins;           /* GtkSpinButton, one a constant */
  VitrineModel        *shown;           /* whose layers are listed; compared only */
  gboolean             filling;
};

G_DEFINE_FINAL_TYPE (VitrineGraphInspector, vitrine_graph_inspector, GTK_TYPE_WIDGET)

/* What the constants are, for those who change them. */
static const struct { const char *id, *title, *summary; } words[] = {
  { "nodes", N_("Nodes of a filter"), N_("As a multiple of the map’s side") },
  { "filters", N_("Filters of a layer"), N_("The loudest; 0: all") },
  { "pictures", N_("Pictures"), N_("At most so many; 0: all") },
  { "iterations", N_("Iterations"), N_("Of each layer") },
  { "parents", N_("Parents of a node"), N_("M in the paper") },
  { "pool", N_("Candidates for parents"), N_("The best of the layer above") },
  { "parents_every", N_("Choose parents every"), N_("Iterations") },
  { "still", N_("Too still for a parent"), N_("Share of the nodes above") },
  { "border", N_("Border"), N_("No parents nearer than this share of the side") },
  { "tau", N_("No pattern, τ"), N_("Share of the mean mass of a filter’s nodes") },
  { "window", N_("Window"), N_("Largest half-width, a share of half the side") },
  { "roam", N_("Window without parents"), N_("The same for the deepest layer") },
  { "smooth", N_("Smoothing"), N_("Of the evidence, a share of the side") },
  { "delta", N_("Spread at the start, δ"), N_("A share of the side") },
  { "narrowest", N_("Narrowest spread"), N_("A share of the widest") },
  { "step", N_("Step, η"), N_("Of the rest places") },
  { "settled", N_("Settled"), N_("Stop when nodes move less, in cells") },
  { "absent", N_("Absent"), N_("Share of the pictures on which a node is not there") },
  { "between", N_("Between cells"), N_("1: a place is the centroid of evidence; 0: a candidate") },
  { "looks", N_("Looks at the deepest layer"), N_("2: the second time with the nodes of the first as parents") },
  { "sway", N_("Moving together"), N_("Ways in which the nodes of the second look move at once; 0: each alone") },
  { "meet", N_("Meeting others"), N_("Ranks: how near, a share of the diagonal; 0: mean score") },
  { "unlike", N_("Meeting elsewhere"), N_("Ranks: weight of meeting where others seldom are") },
  { "answer", N_("Answering always"), N_("Ranks: weight of answering on nearly all pictures") },
  { "around", N_("The same around"), N_("Ranks: weight of being found again by what is around") },
};

/* ---- constants ---- */

static void
on_constant_changed (GtkSpinButton         *spin,
                     VitrineGraphInspector *self)
{
  const VtConstant *constant = g_object_get_data (G_OBJECT (spin), "constant");

  if (!self->filling)
    vt_constant_set (constant, &vitrine_graph_model_get_wish (self->model)->options, gtk_spin_button_get_value (spin));
}

static void
add_constant (VitrineGraphInspector  *self,
              const VtConstant *      constant,
              const char             *title,
              const char             *summary)
{
  GtkWidget *row = adw_action_row_new ();
  const gboolean whole = constant->high >= 64;
  GtkWidget *spin = gtk_spin_button_new_with_range (constant->low, constant->high, whole ? 1 : .01);

  vitrine_spin_leave_wheel (GTK_SPIN_BUTTON (spin));
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), whole ? 0 : 3);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  g_object_set_data (G_OBJECT (spin), "constant", (gpointer) constant);
  g_signal_connect (spin, "value-changed", G_CALLBACK (on_constant_changed), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_expander_row_add_row (self->constants, row);
  g_ptr_array_add (self->spins, spin);
}

static void
make_constants (VitrineGraphInspector *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (const VtConstant *c = vt_xgraph_constants; c->id != NULL; c++)
      if (g_str_equal (c->id, words[i].id))
        add_constant (self, c, _(words[i].title), _(words[i].summary));
}

static void
fill_constants (VitrineGraphInspector *self)
{
  self->filling = TRUE;
  for (guint i = 0; i < self->spins->len; i++)
    gtk_spin_button_set_value (self->spins->pdata[i],
                               vt_constant_get (g_object_get_data (self->spins->pdata[i], "constant"),
                                                &vitrine_graph_model_get_wish (self->model)->options));
  gtk_switch_set_active (self->mirror, vitrine_graph_model_get_wish (self->model)->options.mirror >= .5);
  self->filling = FALSE;
}

static void
on_mirror (VitrineGraphInspector *self)
{
  if (!self->filling)
    vitrine_graph_model_get_wish (self->model)->options.mirror = gtk_switch_get_active (self->mirror);
}

/* ---- layers ---- */

static gboolean
is_wished (const GArray *layers,
           int           node)
{
  for (guint i = 0; i < layers->len; i++)
    if (g_array_index (layers, int, i) == node)
      return TRUE;
  return FALSE;
}

static void
on_layer_toggled (GtkCheckButton        *check,
                  VitrineGraphInspector *self)
{
  GArray *layers = vitrine_graph_model_get_wish (self->model)->layers;

  if (self->filling)
    return;
  g_array_set_size (layers, 0);
  for (guint i = 0; i < self->layer_rows->len; i++)
    {
      const int node = GPOINTER_TO_INT (g_object_get_data (self->layer_rows->pdata[i], "node"));

      if (gtk_check_button_get_active (self->layer_rows->pdata[i]))
        g_array_append_val (layers, node);
    }
}

static void
add_layer (VitrineGraphInspector *self,
           const VtPartLayer     *layer)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *size = g_strdup_printf ("%u × %u × %u", layer->channels, layer->h, layer->w);

  g_object_set_data (G_OBJECT (check), "node", GINT_TO_POINTER (layer->node));
  g_object_set_data (G_OBJECT (check), "row", row);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect (check, "toggled", G_CALLBACK (on_layer_toggled), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), layer->name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (self->layers, row);
  g_ptr_array_add (self->layer_rows, check);
}

static void
list_layers (VitrineGraphInspector *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  g_autoptr (VtPartSpace) all = NULL;

  if (model == self->shown)
    return;
  self->shown = model;
  for (guint i = 0; i < self->layer_rows->len; i++)
    adw_expander_row_remove (self->layers, g_object_get_data (self->layer_rows->pdata[i], "row"));
  g_ptr_array_set_size (self->layer_rows, 0);
  all = model != NULL ? vt_part_space_choose (vitrine_model_get_graph (model), CANDIDATES, NULL) : NULL;
  for (guint l = 0; all != NULL && l < vt_part_space_n_layers (all); l++)
    add_layer (self, vt_part_space_layer (all, l));
}

/* Without a wish those that would be chosen are ticked. */
static void
tick_layers (VitrineGraphInspector *self)
{
  VitrineModel *model = vitrine_session_get_model (self->session);
  const GArray *layers = vitrine_graph_model_get_wish (self->model)->layers;
  g_autoptr (VtPartSpace) usual = NULL;

  list_layers (self);
  if (layers->len == 0 && model != NULL)
    usual = vt_part_space_choose (vitrine_model_get_graph (model), 0, NULL);
  self->filling = TRUE;
  for (guint i = 0; i < self->layer_rows->len; i++)
    {
      const int node = GPOINTER_TO_INT (g_object_get_data (self->layer_rows->pdata[i], "node"));
      gboolean on = is_wished (layers, node);

      for (guint l = 0; usual != NULL && l < vt_part_space_n_layers (usual); l++)
        on |= vt_part_space_layer (usual, l)->node == node;
      gtk_check_button_set_active (self->layer_rows->pdata[i], on);
    }
  self->filling = FALSE;
}

/* ---- ordinary pictures ---- */

static void
show_negatives (VitrineGraphInspector *self)
{
  const char *path = vitrine_graph_model_get_wish (self->model)->negatives;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_markup_escape_text (name, -1);

  gtk_widget_set_visible (self->no_negatives, *path != '\0');
  adw_action_row_set_subtitle (self->negatives, *path != '\0' ? shown : _("None: the pictures themselves say what is usual"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->negatives), *path != '\0' ? path : NULL);
}

/* ---- object ---- */

static void
on_wish_changed (VitrineGraphInspector *self)
{
  tick_layers (self);
  fill_constants (self);
  show_negatives (self);
}

static void
vitrine_graph_inspector_dispose (GObject *object)
{
  VitrineGraphInspector *self = VITRINE_GRAPH_INSPECTOR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_GRAPH_INSPECTOR);
  g_clear_object (&self->session);
  g_clear_pointer (&self->layer_rows, g_ptr_array_unref);
  g_clear_pointer (&self->spins, g_ptr_array_unref);
  G_OBJECT_CLASS (vitrine_graph_inspector_parent_class)->dispose (object);
}

static void
vitrine_graph_inspector_class_init (VitrineGraphInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vitrine_graph_inspector_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-graph-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, about);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, layers);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, constants);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, negatives);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, no_negatives);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphInspector, mirror);
}

static void
vitrine_graph_inspector_init (VitrineGraphInspector *self)
{
  self->layer_rows = g_ptr_array_new ();
  self->spins = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  make_constants (self);
  g_signal_connect_object (self->mirror, "notify::active", G_CALLBACK (on_mirror), self, G_CONNECT_SWAPPED);
}

GtkWidget *
vitrine_graph_inspector_new (VitrineSession *session)
{
  VitrineGraphInspector *self = g_object_new (VITRINE_TYPE_GRAPH_INSPECTOR, NULL);

  self->session = g_object_ref (session);
  self->model = vitrine_graph_model_of (session);
  g_signal_connect_object (self->model, "wish-changed", G_CALLBACK (on_wish_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (on_wish_changed), self, G_CONNECT_SWAPPED);
  on_wish_changed (self);
  return GTK_WIDGET (self);
}
