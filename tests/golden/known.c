/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "known.h"

#include <math.h>

#include "tensor/vt-shape.h"

static guint32
fnv (const char *text)
{
  guint32 h = 2166136261u;

  for (; *text != '\0'; text++)
    h = (h ^ (guint8) *text) * 16777619u;
  return h;
}

static double
uniform (guint32 seed,
         gsize   i)
{
  guint32 x = (guint32) i * 2654435761u + seed;

  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  return x / 4294967296.0;
}

static void
numbers (const char    *name,
         const VtShape *shape,
         float         *out)
{
  const gsize n = vt_shape_size (shape);
  const guint32 seed = fnv (name);
  const gboolean positive = g_str_has_suffix (name, "running_var")
                            || (shape->n_dims == 1 && g_str_has_suffix (name, "weight"));
  const double wide = shape->n_dims > 1 ? sqrt (24.0 / (n / shape->dim[0])) : 0.2;

  for (gsize i = 0; i < n; i++)
    out[i] = (float) (positive ? 0.5 + uniform (seed, i) : wide * (uniform (seed, i) - 0.5));
}

/* Reads "NAME d0 d1 …" into a header of safetensors and numbers. */
static void
take_line (const char *line,
           GString    *header,
           GByteArray *data)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const gsize from = data->len;
  VtShape shape = { 0 };

  for (guint i = 1; words[i] != NULL; i++)
    shape.dim[shape.n_dims++] = (gsize) g_ascii_strtoull (words[i], NULL, 10);
  g_byte_array_set_size (data, (guint) (from + vt_shape_size (&shape) * sizeof (float)));
  numbers (words[0], &shape, (float *) (gpointer) (data->data + from));
  g_string_append_printf (header, "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[", header->len > 1 ? "," : "", words[0]);
  for (guint i = 0; i < shape.n_dims; i++)
    g_string_append_printf (header, "%s%zu", i > 0 ? "," : "", shape.dim[i]);
  g_string_append_printf (header, "],\"data_offsets\":[%zu,%u]}", from, data->len);
}

GBytes *
known_file (const char *name,
            GArray     *expected)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "weights", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) header = g_string_new ("{");
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GByteArray *all = g_byte_array_new ();
  guint64 length;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '=')
      take_line (lines[i], header, data);
    else
      {
        g_auto (GStrv) words = g_strsplit (lines[i] + 2, " ", -1);

        for (guint k = 0; expected != NULL && words[k] != NULL; k++)
          {
            const double v = g_ascii_strtod (words[k], NULL);

            g_array_append_val (expected, v);
          }
      }
  g_string_append_c (header, '}');
  length = GUINT64_TO_LE (header->len);
  g_byte_array_append (all, (const guint8 *) &length, 8);
  g_byte_array_append (all, (const guint8 *) header->str, (guint) header->len);
  g_byte_array_append (all, data->data, data->len);
  return g_byte_array_free_to_bytes (all);
}

void
known_picture (float *x,
               gsize  n)
{
  const guint32 seed = fnv ("x");

  for (gsize i = 0; i < n; i++)
    x[i] = (float) ((uniform (seed, i) - 0.5) * 4);
}
