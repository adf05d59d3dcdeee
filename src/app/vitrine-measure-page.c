/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Measure page: how steadily the nodes of the graph and the raw filters keep their distance from parts, with the
 * figures that say what that is worth.  Places are found once as a job; what is chosen after that is counted anew on the
 * preview worker. */
#include "config.h"

#include "app/vitrine-measure-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-measure-table.h"
#include "app/vitrine-page.h"
#include "widgets/vitrine-drop-down.h"

G_DEFINE_FINAL_TYPE (VitrineMeasurePage, vitrine_measure_page, GTK_TYPE_WIDGET)

static const guint counts[] = { 20, 60, 100, 0 };

/* ---- the list ---- */

static char *
name_of (VitrineMeasurePage  *self,
         gboolean             is_filter,
         const VitrinePlaced *placed)
{
  VtXGraph *graph = self->shown->places->graph;
  const char *layer = vt_part_space_layer (vt_xgraph_space (graph), placed->layer)->name;

  if (is_filter)
    return g_strdup_printf (_("%s, filter %u"), layer, placed->unit);
  return vitrine_graph_model_describe (self->model, vt_xgraph_first (graph, placed->layer) + placed->unit);
}

static void
append_items (VitrineMeasurePage      *self,
              GListStore              *store,
              gboolean                 is_filter,
              const VitrinePlaced     *placed,
              const VitrineSteadiness *all,
              guint                    n)
{
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *name = name_of (self, is_filter, &placed[k]);
      g_autoptr (VitrineMeasureItem) item = vitrine_measure_item_new (is_filter, k, name);

      item->constant = all[k].constant;
      item->value[VITRINE_MEASURE_NAME] = is_filter * 1e6 + k;
      item->value[VITRINE_MEASURE_DISTANCE] = all[k].mean.distance;
      item->value[VITRINE_MEASURE_OFFSET] = all[k].mean.offset;
      item->value[VITRINE_MEASURE_SPREAD] = all[k].mean.spread;
      g_list_store_append (store, item);
    }
}

static void
fill_list (VitrineMeasurePage *self)
{
  g_autoptr (GListStore) store = g_list_store_new (VITRINE_TYPE_MEASURE_ITEM);
  GtkSorter *sorter = gtk_column_view_get_sorter (self->list);
  GtkSingleSelection *selection;

  append_items (self, store, FALSE, self->shown->places->nodes, self->shown->measure->nodes, self->shown->measure->n_nodes);
  append_items (self, store, TRUE, self->shown->places->filters, self->shown->measure->filters,
                self->shown->measure->n_filters);
  selection = gtk_single_selection_new (G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (g_steal_pointer (&store)),
                                                                               g_object_ref (sorter))));
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (measure_page_show_scatter), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  measure_page_show_scatter (self);
}

/* A node opens on the Graph page, a filter on the Network page. */
static void
on_activate (GtkColumnView      *list,
             guint               position,
             VitrineMeasurePage *self)
{
  g_autoptr (VitrineMeasureItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (list)), position);
  const VitrineMeasureDone *shown = self->shown;

  if (item == NULL || shown == NULL)
    return;

  const VitrinePlaced *placed = item->is_filter ? &shown->places->filters[item->number] : &shown->places->nodes[item->number];
  VtXGraph *graph = shown->places->graph;

  if (item->is_filter)
    vitrine_session_select_unit (self->session, vt_part_space_layer (vt_xgraph_space (graph), placed->layer)->name,
                                 (int) placed->unit);
  else
    vitrine_graph_model_select (self->model, vt_xgraph_first (graph, placed->layer) + placed->unit);
  vitrine_session_set_page (self->session, item->is_filter ? "network" : "graph");
}

void
measure_page_show_scatter (VitrineMeasurePage *self)
{
  GtkSelectionModel *selection = gtk_column_view_get_model (self->list);
  VitrineMeasureItem *item = selection != NULL
                             ? gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (selection)) : NULL;
  const VitrineMeasureDone *shown = self->shown;
  const guint chosen = gtk_drop_down_get_selected (self->landmark);
  g_autoptr (GArray) pairs = NULL;
  const VitrinePlaced *placed;
  const char *landmark;
  VtPartSpace *space;

  if (item == NULL || shown == NULL)
    return;
  placed = item->is_filter ? &shown->places->filters[item->number] : &shown->places->nodes[item->number];
  landmark = chosen > 0 && chosen <= g_strv_length (self->all_landmarks) ? self->all_landmarks[chosen - 1]
             : shown->measure->landmarks[0];
  pairs = vitrine_measure_scatter (shown->places, placed, landmark, shown->measure->most);
  space = vt_xgraph_space (shown->places->graph);
  vitrine_scatter_set (self->scatter, item->name, landmark, (const float *) (const void *) pairs->data, pairs->len / 4,
                       vt_part_space_height (space), vt_part_space_width (space));
  vitrine_spread_chart_point (self->chart, item->value[measure_page_is_vector (self) ? VITRINE_MEASURE_OFFSET
                                                       : VITRINE_MEASURE_DISTANCE]);
}

/* ---- the table ---- */

static void
put_row (VitrineMeasurePage  *self,
         int                  row,
         const char          *name,
         const VtInstability *one,
         double               beside)
{
  g_autofree char *distance = g_strdup_printf ("%.4f", one->distance), *offset = g_strdup_printf ("%.4f", one->offset);
  g_autofree char *spread = g_strdup_printf ("%.0f", one->spread);
  g_autofree char *ratio = g_strdup_printf ("%.2f", one->distance / beside);

  vitrine_measure_table_put (self->table, 0, row, name, NULL);
  vitrine_measure_table_put (self->table, 1, row, distance, NULL);
  vitrine_measure_table_put (self->table, 2, row, ratio, "dim-label");
  vitrine_measure_table_put (self->table, 3, row, offset, NULL);
  vitrine_measure_table_put (self->table, 4, row, spread, NULL);
}

static void
fill_table (VitrineMeasurePage *self)
{
  static const char *const titles[] = { "", N_("Instability"), N_("to filters"), N_("Vector"), N_("Moves, px") };
  const VitrineMeasure *m = self->shown->measure;
  VtInstability best, shuffled, nodes, filters;
  g_autofree char *top = g_strdup_printf (_("Best %d nodes"), MEASURE_TOP), *verdict = NULL;

  vitrine_measure_table_clear (self->table);
  vitrine_steadiness_mean (m->nodes, m->n_nodes, MEASURE_TOP, &best);
  vitrine_steadiness_mean (m->shuffled, m->n_nodes, MEASURE_TOP, &shuffled);
  vitrine_steadiness_mean (m->nodes, m->n_nodes, 0, &nodes);
  vitrine_steadiness_mean (m->filters, m->n_filters, 0, &filters);
  for (int i = 1; i < 5; i++)
    vitrine_measure_table_put (self->table, i, 0, _(titles[i]), "caption-heading");
  put_row (self, 1, top, &best, filters.distance);
  put_row (self, 2, _("The same, shuffled between pictures"), &shuffled, filters.distance);
  put_row (self, 3, _("All nodes measured"), &nodes, filters.distance);
  put_row (self, 4, _("Raw filters"), &filters, filters.distance);
  put_row (self, 5, _("A random place"), &m->random, filters.distance);
  put_row (self, 6, _("A constant place"), &m->constant, filters.distance);
  verdict = g_strdup_printf (
    _("%u pictures, the best %u of each. A place that never moves does well without meaning anything: compare the best nodes "
      "with themselves shuffled between the pictures (%.2f, in the vector form %.2f). Below 1 they follow the object."),
    m->n_pictures, m->most > 0 ? m->most : m->n_pictures, best.distance / shuffled.distance, best.offset / shuffled.offset);
  gtk_label_set_text (self->verdict, verdict);
}

/* ---- the chart ---- */

static double *
values_of (const VitrineSteadiness *all,
           guint                    n,
           gboolean                 vector)
{
  double *values = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = vector ? all[i].mean.offset : all[i].mean.distance;
  return values;
}

void
measure_page_show_chart (VitrineMeasurePage *self)
{
  const gboolean vector = measure_page_is_vector (self);
  const VitrineMeasure *m = self->shown->measure;
  g_autofree double *nodes = values_of (m->nodes, m->n_nodes, vector);
  g_autofree double *filters = values_of (m->filters, m->n_filters, vector);
  g_autofree double *shuffled = values_of (m->shuffled, m->n_nodes, vector);
  const VitrineSpreadSet sets[] = {
    { _("filters"), VITRINE_COLOR_DIM_TEXT, filters, m->n_filters },
    { _("nodes, shuffled"), VITRINE_COLOR_WARNING, shuffled, m->n_nodes },
    { _("nodes"), VITRINE_COLOR_ACCENT, nodes, m->n_nodes },
  };
  const VitrineSpreadLine lines[] = {
    { _("random"), vector ? m->random.offset : m->random.distance },
    { _("constant"), vector ? m->constant.offset : m->constant.distance },
  };

  vitrine_spread_chart_set (self->chart, _("Location instability"),
                            vector ? _("deviation of the difference, share of the diagonal")
                            : _("deviation of the distance, share of the diagonal"), sets, 3, lines, 2);
}

void
measure_page_show (VitrineMeasurePage *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));

  gtk_widget_set_visible (self->measure_button, graph != NULL);
  gtk_widget_set_visible (self->graph_button, graph == NULL);
  gtk_label_set_text (self->trouble, self->message != NULL ? self->message : "");
  gtk_stack_set_visible_child_name (self->stack, self->shown != NULL ? "main" : "empty");
  measure_page_update_actions (self);
}

void
measure_page_fill (VitrineMeasurePage *self)
{
  measure_page_show_chart (self);
  fill_table (self);
  fill_list (self);
}

gboolean
measure_page_is_vector (VitrineMeasurePage *self)
{
  return gtk_drop_down_get_selected (self->form) == 1;
}

guint
measure_page_most (VitrineMeasurePage *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->most);

  return chosen < G_N_ELEMENTS (counts) ? counts[chosen] : 0;
}

void
measure_page_fill_landmarks (VitrineMeasurePage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *all = g_strjoinv (", ", self->all_landmarks), *mean = g_strdup_printf (_("Mean of %s"), all);

  self->filling = TRUE;
  gtk_string_list_append (names, mean);
  for (guint i = 0; self->all_landmarks[i] != NULL; i++)
    gtk_string_list_append (names, self->all_landmarks[i]);
  gtk_drop_down_set_model (self->landmark, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->landmark, 0);
  self->filling = FALSE;
}

/* ---- changes ---- */

static void
on_choice (VitrineMeasurePage *self)
{
  if (!self->filling && self->shown != NULL)
    measure_page_count (self);
}

static void
on_form (VitrineMeasurePage *self)
{
  if (self->shown == NULL)
    return;
  measure_page_show_chart (self);
  measure_page_show_scatter (self);
}

/* Figures of another graph mean nothing any more. */
static void
on_graph_changed (VitrineMeasurePage *self)
{
  measure_page_forget (self);
  measure_page_show (self);
}

/* ---- object ---- */

static void
vitrine_measure_page_root (GtkWidget *widget)
{
  VitrineMeasurePage *self = VITRINE_MEASURE_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (vitrine_measure_page_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (G_IS_ACTION_MAP (root))
    {
      measure_page_add_actions (self, G_ACTION_MAP (root));
      vitrine_measure_ways_add_actions (self->ways, G_ACTION_MAP (root));
    }
  measure_page_update_actions (self);
}

static void
vitrine_measure_page_unroot (GtkWidget *widget)
{
  measure_page_remove_actions (VITRINE_MEASURE_PAGE (widget));
  vitrine_measure_ways_remove_actions (VITRINE_MEASURE_PAGE (widget)->ways);
  GTK_WIDGET_CLASS (vitrine_measure_page_parent_class)->unroot (widget);
}

static gboolean
vitrine_measure_page_grab_focus (GtkWidget *widget)
{
  VitrineMeasurePage *self = VITRINE_MEASURE_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->kinds), "ways") == 0)
    return gtk_widget_child_focus (GTK_WIDGET (self->ways), GTK_DIR_TAB_FORWARD);
  if (self->shown != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return gtk_widget_grab_focus (gtk_widget_get_visible (self->measure_button) ? self->measure_button : self->graph_button);
}

static void
vitrine_measure_page_dispose (GObject *object)
{
  VitrineMeasurePage *self = VITRINE_MEASURE_PAGE (object);

  measure_page_forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_MEASURE_PAGE);
  g_clear_pointer (&self->all_landmarks, g_strfreev);
  g_clear_pointer (&self->message, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_measure_page_parent_class)->dispose (object);
}

static void
vitrine_measure_page_class_init (VitrineMeasurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_SPREAD_CHART);
  g_type_ensure (VITRINE_TYPE_SCATTER);
  g_type_ensure (VITRINE_TYPE_MEASURE_WAYS);
  G_OBJECT_CLASS (klass)->dispose = vitrine_measure_page_dispose;
  widget_class->root = vitrine_measure_page_root;
  widget_class->unroot = vitrine_measure_page_unroot;
  widget_class->grab_focus = vitrine_measure_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-measure-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, kinds);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, ways);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, measure_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, graph_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, trouble);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, verdict);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, landmark);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, most);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, form);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, chart);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, table);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, list);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasurePage, scatter);
}

static void
vitrine_measure_page_init (VitrineMeasurePage *self)
{
  const char *const names[] = { _("Best 20 pictures"), _("Best 60 pictures"), _("Best 100 pictures"), _("All pictures"), NULL };
  const char *const forms[] = { _("Published form"), _("Vector form"), NULL };
  g_autoptr (GtkStringList) most = gtk_string_list_new (names), form = gtk_string_list_new (forms);

  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_drop_down_ellipsize (self->landmark);
  vitrine_drop_down_ellipsize (self->most);
  vitrine_drop_down_ellipsize (self->form);
  gtk_drop_down_set_model (self->most, G_LIST_MODEL (most));
  gtk_drop_down_set_selected (self->most, 1);
  gtk_drop_down_set_model (self->form, G_LIST_MODEL (form));
  vitrine_measure_add_columns (self->list);
  g_signal_connect (self->list, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_object (self->landmark, "notify::selected", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->most, "notify::selected", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::selected", G_CALLBACK (on_form), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
create (VitrineSession *session)
{
  VitrineMeasurePage *self = g_object_new (VITRINE_TYPE_MEASURE_PAGE, NULL);

  self->session = g_object_ref (session);
  self->model = vitrine_graph_model_of (session);
  vitrine_measure_ways_set_session (self->ways, session);
  g_signal_connect_object (self->model, "graph-changed", G_CALLBACK (on_graph_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vitrine_graph_model_get_keeper (self->model), "changed", G_CALLBACK (measure_page_show), self,
                           G_CONNECT_SWAPPED);
  measure_page_show (self);
  return GTK_WIDGET (self);
}

const VitrinePage vitrine_page_measure = {
  .id = "measure",
  .title = N_("Measure"),
  .icon = "vitrine-scale-symbolic",
  .needs = VITRINE_NEEDS_MODEL | VITRINE_NEEDS_PICTURES,
  .create = create,
};
