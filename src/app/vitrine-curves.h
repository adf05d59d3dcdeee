/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the channels of every layer respond to one picture: per layer the strongest response of each
 * channel, sorted, at VITRINE_SPARKLINE_POINTS even places. */
#pragma once

#include "app/vitrine-sight.h"

G_BEGIN_DECLS

/* Asks the preview worker, key "curves".  `done` gets a GHashTable: node → float[VITRINE_SPARKLINE_POINTS];
 * nothing comes for networks whose values together are too large to be worth it. */
void vitrine_curves_ask (VitrineJobs    *jobs,
                         VitrineSight   *sight,
                         VitrineJobDone  done,
                         gpointer        user_data,
                         GDestroyNotify  user_data_free);

G_END_DECLS
