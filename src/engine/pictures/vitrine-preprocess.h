/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a picture becomes a network's input: a plain value, stored in the project as JSON, always
 * shown.
 *
 *   whole picture:  resize (shorter side or warp) → centre crop → order, scale, (x − mean)/std
 *   object box:     the box clipped to the picture is warped to the input's size (the “crop frame”)
 *
 * Either way one rectangle of the photo, the frame, maps linearly to the input. */
#pragma once

#include "graph/vt-graph.h"
#include "engine/pictures/vitrine-resize.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_RESIZE_SHORTER,    /* the shorter side becomes resize_size, then the centre is cropped */
  VITRINE_RESIZE_WARP,       /* to resize_size × resize_size whatever the shape, then cropped */
  VITRINE_RESIZE_FIT,        /* whole picture straight to the input's size */
} VitrineResizeMode;

typedef struct
{
  char              preset[32];     /* id in the table, or "custom" */
  VitrineResizeMode mode;
  guint             resize_size;
  guint             width, height;  /* of the input */
  guint             channels;       /* 3, or 1: grey = 0.299 R + 0.587 G + 0.114 B as Pillow */
  VitrineFilter     filter;
  gboolean          bgr;            /* channel 0 is blue; mean and std are in the input's own order */
  gboolean          channels_last;  /* N, H, W, C */
  gboolean          inverted;       /* grey: 255 − value, for ink on paper shown to a net of light strokes */
  double            range;          /* values run 0 … range before mean and std: 1 or 255 */
  double            mean[3], std[3];
  char              reason[200];    /* a sentence: why this was guessed */
} VitrinePreprocess;

typedef struct
{
  const char        *id;
  const char        *title;         /* untranslated */
  VitrinePreprocess  value;         /* width and height as published */
} VitrinePreprocessPreset;

/* The presets, ended by a NULL id. */
const VitrinePreprocessPreset *vitrine_preprocess_presets (void);
/* Takes a preset's resize, order, range, mean and std for an input of the size `self` has; the
 * resize is scaled along.  FALSE when there is none of this id. */
gboolean vitrine_preprocess_use_preset (VitrinePreprocess *self,
                                        const char        *id);

/* What a guess goes by; what is not known is NULL. */
typedef struct
{
  const VtShape *shape;             /* of the input, batch first */
  GHashTable    *metadata;          /* of the file: char* → char* */
  const char    *file_name;
  const char    *input_name;
  gboolean       scales_itself;     /* the first operator subtracts, divides or multiplies */
} VitrinePreprocessClues;

/* The best guess, with its reason.  Never fails. */
void     vitrine_preprocess_guess           (VitrinePreprocess            *self,
                                             const VitrinePreprocessClues *clues);
void     vitrine_preprocess_guess_for_graph (VitrinePreprocess            *self,
                                             const VtGraph                *graph,
                                             GHashTable                   *metadata,
                                             const char                   *file_name);

/* Floats of one input. */
gsize    vitrine_preprocess_size       (const VitrinePreprocess *self);
/* The rectangle of a width × height photo that the input shows; with `box` the box clipped to
 * the photo (a box outside it or empty counts as none).  Pixel (u, v) of the input (0-based
 * centres) lies at photo x = frame.x + (u + ½)/width · frame.w.  A mirrored input has u' = width
 * − 1 − u. */
void     vitrine_preprocess_frame      (const VitrinePreprocess *self,
                                        guint                    photo_width,
                                        guint                    photo_height,
                                        const VitrineBox        *box,
                                        VitrineBox              *frame);
/* The input's size as 8-bit picture before order, scale and mean: what the network sees, to look
 * at. */
VitrineImage *vitrine_preprocess_view  (const VitrinePreprocess *self,
                                        VitrineImage            *image,
                                        const VitrineBox        *box,
                                        gboolean                 mirrored);
/* Writes vitrine_preprocess_size() floats.  Any thread. */
void     vitrine_preprocess_apply      (const VitrinePreprocess *self,
                                        VitrineImage            *image,
                                        const VitrineBox        *box,
                                        gboolean                 mirrored,
                                        float                   *input);
/* Back from an input tensor to a picture: undoes mean, std and order and clips to 0 … 255. */
VitrineImage *vitrine_preprocess_show  (const VitrinePreprocess *self,
                                        const float             *input);

char    *vitrine_preprocess_to_json    (const VitrinePreprocess *self);     /* (transfer full) */
/* Fields that are missing keep the value they have in `self`; values out of range are an error that
 * names the field, and leave `self` as it was. */
gboolean vitrine_preprocess_from_json  (VitrinePreprocess *self,
                                        const char        *json,
                                        gssize             length,
                                        GError           **error);
gboolean vitrine_preprocess_equal      (const VitrinePreprocess *a,
                                        const VitrinePreprocess *b);
/* One line for people: "shorter side to 256, centre 224 × 224, BGR 0…255 − (104, 117, 123)"; with `boxed`
 * how an object box is seen.  (transfer full) */
char    *vitrine_preprocess_describe   (const VitrinePreprocess *self,
                                        gboolean                 boxed);

G_END_DECLS
