/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view of one unit. */
#include "config.h"

#include "app/vitrine-unit-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-unit-scan.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-histogram.h"

#define PATCH_SIDE 86
#define N_PATCHES 9

struct _VitrineUnitView
{
  GtkWidget           parent_instance;
  VitrineSession     *session;
  VitrineUnitScan    *scan;
  VitrineLayer       *layer;
  int                 unit;
  VitrineUnitPatches *shown;
  char               *noted;         /* address that the note's entry is about */

  GtkWidget          *box;
  GtkLabel           *title, *state, *waiting, *facts, *address;
  GtkToggleButton    *masked;
  GtkStack           *stack;
  GtkFlowBox         *patches;
  VitrineHistogram   *histogram;
  GtkEntry           *note;
  GtkPicture         *pictures[N_PATCHES];
};

G_DEFINE_FINAL_TYPE (VitrineUnitView, vitrine_unit_view, GTK_TYPE_WIDGET)

static void
show_patches (VitrineUnitView *self)
{
  VitrineUnitPatches *p = self->shown;
  gboolean masked = gtk_toggle_button_get_active (self->masked);
  for (guint i = 0; i < N_PATCHES; i++)
    {
      GtkWidget *child = GTK_WIDGET (gtk_flow_box_get_child_at_index (self->patches, (int) i));
      gtk_widget_set_visible (child, p != NULL && i < p->n);
      if (p == NULL || i >= p->n)
        continue;
      g_autoptr (GdkTexture) texture =
        gdk_memory_texture_new ((int) p->side, (int) p->side, GDK_MEMORY_DEFAULT,
                                masked ? p->masked[i] : p->whole[i], 4 * (gsize) p->side);
      VitrinePicture *picture = vitrine_unit_scan_get_picture (self->scan, p->pictures[i]);
      g_autofree char *text = g_strdup_printf ("%s · %.4g", vitrine_picture_get_name (picture),
                                               (double) p->values[i]);
      gtk_picture_set_paintable (self->pictures[i], GDK_PAINTABLE (texture));
      gtk_widget_set_tooltip_text (child, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  gtk_stack_set_visible_child_name (self->stack, p != NULL && p->n > 0 ? "patches" : "waiting");
}

static void
on_patches (VitrineJob   *job,
            gpointer      result,
            const GError *error,
            gpointer      user_data)
{
  VitrineUnitView *self = user_data;
  VitrineUnitPatches *patches = result;
  if (patches == NULL || patches->unit != self->unit || self->layer == NULL)
    return;
  g_clear_pointer (&self->shown, vitrine_unit_patches_free);
  self->shown = vitrine_job_steal_result (job);
  show_patches (self);
}

static void
show_facts (VitrineUnitView   *self,
            const VitrineUnit *unit)
{
  const VtField *field = vitrine_layer_get_field (self->layer);
  GString *facts = g_string_new (NULL);
  if (field->known && !field->global)
    g_string_append_printf (facts, _("Sees %.0f × %.0f px, every %.3g px"), field->size[1], field->size[0],
                            field->stride[0]);
  else if (field->global)
    g_string_append (facts, _("Sees the whole picture"));
  if (unit != NULL)
    g_string_append_printf (facts, _("\nResponds on %.0f %% of the pictures, mean %.3g"),
                            100 * unit->alive, unit->mean);
  gtk_label_set_text (self->facts, facts->str);
  g_string_free (facts, TRUE);
}

static void
show_histogram (VitrineUnitView   *self,
                const VitrineUnit *unit)
{
  vitrine_histogram_set (self->histogram, &(VitrineHistogramData) {
    .title = _("Strongest response by picture"),
    .x_title = _("largest response"),
    .y_title = _("pictures"),
    .counts = unit != NULL ? unit->histogram : NULL,
    .n_bins = unit != NULL ? VITRINE_UNITS_BINS : 0,
    .low = unit != NULL ? (double) unit->least : 0,
    .high = unit != NULL ? (double) unit->most : 1,
    .threshold = unit != NULL ? (double) unit->threshold : (double) NAN,
  });
}

static void
on_scan_changed (VitrineUnitScan *scan,
                 VitrineUnitView *self)
{
  VitrineUnits *units = vitrine_unit_scan_get_units (scan);
  if (self->layer == NULL)
    return;
  const VitrineUnit *unit = NULL;
  if (units != NULL && units->node == vitrine_layer_get_node (self->layer)
      && self->unit < (int) units->channels)
    unit = &units->units[self->unit];
  g_autofree char *state = NULL;
  if (units != NULL && units->n_pictures < units->n_total)
    /* Translators: how many pictures were scanned so far, and of how many. */
    state = g_strdup_printf (_("%u of %u pictures"), units->n_pictures, units->n_total);
  else if (units != NULL)
    state = g_strdup_printf (ngettext ("%u picture", "%u pictures", units->n_pictures), units->n_pictures);
  gtk_label_set_text (self->state, state != NULL ? state : "");

  const char *message = vitrine_unit_scan_get_message (scan);
  const char *waiting = vitrine_unit_scan_is_running (scan) ? _("Looking through the pictures…")
    : message != NULL ? message
    : vitrine_session_get_dataset (self->session) == NULL
      ? _("Open pictures to see what this unit responds to.")
      : unit != NULL ? _("This unit responds to none of the pictures.") : _("The scan was stopped.");
  gtk_label_set_text (self->waiting, waiting);
  show_facts (self, unit);
  show_histogram (self, unit);
  if (unit != NULL && unit->n_hits > 0)
    vitrine_unit_scan_ask_patches (scan, self->unit, PATCH_SIDE, on_patches, g_object_ref (self),
                                   g_object_unref);
  else if (unit != NULL)
    {
      g_clear_pointer (&self->shown, vitrine_unit_patches_free);
      show_patches (self);
    }
}

/* Writes the note into the project, making one when there is none. */
static void
save_note (VitrineUnitView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->note));
  if (self->noted == NULL)
    return;
  VitrineProject *project = vitrine_session_get_project (self->session);
  if (project == NULL && *text == '\0')
    return;
  project = vitrine_session_need_project (self->session);
  if (project == NULL)
    return;
  g_autofree char *old = vitrine_project_dup_note (project, self->noted);
  g_autoptr (GError) error = NULL;
  if (g_strcmp0 (old != NULL ? old : "", text) != 0
      && !vitrine_project_set_note (project, self->noted, text, &error))
    vitrine_session_fail (self->session, error->message);
}

static void
load_note (VitrineUnitView *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_clear_pointer (&self->noted, g_free);
  if (self->layer == NULL)
    return;
  self->noted = g_strdup (vitrine_session_get_address (self->session));
  g_autofree char *text = project != NULL ? vitrine_project_dup_note (project, self->noted) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->note), text != NULL ? text : "");
}

static void
on_note_done (GtkEntry        *entry,
              VitrineUnitView *self)
{
  save_note (self);
}

static void
on_note_left (GtkEventControllerFocus *focus,
              VitrineUnitView         *self)
{
  save_note (self);
}

static void
on_address (VitrineSession  *session,
            GParamSpec      *pspec,
            VitrineUnitView *self)
{
  gtk_label_set_text (self->address, vitrine_session_get_address (session));
  load_note (self);
}

static void
on_patch_activated (GtkFlowBox      *box,
                    GtkFlowBoxChild *child,
                    VitrineUnitView *self)
{
  int i = gtk_flow_box_child_get_index (child);
  if (self->shown != NULL && i < (int) self->shown->n)
    vitrine_session_set_picture (self->session,
                                 vitrine_unit_scan_get_picture (self->scan, self->shown->pictures[i]));
}

static void
on_masked (GtkToggleButton *button,
           GParamSpec      *pspec,
           VitrineUnitView *self)
{
  show_patches (self);
}

static void
step (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  VitrineUnitView *self = VITRINE_UNIT_VIEW (widget);
  if (self->layer == NULL)
    return;
  int to = self->unit + (g_str_equal (name, "unit.next") ? 1 : -1);
  if (to >= 0 && to < (int) vitrine_layer_get_channels (self->layer))
    vitrine_session_select_unit (self->session, vitrine_layer_get_name (self->layer), to);
}

static void
vitrine_unit_view_dispose (GObject *object)
{
  VitrineUnitView *self = VITRINE_UNIT_VIEW (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_UNIT_VIEW);
  g_clear_object (&self->scan);
  g_clear_object (&self->layer);
  g_clear_object (&self->session);
  g_clear_pointer (&self->shown, vitrine_unit_patches_free);
  g_clear_pointer (&self->noted, g_free);
  G_OBJECT_CLASS (vitrine_unit_view_parent_class)->dispose (object);
}

static void
vitrine_unit_view_class_init (VitrineUnitViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_unit_view_dispose;
  g_type_ensure (VITRINE_TYPE_HISTOGRAM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-unit-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, title);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, state);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, waiting);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, facts);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, address);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, masked);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, stack);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, patches);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, histogram);
  gtk_widget_class_bind_template_child (widget_class, VitrineUnitView, note);
  gtk_widget_class_bind_template_callback (widget_class, on_note_done);
  gtk_widget_class_bind_template_callback (widget_class, on_note_left);
  gtk_widget_class_bind_template_callback (widget_class, on_patch_activated);
  gtk_widget_class_install_action (widget_class, "unit.next", NULL, step);
  gtk_widget_class_install_action (widget_class, "unit.previous", NULL, step);
}

static void
vitrine_unit_view_init (VitrineUnitView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unit = -1;
  for (guint i = 0; i < N_PATCHES; i++)
    {
      self->pictures[i] = GTK_PICTURE (gtk_picture_new ());
      gtk_picture_set_can_shrink (self->pictures[i], FALSE);
      gtk_widget_set_halign (GTK_WIDGET (self->pictures[i]), GTK_ALIGN_CENTER);
      gtk_flow_box_append (self->patches, GTK_WIDGET (self->pictures[i]));
    }
  g_signal_connect_object (self->masked, "notify::active", G_CALLBACK (on_masked), self, 0);
}

void
vitrine_unit_view_set_session (VitrineUnitView *self,
                               VitrineSession  *session)
{
  g_return_if_fail (VITRINE_IS_UNIT_VIEW (self));
  g_set_object (&self->session, session);
  self->scan = vitrine_unit_scan_new (session);
  g_signal_connect_object (self->scan, "changed", G_CALLBACK (on_scan_changed), self, 0);
  g_signal_connect_object (session, "notify::address", G_CALLBACK (on_address), self, 0);
}

void
vitrine_unit_view_set_unit (VitrineUnitView *self,
                            VitrineLayer    *layer,
                            int              unit)
{
  g_return_if_fail (VITRINE_IS_UNIT_VIEW (self));
  if (layer == self->layer && unit == self->unit)
    return;
  save_note (self);
  g_set_object (&self->layer, layer);
  self->unit = unit;
  load_note (self);
  if (layer == NULL)
    return;
  g_clear_pointer (&self->shown, vitrine_unit_patches_free);
  /* Translators: one unit of a layer. */
  g_autofree char *title = g_strdup_printf (_("Unit %d of %s"), unit, vitrine_layer_get_name (layer));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->address, vitrine_session_get_address (self->session));
  show_patches (self);
  vitrine_unit_scan_start (self->scan, layer);
  on_scan_changed (self->scan, self);
}
