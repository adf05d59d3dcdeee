/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user who answers from truth, so that asking can be tried without anybody: where the predicted box overlaps a
 * true one by half it is right; where no truth is, the part is not there; anything else is a miss. */
#pragma once

#include "parts/vt-aog-parse.h"
#include "qa/vt-qa-state.h"
#include "engine/parts/vitrine-part-source.h"

G_BEGIN_DECLS

#define VITRINE_ORACLE_IOU 0.5

typedef enum
{
  VITRINE_MISS_NEW,         /* every miss begins a template */
  VITRINE_MISS_NEAREST,     /* … unless a template's mean centre is within 0.15 of the diagonal: then it joins that */
} VitrineMiss;

/* Whether a prediction is right. */
gboolean vitrine_qa_oracle_agrees (const VtParse     *parse,
                                   const VtPartTruth *truth);
/* The answer about `object`.  `parse` NULL, or without a template: nothing is predicted yet.  `truth` in the frame,
 * `box` the first true one in the photo (NULL: none).  `draw`: a box was asked for, so one is drawn even where the
 * prediction is right, as if it were a miss.  Template numbers are those of `aog` in words. */
void vitrine_qa_oracle (guint              object,
                        const VtAog       *aog,
                        const VtParse     *parse,
                        const VtPartTruth *truth,
                        const VitrineBox  *box,
                        VitrineMiss        miss,
                        gboolean           draw,
                        VtQaAnswer        *answer);

G_END_DECLS
