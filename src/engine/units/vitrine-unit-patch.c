/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The piece of a photo that a unit looked at, and where in it the unit fires.  Three frames:
 * pixels of the photo, pixels of the network's input (the frame of the preprocessing), cells of
 * the layer. */
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/units/vitrine-units.h"

#define OUTSIDE 128          /* grey of what lies beyond the photo */
#define SOFT    0.1          /* half-width of the mask's edge, as a share of the threshold */

void
vitrine_unit_patch_free (VitrineUnitPatch *patch)
{
  if (patch == NULL)
    return;
  vitrine_image_unref (patch->image);
  g_free (patch->mask);
  g_free (patch);
}

/* One picture as a unit sees it. */
typedef struct
{
  const VitrineUnits *units;
  VtField             field;
  VitrinePreprocess   preprocess;
  VitrineBox          frame;       /* of the input in the photo */
  float              *map;         /* height × width */
  VitrineImage       *photo;
} View;

static void
view_clear (View *view)
{
  g_free (view->map);
  vitrine_image_unref (view->photo);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (View, view_clear)

static gboolean
read_map (View                   *view,
          const VitrineUnitsAsk  *ask,
          guint                   picture,
          guint                   unit,
          GError                **error)
{
  const gsize cells = (gsize) view->units->height * view->units->width;
  const VitrineBox *box = ask->whole ? NULL : vitrine_picture_get_box (ask->pictures[picture]);

  view->map = g_new (float, cells);
  if (ask->store != NULL)
    {
      g_autoptr (VitrineFeatures) features = vitrine_feature_store_get (ask->store,
                                                                        &(VitrineFeatureAsk) {
      .model = ask->model, .preprocess = &ask->preprocess, .picture = ask->pictures[picture],
      .whole = ask->whole, .nodes = &ask->node, .n_nodes = 1
    }, NULL, NULL, error);

      if (features != NULL)
        vitrine_features_read_channel (features, 0, unit, view->map);
      return features != NULL;
    }
  else
    {
      g_autoptr (VitrineActivation) a = vitrine_model_evaluate (ask->model, &(VitrineAsk) {
      .image = view->photo, .box = box, .preprocess = &ask->preprocess, .nodes = &ask->node,
      .n_nodes = 1, .values_only = TRUE
    }, NULL, NULL, error);

      if (a != NULL)
        memcpy (view->map, a->values[0]->data + unit * cells, cells * sizeof (float));
      return a != NULL;
    }
}

/* The receptive field of a cell in the photo, as a square of the input. */
static VitrineBox
field_box (const View *view,
           guint       row,
           guint       column)
{
  const VitrinePreprocess *p = &view->preprocess;
  const double sx = view->frame.w / p->width, sy = view->frame.h / p->height;
  double w, h, x, y;

  if (!view->field.known || view->field.global)
    return view->frame;
  h = MIN (view->field.size[0], p->height);
  w = MIN (view->field.size[1], p->width);
  /* Pixel centres are whole numbers, edges lie half a pixel beside. */
  y = vt_field_centre (&view->field, 0, row) + 0.5 - h / 2;
  x = vt_field_centre (&view->field, 1, column) + 0.5 - w / 2;
  return (VitrineBox) { view->frame.x + x * sx, view->frame.y + y * sy, w * sx, h * sy };
}

/* Value at a place of the input, bilinear between cells, the nearest at the rim. */
static double
value_at (const View *view,
          double      y,
          double      x)
{
  const guint h = view->units->height, w = view->units->width;
  const gboolean maps = view->field.known && !view->field.global;
  double a = maps ? (y - view->field.offset[0]) / view->field.stride[0] : 0;
  double b = maps ? (x - view->field.offset[1]) / view->field.stride[1] : 0;
  guint i, k, i1, k1;

  a = CLAMP (a, 0, h - 1);
  b = CLAMP (b, 0, w - 1);
  i = (guint) a;
  k = (guint) b;
  i1 = MIN (i + 1, h - 1);
  k1 = MIN (k + 1, w - 1);
  a -= i;
  b -= k;
  return (1 - a) * ((1 - b) * (double) view->map[i * w + k] + b * (double) view->map[i * w + k1])
         + a * ((1 - b) * (double) view->map[i1 * w + k] + b * (double) view->map[i1 * w + k1]);
}

static guint8 *
make_mask (const View       *view,
           const VitrineBox *box,
           guint             side,
           double            threshold)
{
  guint8 *mask = g_malloc ((gsize) side * side);

  for (guint r = 0; r < side; r++)
    for (guint c = 0; c < side; c++)
      {
        /* Photo, then input; centres of pixels. */
        const double py = box->y + (r + 0.5) / side * box->h;
        const double px = box->x + (c + 0.5) / side * box->w;
        const double y = (py - view->frame.y) / view->frame.h * view->preprocess.height - 0.5;
        const double x = (px - view->frame.x) / view->frame.w * view->preprocess.width - 0.5;
        const double over = (value_at (view, y, x) - threshold) / (2 * SOFT * threshold) + 0.5;

        mask[r * side + c] = (guint8) (255 * CLAMP (over, 0, 1) + 0.5);
      }
  return mask;
}

/* The box of the photo at side × side; what lies beyond the photo is grey. */
static VitrineImage *
cut (VitrineImage     *photo,
     const VitrineBox *box,
     guint             side)
{
  const double w = vitrine_image_get_width (photo), h = vitrine_image_get_height (photo);
  const double x0 = CLAMP (box->x, 0, w), x1 = CLAMP (box->x + box->w, 0, w);
  const double y0 = CLAMP (box->y, 0, h), y1 = CLAMP (box->y + box->h, 0, h);
  const guint c0 = (guint) ((x0 - box->x) / box->w * side + 0.5);
  const guint c1 = (guint) ((x1 - box->x) / box->w * side + 0.5);
  const guint r0 = (guint) ((y0 - box->y) / box->h * side + 0.5);
  const guint r1 = (guint) ((y1 - box->y) / box->h * side + 0.5);
  const VitrineBox inside = { x0, y0, x1 - x0, y1 - y0 };
  guint8 *pixels = g_malloc ((gsize) side * side * 3);

  memset (pixels, OUTSIDE, (gsize) side * side * 3);
  if (c1 > c0 && r1 > r0 && c1 <= side && r1 <= side && inside.w > 0 && inside.h > 0)
    {
      g_autoptr (VitrineImage) piece = vitrine_resize (photo, &inside, c1 - c0, r1 - r0,
                                                       VITRINE_FILTER_BICUBIC);

      for (guint r = r0; r < r1; r++)
        memcpy (pixels + ((gsize) r * side + c0) * 3,
                vitrine_image_get_pixels (piece) + (gsize) (r - r0) * (c1 - c0) * 3,
                (gsize) (c1 - c0) * 3);
    }
  return vitrine_image_new (side, side, pixels);
}

/* A unit that fires nearly nowhere has no useful quantile: half the maximum stands in. */
static double
threshold_for (const VitrineUnit    *unit,
               const VitrineUnitHit *hit)
{
  if (unit->threshold > 0 && unit->threshold < hit->value)
    return (double) unit->threshold;
  return hit->value > 0 ? (double) hit->value / 2 : 1;
}

VitrineUnitPatch *
vitrine_units_patch_of_photo (const VitrineUnits     *units,
                              const VitrineUnitsAsk  *ask,
                              guint                   unit,
                              guint                   hit,
                              guint                   side,
                              VitrineImage           *photo,
                              GError                **error)
{
  g_auto (View) view = { .units = units, .preprocess = ask->preprocess };
  const VitrineUnitHit *best;
  VitrineUnitPatch *patch;

  g_return_val_if_fail (unit < units->channels && hit < units->units[unit].n_hits, NULL);
  g_return_val_if_fail (side > 0 && side <= 1024, NULL);

  best = &units->units[unit].hits[hit];
  view.photo = vitrine_image_ref (photo);
  if (!read_map (&view, ask, best->picture, unit, error))
    return NULL;
  /* Whatever a stored value says, the input's size is the network's. */
  view.preprocess.width = vitrine_model_get_input_width (ask->model);
  view.preprocess.height = vitrine_model_get_input_height (ask->model);
  view.field = *vitrine_layer_get_field (vitrine_model_get_layer (ask->model, ask->node));
  vitrine_preprocess_frame (&view.preprocess, vitrine_image_get_width (photo),
                            vitrine_image_get_height (photo),
                            ask->whole ? NULL
                            : vitrine_picture_get_box (ask->pictures[best->picture]), &view.frame);

  patch = g_new0 (VitrineUnitPatch, 1);
  patch->side = side;
  patch->box = field_box (&view, best->row, best->column);
  patch->image = cut (photo, &patch->box, side);
  patch->mask = make_mask (&view, &patch->box, side, threshold_for (&units->units[unit], best));
  return patch;
}

VitrineUnitPatch *
vitrine_units_patch (const VitrineUnits     *units,
                     const VitrineUnitsAsk  *ask,
                     guint                   unit,
                     guint                   hit,
                     guint                   side,
                     GError                **error)
{
  g_autoptr (VitrineImage) photo = NULL;

  g_return_val_if_fail (unit < units->channels && hit < units->units[unit].n_hits, NULL);

  photo = vitrine_picture_load (ask->pictures[units->units[unit].hits[hit].picture], error);
  return photo != NULL ? vitrine_units_patch_of_photo (units, ask, unit, hit, side, photo, error)
                       : NULL;
}
