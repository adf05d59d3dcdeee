/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules that replace an operator's backward for one call: guided backpropagation (Springenberg
 * et al. 2015), deconvnet (Zeiler & Fergus 2014) and LRP-ε (Bach et al. 2015). */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "vt-nets.h"

static void
guided_relu (const VtKernel *k,
             gconstpointer   data)
{
  for (gsize i = 0; i < vt_shape_size (k->y_shape); i++)
    k->dx[0][i] += k->y[i] > 0 && k->dy[i] > 0 ? k->dy[i] : 0;
}

static void
deconvnet_relu (const VtKernel *k,
                gconstpointer   data)
{
  for (gsize i = 0; i < vt_shape_size (k->y_shape); i++)
    k->dx[0][i] += k->dy[i] > 0 ? k->dy[i] : 0;
}

/* R_x = x · ∂/∂x ⟨z, R_y / (z + ε·sign z)⟩: the operator's own backward does the sum. */
static void
lrp_linear (const VtKernel *k,
            gconstpointer   data)
{
  const double epsilon = *(const double *) data;
  const gsize n_x = vt_shape_size (&k->x_shape[0]), n_y = vt_shape_size (k->y_shape);
  float *s = k->rule_scratch, *c = s + n_y;
  float *dx[3] = { c, NULL, NULL };
  VtKernel inner = *k;

  for (gsize i = 0; i < n_y; i++)
    s[i] = (float) ((double) k->dy[i] / ((double) k->y[i] + (k->y[i] < 0 ? -epsilon : epsilon)));
  memset (c, 0, n_x * sizeof (float));
  inner.dy = s;
  inner.dx = dx;
  k->op->backward (&inner);
  for (gsize i = 0; i < n_x; i++)
    k->dx[0][i] += k->x[0][i] * c[i];
}

static gsize
lrp_scratch (const VtOpContext *c)
{
  return (vt_shape_size (&c->x_shape[0]) + vt_shape_size (c->y_shape)) * sizeof (float);
}

static void
pass_on (const VtKernel *k,
         gconstpointer   data)
{
  for (gsize i = 0; i < vt_shape_size (k->y_shape); i++)
    k->dx[0][i] += k->dy[i];
}

typedef struct
{
  VtGraph  *graph;
  VtParams *params;
  VtRun    *run;
  int       hidden, out;
} Net;

/* conv – Relu – pool – dense; `biased` FALSE sets the biases to 0, so that LRP can conserve. */
static void
net_open (Net          *net,
          gboolean      biased,
          const VtRule *rules,
          guint         n_rules)
{
  int x;

  net->graph = vt_graph_new ();
  x = vt_graph_input (net->graph, "x", &VT_SHAPE (1, 2, 8, 8));
  net->hidden = net_conv (net->graph, x, 4, 3, 1, 1, 1, NULL);
  x = net_max_pool (net->graph, net_op (net->graph, "Relu", net->hidden, NULL), 2, 2, 0, NULL);
  net->out = net_gemm (net->graph, x, 3, NULL);
  vt_graph_output (net->graph, net->out);
  g_assert_true (vt_graph_seal (net->graph, NULL));
  net->params = net_params (net->graph, 8);
  for (guint i = 0; !biased && i < vt_graph_n_nodes (net->graph); i++)
    if (vt_graph_node (net->graph, (int) i)->kind == VT_NODE_PARAM
        && vt_graph_node (net->graph, (int) i)->shape.n_dims == 1)
      memset (vt_params_data (net->params, (int) i), 0,
              vt_shape_size (&vt_graph_node (net->graph, (int) i)->shape) * sizeof (float));
  net->run = net_run (net->graph, net->params, &(VtPlanOptions) {
    .grad = VT_GRAD_INPUTS, .wanted = (int[]) { net->hidden, net->out }, .n_wanted = 2,
    .rules = rules, .n_rules = n_rules
  }, NULL);
  net_fill (vt_run_input (net->run, 0), 2 * 64, 4);
  g_assert_true (vt_run_forward (net->run, NULL, NULL));
}

static void
net_close (Net *net)
{
  vt_run_free (net->run);
  vt_params_unref (net->params);
  vt_graph_unref (net->graph);
}

static void
back (Net          *net,
      const float  *dy,
      const VtRule *rules,
      guint         n_rules)
{
  g_autoptr (GError) error = NULL;

  vt_run_backward (net->run, net->out, dy, rules, n_rules, NULL, &error);
  g_assert_no_error (error);
}

/* What arrives at Relu is the same for all; what leaves it is the gradient, cut by the rule. */
static void
guided_and_deconvnet_cut_what_they_should (void)
{
  const VtRule rules[] = {
    { "Relu", guided_relu, NULL, VT_KEEP_OUTPUT, NULL },
    { "Relu", deconvnet_relu, NULL, VT_KEEP_NOTHING, NULL },
    { "Relu", pass_on, NULL, VT_KEEP_NOTHING, NULL },
  };
  const float dy[3] = { 1, -2, 0.5f };
  Net net;
  g_autofree float *arriving = NULL;
  guint cut = 0;

  net_open (&net, TRUE, rules, 3);
  back (&net, dy, &rules[2], 1);
  arriving = g_memdup2 (vt_run_grad (net.run, net.hidden), 4 * 64 * sizeof (float));

  g_autofree float *value = g_memdup2 (vt_run_value (net.run, net.hidden), 4 * 64 * sizeof (float));

  for (int rule = -1; rule < 2; rule++)
    {
      back (&net, dy, &rules[MAX (rule, 0)], rule < 0 ? 0 : 1);
      for (int i = 0; i < 4 * 64; i++)
        {
          const gboolean active = rule == 1 || value[i] > 0, positive = rule < 0 || arriving[i] > 0;

          g_assert_cmpfloat (vt_run_grad (net.run, net.hidden)[i], ==,
                             active && positive ? arriving[i] : 0);
          cut += active && !positive;
        }
    }
  g_assert_cmpuint (cut, >, 10);
  net_close (&net);
}

static void
lrp_epsilon_conserves_relevance (void)
{
  const double epsilon = 1e-7;
  const VtRule rules[] = {
    { "Conv", lrp_linear, &epsilon, VT_KEEP_INPUTS | VT_KEEP_OUTPUT, lrp_scratch },
    { "Gemm", lrp_linear, &epsilon, VT_KEEP_INPUTS | VT_KEEP_OUTPUT, lrp_scratch },
    { "Relu", pass_on, NULL, VT_KEEP_NOTHING, NULL },
  };
  Net net;
  float dy[3] = { 0 };
  double hidden = 0, input = 0;

  net_open (&net, FALSE, rules, 3);
  dy[1] = vt_run_value (net.run, net.out)[1];
  back (&net, dy, rules, 3);
  for (int i = 0; i < 4 * 64; i++)
    hidden += (double) vt_run_grad (net.run, net.hidden)[i];
  for (int i = 0; i < 2 * 64; i++)
    input += (double) vt_run_grad (net.run, 0)[i];
  g_assert_cmpfloat (fabs ((double) dy[1]), >, 1e-3);
  g_assert_cmpfloat_with_epsilon (hidden, (double) dy[1], 1e-3 * fabs ((double) dy[1]));
  g_assert_cmpfloat_with_epsilon (input, (double) dy[1], 1e-3 * fabs ((double) dy[1]));

  /* Without rules the same run gives the plain gradient again: no relevance is conserved. */
  back (&net, (float[]) { 0, 1, 0 }, NULL, 0);
  g_assert_cmpfloat (fabs ((double) vt_run_grad (net.run, 0)[9]), >, 0);
  net_close (&net);
}

static void
rules_unknown_to_the_plan_are_refused (void)
{
  const VtRule rule = { "Relu", guided_relu, NULL, VT_KEEP_OUTPUT, NULL };
  const float dy[3] = { 1 };
  g_autoptr (GError) error = NULL;
  Net net;

  net_open (&net, TRUE, NULL, 0);
  g_assert_false (vt_run_backward (net.run, net.out, dy, &rule, 1, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_PARAMETER);
  net_close (&net);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/guided-and-deconvnet", guided_and_deconvnet_cut_what_they_should);
  g_test_add_func ("/rules/lrp-conserves", lrp_epsilon_conserves_relevance);
  g_test_add_func ("/rules/unknown-are-refused", rules_unknown_to_the_plan_are_refused);
  return g_test_run ();
}
