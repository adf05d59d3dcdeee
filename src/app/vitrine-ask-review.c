/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariant: `doubts` are those that the asker named last, less those that were answered here since. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-parts-canvas.h"
#include "app/vitrine-parts-work.h"
#include "app/vitrine-window.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-number.h"

struct _VitrineAskReview
{
  GtkWidget       parent_instance;
  VitrineSession *session;          /* weak */
  VitrineAsker   *asker;
  GtkStack       *stack;
  GtkLabel       *title, *reason, *position, *hint;
  VitrineCanvas  *canvas;
  GtkBox         *keys;
  GArray         *doubts;           /* VitrineDoubt */
  guint           at;               /* which of them shows */
  char           *shown;            /* id of the picture on the canvas or on its way */
  guint           answered;         /* object that was answered last; counts while there are as many answers */
  guint           n_answers;
  VtQaKind        box_kind;         /* what a box that is drawn says */
};

G_DEFINE_FINAL_TYPE (VitrineAskReview, vitrine_ask_review, GTK_TYPE_WIDGET)

static const struct
{
  const char *title, *key, *action, *tip;
} choices[] = {
  { N_("Keep"), N_("Space"), "review.keep", N_("It is as I said (Space or Enter)") },
  { N_("Found Rightly"), "R", "review.right", N_("What is found now is right (R)") },
  { N_("Draw Anew"), "W", "review.place", N_("Move the box to where the part is, Enter answers (W)") },
  { N_("Other Template"), "1 – 9", NULL, N_("The box shows the pose of another template (1 to 9)") },
  { N_("Not There"), "X", "review.absent", N_("The part is absent or hidden (X)") },
};

static const VitrineDoubt *
now (VitrineAskReview *self)
{
  return self->at < self->doubts->len ? &g_array_index (self->doubts, VitrineDoubt, self->at) : NULL;
}

static void
say (VitrineAskReview *self,
     const char       *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), text, NULL, NULL);
}

/* ---- words ---- */

static const char *
say_kind (VtQaKind kind)
{
  switch (kind)
    {
    case VT_QA_RIGHT: return _("You said that it was found rightly");
    case VT_QA_NOT_THERE: return _("You said that the part is not there");
    case VT_QA_WRONG_PLACE:
    case VT_QA_OTHER_TEMPLATE:
    case VT_QA_NEW_TEMPLATE: return _("You said where the part is");
    case VT_QA_SKIP:
    default: return "";
    }
}

static char *
say_reason (const VitrineDoubt *doubt)
{
  switch (doubt->reason)
    {
    case VITRINE_DOUBT_PLACE:
      return g_strdup_printf (_("It is found elsewhere now: the two boxes share %.0f %% of their area"), 100 * doubt->overlap);
    case VITRINE_DOUBT_ABSENT:
      return vitrine_number_mend (g_strdup_printf (_("It is found here as surely as where it is: score %.2f"), doubt->score));
    case VITRINE_DOUBT_SCORE:
    default:
      return vitrine_number_mend (g_strdup_printf (_("It is explained far worse than the others: score %.2f"), doubt->score));
    }
}

/* ---- the canvas ---- */

static gboolean
said_box (VitrineAskReview   *self,
          const VitrineDoubt *doubt,
          VitrineBox         *box)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (vitrine_session_get_project (self->session),
                                                            vitrine_session_get_part (self->session));

  for (guint i = 0; i < boxes->len; i++)
    if (((VitrinePartBox *) g_ptr_array_index (boxes, i))->id == doubt->box)
      {
        *box = ((VitrinePartBox *) g_ptr_array_index (boxes, i))->box;
        return TRUE;
      }
  return FALSE;
}

static void
fill_marks (VitrineAskReview *self)
{
  const VitrineDoubt *doubt = now (self);
  VitrineMark marks[3];
  VitrineBox box;
  guint n = 0;

  if (doubt == NULL || vitrine_canvas_get_texture (self->canvas) == NULL)
    {
      vitrine_canvas_set_marks (self->canvas, NULL, 0);
      return;
    }
  if (said_box (self, doubt, &box))
    marks[n++] = (VitrineMark) { .id = 1, .kind = VITRINE_MARK_ANNOTATION, .flags = VITRINE_MARK_FIXED, .x = box.x,
                                 .y = box.y, .width = box.w, .height = box.h, .label = _("as you said") }
  ;
  if (vitrine_asker_get_box_of (self->asker, doubt->object, &box))
    {
      marks[n++] = (VitrineMark) { .id = 2, .kind = VITRINE_MARK_PREDICTION, .flags = VITRINE_MARK_FIXED, .x = box.x,
                                   .y = box.y, .width = box.w, .height = box.h, .label = _("found now") };
      marks[n++] = (VitrineMark) { .id = 3, .kind = VITRINE_MARK_CROSS, .flags = VITRINE_MARK_FIXED,
                                   .x = box.x + box.w / 2, .y = box.y + box.h / 2 };
    }
  vitrine_canvas_set_marks (self->canvas, marks, n);
}

static void
take_photo (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  VitrineAskReview *self = data;
  const VitrineDoubt *doubt = now (self);
  VitrinePicture *picture = doubt != NULL ? vitrine_asker_get_object (self->asker, doubt->object) : NULL;
  VitrineModel *model = vitrine_session_get_model (self->session);
  VitrineBox frame;

  vitrine_canvas_set_marks (self->canvas, NULL, 0);
  vitrine_canvas_set_empty_text (self->canvas, error != NULL ? error->message : NULL);
  vitrine_canvas_set_texture (self->canvas, textures[0]);
  if (textures[0] == NULL || picture == NULL)
    return;
  vitrine_parts_frame (model, picture, (guint) gdk_texture_get_width (textures[0]),
                       (guint) gdk_texture_get_height (textures[0]), &frame);
  vitrine_canvas_set_title (self->canvas, vitrine_picture_get_name (picture));
  vitrine_canvas_set_bounds (self->canvas, &GRAPHENE_RECT_INIT ((float) frame.x, (float) frame.y, (float) frame.w,
                                                                (float) frame.h));
  vitrine_canvas_set_min_area (self->canvas, vitrine_parts_least_area (model, &frame));
  vitrine_canvas_fit (self->canvas);
  fill_marks (self);
}

static void
show_now (VitrineAskReview *self)
{
  const VitrineDoubt *doubt = now (self);
  g_autofree char *position = NULL, *reason = NULL;

  gtk_stack_set_visible_child_name (self->stack, doubt != NULL ? "main" : "none");
  if (doubt == NULL)
    {
      g_clear_pointer (&self->shown, g_free);
      return;
    }
  reason = say_reason (doubt);
  /* Translators: which of the unsure answers shows: "2 of 7". */
  position = g_strdup_printf (_("%u of %u"), self->at + 1, self->doubts->len);
  gtk_label_set_text (self->title, say_kind (doubt->kind));
  gtk_label_set_text (self->reason, reason);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason), reason);
  gtk_label_set_text (self->position, position);

  VitrinePicture *picture = vitrine_asker_get_object (self->asker, doubt->object);

  vitrine_session_set_picture (self->session, picture);
  if (g_strcmp0 (self->shown, vitrine_picture_get_id (picture)) == 0)
    {
      fill_marks (self);
      return;
    }
  /* Nothing is said of a photo that does not show yet. */
  vitrine_canvas_set_texture (self->canvas, NULL);
  vitrine_canvas_set_marks (self->canvas, NULL, 0);
  g_free (self->shown);
  self->shown = g_strdup (vitrine_picture_get_id (picture));
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-review",
                              &(VitrineCutting) { .picture = picture }, 1, 0, take_photo, self);
}

guint
vitrine_ask_review_update (VitrineAskReview *self)
{
  g_return_val_if_fail (VITRINE_IS_ASK_REVIEW (self), 0);
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (vitrine_parts_model_of (self->session));
  const VitrineDoubt *before = now (self);
  const VtQaState *answers = vitrine_asker_get_answers (self->asker);
  const guint object = before != NULL ? before->object : G_MAXUINT;
  graphene_rect_t box;

  /* While something is being learned nobody knows better. */
  if (vitrine_part_learner_get_state (learner) != VITRINE_LEARNER_READY || vitrine_canvas_get_box (self->canvas, &box))
    return self->doubts->len;
  g_array_unref (self->doubts);
  self->doubts = vitrine_asker_list_doubtful (self->asker);
  for (guint i = 0; i < self->doubts->len; i++)
    if (g_array_index (self->doubts, VitrineDoubt, i).object == object)
      self->at = i;
  /* An answer that was taken back is looked at again. */
  for (guint i = 0; answers != NULL && answers->n_answers < self->n_answers && i < self->doubts->len; i++)
    if (g_array_index (self->doubts, VitrineDoubt, i).object == self->answered)
      {
        self->at = i;
        self->n_answers = 0;
      }
  self->at = MIN (self->at, MAX (self->doubts->len, 1) - 1);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_now (self);
  return self->doubts->len;
}

/* ---- answering ---- */

static void
walk (VitrineAskReview *self,
      int               step)
{
  const int to = (int) self->at + step;

  if (step == 0 || to < 0 || to >= (int) self->doubts->len)
    return;
  self->at = (guint) to;
  show_now (self);
}

gboolean
vitrine_ask_review_go_to (VitrineAskReview *self,
                          guint             object)
{
  g_return_val_if_fail (VITRINE_IS_ASK_REVIEW (self), FALSE);

  for (guint i = 0; i < self->doubts->len; i++)
    if (g_array_index (self->doubts, VitrineDoubt, i).object == object)
      {
        walk (self, (int) i - (int) self->at);
        return TRUE;
      }
  return FALSE;
}

/* What was answered is out of the list at once, if telling of it has not brought a new list already. */
static void
answered (VitrineAskReview *self,
          guint             object,
          gboolean          done,
          const GError     *error)
{
  if (!done)
    {
      say (self, error->message);
      return;
    }
  self->answered = object;
  self->n_answers = vitrine_asker_get_answers (self->asker)->n_answers;
  for (guint i = self->doubts->len; i-- > 0;)
    if (g_array_index (self->doubts, VitrineDoubt, i).object == object)
      g_array_remove_index (self->doubts, i);
  self->at = MIN (self->at, MAX (self->doubts->len, 1) - 1);
  show_now (self);
}

static void
change (VitrineAskReview *self,
        VtQaKind          kind,
        gint64            template_id,
        const VitrineBox *box)
{
  const VitrineDoubt *doubt = now (self);
  g_autoptr (GError) error = NULL;

  if (doubt == NULL)
    return;

  const guint object = doubt->object;

  answered (self, object, vitrine_asker_change (self->asker, object, kind, template_id, box, FALSE, &error), error);
}

static void
keep (VitrineAskReview *self)
{
  const VitrineDoubt *doubt = now (self);
  g_autoptr (GError) error = NULL;

  if (doubt == NULL)
    return;

  const guint object = doubt->object;

  answered (self, object, vitrine_asker_confirm (self->asker, object, &error), error);
}

/* A box to be moved: the one that was said, else what is found now. */
static void
begin_box (VitrineAskReview *self,
           VtQaKind          kind)
{
  const VitrineDoubt *doubt = now (self);
  VitrineBox box;
  graphene_rect_t there;

  if (doubt == NULL || vitrine_canvas_get_texture (self->canvas) == NULL)
    return;
  self->box_kind = kind;
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (vitrine_canvas_get_box (self->canvas, &there))
    return;
  if (said_box (self, doubt, &box) || vitrine_asker_get_box_of (self->asker, doubt->object, &box))
    vitrine_canvas_edit_box (self->canvas, 0, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.w,
                                                                   (float) box.h));
  else
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.draw-box", NULL);
}

/* Whether a key answers. */
static gboolean
is_answer (guint keyval)
{
  static const guint keys[] = {
    GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space, GDK_KEY_r, GDK_KEY_w, GDK_KEY_b, GDK_KEY_e, GDK_KEY_n, GDK_KEY_x,
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (gdk_keyval_to_lower (keyval) == keys[i])
      return TRUE;
  return keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9;
}

static void
choose_template (VitrineAskReview *self,
                 guint             number)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (vitrine_session_get_project (self->session),
                                                                    vitrine_session_get_part (self->session));

  if (number < templates->len)
    change (self, VT_QA_OTHER_TEMPLATE, ((VitrineTemplate *) g_ptr_array_index (templates, number))->id, NULL);
  else
    say (self, _("There is no template of that number yet"));
}

static void
on_box_drawn (VitrineCanvas    *canvas,
              guint64           id,
              double            x,
              double            y,
              double            width,
              double            height,
              VitrineAskReview *self)
{
  change (self, self->box_kind, 0, &(VitrineBox) { x, y, width, height });
  self->box_kind = VT_QA_WRONG_PLACE;
}

static void
show_hint (VitrineAskReview *self)
{
  graphene_rect_t box;

  gtk_label_set_text (self->hint, vitrine_canvas_get_box (self->canvas, &box)
                      ? self->box_kind == VT_QA_NEW_TEMPLATE ? _("A new template · Enter answers, Escape drops the box")
                      : _("Same template · Enter answers, N makes it a new template, Escape drops the box")
                      : _("J and K go through them · Backspace takes back · Escape goes on answering"));
}

static void
on_drawing (VitrineCanvas    *canvas,
            GParamSpec       *pspec,
            VitrineAskReview *self)
{
  if (self->session != NULL)
    show_hint (self);
}

static void
act (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  VitrineAskReview *self = VITRINE_ASK_REVIEW (widget);

  if (g_str_equal (name, "review.keep"))
    keep (self);
  else if (g_str_equal (name, "review.right"))
    change (self, VT_QA_RIGHT, 0, NULL);
  else if (g_str_equal (name, "review.place"))
    begin_box (self, VT_QA_WRONG_PLACE);
  else if (g_str_equal (name, "review.absent"))
    change (self, VT_QA_NOT_THERE, 0, NULL);
  else if (g_str_equal (name, "review.template"))
    change (self, VT_QA_OTHER_TEMPLATE, g_variant_get_int64 (parameter), NULL);
  else
    walk (self, g_str_equal (name, "review.next") ? 1 : -1);
}

gboolean
vitrine_ask_review_key (VitrineAskReview *self,
                        guint             keyval,
                        gboolean          on_button)
{
  g_return_val_if_fail (VITRINE_IS_ASK_REVIEW (self), FALSE);
  graphene_rect_t box;
  const gboolean drawing = vitrine_canvas_get_box (self->canvas, &box);

  if (vitrine_canvas_get_texture (self->canvas) == NULL && is_answer (keyval) && !on_button)
    return TRUE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    {
      choose_template (self, keyval - GDK_KEY_1);
      return TRUE;
    }
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_space:
      /* A button that somebody walked to keeps its keys. */
      if (on_button)
        return FALSE;
      if (drawing)
        vitrine_canvas_commit_box (self->canvas);
      else
        keep (self);
      return TRUE;
    case GDK_KEY_r: change (self, VT_QA_RIGHT, 0, NULL); return TRUE;
    case GDK_KEY_w: case GDK_KEY_b: case GDK_KEY_e: begin_box (self, VT_QA_WRONG_PLACE); show_hint (self); return TRUE;
    case GDK_KEY_n: begin_box (self, VT_QA_NEW_TEMPLATE); show_hint (self); return TRUE;
    case GDK_KEY_x: change (self, VT_QA_NOT_THERE, 0, NULL); return TRUE;
    case GDK_KEY_j: case GDK_KEY_Page_Down: walk (self, 1); return TRUE;
    case GDK_KEY_k: case GDK_KEY_Page_Up: walk (self, -1); return TRUE;
    case GDK_KEY_BackSpace: gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL); return TRUE;
    case GDK_KEY_Escape:
      if (drawing)
        vitrine_canvas_cancel_box (self->canvas);
      else
        gtk_widget_activate_action (GTK_WIDGET (self), "win.ask-review", NULL);
      return TRUE;
    default: return FALSE;
    }
}

/* ---- object ---- */

static void
on_menu_closed (GtkWidget *menu)
{
  /* The chosen action still has to run before the menu may go. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, menu);
}

static void
on_other_clicked (GtkButton        *button,
                  VitrineAskReview *self)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (vitrine_session_get_project (self->session),
                                                                    vitrine_session_get_part (self->session));
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  for (guint i = 0; i < templates->len; i++)
    {
      const VitrineTemplate *one = g_ptr_array_index (templates, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (one->name, NULL);

      g_menu_item_set_action_and_target (item, "review.template", "x", one->id);
      g_menu_append_item (menu, item);
    }
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (button));
  g_signal_connect (popover, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
make_buttons (VitrineAskReview *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GtkWidget *button = ask_page_answer_button (_(choices[i].title), _(choices[i].key), _(choices[i].tip),
                                                  choices[i].action);

      if (choices[i].action == NULL)
        g_signal_connect (button, "clicked", G_CALLBACK (on_other_clicked), self);
      gtk_box_append (self->keys, button);
    }
}

static void
vitrine_ask_review_map (GtkWidget *widget)
{
  VitrineAskReview *self = VITRINE_ASK_REVIEW (widget);

  GTK_WIDGET_CLASS (vitrine_ask_review_parent_class)->map (widget);
  g_clear_pointer (&self->shown, g_free);
  vitrine_ask_review_update (self);
  self->at = 0;
  show_now (self);
  show_hint (self);
}

static gboolean
vitrine_ask_review_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VITRINE_ASK_REVIEW (widget)->canvas));
}

static void
vitrine_ask_review_dispose (GObject *object)
{
  VitrineAskReview *self = VITRINE_ASK_REVIEW (object);

  self->session = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_ASK_REVIEW);
  g_clear_object (&self->asker);
  g_clear_pointer (&self->doubts, g_array_unref);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (vitrine_ask_review_parent_class)->dispose (object);
}

static void
vitrine_ask_review_class_init (VitrineAskReviewClass *klass)
{
  static const char *const actions[] = {
    "review.keep", "review.right", "review.place", "review.absent", "review.next", "review.previous",
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CANVAS);
  G_OBJECT_CLASS (klass)->dispose = vitrine_ask_review_dispose;
  widget_class->map = vitrine_ask_review_map;
  widget_class->grab_focus = vitrine_ask_review_grab_focus;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, act);
  gtk_widget_class_install_action (widget_class, "review.template", "x", act);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-ask-review.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, title);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, reason);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, position);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, hint);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, canvas);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskReview, keys);
  gtk_widget_class_bind_template_callback (widget_class, on_box_drawn);
  gtk_widget_class_bind_template_callback (widget_class, on_drawing);
}

static void
vitrine_ask_review_init (VitrineAskReview *self)
{
  self->doubts = g_array_new (FALSE, FALSE, sizeof (VitrineDoubt));
  self->box_kind = VT_QA_WRONG_PLACE;
  gtk_widget_init_template (GTK_WIDGET (self));
  make_buttons (self);
}

void
vitrine_ask_review_set (VitrineAskReview *self,
                        VitrineSession   *session,
                        VitrineAsker     *asker)
{
  g_return_if_fail (VITRINE_IS_ASK_REVIEW (self));
  self->session = session;
  self->asker = g_object_ref (asker);
}
