/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of the Ask page: how it asks, which pictures are least explained, and accepting what is likely right
 * all at once, with a sample of it shown before.  Shows what the asker says; holds only what it asked thumbnails
 * for. */
#include "config.h"

#include "app/vitrine-ask-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-number.h"

#include "app/vitrine-parts-work.h"
#include "app/vitrine-window.h"
#include "widgets/vitrine-spin.h"

#define MOST 9

#define VITRINE_TYPE_ASK_INSPECTOR (vitrine_ask_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAskInspector, vitrine_ask_inspector, VITRINE, ASK_INSPECTOR, GtkWidget)

struct _VitrineAskInspector
{
  GtkWidget            parent_instance;
  VitrineSession      *session;      /* weak, like the asker */
  VitrineAsker        *asker;
  GtkWidget           *box;
  AdwPreferencesGroup *settings;
  AdwComboRow         *strategy;
  GPtrArray           *spins;        /* GtkSpinButton, as in vt_qa_constants */
  GtkFlowBox          *worst, *sample;
  GtkSpinButton       *least;
  GtkButton           *accept;
  GArray              *worst_objects, *sample_objects;     /* guint: what shows */
  gboolean             filling;
  guint                refresh_source;
};

G_DEFINE_FINAL_TYPE (VitrineAskInspector, vitrine_ask_inspector, GTK_TYPE_WIDGET)

/* ---- settings ---- */

static void
take_settings (VitrineAskInspector *self)
{
  VtQaOptions options;

  if (self->filling || self->asker == NULL)
    return;
  vitrine_asker_get_options (self->asker, &options);
  options.strategy = (VtQaStrategy) adw_combo_row_get_selected (self->strategy);
  for (guint i = 0; vt_qa_constants[i].id != NULL; i++)
    vt_constant_set (&vt_qa_constants[i], &options, gtk_spin_button_get_value (g_ptr_array_index (self->spins, i)));
  vitrine_asker_set_options (self->asker, &options);
}

static void
show_settings (VitrineAskInspector *self)
{
  VtQaOptions options;

  vitrine_asker_get_options (self->asker, &options);
  self->filling = TRUE;
  adw_combo_row_set_selected (self->strategy, options.strategy);
  for (guint i = 0; vt_qa_constants[i].id != NULL; i++)
    gtk_spin_button_set_value (g_ptr_array_index (self->spins, i), vt_constant_get (&vt_qa_constants[i], &options));
  self->filling = FALSE;
}

/* What a constant is called. */
static const char *
title_of (const VtConstant *c)
{
  static const struct { const char *id, *title; } titles[] = {
    { "alpha", N_("Likeness, α") }, { "beta", N_("Belief, β") }, { "diversity", N_("Diversity") },
    { "modesty", N_("Modesty") }, { "coverage", N_("Coverage") }, { "doubt", N_("Doubt") }, { "verify", N_("Judging") },
    { "teach", N_("Teaching") }, { "stop", N_("Stopping") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].id, c->id))
      return _(titles[i].title);
  return c->id;
}

static void
add_settings (VitrineAskInspector *self)
{
  for (guint i = 0; vt_qa_constants[i].id != NULL; i++)
    {
      const VtConstant *c = &vt_qa_constants[i];
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *spin = gtk_spin_button_new_with_range (c->low, c->high, c->high > 2 ? .5 : .05);

      vitrine_spin_leave_wheel (GTK_SPIN_BUTTON (spin));
      gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 2);
      gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _(c->title), -1);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_of (c));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(c->title));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
      adw_preferences_group_add (self->settings, row);
      g_ptr_array_add (self->spins, spin);
      g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (take_settings), self);
    }
}

/* ---- pictures ---- */

static void
put_textures (GtkFlowBox  *flow,
              GdkTexture **textures,
              guint        n)
{
  for (guint i = 0; i < n; i++)
    {
      GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (flow, (int) i);
      GtkWidget *button = child != NULL ? gtk_flow_box_child_get_child (child) : NULL;
      GtkWidget *box = button != NULL ? gtk_button_get_child (GTK_BUTTON (button)) : NULL;

      if (box != NULL)
        gtk_picture_set_paintable (GTK_PICTURE (gtk_widget_get_first_child (box)), GDK_PAINTABLE (textures[i]));
    }
}

static void
take_worst (GdkTexture  **textures,
            guint         n,
            const GError *error,
            gpointer      data)
{
  put_textures (((VitrineAskInspector *) data)->worst, textures, n);
}

static void
take_sample (GdkTexture  **textures,
             guint         n,
             const GError *error,
             gpointer      data)
{
  put_textures (((VitrineAskInspector *) data)->sample, textures, n);
}

static void
on_picture_clicked (GtkButton           *button,
                    VitrineAskInspector *self)
{
  vitrine_asker_ask_about (self->asker, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "object")));
}

/* Pictures with their scores below; `cut`: only what is predicted on them. */
static void
fill (VitrineAskInspector *self,
      GtkFlowBox          *flow,
      GArray              *objects,
      const char          *key,
      gboolean             cut,
      VitrineCuttingsFunc  take)
{
  guint n;
  const float *scores = vitrine_asker_get_scores (self->asker, &n);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, TRUE, sizeof (VitrineCutting));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (flow))) != NULL)
    gtk_flow_box_remove (flow, child);
  for (guint i = 0; i < objects->len; i++)
    {
      const guint object = g_array_index (objects, guint, i);
      VitrineCutting cutting = { .picture = vitrine_asker_get_object (self->asker, object) };
      GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *view = gtk_picture_new ();
      g_autofree char *score = vitrine_number_dup ((double) scores[object], 2, VITRINE_NUMBER_PLAIN);
      GtkWidget *label = gtk_label_new (score);

      if (cut)
        vitrine_asker_get_box_of (self->asker, object, &cutting.box);
      gtk_picture_set_can_shrink (GTK_PICTURE (view), TRUE);
      gtk_widget_set_size_request (view, 70, 60);
      gtk_widget_add_css_class (view, "ask-thumb");
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "number");
      gtk_box_append (GTK_BOX (box), view);
      gtk_box_append (GTK_BOX (box), label);
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
      gtk_widget_add_css_class (button, "ask-template");
      gtk_widget_set_tooltip_text (button, vitrine_picture_get_name (cutting.picture));
      g_object_set_data (G_OBJECT (button), "object", GUINT_TO_POINTER (object));
      g_signal_connect (button, "clicked", G_CALLBACK (on_picture_clicked), self);
      gtk_flow_box_append (flow, button);
      g_array_append_val (cuttings, cutting);
    }
  if (objects->len > 0)
    vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), key,
                                (const VitrineCutting *) (void *) cuttings->data, cuttings->len, 140, take, self);
}

static gboolean
same_objects (GArray *a,
              GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (guint)) == 0);
}

static GArray *
find_worst (VitrineAskInspector *self)
{
  const VtQaState *state = vitrine_asker_get_answers (self->asker);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n;
  const float *scores = vitrine_asker_get_scores (self->asker, &n);

  for (guint i = 0; state != NULL && i < n; i++)
    {
      guint at = found->len;

      if (state->status[i] != VT_QA_OPEN || !isfinite (scores[i]))
        continue;
      while (at > 0 && scores[g_array_index (found, guint, at - 1)] > scores[i])
        at--;
      if (at < MOST)
        g_array_insert_val (found, at, i);
      if (found->len > MOST)
        g_array_set_size (found, MOST);
    }
  return found;
}

static void
show_worst (VitrineAskInspector *self)
{
  GArray *now = find_worst (self);

  if (same_objects (now, self->worst_objects))
    {
      g_array_unref (now);
      return;
    }
  g_array_unref (self->worst_objects);
  self->worst_objects = now;
  fill (self, self->worst, now, "ask-worst", FALSE, take_worst);
}

/* Nine of those that would be accepted, evenly from the least likely on. */
static void
show_sample (VitrineAskInspector *self)
{
  g_autoptr (GArray) all = vitrine_asker_list_likely (self->asker, gtk_spin_button_get_value (self->least));
  GArray *now = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = g_strdup_printf (ngettext ("Accept %u Picture", "Accept %u Pictures", all->len), all->len);

  for (guint i = 0; i < MIN (all->len, MOST); i++)
    g_array_append_val (now, g_array_index (all, guint, (gsize) i * all->len / MIN (all->len, MOST)));
  gtk_button_set_label (self->accept, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept), all->len > 0);
  if (same_objects (now, self->sample_objects))
    {
      g_array_unref (now);
      return;
    }
  g_array_unref (self->sample_objects);
  self->sample_objects = now;
  fill (self, self->sample, now, "ask-sample", TRUE, take_sample);
}

static gboolean
refresh_now (gpointer data)
{
  VitrineAskInspector *self = data;

  self->refresh_source = 0;
  show_settings (self);
  show_worst (self);
  show_sample (self);
  return G_SOURCE_REMOVE;
}

static void
refresh (VitrineAskInspector *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add (refresh_now, self);
}

static void
on_least_changed (GtkSpinButton       *spin,
                  VitrineAskInspector *self)
{
  if (self->asker != NULL)
    refresh (self);
}

static void
on_accept_clicked (GtkButton           *button,
                   VitrineAskInspector *self)
{
  g_autoptr (GError) error = NULL;
  const guint n = vitrine_asker_accept_likely (self->asker, gtk_spin_button_get_value (self->least), &error);
  g_autofree char *text = error != NULL ? g_strdup (error->message)
    : g_strdup_printf (ngettext ("%u picture accepted", "%u pictures accepted", n), n);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), text, error == NULL ? _("Undo") : NULL, error == NULL ? "win.undo" : NULL);
}

/* ---- object ---- */

static void
vitrine_ask_inspector_dispose (GObject *object)
{
  VitrineAskInspector *self = VITRINE_ASK_INSPECTOR (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_pointer (&self->spins, g_ptr_array_unref);
  g_clear_pointer (&self->worst_objects, g_array_unref);
  g_clear_pointer (&self->sample_objects, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_ASK_INSPECTOR);
  G_OBJECT_CLASS (vitrine_ask_inspector_parent_class)->dispose (object);
}

static void
vitrine_ask_inspector_class_init (VitrineAskInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vitrine_ask_inspector_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-ask-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, box);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, settings);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, strategy);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, worst);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, sample);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, least);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskInspector, accept);
  gtk_widget_class_bind_template_callback (widget_class, on_least_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_clicked);
}

static void
vitrine_ask_inspector_init (VitrineAskInspector *self)
{
  self->spins = g_ptr_array_new ();
  self->worst_objects = g_array_new (FALSE, FALSE, sizeof (guint));
  self->sample_objects = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_spin_leave_wheel (self->least);
  add_settings (self);
  g_signal_connect_swapped (self->strategy, "notify::selected", G_CALLBACK (take_settings), self);
}

GtkWidget *
vitrine_ask_inspector_new (VitrineSession *session)
{
  VitrineAskInspector *self = g_object_new (VITRINE_TYPE_ASK_INSPECTOR, NULL);
  VitrineAsker *asker = vitrine_ask_of (session);

  self->session = session;
  self->asker = asker;
  g_signal_connect_object (asker, "question-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (asker, "queue-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (asker, "curve-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}
