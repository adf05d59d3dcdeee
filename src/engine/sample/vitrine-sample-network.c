/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundled network, from the resource compiled into the library. */
#include "engine/sample/vitrine-sample-network.h"

#include <gio/gio.h>

#define PATH "/io/github/vitrine/Vitrine/sample/network.onnx"

/* Made by glib-compile-resources, which registers it before main.  A linker takes it out of a static
 * library only because it is called here. */
extern GResource *vitrine_sample_get_resource (void);

GBytes *
vitrine_sample_network (void)
{
  GBytes *bytes = g_resource_lookup_data (vitrine_sample_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);
  return bytes;
}
