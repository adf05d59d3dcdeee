/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/vitrine-parts-voters.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-graph-model.h"
#include "widgets/vitrine-number.h"

#define MOST_DOTS 160           /* more would hide the picture: the best voters, and what is chosen */
#define MOST_WEIGHT 3.0
#define LEAST_WEIGHT .05        /* nodes that say less have no dot */

/* ---- the locator ---- */

static void
on_inputs_changed (VitrineSession      *session,
                   GParamSpec          *pspec,
                   VitrineGraphLocator *locator)
{
  vitrine_graph_locator_set_inputs (locator, vitrine_session_get_model (session), vitrine_session_get_dataset (session),
                                    vitrine_session_get_project (session), vitrine_session_get_part (session));
}

VitrineGraphLocator *
vitrine_parts_model_get_locator (VitrinePartsModel *model)
{
  static const char *const inputs[] = { "model", "dataset", "project", "part" };
  VitrineGraphLocator *locator = g_object_get_data (G_OBJECT (model), "graph-locator");
  VitrineSession *session = vitrine_parts_model_get_session (model);

  if (locator != NULL)
    return locator;
  locator = vitrine_graph_locator_new (vitrine_session_get_jobs (session), vitrine_session_get_store (session),
                                       vitrine_graph_model_get_keeper (vitrine_graph_model_of (session)));
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", inputs[i], NULL);

      g_signal_connect_object (session, signal, G_CALLBACK (on_inputs_changed), locator, 0);
    }
  g_object_set_data_full (G_OBJECT (model), "graph-locator", locator, g_object_unref);
  on_inputs_changed (session, NULL, locator);
  return locator;
}

VitrineGraphLocator *
vitrine_parts_model_peek_locator (VitrinePartsModel *model)
{
  return g_object_get_data (G_OBJECT (model), "graph-locator");
}

/* ---- ids ---- */

guint64
vitrine_parts_voter_id (VtXGraph           *graph,
                        const VitrineVoter *voter)
{
  return vitrine_parts_id (VITRINE_PARTS_VOTER, 0, vt_xgraph_first (graph, voter->layer) + voter->unit);
}

int
vitrine_parts_find_voter (VitrinePartsModel *model,
                          guint64            id,
                          VitrineVoter      *voter)
{
  VitrineGraphLocator *locator = vitrine_parts_model_peek_locator (model);
  VitrineGraphVotes *votes = locator != NULL ? vitrine_graph_locator_get_votes (locator) : NULL;
  guint n = 0;
  const VitrineVoter *voters = votes != NULL ? vitrine_graph_votes_voters (votes, &n) : NULL;

  for (guint k = 0; k < n && vitrine_parts_id_kind (id) == VITRINE_PARTS_VOTER; k++)
    if (vitrine_parts_voter_id (vitrine_graph_locator_get_graph (locator), &voters[k]) == id)
      {
        if (voter != NULL)
          *voter = voters[k];
        return (int) k;
      }
  return -1;
}

/* ---- rows ---- */

typedef struct
{
  VitrineGraphModel  *graphs;
  VtXGraph           *graph;
  VitrineGraphVotes  *votes;
  const VitrineVoter *voters;
  guint               n;
  int                 number;      /* of the current picture among the votes'; −1 */
  double              scale;       /* of the graph's frame */
  GStringChunk       *strings;
  GArray             *rows;
} Filling;

G_GNUC_PRINTF (2, 3)
static const char *
say (GStringChunk *strings,
     const char   *format,
     ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (strings, text);
}

static VitrineTreeRow *
add_row (Filling         *f,
         guint64          id,
         int              depth,
         VitrineTreeKind  kind,
         const char      *title)
{
  const VitrineTreeRow row = { .id = id, .depth = depth, .kind = kind, .title = title, .bars = { NAN, NAN, NAN } };

  g_array_append_val (f->rows, row);
  return &g_array_index (f->rows, VitrineTreeRow, f->rows->len - 1);
}

/* What a person called a node, else its filter and which of the filter's parts it is. */
static const char *
title_of (Filling            *f,
          const VitrineVoter *voter)
{
  const guint node = vt_xgraph_first (f->graph, voter->layer) + voter->unit;
  const gboolean same = vitrine_graph_keeper_get_graph (vitrine_graph_model_get_keeper (f->graphs)) == f->graph;
  const char *name = same ? vitrine_graph_model_get_words (f->graphs, node)->name : "";
  guint n;

  if (*name != '\0')
    return g_string_chunk_insert (f->strings, name);
  /* Translators: a node of the explanatory graph: its filter, and which of that filter's parts it is. */
  return say (f->strings, _("Filter %u, part %u"), vt_xgraph_nodes (f->graph, voter->layer, &n)[voter->unit].filter,
              same ? vitrine_graph_model_get_part (f->graphs, node) : voter->unit);
}

static void
add_voter (Filling *f,
           guint    k)
{
  const VitrineVoter *voter = &f->voters[k];
  const double far = hypot (voter->offset[0], voter->offset[1]);
  double at[2], vote[2];
  const double weight = f->number >= 0 ? vitrine_graph_votes_cast (f->votes, k, (guint) f->number, at, vote) : 0;
  VitrineTreeRow *row = add_row (f, vitrine_parts_voter_id (f->graph, voter), 2, VITRINE_TREE_PATTERN, title_of (f, voter));

  row->tint = voter->layer;
  if (f->number >= 0)
    {
      g_autofree char *text = vitrine_number_dup (weight, 1, VITRINE_NUMBER_PLAIN);

      row->values[0] = say (f->strings, "%s", text);
      row->bars[0] = weight / MOST_WEIGHT;
    }
  row->values[1] = say (f->strings, _("%.0f px"), voter->deviation);
  row->bars[1] = CLAMP (voter->deviation / (70 * f->scale), 0, 1);
  row->values[2] = say (f->strings, _("%.0f px"), far);
  row->bars[2] = CLAMP (far / (140 * f->scale), 0, 1);
}

static void
add_layers (Filling *f)
{
  const VtPartSpace *space = vt_xgraph_space (f->graph);

  for (guint l = vt_part_space_n_layers (space); l-- > 0;)
    {
      VitrineTreeRow *row;
      guint n = 0;

      for (guint k = 0; k < f->n; k++)
        n += f->voters[k].layer == l;
      if (n == 0)
        continue;
      row = add_row (f, vitrine_parts_id (VITRINE_PARTS_LAYER, 0, l), 1, VITRINE_TREE_LAYER,
                     vt_part_space_layer (space, l)->name);
      row->tint = l;
      row->subtitle = say (f->strings, ngettext ("%u node", "%u nodes", n), n);
      row->flags = n > 40 ? VITRINE_TREE_FOLDED : 0;
      for (guint k = 0; k < f->n; k++)
        if (f->voters[k].layer == l)
          add_voter (f, k);
    }
}

static const char *
part_name (VitrineSession *session,
           GStringChunk   *strings)
{
  VitrineProject *project = vitrine_session_get_project (session);
  g_autofree char *name = project != NULL ? vitrine_project_dup_part_name (project, vitrine_session_get_part (session)) : NULL;

  return name != NULL ? g_string_chunk_insert (strings, name) : "";
}

void
vitrine_parts_fill_voters (VitrinePartsModel *model,
                           VitrineTree       *tree)
{
  const char *const columns[VITRINE_TREE_COLUMNS] = { _("weight"), _("spread"), _("distance") };
  VitrineGraphLocator *locator = vitrine_parts_model_get_locator (model);
  VitrineSession *session = vitrine_parts_model_get_session (model);
  const int picture = vitrine_parts_model_get_picture (model);
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (model, &n);
  Filling f = {
    .graphs = vitrine_graph_model_of (session), .graph = vitrine_graph_locator_get_graph (locator),
    .votes = vitrine_graph_locator_get_votes (locator), .strings = g_string_chunk_new (4096),
    .number = picture < 0 ? -1 : vitrine_graph_locator_number (locator, (guint) picture),
    .rows = g_array_new (FALSE, TRUE, sizeof (VitrineTreeRow)),
  };
  VitrineTreeRow *root = add_row (&f, vitrine_parts_id (VITRINE_PARTS_PART, 0, 0), 0, VITRINE_TREE_OR,
                                  part_name (session, f.strings));

  if (f.votes == NULL)
    root->subtitle = vitrine_graph_locator_get_state (locator) == VITRINE_LOCATOR_NO_BOX ? _("no box yet") : "…";
  else
    {
      f.voters = vitrine_graph_votes_voters (f.votes, &f.n);
      f.scale = vt_part_space_scale (vt_xgraph_space (f.graph));
      root->subtitle = say (f.strings, ngettext ("%u node votes", "%u nodes vote", f.n), f.n);
      add_layers (&f);
    }
  vitrine_tree_set_columns (tree, columns, -1);
  vitrine_tree_set_rows (tree, (const VitrineTreeRow *) (void *) f.rows->data, f.rows->len);
  vitrine_tree_set_selected (tree, ids, n);
  g_array_unref (f.rows);
  g_string_chunk_free (f.strings);
}

/* ---- marks ---- */

typedef struct
{
  VitrinePartsModel *model;
  VtXGraph          *graph;
  VitrineGraphVotes *votes;
  guint              number;
  const VitrineBox  *frame;
  double             sx, sy;
  GArray            *marks;
  GStringChunk      *strings;
} Marking;

static void
mark_place (Marking           *m,
            const VtPartPlace *place,
            double             agreement)
{
  const double x = m->frame->x + (place->centre[1] + .5) * m->sx, y = m->frame->y + (place->centre[0] + .5) * m->sy;
  const VitrineMark marks[] = {
    { .id = vitrine_parts_id (VITRINE_PARTS_PARSE, 0, 1000), .kind = VITRINE_MARK_PREDICTION, .flags = VITRINE_MARK_FIXED,
      .x = x - place->size[1] * m->sx / 2, .y = y - place->size[0] * m->sy / 2,
      .width = place->size[1] * m->sx, .height = place->size[0] * m->sy,
      .label = say (m->strings, _("agreement %.0f %%"), agreement * 100) },
    { .id = vitrine_parts_id (VITRINE_PARTS_PARSE, 0, 1001), .kind = VITRINE_MARK_CROSS, .flags = VITRINE_MARK_FIXED,
      .x = x, .y = y },
  };

  g_array_append_vals (m->marks, marks, G_N_ELEMENTS (marks));
}

static void
mark_voters (Marking *m)
{
  const VtPartSpace *space = vt_xgraph_space (m->graph);
  guint n, n_nodes;
  const VitrineVoter *voters = vitrine_graph_votes_voters (m->votes, &n);

  for (guint k = 0; k < n; k++)
    {
      const VtPartLayer *layer = vt_part_space_layer (space, voters[k].layer);
      const guint64 id = vitrine_parts_voter_id (m->graph, &voters[k]);
      double at[2], vote[2];
      const double weight = vitrine_graph_votes_cast (m->votes, k, m->number, at, vote);

      if ((k >= MOST_DOTS || weight < LEAST_WEIGHT) && !vitrine_parts_model_is_selected (m->model, id))
        continue;

      const VitrineMark mark = {
        .id = id, .kind = VITRINE_MARK_DOT, .tint = voters[k].layer, .size = 3 + 2 * weight / MOST_WEIGHT,
        .x = m->frame->x + (at[1] + .5) * m->sx, .y = m->frame->y + (at[0] + .5) * m->sy,
        .width = layer->size[1] * m->sx, .height = layer->size[0] * m->sy,
        .label = say (m->strings, _("%s, filter %u: weight %.1f"), layer->name,
                      vt_xgraph_nodes (m->graph, voters[k].layer, &n_nodes)[voters[k].unit].filter, weight),
      };

      g_array_append_val (m->marks, mark);
    }
}

void
vitrine_parts_mark_voters (VitrinePartsModel *model,
                           const VitrineBox  *frame,
                           GArray            *marks,
                           GStringChunk      *strings)
{
  VitrineGraphLocator *locator = vitrine_parts_model_get_locator (model);
  const int picture = vitrine_parts_model_get_picture (model);
  VitrineGraphVotes *votes = vitrine_graph_locator_get_votes (locator);
  VtPartPlace place;
  double agreement;

  if (picture < 0 || votes == NULL || !vitrine_graph_locator_get_place (locator, (guint) picture, &place, &agreement))
    return;

  VtXGraph *graph = vitrine_graph_locator_get_graph (locator);
  Marking m = {
    .model = model, .graph = graph, .votes = votes, .frame = frame, .marks = marks, .strings = strings,
    .number = (guint) vitrine_graph_locator_number (locator, (guint) picture),
    .sx = frame->w / vt_part_space_width (vt_xgraph_space (graph)),
    .sy = frame->h / vt_part_space_height (vt_xgraph_space (graph)),
  };

  mark_place (&m, &place, agreement);
  mark_voters (&m);
}
