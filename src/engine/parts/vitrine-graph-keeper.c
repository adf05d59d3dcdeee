/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each job owns copies and references of all it reads; a job that is no longer the keeper's is not listened to. */
#include "config.h"

#include "engine/parts/vitrine-graph-keeper.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-graph-cache.h"

#define HEAT_SHARE .5

struct _VitrineGraphKeeper
{
  GObject              parent_instance;
  VitrineJobs         *jobs;            /* borrowed: they outlive us */
  VitrineFeatureStore *store;
  VitrineModel        *model;
  VitrineDataset      *dataset;
  VitrineKeeperState   state;
  char                *message;
  gboolean             stopped;         /* the message is no trouble: a person stopped it */
  VitrineJob          *job;
  VtXGraph            *graph;
  guint                version;
  gboolean             ranked;          /* the graph was learned to its end */
  VitrineGraphSights  *sights;
  VitrinePartSource   *source;
  VitrineGraphWish    *wish;
};

enum { PROP_JOB = 1, N_PROPS };
enum { CHANGED, SIGHTS_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineGraphKeeper, vitrine_graph_keeper, G_TYPE_OBJECT)

/* ---- the job ---- */

typedef struct
{
  VitrineModel        *model;
  VitrineFeatureStore *store;
  GPtrArray           *all;             /* pictures of the set */
  char                *set;             /* what the set is called */
  VitrineGraphWish    *wish;            /* NULL: what was learned last */
  GPtrArray           *negatives;       /* the wish's, when they have been read */
} Order;

typedef struct
{
  VtXGraph           *graph;
  gboolean            ranked;
  VitrineGraphSights *sights;
  VitrinePartSource  *source;
  VitrineGraphWish   *wish;
} Outcome;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->model);
  vitrine_feature_store_unref (order->store);
  g_ptr_array_unref (order->all);
  g_clear_pointer (&order->negatives, g_ptr_array_unref);
  g_free (order->set);
  vitrine_graph_wish_free (order->wish);
  g_free (order);
}

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  vt_xgraph_unref (outcome->graph);
  vitrine_graph_sights_unref (outcome->sights);
  g_clear_pointer (&outcome->source, vitrine_part_source_unref);
  vitrine_graph_wish_free (outcome->wish);
  g_free (outcome);
}

/* The ordinary pictures of the wish. */
static gboolean
read_negatives (Order        *order,
                const VtJob  *tick,
                GError      **error)
{
  g_autoptr (VitrineDataset) set = NULL;

  if (*order->wish->negatives == '\0')
    return TRUE;
  set = vitrine_dataset_open (order->wish->negatives, tick, error);
  if (set == NULL)
    return FALSE;
  if (vitrine_dataset_get_n (set) == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” holds no pictures"), order->wish->negatives);
      return FALSE;
    }
  order->negatives = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vitrine_dataset_get_n (set); i++)
    g_ptr_array_add (order->negatives, g_object_ref (vitrine_dataset_get (set, i)));
  return TRUE;
}

/* The wish as a task; pictures of its class go into `pictures`. */
static void
make_task (const Order            *order,
           const VitrineGraphWish *wish,
           GPtrArray              *pictures,
           VitrineGraphTask       *task)
{
  for (guint i = 0; i < order->all->len; i++)
    {
      const char *name = vitrine_picture_get_class_name (order->all->pdata[i]);

      if (*wish->class_name == '\0' || g_strcmp0 (name, wish->class_name) == 0)
        g_ptr_array_add (pictures, order->all->pdata[i]);
    }
  *task = (VitrineGraphTask) {
    .model = order->model, .store = order->store, .pictures = (VitrinePicture **) pictures->pdata,
    .n_pictures = pictures->len, .layers = (const int *) (const void *) wish->layers->data, .n_layers = wish->layers->len,
    .class_name = wish->class_name, .options = wish->options, .seed = wish->seed,
  };
  if (order->negatives != NULL)
    {
      task->negatives = (VitrinePicture **) order->negatives->pdata;
      task->n_negatives = order->negatives->len;
    }
}

static Outcome *
outcome_new (VtXGraph               *graph,
             gboolean                ranked,
             const VitrineGraphWish *wish)
{
  const Outcome outcome = { .graph = vt_xgraph_ref (graph), .ranked = ranked, .wish = vitrine_graph_wish_copy (wish) };

  return g_memdup2 (&outcome, sizeof outcome);
}

/* What was learned last, if its pictures are still the same. */
static VtXGraph *
recall (Order            *order,
        const char       *folder,
        gboolean         *ranked,
        const VtJob      *tick,
        GError          **error)
{
  g_autofree char *key = NULL, *now = NULL, *negatives = NULL;
  g_autoptr (VtXGraph) graph = vitrine_graph_cache_newest (folder, &key, &negatives, ranked);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new ();
  VitrineGraphTask task;

  if (graph == NULL)
    return NULL;
  order->wish = vitrine_graph_wish_of (graph);
  g_free (order->wish->negatives);
  order->wish->negatives = g_steal_pointer (&negatives);
  /* Whose negatives are gone is not known to be the same. */
  if (!read_negatives (order, tick, NULL))
    return NULL;
  make_task (order, order->wish, pictures, &task);
  now = vitrine_graph_cache_key (&task, vt_xgraph_space (graph), tick, error);
  return g_strcmp0 (now, key) == 0 ? g_steal_pointer (&graph) : NULL;
}

/* `error` is not NULL: what was stopped may give a graph, too. */
static VtXGraph *
learn (VitrineJob        *job,
       VitrineGraphTask  *task,
       const char        *negatives,
       const char        *folder,
       gboolean          *ranked,
       const VtJob       *tick,
       GError           **error)
{
  g_autoptr (VtPartSpace) space = vitrine_graph_task_space (task, error);
  VtJobPart part;
  g_autofree char *key = space != NULL ? vitrine_graph_cache_key (task, space, vt_job_part (&part, tick, 0, .02), error) : NULL;
  g_autoptr (VtXGraph) former = key != NULL ? vitrine_graph_cache_find (folder, key, ranked) : NULL;
  g_autoptr (VitrineGraphResult) result = NULL;

  if (key == NULL)
    return NULL;
  if (former != NULL && *ranked)
    {
      vitrine_graph_cache_store (folder, key, former, negatives, TRUE);      /* now it is the newest */
      return g_steal_pointer (&former);
    }
  task->former = former;
  result = vitrine_graph_learn (task, job, vitrine_job_get_pool (job), vt_job_part (&part, tick, .02, 1), error);
  *ranked = *error == NULL;
  if (result == NULL)
    return NULL;
  vitrine_graph_cache_store (folder, key, result->graph, negatives, *ranked);
  return vt_xgraph_ref (result->graph);
}

static gpointer
work (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  Order *order = input;
  g_autofree char *folder = vitrine_graph_cache_folder (order->store, order->model, order->set);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new ();
  g_autoptr (VtXGraph) graph = NULL;
  const gboolean asked = order->wish != NULL;
  gboolean ranked = FALSE;
  VtPool *pool = vitrine_job_get_pool (job);
  VitrineGraphTask task;
  GError *stopped = NULL;
  VtJobPart part;
  Outcome *outcome;

  if (!asked && (graph = recall (order, folder, &ranked, vt_job_part (&part, tick, 0, .1), error)) == NULL)
    return NULL;
  if (asked && !read_negatives (order, vt_job_part (&part, tick, 0, .01), error))
    return NULL;
  make_task (order, order->wish, pictures, &task);
  if (asked && (graph = learn (job, &task, order->wish->negatives, folder, &ranked, vt_job_part (&part, tick, 0, .9),
                               &stopped)) == NULL)
    {
      g_propagate_error (error, stopped);
      return NULL;
    }
  /* The graph is shown before its pictures are looked through. */
  vitrine_job_publish (job, outcome_new (graph, ranked, order->wish), outcome_free);
  outcome = outcome_new (graph, ranked, order->wish);
  outcome->source = vitrine_graph_task_source (&task, vt_xgraph_space (graph));
  vitrine_job_set_detail (job, "");
  /* What was stopped is not looked through: the next tick would say stop again. */
  if (stopped == NULL && vitrine_part_source_prepare (outcome->source, NULL, pool,
                                                      vt_job_part (&part, tick, asked ? .9 : .1, asked ? .92 : .5), error))
    outcome->sights = vitrine_graph_sights_new (graph, outcome->source, pool,
                                                vt_job_part (&part, tick, asked ? .92 : .5, 1), error);
  if (stopped != NULL)
    g_propagate_error (error, stopped);
  return outcome;
}

/* ---- back on main ---- */

static void
set_state (VitrineGraphKeeper *self,
           VitrineKeeperState  state,
           const char         *message)
{
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_job (VitrineGraphKeeper *self,
         VitrineJob         *job)
{
  g_set_object (&self->job, job);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
}

static void
set_graph (VitrineGraphKeeper *self,
           const Outcome      *outcome)
{
  if (outcome->graph != self->graph)
    {
      vt_xgraph_unref (self->graph);
      self->graph = vt_xgraph_ref (outcome->graph);
      self->version++;
      g_clear_pointer (&self->sights, vitrine_graph_sights_unref);
      g_clear_pointer (&self->source, vitrine_part_source_unref);
    }
  self->ranked = outcome->ranked;
  vitrine_graph_wish_free (self->wish);
  self->wish = vitrine_graph_wish_copy (outcome->wish);
}

static void
on_partial (VitrineJob *job,
            gpointer    partial,
            gpointer    user_data)
{
  VitrineGraphKeeper *self = user_data;

  if (job != self->job)
    return;
  set_graph (self, partial);
  set_state (self, VITRINE_KEEPER_LOOKING, NULL);
}

static void
on_done (VitrineJob   *job,
         gpointer      result,
         const GError *error,
         gpointer      user_data)
{
  VitrineGraphKeeper *self = user_data;
  Outcome *outcome = result;
  const gboolean cancelled = error != NULL && g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED);

  if (job != self->job)
    return;
  set_job (self, NULL);
  if (outcome != NULL)
    {
      set_graph (self, outcome);
      if (outcome->sights != NULL)
        {
          g_clear_pointer (&self->sights, vitrine_graph_sights_unref);
          g_clear_pointer (&self->source, vitrine_part_source_unref);
          self->sights = g_steal_pointer (&outcome->sights);
          self->source = g_steal_pointer (&outcome->source);
        }
    }
  self->stopped = cancelled;
  set_state (self, self->graph != NULL ? VITRINE_KEEPER_READY : VITRINE_KEEPER_EMPTY,
             cancelled ? _("Learning was stopped") : error != NULL ? error->message : NULL);
  g_signal_emit (self, signals[SIGHTS_CHANGED], 0);
}

/* Takes over `wish`. */
static void
start (VitrineGraphKeeper *self,
       VitrineGraphWish   *wish)
{
  Order *order = g_new0 (Order, 1);

  vitrine_job_forget (&self->job);
  order->model = g_object_ref (self->model);
  order->store = vitrine_feature_store_ref (self->store);
  order->set = g_strdup (vitrine_dataset_get_path (self->dataset) != NULL ? vitrine_dataset_get_path (self->dataset)
                                                                          : vitrine_dataset_get_name (self->dataset));
  order->all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vitrine_dataset_get_n (self->dataset); i++)
    g_ptr_array_add (order->all, g_object_ref (vitrine_dataset_get (self->dataset, i)));
  order->wish = wish;
  set_job (self, vitrine_jobs_run (self->jobs, &(VitrineJobSpec) {
    .title = wish != NULL ? _("Learning the explanatory graph") : _("Opening the explanatory graph"),
    .func = work, .input = order, .input_free = order_free, .result_free = outcome_free,
    .done = on_done, .partial = on_partial, .user_data = g_object_ref (self), .user_data_free = g_object_unref,
  }));
  set_state (self, wish != NULL ? VITRINE_KEEPER_LEARNING : VITRINE_KEEPER_LOADING, NULL);
}

static void
start_over (VitrineGraphKeeper *self)
{
  const gboolean whole = self->model != NULL && self->dataset != NULL && !vitrine_dataset_is_loading (self->dataset)
                         && vitrine_dataset_get_n (self->dataset) > 0 && vitrine_model_takes_pictures (self->model);

  vitrine_job_forget (&self->job);
  g_clear_pointer (&self->graph, vt_xgraph_unref);
  g_clear_pointer (&self->sights, vitrine_graph_sights_unref);
  g_clear_pointer (&self->source, vitrine_part_source_unref);
  g_clear_pointer (&self->wish, vitrine_graph_wish_free);
  self->version++;
  if (whole)
    start (self, NULL);
  else
    set_state (self, VITRINE_KEEPER_IDLE, NULL);
}

/* ---- object ---- */

static void
vitrine_graph_keeper_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  g_value_set_object (value, VITRINE_GRAPH_KEEPER (object)->job);
}

static void
vitrine_graph_keeper_finalize (GObject *object)
{
  VitrineGraphKeeper *self = VITRINE_GRAPH_KEEPER (object);

  g_clear_object (&self->job);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->model);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->store, vitrine_feature_store_unref);
  vt_xgraph_unref (self->graph);
  vitrine_graph_sights_unref (self->sights);
  g_clear_pointer (&self->source, vitrine_part_source_unref);
  vitrine_graph_wish_free (self->wish);
  g_free (self->message);
  G_OBJECT_CLASS (vitrine_graph_keeper_parent_class)->finalize (object);
}

static void
vitrine_graph_keeper_class_init (VitrineGraphKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vitrine_graph_keeper_get_property;
  object_class->finalize = vitrine_graph_keeper_finalize;
  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, VITRINE_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[SIGHTS_CHANGED] = g_signal_new ("sights-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
vitrine_graph_keeper_init (VitrineGraphKeeper *self)
{
}

VitrineGraphKeeper *
vitrine_graph_keeper_new (VitrineJobs         *jobs,
                          VitrineFeatureStore *store)
{
  VitrineGraphKeeper *self = g_object_new (VITRINE_TYPE_GRAPH_KEEPER, NULL);

  self->jobs = jobs;
  self->store = vitrine_feature_store_ref (store);
  return self;
}

void
vitrine_graph_keeper_set_inputs (VitrineGraphKeeper *self,
                                 VitrineModel       *model,
                                 VitrineDataset     *dataset)
{
  g_return_if_fail (VITRINE_IS_GRAPH_KEEPER (self));
  if (model == self->model && dataset == self->dataset)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->model, model);
  g_set_object (&self->dataset, dataset);
  if (model != NULL)
    g_signal_connect_swapped (model, "preprocess-changed", G_CALLBACK (start_over), self);
  if (dataset != NULL)
    g_signal_connect_swapped (dataset, "notify::loading", G_CALLBACK (start_over), self);
  start_over (self);
}

void
vitrine_graph_keeper_learn (VitrineGraphKeeper     *self,
                            const VitrineGraphWish *wish)
{
  g_return_if_fail (VITRINE_IS_GRAPH_KEEPER (self) && wish != NULL);
  if (self->state != VITRINE_KEEPER_IDLE)
    start (self, vitrine_graph_wish_copy (wish));
}

void
vitrine_graph_keeper_resume (VitrineGraphKeeper *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_KEEPER (self));
  if (self->wish != NULL && self->state == VITRINE_KEEPER_READY)
    start (self, vitrine_graph_wish_copy (self->wish));
}

void
vitrine_graph_keeper_cancel (VitrineGraphKeeper *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_KEEPER (self));
  if (self->job != NULL)
    vitrine_job_cancel (self->job);
}

VitrineKeeperState
vitrine_graph_keeper_get_state (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), VITRINE_KEEPER_IDLE);
  return self->state;
}

const char *
vitrine_graph_keeper_get_message (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->message;
}

gboolean
vitrine_graph_keeper_was_stopped (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), FALSE);
  return self->stopped;
}

VitrineJob *
vitrine_graph_keeper_get_job (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->job;
}

VtXGraph *
vitrine_graph_keeper_get_graph (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->graph;
}

gboolean
vitrine_graph_keeper_is_ranked (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), FALSE);
  return self->graph != NULL && self->ranked;
}

guint
vitrine_graph_keeper_get_version (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), 0);
  return self->version;
}

VitrineGraphSights *
vitrine_graph_keeper_get_sights (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->sights;
}

VitrinePartSource *
vitrine_graph_keeper_get_source (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->source;
}

const VitrineGraphWish *
vitrine_graph_keeper_get_wish (VitrineGraphKeeper *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_KEEPER (self), NULL);
  return self->wish;
}

/* ---- looking ---- */

static void
ask_free (gpointer data)
{
  VitrineGraphAsk *ask = data;

  g_object_unref (ask->model);
  vitrine_feature_store_unref (ask->store);
  vt_xgraph_unref (ask->graph);
  g_object_unref (ask->picture);
  g_free (ask);
}

static gpointer
look (VitrineJob   *job,
      const VtJob  *tick,
      gpointer      input,
      GError      **error)
{
  return vitrine_graph_look (input, vitrine_job_get_pool (job), tick, error);
}

void
vitrine_graph_keeper_look (VitrineGraphKeeper *self,
                           const char         *key,
                           VitrinePicture     *picture,
                           guint               layer,
                           int                 filter,
                           VitrineJobDone      done,
                           gpointer            user_data,
                           GDestroyNotify      user_data_free)
{
  g_return_if_fail (VITRINE_IS_GRAPH_KEEPER (self) && self->graph != NULL && picture != NULL);
  VitrineGraphAsk *ask = g_new0 (VitrineGraphAsk, 1);

  *ask = (VitrineGraphAsk) {
    .model = g_object_ref (self->model), .store = vitrine_feature_store_ref (self->store),
    .graph = vt_xgraph_ref (self->graph), .picture = g_object_ref (picture), .layer = layer, .filter = filter,
    .share = HEAT_SHARE,
  };
  vitrine_jobs_preview (self->jobs, key, &(VitrineJobSpec) {
    .title = _("Finding the nodes on a picture"),
    .func = look, .input = ask, .input_free = ask_free, .result_free = (GDestroyNotify) vitrine_graph_view_free,
    .done = done, .user_data = user_data, .user_data_free = user_data_free,
  });
}
