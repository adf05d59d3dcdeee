/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanning layers for the units view. */
#include "config.h"

#include "app/vitrine-unit-scan.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/jobs/vitrine-jobs.h"

/* All that a scan reads; owned by the job, shared with the previews of patches. */
typedef struct
{
  gatomicrefcount  refs;
  VitrineUnitsAsk  ask;
  GPtrArray       *pictures;
} Plan;

struct _VitrineUnitScan
{
  GObject         parent_instance;
  VitrineSession *session;       /* borrowed: the session's window owns us */
  GHashTable     *done;          /* node → VitrineUnits, of one model and set */
  GObject        *model, *dataset;   /* what `done` is about */
  guint           n_pictures;    /* of the set when it was scanned */
  Plan           *plan;          /* of the current layer */
  VitrineUnits   *units;
  VitrineJob     *job;           /* a reference; NULL when none runs */
  char           *message;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineUnitScan, vitrine_unit_scan, G_TYPE_OBJECT)

static Plan *
plan_new (VitrineSession *session,
          VitrineLayer   *layer)
{
  Plan *plan = g_new0 (Plan, 1);
  VitrineDataset *dataset = vitrine_session_get_dataset (session);
  g_atomic_ref_count_init (&plan->refs);
  plan->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vitrine_dataset_get_n (dataset); i++)
    g_ptr_array_add (plan->pictures, g_object_ref (vitrine_dataset_get (dataset, i)));
  plan->ask = (VitrineUnitsAsk) {
    .model = g_object_ref (vitrine_session_get_model (session)),
    .node = vitrine_layer_get_node (layer),
    .pictures = (VitrinePicture **) plan->pictures->pdata,
    .n_pictures = plan->pictures->len,
    .top = 9,
    .store = vitrine_session_get_store (session),
  };
  if (plan->ask.store != NULL)
    vitrine_feature_store_ref (plan->ask.store);
  vitrine_model_get_preprocess (plan->ask.model, &plan->ask.preprocess);
  return plan;
}

static Plan *
plan_ref (Plan *plan)
{
  g_atomic_ref_count_inc (&plan->refs);
  return plan;
}

static void
plan_unref (gpointer data)
{
  Plan *plan = data;
  if (!g_atomic_ref_count_dec (&plan->refs))
    return;
  g_ptr_array_unref (plan->pictures);
  g_object_unref (plan->ask.model);
  if (plan->ask.store != NULL)
    vitrine_feature_store_unref (plan->ask.store);
  g_free (plan);
}

static void
publish (VitrineUnits *units,
         gpointer      user_data)
{
  vitrine_job_set_count (user_data, units->n_pictures, units->n_total);
  vitrine_job_publish (user_data, units, (GDestroyNotify) vitrine_units_unref);
}

static gpointer
scan (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  VitrineUnitsAsk ask = ((Plan *) input)->ask;
  ask.so_far = publish;
  ask.user_data = job;
  return vitrine_units_scan (&ask, vitrine_job_get_pool (job), tick, error);
}

static void
take_units (VitrineUnitScan *self,
            VitrineUnits    *units)
{
  g_clear_pointer (&self->units, vitrine_units_unref);
  self->units = vitrine_units_ref (units);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_partial (VitrineJob *job,
            gpointer    partial,
            gpointer    user_data)
{
  VitrineUnitScan *self = user_data;
  if (job == self->job)
    take_units (self, partial);
}

static void
on_scanned (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      user_data)
{
  VitrineUnitScan *self = user_data;
  VitrineUnits *units = result;
  if (job != self->job)
    return;
  g_clear_object (&self->job);
  g_free (self->message);
  self->message = error != NULL && !g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED)
    ? g_strdup (error->message) : NULL;
  if (units != NULL && error == NULL)
    g_hash_table_insert (self->done, GINT_TO_POINTER (units->node), vitrine_units_ref (units));
  if (units != NULL)
    take_units (self, units);
  else
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
vitrine_unit_scan_finalize (GObject *object)
{
  VitrineUnitScan *self = VITRINE_UNIT_SCAN (object);
  g_clear_pointer (&self->done, g_hash_table_unref);
  g_clear_pointer (&self->units, vitrine_units_unref);
  g_clear_pointer (&self->plan, plan_unref);
  g_clear_object (&self->job);
  g_clear_object (&self->model);
  g_clear_object (&self->dataset);
  g_free (self->message);
  G_OBJECT_CLASS (vitrine_unit_scan_parent_class)->finalize (object);
}

static void
vitrine_unit_scan_class_init (VitrineUnitScanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vitrine_unit_scan_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_unit_scan_init (VitrineUnitScan *self)
{
  self->done = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL,
                                      (GDestroyNotify) vitrine_units_unref);
}

VitrineUnitScan *
vitrine_unit_scan_new (VitrineSession *session)
{
  VitrineUnitScan *self = g_object_new (VITRINE_TYPE_UNIT_SCAN, NULL);
  self->session = session;
  return self;
}

/* Old scans are worth nothing for another model, preprocessing or set. */
static void
forget_others (VitrineUnitScan *self)
{
  GObject *model = (GObject *) vitrine_session_get_model (self->session);
  GObject *dataset = (GObject *) vitrine_session_get_dataset (self->session);
  guint n = vitrine_dataset_get_n (vitrine_session_get_dataset (self->session));
  VitrinePreprocess pre;
  vitrine_model_get_preprocess (vitrine_session_get_model (self->session), &pre);
  if (self->model == model && self->dataset == dataset && self->n_pictures == n
      && (self->plan == NULL || vitrine_preprocess_equal (&pre, &self->plan->ask.preprocess)))
    return;
  g_set_object (&self->model, model);
  g_set_object (&self->dataset, dataset);
  self->n_pictures = n;
  g_hash_table_remove_all (self->done);
  g_clear_pointer (&self->units, vitrine_units_unref);
  g_clear_pointer (&self->plan, plan_unref);
}

void
vitrine_unit_scan_start (VitrineUnitScan *self,
                         VitrineLayer    *layer)
{
  g_return_if_fail (VITRINE_IS_UNIT_SCAN (self));
  int node = vitrine_layer_get_node (layer);
  if (vitrine_session_get_dataset (self->session) == NULL)
    return;
  forget_others (self);
  if (self->plan != NULL && self->plan->ask.node == node && (self->job != NULL || self->units != NULL))
    return;
  if (self->job != NULL)
    vitrine_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->units, vitrine_units_unref);
  g_clear_pointer (&self->plan, plan_unref);
  self->plan = plan_new (self->session, layer);
  VitrineUnits *known = g_hash_table_lookup (self->done, GINT_TO_POINTER (node));
  if (known != NULL)
    {
      take_units (self, known);
      return;
    }
  /* Translators: a running job; %s is the name of a layer. */
  g_autofree char *title = g_strdup_printf (_("Scanning the units of %s"), vitrine_layer_get_name (layer));
  self->job = g_object_ref (vitrine_jobs_run (vitrine_session_get_jobs (self->session), &(VitrineJobSpec) {
    .title = title,
    .func = scan,
    .input = plan_ref (self->plan),
    .input_free = plan_unref,
    .result_free = (GDestroyNotify) vitrine_units_unref,
    .done = on_scanned,
    .partial = on_partial,
    .user_data = g_object_ref (self),
    .user_data_free = g_object_unref,
  }));
}

VitrineUnits *
vitrine_unit_scan_get_units (VitrineUnitScan *self)
{
  g_return_val_if_fail (VITRINE_IS_UNIT_SCAN (self), NULL);
  return self->units;
}

gboolean
vitrine_unit_scan_is_running (VitrineUnitScan *self)
{
  g_return_val_if_fail (VITRINE_IS_UNIT_SCAN (self), FALSE);
  return self->job != NULL;
}

const char *
vitrine_unit_scan_get_message (VitrineUnitScan *self)
{
  g_return_val_if_fail (VITRINE_IS_UNIT_SCAN (self), NULL);
  return self->message;
}

VitrinePicture *
vitrine_unit_scan_get_picture (VitrineUnitScan *self,
                               guint            number)
{
  g_return_val_if_fail (VITRINE_IS_UNIT_SCAN (self), NULL);
  return self->plan != NULL && number < self->plan->pictures->len
    ? g_ptr_array_index (self->plan->pictures, number) : NULL;
}

typedef struct
{
  Plan         *plan;
  VitrineUnits *units;
  int           unit;
  guint         side;
} PatchAsk;

static void
patch_ask_free (gpointer data)
{
  PatchAsk *ask = data;
  plan_unref (ask->plan);
  vitrine_units_unref (ask->units);
  g_free (ask);
}

void
vitrine_unit_patches_free (VitrineUnitPatches *patches)
{
  for (guint i = 0; i < patches->n; i++)
    {
      g_bytes_unref (patches->whole[i]);
      g_bytes_unref (patches->masked[i]);
    }
  g_free (patches);
}

/* Where the unit is silent the patch is dimmed. */
static GBytes *
compose (const VitrineUnitPatch *patch,
         gboolean                masked)
{
  gsize n = (gsize) patch->side * patch->side;
  const guint8 *rgb = vitrine_image_get_pixels (patch->image);
  guint32 *data = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    {
      guint light = masked ? 102 + patch->mask[i] * 3 / 5 : 255;
      data[i] = 0xff000000 | (rgb[3 * i] * light / 255) << 16 | (rgb[3 * i + 1] * light / 255) << 8
                | rgb[3 * i + 2] * light / 255;
    }
  return g_bytes_new_take (data, n * sizeof (guint32));
}

static gpointer
make_patches (VitrineJob   *job,
              const VtJob  *tick,
              gpointer      input,
              GError      **error)
{
  PatchAsk *ask = input;
  const VitrineUnit *unit = &ask->units->units[ask->unit];
  VitrineUnitPatches *patches = g_new0 (VitrineUnitPatches, 1);
  patches->unit = ask->unit;
  patches->side = ask->side;
  for (guint hit = 0; hit < MIN (9, unit->n_hits); hit++)
    {
      if (!vt_job_tick (tick, hit / 9., N_("patches"), error))
        {
          vitrine_unit_patches_free (patches);
          return NULL;
        }
      g_autoptr (VitrineUnitPatch) patch =
        vitrine_units_patch (ask->units, &ask->plan->ask, (guint) ask->unit, hit, ask->side, NULL);
      /* A picture that went away since the scan has no patch; the others are still worth seeing. */
      if (patch == NULL)
        continue;
      patches->pictures[patches->n] = unit->hits[hit].picture;
      patches->values[patches->n] = unit->hits[hit].value;
      patches->whole[patches->n] = compose (patch, FALSE);
      patches->masked[patches->n++] = compose (patch, TRUE);
    }
  return patches;
}

void
vitrine_unit_scan_ask_patches (VitrineUnitScan *self,
                               int              unit,
                               guint            side,
                               VitrineJobDone   done,
                               gpointer         user_data,
                               GDestroyNotify   user_data_free)
{
  g_return_if_fail (VITRINE_IS_UNIT_SCAN (self) && self->units != NULL);
  PatchAsk *ask = g_new0 (PatchAsk, 1);
  ask->plan = plan_ref (self->plan);
  ask->units = vitrine_units_ref (self->units);
  ask->unit = unit;
  ask->side = side;
  vitrine_jobs_preview (vitrine_session_get_jobs (self->session), "patches", &(VitrineJobSpec) {
    .title = "Patches",
    .func = make_patches,
    .input = ask,
    .input_free = patch_ask_free,
    .result_free = (GDestroyNotify) vitrine_unit_patches_free,
    .done = done,
    .user_data = user_data,
    .user_data_free = user_data_free,
  });
}
