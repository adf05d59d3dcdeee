/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view as a picture, the whole graph as a file of numbers. */
#include "config.h"

#include "app/vitrine-graph-page-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-save.h"
#include "widgets/vitrine-figure.h"

static void
say_unwritten (VitrineGraphPage *self,
               const char       *path,
               const char       *trouble)
{
  g_autofree char *message = g_strdup_printf (_("%s was not written: %s"), path, trouble);

  vitrine_session_fail (self->session, message);
}

static void
draw_map (gpointer map,
          cairo_t *cr,
          double   width,
          double   height)
{
  vitrine_node_map_draw (map, cr);
}

void
graph_page_save_view (VitrineGraphPage *self,
                      const char       *path)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self->map)), height = gtk_widget_get_height (GTK_WIDGET (self->map));
  g_autoptr (GError) error = NULL;

  if (!vitrine_figure_save (path, vitrine_figure_form (path), width, height, draw_map, self->map, &error))
    say_unwritten (self, path, error->message);
}

/* ---- the graph: formed and written on a worker ---- */

typedef struct
{
  VtXGraph   *graph;
  GHashTable *names;        /* number over all layers → text */
  char       *path;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  vt_xgraph_unref (writing->graph);
  g_hash_table_unref (writing->names);
  g_free (writing->path);
  g_free (writing);
}

static char *
name_of (guint    layer,
         guint    node,
         gpointer user_data)
{
  const Writing *writing = user_data;

  return g_strdup (g_hash_table_lookup (writing->names, GUINT_TO_POINTER (vt_xgraph_first (writing->graph, layer) + node)));
}

static gpointer
write_graph (VitrineJob   *job,
             const VtJob  *tick,
             gpointer      input,
             GError      **error)
{
  Writing *writing = input;
  g_autofree char *text = vitrine_save_ends_in (writing->path, ".json") ? vt_xgraph_save (writing->graph)
                                                           : vt_xgraph_graphml (writing->graph, name_of, writing);

  return g_file_set_contents (writing->path, text, -1, error) ? writing : NULL;
}

static void
on_written (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      user_data)
{
  if (error != NULL)
    vitrine_session_fail (((VitrineGraphPage *) user_data)->session, error->message);
}

void
graph_page_export (VitrineGraphPage *self,
                   const char       *path)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  Writing *writing;

  if (!vitrine_save_ends_in (path, ".graphml") && !vitrine_save_ends_in (path, ".json"))
    {
      say_unwritten (self, path, _("its name must end in .graphml or .json"));
      return;
    }
  writing = g_new0 (Writing, 1);
  writing->graph = vt_xgraph_ref (graph);
  writing->path = g_strdup (path);
  writing->names = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  for (guint i = 0; i < vt_xgraph_n_nodes (graph); i++)
    {
      const VitrineGraphWords *words = vitrine_graph_model_get_words (self->model, i);

      if (*words->name != '\0')
        g_hash_table_insert (writing->names, GUINT_TO_POINTER (i), g_strdup (words->name));
    }
  vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = _("Writing the graph"), .func = write_graph, .input = writing, .input_free = writing_free,
    .done = on_written, .user_data = g_object_ref (self), .user_data_free = g_object_unref,
  });
}
