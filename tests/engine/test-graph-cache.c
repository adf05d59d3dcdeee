/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The key of a learned graph: it knows its pictures, and whoever reads them for it can be stopped.
 */
#include "config.h"

#include "engine/parts/vitrine-graph-cache.h"

#include "base/vt-error.h"
#include "engine/data/vitrine-dataset.h"

#define N_PICTURES 6

typedef struct
{
  VitrineDataset  *dataset;
  VitrinePicture  *pictures[N_PICTURES];
  VitrineGraphTask task;
  VtPartSpace     *space;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  f->dataset = vitrine_dataset_open ("sample:pictures?species=fox&count=6&seed=2", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_PICTURES; i++)
    f->pictures[i] = vitrine_dataset_get (f->dataset, i);
  f->task = (VitrineGraphTask) { .pictures = f->pictures, .n_pictures = N_PICTURES, .class_name = "fox", .seed = 1 };
  f->task.model = vitrine_model_open (VITRINE_SAMPLE_NETWORK, &error);
  g_assert_no_error (error);
  vt_xgraph_options_init (&f->task.options, TRUE);
  f->space = vitrine_graph_task_space (&f->task, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vt_part_space_unref (f->space);
  g_object_unref (f->task.model);
  g_object_unref (f->dataset);
}

static void
test_other_pictures_are_another_key (Fixture       *f,
                                     gconstpointer  data)
{
  g_autofree char *all = vitrine_graph_cache_key (&f->task, f->space, NULL, NULL);
  g_autofree char *again = vitrine_graph_cache_key (&f->task, f->space, NULL, NULL);
  g_autofree char *fewer = NULL;

  f->task.n_pictures--;
  fewer = vitrine_graph_cache_key (&f->task, f->space, NULL, NULL);
  g_assert_cmpstr (all, ==, again);
  g_assert_cmpstr (all, !=, fewer);
}

/* Says stop the third time. */
static gboolean
go_on_twice (double      fraction,
             const char *stage,
             gpointer    data)
{
  return ++*(guint *) data < 3;
}

static void
test_reading_pictures_can_be_stopped (Fixture       *f,
                                      gconstpointer  data)
{
  guint n_ticks = 0;
  const VtJob job = { go_on_twice, &n_ticks };
  g_autoptr (GError) error = NULL;

  g_assert_null (vitrine_graph_cache_key (&f->task, f->space, &job, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
  g_assert_cmpuint (n_ticks, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/graph-cache/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("other-pictures-are-another-key", test_other_pictures_are_another_key);
  ADD ("reading-pictures-can-be-stopped", test_reading_pictures_can_be_stopped);
  return g_test_run ();
}
