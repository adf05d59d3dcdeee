/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of parts, poses, coats and places, for files and keys: one table each, in order of enum. */
#include "engine/sample/vitrine-menagerie.h"

static const char *const part_names[VITRINE_SCENE_N_PARTS] = {
  "none", "head", "ear-left", "ear-right", "eye-left", "eye-right", "muzzle", "beak", "horns", "trunk",
  "mane", "neck", "torso", "wing-left", "wing-right", "leg-front-left", "leg-front-right",
  "leg-back-left", "leg-back-right", "tail", "hat", "scarf",
};

static const char *const facing_names[] = { "left", "right", "front" };

static const char *const pose_names[VITRINE_SCENE_N_POSES] = { "standing", "sitting", "lying" };

static const char *const coat_names[VITRINE_SCENE_N_COATS] = {
  "plain", "stripes", "spots", "patches", "wool", "feathers",
};

static const char *const background_names[VITRINE_SCENE_N_BACKGROUNDS] = {
  "meadow", "forest", "desert", "snow", "shore", "dusk", "night", "indoor",
};

static const char *const occluder_names[VITRINE_SCENE_N_OCCLUDERS] = {
  "none", "grass", "bush", "rock", "fence",
};

const char *
vitrine_scene_part_name (VitrineScenePart part)
{
  g_return_val_if_fail (part < VITRINE_SCENE_N_PARTS, NULL);
  return part_names[part];
}

const char *
vitrine_scene_facing_name (VitrineSceneFacing facing)
{
  g_return_val_if_fail (facing < G_N_ELEMENTS (facing_names), NULL);
  return facing_names[facing];
}

const char *
vitrine_scene_pose_name (VitrineScenePose pose)
{
  g_return_val_if_fail (pose < VITRINE_SCENE_N_POSES, NULL);
  return pose_names[pose];
}

const char *
vitrine_scene_coat_name (VitrineSceneCoat coat)
{
  g_return_val_if_fail (coat < VITRINE_SCENE_N_COATS, NULL);
  return coat_names[coat];
}

const char *
vitrine_scene_background_name (VitrineSceneBackground background)
{
  g_return_val_if_fail (background < VITRINE_SCENE_N_BACKGROUNDS, NULL);
  return background_names[background];
}

const char *
vitrine_scene_occluder_name (VitrineSceneOccluder occluder)
{
  g_return_val_if_fail (occluder < VITRINE_SCENE_N_OCCLUDERS, NULL);
  return occluder_names[occluder];
}
