/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named tensors without a graph, as safetensors and PyTorch's state dicts hold them.  Numbers stay in the file and are
 * converted when asked for.  Immutable once read; any thread.  Files are untrusted: no code in them is ever run, and
 * every length is checked against the bytes there are. */
#pragma once

#include "tensor/vt-shape.h"

G_BEGIN_DECLS

typedef enum
{
  VT_DTYPE_F32, VT_DTYPE_F16, VT_DTYPE_BF16, VT_DTYPE_F64,
  VT_DTYPE_I64, VT_DTYPE_I32, VT_DTYPE_I16, VT_DTYPE_I8, VT_DTYPE_U8, VT_DTYPE_BOOL,
  VT_N_DTYPES
} VtDtype;

typedef struct
{
  char         *name;                   /* valid UTF-8 */
  VtDtype       dtype;
  VtShape       shape;                  /* a dimension may be 0 */
  gsize         stride[VT_MAX_DIMS];    /* in elements */
  gboolean      plain;                  /* row-major without gaps */
  const guint8 *data;                   /* element 0, inside the file; any alignment */
} VtWeight;

typedef struct _VtWeights VtWeights;

/* What the bytes are.  `bytes` is kept; `mapped` says that they are a mapping of a file, whose pages are given back
 * as they are read. */
VtWeights *vt_safetensors_read (GBytes *bytes, gboolean mapped, GError **error);
/* A state dict, alone or inside a checkpoint, saved by torch.save() of any version since 0.4. */
VtWeights *vt_torch_read       (GBytes *bytes, gboolean mapped, GError **error);
/* Whether the bytes begin as one of these does. */
gboolean   vt_safetensors_is   (const guint8 *data, gsize size);
gboolean   vt_torch_is         (const guint8 *data, gsize size);

VtWeights *vt_weights_ref      (VtWeights *weights);
void       vt_weights_unref    (VtWeights *weights);

guint           vt_weights_n      (const VtWeights *weights);
const VtWeight *vt_weights_nth    (const VtWeights *weights, guint i);        /* in the order of the file */
const VtWeight *vt_weights_find   (const VtWeights *weights, const char *name);  /* NULL: none */
const char     *vt_weights_format (const VtWeights *weights);                 /* "PyTorch state dict" */
gsize           vt_weights_file_size (const VtWeights *weights);              /* bytes */
/* char* → char*: what else the file says. */
GHashTable     *vt_weights_metadata (const VtWeights *weights);
/* char*: sentences about what was left out. */
const GPtrArray *vt_weights_notes (const VtWeights *weights);

/* Writes the tensor's elements, row-major, as floats. */
void        vt_weights_floats   (const VtWeights *weights, const VtWeight *tensor, float *out);
gsize       vt_dtype_size       (VtDtype dtype);
const char *vt_dtype_name       (VtDtype dtype);    /* "float16" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWeights, vt_weights_unref)

G_END_DECLS
