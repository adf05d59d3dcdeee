/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The learner's object: inputs, properties, and what it can be asked.  Every change of an input or of the
 * project queues one update. */
#include "config.h"

#include "engine/parts/vitrine-part-learner-private.h"

enum
{
  PROP_STATE = 1,
  PROP_MESSAGE,
  PROP_JOB,
  PROP_N_PARSED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint signals[LEARNER_N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrinePartLearner, vitrine_part_learner, G_TYPE_OBJECT)

void
learner_emit (VitrinePartLearner *self,
              guint               which)
{
  if (which == LEARNER_PARSES_CHANGED)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PARSED]);
  g_signal_emit (self, signals[which], 0);
}

void
learner_set_state (VitrinePartLearner  *self,
                   VitrineLearnerState  state,
                   const char          *message)
{
  g_free (self->message);
  self->message = g_strdup (message != NULL ? message : "");
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MESSAGE]);
}

static void
on_job_moved (VitrineJob         *job,
              GParamSpec         *pspec,
              VitrinePartLearner *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
learner_set_job (VitrinePartLearner *self,
                 VitrineJob         *job)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_set_object (&self->job, job);
  if (job != NULL)
    {
      g_signal_connect (job, "notify::detail", G_CALLBACK (on_job_moved), self);
      g_signal_connect (job, "notify::stage", G_CALLBACK (on_job_moved), self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
}

static gboolean
update_now (gpointer data)
{
  VitrinePartLearner *self = data;

  self->update_source = 0;
  learner_update (self);
  return G_SOURCE_REMOVE;
}

void
learner_queue_update (VitrinePartLearner *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add (update_now, self);
}

/* ---- inputs ---- */

static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrinePartLearner   *self)
{
  if (aspect & (VITRINE_PROJECT_PARTS | VITRINE_PROJECT_TEMPLATES | VITRINE_PROJECT_BOXES
                | VITRINE_PROJECT_DROPS))
    learner_queue_update (self);
}

static void
start_over (VitrinePartLearner *self)
{
  learner_forget (self);
  learner_queue_update (self);
}

void
vitrine_part_learner_set_model (VitrinePartLearner *self,
                                VitrineModel       *model)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_swapped (model, "preprocess-changed", G_CALLBACK (start_over), self);
  start_over (self);
}

void
vitrine_part_learner_set_dataset (VitrinePartLearner *self,
                                  VitrineDataset     *dataset)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->dataset, dataset);
  if (dataset != NULL)
    g_signal_connect_swapped (dataset, "notify::loading", G_CALLBACK (start_over), self);
  start_over (self);
}

void
vitrine_part_learner_set_project (VitrinePartLearner *self,
                                  VitrineProject     *project)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (self->project == project)
    return;
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  if (project != NULL)
    g_signal_connect (project, "changed", G_CALLBACK (on_project_changed), self);
  start_over (self);
}

void
vitrine_part_learner_set_part (VitrinePartLearner *self,
                               gint64              part)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (self->part == part)
    return;
  self->part = part;
  learner_stop (self);
  learner_clear_numbers (self);
  g_clear_pointer (&self->aog, vt_aog_unref);
  for (guint i = 0; i < self->n; i++)
    learner_clear_picture (&self->pictures[i]);
  self->has_figures = self->has_former_figures = FALSE;
  learner_emit (self, LEARNER_GRAPH_CHANGED);
  learner_queue_update (self);
}

gint64
vitrine_part_learner_get_part (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), 0);
  return self->part;
}

void
vitrine_part_learner_set_visible (VitrinePartLearner *self,
                                  const guint        *pictures,
                                  guint               n)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  g_array_set_size (self->visible, 0);
  if (n > 0)
    g_array_append_vals (self->visible, pictures, n);
  if (self->state == VITRINE_LEARNER_PARSING)
    learner_quick (self);
}

void
vitrine_part_learner_go_on (VitrinePartLearner *self)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (self->state == VITRINE_LEARNER_STOPPED || self->state == VITRINE_LEARNER_FAILED)
    learner_queue_update (self);
}

void
vitrine_part_learner_restart (VitrinePartLearner *self,
                              const VtAogOptions *options)
{
  g_return_if_fail (VITRINE_IS_PART_LEARNER (self));
  if (options != NULL)
    self->options = *options;
  else
    vt_aog_options_init (&self->options, VT_AOG_FORM_DEFAULT);
  start_over (self);
}

/* ---- answers ---- */

VitrineLearnerState
vitrine_part_learner_get_state (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), VITRINE_LEARNER_IDLE);
  return self->state;
}

const char *
vitrine_part_learner_get_message (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return self->message;
}

VitrineJob *
vitrine_part_learner_get_job (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return self->job;
}

guint
vitrine_part_learner_get_n_pictures (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), 0);
  return self->n;
}

guint
vitrine_part_learner_get_n_parsed (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), 0);
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    n += self->pictures[i].parse != NULL && self->pictures[i].aog == self->aog;
  return n;
}

VtAog *
vitrine_part_learner_get_aog (VitrinePartLearner *self)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return self->aog != NULL && vt_aog_n_templates (self->aog) > 0 ? self->aog : NULL;
}

VtParse *
vitrine_part_learner_get_parse (VitrinePartLearner *self,
                                guint               picture)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return picture < self->n ? self->pictures[picture].parse : NULL;
}

VtAog *
vitrine_part_learner_get_parse_aog (VitrinePartLearner *self,
                                    guint               picture)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return picture < self->n ? self->pictures[picture].aog : NULL;
}

gboolean
vitrine_part_learner_is_stale (VitrinePartLearner *self,
                               guint               picture)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), FALSE);
  return picture < self->n && self->pictures[picture].parse != NULL
         && self->pictures[picture].aog != self->aog;
}

VtParse *
vitrine_part_learner_get_former (VitrinePartLearner *self,
                                 guint               picture)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return picture < self->n ? self->pictures[picture].former : NULL;
}

VtAog *
vitrine_part_learner_get_former_aog (VitrinePartLearner *self,
                                     guint               picture)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  return picture < self->n ? self->pictures[picture].former_aog : NULL;
}

gint64
vitrine_part_learner_get_template (VitrinePartLearner *self,
                                   guint               k)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), 0);
  return self->aog != NULL && k < vt_aog_n_templates (self->aog)
           ? g_ascii_strtoll (vt_template_id (vt_aog_template (self->aog, k)), NULL, 10) : 0;
}

int
vitrine_part_learner_find_template (VitrinePartLearner *self,
                                    gint64              template_id)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), -1);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, template_id);

  return self->aog != NULL ? vt_aog_find (self->aog, id) : -1;
}

/* Numbers of another version are still right for a template that has not changed. */
static const VitrineStudyNumbers *
numbers_of (VitrinePartLearner *self,
            guint               k)
{
  if (self->numbers == NULL || self->aog == NULL || k >= vt_aog_n_templates (self->aog))
    return NULL;

  VtTemplate *template = vt_aog_template (self->aog, k);
  int then = vt_aog_find (self->numbers_aog, vt_template_id (template));

  if (then < 0 || (guint) then >= self->n_numbers
      || vt_template_n_patterns (vt_aog_template (self->numbers_aog, (guint) then))
      != vt_template_n_patterns (template))
    return NULL;
  return &self->numbers[then];
}

const VtPatternStats *
vitrine_part_learner_get_stats (VitrinePartLearner *self,
                                guint               k)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  const VitrineStudyNumbers *numbers = numbers_of (self, k);

  return numbers != NULL ? numbers->stats : NULL;
}

const VtPatternGroup *
vitrine_part_learner_get_groups (VitrinePartLearner *self,
                                 guint               k,
                                 guint              *n_groups)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  const VitrineStudyNumbers *numbers = numbers_of (self, k);

  *n_groups = numbers != NULL ? numbers->n_groups : 0;
  return numbers != NULL ? numbers->groups : NULL;
}

const guint *
vitrine_part_learner_get_suggested (VitrinePartLearner *self,
                                    guint               k,
                                    guint              *n)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), NULL);
  const VitrineStudyNumbers *numbers = numbers_of (self, k);

  *n = numbers != NULL ? numbers->n_suggested : 0;
  return numbers != NULL ? numbers->suggested : NULL;
}

gboolean
vitrine_part_learner_get_figures (VitrinePartLearner *self,
                                  VitrinePartFigures *figures)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), FALSE);
  *figures = self->figures;
  return self->has_figures;
}

gboolean
vitrine_part_learner_get_former_figures (VitrinePartLearner *self,
                                         VitrinePartFigures *figures)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), FALSE);
  *figures = self->former_figures;
  return self->has_former_figures;
}

gboolean
vitrine_part_learner_get_frame (VitrinePartLearner *self,
                                guint               picture,
                                VitrineBox         *frame)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), FALSE);
  if (picture >= self->n || self->pictures[picture].frame.w <= 0)
    return FALSE;
  *frame = self->pictures[picture].frame;
  return TRUE;
}

gboolean
vitrine_part_learner_fill_drop (VitrinePartLearner *self,
                                guint               k,
                                guint               i,
                                VitrineDrop        *drop)
{
  g_return_val_if_fail (VITRINE_IS_PART_LEARNER (self), FALSE);
  if (self->aog == NULL || k >= vt_aog_n_templates (self->aog)
      || i >= vt_template_n_patterns (vt_aog_template (self->aog, k)))
    return FALSE;

  const VtPattern *pattern = vt_template_pattern (vt_aog_template (self->aog, k), i);

  drop->template_id = vitrine_part_learner_get_template (self, k);
  drop->layer = (char *) vt_part_space_layer (vt_aog_space (self->aog), pattern->layer)->name;
  drop->channel = (int) pattern->channel;
  drop->row = pattern->home[0];
  drop->column = pattern->home[1];
  return TRUE;
}

/* ---- object ---- */

static void
vitrine_part_learner_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  VitrinePartLearner *self = VITRINE_PART_LEARNER (object);

  switch (prop_id)
    {
    case PROP_STATE: g_value_set_int (value, self->state); break;
    case PROP_MESSAGE: g_value_set_string (value, self->message); break;
    case PROP_JOB: g_value_set_object (value, self->job); break;
    case PROP_N_PARSED: g_value_set_uint (value, vitrine_part_learner_get_n_parsed (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_part_learner_dispose (GObject *object)
{
  VitrinePartLearner *self = VITRINE_PART_LEARNER (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  learner_forget (self);
  g_clear_object (&self->model);
  g_clear_object (&self->dataset);
  g_clear_object (&self->project);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->store, vitrine_feature_store_unref);
  g_clear_pointer (&self->mined, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->visible, g_array_unref);
  g_clear_pointer (&self->message, g_free);
  G_OBJECT_CLASS (vitrine_part_learner_parent_class)->dispose (object);
}

static void
vitrine_part_learner_class_init (VitrinePartLearnerClass *klass)
{
  static const char *const names[] = { "graph-changed", "parses-changed", "figures-changed" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vitrine_part_learner_get_property;
  object_class->dispose = vitrine_part_learner_dispose;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, VITRINE_LEARNER_IDLE, VITRINE_LEARNER_FAILED,
                                        VITRINE_LEARNER_IDLE, read);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, "", read);
  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, VITRINE_TYPE_JOB, read);
  props[PROP_N_PARSED] = g_param_spec_uint ("n-parsed", NULL, NULL, 0, G_MAXUINT, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
  for (guint i = 0; i < LEARNER_N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], VITRINE_TYPE_PART_LEARNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
vitrine_part_learner_init (VitrinePartLearner *self)
{
  vt_aog_options_init (&self->options, VT_AOG_FORM_DEFAULT);
  self->store = vitrine_feature_store_new (NULL, VITRINE_FEATURE_STORE_LIMIT);
  self->mined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) vt_template_unref);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->visible = g_array_new (FALSE, FALSE, sizeof (guint));
  self->message = g_strdup ("");
}

VitrinePartLearner *
vitrine_part_learner_new (VitrineJobs *jobs)
{
  g_return_val_if_fail (VITRINE_IS_JOBS (jobs), NULL);
  VitrinePartLearner *self = g_object_new (VITRINE_TYPE_PART_LEARNER, NULL);

  self->jobs = g_object_ref (jobs);
  return self;
}
