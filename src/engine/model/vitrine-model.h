/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network that was opened: graph, parameters, names of its outputs, how pictures become its
 * input. Immutable after opening but for the preprocessing, which changes on main only; workers
 * take a copy. */
#pragma once

#include <gio/gio.h>

#include "base/vt-job.h"
#include "graph/vt-params.h"
#include "onnx/vt-onnx.h"
#include "engine/model/vitrine-layer.h"
#include "engine/pictures/vitrine-preprocess.h"

G_BEGIN_DECLS

#define VITRINE_SAMPLE_NETWORK "sample:network"

/* Properties: name, path, id (strings, read-only).  Signals on main: "preprocess-changed",
 * "labels-changed". */
#define VITRINE_TYPE_MODEL (vitrine_model_get_type ())
G_DECLARE_FINAL_TYPE (VitrineModel, vitrine_model, VITRINE, MODEL, GObject)

/* Opens an ONNX file, weights of a network that Vitrine knows by heart (see weights/vt-arch.h), a
 * MatConvNet file or "sample:network", with its labels beside it.  Any thread; in the window it is a
 * job, which is told how far it is. */
VitrineModel       *vitrine_model_open          (const char    *path,
                                                 GError       **error);
VitrineModel       *vitrine_model_open_job      (const char    *path,
                                                 const VtJob   *job,
                                                 GError       **error);
/* From bytes; `path` is what it is called, labels are looked for beside it (NULL: nowhere). */
VitrineModel       *vitrine_model_new_for_bytes (GBytes        *bytes,
                                                 const char    *name,
                                                 const char    *path,
                                                 GError       **error);

const char         *vitrine_model_get_name      (VitrineModel *self);   /* file name without ending */
const char         *vitrine_model_get_path      (VitrineModel *self);   /* NULL when it came from bytes */
const char         *vitrine_model_get_id        (VitrineModel *self);   /* hash of the contents, 32 hex digits */
VtGraph            *vitrine_model_get_graph     (VitrineModel *self);   /* borrowed, like all below */
VtParams           *vitrine_model_get_params    (VitrineModel *self);
const VtOnnxReport *vitrine_model_get_report    (VitrineModel *self);
/* VitrineLayer of every operator, in order of computation. */
GListModel         *vitrine_model_get_layers    (VitrineModel *self);
/* By node number, or by name; NULL: none. */
VitrineLayer       *vitrine_model_get_layer     (VitrineModel *self,
                                                 int           node);
VitrineLayer       *vitrine_model_find_layer    (VitrineModel *self,
                                                 const char   *name);

/* Output names: NULL-terminated, or NULL when unknown.  From the file's metadata ("classes"),
 * else from a list beside it: see vitrine_labels_find(). */
const char *const  *vitrine_model_get_labels    (VitrineModel *self);
/* Never NULL: "class 7" at worst.  Any thread. (transfer full) */
char               *vitrine_model_dup_label     (VitrineModel *self,
                                                 guint         index);
/* Reads another file of names, one a line; a leading "n01440764 " is kept apart.  Main thread. */
gboolean            vitrine_model_load_labels   (VitrineModel *self,
                                                 const char   *path,
                                                 GError      **error);
/* The same from text that somebody kept, and the text to keep: NULL unless the names were chosen by one of these
 * two.  Main thread. */
gboolean            vitrine_model_set_labels_text (VitrineModel *self,
                                                   const char   *text,
                                                   GError      **error);
char               *vitrine_model_dup_labels_text (VitrineModel *self);
/* Output that stands for a data set's class: by wnid ("n02129604"), by number or by any of the
 * names of the output without regard to case; −1: none. */
int                 vitrine_model_find_class    (VitrineModel *self,
                                                 const char   *name);

/* The main output: its node, and how many values it has. */
int                 vitrine_model_get_output    (VitrineModel *self);
guint               vitrine_model_get_n_classes (VitrineModel *self);
/* Whether the main output is a vector of scores, so that classes make sense. */
gboolean            vitrine_model_is_classifier (VitrineModel *self);
/* The node of the values before the final softmax (the output itself when there is none). */
int                 vitrine_model_get_logits    (VitrineModel *self);
/* Whether the main output is the softmax (or each by itself the sigmoid) of the logits, and not its logarithm or the logits
 * themselves. */
gboolean            vitrine_model_gives_probabilities (VitrineModel *self);
guint               vitrine_model_get_input_width    (VitrineModel *self);
guint               vitrine_model_get_input_height   (VitrineModel *self);
guint               vitrine_model_get_input_channels (VitrineModel *self);
/* Whether the input is a picture at all (a generator's is not). */
gboolean            vitrine_model_takes_pictures     (VitrineModel *self);

/* A copy, any thread. */
void                vitrine_model_get_preprocess (VitrineModel            *self,
                                                  VitrinePreprocess       *preprocess);
/* Main thread.  Width, height and channels stay those of the input. */
void                vitrine_model_set_preprocess (VitrineModel            *self,
                                                  const VitrinePreprocess *preprocess);

G_END_DECLS
