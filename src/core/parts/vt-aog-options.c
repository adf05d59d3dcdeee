/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of the method (Zhang et al., AAAI 2017, as the released code has them) and their table. */
#include "parts/vt-aog.h"

#include <stddef.h>

#define N_(text) text
#define FIELD(name) offsetof (VtAogOptions, name)

const VtConstant vt_aog_constants[] = {
  { "response", N_("Weight of a unit’s response"), FIELD (response), 0, 20 },
  { "none", N_("Response of an inactive unit"), FIELD (none), -20, 0 },
  { "locality", N_("Pull towards the home cell"), FIELD (locality), 0, 100 },
  { "pair", N_("Pull towards the place the deeper patterns expect"), FIELD (pair), 0, 100 },
  { "prior", N_("Weight of answering all over the category"), FIELD (prior), 0, 50 },
  { "close", N_("Weight of lying near the part"), FIELD (close), 0, 50 },
  { "vote", N_("Weight of agreeing with the centre"), FIELD (vote), 0, 50 },
  { "distance", N_("Unit of distances, pixels of a 224-pixel frame"), FIELD (distance), 1, 224 },
  { "window", N_("Window of a pattern, share of the frame"), FIELD (window), 0.02, 1 },
  { "vote-reach", N_("Reach of a vote, share of the frame"), FIELD (vote_reach), 0.01, 0.5 },
  { "vote-scale", N_("Fall of a vote, pixels of a 224-pixel frame"), FIELD (vote_scale), 1, 224 },
  { "prior-response", N_("Weight of the response inside the category’s answer"), FIELD (prior_response),
    0, 10 },
  { "top", N_("Share of candidates the fit looks at"), FIELD (top), 0.001, 1 },
  { "tail", N_("Tail cut off before the fit"), FIELD (tail), 0, 0.9 },
  { "share", N_("Patterns kept, as a share of the fitted length"), FIELD (share), 0.01, 10 },
  { "cap", N_("Most patterns of one layer in one template"), FIELD (cap), 1, 5000 },
  { "certainty", N_("Sharpness of the choice of template and mirror"), FIELD (certainty), 0.1, 100 },
  { "answers", N_("Weight of what the templates answer"), FIELD (answers), 0, 20 },
  { "spread", N_("How far off an answer may be, pixels of a 224-pixel frame"), FIELD (spread), 1, 224 },
  { "resemblance", N_("Weight of looking like the boxes"), FIELD (resemblance), 0, 50 },
  { "usual-place", N_("Weight of the place being the usual one"), FIELD (usual_place), 0, 20 },
  { "company", N_("Weight of the answers of look-alikes"), FIELD (company), 0, 20 },
  { "nearness", N_("How much more a box tells the pictures that look like its own"), FIELD (nearness), 0, 40 },
  { "look-alikes", N_("Pictures that help each other"), FIELD (look_alikes), 0, 32 },
  { "least-spread", N_("Least uncertainty of look-alikes, pixels of a 224-pixel frame"), FIELD (least_spread),
    0.1, 112 },
  { NULL },
};

void
vt_aog_options_init (VtAogOptions *options,
                     VtAogForm     form)
{
  *options = (VtAogOptions) {
    .form = form,
    .response = 1.5,
    .none = -3,
    .locality = 0.35,
    .pair = 10,
    .prior = 5,
    .close = 2,
    .vote = 5,
    .distance = 70,
    .window = 0.3,
    .vote_reach = 0.05,
    .vote_scale = 35,
    .prior_response = 0.1,
    .top = 0.1,
    .tail = 0.1,
    .share = 0.4,
    .cap = 500,
    .certainty = 2,
    .answers = 1,
    .spread = 25,
    .resemblance = 3,
    .usual_place = 0.5,
    .company = 0.5,
    .nearness = 2,
    .look_alikes = 20,
    .least_spread = 11,
  };
}
