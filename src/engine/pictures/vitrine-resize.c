/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separable convolution resampling.  With f = max (1, in/out) the reduction and c the place of
 * output pixel i in the input,
 *
 *   c = b₀ + (i + ½)·in/out,   w_x ∝ k ((x + ½ − c)/f),   out_i = Σ w_x·in_x,   Σ w_x = 1
 *
 * over the whole pixels x whose centre is within f·support of c.  Weights have 22 bits after the
 * point, the horizontal pass is rounded to 8 bits before the vertical one: Pillow's arithmetic,
 * so that a network sees what it saw in training.  Sums stay below 255 · 1.3 · 2²² and fit 32
 * bits. */
#include "engine/pictures/vitrine-resize.h"

#include <math.h>
#include <string.h>

#include "engine/pictures/vitrine-resize-private.h"

#define FRACTION_BITS 22

typedef struct
{
  guint   n_taps;     /* room for each output pixel */
  guint  *first;      /* [out] first input pixel */
  guint  *count;      /* [out] number of them */
  gint32 *weight;     /* [out × n_taps] */
} Taps;

static void
taps_clear (Taps *taps)
{
  g_free (taps->first);
  g_free (taps->count);
  g_free (taps->weight);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Taps, taps_clear)

static double
kernel (VitrineFilter filter,
        double        x)
{
  const double a = -0.5;

  if (filter == VITRINE_FILTER_BOX)
    return x > -0.5 && x <= 0.5 ? 1 : 0;
  x = fabs (x);
  if (filter == VITRINE_FILTER_BILINEAR)
    return x < 1 ? 1 - x : 0;
  if (x < 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2)
    return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/* Weights of one output pixel whose centre lies at `centre`. */
static void
weigh (Taps         *taps,
       guint         i,
       double        centre,
       double        f,
       VitrineFilter filter)
{
  g_autofree double *w = g_new (double, taps->count[i]);
  double sum = 0;

  for (guint t = 0; t < taps->count[i]; t++)
    {
      w[t] = kernel (filter, (taps->first[i] + t + 0.5 - centre) / f);
      sum += w[t];
    }
  for (guint t = 0; t < taps->count[i]; t++)
    taps->weight[(gsize) i * taps->n_taps + t] =
      (gint32) lround ((sum != 0 ? w[t] / sum : 0) * (1 << FRACTION_BITS));
}

static void
taps_init (Taps          *taps,
           double         from,
           double         length,
           guint          low,
           guint          high,
           guint          out,
           VitrineFilter  filter)
{
  static const double supports[] = { 1, 2, 0.5 };
  const double scale = length / out;
  const double f = MAX (scale, 1);
  const double support = supports[filter] * f;

  taps->n_taps = (guint) ceil (support) * 2 + 1;
  taps->first = g_new (guint, out);
  taps->count = g_new (guint, out);
  taps->weight = g_new0 (gint32, (gsize) out * taps->n_taps);
  for (guint i = 0; i < out; i++)
    {
      const double centre = from + (i + 0.5) * scale;
      const double first = floor (MAX (centre - support + 0.5, (double) low));
      const double end = floor (MIN (centre + support + 0.5, (double) high));

      taps->first[i] = (guint) MIN (first, (double) (high - 1));
      taps->count[i] = end > taps->first[i] ? (guint) end - taps->first[i] : 1;
      taps->count[i] = MIN (taps->count[i], MIN (taps->n_taps, high - taps->first[i]));
      weigh (taps, i, centre, f, filter);
    }
}

static guint8
to_byte (gint32 sum)
{
  return (guint8) CLAMP (sum >> FRACTION_BITS, 0, 255);
}

/* Rows top … top+n of the picture, each brought to `out` pixels. */
static guint8 *
pass_across (const VitrineImage *image,
             const Taps         *taps,
             guint               out,
             guint               top,
             guint               n)
{
  const gsize stride = (gsize) vitrine_image_get_width (image) * 3;
  guint8 *result = g_malloc ((gsize) out * n * 3), *q = result;

  for (guint y = 0; y < n; y++)
    {
      const guint8 *row = vitrine_image_get_pixels (image) + (top + y) * stride;

      for (guint i = 0; i < out; i++, q += 3)
        {
          const guint8 *p = row + (gsize) taps->first[i] * 3;
          const gint32 *w = taps->weight + (gsize) i * taps->n_taps;
          gint32 r = 1 << (FRACTION_BITS - 1), g = r, b = r;

          for (guint t = 0; t < taps->count[i]; t++, p += 3)
            {
              r += w[t] * p[0];
              g += w[t] * p[1];
              b += w[t] * p[2];
            }
          q[0] = to_byte (r);
          q[1] = to_byte (g);
          q[2] = to_byte (b);
        }
    }
  return result;
}

/* `rows` begin at input row `top`. */
static guint8 *
pass_down (const guint8 *rows,
           const Taps   *taps,
           guint         width,
           guint         top,
           guint         out)
{
  const gsize stride = (gsize) width * 3;
  guint8 *result = g_malloc (stride * out);
  g_autofree gint32 *sum = g_new (gint32, stride);

  for (guint i = 0; i < out; i++)
    {
      const guint8 *p = rows + (taps->first[i] - top) * stride;
      guint8 *q = result + i * stride;

      for (gsize x = 0; x < stride; x++)
        sum[x] = 1 << (FRACTION_BITS - 1);
      for (guint t = 0; t < taps->count[i]; t++, p += stride)
        {
          const gint32 w = taps->weight[(gsize) i * taps->n_taps + t];

          for (gsize x = 0; x < stride; x++)
            sum[x] += w * p[x];
        }
      for (gsize x = 0; x < stride; x++)
        q[x] = to_byte (sum[x]);
    }
  return result;
}

VitrineImage *
vitrine_resample (VitrineImage          *image,
                  const VitrineResample *how)
{
  g_auto (Taps) across = { 0 }, down = { 0 };
  g_autofree guint8 *rows = NULL;
  guint top, bottom;

  taps_init (&across, how->box.x, how->box.w, how->left, how->right, how->width, how->filter);
  taps_init (&down, how->box.y, how->box.h, how->top, how->bottom, how->height, how->filter);
  /* First and last rows that the second pass reads. */
  top = down.first[0];
  bottom = down.first[how->height - 1] + down.count[how->height - 1];
  rows = pass_across (image, &across, how->width, top, bottom - top);
  return vitrine_image_new (how->width, how->height,
                            pass_down (rows, &down, how->width, top, how->height));
}

VitrineImage *
vitrine_resize (VitrineImage     *image,
                const VitrineBox *box,
                guint             width,
                guint             height,
                VitrineFilter     filter)
{
  const guint w = vitrine_image_get_width (image);
  const guint h = vitrine_image_get_height (image);
  VitrineResample how = { { 0, 0, w, h }, 0, 0, w, h, width, height, filter };

  g_return_val_if_fail (width > 0 && width <= VITRINE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height > 0 && height <= VITRINE_IMAGE_MAX_SIDE, NULL);

  if (box != NULL)
    {
      const double x0 = MAX (box->x, 0), x1 = MIN (box->x + box->w, w);
      const double y0 = MAX (box->y, 0), y1 = MIN (box->y + box->h, h);

      g_return_val_if_fail (x1 > x0 && y1 > y0, NULL);
      how.box = (VitrineBox) { x0, y0, x1 - x0, y1 - y0 };
    }
  else if (width == w && height == h)
    return vitrine_image_ref (image);
  return vitrine_resample (image, &how);
}

VitrineImage *
vitrine_image_crop (VitrineImage *image,
                    guint         x,
                    guint         y,
                    guint         width,
                    guint         height)
{
  const gsize stride = (gsize) vitrine_image_get_width (image) * 3;
  guint8 *pixels;

  g_return_val_if_fail (width > 0 && width <= vitrine_image_get_width (image)
                        && x <= vitrine_image_get_width (image) - width, NULL);
  g_return_val_if_fail (height > 0 && height <= vitrine_image_get_height (image)
                        && y <= vitrine_image_get_height (image) - height, NULL);

  pixels = g_malloc ((gsize) width * height * 3);
  for (guint row = 0; row < height; row++)
    memcpy (pixels + (gsize) row * width * 3,
            vitrine_image_get_pixels (image) + (y + row) * stride + (gsize) x * 3,
            (gsize) width * 3);
  return vitrine_image_new (width, height, pixels);
}

VitrineImage *
vitrine_image_mirror (VitrineImage *image)
{
  const guint width = vitrine_image_get_width (image);
  const guint height = vitrine_image_get_height (image);
  const guint8 *p = vitrine_image_get_pixels (image);
  guint8 *pixels = g_malloc ((gsize) width * height * 3);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, p += 3)
      memcpy (pixels + ((gsize) y * width + (width - 1 - x)) * 3, p, 3);
  return vitrine_image_new (width, height, pixels);
}
