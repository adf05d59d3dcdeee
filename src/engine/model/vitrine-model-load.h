/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bytes of a file of any kind that Vitrine opens to a graph with its numbers. */
#pragma once

#include "base/vt-job.h"
#include "graph/vt-params.h"
#include "onnx/vt-onnx.h"
#include "weights/vt-weights.h"

G_BEGIN_DECLS

typedef struct
{
  VtGraph      *graph;
  VtParams     *params;
  VtOnnxReport *report;
} VitrineLoaded;

/* `mapped`: the bytes are a mapping of a file, whose pages are given back as they are read.  `folder`: where external
 * weights may lie, or NULL.  `job` may be NULL.  Errors of files that are recognised but not opened say what they are
 * and what to do. */
gboolean   vitrine_model_load         (GBytes        *bytes,
                                       gboolean       mapped,
                                       const char    *folder,
                                       const VtJob   *job,
                                       VitrineLoaded *loaded,
                                       GError       **error);
/* The tensors of a file that holds weights alone; NULL with an error for any other file.  (transfer full) */
VtWeights *vitrine_model_read_weights (const char    *path,
                                       GError       **error);

G_END_DECLS
