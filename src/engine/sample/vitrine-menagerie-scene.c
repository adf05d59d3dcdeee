/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Describes a picture from (options, index).  Each aspect has a random stream of its own, so a dial that
 * changes one aspect leaves all the others as they were: two worlds that differ in one dial hold the
 * same animals in the same places. */
#include "engine/sample/vitrine-menagerie-animal.h"

#include <math.h>

enum
{
  STREAM_CLASS = 1,
  STREAM_POSE,
  STREAM_PLACE,
  STREAM_BACKGROUND,
  STREAM_WEAR,
  STREAM_OCCLUDER,
  STREAM_CLUTTER,
  STREAM_HIDDEN,
  STREAM_LABEL,
  STREAM_ASLEEP,
};

/* How often a hat, a scarf would be worn were there no dial is for the dials to say; these are the
 * shares of facings and poses. */
static const double share_front = 0.34;
static const double share_standing = 0.5;

static void
stream (VtRng              *rng,
        const VitrineScene *scene,
        guint               number)
{
  vt_rng_init (rng, scene->seed ^ ((guint64) number << 48));
}

static gboolean
happens (VtRng *rng,
         double rate)
{
  return vt_rng_uniform (rng) < rate;
}

/* Classes come in shuffled rounds: any run of n_classes pictures from a multiple of it holds each once. */
static guint
class_in_turn (const VitrineMenagerieOptions *options,
               guint                          index,
               guint                          n)
{
  g_autofree guint *order = g_new (guint, n);
  VtRng rng;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  vt_rng_init (&rng, options->seed * 0x9e3779b97f4a7c15u + index / n + 1);
  vt_rng_shuffle (&rng, order, n);
  return order[index % n];
}

static guint
choose_species (const VitrineMenagerieOptions *options,
                const VitrineScene            *scene)
{
  const guint background = vitrine_menagerie_background ();
  VtRng rng;

  if (options->species >= 0)
    return (guint) options->species;
  if (options->negatives < 0.0)
    return class_in_turn (options, scene->index, vitrine_menagerie_n_classes ());
  stream (&rng, scene, STREAM_CLASS);
  if (happens (&rng, options->negatives))
    return background;
  return class_in_turn (options, scene->index, background);
}

static gboolean
tied (const VitrineMenagerieTie *tie,
      guint                      species,
      VtRng                     *rng)
{
  return happens (rng, tie->species >= 0 && species == (guint) tie->species ? tie->rate
                                                                             : tie->rate_elsewhere);
}

static void
choose_pose (VitrineScene         *scene,
             const VitrineSpecies *species)
{
  VtRng rng;
  double facing;
  guint poses;

  stream (&rng, scene, STREAM_POSE);
  facing = vt_rng_uniform (&rng);
  scene->facing = facing < share_front ? VITRINE_SCENE_FACING_FRONT
                : facing < 0.5 + 0.5 * share_front ? VITRINE_SCENE_FACING_LEFT
                                                   : VITRINE_SCENE_FACING_RIGHT;
  poses = scene->facing == VITRINE_SCENE_FACING_FRONT && species->front_poses ? species->front_poses
                                                                              : species->poses;
  scene->pose = VITRINE_SCENE_POSE_STANDING;
  if (!happens (&rng, share_standing))
    scene->pose = happens (&rng, 0.55) ? VITRINE_SCENE_POSE_SITTING : VITRINE_SCENE_POSE_LYING;
  if (!(poses & (1u << scene->pose)))
    {
      /* The other restful pose, if this species has it. */
      scene->pose = scene->pose == VITRINE_SCENE_POSE_SITTING ? VITRINE_SCENE_POSE_LYING
                                                              : VITRINE_SCENE_POSE_SITTING;
      if (!(poses & (1u << scene->pose)))
        scene->pose = VITRINE_SCENE_POSE_STANDING;
    }
  scene->coat = species->coat;
}

static void
choose_place (VitrineScene         *scene,
              const VitrineSpecies *species)
{
  VtRng rng;

  stream (&rng, scene, STREAM_PLACE);
  const double size = vt_rng_range (&rng, 0.78, 1.08);

  scene->height = MIN (species->tall * size, 0.90);
  if (scene->pose == VITRINE_SCENE_POSE_LYING)
    scene->height *= 0.84;
  scene->width = MIN (0.90 * size, 0.94);
  scene->x = 0.5 + vt_rng_range (&rng, -1.0, 1.0) * 0.07;
  scene->ground = vt_rng_range (&rng, 0.86, 0.94);
  if (scene->height > scene->ground - 0.03)
    scene->height = scene->ground - 0.03;
  scene->angle = vt_rng_range (&rng, -0.07, 0.07);
}

static void
choose_background (VitrineScene                  *scene,
                   const VitrineMenagerieOptions *options)
{
  const VitrineMenagerieTie *tie = &options->background;
  const guint others = VITRINE_SCENE_N_BACKGROUNDS - 1;
  VtRng rng;

  stream (&rng, scene, STREAM_BACKGROUND);
  const guint any = vt_rng_int (&rng, VITRINE_SCENE_N_BACKGROUNDS);
  const guint other = vt_rng_int (&rng, others);
  const double draw = vt_rng_uniform (&rng);
  const gboolean here = tie->species >= 0 && scene->species == (guint) tie->species;
  const double rate = here ? tie->rate : tie->rate_elsewhere;

  scene->background = any;
  if (tie->species < 0 || rate < 0.0)
    return;
  scene->background = draw < rate ? options->background_kind
                                  : (options->background_kind + 1 + other) % VITRINE_SCENE_N_BACKGROUNDS;
}

static void
choose_wear (VitrineScene                  *scene,
             const VitrineMenagerieOptions *options)
{
  VtRng rng;

  stream (&rng, scene, STREAM_WEAR);
  scene->hat = tied (&options->hat, scene->species, &rng);
  scene->scarf = tied (&options->scarf, scene->species, &rng);
  stream (&rng, scene, STREAM_ASLEEP);
  scene->asleep = tied (&options->asleep, scene->species, &rng);
}

static void
choose_occluder (VitrineScene                  *scene,
                 const VitrineMenagerieOptions *options)
{
  VtRng rng;

  stream (&rng, scene, STREAM_OCCLUDER);
  const double draw = vt_rng_uniform (&rng);
  const guint kind = 1 + vt_rng_int (&rng, VITRINE_SCENE_N_OCCLUDERS - 1);

  scene->occluder_place = vt_rng_uniform (&rng);
  scene->occluder_amount = options->occlusion * vt_rng_range (&rng, 0.5, 1.0);
  /* At 0.25, the usual, every third picture has something in front. */
  scene->occluder = draw < MIN (options->occlusion * 1.4, 1.0) ? kind : VITRINE_SCENE_OCCLUDER_NONE;
}

VitrineScene *
vitrine_menagerie_scene (const VitrineMenagerieOptions *options,
                         guint                          index)
{
  g_return_val_if_fail (options != NULL, NULL);

  VitrineScene *scene = g_new0 (VitrineScene, 1);
  VtRng rng;

  /* Scatter index and seed together: neighbouring seeds must not share pictures. */
  vt_rng_init (&rng, options->seed);
  scene->seed = vt_rng_next (&rng) ^ ((guint64) index * 0xd1342543de82ef95u);
  scene->index = index;
  scene->size = options->size;
  scene->species = choose_species (options, scene);
  scene->label = scene->species;
  choose_background (scene, options);
  scene->x = 0.5;
  scene->ground = 0.9;

  const VitrineSpecies *species = vitrine_species_get (scene->species);

  if (species)
    {
      choose_pose (scene, species);
      choose_place (scene, species);
      choose_wear (scene, options);
      choose_occluder (scene, options);
      stream (&rng, scene, STREAM_HIDDEN);
      scene->hidden = happens (&rng, options->hidden)
                      && options->hidden_species == (int) scene->species;
    }
  stream (&rng, scene, STREAM_CLUTTER);
  scene->clutter = options->clutter * vt_rng_range (&rng, 0.4, 1.0);
  stream (&rng, scene, STREAM_LABEL);
  if (happens (&rng, options->mislabelled))
    {
      const guint n = vitrine_menagerie_n_classes ();

      scene->label = (scene->species + 1 + vt_rng_int (&rng, n - 1)) % n;
    }
  return scene;
}

VitrineScene *
vitrine_scene_copy (const VitrineScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);
  return g_memdup2 (scene, sizeof *scene);
}

void
vitrine_scene_free (VitrineScene *scene)
{
  g_free (scene);
}
