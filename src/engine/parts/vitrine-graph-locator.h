/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps one part located by the nodes of an explanatory graph, up to date with the graph that a keeper has and the boxes
 * that a project says: the second way to find a part, beside the And-Or graph of VitrinePartLearner, from the same boxes
 * on the same pictures and with the same scores.
 *
 * Where the nodes lie on the pictures is found once for a graph; after an edit only the votes are counted again.  Old
 * results stay until new ones are there.  Main thread; all work runs as jobs.  What getters return is borrowed and stays
 * until the next signal. */
#pragma once

#include "engine/parts/vitrine-graph-keeper.h"
#include "engine/parts/vitrine-graph-locate.h"
#include "engine/parts/vitrine-part-figures.h"
#include "engine/project/vitrine-project.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_LOCATOR_IDLE,         /* asleep, or no part, model or pictures */
  VITRINE_LOCATOR_NO_GRAPH,     /* the keeper has none: see its state */
  VITRINE_LOCATOR_NO_BOX,
  VITRINE_LOCATOR_LOOKING,      /* a job runs */
  VITRINE_LOCATOR_READY,
  VITRINE_LOCATOR_STOPPED,      /* a person cancelled the job */
  VITRINE_LOCATOR_FAILED,       /* see the message */
} VitrineLocatorState;

/* Signals: "changed" (state, message, job), "found-changed" (places, voters, figures).  Property: job. */
#define VITRINE_TYPE_GRAPH_LOCATOR (vitrine_graph_locator_get_type ())
G_DECLARE_FINAL_TYPE (VitrineGraphLocator, vitrine_graph_locator, VITRINE, GRAPH_LOCATOR, GObject)

VitrineGraphLocator *vitrine_graph_locator_new        (VitrineJobs          *jobs,
                                                       VitrineFeatureStore  *store,
                                                       VitrineGraphKeeper   *keeper);
/* Any may be NULL.  `part` is an id in the project, 0 for none. */
void                 vitrine_graph_locator_set_inputs (VitrineGraphLocator  *self,
                                                       VitrineModel         *model,
                                                       VitrineDataset       *dataset,
                                                       VitrineProject       *project,
                                                       gint64                part);
/* Asleep it starts no job and keeps what it has. */
void                 vitrine_graph_locator_set_awake  (VitrineGraphLocator  *self,
                                                       gboolean              awake);
/* After STOPPED or FAILED. */
void                 vitrine_graph_locator_go_on      (VitrineGraphLocator  *self);

VitrineLocatorState  vitrine_graph_locator_get_state   (VitrineGraphLocator *self);
const char          *vitrine_graph_locator_get_message (VitrineGraphLocator *self);
VitrineJob          *vitrine_graph_locator_get_job     (VitrineGraphLocator *self);

/* The graph that voted; NULL before. */
VtXGraph            *vitrine_graph_locator_get_graph   (VitrineGraphLocator *self);
VitrineGraphVotes   *vitrine_graph_locator_get_votes   (VitrineGraphLocator *self);
/* The number that a picture of the set has among those of the votes; −1: it could not be read, or is beyond the first
 * 2,000. */
int                  vitrine_graph_locator_number      (VitrineGraphLocator *self,
                                                        guint                picture);
/* Where the part is on a picture of the set, in pixels of the graph's frame, and how far the voters agree, 0 … 1; FALSE
 * where nothing is known. */
gboolean             vitrine_graph_locator_get_place   (VitrineGraphLocator *self,
                                                        guint                picture,
                                                        VtPartPlace         *place,
                                                        double              *agreement);
/* TRUE while the boxes or the graph have changed since. */
gboolean             vitrine_graph_locator_is_stale    (VitrineGraphLocator *self);
/* FALSE where the pictures carry no truth for the part. */
gboolean             vitrine_graph_locator_get_figures (VitrineGraphLocator *self,
                                                        VitrinePartFigures  *figures);

G_END_DECLS
