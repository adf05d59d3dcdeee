/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli pictures: what a data set is, what is known of its pictures, and what was left out of it. */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-inputs.h"

typedef struct { int list; } Options;

static const Options defaults = { 10 };

static const CliOption options[] = {
  { "list", 'n', CLI_INT, G_STRUCT_OFFSET (Options, list), N_("N"), N_("How many pictures to list (10), 0: all") },
  { NULL },
};

static void
add_box (JsonBuilder      *b,
         const char       *name,
         const VitrineBox *box)
{
  const double numbers[] = { box->x, box->y, box->w, box->h };

  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_builder_add_double_value (b, numbers[i]);
  json_builder_end_array (b);
}

static void
add_picture (JsonBuilder    *b,
             VitrinePicture *picture)
{
  json_builder_begin_object (b);
  cli_add_string (b, "picture", vitrine_picture_get_id (picture));
  cli_add_string (b, "class", vitrine_picture_get_class_name (picture));
  cli_add_string (b, "split", vitrine_picture_get_split (picture));
  if (vitrine_picture_get_box (picture) != NULL)
    add_box (b, "box", vitrine_picture_get_box (picture));
  cli_add_strings (b, "attributes", vitrine_picture_get_attributes (picture));
  json_builder_set_member_name (b, "parts");
  json_builder_begin_array (b);
  for (guint i = 0; i < vitrine_picture_get_n_parts (picture); i++)
    {
      const VitrinePartTruth *part = vitrine_picture_get_part (picture, i);

      json_builder_begin_object (b);
      cli_add_string (b, "name", part->name);
      add_box (b, "box", &part->box);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineDataset) set = vitrine_dataset_open (call->args[0], call->job, error);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  guint n, n_boxes = 0, n_parts = 0;

  if (set == NULL)
    return NULL;
  n = vitrine_dataset_get_n (set);
  for (guint i = 0; i < n; i++)
    {
      n_boxes += vitrine_picture_get_box (vitrine_dataset_get (set, i)) != NULL;
      n_parts += vitrine_picture_get_n_parts (vitrine_dataset_get (set, i));
    }
  json_builder_begin_object (b);
  cli_add_string (b, "kind", vitrine_dataset_get_kind_name (set));
  cli_add_int (b, "pictures", n);
  cli_add_int (b, "object_boxes", n_boxes);
  cli_add_int (b, "part_truths", n_parts);
  cli_add_strings (b, "classes", vitrine_dataset_get_classes (set));
  cli_add_strings (b, "parts", vitrine_dataset_get_parts (set));
  cli_add_strings (b, "attributes", vitrine_dataset_get_attributes (set));
  cli_add_strings (b, "skipped", vitrine_dataset_get_skipped (set));
  json_builder_set_member_name (b, "list");
  json_builder_begin_array (b);
  for (guint i = 0; i < (o->list > 0 ? MIN (n, (guint) o->list) : n); i++)
    add_picture (b, vitrine_dataset_get (set, i));
  json_builder_end_array (b);
  json_builder_end_object (b);
  return cli_finish (b);
}

const CliCommand cli_command_pictures = {
  .name = "pictures",
  .arguments = N_("PICTURES"),
  .summary = N_("Print what a set of pictures is: classes, boxes, parts, and what was left out of it"),
  .details = N_("A folder of pictures, with classes in folders or not; ILSVRC Animal-Part, CUB-200-2011, PASCAL-Part,\n"
                "CelebA, Broden, COCO, Pascal VOC, LabelMe, a table of boxes, or IDX as MNIST has it.  What it is, is\n"
                "told by the content."),
  .min_args = 1,
  .max_args = 1,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
