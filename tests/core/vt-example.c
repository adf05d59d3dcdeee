/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-operator networks.  Operators that pack weights get parameters for them, all others get
 * inputs. */
#include "vt-example.h"

#include <math.h>

#include "base/vt-rng.h"

static void
fill (Example *e,
      guint    i,
      VtRng   *rng)
{
  const double from = e->example->from, to = e->example->to;
  const gsize n = example_size (e, e->x[i]);
  float *x = example_x (e, i);

  for (gsize j = 0; j < n; j++)
    if ((e->example->whole >> i & 1) != 0)
      x[j] = (float) vt_rng_int (rng, e->example->whole_n);
    else
      x[j] = (float) (from == to ? vt_rng_range (rng, -1, 1) : vt_rng_range (rng, from, to));
}

void
example_init (Example           *e,
              const VtOp        *op,
              const VtOpExample *example,
              VtPath             path,
              guint              n_threads,
              guint64            seed)
{
  g_autoptr (GError) error = NULL;
  VtRng rng;

  *e = (Example) { .op = op, .example = example, .graph = vt_graph_new () };
  for (guint i = 0; i < example->n_x; i++)
    if (example->x_shape[i].dim[0] == G_MAXSIZE)
      e->x[i] = -1;
    else if (i > 0 && op->pack != NULL)
      e->x[i] = vt_graph_param (e->graph, NULL, &example->x_shape[i]);
    else
      e->x[i] = example->x_shape[i].n_dims == 0 ? vt_graph_param (e->graph, NULL, &example->x_shape[i])
                                                : vt_graph_input (e->graph, NULL, &example->x_shape[i]);
  e->y = vt_graph_op (e->graph, op->name, example->attrs, e->x, example->n_x, "y");
  vt_graph_output (e->graph, e->y);
  vt_graph_seal (e->graph, &error);
  g_assert_no_error (error);

  const VtPlanOptions options = {
    .grad = VT_GRAD_INPUTS | VT_GRAD_PARAMS, .path = path, .n_threads = n_threads,
    .training = example->training,
  };
  g_autoptr (VtPlan) plan = vt_plan_new (e->graph, &options, &error);

  g_assert_no_error (error);
  e->params = vt_params_new (e->graph, &error);
  g_assert_no_error (error);
  e->pool = n_threads > 1 ? vt_pool_new (n_threads) : NULL;
  e->run = vt_run_new (plan, e->params, e->pool, &error);
  g_assert_no_error (error);
  vt_rng_init (&rng, seed);
  for (guint i = 0; i < example->n_x; i++)
    if (e->x[i] >= 0)
      fill (e, i, &rng);
  vt_params_changed (e->params);
}

void
example_clear (Example *e)
{
  g_clear_pointer (&e->run, vt_run_free);
  g_clear_pointer (&e->pool, vt_pool_free);
  g_clear_pointer (&e->params, vt_params_unref);
  g_clear_pointer (&e->graph, vt_graph_unref);
}

float *
example_x (Example *e,
           guint    i)
{
  if (vt_graph_node (e->graph, e->x[i])->kind == VT_NODE_PARAM)
    return vt_params_data (e->params, e->x[i]);
  return (float *) vt_run_value (e->run, e->x[i]);
}

const float *
example_dx (Example *e,
            guint    i)
{
  if (vt_graph_node (e->graph, e->x[i])->kind == VT_NODE_PARAM)
    return vt_run_param_grad (e->run, e->x[i]);
  return vt_run_grad (e->run, e->x[i]);
}

const float *
example_forward (Example *e)
{
  g_autoptr (GError) error = NULL;

  vt_run_forward (e->run, NULL, &error);
  g_assert_no_error (error);
  return vt_run_value (e->run, e->y);
}

gsize
example_size (Example *e,
              int      node)
{
  return vt_shape_size (&vt_graph_node (e->graph, node)->shape);
}

gboolean
example_is_whole (const Example *e,
                  guint          i)
{
  return (e->example->whole >> i & 1) != 0 || (e->example->training && (e->op->statistics >> i & 1) != 0);
}
