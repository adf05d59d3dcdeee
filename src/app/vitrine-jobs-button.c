/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs button.  Half a second of silence first: what is quicker than that needs no telling. */
#include "config.h"

#include "app/vitrine-jobs-button.h"

#include <glib/gi18n.h>

#include "app/vitrine-job-row.h"
#include "widgets/vitrine-ring.h"

#define QUIET_MS 500

struct _VitrineJobsButton
{
  GtkWidget      parent_instance;
  VitrineJobs   *jobs;
  guint          timer;
  gboolean       busy;
  double         fraction;
  GtkMenuButton *button;
  VitrineRing   *ring;
  GtkListBox    *list;
};

enum
{
  PROP_FRACTION = 1,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VitrineJobsButton, vitrine_jobs_button, GTK_TYPE_WIDGET)

/* The running job, borrowed, or NULL; and whether any failed. */
static VitrineJob *
running_job (VitrineJobsButton *self,
             gboolean          *failed)
{
  VitrineJob *running = NULL;
  *failed = FALSE;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VitrineJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);
      VitrineJobState state = vitrine_job_get_state (job);
      *failed = *failed || state == VITRINE_JOB_FAILED;
      if (running == NULL && (state == VITRINE_JOB_RUNNING || state == VITRINE_JOB_CANCELLING))
        running = job;
    }
  return running;
}

static void
update (VitrineJobsButton *self)
{
  gboolean failed;
  VitrineJob *running = running_job (self, &failed);
  double fraction = running != NULL ? vitrine_job_get_fraction (running) : 0;
  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  vitrine_ring_set_fraction (self->ring, fraction);
  vitrine_ring_set_failed (self->ring, failed && running == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->busy || failed);
  const char *tip = running != NULL ? vitrine_job_get_title (running)
                                    : failed ? _("A job failed") : _("Jobs");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tip);
}

static void
set_busy (VitrineJobsButton *self,
          gboolean           busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  update (self);
}

static gboolean
on_quiet_over (gpointer user_data)
{
  VitrineJobsButton *self = user_data;
  self->timer = 0;
  set_busy (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_n_busy (VitrineJobs       *jobs,
           GParamSpec        *pspec,
           VitrineJobsButton *self)
{
  if (vitrine_jobs_get_n_busy (jobs) == 0)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      set_busy (self, FALSE);
      update (self);
    }
  else if (!self->busy && self->timer == 0)
    self->timer = g_timeout_add (QUIET_MS, on_quiet_over, self);
}

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  VitrineJobsButton *self = user_data;
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return vitrine_job_row_new (self->jobs, item);
}

static void
on_items_changed (GListModel        *model,
                  guint              position,
                  guint              removed,
                  guint              added,
                  VitrineJobsButton *self)
{
  update (self);
  if (g_list_model_get_n_items (model) == 0)
    gtk_menu_button_popdown (self->button);
}

static void
vitrine_jobs_button_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  VitrineJobsButton *self = VITRINE_JOBS_BUTTON (object);
  if (id == PROP_FRACTION)
    g_value_set_double (value, self->fraction);
  else if (id == PROP_BUSY)
    g_value_set_boolean (value, self->busy);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vitrine_jobs_button_dispose (GObject *object)
{
  VitrineJobsButton *self = VITRINE_JOBS_BUTTON (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_JOBS_BUTTON);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vitrine_jobs_button_parent_class)->dispose (object);
}

static void
vitrine_jobs_button_class_init (VitrineJobsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_jobs_button_dispose;
  G_OBJECT_CLASS (klass)->get_property = vitrine_jobs_button_get_property;
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, 0, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  g_type_ensure (VITRINE_TYPE_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-jobs-button.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineJobsButton, button);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobsButton, ring);
  gtk_widget_class_bind_template_child (widget_class, VitrineJobsButton, list);
}

static void
vitrine_jobs_button_init (VitrineJobsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vitrine_jobs_button_new (VitrineJobs *jobs)
{
  VitrineJobsButton *self = g_object_new (VITRINE_TYPE_JOBS_BUTTON, NULL);
  self->jobs = g_object_ref (jobs);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (jobs), make_row, self, NULL);
  g_signal_connect_object (jobs, "notify::n-busy", G_CALLBACK (on_n_busy), self, 0);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  return GTK_WIDGET (self);
}

void
vitrine_jobs_button_popup (VitrineJobsButton *self)
{
  g_return_if_fail (VITRINE_IS_JOBS_BUTTON (self));
  gtk_menu_button_popup (self->button);
}
