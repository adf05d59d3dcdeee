/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a network of MatConvNet. */
#include <stdint.h>

#include "engine/model/vitrine-matconvnet.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  VitrineLoaded loaded = { NULL, NULL, NULL };
  const gboolean good = vitrine_matconvnet_load (bytes, &loaded, &error);

  g_assert_true (good == (error == NULL) && good == (loaded.graph != NULL));
  vt_graph_unref (loaded.graph);
  vt_params_unref (loaded.params);
  vt_onnx_report_free (loaded.report);
  return 0;
}
