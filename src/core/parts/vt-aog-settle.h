/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default form: pictures settle where the part is together.
 *
 *   z     = (S(k) − mean)/deviation of S(k) over all pictures and mirrors: templates become comparable
 *   p     = softmax of certainty · z over templates and mirrors
 *   μ, v  = mean and spread of the centres q* under p                          its own answer
 *   m, u  = mean of the answers of its look-alikes, and their spread divided by their number; one that a
 *           person drew a box on answers with the box
 *   q     = (μ/v + m/u)/(1/v + 1/u)                                            twice round
 *
 * Choosing template and mirror by S(k) alone is what the published form is weakest at: scores of templates are
 * not on one scale, and a wrong mirror costs half the frame. */
#pragma once

#include "parts/vt-aog-parse.h"
#include "parts/vt-part-crowd.h"

G_BEGIN_DECLS

/* parses[i] is of picture i (NULL: none); each is replaced by one that is settled.  With the faithful form
 * nothing is done.  `crowd` may be NULL: no look-alikes then.  A parse made later with a settled one as its
 * `former` is settled by the same figures, so that an edit shows at once. */
gboolean vt_aog_settle       (const VtAogParser *parser,
                              const VtPartCrowd *crowd,
                              VtParse          **parses,
                              guint              n,
                              VtPool            *pool,
                              const VtJob       *job,
                              GError           **error);
gboolean vt_parse_is_settled (const VtParse     *parse);

G_END_DECLS
