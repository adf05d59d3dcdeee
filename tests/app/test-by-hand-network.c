/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Network and Unit pages with real pointer and key events: cells, channels, notes, the strip of pictures. */
#include "config.h"

#include <string.h>

#include "app/vitrine-unit-view.h"
#include "engine/data/vitrine-dataset.h"
#include "hand-window.h"
#include "hand.h"
#include "widgets/vitrine-channel-grid.h"
#include "widgets/vitrine-strip.h"

static void
test_a_unit_by_click_and_by_address (HandWindow    *f,
                                     gconstpointer  data)
{
  GtkWidget *grid = hand_show (f, VITRINE_TYPE_CHANNEL_GRID);

  hand_click (grid, 40, 40, 1);
  int unit = vitrine_session_get_unit (f->session);
  g_assert_cmpint (unit, >=, 0);
  g_autofree char *address = g_strdup (vitrine_session_get_address (f->session));
  hand_key ("Escape");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("alt+Left");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_key ("ctrl+shift+c");
  hand_key ("alt+Right");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("ctrl+k");
  hand_rest (300);
  hand_key ("ctrl+v");
  hand_rest (300);
  hand_key ("Return");
  hand_rest (300);
  g_assert_cmpstr (vitrine_session_get_address (f->session), ==, address);
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_key ("alt+Left");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, -1);
  hand_key ("alt+Right");
  g_assert_cmpint (vitrine_session_get_unit (f->session), ==, unit);
  hand_wait (hand_nothing_runs, f);
}

static void
test_pointing_at_cells_and_at_the_picture (HandWindow    *f,
                                           gconstpointer  data)
{
  GtkWidget *grid = hand_show (f, VITRINE_TYPE_CHANNEL_GRID);
  VitrineCanvas *canvas = VITRINE_CANVAS (hand_show (f, VITRINE_TYPE_CANVAS));
  const VitrineBox *object = vitrine_picture_get_box (vitrine_session_get_picture (f->session));
  double x, y;

  hand_move (grid, 40, 40);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "row"));
  g_assert_true (hand_says (GTK_WIDGET (f->window), "largest"));
  vitrine_canvas_to_window (canvas, object->x + object->w / 2, object->y + object->h / 2, &x, &y);
  hand_move (GTK_WIDGET (canvas), x, y);
  g_assert_true (hand_says (GTK_WIDGET (f->window), "looks here"));
  hand_move (hand_show (f, VITRINE_TYPE_STRIP), 20, 20);
  g_assert_false (hand_says (GTK_WIDGET (f->window), "looks here"));
}

/* Frozen channels stay while the picture changes; the scores go on. */
static void
test_frozen_channels_stay (HandWindow    *f,
                           gconstpointer  data)
{
  VitrineChannelGrid *grid = VITRINE_CHANNEL_GRID (hand_show (f, VITRINE_TYPE_CHANNEL_GRID));
  VitrineChannelSheet *before = vitrine_channel_grid_get_sheet (grid);

  hand_key ("ctrl+space");
  hand_key ("ctrl+Next");
  hand_wait (hand_nothing_runs, f);
  hand_rest (1500);
  g_assert_true (vitrine_channel_grid_get_sheet (grid) == before);
  hand_key ("ctrl+space");
  hand_rest (100);
  hand_wait (hand_nothing_runs, f);
  g_assert_true (vitrine_channel_grid_get_sheet (grid) != before);
}

/* Ctrl+F, a name, Enter: the layer is chosen. */
static void
test_a_layer_is_found_by_typing (HandWindow    *f,
                                 gconstpointer  data)
{
  hand_key ("ctrl+f");
  hand_type ("conv4_2");
  hand_rest (300);
  hand_key ("Return");
  g_assert_cmpstr (vitrine_session_get_layer (f->session), ==, "conv4_2");
  hand_wait (hand_channels_show, f);
}

static void
test_a_note_is_kept_in_the_project (HandWindow    *f,
                                    gconstpointer  data)
{
  hand_click (hand_show (f, VITRINE_TYPE_CHANNEL_GRID), 40, 40, 1);
  hand_wait (hand_nothing_runs, f);
  hand_rest (200);
  GtkWidget *entry = hand_find (hand_show (f, VITRINE_TYPE_UNIT_VIEW), GTK_TYPE_ENTRY);

  g_assert_nonnull (entry);
  hand_click (entry, 40, gtk_widget_get_height (entry) / 2., 1);
  hand_type ("ears");
  hand_key ("Return");
  g_autofree char *note = vitrine_project_dup_note (hand_project (f), vitrine_session_get_address (f->session));
  g_assert_cmpstr (note, ==, "ears");

  /* Closing the window keeps what is still being typed. */
  g_autofree char *path = g_strdup (vitrine_project_get_path (hand_project (f)));
  g_autofree char *address = g_strdup (vitrine_session_get_address (f->session));
  hand_type (" or horns");
  hand_wait (hand_nothing_runs, f);
  hand_key ("ctrl+w");
  g_autoptr (GError) error = NULL;
  g_autoptr (VitrineProject) again = vitrine_project_open (path, &error);
  g_assert_no_error (error);
  g_autofree char *kept = vitrine_project_dup_note (again, address);
  g_assert_cmpstr (kept, ==, "ears or horns");
}

static void
test_the_strip_walks_by_keys_and_pointer (HandWindow    *f,
                                          gconstpointer  data)
{
  GtkWidget *strip = hand_show (f, VITRINE_TYPE_STRIP);
  VitrineDataset *dataset = vitrine_session_get_dataset (f->session);

  hand_click (strip, 8 + 82 * 2 + 30, 40, 1);
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 2));
  hand_key ("Right");
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 3));
  hand_key ("ctrl+Prior");
  g_assert_true (vitrine_session_get_picture (f->session) == vitrine_dataset_get (dataset, 2));
  g_assert_cmpuint (vitrine_session_get_in_sight (f->session)->len, ==, 10);
  hand_wait (hand_nothing_runs, f);
}

static const HandCase cases[] = {
  { "a-unit-by-click-and-by-address", test_a_unit_by_click_and_by_address },
  { "pointing-at-cells-and-at-the-picture", test_pointing_at_cells_and_at_the_picture },
  { "frozen-channels-stay", test_frozen_channels_stay },
  { "a-layer-is-found-by-typing", test_a_layer_is_found_by_typing },
  { "a-note-is-kept-in-the-project", test_a_note_is_kept_in_the_project },
  { "the-strip-walks-by-keys-and-pointer", test_the_strip_walks_by_keys_and_pointer },
  { NULL, NULL },
};

int
main (int    argc,
      char **argv)
{
  return hand_main (argc, argv, "network", cases);
}
