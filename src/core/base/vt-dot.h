/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matrix times a vector, when it is memory that takes its time: rows are read once, one after another. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* y[i · step] = alpha · Σ a[i][k] · x[k] + beta · y[i · step] for `rows` rows of n floats, `lda` apart; with beta = 0
 * y is not read.  Any thread. */
void vt_dot_rows (const float *a, gsize lda, gsize rows, gsize n, const float *x, float alpha, float beta, float *y,
                  gsize step);

G_END_DECLS
