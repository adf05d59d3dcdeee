/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The space in which parts are mined: the picture the network sees (h × w pixels, row before column,
 * 0-based pixel centres) and the maps of a few layers over it, shallow before deep.  Immutable and
 * refcounted.
 *
 * A layer may be formed of several graph nodes that are joined along the channels: the convolutions in
 * front of the ReLUs of a block whose Concat comes after them (Inception, Fire). */
#pragma once

#include "graph/vt-graph.h"

G_BEGIN_DECLS

#define VT_PART_MAX_LAYERS  12
#define VT_PART_MAX_SOURCES 8

typedef struct
{
  const char *name;         /* shown to a person: the node's name; owned by the space */
  int         node;         /* the node a person sees (the conv, or the Concat it ends in); −1: none */
  guint       n_sources;    /* nodes whose raw values, joined along the channels, are this layer's map */
  int         source[VT_PART_MAX_SOURCES];
  guint       channels, h, w;
  double      stride[2];    /* pixels from cell to cell: rows, columns */
  double      offset[2];    /* pixel of the centre of cell 0 */
  double      size[2];      /* side of the receptive field in pixels */
} VtPartLayer;

typedef struct _VtPartSpace VtPartSpace;

/* Copies `layers`.  Fails with VT_ERROR_SHAPE when there are none or too many, when a layer is empty or
 * its stride not positive, or when there would be more than 2^27 units. */
VtPartSpace *vt_part_space_new    (guint              h,
                                   guint              w,
                                   const VtPartLayer *layers,
                                   guint              n_layers,
                                   GError           **error);
/* Chooses layers of `graph` (Zhang et al., AAAI 2017, use VGG's conv3_1 … conv5_3; with GoogLeNet fewer do
 * as well): at each of the two deepest resolutions with maps of 6 … 56 cells a side, the last
 * `per_resolution` (0: the default, 2) convolutions or block outputs, tensors before their ReLU.
 * VT_ERROR_UNSUPPORTED when there are none. */
VtPartSpace *vt_part_space_choose (const VtGraph     *graph,
                                   guint              per_resolution,
                                   GError           **error);
/* The layer made of `node` alone, or of the pre-ReLU values behind it.  FALSE with an error when the
 * node has no map over the picture. */
gboolean     vt_part_layer_of_node (const VtGraph    *graph,
                                    int               node,
                                    VtPartLayer      *layer,
                                    GError          **error);
VtPartSpace *vt_part_space_ref    (VtPartSpace       *space);    /* any thread */
void         vt_part_space_unref  (VtPartSpace       *space);    /* any thread; NULL is fine */

guint              vt_part_space_height   (const VtPartSpace *space);
guint              vt_part_space_width    (const VtPartSpace *space);
guint              vt_part_space_n_layers (const VtPartSpace *space);
const VtPartLayer *vt_part_space_layer    (const VtPartSpace *space, guint layer);
/* Whether a layer has the same map as the one before. */
gboolean           vt_part_space_repeats  (const VtPartSpace *space, guint layer);
/* Units of all layers, and the number of the first unit of a layer: unit (c, a, b) of layer l is number
 * first(l) + (c·h + a)·w + b. */
gsize              vt_part_space_n_units  (const VtPartSpace *space);
gsize              vt_part_space_first    (const VtPartSpace *space, guint layer);
/* √(h·w)/224: what constants given in pixels of the usual 224-pixel frame are multiplied by. */
double             vt_part_space_scale    (const VtPartSpace *space);
/* √(h² + w²): distances are divided by it. */
double             vt_part_space_diagonal (const VtPartSpace *space);
gboolean           vt_part_space_equal    (const VtPartSpace *a, const VtPartSpace *b);

/* Pixel of the centre of cell `i` (rows: axis 0, columns: axis 1); `i` may be between cells. */
static inline double
vt_part_layer_pixel (const VtPartLayer *layer,
                     guint              axis,
                     double             i)
{
  return layer->offset[axis] + layer->stride[axis] * i;
}

/* Cell (not rounded, not clipped) at a pixel. */
static inline double
vt_part_layer_cell (const VtPartLayer *layer,
                    guint              axis,
                    double             pixel)
{
  return (pixel - layer->offset[axis]) / layer->stride[axis];
}

/* A column of the mirrored picture in the picture as it is, and back. */
static inline double
vt_part_space_mirror (const VtPartSpace *space,
                      double             column)
{
  return (double) vt_part_space_width (space) - 1 - column;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPartSpace, vt_part_space_unref)

G_END_DECLS
