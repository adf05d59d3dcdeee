/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli graph learn: an explanatory graph from pictures of one class, written as JSON. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/cli-graphs.h"
#include "engine/parts/vitrine-graph-study.h"

#define TOP 100     /* nodes whose purity is told */
#define PURE .8

typedef struct
{
  char     *class_name, *layers, *out, *negatives, *resume, *cache, *form;
  GStrv     constants;
  gboolean  quick;
  int       seed;
} Options;

static const Options defaults = { .seed = 1 };

static const CliOption options[] = {
  { "class", 'c', CLI_STRING, G_STRUCT_OFFSET (Options, class_name), "C", N_("Only pictures of this class") },
  { "layers", 'l', CLI_STRING, G_STRUCT_OFFSET (Options, layers), "L,…", N_("Layers by name (chosen when missing)") },
  { "output", 'o', CLI_FILE, G_STRUCT_OFFSET (Options, out), N_("FILE"), N_("File to write the graph to") },
  { "quick", 0, CLI_FLAG, G_STRUCT_OFFSET (Options, quick), NULL,
    N_("100 pictures, 8 iterations and the 128 loudest filters of each layer") },
  { "form", 'f', CLI_STRING, G_STRUCT_OFFSET (Options, form), "default|faithful",
    N_("For objects that stand and face as they like, or the published constants (default)") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S", N_("Where the nodes begin (1)") },
  { "negatives", 'n', CLI_FILE, G_STRUCT_OFFSET (Options, negatives), "DIR",
    N_("Ordinary pictures that say what is usual (the pictures themselves)") },
  { "resume", 'r', CLI_FILE, G_STRUCT_OFFSET (Options, resume), N_("FILE"),
    N_("Go on with a graph that was stopped, with the same options") },
  { "set", 0, CLI_STRINGS, G_STRUCT_OFFSET (Options, constants), "NAME=VALUE",
    N_("Another value for a constant of the method; may be given several times") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

/* ---- what was asked for ---- */

/* Node numbers of the layers named, each once. */
static GArray *
find_layers (VitrineModel *model,
             const char   *names,
             GError      **error)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (GStrv) words = g_strsplit (names != NULL ? names : "", ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *name = g_strstrip (words[i]);
      gboolean known = FALSE;
      int node;

      if (*name == '\0')
        continue;
      if ((node = cli_find_node (model, name, error)) < 0)
        return NULL;
      for (guint k = 0; k < nodes->len; k++)
        known |= g_array_index (nodes, int, k) == node;
      if (!known)
        g_array_append_val (nodes, node);
    }
  if (nodes->len > VT_PART_MAX_LAYERS)
    return cli_usage_error (error, _("A graph has at most %d layers"), VT_PART_MAX_LAYERS);
  return g_steal_pointer (&nodes);
}

/* ---- the answer ---- */

static void
add_layers (JsonBuilder    *b,
            const VtXGraph *graph)
{
  VtPartSpace *space = vt_xgraph_space (graph);

  json_builder_set_member_name (b, "layers");
  json_builder_begin_array (b);
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, l);
      guint n, n_iterations, n_filters = 0;
      const VtXNode *nodes = vt_xgraph_nodes (graph, l, &n);
      const double *objective = vt_xgraph_objective (graph, l, &n_iterations);

      for (guint i = 0; i < n; i++)
        n_filters += i == 0 || nodes[i].filter != nodes[i - 1].filter;
      json_builder_begin_object (b);
      cli_add_string (b, "name", layer->name);
      cli_add_int (b, "rows", layer->h);
      cli_add_int (b, "columns", layer->w);
      cli_add_int (b, "filters", n_filters);
      cli_add_int (b, "nodes", n);
      cli_add_int (b, "iterations", n_iterations);
      cli_add_double (b, "objective_first", n_iterations > 0 ? objective[0] : (double) NAN);
      cli_add_double (b, "objective_last", n_iterations > 0 ? objective[n_iterations - 1] : (double) NAN);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_nearest (JsonBuilder    *b,
             const VtXGraph *graph,
             const GArray   *nearest)
{
  json_builder_set_member_name (b, "parts");
  json_builder_begin_array (b);
  for (guint i = 0; i < nearest->len; i++)
    {
      const VitrinePartNearest *one = &g_array_index (nearest, VitrinePartNearest, i);

      json_builder_begin_object (b);
      cli_add_string (b, "part", one->part);
      cli_add_int (b, "pictures", one->n);
      cli_add_string (b, "layer", vt_part_space_layer (vt_xgraph_space (graph), one->layer)->name);
      cli_add_int (b, "node", one->node);
      cli_add_double (b, "distance", one->distance);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static gboolean
add_purity (JsonBuilder              *b,
            const VitrineGraphResult *result,
            VtPool                   *pool,
            const VtJob              *job,
            GError                  **error)
{
  g_autoptr (GArray) nearest = NULL, purity = vitrine_graph_purity (result, TOP, &nearest, pool, job, error);
  double sum = 0;
  guint pure = 0;

  if (purity == NULL)
    return FALSE;
  for (guint i = 0; i < purity->len; i++)
    {
      sum += g_array_index (purity, VitrineNodePurity, i).share / purity->len;
      pure += g_array_index (purity, VitrineNodePurity, i).share >= PURE;
    }
  if (purity->len == 0)
    return TRUE;
  cli_add_int (b, "top_nodes", purity->len);
  cli_add_double (b, "purity", sum);
  cli_add_double (b, "pure_nodes", (double) pure / purity->len);
  add_nearest (b, result->graph, nearest);
  return TRUE;
}

static JsonNode *
make_answer (const CliCall            *call,
             const VitrineGraphResult *result,
             gboolean                  whole,
             const VtJob              *job,
             GError                  **error)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  cli_add_string (b, "file", o->out);
  cli_add_string (b, "class", o->class_name);
  cli_add_flag (b, "quick", o->quick);
  cli_add_int (b, "seed", o->seed);
  cli_add_int (b, "pictures", vt_xgraph_n_pictures (result->graph));
  cli_add_int (b, "unreadable", result->n_unreadable);
  cli_add_int (b, "nodes", vt_xgraph_n_nodes (result->graph));
  cli_add_double (b, "seconds_reading", result->seconds_reading);
  cli_add_double (b, "seconds_learning", result->seconds_learning);
  if (whole && !add_purity (b, result, call->pool, job, error))
    return NULL;
  add_layers (b, result->graph);
  json_builder_end_object (b);
  return cli_finish (b);
}

/* ---- the work ---- */

static JsonNode *
learn (const CliCall          *call,
       const VitrineGraphTask *task,
       GError                **error)
{
  const Options *o = call->options;
  g_autoptr (GError) stopped = NULL;
  g_autoptr (VitrineGraphResult) result = NULL;
  g_autofree char *text = NULL;
  VtJobPart part;
  JsonNode *answer;

  result = vitrine_graph_learn (task, NULL, call->pool, vt_job_part (&part, call->job, .05, .95), &stopped);
  if (result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&stopped));
      return NULL;
    }
  text = vt_xgraph_save (result->graph);
  if (!g_file_set_contents (o->out, text, -1, error))
    return NULL;
  answer = make_answer (call, result, stopped == NULL, vt_job_part (&part, call->job, .95, 1), error);
  if (stopped != NULL)
    g_propagate_error (error, g_steal_pointer (&stopped));
  return answer;
}

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VitrineModel) model = NULL;
  g_autoptr (VitrineFeatureStore) store = NULL;
  g_autoptr (GPtrArray) pictures = NULL, negatives = NULL;
  g_autoptr (GArray) layers = NULL;
  g_autoptr (VtXGraph) former = NULL;
  VitrineGraphTask task = { .class_name = o->class_name, .seed = (guint64) o->seed };
  static const char *const forms[] = { "default", "faithful", NULL };
  VtJobPart part;
  int form;

  if (!cli_choose ("form", o->form, forms, &form, error))
    return NULL;
  vt_xgraph_options_init (&task.options, o->quick);
  if (form == 0)
    vt_xgraph_options_roam (&task.options);
  if (o->out == NULL)
    return cli_usage_error (error, _("--output is missing: the file to write the graph to"));
  if (!cli_set_constants (o->constants, &(CliConstants) { vt_xgraph_constants, &task.options }, 1, error)
      || (model = cli_open_model (call->args[0], error)) == NULL
      || (layers = find_layers (model, o->layers, error)) == NULL
      || (o->resume != NULL && (former = cli_load_graph (o->resume, model, error)) == NULL)
      || (pictures = cli_read_pictures (call->args[1], o->class_name, vt_job_part (&part, call->job, 0, .05), error)) == NULL)
    return NULL;
  if (o->negatives != NULL)
    {
      if ((negatives = cli_read_pictures (o->negatives, NULL, call->job, error)) == NULL)
        return NULL;
      task.negatives = (VitrinePicture **) negatives->pdata;
      task.n_negatives = negatives->len;
    }
  store = vitrine_feature_store_new (o->cache, VITRINE_FEATURE_STORE_LIMIT);
  task.model = model;
  task.store = store;
  task.pictures = (VitrinePicture **) pictures->pdata;
  task.n_pictures = pictures->len;
  task.layers = (const int *) (const void *) layers->data;
  task.n_layers = layers->len;
  task.former = former;
  return learn (call, &task, error);
}

const CliCommand cli_command_graph_learn = {
  .name = "graph learn",
  .arguments = N_("MODEL PICTURES"),
  .summary = N_("Learn which parts the filters of a network answer to"),
  .details = N_("PICTURES is sample:pictures or a folder, best with objects of one class that fill the frame.  Each filter\n"
                "of each layer is explained as several nodes, each a part; the nodes of a layer know where they are from\n"
                "nodes of the layer above.  When it is stopped the layers finished so far are written, and --resume goes\n"
                "on from there.  Where the pictures know their parts, it is told how pure the best nodes are: on how many\n"
                "pictures their place lies in one and the same part; and which node is nearest to each part, in cells of\n"
                "its layer (the median).  Where a picture is turned to face as the others do, its left is a right."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
