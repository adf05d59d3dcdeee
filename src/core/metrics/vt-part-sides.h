/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part a mirror image shows in the place of another, told by their names. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* other[i] is the number of the name that names[i] becomes when every left and right in it change places ("left eye",
 * "leg-front-right"), or when its first letter does from l to r or back (PASCAL-Part: "leye"); i itself where there is no
 * such name among the n.  Cases do not matter. */
void vt_part_sides (const char *const *names, guint n, guint *other);

G_END_DECLS
