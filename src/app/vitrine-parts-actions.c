/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be done on the Parts page, as actions of the window ("win.parts-…"), so that menus,
 * keys, scripts and other programs do it the same way. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-parts-voters.h"

static const struct
{
  const char          *action;
  VitrineCanvasLayers  layer;
} layers[] = {
  { "parts-heat", VITRINE_CANVAS_HEAT }, { "parts-votes", VITRINE_CANVAS_VOTES },
  { "parts-boxes", VITRINE_CANVAS_BOXES }, { "parts-dots", VITRINE_CANVAS_DOTS },
  { "parts-fields", VITRINE_CANVAS_FIELDS },
};

static void
change_layer (GSimpleAction *action,
              GVariant      *value,
              gpointer       data)
{
  VitrinePartsPage *self = data;
  VitrineCanvasLayers shown = vitrine_canvas_get_layers (self->canvas);

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), layers[i].action))
      vitrine_canvas_set_layers (self->canvas, g_variant_get_boolean (value)
                                                 ? shown | layers[i].layer
                                                 : shown & ~layers[i].layer);
  g_simple_action_set_state (action, value);
  parts_page_update_maps (self);
}

static void
change_suspicious (GSimpleAction *action,
                   GVariant      *value,
                   gpointer       data)
{
  g_object_set (((VitrinePartsPage *) data)->model, "suspicious-first", g_variant_get_boolean (value), NULL);
  g_simple_action_set_state (action, value);
}

static void
change_compare (GSimpleAction *action,
                GVariant      *value,
                gpointer       data)
{
  g_object_set (((VitrinePartsPage *) data)->model, "comparing", g_variant_get_boolean (value), NULL);
  g_simple_action_set_state (action, value);
}

static void
change_mirrored (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       data)
{
  ((VitrinePartsPage *) data)->mirrored = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
}

static void
go_on (GSimpleAction *action,
       GVariant      *value,
       gpointer       data)
{
  VitrinePartsPage *self = data;

  if (parts_page_by_graph (self))
    vitrine_graph_locator_go_on (vitrine_parts_model_get_locator (self->model));
  else
    vitrine_part_learner_go_on (vitrine_parts_model_get_learner (self->model));
}

/* ---- the table ---- */

static const GActionEntry entries[] = {
  { "parts-add", parts_act_add, "s" },
  { "parts-rename", parts_act_rename, "s" },
  { "parts-ask-rename", parts_act_ask_rename },
  { "parts-remove", parts_act_remove },
  { "parts-rename-template", parts_act_rename_template, "s" },
  { "parts-ask-rename-template", parts_act_ask_rename_template },
  { "parts-box", parts_act_box, "(dddd)" },
  { "parts-template", parts_act_template, "i" },
  { "parts-edit-box", parts_act_edit_box },
  { "parts-delete", parts_act_delete },
  { "parts-prune", parts_act_prune },
  { "parts-prune-marked", parts_act_prune_marked },
  { "parts-prune-painted", parts_act_prune_painted },
  { "parts-suggest", parts_act_suggest },
  { "parts-keep", parts_act_keep },
  { "parts-keep-all", parts_act_keep_all },
  { "parts-restore", parts_act_restore },
  { "parts-restore-all", parts_act_restore_all },
  { "parts-paint", parts_act_paint },
  { "parts-show-unit", parts_act_show_unit },
  { "parts-select-group", parts_act_select_group },
  { "parts-go-on", go_on },
  { "parts-heat", NULL, NULL, "false", change_layer },
  { "parts-votes", NULL, NULL, "false", change_layer },
  { "parts-boxes", NULL, NULL, "true", change_layer },
  { "parts-dots", NULL, NULL, "true", change_layer },
  { "parts-fields", NULL, NULL, "false", change_layer },
  { "parts-suspicious", NULL, NULL, "false", change_suspicious },
  { "parts-compare", NULL, NULL, "false", change_compare },
  { "parts-mirrored", NULL, NULL, "false", change_mirrored },
};

void
parts_page_add_actions (VitrinePartsPage *self,
                        GActionMap       *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  parts_page_add_graph_actions (self, map);
  self->actions = G_ACTION_GROUP (map);
}

void
parts_page_remove_actions (VitrinePartsPage *self)
{
  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), entries[i].name);
  if (self->actions != NULL)
    parts_page_remove_graph_actions (G_ACTION_MAP (self->actions));
  self->actions = NULL;
}

static void
enable (VitrinePartsPage *self,
        const char       *name,
        gboolean          enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_state (VitrinePartsPage *self,
           const char       *name,
           gboolean          state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static gboolean
any_selected (VitrinePartsPage *self,
              VitrinePartsKind  low,
              VitrinePartsKind  high)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  for (guint i = 0; i < n; i++)
    if (vitrine_parts_id_kind (ids[i]) >= low && vitrine_parts_id_kind (ids[i]) <= high)
      return TRUE;
  return FALSE;
}

void
parts_page_update_actions (VitrinePartsPage *self)
{
  if (self->actions == NULL || self->model == NULL)
    return;

  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  gboolean part = parts_page_part (self) != 0;
  gboolean by_graph = parts_page_by_graph (self);
  gboolean graph = part && !by_graph && vitrine_part_learner_get_aog (learner) != NULL;
  int picture = vitrine_parts_model_get_picture (self->model);
  gboolean comparing;

  g_object_get (self->model, "comparing", &comparing, NULL);
  enable (self, "parts-rename", part);
  enable (self, "parts-ask-rename", part);
  enable (self, "parts-remove", part);
  enable (self, "parts-box", part && vitrine_session_get_picture (self->session) != NULL);
  enable (self, "parts-prune", !by_graph && any_selected (self, VITRINE_PARTS_LAYER, VITRINE_PARTS_PATTERN));
  enable (self, "parts-restore", any_selected (self, VITRINE_PARTS_DROP, VITRINE_PARTS_DROP));
  enable (self, "parts-edit-box", parts_page_selected_of (self, VITRINE_PARTS_BOX) != 0);
  enable (self, "parts-ask-rename-template", parts_page_selected_of (self, VITRINE_PARTS_TEMPLATE) != 0);
  enable (self, "parts-delete", any_selected (self, VITRINE_PARTS_TEMPLATE, VITRINE_PARTS_TEMPLATE)
          || any_selected (self, VITRINE_PARTS_BOX, VITRINE_PARTS_BOX)
          || (!by_graph && any_selected (self, VITRINE_PARTS_LAYER, VITRINE_PARTS_PATTERN)));
  enable (self, "parts-show-unit", vitrine_parts_model_get_pattern (self->model, NULL, NULL)
          || parts_page_selected_of (self, VITRINE_PARTS_VOTER) != 0);
  enable (self, "parts-graph-show",
          by_graph && vitrine_graph_locator_get_votes (vitrine_parts_model_get_locator (self->model)) != NULL);
  enable (self, "parts-select-group", vitrine_parts_model_get_pattern (self->model, NULL, NULL));
  enable (self, "parts-other-method", part);
  enable (self, "parts-suggest", graph);
  enable (self, "parts-suspicious", graph);
  enable (self, "parts-paint", graph);
  enable (self, "parts-prune-marked", vitrine_parts_model_n_marked (self->model) > 0);
  enable (self, "parts-compare", comparing || (picture >= 0 && !by_graph
                                               && vitrine_part_learner_get_former (learner, (guint) picture) != NULL));
  set_state (self, "parts-compare", comparing);
  set_state (self, "parts-mirrored", self->mirrored);
}

void
parts_page_act (VitrinePartsPage *self,
                const char       *name)
{
  if (self->actions != NULL && g_action_group_get_action_enabled (self->actions, name))
    g_action_group_activate_action (self->actions, name, NULL);
}
