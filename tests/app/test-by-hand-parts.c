/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job as a person does it, with real pointer and key events: name a part, draw boxes in three ways, prune
 * in four, undo. */
#include "config.h"

#include <math.h>

#include "hand-window.h"
#include "hand.h"
#include "widgets/vitrine-strip.h"
#include "widgets/vitrine-tree.h"

static gboolean
is_learnt (gpointer data)
{
  HandWindow *f = data;

  return vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY && hand_nothing_runs (f);
}

static guint
n_boxes (HandWindow *f)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (hand_project (f), 0);

  return boxes->len;
}

static guint
n_drops (HandWindow *f)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (hand_project (f), vitrine_session_get_part (f->session));
  guint n = 0;

  for (guint i = 0; i < templates->len; i++)
    {
      g_autoptr (GPtrArray) drops
        = vitrine_project_list_drops (hand_project (f), ((VitrineTemplate *) g_ptr_array_index (templates, i))->id);

      n += drops->len;
    }
  return n;
}

/* The Parts page with the part "head", by keys alone. */
static void
go_to_parts (HandWindow *f)
{
  hand_key ("alt+3");
  g_assert_cmpstr (vitrine_session_get_page (f->session), ==, "parts");
  hand_type ("head");
  hand_key ("Return");
  g_assert_cmpint (vitrine_session_get_part (f->session), !=, 0);
  f->model = vitrine_parts_model_of (f->session);
  f->learner = vitrine_parts_model_get_learner (f->model);
  hand_wait (hand_photo_shows, f);
  hand_rest (300);
  f->canvas = VITRINE_CANVAS (hand_show (f, VITRINE_TYPE_CANVAS));
}

static const VitrineBox *
true_head (HandWindow *f)
{
  const VitrinePartTruth *truth = vitrine_picture_find_part (vitrine_session_get_picture (f->session), "head");

  g_assert_nonnull (truth);
  return &truth->box;
}

static void
drag_box (HandWindow      * f,
          const VitrineBox *box)
{
  double x0, y0, x1, y1;

  vitrine_canvas_to_window (f->canvas, box->x, box->y, &x0, &y0);
  vitrine_canvas_to_window (f->canvas, box->x + box->w, box->y + box->h, &x1, &y1);
  hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
}

static void
teach (HandWindow *f)
{
  drag_box (f, true_head (f));
  hand_key ("Return");
  hand_wait (is_learnt, f);
  hand_rest (200);
}

static void
assert_box_is (HandWindow      * f,
               guint             i,
               const VitrineBox *box,
               double            within)
{
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (hand_project (f), 0);

  g_assert_cmpuint (boxes->len, >, i);
  const VitrineBox *drawn = &((VitrinePartBox *) g_ptr_array_index (boxes, i))->box;
  g_assert_cmpfloat_with_epsilon (drawn->x, box->x, within);
  g_assert_cmpfloat_with_epsilon (drawn->y, box->y, within);
  g_assert_cmpfloat_with_epsilon (drawn->x + drawn->w, box->x + box->w, within);
  g_assert_cmpfloat_with_epsilon (drawn->y + drawn->h, box->y + box->h, within);
}

/* ---- boxes ---- */

static void
test_a_dragged_box_teaches (HandWindow    *f,
                            gconstpointer  data)
{
  go_to_parts (f);
  VitrineBox head = *true_head (f);
  drag_box (f, &head);
  g_assert_cmpuint (n_boxes (f), ==, 0);
  hand_key ("Return");
  assert_box_is (f, 0, &head, 1.5);
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), >, 5);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, 10);
}

static void
test_four_clicks_make_a_box (HandWindow    *f,
                             gconstpointer  data)
{
  go_to_parts (f);
  VitrineBox b = *true_head (f);
  const double points[4][2] = {
    { b.x + b.w / 2, b.y }, { b.x, b.y + b.h / 3 }, { b.x + b.w / 3, b.y + b.h }, { b.x + b.w, b.y + b.h / 2 },
  };

  hand_key ("e");
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_EXTREMES);
  for (guint i = 0; i < 4; i++)
    {
      double x, y;

      vitrine_canvas_to_window (f->canvas, points[i][0], points[i][1], &x, &y);
      hand_click (GTK_WIDGET (f->canvas), x, y, 1);
    }
  hand_key ("Return");
  assert_box_is (f, 0, &b, 1.5);
}

static void
test_keys_alone_draw_a_box (HandWindow    *f,
                            gconstpointer  data)
{
  graphene_rect_t before, after;

  go_to_parts (f);
  hand_key ("b");
  g_assert_true (vitrine_canvas_get_box (f->canvas, &before));
  hand_key ("Right");
  hand_key ("shift+Down");
  hand_key ("ctrl+Left");
  g_assert_true (vitrine_canvas_get_box (f->canvas, &after));
  g_assert_cmpfloat_with_epsilon (after.origin.x - before.origin.x, 1, .01);
  g_assert_cmpfloat_with_epsilon (after.origin.y - before.origin.y, 10, .01);
  g_assert_cmpfloat (after.size.width, <, before.size.width);
  hand_key ("Return");
  assert_box_is (f, 0, &(VitrineBox) { after.origin.x, after.origin.y, after.size.width, after.size.height }, .01);

  hand_key ("b");
  hand_key ("Escape");
  g_assert_false (vitrine_canvas_get_box (f->canvas, &after));
  g_assert_cmpuint (n_boxes (f), ==, 1);
}

/* ---- pruning ---- */

static void
test_a_pattern_goes_by_delete_and_comes_back (HandWindow    *f,
                                              gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  guint n = vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner));
  hand_key ("j");
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n - 1);
  /* The next one is chosen: Delete, Delete is a way to work. */
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 2);
  hand_key ("ctrl+z");
  hand_key ("ctrl+z");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vt_aog_n_patterns (vitrine_part_learner_get_aog (f->learner)), ==, n);
  hand_key ("ctrl+shift+z");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
}

/* A dot that shows and can be clicked, in canvas coordinates; 0 for none. */
static guint64
find_dot (HandWindow *f,
          double  *   x,
          double  *   y)
{
  VtParse *parse = vitrine_part_learner_get_parse (f->learner, 0);
  VtPartSpace *space = vt_aog_space (vitrine_part_learner_get_parse_aog (f->learner, 0));
  VitrineBox frame;

  g_assert_true (vitrine_part_learner_get_frame (f->learner, 0, &frame));
  for (guint i = 0; i < vt_parse_best (parse)->n_patterns; i++)
    {
      const VtPatternParse *p = &vt_parse_best (parse)->pattern[i];

      if (!p->detected)
        continue;
      vitrine_canvas_to_window (f->canvas, frame.x + ((double) p->place[1] + .5) * frame.w / vt_part_space_width (space),
                                frame.y + ((double) p->place[0] + .5) * frame.h / vt_part_space_height (space), x, y);
      guint64 id = vitrine_canvas_pick (f->canvas, *x, *y);
      if (vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN)
        return id;
    }
  return 0;
}

static void
test_a_dot_is_pruned_by_a_click (HandWindow    *f,
                                 gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  double x, y;
  guint64 id = find_dot (f, &x, &y);

  g_assert_cmpuint (id, !=, 0);
  hand_click (GTK_WIDGET (f->canvas), x, y, 1);
  g_assert_true (vitrine_parts_model_is_selected (f->model, id));
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, 1);
  VtTemplate *template = vt_aog_template (vitrine_part_learner_get_aog (f->learner), 0);
  g_assert_true (vt_template_dropped (template, vitrine_parts_id_number (id)));
}

static void
test_shift_click_takes_the_group (HandWindow    *f,
                                  gconstpointer  data)
{
  double x, y;
  guint n;

  go_to_parts (f);
  teach (f);
  guint64 id = find_dot (f, &x, &y);
  g_assert_cmpuint (id, !=, 0);
  hand_hold ("shift");
  hand_click (GTK_WIDGET (f->canvas), x, y, 1);
  hand_let_go ("shift");
  vitrine_parts_model_get_selected (f->model, &n);
  g_assert_true (vitrine_parts_model_is_selected (f->model, id));
  g_assert_cmpuint (n, >, 1);
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), ==, n);
  hand_key ("ctrl+z");
  g_assert_cmpuint (n_drops (f), ==, 0);
}

/* A job that is stopped says so, and what was left goes on by a press. */
static void
test_stopped_learning_goes_on (HandWindow    *f,
                               gconstpointer  data)
{
  go_to_parts (f);
  drag_box (f, true_head (f));
  hand_key ("Return");
  vitrine_jobs_cancel_all (vitrine_session_get_jobs (f->session));
  hand_wait (hand_nothing_runs, f);
  hand_rest (200);
  if (vitrine_part_learner_get_state (f->learner) == VITRINE_LEARNER_READY)
    return;    /* it was quicker */
  g_assert_cmpint (vitrine_part_learner_get_state (f->learner), ==, VITRINE_LEARNER_STOPPED);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "parts-go-on", NULL);
  hand_wait (is_learnt, f);
  g_assert_cmpuint (vitrine_part_learner_get_n_parsed (f->learner), ==, 10);
}

static void
test_what_is_painted_goes (HandWindow    *f,
                           gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  VitrineBox frame;
  double x0, y0, x1, y1;

  g_assert_true (vitrine_part_learner_get_frame (f->learner, 0, &frame));
  hand_key ("p");
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_PAINT);
  /* Bands over the lower half of the object. */
  for (int i = 0; i < 5; i++)
    {
      vitrine_canvas_to_window (f->canvas, frame.x + 2, frame.y + frame.h * (.5 + .1 * i), &x0, &y0);
      vitrine_canvas_to_window (f->canvas, frame.x + frame.w - 2, frame.y + frame.h * (.5 + .1 * i), &x1, &y1);
      hand_drag (GTK_WIDGET (f->canvas), x0, y0, x1, y1);
    }
  hand_key ("Return");
  hand_wait (is_learnt, f);
  g_assert_cmpuint (n_drops (f), >, 0);
  g_assert_cmpint (vitrine_canvas_get_tool (f->canvas), ==, VITRINE_TOOL_BOX);

  g_autoptr (GPtrArray) drops
    = vitrine_project_list_drops (hand_project (f), vitrine_part_learner_get_template (f->learner, 0));
  g_assert_cmpstr (((VitrineDrop *) g_ptr_array_index (drops, 0))->reason, ==, "not here");
  /* One stroke of undo brings all of them back. */
  hand_key ("ctrl+z");
  g_assert_cmpuint (n_drops (f), ==, 0);
}

/* Whether the project lists a drop of this channel within a cell of the pattern's home. */
static gboolean
was_dropped (HandWindow      *f,
             const VtAog     *aog,
             const VtPattern *pattern)
{
  g_autoptr (GPtrArray) drops
    = vitrine_project_list_drops (hand_project (f), vitrine_part_learner_get_template (f->learner, 0));
  const VtPartLayer *layer = vt_part_space_layer (vt_aog_space (aog), pattern->layer);

  for (guint i = 0; i < drops->len; i++)
    {
      const VitrineDrop *drop = g_ptr_array_index (drops, i);

      if (g_str_equal (drop->layer, layer->name) && drop->channel == (int) pattern->channel
          && fabs (drop->row - pattern->home[0]) <= 1 && fabs (drop->column - pattern->home[1]) <= 1)
        return TRUE;
    }
  return FALSE;
}

static void
test_a_mined_again_template_keeps_its_drops (HandWindow    *f,
                                             gconstpointer  data)
{
  go_to_parts (f);
  teach (f);
  for (int i = 0; i < 3; i++)
    {
      hand_key ("j");
      hand_key ("Delete");
      hand_wait (is_learnt, f);
    }
  g_assert_cmpuint (n_drops (f), ==, 3);
  /* Another box of the same template mines it anew. */
  hand_key ("Next");
  hand_wait (hand_photo_shows, f);
  hand_rest (400);
  drag_box (f, true_head (f));
  hand_key ("1");
  hand_key ("Return");
  g_assert_cmpuint (n_boxes (f), ==, 2);
  hand_wait (is_learnt, f);
  VtAog *aog = vitrine_part_learner_get_aog (f->learner);
  g_assert_cmpuint (vt_aog_n_templates (aog), ==, 1);
  VtTemplate *template = vt_aog_template (aog, 0);
  guint dropped = 0;

  g_assert_cmpuint (n_drops (f), ==, 3);
  /* Homes may have moved by a box more; what still matches is dropped, and nothing else. */
  for (guint i = 0; i < vt_template_n_patterns (template); i++)
    if (vt_template_dropped (template, i))
      {
        g_assert_true (was_dropped (f, aog, vt_template_pattern (template, i)));
        dropped++;
      }
  g_assert_cmpuint (dropped, >, 0);
}

static void
test_before_and_after (HandWindow    *f,
                       gconstpointer  data)
{
  gboolean comparing;

  go_to_parts (f);
  teach (f);
  hand_key ("j");
  hand_key ("Delete");
  hand_wait (is_learnt, f);
  hand_key ("c");
  g_object_get (f->model, "comparing", &comparing, NULL);
  g_assert_true (comparing);
  g_assert_nonnull (vitrine_part_learner_get_former (f->learner, 0));
  hand_key ("c");
  g_object_get (f->model, "comparing", &comparing, NULL);
  g_assert_false (comparing);
}

/* Keys of the Network page mean nothing here: Escape in the strip must not leave a unit that nobody sees. */
static void
test_keys_of_another_page_are_silent (HandWindow    *f,
                                      gconstpointer  data)
{
  vitrine_session_select_unit (f->session, vitrine_session_get_layer (f->session), 3);
  hand_wait (hand_nothing_runs, f);
  go_to_parts (f);
  hand_click (hand_show (f, VITRINE_TYPE_STRIP), 40, 40, 1);
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, 3);
  hand_key ("alt+1");
  hand_rest (300);
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
}

static const HandCase cases[] = {
  { "a-dragged-box-teaches", test_a_dragged_box_teaches },
  { "four-clicks-make-a-box", test_four_clicks_make_a_box },
  { "keys-alone-draw-a-box", test_keys_alone_draw_a_box },
  { "a-pattern-goes-by-delete-and-comes-back", test_a_pattern_goes_by_delete_and_comes_back },
  { "a-dot-is-pruned-by-a-click", test_a_dot_is_pruned_by_a_click },
  { "shift-click-takes-the-group", test_shift_click_takes_the_group },
  { "stopped-learning-goes-on", test_stopped_learning_goes_on },
  { "what-is-painted-goes", test_what_is_painted_goes },
  { "a-mined-again-template-keeps-its-drops", test_a_mined_again_template_keeps_its_drops },
  { "before-and-after", test_before_and_after },
  { "keys-of-another-page-are-silent", test_keys_of_another_page_are_silent },
  { NULL, NULL },
};

int
main (int    argc,
      char **argv)
{
  return hand_main (argc, argv, "parts", cases);
}
