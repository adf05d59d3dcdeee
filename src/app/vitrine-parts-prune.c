/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dropping and restoring patterns: by choice, by suggestion, by painting where the part is not. */
#include "config.h"

#include "app/vitrine-parts-page-private.h"

#include <glib/gi18n.h>

static void
say_pruned (VitrinePartsPage *self,
            guint             n,
            const GError     *error)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u pattern pruned", "%u patterns pruned", n), n);

  parts_page_say_done (self, n > 0, text, error);
}

/* Kept patterns of everything selected, each once. */
static GArray *
selected_patterns (VitrinePartsPage *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GArray) some = vitrine_parts_model_patterns_of (self->model, ids[i]);

      for (guint j = 0; j < some->len; j++)
        if (g_hash_table_add (seen, g_memdup2 (&g_array_index (some, guint64, j), sizeof (guint64))))
          g_array_append_val (all, g_array_index (some, guint64, j));
    }
  return all;
}

void
parts_act_prune (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = selected_patterns (self);
  guint64 next = vitrine_tree_next_pattern (self->tree, 1);
  guint n = vitrine_parts_model_prune (self->model, (const guint64 *) (void *) ids->data, ids->len, "click",
                                       &error);

  /* Going on to the next pattern makes Delete, Delete, Delete a way to work. */
  if (n == 1 && next != 0)
    {
      parts_page_select (self, next, 0);
      vitrine_tree_reveal (self->tree, next);
    }
  say_pruned (self, n, error);
}

void
parts_act_prune_marked (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  guint n = vitrine_parts_model_prune_marked (self->model, &error);

  say_pruned (self, n, error);
}

void
parts_act_restore (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  if (n > 0)
    vitrine_parts_model_restore (self->model, ids, n, &error);
  parts_page_say_done (self, FALSE, NULL, error);
}

void
parts_act_restore_all (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  guint n = vitrine_parts_model_restore (self->model, NULL, 0, &error);

  parts_page_say_done (self, n > 0, _("All pruned patterns restored"), error);
}

/* Delete: the box or the template when one is selected, else the patterns. */
void
parts_act_delete (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  guint64 box = parts_page_selected_of (self, VITRINE_PARTS_BOX);
  guint64 template = parts_page_selected_of (self, VITRINE_PARTS_TEMPLATE);
  g_autoptr (GPtrArray) boxes = self->project != NULL
                                  ? vitrine_project_list_boxes (self->project, parts_page_part (self)) : NULL;

  if (boxes == NULL)
    return;
  if (box != 0 && parts_page_find_box (boxes, box) != NULL)
    parts_page_say_done (self, vitrine_project_remove_box (self->project, parts_page_find_box (boxes, box)->id, &error),
                         _("Box removed"), error);
  else if (template != 0)
    parts_page_say_done (self, vitrine_project_remove_template (self->project, vitrine_parts_id_template (template),
                                                                &error), _("Template removed"), error);
  else
    parts_act_prune (action, parameter, data);
}

void
parts_act_suggest (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  VitrinePartsPage *self = data;

  vitrine_parts_model_suggest (self->model, TRUE);
  if (vitrine_parts_model_n_marked (self->model) == 0)
    parts_page_say (self, _("Nothing looks unrelated: all votes stay together"), FALSE);
}

void
parts_act_keep_all (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       data)
{
  vitrine_parts_model_suggest (((VitrinePartsPage *) data)->model, FALSE);
}

/* Keeps the marked pattern that is selected and goes on to the next marked one. */
void
parts_act_keep (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  VitrinePartsPage *self = data;
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);

  if (n > 0)
    vitrine_parts_model_unmark (self->model, ids, n);
  for (guint64 next = vitrine_tree_next_pattern (self->tree, 1); next != 0;
       next = vitrine_tree_next_pattern (self->tree, 1))
    {
      vitrine_tree_reveal (self->tree, next);
      if (vitrine_parts_model_is_marked (self->model, next))
        {
          parts_page_select (self, next, 0);
          break;
        }
    }
}

void
parts_act_paint (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  VitrinePartsPage *self = data;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.paint", NULL);
}

void
parts_act_prune_painted (GSimpleAction *action,
                         GVariant      *parameter,
                         gpointer       data)
{
  VitrinePartsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = vitrine_parts_painted (self->model, self->canvas, &self->frame);
  guint n = vitrine_parts_model_prune (self->model, (const guint64 *) (void *) ids->data, ids->len,
                                       "not here", &error);

  vitrine_canvas_clear_paint (self->canvas);
  vitrine_canvas_set_tool (self->canvas, VITRINE_TOOL_BOX);
  if (n == 0 && error == NULL)
    parts_page_say (self, _("No pattern looks there"), FALSE);
  say_pruned (self, n, error);
}

void
parts_act_show_unit (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  VitrinePartsPage *self = data;
  VtAog *aog = vitrine_part_learner_get_aog (vitrine_parts_model_get_learner (self->model));
  guint k, i;

  /* A node of the explanatory graph brought its channel along when it was selected. */
  if (parts_page_selected_of (self, VITRINE_PARTS_VOTER) != 0)
    vitrine_session_set_page (self->session, "network");
  if (aog == NULL || !vitrine_parts_model_get_pattern (self->model, &k, &i))
    return;

  const VtPattern *pattern = vt_template_pattern (vt_aog_template (aog, k), i);
  const VtPartLayer *layer = vt_part_space_layer (vt_aog_space (aog), pattern->layer);

  vitrine_session_select_unit (self->session, layer->name, (int) pattern->channel);
  vitrine_session_set_page (self->session, "network");
}
