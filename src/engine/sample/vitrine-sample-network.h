/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundled network, "sample:network", which knows the classes of the Menagerie.  It lies in the library
 * itself, so it is there whether or not Vitrine is installed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes of its ONNX file.  Any thread. (transfer full) */
GBytes *vitrine_sample_network (void);

G_END_DECLS
