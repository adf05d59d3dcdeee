/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as RFC 8259 has it, numbers and texts checked as they are read. */
#include "base/vt-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_STRING 4096
#define MAX_DEPTH  64

/* ---- writing ---- */

void
vt_json_put_string (GString    *out,
                    const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
  g_string_append_c (out, '"');
}

/* The first of the formats, each finer than the last, that reads as the same number, a float if `as_float`. */
static void
put_shortest (GString           *out,
              double             value,
              gboolean           as_float,
              const char *const *formats)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }
  for (const char *const *format = formats; *format != NULL; format++)
    {
      g_ascii_formatd (text, sizeof text, *format, value);
      double read = g_ascii_strtod (text, NULL);
      if (as_float ? (float) read == (float) value : read == value)
        break;
    }
  g_string_append (out, text);
}

void
vt_json_put_float (GString *out,
                   float    value)
{
  static const char *const formats[] = { "%.4g", "%.6g", "%.9g", NULL };

  put_shortest (out, (double) value, TRUE, formats);
}

void
vt_json_put_double (GString *out,
                    double   value)
{
  static const char *const formats[] = { "%.6g", "%.15g", "%.17g", NULL };

  put_shortest (out, value, FALSE, formats);
}

/* ---- reading ---- */

void
vt_json_init (VtJson     *json,
              const char *data,
              gsize       n)
{
  *json = (VtJson) { .start = data, .at = data, .end = data + n };
}

void
vt_json_fail (VtJson     *json,
              const char *fault)
{
  if (json->fault == NULL)
    {
      json->fault = fault;
      json->fault_at = (gsize) (json->at - json->start);
    }
  json->at = json->end;
}

char
vt_json_peek (VtJson *json)
{
  while (json->at < json->end && (*json->at == ' ' || *json->at == '\n' || *json->at == '\t' || *json->at == '\r'))
    json->at++;
  return json->at < json->end ? *json->at : '\0';
}

void
vt_json_enter (VtJson *json,
               char    open)
{
  if (vt_json_peek (json) == open)
    json->at++;
  else
    vt_json_fail (json, open == '[' ? _("a list is missing") : _("an object is missing"));
}

gboolean
vt_json_more (VtJson *json,
              char    close,
              gsize  *n)
{
  const char next = vt_json_peek (json);

  if (json->fault != NULL || next == '\0')
    {
      vt_json_fail (json, _("it ends too early"));
      return FALSE;
    }
  if (next == close)
    {
      json->at++;
      return FALSE;
    }
  if (*n > 0)
    {
      if (next != ',')
        {
          vt_json_fail (json, _("a comma is missing"));
          return FALSE;
        }
      json->at++;
    }
  (*n)++;
  return TRUE;
}

static gunichar
get_hex (VtJson *json)
{
  gunichar value = 0;

  for (guint i = 0; i < 4; i++)
    {
      const int digit = json->at < json->end ? g_ascii_xdigit_value (*json->at) : -1;

      if (digit < 0)
        {
          vt_json_fail (json, _("a text is damaged"));
          return ' ';
        }
      value = value * 16 + (gunichar) digit;
      json->at++;
    }
  return value;
}

/* What stands after a backslash. */
static void
get_escape (VtJson  *json,
            GString *out)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char c = json->at < json->end ? *json->at++ : '\0';
  const char *found = c != '\0' ? strchr (from, c) : NULL;

  if (found != NULL)
    g_string_append_c (out, to[found - from]);
  else if (c == 'u')
    {
      gunichar value = get_hex (json);

      /* Two halves of a character beyond the first plane. */
      if (value >= 0xd800 && value < 0xdc00 && json->end - json->at >= 6 && json->at[0] == '\\' && json->at[1] == 'u')
        {
          gunichar low;

          json->at += 2;
          low = get_hex (json);
          value = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
        }
      g_string_append_unichar (out, value > 0 && g_unichar_validate (value) ? value : 0xfffd);
    }
  else
    vt_json_fail (json, _("a text is damaged"));
}

char *
vt_json_string (VtJson *json)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (vt_json_peek (json) != '"')
    {
      vt_json_fail (json, _("a text is missing"));
      return g_strdup ("");
    }
  json->at++;
  while (json->at < json->end && *json->at != '"' && out->len <= MAX_STRING)
    if (*json->at == '\\')
      {
        json->at++;
        get_escape (json, out);
      }
    else if (*json->at == '\0')
      vt_json_fail (json, _("a text is damaged"));
    else
      g_string_append_c (out, *json->at++);
  if (out->len > MAX_STRING)
    vt_json_fail (json, _("a text is too long"));
  else if (json->at == json->end)
    vt_json_fail (json, _("it ends too early"));
  else
    json->at++;
  return json->fault == NULL ? g_utf8_make_valid (out->str, (gssize) out->len) : g_strdup ("");
}

char *
vt_json_name (VtJson *json)
{
  char *name = vt_json_string (json);

  if (vt_json_peek (json) == ':')
    json->at++;
  else
    vt_json_fail (json, _("a colon is missing"));
  return name;
}

double
vt_json_number (VtJson *json,
                double  low,
                double  high)
{
  char text[64], *end = NULL;
  gsize n = 0;
  double value;

  vt_json_peek (json);
  while (json->at < json->end && n + 1 < sizeof text && (g_ascii_isdigit (*json->at) || strchr ("+-.eE", *json->at) != NULL)
         && *json->at != '\0')
    text[n++] = *json->at++;
  text[n] = '\0';
  value = g_ascii_strtod (text, &end);
  if (n == 0 || *end != '\0')
    vt_json_fail (json, _("a number is missing"));
  else if (!(value >= low && value <= high))
    vt_json_fail (json, _("a number is out of range"));
  return json->fault == NULL ? value : 0;
}

static gboolean
get_word (VtJson     *json,
          const char *word)
{
  const gsize n = strlen (word);

  if ((gsize) (json->end - json->at) < n || memcmp (json->at, word, n) != 0)
    return FALSE;
  json->at += n;
  return TRUE;
}

gboolean
vt_json_flag (VtJson *json)
{
  vt_json_peek (json);
  if (get_word (json, "true"))
    return TRUE;
  if (!get_word (json, "false"))
    vt_json_fail (json, _("“true” or “false” is missing"));
  return FALSE;
}

/* Past a text of any length, which is not kept. */
static void
skip_string (VtJson *json)
{
  for (json->at++; json->at < json->end && *json->at != '"'; json->at++)
    if (*json->at == '\\' && json->at + 1 < json->end)
      json->at++;
  if (json->at < json->end)
    json->at++;
  else
    vt_json_fail (json, _("it ends too early"));
}

void
vt_json_skip (VtJson *json)
{
  guint depth = 0;

  do
    {
      const char c = vt_json_peek (json);

      if (json->fault != NULL || c == '\0')
        {
          vt_json_fail (json, _("it ends too early"));
          return;
        }
      if (c == '"')
        skip_string (json);
      else
        {
          depth += c == '[' || c == '{';
          depth -= (c == ']' || c == '}') && depth > 0;
          json->at++;
          if (depth > MAX_DEPTH)
            vt_json_fail (json, _("it is nested too deeply"));
          while (c != '[' && c != ']' && c != '{' && c != '}' && c != ',' && c != ':' && json->at < json->end
                 && strchr ("[]{},: \n\t\r\"", *json->at) == NULL)
            json->at++;
        }
    }
  while (depth > 0);
}
