/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where every part is, counted from label maps: one without occluders, on a canvas with a margin so that
 * what lies outside the picture counts too, and one as the picture shows it: a part is not seen where
 * more than half a pixel is covered. */
#include "engine/sample/vitrine-menagerie-canvas.h"
#include "engine/sample/vitrine-menagerie-place.h"

#include <string.h>

typedef struct
{
  gsize pixels;
  int   x1, y1, x2, y2;              /* inclusive */
} Count;

static void
count_pixel (Count *count,
             int    x,
             int    y)
{
  if (count->pixels++ == 0)
    {
      *count = (Count) { 1, x, y, x, y };
    }
  count->x1 = MIN (count->x1, x);
  count->x2 = MAX (count->x2, x);
  count->y1 = MIN (count->y1, y);
  count->y2 = MAX (count->y2, y);
}

static VitrineSceneBox
count_box (const Count *count)
{
  if (count->pixels == 0)
    {
      return (VitrineSceneBox) { 0.0, 0.0, 0.0, 0.0 };
    }
  return (VitrineSceneBox) { count->x1, count->y1, count->x2 - count->x1 + 1, count->y2 - count->y1 + 1 };
}

/* The head is one with the eyes, muzzle and beak on it. */
static gboolean
belongs_to_head (VitrineScenePart part)
{
  return part >= VITRINE_SCENE_PART_EYE_LEFT && part <= VITRINE_SCENE_PART_BEAK;
}

static cairo_surface_t *
label_surface (const VitrineStage *stage,
               guint               size,
               guint               margin)
{
  const int side = (int) (size + 2 * margin);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);
  cairo_matrix_t matrix = stage->matrix;

  matrix.x0 += margin;
  matrix.y0 += margin;
  vitrine_pen_play_labels (stage->pen, cr, &matrix, stage->mirrored);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How much of each pixel the things in front cover, 0 … 255. */
static cairo_surface_t *
cover_surface (const VitrineStage *stage,
               const VitrineScene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) scene->size, (int) scene->size);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scene->size, scene->size);
  vitrine_place_draw_occluder (cr, scene, &stage->box);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
covered_at (cairo_surface_t *surface,
            int              x,
            int              y)
{
  const int stride = cairo_image_surface_get_stride (surface);

  return cairo_image_surface_get_data (surface)[(gsize) y * stride + x] > 127;
}

static guint8
label_at (cairo_surface_t *surface,
          int              x,
          int              y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  const guint32 pixel = ((const guint32 *) (const void *) (data + (gsize) y * stride))[x];
  const guint8 part = (pixel >> 16) & 255;

  return part < VITRINE_SCENE_N_PARTS ? part : VITRINE_SCENE_PART_NONE;
}

static void
count_whole (cairo_surface_t *surface,
             int              margin,
             int              size,
             gsize            whole[VITRINE_SCENE_N_PARTS],
             Count            inside[VITRINE_SCENE_N_PARTS])
{
  const int side = size + 2 * margin;

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      {
        const guint8 part = label_at (surface, x, y);
        const int px = x - margin, py = y - margin;
        const gboolean in = px >= 0 && py >= 0 && px < size && py < size;

        if (part == VITRINE_SCENE_PART_NONE)
          continue;
        whole[part]++;
        if (in)
          count_pixel (&inside[part], px, py);
        if (belongs_to_head (part))
          {
            whole[VITRINE_SCENE_PART_HEAD]++;
            if (in)
              count_pixel (&inside[VITRINE_SCENE_PART_HEAD], px, py);
          }
      }
}

static void
count_visible (cairo_surface_t   *surface,
               cairo_surface_t   *cover,
               VitrineSceneTruth *truth,
               Count              visible[VITRINE_SCENE_N_PARTS],
               Count             *object)
{
  const int size = (int) truth->size;

  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      {
        const guint8 part = covered_at (cover, x, y) ? VITRINE_SCENE_PART_NONE : label_at (surface, x, y);

        truth->labels[(gsize) y * size + x] = part;
        if (part == VITRINE_SCENE_PART_NONE)
          continue;
        count_pixel (&visible[part], x, y);
        count_pixel (object, x, y);
        if (belongs_to_head (part))
          count_pixel (&visible[VITRINE_SCENE_PART_HEAD], x, y);
      }
}

/* Half a side when the animal reaches over the edge of the picture, else none. */
static guint
margin_for (const VitrineStage *stage,
            const VitrineScene *scene)
{
  const VitrineSceneBox *box = &stage->box;
  const gboolean inside = box->x >= 0.0 && box->y >= 0.0 && box->x + box->width <= 1.0 && box->y + box->height <= 1.0;

  return inside ? 0 : scene->size / 2;
}

VitrineSceneTruth *
vitrine_scene_truth (const VitrineScene *scene)
{
  g_return_val_if_fail (scene != NULL && scene->size > 0, NULL);

  g_auto (VitrineStage) stage = { 0 };
  VitrineSceneTruth *truth = g_new0 (VitrineSceneTruth, 1);
  guint margin;
  gsize whole[VITRINE_SCENE_N_PARTS] = { 0 };
  Count inside[VITRINE_SCENE_N_PARTS] = { 0 }, visible[VITRINE_SCENE_N_PARTS] = { 0 }, object = { 0 };

  truth->size = scene->size;
  truth->labels = g_malloc0 ((gsize) scene->size * scene->size);
  vitrine_stage_init (&stage, scene);
  if (!stage.pen)
    return truth;

  margin = margin_for (&stage, scene);

  cairo_surface_t *bare = label_surface (&stage, scene->size, margin);
  cairo_surface_t *inner = margin ? label_surface (&stage, scene->size, 0) : cairo_surface_reference (bare);
  cairo_surface_t *cover = cover_surface (&stage, scene);

  count_whole (bare, (int) margin, (int) scene->size, whole, inside);
  count_visible (inner, cover, truth, visible, &object);
  cairo_surface_destroy (bare);
  cairo_surface_destroy (inner);
  cairo_surface_destroy (cover);

  truth->has_object = object.pixels > 0;
  truth->object = count_box (&object);
  for (guint part = 1; part < VITRINE_SCENE_N_PARTS; part++)
    {
      const VitrineSceneBox box = count_box (&inside[part]);

      if (inside[part].pixels == 0)
        continue;
      truth->parts[truth->n_parts++] = (VitrineScenePartTruth) {
        .part = part,
        .box = box,
        .x = box.x + 0.5 * box.width,
        .y = box.y + 0.5 * box.height,
        .visible_box = count_box (&visible[part]),
        .visibility = (double) visible[part].pixels / (double) whole[part],
        .pixels = visible[part].pixels,
      };
    }
  return truth;
}

void
vitrine_scene_truth_free (VitrineSceneTruth *truth)
{
  if (!truth)
    return;
  g_free (truth->labels);
  g_free (truth);
}

const VitrineScenePartTruth *
vitrine_scene_truth_part (const VitrineSceneTruth *truth,
                          VitrineScenePart         part)
{
  g_return_val_if_fail (truth != NULL, NULL);
  for (guint i = 0; i < truth->n_parts; i++)
    if (truth->parts[i].part == part)
      return &truth->parts[i];
  return NULL;
}
