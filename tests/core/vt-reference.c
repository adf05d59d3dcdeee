/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding references; indices. */
#include "vt-reference.h"

#include <string.h>

void
unravel (const VtShape *shape,
         gsize          i,
         gsize          index[VT_MAX_DIMS])
{
  for (guint a = shape->n_dims; a-- > 0; i /= shape->dim[a])
    index[a] = i % shape->dim[a];
}

gsize
ravel (const VtShape *shape,
       const gsize   *index,
       guint          n_index)
{
  gsize at = 0;

  for (guint a = 0; a < shape->n_dims; a++)
    at = at * shape->dim[a] + (shape->dim[a] == 1 ? 0 : index[n_index - shape->n_dims + a]);
  return at;
}

ReferenceFunc
reference_find (const char *name)
{
  const ReferenceEntry *tables[] = { reference_layout, reference_reduce, reference_spatial };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const ReferenceEntry *entry = tables[t]; entry->name != NULL; entry++)
      if (strcmp (entry->name, name) == 0)
        return entry->func;
  return reference_elementwise (name);
}
