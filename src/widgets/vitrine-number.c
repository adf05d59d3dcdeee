/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-number.h"

#include <math.h>
#include <string.h>

char *
vitrine_number_dup (double            value,
                    int               digits,
                    VitrineNumberSign sign)
{
  const gboolean is_zero = fabs (value) < .5 * pow (10, -digits);
  const char *before = value < 0 ? "−" : sign == VITRINE_NUMBER_SIGNED ? "+" : "";

  return g_strdup_printf ("%s%.*f", is_zero ? "" : before, digits, fabs (value));
}

/* 0, 0.00, 0,00 … */
static gboolean
says_zero (const char *digits)
{
  const gsize n = strspn (digits, "0123456789.,");

  return strcspn (digits, "123456789") >= n;
}

char *
vitrine_number_mend (char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '-' && g_ascii_isdigit (c[1]) && (c == text || g_ascii_isspace (c[-1])))
      g_string_append (out, says_zero (c + 1) ? "" : "−");
    else if (*c == ' ' && c[1] == '%' && c > text && g_ascii_isdigit (c[-1]))
      g_string_append (out, "\u00a0");
    else
      g_string_append_c (out, *c);
  g_free (text);
  return g_string_free (out, FALSE);
}
