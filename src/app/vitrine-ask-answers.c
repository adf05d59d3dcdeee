/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be done on the Ask page, as actions of the window ("win.ask-…"), so that buttons, keys, scripts
 * and other programs do it the same way. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-window.h"
#include "engine/qa/vitrine-qa-oracle.h"

/* ---- boxes ---- */

/* Nobody said what a box means: it follows from the prediction. */
void
ask_page_forget_box (VitrineAskPage *self)
{
  VtParse *parse = vitrine_asker_get_parse (self->asker);

  self->box_meant = FALSE;
  self->box_template = 0;
  self->box_kind = parse != NULL && ask_page_verifies (self) ? VT_QA_WRONG_PLACE : VT_QA_NEW_TEMPLATE;
  self->mirrored = self->box_kind == VT_QA_WRONG_PLACE && vt_parse_mirrored (parse);
  ask_page_show_box (self);
}

void
ask_page_show_box (VitrineAskPage *self)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->box_kind == VT_QA_NEW_TEMPLATE)
    text = g_strdup (_("A new template"));
  else
    {
      name = vitrine_project_dup_template_name (vitrine_session_get_project (self->session), self->box_template != 0
                                                ? self->box_template : vitrine_asker_get_template (self->asker));
      /* Translators: whose pose a box shows: the name of a template. */
      text = g_strdup_printf (_("Same as %s"), name);
    }
  gtk_label_set_text (self->box_says, text);
  ask_page_show_buttons (self);
  ask_page_update_actions (self);
}

/* A box to be moved by keys: where the prediction is, else in the middle. */
void
ask_page_begin_box (VitrineAskPage *self)
{
  VitrineBox box;
  graphene_rect_t there;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (vitrine_canvas_get_box (self->canvas, &there))
    return;
  if (vitrine_asker_get_box (self->asker, &box))
    vitrine_canvas_edit_box (self->canvas, 0, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.w,
                                                                   (float) box.h));
  else
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.draw-box", NULL);
}

static gboolean
answer (VitrineAskPage   *self,
        VtQaKind          kind,
        gint64            template_id,
        const VitrineBox *box)
{
  g_autoptr (GError) error = NULL;
  const gboolean mirrored = self->mirrored;

  if (!vitrine_asker_answer (self->asker, kind, template_id, box, mirrored, &error))
    {
      ask_page_say (self, error->message);
      return FALSE;
    }
  return TRUE;
}

void
ask_page_box_drawn (VitrineAskPage   *self,
                    const VitrineBox *box)
{
  answer (self, self->box_kind, self->box_template, box);
}

/* ---- actions ---- */

static void
act_right (GSimpleAction *action,
           GVariant      *value,
           gpointer       data)
{
  VitrineAskPage *self = data;
  VtParse *parse = vitrine_asker_get_parse (self->asker);

  vitrine_canvas_cancel_box (self->canvas);
  self->mirrored = parse != NULL && vt_parse_mirrored (parse);
  answer (self, VT_QA_RIGHT, 0, NULL);
}

static void
act_wrong_place (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       data)
{
  VitrineAskPage *self = data;
  VtParse *parse = vitrine_asker_get_parse (self->asker);

  if (parse == NULL)
    return;
  ask_page_begin_box (self);
  self->box_meant = TRUE;
  self->box_kind = VT_QA_WRONG_PLACE;
  self->box_template = 0;
  self->mirrored = vt_parse_mirrored (parse);
  ask_page_show_box (self);
}

static void
act_new_template (GSimpleAction *action,
                  GVariant      *value,
                  gpointer       data)
{
  VitrineAskPage *self = data;

  ask_page_begin_box (self);
  self->box_meant = TRUE;
  self->box_kind = VT_QA_NEW_TEMPLATE;
  self->mirrored = FALSE;
  ask_page_show_box (self);
}

/* While a box is drawn its template is chosen; else the predicted box goes to another template at once. */
static void
act_template (GSimpleAction *action,
              GVariant      *value,
              gpointer       data)
{
  VitrineAskPage *self = data;
  const gint64 id = g_variant_get_int64 (value);
  graphene_rect_t box;

  if (vitrine_canvas_get_box (self->canvas, &box))
    {
      self->box_meant = TRUE;
      self->box_kind = id == vitrine_asker_get_template (self->asker) ? VT_QA_WRONG_PLACE : VT_QA_OTHER_TEMPLATE;
      self->box_template = id;
      ask_page_show_box (self);
    }
  else if (vitrine_asker_get_parse (self->asker) == NULL)
    ask_page_say (self, _("Draw a box around the part first"));
  else if (id == vitrine_asker_get_template (self->asker))
    act_right (NULL, NULL, self);
  else
    answer (self, VT_QA_OTHER_TEMPLATE, id, NULL);
}

static void
act_not_there (GSimpleAction *action,
               GVariant      *value,
               gpointer       data)
{
  VitrineAskPage *self = data;

  vitrine_canvas_cancel_box (self->canvas);
  answer (self, VT_QA_NOT_THERE, 0, NULL);
}

static void
act_skip (GSimpleAction *action,
          GVariant      *value,
          gpointer       data)
{
  VitrineAskPage *self = data;

  vitrine_canvas_cancel_box (self->canvas);
  answer (self, VT_QA_SKIP, 0, NULL);
}

/* A box by program: what Enter does with the box on the canvas. */
static void
act_box (GSimpleAction *action,
         GVariant      *value,
         gpointer       data)
{
  VitrineBox box;

  g_variant_get (value, "(dddd)", &box.x, &box.y, &box.w, &box.h);
  ask_page_box_drawn (data, &box);
}

/* From the data set's truth, as somebody who knows it would answer: for trying and showing. */
static void
act_truth (GSimpleAction *action,
           GVariant      *value,
           gpointer       data)
{
  VitrineAskPage *self = data;
  g_autofree char *part = ask_page_part_name (self);
  VitrinePicture *picture = vitrine_asker_get_picture (self->asker);
  const VitrinePartTruth *truth = picture != NULL ? vitrine_picture_find_part (picture, part) : NULL;
  VitrineBox box;

  if (truth == NULL || truth->box.w <= 0 || truth->box.h <= 0)
    {
      act_not_there (NULL, NULL, self);
      return;
    }

  const VtPartPlace there = {
    { truth->box.y + truth->box.h / 2, truth->box.x + truth->box.w / 2 }, { truth->box.h, truth->box.w },
  };

  if (vitrine_asker_get_box (self->asker, &box)
      && vt_part_iou (&(VtPartPlace) { { box.y + box.h / 2, box.x + box.w / 2 }, { box.h, box.w } }, &there)
      >= VITRINE_ORACLE_IOU)
    act_right (NULL, NULL, self);
  else
    {
      self->mirrored = FALSE;
      answer (self, VT_QA_NEW_TEMPLATE, 0, &truth->box);
    }
}

static void
act_add (GSimpleAction *action,
         GVariant      *value,
         gpointer       data)
{
  VitrineAskPage *self = data;
  g_autofree char *clean = g_strstrip (g_strdup (g_variant_get_string (value, NULL)));
  g_autoptr (GError) error = NULL;
  VitrineProject *project;
  gint64 part;

  if (*clean == '\0' || (project = vitrine_session_need_project (self->session)) == NULL)
    return;
  part = vitrine_project_add_part (project, clean, &error);
  if (part == 0)
    {
      ask_page_say (self, error->message);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->first_entry), "");
  vitrine_session_select_part (self->session, part, 0, NULL);
}

static void
act_go_on (GSimpleAction *action,
           GVariant      *value,
           gpointer       data)
{
  VitrineAskPage *self = data;

  vitrine_asker_go_on (self->asker);
}

/* How many answers seem wrong now. */
void
ask_page_show_doubts (VitrineAskPage *self)
{
  const guint n = vitrine_ask_review_update (self->review);
  g_autofree char *brief = g_strdup_printf (_("Review %u"), n);
  g_autofree char *whole = g_strdup_printf (ngettext ("Review %u Unsure Answer", "Review %u Unsure Answers", n), n);

  gtk_button_set_label (self->review_button, brief);
  gtk_button_set_label (self->review_done, whole);
  gtk_widget_set_visible (GTK_WIDGET (self->review_button), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->review_done), n > 0);
}

/* Goes to the answers that seem wrong, and back. */
static void
act_review (GSimpleAction *action,
            GVariant      *value,
            gpointer       data)
{
  VitrineAskPage *self = data;

  vitrine_canvas_cancel_box (self->canvas);
  self->reviewing = !self->reviewing && vitrine_ask_review_update (self->review) > 0;
  self->sorting = FALSE;
  ask_page_refresh (self);
  gtk_widget_grab_focus (self->reviewing ? GTK_WIDGET (self->review) : GTK_WIDGET (self->canvas));
}

/* Goes to the boxes of all templates, and back. */
static void
act_boxes (GSimpleAction *action,
           GVariant      *value,
           gpointer       data)
{
  VitrineAskPage *self = data;

  vitrine_canvas_cancel_box (self->canvas);
  self->sorting = !self->sorting && vitrine_session_get_part (self->session) != 0;
  self->reviewing = FALSE;
  ask_page_refresh (self);
  gtk_widget_grab_focus (self->sorting ? GTK_WIDGET (self->boxes) : GTK_WIDGET (self->canvas));
}

static void
change_mirrored (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       data)
{
  VitrineAskPage *self = data;

  self->mirrored = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
}

static const GActionEntry entries[] = {
  { "ask-right", act_right },
  { "ask-wrong-place", act_wrong_place },
  { "ask-template", act_template, "x" },
  { "ask-new-template", act_new_template },
  { "ask-not-there", act_not_there },
  { "ask-skip", act_skip },
  { "ask-box", act_box, "(dddd)" },
  { "ask-truth", act_truth },
  { "ask-add", act_add, "s" },
  { "ask-go-on", act_go_on },
  { "ask-review", act_review },
  { "ask-boxes", act_boxes },
  { "ask-mirrored", NULL, NULL, "false", change_mirrored },
};

void
ask_page_add_actions (VitrineAskPage *self,
                      GActionMap     *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  self->actions = G_ACTION_GROUP (map);
}

void
ask_page_remove_actions (VitrineAskPage *self)
{
  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), entries[i].name);
  self->actions = NULL;
}

static void
enable (VitrineAskPage *self,
        const char     *name,
        gboolean        enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
ask_page_update_actions (VitrineAskPage *self)
{
  if (self->actions == NULL)
    return;

  const gboolean asked = vitrine_asker_get_question (self->asker) != NULL;
  const gboolean predicted = asked && vitrine_asker_get_parse (self->asker) != NULL;
  GAction *mirrored = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "ask-mirrored");

  enable (self, "ask-right", predicted);
  enable (self, "ask-wrong-place", predicted);
  enable (self, "ask-template", predicted);
  enable (self, "ask-new-template", asked);
  enable (self, "ask-not-there", asked);
  enable (self, "ask-skip", asked);
  enable (self, "ask-box", asked);
  enable (self, "ask-truth", asked);
  enable (self, "ask-mirrored", asked);
  g_simple_action_set_state (G_SIMPLE_ACTION (mirrored), g_variant_new_boolean (self->mirrored));
}

void
ask_page_act (VitrineAskPage *self,
              const char     *name,
              GVariant       *value)
{
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;

  if (self->actions != NULL && g_action_group_get_action_enabled (self->actions, name))
    g_action_group_activate_action (self->actions, name, owned);
}
