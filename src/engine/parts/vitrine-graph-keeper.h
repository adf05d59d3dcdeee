/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanatory graph of one model and one set of pictures, for a window: found in the cache or learned as a job,
 * with what its nodes look like.  Main thread.
 *
 * What is learned is kept in the cache as soon as a job ends, whole or not; an unfinished graph can be gone on with. */
#pragma once

#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/parts/vitrine-graph-look.h"
#include "engine/parts/vitrine-graph-sights.h"
#include "engine/parts/vitrine-graph-wish.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_KEEPER_IDLE,          /* no model or no pictures */
  VITRINE_KEEPER_EMPTY,         /* nothing is learned */
  VITRINE_KEEPER_LOADING,       /* looking into the cache */
  VITRINE_KEEPER_LEARNING,
  VITRINE_KEEPER_LOOKING,       /* the graph is there, its pictures are being looked through */
  VITRINE_KEEPER_READY,
} VitrineKeeperState;

/* Signals: "changed" (state, message, graph), "sights-changed".  Property: job (VitrineJob, may be NULL). */
#define VITRINE_TYPE_GRAPH_KEEPER (vitrine_graph_keeper_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphKeeper, vitrine_graph_keeper, VITRINE, GRAPH_KEEPER, GObject)

VitrineGraphKeeper *vitrine_graph_keeper_new         (VitrineJobs            *jobs,
                                                      VitrineFeatureStore    *store);
/* Either may be NULL.  What was learned last of the two is looked for in the cache. */
void                vitrine_graph_keeper_set_inputs  (VitrineGraphKeeper     *self,
                                                      VitrineModel           *model,
                                                      VitrineDataset         *dataset);
/* Learns, or finds in the cache what was learned before with the same wish; goes on with an unfinished one. */
void                vitrine_graph_keeper_learn       (VitrineGraphKeeper     *self,
                                                      const VitrineGraphWish *wish);
/* Goes on with the graph that is there: with its layers, its ranks, or with looking through its pictures. */
void                vitrine_graph_keeper_resume      (VitrineGraphKeeper     *self);
void                vitrine_graph_keeper_cancel      (VitrineGraphKeeper     *self);

VitrineKeeperState  vitrine_graph_keeper_get_state   (VitrineGraphKeeper     *self);
const char         *vitrine_graph_keeper_get_message (VitrineGraphKeeper     *self);   /* why it stopped; NULL */
/* Whether the message only says that somebody stopped it. */
gboolean            vitrine_graph_keeper_was_stopped (VitrineGraphKeeper    *self);
VitrineJob         *vitrine_graph_keeper_get_job     (VitrineGraphKeeper     *self);
VtXGraph           *vitrine_graph_keeper_get_graph   (VitrineGraphKeeper     *self);   /* borrowed; NULL */
/* Whether the graph was learned to its end; until then its ranks are not the last ones, and layers may be missing. */
gboolean            vitrine_graph_keeper_is_ranked   (VitrineGraphKeeper     *self);
/* Counts the graphs: changes when another takes its place. */
guint               vitrine_graph_keeper_get_version (VitrineGraphKeeper     *self);
VitrineGraphSights *vitrine_graph_keeper_get_sights  (VitrineGraphKeeper     *self);   /* borrowed; NULL: not yet */
VitrinePartSource  *vitrine_graph_keeper_get_source  (VitrineGraphKeeper     *self);   /* the sights' pictures */

/* How it was asked for last; borrowed; NULL. */
const VitrineGraphWish *vitrine_graph_keeper_get_wish (VitrineGraphKeeper    *self);

/* Looks at a picture as a preview: a later call with the same `key` takes the place of an earlier one.  `done` gets a
 * VitrineGraphView. */
void                vitrine_graph_keeper_look        (VitrineGraphKeeper     *self,
                                                      const char             *key,
                                                      VitrinePicture         *picture,
                                                      guint                   layer,
                                                      int                     filter,
                                                      VitrineJobDone          done,
                                                      gpointer                user_data,
                                                      GDestroyNotify          user_data_free);

G_END_DECLS
