/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as they are set in text: a real minus sign, and none before what rounds to zero. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VITRINE_NUMBER_PLAIN,
  VITRINE_NUMBER_SIGNED,      /* "+" before what is positive */
} VitrineNumberSign;

/* `value` with `digits` behind the point, in the user's locale.  (transfer full) */
char *vitrine_number_dup    (double value, int digits, VitrineNumberSign sign);
/* A sentence with numbers in it: hyphens that stand before a number and behind a space become minuses, or go where the
 * number is zero; a number and its percent sign stay on one line.  `text` is taken.  (transfer full) */
char *vitrine_number_mend   (char *text);

G_END_DECLS
