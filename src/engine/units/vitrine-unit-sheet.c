/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of patches.  Patches are made picture by picture, so that each photo is read once. */
#include "engine/units/vitrine-unit-sheet.h"

#include <cairo.h>
#include <glib/gi18n.h>

#include "base/vt-error.h"

#define SIDE 64
#define GAP 4
#define MARGIN 48            /* for the unit's number */
#define ROWS 32              /* units on a sheet */
#define DIM 0.35

typedef struct
{
  const VitrineUnits    *units;
  const VitrineUnitsAsk *ask;
  guint                  top;
  VitrineImage         **patches;    /* [channels][top], NULL where there is none */
} Sheets;

/* Where the unit does not fire, the picture recedes towards a middle grey. */
static VitrineImage *
dim (const VitrineUnitPatch *patch)
{
  const guint n = patch->side * patch->side;
  const guint8 *p = vitrine_image_get_pixels (patch->image);
  guint8 *pixels = g_malloc (n * 3);

  for (guint i = 0; i < n * 3; i++)
    {
      const double share = DIM + (1 - DIM) * patch->mask[i / 3] / 255;

      pixels[i] = (guint8) (p[i] * share + 96 * (1 - share) + 0.5);
    }
  return vitrine_image_new (patch->side, patch->side, pixels);
}

static gboolean
make_patches_of (Sheets  *s,
                 guint    picture,
                 GError **error)
{
  g_autoptr (VitrineImage) photo = NULL;

  for (guint c = 0; c < s->units->channels; c++)
    for (guint h = 0; h < s->units->units[c].n_hits; h++)
      {
        g_autoptr (VitrineUnitPatch) patch = NULL;

        if (s->units->units[c].hits[h].picture != picture)
          continue;
        if (photo == NULL)
          photo = vitrine_picture_load (s->ask->pictures[picture], error);
        if (photo == NULL)
          return FALSE;
        patch = vitrine_units_patch_of_photo (s->units, s->ask, c, h, SIDE, photo, error);
        if (patch == NULL)
          return FALSE;
        s->patches[c * s->top + h] = dim (patch);
      }
  return TRUE;
}

static void
draw_patch (cairo_t      *cr,
            VitrineImage *image,
            double        x,
            double        y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);

  cairo_surface_flush (surface);
  vitrine_image_to_rgb24 (image, cairo_image_surface_get_data (surface),
                          (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  cairo_set_source_surface (cr, surface, x, y);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
}

static cairo_surface_t *
draw_sheet (const Sheets *s,
            guint         first,
            guint         n)
{
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (MARGIN + s->top * (SIDE + GAP)),
                                (int) (n * (SIDE + GAP) + GAP));
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_font_size (cr, 14);
  for (guint row = 0; row < n; row++)
    {
      const double y = GAP + row * (SIDE + GAP);
      g_autofree char *number = g_strdup_printf ("%u", first + row);

      cairo_set_source_rgb (cr, 0.2, 0.2, 0.2);
      cairo_move_to (cr, 6, y + SIDE / 2. + 5);
      cairo_show_text (cr, number);
      for (guint h = 0; h < s->top; h++)
        if (s->patches[(first + row) * s->top + h] != NULL)
          draw_patch (cr, s->patches[(first + row) * s->top + h], MARGIN + h * (SIDE + GAP), y);
    }
  cairo_destroy (cr);
  return surface;
}

static gboolean
write_sheet (const Sheets  *s,
             guint          first,
             const char    *path,
             GError       **error)
{
  cairo_surface_t *surface = draw_sheet (s, first, MIN (ROWS, s->units->channels - first));
  const cairo_status_t status = cairo_surface_write_to_png (surface, path);

  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” could not be written: %s"), path,
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

GPtrArray *
vitrine_unit_sheets_write (const VitrineUnits     *units,
                           const VitrineUnitsAsk  *ask,
                           const char             *folder,
                           const VtJob            *job,
                           GError                **error)
{
  Sheets s = { units, ask, 0, NULL };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  gboolean ok = TRUE;

  for (guint c = 0; c < units->channels; c++)
    s.top = MAX (s.top, units->units[c].n_hits);
  s.patches = g_new0 (VitrineImage *, (gsize) units->channels * s.top);
  for (guint i = 0; ok && i < ask->n_pictures; i++)
    ok = vt_job_tick (job, (double) i / ask->n_pictures, N_("Cutting patches"), error)
         && make_patches_of (&s, i, error);
  for (guint first = 0; ok && first < units->channels; first += ROWS)
    {
      g_autofree char *name = g_strdup_printf ("units-%03u.png", first / ROWS + 1);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      ok = write_sheet (&s, first, path, error);
      g_ptr_array_add (files, g_steal_pointer (&path));
    }
  for (gsize i = 0; i < (gsize) units->channels * s.top; i++)
    vitrine_image_unref (s.patches[i]);
  g_free (s.patches);
  return ok ? g_steal_pointer (&files) : NULL;
}
