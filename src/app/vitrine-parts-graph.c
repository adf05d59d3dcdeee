/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanatory graph on the Parts page: the switch between the two ways to find a part, and what stands in the place
 * of the tree while there is no graph. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-graph-model.h"
#include "app/vitrine-parts-voters.h"

#define LEAST_OF_CLASS 10       /* pictures of one class from which a graph of that class alone is worth while */

static VitrineGraphKeeper *
keeper_of (VitrinePartsPage *self)
{
  return vitrine_graph_model_get_keeper (vitrine_graph_model_of (self->session));
}

gboolean
parts_page_by_graph (VitrinePartsPage *self)
{
  gboolean by_graph;

  g_object_get (self->model, "by-graph", &by_graph, NULL);
  return by_graph;
}

/* ---- learning ---- */

static guint
count_class (VitrineDataset *dataset,
             const char     *class_name)
{
  guint n = 0;

  for (guint i = 0; i < vitrine_dataset_get_n (dataset); i++)
    n += class_name == NULL
         || g_strcmp0 (vitrine_picture_get_class_name (vitrine_dataset_get (dataset, i)), class_name) == 0;
  return n;
}

/* The class that all boxes of the part are on; NULL: of several, or of none. */
static const char *
class_of_boxes (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, parts_page_part (self));
  const char *class_name = NULL;

  for (guint i = 0; i < boxes->len; i++)
    {
      VitrinePicture *picture = vitrine_dataset_find (dataset, ((VitrinePartBox *) g_ptr_array_index (boxes, i))->picture);
      const char *one = picture != NULL ? vitrine_picture_get_class_name (picture) : NULL;

      if (one == NULL || *one == '\0' || (class_name != NULL && !g_str_equal (one, class_name)))
        return NULL;
      class_name = one;
    }
  return class_name != NULL && count_class (dataset, class_name) >= LEAST_OF_CLASS ? class_name : NULL;
}

static void
act_learn (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  VitrinePartsPage *self = data;
  VitrineGraphModel *graphs = vitrine_graph_model_of (self->session);
  VitrineGraphWish *wish = vitrine_graph_model_get_wish (graphs);
  const char *class_name;

  if (self->project == NULL || vitrine_session_get_dataset (self->session) == NULL)
    return;
  class_name = class_of_boxes (self);
  g_free (wish->class_name);
  wish->class_name = g_strdup (class_name != NULL ? class_name : "");
  vitrine_graph_model_set_quick (graphs, TRUE);
  vitrine_graph_keeper_learn (keeper_of (self), wish);
}

static void
act_stop (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  vitrine_graph_keeper_cancel (keeper_of (data));
}

static void
act_show (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  VitrinePartsPage *self = data;
  const guint64 id = parts_page_selected_of (self, VITRINE_PARTS_VOTER);

  if (id != 0)
    vitrine_graph_model_select (vitrine_graph_model_of (self->session), vitrine_parts_id_number (id));
  vitrine_session_set_page (self->session, "graph");
}

/* ---- the switch ---- */

static void
change_method (GSimpleAction *action,
               GVariant      *value,
               gpointer       data)
{
  VitrinePartsPage *self = data;
  const gboolean by_graph = g_str_equal (g_variant_get_string (value, NULL), "graph");

  g_simple_action_set_state (action, g_variant_new_string (by_graph ? "graph" : "aog"));
  if (by_graph == parts_page_by_graph (self))
    return;
  g_object_set (self->model, "comparing", FALSE, "by-graph", by_graph, NULL);
  vitrine_parts_model_suggest (self->model, FALSE);
  vitrine_parts_model_select (self->model, NULL, 0);
  if (vitrine_canvas_get_tool (self->canvas) == VITRINE_TOOL_PAINT)
    vitrine_canvas_set_tool (self->canvas, VITRINE_TOOL_BOX);
  vitrine_graph_locator_set_awake (vitrine_parts_model_get_locator (self->model), TRUE);
  parts_page_follow_graph (self);
  parts_page_give_scores (self);
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
act_other_method (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  VitrinePartsPage *self = data;

  g_action_group_activate_action (self->actions, "parts-method",
                                  g_variant_new_string (parts_page_by_graph (self) ? "aog" : "graph"));
}

static const GActionEntry entries[] = {
  { "parts-method", NULL, "s", "'aog'", change_method },
  { "parts-other-method", act_other_method },
  { "parts-graph-learn", act_learn },
  { "parts-graph-stop", act_stop },
  { "parts-graph-show", act_show },
};

void
parts_page_add_graph_actions (VitrinePartsPage *self,
                              GActionMap       *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  g_action_change_state (g_action_map_lookup_action (map, "parts-method"),
                         g_variant_new_string (parts_page_by_graph (self) ? "graph" : "aog"));
}

void
parts_page_remove_graph_actions (GActionMap *map)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (map, entries[i].name);
}

/* ---- what shows ---- */

void
parts_page_fill_tree (VitrinePartsPage *self)
{
  if (parts_page_by_graph (self))
    vitrine_parts_fill_voters (self->model, self->tree);
  else
    vitrine_parts_fill_tree (self->model, self->tree, self->thumbnails);
}

static void
show_progress (VitrinePartsPage *self)
{
  VitrineJob *job = self->graph_job;
  const double left = job != NULL ? vitrine_job_get_seconds_left (job) : -1;
  g_autofree char *stage = NULL;

  if (job == NULL)
    return;
  gtk_progress_bar_set_fraction (self->graph_bar, CLAMP (vitrine_job_get_fraction (job), 0, 1));
  stage = left > 0 ? g_strdup_printf (_("%s · about %.0f s left"), vitrine_job_get_stage (job), ceil (left / 5) * 5)
          : g_strdup_printf ("%s %s", vitrine_job_get_stage (job), vitrine_job_get_detail (job));
  gtk_label_set_text (self->graph_stage, stage);
}

static void
follow_job (VitrinePartsPage *self)
{
  static const char *const properties[] = { "notify::fraction", "notify::stage", "notify::detail" };
  VitrineJob *job = vitrine_graph_keeper_get_job (keeper_of (self));

  if (job == self->graph_job)
    return;
  if (self->graph_job != NULL)
    g_signal_handlers_disconnect_by_data (self->graph_job, self);
  g_set_object (&self->graph_job, job);
  for (guint i = 0; job != NULL && i < G_N_ELEMENTS (properties); i++)
    g_signal_connect_object (job, properties[i], G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  show_progress (self);
}

static char *
describe_pictures (VitrinePartsPage *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *class_name = self->project != NULL && dataset != NULL ? class_of_boxes (self) : NULL;
  const guint n = dataset != NULL ? count_class (dataset, class_name) : 0;

  return class_name != NULL
         ? g_strdup_printf (ngettext ("Quick, from %u picture of “%s”: up to a minute",
                                      "Quick, from the %u pictures of “%s”: up to a minute", n), n, class_name)
         : g_strdup_printf (ngettext ("Quick, from %u picture: up to a minute",
                                      "Quick, from all %u pictures: up to a minute", n), n);
}

/* Nothing is learned yet, or it is being learned: what stands in the place of the tree. */
static void
show_lack (VitrinePartsPage   *self,
           VitrineKeeperState  state)
{
  const char *message = vitrine_graph_keeper_get_message (keeper_of (self));
  const gboolean learning = state == VITRINE_KEEPER_LEARNING, loading = state == VITRINE_KEEPER_LOADING;
  g_autofree char *pictures = describe_pictures (self);

  gtk_label_set_text (self->graph_title, learning ? _("Learning the Graph") : loading ? _("Opening the Graph")
                      : state == VITRINE_KEEPER_IDLE ? _("Waiting for the Pictures") : _("No Explanatory Graph Yet"));
  gtk_label_set_text (self->graph_text,
                      learning ? _("Layer after layer, the deepest first. What is finished is kept when you stop.")
                      : _("It takes each filter apart into nodes, one for each part it answers to, without boxes or "
                          "names. Then those that fit your boxes vote for where the part is."));
  gtk_label_set_text (self->graph_pictures, pictures);
  gtk_label_set_text (self->graph_trouble, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->graph_trouble), message != NULL && state == VITRINE_KEEPER_EMPTY);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_text), !loading);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_pictures), state == VITRINE_KEEPER_EMPTY);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_learn), state == VITRINE_KEEPER_EMPTY);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_bar), learning || loading);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_stage), learning);
  gtk_widget_set_visible (GTK_WIDGET (self->graph_stop), learning);
}

/* Keys stay with the page: the button that had them may be gone. */
void
parts_page_show_method (VitrinePartsPage *self)
{
  const gboolean by_graph = parts_page_by_graph (self);
  const VitrineKeeperState state = by_graph ? vitrine_graph_keeper_get_state (keeper_of (self)) : VITRINE_KEEPER_IDLE;
  const gboolean there = !by_graph || (state != VITRINE_KEEPER_LEARNING
                                       && vitrine_graph_keeper_get_graph (keeper_of (self)) != NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  gtk_widget_set_visible (self->aog_bar, !by_graph);
  gtk_widget_set_visible (self->graph_tools, by_graph && there);
  if (by_graph)
    {
      follow_job (self);
      show_lack (self, state);
    }
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->graph_pane) && there)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  gtk_stack_set_visible_child_name (self->method_stack, there ? "tree" : "lack");
}

static void
on_found (VitrinePartsPage *self)
{
  if (!parts_page_by_graph (self))
    {
      parts_page_refresh (self, PARTS_REFRESH_STATUS);
      return;
    }
  parts_page_give_scores (self);
  parts_page_refresh (self, PARTS_REFRESH_ALL);
}

static void
on_moved (VitrinePartsPage *self)
{
  parts_page_refresh (self, PARTS_REFRESH_STATUS);
}

/* Once, when the explanatory graph is asked for first. */
void
parts_page_follow_graph (VitrinePartsPage *self)
{
  VitrineGraphLocator *locator = vitrine_parts_model_get_locator (self->model);

  if (self->follows_graph)
    return;
  self->follows_graph = TRUE;
  g_signal_connect_object (keeper_of (self), "changed", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (locator, "changed", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (locator, "found-changed", G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
}

void
parts_page_bind_graph (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, method_stack);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, aog_bar);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_tools);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_pane);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_title);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_text);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_pictures);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_stage);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_trouble);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_bar);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_learn);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsPage, graph_stop);
}
