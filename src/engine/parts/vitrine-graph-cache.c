/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/parts/vitrine-graph-cache.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/pictures/vitrine-hash.h"

#define VERSION 3       /* another when learning changes: old files are then found no more */

char *
vitrine_graph_cache_folder (VitrineFeatureStore *store,
                            VitrineModel        *model,
                            const char          *set)
{
  g_autofree char *beside = g_path_get_dirname (vitrine_feature_store_get_folder (store));
  g_autofree char *name = vitrine_hash ((const guint8 *) set, strlen (set));

  return g_build_filename (beside, "graphs", vitrine_model_get_id (model), name, NULL);
}

char *
vitrine_graph_cache_key (const VitrineGraphTask *task,
                         VtPartSpace            *space,
                         const VtJob            *job,
                         GError                **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *preprocess = NULL;
  VitrinePreprocess how;

  vitrine_model_get_preprocess (task->model, &how);
  preprocess = vitrine_preprocess_to_json (&how);
  g_string_append_printf (all, "%d %s %s %s %" G_GUINT64_FORMAT "\n", VERSION, vitrine_model_get_id (task->model), preprocess,
                          task->class_name != NULL ? task->class_name : "", task->seed);
  for (const VtConstant *c = vt_xgraph_constants; c->id != NULL; c++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      const double value = vt_constant_get (c, &task->options);

      g_string_append_printf (all, "%s %s\n", c->id, g_ascii_dtostr (text, sizeof text, value));
    }
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    g_string_append_printf (all, "%s %d\n", vt_part_space_layer (space, l)->name, vt_part_space_layer (space, l)->node);
  for (guint i = 0; i < task->n_pictures; i++)
    {
      if (!vt_job_tick (job, (double) i / task->n_pictures, N_("Reading pictures"), error))
        return NULL;

      g_autofree char *hash = vitrine_picture_dup_hash (task->pictures[i], NULL);
      const VitrineBox *box = vitrine_picture_get_box (task->pictures[i]);

      /* One that cannot be read is left out of learning, too. */
      g_string_append (all, hash != NULL ? hash : "-");
      if (box != NULL)
        g_string_append_printf (all, " %d %d %d %d", (int) (box->x * 8), (int) (box->y * 8), (int) (box->w * 8),
                                (int) (box->h * 8));
      g_string_append_c (all, '\n');
    }
  for (guint i = 0; i < task->n_negatives; i++)
    g_string_append_printf (all, "n %s\n", vitrine_picture_get_id (task->negatives[i]));
  return vitrine_hash ((const guint8 *) all->str, all->len);
}

static char *
path_of (const char *folder,
         const char *key,
         const char *ending)
{
  g_autofree char *name = g_strconcat (key, ending, NULL);

  return g_build_filename (folder, name, NULL);
}

void
vitrine_graph_cache_store (const char     *folder,
                           const char     *key,
                           const VtXGraph *graph,
                           const char     *negatives,
                           gboolean        whole)
{
  g_autofree char *path = path_of (folder, key, ".json"), *beside = path_of (folder, key, ".negatives");
  g_autofree char *mark = path_of (folder, key, ".unfinished"), *text = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0
      || (*negatives != '\0' && !g_file_set_contents (beside, negatives, -1, NULL))
      || (!whole && !g_file_set_contents (mark, "", 0, NULL)))
    return;
  text = vt_xgraph_save (graph);
  /* Whoever is killed in between goes on with what was finished already. */
  if (g_file_set_contents (path, text, -1, NULL) && whole)
    g_unlink (mark);
}

VtXGraph *
vitrine_graph_cache_find (const char *folder,
                          const char *key,
                          gboolean   *whole)
{
  g_autofree char *path = path_of (folder, key, ".json"), *mark = path_of (folder, key, ".unfinished"), *text = NULL;
  VtXGraph *graph = NULL;
  gsize n;

  if (g_file_get_contents (path, &text, &n, NULL))
    graph = vt_xgraph_load (text, n, NULL);
  *whole = graph != NULL && vt_xgraph_first_layer (graph) == 0 && !g_file_test (mark, G_FILE_TEST_EXISTS);
  return graph;
}

static gint64
changed_at (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, "time::modified,time::modified-usec", 0, NULL, NULL);

  return info == NULL ? -1
         : (gint64) g_file_info_get_attribute_uint64 (info, "time::modified") * G_USEC_PER_SEC
         + g_file_info_get_attribute_uint32 (info, "time::modified-usec");
}

VtXGraph *
vitrine_graph_cache_newest (const char *folder,
                            char      **key,
                            char      **negatives,
                            gboolean   *whole)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL, *beside = NULL;
  gint64 newest = -1;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      const gint64 when = g_str_has_suffix (name, ".json") ? changed_at (path) : -1;

      if (when < 0 || when < newest || (when == newest && g_strcmp0 (name, best) < 0))
        continue;
      newest = when;
      g_free (best);
      best = g_strdup (name);
    }
  if (best == NULL)
    return NULL;
  *key = g_strndup (best, strlen (best) - strlen (".json"));
  beside = path_of (folder, *key, ".negatives");
  if (!g_file_get_contents (beside, negatives, NULL, NULL))
    *negatives = g_strdup ("");
  return vitrine_graph_cache_find (folder, *key, whole);
}
