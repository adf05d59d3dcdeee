/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Being asked, with real pointer and key events: five answers by one key each, a box by drag, by four clicks and by
 * keys, skip, undo and redo. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/vitrine-ask-page-private.h"
#include "app/vitrine-page.h"
#include "hand-window.h"
#include "hand.h"
#include "widgets/vitrine-strip-private.h"

static VitrineAsker *
asker_of (HandWindow *f)
{
  return vitrine_ask_of (f->session);
}

static gboolean
is_quiet (gpointer data)
{
  HandWindow *f = data;
  const VitrineLearnerState state = vitrine_part_learner_get_state (f->learner);
  guint n;

  vitrine_asker_get_next (asker_of (f), &n);
  return hand_nothing_runs (f) && vitrine_asker_get_question (asker_of (f)) != NULL && n > 0 && hand_photo_shows (f)
         && (state == VITRINE_LEARNER_READY || state == VITRINE_LEARNER_IDLE);
}

/* The Ask page with the part "head", by keys alone. */
static void
go_to_ask (HandWindow *f)
{
  for (int i = 0; vitrine_page_table[i] != NULL; i++)
    if (g_str_equal (vitrine_page_table[i]->id, "ask"))
      {
        g_autofree char *key = g_strdup_printf ("alt+%d", i + 1);

        hand_key (key);
      }
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "ask");
  hand_type ("head");
  hand_key ("Return");
  g_assert_cmpint (vitrine_session_get_part (f->session), !=, 0);
  f->model = vitrine_parts_model_of (f->session);
  f->learner = vitrine_parts_model_get_learner (f->model);
  hand_wait (is_quiet, f);
  hand_rest (200);
  f->canvas = VITRINE_CANVAS (hand_show (f, VITRINE_TYPE_CANVAS));
}

static guint
object_of (HandWindow *f)
{
  g_assert_nonnull (vitrine_asker_get_question (asker_of (f)));
  return vitrine_asker_get_question (asker_of (f))->object;
}

/* What the project holds: answers, and the kind of the last. */
static guint
n_answers (HandWindow *f,
           int        *kind)
{
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (hand_project (f), 0);

  if (kind != NULL)
    *kind = answers->len > 0 ? ((VitrineAnswer *) g_ptr_array_index (answers, answers->len - 1))->kind : -1;
  return answers->len;
}

static guint
n_templates (HandWindow *f)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (hand_project (f), 0);

  return templates->len;
}

static void
assert_answered (HandWindow *f,
                 guint       number,
                 VtQaKind    expected)
{
  int kind;

  hand_wait (is_quiet, f);
  g_assert_cmpuint (n_answers (f, &kind), ==, number);
  g_assert_cmpint (kind, ==, expected);
}

static void
teach_first (HandWindow *f)
{
  hand_key ("n");
  hand_key ("shift+Up");
  hand_key ("Return");
  assert_answered (f, 1, VT_QA_NEW_TEMPLATE);
}

/* A button in the accent's colour says `words`. */
static gboolean
marks (GtkWidget  *widget,
       const char *words)
{
  gboolean found = gtk_widget_has_css_class (widget, "suggested-action") && hand_says (widget, words);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = marks (child, words);
  return found;
}

/* ---- tests ---- */

static void
test_five_answers_by_one_key_each (HandWindow   *f,
                                   gconstpointer data)
{
  go_to_ask (f);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Nothing is predicted yet"));
  /* Nothing is predicted: right is no answer. */
  hand_key ("space");
  g_assert_cmpuint (n_answers (f, NULL), ==, 0);
  teach_first (f);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Is this the part “head”?"));
  hand_key ("space");
  assert_answered (f, 2, VT_QA_RIGHT);
  hand_key ("n");
  hand_key ("Return");
  assert_answered (f, 3, VT_QA_NEW_TEMPLATE);
  g_assert_cmpuint (n_templates (f), ==, 2);
  const gint64 predicted = vitrine_asker_get_template (asker_of (f));
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (hand_project (f), 0);
  const gboolean first = ((VitrineTemplate *) g_ptr_array_index (templates, 0))->id == predicted;
  hand_key (first ? "2" : "1");
  assert_answered (f, 4, VT_QA_OTHER_TEMPLATE);
  hand_key ("x");
  assert_answered (f, 5, VT_QA_NOT_THERE);
  hand_key ("w");
  g_assert_true (marks (GTK_WIDGET (f->window), "Wrong Place") && !marks (GTK_WIDGET (f->window), "New Template"));
  hand_key ("Right");
  hand_key ("Return");
  assert_answered (f, 6, VT_QA_WRONG_PLACE);
  g_assert_cmpuint (n_templates (f), ==, 2);
}

static void
test_the_next_question_shows_at_once (HandWindow   *f,
                                      gconstpointer data)
{
  go_to_ask (f);
  teach_first (f);
  for (int i = 0; i < 3; i++)
    {
      const guint before = object_of (f);
      const guint next = vitrine_asker_get_next (asker_of (f), &(guint) { 0 })[0].object;
      VitrinePicture *picture = vitrine_asker_get_object (asker_of (f), next);

      gtk_widget_activate_action (GTK_WIDGET (f->window), "win.ask-not-there", NULL);
      /* No turn of the main loop yet, and its photo is on the canvas. */
      g_assert_cmpuint (object_of (f), ==, next);
      g_assert_cmpuint (before, !=, next);
      g_assert_nonnull (vitrine_canvas_get_texture (f->canvas));
      g_assert_true (vitrine_session_get_picture (f->session) == picture);
      hand_wait (is_quiet, f);
    }
}

static void
test_skip_undo_and_redo (HandWindow   *f,
                         gconstpointer data)
{
  go_to_ask (f);
  const guint first = object_of (f);
  hand_key ("s");
  assert_answered (f, 1, VT_QA_SKIP);
  const guint second = object_of (f);
  g_assert_cmpuint (first, !=, second);
  hand_key ("x");
  assert_answered (f, 2, VT_QA_NOT_THERE);
  const guint third = object_of (f);
  hand_key ("BackSpace");
  hand_wait (is_quiet, f);
  g_assert_cmpuint (object_of (f), ==, second);
  hand_key ("ctrl+z");
  hand_wait (is_quiet, f);
  g_assert_cmpuint (object_of (f), ==, first);
  g_assert_cmpuint (n_answers (f, NULL), ==, 0);
  hand_key ("ctrl+shift+z");
  hand_wait (is_quiet, f);
  hand_key ("ctrl+shift+z");
  hand_wait (is_quiet, f);
  g_assert_cmpuint (n_answers (f, NULL), ==, 2);
  g_assert_cmpuint (object_of (f), ==, third);
}

static void
test_boxes_by_drag_and_by_four_clicks (HandWindow   *f,
                                       gconstpointer data)
{
  double x0, y0, x1, y1;

  go_to_ask (f);
  hand_wait (is_quiet, f);
  hand_rest (300);
  VitrinePicture *picture = vitrine_asker_get_picture (asker_of (f));
  const double w = vitrine_picture_get_width (picture), h = vitrine_picture_get_height (picture);

  vitrine_canvas_to_window (f->canvas, .3 * w, .3 * h, &x0, &y0);
  vitrine_canvas_to_window (f->canvas, .6 * w, .6 * h, &x1, &y1);
  hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
  g_assert_cmpuint (n_answers (f, NULL), ==, 0);
  hand_key ("f");
  hand_key ("Return");
  assert_answered (f, 1, VT_QA_NEW_TEMPLATE);

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (hand_project (f), 0);
  const VitrinePartBox *box = g_ptr_array_index (boxes, 0);

  g_assert_cmpfloat_with_epsilon (box->box.x, .3 * w, 2);
  g_assert_cmpfloat_with_epsilon (box->box.y + box->box.h, .6 * h, 2);
  g_assert_true (box->mirrored);

  /* What stands beside the photo after the first answer takes its place. */
  hand_wait (is_quiet, f);
  hand_rest (300);
  hand_key ("e");
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_EXTREMES);
  for (guint i = 0; i < 4; i++)
    {
      static const double points[4][2] = { { .5, .2 }, { .3, .4 }, { .5, .6 }, { .7, .4 } };

      vitrine_canvas_to_window (f->canvas, points[i][0] * w, points[i][1] * h, &x0, &y0);
      hand_click (GTK_WIDGET (f->canvas), x0, y0, 1);
    }
  hand_key ("Return");
  assert_answered (f, 2, VT_QA_WRONG_PLACE);

  g_autoptr (GPtrArray) after = vitrine_project_list_boxes (hand_project (f), 0);
  const VitrinePartBox *second = g_ptr_array_index (after, 1);

  g_assert_cmpint (second->template_id, ==, box->template_id);
  g_assert_cmpfloat_with_epsilon (second->box.w, .4 * w, 2);
}

/* While a box is drawn digits choose its template; Escape drops the box and says nothing. */
static void
test_a_digit_gives_a_box_its_template (HandWindow   *f,
                                       gconstpointer data)
{
  go_to_ask (f);
  teach_first (f);
  hand_key ("n");
  hand_key ("Escape");
  g_assert_cmpuint (n_answers (f, NULL), ==, 1);
  hand_key ("n");
  hand_key ("1");
  g_assert_true (hand_says (GTK_WIDGET (f->window), "Same as Template 1"));
  hand_key ("Down");
  hand_key ("Return");
  assert_answered (f, 2, VT_QA_WRONG_PLACE);
  g_assert_cmpuint (n_templates (f), ==, 1);
  hand_key ("5");
  g_assert_cmpuint (n_answers (f, NULL), ==, 2);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "There is no template of that number yet"));
}

static gboolean
is_writing (gpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (((HandWindow *) data)->window));

  return focus != NULL && GTK_IS_TEXT (focus);
}

static gboolean
is_renamed (gpointer data)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (hand_project (data), 0);

  return templates->len == 1 && g_strcmp0 (((VitrineTemplate *) templates->pdata[0])->name, "front") == 0;
}

static void
test_a_template_is_renamed_in_the_gallery (HandWindow   *f,
                                           gconstpointer data)
{
  go_to_ask (f);
  teach_first (f);
  hand_wait (is_quiet, f);
  hand_rest (300);
  GtkWidget *side = hand_show (f, VITRINE_TYPE_ASK_SIDE);
  GtkWidget *gallery = hand_find (side, GTK_TYPE_FLOW_BOX);

  g_assert_nonnull (gallery);
  hand_click (gallery, 30, 25, 3);
  hand_wait (is_writing, f);
  hand_key ("ctrl+a");
  hand_type ("front");
  hand_key ("Return");
  hand_wait (is_renamed, f);
  /* Typing there answered nothing. */
  g_assert_cmpuint (n_answers (f, NULL), ==, 1);
  hand_key ("ctrl+z");
  hand_rest (200);

  g_autoptr (GPtrArray) before = vitrine_project_list_templates (hand_project (f), 0);

  g_assert_cmpstr (((VitrineTemplate *) g_ptr_array_index (before, 0))->name, ==, "Template 1");
}

/* ---- looking again ---- */

static guint
n_doubts (HandWindow *f)
{
  g_autoptr (GArray) doubts = vitrine_asker_list_doubtful (asker_of (f));

  return doubts->len;
}

static gboolean
is_learnt (gpointer data)
{
  HandWindow *f = data;

  return hand_nothing_runs (f) && vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY;
}

typedef struct
{
  HandWindow *f;
  guint       object;
} Look;

/* The strip shows which picture is looked at again; its photo is there. */
static gboolean
is_looked_at (gpointer data)
{
  const Look *look = data;

  return hand_photo_shows (look->f)
         && vitrine_session_get_picture (look->f->session) == vitrine_asker_get_object (asker_of (look->f), look->object);
}

/* Six true answers, then "not there" until one of them is doubted. */
static void
slip (HandWindow *f)
{
  for (guint i = 0; i < 6; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (f->window), "win.ask-truth", NULL);
      hand_wait (is_quiet, f);
    }
  while (n_doubts (f) == 0)
    {
      g_assert_nonnull (vitrine_asker_get_question (asker_of (f)));
      hand_key ("x");
      hand_wait (is_learnt, f);
      hand_rest (100);
    }
}

/* What the strip of pictures says of one. */
static VitrineBadges
badges_of (HandWindow *f,
           guint       object)
{
  VitrineStrip *strip = VITRINE_STRIP (hand_show (f, VITRINE_TYPE_STRIP));

  return strip->source->badges (vitrine_asker_get_object (asker_of (f), object), strip->user_data);
}

static void
test_unsure_answers_are_looked_at_again (HandWindow   *f,
                                         gconstpointer data)
{
  int kind;

  go_to_ask (f);
  g_assert_false (hand_says (GTK_WIDGET (f->window), "Review"));
  slip (f);
  const guint doubts = n_doubts (f), said = n_answers (f, NULL);

  hand_key ("r");
  hand_rest (300);
  hand_wait (hand_photo_shows, f);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "You said"));
  g_assert_true (hand_says (GTK_WIDGET (f->window), "1 of "));

  /* Space keeps it; Backspace takes that back. */
  hand_key ("space");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_answers (f, &kind), ==, said + 1);
  g_assert_cmpuint (n_doubts (f), ==, doubts - 1);
  hand_key ("BackSpace");
  hand_wait (is_learnt, f);
  hand_rest (200);
  g_assert_cmpuint (n_answers (f, NULL), ==, said);
  g_assert_cmpuint (n_doubts (f), ==, doubts);

  /* R: it is found rightly.  A box drawn anew says more. */
  g_autoptr (GArray) list = vitrine_asker_list_doubtful (asker_of (f));
  const guint object = g_array_index (list, VitrineDoubt, 0).object;
  Look look = { f, object };

  if (!hand_says (GTK_WIDGET (f->window), "You said"))
    hand_key ("r");
  /* What was taken back is looked at again. */
  hand_wait (is_looked_at, &look);
  hand_key ("r");
  hand_wait (is_learnt, f);
  n_answers (f, &kind);
  g_assert_cmpint (kind, ==, VT_QA_RIGHT);
  g_assert_cmpint (vitrine_asker_get_answers (asker_of (f))->status[object], ==, VT_QA_VERIFIED);
  g_assert_cmpint (badges_of (f, object), ==, 0);
  hand_key ("ctrl+z");
  hand_wait (is_learnt, f);
  hand_wait (is_looked_at, &look);
  /* The strip shows that it has a box now. */
  hand_key ("n");
  hand_key ("shift+Up");
  hand_key ("Return");
  hand_wait (is_learnt, f);
  n_answers (f, &kind);
  g_assert_cmpint (kind, ==, VT_QA_NEW_TEMPLATE);
  g_assert_cmpint (vitrine_asker_get_answers (asker_of (f))->status[object], ==, VT_QA_BOXED);
  g_assert_cmpint (badges_of (f, object), ==, VITRINE_BADGE_ANNOTATED);
  hand_key ("Escape");
  hand_rest (200);
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_asker_get_picture (asker_of (f)));
}

/* ---- sorting boxes ---- */

/* The n-th thumbnail that shows. */
static GtkWidget *
find_thumbnail (GtkWidget *widget,
                guint     *n)
{
  if (GTK_IS_FLOW_BOX_CHILD (widget) && gtk_widget_get_mapped (widget) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_thumbnail (child, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
thumbnail (HandWindow *f,
           guint       n)
{
  GtkWidget *found = find_thumbnail (hand_show (f, VITRINE_TYPE_ASK_BOXES), &n);

  g_assert_nonnull (found);
  return found;
}

/* Boxes of the template in that place. */
static guint
boxes_of (HandWindow *f,
          guint       template)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (hand_project (f), 0);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (hand_project (f), 0);

  return template < templates->len
         ? vitrine_part_boxes_count (boxes, ((VitrineTemplate *) g_ptr_array_index (templates, template))->id) : 0;
}

static void
test_boxes_are_sorted_into_templates (HandWindow   *f,
                                      gconstpointer data)
{
  double x, y;

  go_to_ask (f);
  for (guint i = 1; i <= 3; i++)
    {
      hand_key ("n");
      hand_key ("shift+Up");
      hand_key ("Return");
      assert_answered (f, i, VT_QA_NEW_TEMPLATE);
    }
  g_assert_cmpuint (n_templates (f), ==, 3);
  hand_key ("t");
  hand_wait (hand_nothing_runs, f);
  hand_rest (300);

  /* By a digit: the third box joins the first template, and its own goes. */
  hand_click (thumbnail (f, 2), 20, 20, 1);
  hand_rest (100);
  hand_key ("1");
  hand_rest (300);
  g_assert_cmpuint (n_templates (f), ==, 2);
  g_assert_cmpuint (boxes_of (f, 0), ==, 2);

  /* The box kept the keys: N gives it a template of its own again. */
  hand_key ("n");
  hand_rest (300);
  g_assert_cmpuint (n_templates (f), ==, 3);
  hand_key ("BackSpace");
  hand_rest (300);
  g_assert_cmpuint (n_templates (f), ==, 2);

  /* By its menu, with keys alone: the first entry has them. */
  hand_click (thumbnail (f, 0), 20, 20, 1);
  hand_key ("Return");
  hand_rest (300);
  hand_key ("Return");
  hand_rest (400);
  g_assert_cmpuint (boxes_of (f, 0), ==, 1);
  g_assert_cmpuint (boxes_of (f, 1), ==, 2);
  hand_key ("ctrl+z");
  hand_rest (300);
  g_assert_cmpuint (boxes_of (f, 0), ==, 2);

  /* By drag and drop, onto a box of the other template. */
  g_assert_true (gtk_widget_translate_coordinates (thumbnail (f, 2), thumbnail (f, 0), 30, 30, &x, &y));
  hand_drag (thumbnail (f, 0), 30, 30, x, y);
  hand_rest (600);
  g_assert_cmpuint (boxes_of (f, 0), ==, 1);
  g_assert_cmpuint (boxes_of (f, 1), ==, 2);
  hand_key ("ctrl+z");
  hand_rest (300);
  g_assert_cmpuint (boxes_of (f, 0), ==, 2);

  hand_key ("Escape");
  hand_rest (200);
  g_assert_null (hand_find (GTK_WIDGET (f->window), VITRINE_TYPE_ASK_BOXES));
}

static gboolean
has_row (GtkWidget  *widget,
         const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_row (child, title))
      return TRUE;
  return FALSE;
}

/* Whoever has the keys, they answer. */
static void
test_keys_come_back (HandWindow   *f,
                     gconstpointer data)
{
  go_to_ask (f);
  teach_first (f);
  gtk_widget_grab_focus (hand_show (f, VITRINE_TYPE_STRIP));
  hand_key ("x");
  assert_answered (f, 2, VT_QA_NOT_THERE);

  hand_key ("F9");
  hand_rest (600);
  gtk_widget_grab_focus (hand_show (f, GTK_TYPE_SPIN_BUTTON));
  /* Constants have names for people, not their words on the command line. */
  g_assert_true (has_row (GTK_WIDGET (f->window), "Coverage"));
  for (const VtConstant *c = vt_qa_constants; c->id != NULL; c++)
    g_assert_false (has_row (GTK_WIDGET (f->window), c->id));
  /* The keys were in the inspector that goes. */
  hand_key ("F9");
  hand_rest (600);
  hand_key ("x");
  assert_answered (f, 3, VT_QA_NOT_THERE);
}

static const HandCase cases[] = {
  { "five-answers-by-one-key-each", test_five_answers_by_one_key_each },
  { "the-next-question-shows-at-once", test_the_next_question_shows_at_once },
  { "skip-undo-and-redo", test_skip_undo_and_redo },
  { "boxes-by-drag-and-by-four-clicks", test_boxes_by_drag_and_by_four_clicks },
  { "a-digit-gives-a-box-its-template", test_a_digit_gives_a_box_its_template },
  { "a-template-is-renamed-in-the-gallery", test_a_template_is_renamed_in_the_gallery },
  { "unsure-answers-are-looked-at-again", test_unsure_answers_are_looked_at_again },
  { "boxes-are-sorted-into-templates", test_boxes_are_sorted_into_templates },
  { "keys-come-back", test_keys_come_back },
  { NULL, NULL },
};

int
main (int    argc,
      char **argv)
{
  return hand_main (argc, argv, "ask", cases);
}
