/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame and the layers over it.  Invariant: every layer has cells, a positive finite stride and
 * finite offsets, so that positions may be computed without looking again. */
#include "parts/vt-part-space.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"

#define MAX_UNITS ((gsize) 1 << 27)
#define MAX_SIDE  65536

struct _VtPartSpace
{
  gatomicrefcount refs;
  guint           h, w;
  guint           n_layers;
  VtPartLayer     layer[VT_PART_MAX_LAYERS];
  gsize           first[VT_PART_MAX_LAYERS + 1];
};

static gboolean
layer_check (const VtPartLayer *layer,
             guint              i,
             GError           **error)
{
  const char *fault = NULL;

  if (layer->channels < 1 || layer->h < 1 || layer->w < 1
      || layer->channels > MAX_UNITS || layer->h > MAX_SIDE || layer->w > MAX_SIDE)
    fault = _("has no cells");
  else if (layer->n_sources > VT_PART_MAX_SOURCES)
    fault = _("is made of too many nodes");
  for (guint axis = 0; axis < 2 && fault == NULL; axis++)
    {
      if (!isfinite (layer->stride[axis]) || !(layer->stride[axis] > 0))
        fault = _("has no stride");
      else if (!isfinite (layer->offset[axis]) || !isfinite (layer->size[axis])
               || layer->size[axis] < 0)
        fault = _("has no receptive field");
    }
  if (fault != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("Layer %u (“%s”) %s"), i,
                 layer->name != NULL ? layer->name : "", fault);
  return fault == NULL;
}

VtPartSpace *
vt_part_space_new (guint              h,
                   guint              w,
                   const VtPartLayer *layers,
                   guint              n_layers,
                   GError           **error)
{
  if (h < 1 || w < 1 || h > MAX_SIDE || w > MAX_SIDE)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("The frame of %u × %u pixels is out of range"), h, w);
      return NULL;
    }
  if (n_layers < 1 || n_layers > VT_PART_MAX_LAYERS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("Between 1 and %d layers are needed, not %u"),
                   VT_PART_MAX_LAYERS, n_layers);
      return NULL;
    }

  gsize first[VT_PART_MAX_LAYERS + 1] = { 0 };

  for (guint i = 0; i < n_layers; i++)
    {
      if (!layer_check (&layers[i], i, error))
        return NULL;

      /* Each factor fits 27 bits, so two of them cannot overflow. */
      const gsize cells = (gsize) layers[i].h * layers[i].w;

      if (cells > MAX_UNITS || cells * layers[i].channels > MAX_UNITS
          || first[i] + cells * layers[i].channels > MAX_UNITS)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_SHAPE, _("The layers have more than %zu units"), MAX_UNITS);
          return NULL;
        }
      first[i + 1] = first[i] + cells * layers[i].channels;
    }

  VtPartSpace *space = g_new0 (VtPartSpace, 1);

  g_atomic_ref_count_init (&space->refs);
  space->h = h;
  space->w = w;
  space->n_layers = n_layers;
  for (guint i = 0; i < n_layers; i++)
    {
      space->layer[i] = layers[i];
      space->layer[i].name = g_strdup (layers[i].name != NULL ? layers[i].name : "");
    }
  for (guint i = 0; i <= n_layers; i++)
    space->first[i] = first[i];
  return space;
}

VtPartSpace *
vt_part_space_ref (VtPartSpace *space)
{
  g_atomic_ref_count_inc (&space->refs);
  return space;
}

void
vt_part_space_unref (VtPartSpace *space)
{
  if (space == NULL || !g_atomic_ref_count_dec (&space->refs))
    return;
  for (guint i = 0; i < space->n_layers; i++)
    g_free ((char *) space->layer[i].name);
  g_free (space);
}

guint
vt_part_space_height (const VtPartSpace *space)
{
  return space->h;
}

guint
vt_part_space_width (const VtPartSpace *space)
{
  return space->w;
}

guint
vt_part_space_n_layers (const VtPartSpace *space)
{
  return space->n_layers;
}

const VtPartLayer *
vt_part_space_layer (const VtPartSpace *space,
                     guint              layer)
{
  g_return_val_if_fail (layer < space->n_layers, NULL);
  return &space->layer[layer];
}

gboolean
vt_part_space_repeats (const VtPartSpace *space,
                       guint              layer)
{
  g_return_val_if_fail (layer < space->n_layers, FALSE);

  const VtPartLayer *own = &space->layer[layer], *before = layer > 0 ? own - 1 : NULL;

  return before != NULL && own->n_sources == before->n_sources && own->n_sources > 0
         && memcmp (own->source, before->source, own->n_sources * sizeof own->source[0]) == 0;
}

gsize
vt_part_space_n_units (const VtPartSpace *space)
{
  return space->first[space->n_layers];
}

gsize
vt_part_space_first (const VtPartSpace *space,
                     guint              layer)
{
  g_return_val_if_fail (layer <= space->n_layers, 0);
  return space->first[layer];
}

double
vt_part_space_scale (const VtPartSpace *space)
{
  return sqrt ((double) space->h * space->w) / 224.0;
}

double
vt_part_space_diagonal (const VtPartSpace *space)
{
  return hypot (space->h, space->w);
}

static gboolean
layer_equal (const VtPartLayer *a,
             const VtPartLayer *b)
{
  if (g_strcmp0 (a->name, b->name) != 0 || a->node != b->node || a->n_sources != b->n_sources
      || a->channels != b->channels || a->h != b->h || a->w != b->w)
    return FALSE;
  for (guint i = 0; i < a->n_sources; i++)
    if (a->source[i] != b->source[i])
      return FALSE;
  for (guint axis = 0; axis < 2; axis++)
    if (a->stride[axis] != b->stride[axis] || a->offset[axis] != b->offset[axis]
        || a->size[axis] != b->size[axis])
      return FALSE;
  return TRUE;
}

gboolean
vt_part_space_equal (const VtPartSpace *a,
                     const VtPartSpace *b)
{
  if (a == b)
    return TRUE;
  if (a->h != b->h || a->w != b->w || a->n_layers != b->n_layers)
    return FALSE;
  for (guint i = 0; i < a->n_layers; i++)
    if (!layer_equal (&a->layer[i], &b->layer[i]))
      return FALSE;
  return TRUE;
}
