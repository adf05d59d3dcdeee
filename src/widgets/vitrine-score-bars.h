/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best classes of a picture: name, share and a bar each.  Rows are labels, so screen readers read
 * them as they stand.  Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VITRINE_SCORE_BARS_MAX 10

typedef struct
{
  const char *label;
  double      score;      /* 0 … 1 with a bar; the text is made by the caller */
  const char *text;       /* "93 %" or "12.4" */
} VitrineScoreBar;

#define VITRINE_TYPE_SCORE_BARS (vitrine_score_bars_get_type ())
G_DECLARE_FINAL_TYPE (VitrineScoreBars, vitrine_score_bars, VITRINE, SCORE_BARS, GtkWidget)

GtkWidget *vitrine_score_bars_new (void);
/* Best first; at most VITRINE_SCORE_BARS_MAX are shown.  Copied. */
void       vitrine_score_bars_set (VitrineScoreBars      *self,
                                   const VitrineScoreBar *bars,
                                   guint                  n_bars);

G_END_DECLS
