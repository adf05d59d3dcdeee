/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a project. */
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
