/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking up operators. */
#include "ops/vt-op.h"

const VtOp *
vt_op_find (const char *name)
{
  for (gsize i = 0; vt_op_table[i] != NULL; i++)
    if (g_str_equal (vt_op_table[i]->name, name))
      return vt_op_table[i];
  return NULL;
}
