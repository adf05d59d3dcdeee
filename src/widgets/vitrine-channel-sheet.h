/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The maps of a layer's channels, coloured and ready to draw: made by a worker, shown by
 * VitrineChannelGrid.  Immutable and refcounted; any thread. */
#pragma once

#include <cairo.h>
#include <glib-object.h>

#include "widgets/vitrine-colormap.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_SCALE_EACH,      /* every channel runs over its own range */
  VITRINE_SCALE_SHARED,    /* all channels over the layer's range */
} VitrineScale;

typedef struct
{
  float low, high;         /* range of its values */
  float mean;
} VitrineChannel;

typedef struct _VitrineChannelSheet VitrineChannelSheet;

#define VITRINE_TYPE_CHANNEL_SHEET (vitrine_channel_sheet_get_type ())
GType                 vitrine_channel_sheet_get_type (void);

/* From `values` [n][height][width], copied.  `colormap` is used when no value is negative, else the
 * signed one.  Maps larger than 96 cells a side are thinned to their largest values for drawing. */
VitrineChannelSheet  *vitrine_channel_sheet_new      (const float     *values,
                                                      guint            n,
                                                      guint            height,
                                                      guint            width,
                                                      VitrineScale     scale,
                                                      VitrineColormap  colormap);
/* From the kernels of a first layer, [n][3][height][width] in the order red, green, blue, as small
 * pictures: zero is mid grey and each kernel's largest weight reaches the end of the scale. */
VitrineChannelSheet  *vitrine_channel_sheet_new_for_kernels (const float *weights,
                                                             guint        n,
                                                             guint        height,
                                                             guint        width);
VitrineChannelSheet  *vitrine_channel_sheet_ref      (VitrineChannelSheet       *self);
void                  vitrine_channel_sheet_unref    (VitrineChannelSheet       *self);

guint                 vitrine_channel_sheet_get_n      (const VitrineChannelSheet *self);
guint                 vitrine_channel_sheet_get_height (const VitrineChannelSheet *self);
guint                 vitrine_channel_sheet_get_width  (const VitrineChannelSheet *self);
const VitrineChannel *vitrine_channel_sheet_get_channel (const VitrineChannelSheet *self,
                                                         guint                      channel);
/* Channels by response (their largest value), strongest first: n numbers, borrowed. */
const guint          *vitrine_channel_sheet_get_order  (const VitrineChannelSheet *self);
/* A value; kernels give the mean of the three colours. */
float                 vitrine_channel_sheet_get_value  (const VitrineChannelSheet *self,
                                                        guint                      channel,
                                                        guint                      row,
                                                        guint                      column);
/* Borrowed ARGB32 picture of a channel. */
cairo_surface_t      *vitrine_channel_sheet_get_tile   (const VitrineChannelSheet *self,
                                                        guint                      channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineChannelSheet, vitrine_channel_sheet_unref)

G_END_DECLS
