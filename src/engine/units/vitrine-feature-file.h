/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of the feature store: the maps of one node.
 *
 *   0   "VitrMaps"     8   version   12  channels   16  height   20  width   24  nothing
 *   32  32 hex digits: hash of the key     64  32 hex digits: hash of all that follows
 *   96  per channel: zero and step as floats     then per channel height × width 16-bit numbers
 *
 * value = step · (number − zero).  Zero is exact and signs are kept: what does not survive a
 * ReLU is never made to.  Little-endian. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GBytes        *bytes;        /* the whole file, mapped or in memory */
  guint          chw[3];
  const float   *range;        /* [channels][2]: zero, step */
  const guint16 *numbers;
} VitrineMaps;

/* Quantises channels × height × width floats.  Values that are not finite count as 0. */
GBytes  *vitrine_maps_encode (const char  *key_hash,
                              const guint  chw[3],
                              const float *values);
/* Takes a reference of `bytes` when they are a whole and undamaged file of this key and shape. */
gboolean vitrine_maps_decode (VitrineMaps *self,
                              GBytes      *bytes,
                              const char  *key_hash,
                              const guint  chw[3]);
void     vitrine_maps_clear  (VitrineMaps *self);
void     vitrine_maps_read_channel (const VitrineMaps *self,
                                    guint              channel,
                                    float             *values);

G_END_DECLS
