/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A species: how it is called, which poses it takes, its colours, and the function that draws it with
 * the pen, facing right (or front), standing on y = 0. */
#pragma once

#include "engine/sample/vitrine-menagerie-palette.h"
#include "engine/sample/vitrine-menagerie-pen.h"

G_BEGIN_DECLS

/* The colours of one individual. */
typedef struct
{
  VitrineRgb base;                   /* most of the coat */
  VitrineRgb under;                  /* belly, cheeks, throat */
  VitrineRgb mark;                   /* stripes, spots, tips */
  VitrineRgb sock;                   /* lower legs */
  VitrineRgb skin;                   /* inner ear, blush */
  VitrineRgb nose;                   /* nose, beak */
  VitrineRgb foot;                   /* hooves, feet */
  VitrineRgb hair;                   /* mane, tuft, horns */
  VitrineRgb eye;                    /* iris */
} VitrineLook;

/* Everything a species draws with. */
typedef struct
{
  VitrinePen         *pen;
  const VitrineScene *scene;
  VitrineLook         look;
  VtRng               rng;           /* of this individual */
  gboolean            front;         /* faces the viewer */
} VitrineSketch;

typedef struct
{
  const char      *name;
  guint            poses;            /* bits 1 << VitrineScenePose */
  guint            front_poses;      /* of them, those it also takes facing front; 0: all */
  VitrineSceneCoat coat;
  double           tall;             /* how much of the picture's height an adult takes, 0 … 1 */
  guint32          look[9];          /* VitrineLook in order, 0xrrggbb */
  void           (*draw) (VitrineSketch *sketch);
} VitrineSpecies;

extern const VitrineSpecies vitrine_species_fox;
extern const VitrineSpecies vitrine_species_tiger;
extern const VitrineSpecies vitrine_species_rabbit;
extern const VitrineSpecies vitrine_species_sheep;
extern const VitrineSpecies vitrine_species_zebra;
extern const VitrineSpecies vitrine_species_deer;
extern const VitrineSpecies vitrine_species_giraffe;
extern const VitrineSpecies vitrine_species_elephant;
extern const VitrineSpecies vitrine_species_owl;
extern const VitrineSpecies vitrine_species_penguin;

/* Species number `index`, or NULL for the background class. */
const VitrineSpecies *vitrine_species_get (guint index);

/* Draws the animal of `scene` (which must have one). */
VitrinePen *vitrine_animal_draw (const VitrineScene *scene);

/* The paint of one coloured, rounded surface with the usual outline. */
VitrinePaint vitrine_sketch_paint (VitrineRgb base);

/* A round dark eye with a light in it, at (x, y), in the frame of the head. */
void vitrine_sketch_eye   (VitrineSketch *sketch, VitrineScenePart part, double x, double y, double rx,
                           double ry);
/* A rosy cheek. */
void vitrine_sketch_blush (VitrineSketch *sketch, double x, double y, double r);

/* What the animal wears, in the frame of the head: (x, y) is the top of the skull, or the middle of
 * the neck. */
void vitrine_sketch_hat   (VitrineSketch *sketch, double x, double y, double size, double angle);
void vitrine_sketch_scarf (VitrineSketch *sketch, double x, double y, double width, double angle);

G_END_DECLS
