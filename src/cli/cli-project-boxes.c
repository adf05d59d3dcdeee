/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a project, and what was skipped. */
#include "config.h"

#include "cli/cli-project-boxes.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"

VitrineDataset *
cli_open_project_pictures (VitrineProject *project,
                           const char     *path,
                           const VtJob    *job,
                           GError        **error)
{
  g_autofree char *own = vitrine_project_dup_setting (project, "pictures");
  g_autoptr (GError) fault = NULL;
  VitrineDataset *set;

  if (path == NULL && own == NULL)
    return cli_usage_error (error, _("The project names no pictures; --pictures says where they are"));
  set = vitrine_dataset_open (path != NULL ? path : own, job, &fault);
  if (set == NULL && path == NULL && !g_error_matches (fault, VT_ERROR, VT_ERROR_CANCELLED))
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("%s; --pictures says where the pictures are now"), fault->message);
  else if (set == NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return set;
}

void
cli_add_skipped (JsonBuilder       *b,
                 const char *const *skipped)
{
  json_builder_set_member_name (b, "skipped");
  json_builder_begin_array (b);
  for (guint i = 0; skipped != NULL && skipped[i] != NULL; i++)
    json_builder_add_string_value (b, skipped[i]);
  json_builder_end_array (b);
}
