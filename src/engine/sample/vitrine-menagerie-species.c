/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes, in order of their index in the bundled network's output. */
#include "engine/sample/vitrine-menagerie-animal.h"

#include <string.h>

static const VitrineSpecies *const all_species[] = {
  &vitrine_species_fox,
  &vitrine_species_tiger,
  &vitrine_species_rabbit,
  &vitrine_species_sheep,
  &vitrine_species_zebra,
  &vitrine_species_deer,
  &vitrine_species_giraffe,
  &vitrine_species_elephant,
  &vitrine_species_owl,
  &vitrine_species_penguin,
};

const VitrineSpecies *
vitrine_species_get (guint index)
{
  return index < G_N_ELEMENTS (all_species) ? all_species[index] : NULL;
}

guint
vitrine_menagerie_background (void)
{
  return G_N_ELEMENTS (all_species);
}

guint
vitrine_menagerie_n_classes (void)
{
  return G_N_ELEMENTS (all_species) + 1;
}

const char *
vitrine_menagerie_class_name (guint index)
{
  g_return_val_if_fail (index < vitrine_menagerie_n_classes (), NULL);
  return index < G_N_ELEMENTS (all_species) ? all_species[index]->name : "background";
}

int
vitrine_menagerie_find_class (const char *name)
{
  for (guint i = 0; i < vitrine_menagerie_n_classes (); i++)
    if (g_strcmp0 (name, vitrine_menagerie_class_name (i)) == 0)
      return (int) i;
  return -1;
}
