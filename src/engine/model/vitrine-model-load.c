/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of file by its own reader. */
#include "engine/model/vitrine-model-load.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "weights/vt-arch.h"
#include "engine/model/vitrine-matconvnet.h"
#include "engine/model/vitrine-model-kind.h"

/* Says after the reason what leads to a network that opens. */
static void
add_advice (GError         **error,
            const VtWeights *weights)
{
  g_autofree char *reason = NULL, *text = NULL;

  if (error == NULL || *error == NULL)
    return;
  reason = g_strdup ((*error)->message);
  text = g_strdup_printf (ngettext ("The file holds %u tensor without the network it belongs to. %s To open the network, "
                                    "export it from Python: torch.onnx.export (model.eval (), torch.zeros (1, 3, 224, 224), "
                                    "\"model.onnx\").",
                                    "The file holds %u tensors without the network they belong to. %s To open the network, "
                                    "export it from Python: torch.onnx.export (model.eval (), torch.zeros (1, 3, 224, 224), "
                                    "\"model.onnx\").", vt_weights_n (weights)), vt_weights_n (weights), reason);
  g_clear_error (error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, text);
}

static gboolean
load_weights (VtWeights     *weights,
              const VtJob   *job,
              VitrineLoaded *loaded,
              GError       **error)
{
  if (weights == NULL)
    return FALSE;
  loaded->graph = vt_arch_open (weights, job, &loaded->params, &loaded->report, error);
  if (loaded->graph == NULL && error != NULL && g_error_matches (*error, VT_ERROR, VT_ERROR_UNSUPPORTED))
    add_advice (error, weights);
  return loaded->graph != NULL;
}

gboolean
vitrine_model_load (GBytes        *bytes,
                    gboolean       mapped,
                    const char    *folder,
                    const VtJob   *job,
                    VitrineLoaded *loaded,
                    GError       **error)
{
  g_autoptr (VtWeights) weights = NULL;
  const VtOnnxOptions options = { .mapped = mapped, .job = job };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  *loaded = (VitrineLoaded) { NULL, NULL, NULL };
  if (!vt_job_tick (job, 0, N_("Reading"), error))
    return FALSE;
  switch (vitrine_model_kind (data, size, error))
    {
    case VITRINE_MODEL_SAFETENSORS:
      weights = vt_safetensors_read (bytes, mapped, error);
      return load_weights (weights, job, loaded, error);
    case VITRINE_MODEL_TORCH:
      weights = vt_torch_read (bytes, mapped, error);
      return load_weights (weights, job, loaded, error);
    case VITRINE_MODEL_MATLAB:
      return vitrine_matconvnet_load (bytes, loaded, error);
    case VITRINE_MODEL_REFUSED:
      return FALSE;
    case VITRINE_MODEL_ONNX:
    default:
      loaded->graph = vt_onnx_import (data, size, folder, &options, &loaded->params, &loaded->report, error);
      return loaded->graph != NULL;
    }
}

VtWeights *
vitrine_model_read_weights (const char *path,
                            GError    **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  gsize size;
  const guint8 *data;
  VitrineModelKind kind;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  kind = vitrine_model_kind (data, size, error);
  if (kind == VITRINE_MODEL_SAFETENSORS)
    return vt_safetensors_read (bytes, TRUE, error);
  if (kind == VITRINE_MODEL_TORCH)
    return vt_torch_read (bytes, TRUE, error);
  if (kind != VITRINE_MODEL_REFUSED)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("The file holds more than weights"));
  return NULL;
}
