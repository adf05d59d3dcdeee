/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-graph-side-private.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (VitrineGraphSide, vitrine_graph_side, GTK_TYPE_WIDGET)

/* ---- words ---- */

static void
save_words (VitrineGraphSide *self)
{
  if (self->edited != VITRINE_NO_GRAPH_NODE && !self->filling)
    vitrine_graph_model_say (self->model, self->edited, gtk_editable_get_text (GTK_EDITABLE (self->name)),
                             gtk_editable_get_text (GTK_EDITABLE (self->note)), -1);
}

static void
load_words (VitrineGraphSide *self)
{
  const guint node = vitrine_graph_model_get_selected (self->model);
  const VitrineGraphWords *words = vitrine_graph_model_get_words (self->model, node);

  self->filling = TRUE;
  self->edited = node;
  gtk_editable_set_text (GTK_EDITABLE (self->name), words->name);
  gtk_editable_set_text (GTK_EDITABLE (self->note), words->note);
  gtk_toggle_button_set_active (self->pin, words->pinned);
  self->filling = FALSE;
}

static void
on_words_done (GtkEntry         *entry,
               VitrineGraphSide *self)
{
  save_words (self);
}

static void
on_words_left (GtkEventControllerFocus *focus,
               VitrineGraphSide        *self)
{
  save_words (self);
}

static void
on_pin_toggled (GtkToggleButton  *button,
                VitrineGraphSide *self)
{
  if (!self->filling)
    vitrine_graph_model_say (self->model, vitrine_graph_model_get_selected (self->model), NULL, NULL,
                             gtk_toggle_button_get_active (button));
}

void
vitrine_graph_side_toggle_pin (VitrineGraphSide *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_SIDE (self));
  if (vitrine_graph_model_get_selected (self->model) != VITRINE_NO_GRAPH_NODE)
    gtk_toggle_button_set_active (self->pin, !gtk_toggle_button_get_active (self->pin));
}

void
vitrine_graph_side_ask_name (VitrineGraphSide *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_SIDE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
on_whole_toggled (GtkToggleButton  *button,
                  VitrineGraphSide *self)
{
  if (self->model != NULL)
    graph_side_fill_patches (self);
}

void
vitrine_graph_side_toggle_whole (VitrineGraphSide *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_SIDE (self));
  gtk_toggle_button_set_active (self->whole, !gtk_toggle_button_get_active (self->whole));
}

/* ---- facts ---- */

static void
show_facts (VitrineGraphSide *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  const guint node = vitrine_graph_model_get_selected (self->model);
  const VtXNode *one = vitrine_graph_model_get_node (self->model, node);
  g_autofree char *title = NULL, *facts = NULL, *of_layer = NULL, *nodes = NULL, *filter = NULL;
  guint layer = 0, number;

  gtk_widget_set_visible (self->about, one != NULL);
  gtk_widget_set_visible (self->words, one != NULL);
  gtk_widget_set_visible (self->beside, one != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pin), one != NULL);
  gtk_widget_set_visible (self->unit_button, one != NULL);
  if (graph == NULL)
    return;
  if (one == NULL)
    {
      layer = vt_part_space_n_layers (vt_xgraph_space (graph)) - 1;
      title = g_strdup (_("Choose a node"));
      facts = g_strdup_printf (_("%u nodes from %u pictures. Each row of discs is a filter, each disc one of the parts it "
                                 "answers to."), vt_xgraph_n_nodes (graph), vt_xgraph_n_pictures (graph));
    }
  else
    {
      vitrine_graph_model_locate (self->model, node, &layer, &number);

      const VtPartLayer *l = vt_part_space_layer (vt_xgraph_space (graph), layer);

      title = vitrine_graph_model_describe (self->model, node);
      facts = g_strdup_printf (_("Rank %.1f times the mean · moves %.0f px from picture to picture"),
                               (double) one->score, sqrt ((double) one->variance * l->stride[0] * l->stride[1]));
      filter = g_strdup_printf (_("Filter %u alone, its peak crossed"), one->filter);
    }
  of_layer = vitrine_graph_model_dup_layer (self->model, layer);
  nodes = g_strdup_printf (_("Strongest half of %s"), of_layer);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->facts, facts);
  gtk_label_set_text (self->nodes_label, nodes);
  gtk_label_set_text (self->filter_label, filter != NULL ? filter : "");
}

/* ---- changes ---- */

static void
on_selection_changed (VitrineGraphSide *self)
{
  save_words (self);
  load_words (self);
  show_facts (self);
  graph_side_fill_patches (self);
  graph_side_look (self);
}

static void
on_words_changed (VitrineGraphSide *self)
{
  load_words (self);
  show_facts (self);
}

static void
on_picture_changed (VitrineGraphSide *self)
{
  graph_side_show_picture (self);
  graph_side_look (self);
}

static void
on_sights_changed (VitrineGraphSide *self)
{
  graph_side_fill_patches (self);
}

static void
on_mapped (GtkWidget *widget)
{
  VitrineGraphSide *self = VITRINE_GRAPH_SIDE (widget);

  GTK_WIDGET_CLASS (vitrine_graph_side_parent_class)->map (widget);
  if (self->view == NULL && self->model != NULL)
    graph_side_look (self);
}

static void
on_patch_activated (GtkFlowBox       *box,
                    GtkFlowBoxChild  *child,
                    VitrineGraphSide *self)
{
  VitrinePartSource *source = vitrine_graph_keeper_get_source (vitrine_graph_model_get_keeper (self->model));
  const guint i = (guint) gtk_flow_box_child_get_index (child);

  for (guint r = 0; source != NULL && r <= GRAPH_ROW_FILTER; r++)
    if (self->rows[r].box == box && i < self->rows[r].n)
      vitrine_session_set_picture (self->session, vitrine_part_source_picture (source, self->rows[r].targets[i]));
}

static void
on_sibling_activated (GtkFlowBox       *box,
                      GtkFlowBoxChild  *child,
                      VitrineGraphSide *self)
{
  const guint i = (guint) gtk_flow_box_child_get_index (child);

  for (guint r = GRAPH_ROW_SIBLINGS; r < GRAPH_N_ROWS; r++)
    if (self->rows[r].box == box && i < self->rows[r].n)
      {
        vitrine_graph_model_select (self->model, self->rows[r].targets[i]);
        return;
      }
}

static void
on_mark_activated (VitrineCanvas    *canvas,
                   guint64           id,
                   GdkModifierType   state,
                   VitrineGraphSide *self)
{
  if (id > 0)
    vitrine_graph_model_select (self->model, (guint) (id - 1));
}

static void
on_unit_clicked (GtkButton        *button,
                 VitrineGraphSide *self)
{
  vitrine_session_set_page (self->session, "network");
}

/* ---- object ---- */

static void
vitrine_graph_side_dispose (GObject *object)
{
  VitrineGraphSide *self = VITRINE_GRAPH_SIDE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_GRAPH_SIDE);
  g_clear_pointer (&self->view, vitrine_graph_view_free);
  g_clear_pointer (&self->asked, g_array_unref);
  g_clear_pointer (&self->shown_picture, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_graph_side_parent_class)->dispose (object);
}

static void
vitrine_graph_side_class_init (VitrineGraphSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CANVAS);
  G_OBJECT_CLASS (klass)->dispose = vitrine_graph_side_dispose;
  widget_class->map = on_mapped;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-graph-side.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, scroller);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, head);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, about);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, words);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, beside);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, unit_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, title);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, facts);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, nodes_label);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, filter_label);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, parents_label);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, seen_title);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, peaks_title);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, siblings_title);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, children_label);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, pin);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, whole);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, nodes);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, filter);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, node_patches);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, filter_patches);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, siblings);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, parents);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, children);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, name);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphSide, note);
  gtk_widget_class_bind_template_callback (widget_class, on_words_done);
  gtk_widget_class_bind_template_callback (widget_class, on_pin_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_whole_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_unit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_patch_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_sibling_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_activated);
}

static void
vitrine_graph_side_init (VitrineGraphSide *self)
{
  const VitrineCanvasLayers layers = VITRINE_CANVAS_HEAT | VITRINE_CANVAS_DOTS | VITRINE_CANVAS_BOXES;
  GtkEntry *entries[2];

  gtk_widget_init_template (GTK_WIDGET (self));
  self->edited = VITRINE_NO_GRAPH_NODE;
  self->asked = g_array_new (FALSE, FALSE, sizeof (guint));
  graph_side_make_patches (self);
  vitrine_canvas_set_layers (self->nodes, layers);
  vitrine_canvas_set_layers (self->filter, layers);
  vitrine_canvas_link (self->nodes, self->filter);
  entries[0] = self->name;
  entries[1] = self->note;
  for (guint i = 0; i < 2; i++)
    {
      GtkEventController *focus = gtk_event_controller_focus_new ();

      g_signal_connect (focus, "leave", G_CALLBACK (on_words_left), self);
      gtk_widget_add_controller (GTK_WIDGET (entries[i]), focus);
    }
}

void
vitrine_graph_side_set_model (VitrineGraphSide  *self,
                              VitrineGraphModel *model)
{
  g_return_if_fail (VITRINE_IS_GRAPH_SIDE (self));
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (model);

  self->model = model;
  self->session = g_object_ref (vitrine_graph_model_get_session (model));
  g_signal_connect_object (model, "selection-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "words-changed", G_CALLBACK (on_words_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "sights-changed", G_CALLBACK (on_sights_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::picture", G_CALLBACK (on_picture_changed), self, G_CONNECT_SWAPPED);
  on_picture_changed (self);
  on_selection_changed (self);
}
