/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right side. */
#include "config.h"

#include "app/vitrine-ask-side.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-ask-gallery.h"
#include "app/vitrine-parts-work.h"
#include "app/vitrine-window.h"
#include "widgets/vitrine-curve.h"
#include "widgets/vitrine-number.h"

#define LAST 10         /* answers whose effect is told */
#define THUMB 96        /* pixels of a template's picture */

struct _VitrineAskSide
{
  GtkWidget       parent_instance;
  VitrineSession *session;         /* weak, like the asker */
  VitrineAsker   *asker;
  GtkWidget      *scroller;
  GtkLevelBar    *gain_bar;
  GtkLabel       *gain_text;
  GtkWidget      *neighbours_title;
  GtkBox         *neighbours;
  GtkFlowBox     *templates;
  GtkLabel       *counts;
  GtkWidget      *curve_pane;
  VitrineCurve   *curve;
  GtkLabel       *progress;
  GtkLabel       *stop;
  GHashTable     *thumbnails;      /* gint64 template -> GdkTexture */
  char           *gallery;         /* what the gallery shows, for comparing */
};

enum { TEMPLATE_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineAskSide, vitrine_ask_side, GTK_TYPE_WIDGET)

/* ---- small pictures ---- */

GtkWidget *
vitrine_ask_thumb_new (int width,
                       int height)
{
  GtkWidget *thumb = gtk_overlay_new (), *view = gtk_picture_new (), *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  /* What lies over the room is not measured: a picture asks for a height by its shape. */
  gtk_widget_set_size_request (room, width, height);
  gtk_overlay_set_child (GTK_OVERLAY (thumb), room);
  gtk_picture_set_can_shrink (GTK_PICTURE (view), TRUE);
  gtk_picture_set_content_fit (GTK_PICTURE (view), GTK_CONTENT_FIT_COVER);
  gtk_widget_add_css_class (view, "ask-thumb");
  gtk_overlay_add_overlay (GTK_OVERLAY (thumb), view);
  gtk_widget_set_valign (thumb, GTK_ALIGN_CENTER);
  return thumb;
}

void
vitrine_ask_thumb_set (GtkWidget    *thumb,
                       GdkPaintable *paintable)
{
  gtk_picture_set_paintable (GTK_PICTURE (gtk_widget_get_last_child (thumb)), paintable);
}

/* ---- why ---- */

static void
take_neighbours (GdkTexture  **textures,
                 guint         n,
                 const GError *error,
                 gpointer      data)
{
  VitrineAskSide *self = data;
  guint i = 0;

  for (GtkWidget *view = gtk_widget_get_first_child (GTK_WIDGET (self->neighbours)); view != NULL && i < n;
       view = gtk_widget_get_next_sibling (view), i++)
    vitrine_ask_thumb_set (view, GDK_PAINTABLE (textures[i]));
}

static void
show_neighbours (VitrineAskSide     *self,
                 const VtQaQuestion *question)
{
  VitrineCutting cuttings[VT_QA_NEIGHBOURS];
  const guint n = question != NULL ? question->n_neighbours : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->neighbours))) != NULL)
    gtk_box_remove (self->neighbours, child);
  gtk_widget_set_visible (self->neighbours_title, n > 0);
  for (guint i = 0; i < n; i++)
    {
      VitrinePicture *picture = vitrine_asker_get_object (self->asker, question->neighbour[i]);
      GtkWidget *view = vitrine_ask_thumb_new (76, 72);
      g_autofree char *tip = g_strdup_printf (_("%s looks like this one"), vitrine_picture_get_name (picture));

      cuttings[i] = (VitrineCutting) { .picture = picture };
      gtk_widget_set_tooltip_text (view, tip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
      gtk_box_append (self->neighbours, view);
    }
  if (n > 0)
    vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-neighbours", cuttings, n, 150,
                                take_neighbours, self);
}

/* What the choice goes by: unlikeness and doubt, or scores where the settings say so or a person chose the picture. */
static void
say_lack (VitrineAskSide     *self,
          const VtQaQuestion *question,
          double              coverage,
          GString            *text)
{
  if (coverage > 0 && isfinite (question->novelty))
    g_string_append_printf (text, _("Unlike those answered: %.0f %%"), 100 * question->novelty);
  else
    g_string_append_printf (text, _("Its score is %.2f below those answered"), vitrine_asker_get_lack (self->asker));
  if (coverage > 0 && isfinite (question->doubt))
    g_string_append_printf (text, _("; place in doubt: %.0f %%"), 100 * question->doubt);
}

static char *
say_gain (VitrineAskSide     *self,
          const VtQaQuestion *question)
{
  const double worth = vitrine_asker_get_worth (self->asker);
  GString *text;
  VtQaOptions options;

  vitrine_asker_get_options (self->asker, &options);
  if (options.strategy == VT_QA_STRATEGY_RANDOM)
    return g_strdup (_("Chosen at random"));
  if (options.strategy == VT_QA_STRATEGY_ORDER)
    return g_strdup (_("The next in order"));
  if (vitrine_asker_get_parse (self->asker) == NULL || isnan (vitrine_asker_get_lack (self->asker)))
    return g_strdup (_("It looks most like the others, so its answer explains many"));
  text = g_string_new (NULL);
  say_lack (self, question, options.coverage, text);
  if (worth < .005)
    g_string_append_printf (text, _("; expected gain under %u %% of the first question's"), 1);
  else if (isfinite (worth))
    g_string_append_printf (text, _("; expected gain %.0f %% of the first question's"), 100 * MIN (worth, 9.99));
  return vitrine_number_mend (g_string_free (text, FALSE));
}

void
vitrine_ask_side_show_why (VitrineAskSide *self)
{
  g_return_if_fail (VITRINE_IS_ASK_SIDE (self));
  const VtQaQuestion *question = vitrine_asker_get_question (self->asker);
  const double worth = vitrine_asker_get_worth (self->asker);
  g_autofree char *text = question != NULL ? say_gain (self, question) : g_strdup ("");

  gtk_level_bar_set_value (self->gain_bar, isnan (worth) ? 1 : CLAMP (worth, 0, 1));
  gtk_label_set_text (self->gain_text, text);
  show_neighbours (self, question);
}

/* ---- templates ---- */

static void
on_template_clicked (GtkButton      *button,
                     VitrineAskSide *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "template");

  g_signal_emit (self, signals[TEMPLATE_CHOSEN], 0, *id);
}

/* The popover belongs to the scrolled pane: the gallery is made anew by what it does. */
static void
on_template_menu (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  VitrineAskSide  *self)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  const gint64 *id = g_object_get_data (G_OBJECT (button), "template");

  vitrine_ask_gallery_pop_up (GTK_WIDGET (self->counts), self->session, *id);
}

/* The same by keyboard: the menu key, or Shift+F10. */
static gboolean
on_template_key (GtkEventControllerKey *keys,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        state,
                 VitrineAskSide        *self)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  const gint64 *id = g_object_get_data (G_OBJECT (button), "template");

  if (keyval != GDK_KEY_Menu && !(keyval == GDK_KEY_F10 && state & GDK_SHIFT_MASK))
    return FALSE;
  vitrine_ask_gallery_pop_up (GTK_WIDGET (self->counts), self->session, *id);
  return TRUE;
}

static GtkWidget *
template_button (VitrineAskSide        *self,
                 const VitrineTemplate *template,
                 guint                  number,
                 GPtrArray             *boxes)
{
  const guint n_boxes = vitrine_part_boxes_count (boxes, template->id);
  GtkWidget *button = gtk_button_new (), *overlay = gtk_overlay_new ();
  GtkWidget *view = gtk_picture_new_for_paintable (GDK_PAINTABLE (g_hash_table_lookup (self->thumbnails, &template->id)));
  g_autofree char *what = g_strdup_printf (ngettext ("%s: %u box", "%s: %u boxes", n_boxes), template->name, n_boxes);
  g_autofree char *tip = g_strdup_printf ("%s\n%s", what, _("Right click: rename, merge, split, delete"));

  for (guint i = 0; i < boxes->len && gtk_picture_get_paintable (GTK_PICTURE (view)) == NULL; i++)
    if (((VitrinePartBox *) g_ptr_array_index (boxes, i))->template_id == template->id)
      {
        g_autoptr (GdkPaintable) blank = vitrine_parts_blank (&((VitrinePartBox *) g_ptr_array_index (boxes, i))->box, THUMB);

        gtk_picture_set_paintable (GTK_PICTURE (view), blank);
      }
  gtk_widget_set_size_request (view, 56, 52);
  gtk_picture_set_can_shrink (GTK_PICTURE (view), TRUE);
  gtk_widget_add_css_class (view, "ask-thumb");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), view);
  if (number < 9)
    {
      g_autofree char *digit = g_strdup_printf ("%u", number + 1);
      GtkWidget *key = gtk_label_new (digit);

      gtk_widget_add_css_class (key, "ask-key");
      gtk_widget_add_css_class (key, "osd");
      gtk_widget_set_halign (key, GTK_ALIGN_START);
      gtk_widget_set_valign (key, GTK_ALIGN_END);
      gtk_overlay_add_overlay (GTK_OVERLAY (overlay), key);
    }
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "ask-template");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_template_menu), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (menu));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_template_key), self);
  gtk_widget_add_controller (button, keys);
  g_object_set_data_full (G_OBJECT (button), "template", g_memdup2 (&template->id, sizeof template->id), g_free);
  g_object_set_data (G_OBJECT (button), "view", view);
  g_signal_connect (button, "clicked", G_CALLBACK (on_template_clicked), self);
  return button;
}

/* Into the buttons that are there: what a person points to is not taken away. */
static void
hang_thumbnails (VitrineAskSide *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->templates)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
      GdkTexture *thumbnail = g_hash_table_lookup (self->thumbnails, g_object_get_data (G_OBJECT (button), "template"));

      if (thumbnail != NULL)
        gtk_picture_set_paintable (g_object_get_data (G_OBJECT (button), "view"), GDK_PAINTABLE (thumbnail));
    }
}

static void
take_thumbnails (GdkTexture  **textures,
                 guint         n,
                 const GError *error,
                 gpointer      data)
{
  VitrineAskSide *self = data;
  GArray *ids = g_object_get_data (G_OBJECT (self), "thumbnail-ids");

  for (guint i = 0; ids != NULL && ids->len == n && i < n; i++)
    if (textures[i] != NULL)
      g_hash_table_insert (self->thumbnails, g_memdup2 (&g_array_index (ids, gint64, i), sizeof (gint64)),
                           g_object_ref (textures[i]));
  hang_thumbnails (self);
}

/* A template is shown by its first box. */
static void
ask_thumbnails (VitrineAskSide *self,
                GPtrArray      *boxes)
{
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  g_autoptr (GArray) cuttings = g_array_new (FALSE, FALSE, sizeof (VitrineCutting));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; dataset != NULL && i < boxes->len; i++)
    {
      VitrinePartBox *box = g_ptr_array_index (boxes, i);
      VitrineCutting cutting = { vitrine_dataset_find (dataset, box->picture), box->box };
      gboolean there = g_hash_table_contains (self->thumbnails, &box->template_id);

      for (guint j = 0; j < ids->len; j++)
        there |= g_array_index (ids, gint64, j) == box->template_id;
      if (there || cutting.picture == NULL)
        continue;
      g_array_append_val (cuttings, cutting);
      g_array_append_val (ids, box->template_id);
    }
  if (ids->len == 0)
    return;
  g_object_set_data_full (G_OBJECT (self), "thumbnail-ids", g_array_ref (ids), (GDestroyNotify) g_array_unref);
  vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "ask-thumbnails",
                              (const VitrineCutting *) (void *) cuttings->data, cuttings->len, THUMB, take_thumbnails, self);
}

static void
show_templates (VitrineAskSide *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  const gint64 part = vitrine_session_get_part (self->session);
  g_autoptr (GString) now = g_string_new (NULL);
  GtkWidget *child;

  if (project == NULL || part == 0)
    return;

  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (project, part);

  for (guint i = 0; i < templates->len; i++)
    {
      const VitrineTemplate *one = g_ptr_array_index (templates, i);

      g_string_append_printf (now, "%" G_GINT64_FORMAT " %s %u;", one->id, one->name,
                              vitrine_part_boxes_count (boxes, one->id));
    }
  ask_thumbnails (self, boxes);
  if (g_strcmp0 (self->gallery, now->str) == 0)
    return;
  g_free (self->gallery);
  self->gallery = g_strdup (now->str);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->templates))) != NULL)
    gtk_flow_box_remove (self->templates, child);
  for (guint i = 0; i < templates->len; i++)
    {
      const VitrineTemplate *one = g_ptr_array_index (templates, i);

      gtk_flow_box_append (self->templates, template_button (self, one, i, boxes));
    }
}

void
vitrine_ask_side_point_to_templates (VitrineAskSide *self)
{
  g_return_if_fail (VITRINE_IS_ASK_SIDE (self));
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->templates));

  if (first != NULL)
    gtk_widget_child_focus (first, GTK_DIR_TAB_FORWARD);
}

/* ---- progress ---- */

static void
on_save_chosen (GtkNativeDialog *dialog,
                int              response,
                VitrineAskSide  *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (path != NULL && !vitrine_curve_save (self->curve, path, &error) && VITRINE_IS_WINDOW (root))
    vitrine_window_toast (VITRINE_WINDOW (root), error->message, NULL, NULL);
  g_object_unref (dialog);
}

static void
on_save_clicked (GtkButton      *button,
                 VitrineAskSide *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog
    = gtk_file_chooser_native_new (_("Save Curve"), window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* Translators: the name proposed for a figure; .pdf, .png and .csv do as well. */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), _("Curve.svg"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The error where there is truth, else how well the pictures are explained. */
static void
show_curve (VitrineAskSide *self)
{
  guint n;
  const VitrineAskerPoint *points = vitrine_asker_get_curve (self->asker, &n);
  g_autofree VitrineCurvePoint *curve = g_new (VitrineCurvePoint, n + 1);
  gboolean truth = FALSE;

  for (guint i = 0; i < n; i++)
    truth |= isfinite (points[i].distance);
  for (guint i = 0; i < n; i++)
    {
      curve[i] = (VitrineCurvePoint) { points[i].answers, truth ? points[i].distance : points[i].explained };
    }

  const VitrineCurveSeries series = { truth ? _("error") : _("explained"), curve, n, FALSE };

  vitrine_curve_set (self->curve, &(VitrineCurveData) {
    .title = truth ? _("Error on pictures without a box") : _("How well pictures are explained"),
    .x_title = _("answers"), .y_title = truth ? _("share of the diagonal") : _("mean score"),
    .series = &series, .n_series = n > 0,
  });
}

static char *
say_progress (VitrineAskSide *self)
{
  guint n;
  const VitrineAskerPoint *points = vitrine_asker_get_curve (self->asker, &n);
  const VitrineAskerPoint *last = n > 0 ? &points[n - 1] : NULL, *before = NULL;
  GString *text = g_string_new (NULL);

  if (last == NULL)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < n; i++)
    if (points[i].answers + LAST <= last->answers || before == NULL)
      before = &points[i];
  if (isfinite (last->distance))
    g_string_append_printf (text, _("Error %.3f, overlap of one half on %.0f %%"), last->distance, 100 * last->iou_rate);
  else
    g_string_append_printf (text, _("Mean score %.2f"), last->explained);
  if (before != last)
    g_string_append_c (text, '\n');
  if (before != last)
    {
      const gboolean known = isfinite (last->distance) && isfinite (before->distance) && before->distance > 0;
      const double difference = known ? 100 * (last->distance / before->distance - 1) : last->explained - before->explained;
      g_autofree char *change = vitrine_number_dup (difference, known ? 1 : 2, VITRINE_NUMBER_SIGNED);
      const char *said = known ? _("The last %u answers changed the error by %s %%")
                         : _("The last %u answers changed the score by %s");

      g_string_append_printf (text, said, last->answers - before->answers, change);
    }
  return vitrine_number_mend (g_string_free (text, FALSE));
}

static char *
say_stop (VitrineAskSide *self)
{
  const double worth = vitrine_asker_get_worth (self->asker), affinity = vitrine_asker_get_affinity (self->asker);
  VtQaOptions options;
  GString *text = g_string_new (NULL);

  vitrine_asker_get_options (self->asker, &options);
  if (vitrine_asker_is_done (self->asker))
    g_string_append_printf (text, _("No question promises %.0f %% of the first gain any more: you may stop."),
                            100 * options.stop);
  else if (isfinite (worth))
    g_string_append_printf (text, _("Best gain %.0f %% of the first; worth asking above %.0f %%."), 100 * worth,
                            100 * options.stop);
  if (text->len > 0 && ((affinity > 0 && affinity < .05) || affinity > .7))
    g_string_append_c (text, ' ');
  if (affinity > 0 && affinity < .05)
    g_string_append (text, _("Hardly any pictures look alike at this α: it asks about outliers."));
  else if (affinity > .7)
    g_string_append (text, _("All pictures look alike at this α."));
  return vitrine_number_mend (g_string_free (text, FALSE));
}

static char *
say_counts (VitrineAskSide *self)
{
  const VtQaState *state = vitrine_asker_get_answers (self->asker);
  const double pace = vitrine_asker_get_pace (self->asker);
  guint n;
  const VitrineAskerPoint *points = vitrine_asker_get_curve (self->asker, &n);
  GString *text = g_string_new (NULL);

  if (state == NULL)
    return g_string_free (text, FALSE);
  if (n > 0)
    {
      g_string_append_printf (text, ngettext ("%u template", "%u templates", points[n - 1].templates), points[n - 1].templates);
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%u pattern", "%u patterns", points[n - 1].patterns), points[n - 1].patterns);
      g_string_append (text, "\n");
    }
  g_string_append_printf (text, ngettext ("%u answer", "%u answers", state->n_answers), state->n_answers);
  if (isfinite (pace))
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("%.1f s each"), pace);
    }
  return g_string_free (text, FALSE);
}

void
vitrine_ask_side_show_progress (VitrineAskSide *self)
{
  g_return_if_fail (VITRINE_IS_ASK_SIDE (self));
  g_autofree char *counts = say_counts (self), *progress = say_progress (self), *stop = say_stop (self);

  guint n;

  vitrine_asker_get_curve (self->asker, &n);
  gtk_widget_set_visible (self->curve_pane, n > 0);
  show_templates (self);
  show_curve (self);
  gtk_label_set_text (self->counts, counts);
  gtk_label_set_text (self->progress, progress);
  gtk_label_set_text (self->stop, stop);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), *progress != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->stop), *stop != '\0');
  if (vitrine_asker_is_done (self->asker))
    gtk_widget_add_css_class (GTK_WIDGET (self->stop), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->stop), "success");
}

/* ---- object ---- */

static void
vitrine_ask_side_dispose (GObject *object)
{
  VitrineAskSide *self = VITRINE_ASK_SIDE (object);

  g_clear_pointer (&self->thumbnails, g_hash_table_unref);
  g_clear_pointer (&self->gallery, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_ASK_SIDE);
  G_OBJECT_CLASS (vitrine_ask_side_parent_class)->dispose (object);
}

static void
vitrine_ask_side_class_init (VitrineAskSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VITRINE_TYPE_CURVE);
  G_OBJECT_CLASS (klass)->dispose = vitrine_ask_side_dispose;
  gtk_widget_class_set_css_name (widget_class, "askside");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vitrine/Vitrine/vitrine-ask-side.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, scroller);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, gain_bar);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, gain_text);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, neighbours_title);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, neighbours);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, templates);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, counts);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, curve_pane);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, curve);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, progress);
  gtk_widget_class_bind_template_child (widget_class, VitrineAskSide, stop);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  signals[TEMPLATE_CHOSEN] = g_signal_new ("template-chosen", VITRINE_TYPE_ASK_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
vitrine_ask_side_init (VitrineAskSide *self)
{
  self->thumbnails = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vitrine_ask_side_set (VitrineAskSide *self,
                      VitrineSession *session,
                      VitrineAsker   *asker)
{
  g_return_if_fail (VITRINE_IS_ASK_SIDE (self));
  self->session = session;
  self->asker = asker;
}
