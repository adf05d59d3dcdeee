/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Menagerie: a world of drawn animals whose every part, pose and attribute is known exactly.
 * A picture is a pure function of (options, index): the same seed and index give the same pixels, and
 * turning one dial changes only what that dial is about.  Everything here may be called from any
 * thread; nothing keeps state. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a pixel of an animal can belong to.  Left and right are the animal's own. */
typedef enum
{
  VITRINE_SCENE_PART_NONE,
  VITRINE_SCENE_PART_HEAD,           /* its box holds eyes, muzzle and beak, not ears, horns or trunk */
  VITRINE_SCENE_PART_EAR_LEFT,
  VITRINE_SCENE_PART_EAR_RIGHT,
  VITRINE_SCENE_PART_EYE_LEFT,
  VITRINE_SCENE_PART_EYE_RIGHT,
  VITRINE_SCENE_PART_MUZZLE,
  VITRINE_SCENE_PART_BEAK,
  VITRINE_SCENE_PART_HORNS,
  VITRINE_SCENE_PART_TRUNK,
  VITRINE_SCENE_PART_MANE,
  VITRINE_SCENE_PART_NECK,
  VITRINE_SCENE_PART_TORSO,
  VITRINE_SCENE_PART_WING_LEFT,
  VITRINE_SCENE_PART_WING_RIGHT,
  VITRINE_SCENE_PART_LEG_FRONT_LEFT,
  VITRINE_SCENE_PART_LEG_FRONT_RIGHT,
  VITRINE_SCENE_PART_LEG_BACK_LEFT,  /* a bird's legs are its back legs */
  VITRINE_SCENE_PART_LEG_BACK_RIGHT,
  VITRINE_SCENE_PART_TAIL,
  VITRINE_SCENE_PART_HAT,
  VITRINE_SCENE_PART_SCARF,
  VITRINE_SCENE_N_PARTS,
} VitrineScenePart;

typedef enum
{
  VITRINE_SCENE_FACING_LEFT,         /* of the picture */
  VITRINE_SCENE_FACING_RIGHT,
  VITRINE_SCENE_FACING_FRONT,
} VitrineSceneFacing;

typedef enum
{
  VITRINE_SCENE_POSE_STANDING,
  VITRINE_SCENE_POSE_SITTING,
  VITRINE_SCENE_POSE_LYING,
  VITRINE_SCENE_N_POSES,
} VitrineScenePose;

typedef enum
{
  VITRINE_SCENE_COAT_PLAIN,
  VITRINE_SCENE_COAT_STRIPES,
  VITRINE_SCENE_COAT_SPOTS,
  VITRINE_SCENE_COAT_PATCHES,
  VITRINE_SCENE_COAT_WOOL,
  VITRINE_SCENE_COAT_FEATHERS,
  VITRINE_SCENE_N_COATS,
} VitrineSceneCoat;

typedef enum
{
  VITRINE_SCENE_BACKGROUND_MEADOW,
  VITRINE_SCENE_BACKGROUND_FOREST,
  VITRINE_SCENE_BACKGROUND_DESERT,
  VITRINE_SCENE_BACKGROUND_SNOW,
  VITRINE_SCENE_BACKGROUND_SHORE,
  VITRINE_SCENE_BACKGROUND_DUSK,
  VITRINE_SCENE_BACKGROUND_NIGHT,
  VITRINE_SCENE_BACKGROUND_INDOOR,
  VITRINE_SCENE_N_BACKGROUNDS,
} VitrineSceneBackground;

typedef enum
{
  VITRINE_SCENE_OCCLUDER_NONE,
  VITRINE_SCENE_OCCLUDER_GRASS,
  VITRINE_SCENE_OCCLUDER_BUSH,
  VITRINE_SCENE_OCCLUDER_ROCK,
  VITRINE_SCENE_OCCLUDER_FENCE,
  VITRINE_SCENE_N_OCCLUDERS,
} VitrineSceneOccluder;

/* A dial that ties something to one species: where the animal is `species`, it is there with
 * probability `rate`; elsewhere with probability `rate_elsewhere`.  species < 0: no tie, always
 * `rate_elsewhere`. */
typedef struct
{
  int    species;
  double rate;
  double rate_elsewhere;
} VitrineMenagerieTie;

typedef struct
{
  guint64 seed;
  guint   count;                     /* how many pictures the set has */
  guint   size;                      /* side in pixels, 128 … 1024 */
  int     species;                   /* only this class; < 0: all in turn */
  VitrineMenagerieTie hat;           /* co-occurrence bias by an attribute */
  VitrineMenagerieTie scarf;
  VitrineMenagerieTie asleep;        /* eyes closed */
  VitrineMenagerieTie background;    /* co-occurrence bias by the surroundings … */
  VitrineSceneBackground background_kind;  /* … of this kind; rate_elsewhere < 0: as it comes */
  double  mislabelled;               /* share of pictures with a wrong label */
  int     hidden_species;            /* a pale sub-species of this class appears … */
  double  hidden;                    /* … with this rate */
  double  negatives;                 /* share of pictures without an animal; < 0: as any other class */
  double  occlusion;                 /* 0 none … 1 much */
  double  clutter;                   /* 0 none … 1 much */
} VitrineMenagerieOptions;

/* One picture, described; every number an animal or its surroundings are drawn from is here.  Lengths
 * are in sides of the picture, so the same scene can be drawn at any size. */
typedef struct
{
  guint64 seed;                      /* of this picture */
  guint   index;
  guint   size;
  guint   species;                   /* class that is drawn; vitrine_menagerie_background(): none */
  guint   label;                     /* class that is told; differs where the picture is mislabelled */
  gboolean hidden;                   /* the pale sub-species */
  VitrineSceneFacing     facing;
  VitrineScenePose       pose;
  VitrineSceneCoat       coat;
  VitrineSceneBackground background;
  VitrineSceneOccluder   occluder;
  gboolean hat, scarf;
  gboolean asleep;                   /* its eyes are closed */
  double  occluder_place;            /* 0 … 1 along the animal */
  double  occluder_amount;           /* 0 … 1 of its height */
  double  clutter;
  double  x, ground;                 /* middle of the animal, and the line it stands on */
  double  width, height;             /* the frame the animal is fitted into */
  double  angle;                     /* radians, clockwise, about its feet */
} VitrineScene;

typedef struct { double x, y, width, height; } VitrineSceneBox;   /* pixels; x … x + width covers whole pixels */

typedef struct
{
  VitrineScenePart part;
  VitrineSceneBox box;               /* of the part without occluders in front, inside the picture */
  double  x, y;                      /* middle of that box */
  VitrineSceneBox visible_box;       /* of what the mask holds; empty when nothing is to be seen */
  double  visibility;                /* visible pixels / pixels without occluders and picture edges */
  gsize   pixels;                    /* visible */
} VitrineScenePartTruth;

typedef struct
{
  guint   size;
  guint8 *labels;                    /* size × size, rows from the top: VitrineScenePart seen at each pixel */
  gboolean has_object;
  VitrineSceneBox object;            /* tight box of the visible animal */
  guint   n_parts;                   /* those that have at least one pixel without occluders */
  VitrineScenePartTruth parts[VITRINE_SCENE_N_PARTS];
} VitrineSceneTruth;

/* The classes: every species, then "background" for pictures without an animal. */
guint        vitrine_menagerie_n_classes  (void);
const char  *vitrine_menagerie_class_name (guint index);
guint        vitrine_menagerie_background (void);
int          vitrine_menagerie_find_class (const char *name);    /* −1: there is none */

/* English names for files and keys, such as "ear-left", "front", "sitting", "stripes", "snow", "fence". */
const char  *vitrine_scene_part_name       (VitrineScenePart part);
const char  *vitrine_scene_facing_name     (VitrineSceneFacing facing);
const char  *vitrine_scene_pose_name       (VitrineScenePose pose);
const char  *vitrine_scene_coat_name       (VitrineSceneCoat coat);
const char  *vitrine_scene_background_name (VitrineSceneBackground background);
const char  *vitrine_scene_occluder_name   (VitrineSceneOccluder occluder);

/* The usual world: seed 1, 220 pictures of 160 × 160, every class in turn, no bias, a hat or
 * a scarf here and there, little occlusion. */
void         vitrine_menagerie_options_init  (VitrineMenagerieOptions *options);

/* Reads "count=200&seed=7&species=fox&hat=fox:0.9:0.1" (what follows "sample:pictures?") over the
 * values already in `options`.  An empty or NULL query changes nothing.  VT_ERROR_PARAMETER names the
 * key that is unknown or out of range. */
gboolean     vitrine_menagerie_options_parse (VitrineMenagerieOptions *options,
                                              const char              *query,
                                              GError                 **error);

/* The query that gives `options`, without the keys that have their usual value (transfer full). */
char        *vitrine_menagerie_options_query (const VitrineMenagerieOptions *options);

/* Describes picture `index` (any number; sets are 0 … count − 1).  Free with vitrine_scene_free(). */
VitrineScene *vitrine_menagerie_scene (const VitrineMenagerieOptions *options,
                                       guint                          index);
VitrineScene *vitrine_scene_copy      (const VitrineScene *scene);
void          vitrine_scene_free      (VitrineScene       *scene);

/* Draws it: size × size × 3 bytes, RGB, rows from the top, no padding.  Free with g_free(). */
guint8       *vitrine_scene_render    (const VitrineScene *scene);

/* Where every part is.  Free with vitrine_scene_truth_free(). */
VitrineSceneTruth *vitrine_scene_truth      (const VitrineScene *scene);
void               vitrine_scene_truth_free (VitrineSceneTruth  *truth);

/* The truth of one part, or NULL when the picture does not show it (borrowed from `truth`). */
const VitrineScenePartTruth *
                   vitrine_scene_truth_part (const VitrineSceneTruth *truth,
                                             VitrineScenePart         part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineScene, vitrine_scene_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineSceneTruth, vitrine_scene_truth_free)

G_END_DECLS
