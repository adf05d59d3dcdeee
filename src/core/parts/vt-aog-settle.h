/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default form: pictures settle where the part is together.  Choosing template and mirror by S(k) alone is
 * what the published form is weakest at: scores of templates are not on one scale, and a wrong mirror costs half
 * the frame.  So four things are weighed at every cell u of both mirrors m of every picture:
 *
 *   · what its templates answer (see vt-parse-posterior.c)
 *   · trust · ⟨look(m,u), part⟩/deviation          the part's look: mean over the boxes (each counts ten times)
 *                                                 and over all pictures, weighed by where it is thought to be,
 *                                                 and by how much they look like this one: exp (−nearness · D);
 *                                                 trusted by how far each box stands out when the look is known
 *                                                 from the others only, at most by `resemblance`
 *   · usual_place · −|u − c|²/2v                  c and v: mean and variance of the place, likewise
 *   · company · −|u − e|²/2s                      e and s: the look-alikes' mean answer and its variance; one that
 *                                                 a person drew a box on answers with the box
 *
 * This is expectation maximisation with a part whose look and place are unknown: three times round.  Boxes first
 * agree on which of them are mirrored. */
#pragma once

#include "parts/vt-aog-parse.h"
#include "parts/vt-part-crowd.h"
#include "parts/vt-part-looks.h"

G_BEGIN_DECLS

/* parses[i] is of picture i (NULL: none); each is replaced by one that is settled.  With the faithful form, or
 * `looks` NULL, nothing is done.  `crowd` may be NULL: no look-alikes then.  A parse made later with a settled
 * one as its `former` is settled by the same figures, so that an edit shows at once. */
gboolean vt_aog_settle       (const VtAogParser *parser,
                              const VtPartLooks *looks,
                              const VtPartCrowd *crowd,
                              VtParse          **parses,
                              guint              n,
                              VtPool            *pool,
                              const VtJob       *job,
                              GError           **error);
gboolean vt_parse_is_settled (const VtParse     *parse);

G_END_DECLS
