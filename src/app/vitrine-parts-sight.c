/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures a person sees, told to the learner. */
#include "config.h"

#include "app/vitrine-parts-model.h"

GArray *
vitrine_parts_model_dup_visible (VitrinePartsModel *self)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  VitrineSession *session = vitrine_parts_model_get_session (self);
  VitrineDataset *dataset = vitrine_session_get_dataset (session);
  GPtrArray *in_sight = vitrine_session_get_in_sight (session);
  GArray *visible = g_array_new (FALSE, FALSE, sizeof (guint));
  int current = vitrine_parts_model_get_picture (self);

  if (current >= 0)
    g_array_append_val (visible, current);
  for (guint i = 0; dataset != NULL && i < in_sight->len; i++)
    {
      int picture = vitrine_dataset_index (dataset, vitrine_picture_get_id (g_ptr_array_index (in_sight, i)));

      if (picture >= 0 && picture != current)
        g_array_append_val (visible, picture);
    }
  return visible;
}

/* What is in sight is parsed first. */
static void
on_sight_changed (VitrineSession    *session,
                  GParamSpec        *pspec,
                  VitrinePartsModel *self)
{
  g_autoptr (GArray) visible = vitrine_parts_model_dup_visible (self);

  vitrine_part_learner_set_visible (vitrine_parts_model_get_learner (self), (const guint *) (void *) visible->data,
                                    visible->len);
}

void
vitrine_parts_follow_sight (VitrinePartsModel *self)
{
  g_return_if_fail (VITRINE_IS_PARTS_MODEL (self));
  VitrineSession *session = vitrine_parts_model_get_session (self);

  g_signal_connect_object (session, "notify::in-sight", G_CALLBACK (on_sight_changed), self, 0);
  g_signal_connect_object (session, "notify::picture", G_CALLBACK (on_sight_changed), self, 0);
  on_sight_changed (session, NULL, self);
}
