/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as what stands behind "sample:pictures?" on a command line or in a project: what is taken is written again,
 * and read the same. */
#include <stdint.h>

#include "engine/sample/vitrine-menagerie.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *query = g_strndup ((const char *) data, size), *text = NULL, *second = NULL;
  g_autoptr (GError) error = NULL, none = NULL;
  VitrineMenagerieOptions options, again;

  vitrine_menagerie_options_init (&options);
  if (!vitrine_menagerie_options_parse (&options, query, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  text = vitrine_menagerie_options_query (&options);
  vitrine_menagerie_options_init (&again);
  g_assert_true (vitrine_menagerie_options_parse (&again, text, &none));
  second = vitrine_menagerie_options_query (&again);
  g_assert_cmpstr (text, ==, second);
  return 0;
}
