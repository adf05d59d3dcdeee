/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A planted world for tests of explanatory graphs: five parts that move together and a little on their own; an upper
 * layer of 14² cells with six filters, each seeing one or two of them, and noise; and if wanted a lower layer of 28²
 * cells with six filters, each seeing one detail at a fixed offset from a part among noise as strong.  The answer is
 * known by construction. */
#pragma once

#include "base/vt-rng.h"
#include "xgraph/vt-xgraph.h"

G_BEGIN_DECLS

#define WORLD_PARTS   5
#define WORLD_FILTERS 6
#define WORLD_PAIRS   11        /* (filter, part) of the upper layer */

typedef struct
{
  guint64  seed;
  guint    n;
  double   common, own;         /* deviations of the movement in upper cells */
  guint    noise;               /* noise bumps of a filter of the upper layer */
  gboolean lower;               /* with the lower layer */
  gboolean mirrored;            /* columns the other way round */
  gboolean half_turned;         /* every other picture the other way round */
  gboolean backwards;           /* pictures in the opposite order */
  gboolean silent;              /* the last filter of each layer sees nothing at all */
  double   upper_stride;        /* 0: 16, the right one */
} WorldSpec;

typedef struct
{
  WorldSpec      spec;
  VtPartSpace   *space;
  float         *block;
  double        *part;          /* [picture][part][axis] in upper cells, as the picture is given */
  VtPartMemory   memory;
  VtPartPictures pictures;
} World;

extern const guint world_pairs[WORLD_PAIRS][2];     /* filter, part */
extern const double world_home[WORLD_PARTS][2];

World *world_new    (const WorldSpec *spec);
void   world_free   (World *world);
guint  world_upper  (const World *world);           /* number of the upper layer */
/* Places of a part, [picture][axis] in upper cells; free with g_free(). */
double *world_places (const World *world, guint part);
/* Place of the detail that filter f of the lower layer sees, in lower cells; and whose part it is. */
void   world_detail (const World *world, guint picture, guint f, double at[2]);
guint  world_tied   (guint f);
/* Learns with full constants; `change` (may be NULL) alters them. */
VtXGraph *world_learn (const World *world, void (*change) (VtXGraphOptions *options), VtPool *pool);
/* All nodes on all pictures: [picture][node]; free with g_free(). */
VtXPlace *world_find  (const World *world, const VtXGraph *graph);
/* Median over the pictures of a node's distance to places [picture][axis] in its cells, and the share within `near`. */
double world_miss   (const World *world, const VtXPlace *found, guint n_nodes, guint node, const double *truth, double near,
                     double *share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

G_END_DECLS
