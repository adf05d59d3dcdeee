/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread pool.  A loop is published by raising `generation`; workers take parts from one atomic
 * counter that carries the generation in its upper half, so that a late worker can never take a part of
 * the next loop.  Workers spin for a short while before they sleep on a futex-like condition: layers
 * of a network follow each other within microseconds.
 *
 * The processors may have other things to do.  Nobody waits for a worker that has not begun.  The kernel likes to wake
 * one where the caller is, when all others are busy: such a worker moves, to have its share of another.  Where there
 * is no other it leaves everything to the caller, which then works alone for a while: waking it costs more than it
 * brings.
 *
 * Invariant: `func`, `user_data` and `n_parts` are written only while no part of the former loop is
 * outstanding (`left` == 0) and while the ticket is closed (its part is NO_PART, which no loop has), so
 * that whoever sees a new `n_parts` can no longer take an old ticket.  The open ticket publishes them. */
#include "base/vt-parallel.h"

#include "base/vt-blas.h"

#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPINS     4000          /* some 100 µs */
#define MIN_ALONE 250           /* µs that the caller works alone at first; twice as long each time */
#define MAX_ALONE 8000
#define NO_PART   G_MAXUINT32

typedef struct
{
  VtPool *pool;
  guint   number;
} Worker;

struct _VtPool
{
  guint            n_threads;
  GThread        **threads;
  Worker          *workers;
  gint64           alone_until; /* the caller works alone, in µs of the monotonic clock */
  gint64           alone;       /* how long it last did, in vain; 0: it was helped since */

  _Atomic guint64  ticket;      /* generation << 32 | next part */
  _Atomic guint32  generation;  /* what sleepers wait on; G_MAXUINT32 means quit */
  _Atomic guint32  left;        /* parts not yet done; what the caller sleeps on */
  _Atomic guint32  sleeps;      /* the caller waits for `left` in the kernel */
  _Atomic guint32  sleepers;    /* workers that wait for `generation` there, or are about to */
  _Atomic gboolean crowded;     /* a worker has only the caller's processor */
  _Atomic int      processor;   /* that the caller was on when it began the loop */
  _Atomic guint32  n_parts;
  _Atomic (VtPartFunc) func;
  _Atomic (gpointer) user_data;
};

static inline void
cpu_relax (void)
{
#if defined (__x86_64__) || defined (__i386__)
  __builtin_ia32_pause ();
#endif
}

/* Takes parts of loop `generation` until there are none; how many. */
static guint32
take_parts (VtPool *pool,
            guint32 generation,
            guint   thread)
{
  guint64 ticket = atomic_load_explicit (&pool->ticket, memory_order_acquire);
  guint32 taken = 0;

  for (;;)
    {
      const guint32 part = (guint32) ticket;

      if ((guint32) (ticket >> 32) != generation
          || part >= atomic_load_explicit (&pool->n_parts, memory_order_acquire))
        return taken;
      if (!atomic_compare_exchange_weak_explicit (&pool->ticket, &ticket, ticket + 1,
                                                  memory_order_acq_rel, memory_order_acquire))
        continue;

      VtPartFunc func = atomic_load_explicit (&pool->func, memory_order_relaxed);

      func (part, thread, atomic_load_explicit (&pool->user_data, memory_order_relaxed));
      taken++;
      /* Either the caller sees `left` at 0 or this thread sees that it sleeps: both are seq_cst. */
      if (atomic_fetch_sub (&pool->left, 1) == 1 && atomic_load (&pool->sleeps) != 0)
        syscall (SYS_futex, &pool->left, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
      ticket = atomic_load_explicit (&pool->ticket, memory_order_acquire);
    }
}

/* Whether the calling thread is where the caller of the loop is: it can do nothing but keep that from its work. */
static gboolean
takes_turns (const VtPool *pool)
{
  return sched_getcpu () == atomic_load_explicit (&pool->processor, memory_order_relaxed);
}

static guint32
wait_for_loop (VtPool *pool,
               guint32 seen)
{
  for (int i = 0; i < SPINS && !takes_turns (pool); i++)
    {
      const guint32 now = atomic_load_explicit (&pool->generation, memory_order_acquire);

      if (now != seen)
        return now;
      cpu_relax ();
    }
  /* Either the caller sees this sleeper or this thread sees the new generation: all are seq_cst. */
  atomic_fetch_add (&pool->sleepers, 1);
  while (atomic_load (&pool->generation) == seen)
    syscall (SYS_futex, &pool->generation, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  atomic_fetch_sub (&pool->sleepers, 1);
  return atomic_load_explicit (&pool->generation, memory_order_acquire);
}

/* Until the other threads are done with the parts that they took. */
static void
wait_for_parts (VtPool *pool)
{
  guint32 left;

  for (int i = 0; i < SPINS; i++)
    {
      if (atomic_load_explicit (&pool->left, memory_order_acquire) == 0)
        return;
      cpu_relax ();
    }
  atomic_store (&pool->sleeps, 1);
  while ((left = atomic_load (&pool->left)) != 0)
    syscall (SYS_futex, &pool->left, FUTEX_WAIT_PRIVATE, left, NULL, NULL, 0);
  atomic_store_explicit (&pool->sleeps, 0, memory_order_relaxed);
}

/* Moves the calling thread from the caller's processor to another that it may use.  FALSE: there is none. */
static gboolean
move_away (const VtPool *pool)
{
  cpu_set_t mine, others;

  if (sched_getaffinity (0, sizeof mine, &mine) != 0)
    return FALSE;
  others = mine;
  CPU_CLR ((gsize) atomic_load_explicit (&pool->processor, memory_order_relaxed), &others);
  if (CPU_COUNT (&others) == 0 || sched_setaffinity (0, sizeof others, &others) != 0)
    return FALSE;
  sched_setaffinity (0, sizeof mine, &mine);
  return TRUE;
}

static gpointer
work (gpointer data)
{
  const Worker *worker = data;
  VtPool *pool = worker->pool;
  guint32 seen = 0;

  while ((seen = wait_for_loop (pool, seen)) != G_MAXUINT32)
    if (takes_turns (pool) && !move_away (pool))
      atomic_store_explicit (&pool->crowded, TRUE, memory_order_relaxed);
    else
      take_parts (pool, seen, worker->number);
  return NULL;
}

static void
announce (VtPool *pool,
          guint32 generation)
{
  atomic_store (&pool->generation, generation);
  if (atomic_load (&pool->sleepers) != 0)
    syscall (SYS_futex, &pool->generation, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

VtPool *
vt_pool_new (guint n_threads)
{
  VtPool *pool = g_new0 (VtPool, 1);

  vt_blas_init ();
  pool->n_threads = n_threads > 0 ? n_threads : MAX (1, g_get_num_processors ());
  pool->threads = g_new0 (GThread *, pool->n_threads);
  pool->workers = g_new0 (Worker, pool->n_threads);
  for (guint i = 0; i < pool->n_threads; i++)
    {
      pool->workers[i] = (Worker) { .pool = pool, .number = i };
      if (i > 0)
        pool->threads[i] = g_thread_new ("vt-pool", work, &pool->workers[i]);
    }
  return pool;
}

void
vt_pool_free (VtPool *pool)
{
  if (pool == NULL)
    return;
  announce (pool, G_MAXUINT32);
  for (guint i = 1; i < pool->n_threads; i++)
    g_thread_join (pool->threads[i]);
  g_free (pool->threads);
  g_free (pool->workers);
  g_free (pool);
}

guint
vt_pool_n_threads (const VtPool *pool)
{
  return pool != NULL ? pool->n_threads : 1;
}

/* Parts from `first` on, by all threads. */
static void
share_parts (VtPool    *pool,
             guint32    first,
             guint32    n_parts,
             VtPartFunc func,
             gpointer   user_data)
{
  guint32 generation = atomic_load_explicit (&pool->generation, memory_order_relaxed) + 1;

  if (generation == G_MAXUINT32)
    generation = 1;
  atomic_store_explicit (&pool->ticket, (guint64) generation << 32 | NO_PART, memory_order_release);
  atomic_store_explicit (&pool->processor, sched_getcpu (), memory_order_relaxed);
  atomic_store_explicit (&pool->func, func, memory_order_relaxed);
  atomic_store_explicit (&pool->user_data, user_data, memory_order_relaxed);
  atomic_store_explicit (&pool->left, n_parts - first, memory_order_relaxed);
  atomic_store_explicit (&pool->n_parts, n_parts, memory_order_release);
  atomic_store_explicit (&pool->ticket, (guint64) generation << 32 | first, memory_order_release);
  announce (pool, generation);

  const guint32 taken = take_parts (pool, generation, 0);

  wait_for_parts (pool);
  if (taken < n_parts - first)
    pool->alone = 0;
  else if (atomic_exchange_explicit (&pool->crowded, FALSE, memory_order_relaxed))
    {
      pool->alone = CLAMP (2 * pool->alone, MIN_ALONE, MAX_ALONE);
      pool->alone_until = g_get_monotonic_time () + pool->alone;
    }
}

void
vt_parallel_for (VtPool    *pool,
                 gsize      n_parts,
                 VtPartFunc func,
                 gpointer   user_data)
{
  gsize first = 0;

  g_return_if_fail (n_parts < G_MAXUINT32);

  if (pool == NULL || pool->n_threads == 1 || n_parts <= 1)
    {
      for (gsize i = 0; i < n_parts; i++)
        func (i, 0, user_data);
      return;
    }
  while (first < n_parts && g_get_monotonic_time () < pool->alone_until)
    func (first++, 0, user_data);
  if (first < n_parts)
    share_parts (pool, (guint32) first, (guint32) n_parts, func, user_data);
}
