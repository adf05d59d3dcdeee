/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures in words.  The error shown is that of pictures without a box, where there are such.  Progress is a ring
 * that is drawn when there is some: a spinner would have the whole window drawn sixty times a second, in
 * competition with the very job it tells of. */
#include "config.h"

#include "app/vitrine-parts-score.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-ring.h"

struct _VitrinePartsScore
{
  GtkWidget    parent_instance;
  GtkWidget  * box;
  VitrineRing *ring;
  GtkLabel   * message;
  GtkButton  * go_on;
  GtkWidget  * figures;
  GtkLabel   * distance;
  GtkLabel   * delta;
  GtkLabel   * overlap;
  GtkWidget  * inside_box;
  GtkLabel   * inside;
  GtkLabel   * blind;
  GtkWidget  * other_box;
  GtkLabel   * other;
  GtkLabel   * other_name;
};

G_DEFINE_FINAL_TYPE (VitrinePartsScore, vitrine_parts_score, GTK_TYPE_WIDGET)

static void
set_rate (GtkLabel *label,
          double    rate)
{
  g_autofree char *text = isnan (rate) ? g_strdup ("–") : g_strdup_printf ("%.0f %%", rate * 100);

  gtk_label_set_text (label, text);
}

static const VtPartScore *
shown_score (const VitrinePartFigures *figures)
{
  return figures->held_out.pictures > 0 ? &figures->held_out : &figures->all;
}

static void
show_delta (VitrinePartsScore      *self,
            const VitrinePartsView *view,
            double                  now)
{
  VitrinePartFigures former;
  double change = 0;

  if (!view->by_graph && vitrine_part_learner_get_former_figures (view->learner, &former))
    change = now - shown_score (&former)->distance;

  gboolean seen = fabs (change) >= .0005;
  g_autofree char *text = g_strdup_printf ("%s %.3f", change < 0 ? "▼" : "▲", fabs (change));

  gtk_widget_set_visible (GTK_WIDGET (self->delta), seen);
  gtk_label_set_text (self->delta, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->delta), change < 0 ? "error" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->delta), change < 0 ? "success" : "error");
}

static char *
describe (VitrinePartLearner *learner,
          int                 picture,
          guint               n_pictures)
{
  guint n = vitrine_part_learner_get_n_parsed (learner);
  VtParse *parse = picture < 0 ? NULL : vitrine_part_learner_get_parse (learner, (guint) picture);

  switch (vitrine_part_learner_get_state (learner))
    {
    case VITRINE_LEARNER_MINING:
    {
      VitrineJob *job = vitrine_part_learner_get_job (learner);
      const char *stage = job != NULL ? vitrine_job_get_stage (job) : "";
      const char *detail = job != NULL ? vitrine_job_get_detail (job) : "";

      return g_strdup_printf ("%s%s%s", *stage != '\0' ? stage : _("Learning…"), *detail != '\0' ? " · " : "", detail);
    }
    case VITRINE_LEARNER_PARSING:
      return g_strdup_printf (_("Looking at picture %u of %u"), MIN (n + 1, n_pictures), n_pictures);
    case VITRINE_LEARNER_STOPPED:
      return n == 0 ? g_strdup (_("Stopped; what has been read is kept"))
                    : g_strdup_printf (_("Stopped after %u of %u pictures"), n, n_pictures);
    case VITRINE_LEARNER_FAILED:
      return g_strdup (vitrine_part_learner_get_message (learner));
    case VITRINE_LEARNER_READY:
      if (vitrine_part_learner_get_n_pictures (learner) < n_pictures)
        return g_strdup_printf (_("The first %u of %u pictures; a part looks at no more"),
                                vitrine_part_learner_get_n_pictures (learner), n_pictures);
      if (parse == NULL || !vt_parse_found (parse))
        return g_strdup_printf (ngettext ("%u picture", "%u pictures", n_pictures), n_pictures);
      return g_strdup_printf (_("%u patterns on %u pictures"),
                              vt_aog_n_patterns (vitrine_part_learner_get_aog (learner)), n_pictures);
    case VITRINE_LEARNER_IDLE:
    default:
      return g_strdup (_("Drag a box around the part to teach it"));
    }
}

static char *
describe_graph (VitrineGraphLocator *locator,
                int                  picture)
{
  VitrineJob *job = vitrine_graph_locator_get_job (locator);
  VitrineGraphVotes *votes = vitrine_graph_locator_get_votes (locator);
  VtPartPlace place;
  double agreement;
  guint n;

  switch (vitrine_graph_locator_get_state (locator))
    {
    case VITRINE_LOCATOR_LOOKING:
      return g_strdup (job != NULL && *vitrine_job_get_stage (job) != '\0' ? vitrine_job_get_stage (job)
                                                                          : _("Finding the nodes on the pictures"));
    case VITRINE_LOCATOR_NO_GRAPH:
      return g_strdup (_("The explanatory graph comes first"));
    case VITRINE_LOCATOR_STOPPED:
      return g_strdup (_("Stopped; what has been read is kept"));
    case VITRINE_LOCATOR_FAILED:
      return g_strdup (vitrine_graph_locator_get_message (locator));
    case VITRINE_LOCATOR_READY:
      vitrine_graph_votes_voters (votes, &n);
      if (picture < 0 || !vitrine_graph_locator_get_place (locator, (guint) picture, &place, &agreement))
        return g_strdup_printf (ngettext ("%u node votes", "%u nodes vote", n), n);
      return g_strdup_printf (_("%u nodes vote; here they agree to %.0f %%"), n, agreement * 100);
    case VITRINE_LOCATOR_NO_BOX:
    case VITRINE_LOCATOR_IDLE:
    default:
      return g_strdup (_("Drag a box around the part to teach it"));
    }
}

/* What is being done, how far it is, and whether it can be gone on with. */
static gboolean
show_work (VitrinePartsScore      *self,
           const VitrinePartsView *view)
{
  const VitrineLearnerState learner = vitrine_part_learner_get_state (view->learner);
  const VitrineLocatorState locator = view->by_graph ? vitrine_graph_locator_get_state (view->locator)
                                                     : VITRINE_LOCATOR_IDLE;
  const gboolean busy = view->by_graph ? locator == VITRINE_LOCATOR_LOOKING
                        : learner == VITRINE_LEARNER_MINING || learner == VITRINE_LEARNER_PARSING;
  const gboolean failed = view->by_graph ? locator == VITRINE_LOCATOR_FAILED : learner == VITRINE_LEARNER_FAILED;
  const gboolean stopped = view->by_graph ? locator == VITRINE_LOCATOR_STOPPED : learner == VITRINE_LEARNER_STOPPED;
  VitrineJob *job = view->by_graph ? vitrine_graph_locator_get_job (view->locator)
                                   : vitrine_part_learner_get_job (view->learner);
  g_autofree char *text = view->status != NULL ? g_strdup (view->status)
                          : view->by_graph ? describe_graph (view->locator, view->picture)
                          : describe (view->learner, view->picture, view->n_pictures);

  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->go_on), view->status == NULL && (stopped || failed));
  gtk_button_set_label (self->go_on, failed ? _("Try Again") : _("Go On"));
  gtk_widget_set_visible (GTK_WIDGET (self->ring), busy);
  vitrine_ring_set_fraction (self->ring, job != NULL ? vitrine_job_get_fraction (job) : -1);
  return busy;
}

static gboolean
figures_of (const VitrinePartsView *view,
            gboolean                by_graph,
            VitrinePartFigures     *figures)
{
  if (by_graph)
    return view->locator != NULL && vitrine_graph_locator_get_figures (view->locator, figures);
  return vitrine_part_learner_get_figures (view->learner, figures);
}

/* The other way's error, on the same pictures from the same boxes. */
static void
show_other (VitrinePartsScore      *self,
            const VitrinePartsView *view)
{
  VitrinePartFigures figures;
  const gboolean known = figures_of (view, !view->by_graph, &figures);
  g_autofree char *distance = known ? g_strdup_printf ("%.3f", shown_score (&figures)->distance) : NULL;

  gtk_widget_set_visible (self->other_box, known);
  gtk_widget_set_visible (self->inside_box, !known);      /* no room for five; the inspector has them all */
  if (!known)
    return;
  gtk_label_set_text (self->other, distance);
  gtk_label_set_text (self->other_name, view->by_graph ? _("And-Or") : _("explanatory"));
  gtk_widget_set_tooltip_text (self->other_box, view->by_graph
                               ? _("The error of the And-Or graph on the same pictures, from the same boxes")
                               : _("The error of the explanatory graph on the same pictures, from the same boxes"));
}

void
vitrine_parts_score_show (VitrinePartsScore      *self,
                          const VitrinePartsView *view)
{
  g_return_if_fail (VITRINE_IS_PARTS_SCORE (self) && VITRINE_IS_PART_LEARNER (view->learner));
  VitrinePartFigures figures;
  const gboolean busy = show_work (self, view);
  const gboolean known = figures_of (view, view->by_graph, &figures);

  gtk_widget_set_visible (self->figures, known);
  if (!known)
    return;

  const VtPartScore *score = shown_score (&figures);
  g_autofree char *distance = g_strdup_printf ("%.3f", score->distance);
  g_autofree char *blind = g_strdup_printf ("%.3f", score == &figures.held_out && figures.held_out.pictures > 1
                                                      ? figures.blind_held_out.shots : figures.blind.shots);

  gtk_label_set_text (self->distance, distance);
  gtk_label_set_text (self->blind, blind);
  set_rate (self->overlap, score->iou_rate);
  set_rate (self->inside, score->centre_rate);
  show_delta (self, view, score->distance);
  show_other (self, view);
  if (busy)
    gtk_widget_add_css_class (self->figures, "stale");
  else
    gtk_widget_remove_css_class (self->figures, "stale");
}

static void
vitrine_parts_score_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VITRINE_TYPE_PARTS_SCORE);
  G_OBJECT_CLASS (vitrine_parts_score_parent_class)->dispose (object);
}

static void
vitrine_parts_score_class_init (VitrinePartsScoreClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vitrine_parts_score_dispose;
  g_type_ensure (VITRINE_TYPE_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-parts-score.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, ring);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, message);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, go_on);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, figures);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, distance);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, delta);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, overlap);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, inside);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, inside_box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, blind);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, other_box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, other);
  gtk_widget_class_bind_template_child (widget_class, VitrinePartsScore, other_name);
}

static void
vitrine_parts_score_init (VitrinePartsScore *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
