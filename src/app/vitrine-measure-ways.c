/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariant: `rows` are about the model, pictures and graph of the session; when one changes they are forgotten. */
#include "config.h"

#include "app/vitrine-measure-ways-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-measure-table.h"
#include "widgets/vitrine-drop-down.h"

G_DEFINE_FINAL_TYPE (VitrineMeasureWays, vitrine_measure_ways, GTK_TYPE_WIDGET)

/* Of a way and a number of boxes; NULL: not measured. */
static const VitrineFindRow *
find_row (VitrineMeasureWays *self,
          VitrineFindWay way,
          guint boxes)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const VitrineFindRow *row = &g_array_index (self->rows, VitrineFindRow, i);

      if (row->way == way && row->boxes == boxes)
        return row;
    }
  return NULL;
}

/* Numbers of boxes that were measured, rising. (transfer full: guint) */
static GArray *
find_counts (VitrineMeasureWays *self)
{
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->rows->len; i++)
    {
      const guint boxes = g_array_index (self->rows, VitrineFindRow, i).boxes;
      guint at = 0;

      while (at < counts->len && g_array_index (counts, guint, at) < boxes)
        at++;
      if (at == counts->len || g_array_index (counts, guint, at) != boxes)
        g_array_insert_val (counts, at, boxes);
    }
  return counts;
}

/* ---- the table ---- */

static void
put_cell (VitrineMeasureWays   *self,
          int                   column,
          int                   line,
          const VitrineFindRow *row,
          gboolean              best)
{
  g_autofree char *text = row == NULL ? g_strdup ("–")
                          : isfinite (row->half) ? g_strdup_printf ("%.3f ± %.3f", row->mean, row->half)
                          : g_strdup_printf ("%.3f", row->mean);
  g_autofree char *tip = row != NULL ? g_strdup_printf (_("%.2f of the one who never looks"), row->ratio) : NULL;

  gtk_widget_set_tooltip_text (vitrine_measure_table_put (self->table, column, line, text, row == NULL ? "dim-label"
                                                          : best ? "heading" : NULL), tip);
}

static VitrineFindWay
best_way (VitrineMeasureWays *self,
          guint               boxes)
{
  VitrineFindWay best = VITRINE_FIND_N_WAYS;

  for (int way = 0; way < VITRINE_FIND_N_WAYS; way++)
    {
      const VitrineFindRow *row = find_row (self, (VitrineFindWay) way, boxes);
      const VitrineFindRow *other = best < VITRINE_FIND_N_WAYS ? find_row (self, best, boxes) : NULL;

      if (row != NULL && (other == NULL || row->mean < other->mean))
        best = (VitrineFindWay) way;
    }
  return best;
}

static void
fill_table (VitrineMeasureWays *self,
            GArray             *counts)
{
  int line = 1;

  vitrine_measure_table_clear (self->table);
  vitrine_measure_table_put (self->table, 0, 0, _("Normalized distance"), "caption-heading");
  for (guint c = 0; c < counts->len; c++)
    {
      const guint boxes = g_array_index (counts, guint, c);
      g_autofree char *title = g_strdup_printf (ngettext ("%u box", "%u boxes", boxes), boxes);

      vitrine_measure_table_put (self->table, 1 + (int) c, 0, title, "caption-heading");
    }
  for (int way = 0; way < VITRINE_FIND_N_WAYS; way++)
    {
      gboolean any = FALSE;

      for (guint c = 0; c < counts->len; c++)
        any |= find_row (self, (VitrineFindWay) way, g_array_index (counts, guint, c)) != NULL;
      if (!any)
        continue;
      vitrine_measure_table_put (self->table, 0, line, vitrine_find_way_name ((VitrineFindWay) way), NULL);
      for (guint c = 0; c < counts->len; c++)
        {
          const guint boxes = g_array_index (counts, guint, c);

          put_cell (self, 1 + (int) c, line, find_row (self, (VitrineFindWay) way, boxes),
                    best_way (self, boxes) == (VitrineFindWay) way);
        }
      line++;
    }
}

/* ---- the curves ---- */

static void
fill_curve (VitrineMeasureWays *self,
            GArray             *counts)
{
  VitrineCurveSeries series[VITRINE_FIND_N_WAYS];
  g_autofree VitrineCurvePoint *points = g_new0 (VitrineCurvePoint, VITRINE_FIND_N_WAYS * MAX (counts->len, 1));
  guint n = 0;

  for (int way = 0; way < VITRINE_FIND_N_WAYS; way++)
    {
      VitrineCurvePoint *mine = points + (gsize) n * counts->len;
      guint n_points = 0;

      for (guint c = 0; c < counts->len; c++)
        {
          const VitrineFindRow *row = find_row (self, (VitrineFindWay) way, g_array_index (counts, guint, c));

          if (row != NULL)
            mine[n_points++] = (VitrineCurvePoint) { row->boxes, row->mean, row->half }
          ;
        }
      if (n_points > 0)
        series[n++] = (VitrineCurveSeries) {
          vitrine_find_way_name ((VitrineFindWay) way), mine, n_points, way == VITRINE_FIND_BLIND_ALL,
        }
      ;
    }
  vitrine_curve_set (self->curve, &(VitrineCurveData) {
    .title = self->measured, .x_title = _("boxes"), .y_title = _("normalized distance"), .series = series, .n_series = n,
  });
}

void
ways_fill (VitrineMeasureWays *self)
{
  g_autoptr (GArray) counts = find_counts (self);
  const gboolean graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->graphs)) != NULL;
  g_autofree char *verdict = NULL;

  fill_table (self, counts);
  fill_curve (self, counts);
  verdict = g_strdup_printf ("%s%s%s %s%s%s", self->message != NULL ? self->message : "", self->message != NULL ? ". " : "",
                             _("Mean distance to the true place as a share of the picture's diagonal, on pictures without a "
                               "box; ± half the confidence interval (95 %) of the mean over the seeds."),
                             _("All get the same boxes, but for the one that asks: it chooses its pictures and is tried on "
                               "a half that is never asked about."),
                             graph ? "" : " ", graph ? "" : _("No explanatory graph is learned: its way is left out."));
  gtk_label_set_text (self->verdict, verdict);
}

/* ---- what shows ---- */

void
ways_show (VitrineMeasureWays *self)
{
  g_autofree char *part = ways_part (self);
  const double left = self->job != NULL ? vitrine_job_get_seconds_left (self->job) : -1;
  g_autofree char *stage = NULL;

  gtk_widget_set_visible (self->run_button, self->job == NULL);
  gtk_widget_set_visible (self->stop_button, self->job != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->part), self->job == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->class_choice), self->job == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->seeds), self->job == NULL);
  gtk_widget_set_visible (self->bar, part != NULL);
  gtk_revealer_set_reveal_child (self->work, self->job != NULL);
  gtk_stack_set_visible_child_name (self->stack, self->rows != NULL ? "main" : "empty");
  gtk_label_set_text (self->trouble, self->message != NULL ? self->message
                      : part != NULL ? ""
                      : _("These pictures are not annotated with parts: there is nothing to compare with."));
  if (self->job != NULL)
    {
      stage = left > 0 ? g_strdup_printf (_("%s · about %.0f s left"), vitrine_job_get_stage (self->job), ceil (left / 5) * 5)
              : g_strdup (vitrine_job_get_stage (self->job));
      gtk_progress_bar_set_fraction (self->progress, CLAMP (vitrine_job_get_fraction (self->job), 0, 1));
      gtk_label_set_text (self->stage, stage);
    }
  ways_update_actions (self);
}

static void
fill_choice (GtkDropDown       *choice,
             const char        *first,
             const char *const *names,
             const char        *wanted)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint chosen = 0;

  if (first != NULL)
    gtk_string_list_append (list, first);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      gtk_string_list_append (list, names[i]);
      if (g_strcmp0 (names[i], wanted) == 0)
        chosen = i + (first != NULL);
    }
  gtk_drop_down_set_model (choice, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (choice, chosen);
}

/* The part that is taught, else a head, else the first; the class that the graph was learned from. */
static void
fill_choices (VitrineMeasureWays *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  const char *const *classes = dataset != NULL ? vitrine_dataset_get_classes (dataset) : NULL;
  VtXGraph *graph = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (self->graphs));
  g_autofree char *class_name = graph != NULL ? g_strdup (vt_xgraph_class (graph)) : NULL;
  g_autofree char *part = ways_part (self);

  fill_choice (self->part, NULL, dataset != NULL ? vitrine_dataset_get_parts (dataset) : NULL, part != NULL ? part : "head");
  fill_choice (self->class_choice, _("All pictures"), classes, class_name);
  gtk_widget_set_visible (GTK_WIDGET (self->class_choice), classes != NULL && classes[0] != NULL);
}

/* ---- changes ---- */

/* Pictures stream in; what they are annotated with is looked at when all are there. */
static void
on_loading (VitrineMeasureWays *self)
{
  fill_choices (self);
  ways_show (self);
}

static void
on_inputs_changed (VitrineMeasureWays *self)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);

  ways_forget (self);
  if (dataset != NULL)
    {
      g_signal_handlers_disconnect_by_func (dataset, on_loading, self);
      g_signal_connect_object (dataset, "notify::loading", G_CALLBACK (on_loading), self, G_CONNECT_SWAPPED);
    }
  on_loading (self);
}

/* ---- object ---- */

static void
vitrine_measure_ways_dispose (GObject *object)
{
  VitrineMeasureWays *self = VITRINE_MEASURE_WAYS (object);

  ways_forget (self);
  g_clear_pointer (&self->measured, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_MEASURE_WAYS);
  G_OBJECT_CLASS (vitrine_measure_ways_parent_class)->dispose (object);
}

static void
vitrine_measure_ways_class_init (VitrineMeasureWaysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CURVE);
  G_OBJECT_CLASS (klass)->dispose = vitrine_measure_ways_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-measure-ways.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, part);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, class_choice);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, seeds);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, bar);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, run_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, stop_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, menu_button);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, work);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, progress);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, stage);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, trouble);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, verdict);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, curve);
  gtk_widget_class_bind_template_child (widget_class, VitrineMeasureWays, table);
}

static void
vitrine_measure_ways_init (VitrineMeasureWays *self)
{
  const char *const counts[] = { _("3 seeds"), _("5 seeds"), _("10 seeds"), NULL };
  g_autoptr (GtkStringList) seeds = gtk_string_list_new (counts);

  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_drop_down_ellipsize (self->part);
  vitrine_drop_down_ellipsize (self->class_choice);
  gtk_drop_down_set_model (self->seeds, G_LIST_MODEL (seeds));
  gtk_drop_down_set_selected (self->seeds, 1);
}

void
vitrine_measure_ways_set_session (VitrineMeasureWays *self,
                                  VitrineSession     *session)
{
  g_return_if_fail (VITRINE_IS_MEASURE_WAYS (self));
  self->session = session;
  self->graphs = vitrine_graph_model_of (session);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (on_inputs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (on_inputs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->graphs, "graph-changed", G_CALLBACK (on_inputs_changed), self, G_CONNECT_SWAPPED);
  on_inputs_changed (self);
}
