/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions of templates and graphs.  Invariant: nothing reachable from a VtAog is ever written after the
 * function that made it has returned. */
#include "parts/vt-aog-private.h"

#include <math.h>
#include <string.h>

#define FNV_START 14695981039346656037u
#define FNV_PRIME 1099511628211u

guint64
vt_aog_hash (guint64       hash,
             gconstpointer data,
             gsize         n)
{
  const guint8 *byte = data;

  if (hash == 0)
    hash = FNV_START;
  for (gsize i = 0; i < n; i++)
    hash = (hash ^ byte[i]) * FNV_PRIME;
  return hash;
}

void
vt_part_box_centre (const VtPartSpace *space,
                    const VtPartBox   *box,
                    double             centre[2])
{
  centre[0] = box->centre[0];
  centre[1] = box->mirrored ? vt_part_space_mirror (space, box->centre[1]) : box->centre[1];
}

void
vt_aog_window (const VtPartSpace  *space,
               guint               layer,
               const VtAogOptions *options,
               int                 half[2])
{
  const VtPartLayer *l = vt_part_space_layer (space, layer);
  const double side[2] = { vt_part_space_height (space), vt_part_space_width (space) };

  for (guint axis = 0; axis < 2; axis++)
    half[axis] = (int) CLAMP (round (options->window * side[axis] / 2 / l->stride[axis]), 1, 127);
}

/* Field by field: padding bytes are not content. */
static guint64
hash_core (const VtTemplateCore *core)
{
  guint64 hash = vt_aog_hash (0, core->id, strlen (core->id));

  for (guint i = 0; i < core->n_boxes; i++)
    {
      const VtPartBox *b = &core->box[i];

      hash = vt_aog_hash (hash, &b->picture, sizeof b->picture);
      hash = vt_aog_hash (hash, &b->mirrored, sizeof b->mirrored);
      hash = vt_aog_hash (hash, b->centre, sizeof b->centre);
      hash = vt_aog_hash (hash, b->size, sizeof b->size);
    }
  for (guint i = 0; i < core->n_patterns; i++)
    {
      const VtPattern *p = &core->pattern[i];

      hash = vt_aog_hash (hash, &p->layer, sizeof p->layer);
      hash = vt_aog_hash (hash, &p->channel, sizeof p->channel);
      hash = vt_aog_hash (hash, p->home, sizeof p->home);
      hash = vt_aog_hash (hash, p->delta, sizeof p->delta);
      hash = vt_aog_hash (hash, &p->prior, sizeof p->prior);
      hash = vt_aog_hash (hash, p->parent, p->n_parents * sizeof p->parent[0]);
    }
  return hash;
}

static void
core_unref (VtTemplateCore *core)
{
  if (!g_atomic_ref_count_dec (&core->refs))
    return;
  g_free (core->id);
  g_free (core->box);
  g_free (core->pattern);
  g_free (core);
}

/* Takes over one reference of `core` and `dropped`. */
static VtTemplate *
template_of_core (VtTemplateCore *core,
                  guint8         *dropped)
{
  VtTemplate *template = g_new0 (VtTemplate, 1);

  g_atomic_ref_count_init (&template->refs);
  template->core = core;
  template->dropped = dropped;
  for (guint i = 0; i < core->n_patterns; i++)
    {
      dropped[i] = dropped[i] != 0;
      template->n_kept += !dropped[i];
    }
  template->stamp = vt_aog_hash (core->hash, dropped, core->n_patterns);
  return template;
}

VtTemplate *
vt_template_new (const VtPartSpace *space,
                 const char        *id,
                 VtPartBox         *boxes,
                 guint              n_boxes,
                 VtPattern         *patterns,
                 guint              n_patterns)
{
  VtTemplateCore *core = g_new0 (VtTemplateCore, 1);

  g_atomic_ref_count_init (&core->refs);
  core->id = g_strdup (id);
  core->box = boxes;
  core->n_boxes = n_boxes;
  core->pattern = patterns;
  core->n_patterns = n_patterns;
  for (guint i = 0; i < n_boxes; i++)
    {
      double centre[2];

      vt_part_box_centre (space, &boxes[i], centre);
      for (guint axis = 0; axis < 2; axis++)
        {
          core->centre[axis] += centre[axis] / n_boxes;
          core->size[axis] += boxes[i].size[axis] / n_boxes;
        }
    }
  core->hash = hash_core (core);
  return template_of_core (core, g_new0 (guint8, n_patterns + 1));
}

VtTemplate *
vt_template_with_drops (const VtTemplate *template,
                        guint8           *dropped)
{
  g_atomic_ref_count_inc (&template->core->refs);
  return template_of_core (template->core, dropped);
}

VtTemplate *
vt_template_ref (VtTemplate *template)
{
  g_atomic_ref_count_inc (&template->refs);
  return template;
}

void
vt_template_unref (VtTemplate *template)
{
  if (template == NULL || !g_atomic_ref_count_dec (&template->refs))
    return;
  core_unref (template->core);
  g_free (template->dropped);
  g_free (template);
}

const char *
vt_template_id (const VtTemplate *template)
{
  return template->core->id;
}

guint64
vt_template_stamp (const VtTemplate *template)
{
  return template->stamp;
}

guint
vt_template_n_boxes (const VtTemplate *template)
{
  return template->core->n_boxes;
}

const VtPartBox *
vt_template_box (const VtTemplate *template,
                 guint             i)
{
  g_return_val_if_fail (i < template->core->n_boxes, NULL);
  return &template->core->box[i];
}

void
vt_template_mean (const VtTemplate *template,
                  double            centre[2],
                  double            size[2])
{
  for (guint axis = 0; axis < 2; axis++)
    {
      centre[axis] = template->core->centre[axis];
      size[axis] = template->core->size[axis];
    }
}

guint
vt_template_n_patterns (const VtTemplate *template)
{
  return template->core->n_patterns;
}

guint
vt_template_n_kept (const VtTemplate *template)
{
  return template->n_kept;
}

const VtPattern *
vt_template_pattern (const VtTemplate *template,
                     guint             i)
{
  g_return_val_if_fail (i < template->core->n_patterns, NULL);
  return &template->core->pattern[i];
}

gboolean
vt_template_dropped (const VtTemplate *template,
                     guint             i)
{
  g_return_val_if_fail (i < template->core->n_patterns, TRUE);
  return template->dropped[i];
}

VtAog *
vt_aog_new (VtPartSpace        *space,
            const VtAogOptions *options,
            const char         *model_id)
{
  VtAog *aog = g_new0 (VtAog, 1);

  g_atomic_ref_count_init (&aog->refs);
  aog->space = vt_part_space_ref (space);
  aog->options = *options;
  aog->model_id = g_strdup (model_id != NULL ? model_id : "");
  return aog;
}

VtAog *
vt_aog_ref (VtAog *aog)
{
  g_atomic_ref_count_inc (&aog->refs);
  return aog;
}

void
vt_aog_unref (VtAog *aog)
{
  if (aog == NULL || !g_atomic_ref_count_dec (&aog->refs))
    return;
  for (guint i = 0; i < aog->n_templates; i++)
    vt_template_unref (aog->template[i]);
  g_free (aog->template);
  vt_part_space_unref (aog->space);
  g_free (aog->model_id);
  g_free (aog);
}

VtPartSpace *
vt_aog_space (const VtAog *aog)
{
  return aog->space;
}

const VtAogOptions *
vt_aog_options (const VtAog *aog)
{
  return &aog->options;
}

const char *
vt_aog_model_id (const VtAog *aog)
{
  return aog->model_id;
}

guint
vt_aog_n_templates (const VtAog *aog)
{
  return aog->n_templates;
}

VtTemplate *
vt_aog_template (const VtAog *aog,
                 guint        i)
{
  return i < aog->n_templates ? aog->template[i] : NULL;
}

int
vt_aog_find (const VtAog *aog,
             const char  *id)
{
  for (guint i = 0; i < aog->n_templates; i++)
    if (strcmp (aog->template[i]->core->id, id) == 0)
      return (int) i;
  return -1;
}

guint
vt_aog_n_patterns (const VtAog *aog)
{
  guint n = 0;

  for (guint i = 0; i < aog->n_templates; i++)
    n += aog->template[i]->n_kept;
  return n;
}

VtAog *
vt_aog_with (const VtAog *aog,
             VtTemplate  *template)
{
  VtAog *next = vt_aog_new (aog->space, &aog->options, aog->model_id);
  const int place = vt_aog_find (aog, template->core->id);

  next->template = g_new0 (VtTemplate *, aog->n_templates + 1);
  for (guint i = 0; i < aog->n_templates; i++)
    next->template[i] = vt_template_ref ((int) i == place ? template : aog->template[i]);
  next->n_templates = aog->n_templates;
  if (place < 0)
    next->template[next->n_templates++] = vt_template_ref (template);
  return next;
}

VtAog *
vt_aog_without (const VtAog *aog,
                guint        i)
{
  VtAog *next = vt_aog_new (aog->space, &aog->options, aog->model_id);

  next->template = g_new0 (VtTemplate *, aog->n_templates + 1);
  for (guint k = 0; k < aog->n_templates; k++)
    if (k != i)
      next->template[next->n_templates++] = vt_template_ref (aog->template[k]);
  return next;
}

guint64
vt_aog_hash_all (const VtAog *aog)
{
  const VtAogOptions *o = &aog->options;
  guint64 hash = vt_aog_hash (0, &o->form, sizeof o->form);

  for (const VtConstant *c = vt_aog_constants; c->id != NULL; c++)
    hash = vt_aog_hash (hash, (const guint8 *) o + c->offset, sizeof (double));
  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (aog->space, l);

      hash = vt_aog_hash (hash, &layer->channels, sizeof layer->channels);
      hash = vt_aog_hash (hash, layer->stride, sizeof layer->stride);
      hash = vt_aog_hash (hash, layer->offset, sizeof layer->offset);
    }
  return hash;
}
