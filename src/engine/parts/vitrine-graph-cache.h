/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learned graphs on disk: derived data, one file for each (model, preprocessing, pictures, class, layers, constants,
 * seed), in a folder for each model and set of pictures.  May be deleted at any time.  Any thread. */
#pragma once

#include "engine/parts/vitrine-graph-study.h"

G_BEGIN_DECLS

/* "graphs" beside the store's folder / model / set of pictures. (transfer full) */
char     *vitrine_graph_cache_folder (VitrineFeatureStore    *store,
                                      VitrineModel           *model,
                                      const char             *set);
/* 32 hexadecimal digits.  `task.pictures` are all of the class; the layers are the space's.  Reads every picture whose
 * hash is not known yet; NULL with an error when the job says stop. */
char     *vitrine_graph_cache_key    (const VitrineGraphTask *task,
                                      VtPartSpace            *space,
                                      const VtJob            *job,
                                      GError                **error);
/* Writes it aside and renames; `whole` says whether learning came to its end: a graph may have all its layers and yet
 * ranks that are not the last ones; `negatives` is the set it was learned beside, "": none.  A
 * disk that is full is no error: then it is not there the next time. */
void      vitrine_graph_cache_store  (const char             *folder,
                                      const char             *key,
                                      const VtXGraph         *graph,
                                      const char             *negatives,
                                      gboolean                whole);
/* By key, and whether it was learned to its end (out); NULL: none, or it is damaged. */
VtXGraph *vitrine_graph_cache_find   (const char             *folder,
                                      const char             *key,
                                      gboolean               *whole);
/* The file that was written last, whatever its parameters, with its key and its negatives (out) (transfer full), and
 * whether it was learned to its end (out). */
VtXGraph *vitrine_graph_cache_newest (const char             *folder,
                                      char                  **key,
                                      char                  **negatives,
                                      gboolean               *whole);

G_END_DECLS
