/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `places` belong to one graph on one set; `found` to some votes over them.  A job owns references of all it reads; one
 * that is no longer ours is not listened to. */
#include "config.h"

#include "engine/parts/vitrine-graph-locator.h"

#include <glib/gi18n.h>

#include "base/vt-error.h"
#include "engine/parts/vitrine-graph-finding.h"

#define MOST_PICTURES 2000      /* as many as a part looks at */

struct _VitrineGraphLocator
{
  GObject                          parent_instance;
  VitrineJobs         *            jobs; /* borrowed: they outlive us */
  VitrineFeatureStore *            store;
  VitrineGraphKeeper  *            keeper;
  VitrineModel        *            model;
  VitrineDataset      *            dataset;
  VitrineProject      *            project;
  gint64                           part;
  gboolean                         awake;
  VitrineLocatorState              state;
  char                *            message;
  VitrineJob          *            job;
  guint                            update_source;
  VitrineGraphPlaces  *            places; /* of the keeper's graph, or NULL */
  VitrineGraphFinding *            finding;
  char                *            asked; /* what the finding, or the job that runs, was made from */
  gboolean                         stale;
};

enum { PROP_JOB = 1, N_PROPS };
enum { CHANGED, FOUND_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineGraphLocator, vitrine_graph_locator, G_TYPE_OBJECT)

/* ---- back on main ---- */

static void
set_state (VitrineGraphLocator *self,
           VitrineLocatorState  state,
           const char          *message)
{
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_job (VitrineGraphLocator *self,
         VitrineJob          *job)
{
  g_set_object (&self->job, job);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
}

static void
forget_finding (VitrineGraphLocator *self)
{
  const gboolean had = self->finding != NULL;

  g_clear_pointer (&self->asked, g_free);
  g_clear_pointer (&self->finding, vitrine_graph_finding_free);
  self->stale = FALSE;
  if (had)
    g_signal_emit (self, signals[FOUND_CHANGED], 0);
}

static void
on_done (VitrineJob   *job,
         gpointer      result,
         const GError *error,
         gpointer      user_data)
{
  VitrineGraphLocator *self = user_data;
  VitrineGraphFinding *finding = result;
  const gboolean cancelled = error != NULL && g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED);

  if (job != self->job)
    return;
  set_job (self, NULL);
  if (finding != NULL && finding->places != NULL && self->places == NULL)
    self->places = vitrine_graph_places_ref (finding->places);
  if (finding != NULL && finding->votes != NULL && error == NULL)
    {
      g_clear_pointer (&self->finding, vitrine_graph_finding_free);
      self->finding = vitrine_job_steal_result (job);
      self->stale = FALSE;
    }
  set_state (self, cancelled ? VITRINE_LOCATOR_STOPPED : error != NULL ? VITRINE_LOCATOR_FAILED : VITRINE_LOCATOR_READY,
             error != NULL && !cancelled ? error->message : NULL);
  g_signal_emit (self, signals[FOUND_CHANGED], 0);
}

/* ---- following ---- */

static VitrinePartSource *
make_source (VitrineGraphLocator *self,
             VtXGraph            *graph,
             guint                n)
{
  g_autofree VitrinePicture **pictures = g_new0 (VitrinePicture *, MAX (n, 1));

  if (self->places != NULL)
    return vitrine_part_source_ref (self->places->source);
  for (guint i = 0; i < n; i++)
    pictures[i] = vitrine_dataset_get (self->dataset, i);
  return vitrine_part_source_new (self->store, self->model, vt_xgraph_space (graph), pictures, n);
}

static VitrineFindingOrder *
make_order (VitrineGraphLocator *self,
            VtXGraph            *graph,
            GPtrArray           *rows)
{
  VitrineFindingOrder *order = g_new0 (VitrineFindingOrder, 1);
  const guint n = MIN (vitrine_dataset_get_n (self->dataset), MOST_PICTURES);

  order->graph = vt_xgraph_ref (graph);
  order->source = make_source (self, graph, n);
  order->places = self->places != NULL ? vitrine_graph_places_ref (self->places) : NULL;
  order->part = vitrine_project_dup_part_name (self->project, self->part);
  order->boxes = g_array_new (FALSE, FALSE, sizeof (VitrineBoxedPicture));
  order->boxed = g_new0 (guint8, MAX (n, 1));
  for (guint i = 0; i < rows->len; i++)
    {
      const VitrinePartBox *row = g_ptr_array_index (rows, i);
      const int picture = vitrine_dataset_index (self->dataset, row->picture);

      if (picture < 0 || (guint) picture >= n)
        continue;

      const VitrineBoxedPicture one = { (guint) picture, row->box };

      g_array_append_val (order->boxes, one);
      order->boxed[picture] = TRUE;
    }
  return order;
}

/* What a finding is made from, in words. */
static char *
describe_order (const VitrineFindingOrder *order,
                guint                      version)
{
  GString *words = g_string_new (order->part);

  g_string_append_printf (words, ";%u", version);
  for (guint i = 0; i < order->boxes->len; i++)
    {
      const VitrineBoxedPicture *one = &g_array_index (order->boxes, VitrineBoxedPicture, i);

      g_string_append_printf (words, ";%u %.3f %.3f %.3f %.3f", one->picture, one->box.x, one->box.y, one->box.w, one->box.h);
    }
  return g_string_free (words, FALSE);
}

static void
start (VitrineGraphLocator *              self,
       VitrineFindingOrder               *order)
{
  g_autofree char *title = g_strdup_printf (_("Finding “%s” by the graph"), order->part);

  self->stale = self->finding != NULL;
  set_job (self, vitrine_jobs_run (self->jobs, &(VitrineJobSpec) {
    .title = title, .func = vitrine_graph_finding_work, .input = order, .input_free = vitrine_finding_order_free,
    .result_free = vitrine_graph_finding_free,
    .done = on_done, .user_data = g_object_ref (self), .user_data_free = g_object_unref,
  }));
  set_state (self, VITRINE_LOCATOR_LOOKING, NULL);
}

/* What was asked is there, on its way, or given up; says which. */
static gboolean
is_answered (VitrineGraphLocator *self)
{
  if (self->job != NULL)
    set_state (self, VITRINE_LOCATOR_LOOKING, NULL);
  else if (self->finding != NULL && !self->stale)
    set_state (self, VITRINE_LOCATOR_READY, NULL);
  else
    return self->state == VITRINE_LOCATOR_STOPPED || self->state == VITRINE_LOCATOR_FAILED;
  return TRUE;
}

static void
update (VitrineGraphLocator *self)
{
  const VitrineKeeperState keeper = vitrine_graph_keeper_get_state (self->keeper);
  VtXGraph *graph = vitrine_graph_keeper_get_graph (self->keeper);
  const gboolean possible = self->model != NULL && self->dataset != NULL && self->project != NULL && self->part != 0;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *asked = NULL;
  VitrineFindingOrder *order;

  if (self->places != NULL && self->places->graph != graph)
    {
      vitrine_job_forget (&self->job);
      g_clear_pointer (&self->places, vitrine_graph_places_unref);
      forget_finding (self);
    }
  if (!self->awake || !possible || graph == NULL || keeper == VITRINE_KEEPER_LEARNING)
    {
      set_state (self, self->awake && possible ? VITRINE_LOCATOR_NO_GRAPH : VITRINE_LOCATOR_IDLE, NULL);
      return;
    }
  rows = vitrine_project_list_boxes (self->project, self->part);
  order = make_order (self, graph, rows);
  asked = describe_order (order, vitrine_graph_keeper_get_version (self->keeper));
  if (g_strcmp0 (asked, self->asked) == 0 && is_answered (self))
    {
      vitrine_finding_order_free (order);
      return;
    }
  vitrine_job_forget (&self->job);
  if (order->boxes->len == 0)
    {
      vitrine_finding_order_free (order);
      forget_finding (self);
      set_state (self, VITRINE_LOCATOR_NO_BOX, NULL);
      return;
    }
  g_free (self->asked);
  self->asked = g_steal_pointer (&asked);
  start (self, order);
}

static gboolean
update_now (gpointer data)
{
  VitrineGraphLocator *self = data;

  self->update_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Many things change at once after an edit; they are looked at once. */
static void
queue_update (VitrineGraphLocator *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add (update_now, self);
}

static void
on_project_changed (VitrineProject       *project,
                    VitrineProjectAspect  aspect,
                    VitrineGraphLocator  *self)
{
  if (aspect & (VITRINE_PROJECT_PARTS | VITRINE_PROJECT_TEMPLATES | VITRINE_PROJECT_BOXES))
    queue_update (self);
}

/* ---- object ---- */

static void
vitrine_graph_locator_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  g_value_set_object (value, VITRINE_GRAPH_LOCATOR (object)->job);
}

static void
vitrine_graph_locator_dispose (GObject *object)
{
  VitrineGraphLocator *self = VITRINE_GRAPH_LOCATOR (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  vitrine_job_forget (&self->job);
  if (self->keeper != NULL)
    g_signal_handlers_disconnect_by_data (self->keeper, self);
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_object (&self->keeper);
  g_clear_object (&self->project);
  g_clear_object (&self->model);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->store, vitrine_feature_store_unref);
  g_clear_pointer (&self->finding, vitrine_graph_finding_free);
  g_clear_pointer (&self->places, vitrine_graph_places_unref);
  g_clear_pointer (&self->asked, g_free);
  g_clear_pointer (&self->message, g_free);
  G_OBJECT_CLASS (vitrine_graph_locator_parent_class)->dispose (object);
}

static void
vitrine_graph_locator_class_init (VitrineGraphLocatorClass *klass)
{
  static const char *const names[] = { "changed", "found-changed" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vitrine_graph_locator_get_property;
  object_class->dispose = vitrine_graph_locator_dispose;
  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, VITRINE_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_graph_locator_init (VitrineGraphLocator *self)
{
}

VitrineGraphLocator *
vitrine_graph_locator_new (VitrineJobs         *jobs,
                           VitrineFeatureStore *store,
                           VitrineGraphKeeper  *keeper)
{
  VitrineGraphLocator *self = g_object_new (VITRINE_TYPE_GRAPH_LOCATOR, NULL);

  self->jobs = jobs;
  self->store = vitrine_feature_store_ref (store);
  self->keeper = g_object_ref (keeper);
  g_signal_connect_swapped (keeper, "changed", G_CALLBACK (queue_update), self);
  return self;
}

void
vitrine_graph_locator_set_inputs (VitrineGraphLocator *self,
                                  VitrineModel        *model,
                                  VitrineDataset      *dataset,
                                  VitrineProject      *project,
                                  gint64               part)
{
  g_return_if_fail (VITRINE_IS_GRAPH_LOCATOR (self));
  const gboolean others = model != self->model || dataset != self->dataset;

  if (project != self->project)
    {
      if (self->project != NULL)
        g_signal_handlers_disconnect_by_data (self->project, self);
      g_set_object (&self->project, project);
      if (project != NULL)
        g_signal_connect (project, "changed", G_CALLBACK (on_project_changed), self);
    }
  g_set_object (&self->model, model);
  g_set_object (&self->dataset, dataset);
  if (others)
    {
      vitrine_job_forget (&self->job);
      g_clear_pointer (&self->places, vitrine_graph_places_unref);
    }
  if (others || part != self->part)
    forget_finding (self);
  self->part = part;
  queue_update (self);
}

void
vitrine_graph_locator_set_awake (VitrineGraphLocator *self,
                                 gboolean             awake)
{
  g_return_if_fail (VITRINE_IS_GRAPH_LOCATOR (self));
  self->awake = awake;
  queue_update (self);
}

void
vitrine_graph_locator_go_on (VitrineGraphLocator *self)
{
  g_return_if_fail (VITRINE_IS_GRAPH_LOCATOR (self));
  g_clear_pointer (&self->asked, g_free);
  queue_update (self);
}

VitrineLocatorState
vitrine_graph_locator_get_state (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), VITRINE_LOCATOR_IDLE);
  return self->state;
}

const char *
vitrine_graph_locator_get_message (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), NULL);
  return self->message;
}

VitrineJob *
vitrine_graph_locator_get_job (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), NULL);
  return self->job;
}

VtXGraph *
vitrine_graph_locator_get_graph (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), NULL);
  return self->finding != NULL ? self->finding->places->graph : NULL;
}

VitrineGraphVotes *
vitrine_graph_locator_get_votes (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), NULL);
  return self->finding != NULL ? self->finding->votes : NULL;
}

int
vitrine_graph_locator_number (VitrineGraphLocator *self,
                              guint                picture)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), -1);
  return self->finding != NULL && picture < self->finding->n ? self->finding->numbers[picture] : -1;
}

gboolean
vitrine_graph_locator_get_place (VitrineGraphLocator *self,
                                 guint                picture,
                                 VtPartPlace         *place,
                                 double              *agreement)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), FALSE);
  if (vitrine_graph_locator_number (self, picture) < 0)
    return FALSE;
  *place = self->finding->found[picture];
  *agreement = (double) self->finding->agreement[picture];
  return TRUE;
}

gboolean
vitrine_graph_locator_is_stale (VitrineGraphLocator *self)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), FALSE);
  return self->stale;
}

gboolean
vitrine_graph_locator_get_figures (VitrineGraphLocator *self,
                                   VitrinePartFigures  *figures)
{
  g_return_val_if_fail (VITRINE_IS_GRAPH_LOCATOR (self), FALSE);
  if (self->finding == NULL || !self->finding->has_figures)
    return FALSE;
  *figures = self->finding->figures;
  return TRUE;
}
