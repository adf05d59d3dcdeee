/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workers' half of asking: comparing the pictures, and choosing what comes next. */
#pragma once

#include "qa/vt-qa-choice.h"
#include "engine/parts/vitrine-part-study.h"
#include "engine/qa/vitrine-asker.h"

G_BEGIN_DECLS

/* Immutable. */
typedef struct
{
  gatomicrefcount refs;
  guint           n;
  float          *distance;   /* [n][n] */
  guint8         *left_out;   /* [n] cannot be read */
} VitrineComparison;

VitrineComparison *vitrine_comparison_ref   (VitrineComparison *self);
void               vitrine_comparison_unref (VitrineComparison *self);

/* A VitrineJobFunc: a VitrinePartStudy to a VitrineComparison. */
gpointer           vitrine_asker_compare    (VitrineJob        *job,
                                             const VtJob       *tick,
                                             gpointer           input,
                                             GError           **error);

typedef struct
{
  VitrineComparison *comparison;
  VtQaState         *state;
  float             *score, *doubt;
  VtQaOptions        options;
  int                last;
} VitrineChoiceInput;

typedef struct
{
  guint        n;
  VtQaQuestion question[VITRINE_ASKER_AHEAD];
  double       affinity;
} VitrineChoice;

void               vitrine_choice_input_free (VitrineChoiceInput *self);
/* A VitrineJobFunc: a VitrineChoiceInput to a VitrineChoice. */
gpointer           vitrine_asker_choose     (VitrineJob        *job,
                                             const VtJob       *tick,
                                             gpointer           input,
                                             GError           **error);

G_END_DECLS
