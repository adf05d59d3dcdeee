/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class scores as rows of labels over level bars; the rows are made once and shown at need. */
#include "config.h"

#include "widgets/vitrine-score-bars.h"

typedef struct
{
  GtkWidget *row, *label, *text, *bar;
} Row;

struct _VitrineScoreBars
{
  GtkWidget  parent_instance;
  GtkWidget *box;
  Row        rows[VITRINE_SCORE_BARS_MAX];
};

G_DEFINE_FINAL_TYPE (VitrineScoreBars, vitrine_score_bars, GTK_TYPE_WIDGET)

static void
make_row (Row *row)
{
  row->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->label), 0.f);
  gtk_label_set_ellipsize (GTK_LABEL (row->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (row->label, TRUE);
  row->text = gtk_label_new (NULL);
  gtk_widget_add_css_class (row->text, "numeric");
  gtk_widget_add_css_class (row->text, "dim-label");
  row->bar = gtk_level_bar_new_for_interval (0, 1);
  /* The default marks would turn a low score red; here colour means nothing. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (row->bar), GTK_LEVEL_BAR_OFFSET_FULL);

  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (line), row->label);
  gtk_box_append (GTK_BOX (line), row->text);
  row->row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_append (GTK_BOX (row->row), line);
  gtk_box_append (GTK_BOX (row->row), row->bar);
  gtk_widget_set_visible (row->row, FALSE);
}

static void
vitrine_score_bars_dispose (GObject *object)
{
  VitrineScoreBars *self = VITRINE_SCORE_BARS (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vitrine_score_bars_parent_class)->dispose (object);
}

static void
vitrine_score_bars_class_init (VitrineScoreBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_score_bars_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scorebars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
vitrine_score_bars_init (VitrineScoreBars *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < VITRINE_SCORE_BARS_MAX; i++)
    {
      make_row (&self->rows[i]);
      gtk_box_append (GTK_BOX (self->box), self->rows[i].row);
    }
}

GtkWidget *
vitrine_score_bars_new (void)
{
  return g_object_new (VITRINE_TYPE_SCORE_BARS, NULL);
}

void
vitrine_score_bars_set (VitrineScoreBars      *self,
                        const VitrineScoreBar *bars,
                        guint                  n_bars)
{
  g_return_if_fail (VITRINE_IS_SCORE_BARS (self));
  for (guint i = 0; i < VITRINE_SCORE_BARS_MAX; i++)
    {
      Row *row = &self->rows[i];
      gtk_widget_set_visible (row->row, i < n_bars);
      if (i >= n_bars)
        continue;
      gtk_label_set_text (GTK_LABEL (row->label), bars[i].label);
      gtk_label_set_text (GTK_LABEL (row->text), bars[i].text);
      gtk_widget_set_tooltip_text (row->row, bars[i].label);
      gtk_level_bar_set_value (GTK_LEVEL_BAR (row->bar), CLAMP (bars[i].score, 0, 1));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->bar),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, bars[i].label,
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, bars[i].text, -1);
    }
}
