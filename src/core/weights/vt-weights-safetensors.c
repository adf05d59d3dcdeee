/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors (Hugging Face): eight bytes give the length of a JSON object, the rest is numbers.
 *
 *   { "NAME": { "dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [from, to] }, …, "__metadata__": { … } } */
#include "weights/vt-weights-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-json.h"

/* The format's own limit. */
#define MAX_HEADER ((guint64) 100000000)

typedef struct
{
  char    dtype[24];
  VtShape shape;
  double  from, to;
  guint   has;          /* bits: type, shape, offsets */
} Entry;

static guint64
header_length (const guint8 *data)
{
  guint64 n;

  memcpy (&n, data, sizeof n);
  return GUINT64_FROM_LE (n);
}

gboolean
vt_safetensors_is (const guint8 *data,
                   gsize         size)
{
  return size > 10 && header_length (data) <= MAX_HEADER && header_length (data) >= 2 && data[8] == '{'
         && (data[9] == '"' || data[9] == '}' || data[9] == ' ' || data[9] == '\n');
}

static void
read_shape (VtJson *json,
            Entry  *entry)
{
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    {
      const double d = vt_json_number (json, 0, (double) VT_MAX_ELEMENTS);

      if (entry->shape.n_dims == VT_MAX_DIMS)
        vt_json_fail (json, _("a tensor has more than six dimensions"));
      else
        entry->shape.dim[entry->shape.n_dims++] = (gsize) d;
    }
  entry->has |= 2;
}

static void
read_offsets (VtJson *json,
              Entry  *entry)
{
  double at[2] = { 0, 0 };
  gsize n = 0;

  vt_json_enter (json, '[');
  while (vt_json_more (json, ']', &n))
    {
      const double d = vt_json_number (json, 0, 1e15);

      if (n <= 2 && n > 0)
        at[n - 1] = d;
    }
  entry->from = at[0];
  entry->to = at[1];
  entry->has |= n == 2 ? 4 : 0;
}

static void
read_entry (VtJson *json,
            Entry  *entry)
{
  gsize n = 0;

  *entry = (Entry) { .has = 0 };
  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);

      if (g_strcmp0 (name, "dtype") == 0)
        {
          g_autofree char *dtype = vt_json_string (json);

          g_strlcpy (entry->dtype, dtype != NULL ? dtype : "", sizeof entry->dtype);
          entry->has |= 1;
        }
      else if (g_strcmp0 (name, "shape") == 0)
        read_shape (json, entry);
      else if (g_strcmp0 (name, "data_offsets") == 0)
        read_offsets (json, entry);
      else
        vt_json_skip (json);
    }
}

static void
read_metadata (VtJson    *json,
               VtWeights *weights)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      char *name = vt_json_name (json), *value = vt_json_string (json);

      if (name != NULL && value != NULL)
        g_hash_table_replace (vt_weights_metadata (weights), name, value);
      else
        {
          g_free (name);
          g_free (value);
        }
    }
}

static gboolean
take_entry (VtWeights    *weights,
            const char   *name,
            const Entry  *entry,
            const guint8 *data,
            gsize         size,
            GError      **error)
{
  VtDtype dtype;

  if (entry->has != 7 || entry->from > entry->to || entry->to > (double) size)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT,
                   _("“%s” lies outside the file; it may be cut short"), name);
      return FALSE;
    }
  if (!vt_dtype_from_safetensors (entry->dtype, &dtype))
    {
      vt_weights_note (weights, _("“%s” was left out: numbers of type %s are not known."), name, entry->dtype);
      return TRUE;
    }
  return vt_weights_add (weights, name, dtype, &entry->shape, NULL, 0, data + (gsize) entry->from,
                         (gsize) (entry->to - entry->from), error);
}

static gboolean
read_header (VtWeights    *weights,
             VtJson       *json,
             const guint8 *data,
             gsize         size,
             GError      **error)
{
  gsize n = 0;

  vt_json_enter (json, '{');
  while (vt_json_more (json, '}', &n))
    {
      g_autofree char *name = vt_json_name (json);
      Entry entry;

      if (name == NULL)
        continue;
      if (strcmp (name, "__metadata__") == 0)
        {
          read_metadata (json, weights);
          continue;
        }
      read_entry (json, &entry);
      if (json->fault == NULL && !take_entry (weights, name, &entry, data, size, error))
        return FALSE;
    }
  if (json->fault != NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("The list of tensors is damaged at byte %zu: %s"),
                   json->fault_at + 8, json->fault);
      return FALSE;
    }
  return TRUE;
}

VtWeights *
vt_safetensors_read (GBytes   *bytes,
                     gboolean  mapped,
                     GError  **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const guint64 length = size > 8 ? header_length (data) : 0;
  g_autoptr (VtWeights) weights = NULL;
  VtJson json;

  if (!vt_safetensors_is (data, size) || length > size - 8)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                           _("This is no safetensors file, or it is cut short"));
      return NULL;
    }
  weights = vt_weights_new (bytes, mapped, "safetensors");
  vt_json_init (&json, (const char *) data + 8, (gsize) length);
  if (!read_header (weights, &json, data + 8 + length, size - 8 - (gsize) length, error))
    return NULL;
  return g_steal_pointer (&weights);
}
