/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane of scores and of the tensor. */
#include "config.h"

#include "app/vitrine-scores-pane.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-number.h"
#include "widgets/vitrine-score-bars.h"

struct _VitrineScoresPane
{
  GtkWidget         parent_instance;
  GtkWidget        *box;
  VitrineScoreBars *bars;
  GtkLabel         *no_scores;
  GtkPicture       *tensor;
  GtkLabel         *shape, *preprocess;
  GtkGrid          *ranges;
};

G_DEFINE_FINAL_TYPE (VitrineScoresPane, vitrine_scores_pane, GTK_TYPE_WIDGET)

static void
show_scores (VitrineScoresPane *self,
             VitrineSight      *sight)
{
  VitrineScore top[VITRINE_SCORE_BARS_MAX];
  VitrineScoreBar bars[VITRINE_SCORE_BARS_MAX];
  /* Of a network that ends early the last values are no classes. */
  const VtOnnxReport *report = vitrine_model_get_report (sight->model);
  gboolean ends_early = report != NULL && report->unsupported->len > 0;
  guint n = sight->activation->probabilities != NULL && !ends_early
    ? vitrine_activation_top (sight->activation, top, 8) : 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    {
      char *text = g_strdup_printf (_("%.1f %%"), 100 * top[i].score);
      char *label = vitrine_model_dup_label (sight->model, top[i].index);
      g_ptr_array_add (texts, text);
      g_ptr_array_add (texts, label);
      bars[i] = (VitrineScoreBar) { label, top[i].score, text };
    }
  vitrine_score_bars_set (self->bars, bars, n);
  gtk_widget_set_visible (GTK_WIDGET (self->no_scores), n == 0);
  const VtTensor *output = ends_early ? NULL : sight->activation->output;
  g_autofree char *shape = output != NULL ? vt_shape_to_string (&output->shape) : NULL;
  g_autofree char *text = shape == NULL ? g_strdup (_("The network has no output that can be computed."))
                          /* Translators: %s is a shape such as 1×1000. */
    : g_strdup_printf (_("The output is no list of classes: %s."), shape);
  gtk_label_set_text (self->no_scores, text);
}

static void
clear_ranges (VitrineScoresPane *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->ranges))) != NULL)
    gtk_grid_remove (self->ranges, child);
}

static void
add_cells (VitrineScoresPane *self,
           int                row,
           const char        *name,
           const char        *low,
           const char        *high,
           const char        *mean)
{
  const char *const texts[] = { name, low, high, mean };
  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);
      gtk_label_set_xalign (GTK_LABEL (label), i == 0 ? 0.f : 1.f);
      gtk_widget_set_hexpand (label, i > 0);
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "numeric");
      if (row == 0 || i == 0)
        gtk_widget_add_css_class (label, "dim-label");
      gtk_grid_attach (self->ranges, label, i, row, 1, 1);
    }
}

/* A value with three digits. */
static char *
number (double value)
{
  double size = fabs (value);
  int digits = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return vitrine_number_dup (value, digits, VITRINE_NUMBER_PLAIN);
}

static void
add_range (VitrineScoresPane  *self,
           int                 row,
           const char         *name,
           const VitrineRange *range)
{
  g_autofree char *low = number ((double) range->low);
  g_autofree char *high = number ((double) range->high);
  g_autofree char *mean = number (range->mean);
  add_cells (self, row, name, low, high, mean);
}

static void
show_tensor (VitrineScoresPane *self,
             VitrineSight      *sight)
{
  static const char *const rgb[] = { N_("red"), N_("green"), N_("blue") };
  const VitrinePreprocess *pre = &sight->preprocess;
  g_autoptr (GdkTexture) texture = vitrine_image_make_texture (sight->view);
  g_autofree char *shape = vt_shape_to_string (&sight->activation->input->shape);
  g_autofree char *how = vitrine_preprocess_describe (pre, vitrine_picture_get_box (sight->picture) != NULL);
  gtk_picture_set_paintable (self->tensor, GDK_PAINTABLE (texture));
  gtk_label_set_text (self->shape, shape);

  clear_ranges (self);
  /* Translators: the columns of a small table of values: smallest, largest and mean. */
  add_cells (self, 0, "", _("min"), _("max"), _("mean"));
  for (guint c = 0; c < sight->n_channels && sight->n_channels > 1; c++)
    add_range (self, 1 + (int) c, _(rgb[pre->bgr ? 2 - c : c]), &sight->channels[c]);
  /* Translators: a row of a table: all colours together. */
  add_range (self, 4, _("all"), &sight->range);
  gtk_label_set_text (self->preprocess, how);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->preprocess), pre->reason);
}

static void
vitrine_scores_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VITRINE_TYPE_SCORES_PANE);
  G_OBJECT_CLASS (vitrine_scores_pane_parent_class)->dispose (object);
}

static void
vitrine_scores_pane_class_init (VitrineScoresPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_scores_pane_dispose;
  g_type_ensure (VITRINE_TYPE_SCORE_BARS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-scores-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, bars);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, no_scores);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, tensor);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, shape);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, ranges);
  gtk_widget_class_bind_template_child (widget_class, VitrineScoresPane, preprocess);
}

static void
vitrine_scores_pane_init (VitrineScoresPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vitrine_scores_pane_set_sight (VitrineScoresPane *self,
                               VitrineSight      *sight)
{
  g_return_if_fail (VITRINE_IS_SCORES_PANE (self));
  if (sight == NULL)
    {
      vitrine_score_bars_set (self->bars, NULL, 0);
      gtk_picture_set_paintable (self->tensor, NULL);
      gtk_label_set_text (self->no_scores, "");
      gtk_label_set_text (self->shape, "");
      clear_ranges (self);
      gtk_label_set_text (self->preprocess, "");
      return;
    }
  show_scores (self, sight);
  show_tensor (self, sight);
}
