/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colours for numbers.  Viridis for values >= 0, blue-white-red with white at exactly zero for
 * signed ones; both are read correctly with every common colour blindness.  Pure functions.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_COLORMAP_VIRIDIS,
  VITRINE_COLORMAP_SIGNED,
  VITRINE_COLORMAP_GREY,
  VITRINE_COLORMAP_JET,
} VitrineColormap;

/* How the strength of a value shows: a solid colour, or a colour that fades out towards zero. */
typedef enum
{
  VITRINE_COLORMAP_SOLID,
  VITRINE_COLORMAP_FADING,
} VitrineColormapAlpha;

/* The colour of T in 0..1 as red, green, blue in 0..255.  For the signed map zero is T = .5.
 * Values outside are clamped; a NaN gives mid grey. */
void vitrine_colormap_lookup (VitrineColormap map,
                              double          t,
                              guchar          rgb[3]);

/* A new ARGB32 surface (transfer full) of WIDTH x HEIGHT from VALUES (row major).  The range is
 * LOW..HIGH; for the signed map it is made symmetric about zero first.  An empty range gives one
 * colour.  Any thread. */
cairo_surface_t *vitrine_colormap_surface (VitrineColormap       map,
                                           VitrineColormapAlpha  alpha,
                                           const float          *values,
                                           int                   width,
                                           int                   height,
                                           double                low,
                                           double                high);

G_END_DECLS
