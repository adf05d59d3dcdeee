/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long values and gradients live and where they lie.
 *
 * Time runs 0 … n−1 for the forward steps and 2n−1 … n back for their backward steps (step i at
 * 2n−1−i).  What backward reads, and what the caller may read, lives until 2n, because one
 * forward may be followed by many backwards. */
#include "graph/vt-plan-private.h"

#include <math.h>
#include <string.h>

#include "graph/vt-layout.h"
#include "ops/vt-attrs.h"

/* A piece of memory that one value, or several in place of each other, lie in. */
typedef struct
{
  VtBlock block;
  int     last;         /* the last node that is written here */
  int     parent;       /* the storage of a Concat that this is a part of, or −1 */
  int     join;         /* that Concat's node */
  gsize   inside;       /* bytes from the parent's start */
} Storage;

typedef struct
{
  VtPlan       *plan;
  const guint8 *flows;      /* [n_nodes] a gradient arrives here */
  int          *last_use;   /* [n_nodes] time of the last reader of the value */
  guint        *n_readers;  /* [n_nodes] */
  int          *maker;      /* [n_nodes] the step that writes the value */
  int          *storage;    /* [n_nodes] index in `storages`, or −1 */
  GArray       *storages;   /* Storage */
} Planner;

static Storage *
storage_nth (const Planner *p,
             int            i)
{
  return &g_array_index (p->storages, Storage, i);
}

static const VtNode *
node_of (const Planner *p,
         guint          i)
{
  return vt_graph_node (p->plan->graph, (int) i);
}

static int
end_of_time (const VtPlan *plan)
{
  return plan->grad != VT_GRAD_NONE ? 2 * (int) plan->n_steps : (int) plan->n_steps;
}

static int
add_storage (Planner *p,
             gsize    bytes,
             int      from,
             int      to)
{
  const Storage storage = { { bytes, from, to, 0 }, -1, -1, -1, 0 };

  g_array_append_val (p->storages, storage);
  return (int) p->storages->len - 1;
}

/* A storage and what it is a part of must live at these times too. */
static void
extend (const Planner *p,
        int            storage,
        int            from,
        int            to)
{
  for (; storage >= 0; storage = storage_nth (p, storage)->parent)
    {
      VtBlock *block = &storage_nth (p, storage)->block;

      block->from = MIN (block->from, from);
      block->to = MAX (block->to, to);
    }
}

static void
measure_lives (Planner *p)
{
  VtPlan *plan = p->plan;
  const int end = end_of_time (plan);

  for (guint s = 0; s < plan->n_steps; s++)
    {
      VtStep *step = &plan->steps[s];
      const VtNode *node = vt_graph_node (plan->graph, step->node);

      step->keep = step->backward ? node->op->keep : VT_KEEP_NOTHING;
      for (guint r = 0; step->backward && r < plan->n_rules; r++)
        if (strcmp (plan->rules[r].op, node->op->name) == 0)
          step->keep |= plan->rules[r].keep;
      for (guint j = 0; j < node->n_x; j++)
        if (node->x[j] >= 0)
          {
            const int life = (step->keep & VT_KEEP_INPUTS) != 0 ? end : (int) s;

            p->last_use[node->x[j]] = MAX (p->last_use[node->x[j]], life);
            p->n_readers[node->x[j]]++;
          }
      step->writes = step->backward && node->op->writes && node->x[0] >= 0;
      for (guint j = 1; j < node->n_x; j++)
        step->writes &= node->x[j] != node->x[0];
      if (plan->wanted[step->node] || (step->keep & VT_KEEP_OUTPUT) != 0)
        p->last_use[step->node] = end;
      p->last_use[step->node] = MAX (p->last_use[step->node], (int) s);
    }
}

/* Whether the output of step `s` may lie where its first input lies: everything there is read for
 * the last time by this very step. */
static gboolean
can_overwrite (const Planner *p,
               guint          s)
{
  const VtPlan *plan = p->plan;
  const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);
  const int x = node->n_x > 0 ? node->x[0] : -1;

  if (!node->op->in_place || x < 0 || p->storage[x] < 0
      || vt_shape_size (&plan->shape[x]) != vt_shape_size (&plan->shape[plan->steps[s].node])
      || storage_nth (p, p->storage[x])->block.to > (int) s)
    return FALSE;
  for (guint j = 1; j < node->n_x; j++)
    if (node->x[j] >= 0 && node->x[j] != x && p->storage[node->x[j]] == p->storage[x])
      return FALSE;
  return TRUE;
}

/* Lets the step before do a clamp (Relu, Clip) that would overwrite its output anyway. */
static void
try_clamp (Planner *p,
           guint    s)
{
  VtPlan *plan = p->plan;
  const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);
  const int x = node->x[0];
  VtStep *before = &plan->steps[p->maker[x]];
  float lo, hi;

  if (node->op->as_clamp == NULL || !node->op->as_clamp (node->attrs, &lo, &hi)
      || !vt_graph_node (plan->graph, before->node)->op->clamps || p->n_readers[x] != 1
      || isfinite (before->lo) || isfinite (before->hi))
    return;
  before->lo = lo;
  before->hi = hi;
  plan->steps[s].done = TRUE;
  p->maker[plan->steps[s].node] = p->maker[x];
}

/* The Add that step `s` can do itself, because nobody but it reads what `s` computes and the other summand is there
 * already; −1: none. */
static int
sum_to_do (const Planner *p,
           guint          s,
           int           *other)
{
  const VtPlan *plan = p->plan;
  const int i = plan->steps[s].node;

  if (!vt_graph_node (plan->graph, i)->op->adds || p->n_readers[i] != 1)
    return -1;
  for (guint r = s + 1; r < plan->n_steps && (int) r <= p->last_use[i]; r++)
    {
      const VtNode *sum = vt_graph_node (plan->graph, plan->steps[r].node);

      if (!sum->op->sums || (sum->x[0] != i && sum->x[1] != i))
        continue;
      *other = sum->x[sum->x[0] == i];
      return p->last_use[i] == (int) r && p->storage[*other] >= 0 && p->maker[*other] < (int) s
             && vt_shape_equal (&plan->shape[*other], &plan->shape[i])
             && vt_shape_equal (&plan->shape[plan->steps[r].node], &plan->shape[i]) ? (int) r : -1;
    }
  return -1;
}

static gboolean
reads_storage (const Planner *p,
               guint          s,
               int            storage)
{
  const VtNode *node = vt_graph_node (p->plan->graph, p->plan->steps[s].node);

  for (guint j = 0; j < node->n_x; j++)
    if (node->x[j] >= 0 && p->storage[node->x[j]] == storage)
      return TRUE;
  return FALSE;
}

/* Step `s` adds `other` to what it computes, which makes it the value of step `r`: in the place of `other` where
 * nobody reads that from now on. */
static void
place_sum (Planner *p,
           guint    s,
           guint    r,
           int      other)
{
  VtPlan *plan = p->plan;
  const int i = plan->steps[s].node, sum = plan->steps[r].node, place = p->storage[other];
  gboolean free = storage_nth (p, place)->block.to <= (int) r;

  for (guint t = s; t < r && free; t++)
    free = !reads_storage (p, t, place);
  if (free)
    extend (p, place, (int) s, p->last_use[sum]);
  p->storage[i] = free ? place : add_storage (p, vt_shape_size (&plan->shape[i]) * sizeof (float), (int) s,
                                              p->last_use[sum]);
  p->storage[sum] = p->storage[i];
  storage_nth (p, p->storage[i])->last = sum;
  plan->steps[s].add = other;
  plan->steps[r].done = TRUE;
  p->maker[i] = p->maker[sum] = (int) s;
}

static void
place_values (Planner *p)
{
  VtPlan *plan = p->plan;
  const int end = end_of_time (plan);

  for (guint i = 0; i < plan->n_nodes; i++)
    if (node_of (p, i)->kind == VT_NODE_INPUT)
      p->storage[i] = add_storage (p, vt_shape_size (&plan->shape[i]) * sizeof (float), 0, end);

  for (guint s = 0; s < plan->n_steps; s++)
    {
      const int i = plan->steps[s].node;
      int other;

      if (plan->steps[s].done)
        continue;

      const int sum = sum_to_do (p, s, &other);

      p->maker[i] = (int) s;
      if (sum >= 0)
        {
          place_sum (p, s, (guint) sum, other);
          continue;
        }
      if (can_overwrite (p, s))
        {
          const int x = vt_graph_node (plan->graph, i)->x[0];

          p->storage[i] = p->storage[x];
          extend (p, p->storage[i], (int) s, p->last_use[i]);
          try_clamp (p, s);
        }
      else
        p->storage[i] = add_storage (p, vt_shape_size (&plan->shape[i]) * sizeof (float), (int) s,
                                     p->last_use[i]);
      storage_nth (p, p->storage[i])->last = i;
    }
}

static void
place_scratch (Planner *p,
               guint    s,
               int     *blocks)
{
  VtPlan *plan = p->plan;
  const VtStep *step = &plan->steps[s];
  const VtNode *node = vt_graph_node (plan->graph, step->node);
  const int back = 2 * (int) plan->n_steps - 1 - (int) s;
  VtShape shapes[VT_MAX_INPUTS];
  VtOpContext context;
  gsize bytes = 0;

  for (guint j = 0; j < node->n_x; j++)
    shapes[j] = node->x[j] < 0 ? vt_shape_left_out : plan->shape[node->x[j]];
  vt_plan_context (plan, step, shapes, &context);
  if (node->op->scratch != NULL && (bytes = node->op->scratch (&context)) > 0)
    {
      blocks[0] = add_storage (p, bytes, (int) s, (int) s);
      if (step->backward)
        blocks[1] = add_storage (p, bytes, back, back);
    }
  bytes = 0;
  for (guint r = 0; step->backward && r < plan->n_rules; r++)
    if (strcmp (plan->rules[r].op, node->op->name) == 0 && plan->rules[r].scratch != NULL)
      bytes = MAX (bytes, plan->rules[r].scratch (&context));
  if (bytes > 0)
    blocks[2] = add_storage (p, bytes, back, back);
}

static gboolean
has_rule (const VtPlan *plan,
          const VtOp   *op)
{
  for (guint r = 0; r < plan->n_rules; r++)
    if (strcmp (plan->rules[r].op, op->name) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the output of a Concat is its inputs one after another in memory: the joined axis is the
 * first that is longer than 1. */
static gboolean
joins_whole (const VtPlan *plan,
             const VtNode *node,
             int           y)
{
  const guint axis = ((const VtAxisAttrs *) node->attrs)->axis;

  for (guint a = 0; a < axis; a++)
    if (plan->shape[y].dim[a] != 1)
      return FALSE;
  return TRUE;
}

/* Whether `x` is just once among the inputs of a Concat that joins whole, and where. */
static gboolean
joined_at (const VtPlan *plan,
           const VtNode *node,
           int           x,
           gsize        *inside)
{
  gsize at = 0;
  guint n = 0;

  for (guint j = 0; j < node->n_x; j++)
    {
      if (node->x[j] == x)
        {
          *inside = at;
          n++;
        }
      at += vt_shape_size (&plan->shape[node->x[j]]) * sizeof (float);
    }
  return n == 1 && *inside % VT_LAYOUT_ALIGN == 0 && joins_whole (plan, node, node->x[0]);
}

/* The reader of `x` that may turn its own gradient into that of `x` where it lies, or −1.  It
 * must be the last one: its backward is the first to give x a gradient, to which the others add.
 * Rules always add, so operators with rules may not.  The gradient of x then starts `inside`
 * bytes from the reader's. */
static int
gradient_host (const Planner *p,
               int            x,
               const int     *last_reader,
               gsize         *inside)
{
  const VtPlan *plan = p->plan;

  if (last_reader[x] < 0)
    return -1;

  const VtStep *step = &plan->steps[last_reader[x]];
  const VtNode *node = vt_graph_node (plan->graph, step->node);

  if (!step->backward || plan->want_grad[step->node] || has_rule (plan, node->op))
    return -1;
  if (node->op->joins)
    return joined_at (plan, node, x, inside) ? step->node : -1;
  *inside = 0;
  return step->writes && node->op->back_in_place && node->x[0] == x
         && vt_shape_size (&plan->shape[x]) == vt_shape_size (&plan->shape[step->node]) ? step->node : -1;
}

/* The gradient of a node lives from the backward of its last reader to its own. */
static int
place_gradient (Planner   *p,
                int        i,
                const int *last_reader,
                const int *grad)
{
  const VtPlan *plan = p->plan;
  const int n = (int) plan->n_steps;
  const int own = plan->step_of[i] >= 0 ? plan->step_of[i] : 0;
  const int first = last_reader[i] >= 0 ? last_reader[i] : own;
  const int to = plan->want_grad[i] ? 2 * n : 2 * n - 1 - own;
  const gsize bytes = vt_shape_size (&plan->shape[i]) * sizeof (float);
  gsize inside;
  const int host = gradient_host (p, i, last_reader, &inside);

  if (host < 0 || grad[host] < 0)
    return add_storage (p, bytes, 2 * n - 1 - first, to);
  extend (p, grad[host], 2 * n - 1 - first, to);
  if (!vt_graph_node (plan->graph, host)->op->joins)
    return grad[host];

  const int part = add_storage (p, 0, 2 * n - 1 - first, to);

  storage_nth (p, part)->parent = grad[host];
  storage_nth (p, part)->inside = inside;
  return part;
}

/* Whether what is in `part` stays whole as long as it is read when it is a part of the output of
 * Concat `y`: nothing may overwrite that output, nor any that it is a part of, before. */
static gboolean
stays_whole (const Planner *p,
             const Storage *part,
             int            y)
{
  const Storage *whole = storage_nth (p, p->storage[y]);

  for (;;)
    {
      if (whole->last != y && part->block.to > p->plan->step_of[y])
        return FALSE;
      if (whole->parent < 0)
        return TRUE;
      y = whole->join;
      whole = storage_nth (p, whole->parent);
    }
}

/* Lets the input `x` of Concat step `s` be computed in its place in the output, `inside` bytes
 * from its start. */
static void
try_join (Planner *p,
          guint    s,
          int      x,
          gsize    inside)
{
  const int y = p->plan->steps[s].node;
  Storage *part = p->storage[x] >= 0 ? storage_nth (p, p->storage[x]) : NULL;
  Storage *whole = storage_nth (p, p->storage[y]);

  if (part == NULL || part == whole || part->parent >= 0 || part->last != x || p->plan->step_of[x] < 0
      || inside % VT_LAYOUT_ALIGN != 0 || !stays_whole (p, part, y))
    return;
  part->parent = p->storage[y];
  part->join = y;
  part->inside = inside;
  extend (p, part->parent, part->block.from, part->block.to);
  part->block.bytes = 0;
}

/* Concat whose inputs follow each other in memory need not copy them. */
static void
join_inputs (Planner *p)
{
  const VtPlan *plan = p->plan;

  for (guint s = plan->n_steps; s-- > 0;)
    {
      const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);
      gsize inside = 0;

      if (!node->op->joins || !joins_whole (plan, node, plan->steps[s].node))
        continue;
      for (guint j = 0; j < node->n_x; j++)
        {
          try_join (p, s, node->x[j], inside);
          inside += vt_shape_size (&plan->shape[node->x[j]]) * sizeof (float);
        }
    }
}

static gsize
offset_of (const Planner *p,
           int            storage)
{
  gsize inside = 0;

  if (storage < 0)
    return VT_NOWHERE;
  for (; storage_nth (p, storage)->parent >= 0; storage = storage_nth (p, storage)->parent)
    inside += storage_nth (p, storage)->inside;
  return storage_nth (p, storage)->block.offset + inside;
}

static gsize
place_storages (Planner *p)
{
  g_autofree VtBlock *blocks = g_new (VtBlock, MAX (p->storages->len, 1));
  gsize total;

  for (guint i = 0; i < p->storages->len; i++)
    blocks[i] = storage_nth (p, (int) i)->block;
  total = vt_layout (blocks, p->storages->len);
  for (guint i = 0; i < p->storages->len; i++)
    storage_nth (p, (int) i)->block.offset = blocks[i].offset;
  return total;
}

static void
lay_out (Planner *p)
{
  VtPlan *plan = p->plan;
  g_autofree int *scratch = g_new (int, 3 * MAX (plan->n_steps, 1));
  g_autofree int *grad = g_new (int, plan->n_nodes);
  g_autofree int *last_reader = g_new (int, plan->n_nodes);

  for (guint i = 0; i < plan->n_nodes; i++)
    grad[i] = last_reader[i] = -1;
  for (guint s = 0; s < plan->n_steps; s++)
    {
      const VtNode *node = vt_graph_node (plan->graph, plan->steps[s].node);

      for (guint j = 0; j < node->n_x; j++)
        if (node->x[j] >= 0)
          last_reader[node->x[j]] = (int) s;
      scratch[3 * s] = scratch[3 * s + 1] = scratch[3 * s + 2] = -1;
      place_scratch (p, s, scratch + 3 * s);
    }
  for (int i = (int) plan->n_nodes - 1; i >= 0; i--)
    if (p->flows[i] && node_of (p, (guint) i)->kind != VT_NODE_PARAM)
      grad[i] = place_gradient (p, i, last_reader, grad);

  plan->bytes = place_storages (p);
  for (guint i = 0; i < plan->n_nodes; i++)
    {
      plan->value_at[i] = offset_of (p, p->storage[i]);
      plan->grad_at[i] = offset_of (p, grad[i]);
    }
  for (guint s = 0; s < plan->n_steps; s++)
    {
      plan->steps[s].scratch = offset_of (p, scratch[3 * s]);
      plan->steps[s].scratch_back = offset_of (p, scratch[3 * s + 1]);
      plan->steps[s].rule_scratch = offset_of (p, scratch[3 * s + 2]);
    }
  plan->param_grad_at = VT_NOWHERE;
  if ((plan->grad & VT_GRAD_PARAMS) != 0)
    {
      plan->param_grad_at = plan->bytes;
      plan->bytes += vt_graph_n_params (plan->graph) * sizeof (float);
    }
}

void
vt_plan_place (VtPlan       *plan,
               const guint8 *flows)
{
  const guint n = plan->n_nodes;
  g_autofree int *last_use = g_new0 (int, n);
  g_autofree guint *n_readers = g_new0 (guint, n);
  g_autofree int *storage = g_new (int, n);
  g_autofree int *maker = g_new (int, n);
  g_autoptr (GArray) storages = g_array_new (FALSE, FALSE, sizeof (Storage));
  Planner p = { plan, flows, last_use, n_readers, maker, storage, storages };

  memset (storage, 0xff, n * sizeof (int));
  memset (maker, 0xff, n * sizeof (int));
  measure_lives (&p);
  place_values (&p);
  join_inputs (&p);
  lay_out (&p);
}
