/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a window.  One function, settle(), follows every change of the selection: it makes the
 * address anew and writes the history. */
#include "config.h"

#include "app/vitrine-session.h"

#include <glib/gi18n.h>

#include "app/vitrine-address.h"
#include "app/vitrine-history.h"
#include "app/vitrine-session-memory.h"
#include "app/vitrine-settings.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/jobs/vitrine-jobs.h"
#include "engine/model/vitrine-model.h"
#include "engine/project/vitrine-project.h"
#include "engine/units/vitrine-feature-store.h"

struct _VitrineSession
{
  GObject              parent_instance;
  GSettings      *     settings;
  VitrineJobs    *     jobs;
  VitrineModel   *     model;
  VitrineDataset *     dataset;
  VitrineProject *     project;
  VitrinePicture *     picture;
  VitrineFeatureStore *store;
  GHashTable     *     scores;
  GPtrArray      *     in_sight;
  VitrinePlace         place;       /* the selection */
  char           *     address;
  VitrineHistory *     history;
  gboolean             travelling;  /* inside back or forward: do not write history */
};

enum
{
  PROP_JOBS = 1,
  PROP_MODEL,
  PROP_DATASET,
  PROP_PROJECT,
  PROP_PICTURE,
  PROP_PAGE,
  PROP_LAYER,
  PROP_UNIT,
  PROP_PART,
  PROP_TEMPLATE,
  PROP_PATTERN,
  PROP_ADDRESS,
  PROP_SCORES,
  PROP_IN_SIGHT,
  PROP_CAN_GO_BACK,
  PROP_CAN_GO_FORWARD,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VitrineSession, vitrine_session, G_TYPE_OBJECT)

static void
set_string (char      **field,
            const char *value)
{
  char *old = *field;
  *field = g_strdup (value == NULL ? "" : value);
  g_free (old);
}

/* After the selection changed. */
static void
settle (VitrineSession *self)
{
  if (!self->travelling)
    vitrine_history_visit (self->history, &self->place);
  char *address = vitrine_address_make (self->model, self->place.layer, self->place.unit);
  gboolean same = g_strcmp0 (address, self->address) == 0;
  g_free (self->address);
  self->address = address;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ADDRESS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_GO_BACK]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_GO_FORWARD]);
}

/* Takes over all of `place`, notifying what differs. */
static void
move_to (VitrineSession     *self,
         const VitrinePlace *place)
{
  GObject *object = G_OBJECT (self);
  g_object_freeze_notify (object);
  if (g_strcmp0 (self->place.page, place->page) != 0)
    g_object_notify_by_pspec (object, props[PROP_PAGE]);
  if (g_strcmp0 (self->place.layer, place->layer) != 0)
    g_object_notify_by_pspec (object, props[PROP_LAYER]);
  if (self->place.unit != place->unit)
    g_object_notify_by_pspec (object, props[PROP_UNIT]);
  if (self->place.part != place->part)
    g_object_notify_by_pspec (object, props[PROP_PART]);
  if (self->place.template != place->template)
    g_object_notify_by_pspec (object, props[PROP_TEMPLATE]);
  if (g_strcmp0 (self->place.pattern, place->pattern) != 0)
    g_object_notify_by_pspec (object, props[PROP_PATTERN]);

  set_string (&self->place.page, place->page);
  set_string (&self->place.layer, place->layer);
  set_string (&self->place.pattern, place->pattern);
  self->place.unit = place->unit;
  self->place.part = place->part;
  self->place.template = place->template;
  settle (self);
  g_object_thaw_notify (object);
}

static void
choose_picture (VitrineSession *self)
{
  if (self->picture == NULL && vitrine_dataset_get_n (self->dataset) > 0)
    vitrine_session_set_picture (self, vitrine_dataset_get (self->dataset, 0));
}

static void
vitrine_session_dispose (GObject *object)
{
  VitrineSession *self = VITRINE_SESSION (object);
  g_clear_object (&self->picture);
  g_clear_object (&self->dataset);
  g_clear_object (&self->model);
  g_clear_object (&self->project);
  g_clear_object (&self->jobs);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->store, vitrine_feature_store_unref);
  g_clear_pointer (&self->scores, g_hash_table_unref);
  g_clear_pointer (&self->in_sight, g_ptr_array_unref);
  G_OBJECT_CLASS (vitrine_session_parent_class)->dispose (object);
}

static void
vitrine_session_finalize (GObject *object)
{
  VitrineSession *self = VITRINE_SESSION (object);
  g_free (self->place.page);
  g_free (self->place.layer);
  g_free (self->place.pattern);
  g_free (self->address);
  vitrine_history_free (self->history);
  G_OBJECT_CLASS (vitrine_session_parent_class)->finalize (object);
}

static void
vitrine_session_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  VitrineSession *self = VITRINE_SESSION (object);
  switch (id)
    {
    case PROP_JOBS:           g_value_set_object (value, self->jobs); break;
    case PROP_MODEL:          g_value_set_object (value, self->model); break;
    case PROP_DATASET:        g_value_set_object (value, self->dataset); break;
    case PROP_PROJECT:        g_value_set_object (value, self->project); break;
    case PROP_PICTURE:        g_value_set_object (value, self->picture); break;
    case PROP_PAGE:           g_value_set_string (value, self->place.page); break;
    case PROP_LAYER:          g_value_set_string (value, self->place.layer); break;
    case PROP_UNIT:           g_value_set_int (value, self->place.unit); break;
    case PROP_PART:           g_value_set_int64 (value, self->place.part); break;
    case PROP_TEMPLATE:       g_value_set_int64 (value, self->place.template); break;
    case PROP_PATTERN:        g_value_set_string (value, self->place.pattern); break;
    case PROP_ADDRESS:        g_value_set_string (value, self->address); break;
    case PROP_SCORES:         g_value_set_boxed (value, self->scores); break;
    case PROP_IN_SIGHT:       g_value_set_boxed (value, self->in_sight); break;
    case PROP_CAN_GO_BACK:    g_value_set_boolean (value, vitrine_session_can_go_back (self)); break;
    case PROP_CAN_GO_FORWARD: g_value_set_boolean (value, vitrine_session_can_go_forward (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_session_class_init (VitrineSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vitrine_session_dispose;
  object_class->finalize = vitrine_session_finalize;
  object_class->get_property = vitrine_session_get_property;

  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_JOBS] = g_param_spec_object ("jobs", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_PROJECT] = g_param_spec_object ("project", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_PICTURE] = g_param_spec_object ("picture", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, "", flags);
  props[PROP_LAYER] = g_param_spec_string ("layer", NULL, NULL, "", flags);
  props[PROP_UNIT] = g_param_spec_int ("unit", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_PART] = g_param_spec_int64 ("part", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_TEMPLATE] = g_param_spec_int64 ("template", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PATTERN] = g_param_spec_string ("pattern", NULL, NULL, "", flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  props[PROP_SCORES] = g_param_spec_boxed ("scores", NULL, NULL, G_TYPE_HASH_TABLE, flags);
  props[PROP_IN_SIGHT] = g_param_spec_boxed ("in-sight", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  props[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  props[PROP_CAN_GO_FORWARD] = g_param_spec_boolean ("can-go-forward", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                G_TYPE_STRING);
  g_signal_new ("boxes", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vitrine_session_init (VitrineSession *self)
{
  self->history = vitrine_history_new ();
  self->in_sight = g_ptr_array_new ();
  self->place = (VitrinePlace) { g_strdup (""), g_strdup (""), g_strdup (""), -1, 0, 0 };
  self->address = g_strdup ("");
}

VitrineSession *
vitrine_session_new (GSettings *settings)
{
  VitrineSession *self = g_object_new (VITRINE_TYPE_SESSION, NULL);
  g_set_object (&self->settings, settings);
  self->jobs = vitrine_jobs_new ((guint) vitrine_settings_get_int (settings, "threads", 0));
  return self;
}

void
vitrine_session_close (VitrineSession *self)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (self->jobs != NULL)
    vitrine_jobs_shutdown (self->jobs);
  if (self->project != NULL)
    vitrine_project_close (self->project);
}

GSettings *
vitrine_session_get_settings (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->settings;
}

VitrineJobs *
vitrine_session_get_jobs (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->jobs;
}

VitrineFeatureStore *
vitrine_session_get_store (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  if (self->store == NULL)
    {
      guint64 megabytes = (guint64) vitrine_settings_get_int (self->settings, "cache-limit", 2048);
      self->store = vitrine_feature_store_new (NULL, megabytes << 20);
    }
  return self->store;
}

VitrineModel *
vitrine_session_get_model (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->model;
}

VitrineDataset *
vitrine_session_get_dataset (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->dataset;
}

VitrineProject *
vitrine_session_get_project (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->project;
}

void
vitrine_session_set_model (VitrineSession *self,
                           VitrineModel   *model)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, vitrine_session_remember, self);
  g_set_object (&self->model, model);
  vitrine_session_recall (self);
  if (model != NULL)
    {
      g_signal_connect_object (model, "preprocess-changed", G_CALLBACK (vitrine_session_remember), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (model, "labels-changed", G_CALLBACK (vitrine_session_remember), self,
                               G_CONNECT_SWAPPED);
    }
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
  vitrine_history_clear (self->history);
  vitrine_session_select_unit (self, model != NULL ? vitrine_address_first_layer (model) : "", -1);
  settle (self);
  vitrine_session_remember (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
vitrine_session_set_dataset (VitrineSession *self,
                             VitrineDataset *dataset)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, choose_picture, self);
  g_set_object (&self->dataset, dataset);
  g_object_freeze_notify (G_OBJECT (self));
  vitrine_session_set_picture (self, NULL);
  vitrine_session_set_scores (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATASET]);
  if (dataset != NULL)
    {
      g_signal_connect_object (dataset, "items-changed", G_CALLBACK (choose_picture), self,
                               G_CONNECT_SWAPPED);
      choose_picture (self);
    }
  vitrine_session_remember (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
vitrine_session_set_project (VitrineSession *self,
                             VitrineProject *project)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (self->project == project)
    return;
  if (self->project != NULL)
    vitrine_project_close (self->project);
  g_set_object (&self->project, project);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROJECT]);
}

VitrineProject *
vitrine_session_need_project (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  if (self->project == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitrineProject) project = vitrine_project_new_untitled (&error);
      if (project == NULL)
        vitrine_session_fail (self, error->message);
      else
        {
          vitrine_session_set_project (self, project);
          vitrine_session_remember (self);
        }
    }
  return self->project;
}

VitrinePicture *
vitrine_session_get_picture (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->picture;
}

const char *
vitrine_session_get_page (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->place.page;
}

const char *
vitrine_session_get_layer (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->place.layer;
}

int
vitrine_session_get_unit (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), -1);
  return self->place.unit;
}

gint64
vitrine_session_get_part (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), 0);
  return self->place.part;
}

gint64
vitrine_session_get_template (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), 0);
  return self->place.template;
}

const char *
vitrine_session_get_pattern (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->place.pattern;
}

void
vitrine_session_set_picture (VitrineSession *self,
                             VitrinePicture *picture)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (g_set_object (&self->picture, picture))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PICTURE]);
}

void
vitrine_session_set_page (VitrineSession *self,
                          const char     *page)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_autofree char *copy = g_strdup (page == NULL ? "" : page);
  VitrinePlace place = self->place;
  place.page = copy;
  if (g_strcmp0 (copy, self->place.page) != 0)
    move_to (self, &place);
}

void
vitrine_session_select_unit (VitrineSession *self,
                             const char     *layer,
                             int             unit)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_autofree char *copy = g_strdup (layer == NULL ? "" : layer);
  VitrinePlace place = self->place;
  place.layer = copy;
  place.unit = unit;
  if (g_strcmp0 (copy, self->place.layer) != 0 || unit != self->place.unit)
    move_to (self, &place);
}

void
vitrine_session_select_part (VitrineSession *self,
                             gint64          part,
                             gint64          template,
                             const char     *pattern)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_autofree char *copy = g_strdup (pattern == NULL ? "" : pattern);
  VitrinePlace place = self->place;
  place.part = part;
  place.template = template;
  place.pattern = copy;
  if (part != self->place.part || template != self->place.template
      || g_strcmp0 (copy, self->place.pattern) != 0)
    move_to (self, &place);
}

void
vitrine_session_set_scores (VitrineSession *self,
                            GHashTable     *scores)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  if (scores != NULL)
    g_hash_table_ref (scores);
  g_clear_pointer (&self->scores, g_hash_table_unref);
  self->scores = scores;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCORES]);
}

gboolean
vitrine_session_get_picture_score (VitrineSession *self,
                                   const char     *id,
                                   double         *score)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), FALSE);
  const double *found = self->scores != NULL ? g_hash_table_lookup (self->scores, id) : NULL;
  if (found != NULL)
    *score = *found;
  return found != NULL;
}

void
vitrine_session_set_in_sight (VitrineSession *self,
                              GPtrArray      *pictures)
{
  g_return_if_fail (VITRINE_IS_SESSION (self) && pictures != NULL);
  gboolean same = pictures->len == self->in_sight->len;
  for (guint i = 0; same && i < pictures->len; i++)
    same = pictures->pdata[i] == self->in_sight->pdata[i];
  if (same)
    return;
  g_ptr_array_unref (self->in_sight);
  self->in_sight = g_ptr_array_ref (pictures);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_SIGHT]);
}

GPtrArray *
vitrine_session_get_in_sight (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->in_sight;
}

const char *
vitrine_session_get_address (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), NULL);
  return self->address;
}

gboolean
vitrine_session_go_to (VitrineSession *self,
                       const char     *address,
                       GError        **error)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), FALSE);
  if (self->model == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No model is open."));
      return FALSE;
    }
  g_autofree char *layer = NULL;
  int unit;
  if (!vitrine_address_parse (self->model, address, &layer, &unit, error))
    return FALSE;
  vitrine_session_select_unit (self, layer, unit);
  return TRUE;
}

gboolean
vitrine_session_can_go_back (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), FALSE);
  return vitrine_history_can_go_back (self->history);
}

gboolean
vitrine_session_can_go_forward (VitrineSession *self)
{
  g_return_val_if_fail (VITRINE_IS_SESSION (self), FALSE);
  return vitrine_history_can_go_forward (self->history);
}

static void
travel (VitrineSession     *self,
        const VitrinePlace *place)
{
  if (place == NULL)
    return;
  self->travelling = TRUE;
  move_to (self, place);
  self->travelling = FALSE;
}

void
vitrine_session_go_back (VitrineSession *self)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  travel (self, vitrine_history_back (self->history));
}

void
vitrine_session_go_forward (VitrineSession *self)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  travel (self, vitrine_history_forward (self->history));
}
