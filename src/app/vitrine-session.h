/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one window works on: a model, a set of pictures, a project, the jobs, and ONE selection that
 * every page reads and writes.  Everything is a property that notifies; nothing is pushed into pages.
 *
 * The selection has an address, "squeezenet/fire5/expand3x3/17" (model, layer, unit), and a history
 * that goes back and forward like a browser's.  Main thread only. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _VitrineJobs    VitrineJobs;
typedef struct _VitrineModel   VitrineModel;
typedef struct _VitrineDataset VitrineDataset;
typedef struct _VitrinePicture VitrinePicture;
typedef struct _VitrineProject VitrineProject;
typedef struct _VitrineFeatureStore VitrineFeatureStore;

/* Signal failed (char *message): something could not be opened or written; a window shows it.
 *
 * Properties: jobs (read-only), model, dataset, project, picture (objects), page, layer, pattern
 * (strings, "" for none), unit (int, −1 none), part, template (int64, 0 none), address (string,
 * read-only), scores, in-sight (read-only), can-go-back, can-go-forward (read-only). */
#define VITRINE_TYPE_SESSION (vitrine_session_get_type ())
G_DECLARE_FINAL_TYPE (VitrineSession, vitrine_session, VITRINE, SESSION, GObject)

/* `settings` may be NULL. */
VitrineSession *vitrine_session_new          (GSettings      *settings);
/* Stops the threads; nothing is delivered any more. */
void            vitrine_session_close        (VitrineSession *self);

/* What is open; borrowed, NULL while nothing is. */
GSettings      *vitrine_session_get_settings (VitrineSession *self);
VitrineJobs    *vitrine_session_get_jobs     (VitrineSession *self);
VitrineModel   *vitrine_session_get_model    (VitrineSession *self);
VitrineDataset *vitrine_session_get_dataset  (VitrineSession *self);
VitrineProject *vitrine_session_get_project  (VitrineSession *self);
/* The cache of feature maps on disk, shared by all who compute. */
VitrineFeatureStore *vitrine_session_get_store (VitrineSession *self);
/* A new model chooses a layer, a new dataset its first picture as soon as there is one.  The project, if there
 * is one, remembers both. */
void            vitrine_session_set_model    (VitrineSession *self,
                                              VitrineModel   *model);
void            vitrine_session_set_dataset  (VitrineSession *self,
                                              VitrineDataset *dataset);
void            vitrine_session_set_project  (VitrineSession *self,
                                              VitrineProject *project);
/* The project, made untitled when there is none yet; NULL after a failure, which was shown. */
VitrineProject *vitrine_session_need_project (VitrineSession *self);
/* Emits "failed". */
void            vitrine_session_fail         (VitrineSession *self,
                                              const char     *message);
/* Emits "refused": a file did not open, and the sentence says what it is and what to do.
 * `tensors`: what it holds, one a line, or NULL. */
void            vitrine_session_refuse       (VitrineSession *self,
                                              const char     *message,
                                              const char     *tensors);
/* Emits "boxes": a file of part boxes was opened or dropped while pictures are open. */
void            vitrine_session_bring_boxes  (VitrineSession *self,
                                              const char     *path);

/* The selection. */
VitrinePicture *vitrine_session_get_picture  (VitrineSession *self);
const char     *vitrine_session_get_page     (VitrineSession *self);
const char     *vitrine_session_get_layer    (VitrineSession *self);   /* name of its node, or "" */
int             vitrine_session_get_unit     (VitrineSession *self);   /* channel, −1 none */
gint64          vitrine_session_get_part     (VitrineSession *self);   /* id in the project, 0 none */
gint64          vitrine_session_get_template (VitrineSession *self);
const char     *vitrine_session_get_pattern  (VitrineSession *self);   /* key of a latent pattern */
void            vitrine_session_set_picture  (VitrineSession *self,
                                              VitrinePicture *picture);
void            vitrine_session_set_page     (VitrineSession *self,
                                              const char     *page);
/* Both at once: one step of the history.  `unit` −1 is the whole layer. */
void            vitrine_session_select_unit  (VitrineSession *self,
                                              const char     *layer,
                                              int             unit);
/* Zeros for none.  `pattern` may be NULL. */
void            vitrine_session_select_part  (VitrineSession *self,
                                              gint64          part,
                                              gint64          template,
                                              const char     *pattern);

/* Scores of pictures by id, for the strip's captions and order: char* → double*, kept by reference; NULL for
 * none.  Whoever computes them (a part's parse, a method) gives them anew when they change: the property
 * "scores" notifies each time. */
void            vitrine_session_set_scores        (VitrineSession *self,
                                                   GHashTable     *scores);
gboolean        vitrine_session_get_picture_score (VitrineSession *self,
                                                   const char     *id,
                                                   double         *score);

/* The pictures a person sees in the strip, VitrinePicture: what is computed of them first is seen first.
 * Borrowed, never NULL; "in-sight" notifies when they are others. */
void            vitrine_session_set_in_sight (VitrineSession *self,
                                              GPtrArray      *pictures);
GPtrArray      *vitrine_session_get_in_sight (VitrineSession *self);

/* The address of the selection: "model/layer/unit", "model/layer", "model" or "". */
const char     *vitrine_session_get_address  (VitrineSession *self);
/* Goes where an address says; the model's name may be left out.  FALSE with an error that says which
 * word is not known. */
gboolean        vitrine_session_go_to        (VitrineSession *self,
                                              const char     *address,
                                              GError        **error);
gboolean        vitrine_session_can_go_back    (VitrineSession *self);
gboolean        vitrine_session_can_go_forward (VitrineSession *self);
void            vitrine_session_go_back        (VitrineSession *self);
void            vitrine_session_go_forward     (VitrineSession *self);

G_END_DECLS
