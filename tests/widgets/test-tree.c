/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The And-Or tree: folding, revealing, walking, and what it says of itself.
 */
#include "config.h"

#include "widgets/vitrine-tree.h"

#include <math.h>

typedef struct
{
  GtkWidget   *window;
  VitrineTree *tree;
} Fixture;

#define ROW(the_id, the_depth, the_kind, the_title, ...)                                           \
  { .id = the_id, .depth = the_depth, .kind = VITRINE_TREE_ ## the_kind, .title = the_title,         \
    .bars = { NAN, NAN, NAN }, __VA_ARGS__ }

static const VitrineTreeRow rows[] = {
  ROW (1, 0, OR, "head"),
  ROW (2, 1, AND, "Template 1", .flags = VITRINE_TREE_PATH),
  ROW (3, 2, LAYER, "conv5"),
  ROW (4, 3, GROUP, "above left", .flags = VITRINE_TREE_FOLDED),
  ROW (5, 4, PATTERN, "channel 12", .values = { "62 %", "11 px", "1.9" }),
  ROW (6, 4, PATTERN, "channel 99", .flags = VITRINE_TREE_SUGGESTED),
  ROW (7, 2, LAYER, "conv4"),
  ROW (8, 3, PATTERN, "channel 3"),
  ROW (9, 0, PRUNED, "Pruned"),
  ROW (10, 1, PATTERN, "channel 7", .flags = VITRINE_TREE_GHOST),
};

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const char *const columns[] = { "share", "spread", "score" };
  GtkWidget *scroller = gtk_scrolled_window_new ();

  f->window = gtk_window_new ();
  f->tree = VITRINE_TREE (vitrine_tree_new ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (f->tree));
  gtk_window_set_child (GTK_WINDOW (f->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 420, 160);
  vitrine_tree_set_columns (f->tree, columns, 0);
  vitrine_tree_set_rows (f->tree, rows, G_N_ELEMENTS (rows));
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static void
test_folded_rows_are_hidden (Fixture       *f,
                             gconstpointer  data)
{
  g_assert_cmpuint (vitrine_tree_get_n_shown (f->tree), ==, 8);
  vitrine_tree_set_folded (f->tree, 4, FALSE);
  g_assert_cmpuint (vitrine_tree_get_n_shown (f->tree), ==, 10);
  vitrine_tree_set_folded (f->tree, 2, TRUE);
  g_assert_cmpuint (vitrine_tree_get_n_shown (f->tree), ==, 4);
}

static void
test_folding_survives_new_rows (Fixture       *f,
                                gconstpointer  data)
{
  vitrine_tree_set_folded (f->tree, 4, FALSE);
  vitrine_tree_set_folded (f->tree, 9, TRUE);
  vitrine_tree_set_rows (f->tree, rows, G_N_ELEMENTS (rows));
  g_assert_false (vitrine_tree_get_folded (f->tree, 4));
  g_assert_true (vitrine_tree_get_folded (f->tree, 9));
}

static void
test_revealing_unfolds_and_scrolls (Fixture       *f,
                                    gconstpointer  data)
{
  GtkAdjustment *adjustment;

  vitrine_tree_reveal (f->tree, 6);
  g_assert_false (vitrine_tree_get_folded (f->tree, 4));
  g_assert_cmpuint (vitrine_tree_get_cursor (f->tree), ==, 6);
  g_object_get (f->tree, "vadjustment", &adjustment, NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
  g_object_unref (adjustment);
}

static void
test_walking_patterns_skips_everything_else (Fixture       *f,
                                             gconstpointer  data)
{
  vitrine_tree_reveal (f->tree, 1);
  g_assert_cmpuint (vitrine_tree_next_pattern (f->tree, 1), ==, 5);
  vitrine_tree_reveal (f->tree, 6);
  g_assert_cmpuint (vitrine_tree_next_pattern (f->tree, 1), ==, 8);
  g_assert_cmpuint (vitrine_tree_next_pattern (f->tree, -1), ==, 5);
  vitrine_tree_reveal (f->tree, 8);
  g_assert_cmpuint (vitrine_tree_next_pattern (f->tree, 1), ==, 0);
}

static void
test_it_says_what_the_cursor_stands_on (Fixture       *f,
                                        gconstpointer  data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (f->tree);

  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_TREE_GRID);
  vitrine_tree_reveal (f->tree, 5);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "channel 12, share 62 %, spread 11 px, score 1.9");
}

static void
test_an_empty_tree_draws (Fixture       *f,
                          gconstpointer  data)
{
  vitrine_tree_set_rows (f->tree, NULL, 0);
  g_assert_cmpuint (vitrine_tree_get_cursor (f->tree), ==, 0);
  gtk_test_widget_wait_for_draw (f->window);
}

#define ADD(name, func) g_test_add ("/tree/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("folded-rows-are-hidden", test_folded_rows_are_hidden);
  ADD ("folding-survives-new-rows", test_folding_survives_new_rows);
  ADD ("revealing-unfolds-and-scrolls", test_revealing_unfolds_and_scrolls);
  ADD ("walking-patterns-skips-everything-else", test_walking_patterns_skips_everything_else);
  ADD ("it-says-what-the-cursor-stands-on", test_it_says_what_the_cursor_stands_on);
  ADD ("an-empty-tree-draws", test_an_empty_tree_draws);
  return g_test_run ();
}
