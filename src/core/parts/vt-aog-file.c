/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An And-Or graph as one little-endian block:
 *
 *   "VTAOG\0" u16 version · model id · frame · layers (with stride and offset: places mean nothing without)
 *   · constants by name · templates (id, boxes, patterns, drops)
 *
 * Strings are a u32 length and bytes; numbers are u32, i32 or f64.  Reading never trusts a length: each is
 * compared with what is left before anything is allocated, every index with its range. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-aog-private.h"

#define MAGIC        "VTAOG"
#define VERSION      1
#define MAX_STRING   4096
#define MAX_TEMPLATES 4096
#define FAR          1e6        /* no place, size or offset is larger, in pixels */

static void
put_u32 (GByteArray *out,
         guint32     value)
{
  const guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, sizeof little);
}

static void
put_f64 (GByteArray *out,
         double      value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
}

static void
put_string (GByteArray *out,
            const char *text)
{
  const gsize n = MIN (strlen (text), MAX_STRING);

  put_u32 (out, (guint32) n);
  g_byte_array_append (out, (const guint8 *) text, (guint) n);
}

static void
put_layer (GByteArray        *out,
           const VtPartLayer *layer)
{
  put_string (out, layer->name);
  put_u32 (out, (guint32) layer->node);
  put_u32 (out, layer->n_sources);
  for (guint i = 0; i < layer->n_sources; i++)
    put_u32 (out, (guint32) layer->source[i]);
  put_u32 (out, layer->channels);
  put_u32 (out, layer->h);
  put_u32 (out, layer->w);
  for (guint axis = 0; axis < 2; axis++)
    {
      put_f64 (out, layer->stride[axis]);
      put_f64 (out, layer->offset[axis]);
      put_f64 (out, layer->size[axis]);
    }
}

static void
put_pattern (GByteArray      *out,
             const VtPattern *p,
             gboolean         dropped)
{
  put_u32 (out, p->layer);
  put_u32 (out, p->channel);
  put_u32 (out, dropped);
  for (guint axis = 0; axis < 2; axis++)
    {
      put_u32 (out, (guint32) p->home[axis]);
      put_f64 (out, (double) p->delta[axis]);
    }
  put_f64 (out, (double) p->prior);
  put_f64 (out, (double) p->score);
  put_u32 (out, p->n_parents);
  for (guint j = 0; j < p->n_parents; j++)
    put_u32 (out, p->parent[j]);
}

static void
put_template (GByteArray       *out,
              const VtTemplate *template)
{
  const VtTemplateCore *core = template->core;

  put_string (out, core->id);
  put_u32 (out, core->n_boxes);
  for (guint i = 0; i < core->n_boxes; i++)
    {
      put_u32 (out, core->box[i].picture);
      put_u32 (out, core->box[i].mirrored != 0);
      for (guint axis = 0; axis < 2; axis++)
        {
          put_f64 (out, core->box[i].centre[axis]);
          put_f64 (out, core->box[i].size[axis]);
        }
    }
  put_u32 (out, core->n_patterns);
  for (guint i = 0; i < core->n_patterns; i++)
    put_pattern (out, &core->pattern[i], template->dropped[i]);
}

GBytes *
vt_aog_save (const VtAog *aog)
{
  GByteArray *out = g_byte_array_new ();
  guint n_constants = 0;

  g_byte_array_append (out, (const guint8 *) MAGIC, sizeof MAGIC);
  put_u32 (out, VERSION);
  put_string (out, aog->model_id);
  put_u32 (out, vt_part_space_height (aog->space));
  put_u32 (out, vt_part_space_width (aog->space));
  put_u32 (out, vt_part_space_n_layers (aog->space));
  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    put_layer (out, vt_part_space_layer (aog->space, l));

  put_u32 (out, aog->options.form);
  while (vt_aog_constants[n_constants].id != NULL)
    n_constants++;
  put_u32 (out, n_constants);
  for (guint i = 0; i < n_constants; i++)
    {
      double value;

      memcpy (&value, (const guint8 *) &aog->options + vt_aog_constants[i].offset, sizeof value);
      put_string (out, vt_aog_constants[i].id);
      put_f64 (out, value);
    }

  put_u32 (out, aog->n_templates);
  for (guint i = 0; i < aog->n_templates; i++)
    put_template (out, aog->template[i]);
  return g_byte_array_free_to_bytes (out);
}

/* After the first fault `fault` says what it was and everything read is zero. */
typedef struct
{
  const guint8 *at, *end;
  const char   *fault;
} Reader;

static gsize
left (const Reader *r)
{
  return (gsize) (r->end - r->at);
}

static void
fail (Reader     *r,
      const char *fault)
{
  if (r->fault == NULL)
    r->fault = fault;
  r->at = r->end;
}

static guint32
get_u32 (Reader *r)
{
  guint32 value;

  if (left (r) < sizeof value)
    {
      fail (r, _("it ends too early"));
      return 0;
    }
  memcpy (&value, r->at, sizeof value);
  r->at += sizeof value;
  return GUINT32_FROM_LE (value);
}

/* At most `most`. */
static guint32
get_count (Reader     *r,
           guint32     most,
           const char *fault)
{
  const guint32 value = get_u32 (r);

  if (value <= most)
    return value;
  fail (r, fault);
  return 0;
}

/* Finite and no larger than `most`. */
static double
get_f64 (Reader *r,
         double  most)
{
  guint64 bits;
  double value;

  if (left (r) < sizeof bits)
    {
      fail (r, _("it ends too early"));
      return 0;
    }
  memcpy (&bits, r->at, sizeof bits);
  r->at += sizeof bits;
  bits = GUINT64_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  if (isfinite (value) && fabs (value) <= most)
    return value;
  fail (r, _("a number is out of range"));
  return 0;
}

static char *
get_string (Reader *r)
{
  const guint32 n = get_count (r, MAX_STRING, _("a name is too long"));

  if (n > left (r))
    fail (r, _("it ends too early"));
  if (r->fault != NULL)
    return g_strdup ("");

  char *text = g_utf8_make_valid ((const char *) r->at, (gssize) n);

  r->at += n;
  return text;
}

static VtPartSpace *
get_space (Reader  *r,
           GError **error)
{
  VtPartLayer layers[VT_PART_MAX_LAYERS] = { 0 };
  char *names[VT_PART_MAX_LAYERS] = { NULL };
  const guint32 h = get_u32 (r), w = get_u32 (r);
  const guint32 n = get_count (r, VT_PART_MAX_LAYERS, _("it has too many layers"));
  VtPartSpace *space = NULL;

  for (guint l = 0; l < n; l++)
    {
      VtPartLayer *layer = &layers[l];

      layer->name = names[l] = get_string (r);
      layer->node = (gint32) get_u32 (r);
      layer->n_sources = get_count (r, VT_PART_MAX_SOURCES, _("a layer is made of too many nodes"));
      for (guint i = 0; i < layer->n_sources; i++)
        layer->source[i] = (gint32) get_u32 (r);
      layer->channels = get_u32 (r);
      layer->h = get_u32 (r);
      layer->w = get_u32 (r);
      for (guint axis = 0; axis < 2; axis++)
        {
          layer->stride[axis] = get_f64 (r, FAR);
          layer->offset[axis] = get_f64 (r, FAR);
          layer->size[axis] = get_f64 (r, FAR);
        }
    }
  if (r->fault == NULL)
    space = vt_part_space_new (h, w, layers, n, error);
  for (guint l = 0; l < n; l++)
    g_free (names[l]);
  return space;
}

/* Constants are found by name: one that is not in the file keeps its usual value. */
static void
get_options (Reader       *r,
             VtAogOptions *options)
{
  const guint32 form = get_count (r, VT_AOG_FORM_DEFAULT, _("its form is unknown"));
  const guint32 n = get_count (r, 1000, _("it has too many constants"));

  vt_aog_options_init (options, form);
  for (guint i = 0; i < n && r->fault == NULL; i++)
    {
      g_autofree char *id = get_string (r);
      const double value = get_f64 (r, FAR);

      const VtConstant *c = vt_constant_find (vt_aog_constants, id);

      if (c != NULL && value >= c->low && value <= c->high)
        vt_constant_set (c, options, value);
      else if (c != NULL)
        fail (r, _("a constant is out of range"));
    }
}

static void
get_box (Reader    *r,
         VtPartBox *box)
{
  box->picture = get_u32 (r);
  box->mirrored = get_count (r, 1, _("a flag is neither 0 nor 1")) != 0;
  for (guint axis = 0; axis < 2; axis++)
    {
      box->centre[axis] = get_f64 (r, FAR);
      box->size[axis] = get_f64 (r, FAR);
    }
}

static void
get_pattern (Reader            *r,
             const VtPartSpace *space,
             guint              n_patterns,
             VtPattern         *p,
             guint8            *dropped)
{
  p->layer = get_count (r, vt_part_space_n_layers (space) - 1, _("a pattern lies in no layer"));

  const VtPartLayer *layer = vt_part_space_layer (space, p->layer);
  const guint side[2] = { layer->h, layer->w };

  p->channel = get_count (r, layer->channels - 1, _("a pattern lies in no channel"));
  *dropped = (guint8) get_count (r, 1, _("a flag is neither 0 nor 1"));
  for (guint axis = 0; axis < 2; axis++)
    {
      p->home[axis] = (int) get_count (r, side[axis] - 1, _("a pattern lies in no cell"));
      p->delta[axis] = (float) get_f64 (r, FAR);
    }
  p->prior = (float) get_f64 (r, 1e30);
  p->score = (float) get_f64 (r, 1e30);
  p->n_parents = get_count (r, VT_AOG_MAX_PARENTS, _("a pattern has too many parents"));
  for (guint j = 0; j < p->n_parents; j++)
    p->parent[j] = get_count (r, n_patterns - 1, _("a parent is no pattern"));
}

/* Shallow before deep, and parents in a deeper layer: inference needs both. */
static gboolean
order_is_right (const VtPattern *patterns,
                guint            n)
{
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && patterns[i].layer < patterns[i - 1].layer)
        return FALSE;
      for (guint j = 0; j < patterns[i].n_parents; j++)
        if (patterns[patterns[i].parent[j]].layer <= patterns[i].layer)
          return FALSE;
    }
  return TRUE;
}

static VtTemplate *
get_template (Reader            *r,
              const VtPartSpace *space)
{
  g_autofree char *id = get_string (r);
  /* Each box is at least 40 bytes, each pattern 56: the counts are checked against what is left. */
  const guint32 n_boxes = get_count (r, (guint32) MIN (left (r) / 40, G_MAXINT32), _("it ends too early"));
  g_autofree VtPartBox *boxes = g_new0 (VtPartBox, n_boxes + 1);

  for (guint i = 0; i < n_boxes; i++)
    get_box (r, &boxes[i]);

  const guint32 n = get_count (r, (guint32) MIN (left (r) / 56, G_MAXINT32), _("it ends too early"));
  g_autofree VtPattern *patterns = g_new0 (VtPattern, n + 1);
  g_autofree guint8 *dropped = g_new0 (guint8, n + 1);

  for (guint i = 0; i < n && r->fault == NULL; i++)
    get_pattern (r, space, n, &patterns[i], &dropped[i]);
  if (r->fault == NULL && n_boxes == 0)
    fail (r, _("a template has no box"));
  if (r->fault == NULL && !order_is_right (patterns, n))
    fail (r, _("patterns are out of order"));
  if (r->fault != NULL)
    return NULL;

  g_autoptr (VtTemplate) whole = vt_template_new (space, id, g_steal_pointer (&boxes), n_boxes,
                                                  g_steal_pointer (&patterns), n);

  return vt_template_with_drops (whole, g_steal_pointer (&dropped));
}

VtAog *
vt_aog_load (GBytes  *bytes,
             GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size < sizeof MAGIC || memcmp (data, MAGIC, sizeof MAGIC) != 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("This is not an And-Or graph"));
      return NULL;
    }

  Reader r = { data + sizeof MAGIC, data + size, NULL };
  VtAogOptions options;

  if (get_u32 (&r) != VERSION)
    fail (&r, _("it was written by another version"));

  g_autofree char *model_id = get_string (&r);
  g_autoptr (GError) refused = NULL;
  g_autoptr (VtPartSpace) space = get_space (&r, &refused);
  g_autoptr (VtAog) aog = NULL;

  if (space != NULL)
    {
      get_options (&r, &options);
      aog = vt_aog_new (space, &options, model_id);

      const guint32 n = get_count (&r, MAX_TEMPLATES, _("it has too many templates"));

      for (guint i = 0; i < n && r.fault == NULL; i++)
        {
          g_autoptr (VtTemplate) template = get_template (&r, space);
          VtAog *next = template != NULL ? vt_aog_with (aog, template) : NULL;

          if (next != NULL)
            {
              vt_aog_unref (aog);
              aog = next;
            }
        }
      if (r.fault == NULL && left (&r) > 0)
        fail (&r, _("there is more behind its end"));
    }
  if (r.fault == NULL && refused == NULL)
    return g_steal_pointer (&aog);
  g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The And-Or graph is damaged: %s"),
               refused != NULL ? refused->message : r.fault);
  return NULL;
}
