/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of weights, of either format: every tensor as floats, then the network that fits. */
#include <stdint.h>

#include "weights/vt-arch.h"
#include "engine/model/vitrine-model-kind.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) told = NULL, error = NULL, unfit = NULL;
  const VitrineModelKind kind = vitrine_model_kind (data, size, &told);
  g_autoptr (VtWeights) weights = vt_safetensors_is (data, size) ? vt_safetensors_read (bytes, FALSE, &error)
                                                                 : vt_torch_read (bytes, FALSE, &error);
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = NULL;

  g_assert_true ((kind == VITRINE_MODEL_REFUSED) == (told != NULL));
  g_assert_true ((weights == NULL) == (error != NULL));
  if (weights == NULL)
    return 0;
  for (guint i = 0; i < vt_weights_n (weights); i++)
    {
      const VtWeight *tensor = vt_weights_nth (weights, i);
      g_autofree float *floats = g_new (float, vt_shape_size (&tensor->shape) + 1);

      vt_weights_floats (weights, tensor, floats);
    }
  graph = vt_arch_open (weights, NULL, &params, &report, &unfit);
  g_assert_true ((graph == NULL) == (unfit != NULL));
  return 0;
}
