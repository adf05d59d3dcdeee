/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network whose every answer is known: 16 × 16 pixels, colours 0 … 1; layer "colour"
 * (convolution 3 × 3) passes red, green and blue through as they are and makes a fourth channel
 * −red; then ReLU, mean over the picture, and scores red, green, blue = 10 × the means; softmax
 * "prob". */
#pragma once

#include "engine/model/vitrine-model.h"

G_BEGIN_DECLS

#define VITRINE_TINY_SIDE 16

VitrineModel *vitrine_tiny_model_new   (void);
/* With these operators (Softmax, LogSoftmax, Clip, Reshape; until NULL) behind the scores, the last of them "prob". */
VitrineModel *vitrine_tiny_model_ending (const char *const *ending);
/* The same as the bytes of an ONNX file. */
GBytes       *vitrine_tiny_model_bytes (void);
/* A dark picture of `side` pixels with a square of colour `channel` (0 red, 1 green, 2 blue) and
 * brightness `value` at x, y of size `size`. */
VitrineImage *vitrine_tiny_picture     (guint  side,
                                        guint  channel,
                                        guint8 value,
                                        guint  x,
                                        guint  y,
                                        guint  size);

G_END_DECLS
