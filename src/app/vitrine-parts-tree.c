/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From graph to rows.  Every string of one filling lives in one chunk; the tree copies what it keeps. */
#include "config.h"

#include "app/vitrine-parts-tree.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/vitrine-number.h"

/* One filling. */
typedef struct
{
  VitrinePartsModel  *model;
  VitrinePartLearner *learner;
  VitrineProject     *project;
  VtAog              *aog;
  GHashTable         *thumbnails;
  GStringChunk       *strings;
  GArray             *rows;
  int                 best;        /* template of the current picture's parse, -1: none */
  double              score_low, score_high;
} Filling;

G_GNUC_PRINTF (2, 3)
static const char *
say (Filling    *f,
     const char *format,
     ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (f->strings, text);
}

static VitrineTreeRow *
add_row (Filling          *f,
         guint64           id,
         int               depth,
         VitrineTreeKind   kind,
         const char       *title)
{
  VitrineTreeRow row = {
    .id = id, .depth = depth, .kind = kind, .title = title, .bars = { NAN, NAN, NAN },
  };

  g_array_append_val (f->rows, row);
  return &g_array_index (f->rows, VitrineTreeRow, f->rows->len - 1);
}

static double
deviation (const VtPatternStats *stats)
{
  return hypot (stats->deviation[0], stats->deviation[1]) * G_SQRT2 / 2;
}

static void
add_numbers (Filling              *f,
             VitrineTreeRow       *row,
             const VtPatternStats *stats)
{
  double range = f->score_high - f->score_low;

  if (stats == NULL || stats->pictures == 0)
    return;
  row->values[0] = say (f, "%.0f %%", stats->share * 100);
  row->bars[0] = stats->share;
  row->values[1] = say (f, _("%.0f px"), deviation (stats));
  row->bars[1] = deviation (stats) / 70;

  g_autofree char *score = vitrine_number_dup (stats->score, 1, VITRINE_NUMBER_PLAIN);

  row->values[2] = say (f, "%s", score);
  row->bars[2] = range > 0 ? (stats->score - f->score_low) / range : .5;
}

/* Where a group's patterns lie, seen from the part: a name that says more than a number. */
static const char *
direction_name (const double centre[2],
                double       unit)
{
  static const char *const names[3][3] = {
    { N_("Above left"), N_("Above"), N_("Above right") },
    { N_("Left"), N_("At the part"), N_("Right") },
    { N_("Below left"), N_("Below"), N_("Below right") },
  };
  int row = centre[0] < -unit ? 0 : centre[0] > unit ? 2 : 1;
  int column = centre[1] < -unit ? 0 : centre[1] > unit ? 2 : 1;

  return _(names[row][column]);
}

static void
add_pattern (Filling          *f,
             guint             k,
             gint64            template_id,
             guint             i,
             int               depth)
{
  VtTemplate *template = vt_aog_template (f->aog, k);
  const VtPattern *pattern = vt_template_pattern (template, i);
  const VtPatternStats *stats = vitrine_part_learner_get_stats (f->learner, k);
  guint64 id = vitrine_parts_id (VITRINE_PARTS_PATTERN, template_id, i);
  const char *title = say (f, _("Channel %u"), pattern->channel);
  VitrineTreeRow *row = add_row (f, id, depth, VITRINE_TREE_PATTERN, title);

  row->tint = pattern->layer;
  if (depth == 2)
    row->subtitle = vt_part_space_layer (vt_aog_space (f->aog), pattern->layer)->name;
  if (vitrine_parts_model_is_marked (f->model, id))
    row->flags |= VITRINE_TREE_SUGGESTED;
  if (stats != NULL)
    add_numbers (f, row, &stats[i]);
}

/* Groups of one layer, each with its patterns. */
static gboolean
add_groups (Filling *f,
            guint    k,
            gint64   template_id,
            guint    layer)
{
  guint n_groups, here = 0;
  const VtPatternGroup *groups = vitrine_part_learner_get_groups (f->learner, k, &n_groups);
  double unit = 12 * vt_part_space_scale (vt_aog_space (f->aog));
  VtTemplate *template = vt_aog_template (f->aog, k);

  for (guint g = 0; groups != NULL && g < n_groups; g++)
    here += groups[g].layer == layer;
  if (here < 2)
    return FALSE;

  for (guint g = 0; g < n_groups; g++)
    {
      if (groups[g].layer != layer)
        continue;

      guint64 id = vitrine_parts_id (VITRINE_PARTS_GROUP, template_id, g);
      const char *name = groups[g].rest ? _("Others") : direction_name (groups[g].centre, unit);
      guint same = 1;

      for (guint before = 0; before < g && !groups[g].rest; before++)
        same += groups[before].layer == layer && !groups[before].rest
                && direction_name (groups[before].centre, unit) == name;
      if (same > 1)
        name = say (f, "%s %u", name, same);
      VitrineTreeRow *row = add_row (f, id, 3, VITRINE_TREE_GROUP, name);

      row->tint = layer;
      row->flags = VITRINE_TREE_FOLDED;
      row->subtitle = say (f, "%u", groups[g].n_patterns);
      add_numbers (f, row, &groups[g].mean);
      for (guint i = 0; i < groups[g].n_patterns; i++)
        if (!vt_template_dropped (template, groups[g].pattern[i]))
          add_pattern (f, k, template_id, groups[g].pattern[i], 4);
    }
  return TRUE;
}

static void
add_layers (Filling *f,
            guint    k,
            gint64   template_id)
{
  VtPartSpace *space = vt_aog_space (f->aog);
  VtTemplate *template = vt_aog_template (f->aog, k);

  /* The deepest layer first: it is what the others hang on. */
  for (guint l = vt_part_space_n_layers (space); l-- > 0;)
    {
      guint n = 0;

      for (guint i = 0; i < vt_template_n_patterns (template); i++)
        n += vt_template_pattern (template, i)->layer == l && !vt_template_dropped (template, i);
      if (n == 0)
        continue;

      VitrineTreeRow *row = add_row (f, vitrine_parts_id (VITRINE_PARTS_LAYER, template_id, l), 2,
                                     VITRINE_TREE_LAYER, vt_part_space_layer (space, l)->name);
      row->tint = l;
      row->subtitle = say (f, ngettext ("%u pattern", "%u patterns", n), n);
      /* With several templates the overview comes first. */
      row->flags |= vt_aog_n_templates (f->aog) > 1 ? VITRINE_TREE_FOLDED : 0;
      if (add_groups (f, k, template_id, l))
        continue;
      row->flags |= n > 12 ? VITRINE_TREE_FOLDED : 0;
      for (guint i = 0; i < vt_template_n_patterns (template); i++)
        if (vt_template_pattern (template, i)->layer == l && !vt_template_dropped (template, i))
          add_pattern (f, k, template_id, i, 3);
    }
}

static void
add_suspicious (Filling *f,
                guint    k,
                gint64   template_id)
{
  const VtPatternStats *stats = vitrine_part_learner_get_stats (f->learner, k);
  g_autofree guint *order = g_new (guint, MAX (vt_template_n_patterns (vt_aog_template (f->aog, k)), 1));
  guint n = stats == NULL ? 0 : vt_aog_suspicious (f->aog, k, stats, order);

  for (guint i = 0; i < n; i++)
    add_pattern (f, k, template_id, order[i], 2);
  if (stats == NULL)
    add_layers (f, k, template_id);
}

/* Marks the way from the part to the template that explains the current picture. */
static void
mark_path (Filling *f,
           guint    from)
{
  for (guint i = from; i < f->rows->len; i++)
    {
      VitrineTreeRow *row = &g_array_index (f->rows, VitrineTreeRow, i);

      if (row->kind <= VITRINE_TREE_LAYER)
        row->flags |= VITRINE_TREE_PATH;
    }
}

static void
add_template (Filling         *f,
              VitrineTemplate *template,
              guint            n_boxes,
              gboolean         suspicious)
{
  int k = f->aog == NULL ? -1 : vitrine_part_learner_find_template (f->learner, template->id);
  guint from = f->rows->len;
  VitrineTreeRow *row = add_row (f, vitrine_parts_id (VITRINE_PARTS_TEMPLATE, template->id, 0), 1,
                                 VITRINE_TREE_AND,
                                 g_string_chunk_insert (f->strings, template->name));

  row->thumbnail = f->thumbnails ? g_hash_table_lookup (f->thumbnails, &template->id) : NULL;
  if (k < 0)
    {
      row->subtitle = say (f, ngettext ("%u box", "%u boxes", n_boxes), n_boxes);
      return;
    }

  guint n = vt_template_n_kept (vt_aog_template (f->aog, (guint) k));
  const char *patterns = say (f, ngettext ("%u pattern", "%u patterns", n), n);

  row->subtitle = n_boxes > 1
    ? say (f, ngettext ("%s · %u box", "%s · %u boxes", n_boxes), patterns, n_boxes) : patterns;
  if (suspicious)
    add_suspicious (f, (guint) k, template->id);
  else
    add_layers (f, (guint) k, template->id);
  if (k == f->best)
    mark_path (f, from);
}

/* Tint of a layer by its name, for patterns that are gone from the graph. */
static guint
tint_of (Filling    *f,
         const char *layer)
{
  VtPartSpace *space = f->aog != NULL ? vt_aog_space (f->aog) : NULL;

  for (guint l = 0; space != NULL && l < vt_part_space_n_layers (space); l++)
    if (g_strcmp0 (vt_part_space_layer (space, l)->name, layer) == 0)
      return l;
  return VITRINE_TREE_COLUMNS * 3;
}

static void
add_pruned (Filling   *f,
            GPtrArray *templates)
{
  guint from = f->rows->len;

  add_row (f, vitrine_parts_id (VITRINE_PARTS_PRUNED, 0, 0), 0, VITRINE_TREE_PRUNED, _("Pruned"));
  for (guint t = 0; t < templates->len; t++)
    {
      VitrineTemplate *template = g_ptr_array_index (templates, t);
      g_autoptr (GPtrArray) drops = vitrine_project_list_drops (f->project, template->id);

      for (guint i = 0; i < drops->len; i++)
        {
          VitrineDrop *drop = g_ptr_array_index (drops, i);
          guint64 id = vitrine_parts_id (VITRINE_PARTS_DROP, template->id,
                                         (guint) (drop->id & G_MAXUINT32));
          VitrineTreeRow *row = add_row (f, id, 1, VITRINE_TREE_PATTERN,
                                         say (f, _("%s, channel %d"), drop->layer, drop->channel));

          row->flags = VITRINE_TREE_GHOST;
          row->tint = tint_of (f, drop->layer);
          row->subtitle = templates->len > 1 ? g_string_chunk_insert (f->strings, template->name) : NULL;
        }
    }

  guint n = f->rows->len - from - 1;

  if (n == 0)
    g_array_set_size (f->rows, from);
  else
    g_array_index (f->rows, VitrineTreeRow, from).subtitle = say (f, _("%u · click one to restore it"), n);
}

static void
find_score_range (Filling *f)
{
  f->score_low = INFINITY;
  f->score_high = -INFINITY;
  for (guint k = 0; f->aog != NULL && k < vt_aog_n_templates (f->aog); k++)
    {
      const VtPatternStats *stats = vitrine_part_learner_get_stats (f->learner, k);

      for (guint i = 0; stats != NULL && i < vt_template_n_patterns (vt_aog_template (f->aog, k)); i++)
        if (stats[i].pictures > 0)
          {
            f->score_low = fmin (f->score_low, stats[i].score);
            f->score_high = fmax (f->score_high, stats[i].score);
          }
    }
}

static int
best_template (Filling *f)
{
  int picture = vitrine_parts_model_get_picture (f->model);
  VtParse *parse = picture < 0 ? NULL : vitrine_part_learner_get_parse (f->learner, (guint) picture);

  return parse != NULL && vt_parse_found (parse) ? (int) vt_parse_template (parse) : -1;
}

static void
add_part (Filling    *f,
          gint64      part,
          const char *name,
          gboolean    suspicious)
{
  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (f->project, part);
  g_autoptr (GPtrArray) boxes = vitrine_project_list_boxes (f->project, part);
  VitrineTreeRow *row = add_row (f, vitrine_parts_id (VITRINE_PARTS_PART, 0, 0), 0, VITRINE_TREE_OR,
                                 g_string_chunk_insert (f->strings, name));

  if (templates->len == 0)
    row->subtitle = _("no box yet");
  else
    row->subtitle = say (f, "%s · %s",
                         say (f, ngettext ("%u template", "%u templates", templates->len), templates->len),
                         say (f, ngettext ("%u box", "%u boxes", boxes->len), boxes->len));
  row->flags = f->best >= 0 ? VITRINE_TREE_PATH : 0;
  for (guint t = 0; t < templates->len; t++)
    {
      VitrineTemplate *template = g_ptr_array_index (templates, t);

      add_template (f, template, vitrine_part_boxes_count (boxes, template->id), suspicious);
    }
  add_pruned (f, templates);
}

void
vitrine_parts_fill_tree (VitrinePartsModel *model,
                         VitrineTree       *tree,
                         GHashTable        *thumbnails)
{
  const char *const columns[VITRINE_TREE_COLUMNS] = { _("votes"), _("spread"), _("score") };
  VitrineSession *session = vitrine_parts_model_get_session (model);
  VitrineProject *project = vitrine_session_get_project (session);
  gint64 part = vitrine_session_get_part (session);
  gboolean suspicious;
  Filling f = {
    .model = model,
    .learner = vitrine_parts_model_get_learner (model),
    .project = project,
    .thumbnails = thumbnails,
    .strings = g_string_chunk_new (4096),
    .rows = g_array_new (FALSE, TRUE, sizeof (VitrineTreeRow)),
  };

  f.aog = vitrine_part_learner_get_aog (f.learner);
  f.best = best_template (&f);
  find_score_range (&f);
  g_object_get (model, "suspicious-first", &suspicious, NULL);

  g_autoptr (GPtrArray) parts = project ? vitrine_project_list_parts (project) : NULL;
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      VitrinePart *one = g_ptr_array_index (parts, i);

      if (one->id == part)
        add_part (&f, part, one->name, suspicious);
    }

  vitrine_tree_set_columns (tree, columns, -1);
  vitrine_tree_set_rows (tree, (const VitrineTreeRow *) (void *) f.rows->data, f.rows->len);
  vitrine_parts_select_in_tree (model, tree);
  g_array_unref (f.rows);
  g_string_chunk_free (f.strings);
}

void
vitrine_parts_select_in_tree (VitrinePartsModel *model,
                              VitrineTree       *tree)
{
  guint n;
  const guint64 *ids = vitrine_parts_model_get_selected (model, &n);

  vitrine_tree_set_selected (tree, ids, n);
}

G_STATIC_ASSERT (VITRINE_TREE_COLUMNS == 3);
