/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Graph page: learn an explanatory graph, then walk it like a map.  The page shows what the shared model and its
 * keeper say. */
#include "config.h"

#include "app/vitrine-graph-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-graph-inspector.h"
#include "app/vitrine-page.h"
#include "widgets/vitrine-drop-down.h"
#include "widgets/vitrine-search.h"
#include "widgets/vitrine-text.h"

G_DEFINE_FINAL_TYPE (VitrineGraphPage, vitrine_graph_page, GTK_TYPE_WIDGET)

static const guint amounts[] = { 25, 100, 500, 0 };

/* ---- words for the map ---- */

static char *
node_name (guint    node,
           gpointer user_data)
{
  return vitrine_graph_model_describe (((VitrineGraphPage *) user_data)->model, node);
}

static char *
node_label (guint    node,
            gpointer user_data)
{
  return g_strdup (vitrine_graph_model_get_words (((VitrineGraphPage *) user_data)->model, node)->name);
}

static char *
group_name (guint    column,
            guint    group,
            gpointer user_data)
{
  return g_strdup_printf ("%u", group);
}

static const VitrineNodeMapSource map_source = { node_name, node_label, group_name };

/* ---- the map ---- */

static VitrineNodeFlags
flags_of (VitrineGraphPage *self,
          guint             node)
{
  const VitrineGraphWords *words = vitrine_graph_model_get_words (self->model, node);

  return (words->pinned ? VITRINE_NODE_PINNED : 0) | (*words->name != '\0' ? VITRINE_NODE_NAMED : 0);
}

static void
fill_map (VitrineGraphPage *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (VitrineMapNode));
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  guint n_layers = 0;

  for (guint l = 0; graph != NULL && l < (n_layers = vt_part_space_n_layers (vt_xgraph_space (graph))); l++)
    {
      guint n;
      const VtXNode *of_layer = vt_xgraph_nodes (graph, l, &n);
      double most = 0;

      g_ptr_array_add (columns, vitrine_graph_model_dup_layer (self->model, l));
      for (guint i = 0; i < n; i++)
        most = fmax (most, (double) of_layer[i].score);
      for (guint i = 0; i < n; i++)
        {
          const VitrineMapNode node = {
            l, of_layer[i].filter, most > 0 ? (float) ((double) of_layer[i].score / most) : 0,
            flags_of (self, vt_xgraph_first (graph, l) + i),
          };

          g_array_append_val (nodes, node);
        }
    }
  vitrine_text_drop_shared ((char **) columns->pdata, n_layers);
  vitrine_node_map_set_nodes (self->map, (const char *const *) columns->pdata, n_layers,
                              (const VitrineMapNode *) (const void *) nodes->data, nodes->len);
}

static void
on_shown_changed (VitrineGraphPage *self)
{
  guint n;
  const guint *shown = vitrine_graph_model_get_shown (self->model, &n);

  vitrine_node_map_set_shown (self->map, shown, n);
  gtk_widget_set_visible (self->nothing, n == 0);
}

static void
add_links (GArray *links,
           GArray *edges,
           guint   most)
{
  for (guint i = 0; i < MIN (edges->len, most); i++)
    {
      const VtXEdge *edge = &g_array_index (edges, VtXEdge, i);
      const VitrineMapLink link = { edge->node, edge->likeness };

      g_array_append_val (links, link);
    }
}

static void
on_selection_changed (VitrineGraphPage *self)
{
  const guint node = vitrine_graph_model_get_selected (self->model);
  g_autoptr (GArray) parents = vitrine_graph_model_dup_parents (self->model, node);
  g_autoptr (GArray) children = vitrine_graph_model_dup_children (self->model, node);
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (VitrineMapLink));

  add_links (links, parents, G_MAXUINT);
  add_links (links, children, 60);
  vitrine_node_map_set_selected (self->map, node == VITRINE_NO_GRAPH_NODE ? VITRINE_NO_NODE : node);
  vitrine_node_map_set_links (self->map, (const VitrineMapLink *) (const void *) links->data, links->len);
  graph_page_update_actions (self);
}

static void
on_words_changed (VitrineGraphPage *self)
{
  for (guint i = 0; i < vitrine_graph_model_n_nodes (self->model); i++)
    vitrine_node_map_set_flags (self->map, i, flags_of (self, i));
}

static void
on_node_selected (VitrineNodeMap   *map,
                  guint             node,
                  VitrineGraphPage *self)
{
  vitrine_graph_model_select (self->model, node == VITRINE_NO_NODE ? VITRINE_NO_GRAPH_NODE : node);
}

static void
on_node_opened (VitrineNodeMap   *map,
                guint             node,
                VitrineGraphPage *self)
{
  vitrine_graph_model_select (self->model, node);
  vitrine_graph_side_ask_name (self->side);
}

/* Along the likest edge whose other end is shown; when none is, along the likest of all. */
static void
on_walk (VitrineNodeMap   *map,
         int               direction,
         VitrineGraphPage *self)
{
  const guint node = vitrine_graph_model_get_selected (self->model);
  g_autoptr (GArray) edges = direction > 0 ? vitrine_graph_model_dup_parents (self->model, node)
                             : vitrine_graph_model_dup_children (self->model, node);
  double x, y;

  for (guint i = 0; i < edges->len; i++)
    if (vitrine_node_map_place (map, g_array_index (edges, VtXEdge, i).node, &x, &y))
      {
        vitrine_graph_model_select (self->model, g_array_index (edges, VtXEdge, i).node);
        return;
      }
  if (edges->len > 0)
    vitrine_graph_model_select (self->model, g_array_index (edges, VtXEdge, 0).node);
}

/* ---- states ---- */

static void
show_estimate (VitrineGraphPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const guint n = dataset != NULL ? vitrine_dataset_get_n (dataset) : 0;
  const char *class_name = vitrine_graph_model_get_wish (self->model)->class_name;
  guint of_class = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    of_class += *class_name == '\0'
                || g_strcmp0 (vitrine_picture_get_class_name (vitrine_dataset_get (dataset, i)), class_name) == 0;
  text = g_strdup_printf (ngettext ("%u picture. Quick takes up to a minute, full some minutes; layers and constants are in "
                                    "the inspector (F9).",
                                    "%u pictures. Quick takes up to a minute, full some minutes; layers and constants are "
                                    "in the inspector (F9).", of_class), of_class);
  gtk_label_set_text (self->estimate, text);
}

static void
show_progress (VitrineGraphPage *self)
{
  const double fraction = self->job != NULL ? vitrine_job_get_fraction (self->job) : -1;
  const double left = self->job != NULL ? vitrine_job_get_seconds_left (self->job) : -1;
  g_autofree char *stage = NULL;

  if (self->job == NULL)
    return;
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  stage = left > 0 ? g_strdup_printf (_("%s · about %.0f s left"), vitrine_job_get_stage (self->job), ceil (left / 5) * 5)
          : g_strdup_printf ("%s %s", vitrine_job_get_stage (self->job), vitrine_job_get_detail (self->job));
  gtk_label_set_text (self->stage, stage);
}

static void
follow_job (VitrineGraphPage *self)
{
  VitrineJob *job = vitrine_graph_keeper_get_job (vitrine_graph_model_get_keeper (self->model));

  if (job == self->job)
    return;
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_set_object (&self->job, job);
  if (job == NULL)
    return;
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::stage", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::detail", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  show_progress (self);
}

gboolean
graph_page_can_go_on (VitrineGraphPage *self)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);

  return vitrine_graph_keeper_get_state (keeper) == VITRINE_KEEPER_READY && vitrine_graph_keeper_get_graph (keeper) != NULL
         && (!vitrine_graph_keeper_is_ranked (keeper) || vitrine_graph_keeper_get_sights (keeper) == NULL);
}

/* A graph without its shallow layers, without its last ranks or whose pictures were not looked through says so and
 * offers to go on. */
static void
show_part (VitrineGraphPage *self,
           VtXGraph         *graph)
{
  const guint first = graph != NULL ? vt_xgraph_first_layer (graph) : 0;
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  const char *message = vitrine_graph_keeper_was_stopped (keeper) ? NULL : vitrine_graph_keeper_get_message (keeper);
  const gboolean can = graph_page_can_go_on (self);

  gtk_revealer_set_reveal_child (self->part_revealer, can);
  if (!can)
    return;
  if (first > 0 && first < vt_part_space_n_layers (vt_xgraph_space (graph)))
    {
      g_autofree char *layer = vitrine_graph_model_dup_layer (self->model, first);
      g_autofree char *text = g_strdup_printf (_("Learned as far as %s"), layer);

      gtk_label_set_text (self->part_label, text);
    }
  else if (message != NULL)
    gtk_label_set_text (self->part_label, message);
  else if (!vitrine_graph_keeper_is_ranked (keeper))
    gtk_label_set_text (self->part_label, _("Learned, but not ranked yet"));
  else
    gtk_label_set_text (self->part_label, _("Learned, but its pictures were not looked through yet"));
}

/* Keys stay with the page: what had them may be gone. */
static void
show_state (VitrineGraphPage *self,
            const char       *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const gboolean ours = focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (ours && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
fill_classes (VitrineGraphPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *const *classes = dataset != NULL ? vitrine_dataset_get_classes (dataset) : NULL;
  VitrineGraphWish *wish = vitrine_graph_model_get_wish (self->model);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  self->filling = TRUE;
  gtk_string_list_append (names, _("All pictures"));
  for (guint i = 0; classes != NULL && classes[i] != NULL; i++)
    {
      gtk_string_list_append (names, classes[i]);
      if (g_str_equal (classes[i], wish->class_name))
        selected = i + 1;
    }
  gtk_drop_down_set_model (self->class_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->class_choice, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->class_choice), classes != NULL && classes[0] != NULL);
  self->filling = FALSE;
  show_estimate (self);
}

/* A set that is still being read has no classes yet. */
static void
update_classes (VitrineGraphPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *const *classes = dataset != NULL ? vitrine_dataset_get_classes (dataset) : NULL;
  const guint n = classes != NULL ? g_strv_length ((GStrv) classes) : 0;
  GListModel *names = gtk_drop_down_get_model (self->class_choice);

  if (names == NULL || g_list_model_get_n_items (names) != n + 1)
    fill_classes (self);
}

void
graph_page_show (VitrineGraphPage *self)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  VitrineKeeperState state = vitrine_graph_keeper_get_state (keeper);
  VtXGraph *graph = vitrine_graph_keeper_get_graph (keeper);
  const char *message = vitrine_graph_keeper_get_message (keeper);

  follow_job (self);
  if (state == VITRINE_KEEPER_LEARNING)
    self->another = FALSE;
  show_state (self, state == VITRINE_KEEPER_LEARNING ? "learning" : graph != NULL && !self->another ? "main" : "empty");
  gtk_label_set_text (self->trouble, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), message != NULL && graph == NULL);
  if (vitrine_graph_keeper_was_stopped (keeper))
    gtk_widget_remove_css_class (GTK_WIDGET (self->trouble), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->trouble), "error");
  show_part (self, graph);
  update_classes (self);
  show_estimate (self);
  graph_page_update_actions (self);
}

/* ---- choices ---- */

static void
on_class_chosen (VitrineGraphPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const guint chosen = gtk_drop_down_get_selected (self->class_choice);
  VitrineGraphWish *wish = vitrine_graph_model_get_wish (self->model);

  if (self->filling || dataset == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  g_free (wish->class_name);
  wish->class_name = g_strdup (chosen > 0 ? vitrine_dataset_get_classes (dataset)[chosen - 1] : "");
  vitrine_graph_model_wish_changed (self->model);
}

static void
on_amount_chosen (VitrineGraphPage *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->amount);

  if (chosen < G_N_ELEMENTS (amounts))
    vitrine_graph_model_set_amount (self->model, amounts[chosen]);
}

static void
on_order_chosen (VitrineGraphPage *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->order);

  if (chosen < VITRINE_GRAPH_N_ORDERS)
    vitrine_graph_model_set_order (self->model, (VitrineGraphOrder) chosen);
}

static void
on_search_changed (GtkSearchEntry   *entry,
                   VitrineGraphPage *self)
{
  vitrine_graph_model_set_query (self->model, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

/* Enter goes to the first that is found. */
static void
on_search_activate (GtkSearchEntry   *entry,
                    VitrineGraphPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  const guint *shown;
  guint n;

  /* The last letters may not have been looked for yet. */
  vitrine_graph_model_set_query (self->model, text);
  shown = vitrine_graph_model_get_shown (self->model, &n);
  if (n > 0 && *text != '\0')
    vitrine_graph_model_select (self->model, shown[0]);
}

static void
on_pinned_toggled (GtkToggleButton  *button,
                   VitrineGraphPage *self)
{
  vitrine_graph_model_set_pinned (self->model, gtk_toggle_button_get_active (button));
}

static gboolean
on_key (GtkEventControllerKey *key,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        VitrineGraphPage      *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const gboolean main = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0;

  if (!main || state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || GTK_IS_EDITABLE (gtk_root_get_focus (root)))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_p || keyval == GDK_KEY_P)
    vitrine_graph_side_toggle_pin (self->side);
  else if (keyval == GDK_KEY_w || keyval == GDK_KEY_W)
    vitrine_graph_side_toggle_whole (self->side);
  else if (keyval == GDK_KEY_slash)
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  else if (keyval == GDK_KEY_F2)
    vitrine_graph_side_ask_name (self->side);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- object ---- */

static void
vitrine_graph_page_root (GtkWidget *widget)
{
  VitrineGraphPage *self = VITRINE_GRAPH_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (vitrine_graph_page_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (G_IS_ACTION_MAP (root))
    graph_page_add_actions (self, G_ACTION_MAP (root));
  graph_page_update_actions (self);
}

static void
vitrine_graph_page_unroot (GtkWidget *widget)
{
  graph_page_remove_actions (VITRINE_GRAPH_PAGE (widget));
  GTK_WIDGET_CLASS (vitrine_graph_page_parent_class)->unroot (widget);
}

static gboolean
vitrine_graph_page_grab_focus (GtkWidget *widget)
{
  VitrineGraphPage *self = VITRINE_GRAPH_PAGE (widget);
  const gboolean main = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0;

  return gtk_widget_grab_focus (main ? GTK_WIDGET (self->map) : self->quick_button);
}

static void
vitrine_graph_page_dispose (GObject *object)
{
  VitrineGraphPage *self = VITRINE_GRAPH_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_GRAPH_PAGE);
  g_clear_object (&self->job);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_graph_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, class_choice);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, amount);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, order);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, quick_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, estimate);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, stage);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, part_label);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, bar);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, search);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, pinned);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, part_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, map);
  gtk_widget_class_bind_template_child (widget_class, VitrineGraphPage, side);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_pinned_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_node_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_node_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_walk);
}

static void
vitrine_graph_page_class_init (VitrineGraphPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_NODE_MAP);
  g_type_ensure (VITRINE_TYPE_GRAPH_SIDE);
  G_OBJECT_CLASS (klass)->dispose = vitrine_graph_page_dispose;
  widget_class->root = vitrine_graph_page_root;
  widget_class->unroot = vitrine_graph_page_unroot;
  widget_class->grab_focus = vitrine_graph_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-graph-page.ui");
  bind_children (widget_class);
}

static void
fill_choices (VitrineGraphPage *self)
{
  const char *const shown[] = { _("Best 25"), _("Best 100"), _("Best 500"), _("All nodes"), NULL };
  const char *const orders[] = { _("By rank"), _("By filter"), _("Steadiest first"), _("Top to bottom"), NULL };
  g_autoptr (GtkStringList) amount_names = gtk_string_list_new (shown), order_names = gtk_string_list_new (orders);

  gtk_drop_down_set_model (self->amount, G_LIST_MODEL (amount_names));
  gtk_drop_down_set_selected (self->amount, 1);
  gtk_drop_down_set_model (self->order, G_LIST_MODEL (order_names));
  g_signal_connect_object (self->amount, "notify::selected", G_CALLBACK (on_amount_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "notify::selected", G_CALLBACK (on_order_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->class_choice, "notify::selected", G_CALLBACK (on_class_chosen), self, G_CONNECT_SWAPPED);
}

static void
vitrine_graph_page_init (VitrineGraphPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_drop_down_ellipsize (self->class_choice);
  fill_choices (self);
  vitrine_search_leads_to (self->search, GTK_WIDGET (self->map));
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

static GtkWidget *
create (VitrineSession *session)
{
  VitrineGraphPage *self = g_object_new (VITRINE_TYPE_GRAPH_PAGE, NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  self->session = g_object_ref (session);
  self->model = vitrine_graph_model_of (session);
  vitrine_node_map_set_source (self->map, &map_source, self);
  vitrine_graph_side_set_model (self->side, self->model);
  g_signal_connect_object (self->model, "graph-changed", G_CALLBACK (fill_map), self, swapped);
  g_signal_connect_object (self->model, "shown-changed", G_CALLBACK (on_shown_changed), self, swapped);
  g_signal_connect_object (self->model, "selection-changed", G_CALLBACK (on_selection_changed), self, swapped);
  g_signal_connect_object (self->model, "words-changed", G_CALLBACK (on_words_changed), self, swapped);
  g_signal_connect_object (self->model, "wish-changed", G_CALLBACK (fill_classes), self, swapped);
  g_signal_connect_object (vitrine_graph_model_get_keeper (self->model), "changed", G_CALLBACK (graph_page_show), self,
                           swapped);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (fill_classes), self, swapped);
  fill_classes (self);
  fill_map (self);
  on_shown_changed (self);
  on_selection_changed (self);
  graph_page_show (self);
  return GTK_WIDGET (self);
}

const VitrinePage vitrine_page_graph = {
  .id = "graph",
  .title = N_("Graph"),
  .icon = "vitrine-graph-symbolic",
  .needs = VITRINE_NEEDS_MODEL | VITRINE_NEEDS_PICTURES,
  .create = create,
  .inspector = vitrine_graph_inspector_new,
};
