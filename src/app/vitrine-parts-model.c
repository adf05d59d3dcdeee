/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection and marks over the learner's patterns.  Invariant: every id in the selection and among the
 * marks stands for something that exists; both are cleaned when the graph changes. */
#include "config.h"

#include "app/vitrine-parts-model.h"

#include <glib/gi18n.h>

#define NUMBER_BITS 32
#define TEMPLATE_BITS 24

struct _VitrinePartsModel
{
  GObject             parent_instance;
  VitrineSession     *session;      /* weak: the session owns the model */
  VitrinePartLearner *learner;
  GArray             *selected;     /* guint64 */
  GHashTable         *marked;       /* guint64 keys */
  gboolean            suspicious_first;
  gboolean            comparing;
  gboolean            by_graph;
};

enum
{
  PROP_SUSPICIOUS_FIRST = 1,
  PROP_SUGGESTING,
  PROP_COMPARING,
  PROP_BY_GRAPH,
  N_PROPS
};

enum
{
  SELECTION_CHANGED,
  MARKS_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrinePartsModel, vitrine_parts_model, G_TYPE_OBJECT)

guint64
vitrine_parts_id (VitrinePartsKind kind,
                  gint64           template_id,
                  guint            number)
{
  guint64 low = (guint64) template_id & ((G_GUINT64_CONSTANT (1) << TEMPLATE_BITS) - 1);

  return (guint64) kind << (NUMBER_BITS + TEMPLATE_BITS) | low << NUMBER_BITS | number;
}

VitrinePartsKind
vitrine_parts_id_kind (guint64 id)
{
  return (VitrinePartsKind) (id >> (NUMBER_BITS + TEMPLATE_BITS));
}

gint64
vitrine_parts_id_template (guint64 id)
{
  return (gint64) (id >> NUMBER_BITS & ((G_GUINT64_CONSTANT (1) << TEMPLATE_BITS) - 1));
}

guint
vitrine_parts_id_number (guint64 id)
{
  return (guint) (id & G_MAXUINT32);
}

/* Number of an id's template in the graph, -1: not mined; FALSE too when the pattern is out of range. */
static int
find_pattern (VitrinePartsModel *self,
              guint64            id,
              VtTemplate       **template)
{
  VtAog *aog = vitrine_part_learner_get_aog (self->learner);
  int k = aog == NULL ? -1 : vitrine_part_learner_find_template (self->learner,
                                                                 vitrine_parts_id_template (id));

  if (k < 0)
    return -1;
  *template = vt_aog_template (aog, (guint) k);
  if (vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN
      && vitrine_parts_id_number (id) >= vt_template_n_patterns (*template))
    return -1;
  return k;
}

static gboolean
is_kept_pattern (VitrinePartsModel *self,
                 guint64            id)
{
  VtTemplate *template;

  return vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN
         && find_pattern (self, id, &template) >= 0
         && !vt_template_dropped (template, vitrine_parts_id_number (id));
}

static void
on_graph_changed (VitrinePartLearner *learner,
                  VitrinePartsModel  *self)
{
  guint was = self->selected->len, marks = g_hash_table_size (self->marked);
  GHashTableIter iter;
  guint64 *id;

  for (guint i = self->selected->len; i-- > 0;)
    {
      guint64 one = g_array_index (self->selected, guint64, i);

      if (vitrine_parts_id_kind (one) == VITRINE_PARTS_PATTERN && !is_kept_pattern (self, one))
        g_array_remove_index (self->selected, i);
    }
  g_hash_table_iter_init (&iter, self->marked);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!is_kept_pattern (self, *id))
      g_hash_table_iter_remove (&iter);

  if (was != self->selected->len)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  if (marks != g_hash_table_size (self->marked))
    {
      g_signal_emit (self, signals[MARKS_CHANGED], 0);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUGGESTING]);
    }
}

static void
on_inputs_changed (VitrineSession    *session,
                   GParamSpec        *pspec,
                   VitrinePartsModel *self)
{
  vitrine_part_learner_set_model (self->learner, vitrine_session_get_model (session));
  vitrine_part_learner_set_dataset (self->learner, vitrine_session_get_dataset (session));
  vitrine_part_learner_set_project (self->learner, vitrine_session_get_project (session));
  vitrine_part_learner_set_part (self->learner, vitrine_session_get_part (session));
}

VitrinePartsModel *
vitrine_parts_model_of (VitrineSession *session)
{
  static const char *const inputs[] = { "model", "dataset", "project", "part" };
  VitrinePartsModel *self = g_object_get_data (G_OBJECT (session), "parts-model");

  if (self != NULL)
    return self;
  self = g_object_new (VITRINE_TYPE_PARTS_MODEL, NULL);
  self->session = session;
  self->learner = vitrine_part_learner_new (vitrine_session_get_jobs (session));
  g_signal_connect (self->learner, "graph-changed", G_CALLBACK (on_graph_changed), self);
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", inputs[i], NULL);

      g_signal_connect_object (session, signal, G_CALLBACK (on_inputs_changed), self, 0);
    }
  vitrine_parts_follow_sight (self);
  g_object_set_data_full (G_OBJECT (session), "parts-model", self, g_object_unref);
  on_inputs_changed (session, NULL, self);
  return self;
}

VitrineSession *
vitrine_parts_model_get_session (VitrinePartsModel *self)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  return self->session;
}

VitrinePartLearner *
vitrine_parts_model_get_learner (VitrinePartsModel *self)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  return self->learner;
}

int
vitrine_parts_model_get_picture (VitrinePartsModel *self)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), -1);
  VitrineDataset *dataset = vitrine_session_get_dataset (self->session);
  VitrinePicture *picture = vitrine_session_get_picture (self->session);

  return dataset == NULL || picture == NULL
           ? -1 : vitrine_dataset_index (dataset, vitrine_picture_get_id (picture));
}

/* ---- selection ---- */

const guint64 *
vitrine_parts_model_get_selected (VitrinePartsModel *self,
                                  guint             *n)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  *n = self->selected->len;
  return (const guint64 *) (void *) self->selected->data;
}

void
vitrine_parts_model_select (VitrinePartsModel *self,
                            const guint64     *ids,
                            guint              n)
{
  g_return_if_fail (VITRINE_IS_PARTS_MODEL (self));
  g_array_set_size (self->selected, 0);
  if (n > 0)
    g_array_append_vals (self->selected, ids, n);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
vitrine_parts_model_toggle (VitrinePartsModel *self,
                            guint64            id)
{
  g_return_if_fail (VITRINE_IS_PARTS_MODEL (self));
  gboolean found = FALSE;

  for (guint i = self->selected->len; i-- > 0;)
    if (g_array_index (self->selected, guint64, i) == id)
      {
        g_array_remove_index (self->selected, i);
        found = TRUE;
      }
  if (!found)
    g_array_append_val (self->selected, id);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

gboolean
vitrine_parts_model_is_selected (VitrinePartsModel *self,
                                 guint64            id)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), FALSE);
  for (guint i = 0; i < self->selected->len; i++)
    if (g_array_index (self->selected, guint64, i) == id)
      return TRUE;
  return FALSE;
}

gboolean
vitrine_parts_model_get_pattern (VitrinePartsModel *self,
                                 guint             *k,
                                 guint             *i)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), FALSE);
  VtTemplate *template;

  if (self->selected->len != 1)
    return FALSE;

  guint64 id = g_array_index (self->selected, guint64, 0);
  int found = vitrine_parts_id_kind (id) == VITRINE_PARTS_PATTERN ? find_pattern (self, id, &template)
                                                                 : -1;

  if (found < 0)
    return FALSE;
  if (k != NULL)
    *k = (guint) found;
  if (i != NULL)
    *i = vitrine_parts_id_number (id);
  return TRUE;
}

static gboolean
group_holds (VitrinePartsModel *self,
             guint              k,
             guint              number,
             guint              pattern)
{
  guint n;
  const VtPatternGroup *groups = vitrine_part_learner_get_groups (self->learner, k, &n);

  for (guint i = 0; groups != NULL && number < n && i < groups[number].n_patterns; i++)
    if (groups[number].pattern[i] == pattern)
      return TRUE;
  return FALSE;
}

static gboolean
belongs (VitrinePartsModel *self,
         guint64            branch,
         guint              k,
         VtTemplate        *template,
         guint              i)
{
  switch (vitrine_parts_id_kind (branch))
    {
    case VITRINE_PARTS_TEMPLATE:
      return TRUE;
    case VITRINE_PARTS_LAYER:
      return vt_template_pattern (template, i)->layer == vitrine_parts_id_number (branch);
    case VITRINE_PARTS_GROUP:
      return group_holds (self, k, vitrine_parts_id_number (branch), i);
    case VITRINE_PARTS_PATTERN:
      return i == vitrine_parts_id_number (branch);
    case VITRINE_PARTS_PART:
    case VITRINE_PARTS_PRUNED:
    case VITRINE_PARTS_DROP:
    case VITRINE_PARTS_BOX:
    case VITRINE_PARTS_PARSE:
    case VITRINE_PARTS_VOTER:
    default:
      return FALSE;
    }
}

GArray *
vitrine_parts_model_patterns_of (VitrinePartsModel *self,
                                 guint64            id)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  VtTemplate *template = NULL;
  int k = find_pattern (self, id, &template);

  for (guint i = 0; k >= 0 && i < vt_template_n_patterns (template); i++)
    if (!vt_template_dropped (template, i) && belongs (self, id, (guint) k, template, i))
      {
        guint64 one = vitrine_parts_id (VITRINE_PARTS_PATTERN, vitrine_parts_id_template (id), i);

        g_array_append_val (ids, one);
      }
  return ids;
}

/* ---- marks ---- */

static void
marks_changed (VitrinePartsModel *self)
{
  g_signal_emit (self, signals[MARKS_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUGGESTING]);
}

void
vitrine_parts_model_suggest (VitrinePartsModel *self,
                             gboolean           on)
{
  g_return_if_fail (VITRINE_IS_PARTS_MODEL (self));
  VtAog *aog = vitrine_part_learner_get_aog (self->learner);

  g_hash_table_remove_all (self->marked);
  for (guint k = 0; on && aog != NULL && k < vt_aog_n_templates (aog); k++)
    {
      guint n;
      const guint *patterns = vitrine_part_learner_get_suggested (self->learner, k, &n);
      gint64 template_id = vitrine_part_learner_get_template (self->learner, k);

      for (guint i = 0; i < n; i++)
        {
          guint64 id = vitrine_parts_id (VITRINE_PARTS_PATTERN, template_id, patterns[i]);

          g_hash_table_add (self->marked, g_memdup2 (&id, sizeof id));
        }
    }
  marks_changed (self);
}

gboolean
vitrine_parts_model_is_marked (VitrinePartsModel *self,
                               guint64            id)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), FALSE);
  return g_hash_table_contains (self->marked, &id);
}

guint
vitrine_parts_model_n_marked (VitrinePartsModel *self)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), 0);
  return g_hash_table_size (self->marked);
}

void
vitrine_parts_model_unmark (VitrinePartsModel *self,
                            const guint64     *ids,
                            guint              n)
{
  g_return_if_fail (VITRINE_IS_PARTS_MODEL (self));
  for (guint i = 0; i < n; i++)
    g_hash_table_remove (self->marked, &ids[i]);
  marks_changed (self);
}

/* ---- edits ---- */

guint
vitrine_parts_model_prune (VitrinePartsModel *self,
                           const guint64     *ids,
                           guint              n,
                           const char        *reason,
                           GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), 0);
  VitrineProject *project = vitrine_session_get_project (self->session);
  g_autoptr (GArray) drops = g_array_new (FALSE, TRUE, sizeof (VitrineDrop));

  for (guint j = 0; j < n && project != NULL; j++)
    {
      VitrineDrop drop = { 0 };
      VtTemplate *template;
      int k = is_kept_pattern (self, ids[j]) ? find_pattern (self, ids[j], &template) : -1;

      if (k < 0 || !vitrine_part_learner_fill_drop (self->learner, (guint) k,
                                                    vitrine_parts_id_number (ids[j]), &drop))
        continue;
      drop.reason = (char *) reason;
      g_array_append_val (drops, drop);
    }
  if (drops->len == 0)
    return 0;

  g_autofree char *name = drops->len == 1 ? vitrine_parts_model_describe (self, ids[0]) : NULL;
  g_autofree char *label = drops->len == 1
    ? g_strdup_printf (_("Prune %s"), name)
    : g_strdup_printf (ngettext ("Prune %u Pattern", "Prune %u Patterns", drops->len), drops->len);

  return vitrine_project_drop (project, (const VitrineDrop *) (void *) drops->data, drops->len, label,
                               error) ? drops->len : 0;
}

guint
vitrine_parts_model_prune_marked (VitrinePartsModel *self,
                                  GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), 0);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  guint64 *id;

  g_hash_table_iter_init (&iter, self->marked);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    g_array_append_val (ids, *id);
  return vitrine_parts_model_prune (self, (const guint64 *) (void *) ids->data, ids->len, "suggested",
                                    error);
}

static gboolean
asked_for (const guint64 *ids,
           guint          n,
           gint64         drop)
{
  for (guint i = 0; i < n; i++)
    if (vitrine_parts_id_kind (ids[i]) == VITRINE_PARTS_DROP
        && vitrine_parts_id_number (ids[i]) == (guint) (drop & G_MAXUINT32))
      return TRUE;
  return n == 0;
}

guint
vitrine_parts_model_restore (VitrinePartsModel *self,
                             const guint64     *ids,
                             guint              n,
                             GError           **error)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), 0);
  VitrineProject *project = vitrine_session_get_project (self->session);
  gint64 part = vitrine_session_get_part (self->session);

  if (project == NULL || part == 0)
    return 0;

  g_autoptr (GPtrArray) templates = vitrine_project_list_templates (project, part);
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint t = 0; t < templates->len; t++)
    {
      VitrineTemplate *template = g_ptr_array_index (templates, t);
      g_autoptr (GPtrArray) drops = vitrine_project_list_drops (project, template->id);

      for (guint i = 0; i < drops->len; i++)
        {
          gint64 id = ((VitrineDrop *) g_ptr_array_index (drops, i))->id;

          if (asked_for (ids, n, id))
            g_array_append_val (chosen, id);
        }
    }
  if (chosen->len == 0)
    return 0;

  g_autofree char *label
    = g_strdup_printf (ngettext ("Restore %u Pattern", "Restore %u Patterns", chosen->len), chosen->len);

  return vitrine_project_restore (project, (const gint64 *) (void *) chosen->data, chosen->len, label,
                                  error) ? chosen->len : 0;
}

char *
vitrine_parts_model_describe (VitrinePartsModel *self,
                              guint64            id)
{
  g_return_val_if_fail (VITRINE_IS_PARTS_MODEL (self), NULL);
  VtTemplate *template;

  if (vitrine_parts_id_kind (id) != VITRINE_PARTS_PATTERN || find_pattern (self, id, &template) < 0)
    return g_strdup ("");

  const VtPattern *pattern = vt_template_pattern (template, vitrine_parts_id_number (id));
  VtPartSpace *space = vt_aog_space (vitrine_part_learner_get_aog (self->learner));

  return g_strdup_printf (_("%s, channel %u"), vt_part_space_layer (space, pattern->layer)->name,
                          pattern->channel);
}

/* ---- object ---- */

static void
vitrine_parts_model_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  VitrinePartsModel *self = VITRINE_PARTS_MODEL (object);

  switch (prop_id)
    {
    case PROP_SUSPICIOUS_FIRST: g_value_set_boolean (value, self->suspicious_first); break;
    case PROP_SUGGESTING: g_value_set_boolean (value, g_hash_table_size (self->marked) > 0); break;
    case PROP_COMPARING: g_value_set_boolean (value, self->comparing); break;
    case PROP_BY_GRAPH: g_value_set_boolean (value, self->by_graph); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_parts_model_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  VitrinePartsModel *self = VITRINE_PARTS_MODEL (object);

  switch (prop_id)
    {
    case PROP_SUSPICIOUS_FIRST: self->suspicious_first = g_value_get_boolean (value); break;
    case PROP_COMPARING: self->comparing = g_value_get_boolean (value); break;
    case PROP_BY_GRAPH: self->by_graph = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vitrine_parts_model_dispose (GObject *object)
{
  VitrinePartsModel *self = VITRINE_PARTS_MODEL (object);

  if (self->learner != NULL)
    g_signal_handlers_disconnect_by_data (self->learner, self);
  g_clear_object (&self->learner);
  g_clear_pointer (&self->selected, g_array_unref);
  g_clear_pointer (&self->marked, g_hash_table_unref);
  G_OBJECT_CLASS (vitrine_parts_model_parent_class)->dispose (object);
}

static void
vitrine_parts_model_class_init (VitrinePartsModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vitrine_parts_model_get_property;
  object_class->set_property = vitrine_parts_model_set_property;
  object_class->dispose = vitrine_parts_model_dispose;

  props[PROP_SUSPICIOUS_FIRST] = g_param_spec_boolean ("suspicious-first", NULL, NULL, FALSE, both);
  props[PROP_SUGGESTING] = g_param_spec_boolean ("suggesting", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COMPARING] = g_param_spec_boolean ("comparing", NULL, NULL, FALSE, both);
  props[PROP_BY_GRAPH] = g_param_spec_boolean ("by-graph", NULL, NULL, FALSE, both);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", VITRINE_TYPE_PARTS_MODEL,
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MARKS_CHANGED] = g_signal_new ("marks-changed", VITRINE_TYPE_PARTS_MODEL,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_parts_model_init (VitrinePartsModel *self)
{
  self->selected = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->marked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}
