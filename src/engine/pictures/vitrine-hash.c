/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lanes of folded 128-bit products over 16 bytes at a time. */
#include "engine/pictures/vitrine-hash.h"

#include <string.h>

#include "base/vt-pages.h"

/* A multiple of 16 and of a page. */
#define PIECE ((gsize) 4 << 20)

static guint64
mix (guint64 a,
     guint64 b)
{
  const unsigned __int128 p = (unsigned __int128) a * b;

  return (guint64) p ^ (guint64) (p >> 64);
}

/* Whole pairs of words of a piece. */
static void
take_pairs (guint64       state[2],
            const guint8 *data,
            gsize         n)
{
  guint64 a = state[0], b = state[1];

  for (gsize i = 0; i + 16 <= n; i += 16)
    {
      guint64 w[2];

      memcpy (w, data + i, 16);
      a = mix (a ^ w[0], 0xa0761d6478bd642fu ^ w[1]);
      b = mix (b ^ w[1], 0xe7037ed1a0b428dbu ^ w[0]) + a;
    }
  state[0] = a;
  state[1] = b;
}

char *
vitrine_hash_mapped (const guint8 *data,
                     gsize         size,
                     gboolean      mapped)
{
  guint64 state[2] = { 0x9e3779b97f4a7c15u ^ size, 0xc2b2ae3d27d4eb4fu };
  guint64 a, b;

  for (gsize at = 0; at < size; at += PIECE)
    {
      const gsize n = MIN (PIECE, size - at);

      if (mapped)
        vt_pages_want (data + at, n);
      take_pairs (state, data + at, n);
      if (mapped)
        vt_pages_drop (data + at, n);
    }
  a = state[0];
  b = state[1];
  for (gsize i = size / 16 * 16; i < size; i++)
    {
      a = mix (a ^ data[i], 0x8ebc6af09c88c6e3u);
      b = mix (b + data[i], 0x589965cc75374cc3u) ^ a;
    }
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                          mix (a, b ^ 0x1d8e4e27c47d124fu), mix (b, a ^ 0xeb44accab455d165u));
}

char *
vitrine_hash (const guint8 *data,
              gsize         size)
{
  return vitrine_hash_mapped (data, size, FALSE);
}
