/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails.  One thread decodes what was asked last first.  `queue` and `ready` are shared
 * under a mutex of pthread; all else, and every reference to a picture, is main's. */
#include "engine/data/vitrine-thumbnails.h"

#include <pthread.h>

typedef struct
{
  guint                 number;
  VitrinePicture       *picture;
  VitrineThumbnailFunc  func;        /* NULL: cancelled; main only */
  gpointer              user_data;
  VitrineImage         *image;       /* written by the thread before the ask is ready */
} Ask;

typedef struct
{
  VitrinePicture *picture;
  VitrineImage   *image;
  GList          *link;              /* in `recent` */
} Kept;

struct _VitrineThumbnails
{
  GObject          parent_instance;
  guint            side;
  gsize            max_bytes;
  GMainContext    *context;

  pthread_t        thread;
  pthread_mutex_t  mutex;
  pthread_cond_t   wake;
  GQueue           queue;            /* Ask, newest first; under mutex */
  GQueue           ready;            /* Ask; under mutex */
  gboolean         sending;          /* a delivery is on its way; under mutex */
  gboolean         quit;             /* under mutex */

  GHashTable      *asks;             /* number → Ask, not delivered yet */
  guint            last_number;
  GHashTable      *kept;             /* VitrinePicture → Kept */
  GQueue           recent;           /* Kept, most recently used first */
  gsize            bytes;
};

G_DEFINE_FINAL_TYPE (VitrineThumbnails, vitrine_thumbnails, G_TYPE_OBJECT)

static void
ask_free (Ask *ask)
{
  vitrine_image_unref (ask->image);
  g_object_unref (ask->picture);
  g_free (ask);
}

static gsize
bytes_of (const VitrineImage *image)
{
  return (gsize) vitrine_image_get_width (image) * vitrine_image_get_height (image) * 3;
}

static void
forget (VitrineThumbnails *self,
        Kept              *kept)
{
  self->bytes -= bytes_of (kept->image);
  g_queue_delete_link (&self->recent, kept->link);
  g_hash_table_remove (self->kept, kept->picture);
  vitrine_image_unref (kept->image);
  g_object_unref (kept->picture);
  g_free (kept);
}

static void
keep (VitrineThumbnails *self,
      VitrinePicture    *picture,
      VitrineImage      *image)
{
  Kept *kept;

  if (g_hash_table_contains (self->kept, picture))
    return;
  kept = g_new (Kept, 1);
  *kept = (Kept) { g_object_ref (picture), vitrine_image_ref (image) };
  g_queue_push_head (&self->recent, kept);
  kept->link = self->recent.head;
  g_hash_table_insert (self->kept, picture, kept);
  self->bytes += bytes_of (image);
  while (self->bytes > self->max_bytes && self->recent.length > 1)
    forget (self, self->recent.tail->data);
}

/* On main: hands out everything that is ready. */
static gboolean
deliver (gpointer data)
{
  VitrineThumbnails *self = data;
  GQueue ready;
  Ask *ask;

  pthread_mutex_lock (&self->mutex);
  ready = self->ready;
  g_queue_init (&self->ready);
  self->sending = FALSE;
  pthread_mutex_unlock (&self->mutex);

  while ((ask = g_queue_pop_head (&ready)) != NULL)
    {
      g_hash_table_remove (self->asks, GUINT_TO_POINTER (ask->number));
      if (ask->image != NULL)
        keep (self, ask->picture, ask->image);
      if (ask->func != NULL)
        ask->func (ask->picture, ask->image, ask->user_data);
      ask_free (ask);
    }
  return G_SOURCE_REMOVE;
}

/* Under mutex. */
static void
send_to_main (VitrineThumbnails *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->sending)
    return;
  self->sending = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, deliver, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

static void *
decode (void *data)
{
  VitrineThumbnails *self = data;

  pthread_mutex_lock (&self->mutex);
  while (!self->quit)
    {
      Ask *ask = g_queue_pop_head (&self->queue);

      if (ask == NULL)
        {
          pthread_cond_wait (&self->wake, &self->mutex);
          continue;
        }
      pthread_mutex_unlock (&self->mutex);
      ask->image = vitrine_picture_load_small (ask->picture, self->side, NULL);
      pthread_mutex_lock (&self->mutex);
      g_queue_push_tail (&self->ready, ask);
      if (!self->quit)
        send_to_main (self);
    }
  pthread_mutex_unlock (&self->mutex);
  return NULL;
}

static void
vitrine_thumbnails_finalize (GObject *object)
{
  VitrineThumbnails *self = VITRINE_THUMBNAILS (object);

  pthread_mutex_lock (&self->mutex);
  self->quit = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->mutex);
  pthread_join (self->thread, NULL);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->mutex);
  g_queue_clear_full (&self->queue, (GDestroyNotify) ask_free);
  g_queue_clear_full (&self->ready, (GDestroyNotify) ask_free);
  while (self->recent.tail != NULL)
    forget (self, self->recent.tail->data);
  g_hash_table_unref (self->asks);
  g_hash_table_unref (self->kept);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (vitrine_thumbnails_parent_class)->finalize (object);
}

static void
vitrine_thumbnails_class_init (VitrineThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vitrine_thumbnails_finalize;
}

static void
vitrine_thumbnails_init (VitrineThumbnails *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->asks = g_hash_table_new (NULL, NULL);
  self->kept = g_hash_table_new (NULL, NULL);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->wake, NULL);
}

VitrineThumbnails *
vitrine_thumbnails_new (guint side,
                        gsize max_bytes)
{
  VitrineThumbnails *self = g_object_new (VITRINE_TYPE_THUMBNAILS, NULL);

  self->side = side;
  self->max_bytes = max_bytes;
  if (pthread_create (&self->thread, NULL, decode, self) != 0)
    g_error ("The system has no thread to give");
  return self;
}

VitrineImage *
vitrine_thumbnails_peek (VitrineThumbnails *self,
                         VitrinePicture    *picture)
{
  Kept *kept;

  g_return_val_if_fail (VITRINE_IS_THUMBNAILS (self), NULL);

  kept = g_hash_table_lookup (self->kept, picture);
  if (kept == NULL)
    return NULL;
  g_queue_unlink (&self->recent, kept->link);
  g_queue_push_head_link (&self->recent, kept->link);
  return kept->image;
}

guint
vitrine_thumbnails_ask (VitrineThumbnails    *self,
                        VitrinePicture       *picture,
                        VitrineThumbnailFunc  func,
                        gpointer              user_data)
{
  Ask *ask;

  g_return_val_if_fail (VITRINE_IS_THUMBNAILS (self), 0);
  g_return_val_if_fail (VITRINE_IS_PICTURE (picture) && func != NULL, 0);

  do
    self->last_number++;
  while (self->last_number == 0
         || g_hash_table_contains (self->asks, GUINT_TO_POINTER (self->last_number)));
  ask = g_new (Ask, 1);
  *ask = (Ask) { self->last_number, g_object_ref (picture), func, user_data };
  g_hash_table_insert (self->asks, GUINT_TO_POINTER (ask->number), ask);
  pthread_mutex_lock (&self->mutex);
  g_queue_push_head (&self->queue, ask);
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->mutex);
  return self->last_number;
}

void
vitrine_thumbnails_cancel (VitrineThumbnails *self,
                           guint              number)
{
  gboolean waiting;
  Ask *ask;

  g_return_if_fail (VITRINE_IS_THUMBNAILS (self));

  ask = g_hash_table_lookup (self->asks, GUINT_TO_POINTER (number));
  if (ask == NULL)
    return;
  ask->func = NULL;
  pthread_mutex_lock (&self->mutex);
  waiting = g_queue_remove (&self->queue, ask);
  pthread_mutex_unlock (&self->mutex);
  if (!waiting)
    return;
  g_hash_table_remove (self->asks, GUINT_TO_POINTER (number));
  ask_free (ask);
}
