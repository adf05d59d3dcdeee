/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: networks of real size that Vitrine knows by heart.  Names, shapes and answers stand in tests/golden/weights; the
 * numbers of the tensors come out of one formula here and in make-weights.py. */
#pragma once

#include <glib.h>

/* The weights of a network ("resnet18") as a safetensors file.  `expected` (doubles, may be NULL) gets torch's answer to
 * known_picture(). (transfer full) */
GBytes *known_file    (const char *name, GArray *expected);
/* The picture that all of them are shown. */
void    known_picture (float *x, gsize n);
