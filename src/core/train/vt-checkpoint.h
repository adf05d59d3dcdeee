/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a training in a file:
 *
 *   "VITTRAIN", version, kind of optimiser (32 bits each); step, seed, batch, samples, number of parameters, number
 *   of state floats (64 bits each); the parameters, the state (floats); CRC-32 of all that.  Little-endian.
 *
 * Random streams follow from seed and step.  A file is written whole or not at all. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 optimizer;
  guint64 step, seed, batch, samples;
  guint64 n_params, n_state;
  float  *params, *state;     /* to write: borrowed; when read: owned by vt_checkpoint_clear() */
} VtCheckpoint;

/* FALSE with a GFileError when the file cannot be written; then what stood there is still there. */
gboolean vt_checkpoint_write (const VtCheckpoint *checkpoint, const char *path, GError **error);

/* Reads a checkpoint for `n_params` parameters and `n_state` state floats.  FALSE with
 * VT_ERROR_FORMAT when the bytes are damaged or of another network; nothing is allocated before the
 * lengths have been checked. */
gboolean vt_checkpoint_parse (VtCheckpoint *checkpoint, gconstpointer data, gsize size, guint64 n_params,
                              guint64 n_state, GError **error);
gboolean vt_checkpoint_read  (VtCheckpoint *checkpoint, const char *path, guint64 n_params, guint64 n_state,
                              GError **error);
void     vt_checkpoint_clear (VtCheckpoint *checkpoint);

G_END_DECLS
