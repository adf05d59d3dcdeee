/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/vitrine-number.h"

#include <math.h>

char *
vitrine_number_dup (double            value,
                    int               digits,
                    VitrineNumberSign sign)
{
  const gboolean is_zero = fabs (value) < .5 * pow (10, -digits);
  const char *before = value < 0 ? "−" : sign == VITRINE_NUMBER_SIGNED ? "+" : "";

  return g_strdup_printf ("%s%.*f", is_zero ? "" : before, digits, fabs (value));
}
