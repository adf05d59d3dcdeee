/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle. */
#include "config.h"

#include "engine/qa/vitrine-qa-oracle.h"

#include <math.h>

#define NEAR 0.15       /* of the diagonal */

static guint
number_of (const VtAog *aog,
           guint        k)
{
  return (guint) g_ascii_strtoull (vt_template_id (vt_aog_template (aog, k)), NULL, 10);
}

gboolean
vitrine_qa_oracle_agrees (const VtParse     *parse,
                          const VtPartTruth *truth)
{
  VtPartPlace found;

  if (parse == NULL || !vt_parse_found (parse) || truth->n == 0)
    return FALSE;
  vt_parse_centre (parse, found.centre);
  found.size[0] = vt_parse_best (parse)->size[0];
  found.size[1] = vt_parse_best (parse)->size[1];
  return vt_part_best_iou (&found, truth) >= VITRINE_ORACLE_IOU;
}

/* The template whose mean centre is nearest, on either mirror; −1: none is near. */
static int
nearest (const VtAog       *aog,
         const VtPartTruth *truth,
         gboolean          *mirrored)
{
  const double diagonal = vt_part_space_diagonal (vt_aog_space (aog));
  double least = NEAR;
  int best = -1;

  for (guint k = 0; k < vt_aog_n_templates (aog); k++)
    for (guint m = 0; m < 2; m++)
      {
        const double *centre = truth->place[0].centre;
        double mean[2], size[2], d;

        vt_template_mean (vt_aog_template (aog, k), mean, size);
        if (m == 1)
          mean[1] = vt_part_space_mirror (vt_aog_space (aog), mean[1]);
        d = hypot (mean[0] - centre[0], mean[1] - centre[1]) / diagonal;
        if (d < least)
          {
            least = d;
            best = (int) k;
            *mirrored = m == 1;
          }
      }
  return best;
}

void
vitrine_qa_oracle (guint              object,
                   const VtAog       *aog,
                   const VtParse     *parse,
                   const VtPartTruth *truth,
                   const VitrineBox  *box,
                   VitrineMiss        miss,
                   gboolean           draw,
                   VtQaAnswer        *answer)
{
  const gboolean found = parse != NULL && vt_parse_found (parse);
  const guint predicted = found ? number_of (aog, vt_parse_template (parse)) : 0;
  int k;

  *answer = (VtQaAnswer) { .kind = VT_QA_NOT_THERE, .object = object };
  if (truth->n == 0 || box == NULL)
    return;
  if (!draw && vitrine_qa_oracle_agrees (parse, truth))
    {
      answer->kind = VT_QA_RIGHT;
      answer->template_id = predicted;
      answer->mirrored = vt_parse_mirrored (parse);
      return;
    }
  answer->kind = VT_QA_NEW_TEMPLATE;
  answer->box[0] = box->x;
  answer->box[1] = box->y;
  answer->box[2] = box->w;
  answer->box[3] = box->h;
  k = found && miss == VITRINE_MISS_NEAREST ? nearest (aog, truth, &answer->mirrored) : -1;
  if (k < 0)
    return;
  answer->template_id = number_of (aog, (guint) k);
  answer->kind = answer->template_id == predicted ? VT_QA_WRONG_PLACE : VT_QA_OTHER_TEMPLATE;
}
