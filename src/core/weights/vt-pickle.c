/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine: a stack, marks on it, and a memo.  Each opcode makes at most one value, so that memory stays in
 * proportion to the bytes; values belong to one list and are freed from it, however they point at each other. */
#include "weights/vt-pickle.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/vt-error.h"

#define MAX_VALUES (1u << 22)

struct _VtPickle
{
  GPtrArray     *values;
  VtPickleValue *top;
};

typedef struct
{
  const guint8 *data;
  gsize         size, at;
  VtPickle     *pickle;
  GPtrArray    *stack;      /* borrowed values */
  GArray       *marks;      /* guint: height of the stack */
  GHashTable   *memo;       /* number → value */
  guint         n_copied;   /* pairs copied from lists into dicts */
  gboolean      done;
  GError       *error;
} Machine;

typedef struct
{
  guint8 code;
  void (*step)(Machine *m, guint8 code);
} Opcode;

static void
value_free (gpointer data)
{
  VtPickleValue *value = data;

  g_clear_pointer (&value->items, g_ptr_array_unref);
  g_free (value->text);
  g_free (value);
}

static void
fail (Machine    *m,
      const char *what)
{
  if (m->error == NULL)
    m->error = g_error_new (VT_ERROR, VT_ERROR_FORMAT, _("The pickle is damaged at byte %zu: %s"), m->at, what);
}

/* The next `n` bytes, or NULL after a fault. */
static const guint8 *
take (Machine *m,
      gsize    n)
{
  if (m->error != NULL)
    return NULL;
  if (n > m->size - m->at)
    {
      fail (m, _("it ends too early"));
      return NULL;
    }
  m->at += n;
  return m->data + m->at - n;
}

/* Little-endian unsigned of 1 … 8 bytes; 0 after a fault. */
static guint64
number (Machine *m,
        guint    bytes)
{
  const guint8 *p = take (m, bytes);
  guint64 v = 0;

  for (guint i = bytes; p != NULL && i > 0; i--)
    v = v << 8 | p[i - 1];
  return v;
}

static VtPickleValue *
make (Machine      *m,
      VtPickleKind  kind)
{
  VtPickleValue *value = g_new0 (VtPickleValue, 1);

  value->kind = kind;
  if (kind == VT_PICKLE_TUPLE || kind == VT_PICKLE_LIST || kind == VT_PICKLE_DICT)
    value->items = g_ptr_array_new ();
  g_ptr_array_add (m->pickle->values, value);
  if (m->pickle->values->len > MAX_VALUES)
    fail (m, _("it holds too many values"));
  return value;
}

static VtPickleValue *
push (Machine      *m,
      VtPickleKind  kind)
{
  VtPickleValue *value = make (m, kind);

  g_ptr_array_add (m->stack, value);
  return value;
}

static VtPickleValue *
push_int (Machine      *m,
          VtPickleKind  kind,
          gint64        i)
{
  VtPickleValue *value = push (m, kind);

  value->i = i;
  return value;
}

/* The lowest place that may be popped: what lies under a mark is another's. */
static guint
floor_of (const Machine *m)
{
  return m->marks->len > 0 ? g_array_index (m->marks, guint, m->marks->len - 1) : 0;
}

/* Never NULL: after a fault it is a value that means nothing. */
static VtPickleValue *
pop (Machine *m)
{
  if (m->stack->len <= floor_of (m))
    {
      fail (m, _("its stack is empty"));
      return make (m, VT_PICKLE_NONE);
    }
  return g_ptr_array_steal_index (m->stack, m->stack->len - 1);
}

/* The value under what was pushed last. */
static VtPickleValue *
peek (Machine *m)
{
  if (m->stack->len <= floor_of (m))
    {
      fail (m, _("its stack is empty"));
      return make (m, VT_PICKLE_NONE);
    }
  return m->stack->pdata[m->stack->len - 1];
}

/* Moves what lies above the last mark behind the items of `to`, whose `items` may be NULL. */
static void
move_marked (Machine       *m,
             guint          from,
             VtPickleValue *to)
{
  for (guint i = from; to->items != NULL && i < m->stack->len; i++)
    g_ptr_array_add (to->items, m->stack->pdata[i]);
  g_ptr_array_set_size (m->stack, (int) from);
}

static guint
take_mark (Machine *m)
{
  guint from;

  if (m->marks->len == 0)
    {
      fail (m, _("a mark is missing"));
      return m->stack->len;
    }
  from = g_array_index (m->marks, guint, m->marks->len - 1);
  g_array_set_size (m->marks, m->marks->len - 1);
  return from;
}

/* ---- plain values ----------------------------------------------------------------------------- */

static void
step_constant (Machine *m,
               guint8   code)
{
  switch (code)
    {
    case 'N':
      push (m, VT_PICKLE_NONE);
      break;
    case 0x88:
    case 0x89:
      push_int (m, VT_PICKLE_FLAG, code == 0x88);
      break;
    case 'K':
      push_int (m, VT_PICKLE_INT, (gint64) number (m, 1));
      break;
    case 'M':
      push_int (m, VT_PICKLE_INT, (gint64) number (m, 2));
      break;
    default:
      push_int (m, VT_PICKLE_INT, (gint32) (guint32) number (m, 4));
      break;
    }
}

/* LONG1: a length and as many bytes of two's complement. */
static void
step_long (Machine *m,
           guint8   code)
{
  const gsize n = (gsize) number (m, 1);
  const guint8 *p = take (m, n);
  guint64 v = 0;

  for (gsize i = MIN (n, 8); p != NULL && i > 0; i--)
    v = v << 8 | p[i - 1];
  if (p != NULL && n > 0 && n < 8 && (p[n - 1] & 0x80) != 0)
    v |= ~(guint64) 0 << (8 * n);
  push_int (m, VT_PICKLE_INT, (gint64) v);
}

static void
step_real (Machine *m,
           guint8   code)
{
  const guint8 *p = take (m, 8);
  guint64 bits = 0;

  for (guint i = 0; p != NULL && i < 8; i++)
    bits = bits << 8 | p[i];
  memcpy (&push (m, VT_PICKLE_REAL)->d, &bits, sizeof bits);
}

static void
step_text (Machine *m,
           guint8   code)
{
  const gboolean small = code == 0x8c || code == 'U' || code == 'C';
  const gsize n = (gsize) number (m, small ? 1 : code == 0x8d || code == 0x8e ? 8 : 4);
  const guint8 *p = take (m, n);
  VtPickleValue *value = push (m, VT_PICKLE_TEXT);

  value->text = p != NULL ? g_strndup ((const char *) p, n) : g_strdup ("");
}

/* ---- containers ------------------------------------------------------------------------------- */

static void
step_mark (Machine *m,
           guint8   code)
{
  g_array_append_val (m->marks, m->stack->len);
}

static void
step_empty (Machine *m,
            guint8   code)
{
  push (m, code == '}' ? VT_PICKLE_DICT : code == ']' ? VT_PICKLE_LIST : VT_PICKLE_TUPLE);
}

/* From the mark on: a tuple, list or dict. */
static void
step_gather (Machine *m,
             guint8   code)
{
  const guint from = take_mark (m);
  VtPickleValue *value = make (m, code == 'd' ? VT_PICKLE_DICT : code == 'l' ? VT_PICKLE_LIST : VT_PICKLE_TUPLE);

  move_marked (m, from, value);
  if (code == 'd' && value->items->len % 2 != 0)
    fail (m, _("a key has no value"));
  g_ptr_array_add (m->stack, value);
}

/* TUPLE1 … TUPLE3. */
static void
step_tuple (Machine *m,
            guint8   code)
{
  const guint n = code - 0x84u;
  VtPickleValue *value = make (m, VT_PICKLE_TUPLE);

  g_ptr_array_set_size (value->items, (int) n);
  for (guint i = n; i > 0; i--)
    value->items->pdata[i - 1] = pop (m);
  g_ptr_array_add (m->stack, value);
}

/* One item or pair. */
static void
step_put (Machine *m,
          guint8   code)
{
  VtPickleValue *value = pop (m), *key = code == 's' ? pop (m) : NULL, *to = peek (m);

  if (to->items == NULL)
    return;     /* an object that behaves like a list or dict: what it holds is of no use to us */
  if ((code == 's') != (to->kind == VT_PICKLE_DICT))
    fail (m, _("a list is used as a dict"));
  else
    {
      if (key != NULL)
        g_ptr_array_add (to->items, key);
      g_ptr_array_add (to->items, value);
    }
}

/* All from the mark on. */
static void
step_put_all (Machine *m,
              guint8   code)
{
  const guint from = take_mark (m), n = m->stack->len - from;
  VtPickleValue *to;

  if (from == 0 || from <= floor_of (m))
    {
      fail (m, _("its stack is empty"));
      return;
    }
  to = m->stack->pdata[from - 1];
  if (to->items != NULL && ((code == 'u') != (to->kind == VT_PICKLE_DICT) || (code == 'u' && n % 2 != 0)))
    fail (m, _("a list is used as a dict"));
  move_marked (m, from, to);
}

/* ---- names and objects ------------------------------------------------------------------------ */

/* A line of text without its end. */
static char *
line (Machine *m)
{
  const guint8 *start = m->data + m->at;
  const guint8 *end = memchr (start, '\n', m->size - m->at);

  if (end == NULL)
    {
      fail (m, _("it ends too early"));
      return g_strdup ("");
    }
  m->at += (gsize) (end - start) + 1;
  return g_strndup ((const char *) start, (gsize) (end - start));
}

static void
step_global (Machine *m,
             guint8   code)
{
  if (code == 'c')
    {
      g_autofree char *module = line (m), *name = line (m);

      push (m, VT_PICKLE_GLOBAL)->text = g_strconcat (module, ".", name, NULL);
      return;
    }

  VtPickleValue *name = pop (m), *module = pop (m);

  if (name->kind != VT_PICKLE_TEXT || module->kind != VT_PICKLE_TEXT)
    fail (m, _("a name is missing"));
  push (m, VT_PICKLE_GLOBAL)->text = g_strconcat (module->text != NULL ? module->text : "", ".",
                                                  name->text != NULL ? name->text : "", NULL);
}

/* OrderedDict() and its like are dicts. */
static gboolean
makes_dict (const VtPickleValue *of)
{
  return vt_pickle_names (of, "collections.OrderedDict") || vt_pickle_names (of, "collections.defaultdict")
         || vt_pickle_names (of, "builtins.dict") || vt_pickle_names (of, "__builtin__.dict");
}

/* OrderedDict ([(key, value), …]), as protocol 2 of old Pythons wrote it. */
static void
take_pairs (Machine             *m,
            VtPickleValue       *dict,
            const VtPickleValue *arguments)
{
  const VtPickleValue *pairs = vt_pickle_item (arguments, 0);

  for (guint i = 0; pairs != NULL && pairs->kind == VT_PICKLE_LIST && i < vt_pickle_n (pairs); i++)
    {
      const VtPickleValue *pair = vt_pickle_item (pairs, i);

      if (pair->items == NULL || pair->kind == VT_PICKLE_DICT || pair->items->len != 2)
        {
          fail (m, _("a key has no value"));
          return;
        }
      /* One long list could be named again and again. */
      if (++m->n_copied > MAX_VALUES)
        {
          fail (m, _("it holds too many values"));
          return;
        }
      g_ptr_array_add (dict->items, pair->items->pdata[0]);
      g_ptr_array_add (dict->items, pair->items->pdata[1]);
    }
}

/* REDUCE calls, NEWOBJ makes: both only say so. */
static void
step_call (Machine *m,
           guint8   code)
{
  VtPickleValue *with = pop (m), *of = pop (m), *value;

  if (makes_dict (of))
    {
      take_pairs (m, push (m, VT_PICKLE_DICT), with);
      return;
    }
  value = push (m, VT_PICKLE_OBJECT);
  value->of = of;
  value->with = with;
}

static void
step_build (Machine *m,
            guint8   code)
{
  VtPickleValue *state = pop (m), *to = peek (m);

  if (to->kind == VT_PICKLE_OBJECT)
    to->state = state;
}

static void
step_outside (Machine *m,
              guint8   code)
{
  VtPickleValue *of = pop (m);

  push (m, VT_PICKLE_OUTSIDE)->of = of;
}

/* ---- memo and the rest ------------------------------------------------------------------------ */

static void
step_remember (Machine *m,
               guint8   code)
{
  const guint64 key = code == 0x94 ? g_hash_table_size (m->memo) : number (m, code == 'q' ? 1 : 4);
  VtPickleValue *value = peek (m);

  if (m->error == NULL)
    g_hash_table_replace (m->memo, GUINT_TO_POINTER ((guint) key), value);
}

static void
step_recall (Machine *m,
             guint8   code)
{
  const guint64 key = number (m, code == 'h' ? 1 : 4);
  VtPickleValue *value = g_hash_table_lookup (m->memo, GUINT_TO_POINTER ((guint) key));

  if (value == NULL)
    {
      fail (m, _("something is recalled that was never kept"));
      return;
    }
  g_ptr_array_add (m->stack, value);
}

static void
step_pop (Machine *m,
          guint8   code)
{
  if (code == '1')
    g_ptr_array_set_size (m->stack, (int) take_mark (m));
  else
    pop (m);
}

static void
step_begin (Machine *m,
            guint8   code)
{
  /* PROTO: a version; FRAME: a length that a reader of bytes in memory need not know. */
  number (m, code == 0x80 ? 1 : 8);
}

static void
step_stop (Machine *m,
           guint8   code)
{
  m->pickle->top = pop (m);
  m->done = TRUE;
}

static const Opcode opcodes[] = {
  { 0x80, step_begin }, { 0x95, step_begin }, { '.', step_stop },
  { 'N', step_constant }, { 0x88, step_constant }, { 0x89, step_constant }, { 'K', step_constant },
  { 'M', step_constant }, { 'J', step_constant }, { 0x8a, step_long }, { 'G', step_real },
  { 'X', step_text }, { 0x8c, step_text }, { 0x8d, step_text }, { 'T', step_text }, { 'U', step_text },
  { 'B', step_text }, { 'C', step_text }, { 0x8e, step_text },
  { '(', step_mark }, { '}', step_empty }, { ']', step_empty }, { ')', step_empty },
  { 't', step_gather }, { 'l', step_gather }, { 'd', step_gather },
  { 0x85, step_tuple }, { 0x86, step_tuple }, { 0x87, step_tuple },
  { 'a', step_put }, { 's', step_put }, { 'e', step_put_all }, { 'u', step_put_all },
  { 'c', step_global }, { 0x93, step_global }, { 'R', step_call }, { 0x81, step_call }, { 'b', step_build },
  { 'Q', step_outside },
  { 'q', step_remember }, { 'r', step_remember }, { 0x94, step_remember }, { 'h', step_recall }, { 'j', step_recall },
  { '0', step_pop }, { '1', step_pop },
};

static void
run_one (Machine *m)
{
  const guint8 *code = take (m, 1);

  if (code == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (opcodes); i++)
    if (opcodes[i].code == *code)
      {
        opcodes[i].step (m, *code);
        return;
      }
  fail (m, _("it does what no file of weights does"));
}

VtPickle *
vt_pickle_read (const guint8 *data,
                gsize         size,
                gsize        *used,
                GError      **error)
{
  g_autoptr (VtPickle) pickle = g_new0 (VtPickle, 1);
  Machine m = { .data = data, .size = size, .pickle = pickle };

  pickle->values = g_ptr_array_new_with_free_func (value_free);
  m.stack = g_ptr_array_new ();
  m.marks = g_array_new (FALSE, FALSE, sizeof (guint));
  m.memo = g_hash_table_new (NULL, NULL);
  while (!m.done && m.error == NULL)
    run_one (&m);
  g_ptr_array_unref (m.stack);
  g_array_unref (m.marks);
  g_hash_table_unref (m.memo);
  if (m.error != NULL)
    {
      g_propagate_error (error, m.error);
      return NULL;
    }
  if (used != NULL)
    *used = m.at;
  return g_steal_pointer (&pickle);
}

void
vt_pickle_free (VtPickle *pickle)
{
  if (pickle == NULL)
    return;
  g_ptr_array_unref (pickle->values);
  g_free (pickle);
}

const VtPickleValue *
vt_pickle_value (const VtPickle *pickle)
{
  return pickle->top;
}

const GPtrArray *
vt_pickle_all (const VtPickle *pickle)
{
  return pickle->values;
}
