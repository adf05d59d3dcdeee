/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing and choosing. */
#include "config.h"

#include "engine/qa/vitrine-asker-work.h"

VitrineComparison *
vitrine_comparison_ref (VitrineComparison *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vitrine_comparison_unref (VitrineComparison *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->distance);
  g_free (self->left_out);
  g_free (self);
}

gpointer
vitrine_asker_compare (VitrineJob  *job,
                       const VtJob *tick,
                       gpointer     input,
                       GError     **error)
{
  VitrinePartStudy *study = input;
  const guint n = vitrine_part_source_n (study->source);
  VitrineComparison *self;
  VtJobPart part;

  if (!vitrine_part_study_prepare (study, vitrine_job_get_pool (job), vt_job_part (&part, tick, 0, .9), error))
    return NULL;
  self = g_new0 (VitrineComparison, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  self->left_out = g_new0 (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    self->left_out[i] = !vitrine_part_source_is_readable (study->source, i);
  self->distance = vitrine_part_study_unlikeness (study, vitrine_job_get_pool (job), vt_job_part (&part, tick, .9, 1), error);
  if (self->distance == NULL)
    g_clear_pointer (&self, vitrine_comparison_unref);
  return self;
}

void
vitrine_choice_input_free (VitrineChoiceInput *self)
{
  vitrine_comparison_unref (self->comparison);
  vt_qa_state_free (self->state);
  g_free (self->score);
  g_free (self->doubt);
  g_free (self);
}

gpointer
vitrine_asker_choose (VitrineJob  *job,
                      const VtJob *tick,
                      gpointer     input,
                      GError     **error)
{
  const VitrineChoiceInput *in = input;
  const VtQaView view = { in->state, in->score, in->comparison->distance, in->comparison->left_out, in->last, in->doubt };
  VitrineChoice *choice = g_new0 (VitrineChoice, 1);

  choice->n = vt_qa_choose (&view, &in->options, VITRINE_ASKER_AHEAD, choice->question);
  choice->affinity = vt_qa_affinity (&view, &in->options);
  return choice;
}
