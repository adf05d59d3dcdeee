/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job, files and actions. */
#include "config.h"

#include "app/vitrine-measure-ways-private.h"

#include <glib/gi18n.h>

#include "app/vitrine-save.h"
#include "base/vt-error.h"

#define SEED 1

static const guint all_counts[] = { 1, 3, 6, 12 };
static const guint all_seeds[] = { 3, 5, 10 };

/* ---- what is chosen ---- */

GPtrArray *
ways_pictures (VitrineMeasureWays *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const guint chosen = gtk_drop_down_get_selected (self->class_choice);
  const char *const *classes = dataset != NULL ? vitrine_dataset_get_classes (dataset) : NULL;
  const char *name = classes != NULL && chosen > 0 && chosen <= g_strv_length ((char **) classes) ? classes[chosen - 1] : NULL;
  GPtrArray *pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; dataset != NULL && i < vitrine_dataset_get_n (dataset); i++)
    {
      VitrinePicture *picture = vitrine_dataset_get (dataset, i);

      if (name == NULL || g_strcmp0 (vitrine_picture_get_class_name (picture), name) == 0)
        g_ptr_array_add (pictures, g_object_ref (picture));
    }
  return pictures;
}

char *
ways_part (VitrineMeasureWays *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->part);

  return chosen != NULL ? g_strdup (gtk_string_object_get_string (chosen)) : NULL;
}

/* ---- the job ---- */

typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  GPtrArray           *pictures;
  VtXGraph            *graph;          /* may be NULL */
  char                *part;
  guint                counts[G_N_ELEMENTS (all_counts)], n_counts, seeds;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->model);
  vitrine_feature_store_unref (order->store);
  g_ptr_array_unref (order->pictures);
  vt_xgraph_unref (order->graph);
  g_free (order->part);
  g_free (order);
}

static void
rows_free (gpointer rows)
{
  g_array_unref (rows);
}

static void
publish (GArray  *rows,
         gpointer job)
{
  vitrine_job_publish (job, g_array_copy (rows), rows_free);
}

static gpointer
compare (VitrineJob   *job,
         const VtJob  *tick,
         gpointer      input,
         GError      **error)
{
  const Order *order = input;

  return vitrine_localisation_run (&(VitrineLocalisation) {
    .model = order->model, .store = order->store, .pictures = (VitrinePicture **) order->pictures->pdata,
    .n_pictures = order->pictures->len, .part = order->part, .graph = order->graph, .counts = order->counts,
    .n_counts = order->n_counts, .seed = SEED, .n_seeds = order->seeds, .asking = TRUE,
  }, vitrine_job_get_pool (job), tick, publish, job, error);
}

static void
take_rows (VitrineMeasureWays *self,
           GArray             *rows)
{
  if (rows == NULL || rows->len == 0)
    return;
  g_clear_pointer (&self->rows, g_array_unref);
  self->rows = g_array_copy (rows);
  ways_fill (self);
}

static void
on_partial (VitrineJob *job,
            gpointer    partial,
            gpointer    user_data)
{
  VitrineMeasureWays *self = user_data;

  if (job != self->job)
    return;
  take_rows (self, partial);
  ways_show (self);
}

static void
on_done (VitrineJob   *job,
         gpointer      result,
         const GError *error,
         gpointer      user_data)
{
  VitrineMeasureWays *self = user_data;

  if (job != self->job)
    return;
  g_signal_handlers_disconnect_by_data (job, self);
  g_clear_object (&self->job);
  g_free (self->message);
  self->message = error == NULL ? NULL : g_strdup (g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED)
                                                   ? _("Stopped; what was measured is kept") : error->message);
  take_rows (self, result);
  if (self->rows != NULL)
    ways_fill (self);
  ways_show (self);
}

void
ways_forget (VitrineMeasureWays *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  vitrine_job_forget (&self->job);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->message, g_free);
}

static guint
count_known (GPtrArray  *pictures,
             const char *part)
{
  guint known = 0;

  for (guint i = 0; i < pictures->len; i++)
    known += vitrine_picture_find_part (pictures->pdata[i], part) != NULL;
  return known;
}

static void
describe_order (VitrineMeasureWays *self,
                const Order        *order)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->class_choice);

  g_free (self->measured);
  self->measured = g_strdup_printf (_("%s · %u pictures (%s) · %u seeds"), order->part, order->pictures->len,
                                    chosen != NULL ? gtk_string_object_get_string (chosen) : "", order->seeds);
}

static void
act_run (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  VitrineMeasureWays *self = data;
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->graphs));
  const guint seeds = gtk_drop_down_get_selected (self->seeds);
  Order *order = g_new0 (Order, 1);
  guint known;

  ways_forget (self);
  order->model = g_object_ref (vitrine_session_get_model (self->session));
  order->store = vitrine_feature_store_ref (vitrine_session_get_store (self->session));
  order->pictures = ways_pictures (self);
  order->part = ways_part (self);
  order->graph = graph != NULL ? vt_xgraph_ref (graph) : NULL;
  order->seeds = all_seeds[MIN (seeds, G_N_ELEMENTS (all_seeds) - 1)];
  /* As many boxes as leave pictures to be tried on; that there are too few for one is said by the job. */
  known = count_known (order->pictures, order->part);
  for (guint i = 0; i < G_N_ELEMENTS (all_counts); i++)
    if (i == 0 || known >= 2 * all_counts[i])
      order->counts[order->n_counts++] = all_counts[i];
  describe_order (self, order);
  g_set_object (&self->job, vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = _("Comparing ways to find a part"), .func = compare, .input = order, .input_free = order_free,
    .result_free = rows_free, .partial = on_partial, .done = on_done, .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
  g_signal_connect_swapped (self->job, "notify::fraction", G_CALLBACK (ways_show), self);
  g_signal_connect_swapped (self->job, "notify::stage", G_CALLBACK (ways_show), self);
  ways_show (self);
}

static void
act_stop (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  VitrineMeasureWays *self = data;

  if (self->job != NULL)
    vitrine_job_cancel (self->job);
}

/* ---- files ---- */

static void
say_unwritten (VitrineMeasureWays *self,
               const char         *path,
               const char         *trouble)
{
  g_autofree char *message = g_strdup_printf (_("%s was not written: %s"), path, trouble);

  vitrine_session_fail (self->session, message);
}

static void
write_file (GObject    *object,
            const char *path)
{
  VitrineMeasureWays *self = VITRINE_MEASURE_WAYS (object);
  const gboolean json = vitrine_save_ends_in (path, ".json"), csv = vitrine_save_ends_in (path, ".csv");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (self->rows == NULL)
    return;
  if (json || csv)
    {
      text = json ? vitrine_localisation_json (self->rows) : vitrine_localisation_csv (self->rows);
      g_file_set_contents (path, text, -1, &error);
    }
  else
    vitrine_chart_save (VITRINE_CHART (self->curve), path, vitrine_figure_form (path),
                        MAX (gtk_widget_get_width (GTK_WIDGET (self->curve)), 480),
                        MAX (gtk_widget_get_height (GTK_WIDGET (self->curve)), 300), &error);
  if (error != NULL)
    say_unwritten (self, path, error->message);
}

static void
act_save_figure (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .svg stays. */
  vitrine_save_ask (data, _("Save Figure as SVG, PDF or PNG"), _("localisation.svg"), write_file, data);
}

static void
act_save_numbers (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  /* Translators: the name proposed for a file; the ending .csv stays. */
  vitrine_save_ask (data, _("Save Numbers as CSV or JSON"), _("localisation.csv"), write_file, data);
}

static void
act_write (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  write_file (data, g_variant_get_string (parameter, NULL));
}

/* ---- actions ---- */

static const GActionEntry entries[] = {
  { "measure-ways-run", act_run },
  { "measure-ways-stop", act_stop },
  { "measure-ways-save-figure", act_save_figure },
  { "measure-ways-save-numbers", act_save_numbers },
  { "measure-ways-write", act_write, "s" },
};

void
vitrine_measure_ways_add_actions (VitrineMeasureWays *self,
                                  GActionMap         *map)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  self->actions = map;
  ways_update_actions (self);
}

void
vitrine_measure_ways_remove_actions (VitrineMeasureWays *self)
{
  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (self->actions, entries[i].name);
  self->actions = NULL;
}

void
ways_update_actions (VitrineMeasureWays *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  VitrineModel *model = vitrine_session_get_model (self->session);
  g_autofree char *part = ways_part (self);
  const gboolean possible = model != NULL && vitrine_model_takes_pictures (model) && part != NULL && dataset != NULL
                            && !vitrine_dataset_is_loading (dataset);

  for (guint i = 0; self->actions != NULL && i < G_N_ELEMENTS (entries); i++)
    {
      GAction *action = g_action_map_lookup_action (self->actions, entries[i].name);
      const gboolean enabled = i == 0 ? possible && self->job == NULL : i == 1 ? self->job != NULL : self->rows != NULL;

      if (action != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
    }
}
