/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network that was opened.  Everything but preprocessing and labels is set before the object
 * is handed out; those two are guarded by a mutex, changed on main, copied by workers. */
#include "engine/model/vitrine-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-layer-private.h"
#include "engine/model/vitrine-model-kind.h"
#include "engine/model/vitrine-model-load.h"
#include "engine/model/vitrine-model-private.h"
#include "engine/pictures/vitrine-hash.h"
#include "engine/sample/vitrine-sample-network.h"

struct _VitrineModel
{
  GObject            parent_instance;
  char              *name, *path, *id;
  VtGraph           *graph;
  VtParams          *params;
  VtOnnxReport      *report;
  GListStore        *layers;
  GPtrArray         *by_node;     /* VitrineLayer or NULL, borrowed from `layers` */
  int                output, logits;
  gboolean           gives_probabilities;
  guint              input_width, input_height, input_channels;
  VitrineRuns       *runs;

  pthread_mutex_t    mutex;
  VitrinePreprocess  preprocess;  /* under mutex */
  VitrineLabels     *labels;      /* main writes under mutex; old lists are kept in `old_labels` */
  GPtrArray         *old_labels;
  gboolean           labels_chosen;  /* by a person, not found beside the file; main only */
};

enum
{
  PROP_NAME = 1,
  PROP_PATH,
  PROP_ID,
  N_PROPS
};

enum
{
  PREPROCESS_CHANGED,
  LABELS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitrineModel, vitrine_model, G_TYPE_OBJECT)

static void
vitrine_model_finalize (GObject *object)
{
  VitrineModel *self = VITRINE_MODEL (object);

  vitrine_runs_free (self->runs);
  g_clear_pointer (&self->by_node, g_ptr_array_unref);
  g_clear_object (&self->layers);
  g_clear_pointer (&self->labels, vitrine_labels_unref);
  g_clear_pointer (&self->old_labels, g_ptr_array_unref);
  g_clear_pointer (&self->report, vt_onnx_report_free);
  g_clear_pointer (&self->params, vt_params_unref);
  g_clear_pointer (&self->graph, vt_graph_unref);
  g_free (self->name);
  g_free (self->path);
  g_free (self->id);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (vitrine_model_parent_class)->finalize (object);
}

static void
vitrine_model_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  VitrineModel *self = VITRINE_MODEL (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vitrine_model_class_init (VitrineModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = vitrine_model_finalize;
  object_class->get_property = vitrine_model_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PREPROCESS_CHANGED] = g_signal_new ("preprocess-changed", VITRINE_TYPE_MODEL,
                                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 0);
  signals[LABELS_CHANGED] = g_signal_new ("labels-changed", VITRINE_TYPE_MODEL, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vitrine_model_init (VitrineModel *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->runs = vitrine_runs_new ();
  self->layers = g_list_store_new (VITRINE_TYPE_LAYER);
  self->by_node = g_ptr_array_new ();
  self->old_labels = g_ptr_array_new_with_free_func ((GDestroyNotify) vitrine_labels_unref);
}

static void
make_layers (VitrineModel *self)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_size (self->by_node, (int) vt_graph_n_nodes (self->graph));
  for (guint i = 0; i < vt_graph_n_nodes (self->graph); i++)
    if (vt_graph_node (self->graph, (int) i)->kind == VT_NODE_OP)
      {
        VitrineLayer *layer = vitrine_layer_new (self->graph, (int) i, layers->len);

        g_ptr_array_add (layers, layer);
        g_ptr_array_index (self->by_node, i) = layer;
      }
  g_list_store_splice (self->layers, 0, 0, layers->pdata, layers->len);
}

static gboolean
keeps_values (const char *op)
{
  static const char *const names[] = { "Reshape", "Flatten", "Identity", "Squeeze", "Unsqueeze",
                                       "Dropout" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], op) == 0)
      return TRUE;
  return FALSE;
}

/* Goes back from the output over what only changes the shape, and over the limits that codes of eight bits set; behind a
 * softmax, or a sigmoid for classes that do not exclude each other, lie the logits. */
static void
find_logits (VitrineModel *self)
{
  self->logits = self->output;
  for (int node = self->output; node >= 0;)
    {
      const VtNode *n = vt_graph_node (self->graph, node);

      if (n->kind != VT_NODE_OP)
        return;
      if (strcmp (n->op->name, "Softmax") == 0 || strcmp (n->op->name, "LogSoftmax") == 0
          || strcmp (n->op->name, "Sigmoid") == 0)
        {
          self->logits = n->x[0];
          self->gives_probabilities = strcmp (n->op->name, "LogSoftmax") != 0;
          return;
        }
      if (!keeps_values (n->op->name) && strcmp (n->op->name, "Clip") != 0)
        return;
      node = n->x[0];
    }
}

static void
find_labels (VitrineModel *self)
{
  const char *list = g_hash_table_lookup (self->report->metadata, "classes");
  const char *lines = g_hash_table_lookup (self->report->metadata, "vitrine.classes");
  const guint n = vitrine_model_get_n_classes (self);
  g_autoptr (VitrineLabels) labels = NULL;

  if (!vitrine_model_is_classifier (self))
    return;
  if (lines != NULL)
    labels = vitrine_labels_new_for_text (lines, strlen (lines), NULL);
  else if (list != NULL && g_utf8_validate (list, -1, NULL))
    labels = vitrine_labels_new_for_list (list);
  if (labels != NULL && vitrine_labels_get_n (labels) == n)
    self->labels = g_steal_pointer (&labels);
  else if (self->path != NULL)
    self->labels = vitrine_labels_find (self->path, n);
}

/* What the model is made of: a file's bytes and what it is called. */
typedef struct
{
  GBytes      *bytes;
  gboolean     mapped;
  const char  *name, *path;
  const VtJob *job;
} Source;

static VitrineModel *
model_new (const Source *source,
           GError      **error)
{
  g_autoptr (VitrineModel) self = g_object_new (VITRINE_TYPE_MODEL, NULL);
  const char *name = source->name, *path = source->path;
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  VitrineLoaded loaded;

  if (!vitrine_model_load (source->bytes, source->mapped, folder, source->job, &loaded, error))
    {
      if (error != NULL && !g_error_matches (*error, VT_ERROR, VT_ERROR_CANCELLED))
        g_prefix_error (error, _("“%s”: "), name);
      return NULL;
    }
  self->graph = loaded.graph;
  self->params = loaded.params;
  self->report = loaded.report;
  if (vt_graph_n_outputs (self->graph) == 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("“%s” has no node that Vitrine can compute"), name);
      return NULL;
    }
  self->name = g_strdup (name);
  self->path = g_strdup (path);
  self->id = vitrine_hash_mapped (g_bytes_get_data (source->bytes, NULL), g_bytes_get_size (source->bytes), source->mapped);
  self->output = vt_graph_output_nth (self->graph, 0);
  find_logits (self);
  make_layers (self);
  find_labels (self);
  vitrine_preprocess_guess_for_graph (&self->preprocess, self->graph, self->report->metadata, name);
  self->input_width = self->preprocess.width;
  self->input_height = self->preprocess.height;
  self->input_channels = self->preprocess.channels;
  return g_steal_pointer (&self);
}

VitrineModel *
vitrine_model_new_for_bytes (GBytes      *bytes,
                             const char  *name,
                             const char  *path,
                             GError     **error)
{
  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  return model_new (&(Source) { bytes, FALSE, name, path, NULL }, error);
}

VitrineModel *
vitrine_model_open (const char  *path,
                    GError     **error)
{
  return vitrine_model_open_job (path, NULL, error);
}

VitrineModel *
vitrine_model_open_job (const char   *path,
                        const VtJob  *job,
                        GError      **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  char *dot;

  g_return_val_if_fail (path != NULL, NULL);

  if (strcmp (path, VITRINE_SAMPLE_NETWORK) == 0)
    {
      bytes = vitrine_sample_network ();
      return vitrine_model_new_for_bytes (bytes, "Menagerie", path, error);
    }
  name = g_path_get_basename (path);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      if (vitrine_model_kind_folder (path, error))
        return NULL;
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” is not a file"), name);
      return NULL;
    }
  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    return NULL;
  bytes = g_mapped_file_get_bytes (file);
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  return model_new (&(Source) { bytes, TRUE, name, path, job }, error);
}

const char *
vitrine_model_get_name (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->name;
}

const char *
vitrine_model_get_path (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->path;
}

const char *
vitrine_model_get_id (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->id;
}

VtGraph *
vitrine_model_get_graph (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->graph;
}

VtParams *
vitrine_model_get_params (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->params;
}

const VtOnnxReport *
vitrine_model_get_report (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->report;
}

GListModel *
vitrine_model_get_layers (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return G_LIST_MODEL (self->layers);
}

VitrineLayer *
vitrine_model_get_layer (VitrineModel *self,
                         int           node)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return node >= 0 && node < (int) self->by_node->len
         ? g_ptr_array_index (self->by_node, (guint) node) : NULL;
}

VitrineLayer *
vitrine_model_find_layer (VitrineModel *self,
                          const char   *name)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  return vitrine_model_get_layer (self, vt_graph_find (self->graph, name));
}

const char *const *
vitrine_model_get_labels (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  return self->labels != NULL ? vitrine_labels_get_names (self->labels) : NULL;
}

static VitrineLabels *
dup_labels (VitrineModel *self)
{
  VitrineLabels *labels;

  pthread_mutex_lock (&self->mutex);
  labels = self->labels != NULL ? vitrine_labels_ref (self->labels) : NULL;
  pthread_mutex_unlock (&self->mutex);
  return labels;
}

char *
vitrine_model_dup_label (VitrineModel *self,
                         guint         index)
{
  g_autoptr (VitrineLabels) labels = NULL;

  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);

  labels = dup_labels (self);
  if (labels != NULL && index < vitrine_labels_get_n (labels))
    return g_strdup (vitrine_labels_get_names (labels)[index]);
  return g_strdup_printf (_("class %u"), index);
}

/* Somebody's choice from now on.  Takes `labels`; FALSE for NULL. */
static gboolean
choose_labels (VitrineModel  *self,
               VitrineLabels *labels)
{
  if (labels == NULL)
    return FALSE;
  if (vitrine_labels_get_n (labels) + 1 == vitrine_model_get_n_classes (self))
    {
      VitrineLabels *shifted = vitrine_labels_behind_background (labels);

      vitrine_labels_unref (labels);
      labels = shifted;
    }
  pthread_mutex_lock (&self->mutex);
  VitrineLabels *old = self->labels;
  self->labels = labels;
  pthread_mutex_unlock (&self->mutex);
  self->labels_chosen = TRUE;
  /* Somebody may still hold the array that vitrine_model_get_labels() lent. */
  if (old != NULL)
    g_ptr_array_add (self->old_labels, old);
  g_signal_emit (self, signals[LABELS_CHANGED], 0);
  return TRUE;
}

gboolean
vitrine_model_load_labels (VitrineModel *self,
                           const char   *path,
                           GError      **error)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  return choose_labels (self, vitrine_labels_load (path, error));
}

gboolean
vitrine_model_set_labels_text (VitrineModel *self,
                               const char   *text,
                               GError      **error)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  return choose_labels (self, vitrine_labels_new_for_text (text, strlen (text), error));
}

char *
vitrine_model_dup_labels_text (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), NULL);
  g_autoptr (VitrineLabels) labels = dup_labels (self);

  return self->labels_chosen && labels != NULL ? vitrine_labels_dup_text (labels) : NULL;
}

int
vitrine_model_find_class (VitrineModel *self,
                          const char   *name)
{
  g_autoptr (VitrineLabels) labels = NULL;
  guint64 number;
  int found;

  g_return_val_if_fail (VITRINE_IS_MODEL (self), -1);
  g_return_val_if_fail (name != NULL, -1);

  labels = dup_labels (self);
  found = labels != NULL ? vitrine_labels_find_name (labels, name) : -1;
  if (found < 0 && g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &number, NULL))
    found = (int) number;
  return found < (int) vitrine_model_get_n_classes (self) ? found : -1;
}

int
vitrine_model_get_output (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), -1);
  return self->output;
}

gboolean
vitrine_model_gives_probabilities (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), FALSE);
  return self->gives_probabilities;
}

int
vitrine_model_get_logits (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), -1);
  return self->logits;
}

guint
vitrine_model_get_n_classes (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), 0);
  return (guint) vt_shape_size (&vt_graph_node (self->graph, self->output)->shape);
}

gboolean
vitrine_model_is_classifier (VitrineModel *self)
{
  const VtShape *shape;

  g_return_val_if_fail (VITRINE_IS_MODEL (self), FALSE);

  shape = &vt_graph_node (self->graph, self->output)->shape;
  /* One value a class and nothing over the picture: 1 × n, or 1 × n × 1 × 1. */
  return vt_shape_size (shape) > 1 && vt_dim (shape, 0) == 1
         && vt_dim (shape, 1) == vt_shape_size (shape);
}

static const VtShape *
input_shape (VitrineModel *self)
{
  return vt_graph_n_inputs (self->graph) > 0
         ? &vt_graph_node (self->graph, vt_graph_input_nth (self->graph, 0))->shape : NULL;
}

gboolean
vitrine_model_takes_pictures (VitrineModel *self)
{
  const VtShape *shape;

  g_return_val_if_fail (VITRINE_IS_MODEL (self), FALSE);

  shape = input_shape (self);
  return vt_graph_n_inputs (self->graph) == 1 && shape->n_dims == 4 && shape->dim[0] == 1
         && vt_shape_size (shape) == (gsize) self->input_width * self->input_height
         * self->input_channels;
}

guint
vitrine_model_get_input_width (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), 0);
  return self->input_width;
}

guint
vitrine_model_get_input_height (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), 0);
  return self->input_height;
}

guint
vitrine_model_get_input_channels (VitrineModel *self)
{
  g_return_val_if_fail (VITRINE_IS_MODEL (self), 0);
  return self->input_channels;
}

void
vitrine_model_get_preprocess (VitrineModel      *self,
                              VitrinePreprocess *preprocess)
{
  g_return_if_fail (VITRINE_IS_MODEL (self));

  pthread_mutex_lock (&self->mutex);
  *preprocess = self->preprocess;
  pthread_mutex_unlock (&self->mutex);
}

void
vitrine_model_set_preprocess (VitrineModel            *self,
                              const VitrinePreprocess *preprocess)
{
  VitrinePreprocess value = *preprocess;

  g_return_if_fail (VITRINE_IS_MODEL (self));

  value.width = self->input_width;
  value.height = self->input_height;
  value.channels = self->input_channels;
  value.channels_last = self->preprocess.channels_last;
  pthread_mutex_lock (&self->mutex);
  self->preprocess = value;
  pthread_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[PREPROCESS_CHANGED], 0);
}

VitrineRuns *
vitrine_model_get_runs (VitrineModel *self)
{
  return self->runs;
}
