/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An And-Or graph of one part (Zhang, Cao, Wu, Zhu, AAAI 2017): the part is an OR of templates, a
 * template an AND of latent patterns, a pattern an OR of the units in a window of one channel.
 *
 * Everything is immutable and refcounted.  An edit (a template added, patterns dropped) makes a new
 * version that shares all that did not change; undo is keeping the old one.  A template's `stamp` says
 * whether it is the same: parses of templates with equal stamps need not be made again. */
#pragma once

#include "base/vt-constant.h"
#include "parts/vt-part-space.h"

G_BEGIN_DECLS

#define VT_AOG_MAX_PARENTS 15

typedef enum
{
  VT_AOG_FORM_FAITHFUL,     /* the published method, its released faults put right */
  VT_AOG_FORM_DEFAULT,      /* what localises best: see the fields that only it reads */
} VtAogForm;

/* Every constant of the method.  Lengths in pixels are those of a 224 × 224 frame and are scaled by
 * vt_part_space_scale(). */
typedef struct
{
  VtAogForm form;
  double response;          /* 1.5    weight of a unit's response */
  double none;              /* −3     response of an inactive unit */
  double locality;          /* 0.35   pull towards the home cell */
  double pair;              /* 10     pull towards where the parents say it should be */
  double prior;             /* 5      weight of the response over the whole category */
  double close;             /* 2      closeness of the home to the part */
  double vote;              /* 5      agreement of the votes with the centre */
  double distance;          /* 70 px  unit of all squared distances */
  double window;            /* 0.3    window of a pattern, share of the frame (half of it each way) */
  double vote_reach;        /* 0.05   half side of a vote, share of the frame (11 px) */
  double vote_scale;        /* 35 px  fall of a vote */
  double prior_response;    /* 0.1    weight of the response inside the prior */
  double top;               /* 0.1    share of candidates the fit looks at */
  double tail;              /* 0.1    tail cut off before the fit */
  double share;             /* 0.4    patterns kept: share / λ */
  double cap;               /* 500    most patterns of one layer in one template */

  /* Read by the default form only, see vt_aog_settle(). */
  double certainty;         /* 2      sharpness of the choice of template and mirror */
  double answers;           /* 1      weight of what the templates answer */
  double spread;            /* 25 px  how far off an answer may be */
  double resemblance;       /* 3      weight of looking like the boxes and like each other */
  double usual_place;       /* 0.5    weight of the place being the usual one */
  double company;           /* 0.5    weight of the look-alikes' answers */
  double nearness;          /* 2      how much more a box tells pictures that look like its own; 0: all alike */
  double look_alikes;       /* 20     pictures that help each other; 0: none */
  double least_spread;      /* 11 px  look-alikes are never more certain than that */
} VtAogOptions;

extern const VtConstant vt_aog_constants[];      /* of VtAogOptions */

void vt_aog_options_init (VtAogOptions *options, VtAogForm form);

/* One box a person drew: in pixels of the frame of the picture AS IT IS; `mirrored` says that it shows
 * the template's pose in the mirror. */
typedef struct
{
  guint    picture;
  gboolean mirrored;
  double   centre[2];       /* row, column */
  double   size[2];         /* rows, columns */
} VtPartBox;

typedef struct
{
  guint   layer, channel;
  int     home[2];          /* cell: row, column */
  float   delta[2];         /* part centre − unit, mean over the boxes, pixels */
  float   prior;            /* G: how steadily it answers over the category */
  float   score;            /* what it was chosen by */
  guint   n_parents;
  guint   parent[VT_AOG_MAX_PARENTS];   /* patterns of the same template, of the next deeper layer */
} VtPattern;

typedef struct _VtTemplate VtTemplate;
typedef struct _VtAog VtAog;

VtTemplate      *vt_template_ref        (VtTemplate       *template);    /* any thread */
void             vt_template_unref      (VtTemplate       *template);    /* any thread */
const char      *vt_template_id         (const VtTemplate *template);    /* the caller's name for it */
guint64          vt_template_stamp      (const VtTemplate *template);
guint            vt_template_n_boxes    (const VtTemplate *template);
const VtPartBox *vt_template_box        (const VtTemplate *template, guint i);
/* Mean centre and size of the boxes in the template's own orientation. */
void             vt_template_mean       (const VtTemplate *template, double centre[2], double size[2]);
/* All patterns, dropped ones too; numbers stay valid in every version until the template is mined anew.
 * Patterns stand shallow layer before deep, by channel inside. */
guint            vt_template_n_patterns (const VtTemplate *template);
guint            vt_template_n_kept     (const VtTemplate *template);
const VtPattern *vt_template_pattern    (const VtTemplate *template, guint i);
gboolean         vt_template_dropped    (const VtTemplate *template, guint i);

VtAog              *vt_aog_new          (VtPartSpace         *space,
                                         const VtAogOptions  *options,
                                         const char          *model_id);
VtAog              *vt_aog_ref          (VtAog               *aog);      /* any thread */
void                vt_aog_unref        (VtAog               *aog);      /* any thread; NULL is fine */
VtPartSpace        *vt_aog_space        (const VtAog         *aog);      /* borrowed */
const VtAogOptions *vt_aog_options      (const VtAog         *aog);
const char         *vt_aog_model_id     (const VtAog         *aog);
guint               vt_aog_n_templates  (const VtAog         *aog);
VtTemplate         *vt_aog_template     (const VtAog         *aog, guint i);   /* borrowed */
int                 vt_aog_find         (const VtAog         *aog, const char *id);   /* −1: none */
/* Patterns in all templates, dropped ones not counted. */
guint               vt_aog_n_patterns   (const VtAog         *aog);

/* New versions (transfer full).  `template` takes the place of the one with its id, or comes last. */
VtAog              *vt_aog_with         (const VtAog         *aog, VtTemplate *template);
VtAog              *vt_aog_without      (const VtAog         *aog, guint i);

/* One little-endian block: header, model id, layers with stride and offset, constants, templates.
 * Reading checks every length and every number and never trusts one. */
GBytes             *vt_aog_save         (const VtAog         *aog);
VtAog              *vt_aog_load         (GBytes              *bytes, GError **error);
/* The same for people and other programs: JSON, UTF-8. (transfer full) */
char               *vt_aog_to_json      (const VtAog         *aog);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTemplate, vt_template_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtAog, vt_aog_unref)

G_END_DECLS
