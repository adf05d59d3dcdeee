/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One picture through one model. */
#include "engine/model/vitrine-evaluate.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/vt-error.h"
#include "engine/model/vitrine-runs.h"

typedef struct
{
  VitrineActivation public;       /* first: the pointer handed out is the whole */
  _Atomic int ref_count;
} Activation;

VitrineActivation *
vitrine_activation_ref (VitrineActivation *self)
{
  atomic_fetch_add_explicit (&((Activation *) self)->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_activation_unref (VitrineActivation *self)
{
  Activation *whole = (Activation *) self;

  if (self == NULL || atomic_fetch_sub_explicit (&whole->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint i = 0; i < self->n_values; i++)
    vt_tensor_unref (self->values[i]);
  g_free (self->values);
  vt_tensor_unref (self->input);
  vt_tensor_unref (self->output);
  vt_tensor_unref (self->logits);
  vt_tensor_unref (self->probabilities);
  vt_tensor_unref (self->gradient);
  g_free (whole);
}

static VitrineActivation *
activation_new (void)
{
  Activation *whole = g_new0 (Activation, 1);

  atomic_init (&whole->ref_count, 1);
  return &whole->public;
}

static int
compare_ints (gconstpointer a,
              gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* Sorted and without repeats. */
static GArray *
wanted_nodes (VitrineModel     *model,
              const VitrineAsk *ask)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = 0;

  g_array_append_vals (wanted, ask->nodes, ask->n_nodes);
  if (!ask->values_only)
    {
      const int ends[2] = { vitrine_model_get_output (model), vitrine_model_get_logits (model) };

      g_array_append_vals (wanted, ends, 2);
    }
  if (ask->gradient_of > 0)
    g_array_append_val (wanted, ask->gradient_of);
  g_array_sort (wanted, compare_ints);
  for (guint i = 0; i < wanted->len; i++)
    if (n == 0 || g_array_index (wanted, int, i) != g_array_index (wanted, int, n - 1))
      g_array_index (wanted, int, n++) = g_array_index (wanted, int, i);
  g_array_set_size (wanted, (guint) n);
  return wanted;
}

static gboolean
check_ask (VitrineModel      *model,
           const VitrineAsk  *ask,
           GError           **error)
{
  VtGraph *graph = vitrine_model_get_graph (model);
  const int n_nodes = (int) vt_graph_n_nodes (graph);
  gboolean ok = ask->gradient_of < n_nodes && (ask->n_nodes > 0 || !ask->values_only);

  for (guint i = 0; i < ask->n_nodes; i++)
    ok = ok && ask->nodes[i] >= 0 && ask->nodes[i] < n_nodes;
  if (ok && ask->gradient_of > 0 && ask->gradient_seed == NULL)
    ok = ask->gradient_unit
         < (int) vt_shape_size (&vt_graph_node (graph, ask->gradient_of)->shape);
  if (!ok)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_PARAMETER, _("“%s” has no such layer or unit"),
                   vitrine_model_get_name (model));
      return FALSE;
    }
  if (ask->input == NULL && !vitrine_model_takes_pictures (model))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("“%s” does not take a picture of one or three channels as its input"),
                   vitrine_model_get_name (model));
      return FALSE;
    }
  return TRUE;
}

static void
fill_input (VitrineModel     *model,
            const VitrineAsk *ask,
            VtRun            *run)
{
  float *input = vt_run_input (run, 0);
  VitrinePreprocess preprocess;

  if (ask->input != NULL)
    {
      const int node = vt_graph_input_nth (vitrine_model_get_graph (model), 0);

      memcpy (input, ask->input, vt_shape_size (vt_run_shape (run, node)) * sizeof (float));
      return;
    }
  vitrine_model_get_preprocess (model, &preprocess);
  if (ask->preprocess != NULL)
    {
      /* The input's size is the network's, whatever a stored value says. */
      const VitrinePreprocess own = preprocess;

      preprocess = *ask->preprocess;
      preprocess.width = own.width;
      preprocess.height = own.height;
      preprocess.channels = own.channels;
      preprocess.channels_last = own.channels_last;
    }
  vitrine_preprocess_apply (&preprocess, ask->image, ask->box, ask->mirrored, input);
}

static VtTensor *
copy_value (VtRun   *run,
            int      node,
            GError **error)
{
  return vt_tensor_copy (vt_run_shape (run, node), vt_run_value (run, node), error);
}

/* p_i = exp (x_i − max) / Σ exp (x_j − max). */
static VtTensor *
softmax (const VtTensor  *logits,
         GError         **error)
{
  const gsize n = vt_tensor_size (logits);
  VtTensor *p = vt_tensor_new (&logits->shape, error);
  double most = -G_MAXDOUBLE, sum = 0;

  if (p == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    most = MAX (most, (double) logits->data[i]);
  for (gsize i = 0; i < n; i++)
    {
      const double e = exp ((double) logits->data[i] - most);

      p->data[i] = (float) e;
      sum += e;
    }
  for (gsize i = 0; i < n; i++)
    p->data[i] = (float) ((double) p->data[i] / sum);
  return p;
}

static gboolean
collect_scores (VitrineModel       *model,
                VtRun              *run,
                VitrineActivation  *self,
                GError            **error)
{
  const int output = vitrine_model_get_output (model);
  const int logits = vitrine_model_get_logits (model);

  self->output = copy_value (run, output, error);
  self->logits = self->output != NULL ? copy_value (run, logits, error) : NULL;
  if (self->logits == NULL)
    return FALSE;
  if (!vitrine_model_is_classifier (model))
    return TRUE;
  if (vitrine_model_gives_probabilities (model))
    self->probabilities = vt_tensor_ref (self->output);
  else
    self->probabilities = softmax (self->logits, error);
  return self->probabilities != NULL;
}

static gboolean
collect_gradient (VitrineModel       *model,
                  const VitrineAsk   *ask,
                  VtRun              *run,
                  const VtJob        *job,
                  VitrineActivation  *self,
                  GError            **error)
{
  const int input = vt_graph_input_nth (vitrine_model_get_graph (model), 0);
  const gsize n = vt_shape_size (vt_run_shape (run, ask->gradient_of));
  g_autofree float *dy = NULL;

  if (ask->gradient_seed == NULL)
    {
      dy = g_new0 (float, n);
      if (ask->gradient_unit >= 0)
        dy[ask->gradient_unit] = 1;
      for (gsize i = 0; ask->gradient_unit < 0 && i < n; i++)
        dy[i] = 1;
    }
  if (!vt_run_backward (run, ask->gradient_of, dy != NULL ? dy : ask->gradient_seed, NULL, 0, job,
                        error))
    return FALSE;
  self->gradient = vt_tensor_copy (vt_run_shape (run, input), vt_run_grad (run, input), error);
  return self->gradient != NULL;
}

static gboolean
compute (VitrineModel       *model,
         const VitrineAsk   *ask,
         VtRun              *run,
         const VtJob        *job,
         VitrineActivation  *self,
         GError            **error)
{
  const int input = vt_graph_input_nth (vitrine_model_get_graph (model), 0);

  fill_input (model, ask, run);
  self->input = vt_tensor_copy (vt_run_shape (run, input), vt_run_input (run, 0), error);
  if (self->input == NULL || !vt_run_forward (run, job, error))
    return FALSE;
  self->values = g_new0 (VtTensor *, ask->n_nodes);
  for (guint i = 0; i < ask->n_nodes; i++, self->n_values++)
    {
      self->values[i] = copy_value (run, ask->nodes[i], error);
      if (self->values[i] == NULL)
        return FALSE;
    }
  if (!ask->values_only && !collect_scores (model, run, self, error))
    return FALSE;
  return ask->gradient_of <= 0 || collect_gradient (model, ask, run, job, self, error);
}

VitrineActivation *
vitrine_model_evaluate (VitrineModel      *model,
                        const VitrineAsk  *ask,
                        VtPool            *pool,
                        const VtJob       *job,
                        GError           **error)
{
  g_autoptr (VitrineActivation) self = NULL;
  g_autoptr (GArray) wanted = NULL;
  VitrineRunSlot *slot;
  VitrineRunWish wish;
  gboolean ok;

  g_return_val_if_fail (VITRINE_IS_MODEL (model), NULL);
  g_return_val_if_fail (ask != NULL && (ask->input != NULL || ask->image != NULL), NULL);

  if (!check_ask (model, ask, error))
    return NULL;
  wanted = wanted_nodes (model, ask);
  wish = (VitrineRunWish) { (const int *) (gpointer) wanted->data, wanted->len,
                            ask->gradient_of > 0 ? VT_GRAD_INPUTS : VT_GRAD_NONE, ask->path,
                            pool };
  slot = vitrine_runs_take (vitrine_model_get_runs (model), vitrine_model_get_params (model),
                            &wish, error);
  if (slot == NULL)
    return NULL;
  self = activation_new ();
  ok = compute (model, ask, vitrine_run_slot_get (slot), job, self, error);
  vitrine_runs_put_back (vitrine_model_get_runs (model), slot);
  return ok ? g_steal_pointer (&self) : NULL;
}

guint
vitrine_activation_top (const VitrineActivation *self,
                        VitrineScore            *top,
                        guint                    n)
{
  const VtTensor *scores = self->probabilities;
  guint have = 0;

  for (gsize i = 0; scores != NULL && i < vt_tensor_size (scores); i++)
    {
      const double score = (double) scores->data[i];
      guint at = have;

      if (n == 0 || (have == n && !(score > top[n - 1].score)))
        continue;
      if (have < n)
        have++;
      else
        at = n - 1;
      /* Strictly greater, so that equal scores keep the order of their index. */
      for (; at > 0 && score > top[at - 1].score; at--)
        top[at] = top[at - 1];
      top[at] = (VitrineScore) { (guint) i, score };
    }
  return have;
}
