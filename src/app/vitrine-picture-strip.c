/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session's pictures in a strip. */
#include "config.h"

#include "app/vitrine-picture-strip.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/vitrine-sight.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/data/vitrine-thumbnails.h"
#include "engine/project/vitrine-project.h"
#include "widgets/vitrine-number.h"
#include "widgets/vitrine-search.h"
#include "widgets/vitrine-strip.h"

#define THUMBNAIL_SIDE 152          /* sharp on a screen of twice the density */
#define MAX_TEXTURES 800
#define SLICES_FROM 2000
#define CACHE_BYTES (64u << 20)

typedef enum { ORDER_FOUND, ORDER_NAME, ORDER_CLASS, ORDER_BEST, ORDER_WORST } Order;

struct _VitrinePictureStrip
{
  GtkWidget            parent_instance;
  VitrineSession      *session;
  VitrineThumbnails   *thumbnails;
  GHashTable          *textures;     /* VitrinePicture → GdkTexture */
  GHashTable          *asked;        /* VitrinePicture → number of the ask */
  GHashTable          *failed;       /* set of VitrinePicture */
  GHashTable          *annotated;    /* set of picture ids */
  VitrineProject      *project;
  GtkFilterListModel  *filtered;
  GtkSortListModel    *sorted;
  GtkCustomFilter     *filter;
  GtkCustomSorter     *sorter;
  char                *needle;
  GtkWidget           *box;
  VitrineStrip        *strip;
  GtkSearchEntry      *search;
  GtkDropDown         *order;
  GtkLabel            *count;
};

G_DEFINE_FINAL_TYPE (VitrinePictureStrip, vitrine_picture_strip, GTK_TYPE_WIDGET)

static char *
strip_name (gpointer item,
            gpointer user_data)
{
  const char *class_name = vitrine_picture_get_class_name (item);
  return class_name == NULL ? g_strdup (vitrine_picture_get_name (item))
                            : g_strdup_printf ("%s · %s", vitrine_picture_get_name (item), class_name);
}

static char *
strip_caption (gpointer item,
               gpointer user_data)
{
  VitrinePictureStrip *self = user_data;
  double score;
  if (vitrine_session_get_picture_score (self->session, vitrine_picture_get_id (item), &score))
    return vitrine_number_dup (score, 2, VITRINE_NUMBER_PLAIN);
  return g_strdup (vitrine_picture_get_name (item));
}

static VitrineBadges
strip_badges (gpointer item,
              gpointer user_data)
{
  VitrinePictureStrip *self = user_data;
  VitrineBadges badges = 0;
  if (g_hash_table_contains (self->annotated, vitrine_picture_get_id (item)))
    badges |= VITRINE_BADGE_ANNOTATED;
  if (g_hash_table_contains (self->failed, item))
    badges |= VITRINE_BADGE_FAILED;
  return badges;
}

static void
on_thumbnail (VitrinePicture *picture,
              VitrineImage   *image,
              gpointer        user_data)
{
  VitrinePictureStrip *self = user_data;
  g_hash_table_remove (self->asked, picture);
  if (image != NULL)
    g_hash_table_insert (self->textures, g_object_ref (picture), vitrine_image_make_texture (image));
  else
    g_hash_table_add (self->failed, g_object_ref (picture));
  vitrine_strip_item_ready (self->strip);
}

static GdkTexture *
strip_texture (gpointer item,
               gpointer user_data)
{
  VitrinePictureStrip *self = user_data;
  GdkTexture *texture = g_hash_table_lookup (self->textures, item);
  if (texture != NULL)
    return g_object_ref (texture);
  if (g_hash_table_contains (self->failed, item) || g_hash_table_contains (self->asked, item))
    return NULL;
  /* Rather than forget one by one: what is in sight comes back from the thumbnails' own cache. */
  if (g_hash_table_size (self->textures) >= MAX_TEXTURES)
    g_hash_table_remove_all (self->textures);
  guint ask = vitrine_thumbnails_ask (self->thumbnails, item, on_thumbnail, self);
  g_hash_table_insert (self->asked, g_object_ref (item), GUINT_TO_POINTER (ask));
  return NULL;
}

static void
cancel_asked (VitrinePictureStrip *self)
{
  GHashTableIter iter;
  gpointer ask;
  g_hash_table_iter_init (&iter, self->asked);
  while (g_hash_table_iter_next (&iter, NULL, &ask))
    vitrine_thumbnails_cancel (self->thumbnails, GPOINTER_TO_UINT (ask));
  g_hash_table_remove_all (self->asked);
}

static const VitrineStripSource source = {
  .name = strip_name,
  .caption = strip_caption,
  .badges = strip_badges,
  .texture = strip_texture,
};

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  VitrinePictureStrip *self = user_data;
  if (*self->needle == '\0')
    return TRUE;
  g_autofree char *name = strip_name (item, self);
  g_autofree char *folded = g_utf8_casefold (name, -1);
  return strstr (folded, self->needle) != NULL;
}

/* Pictures without a score come last either way. */
static int
compare_scores (VitrinePictureStrip *self,
                VitrinePicture      *a,
                VitrinePicture      *b,
                int                  sign)
{
  double x, y;
  gboolean has_x = vitrine_session_get_picture_score (self->session, vitrine_picture_get_id (a), &x);
  gboolean has_y = vitrine_session_get_picture_score (self->session, vitrine_picture_get_id (b), &y);
  if (!has_x || !has_y)
    return has_y - has_x;
  return x > y ? -sign : x < y ? sign : 0;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  VitrinePictureStrip *self = user_data;
  VitrinePicture *p = (VitrinePicture *) a, *q = (VitrinePicture *) b;
  switch ((Order) gtk_drop_down_get_selected (self->order))
    {
    case ORDER_NAME:
      return vitrine_natural_compare (vitrine_picture_get_name (p), vitrine_picture_get_name (q));
    case ORDER_CLASS:
      return g_strcmp0 (vitrine_picture_get_class_name (p), vitrine_picture_get_class_name (q));
    case ORDER_BEST:
      return compare_scores (self, p, q, 1);
    case ORDER_WORST:
      return compare_scores (self, p, q, -1);
    case ORDER_FOUND:
    default:
      return 0;
    }
}

static void
update_count (VitrinePictureStrip *self)
{
  guint all = gtk_filter_list_model_get_model (self->filtered) != NULL
    ? g_list_model_get_n_items (gtk_filter_list_model_get_model (self->filtered)) : 0;
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  /* Translators: how many pictures are shown, and of how many. */
  g_autofree char *text = shown == all ? g_strdup_printf (ngettext ("%u picture", "%u pictures", all), all)
                                       : g_strdup_printf (_("%u of %u"), shown, all);
  gtk_label_set_text (self->count, text);
}

static void
on_search_changed (GtkSearchEntry      *entry,
                   VitrinePictureStrip *self)
{
  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (entry)), -1);
  /* Long sets in slices; not always, since a model filled in slices is empty for a moment. */
  GListModel *all = gtk_filter_list_model_get_model (self->filtered);
  gtk_filter_list_model_set_incremental (self->filtered, all != NULL
                                         && g_list_model_get_n_items (all) > SLICES_FROM);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* The set's own order needs no sorting at all, which matters with fifty thousand pictures. */
static void
on_order_changed (GtkDropDown         *order,
                  GParamSpec          *pspec,
                  VitrinePictureStrip *self)
{
  gboolean found = gtk_drop_down_get_selected (order) == ORDER_FOUND;
  gtk_sort_list_model_set_sorter (self->sorted, found ? NULL : GTK_SORTER (self->sorter));
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
}

static void
on_current_changed (VitrineStrip        *strip,
                    VitrinePictureStrip *self)
{
  vitrine_session_set_picture (self->session, vitrine_strip_get_current (strip));
}

static void
on_sight_changed (VitrineStrip        *strip,
                  VitrinePictureStrip *self)
{
  g_autoptr (GPtrArray) pictures = vitrine_strip_dup_sight (strip);
  vitrine_session_set_in_sight (self->session, pictures);
}

static void
read_annotated (VitrinePictureStrip *self)
{
  g_hash_table_remove_all (self->annotated);
  if (self->project != NULL)
    {
      g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (self->project, 0);
      for (guint i = 0; i < boxes->len; i++)
        {
          const VitrinePartBox *box = g_ptr_array_index (boxes, i);
          g_hash_table_add (self->annotated, g_strdup (box->picture));
        }
    }
  vitrine_strip_item_ready (self->strip);
}

static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrinePictureStrip  *self)
{
  if ((aspect & VITRINE_PROJECT_BOXES) != 0)
    read_annotated (self);
}

static void
follow_project (VitrinePictureStrip *self)
{
  VitrineProject *project = vitrine_session_get_project (self->session);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  if (project != NULL)
    g_signal_connect_object (project, "changed", G_CALLBACK (on_project_changed), self, 0);
  read_annotated (self);
}

static void
on_session_notify (VitrineSession      *session,
                   GParamSpec          *pspec,
                   VitrinePictureStrip *self)
{
  if (g_str_equal (pspec->name, "dataset"))
    {
      cancel_asked (self);
      g_hash_table_remove_all (self->textures);
      g_hash_table_remove_all (self->failed);
      gtk_filter_list_model_set_model (self->filtered,
                                       (GListModel *) vitrine_session_get_dataset (session));
      update_count (self);
    }
  else if (g_str_equal (pspec->name, "picture"))
    vitrine_strip_set_current (self->strip, vitrine_session_get_picture (session));
  else if (g_str_equal (pspec->name, "project"))
    follow_project (self);
  else if (g_str_equal (pspec->name, "scores"))
    {
      gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
      vitrine_strip_item_ready (self->strip);
    }
}

static void
vitrine_picture_strip_dispose (GObject *object)
{
  VitrinePictureStrip *self = VITRINE_PICTURE_STRIP (object);
  if (self->strip != NULL)
    {
      vitrine_strip_set_source (self->strip, NULL, NULL);
      cancel_asked (self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), VITRINE_TYPE_PICTURE_STRIP);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->sorted);
  g_clear_object (&self->sorter);
  g_clear_object (&self->project);
  g_clear_object (&self->session);
  g_clear_pointer (&self->textures, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->failed, g_hash_table_unref);
  g_clear_pointer (&self->annotated, g_hash_table_unref);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (vitrine_picture_strip_parent_class)->dispose (object);
}

static void
vitrine_picture_strip_class_init (VitrinePictureStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vitrine_picture_strip_dispose;
  g_type_ensure (VITRINE_TYPE_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vitrine/Vitrine/vitrine-picture-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, VitrinePictureStrip, box);
  gtk_widget_class_bind_template_child (widget_class, VitrinePictureStrip, strip);
  gtk_widget_class_bind_template_child (widget_class, VitrinePictureStrip, search);
  gtk_widget_class_bind_template_child (widget_class, VitrinePictureStrip, order);
  gtk_widget_class_bind_template_child (widget_class, VitrinePictureStrip, count);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_order_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_current_changed);
}

static void
vitrine_picture_strip_init (VitrinePictureStrip *self)
{
  self->needle = g_strdup ("");
  self->textures = g_hash_table_new_full (g_direct_hash, g_direct_equal, g_object_unref, g_object_unref);
  self->asked = g_hash_table_new_full (g_direct_hash, g_direct_equal, g_object_unref, NULL);
  self->failed = g_hash_table_new_full (g_direct_hash, g_direct_equal, g_object_unref, NULL);
  self->annotated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->thumbnails = vitrine_thumbnails_new (THUMBNAIL_SIDE, CACHE_BYTES);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (self->filter));
  self->sorter = gtk_custom_sorter_new (compare, self, NULL);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->filtered), NULL);
  /* Sorted in slices, so that the window never stands still. */
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
  vitrine_search_leads_to (self->search, GTK_WIDGET (self->strip));
  vitrine_strip_set_source (self->strip, &source, self);
  vitrine_strip_set_model (self->strip, G_LIST_MODEL (self->sorted));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_count), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
vitrine_picture_strip_new (VitrineSession *session)
{
  VitrinePictureStrip *self = g_object_new (VITRINE_TYPE_PICTURE_STRIP, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify", G_CALLBACK (on_session_notify), self, 0);
  g_signal_connect_object (self->strip, "sight-changed", G_CALLBACK (on_sight_changed), self, 0);
  follow_project (self);
  return GTK_WIDGET (self);
}

void
vitrine_picture_strip_step (VitrinePictureStrip *self,
                            int                  by)
{
  g_return_if_fail (VITRINE_IS_PICTURE_STRIP (self));
  GListModel *model = G_LIST_MODEL (self->sorted);
  guint n = g_list_model_get_n_items (model);
  gpointer current = vitrine_strip_get_current (self->strip);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VitrinePicture) picture = g_list_model_get_item (model, i);
      if (picture != current)
        continue;
      g_autoptr (VitrinePicture) next = g_list_model_get_item (model, i + (guint) by);
      if (next != NULL)
        vitrine_session_set_picture (self->session, next);
      return;
    }
}

GPtrArray *
vitrine_picture_strip_get_selected (VitrinePictureStrip *self)
{
  g_return_val_if_fail (VITRINE_IS_PICTURE_STRIP (self), NULL);
  return vitrine_strip_get_selected (self->strip);
}
