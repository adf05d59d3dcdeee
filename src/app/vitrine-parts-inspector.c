/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of the Parts page.  It follows the shared model and holds no state of its own but the
 * patches that were last asked for. */
#include "config.h"

#include "app/vitrine-parts-inspector.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-parts-canvas.h"
#include "app/vitrine-graph-model.h"
#include "app/vitrine-parts-model.h"
#include "app/vitrine-parts-voters.h"
#include "app/vitrine-parts-work.h"
#include "widgets/vitrine-number.h"

#define N_PATCHES 5

struct _VitrinePartsInspector
{
  GtkWidget            parent_instance;
  VitrinePartsModel   *model;         /* weak */
  VitrineSession      *session;       /* weak */
  GtkWidget           *box;
  GtkWidget           *nothing;
  GtkWidget           *pattern;
  GtkLabel            *title;
  GtkBox              *patches;
  AdwPreferencesGroup *numbers;
  AdwPreferencesGroup *scores;
  GPtrArray           *number_rows;   /* AdwActionRow, in the group */
  GPtrArray           *score_rows;
  gboolean             follows_graph;
  guint64              asked;         /* pattern whose patches are shown or on their way */
};

G_DEFINE_FINAL_TYPE (VitrinePartsInspector, vitrine_parts_inspector, GTK_TYPE_WIDGET)

/* A row with a title and a value; made once, then only its text changes. */
static void
set_row (AdwPreferencesGroup *group,
         GPtrArray           *rows,
         guint                number,
         const char          *title,
         const char          *value)
{
  while (rows->len <= number)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *label = gtk_label_new (NULL);

      gtk_widget_add_css_class (label, "number");
      gtk_widget_add_css_class (label, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      g_object_set_data (G_OBJECT (row), "value", label);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }

  GtkWidget *row = g_ptr_array_index (rows, number);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_text (g_object_get_data (G_OBJECT (row), "value"), value);
}

G_GNUC_PRINTF (4, 5)
static void
set_number (VitrinePartsInspector *self,
            guint                  number,
            const char            *title,
            const char            *format,
            ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *value = vitrine_number_mend (g_strdup_vprintf (format, args));

  va_end (args);
  set_row (self->numbers, self->number_rows, number, title, value);
}

/* ---- patches ---- */

typedef struct
{
  guint picture;
  float score;
} Candidate;

static int
better (gconstpointer a,
        gconstpointer b)
{
  const Candidate *x = a, *y = b;

  return x->score > y->score ? -1 : x->score < y->score ? 1
         : x->picture < y->picture ? -1 : 1;
}

/* Pictures explained by the pattern's template where the pattern scores highest. */
static GArray *
best_pictures (VitrinePartsInspector *self,
               guint                  k,
               guint                  i)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Candidate));

  for (guint p = 0; dataset != NULL && p < vitrine_dataset_get_n (dataset); p++)
    {
      VtParse *parse = vitrine_part_learner_is_stale (learner, p)
                         ? NULL : vitrine_part_learner_get_parse (learner, p);

      if (parse == NULL || !vt_parse_found (parse) || vt_parse_template (parse) != k)
        continue;

      const VtTemplateParse *best = vt_parse_best (parse);

      if (i >= best->n_patterns || best->pattern[i].dropped || !best->pattern[i].detected)
        continue;

      Candidate one = { p, best->pattern[i].score };

      g_array_append_val (found, one);
    }
  g_array_sort (found, better);
  if (found->len > N_PATCHES)
    g_array_set_size (found, N_PATCHES);
  return found;
}

static void
clear_patches (VitrinePartsInspector *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->patches))) != NULL)
    gtk_box_remove (self->patches, child);
}

static void
show_patches (GdkTexture  **textures,
              guint         n,
              const GError *error,
              gpointer      data)
{
  VitrinePartsInspector *self = data;

  clear_patches (self);
  for (guint i = 0; i < n; i++)
    if (textures[i] != NULL)
      {
        GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (textures[i]));

        gtk_widget_set_size_request (picture, 44, 44);
        gtk_widget_add_css_class (picture, "card");
        gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
        gtk_box_append (self->patches, picture);
      }
}

static void
ask_patches (VitrinePartsInspector *self,
             guint                  k,
             guint                  i)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  VtAog *aog = vitrine_part_learner_get_aog (learner);
  VtPartSpace *space = vt_aog_space (aog);
  const VtPattern *pattern = vt_template_pattern (vt_aog_template (aog, k), i);
  const VtPartLayer *layer = vt_part_space_layer (space, pattern->layer);
  g_autoptr (GArray) best = best_pictures (self, k, i);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, FALSE, sizeof (VitrineCutting));

  for (guint c = 0; c < best->len; c++)
    {
      guint p = g_array_index (best, Candidate, c).picture;
      VitrineBox frame;
      const VtPatternParse *one = &vt_parse_best (vitrine_part_learner_get_parse (learner, p))->pattern[i];

      if (!vitrine_part_learner_get_frame (learner, p, &frame))
        continue;

      double sx = frame.w / vt_part_space_width (space), sy = frame.h / vt_part_space_height (space);
      double w = layer->size[1] * sx, h = layer->size[0] * sy;
      VitrineCutting cutting = {
        vitrine_dataset_get (dataset, p),
        { frame.x + ((double) one->place[1] + .5) * sx - w / 2,
          frame.y + ((double) one->place[0] + .5) * sy - h / 2, w, h },
      };

      g_array_append_val (cuttings, cutting);
    }
  if (cuttings->len > 0)
    vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "parts-patches",
                                (const VitrineCutting *) (void *) cuttings->data, cuttings->len, 64,
                                show_patches, self);
  else
    clear_patches (self);
}

/* ---- following the model ---- */

/* A node of the explanatory graph that votes; FALSE when none is selected. */
static gboolean
show_voter (VitrinePartsInspector *self)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (self->model, &n);
  VitrineVoter voter;
  const int k = n == 1 ? vitrine_parts_find_voter (self->model, ids[0], &voter) : -1;

  if (k < 0)
    return FALSE;

  VitrineGraphLocator *locator = vitrine_parts_model_get_locator (self->model);
  const VtPartSpace *space = vt_xgraph_space (vitrine_graph_locator_get_graph (locator));
  const int picture = vitrine_parts_model_get_picture (self->model);
  const int number = picture < 0 ? -1 : vitrine_graph_locator_number (locator, (guint) picture);
  double at[2], vote[2];
  const double weight = number < 0 ? 0 : vitrine_graph_votes_cast (vitrine_graph_locator_get_votes (locator), (guint) k,
                                                                   (guint) number, at, vote);
  g_autofree char *title = vitrine_graph_model_describe (vitrine_graph_model_of (self->session),
                                                         vitrine_parts_id_number (ids[0]));

  gtk_label_set_text (self->title, title);
  set_number (self, 0, _("Place among the voters"), "%d", k + 1);
  set_number (self, 1, _("Weight on this picture"), "%.2f", weight);
  set_number (self, 2, _("Spread of its votes"), _("%.0f px"), voter.deviation);
  set_number (self, 3, _("Rank"), "%.2f", voter.rank);
  set_number (self, 4, _("Receptive field"), _("%.0f px"), vt_part_space_layer (space, voter.layer)->size[1]);
  set_number (self, 5, _("Looks from the part"), _("%+.0f, %+.0f px"), -voter.offset[1], -voter.offset[0]);
  clear_patches (self);
  self->asked = 0;
  return TRUE;
}

static void
show_pattern (VitrinePartsInspector *self)
{
  VitrinePartLearner *learner = vitrine_parts_model_get_learner (self->model);
  VtAog *aog = vitrine_part_learner_get_aog (learner);
  guint k, i, n;
  gboolean one = aog != NULL && vitrine_parts_model_get_pattern (self->model, &k, &i);
  const VtPatternStats *stats = one ? vitrine_part_learner_get_stats (learner, k) : NULL;

  const gboolean voter = !one && show_voter (self);

  gtk_widget_set_visible (self->pattern, one || voter);
  gtk_widget_set_visible (self->nothing, !one && !voter);
  if (voter)
    return;
  if (!one)
    {
      self->asked = 0;
      return;
    }

  guint64 id = vitrine_parts_model_get_selected (self->model, &n)[0];
  const VtPattern *pattern = vt_template_pattern (vt_aog_template (aog, k), i);
  const VtPartLayer *layer = vt_part_space_layer (vt_aog_space (aog), pattern->layer);
  g_autofree char *title = vitrine_parts_model_describe (self->model, id);

  gtk_label_set_text (self->title, title);
  if (stats != NULL && stats[i].pictures > 0)
    {
      set_number (self, 0, _("Votes near the part"), "%.0f %%", stats[i].share * 100);
      set_number (self, 1, _("Spread of its votes"), _("%.0f × %.0f px"), stats[i].deviation[1],
                  stats[i].deviation[0]);
      set_number (self, 2, _("Detected"), "%.0f %%", stats[i].detected * 100);
      set_number (self, 3, _("Mean score"), "%.2f", stats[i].score);
    }
  else
    for (guint row = 0; row < 4; row++)
      set_number (self, row, _("Not measured yet"), "–");
  set_number (self, 4, _("Receptive field"), _("%.0f px"), layer->size[1]);
  set_number (self, 5, _("Looks from the part"), _("%+.0f, %+.0f px"), -(double) pattern->delta[1],
              -(double) pattern->delta[0]);

  if (self->asked != id)
    {
      self->asked = id;
      clear_patches (self);
      ask_patches (self, k, i);
    }
}

static void
set_score (VitrinePartsInspector *self,
           guint                  number,
           const char            *title,
           const VtPartScore     *score)
{
  g_autofree char *name = g_strdup_printf (title, score->pictures);
  g_autofree char *iou = isnan (score->iou_rate) ? g_strdup ("–")
                                                 : g_strdup_printf ("%.0f %%", score->iou_rate * 100);
  g_autofree char *value = g_strdup_printf ("%.3f · %s · %.0f %%", score->distance, iou,
                                            score->centre_rate * 100);

  set_row (self->scores, self->score_rows, number, name, value);
}

/* The explanatory graph's, below the And-Or graph's. */
static void
show_graph_scores (VitrinePartsInspector *self)
{
  VitrineGraphLocator *locator = vitrine_parts_model_peek_locator (self->model);
  VitrinePartFigures figures;
  const gboolean known = locator != NULL && vitrine_graph_locator_get_figures (locator, &figures);

  if (known)
    {
      set_score (self, 5, _("Explanatory graph, all %u"), &figures.all);
      set_score (self, 6, _("Explanatory graph, without a box, %u"), &figures.held_out);
    }
  for (guint i = 5; i < self->score_rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->score_rows, i), known);
}

static void
show_scores (VitrinePartsInspector *self)
{
  VitrinePartFigures figures;
  gboolean known = vitrine_part_learner_get_figures (vitrine_parts_model_get_learner (self->model),
                                                     &figures);

  gtk_widget_set_visible (GTK_WIDGET (self->scores), known);
  if (!known)
    return;

  /* Like with like: where pictures without a box are what counts, the predictors are scored on the same. */
  const VtPartBlind *blindly = figures.held_out.pictures > 1 ? &figures.blind_held_out : &figures.blind;
  g_autofree char *shots = g_strdup_printf ("%.3f", blindly->shots);
  g_autofree char *mean = g_strdup_printf ("%.3f", blindly->mean);
  g_autofree char *oracle = g_strdup_printf ("%.3f", blindly->oracle);
  g_autofree char *blind = g_strdup_printf (ngettext ("Not looking, %u place known",
                                                      "Not looking, %u places known", figures.n_shots),
                                            figures.n_shots);

  set_score (self, 0, _("All %u"), &figures.all);
  set_score (self, 1, _("Without a box, %u"), &figures.held_out);
  set_row (self->scores, self->score_rows, 2, blind, shots);
  set_row (self->scores, self->score_rows, 3, _("Not looking, all places known"), mean);
  set_row (self->scores, self->score_rows, 4, _("Best of three fixed places"), oracle);
  show_graph_scores (self);
}

static void
on_figures_changed (VitrinePartsInspector *self)
{
  self->asked = 0;
  show_pattern (self);
  show_scores (self);
}

/* When the explanatory graph is asked for first, there is another who has figures. */
static void
on_method_changed (VitrinePartsInspector *self)
{
  if (!self->follows_graph)
    g_signal_connect_object (vitrine_parts_model_get_locator (self->model), "found-changed",
                             G_CALLBACK (on_figures_changed), self, G_CONNECT_SWAPPED);
  self->follows_graph = TRUE;
  on_figures_changed (self);
}

static void
vitrine_parts_inspector_dispose (GObject *object)
{
  VitrinePartsInspector *self = VITRINE_PARTS_INSPECTOR (object);

  g_clear_pointer (&self->number_rows, g_ptr_array_unref);
  g_clear_pointer (&self->score_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_PARTS_INSPECTOR);
  G_OBJECT_CLASS (vitrine_parts_inspector_parent_class)->dispose (object);
}

static void
vitrine_parts_inspector_class_init (VitrinePartsInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vitrine_parts_inspector_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-parts-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, nothing);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, pattern);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, title);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, patches);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, numbers);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsInspector, scores);
}

static void
vitrine_parts_inspector_init (VitrinePartsInspector *self)
{
  self->number_rows = g_ptr_array_new ();
  self->score_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vitrine_parts_inspector_new (VitrineSession *session)
{
  VitrinePartsInspector *self = g_object_new (VITRINE_TYPE_PARTS_INSPECTOR, NULL);
  VitrinePartLearner *learner;

  self->session = session;
  self->model = vitrine_parts_model_of (session);
  learner = vitrine_parts_model_get_learner (self->model);
  g_signal_connect_object (self->model, "selection-changed", G_CALLBACK (show_pattern), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (learner, "graph-changed", G_CALLBACK (show_pattern), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (learner, "figures-changed", G_CALLBACK (on_figures_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::by-graph", G_CALLBACK (on_method_changed), self, G_CONNECT_SWAPPED);
  if (vitrine_parts_model_peek_locator (self->model) != NULL)
    on_method_changed (self);
  else
    on_figures_changed (self);
  return GTK_WIDGET (self);
}
