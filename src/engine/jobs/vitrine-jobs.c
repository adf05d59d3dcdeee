/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two workers with a queue each.  A queue is guarded by its mutex; a job in it belongs to main,
 * which keeps a reference in `alive` until the end was delivered.  Mutexes are pthread's own so
 * that the thread sanitizer sees them even when GLib is not instrumented. */
#include "engine/jobs/vitrine-jobs.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/jobs/vitrine-job-private.h"

#define LET_END_US (200 * G_TIME_SPAN_MILLISECOND)
#define JOB_NICENESS 5

typedef struct
{
  pthread_t       thread;
  pthread_mutex_t mutex;
  pthread_cond_t  wake;
  GQueue          queue;        /* VitrineJob, borrowed from `alive`; under mutex */
  gboolean        quit;         /* under mutex */
  guint           n_threads;
  int             niceness;
} Worker;

struct _VitrineJobs
{
  GObject       parent_instance;
  GMainContext *context;
  GListStore   *shown;
  GPtrArray    *alive;          /* every job whose end was not delivered yet */
  Worker        jobs, previews;
  gboolean      running;
  guint         n_busy;
};

enum
{
  PROP_N_BUSY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VitrineJobs, vitrine_jobs, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* The worker's thread. */
static void *
work (void *data)
{
  Worker *worker = data;
  VtPool *pool;

  /* A person's clicks come first: on Linux niceness is per thread and the pool's threads inherit
   * it. */
  if (worker->niceness != 0)
    (void) setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), worker->niceness);
  pool = vt_pool_new (worker->n_threads);

  pthread_mutex_lock (&worker->mutex);
  for (;;)
    {
      VitrineJob *job;

      while (!worker->quit && g_queue_is_empty (&worker->queue))
        pthread_cond_wait (&worker->wake, &worker->mutex);
      if (worker->quit)
        break;
      job = g_queue_pop_head (&worker->queue);
      pthread_mutex_unlock (&worker->mutex);
      vitrine_job_run_here (job, pool);
      pthread_mutex_lock (&worker->mutex);
    }
  pthread_mutex_unlock (&worker->mutex);
  vt_pool_free (pool);
  return NULL;
}

static void
worker_start (Worker *worker,
              guint   n_threads,
              int     niceness)
{
  worker->n_threads = n_threads;
  worker->niceness = niceness;
  g_queue_init (&worker->queue);
  pthread_mutex_init (&worker->mutex, NULL);
  pthread_cond_init (&worker->wake, NULL);
  if (pthread_create (&worker->thread, NULL, work, worker) != 0)
    g_error ("The system has no thread to give");
}

static void
worker_stop (Worker *worker)
{
  pthread_mutex_lock (&worker->mutex);
  worker->quit = TRUE;
  g_queue_clear (&worker->queue);
  pthread_cond_signal (&worker->wake);
  pthread_mutex_unlock (&worker->mutex);
  pthread_join (worker->thread, NULL);
  pthread_cond_destroy (&worker->wake);
  pthread_mutex_destroy (&worker->mutex);
}

static void
worker_push (Worker     *worker,
             VitrineJob *job)
{
  pthread_mutex_lock (&worker->mutex);
  g_queue_push_tail (&worker->queue, job);
  pthread_cond_signal (&worker->wake);
  pthread_mutex_unlock (&worker->mutex);
}

/* Takes a waiting job back; FALSE when it is no longer waiting. */
static gboolean
worker_take_back (Worker     *worker,
                  VitrineJob *job)
{
  gboolean taken;

  pthread_mutex_lock (&worker->mutex);
  taken = g_queue_remove (&worker->queue, job);
  pthread_mutex_unlock (&worker->mutex);
  return taken;
}

static void
set_n_busy (VitrineJobs *self,
            guint        n_busy)
{
  self->n_busy = n_busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_BUSY]);
}

static void
job_finished (VitrineJob *job,
              gpointer    owner)
{
  VitrineJobs *self = owner;
  const VitrineJobState state = vitrine_job_get_state (job);

  job->owner = NULL;
  if (job->key == NULL)
    {
      set_n_busy (self, self->n_busy - 1);
      if (state == VITRINE_JOB_DONE || state == VITRINE_JOB_CANCELLED)
        vitrine_jobs_dismiss (self, job);
    }
  g_ptr_array_remove (self->alive, job);
}

static void
job_cancelled (VitrineJob *job,
               gpointer    owner)
{
  VitrineJobs *self = owner;

  if (worker_take_back (job->key != NULL ? &self->previews : &self->jobs, job))
    vitrine_job_drop (job);
}

static VitrineJob *
adopt (VitrineJobs          *self,
       const VitrineJobSpec *spec,
       const char           *key)
{
  VitrineJob *job = vitrine_job_new_for_spec (spec, key, self->context);

  job->owner = self;
  job->on_finished = job_finished;
  job->on_cancelled = job_cancelled;
  g_ptr_array_add (self->alive, job);
  return job;
}

static GType
get_item_type (GListModel *model)
{
  return VITRINE_TYPE_JOB;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (VITRINE_JOBS (model)->shown));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (VITRINE_JOBS (model)->shown), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
vitrine_jobs_dispose (GObject *object)
{
  VitrineJobs *self = VITRINE_JOBS (object);

  vitrine_jobs_shutdown (self);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->alive, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (vitrine_jobs_parent_class)->dispose (object);
}

static void
vitrine_jobs_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (id == PROP_N_BUSY)
    g_value_set_uint (value, VITRINE_JOBS (object)->n_busy);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vitrine_jobs_class_init (VitrineJobsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vitrine_jobs_dispose;
  object_class->get_property = vitrine_jobs_get_property;

  properties[PROP_N_BUSY] =
    g_param_spec_uint ("n-busy", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vitrine_jobs_init (VitrineJobs *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->shown = g_list_store_new (VITRINE_TYPE_JOB);
  self->alive = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->shown, "items-changed", G_CALLBACK (g_list_model_items_changed),
                            self);
}

VitrineJobs *
vitrine_jobs_new (guint n_threads)
{
  VitrineJobs *self = g_object_new (VITRINE_TYPE_JOBS, NULL);

  worker_start (&self->jobs, n_threads, JOB_NICENESS);
  worker_start (&self->previews, n_threads, 0);
  self->running = TRUE;
  return self;
}

VitrineJob *
vitrine_jobs_run (VitrineJobs          *self,
                  const VitrineJobSpec *spec)
{
  VitrineJob *job;

  g_return_val_if_fail (VITRINE_IS_JOBS (self) && self->running, NULL);
  g_return_val_if_fail (spec != NULL && spec->func != NULL, NULL);

  job = adopt (self, spec, NULL);
  g_list_store_append (self->shown, job);
  set_n_busy (self, self->n_busy + 1);
  worker_push (&self->jobs, job);
  return job;
}

/* Ends what an incoming preview, or nothing, makes useless. */
static void
supersede (VitrineJobs *self,
           const char  *key,
           gint64       spare_younger_than)
{
  const gint64 now = g_get_monotonic_time ();

  for (guint i = self->alive->len; i-- > 0;)
    {
      VitrineJob *job = g_ptr_array_index (self->alive, i);
      const gint64 started = atomic_load (&job->started);

      if (g_strcmp0 (job->key, key) != 0 || vitrine_job_is_finished (job))
        continue;
      if (worker_take_back (&self->previews, job))
        vitrine_job_drop (job);
      else if ((started != 0 ? now - started : 0) >= spare_younger_than)
        vitrine_job_cancel (job);
    }
}

VitrineJob *
vitrine_jobs_preview (VitrineJobs          *self,
                      const char           *key,
                      const VitrineJobSpec *spec)
{
  VitrineJob *job;

  g_return_val_if_fail (VITRINE_IS_JOBS (self) && self->running, NULL);
  g_return_val_if_fail (key != NULL && spec != NULL && spec->func != NULL, NULL);

  supersede (self, key, LET_END_US);
  job = adopt (self, spec, key);
  worker_push (&self->previews, job);
  return job;
}

void
vitrine_jobs_cancel_preview (VitrineJobs *self,
                             const char  *key)
{
  g_return_if_fail (VITRINE_IS_JOBS (self));
  g_return_if_fail (key != NULL);

  supersede (self, key, 0);
}

void
vitrine_jobs_cancel_all (VitrineJobs *self)
{
  g_return_if_fail (VITRINE_IS_JOBS (self));

  for (guint i = self->alive->len; i-- > 0;)
    vitrine_job_cancel (g_ptr_array_index (self->alive, i));
}

void
vitrine_jobs_dismiss (VitrineJobs *self,
                      VitrineJob  *job)
{
  guint position;

  g_return_if_fail (VITRINE_IS_JOBS (self));

  if (vitrine_job_is_finished (job) && g_list_store_find (self->shown, job, &position))
    g_list_store_remove (self->shown, position);
}

guint
vitrine_jobs_get_n_busy (VitrineJobs *self)
{
  g_return_val_if_fail (VITRINE_IS_JOBS (self), 0);
  return self->n_busy;
}

void
vitrine_jobs_shutdown (VitrineJobs *self)
{
  g_return_if_fail (VITRINE_IS_JOBS (self));

  if (!self->running)
    return;
  self->running = FALSE;
  for (guint i = 0; i < self->alive->len; i++)
    atomic_store (&((VitrineJob *) g_ptr_array_index (self->alive, i))->cancelled, TRUE);
  worker_stop (&self->jobs);
  worker_stop (&self->previews);
  for (guint i = 0; i < self->alive->len; i++)
    vitrine_job_abandon (g_ptr_array_index (self->alive, i));
  g_ptr_array_set_size (self->alive, 0);
  g_list_store_remove_all (self->shown);
  set_n_busy (self, 0);
}
