/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feature maps on disk survive damage, full disks and kills; a scan finds the pictures and cells
 * it must, goes on where it stopped, and its masks lie where the unit fires.  Thumbnails come,
 * and can be called off. */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-thumbnails.h"
#include "engine/units/vitrine-units.h"
#include "../folder.h"
#include "vitrine-tiny-model.h"

#define N_PICTURES 12

typedef struct
{
  char                *folder;
  VitrineModel        *model;
  VitrineDataset      *set;
  VitrineFeatureStore *store;
  VitrineUnitsAsk      ask;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *cache = NULL, *photos = NULL;

  f->folder = g_dir_make_tmp ("vitrine-units-XXXXXX", NULL);
  cache = g_build_filename (f->folder, "cache", NULL);
  photos = g_build_filename (f->folder, "photos", NULL);
  g_mkdir (photos, 0700);
  /* Picture i has a square at column 2i, row 4, of channel i mod 3, brighter with i. */
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);
      g_autofree char *path = g_build_filename (photos, name, NULL);
      g_autoptr (VitrineImage) image = vitrine_tiny_picture (32, i % 3, (guint8) (100 + 10 * i),
                                                             2 * i, 4, 8);

      g_assert_true (vitrine_image_save_png (image, path, NULL));
    }
  f->model = vitrine_tiny_model_new ();
  f->set = vitrine_dataset_open (photos, NULL, NULL);
  f->store = vitrine_feature_store_new (cache, VITRINE_FEATURE_STORE_LIMIT);
  f->ask = (VitrineUnitsAsk) {
    .model = f->model, .store = f->store, .n_pictures = N_PICTURES, .top = 3,
    .node = vitrine_layer_get_node (vitrine_model_find_layer (f->model, "colour"))
  };
  f->ask.pictures = g_new (VitrinePicture *, N_PICTURES);
  for (guint i = 0; i < N_PICTURES; i++)
    f->ask.pictures[i] = vitrine_dataset_get (f->set, i);
  vitrine_model_get_preprocess (f->model, &f->ask.preprocess);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_free (f->ask.pictures);
  g_clear_object (&f->set);
  g_clear_object (&f->model);
  vitrine_feature_store_unref (f->store);
  folder_remove (f->folder);
  g_free (f->folder);
}

static VitrineFeatureAsk
ask_for (Fixture *f,
         guint    picture)
{
  return (VitrineFeatureAsk) { .model = f->model, .picture = f->ask.pictures[picture],
                               .nodes = &f->ask.node, .n_nodes = 1 };
}

static void
get_maps (Fixture *f,
          guint    picture,
          float    maps[4 * 256])
{
  const VitrineFeatureAsk ask = ask_for (f, picture);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineFeatures) features = vitrine_feature_store_get (f->store, &ask, NULL, NULL,
                                                                    &error);
  guint chw[3];

  g_assert_no_error (error);
  vitrine_features_get_shape (features, 0, chw);
  g_assert_cmpuint (chw[0] * chw[1] * chw[2], ==, 4 * 256);
  vitrine_features_read (features, 0, maps);
}

/* The only stored file. */
static char *
stored_file (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (vitrine_feature_store_get_folder (f->store), 0, NULL);
  const char *shard = g_dir_read_name (dir);
  g_autofree char *inner = g_build_filename (vitrine_feature_store_get_folder (f->store), shard,
                                             NULL);
  g_autoptr (GDir) files = g_dir_open (inner, 0, NULL);

  return g_build_filename (inner, g_dir_read_name (files), NULL);
}

static void
maps_come_back_nearly_as_they_were (Fixture       *f,
                                    gconstpointer  data)
{
  const VitrineFeatureAsk ask = ask_for (f, 5);
  VitrineFeatureAsk mirrored = ask;
  g_autoptr (VitrineImage) image = vitrine_picture_load (ask.picture, NULL);
  g_autoptr (VitrineActivation) a = vitrine_model_evaluate (f->model, &(VitrineAsk) {
    .image = image, .nodes = &f->ask.node, .n_nodes = 1, .values_only = TRUE
  }, NULL, NULL, NULL);
  float first[1024], second[1024];

  mirrored.mirrored = TRUE;
  g_assert_false (vitrine_feature_store_has (f->store, &ask));
  get_maps (f, 5, first);
  g_assert_true (vitrine_feature_store_has (f->store, &ask));
  g_assert_false (vitrine_feature_store_has (f->store, &mirrored));
  get_maps (f, 5, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  for (int i = 0; i < 1024; i++)
    g_assert_cmpfloat_with_epsilon ((double) first[i], (double) a->values[0]->data[i], 1e-5);
  g_assert_cmpuint (vitrine_feature_store_get_size (f->store), ==, 96 + 4 * (8 + 512));
}

static void
damaged_files_are_made_anew (Fixture       *f,
                             gconstpointer  data)
{
  float first[1024], again[1024];
  g_autofree char *path = NULL, *whole = NULL;
  gsize size;

  get_maps (f, 3, first);
  path = stored_file (f);
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  for (gsize at = 0; at < size; at += 37)
    {
      g_autofree char *bad = g_memdup2 (whole, size);

      bad[at] ^= 0x40;
      /* Every other time the file is cut off instead. */
      g_assert_true (g_file_set_contents (path, bad, (gssize) (at % 2 == 0 ? size : at), NULL));
      get_maps (f, 3, again);
      g_assert_cmpmem (first, sizeof first, again, sizeof again);
    }
}

static void
a_disk_that_may_not_be_written_is_no_matter (Fixture       *f,
                                             gconstpointer  data)
{
  g_autofree char *in_the_way = g_build_filename (f->folder, "file", NULL);
  const VitrineFeatureAsk ask = ask_for (f, 0);
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (VitrineFeatures) features = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (in_the_way, "", -1, NULL));
  store = vitrine_feature_store_new (in_the_way, 1 << 20);
  features = vitrine_feature_store_get (store, &ask, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (features);
  g_assert_false (vitrine_feature_store_has (store, &ask));
}

static void
the_oldest_files_make_room (Fixture       *f,
                            gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (f->folder, "small", NULL);
  const guint64 limit = 5 * 2200;
  g_autoptr (VitrineFeatureStore) store = vitrine_feature_store_new (folder, limit);

  for (guint i = 0; i < N_PICTURES; i++)
    {
      const VitrineFeatureAsk ask = ask_for (f, i);
      g_autoptr (VitrineFeatures) features = vitrine_feature_store_get (store, &ask, NULL, NULL,
                                                                        NULL);

      g_assert_nonnull (features);
      g_assert_cmpuint (vitrine_feature_store_get_size (store), <=, limit);
    }
  g_assert_cmpuint (vitrine_feature_store_get_size (store), >, 0);
  g_assert_true (vitrine_feature_store_clear (store, NULL));
  g_assert_cmpuint (vitrine_feature_store_get_size (store), ==, 0);
}

static void
a_kill_leaves_no_half_file (Fixture       *f,
                            gconstpointer  data)
{
  for (int round = 0; round < 5; round++)
    {
      const pid_t child = fork ();
      float maps[1024];

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        for (guint i = 0;; i++)
          {
            vitrine_feature_store_clear (f->store, NULL);
            get_maps (f, i % N_PICTURES, maps);
          }
      g_usleep (20000 + 7000 * (gulong) round);
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      for (guint i = 0; i < N_PICTURES; i++)
        {
          get_maps (f, i, maps);
          g_assert_cmpfloat_with_epsilon ((double) maps[(i % 3) * 256 + 4 * 16 + MIN (i + 2, 15)],
                                          (100 + 10 * i) / 255., 0.02);
        }
    }
}

static void
a_scan_finds_the_strongest (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineUnits) units = vitrine_units_scan (&f->ask, NULL, NULL, &error);
  guint sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (units->channels, ==, 4);
  g_assert_cmpuint (units->n_pictures, ==, N_PICTURES);
  for (guint c = 0; c < 3; c++)
    {
      g_assert_cmpuint (units->units[c].n_hits, ==, 3);
      for (guint h = 0; h < 3; h++)
        {
          const VitrineUnitHit *hit = &units->units[c].hits[h];

          g_assert_cmpuint (hit->picture, ==, 9 + c - 3 * h);
          /* The square of 32 pixels lies at half the place in 16 cells. */
          g_assert_cmpuint (hit->row, >=, 2);
          g_assert_cmpuint (hit->row, <=, 5);
          g_assert_cmpuint (hit->column, >=, hit->picture);
          g_assert_cmpuint (hit->column, <=, hit->picture + 3);
        }
      g_assert_cmpfloat_with_epsilon (units->units[c].alive, 1 / 3., 1e-9);
      g_assert_cmpfloat ((double) units->units[c].least, ==, 0);
    }
  for (guint b = 0; b < VITRINE_UNITS_BINS; b++)
    sum += units->units[1].histogram[b];
  g_assert_cmpuint (sum, ==, N_PICTURES);
  /* Minus red is never above what the quick convolution rounds to. */
  g_assert_cmpfloat ((double) units->units[3].hits[0].value, <, 1e-4);
}

typedef struct
{
  guint calls, stop_after;
} Stopper;

static gboolean
stop_late (double      fraction,
           const char *stage,
           gpointer    data)
{
  Stopper *stopper = data;

  return ++stopper->calls < stopper->stop_after;
}

static void
a_stopped_scan_keeps_what_it_has_and_goes_on (Fixture       *f,
                                              gconstpointer  data)
{
  Stopper stopper = { .stop_after = 1 };
  gboolean partial = FALSE;

  /* Stopped at every single tick in turn: no leak, no crash, and each time a little more is
   * known. */
  for (;; stopper.stop_after++)
    {
      const VtJob job = { stop_late, &stopper };
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineUnits) units = NULL;

      stopper.calls = 0;
      units = vitrine_units_scan (&f->ask, NULL, &job, &error);
      if (error == NULL)
        {
          g_assert_cmpuint (units->n_pictures, ==, N_PICTURES);
          break;
        }
      g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      partial = partial || (units != NULL && units->n_pictures < N_PICTURES);
    }
  g_assert_true (partial);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      const VitrineFeatureAsk ask = ask_for (f, i);

      g_assert_true (vitrine_feature_store_has (f->store, &ask));
    }
}

static void
the_cache_changes_nothing (Fixture       *f,
                           gconstpointer  data)
{
  VitrineUnitsAsk plain = f->ask;
  g_autoptr (VitrineUnits) a = vitrine_units_scan (&f->ask, NULL, NULL, NULL);
  g_autoptr (VitrineUnits) b = NULL;

  plain.store = NULL;
  b = vitrine_units_scan (&plain, NULL, NULL, NULL);
  for (guint c = 0; c < 3; c++)
    {
      g_assert_cmpuint (a->units[c].hits[0].picture, ==, b->units[c].hits[0].picture);
      g_assert_cmpfloat_with_epsilon ((double) a->units[c].threshold,
                                      (double) b->units[c].threshold, 1e-4);
    }
}

static void
masks_lie_where_the_unit_fires (Fixture       *f,
                                gconstpointer  data)
{
  g_autoptr (VitrineUnits) units = vitrine_units_scan (&f->ask, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineUnitPatch) patch = vitrine_units_patch (units, &f->ask, 1, 0, 30, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (vitrine_image_get_width (patch->image), ==, 30);
  /* 3 of 16 input pixels are 6 of the photo's 32. */
  g_assert_cmpfloat_with_epsilon (patch->box.w, 6, 1e-6);
  for (int i = 0; i < 900; i++)
    {
      const guint8 *p = vitrine_image_get_pixels (patch->image) + i * 3;

      if (patch->mask[i] > 250)
        g_assert_cmpint (p[1], >, 100);
    }
  g_assert_cmpint (patch->mask[15 * 30 + 15], >, 200);
}

static void
unreadable_pictures_are_left_out (Fixture       *f,
                                  gconstpointer  data)
{
  g_autoptr (VitrineUnits) units = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (vitrine_picture_get_path (f->ask.pictures[4]), "no", -1,
                                      NULL));
  units = vitrine_units_scan (&f->ask, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (units->n_pictures, ==, N_PICTURES - 1);
  /* 10, 7 and, as 4 is gone, 1. */
  g_assert_cmpuint (units->units[1].hits[2].picture, ==, 1);
}

typedef struct
{
  guint n, n_null;
} Came;

static void
thumbnail_came (VitrinePicture *picture,
                VitrineImage   *image,
                gpointer        data)
{
  Came *came = data;

  came->n++;
  if (image == NULL)
    came->n_null++;
  else
    g_assert_cmpuint (vitrine_image_get_width (image), ==, 16);
}

static void
thumbnails_come_unless_called_off (Fixture       *f,
                                   gconstpointer  data)
{
  g_autoptr (VitrineThumbnails) thumbnails = vitrine_thumbnails_new (16, 4 * 16 * 16 * 3);
  Came came = { 0 }, never = { 0 };
  guint kept = 0;

  g_assert_true (g_file_set_contents (vitrine_picture_get_path (f->ask.pictures[4]), "no", -1,
                                      NULL));
  for (guint i = 0; i < N_PICTURES; i++)
    vitrine_thumbnails_cancel (thumbnails,
                               vitrine_thumbnails_ask (thumbnails, f->ask.pictures[i],
                                                       thumbnail_came, &never));
  for (guint i = 0; i < N_PICTURES; i++)
    vitrine_thumbnails_ask (thumbnails, f->ask.pictures[i], thumbnail_came, &came);
  while (came.n < N_PICTURES)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (came.n_null, ==, 1);
  g_assert_cmpuint (never.n, ==, 0);
  for (guint i = 0; i < N_PICTURES; i++)
    kept += vitrine_thumbnails_peek (thumbnails, f->ask.pictures[i]) != NULL;
  g_assert_cmpuint (kept, ==, 4);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void        (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/features/come-back", maps_come_back_nearly_as_they_were },
    { "/features/damaged", damaged_files_are_made_anew },
    { "/features/read-only", a_disk_that_may_not_be_written_is_no_matter },
    { "/features/room", the_oldest_files_make_room },
    { "/features/killed", a_kill_leaves_no_half_file },
    { "/units/strongest", a_scan_finds_the_strongest },
    { "/units/stopped", a_stopped_scan_keeps_what_it_has_and_goes_on },
    { "/units/cache", the_cache_changes_nothing },
    { "/units/masks", masks_lie_where_the_unit_fires },
    { "/units/unreadable", unreadable_pictures_are_left_out },
    { "/thumbnails/come", thumbnails_come_unless_called_off },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
