/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A constant of a method as a row of a table: its name, what a person reads, where it lies in the method's options,
 * and what it may be.  Tables end with id NULL; files, command lines and pages are made from them. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const char *id;            /* "vote-scale" */
  const char *title;         /* N_(), or NULL */
  gsize       offset;        /* of a double */
  double      low, high;
  double      full, quick;   /* defaults, where the method takes them from its table */
} VtConstant;

static inline double
vt_constant_get (const VtConstant *constant,
                 gconstpointer     options)
{
  double value;

  memcpy (&value, (const char *) options + constant->offset, sizeof value);
  return value;
}

static inline void
vt_constant_set (const VtConstant *constant,
                 gpointer          options,
                 double            value)
{
  memcpy ((char *) options + constant->offset, &value, sizeof value);
}

/* NULL when the table has none of this name. */
static inline const VtConstant *
vt_constant_find (const VtConstant *table,
                  const char       *id)
{
  while (table->id != NULL && strcmp (table->id, id) != 0)
    table++;
  return table->id != NULL ? table : NULL;
}

G_END_DECLS
