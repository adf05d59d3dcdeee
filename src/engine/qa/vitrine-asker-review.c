/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that what was learned since speaks against.  Nothing is held: the project says what was answered, the learner
 * what is found now.  A confirmed answer stands twice, the second time without a box of its own. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"

#define LEAST_OVERLAP .5        /* IoU under which a box and what is found now are two places */
#define LEAST_EXPLAINED 4       /* pictures that say what a usual score is */

/* The answers of one picture. */
typedef struct
{
  gboolean any, confirmed;
  VtQaKind kind;                /* of the last but skips */
} Said;

typedef struct
{
  VitrineAsker *self;
  Said         *said;           /* [n] */
  GPtrArray    *boxes;          /* VitrinePartBox of the part */
  double        mean, deviation;    /* of S over pictures that show the part */
  guint         n_explained;
} Review;

static void
read_said (Review *review)
{
  VitrineAsker *self = review->self;
  g_autoptr (GPtrArray) answers = vitrine_project_list_answers (self->project, self->part);

  for (guint a = 0; a < answers->len; a++)
    {
      const VitrineAnswer *row = g_ptr_array_index (answers, a);
      const int i = vitrine_dataset_index (self->dataset, row->picture);
      Said *said;

      if (i < 0 || (guint) i >= self->answers->n || row->kind == VT_QA_SKIP)
        continue;
      said = &review->said[i];
      said->confirmed = said->any && row->kind == (int) said->kind && row->box == 0;
      said->any = TRUE;
      said->kind = (VtQaKind) row->kind;
    }
}

/* What is usual where the part is shown and no box of its own explains the picture; with boxes, where those are few. */
static void
count_scores (Review  *review,
              gboolean with_boxes)
{
  const VitrineAsker *self = review->self;
  double sum = 0, square = 0;

  review->n_explained = 0;
  for (guint i = 0; i < self->answers->n; i++)
    {
      const VtQaStatus status = self->answers->status[i];

      if (!isfinite (self->score[i]) || (status != VT_QA_VERIFIED && !(with_boxes && status == VT_QA_BOXED)))
        continue;
      sum += (double) self->score[i];
      square += (double) self->score[i] * (double) self->score[i];
      review->n_explained++;
    }
  if (review->n_explained < LEAST_EXPLAINED && !with_boxes)
    {
      count_scores (review, TRUE);
      return;
    }
  if (review->n_explained == 0)
    return;
  review->mean = sum / review->n_explained;
  review->deviation = sqrt (fmax (square / review->n_explained - review->mean * review->mean, 1e-9));
}

/* The newest box on a picture; NULL: none. */
static const VitrinePartBox *
box_on (const GPtrArray *boxes,
        VitrinePicture  *picture)
{
  for (guint b = boxes->len; b-- > 0;)
    if (g_strcmp0 (((VitrinePartBox *) boxes->pdata[b])->picture, vitrine_picture_get_id (picture)) == 0)
      return boxes->pdata[b];
  return NULL;
}

static VtPartPlace
place_of (const VitrineBox *box)
{
  return (VtPartPlace) { { box->y + box->h / 2, box->x + box->w / 2 }, { box->h, box->w } };
}

/* FALSE: nothing speaks against the answer. */
static gboolean
doubt_one (const Review *review,
           guint         i,
           VitrineDoubt *doubt)
{
  VitrineAsker *self = review->self;
  const VitrinePartBox *box = box_on (review->boxes, vitrine_asker_get_object (self, i));
  const double score = (double) self->score[i];
  VitrineBox found;

  *doubt = (VitrineDoubt) { .object = i, .kind = review->said[i].kind, .box = box != NULL ? box->id : 0, .score = score,
                            .overlap = (double) NAN };
  if (!isfinite (score) || !vitrine_asker_get_box_of (self, i, &found))
    return FALSE;
  if (self->answers->status[i] == VT_QA_ABSENT)
    {
      doubt->reason = VITRINE_DOUBT_ABSENT;
      doubt->doubt = .5 + .5 * tanh ((score - review->mean) / review->deviation);
      return review->n_explained >= LEAST_EXPLAINED && score >= review->mean - review->deviation;
    }
  if (box != NULL)
    {
      const VtPartPlace a = place_of (&box->box), b = place_of (&found);

      doubt->overlap = vt_part_iou (&a, &b);
      doubt->reason = VITRINE_DOUBT_PLACE;
      doubt->doubt = 1 - doubt->overlap;
      if (doubt->overlap < LEAST_OVERLAP)
        return TRUE;
    }
  doubt->reason = VITRINE_DOUBT_SCORE;
  doubt->doubt = .5 * tanh ((review->mean - score) / review->deviation);
  return review->n_explained >= LEAST_EXPLAINED && score < review->mean - 1.5 * review->deviation;
}

static int
likeliest_first (gconstpointer a,
                 gconstpointer b)
{
  const VitrineDoubt *x = a, *y = b;

  if (x->doubt != y->doubt)
    return x->doubt > y->doubt ? -1 : 1;
  return x->object < y->object ? -1 : x->object > y->object;
}

GArray *
vitrine_asker_list_doubtful (VitrineAsker *self)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), NULL);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (VitrineDoubt));
  Review review = { .self = self };

  if (self->answers == NULL || self->project == NULL
      || vitrine_part_learner_get_state (self->learner) != VITRINE_LEARNER_READY)
    return found;
  review.said = g_new0 (Said, self->answers->n + 1);
  review.boxes = vitrine_project_list_boxes (self->project, self->part);
  read_said (&review);
  count_scores (&review, FALSE);
  for (guint i = 0; i < self->answers->n; i++)
    {
      VitrineDoubt doubt;

      if (review.said[i].any && !review.said[i].confirmed && self->answers->status[i] != VT_QA_OPEN
          && doubt_one (&review, i, &doubt))
        g_array_append_val (found, doubt);
    }
  g_array_sort (found, likeliest_first);
  g_ptr_array_unref (review.boxes);
  g_free (review.said);
  return found;
}

/* ---- changing ---- */

static VitrinePicture *
answered_picture (VitrineAsker *self,
                  guint         object,
                  GError      **error)
{
  if (self->answers != NULL && self->project != NULL && object < self->answers->n
      && self->answers->status[object] != VT_QA_OPEN)
    return vitrine_asker_get_object (self, object);
  g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("That picture has not been answered"));
  return NULL;
}

gboolean
vitrine_asker_confirm (VitrineAsker *self,
                       guint         object,
                       GError      **error)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self), FALSE);
  VitrinePicture *picture = answered_picture (self, object, error);
  Review review = { .self = self };
  VitrineAnswer answer = { .part = self->part };

  if (picture == NULL)
    return FALSE;
  review.said = g_new0 (Said, self->answers->n + 1);
  read_said (&review);
  /* A box that was drawn on another page was never answered: it is said to be in its place. */
  answer.kind = review.said[object].any ? (int) review.said[object].kind : VT_QA_WRONG_PLACE;
  answer.picture = (char *) vitrine_picture_get_id (picture);
  g_free (review.said);
  return vitrine_project_answer (self->project, &answer, NULL, _("Confirm Answer"), error) != 0;
}

static gint64
template_for (VitrineAsker         *self,
              guint                 object,
              gint64                wanted,
              const VitrinePartBox *box)
{
  VtParse *parse = vitrine_part_learner_get_parse (self->learner, object);

  if (wanted != 0 || box != NULL)
    return wanted != 0 ? wanted : box->template_id;
  return parse != NULL && vt_parse_found (parse) ? vitrine_part_learner_get_template (self->learner, vt_parse_template (parse))
                                                 : 0;
}

/* What an answer of that kind lacks; NULL: nothing. */
static const char *
find_lack (VtQaKind              kind,
           gint64                template_id,
           const VitrineBox     *box,
           const VitrinePartBox *there,
           gboolean              predicted)
{
  if (kind == VT_QA_WRONG_PLACE && (box == NULL || template_id == 0))
    return _("Draw a box around the part first");
  if (kind == VT_QA_NEW_TEMPLATE && box == NULL)
    return _("Draw a box around the part first");
  if (kind == VT_QA_OTHER_TEMPLATE && (template_id == 0 || (box == NULL && there == NULL && !predicted)))
    return _("Draw a box around the part first");
  return kind == VT_QA_RIGHT && !predicted ? _("Nothing is predicted on this picture") : NULL;
}

gboolean
vitrine_asker_change (VitrineAsker      *self,
                      guint              object,
                      VtQaKind           kind,
                      gint64             template_id,
                      const VitrineBox  *box,
                      gboolean           mirrored,
                      GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_ASKER (self) && kind < VT_QA_SKIP, FALSE);
  VitrinePicture *picture = answered_picture (self, object, error);
  g_autoptr (GPtrArray) boxes = picture != NULL ? vitrine_project_list_boxes (self->project, self->part) : NULL;
  const VitrinePartBox *there = picture != NULL ? box_on (boxes, picture) : NULL;
  const char *label = _("Change Answer");
  VitrineBox found;
  const gboolean predicted = picture != NULL && vitrine_asker_get_box_of (self, object, &found);
  VitrinePartBox row = { .mirrored = mirrored };
  const char *lack;
  gboolean with_box;

  if (picture == NULL)
    return FALSE;
  row.template_id = kind == VT_QA_NEW_TEMPLATE ? 0 : template_for (self, object, template_id, there);
  lack = find_lack (kind, row.template_id, box, there, predicted);
  if (lack != NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_PARAMETER, lack);
      return FALSE;
    }
  with_box = kind != VT_QA_RIGHT && kind != VT_QA_NOT_THERE;
  if (with_box)
    row.box = box != NULL ? *box : there != NULL ? there->box : found;
  if (with_box && box == NULL && there != NULL)
    row.mirrored = there->mirrored;
  vitrine_project_begin (self->project, label);
  vitrine_project_answer (self->project, &(VitrineAnswer) {
    .part = self->part, .picture = (char *) vitrine_picture_get_id (picture), .kind = (int) kind,
  }, with_box ? &row : NULL, label, NULL);
  /* The old boxes go last: a template that loses its only one would go with it. */
  for (guint b = 0; b < boxes->len; b++)
    {
      const VitrinePartBox *old = g_ptr_array_index (boxes, b);

      if (g_strcmp0 (old->picture, vitrine_picture_get_id (picture)) == 0)
        vitrine_project_remove_box (self->project, old->id, NULL);
    }
  return vitrine_project_end (self->project, error);
}
