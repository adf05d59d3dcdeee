/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of algorithms and the choice among them. */
#include "ops/conv/vt-conv.h"

static const VtConvAlgo *const algorithms[] = {
  &vt_conv_im2col,
  &vt_conv_panels,
  &vt_conv_turned,
  &vt_conv_depthwise,
  &vt_conv_winograd_2,
  &vt_conv_winograd_4,
  &vt_conv_winograd_2_passing,
  &vt_conv_winograd_4_passing,
  &vt_conv_winograd_phases,
};

const VtConvAlgo *
vt_conv_choose (const VtConvShape *s,
                VtPath             path)
{
  const VtConvAlgo *best = NULL;
  double least = G_MAXDOUBLE;
  VtConvShape one = *s;

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i]->can_do (&one) && (algorithms[i]->exact || path != VT_PATH_EXACT))
      {
        const double cost = algorithms[i]->cost (algorithms[i], &one);

        if (cost < least)
          {
            least = cost;
            best = algorithms[i];
          }
      }
  return best;
}
