/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a list of class names, and as words about a network's input. */
#include <stdint.h>

#include "engine/model/vitrine-labels.h"
#include "engine/pictures/vitrine-preprocess.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (VitrineLabels) labels = vitrine_labels_new_for_text ((const char *) data, size, NULL);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *words = g_strndup ((const char *) data, size);
  const VtShape shape = VT_SHAPE (1, 3, 32, 32);
  VitrinePreprocess pre;

  if (labels != NULL && vitrine_labels_get_n (labels) > 0)
    vitrine_labels_find_name (labels, vitrine_labels_get_names (labels)[0]);
  g_hash_table_insert (metadata, (gpointer) "input", words);
  g_hash_table_insert (metadata, (gpointer) "vitrine.preprocess", words);
  vitrine_preprocess_guess (&pre, &(VitrinePreprocessClues) { .shape = &shape,
                                                              .metadata = metadata,
                                                              .file_name = words });
  g_assert_true (g_utf8_validate (pre.reason, -1, NULL));
  g_assert_cmpuint (pre.width, ==, 32);
  return 0;
}
