/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli measure instability: how steadily nodes and filters keep their distance from landmarks. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-graphs.h"
#include "engine/parts/vitrine-graph-measure.h"

typedef struct
{
  char *graph, *class_name, *csv, *cache;
  GStrv landmarks;
  int   most, nodes, top, seed;
} Options;

static const Options defaults = { .most = 60, .nodes = 1000, .top = 20, .seed = 1 };

static const CliOption options[] = {
  { "graph", 'g', CLI_FILE, G_STRUCT_OFFSET (Options, graph), N_("FILE"), N_("The graph, from graph learn") },
  { "class", 'c', CLI_STRING, G_STRUCT_OFFSET (Options, class_name), "C", N_("Only pictures of this class") },
  { "landmark", 'p', CLI_STRINGS, G_STRUCT_OFFSET (Options, landmarks), "NAME",
    N_("A part to measure from; may be given several times (all that half of the pictures show)") },
  { "most", 'm', CLI_INT, G_STRUCT_OFFSET (Options, most), "M",
    N_("Pictures that count for each, those of the highest score; 0: all (60)") },
  { "nodes", 'n', CLI_INT, G_STRUCT_OFFSET (Options, nodes), "N", N_("Nodes to measure, best rank first; 0: all (1000)") },
  { "top", 't', CLI_INT, G_STRUCT_OFFSET (Options, top), "T", N_("Nodes that the summary is about (20)") },
  { "seed", 's', CLI_INT, G_STRUCT_OFFSET (Options, seed), "S", N_("Of random and shuffled places (1)") },
  { "csv", 0, CLI_FILE, G_STRUCT_OFFSET (Options, csv), N_("FILE"), N_("Write a line for each node and filter") },
  { "cache", 0, CLI_FILE, G_STRUCT_OFFSET (Options, cache), "DIR", N_("Folder for feature maps") },
  { NULL },
};

/* ---- the answer ---- */

static void
add_row (JsonBuilder         *b,
         const char          *what,
         guint                count,
         const VtInstability *one)
{
  json_builder_begin_object (b);
  cli_add_string (b, "of", what);
  cli_add_int (b, "count", count);
  cli_add_double (b, "instability", one->distance);
  cli_add_double (b, "vector_form", one->offset);
  cli_add_double (b, "position_spread", one->spread);
  json_builder_end_object (b);
}

static void
add_rows (JsonBuilder          *b,
          const VitrineMeasure *m,
          guint                 top)
{
  const guint n_top = MIN (top, m->n_nodes);
  VtInstability mean;

  json_builder_set_member_name (b, "summary");
  json_builder_begin_array (b);
  vitrine_steadiness_mean (m->nodes, m->n_nodes, top, &mean);
  add_row (b, _("best nodes"), n_top, &mean);
  vitrine_steadiness_mean (m->shuffled, m->n_nodes, top, &mean);
  add_row (b, _("the same, shuffled between pictures"), n_top, &mean);
  vitrine_steadiness_mean (m->nodes, m->n_nodes, 0, &mean);
  add_row (b, _("all nodes measured"), m->n_nodes, &mean);
  vitrine_steadiness_mean (m->filters, m->n_filters, 0, &mean);
  add_row (b, _("filters"), m->n_filters, &mean);
  add_row (b, _("a random place"), 1, &m->random);
  add_row (b, _("a constant place"), 1, &m->constant);
  json_builder_end_array (b);
}

static JsonNode *
make_answer (const CliCall        *call,
             const VitrineMeasure *m,
             const VtXGraph       *graph)
{
  const Options *o = call->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *landmarks = g_strjoinv (", ", m->landmarks);
  VtInstability nodes, filters, shuffled;
  guint constant = 0;

  vitrine_steadiness_mean (m->nodes, m->n_nodes, (guint) o->top, &nodes);
  vitrine_steadiness_mean (m->shuffled, m->n_nodes, (guint) o->top, &shuffled);
  vitrine_steadiness_mean (m->filters, m->n_filters, 0, &filters);
  for (guint k = 0; k < MIN ((guint) o->top, m->n_nodes); k++)
    constant += m->nodes[k].constant;
  json_builder_begin_object (b);
  cli_add_string (b, "class", o->class_name);
  cli_add_string (b, "landmarks", landmarks);
  cli_add_int (b, "pictures", m->n_pictures);
  cli_add_int (b, "counted", m->most);
  cli_add_int (b, "graph_nodes", vt_xgraph_n_nodes (graph));
  cli_add_double (b, "to_filters", nodes.distance / filters.distance);
  cli_add_double (b, "to_shuffled", nodes.distance / shuffled.distance);
  cli_add_double (b, "vector_to_filters", nodes.offset / filters.offset);
  cli_add_double (b, "vector_to_shuffled", nodes.offset / shuffled.offset);
  cli_add_int (b, "constant_of_best", constant);
  add_rows (b, m, (guint) o->top);
  json_builder_end_object (b);
  return cli_finish (b);
}

static void
write_line (GString                 *csv,
            const VtXGraph          *graph,
            const char              *kind,
            const VitrineSteadiness *one)
{
  const double values[] = { one->mean.distance, one->mean.offset, one->mean.spread };

  g_string_append_printf (csv, "%s,\"%s\",%u,%d,%u", kind, vt_part_space_layer (vt_xgraph_space (graph), one->layer)->name,
                          one->unit, one->constant, one->mean.n);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (csv, ",%s", isfinite (values[i]) ? g_ascii_formatd (text, sizeof text, "%.6g", values[i]) : "");
    }
  g_string_append_c (csv, '\n');
}

static gboolean
write_csv (const char           *path,
           const VitrineMeasure *m,
           const VtXGraph       *graph,
           GError              **error)
{
  g_autoptr (GString) csv = g_string_new ("kind,layer,unit,constant,pictures,instability,vector_form,position_spread\n");

  for (guint k = 0; k < m->n_nodes; k++)
    write_line (csv, graph, "node", &m->nodes[k]);
  for (guint k = 0; k < m->n_nodes; k++)
    write_line (csv, graph, "shuffled", &m->shuffled[k]);
  for (guint k = 0; k < m->n_filters; k++)
    write_line (csv, graph, "filter", &m->filters[k]);
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
}

/* ---- the work ---- */

static JsonNode *
run (const CliCall *call,
     GError       **error)
{
  const Options *o = call->options;
  g_autoptr (VtXGraph) graph = NULL;
  g_autoptr (VitrineMeasure) measure = NULL;
  g_autoptr (VitrineGraphPlaces) places = NULL;

  if (o->most < 0 || o->nodes < 0 || o->top < 1)
    return cli_usage_error (error, _("--most and --nodes are 0 or more, --top 1 or more"));
  places = cli_graph_places (call, o->graph, o->class_name, o->cache, (guint) o->nodes, &graph, error);
  if (places == NULL)
    return NULL;
  measure = vitrine_graph_measure (places, (const char *const *) o->landmarks, (guint) o->most, (guint64) o->seed, error);
  if (measure == NULL || (o->csv != NULL && !write_csv (o->csv, measure, graph, error)))
    return NULL;
  return make_answer (call, measure, graph);
}

const CliCommand cli_command_measure_instability = {
  .name = "measure instability",
  .arguments = N_("MODEL PICTURES"),
  .summary = N_("Measure how steadily the nodes of a graph, and its filters, keep their distance from landmarks"),
  .details = N_("Instability is the deviation, over the pictures of the highest score, of the distance from where a node or\n"
                "filter fires to a landmark, as a share of the frame’s diagonal; the mean over landmarks.  The vector form\n"
                "takes the deviation of the difference itself.  A place that never moves scores well without meaning\n"
                "anything: so a constant place, a random one and nodes shuffled between pictures stand beside it, and the\n"
                "position spread says how many pixels a place moves."),
  .min_args = 2,
  .max_args = 2,
  .options_size = sizeof (Options),
  .options = options,
  .defaults = &defaults,
  .run = run,
};
