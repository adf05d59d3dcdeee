/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries for numbers and for searching. */
#include "config.h"

#include "widgets/vitrine-search.h"
#include "widgets/vitrine-spin.h"

/* Scroll controllers of a widget that are awake. */
static guint
n_wheels (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (controllers, i);

      n += GTK_IS_EVENT_CONTROLLER_SCROLL (one) && gtk_event_controller_get_propagation_phase (one) != GTK_PHASE_NONE;
    }
  return n;
}

static void
the_wheel_does_not_turn_numbers (void)
{
  GtkWidget *spin = g_object_ref_sink (gtk_spin_button_new_with_range (0, 1, .1));

  g_assert_cmpuint (n_wheels (spin), >, 0);
  vitrine_spin_leave_wheel (GTK_SPIN_BUTTON (spin));
  g_assert_cmpuint (n_wheels (spin), ==, 0);
  g_object_unref (spin);
}

static void
escape_empties_a_search_and_goes_on (void)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_search_entry_new (), *found = gtk_button_new ();

  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), found);
  gtk_window_set_child (GTK_WINDOW (window), box);
  vitrine_search_leads_to (GTK_SEARCH_ENTRY (entry), found);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "fox");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "fox");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == found);
  gtk_widget_grab_focus (entry);
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == found);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entries/wheel", the_wheel_does_not_turn_numbers);
  g_test_add_func ("/entries/escape", escape_empties_a_search_and_goes_on);
  return g_test_run ();
}
