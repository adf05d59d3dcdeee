/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of layers and the drawing behind one toggle.  A list view makes some two hundred rows whatever is
 * in sight, which would hold a window up that has just been opened: it gets its layers in small helpings. */
#include "config.h"

#include "app/vitrine-layer-list.h"

#include <string.h>

#include "app/vitrine-layer-row.h"
#include "widgets/vitrine-net-view.h"
#include "widgets/vitrine-search.h"

#define LIST_WIDTH 272
#define DRAWING_WIDTH 400
#define FIRST_ROWS 20      /* what fits a window */
#define MORE_ROWS 8        /* at a time, when nothing else is to be done */

struct _VitrineLayerList
{
  GtkWidget           parent_instance;
  VitrineModel       *model;
  GtkFilterListModel *shown;
  GtkSliceListModel  *served;        /* the head of `shown` that has rows */
  GtkSingleSelection *selection;
  GtkCustomFilter    *filter;
  GHashTable         *curves;
  GPtrArray          *rows;          /* bound VitrineLayerRow, borrowed */
  char               *needle;        /* what is searched for, folded; "" for all */
  VitrineLayer       *chosen;
  guint               scroll_idle;
  guint               serve_idle;
  gboolean            is_drawn;      /* the drawing is of this model */
  gboolean            quiet;         /* set while the selection follows somebody else */

  GtkWidget          *box;
  GtkSearchEntry     *search;
  GtkToggleButton    *drawn;
  GtkStack           *stack;
  GtkListView        *view;
  VitrineNetView     *net_view;
};

enum { LAYER_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineLayerList, vitrine_layer_list, GTK_TYPE_WIDGET)

static void
show_curve (VitrineLayerList *self,
            VitrineLayerRow  *row)
{
  VitrineLayer *layer = vitrine_layer_row_get_layer (row);
  const float *values = self->curves != NULL && layer != NULL
    ? g_hash_table_lookup (self->curves, GINT_TO_POINTER (vitrine_layer_get_node (layer))) : NULL;
  vitrine_layer_row_set_values (row, values);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          VitrineLayerList         *self)
{
  gtk_list_item_set_child (item, vitrine_layer_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         VitrineLayerList         *self)
{
  VitrineLayerRow *row = VITRINE_LAYER_ROW (gtk_list_item_get_child (item));
  vitrine_layer_row_set_layer (row, gtk_list_item_get_item (item));
  show_curve (self, row);
  g_ptr_array_add (self->rows, row);
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           VitrineLayerList         *self)
{
  VitrineLayerRow *row = VITRINE_LAYER_ROW (gtk_list_item_get_child (item));
  g_ptr_array_remove_fast (self->rows, row);
  vitrine_layer_row_set_layer (row, NULL);
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  VitrineLayerList *self = user_data;
  if (*self->needle == '\0')
    return TRUE;
  g_autofree char *name = g_utf8_casefold (vitrine_layer_get_name (item), -1);
  g_autofree char *op = g_utf8_casefold (vitrine_layer_get_op (item), -1);
  return strstr (name, self->needle) != NULL || strstr (op, self->needle) != NULL;
}

static void
choose_page (VitrineLayerList *self)
{
  gboolean drawn = gtk_toggle_button_get_active (self->drawn);
  gboolean none = self->model != NULL && *self->needle != '\0'
                  && g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0;
  gtk_stack_set_visible_child_name (self->stack, drawn ? "drawn" : none ? "none" : "list");
}

static gboolean serve (gpointer user_data);

/* Starts with the first rows again. */
static void
serve_anew (VitrineLayerList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  gtk_slice_list_model_set_size (self->served, MIN (n, FIRST_ROWS));
  if (n > FIRST_ROWS && self->serve_idle == 0)
    self->serve_idle = g_idle_add_full (G_PRIORITY_LOW, serve, self, NULL);
}

static void
on_search_changed (GtkSearchEntry   *entry,
                   VitrineLayerList *self)
{
  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (entry)), -1);
  self->quiet = TRUE;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  serve_anew (self);
  self->quiet = FALSE;
  if (*self->needle != '\0')
    gtk_toggle_button_set_active (self->drawn, FALSE);
  choose_page (self);
}

static void
choose (VitrineLayerList *self,
        VitrineLayer     *layer)
{
  if (layer != NULL && !self->quiet)
    g_signal_emit (self, signals[LAYER_CHOSEN], 0, vitrine_layer_get_name (layer));
}

static void
on_search_activate (GtkSearchEntry   *entry,
                    VitrineLayerList *self)
{
  g_autoptr (VitrineLayer) layer = g_list_model_get_item (G_LIST_MODEL (self->shown), 0);
  choose (self, layer);
}

static void
on_selected (GtkSingleSelection *selection,
             GParamSpec         *pspec,
             VitrineLayerList   *self)
{
  choose (self, gtk_single_selection_get_selected_item (selection));
}

static void
on_node_activated (VitrineNetView   *net_view,
                   int               node,
                   VitrineLayerList *self)
{
  choose (self, vitrine_model_get_layer (self->model, node));
}

/* Activations and normalisations that only one layer feeds are part of it in the drawing. */
static int
host_of (VitrineLayerList *self,
         const VtGraph    *graph,
         int               node)
{
  static const char *const small[] = {
    "Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid", "Tanh", "BatchNormalization", "Dropout",
    "Identity", "Elu", "HardSwish", "HardSigmoid", NULL
  };
  const VtNode *n = vt_graph_node (graph, node);
  while (n->kind == VT_NODE_OP && g_strv_contains (small, n->op->name) && n->n_x > 0
         && vt_graph_node (graph, n->x[0])->kind == VT_NODE_OP)
    {
      node = n->x[0];
      n = vt_graph_node (graph, node);
    }
  return node;
}

static guint
tint_of (const char *op)
{
  static const struct { const char *op; guint tint; } tints[] = {
    { "Conv", 0 }, { "ConvTranspose", 0 }, { "Gemm", 3 }, { "MatMul", 3 }, { "MaxPool", 1 },
    { "AveragePool", 1 }, { "GlobalAveragePool", 1 }, { "Concat", 2 }, { "Add", 2 }, { "Sum", 2 },
    { "Softmax", 4 }, { "LRN", 6 }, { "Relu", 6 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (tints); i++)
    if (g_str_equal (tints[i].op, op))
      return tints[i].tint;
  return 9;
}

/* Copies the graph's operators into the drawing. */
static void
draw_network (VitrineLayerList *self)
{
  const VtGraph *graph = vitrine_model_get_graph (self->model);
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (VitrineNetNode));
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < vt_graph_n_nodes (graph); i++)
    {
      const VtNode *n = vt_graph_node (graph, (int) i);
      if (n->kind != VT_NODE_OP || host_of (self, graph, (int) i) != (int) i)
        continue;
      VitrineLayer *layer = vitrine_model_get_layer (self->model, (int) i);
      if (layer == NULL)
        continue;
      int *from = g_new (int, MAX (1, n->n_x));
      guint n_from = 0;
      for (guint k = 0; k < n->n_x; k++)
        if (n->x[k] >= 0 && vt_graph_node (graph, n->x[k])->kind == VT_NODE_OP)
          from[n_from++] = host_of (self, graph, n->x[k]);
      g_ptr_array_add (lists, from);
      char *detail = g_strdup_printf ("%s  %s", vitrine_layer_get_op (layer),
                                      vitrine_layer_get_shape_text (layer));
      g_ptr_array_add (lists, detail);
      VitrineNetNode node = {
        .id = (int) i, .label = vitrine_layer_get_name (layer), .detail = detail,
        .tint = tint_of (vitrine_layer_get_op (layer)), .from = from, .n_from = n_from,
      };
      g_array_append_val (nodes, node);
    }
  vitrine_net_view_set_nodes (self->net_view, (VitrineNetNode *) (gpointer) nodes->data, nodes->len);
}

/* Drawn when it is first looked at. */
static void
show_drawing (VitrineLayerList *self)
{
  if (self->model == NULL || !gtk_toggle_button_get_active (self->drawn))
    return;
  if (!self->is_drawn)
    draw_network (self);
  self->is_drawn = TRUE;
  if (self->chosen != NULL)
    vitrine_net_view_set_selected (self->net_view,
                                   host_of (self, vitrine_model_get_graph (self->model),
                                            vitrine_layer_get_node (self->chosen)));
}

static void
on_drawn (GtkToggleButton  *button,
          GParamSpec       *pspec,
          VitrineLayerList *self)
{
  show_drawing (self);
  choose_page (self);
  /* The drawing wants more room than the list, as far as the window has it. */
  GtkWidget *paned = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_PANED);
  if (paned != NULL)
    gtk_paned_set_position (GTK_PANED (paned), gtk_toggle_button_get_active (button)
                            ? CLAMP (gtk_widget_get_width (paned) * 36 / 100, LIST_WIDTH, DRAWING_WIDTH)
                            : LIST_WIDTH);
}

static gboolean
vitrine_layer_list_grab_focus (GtkWidget *widget)
{
  VitrineLayerList *self = VITRINE_LAYER_LIST (widget);
  gpointer chosen = gtk_single_selection_get_selected_item (self->selection);
  if (gtk_toggle_button_get_active (self->drawn))
    return gtk_widget_grab_focus (GTK_WIDGET (self->net_view));
  for (guint i = 0; i < self->rows->len; i++)
    if (chosen != NULL && (gpointer) vitrine_layer_row_get_layer (g_ptr_array_index (self->rows, i)) == chosen)
      return gtk_widget_grab_focus (gtk_widget_get_parent (g_ptr_array_index (self->rows, i)));
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
scroll_to_selected (VitrineLayerList *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  if (position != GTK_INVALID_LIST_POSITION && gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

/* Selects the chosen layer as soon as it has a row. */
static void
show_chosen (VitrineLayerList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->served));
  guint position = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < n && self->chosen != NULL; i++)
    {
      g_autoptr (VitrineLayer) item = g_list_model_get_item (G_LIST_MODEL (self->served), i);
      if (item == self->chosen)
        position = i;
    }
  if (position == gtk_single_selection_get_selected (self->selection))
    return;
  self->quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->quiet = FALSE;
  scroll_to_selected (self);
}

static gboolean
serve (gpointer user_data)
{
  VitrineLayerList *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  guint size = gtk_slice_list_model_get_size (self->served) + MORE_ROWS;
  gtk_slice_list_model_set_size (self->served, MIN (size, n));
  show_chosen (self);
  if (size < n)
    return G_SOURCE_CONTINUE;
  self->serve_idle = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_shown (gpointer user_data)
{
  VitrineLayerList *self = user_data;
  self->scroll_idle = 0;
  scroll_to_selected (self);
  return G_SOURCE_REMOVE;
}

/* The list can only scroll once it has its rows, which is after its first frame. */
static void
on_map (GtkWidget        *view,
        VitrineLayerList *self)
{
  if (self->scroll_idle == 0)
    self->scroll_idle = g_idle_add_full (G_PRIORITY_LOW, on_shown, self, NULL);
}

static void
vitrine_layer_list_dispose (GObject *object)
{
  VitrineLayerList *self = VITRINE_LAYER_LIST (object);
  g_clear_handle_id (&self->scroll_idle, g_source_remove);
  g_clear_handle_id (&self->serve_idle, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_LAYER_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->chosen);
  g_clear_object (&self->model);
  g_clear_pointer (&self->curves, g_hash_table_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (vitrine_layer_list_parent_class)->dispose (object);
}

static void
vitrine_layer_list_class_init (VitrineLayerListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_layer_list_dispose;
  widget_class->grab_focus = vitrine_layer_list_grab_focus;
  g_type_ensure (VITRINE_TYPE_NET_VIEW);
  signals[LAYER_CHOSEN] = g_signal_new ("layer-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-layer-list.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, search);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, drawn);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, view);
  gtk_widget_class_bind_template_child (widget_class, VitrineLayerList, net_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
}

static void
vitrine_layer_list_init (VitrineLayerList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_search_leads_to (self->search, GTK_WIDGET (self->view));
  self->needle = g_strdup ("");
  self->rows = g_ptr_array_new ();
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->shown = gtk_filter_list_model_new (NULL, GTK_FILTER (self->filter));
  self->served = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->shown)), 0, FIRST_ROWS);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->served)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_object_unref (self->shown);      /* the selection holds them */
  g_object_unref (self->served);

  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);
  g_signal_connect_object (self->view, "map", G_CALLBACK (on_map), self, 0);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected), self, 0);
  g_signal_connect_object (self->net_view, "node-activated", G_CALLBACK (on_node_activated), self, 0);
  g_signal_connect_object (self->drawn, "notify::active", G_CALLBACK (on_drawn), self, 0);
}

void
vitrine_layer_list_set_model (VitrineLayerList *self,
                              VitrineModel     *model)
{
  g_return_if_fail (VITRINE_IS_LAYER_LIST (self));
  if (!g_set_object (&self->model, model))
    return;
  g_clear_pointer (&self->curves, g_hash_table_unref);
  g_clear_object (&self->chosen);
  self->is_drawn = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  self->quiet = TRUE;
  gtk_filter_list_model_set_model (self->shown, model != NULL ? vitrine_model_get_layers (model) : NULL);
  serve_anew (self);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->quiet = FALSE;
  show_drawing (self);
  choose_page (self);
}

void
vitrine_layer_list_set_selected (VitrineLayerList *self,
                                 const char       *name)
{
  g_return_if_fail (VITRINE_IS_LAYER_LIST (self));
  VitrineLayer *layer = self->model != NULL && *name != '\0'
    ? vitrine_model_find_layer (self->model, name) : NULL;
  g_set_object (&self->chosen, layer);
  show_chosen (self);
  show_drawing (self);
}

void
vitrine_layer_list_set_curves (VitrineLayerList *self,
                               GHashTable       *curves)
{
  g_return_if_fail (VITRINE_IS_LAYER_LIST (self));
  g_clear_pointer (&self->curves, g_hash_table_unref);
  self->curves = curves != NULL ? g_hash_table_ref (curves) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    show_curve (self, g_ptr_array_index (self->rows, i));
}

void
vitrine_layer_list_search (VitrineLayerList *self)
{
  g_return_if_fail (VITRINE_IS_LAYER_LIST (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
