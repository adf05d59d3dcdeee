/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of CelebA (Liu et al. 2015): list_attr_celeba.txt (a count, names, then 1 or −1 for each picture),
 * list_eval_partition.txt (0 train, 1 val, 2 test) and list_landmarks_align_celeba.txt (x and y of five points). */
#pragma once

#include "engine/data/vitrine-reader.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_CELEBA_ATTRIBUTES,
  VITRINE_CELEBA_PARTITION,
  VITRINE_CELEBA_LANDMARKS,
  VITRINE_CELEBA_N_LISTS,
} VitrineCelebaList;

typedef struct
{
  const char *text;      /* NULL: the list is missing */
  gsize       length;
} VitrineCelebaText;

/* The pictures that the lists describe, in the order of the attributes, with paths in `folder` below `root`; no file is
 * looked at.  Lines that make no sense are told to `reader` (may be NULL) and left out.  NULL with an error when the
 * attributes do not begin as they should. */
GPtrArray *vitrine_celeba_parse (const char              *root,
                                 const char              *folder,
                                 const VitrineCelebaText  texts[VITRINE_CELEBA_N_LISTS],
                                 VitrineReader           *reader,
                                 GError                 **error);

G_END_DECLS
