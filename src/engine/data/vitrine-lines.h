/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and numbers of untrusted text, without copying it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *at, *end;        /* what is left of the text */
  const char *line, *line_end; /* the current line, without its line feed and carriage return */
  guint       number;          /* of the current line, from 1 */
} VitrineLines;

void     vitrine_lines_init (VitrineLines *self,
                             const char   *text,
                             gsize         length);
/* Steps to the next line that is not empty; FALSE at the end. */
gboolean vitrine_lines_next (VitrineLines *self);

/* Reads a finite number at *at, before `end`, after blanks; FALSE leaves *at alone. */
gboolean vitrine_read_number (const char **at,
                              const char  *end,
                              double      *value);
/* Reads a whole number 0 … G_MAXUINT. */
gboolean vitrine_read_uint   (const char **at,
                              const char  *end,
                              guint       *value);
/* What is left of the line, blanks stripped; NULL when it is empty or no UTF-8. (transfer full) */
char    *vitrine_read_rest   (const char  *at,
                              const char  *end);

G_END_DECLS
