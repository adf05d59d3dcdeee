/* SPDX-License-Identifier: GPL-3.0-or-later */
/* If: which of its branches is taken must be known while the file is read; the nodes of that one then stand where it stood, and
 * the other one is never looked at.  Exporters write this where a network asks for its own sizes.
 *
 * A branch may read whatever stands before the If, and gives names of its own.  Two branches may use the same one, so a name
 * that is taken gets another. */
#include <glib/gi18n.h>
#include <string.h>

#include "onnx/vt-onnx-build.h"
#include "onnx/vt-onnx-inputs.h"

/* More nodes than all branches of any honest file. */
#define MOST_NODES 65536

typedef struct
{
  VtOnnxBuild         *b;
  const VtOnnx__Graph *graph;
  VtOnnxScope         *scope;         /* the import's */
} Branch;

static void
scope_free (gpointer data)
{
  VtOnnxScope *scope = data;

  g_clear_pointer (&scope->renamed, g_hash_table_unref);
  g_free (scope);
}

/* The scope of a branch of `n`. */
static VtOnnxScope *
new_scope (VtOnnxBuild        *b,
           const VtOnnx__Node *n)
{
  VtOnnxScope *scope = g_new0 (VtOnnxScope, 1);

  if (b->branches == NULL)
    {
      b->branches = g_ptr_array_new_with_free_func (scope_free);
      b->scopes = g_hash_table_new (NULL, NULL);
    }
  g_ptr_array_add (b->branches, scope);
  scope->outer = g_hash_table_lookup (b->scopes, n);
  scope->depth = scope->outer != NULL ? scope->outer->depth + 1 : 1;
  return scope;
}

/* A block that lives as long as the import. */
static gpointer
keep (VtOnnxBuild *b,
      gpointer     block)
{
  g_ptr_array_add (b->made_up, block);
  return block;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* The branch gives `name`: it is taken, or another is found for it.  FALSE when the branch gave it before. */
static gboolean
give (Branch     *branch,
      GHashTable *own,
      char       *name,
      GError    **error)
{
  VtOnnxBuild *b = branch->b;
  char *here = name;

  if (!g_hash_table_add (own, name))
    return vt_onnx_refuse (error, _("its branch gives the value “%s” twice"), name) >= 0;
  /* A number is tried once in all, so that no file makes this long. */
  while (g_hash_table_contains (b->given, here))
    {
      if (here != name)
        g_free (here);
      here = g_strdup_printf ("%s~%u", name, ++b->n_renamed);
    }
  if (here != name)
    {
      if (branch->scope->renamed == NULL)
        branch->scope->renamed = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (branch->scope->renamed, name, keep (b, here));
    }
  g_hash_table_add (b->given, here);
  return TRUE;
}

static gboolean
give_all (Branch  *branch,
          GError **error)
{
  const VtOnnx__Graph *g = branch->graph;
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < g->n_initializer; i++)
    if (g->initializer[i]->name == NULL || g->initializer[i]->name[0] == 0)
      return vt_onnx_refuse (error, _("a stored tensor of its branch has no name")) >= 0;
    else if (!give (branch, own, g->initializer[i]->name, error))
      return FALSE;
  for (gsize i = 0; i < g->n_node; i++)
    for (guint k = 0; k < g->node[i]->n_output; k++)
      if (vt_onnx_has_output (g->node[i], k) && !give (branch, own, g->node[i]->output[k], error))
        return FALSE;
  return TRUE;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static char **
names_here (const Branch *branch,
            char        **names,
            gsize         n)
{
  char **here = keep (branch->b, g_new0 (char *, n + 1));

  for (gsize k = 0; k < n; k++)
    here[k] = (char *) vt_onnx_name_here (branch->scope, names[k]);
  return here;
}

/* A node of the branch as one of the file. */
static VtOnnx__Node *
node_here (const Branch       *branch,
           const VtOnnx__Node *inner)
{
  VtOnnxBuild *b = branch->b;
  VtOnnx__Node *n = keep (b, g_memdup2 (inner, sizeof *inner));
  gboolean holds_graphs = FALSE;

  n->input = names_here (branch, inner->input, inner->n_input);
  n->output = names_here (branch, inner->output, inner->n_output);
  for (gsize k = 0; k < n->n_attribute; k++)
    holds_graphs |= n->attribute[k]->has_g;
  if (holds_graphs)
    g_hash_table_insert (b->scopes, n, branch->scope);
  return n;
}

/* Output k of `n` is what the branch calls output k: an Identity says so, whatever that is. */
static VtOnnx__Node *
hand_out (const Branch       *branch,
          const VtOnnx__Node *n,
          guint               k)
{
  static char identity[] = "Identity";
  VtOnnx__Node *copy = keep (branch->b, g_new (VtOnnx__Node, 1));

  vt_onnx__node__init (copy);
  copy->op_type = identity;
  copy->n_input = copy->n_output = 1;
  copy->input = names_here (branch, &branch->graph->output[k]->name, 1);
  copy->output = keep (branch->b, g_memdup2 (&n->output[k], sizeof (char *)));
  return copy;
}

static gboolean
take_stored (const Branch *branch,
             GError      **error)
{
  const VtOnnx__Graph *g = branch->graph;
  VtOnnxBuild *b = branch->b;

  for (gsize i = 0; i < g->n_initializer; i++)
    {
      VtOnnxValue *v = vt_onnx_value (b, vt_onnx_name_here (branch->scope, g->initializer[i]->name));

      if ((v->constant = vt_onnx_const_decode (g->initializer[i], b->folder, &b->budget, error)) == NULL)
        {
          g_prefix_error (error, _("Tensor “%s”: "), g->initializer[i]->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- If -------------------------------------------------------------------------------------- */

static gboolean
open_branch (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             const char         *which,
             Branch             *branch,
             GError            **error)
{
  const VtOnnx__Attribute *a = vt_onnx_attr (n, which);

  branch->scope = new_scope (b, n);
  if (a == NULL || !a->has_g)
    return vt_onnx_refuse (error, _("the branch that is taken, %s, is missing"), which) >= 0;
  if (branch->scope->depth > VT_ONNX_MAX_DEPTH)
    return vt_onnx_refuse (error, _("it stands in %d others; that is too deep"), VT_ONNX_MAX_DEPTH) >= 0;
  if ((branch->graph = vt_onnx_file_graph (b->file, &a->g)) == NULL)
    return vt_onnx_refuse (error, _("the branch that is taken, %s, is damaged"), which) >= 0;

  const VtOnnx__Graph *g = branch->graph;

  if (g->n_input > 0)
    return vt_onnx_refuse (error, _("its branch has inputs of its own")) >= 0;
  if (g->n_output != n->n_output)
    return vt_onnx_refuse (error, _("its branch gives %u values and %u are wanted"), (guint) g->n_output,
                           (guint) n->n_output) >= 0;
  for (gsize k = 0; k < g->n_output; k++)
    if (g->output[k]->name == NULL || g->output[k]->name[0] == 0)
      return vt_onnx_refuse (error, _("an output of its branch has no name")) >= 0;
  if (g->n_node + g->n_initializer + g->n_output > MOST_NODES - b->n_taken)
    return vt_onnx_refuse (error, _("its branch is too large")) >= 0;
  return TRUE;
}

/* The nodes of the branch, then one for each output of `n`. (element-type VtOnnx__Node) */
static GPtrArray *
lay_out (const Branch       *branch,
         const VtOnnx__Node *n)
{
  VtOnnxBuild *b = branch->b;
  const VtOnnx__Graph *g = branch->graph;
  GPtrArray *nodes = g_ptr_array_new ();

  for (gsize i = 0; i < g->n_node; i++)
    g_ptr_array_add (nodes, node_here (branch, g->node[i]));
  for (guint k = 0; k < n->n_output; k++)
    if (vt_onnx_has_output (n, k))
      g_ptr_array_add (nodes, hand_out (branch, n, k));
  for (guint i = 0; i < nodes->len; i++)
    vt_onnx_scan_node (b, nodes->pdata[i], branch->scope);
  b->n_taken += nodes->len + (guint) g->n_initializer;
  return nodes;
}

static int
from_if (VtOnnxBuild        *b,
         const VtOnnx__Node *n,
         GError            **error)
{
  Branch branch = { b, NULL, NULL };
  const VtOnnxConst *c = vt_onnx_in_const (b, n, 0);

  if (vt_onnx_input (b, n, 0) == NULL)
    return vt_onnx_refuse (error, _("its condition is missing"));
  if (c == NULL)
    return vt_onnx_refuse (error, _("its condition depends on the picture, so that which branch is taken is not known before"));
  if (c->size != 1)
    return vt_onnx_refuse (error, _("its condition is not one truth value"));

  const gboolean so = vt_onnx_const_real (c, 0) != 0;
  const guint folded = b->report->n_folded;

  if (!open_branch (b, n, so ? "then_branch" : "else_branch", &branch, error) || !give_all (&branch, error)
      || !take_stored (&branch, error))
    return -1;

  g_autoptr (GPtrArray) nodes = lay_out (&branch, n);
  const guint n_own = (guint) branch.graph->n_node;

  if (!vt_onnx_convert_nodes (b, (VtOnnx__Node *const *) nodes->pdata, n_own, error))
    return -1;

  const guint inner = b->report->n_folded - folded;

  if (!vt_onnx_convert_nodes (b, (VtOnnx__Node *const *) nodes->pdata + n_own, nodes->len - n_own, error))
    return -1;
  /* The If is what vanished; how its outputs were handed out is nobody's business. */
  b->report->n_folded = folded + inner + 1;
  vt_onnx_note (b, so ? _("“%s” (If): its condition is known and true, so the branch “then” is taken.")
                      : _("“%s” (If): its condition is known and not true, so the branch “else” is taken."),
                n->name != NULL && n->name[0] != 0 ? n->name : n->output[0]);
  return VT_ONNX_BOUND;
}

const VtOnnxConverter vt_onnx_from_branch[] = {
  { "If", from_if },
  { NULL },
};
