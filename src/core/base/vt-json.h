/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON, and a reader that walks through JSON without building a tree: for files of numbers that may come
 * from anywhere.  It needs no more memory than what the caller keeps, never recurses, and after the first fault
 * gives nothing but empty values, so that it need be asked only once at the end. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `text` in quotes. */
void vt_json_put_string (GString *out, const char *text);
/* The shortest text that reads as the same float; null for what is not finite. */
void vt_json_put_float  (GString *out, float value);
/* The same for a double. */
void vt_json_put_double (GString *out, double value);

typedef struct
{
  const char *start, *at, *end;
  const char *fault;            /* what was wrong first, translated; NULL: nothing */
  gsize       fault_at;         /* byte of the fault */
} VtJson;

/* Borrows `data`, `n` bytes; need not end in 0. */
void     vt_json_init   (VtJson *json, const char *data, gsize n);
/* Notes a fault unless there was one. */
void     vt_json_fail   (VtJson *json, const char *fault);
/* The next character that is no space, which stays; 0 at the end. */
char     vt_json_peek   (VtJson *json);
/* Goes into an array or object: `open` is [ or {. */
void     vt_json_enter  (VtJson *json, char open);
/* Whether another element follows; goes past the comma or past the end.  `n` counts the elements had so far. */
gboolean vt_json_more   (VtJson *json, char close, gsize *n);
/* The name of a member with its colon, or a text; valid UTF-8 of at most 4096 bytes.  (transfer full) */
char    *vt_json_name   (VtJson *json);
char    *vt_json_string (VtJson *json);
/* A number from `low` to `high`. */
double   vt_json_number (VtJson *json, double low, double high);
gboolean vt_json_flag   (VtJson *json);
/* Goes past any value. */
void     vt_json_skip   (VtJson *json);

G_END_DECLS
