/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Menagerie: the same pictures for the same seed, truth that is exact, dials that do what they say. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/sample/vitrine-menagerie-export.h"
#include "engine/sample/vitrine-menagerie.h"
#include "../folder.h"

static VitrineMenagerieOptions
world (const char *query)
{
  VitrineMenagerieOptions options;
  g_autoptr (GError) error = NULL;

  vitrine_menagerie_options_init (&options);
  vitrine_menagerie_options_parse (&options, query, &error);
  g_assert_no_error (error);
  return options;
}

static gpointer
draw_in_thread (gpointer data)
{
  return vitrine_scene_render (data);
}

static void
test_same_seed_same_pixels (void)
{
  const VitrineMenagerieOptions options = world ("seed=5");
  const gsize n = (gsize) options.size * options.size * 3;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (VitrineScene) a = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineScene) b = vitrine_menagerie_scene (&options, i);
      g_autofree guint8 *x = vitrine_scene_render (a);
      GThread *thread = g_thread_new ("draw", draw_in_thread, b);
      g_autofree guint8 *y = g_thread_join (thread);

      g_assert_cmpmem (x, n, y, n);
    }
}

static void
test_seed_and_index_matter (void)
{
  const VitrineMenagerieOptions one = world ("seed=5"), two = world ("seed=6");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 22; i++)
    for (int k = 0; k < 2; k++)
      {
        g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (k ? &two : &one, i);
        g_autofree guint8 *pixels = vitrine_scene_render (scene);
        const gsize n = (gsize) scene->size * scene->size * 3;

        g_assert_true (g_hash_table_add (seen, g_compute_checksum_for_data (G_CHECKSUM_SHA256, pixels, n)));
      }
}

/* The tight box of the pixels of one part, the head with what is on it. */
static VitrineSceneBox
box_of_mask (const VitrineSceneTruth *truth,
             VitrineScenePart         part,
             gsize                   *pixels)
{
  int x1 = (int) truth->size, y1 = x1, x2 = -1, y2 = -1;

  *pixels = 0;
  for (int y = 0; y < (int) truth->size; y++)
    for (int x = 0; x < (int) truth->size; x++)
      {
        const guint8 label = truth->labels[(gsize) y * truth->size + x];

        if (label == part || (part == VITRINE_SCENE_PART_HEAD && label >= VITRINE_SCENE_PART_EYE_LEFT
                              && label <= VITRINE_SCENE_PART_BEAK))
          {
            ++*pixels;
            x1 = MIN (x1, x);
            x2 = MAX (x2, x);
            y1 = MIN (y1, y);
            y2 = MAX (y2, y);
          }
      }
  if (*pixels == 0)
    {
      return (VitrineSceneBox) { 0.0, 0.0, 0.0, 0.0 };
    }
  return (VitrineSceneBox) { x1, y1, x2 - x1 + 1, y2 - y1 + 1 };
}

static gboolean
same_box (const VitrineSceneBox *a,
          const VitrineSceneBox *b,
          double                 within)
{
  return fabs (a->x - b->x) <= within && fabs (a->y - b->y) <= within
         && fabs (a->width - b->width) <= within && fabs (a->height - b->height) <= within;
}

static void
test_boxes_hold_exactly_the_mask (void)
{
  const VitrineMenagerieOptions options = world ("seed=8&occlusion=0.8&hat=0.3&scarf=0.3");

  for (guint i = 0; i < 66; i++)
    {
      g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineSceneTruth) truth = vitrine_scene_truth (scene);

      g_assert_true (truth->has_object == (scene->species != vitrine_menagerie_background ()));
      for (guint k = 0; k < truth->n_parts; k++)
        {
          const VitrineScenePartTruth *part = &truth->parts[k];
          gsize pixels;
          const VitrineSceneBox box = box_of_mask (truth, part->part, &pixels);

          g_assert_cmpuint (pixels, ==, part->pixels);
          g_assert_true (same_box (&box, &part->visible_box, 0.0));
          g_assert_cmpfloat (part->visibility, >=, 0.0);
          g_assert_cmpfloat (part->visibility, <=, 1.0);
          g_assert_true ((part->visibility > 0.0) == (pixels > 0));
          /* The whole part's box holds what is visible of it, and its middle. */
          if (pixels > 0)
            {
              g_assert_cmpfloat (part->box.x, <=, box.x);
              g_assert_cmpfloat (part->box.y, <=, box.y);
              g_assert_cmpfloat (part->box.x + part->box.width, >=, box.x + box.width);
              g_assert_cmpfloat (part->box.y + part->box.height, >=, box.y + box.height);
            }
          g_assert_cmpfloat (part->x, >, part->box.x);
          g_assert_cmpfloat (part->x, <, part->box.x + part->box.width);
          g_assert_cmpfloat (part->y, >, part->box.y);
          g_assert_cmpfloat (part->y, <, part->box.y + part->box.height);
        }
    }
}

/* Without occluders nothing hides the animal, and its box is that of all labels. */
static void
test_bare_animals_are_wholly_seen (void)
{
  const VitrineMenagerieOptions options = world ("seed=9&occlusion=0&negatives=0");

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineSceneTruth) truth = vitrine_scene_truth (scene);
      const VitrineScenePartTruth *head = vitrine_scene_truth_part (truth, VITRINE_SCENE_PART_HEAD);

      g_assert_nonnull (head);
      /* Only an animal lying towards the viewer hides its body behind its head. */
      g_assert_true (scene->facing == VITRINE_SCENE_FACING_FRONT
                     || vitrine_scene_truth_part (truth, VITRINE_SCENE_PART_TORSO) != NULL);
      for (guint k = 0; k < truth->n_parts; k++)
        {
          g_assert_true (same_box (&truth->parts[k].box, &truth->parts[k].visible_box, 0.0));
          g_assert_cmpfloat (truth->parts[k].visibility, ==, 1.0);
        }
      g_assert_cmpfloat (truth->object.x, >, 0.0);
      g_assert_cmpfloat (truth->object.x + truth->object.width, <, options.size);
      g_assert_cmpfloat (head->box.width, >=, 0.06 * options.size);
    }
}

static void
test_occluders_hide (void)
{
  const VitrineMenagerieOptions bare = world ("seed=10&occlusion=0&negatives=0");
  const VitrineMenagerieOptions hidden = world ("seed=10&occlusion=1&negatives=0");
  gsize all = 0, left = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (VitrineScene) a = vitrine_menagerie_scene (&bare, i);
      g_autoptr (VitrineScene) b = vitrine_menagerie_scene (&hidden, i);
      g_autoptr (VitrineSceneTruth) x = vitrine_scene_truth (a);
      g_autoptr (VitrineSceneTruth) y = vitrine_scene_truth (b);

      g_assert_cmpuint (x->n_parts, ==, y->n_parts);
      for (guint k = 0; k < x->n_parts; k++)
        {
          /* The truth without occluders is the same. */
          g_assert_true (same_box (&x->parts[k].box, &y->parts[k].box, 0.0));
          g_assert_cmpuint (y->parts[k].pixels, <=, x->parts[k].pixels);
          all += x->parts[k].pixels;
          left += y->parts[k].pixels;
        }
    }
  g_assert_cmpfloat ((double) left / (double) all, <, 0.92);
  g_assert_cmpfloat ((double) left / (double) all, >, 0.4);
}

/* What lies outside the picture counts as hidden. */
static void
test_edges_hide (void)
{
  const VitrineMenagerieOptions options = world ("seed=10&occlusion=0&species=deer&hat=0&scarf=0");

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineSceneTruth) inside = vitrine_scene_truth (scene);

      scene->ground += 0.5 * scene->height;

      g_autoptr (VitrineSceneTruth) below = vitrine_scene_truth (scene);
      const VitrineScenePartTruth *leg = vitrine_scene_truth_part (below, VITRINE_SCENE_PART_LEG_BACK_RIGHT);
      const VitrineScenePartTruth *head = vitrine_scene_truth_part (below, VITRINE_SCENE_PART_HEAD);
      const VitrineScenePartTruth *before = vitrine_scene_truth_part (inside, VITRINE_SCENE_PART_HEAD);

      g_assert_true (leg == NULL || leg->visibility < 0.7);
      g_assert_nonnull (head);
      g_assert_cmpfloat (fabs (head->x - before->x), <=, 1.0);
      g_assert_cmpfloat (head->y, >, before->y);
    }
}

/* Turned to the other side, every part is at the mirrored place and of the other side. */
static void
test_facing_is_a_mirror (void)
{
  static const struct { VitrineScenePart left, right; } pairs[] = {
    { VITRINE_SCENE_PART_EYE_LEFT, VITRINE_SCENE_PART_EYE_RIGHT },
    { VITRINE_SCENE_PART_EAR_LEFT, VITRINE_SCENE_PART_EAR_RIGHT },
    { VITRINE_SCENE_PART_LEG_FRONT_LEFT, VITRINE_SCENE_PART_LEG_FRONT_RIGHT },
    { VITRINE_SCENE_PART_HEAD, VITRINE_SCENE_PART_HEAD },
    { VITRINE_SCENE_PART_TAIL, VITRINE_SCENE_PART_TAIL },
  };
  const VitrineMenagerieOptions options = world ("seed=11&occlusion=0&negatives=0");
  guint compared = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (VitrineScene) a = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineScene) b = vitrine_scene_copy (a);

      if (a->facing == VITRINE_SCENE_FACING_FRONT)
        continue;
      a->facing = VITRINE_SCENE_FACING_RIGHT;
      b->facing = VITRINE_SCENE_FACING_LEFT;
      b->x = 1.0 - a->x;
      b->angle = -a->angle;

      g_autoptr (VitrineSceneTruth) x = vitrine_scene_truth (a);
      g_autoptr (VitrineSceneTruth) y = vitrine_scene_truth (b);

      for (guint k = 0; k < G_N_ELEMENTS (pairs); k++)
        {
          const VitrineScenePartTruth *p = vitrine_scene_truth_part (x, pairs[k].left);
          const VitrineScenePartTruth *q = vitrine_scene_truth_part (y, pairs[k].right);

          g_assert_true ((p == NULL) == (q == NULL));
          if (!p || p->pixels < 30)
            continue;
          g_assert_cmpfloat (fabs (p->x - (options.size - q->x)), <=, 1.5);
          g_assert_cmpfloat (fabs (p->y - q->y), <=, 1.5);
          compared++;
        }
    }
  g_assert_cmpuint (compared, >, 40);
}

static double
rate_of (const VitrineMenagerieOptions *options,
         guint                          n,
         int                            species,
         gboolean (*                    holds )(const VitrineScene *scene))
{
  guint of = 0, yes = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (options, i);

      if ((species >= 0 && scene->species != (guint) species)
          || (species == -2 && scene->species == 0)
          || scene->species == vitrine_menagerie_background ())
        continue;
      of++;
      yes += holds (scene);
    }
  return (double) yes / of;
}

static gboolean
wears_hat (const VitrineScene *scene)
{
  return scene->hat;
}

static gboolean
is_in_snow (const VitrineScene *scene)
{
  return scene->background == VITRINE_SCENE_BACKGROUND_SNOW;
}

static gboolean
is_mislabelled (const VitrineScene *scene)
{
  return scene->label != scene->species;
}

static gboolean
is_pale (const VitrineScene *scene)
{
  return scene->hidden;
}

static void
test_dials_have_their_rates (void)
{
  const guint n = 11000;
  const VitrineMenagerieOptions bias = world ("hat=fox:0.9:0.1&background=snow:fox:0.8:0.05"
                                              "&hidden=fox:0.2&mislabelled=0.15");
  const VitrineMenagerieOptions plain = world (""), bare = world ("hat=0");

  /* A thousand foxes and nine thousand others: within four standard deviations. */
  g_assert_cmpfloat (fabs (rate_of (&bias, n, 0, wears_hat) - 0.9), <, 0.04);
  g_assert_cmpfloat (fabs (rate_of (&bias, n, -2, wears_hat) - 0.1), <, 0.015);
  g_assert_cmpfloat (fabs (rate_of (&bias, n, 0, is_in_snow) - 0.8), <, 0.05);
  g_assert_cmpfloat (fabs (rate_of (&bias, n, -2, is_in_snow) - 0.05), <, 0.01);
  g_assert_cmpfloat (fabs (rate_of (&bias, n, 0, is_pale) - 0.2), <, 0.05);
  g_assert_cmpfloat (rate_of (&bias, n, -2, is_pale), ==, 0.0);
  g_assert_cmpfloat (fabs (rate_of (&bias, n, -1, is_mislabelled) - 0.15), <, 0.015);
  g_assert_cmpfloat (rate_of (&plain, n, -1, is_mislabelled), ==, 0.0);
  g_assert_cmpfloat (fabs (rate_of (&plain, n, -1, wears_hat) - 0.08), <, 0.012);
  g_assert_cmpfloat (rate_of (&bare, n, -1, wears_hat), ==, 0.0);
  g_assert_cmpfloat (fabs (rate_of (&plain, n, 0, is_in_snow) - 1.0 / VITRINE_SCENE_N_BACKGROUNDS), <, 0.045);
}

static void
test_a_dial_changes_only_its_own (void)
{
  const VitrineMenagerieOptions plain = world ("seed=12"), hats = world ("seed=12&hat=1");

  for (guint i = 0; i < 22; i++)
    {
      g_autoptr (VitrineScene) a = vitrine_menagerie_scene (&plain, i);
      g_autoptr (VitrineScene) b = vitrine_menagerie_scene (&hats, i);

      g_assert_true (b->hat || b->species == vitrine_menagerie_background ());
      b->hat = a->hat;
      g_assert_cmpmem (a, sizeof *a, b, sizeof *b);
    }
}

/* Whether (x, y) is at most a few pixels off the eye `part`. */
static gboolean
is_at_eye (const VitrineSceneTruth *truth,
           VitrineScenePart         part,
           double                   x,
           double                   y)
{
  const VitrineScenePartTruth *eye = vitrine_scene_truth_part (truth, part);
  const double near = 3;

  return eye && x >= eye->box.x - near && x <= eye->box.x + eye->box.width + near
         && y >= eye->box.y - near && y <= eye->box.y + eye->box.height + near;
}

static void
test_sleepers_close_their_eyes (void)
{
  const VitrineMenagerieOptions awake = world ("seed=14&occlusion=0"), asleep = world ("seed=14&occlusion=0&asleep=1");
  guint most_alike = G_MAXUINT;

  for (guint i = 0; i < 22; i++)
    {
      g_autoptr (VitrineScene) a = vitrine_menagerie_scene (&awake, i), b = vitrine_menagerie_scene (&asleep, i);
      g_autofree guint8 *open = vitrine_scene_render (a), *closed = vitrine_scene_render (b);
      g_autoptr (VitrineSceneTruth) truth = vitrine_scene_truth (b);
      guint other = 0;

      g_assert_true (!a->asleep && b->asleep == (b->species != vitrine_menagerie_background ()));
      for (guint p = 0; p < a->size * a->size; p++)
        if (memcmp (open + 3 * p, closed + 3 * p, 3) != 0)
          {
            const double x = p % a->size, y = p / a->size;

            g_assert_true (is_at_eye (truth, VITRINE_SCENE_PART_EYE_LEFT, x, y)
                           || is_at_eye (truth, VITRINE_SCENE_PART_EYE_RIGHT, x, y));
            other++;
          }
      if (b->asleep)
        most_alike = MIN (most_alike, other);
      else
        g_assert_cmpuint (other, ==, 0);
    }
  g_assert_cmpuint (most_alike, >, 4);
}

static void
test_classes_come_in_turn (void)
{
  const VitrineMenagerieOptions options = world ("seed=13"), foxes = world ("species=fox");
  const guint n = vitrine_menagerie_n_classes ();
  g_autofree guint *count = g_new0 (guint, n);

  for (guint i = 0; i < 20 * n; i++)
    {
      g_autoptr (VitrineScene) scene = vitrine_menagerie_scene (&options, i);
      g_autoptr (VitrineScene) fox = vitrine_menagerie_scene (&foxes, i);

      count[scene->species]++;
      g_assert_cmpuint (fox->species, ==, 0);
    }
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (count[i], ==, 20);
}

static void
test_query_round_trip (void)
{
  static const char *const queries[] = {
    "", "seed=7&count=30", "size=256&species=owl", "hat=fox:0.9:0.1", "scarf=0.25", "hat=0&scarf=0",
    "asleep=0.5", "asleep=owl:0.9:0.1",
    "background=snow:penguin:0.95",
    "background=night:owl:0.9:0.02&hidden=fox:0.1&mislabelled=0.05&negatives=0.5&occlusion=0&clutter=1",
  };
  static const char *const wrong[] = {
    "count=0", "count=-3", "seed=x", "size=64", "species=dragon", "hat=2", "hat=fox:0.5:0.5:0.5", "hat=fox:",
    "occlusion=nan",
    "background=moon:fox:1", "background=snow", "hidden=0.5", "colour=red", "seed",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      const VitrineMenagerieOptions options = world (queries[i]);
      g_autofree char *query = vitrine_menagerie_options_query (&options);
      const VitrineMenagerieOptions again = world (query);

      g_assert_cmpstr (query, ==, queries[i]);
      g_assert_cmpmem (&options, sizeof options, &again, sizeof again);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      VitrineMenagerieOptions options;
      g_autoptr (GError) error = NULL;

      vitrine_menagerie_options_init (&options);
      g_assert_false (vitrine_menagerie_options_parse (&options, wrong[i], &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
    }
}

/* Counts inside pixels of COCO's run lengths. */
static gint64
inside_of (JsonArray *counts)
{
  gint64 sum = 0;

  for (guint i = 1; i < json_array_get_length (counts); i += 2)
    sum += json_array_get_int_element (counts, i);
  return sum;
}

static gboolean
stop_at_half (double      fraction,
              const char *stage,
              gpointer    user_data)
{
  return fraction < 0.5;
}

static void
test_export_writes_coco (void)
{
  const VitrineMenagerieOptions options = world ("seed=14&count=22");
  const VtJob half = { stop_at_half, NULL };
  g_autofree char *folder = g_dir_make_tmp ("vitrine-sample-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "annotations.json", NULL);

  for (int k = 0; k < 2; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();
      VitrineMenagerieSummary summary;

      g_assert_true (vitrine_menagerie_export (&options, folder, k ? NULL : &half, &summary, &error) == (k == 1));
      if (k == 0)
        g_assert_error (error, VT_ERROR, VT_ERROR_CANCELLED);
      else
        g_assert_no_error (error);
      g_assert_cmpuint (summary.pictures, ==, k ? 22 : 11);
      g_assert_true (json_parser_load_from_file (parser, path, NULL));

      JsonObject *root = json_node_get_object (json_parser_get_root (parser));
      JsonArray *images = json_object_get_array_member (root, "images");
      JsonArray *annotations = json_object_get_array_member (root, "annotations");

      g_assert_cmpuint (json_array_get_length (images), ==, summary.pictures);
      for (guint i = 0; i < json_array_get_length (images); i++)
        {
          JsonObject *image = json_array_get_object_element (images, i);
          g_autofree char *file = g_build_filename (folder, json_object_get_string_member (image, "file_name"), NULL);
          g_autofree char *mask = g_build_filename (folder, json_object_get_string_member (image, "mask_file_name"),
                                                    NULL);

          g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR) && g_file_test (mask, G_FILE_TEST_IS_REGULAR));
        }
      for (guint i = 0; i < json_array_get_length (annotations); i++)
        {
          JsonObject *annotation = json_array_get_object_element (annotations, i);
          JsonObject *rle = json_object_get_object_member (annotation, "segmentation");

          g_assert_cmpint (inside_of (json_object_get_array_member (rle, "counts")), ==,
                           json_object_get_int_member (annotation, "area"));
        }
    }
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menagerie/same-seed-same-pixels", test_same_seed_same_pixels);
  g_test_add_func ("/menagerie/seed-and-index-matter", test_seed_and_index_matter);
  g_test_add_func ("/menagerie/boxes-hold-exactly-the-mask", test_boxes_hold_exactly_the_mask);
  g_test_add_func ("/menagerie/bare-animals-are-wholly-seen", test_bare_animals_are_wholly_seen);
  g_test_add_func ("/menagerie/occluders-hide", test_occluders_hide);
  g_test_add_func ("/menagerie/edges-hide", test_edges_hide);
  g_test_add_func ("/menagerie/facing-is-a-mirror", test_facing_is_a_mirror);
  g_test_add_func ("/menagerie/dials-have-their-rates", test_dials_have_their_rates);
  g_test_add_func ("/menagerie/a-dial-changes-only-its-own", test_a_dial_changes_only_its_own);
  g_test_add_func ("/menagerie/sleepers-close-their-eyes", test_sleepers_close_their_eyes);
  g_test_add_func ("/menagerie/classes-come-in-turn", test_classes_come_in_turn);
  g_test_add_func ("/menagerie/query-round-trip", test_query_round_trip);
  g_test_add_func ("/menagerie/export-writes-coco", test_export_writes_coco);
  return g_test_run ();
}
