/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of a model. */
#include "config.h"

#include "app/vitrine-model-inspector.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "engine/model/vitrine-model.h"
#include "weights/vt-arch.h"
#include "widgets/vitrine-spin.h"

#define MAX_ISSUES 50

struct _VitrineModelInspector
{
  GtkWidget            parent_instance;
  VitrineSession      *session;
  VitrineModel        *model;
  GPtrArray           *rows;          /* AdwActionRow made by add_row(), with their groups as data */
  gboolean             quiet;         /* the widgets are being filled */
  GtkWidget           *box;
  AdwPreferencesGroup *layer_group, *file_group, *report_group;
  AdwComboRow         *preset, *mode, *filter;
  AdwActionRow        *reason;
  GtkSpinButton       *size;
  GtkSwitch           *bgr, *bytes;
  AdwEntryRow         *mean, *std;
};

G_DEFINE_FINAL_TYPE (VitrineModelInspector, vitrine_model_inspector, GTK_TYPE_WIDGET)

static void
clear_group (VitrineModelInspector *self,
             AdwPreferencesGroup   *group)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i - 1);
      if (g_object_get_data (G_OBJECT (row), "group") != group)
        continue;
      adw_preferences_group_remove (group, row);
      g_ptr_array_remove_index (self->rows, i - 1);
    }
}

static void
add_row (VitrineModelInspector *self,
         AdwPreferencesGroup   *group,
         const char            *title,
         const char            *value)
{
  if (value == NULL || *value == '\0')
    return;
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data (G_OBJECT (row), "group", group);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_layer (VitrineModelInspector *self)
{
  clear_group (self, self->layer_group);
  const char *name = vitrine_session_get_layer (self->session);
  VitrineLayer *layer = self->model != NULL && *name != '\0'
    ? vitrine_model_find_layer (self->model, name) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->layer_group), layer != NULL);
  if (layer == NULL)
    return;
  g_autofree char *params = g_strdup_printf ("%'" G_GSIZE_FORMAT, vitrine_layer_get_n_params (layer));
  add_row (self, self->layer_group, _("Name"), name);
  add_row (self, self->layer_group, _("Operator"), vitrine_layer_get_op (layer));
  add_row (self, self->layer_group, _("Shape"), vitrine_layer_get_shape_text (layer));
  add_row (self, self->layer_group, _("Receptive field"), vitrine_layer_get_field_text (layer));
  if (vitrine_layer_get_n_params (layer) > 0)
    add_row (self, self->layer_group, _("Weights"), params);
  add_row (self, self->layer_group, _("Address"), vitrine_session_get_address (self->session));
}

static void
show_file (VitrineModelInspector *self)
{
  const VtOnnxReport *report = vitrine_model_get_report (self->model);
  VtGraph *graph = vitrine_model_get_graph (self->model);
  g_autofree char *params = g_strdup_printf ("%'" G_GSIZE_FORMAT, vt_graph_n_params (graph));
  g_autofree char *input = g_strdup_printf ("%u × %u × %u", vitrine_model_get_input_channels (self->model),
                                            vitrine_model_get_input_height (self->model),
                                            vitrine_model_get_input_width (self->model));
  clear_group (self, self->file_group);
  add_row (self, self->file_group, _("File"), vitrine_model_get_path (self->model));
  add_row (self, self->file_group, _("Input"), input);
  add_row (self, self->file_group, _("Weights"), params);
  if (report == NULL)
    return;
  g_autofree char *producer = report->producer != NULL
    ? g_strdup_printf ("%s %s", report->producer,
                       report->producer_version != NULL ? report->producer_version : "") : NULL;
  const char *format = g_hash_table_lookup (report->metadata, VT_ARCH_FORMAT);
  g_autofree char *opset = g_strdup_printf (_("ONNX operators %d"), (int) report->opset);
  add_row (self, self->file_group, _("Architecture"), g_hash_table_lookup (report->metadata, VT_ARCH_NAME));
  add_row (self, self->file_group, _("Written by"), format == NULL ? producer : NULL);
  add_row (self, self->file_group, _("Format"), format != NULL ? format : opset);
}

/* What became of nodes that are in the file but not in the list of layers. */
static void
show_folded (VitrineModelInspector *self,
             const VtOnnxReport    *report)
{
  g_autofree char *folded =
    g_strdup_printf (ngettext ("%u constant or piece of shape arithmetic was computed while the file was read.",
                               "%u constants and pieces of shape arithmetic were computed while the file was read.",
                               report->n_folded), report->n_folded);
  g_autofree char *fused =
    g_strdup_printf (ngettext ("%u normalisation was folded into the convolution before it.",
                               "%u normalisations were folded into the convolutions before them.", report->n_fused),
                     report->n_fused);
  g_autofree char *half =
    g_strdup_printf (ngettext ("%u tensor is stored in half precision; it is computed in single precision.",
                               "%u tensors are stored in half precision; they are computed in single precision.",
                               report->n_fp16), report->n_fp16);
  add_row (self, self->report_group, _("Folded"), report->n_folded > 0 ? folded : NULL);
  add_row (self, self->report_group, _("Folded"), report->n_fused > 0 ? fused : NULL);
  add_row (self, self->report_group, _("Precision"), report->n_fp16 > 0 ? half : NULL);
}

static void
show_report (VitrineModelInspector *self)
{
  const VtOnnxReport *report = vitrine_model_get_report (self->model);
  clear_group (self, self->report_group);
  gtk_widget_set_visible (GTK_WIDGET (self->report_group), report != NULL);
  if (report == NULL)
    return;
  guint n = report->unsupported->len;
  /* First when it explains something, else last. */
  gtk_box_reorder_child_after (GTK_BOX (self->box), GTK_WIDGET (self->report_group),
                               n > 0 ? NULL : GTK_WIDGET (self->file_group));
  g_autofree char *text = n == 0 ? g_strdup (_("Every operator can be computed."))
    : g_strdup_printf (ngettext ("%u operator cannot be computed; everything before it works.",
                                 "%u operators cannot be computed; everything before them works.", n), n);
  adw_preferences_group_set_description (self->report_group, text);
  for (guint i = 0; i < MIN (n, MAX_ISSUES); i++)
    {
      const VtOnnxIssue *issue = g_ptr_array_index (report->unsupported, i);
      g_autofree char *title = g_strdup_printf ("%s (%s)", issue->node, issue->op);
      add_row (self, self->report_group, title, issue->reason);
    }
  show_folded (self, report);
  for (guint i = 0; i < MIN (report->notes->len, MAX_ISSUES); i++)
    add_row (self, self->report_group, _("Assumed"), g_ptr_array_index (report->notes, i));
}

static void
show_triple (AdwEntryRow  *row,
             const double *values,
             guint         n)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              g_ascii_formatd (number, sizeof number, "%.5g", values[i]));
    }
  gtk_editable_set_text (GTK_EDITABLE (row), text->str);
  g_string_free (text, TRUE);
}

static void
show_preprocess (VitrineModelInspector *self)
{
  VitrinePreprocess pre;
  vitrine_model_get_preprocess (self->model, &pre);
  const VitrinePreprocessPreset *presets = vitrine_preprocess_presets ();
  guint chosen = 0;
  for (guint i = 0; presets[i].id != NULL; i++)
    if (g_str_equal (presets[i].id, pre.preset))
      chosen = i + 1;
  self->quiet = TRUE;
  adw_combo_row_set_selected (self->preset, chosen);
  adw_combo_row_set_selected (self->mode, pre.mode);
  adw_combo_row_set_selected (self->filter, pre.filter);
  adw_action_row_set_subtitle (self->reason, pre.reason);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), *pre.reason != '\0');
  gtk_spin_button_set_value (self->size, pre.resize_size);
  gtk_widget_set_sensitive (GTK_WIDGET (self->size), pre.mode != VITRINE_RESIZE_FIT);
  gtk_switch_set_active (self->bgr, pre.bgr);
  gtk_switch_set_active (self->bytes, pre.range > 1);
  show_triple (self->mean, pre.mean, MIN (3, pre.channels));
  show_triple (self->std, pre.std, MIN (3, pre.channels));
  gtk_widget_remove_css_class (GTK_WIDGET (self->mean), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->std), "error");
  self->quiet = FALSE;
}

/* Three numbers, or one that stands for all. */
static gboolean
read_triple (AdwEntryRow *row,
             double      *values,
             gboolean     positive)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (row)), ",; ", -1);
  double read[3];
  guint n = 0;
  gboolean good = TRUE;
  for (gsize i = 0; words[i] != NULL; i++)
    {
      char *end;
      if (*words[i] == '\0')
        continue;
      double value = g_ascii_strtod (words[i], &end);
      good = good && *end == '\0' && isfinite (value) && n < 3 && !(positive && value <= 0);
      if (good)
        read[n++] = value;
    }
  good = good && (n == 1 || n == 3);
  if (!good)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    for (guint i = 0; i < 3; i++)
      values[i] = read[n == 1 ? 0 : i];
  return good;
}

static void
apply (VitrineModelInspector *self)
{
  if (self->quiet || self->model == NULL)
    return;
  VitrinePreprocess pre;
  vitrine_model_get_preprocess (self->model, &pre);
  VitrinePreprocess before = pre;
  pre.mode = adw_combo_row_get_selected (self->mode);
  pre.filter = adw_combo_row_get_selected (self->filter);
  pre.resize_size = (guint) gtk_spin_button_get_value_as_int (self->size);
  pre.bgr = gtk_switch_get_active (self->bgr);
  pre.range = gtk_switch_get_active (self->bytes) ? 255 : 1;
  if (!read_triple (self->mean, pre.mean, FALSE) || !read_triple (self->std, pre.std, TRUE)
      || vitrine_preprocess_equal (&pre, &before))
    return;
  g_strlcpy (pre.preset, "custom", sizeof pre.preset);
  g_strlcpy (pre.reason, _("Changed by hand."), sizeof pre.reason);
  vitrine_model_set_preprocess (self->model, &pre);
}

static void
on_preset (VitrineModelInspector *self)
{
  guint chosen = adw_combo_row_get_selected (self->preset);
  if (self->quiet || self->model == NULL || chosen == 0)
    return;
  VitrinePreprocess pre;
  vitrine_model_get_preprocess (self->model, &pre);
  if (!vitrine_preprocess_use_preset (&pre, vitrine_preprocess_presets ()[chosen - 1].id))
    return;
  g_strlcpy (pre.reason, _("Chosen by hand."), sizeof pre.reason);
  vitrine_model_set_preprocess (self->model, &pre);
}

static void
follow_model (VitrineModelInspector *self)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, vitrine_session_get_model (self->session));
  show_layer (self);
  if (self->model == NULL)
    return;
  g_signal_connect_object (self->model, "preprocess-changed", G_CALLBACK (show_preprocess), self,
                           G_CONNECT_SWAPPED);
  show_preprocess (self);
  show_file (self);
  show_report (self);
}

static void
on_session_notify (VitrineSession        *session,
                   GParamSpec            *pspec,
                   VitrineModelInspector *self)
{
  if (g_str_equal (pspec->name, "model"))
    follow_model (self);
  else if (g_str_equal (pspec->name, "address"))
    show_layer (self);
}

static void
vitrine_model_inspector_dispose (GObject *object)
{
  VitrineModelInspector *self = VITRINE_MODEL_INSPECTOR (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_MODEL_INSPECTOR);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vitrine_model_inspector_parent_class)->dispose (object);
}

static void
vitrine_model_inspector_class_init (VitrineModelInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_model_inspector_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/vitrine/Vitrine/vitrine-model-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, layer_group);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, file_group);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, report_group);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, preset);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, mode);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, filter);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, reason);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, size);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, bgr);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, bytes);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, mean);
  gtk_widget_class_bind_template_child (widget_class, VitrineModelInspector, std);
}

static void
vitrine_model_inspector_init (VitrineModelInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_spin_leave_wheel (self->size);
  self->rows = g_ptr_array_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  gtk_string_list_append (titles, _("Custom"));
  for (const VitrinePreprocessPreset *p = vitrine_preprocess_presets (); p->id != NULL; p++)
    gtk_string_list_append (titles, _(p->title));
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (titles));
  g_signal_connect_object (self->preset, "notify::selected", G_CALLBACK (on_preset), self,
                           G_CONNECT_SWAPPED);
  struct { gpointer object; const char *signal; } sources[] = {
    { self->mode, "notify::selected" }, { self->filter, "notify::selected" },
    { self->size, "value-changed" }, { self->bgr, "notify::active" }, { self->bytes, "notify::active" },
    { self->mean, "apply" }, { self->std, "apply" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_signal_connect_object (sources[i].object, sources[i].signal, G_CALLBACK (apply), self,
                             G_CONNECT_SWAPPED);
}

GtkWidget *
vitrine_model_inspector_new (VitrineSession *session)
{
  VitrineModelInspector *self = g_object_new (VITRINE_TYPE_MODEL_INSPECTOR, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify", G_CALLBACK (on_session_notify), self, 0);
  follow_model (self);
  return GTK_WIDGET (self);
}
