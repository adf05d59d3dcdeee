/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a case is run.
 *
 * First the file is opened as a user's file is (batch of our own, sizes guessed) and computes something: this must not
 * crash, whatever comes out.  Then it is opened as it is written.  Inputs of the suite are of two kinds, as in real
 * files: activations, given at each run, and what real files store or compute from shapes, known when the file is
 * opened.  Integers, truth values, single numbers and empty tensors are always of the second kind.  Real tensors are
 * activations; only where the operator is refused so, all inputs but the first are taken for stored weights. */
#include "conformance-case.h"

#include <math.h>
#include <string.h>

#include "conformance-tensor.h"
#include "graph/vt-run.h"
#include "onnx/vt-onnx.h"

typedef struct
{
  char          *folder;
  guint8        *bytes;          /* model.onnx */
  gsize          size;
  VtOnnx__Model *model;
} Case;

static void
case_clear (Case *c)
{
  g_free (c->folder);
  g_free (c->bytes);
  if (c->model != NULL)
    vt_onnx__model__free_unpacked (c->model, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static gboolean
case_load (Case       *c,
           const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "model.onnx", NULL);

  c->folder = g_strdup (folder);
  if (!g_file_get_contents (path, (char **) &c->bytes, &c->size, NULL))
    return FALSE;
  c->model = vt_onnx__model__unpack (NULL, c->size, c->bytes);
  return c->model != NULL && c->model->graph != NULL;
}

static int
by_name (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char **
conformance_operators (const char *folder)
{
  g_auto (Case) c = { 0 };
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func (g_free);

  if (case_load (&c, folder))
    for (gsize i = 0; i < c.model->graph->n_node; i++)
      {
        const VtOnnx__Node *n = c.model->graph->node[i];
        const char *domain = n->domain != NULL ? n->domain : "";
        char *op = g_strconcat (domain, domain[0] != 0 ? "." : "", n->op_type, NULL);

        if (g_ptr_array_find_with_equal_func (ops, op, g_str_equal, NULL))
          g_free (op);
        else
          g_ptr_array_add (ops, op);
      }
  g_ptr_array_sort (ops, by_name);
  g_ptr_array_add (ops, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ops), FALSE);
}

/* ---- the files of a data set ----------------------------------------------------------------- */

/* File number `i` of data set `set`; `bytes` NULL when there is none. */
static gsize
read_pb (const Case *c,
         guint       set,
         const char *kind,
         gsize       i,
         guint8    **bytes)
{
  g_autofree char *name = g_strdup_printf ("test_data_set_%u/%s_%zu.pb", set, kind, i);
  g_autofree char *path = g_build_filename (c->folder, name, NULL);
  gsize size = 0;

  *bytes = NULL;
  g_file_get_contents (path, (char **) bytes, &size, NULL);
  return size;
}

static VtOnnx__Tensor *
read_tensor (const Case *c,
             guint       set,
             const char *kind,
             gsize       i)
{
  g_autofree guint8 *bytes = NULL;
  const gsize size = read_pb (c, set, kind, i, &bytes);

  return bytes != NULL ? vt_onnx__tensor__unpack (NULL, size, bytes) : NULL;
}

/* The suite stores bfloat16 as the integers of its bits; the model says what they are. */
static void
take_type (VtOnnx__Tensor      *t,
           const VtOnnx__Value *value)
{
  if (t->data_type == 4 && value->type != NULL && value->type->tensor_type != NULL && value->type->tensor_type->elem_type == 16)
    t->data_type = 16;
}

static gboolean
is_activation (const VtOnnx__Tensor *t)
{
  const gboolean real = t->data_type == 1 || t->data_type == 10 || t->data_type == 11 || t->data_type == 16;
  gboolean full = TRUE;

  for (gsize d = 0; d < t->n_dims; d++)
    full &= t->dims[d] > 0;
  return real && full && t->n_dims > 0;
}

/* ---- as a user's file ------------------------------------------------------------------------ */

/* Only that it ends: what comes out is another test's. */
static void
open_as_users_do (const Case *c)
{
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = vt_onnx_import (c->bytes, c->size, c->folder, NULL, &params, &report, NULL);
  const VtPlanOptions options = { .batch = 2, .grad = VT_GRAD_INPUTS };
  g_autoptr (VtPlan) plan = graph != NULL ? vt_plan_new (graph, &options, NULL) : NULL;
  g_autoptr (VtRun) run = plan != NULL && vt_plan_bytes (plan) < (gsize) 1 << 30 ? vt_run_new (plan, params, NULL, NULL) : NULL;

  for (guint i = 0; run != NULL && i < vt_graph_n_inputs (graph); i++)
    {
      float *x = vt_run_input (run, i);
      const gsize n = vt_shape_size (vt_run_shape (run, vt_graph_input_nth (graph, i)));

      for (gsize k = 0; x != NULL && k < n; k++)
        x[k] = (float) (k % 17) / 8 - 1;
    }
  if (run == NULL || !vt_run_forward (run, NULL, NULL))
    return;

  const int out = vt_graph_output_nth (graph, 0);
  g_autofree float *dy = g_new0 (float, vt_shape_size (vt_run_shape (run, out)));

  dy[0] = 1;
  vt_run_backward (run, out, dy, NULL, 0, NULL, NULL);
}

/* ---- as it is written ------------------------------------------------------------------------ */

typedef struct
{
  GArray    *given;         /* VtOnnxGiven; their bytes are owned by `bytes` */
  GPtrArray *bytes;
  GPtrArray *fed;           /* names (borrowed) of inputs that are fed */
  GPtrArray *values;        /* double*: what is fed */
  GArray    *sizes;         /* gsize: how many of them */
} Bound;

static void
bound_clear (Bound *b)
{
  g_array_unref (b->given);
  g_ptr_array_unref (b->bytes);
  g_ptr_array_unref (b->fed);
  g_ptr_array_unref (b->values);
  g_array_unref (b->sizes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bound, bound_clear)

static gboolean
is_stored (const Case *c,
           const char *name)
{
  for (gsize i = 0; i < c->model->graph->n_initializer; i++)
    if (g_strcmp0 (c->model->graph->initializer[i]->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Parts the inputs of a data set; only the first `most` may be activations. */
static void
bind (const Case *c,
      guint       set,
      guint       most,
      Bound      *b)
{
  gsize file = 0;

  *b = (Bound) { g_array_new (FALSE, FALSE, sizeof (VtOnnxGiven)), g_ptr_array_new_with_free_func (g_free),
                 g_ptr_array_new (), g_ptr_array_new_with_free_func (g_free), g_array_new (FALSE, FALSE, sizeof (gsize)) };
  for (gsize i = 0; i < c->model->graph->n_input; i++)
    {
      const VtOnnx__Value *input = c->model->graph->input[i];
      guint8 *bytes;

      if (is_stored (c, input->name))
        continue;

      const gsize size = read_pb (c, set, "input", file++, &bytes);
      const gboolean is_tensor = bytes != NULL && input->type != NULL && input->type->tensor_type != NULL;
      VtOnnx__Tensor *t = is_tensor ? vt_onnx__tensor__unpack (NULL, size, bytes) : NULL;
      VtShape shape;

      if (t != NULL)
        take_type (t, input);
      if (t != NULL && is_activation (t) && file <= most)
        {
          g_ptr_array_add (b->fed, input->name);
          g_ptr_array_add (b->values, conformance_numbers (t, &shape));

          const gsize size_of = b->values->pdata[b->values->len - 1] != NULL ? vt_shape_size (&shape) : 0;
          g_array_append_val (b->sizes, size_of);
        }
      else if (t != NULL)
        {
          const VtOnnxGiven given = { input->name, g_malloc (MAX (vt_onnx__tensor__get_packed_size (t), 1)),
                                      vt_onnx__tensor__get_packed_size (t) };

          vt_onnx__tensor__pack (t, (guint8 *) given.tensor);
          g_array_append_val (b->given, given);
          g_ptr_array_add (b->bytes, (gpointer) given.tensor);
        }
      g_free (bytes);
      if (t != NULL)
        vt_onnx__tensor__free_unpacked (t, NULL);
    }
}

static gboolean
feed (VtGraph     *graph,
      VtRun       *run,
      const Bound *b,
      char       **sentence)
{
  for (guint i = 0; i < b->fed->len; i++)
    {
      const int node = vt_graph_find (graph, b->fed->pdata[i]);
      const double *from = b->values->pdata[i];
      float *to = NULL;

      for (guint k = 0; k < vt_graph_n_inputs (graph); k++)
        if (vt_graph_input_nth (graph, k) == node)
          to = vt_run_input (run, k);
      if (to == NULL || from == NULL || g_array_index (b->sizes, gsize, i) != vt_shape_size (vt_run_shape (run, node)))
        {
          *sentence = g_strdup_printf ("the input “%s” cannot be fed", (const char *) b->fed->pdata[i]);
          return FALSE;
        }
      for (gsize k = 0; k < vt_shape_size (vt_run_shape (run, node)); k++)
        {
          to[k] = (float) from[k];
          if (isinf (to[k]) && !isinf (from[k]))
            {
              *sentence = g_strdup ("the input holds numbers that are too large for single precision");
              return FALSE;
            }
        }
    }
  return TRUE;
}

static ConformanceVerdict
compare (const Case         *c,
         guint               set,
         const VtOnnxReport *report,
         VtRun              *run,
         char              **sentence)
{
  for (guint k = 0; k < report->outputs->len; k++)
    {
      const int node = g_array_index (report->outputs, int, k);
      VtOnnx__Tensor *expected = read_tensor (c, set, "output", k);

      if (expected != NULL)
        take_type (expected, c->model->graph->output[k]);
      if (expected != NULL && node >= 0)
        *sentence = conformance_compare (expected, vt_run_shape (run, node), vt_run_value (run, node));
      else if (node < 0)
        *sentence = g_strdup_printf ("output %u is not computed", k + 1);
      if (expected != NULL)
        vt_onnx__tensor__free_unpacked (expected, NULL);
      if (*sentence != NULL)
        return node < 0 ? CONFORMANCE_REFUSED : CONFORMANCE_WRONG;
    }
  return CONFORMANCE_PASSED;
}

static ConformanceVerdict
run_bound (const Case *c,
           guint       set,
           guint       most,
           guint      *n_fed,
           char      **sentence)
{
  g_auto (Bound) b = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtOnnxReport) report = NULL;

  bind (c, set, most, &b);
  *n_fed = b.fed->len;

  const VtOnnxOptions options = { .as_written = TRUE, .given = (VtOnnxGiven *) b.given->data, .n_given = b.given->len };
  g_autoptr (VtGraph) graph = vt_onnx_import (c->bytes, c->size, c->folder, &options, &params, &report, &error);

  if (graph != NULL && report->unsupported->len > 0)
    {
      const VtOnnxIssue *issue = report->unsupported->pdata[0];

      *sentence = g_strdup_printf ("%s: %s", issue->op, issue->reason);
      return CONFORMANCE_REFUSED;
    }

  const VtPlanOptions plan_options = { .path = VT_PATH_EXACT };
  g_autoptr (VtPlan) plan = graph != NULL ? vt_plan_new (graph, &plan_options, &error) : NULL;
  g_autoptr (VtRun) run = plan != NULL ? vt_run_new (plan, params, NULL, &error) : NULL;

  if (run == NULL || !feed (graph, run, &b, sentence) || !vt_run_forward (run, NULL, &error))
    {
      if (*sentence == NULL)
        *sentence = g_strdup (error->message);
      return CONFORMANCE_REFUSED;
    }
  return compare (c, set, report, run, sentence);
}

ConformanceVerdict
conformance_run (const char *folder,
                 char      **sentence)
{
  g_auto (Case) c = { 0 };
  ConformanceVerdict verdict = CONFORMANCE_REFUSED;
  guint n_fed = 0;

  *sentence = NULL;
  if (!case_load (&c, folder))
    {
      *sentence = g_strdup ("the case cannot be read");
      return verdict;
    }
  open_as_users_do (&c);
  for (guint set = 0;; set++)
    {
      g_autofree char *name = g_strdup_printf ("%s/test_data_set_%u", folder, set);

      if (!g_file_test (name, G_FILE_TEST_IS_DIR))
        break;
      verdict = run_bound (&c, set, G_MAXUINT, &n_fed, sentence);
      if (verdict == CONFORMANCE_REFUSED && n_fed > 0)
        {
          g_clear_pointer (sentence, g_free);
          verdict = run_bound (&c, set, 1, &n_fed, sentence);
        }
      if (verdict != CONFORMANCE_PASSED)
        return verdict;
    }
  return verdict == CONFORMANCE_PASSED && n_fed == 0 ? CONFORMANCE_FOLDED : verdict;
}
