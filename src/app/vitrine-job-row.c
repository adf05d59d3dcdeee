/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a job. */
#include "config.h"

#include "app/vitrine-job-row.h"

#include <glib/gi18n.h>
#include <math.h>

struct _VitrineJobRow
{
  GtkListBoxRow   parent_instance;
  VitrineJobs    *jobs;
  VitrineJob     *job;
  GtkLabel       *title, *detail;
  GtkProgressBar *bar;
  GtkWidget      *copy, *stop;
};

G_DEFINE_FINAL_TYPE (VitrineJobRow, vitrine_job_row, GTK_TYPE_LIST_BOX_ROW)

/* "34 of 100 · about 2 minutes left" */
static char *
describe (VitrineJob *job)
{
  switch (vitrine_job_get_state (job))
    {
    case VITRINE_JOB_QUEUED:
      return g_strdup (_("Waiting"));
    case VITRINE_JOB_CANCELLING:
      return g_strdup (_("Cancelling…"));
    case VITRINE_JOB_CANCELLED:
      return g_strdup (_("Cancelled"));
    case VITRINE_JOB_DONE:
      return g_strdup (_("Done"));
    case VITRINE_JOB_PARTIAL:
      return g_strdup_printf (_("Stopped; what was there is kept. %s"), vitrine_job_get_detail (job));
    case VITRINE_JOB_FAILED:
      return g_strdup (vitrine_job_get_message (job));
    case VITRINE_JOB_RUNNING:
      break;
    }
  GString *text = g_string_new (vitrine_job_get_detail (job));
  if (text->len == 0)
    g_string_append (text, vitrine_job_get_stage (job));
  double left = vitrine_job_get_seconds_left (job);
  if (left >= 0)
    {
      if (text->len > 0)
        g_string_append (text, " · ");
      guint minutes = (guint) round (left / 60);
      if (left < 60)
        g_string_append_printf (text, ngettext ("about %.0f second left", "about %.0f seconds left",
                                                (gulong) ceil (left)), ceil (left));
      else
        g_string_append_printf (text, ngettext ("about %u minute left", "about %u minutes left", minutes),
                                minutes);
    }
  return g_string_free (text, FALSE);
}

static void
update (VitrineJobRow *self)
{
  VitrineJobState state = vitrine_job_get_state (self->job);
  gboolean finished = vitrine_job_is_finished (self->job);
  double fraction = vitrine_job_get_fraction (self->job);
  g_autofree char *text = describe (self->job);
  gtk_label_set_text (self->title, vitrine_job_get_title (self->job));
  gtk_label_set_text (self->detail, text);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !finished);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (self->copy, state == VITRINE_JOB_FAILED);
  gtk_widget_set_sensitive (self->stop, state != VITRINE_JOB_CANCELLING);
  const char *what = finished ? _("Take off the list") : _("Stop");
  gtk_widget_set_tooltip_text (self->stop, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  if (state == VITRINE_JOB_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "error");
}

static void
on_stop (GtkButton     *button,
         VitrineJobRow *self)
{
  if (vitrine_job_is_finished (self->job))
    vitrine_jobs_dismiss (self->jobs, self->job);
  else
    vitrine_job_cancel (self->job);
}

static void
on_copy (GtkButton     *button,
         VitrineJobRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          vitrine_job_get_message (self->job));
}

static void
vitrine_job_row_dispose (GObject *object)
{
  VitrineJobRow *self = VITRINE_JOB_ROW (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_JOB_ROW);
  g_clear_object (&self->job);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vitrine_job_row_parent_class)->dispose (object);
}

static void
vitrine_job_row_class_init (VitrineJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobRow, detail);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobRow, bar);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobRow, copy);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobRow, stop);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
vitrine_job_row_init (VitrineJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vitrine_job_row_new (VitrineJobs *jobs,
                     VitrineJob  *job)
{
  VitrineJobRow *self = g_object_new (VITRINE_TYPE_JOB_ROW, NULL);
  self->jobs = g_object_ref (jobs);
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
