/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip over a long list: it asks only for what is in sight, and keeps its place when the list
 * changes. */
#include "config.h"

#include "widgets/vitrine-strip.h"

#define N_ITEMS 50000

typedef struct
{
  GtkWidget    *window;
  VitrineStrip *strip;
  GListStore   *store;
  guint         n_asked;
  guint         n_changed;
} Fixture;

static char *
name (gpointer item,
      gpointer user_data)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static GdkTexture *
texture (gpointer item,
         gpointer user_data)
{
  ((Fixture *) user_data)->n_asked++;
  return NULL;
}

static const VitrineStripSource source = { .name = name, .texture = texture };

static void
on_changed (VitrineStrip *strip,
            Fixture      *f)
{
  f->n_changed++;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *text = g_strdup_printf ("picture %d", i);
      g_ptr_array_add (items, gtk_string_object_new (text));
    }
  f->store = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  g_list_store_splice (f->store, 0, 0, items->pdata, items->len);
  f->window = gtk_window_new ();
  f->strip = VITRINE_STRIP (vitrine_strip_new ());
  vitrine_strip_set_source (f->strip, &source, f);
  vitrine_strip_set_model (f->strip, G_LIST_MODEL (f->store));
  g_signal_connect (f->strip, "current-changed", G_CALLBACK (on_changed), f);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->strip));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 120);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->store);
}

static void
asks_only_for_what_is_in_sight (Fixture       *f,
                                gconstpointer  data)
{
  g_assert_cmpuint (f->n_asked, >=, 5);
  g_assert_cmpuint (f->n_asked, <, 200);
}

static void
keeps_its_item_when_others_go (Fixture       *f,
                               gconstpointer  data)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (f->store), 40000);
  vitrine_strip_set_current (f->strip, item);
  g_assert_cmpuint (f->n_changed, ==, 0);
  g_list_store_splice (f->store, 0, 1000, NULL, 0);
  g_assert_true (vitrine_strip_get_current (f->strip) == item);
  gtk_test_widget_wait_for_draw (f->window);
}

static void
says_which_picture_is_chosen (Fixture       *f,
                              gconstpointer  data)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (f->store), 7);
  vitrine_strip_set_current (f->strip, item);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->strip), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->strip), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "picture 7, 8 of 50000");
}

static void
without_a_choice_the_current_item_is_selected (Fixture       *f,
                                               gconstpointer  data)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (f->store), 3);
  vitrine_strip_set_current (f->strip, item);
  g_autoptr (GPtrArray) selected = vitrine_strip_get_selected (f->strip);
  g_assert_cmpuint (selected->len, ==, 1);
  g_assert_true (g_ptr_array_index (selected, 0) == item);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/strip/asks-only-for-what-is-in-sight", Fixture, NULL, set_up,
              asks_only_for_what_is_in_sight, tear_down);
  g_test_add ("/strip/keeps-its-item-when-others-go", Fixture, NULL, set_up,
              keeps_its_item_when_others_go, tear_down);
  g_test_add ("/strip/says-which-picture-is-chosen", Fixture, NULL, set_up,
              says_which_picture_is_chosen, tear_down);
  g_test_add ("/strip/without-a-choice-the-current-item-is-selected", Fixture, NULL, set_up,
              without_a_choice_the_current_item_is_selected, tear_down);
  return g_test_run ();
}
