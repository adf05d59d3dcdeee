/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a project file: opened, listed, undone, edited, its log replayed; never a crash. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/project/vitrine-project.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
list_everything (VitrineProject *project)
{
  g_ptr_array_unref (vitrine_project_list_parts (project));
  g_ptr_array_unref (vitrine_project_list_templates (project, 0));
  g_ptr_array_unref (vitrine_project_list_boxes (project, 0));
  g_ptr_array_unref (vitrine_project_list_drops (project, 0));
  g_ptr_array_unref (vitrine_project_list_boxes_on (project, "a"));
  g_ptr_array_unref (vitrine_project_list_answers (project, 0));
  g_ptr_array_unref (vitrine_project_list_nodes (project));
  g_ptr_array_unref (vitrine_project_list_log (project));
  g_free (vitrine_project_dup_setting (project, "model"));
  g_strfreev (vitrine_project_list_notes (project));
  g_free (vitrine_project_hash (project));
}

/* The log, done again from nothing. */
static void
replay (VitrineProject *project,
        const char     *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) again = NULL;

  unlink (path);
  again = vitrine_project_replay (project, path, 0, &error);
  g_assert_true ((again == NULL) == (error != NULL));
  if (again != NULL)
    {
      list_everything (again);
      vitrine_project_close (again);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *path = g_strdup_printf ("%s/vitrine-fuzz-%d.vitrine", g_get_tmp_dir (), (int) getpid ());
  g_autofree char *wal = g_strconcat (path, "-wal", NULL), *second = g_strconcat (path, ".replayed", NULL);

  unlink (wal);
  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL);

  g_autoptr (VitrineProject) project = vitrine_project_open (path, NULL);

  if (project == NULL)
    return 0;
  list_everything (project);
  vitrine_project_undo (project, NULL);
  vitrine_project_add_part (project, "head", NULL);
  vitrine_project_undo (project, NULL);
  vitrine_project_redo (project, NULL);
  list_everything (project);
  replay (project, second);
  return 0;
}
