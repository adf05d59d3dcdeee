/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idle runs, most recently used first.  At most eight and half a gigabyte are kept. */
#include "engine/model/vitrine-runs.h"

#include <string.h>

#define MAX_IDLE 8
#define MAX_IDLE_BYTES ((gsize) 512 << 20)

struct _VitrineRunSlot
{
  VtPlan *plan;
  VtRun  *run;
  VtPool *pool;        /* borrowed; compared, and used by the run while it is taken */
  guint   n_threads;
  VtGrad  grad;
  VtPath  path;
  guint   n_wanted;
  int    *wanted;
};

struct _VitrineRuns
{
  pthread_mutex_t mutex;
  GQueue          idle;      /* VitrineRunSlot, under mutex */
};

static void
slot_free (VitrineRunSlot *slot)
{
  g_clear_pointer (&slot->run, vt_run_free);
  vt_plan_unref (slot->plan);
  g_free (slot->wanted);
  g_free (slot);
}

VitrineRuns *
vitrine_runs_new (void)
{
  VitrineRuns *self = g_new0 (VitrineRuns, 1);

  pthread_mutex_init (&self->mutex, NULL);
  g_queue_init (&self->idle);
  return self;
}

void
vitrine_runs_free (VitrineRuns *self)
{
  g_queue_clear_full (&self->idle, (GDestroyNotify) slot_free);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static gboolean
slot_fits (const VitrineRunSlot *slot,
           const VitrineRunSlot *like)
{
  return slot->pool == like->pool && slot->n_threads == like->n_threads
         && slot->grad == like->grad && slot->path == like->path
         && slot->n_wanted == like->n_wanted
         && memcmp (slot->wanted, like->wanted, like->n_wanted * sizeof (int)) == 0;
}

static VitrineRunSlot *
take_idle (VitrineRuns          *self,
           const VitrineRunSlot *like)
{
  VitrineRunSlot *found = NULL;

  pthread_mutex_lock (&self->mutex);
  for (GList *l = self->idle.head; l != NULL && found == NULL; l = l->next)
    if (slot_fits (l->data, like))
      {
        found = l->data;
        g_queue_delete_link (&self->idle, l);
        break;
      }
  pthread_mutex_unlock (&self->mutex);
  return found;
}

VitrineRunSlot *
vitrine_runs_take (VitrineRuns          *self,
                   VtParams             *params,
                   const VitrineRunWish *wish,
                   GError              **error)
{
  const VitrineRunSlot like = { .pool = wish->pool, .n_threads = vt_pool_n_threads (wish->pool),
                                .grad = wish->grad, .path = wish->path,
                                .n_wanted = wish->n_wanted, .wanted = (int *) wish->wanted };
  VitrineRunSlot *slot = take_idle (self, &like);
  const VtPlanOptions options = { .batch = 1, .wanted = wish->wanted, .n_wanted = wish->n_wanted,
                                  .grad = wish->grad, .path = wish->path,
                                  .n_threads = like.n_threads };

  if (slot != NULL)
    return slot;
  slot = g_new (VitrineRunSlot, 1);
  *slot = like;
  slot->wanted = g_memdup2 (wish->wanted, wish->n_wanted * sizeof (int));
  slot->plan = vt_plan_new (vt_params_graph (params), &options, error);
  slot->run = slot->plan != NULL ? vt_run_new (slot->plan, params, wish->pool, error) : NULL;
  if (slot->run == NULL)
    g_clear_pointer (&slot, slot_free);
  return slot;
}

VtRun *
vitrine_run_slot_get (VitrineRunSlot *slot)
{
  return slot->run;
}

void
vitrine_runs_put_back (VitrineRuns    *self,
                       VitrineRunSlot *slot)
{
  GQueue spare = G_QUEUE_INIT;
  gsize bytes = 0;
  guint n = 0;

  pthread_mutex_lock (&self->mutex);
  g_queue_push_head (&self->idle, slot);
  for (GList *l = self->idle.head, *next; l != NULL; l = next)
    {
      next = l->next;
      bytes += vt_plan_bytes (((VitrineRunSlot *) l->data)->plan);
      if (++n > MAX_IDLE || (bytes > MAX_IDLE_BYTES && n > 1))
        {
          g_queue_push_tail (&spare, l->data);
          g_queue_delete_link (&self->idle, l);
        }
    }
  pthread_mutex_unlock (&self->mutex);
  g_queue_clear_full (&spare, (GDestroyNotify) slot_free);
}
