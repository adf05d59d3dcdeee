/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outermost fields of a file of protocol buffers, without knowing its schema: enough to tell ONNX, Core ML, Caffe and
 * TensorFlow from each other. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean whole;         /* the fields fill the file exactly */
  guint    n_fields;
  guint32  numbers;       /* bit f: field f < 32 is a number */
  guint32  blobs;         /* bit f: field f < 32 is a text or message */
  guint    far_field;     /* the largest field number ≥ 32; 0: none */
  guint    cut_field;     /* the one that is longer than what is left; 0: none */
} VitrineWire;

/* Looks at most at a million fields; memory is not touched behind their heads. */
void vitrine_wire_look (const guint8 *data, gsize size, VitrineWire *wire);

G_END_DECLS
