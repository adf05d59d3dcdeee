/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of a network is, by its contents and never by its name.  Those that Vitrine cannot open are answered with
 * what they are and what to do. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_MODEL_ONNX,           /* also whatever is not recognised: its reader says what is wrong */
  VITRINE_MODEL_SAFETENSORS,
  VITRINE_MODEL_TORCH,
  VITRINE_MODEL_MATLAB,
  VITRINE_MODEL_REFUSED,
} VitrineModelKind;

/* For VITRINE_MODEL_REFUSED `error` is set (VT_ERROR_UNSUPPORTED, or VT_ERROR_FORMAT for what is broken). */
VitrineModelKind vitrine_model_kind        (const guint8 *data, gsize size, GError **error);
/* Whether the folder is itself a network of a kind that is refused (a SavedModel, an mlpackage); then sets `error`. */
gboolean         vitrine_model_kind_folder (const char *path, GError **error);
/* Whether the bytes begin as a list of tensors without a graph does. */
gboolean         vitrine_model_is_weights  (VitrineModelKind kind);

G_END_DECLS
