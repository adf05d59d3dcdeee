/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and numbers of untrusted text. */
#include "engine/data/vitrine-lines.h"

#include <math.h>
#include <string.h>

void
vitrine_lines_init (VitrineLines *self,
                    const char   *text,
                    gsize         length)
{
  *self = (VitrineLines) { .at = text, .end = text + length };
  /* A byte order mark is no part of the first word. */
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    self->at += 3;
}

gboolean
vitrine_lines_next (VitrineLines *self)
{
  while (self->at < self->end)
    {
      const char *feed = memchr (self->at, '\n', (gsize) (self->end - self->at));

      self->number++;
      self->line = self->at;
      self->line_end = feed != NULL ? feed : self->end;
      self->at = feed != NULL ? feed + 1 : self->end;
      if (self->line_end > self->line && self->line_end[-1] == '\r')
        self->line_end--;
      if (self->line_end > self->line)
        return TRUE;
    }
  return FALSE;
}

gboolean
vitrine_read_number (const char **at,
                     const char  *end,
                     double      *value)
{
  const char *p = *at;
  char text[48], *stop;
  gsize n = 0;

  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  while (p + n < end && n < sizeof text - 1 && strchr ("+-.0123456789eE", p[n]) != NULL
         && p[n] != '\0')
    n++;
  memcpy (text, p, n);
  text[n] = '\0';
  *value = g_ascii_strtod (text, &stop);
  if (n == 0 || stop == text || !isfinite (*value))
    return FALSE;
  *at = p + (stop - text);
  return TRUE;
}

gboolean
vitrine_read_uint (const char **at,
                   const char  *end,
                   guint       *value)
{
  const char *p = *at;
  double v;

  if (!vitrine_read_number (&p, end, &v) || v < 0 || v > G_MAXUINT || v != floor (v))
    return FALSE;
  *value = (guint) v;
  *at = p;
  return TRUE;
}

char *
vitrine_read_rest (const char *at,
                   const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  while (end > at && g_ascii_isspace (end[-1]))
    end--;
  if (at == end || !g_utf8_validate_len (at, (gsize) (end - at), NULL))
    return NULL;
  return g_strndup (at, (gsize) (end - at));
}
