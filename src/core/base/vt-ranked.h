/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things in the order of a score. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Alone or as the first member of what is sorted. */
typedef struct
{
  double score;              /* not NaN */
  guint  i;
} VtRanked;

/* For qsort() and g_array_sort(): the highest score first, of equal ones the lowest number. */
static inline int
vt_ranked_compare (gconstpointer a,
                   gconstpointer b)
{
  const VtRanked *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->i < y->i ? -1 : x->i > y->i;
}

G_END_DECLS
