/* SPDX-License-Identifier: GPL-3.0-or-later */
/* If: the branch of a known condition stands where the If stood, whatever it reads, gives or is called. */
#include "vt-onnx-maker.h"

#include <string.h>

#include "base/vt-error.h"

/* A branch of one operator. */
static Maker
branch_of (const char *op,
           const char *inputs,
           const char *output)
{
  Maker m;

  maker_init (&m, 13);
  maker_node (&m, op, inputs, output);
  maker_output (&m, output);
  return m;
}

/* A branch that is a value from outside. */
static Maker
branch_is (const char *name)
{
  Maker m;

  maker_init (&m, 13);
  maker_output (&m, name);
  return m;
}

static void
begin (Maker *m)
{
  const gint64 zero = 0, one = 1;

  maker_init (m, 13);
  maker_input (m, "x", 1, 4, -2);
  maker_ints (m, "true", 1, &one);
  maker_ints (m, "false", 1, &zero);
}

static VtOnnx__Node *
choose (Maker      *m,
        const char *condition,
        const char *output,
        Maker       yes,
        Maker       no)
{
  VtOnnx__Node *n = maker_node (m, "If", condition, output);

  maker_branch (m, n, "then_branch", &yes);
  maker_branch (m, n, "else_branch", &no);
  return n;
}

/* The one thing that was refused of `m`, which must be open otherwise; the reason must have `words`. */
static void
assert_refused (Maker      *m,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtOnnxReport) report = NULL;
  g_autoptr (VtGraph) graph = NULL;

  maker_node (m, "Relu", "x", "kept");
  graph = maker_import (m, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vt_graph_find (graph, "kept"), >=, 0);
  g_assert_cmpuint (report->unsupported->len, ==, 1);

  const VtOnnxIssue *issue = report->unsupported->pdata[0];

  g_test_message ("%s", issue->reason);
  g_assert_nonnull (strstr (issue->reason, words));
  maker_clear (m);
}

static void
a_known_condition_takes_its_branch (void)
{
  const float negative[4] = { -1, -2, -3, -4 }, twice[4] = { 2, 4, 6, 8 };

  for (int yes = 0; yes < 2; yes++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtOnnxReport) report = NULL;
      g_autoptr (VtGraph) graph = NULL;
      Maker m;

      begin (&m);
      choose (&m, yes ? "true" : "false", "y", branch_of ("Neg", "x", "n"), branch_of ("Add", "x,x", "a"));
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, maker_ramp, yes ? negative : twice, 4);
      graph = maker_import (&m, NULL, NULL, &report, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (vt_graph_node (graph, vt_graph_output_nth (graph, 0))->name, ==, "y");
      g_assert_cmpuint (report->notes->len, ==, 1);
      g_assert_nonnull (strstr (report->notes->pdata[0], "“y” (If)"));
      g_assert_nonnull (strstr (report->notes->pdata[0], yes ? "then" : "else"));
      g_assert_cmpuint (report->n_folded, ==, 1);
      maker_clear (&m);
    }
}

/* As torch writes squeeze () where it does not know a size: whether it is 1 is asked of the shape. */
static void
sizes_are_known (void)
{
  for (int rows = 1; rows <= 2; rows++)
    {
      const gint64 two = 2, one = 1;
      g_autoptr (GError) error = NULL;
      g_autoptr (VtGraph) graph = NULL;
      Maker m, squeeze;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 2, rows, 2, -2);
      maker_ints (&m, "two", 1, &two);
      maker_ints (&m, "one", 1, &one);
      maker_node (&m, "Relu", "x", "r");
      maker_node (&m, "Shape", "r", "shape");
      maker_node (&m, "Gather", "shape,two", "rows");
      maker_node (&m, "Equal", "rows,one", "is_one");
      squeeze = branch_of ("Squeeze", "r,axis", "s");
      maker_ints (&squeeze, "axis", 1, &two);
      choose (&m, "is_one", "y", squeeze, branch_of ("Identity", "r", "i"));
      maker_output (&m, "y");
      maker_expect (&m, NULL, 2, maker_ramp, maker_ramp, 8 * (gsize) rows);
      graph = maker_import (&m, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vt_graph_node (graph, vt_graph_output_nth (graph, 0))->shape.n_dims, ==, rows == 1 ? 3 : 4);
      maker_clear (&m);
    }
}

/* The network's input, a value from outside, and stored numbers that say another operator's shape. */
static void
what_a_branch_gives_may_be_anything (void)
{
  static const char *const given[] = { "x", "r", "x" };
  const float plus[4] = { 2, 4, 6, 8 };

  for (gsize k = 0; k < G_N_ELEMENTS (given); k++)
    {
      const gint64 shape[3] = { 0, 2, 2 };
      Maker m, numbers;

      begin (&m);
      maker_node (&m, "Relu", "x", "r");
      choose (&m, "true", "v", branch_is (given[k]), branch_is ("nothing"));
      maker_node (&m, "Add", "v,r", "sum");
      numbers = branch_is ("stored");
      maker_ints (&numbers, "stored", 3, shape);
      choose (&m, "false", "shape", branch_is ("nothing"), numbers);
      maker_node (&m, "Reshape", "sum,shape", "y");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, maker_ramp, plus, 4);
      maker_clear (&m);
    }
}

static void
an_input_may_be_the_output (void)
{
  Maker m;

  begin (&m);
  choose (&m, "true", "y", branch_is ("x"), branch_is ("nothing"));
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, maker_ramp, 4);
  maker_clear (&m);
}

/* A branch reads what stands between a convolution and its normalisation, so the two must stay two. */
static void
what_a_branch_reads_is_not_folded_away (void)
{
  const float one = 1, ten[1] = { 10 }, none[1] = { 0 }, expected[2] = { 11, 22 };

  for (int depth = 0; depth < 2; depth++)
    {
      Maker m, yes;

      maker_init (&m, 13);
      maker_input (&m, "x", 1, 1, 1, 2, -2);
      maker_floats (&m, "w", &one, 1, 1, 1, 1, -2);
      maker_floats (&m, "ten", ten, 1, 1, 1, -2);
      maker_floats (&m, "none", none, 1, -2);
      maker_ints (&m, "true", 1, &(gint64) { 1 });
      maker_node (&m, "Conv", "x,w", "c");
      maker_node (&m, "Mul", "c,ten", "ten_times");
      if (depth == 0)
        yes = branch_of ("Identity", "c", "i");
      else
        {
          maker_init (&yes, 13);
          choose (&yes, "true", "deep", branch_of ("Identity", "c", "i"), branch_is ("c"));
          maker_output (&yes, "deep");
        }
      choose (&m, "true", "v", yes, branch_is ("x"));
      maker_node (&m, "Add", "v,ten_times", "y");
      maker_output (&m, "y");
      maker_expect (&m, NULL, 1, maker_ramp, expected, 2);
      maker_clear (&m);
    }
}

static void
two_branches_may_use_one_name (void)
{
  const float expected[4] = { 4, 8, 12, 16 };
  Maker m, no;

  begin (&m);
  no = branch_of ("Add", "a,a", "v");
  choose (&m, "true", "a", branch_of ("Add", "x,x", "v"), branch_of ("Neg", "x", "v"));
  choose (&m, "false", "y", branch_is ("a"), no);
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, expected, 4);
  maker_clear (&m);
}

/* The inner branch reads a name of the outer one that had to be changed. */
static void
changed_names_are_known_inside (void)
{
  const float expected[4] = { -4, -8, -12, -16 };
  Maker m, yes;

  begin (&m);
  choose (&m, "true", "a", branch_of ("Add", "x,x", "v"), branch_is ("x"));
  maker_init (&yes, 13);
  maker_node (&yes, "Neg", "a", "v");
  choose (&yes, "true", "deep", branch_of ("Add", "v,v", "w"), branch_is ("v"));
  maker_output (&yes, "deep");
  choose (&m, "true", "y", yes, branch_is ("x"));
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, expected, 4);
  maker_clear (&m);
}

static void
the_other_branch_is_never_looked_at (void)
{
  const guint8 damaged[] = { 0xff, 0xff, 0xff, 7 };
  const float negative[4] = { -1, -2, -3, -4 };
  Maker m, yes;

  begin (&m);
  VtOnnx__Node *n = maker_node (&m, "If", "true", "y");
  yes = branch_of ("Neg", "x", "n");
  maker_branch (&m, n, "then_branch", &yes);
  maker_graph (&m, n, "else_branch", damaged, sizeof damaged);
  maker_output (&m, "y");
  maker_expect (&m, NULL, 1, maker_ramp, negative, 4);
  maker_clear (&m);
}

static void
an_unknown_operator_inside_is_named (void)
{
  Maker m;

  begin (&m);
  choose (&m, "true", "y", branch_of ("Quux", "x", "q"), branch_is ("x"));
  maker_output (&m, "y");
  assert_refused (&m, "does not know this operator");
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void
a_condition_of_the_picture_is_refused (void)
{
  Maker m;

  begin (&m);
  maker_node (&m, "ReduceMax", "x", "most");
  maker_node (&m, "Cast", "most", "condition");
  choose (&m, "condition", "y", branch_of ("Neg", "x", "n"), branch_is ("x"));
  maker_output (&m, "y");
  assert_refused (&m, "mixes the pictures");

  begin (&m);
  VtOnnx__Node *most = maker_node (&m, "ReduceMax", "x", "most");
  vt_onnx_write_ints (&m.writer, most, "axes", (gint64[]) { 1 }, 1);
  choose (&m, "most", "y", branch_of ("Neg", "x", "n"), branch_is ("x"));
  maker_output (&m, "y");
  assert_refused (&m, "depends on the picture");
}

static void
a_loop_is_refused (void)
{
  static const char *const ops[] = { "Loop", "Scan" };

  for (gsize k = 0; k < G_N_ELEMENTS (ops); k++)
    {
      Maker m, body;

      begin (&m);
      VtOnnx__Node *n = maker_node (&m, ops[k], "true,true,x", "y");
      body = branch_of ("Neg", "x", "n");
      maker_branch (&m, n, "body", &body);
      maker_output (&m, "y");
      assert_refused (&m, "does not know this operator");
    }
}

static void
branches_that_do_not_fit_are_refused (void)
{
  static const char *const words[] = {
    "then_branch, is missing", "damaged", "gives 2 values and 1 are", "“nothing”", "inputs of its own", "“v” twice", "no name",
    "not one truth value", "“later”", "below zero",
  };
  const guint8 damaged[] = { 0x0a, 0x7f, 0x01 };

  for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
    {
      Maker m, yes = branch_of ("Neg", k == 3 ? "nothing" : k == 8 ? "later" : "x", "v");

      begin (&m);
      maker_ints (&m, "several", 2, (gint64[]) { 1, 1 });
      VtOnnx__Node *n = maker_node (&m, "If", k == 7 ? "several" : "true", "y");
      if (k == 2)
        maker_output (&yes, "v");
      if (k == 4)
        maker_input (&yes, "own", 1, -2);
      if (k == 5)
        maker_node (&yes, "Relu", "x", "v");
      if (k == 6)
        ((VtOnnx__Value *) yes.outputs->pdata[0])->name = vt_onnx_write_text (&yes.writer, "%s", "");
      if (k == 9)
        maker_floats (&yes, "w", NULL, 1, -2)->dims[0] = -1;
      if (k == 1)
        maker_graph (&m, n, "then_branch", damaged, sizeof damaged);
      maker_branch (&m, n, k < 2 ? "else_branch" : "then_branch", &yes);
      if (k == 8)
        maker_node (&m, "Relu", "y", "later");
      maker_output (&m, "y");
      assert_refused (&m, words[k]);
    }
}

/* An If in an If in …: `depth` of them around a Neg. */
static Maker
nest (guint depth)
{
  Maker inner = branch_of ("Neg", "x", "v0");

  for (guint k = 1; k <= depth; k++)
    {
      g_autofree char *name = g_strdup_printf ("v%u", k);
      Maker m;

      maker_init (&m, 13);
      VtOnnx__Node *n = maker_node (&m, "If", "true", name);
      maker_branch (&m, n, "then_branch", &inner);
      maker_output (&m, name);
      inner = m;
    }
  return inner;
}

static void
depth_has_a_limit (void)
{
  static const guint depths[] = { 7, 8, 100, 1000 };

  for (gsize k = 0; k < G_N_ELEMENTS (depths); k++)
    {
      const float negative[4] = { -1, -2, -3, -4 };
      Maker m, yes = nest (depths[k]);

      begin (&m);
      VtOnnx__Node *n = maker_node (&m, "If", "true", "y");
      maker_branch (&m, n, "then_branch", &yes);
      maker_output (&m, "y");
      if (k == 0)
        {
          maker_expect (&m, NULL, 1, maker_ramp, negative, 4);
          maker_clear (&m);
        }
      else
        assert_refused (&m, "too deep");
    }
}

static void
nodes_have_a_limit (void)
{
  Maker m, yes;

  maker_init (&yes, 13);
  for (guint k = 0; k < 66000; k++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", k);

      maker_node (&yes, "Neg", "x", name);
    }
  maker_output (&yes, "n0");
  begin (&m);
  choose (&m, "true", "y", yes, branch_is ("x"));
  maker_output (&m, "y");
  assert_refused (&m, "too large");
}

/* Any byte of branches changed, any end cut off: whole, or an error in a sentence. */
static void
any_damage_is_survived (void)
{
  Maker m, yes = nest (2);
  gsize size;

  begin (&m);
  maker_node (&m, "Relu", "x", "r");
  VtOnnx__Node *n = maker_node (&m, "If", "true", "y");
  maker_branch (&m, n, "then_branch", &yes);
  maker_output (&m, "y");
  g_autoptr (GBytes) bytes = maker_bytes (&m);
  const guint8 *data = g_bytes_get_data (bytes, &size);
  maker_clear (&m);

  for (gsize at = 0; at < size; at++)
    for (int change = -1; change < 256; change += change < 4 ? 1 : 25)
      {
        g_autoptr (GError) error = NULL;
        g_autofree guint8 *copy = g_memdup2 (data, size);
        g_autoptr (VtGraph) graph = NULL;

        copy[at] = (guint8) change;
        graph = vt_onnx_import (copy, change < 0 ? at : size, NULL, NULL, NULL, NULL, &error);
        g_assert_true ((graph != NULL) == (error == NULL));
        g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/if/known-condition", a_known_condition_takes_its_branch);
  g_test_add_func ("/onnx/if/sizes-are-known", sizes_are_known);
  g_test_add_func ("/onnx/if/gives-anything", what_a_branch_gives_may_be_anything);
  g_test_add_func ("/onnx/if/input-is-output", an_input_may_be_the_output);
  g_test_add_func ("/onnx/if/reads-are-not-folded-away", what_a_branch_reads_is_not_folded_away);
  g_test_add_func ("/onnx/if/one-name-twice", two_branches_may_use_one_name);
  g_test_add_func ("/onnx/if/changed-names-inside", changed_names_are_known_inside);
  g_test_add_func ("/onnx/if/other-branch", the_other_branch_is_never_looked_at);
  g_test_add_func ("/onnx/if/unknown-operator-inside", an_unknown_operator_inside_is_named);
  g_test_add_func ("/onnx/if/condition-of-the-picture", a_condition_of_the_picture_is_refused);
  g_test_add_func ("/onnx/if/loops", a_loop_is_refused);
  g_test_add_func ("/onnx/if/branches-that-do-not-fit", branches_that_do_not_fit_are_refused);
  g_test_add_func ("/onnx/if/depth", depth_has_a_limit);
  g_test_add_func ("/onnx/if/nodes", nodes_have_a_limit);
  g_test_add_func ("/onnx/if/damage", any_damage_is_survived);
  return g_test_run ();
}
