/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text, cut at form feeds, as the seven tables of CUB-200-2011. */
#include <stdint.h>
#include <string.h>

#include "engine/data/vitrine-cub.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
ignore (GPtrArray          *pictures,
        VitrineDatasetKind  kind,
        gpointer            user_data)
{
  g_ptr_array_unref (pictures);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  VitrineCubText texts[VITRINE_CUB_N_TABLES] = { 0 };
  const char *at = (const char *) data, *end = at + size;
  g_auto (VitrineReader) reader = { 0 };
  g_autoptr (GPtrArray) pictures = NULL;

  vitrine_reader_init (&reader, "/root", NULL, ignore, NULL);
  for (int i = 0; i < VITRINE_CUB_N_TABLES && at < end; i++)
    {
      const char *feed = memchr (at, '\f', (gsize) (end - at));

      texts[i] = (VitrineCubText) { at, (gsize) ((feed != NULL ? feed : end) - at) };
      at = feed != NULL ? feed + 1 : end;
    }
  pictures = vitrine_cub_parse ("/root", texts, &reader);
  for (guint i = 0; i < pictures->len; i++)
    g_assert_true (g_utf8_validate (vitrine_picture_get_id (g_ptr_array_index (pictures, i)), -1,
                                    NULL));
  return 0;
}
