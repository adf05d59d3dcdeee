/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feature store: files FOLDER/ab/abcdef….maps.  A file is either whole or absent: it is
 * written aside and renamed.  What is on disk is counted once, when the first file is written;
 * other processes may make the count wrong, which costs a little room and nothing else. */
#include "engine/units/vitrine-feature-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "base/vt-tile.h"
#include "config.h"
#include "engine/pictures/vitrine-hash.h"
#include "engine/units/vitrine-feature-file.h"

#define ENDING ".maps"
#define TOUCH_AFTER_S 60
#define STALE_AFTER_S 3600

struct _VitrineFeatureStore
{
  _Atomic int      ref_count;
  char            *folder;
  guint64          limit;
  pthread_mutex_t  mutex;
  gboolean         counted;      /* under mutex */
  guint64          bytes;        /* under mutex */
};

struct _VitrineFeatures
{
  _Atomic int  ref_count;
  guint        n;
  VitrineMaps *maps;             /* [n] */
};

VitrineFeatureStore *
vitrine_feature_store_new (const char *folder,
                           guint64     limit)
{
  VitrineFeatureStore *self = g_new0 (VitrineFeatureStore, 1);

  atomic_init (&self->ref_count, 1);
  pthread_mutex_init (&self->mutex, NULL);
  self->limit = limit;
  self->folder = folder != NULL ? g_strdup (folder)
                 : g_build_filename (g_get_user_cache_dir (), VITRINE_APP_ID, "features", NULL);
  return self;
}

VitrineFeatureStore *
vitrine_feature_store_ref (VitrineFeatureStore *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_feature_store_unref (VitrineFeatureStore *self)
{
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  pthread_mutex_destroy (&self->mutex);
  g_free (self->folder);
  g_free (self);
}

const char *
vitrine_feature_store_get_folder (VitrineFeatureStore *self)
{
  return self->folder;
}

/* ---- what is on disk ---- */

typedef struct
{
  char    *path;
  guint64  bytes;
  gint64   used;
} StoredFile;

static void
clear_file (gpointer file)
{
  g_free (((StoredFile *) file)->path);
}

static void
list_folder (const char *folder,
             GArray     *files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      StoredFile file = { g_build_filename (folder, name, NULL) };
      GStatBuf st;

      if (g_lstat (file.path, &st) != 0 || !S_ISREG (st.st_mode))
        {
          g_free (file.path);
          continue;
        }
      file.bytes = (guint64) st.st_size;
      file.used = (gint64) st.st_mtime;
      g_array_append_val (files, file);
    }
}

static GArray *
list_files (VitrineFeatureStore *self)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (StoredFile));

  g_array_set_clear_func (files, clear_file);
  for (int i = 0; i < 256; i++)
    {
      char name[3];
      g_autofree char *folder = NULL;

      g_snprintf (name, sizeof name, "%02x", i);
      folder = g_build_filename (self->folder, name, NULL);
      list_folder (folder, files);
    }
  return files;
}

static int
compare_used (gconstpointer a,
              gconstpointer b)
{
  const gint64 x = ((const StoredFile *) a)->used, y = ((const StoredFile *) b)->used;

  return x < y ? -1 : x > y;
}

/* Under mutex.  Deletes the least recently used files until a fifth of the room is free again,
 * and what a killed process left half-written. */
static void
make_room (VitrineFeatureStore *self)
{
  g_autoptr (GArray) files = list_files (self);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  self->counted = TRUE;
  self->bytes = 0;
  for (guint i = 0; i < files->len; i++)
    self->bytes += g_array_index (files, StoredFile, i).bytes;
  g_array_sort (files, compare_used);
  for (guint i = 0; i < files->len; i++)
    {
      const StoredFile *file = &g_array_index (files, StoredFile, i);
      const gboolean stale = !g_str_has_suffix (file->path, ENDING)
                             && now - file->used > STALE_AFTER_S;

      if ((stale || self->bytes > self->limit - self->limit / 5) && g_unlink (file->path) == 0)
        self->bytes -= file->bytes;
    }
}

static void
note_written (VitrineFeatureStore *self,
              gsize                bytes)
{
  pthread_mutex_lock (&self->mutex);
  if (!self->counted)
    {
      g_autoptr (GArray) files = list_files (self);

      self->counted = TRUE;
      for (guint i = 0; i < files->len; i++)
        self->bytes += g_array_index (files, StoredFile, i).bytes;
    }
  else
    self->bytes += bytes;
  if (self->bytes > self->limit)
    make_room (self);
  pthread_mutex_unlock (&self->mutex);
}

guint64
vitrine_feature_store_get_size (VitrineFeatureStore *self)
{
  g_autoptr (GArray) files = list_files (self);
  guint64 bytes = 0;

  for (guint i = 0; i < files->len; i++)
    bytes += g_array_index (files, StoredFile, i).bytes;
  pthread_mutex_lock (&self->mutex);
  self->counted = TRUE;
  self->bytes = bytes;
  pthread_mutex_unlock (&self->mutex);
  return bytes;
}

gboolean
vitrine_feature_store_clear (VitrineFeatureStore *self,
                             GError             **error)
{
  g_autoptr (GArray) files = list_files (self);
  gboolean ok = TRUE;

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_array_index (files, StoredFile, i).path;

      if (g_unlink (path) != 0 && errno != ENOENT && ok)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” could not be deleted: %s"), path,
                       g_strerror (errno));
          ok = FALSE;
        }
    }
  vitrine_feature_store_get_size (self);
  return ok;
}

/* ---- keys ---- */

/* Everything that the maps depend on, but for the node; the last bits depend on the kernels, too, and are not to be mixed. */
static char *
make_key (const VitrineFeatureAsk  *ask,
          const VitrinePreprocess  *preprocess,
          GError                  **error)
{
  g_autofree char *picture = vitrine_picture_dup_hash (ask->picture, error);
  const VitrineBox *box = ask->whole ? NULL : vitrine_picture_get_box (ask->picture);
  VitrinePreprocess plain = *preprocess;
  g_autofree char *json = NULL;

  if (picture == NULL)
    return NULL;
  plain.preset[0] = plain.reason[0] = '\0';
  json = vitrine_preprocess_to_json (&plain);
  if (box == NULL)
    return g_strdup_printf ("%d.%u|%s|%s|whole|%d|%s", VT_ARITHMETIC, vt_tile_level (), vitrine_model_get_id (ask->model),
                            picture, ask->mirrored, json);
  return g_strdup_printf ("%d.%u|%s|%s|%.17g %.17g %.17g %.17g|%d|%s", VT_ARITHMETIC, vt_tile_level (),
                          vitrine_model_get_id (ask->model), picture, box->x, box->y, box->w, box->h, ask->mirrored, json);
}

static char *
hash_for_node (const VitrineFeatureAsk *ask,
               const char              *key,
               guint                    i)
{
  VitrineLayer *layer = vitrine_model_get_layer (ask->model, ask->nodes[i]);
  g_autofree char *whole = g_strconcat (key, "|", vitrine_layer_get_name (layer), NULL);

  return vitrine_hash ((const guint8 *) whole, strlen (whole));
}

static char *
path_for_hash (VitrineFeatureStore *self,
               const char          *hash)
{
  g_autofree char *name = g_strconcat (hash, ENDING, NULL);
  const char folder[3] = { hash[0], hash[1], '\0' };

  return g_build_filename (self->folder, folder, name, NULL);
}

static void
shape_of_node (const VitrineFeatureAsk *ask,
               guint                    i,
               guint                    chw[3])
{
  VitrineLayer *layer = vitrine_model_get_layer (ask->model, ask->nodes[i]);

  chw[0] = vitrine_layer_get_channels (layer);
  chw[1] = vitrine_layer_get_height (layer);
  chw[2] = vitrine_layer_get_width (layer);
}

static gboolean
check_ask (const VitrineFeatureAsk  *ask,
           GError                  **error)
{
  for (guint i = 0; i < ask->n_nodes; i++)
    if (vitrine_model_get_layer (ask->model, ask->nodes[i]) == NULL)
      {
        g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” has no layer of number %d"),
                     vitrine_model_get_name (ask->model), ask->nodes[i]);
        return FALSE;
      }
  return TRUE;
}

/* ---- files ---- */

static gboolean
read_maps (const char  *path,
           const char  *hash,
           const guint  chw[3],
           VitrineMaps *maps)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  GStatBuf st;

  if (bytes == NULL || !vitrine_maps_decode (maps, bytes, hash, chw))
    return FALSE;
  /* The time of change says when a file was last used; once a minute is enough. */
  if (g_stat (path, &st) == 0
      && g_get_real_time () / G_USEC_PER_SEC - (gint64) st.st_mtime > TOUCH_AFTER_S)
    (void) utimensat (AT_FDCWD, path, NULL, 0);
  return TRUE;
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         size)
{
  while (size > 0)
    {
      const gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* A disk that is full or may not be written is no error: nothing is kept then. */
static void
write_maps (VitrineFeatureStore *self,
            const char          *path,
            GBytes              *bytes)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *aside = g_strconcat (path, "-XXXXXX", NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean ok;
  int fd;

  if (size > self->limit || g_mkdir_with_parents (folder, 0700) != 0)
    return;
  fd = g_mkstemp (aside);
  if (fd < 0)
    return;
  ok = write_all (fd, data, size);
  ok = close (fd) == 0 && ok;
  if (ok && g_rename (aside, path) == 0)
    note_written (self, size);
  else
    g_unlink (aside);
}

/* ---- asking ---- */

static VitrineFeatures *
features_new (guint n)
{
  VitrineFeatures *features = g_new0 (VitrineFeatures, 1);

  atomic_init (&features->ref_count, 1);
  features->n = n;
  features->maps = g_new0 (VitrineMaps, n);
  return features;
}

VitrineFeatures *
vitrine_features_ref (VitrineFeatures *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_features_unref (VitrineFeatures *self)
{
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint i = 0; i < self->n; i++)
    vitrine_maps_clear (self->maps + i);
  g_free (self->maps);
  g_free (self);
}

/* One call of vitrine_feature_store_get(). */
typedef struct
{
  VitrineFeatureStore     *store;
  const VitrineFeatureAsk *ask;
  VtPool                  *pool;
  const VtJob             *job;
  VitrinePreprocess        preprocess;
  char                   **hashes;      /* NULL-terminated, one a node */
  VitrineFeatures         *features;
} Work;

static gboolean
compute (Work         *work,
         const int    *nodes,
         const guint  *places,
         guint         n,
         GError      **error)
{
  const VitrineFeatureAsk *ask = work->ask;
  g_autoptr (VitrineImage) image = vitrine_picture_load (ask->picture, error);
  g_autoptr (VitrineActivation) a = NULL;

  if (image == NULL)
    return FALSE;
  a = vitrine_model_evaluate (ask->model, &(VitrineAsk) {
    .image = image, .box = ask->whole ? NULL : vitrine_picture_get_box (ask->picture),
    .mirrored = ask->mirrored, .preprocess = &work->preprocess, .nodes = nodes, .n_nodes = n,
    .values_only = TRUE
  }, work->pool, work->job, error);
  for (guint i = 0; a != NULL && i < n; i++)
    {
      const char *hash = work->hashes[places[i]];
      g_autofree char *path = path_for_hash (work->store, hash);
      g_autoptr (GBytes) bytes = NULL;
      guint chw[3];

      shape_of_node (ask, places[i], chw);
      bytes = vitrine_maps_encode (hash, chw, a->values[i]->data);
      if (!vitrine_maps_decode (work->features->maps + places[i], bytes, hash, chw))
        g_assert_not_reached ();
      write_maps (work->store, path, bytes);
    }
  return a != NULL;
}

static gboolean
fill (Work    *work,
      GError **error)
{
  const VitrineFeatureAsk *ask = work->ask;
  g_autofree int *nodes = g_new (int, ask->n_nodes);
  g_autofree guint *places = g_new (guint, ask->n_nodes);
  guint n_missing = 0;

  for (guint i = 0; i < ask->n_nodes; i++)
    {
      g_autofree char *path = path_for_hash (work->store, work->hashes[i]);
      guint chw[3];

      shape_of_node (ask, i, chw);
      if (read_maps (path, work->hashes[i], chw, work->features->maps + i))
        continue;
      nodes[n_missing] = ask->nodes[i];
      places[n_missing++] = i;
    }
  return n_missing == 0 || compute (work, nodes, places, n_missing, error);
}

/* NULL-terminated. */
static char **
make_hashes (const VitrineFeatureAsk  *ask,
             const VitrinePreprocess  *preprocess,
             GError                  **error)
{
  g_autofree char *key = check_ask (ask, error) ? make_key (ask, preprocess, error) : NULL;
  char **hashes;

  if (key == NULL)
    return NULL;
  hashes = g_new0 (char *, ask->n_nodes + 1);
  for (guint i = 0; i < ask->n_nodes; i++)
    hashes[i] = hash_for_node (ask, key, i);
  return hashes;
}

static void
choose_preprocess (const VitrineFeatureAsk *ask,
                   VitrinePreprocess       *preprocess)
{
  if (ask->preprocess != NULL)
    *preprocess = *ask->preprocess;
  else
    vitrine_model_get_preprocess (ask->model, preprocess);
}

VitrineFeatures *
vitrine_feature_store_get (VitrineFeatureStore      *self,
                           const VitrineFeatureAsk  *ask,
                           VtPool                   *pool,
                           const VtJob              *job,
                           GError                  **error)
{
  g_autoptr (VitrineFeatures) features = NULL;
  g_auto (GStrv) hashes = NULL;
  Work work = { self, ask, pool, job };

  g_return_val_if_fail (self != NULL && ask != NULL && ask->n_nodes > 0, NULL);

  choose_preprocess (ask, &work.preprocess);
  hashes = make_hashes (ask, &work.preprocess, error);
  if (hashes == NULL)
    return NULL;
  features = features_new (ask->n_nodes);
  work.hashes = hashes;
  work.features = features;
  return fill (&work, error) ? g_steal_pointer (&features) : NULL;
}

gboolean
vitrine_feature_store_has (VitrineFeatureStore     *self,
                           const VitrineFeatureAsk *ask)
{
  VitrinePreprocess preprocess;
  g_auto (GStrv) hashes = NULL;

  choose_preprocess (ask, &preprocess);
  hashes = make_hashes (ask, &preprocess, NULL);
  for (guint i = 0; hashes != NULL && i < ask->n_nodes; i++)
    {
      g_autofree char *path = path_for_hash (self, hashes[i]);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return FALSE;
    }
  return hashes != NULL;
}

void
vitrine_features_get_shape (const VitrineFeatures *self,
                            guint                  i,
                            guint                  chw[3])
{
  g_return_if_fail (i < self->n);
  memcpy (chw, self->maps[i].chw, sizeof self->maps[i].chw);
}

void
vitrine_features_read (const VitrineFeatures *self,
                       guint                  i,
                       float                 *values)
{
  const VitrineMaps *maps = self->maps + i;

  g_return_if_fail (i < self->n);
  for (guint c = 0; c < maps->chw[0]; c++, values += (gsize) maps->chw[1] * maps->chw[2])
    vitrine_maps_read_channel (maps, c, values);
}

void
vitrine_features_read_channel (const VitrineFeatures *self,
                               guint                  i,
                               guint                  channel,
                               float                 *values)
{
  g_return_if_fail (i < self->n && channel < self->maps[i].chw[0]);
  vitrine_maps_read_channel (self->maps + i, channel, values);
}
