/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python pickles as inert data.  The few opcodes with which state dicts are written are understood; whatever a pickle
 * names or calls becomes a value that says so, and nothing is ever run or looked up. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VT_PICKLE_NONE,
  VT_PICKLE_FLAG,       /* i */
  VT_PICKLE_INT,        /* i; integers beyond 64 bits keep their low ones */
  VT_PICKLE_REAL,       /* d */
  VT_PICKLE_TEXT,       /* text, not always UTF-8; also of bytes */
  VT_PICKLE_TUPLE,      /* items */
  VT_PICKLE_LIST,       /* items */
  VT_PICKLE_DICT,       /* items: key, value, key, value … */
  VT_PICKLE_GLOBAL,     /* text: "module.name" */
  VT_PICKLE_OUTSIDE,    /* of: what names something kept outside the pickle (a storage) */
  VT_PICKLE_OBJECT,     /* of: what was called or made; with: its arguments; state: what it was given after, or NULL */
} VtPickleKind;

typedef struct _VtPickleValue VtPickleValue;
struct _VtPickleValue
{
  VtPickleKind   kind;
  gint64         i;
  double         d;
  char          *text;
  GPtrArray     *items;     /* VtPickleValue, borrowed; may hold itself */
  VtPickleValue *of, *with, *state;
};

/* All values of one pickle, owned. */
typedef struct _VtPickle VtPickle;

/* Reads one pickle from `data`; `used` (may be NULL) is how many of the `size` bytes it took.  Never recurses. */
VtPickle            *vt_pickle_read  (const guint8 *data, gsize size, gsize *used, GError **error);
void                 vt_pickle_free  (VtPickle *pickle);
const VtPickleValue *vt_pickle_value (const VtPickle *pickle);
const GPtrArray     *vt_pickle_all   (const VtPickle *pickle);             /* every VtPickleValue that was made */

guint                vt_pickle_n     (const VtPickleValue *value);     /* items of a tuple or list, pairs of a dict */
/* Item i of a tuple or list; NULL: there is none. */
const VtPickleValue *vt_pickle_item  (const VtPickleValue *value, guint i);
/* Value of a dict's key; NULL: none. */
const VtPickleValue *vt_pickle_find  (const VtPickleValue *value, const char *key);
/* Whether the value is the global "module.name". */
gboolean             vt_pickle_names (const VtPickleValue *value, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPickle, vt_pickle_free)

G_END_DECLS
