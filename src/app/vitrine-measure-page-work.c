/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-measure-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-save.h"
#include "base/vt-error.h"

#define SEED 1

static VitrineMeasureDone *
done_ref (VitrineMeasureDone *done)
{
  g_atomic_ref_count_inc (&done->references);
  return done;
}

/* On main: the source holds objects. */
static void
done_unref (gpointer data)
{
  VitrineMeasureDone *done = data;

  if (!g_atomic_ref_count_dec (&done->references))
    return;
  vitrine_graph_places_unref (done->places);
  vitrine_measure_free (done->measure);
  g_free (done);
}

/* ---- finding the places, then counting ---- */

typedef struct
{
  VtXGraph            *graph;
  VitrineModel        *model;
  VitrineFeatureStore *store;
  GPtrArray           *pictures;
  guint                most;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  vt_xgraph_unref (order->graph);
  g_object_unref (order->model);
  vitrine_feature_store_unref (order->store);
  g_ptr_array_unref (order->pictures);
  g_free (order);
}

static gpointer
measure (VitrineJob   *job,
         const VtJob  *tick,
         gpointer      input,
         GError      **error)
{
  Order *order = input;
  g_autoptr (VitrinePartSource) source
    = vitrine_part_source_new (order->store, order->model, vt_xgraph_space (order->graph),
                               (VitrinePicture **) order->pictures->pdata, order->pictures->len);
  VitrineMeasureDone *done = g_new0 (VitrineMeasureDone, 1);
  VtJobPart part;

  g_atomic_ref_count_init (&done->references);
  done->places = vitrine_graph_places_new (order->graph, source, MEASURE_NODES, vitrine_job_get_pool (job),
                                           vt_job_part (&part, tick, 0, .9), error);
  if (done->places != NULL)
    done->measure = vitrine_graph_measure (done->places, NULL, order->most, SEED, error);
  return done;      /* even after a failure: what it holds is freed on main */
}

static void
on_measured (VitrineJob   *job,
             gpointer      result,
             const GError *error,
             gpointer      user_data)
{
  VitrineMeasurePage *self = user_data;
  VitrineMeasureDone *done = result;

  if (job != self->job)
    return;
  g_clear_object (&self->job);
  g_clear_pointer (&self->message, g_free);
  if (error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED))
    self->message = g_strdup (error->message);
  if (done != NULL && done->measure != NULL)
    {
      g_clear_pointer (&self->shown, done_unref);
      self->shown = vitrine_job_steal_result (job);
      g_strfreev (self->all_landmarks);
      self->all_landmarks = g_strdupv (self->shown->measure->landmarks);
      measure_page_fill_landmarks (self);
      measure_page_fill (self);
    }
  measure_page_show (self);
}

static void
act_run (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  VitrineMeasurePage *self = data;
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  Order *order = g_new0 (Order, 1);

  order->graph = vt_xgraph_ref (graph);
  order->model = g_object_ref (vitrine_session_get_model (self->session));
  order->store = vitrine_feature_store_ref (vitrine_session_get_store (self->session));
  order->most = measure_page_most (self);
  order->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vitrine_dataset_get_n (dataset); i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, i);

      if (*vt_xgraph_class (graph) == '\0'
          || g_strcmp0 (vitrine_picture_get_class_name (picture), vt_xgraph_class (graph)) == 0)
        g_ptr_array_add (order->pictures, g_object_ref (picture));
    }
  g_set_object (&self->job, vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = _("Measuring the graph"), .func = measure, .input = order, .input_free = order_free,
    .result_free = done_unref, .done = on_measured, .user_data = g_object_ref (self), .user_data_free = g_object_unref,
  }));
}

/* ---- counting again, with another landmark or number of pictures ---- */

typedef struct
{
  VitrineMeasureDone *done;
  char               *landmark;     /* NULL: all */
  guint               most;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  done_unref (count->done);
  g_free (count->landmark);
  g_free (count);
}

static gpointer
count_again (VitrineJob   *job,
             const VtJob  *tick,
             gpointer      input,
             GError      **error)
{
  const Count *count = input;
  const char *const landmarks[] = { count->landmark, NULL };

  return vitrine_graph_measure (count->done->places, count->landmark != NULL ? landmarks : NULL, count->most, SEED, error);
}

static void
on_counted (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      user_data)
{
  VitrineMeasurePage *self = user_data;

  if (job != self->job || result == NULL || self->shown == NULL)
    return;
  g_clear_object (&self->job);
  /* A count before it may still read the places: only the figures are other ones, and only main reads those. */
  vitrine_measure_free (self->shown->measure);
  self->shown->measure = vitrine_job_steal_result (job);
  measure_page_fill (self);
}

void
measure_page_count (VitrineMeasurePage *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->landmark);
  Count *count = g_new0 (Count, 1);

  count->done = done_ref (self->shown);
  count->landmark = chosen > 0 && chosen <= g_strv_length (self->all_landmarks)
                    ? g_strdup (self->all_landmarks[chosen - 1]) : NULL;
  count->most = measure_page_most (self);
  g_set_object (&self->job, vitrine_jobs_preview (vitrine_session_get_jobs (self->session), "measure-count",
                                                  &(VitrineJobSpec) {
    .title = _("Counting"), .func = count_again, .input = count, .input_free = count_free,
    .result_free = (GDestroyNotify) vitrine_measure_free, .done = on_counted, .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
}

void
measure_page_forget (VitrineMeasurePage *self)
{
  g_clear_object (&self->job);
  g_clear_pointer (&self->shown, done_unref);
}

/* ---- files ---- */

static void
say_unwritten (VitrineMeasurePage *self,
               const char         *path,
               const char         *trouble)
{
  g_autofree char *message = g_strdup_printf (_("%s was not written: %s"), path, trouble);

  vitrine_session_fail (self->session, message);
}

static void
write_figure (VitrineMeasurePage *self,
              const char         *path)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self->chart)), height = gtk_widget_get_height (GTK_WIDGET (self->chart));
  g_autoptr (GError) error = NULL;

  if (!vitrine_chart_save (VITRINE_CHART (self->chart), path, vitrine_figure_form (path), width, height, &error))
    say_unwritten (self, path, error->message);
}

static void
put_number (GString *out,
            double   value,
            gboolean json)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.6g", value) : json ? "null" : "");
}

static void
put_rows (GString                 *out,
          const VtXGraph          *graph,
          const char              *kind,
          const VitrineSteadiness *all,
          guint                    n,
          gboolean                 json)
{
  for (guint k = 0; k < n; k++)
    {
      const char *layer = vt_part_space_layer (vt_xgraph_space (graph), all[k].layer)->name;
      const double values[] = { all[k].mean.distance, all[k].mean.offset, all[k].mean.spread };
      static const char *const names[] = { "instability", "vector_form", "position_spread" };

      if (json)
        g_string_append_printf (out, "%s\n {\"kind\": \"%s\", \"layer\": \"%s\", \"unit\": %u, \"constant\": %s",
                                out->str[out->len - 1] == '[' ? "" : ",", kind, layer, all[k].unit,
                                all[k].constant ? "true" : "false");
      else
        g_string_append_printf (out, "%s,\"%s\",%u,%d", kind, layer, all[k].unit, all[k].constant);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          if (json)
            g_string_append_printf (out, ", \"%s\": ", names[i]);
          else
            g_string_append_c (out, ',');
          put_number (out, values[i], json);
        }
      g_string_append (out, json ? "}" : "\n");
    }
}

static void
write_numbers (VitrineMeasurePage *self,
               const char         *path)
{
  const gboolean json = vitrine_save_ends_in (path, ".json");
  const VitrineMeasure *m = self->shown->measure;
  const VtXGraph *graph = self->shown->places->graph;
  g_autoptr (GString) out = g_string_new (json ? "[" : "kind,layer,unit,constant,instability,vector_form,position_spread\n");
  g_autoptr (GError) error = NULL;

  put_rows (out, graph, "node", m->nodes, m->n_nodes, json);
  put_rows (out, graph, "shuffled", m->shuffled, m->n_nodes, json);
  put_rows (out, graph, "filter", m->filters, m->n_filters, json);
  g_string_append (out, json ? "\n]\n" : "");
  if (!vitrine_save_ends_in (path, ".csv") && !json)
    say_unwritten (self, path, _("its name must end in .csv or .json"));
  else if (!g_file_set_contents (path, out->str, (gssize) out->len, &error))
    vitrine_session_fail (self->session, error->message);
}

static void
write_chosen_figure (GObject    *object,
                     const char *path)
{
  if (VITRINE_MEASURE_PAGE (object)->shown != NULL)
    write_figure (VITRINE_MEASURE_PAGE (object), path);
}

static void
write_chosen_numbers (GObject    *object,
                      const char *path)
{
  if (VITRINE_MEASURE_PAGE (object)->shown != NULL)
    write_numbers (VITRINE_MEASURE_PAGE (object), path);
}

/* ---- actions ---- */

static void
act_save_figure (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .svg stays. */
  vitrine_save_ask (data, _("Save Figure as SVG, PDF or PNG"), _("instability.svg"), write_chosen_figure, data);
}

static void
act_save_numbers (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .csv stays. */
  vitrine_save_ask (data, _("Save Numbers as CSV or JSON"), _("instability.csv"), write_chosen_numbers, data);
}

static void
act_write (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  const char *path = g_variant_get_string (parameter, NULL);

  if (vitrine_save_ends_in (path, ".csv") || vitrine_save_ends_in (path, ".json"))
    write_numbers (data, path);
  else
    write_figure (data, path);
}

static void
act_kind (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  VitrineMeasurePage *self = data;
  const char *kind = g_variant_get_string (parameter, NULL);

  if (gtk_stack_get_child_by_name (self->kinds, kind) != NULL)
    gtk_stack_set_visible_child_name (self->kinds, kind);
}

static const GActionEntry entries[] = {
  { "measure-run", act_run },
  { "measure-save-figure", act_save_figure },
  { "measure-save-numbers", act_save_numbers },
  { "measure-write", act_write, "s" },
  { "measure-kind", act_kind, "s" },      /* the last: it can always be done */
};

void
measure_page_add_actions (VitrineMeasurePage *self,
                          GActionMap         *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  self->actions = G_ACTION_GROUP (map);
}

void
measure_page_remove_actions (VitrineMeasurePage *self)
{
  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->actions), entries[i].name);
  self->actions = NULL;
}

void
measure_page_update_actions (VitrineMeasurePage *self)
{
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->model));

  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), entries[i].name);

      if (action != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), i == 0 ? graph != NULL
                                     : i == G_N_ELEMENTS (entries) - 1 || self->shown != NULL);
    }
}
