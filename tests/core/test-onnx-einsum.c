/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Einsum, beside its definition: a sum over all places of all axes. */
#include "vt-onnx-maker.h"

#include <math.h>
#include <string.h>

#include "base/vt-rng.h"

/* Sizes of the axes a … z; pictures are b. */
static const gsize sizes[26] = {
  ['b' - 'a'] = 1, ['c' - 'a'] = 3, ['d' - 'a'] = 2, ['h' - 'a'] = 4, ['i' - 'a'] = 5, ['j' - 'a'] = 2, ['k' - 'a'] = 3,
  ['o' - 'a'] = 1, ['w' - 'a'] = 2,
};

static gsize
size_of (const char *term)
{
  gsize n = 1;

  for (; *term != 0; term++)
    n *= sizes[*term - 'a'];
  return n;
}

/* Where in a tensor of axes `term` the number at places `at` lies. */
static gsize
offset (const char *term,
        const gsize at[26])
{
  gsize k = 0;

  for (; *term != 0; term++)
    k = k * sizes[*term - 'a'] + at[*term - 'a'];
  return k;
}

/* For one picture. */
static void
define (const char * a,
        const char * b,
        const char * y,
        const float *x,
        const float *w,
        float       *out)
{
  g_autofree char *all = g_strconcat (a, b != NULL ? b : "", NULL);
  gsize at[26] = { 0 };
  guint axis = 0;

  memset (out, 0, size_of (y) * sizeof *out);
  while (axis < 26)
    {
      out[offset (y, at)] += x[offset (a, at)] * (b != NULL ? w[offset (b, at)] : 1);
      for (axis = 0; axis < 26; axis++)
        if (strchr (all, 'a' + (int) axis) != NULL && ++at[axis] < sizes[axis])
          break;
        else
          at[axis] = 0;
    }
}

static const char *const cases[][4] = {
  /* The equation, then its terms; in "o" there is one place. */
  { "bchw,kc->bkhw", "bchw", "kc", "bkhw" }, { "bchw,ck->bhwk", "bchw", "ck", "bhwk" },
  { "kc,bchw->bkhw", "bchw", "kc", "bkhw" }, { "bchw,hw->bc", "bchw", "hw", "bc" },
  { "bchw,chw->b", "bchw", "chw", "b" }, { "bch,hd->bcd", "bch", "hd", "bcd" },
  { "bchw,dkc->bkdhw", "bchw", "dkc", "bkdhw" }, { "bchw,c->bchw", "bchw", "c", "bchw" },
  { "bchw , wc -> b h w c", "bchw", "wc", "bhwc" }, { "bc,hd->bdch", "bc", "hd", "bdch" },
  { "bcho,kc->bkho", "bcho", "kc", "bkho" }, { "bchw,dk->bc", "bchw", "dk", "bc" },
  { "bcw,wcd", "bcw", "wcd", "bd" }, { "bchw->bwhc", "bchw", NULL, "bwhc" }, { "bchw->bc", "bchw", NULL, "bc" },
  { "bchw->bwc", "bchw", NULL, "bwc" }, { "bchw->bchw", "bchw", NULL, "bchw" },
  { "...hw,kh->...wk", "bchw", "kh", "bcwk" }, { "b...->b", "bchw", NULL, "b" }, { "bc...,kc->bk...", "bchw", "kc", "bkhw" },
  { "bchw,bchw->bc", "bchw", "bchw", "bc" }, { "bci,bhi->bch", "bci", "bhi", "bch" },
};

static void
begin (Maker      * m,
       const char * equation,
       const char * a,
       const char * w,
       const float *weights)
{
  /* "bchw,bchw" is one tensor with itself, and a second term with pictures is made of the first. */
  const gboolean own = w != NULL && strchr (w, 'b') != NULL;
  const char *inputs = w == NULL ? "x" : own ? (g_str_equal (a, w) ? "x,x" : "x,v") : g_str_has_prefix (equation, w) ? "w,x"
                       : "x,w";
  VtOnnx__Tensor *stored;
  VtOnnx__Node *n;

  maker_init (m, 13);
  maker_input (m, "x", -1, -2);

  VtOnnx__Shape *shape = ((VtOnnx__Value *) m->inputs->pdata[0])->type->tensor_type->shape;
  const gsize n_dims = strlen (a);

  shape->n_dim = n_dims;
  shape->dim = vt_onnx_write_alloc (&m->writer, n_dims * sizeof (VtOnnx__Dim *));
  for (gsize d = 0; d < n_dims; d++)
    {
      shape->dim[d] = vt_onnx_write_alloc (&m->writer, sizeof (VtOnnx__Dim));
      vt_onnx__dim__init (shape->dim[d]);
      shape->dim[d]->has_value = TRUE;
      shape->dim[d]->value = (gint64) sizes[a[d] - 'a'];
    }
  if (w != NULL && !own)
    {
      stored = maker_floats (m, "w", weights, (int) size_of (w), -2);
      stored->n_dims = strlen (w);
      for (gsize d = 0; d < stored->n_dims; d++)
        stored->dims[d] = (gint64) sizes[w[d] - 'a'];
    }
  if (own && !g_str_equal (a, w))
    {
      /* The second is the first with the axis of places summed away and put back: made by Einsum, too. */
      maker_ints (m, "own", 3, (gint64[]) { 0, -1, (gint64) sizes['i' - 'a'] });
      stored = maker_floats (m, "more", weights, (int) (sizes['h' - 'a'] * sizes['c' - 'a']), -2);
      stored->n_dims = 2;
      stored->dims[0] = (gint64) sizes['h' - 'a'];
      stored->dims[1] = (gint64) sizes['c' - 'a'];
      maker_node (m, "MatMul", "more,x", "v");
    }
  n = maker_node (m, "Einsum", inputs, "y");
  vt_onnx_write_string (&m->writer, n, "equation", equation);
  maker_output (m, "y");
}

static void
is_as_defined (void)
{
  VtRng rng;

  vt_rng_init (&rng, 7);
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      const char *equation = cases[c][0], *a = cases[c][1], *w = cases[c][2], *y = cases[c][3];
      const gsize n_x = size_of (a), n_y = size_of (y), rows = sizes['h' - 'a'], inner = sizes['c' - 'a'];
      g_autofree float *x = g_new (float, 2 * n_x), *weights = g_new (float, 1000), *right = g_new (float, 2 * n_y);
      g_autofree float *second = g_new0 (float, 1000), *got = NULL;
      gsize n;
      Maker m;

      for (gsize k = 0; k < 2 * n_x; k++)
        x[k] = (float) vt_rng_int (&rng, 17) - 8;
      for (gsize k = 0; k < 1000; k++)
        weights[k] = (float) vt_rng_int (&rng, 17) - 8;
      for (gsize picture = 0; picture < 2; picture++)
        {
          const float *own = x + picture * n_x;

          memset (second, 0, 1000 * sizeof *second);
          if (w != NULL && w[0] == 'b' && !g_str_equal (a, w))
            for (gsize h = 0; h < rows; h++)
              for (gsize k = 0; k < inner; k++)
                for (gsize i = 0; i < 5; i++)
                  second[h * 5 + i] += weights[h * inner + k] * own[k * 5 + i];
          define (a, w, y, own, w == NULL || w[0] != 'b' ? weights : g_str_equal (a, w) ? own : second, right + picture * n_y);
        }
      begin (&m, equation, a, w, weights);
      got = maker_run (&m, NULL, 2, x, &n);
      maker_clear (&m);
      g_test_message ("%s", equation);
      g_assert_cmpuint (n, ==, 2 * n_y);
      /* Whole numbers: exact. */
      for (gsize k = 0; k < n; k++)
        g_assert_cmpfloat (got[k], ==, right[k]);
    }
}

/* A convolution with one weight a channel pair is a product without a tensor being turned. */
static void
turns_nothing_without_need (void)
{
  static const char *const equations[] = { "bchw,kc->bkhw", "kc,bchw->bkhw", "bchw,c->bhw" };

  for (gsize k = 0; k < G_N_ELEMENTS (equations); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtGraph) graph = NULL;
      Maker m;

      begin (&m, equations[k], "bchw", k < 2 ? "kc" : "c", NULL);
      graph = maker_import (&m, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      for (int i = 0; i < (int) vt_graph_n_nodes (graph); i++)
        if (vt_graph_node (graph, i)->kind == VT_NODE_OP)
          g_assert_cmpstr (vt_graph_node (graph, i)->op->name, !=, "Transpose");
      maker_clear (&m);
    }
}

/* The slope of a sum of products by a tensor that is in it twice. */
static void
gradients_flow (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParams) params = NULL;
  g_autoptr (VtGraph) graph = NULL;
  const VtPlanOptions options = { .batch = 1, .path = VT_PATH_EXACT, .grad = VT_GRAD_INPUTS };
  float dy[9], x[15];
  Maker m;

  begin (&m, "bci,bki->bck", "bci", "bci", NULL);
  graph = maker_import (&m, NULL, &params, NULL, &error);
  maker_clear (&m);
  g_assert_no_error (error);

  g_autoptr (VtPlan) plan = vt_plan_new (graph, &options, &error);
  g_assert_no_error (error);
  g_autoptr (VtRun) run = vt_run_new (plan, params, NULL, &error);
  g_assert_no_error (error);
  const int in = vt_graph_input_nth (graph, 0), out = vt_graph_output_nth (graph, 0);

  for (guint k = 0; k < 15; k++)
    x[k] = vt_run_input (run, 0)[k] = (float) (k % 4) - 1;
  for (guint k = 0; k < 9; k++)
    dy[k] = (float) (k * k % 5) - 2;
  g_assert_true (vt_run_forward (run, NULL, &error));
  g_assert_true (vt_run_backward (run, out, dy, NULL, 0, NULL, &error));
  /* y = x xᵀ: dx = (dy + dyᵀ) x. */
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < 5; i++)
      {
        float right = 0;

        for (guint k = 0; k < 3; k++)
          right += (dy[c * 3 + k] + dy[k * 3 + c]) * x[k * 5 + i];
        g_assert_cmpfloat (vt_run_grad (run, in)[c * 5 + i], ==, right);
      }
}

static void
other_forms_are_refused (void)
{
  static const char *const refused[][2] = {
    { "bchh,kc->bch", "a diagonal" }, { "bchw,kc->bkk", "a diagonal" }, { "bchw,kc->ckhw", "mixes the pictures" },
    { "bchw,kc->bkz", "no input has" }, { "bch,kc->bk", "3 axes" }, { "bchw,kc,kc->bk", "its 2 inputs" },
    { "bchw->bc", "its 2 inputs" }, { "", "its 2 inputs" }, { "b1hw,kc->bk", "cannot be read" },
    { "bchw,kc->b->k", "cannot be read" }, { "bchw,kh->bkc", "one size" }, { "bchw,c...c->bk", "a diagonal" },
    { "......,kc->bk", "cannot be read" }, { "bchwdik,kc->bk", "more than 6" }, { "bchw,dk->bcdhwkk", "a diagonal" },
  };

  for (gsize k = 0; k < G_N_ELEMENTS (refused); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtGraph) graph = NULL;
      Maker m;

      begin (&m, refused[k][0], "bchw", "kc", NULL);
      graph = maker_import (&m, NULL, NULL, NULL, &error);
      g_assert_null (graph);
      g_test_message ("%s: %s", refused[k][0], error->message);
      g_assert_nonnull (strstr (error->message, refused[k][1]));
      maker_clear (&m);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/einsum/as-defined", is_as_defined);
  g_test_add_func ("/onnx/einsum/turns-nothing-without-need", turns_nothing_without_need);
  g_test_add_func ("/onnx/einsum/gradients", gradients_flow);
  g_test_add_func ("/onnx/einsum/refused", other_forms_are_refused);
  return g_test_run ();
}
