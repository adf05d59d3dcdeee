/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From parses to marks.  A parse speaks in pixels of the network's frame (rows, columns, 0-based centres);
 * the canvas in pixels of the photo: x = frame.x + (column + ½)/width · frame.w. */
#include "config.h"

#include "app/vitrine-parts-canvas.h"

#include <glib/gi18n.h>

#include "app/vitrine-parts-voters.h"
#include "widgets/vitrine-number.h"

#define LEAST_AREA 200.0
#define MOST_DOTS 160      /* more would hide the picture; the best are shown, and what is chosen */

/* One filling. */
typedef struct
{
  VitrinePartsModel *model;
  VtAog             *aog;
  VtParse           *parse;
  const VitrineBox  *frame;
  double             sx, sy;       /* photo pixels a pixel of the frame */
  GStringChunk      *strings;
  GArray            *marks;
  GHashTable        *chosen;       /* ids of patterns that are selected, one by one or by branch */
} Filling;

void
vitrine_parts_frame (VitrineModel   *model,
                     VitrinePicture *picture,
                     guint           width,
                     guint           height,
                     VitrineBox     *frame)
{
  VitrinePreprocess preprocess;

  *frame = (VitrineBox) { 0, 0, width, height };
  if (model == NULL || picture == NULL)
    return;
  vitrine_model_get_preprocess (model, &preprocess);
  vitrine_preprocess_frame (&preprocess, width, height, vitrine_picture_get_box (picture), frame);
}

double
vitrine_parts_least_area (VitrineModel     *model,
                          const VitrineBox *frame)
{
  if (model == NULL)
    return 1;
  return LEAST_AREA * frame->w / MAX (vitrine_model_get_input_width (model), 1)
         * frame->h / MAX (vitrine_model_get_input_height (model), 1);
}

static double
photo_x (Filling *f,
         double   column)
{
  return f->frame->x + (column + .5) * f->sx;
}

static double
photo_y (Filling *f,
         double   row)
{
  return f->frame->y + (row + .5) * f->sy;
}

static void
add_boxes (Filling *f)
{
  VitrineSession *session = vitrine_parts_model_get_session (f->model);
  VitrineProject *project = vitrine_session_get_project (session);
  VitrinePicture *picture = vitrine_session_get_picture (session);
  gint64 part = vitrine_session_get_part (session);

  if (project == NULL || picture == NULL || part == 0)
    return;

  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes_on (project, vitrine_picture_get_id (picture));
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, part);

  for (guint i = 0; i < boxes->len; i++)
    {
      VitrinePartBox *box = g_ptr_array_index (boxes, i);

      if (box->part != part)
        continue;

      const char *name = "";

      for (guint t = 0; t < templates->len; t++)
        if (((VitrineTemplate *) g_ptr_array_index (templates, t))->id == box->template_id)
          name = ((VitrineTemplate *) g_ptr_array_index (templates, t))->name;

      g_autofree char *label = box->mirrored ? g_strdup_printf (_("%s, mirrored"), name) : g_strdup (name);
      VitrineMark mark = {
        .id = vitrine_parts_id (VITRINE_PARTS_BOX, box->template_id, (guint) (box->id & G_MAXUINT32)),
        .kind = VITRINE_MARK_ANNOTATION,
        .x = box->box.x, .y = box->box.y, .width = box->box.w, .height = box->box.h,
        .label = g_string_chunk_insert (f->strings, label),
      };

      g_array_append_val (f->marks, mark);
    }
}

/* The truth of the data set, where there is one for a part of this name. */
static void
add_truth (Filling *f)
{
  VitrineSession *session = vitrine_parts_model_get_session (f->model);
  VitrineProject *project = vitrine_session_get_project (session);
  VitrinePicture *picture = vitrine_session_get_picture (session);
  gint64 part = vitrine_session_get_part (session);
  g_autoptr (GPtrArray) parts = project != NULL ? vitrine_project_list_parts (project) : NULL;

  for (guint i = 0; picture != NULL && parts != NULL && i < parts->len; i++)
    {
      VitrinePart *one = g_ptr_array_index (parts, i);

      if (one->id != part)
        continue;
      for (guint j = 0; j < vitrine_picture_get_n_parts (picture); j++)
        {
          const VitrinePartTruth *truth = vitrine_picture_get_part (picture, j);
          VitrineMark mark = {
            .id = vitrine_parts_id (VITRINE_PARTS_PARSE, 1, j),
            .kind = VITRINE_MARK_TRUTH,
            .flags = VITRINE_MARK_FIXED,
            .x = truth->box.x, .y = truth->box.y, .width = truth->box.w, .height = truth->box.h,
          };

          if (g_ascii_strcasecmp (truth->name, one->name) == 0 && truth->box.w > 0)
            g_array_append_val (f->marks, mark);
        }
    }
}

static void
add_prediction (Filling *f)
{
  double box[4], centre[2];
  VtTemplate *template = vt_aog_template (f->aog, vt_parse_template (f->parse));
  gint64 id = g_ascii_strtoll (vt_template_id (template), NULL, 10);
  const char *format = vt_parse_mirrored (f->parse) ? _("score %.2f, mirrored") : _("score %.2f");
  g_autofree char *label = vitrine_number_mend (g_strdup_printf (format, vt_parse_score (f->parse)));

  vt_parse_box (f->parse, FALSE, box);
  vt_parse_centre (f->parse, centre);

  const VitrineMark marks[] = {
    { .id = vitrine_parts_id (VITRINE_PARTS_PARSE, id, 1000), .kind = VITRINE_MARK_PREDICTION,
      .flags = VITRINE_MARK_FIXED,
      .x = f->frame->x + box[1] * f->sx, .y = f->frame->y + box[0] * f->sy,
      .width = box[3] * f->sx, .height = box[2] * f->sy,
      .label = g_string_chunk_insert (f->strings, label) },
    { .id = vitrine_parts_id (VITRINE_PARTS_PARSE, id, 1001), .kind = VITRINE_MARK_CROSS,
      .flags = VITRINE_MARK_FIXED, .x = photo_x (f, centre[1]), .y = photo_y (f, centre[0]) },
  };

  g_array_append_vals (f->marks, marks, G_N_ELEMENTS (marks));
}

static int
descending (gconstpointer a,
            gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return x > y ? -1 : x < y ? 1 : 0;
}

/* The score of the last pattern that still gets a dot. */
static float
least_shown (const VtTemplateParse *best)
{
  g_autoptr (GArray) scores = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint i = 0; i < best->n_patterns; i++)
    if (best->pattern[i].detected && !best->pattern[i].dropped)
      g_array_append_val (scores, best->pattern[i].score);
  if (scores->len <= MOST_DOTS)
    return -G_MAXFLOAT;
  g_array_sort (scores, descending);
  return g_array_index (scores, float, MOST_DOTS - 1);
}

static gboolean
is_chosen (Filling *f,
           guint64  id)
{
  return f->chosen != NULL && g_hash_table_contains (f->chosen, &id);
}

static void
add_dots (Filling *f)
{
  const VtTemplateParse *best = vt_parse_best (f->parse);
  float least = least_shown (best);
  VtTemplate *template = vt_aog_template (f->aog, best->template);
  VtPartSpace *space = vt_aog_space (f->aog);
  gint64 template_id = g_ascii_strtoll (vt_template_id (template), NULL, 10);
  double size = best->n_patterns > 100 ? 3.75 : 4.5;

  for (guint i = 0; i < best->n_patterns; i++)
    {
      const VtPatternParse *one = &best->pattern[i];
      const VtPattern *pattern = vt_template_pattern (template, i);
      const VtPartLayer *layer = vt_part_space_layer (space, pattern->layer);
      guint64 id = vitrine_parts_id (VITRINE_PARTS_PATTERN, template_id, i);

      if (one->dropped || !one->detected
          || (one->score < least && !is_chosen (f, id) && !vitrine_parts_model_is_marked (f->model, id)))
        continue;

      g_autofree char *label = vitrine_number_mend (g_strdup_printf (_("%s, channel %u: score %.1f"), layer->name,
                                                                     pattern->channel, (double) one->score));
      VitrineMark mark = {
        .id = id,
        .kind = VITRINE_MARK_DOT,
        .flags = vitrine_parts_model_is_marked (f->model, id) ? VITRINE_MARK_SUGGESTED : 0,
        .x = photo_x (f, (double) one->place[1]), .y = photo_y (f, (double) one->place[0]),
        .width = layer->size[1] * f->sx, .height = layer->size[0] * f->sy,
        .tint = pattern->layer, .size = size,
        .label = g_string_chunk_insert (f->strings, label),
      };

      g_array_append_val (f->marks, mark);
    }
}

/* Boxes and patterns that are selected, a branch by all its patterns. (transfer full: guint64) */
static GArray *
chosen_ids (VitrinePartsModel *model)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (model, &n);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < n; i++)
    if (vitrine_parts_id_kind (ids[i]) == VITRINE_PARTS_BOX || vitrine_parts_id_kind (ids[i]) == VITRINE_PARTS_VOTER)
      g_array_append_val (all, ids[i]);
    else
      {
        g_autoptr (GArray) patterns = vitrine_parts_model_patterns_of (model, ids[i]);

        g_array_append_vals (all, patterns->data, patterns->len);
      }
  return all;
}

/* What the And-Or graph says of the current picture, or said before the last edit.  TRUE when that is old. */
static gboolean
add_parse (Filling  *f,
           gboolean  comparing)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (f->model);
  const int picture = vitrine_parts_model_get_picture (f->model);

  if (picture < 0)
    return comparing;
  f->parse = comparing ? vitrine_part_learner_get_former (learner, (guint) picture)
                       : vitrine_part_learner_get_parse (learner, (guint) picture);
  f->aog = comparing ? vitrine_part_learner_get_former_aog (learner, (guint) picture)
                     : vitrine_part_learner_get_parse_aog (learner, (guint) picture);
  if (f->parse != NULL && f->aog != NULL && vt_parse_found (f->parse)
      && vt_parse_template (f->parse) < vt_aog_n_templates (f->aog))
    {
      VtPartSpace *space = vt_aog_space (f->aog);

      f->sx = f->frame->w / vt_part_space_width (space);
      f->sy = f->frame->h / vt_part_space_height (space);
      add_prediction (f);
      add_dots (f);
    }
  return comparing || vitrine_part_learner_is_stale (learner, (guint) picture);
}

void
vitrine_parts_fill_canvas (VitrinePartsModel *model,
                           VitrineCanvas     *canvas,
                           const VitrineBox  *frame)
{
  gboolean comparing, by_graph, stale;
  Filling f = {
    .model = model,
    .frame = frame,
    .strings = g_string_chunk_new (4096),
    .marks = g_array_new (FALSE, TRUE, sizeof (VitrineMark)),
  };

  g_autoptr (GArray) chosen = chosen_ids (model);
  g_autoptr (GHashTable) set = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < chosen->len; i++)
    g_hash_table_add (set, &g_array_index (chosen, guint64, i));
  f.chosen = set;
  g_object_get (model, "comparing", &comparing, "by-graph", &by_graph, NULL);
  add_truth (&f);
  add_boxes (&f);
  if (by_graph)
    {
      vitrine_parts_mark_voters (model, frame, f.marks, f.strings);
      stale = vitrine_graph_locator_is_stale (vitrine_parts_model_get_locator (model));
    }
  else
    stale = add_parse (&f, comparing);

  vitrine_canvas_set_marks (canvas, (const VitrineMark *) (void *) f.marks->data, f.marks->len);
  g_object_set (canvas, "stale", stale, NULL);
  vitrine_parts_select_in_canvas (model, canvas);
  g_array_unref (f.marks);
  g_string_chunk_free (f.strings);
}

void
vitrine_parts_select_in_canvas (VitrinePartsModel *model,
                                VitrineCanvas     *canvas)
{
  g_autoptr (GArray) ids = chosen_ids (model);

  vitrine_canvas_set_selected (canvas, (const guint64 *) (void *) ids->data, ids->len);
}

GArray *
vitrine_parts_painted (VitrinePartsModel *model,
                       VitrineCanvas     *canvas,
                       const VitrineBox  *frame)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (model);
  int picture = vitrine_parts_model_get_picture (model);
  VtParse *parse = picture < 0 ? NULL : vitrine_part_learner_get_parse (learner, (guint) picture);
  VtAog *aog = picture < 0 ? NULL : vitrine_part_learner_get_parse_aog (learner, (guint) picture);

  if (parse == NULL || aog == NULL || !vt_parse_found (parse))
    return ids;

  VtPartSpace *space = vt_aog_space (aog);
  guint h = vt_part_space_height (space), w = vt_part_space_width (space), k = vt_parse_template (parse);
  g_autofree guint8 *region = g_malloc0 ((gsize) h * w);
  VtTemplate *template = vt_aog_template (aog, k);
  g_autofree guint *patterns = g_new (guint, MAX (vt_template_n_patterns (template), 1));
  gint64 template_id = g_ascii_strtoll (vt_template_id (template), NULL, 10);

  for (guint y = 0; y < h; y++)
    for (guint x = 0; x < w; x++)
      region[(gsize) y * w + x]
        = vitrine_canvas_is_painted (canvas, frame->x + (x + .5) * frame->w / w,
                                     frame->y + (y + .5) * frame->h / h);

  const guint8 *regions[] = { region };
  guint n = vt_aog_painted (aog, k, &parse, regions, 1, patterns);

  for (guint i = 0; i < n; i++)
    {
      guint64 id = vitrine_parts_id (VITRINE_PARTS_PATTERN, template_id, patterns[i]);

      g_array_append_val (ids, id);
    }
  return ids;
}
