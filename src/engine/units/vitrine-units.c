/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanning a layer over a set.  Each unit keeps its strongest pictures, the maxima of (at most)
* so many pictures for the histogram, and a sample of its values for the threshold; the sampled
* cells depend on picture and cell number only, so a scan gives the same whatever was cached. */
#include "engine/units/vitrine-units.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-rng.h"

#define DEFAULT_TOP 9
#define MAX_MAXIMA ((gsize) 50 * 1000 * 1000)
#define SAMPLE 20000             /* values a unit for the quantile */
#define FIRING 0.995             /* a cell fires above this quantile (Bau et al. 2017: 0.005 of all cells) */
#define SO_FAR_US (500 * G_TIME_SPAN_MILLISECOND)
#define SEED 0x756e697473ull

typedef struct
{
  VitrineUnits public;           /* first: the pointer handed out is the whole */
  _Atomic int ref_count;
} Units;

/* A scan under way. */
typedef struct
{
  const VitrineUnitsAsk *ask;
  VtPool                *pool;
  const VtJob           *job;
  guint                  chw[3], top;
  guint                  n_pictures;
  VitrineUnitHit        *hits;         /* [channels][top], strongest first */
  guint                  n_hits;       /* the same for all: one a picture */
  gsize                  every;        /* one picture in so many gives its maxima */
  GArray                *maxima;       /* float, channels at a time */
  guint                  per_picture;  /* sampled cells */
  GArray                *sample;       /* float: per picture, per channel, per cell */
  double                *sum;          /* [channels] of all values */
  guint                 *alive;        /* [channels] */
} Scan;

VitrineUnits *
vitrine_units_ref (VitrineUnits *self)
{
  atomic_fetch_add_explicit (&((Units *) self)->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_units_unref (VitrineUnits *self)
{
  Units *whole = (Units *) self;

  if (self == NULL || atomic_fetch_sub_explicit (&whole->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint c = 0; c < self->channels; c++)
    g_free (self->units[c].hits);
  g_free (self->units);
  g_free (whole);
}

static void
scan_init (Scan                  *scan,
           const VitrineUnitsAsk *ask,
           VitrineLayer          *layer)
{
  const guint n = MAX (ask->n_pictures, 1);
  gsize cells;

  scan->ask = ask;
  scan->chw[0] = vitrine_layer_get_channels (layer);
  scan->chw[1] = vitrine_layer_get_height (layer);
  scan->chw[2] = vitrine_layer_get_width (layer);
  scan->top = ask->top != 0 ? ask->top : DEFAULT_TOP;
  cells = (gsize) scan->chw[1] * scan->chw[2];
  scan->every = (gsize) n * scan->chw[0] / MAX_MAXIMA + 1;
  scan->per_picture = (guint) CLAMP (SAMPLE / n, 1, cells);
  scan->hits = g_new0 (VitrineUnitHit, (gsize) scan->chw[0] * scan->top);
  scan->maxima = g_array_new (FALSE, FALSE, sizeof (float));
  scan->sample = g_array_new (FALSE, FALSE, sizeof (float));
  scan->sum = g_new0 (double, scan->chw[0]);
  scan->alive = g_new0 (guint, scan->chw[0]);
}

static void
scan_clear (Scan *scan)
{
  g_free (scan->hits);
  g_array_unref (scan->maxima);
  g_array_unref (scan->sample);
  g_free (scan->sum);
  g_free (scan->alive);
}

/* Puts a picture's maximum in its place; of equal ones the earlier picture stays first. */
static void
note_hit (Scan           *scan,
          guint           channel,
          VitrineUnitHit  hit)
{
  VitrineUnitHit *hits = scan->hits + (gsize) channel * scan->top;
  guint at = MIN (scan->n_pictures, scan->top);

  if (at == scan->top && !(hit.value > hits[at - 1].value))
    return;
  if (at == scan->top)
    at--;
  for (; at > 0 && hit.value > hits[at - 1].value; at--)
    hits[at] = hits[at - 1];
  hits[at] = hit;
}

static void
note_channel (Scan        *scan,
              guint        picture,
              guint        channel,
              const float *map)
{
  const gsize cells = (gsize) scan->chw[1] * scan->chw[2];
  gsize best = 0;
  double sum = 0;

  for (gsize i = 0; i < cells; i++)
    {
      sum += (double) map[i];
      if (map[i] > map[best])
        best = i;
    }
  scan->sum[channel] += sum;
  scan->alive[channel] += map[best] > 0;
  note_hit (scan, channel, (VitrineUnitHit) { picture, (guint) (best / scan->chw[2]),
                                              (guint) (best % scan->chw[2]), map[best] });
  if (scan->n_pictures % scan->every == 0)
    g_array_append_val (scan->maxima, map[best]);
}

static void
note_picture (Scan        *scan,
              guint        picture,
              const float *maps)
{
  const gsize cells = (gsize) scan->chw[1] * scan->chw[2];
  g_autofree guint *chosen = g_new (guint, scan->per_picture);
  VtRng rng;

  vt_rng_init (&rng, SEED ^ picture);
  for (guint i = 0; i < scan->per_picture; i++)
    chosen[i] = vt_rng_int (&rng, (guint) cells);
  for (guint c = 0; c < scan->chw[0]; c++, maps += cells)
    {
      note_channel (scan, picture, c, maps);
      for (guint i = 0; i < scan->per_picture; i++)
        g_array_append_val (scan->sample, maps[chosen[i]]);
    }
  scan->n_pictures++;
}

/* The k-th smallest, by quickselect; reorders `v`. */
static float
select_kth (float *v,
            gsize  n,
            gsize  k)
{
  gsize low = 0, high = n - 1;

  while (low < high)
    {
      const float pivot = v[low + (high - low) / 2];
      gsize i = low, j = high;

      for (;;)
        {
          while (v[i] < pivot)
            i++;
          while (v[j] > pivot)
            j--;
          if (i >= j)
            break;
          {
            const float t = v[i];

            v[i++] = v[j];
            v[j--] = t;
          }
        }
      /* v[low … j] ≤ pivot ≤ v[j+1 … high] */
      if (k <= j)
        high = j;
      else
        low = j + 1;
    }
  return v[k];
}

static float
find_threshold (const Scan *scan,
                guint       channel,
                float      *work)
{
  const float *sample = (const float *) (gpointer) scan->sample->data;
  const gsize stride = (gsize) scan->chw[0] * scan->per_picture;
  gsize n = 0;

  for (guint p = 0; p < scan->n_pictures; p++)
    for (guint i = 0; i < scan->per_picture; i++)
      {
        const float v = sample[p * stride + (gsize) channel * scan->per_picture + i];

        /* An order is needed, and what is not a number has none. */
        if (isfinite (v))
          work[n++] = v;
      }
  return n > 0 ? select_kth (work, n, (gsize) (FIRING * (double) (n - 1))) : 0;
}

static void
fill_histogram (const Scan  *scan,
                guint        channel,
                VitrineUnit *unit)
{
  const float *maxima = (const float *) (gpointer) scan->maxima->data;
  const gsize n = scan->maxima->len / scan->chw[0];

  unit->least = G_MAXFLOAT;
  unit->most = -G_MAXFLOAT;
  for (gsize i = 0; i < n; i++)
    {
      unit->least = MIN (unit->least, maxima[i * scan->chw[0] + channel]);
      unit->most = MAX (unit->most, maxima[i * scan->chw[0] + channel]);
    }
  for (gsize i = 0; i < n; i++)
    {
      const double v = (double) maxima[i * scan->chw[0] + channel] - (double) unit->least;
      const double width = (double) unit->most - (double) unit->least;
      const double bin = width > 0 ? v / width * VITRINE_UNITS_BINS : 0;

      if (isfinite (bin))
        unit->histogram[(guint) CLAMP (bin, 0, VITRINE_UNITS_BINS - 1)]++;
    }
}

/* What is known so far. */
static VitrineUnits *
take_stock (const Scan *scan)
{
  Units *whole = g_new0 (Units, 1);
  VitrineUnits *units = &whole->public;
  const gsize cells = (gsize) scan->chw[1] * scan->chw[2];
  g_autofree float *work = g_new (float, (gsize) scan->n_pictures * scan->per_picture + 1);

  atomic_init (&whole->ref_count, 1);
  units->node = scan->ask->node;
  units->channels = scan->chw[0];
  units->height = scan->chw[1];
  units->width = scan->chw[2];
  units->n_pictures = scan->n_pictures;
  units->n_total = scan->ask->n_pictures;
  units->units = g_new0 (VitrineUnit, units->channels);
  for (guint c = 0; c < units->channels; c++)
    {
      VitrineUnit *unit = units->units + c;

      unit->n_hits = MIN (scan->top, scan->n_pictures);
      unit->hits = g_memdup2 (scan->hits + (gsize) c * scan->top,
                              unit->n_hits * sizeof (VitrineUnitHit));
      unit->mean = scan->sum[c] / ((double) cells * scan->n_pictures);
      unit->alive = (double) scan->alive[c] / scan->n_pictures;
      unit->threshold = find_threshold (scan, c, work);
      fill_histogram (scan, c, unit);
    }
  return units;
}

/* The maps of one picture; FALSE with an error when it cannot be read or the scan was stopped. */
static gboolean
get_maps (Scan     *scan,
          guint     picture,
          float    *maps,
          GError  **error)
{
  const VitrineUnitsAsk *ask = scan->ask;
  const VitrineFeatureAsk wish = { .model = ask->model, .preprocess = &ask->preprocess,
                                   .picture = ask->pictures[picture], .whole = ask->whole,
                                   .nodes = &ask->node, .n_nodes = 1 };
  g_autoptr (VitrineImage) image = NULL;
  g_autoptr (VitrineActivation) a = NULL;

  if (ask->store != NULL)
    {
      g_autoptr (VitrineFeatures) features =
        vitrine_feature_store_get (ask->store, &wish, scan->pool, scan->job, error);

      if (features != NULL)
        vitrine_features_read (features, 0, maps);
      return features != NULL;
    }
  image = vitrine_picture_load (ask->pictures[picture], error);
  if (image == NULL)
    return FALSE;
  a = vitrine_model_evaluate (ask->model, &(VitrineAsk) {
    .image = image, .box = ask->whole ? NULL : vitrine_picture_get_box (ask->pictures[picture]),
    .preprocess = &ask->preprocess, .nodes = &ask->node, .n_nodes = 1, .values_only = TRUE
  },
                              scan->pool, scan->job, error);
  if (a != NULL)
    memcpy (maps, a->values[0]->data, vt_tensor_size (a->values[0]) * sizeof (float));
  return a != NULL;
}

/* Progress inside one picture is not shown, only the wish to stop is heard. */
static gboolean
tick_inside (double      fraction,
             const char *stage,
             gpointer    user_data)
{
  const Scan *scan = user_data;
  const double whole = scan->ask->n_pictures > 0
                       ? (double) scan->n_pictures / scan->ask->n_pictures : 0;

  return vt_job_tick (scan->job, whole, N_("Scanning pictures"), NULL);
}

static gboolean
scan_all (Scan     *scan,
          GError  **error)
{
  const gsize n = (gsize) scan->chw[0] * scan->chw[1] * scan->chw[2];
  const VtJob *outer = scan->job;
  Scan outside = { .ask = scan->ask, .job = outer };
  const VtJob inner = { tick_inside, &outside };
  g_autofree float *maps = g_new (float, n);
  gint64 told = g_get_monotonic_time ();

  scan->job = &inner;
  for (guint i = 0; i < scan->ask->n_pictures; i++)
    {
      g_autoptr (GError) reason = NULL;

      outside.n_pictures = i;
      if (!vt_job_tick (outer, (double) i / scan->ask->n_pictures, N_("Scanning pictures"), error))
        return FALSE;
      if (get_maps (scan, i, maps, &reason))
        note_picture (scan, i, maps);
      else if (g_error_matches (reason, VT_ERROR, VT_ERROR_CANCELLED)
               || g_error_matches (reason, VT_ERROR, VT_ERROR_PARAMETER)
               || g_error_matches (reason, VT_ERROR, VT_ERROR_UNSUPPORTED))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (scan->ask->so_far != NULL && scan->n_pictures > 0
          && g_get_monotonic_time () - told > SO_FAR_US)
        {
          scan->ask->so_far (take_stock (scan), scan->ask->user_data);
          told = g_get_monotonic_time ();
        }
    }
  return TRUE;
}

VitrineUnits *
vitrine_units_scan (const VitrineUnitsAsk *ask,
                    VtPool                *pool,
                    const VtJob           *job,
                    GError               **error)
{
  VitrineLayer *layer = vitrine_model_get_layer (ask->model, ask->node);
  Scan scan = { .pool = pool, .job = job };
  VitrineUnits *units = NULL;
  gboolean ok;

  if (layer == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” has no such layer"),
                   vitrine_model_get_name (ask->model));
      return NULL;
    }
  scan_init (&scan, ask, layer);
  ok = scan_all (&scan, error);
  if (scan.n_pictures > 0)
    units = take_stock (&scan);
  else if (ok)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("None of the pictures could be read"));
  scan_clear (&scan);
  return units;
}
