/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the project, written only when they change. */
#include "config.h"

#include "app/vitrine-session-memory.h"

#include "engine/data/vitrine-dataset.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"

static void
keep (VitrineSession *self,
      const char     *key,
      const char     *value)
{
  VitrineProject *project = vitrine_session_get_project (self);
  g_autofree char *old = vitrine_project_dup_setting (project, key);
  g_autoptr (GError) error = NULL;

  if (value != NULL && g_strcmp0 (old, value) != 0 && !vitrine_project_set_setting (project, key, value, &error))
    vitrine_session_fail (self, error->message);
}

void
vitrine_session_remember (VitrineSession *self)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  VitrineModel *model = vitrine_session_get_model (self);
  VitrineDataset *dataset = vitrine_session_get_dataset (self);

  if (vitrine_session_get_project (self) == NULL)
    return;
  if (dataset != NULL)
    keep (self, "pictures", vitrine_dataset_get_path (dataset));
  if (model == NULL || vitrine_model_get_path (model) == NULL)
    return;

  VitrinePreprocess preprocess;
  vitrine_model_get_preprocess (model, &preprocess);
  g_autofree char *json = vitrine_preprocess_to_json (&preprocess);
  g_autofree char *former = vitrine_project_dup_setting (vitrine_session_get_project (self), "model");
  /* Names that were chosen for another network are not this one's. */
  if (g_strcmp0 (former, vitrine_model_get_path (model)) != 0)
    vitrine_project_set_setting (vitrine_session_get_project (self), "labels", NULL, NULL);
  keep (self, "model", vitrine_model_get_path (model));
  keep (self, "preprocess", json);
  g_autofree char *labels = vitrine_model_dup_labels_text (model);
  keep (self, "labels", labels);
}

static void
recall_preprocess (VitrineSession *self,
                   VitrineModel   *model,
                   const char     *json)
{
  VitrinePreprocess preprocess;
  g_autoptr (GError) error = NULL;

  vitrine_model_get_preprocess (model, &preprocess);
  if (!vitrine_preprocess_from_json (&preprocess, json, -1, &error))
    vitrine_session_fail (self, error->message);
  else
    vitrine_model_set_preprocess (model, &preprocess);
}

void
vitrine_session_recall (VitrineSession *self)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  VitrineProject *project = vitrine_session_get_project (self);
  VitrineModel *model = vitrine_session_get_model (self);

  if (project == NULL || model == NULL)
    return;
  g_autofree char *path = vitrine_project_dup_setting (project, "model");
  g_autofree char *json = vitrine_project_dup_setting (project, "preprocess");
  g_autofree char *labels = vitrine_project_dup_setting (project, "labels");
  g_autoptr (GError) error = NULL;
  if (g_strcmp0 (path, vitrine_model_get_path (model)) != 0)
    return;
  if (json != NULL)
    recall_preprocess (self, model, json);
  if (labels != NULL && !vitrine_model_set_labels_text (model, labels, &error))
    vitrine_session_fail (self, error->message);
}
