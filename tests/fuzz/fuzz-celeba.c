/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text, cut at form feeds, as the three lists of CelebA. */
#include <stdint.h>
#include <string.h>

#include "engine/data/vitrine-celeba.h"

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
  VitrineCelebaText texts[VITRINE_CELEBA_N_LISTS] = { { "", 0 } };
  const char *at = (const char *) data, *end = at + size;
  g_auto (VitrineReader) reader = { 0 };
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GError) error = NULL;

  vitrine_reader_init (&reader, "/root", NULL, ignore, NULL);
  for (int i = 0; i < VITRINE_CELEBA_N_LISTS && at < end; i++)
    {
      const char *feed = memchr (at, '\f', (gsize) (end - at));

      texts[i] = (VitrineCelebaText) { at, (gsize) ((feed != NULL ? feed : end) - at) };
      at = feed != NULL ? feed + 1 : end;
    }
  pictures = vitrine_celeba_parse ("/root", "img", texts, &reader, &error);
  g_assert_true ((pictures != NULL) == (error == NULL));
  for (guint i = 0; pictures != NULL && i < pictures->len; i++)
    g_assert_true (g_utf8_validate (vitrine_picture_get_id (pictures->pdata[i]), -1, NULL));
  return 0;
}
