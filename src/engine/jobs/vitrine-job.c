/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job.  The worker writes C11 atomics and asks main for a round of notifications; main alone
 * touches properties and callbacks.  The last reference is always dropped on main, which holds
 * one until the end was delivered. */
#include "engine/jobs/vitrine-job.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "engine/jobs/vitrine-job-private.h"

#define ROUND_MS 100
#define SHOW_LEFT_AFTER (8.0)

G_DEFINE_ENUM_TYPE (VitrineJobState, vitrine_job_state,
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_CANCELLING, "cancelling"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_PARTIAL, "partial"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (VITRINE_JOB_FAILED, "failed"))

enum
{
  PROP_TITLE = 1,
  PROP_STAGE,
  PROP_DETAIL,
  PROP_MESSAGE,
  PROP_FRACTION,
  PROP_SECONDS_LEFT,
  PROP_STATE,
  PROP_FINISHED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VitrineJob, vitrine_job, G_TYPE_OBJECT)

static void
parcel_free (VitrineParcel *parcel)
{
  if (parcel == NULL)
    return;
  if (parcel->free != NULL)
    parcel->free (parcel->data);
  g_free (parcel);
}

static void
set_state (VitrineJob      *self,
           VitrineJobState  state)
{
  const gboolean was_finished = vitrine_job_is_finished (self);

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (was_finished != vitrine_job_is_finished (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINISHED]);
}

static void
show_left (VitrineJob *self)
{
  const double seconds = vitrine_job_get_seconds (self);
  const double f = self->shown_fraction;
  double left = -1;

  if (seconds >= SHOW_LEFT_AFTER && f > 0.01 && f < 1)
    left = seconds * (1 - f) / f;
  /* Half the old, half the new: the figure should not jump about. */
  if (left >= 0 && self->shown_left >= 0)
    left = 0.5 * (left + self->shown_left);
  if (left == self->shown_left)
    return;
  self->shown_left = left;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
}

/* Brings what the worker wrote to the properties and hands out the newest partial result. */
static void
show_progress (VitrineJob *self)
{
  GObject *object = G_OBJECT (self);
  const double fraction = atomic_load (&self->fraction);
  const char *stage = atomic_load (&self->stage);
  char *detail = atomic_exchange (&self->detail, NULL);
  VitrineParcel *parcel = atomic_exchange (&self->partial, NULL);

  g_object_freeze_notify (object);
  if (self->state == VITRINE_JOB_QUEUED && atomic_load (&self->started) != 0)
    set_state (self, VITRINE_JOB_RUNNING);
  if (fraction != self->shown_fraction)
    {
      self->shown_fraction = fraction;
      g_object_notify_by_pspec (object, properties[PROP_FRACTION]);
    }
  show_left (self);
  if (g_strcmp0 (stage, self->shown_stage) != 0)
    {
      self->shown_stage = stage;
      g_object_notify_by_pspec (object, properties[PROP_STAGE]);
    }
  if (detail != NULL)
    {
      g_free (self->shown_detail);
      self->shown_detail = detail;
      g_object_notify_by_pspec (object, properties[PROP_DETAIL]);
    }
  g_object_thaw_notify (object);

  if (parcel != NULL && self->spec.partial != NULL && self->owner != NULL)
    self->spec.partial (self, parcel->data, self->spec.user_data);
  parcel_free (parcel);
}

static gboolean
progress_round (gpointer data)
{
  VitrineJob *self = data;

  /* Cleared first: what the worker writes from now on asks for another round. */
  atomic_store (&self->notifying, FALSE);
  if (!self->delivered)
    show_progress (self);
  return G_SOURCE_REMOVE;
}

static VitrineJobState
end_state (VitrineJob *self)
{
  if (self->error == NULL)
    return VITRINE_JOB_DONE;
  if (self->result != NULL || self->published)
    return VITRINE_JOB_PARTIAL;
  return g_error_matches (self->error, VT_ERROR, VT_ERROR_CANCELLED) ? VITRINE_JOB_CANCELLED
                                                                     : VITRINE_JOB_FAILED;
}

static void
free_gifts (VitrineJob *self)
{
  if (self->result != NULL && self->spec.result_free != NULL)
    self->spec.result_free (self->result);
  self->result = NULL;
  if (self->spec.input_free != NULL)
    g_clear_pointer (&self->spec.input, self->spec.input_free);
  if (self->spec.user_data_free != NULL)
    g_clear_pointer (&self->spec.user_data, self->spec.user_data_free);
}

static gboolean
deliver_end (gpointer data)
{
  VitrineJob *self = data;

  /* The load is what makes the worker's result visible here. */
  if (!atomic_load (&self->ended) || self->delivered)
    return G_SOURCE_REMOVE;

  show_progress (self);
  self->delivered = TRUE;
  self->stopped = g_get_monotonic_time ();
  if (self->error != NULL && !g_error_matches (self->error, VT_ERROR, VT_ERROR_CANCELLED))
    {
      self->message = g_strdup (self->error->message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  set_state (self, end_state (self));
  if (self->spec.done != NULL && self->owner != NULL)
    self->spec.done (self, self->result, self->error, self->spec.user_data);
  if (self->owner != NULL)
    self->on_finished (self, self->owner);
  free_gifts (self);
  return G_SOURCE_REMOVE;
}

/* `context` is read before the job is marked as ended: then nothing of the job is touched but its reference. */
static void
send_to_main (VitrineJob   *self,
              GMainContext *context,
              GSourceFunc   func,
              guint         delay_ms)
{
  g_autoptr (GSource) source = delay_ms > 0 ? g_timeout_source_new (delay_ms) : g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_object_ref (self), g_object_unref);
  g_source_attach (source, context);
}

static void
ask_for_round (VitrineJob *self)
{
  if (!atomic_exchange (&self->notifying, TRUE))
    send_to_main (self, self->context, progress_round, ROUND_MS);
}

static gboolean
job_tick (double      fraction,
          const char *stage,
          gpointer    user_data)
{
  VitrineJob *self = user_data;

  atomic_store (&self->fraction, fraction);
  atomic_store (&self->stage, stage);
  ask_for_round (self);
  return !atomic_load (&self->cancelled);
}

static void
vitrine_job_finalize (GObject *object)
{
  VitrineJob *self = VITRINE_JOB (object);

  /* The loads order these frees after the worker's last writes. */
  if (atomic_load (&self->ended))
    free_gifts (self);
  g_clear_error (&self->error);
  parcel_free (atomic_exchange (&self->partial, NULL));
  g_free (atomic_exchange (&self->detail, NULL));
  g_free (self->shown_detail);
  g_free (self->message);
  g_free (self->title);
  g_free (self->key);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (vitrine_job_parent_class)->finalize (object);
}

static void
vitrine_job_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  VitrineJob *self = VITRINE_JOB (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, vitrine_job_get_title (self));
      break;
    case PROP_STAGE:
      g_value_set_string (value, vitrine_job_get_stage (self));
      break;
    case PROP_DETAIL:
      g_value_set_string (value, vitrine_job_get_detail (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, vitrine_job_get_message (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, vitrine_job_get_fraction (self));
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_double (value, vitrine_job_get_seconds_left (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, vitrine_job_get_state (self));
      break;
    case PROP_FINISHED:
      g_value_set_boolean (value, vitrine_job_is_finished (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_job_class_init (VitrineJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = vitrine_job_finalize;
  object_class->get_property = vitrine_job_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_STAGE] = g_param_spec_string ("stage", NULL, NULL, "", flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, "", flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_double ("seconds-left", NULL, NULL, -1, G_MAXDOUBLE,
                                                       -1, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VITRINE_TYPE_JOB_STATE,
                                              VITRINE_JOB_QUEUED, flags);
  properties[PROP_FINISHED] = g_param_spec_boolean ("finished", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vitrine_job_init (VitrineJob *self)
{
  atomic_init (&self->fraction, -1);
  atomic_init (&self->stage, "");
  self->shown_fraction = -1;
  self->shown_left = -1;
  self->shown_stage = "";
}

VitrineJob *
vitrine_job_new_for_spec (const VitrineJobSpec *spec,
                          const char           *key,
                          GMainContext         *context)
{
  VitrineJob *self = g_object_new (VITRINE_TYPE_JOB, NULL);

  self->spec = *spec;
  self->title = g_strdup (spec->title != NULL ? spec->title : "");
  self->spec.title = self->title;
  self->key = g_strdup (key);
  self->context = g_main_context_ref (context);
  self->tick = (VtJob) { job_tick, self };
  return self;
}

void
vitrine_job_run_here (VitrineJob *self,
                      VtPool     *pool)
{
  atomic_store (&self->started, g_get_monotonic_time ());
  ask_for_round (self);
  self->pool = pool;
  self->result = self->spec.func (self, &self->tick, self->spec.input, &self->error);
  self->pool = NULL;
  /* A function that paid no heed and finished all the same has finished; one that gave nothing
   * after being cancelled was cancelled. */
  if (self->result == NULL && self->error == NULL && atomic_load (&self->cancelled))
    g_set_error_literal (&self->error, VT_ERROR, VT_ERROR_CANCELLED, "Cancelled");

  GMainContext *context = self->context;
  atomic_store (&self->ended, TRUE);
  send_to_main (self, context, deliver_end, 0);
}

void
vitrine_job_drop (VitrineJob *self)
{
  g_set_error_literal (&self->error, VT_ERROR, VT_ERROR_CANCELLED, "Cancelled");

  GMainContext *context = self->context;
  atomic_store (&self->ended, TRUE);
  send_to_main (self, context, deliver_end, 0);
}

void
vitrine_job_abandon (VitrineJob *self)
{
  self->owner = NULL;
  atomic_load (&self->ended);
  if (!self->delivered)
    {
      self->delivered = TRUE;
      set_state (self, VITRINE_JOB_CANCELLED);
    }
  free_gifts (self);
}

const char *
vitrine_job_get_title (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), NULL);
  return self->title;
}

const char *
vitrine_job_get_stage (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), NULL);
  return self->shown_stage != NULL && *self->shown_stage != 0 ? gettext (self->shown_stage) : "";
}

const char *
vitrine_job_get_detail (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), NULL);
  return self->shown_detail != NULL ? self->shown_detail : "";
}

const char *
vitrine_job_get_message (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), NULL);
  return self->message != NULL ? self->message : "";
}

double
vitrine_job_get_fraction (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), -1);
  return CLAMP (self->shown_fraction, -1, 1);
}

double
vitrine_job_get_seconds_left (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), -1);
  return self->shown_left;
}

double
vitrine_job_get_seconds (VitrineJob *self)
{
  const gint64 started = atomic_load (&self->started);

  g_return_val_if_fail (VITRINE_IS_JOB (self), 0);
  if (started == 0)
    return 0;
  return (double) ((self->stopped != 0 ? self->stopped : g_get_monotonic_time ()) - started) * 1e-6;
}

VitrineJobState
vitrine_job_get_state (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), VITRINE_JOB_FAILED);
  return self->state;
}

gboolean
vitrine_job_is_finished (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), TRUE);
  return self->state >= VITRINE_JOB_DONE;
}

void
vitrine_job_cancel (VitrineJob *self)
{
  g_return_if_fail (VITRINE_IS_JOB (self));

  if (vitrine_job_is_finished (self))
    return;
  atomic_store (&self->cancelled, TRUE);
  set_state (self, VITRINE_JOB_CANCELLING);
  if (self->owner != NULL)
    self->on_cancelled (self, self->owner);
}

void
vitrine_job_forget (VitrineJob **job)
{
  g_autoptr (VitrineJob) old = g_steal_pointer (job);

  if (old != NULL)
    vitrine_job_cancel (old);
}

gpointer
vitrine_job_steal_result (VitrineJob *self)
{
  g_return_val_if_fail (VITRINE_IS_JOB (self), NULL);
  g_return_val_if_fail (self->delivered, NULL);
  return g_steal_pointer (&self->result);
}

VtPool *
vitrine_job_get_pool (VitrineJob *self)
{
  return self->pool;
}

void
vitrine_job_set_count (VitrineJob *self,
                       gsize       done,
                       gsize       total)
{
  g_autofree char *text = g_strdup_printf (_("%zu of %zu"), done, total);

  vitrine_job_set_detail (self, text);
}

void
vitrine_job_set_detail (VitrineJob *self,
                        const char *detail)
{
  g_free (atomic_exchange (&self->detail, g_strdup (detail)));
  ask_for_round (self);
}

void
vitrine_job_publish (VitrineJob    *self,
                     gpointer       partial,
                     GDestroyNotify partial_free)
{
  VitrineParcel *parcel = g_new (VitrineParcel, 1);

  *parcel = (VitrineParcel) { partial, partial_free };
  self->published = TRUE;
  parcel_free (atomic_exchange (&self->partial, parcel));
  ask_for_round (self);
}

gboolean
vitrine_job_is_cancelled (VitrineJob *self)
{
  return atomic_load (&self->cancelled);
}
