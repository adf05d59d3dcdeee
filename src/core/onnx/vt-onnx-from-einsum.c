/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Einsum: a letter for each axis; axes that the result does not name are summed over.  One tensor is summed and turned.  Two
 * are brought to
 *
 *   A: shared … × its own × summed,   B: shared … × summed × its own,   A·B: shared … × A's own × B's own
 *
 * with their product in between, or, where nothing is summed over, to the result's axes and multiplied number by number.  The
 * pictures' axis is always a shared one, so that it stays an axis by itself. */
#include "ops/vt-attrs.h"

#include <glib/gi18n.h>
#include <string.h>

#include "onnx/vt-onnx-build.h"

#define N_LABELS 128

/* Axes in their order: letters; those that "…" stands for are 1, 2, … from the last one back. */
typedef struct
{
  guint  n;
  guint8 at[VT_MAX_DIMS];
} Labels;

typedef struct
{
  int    node;
  Labels axes;
} Operand;

typedef struct
{
  Operand x[2];
  guint   n_x;
  Labels  result;
  guint8  pictures;         /* the label of the pictures' axis; 0: none */
  gsize   size[N_LABELS];
} Einsum;

static int
place (const Labels *labels,
       guint8        label)
{
  for (guint k = 0; k < labels->n; k++)
    if (labels->at[k] == label)
      return (int) k;
  return -1;
}

static gboolean
has (const Labels *labels,
     guint8        label)
{
  return place (labels, label) >= 0;
}

static gboolean
add (Labels  *labels,
     guint8   label,
     GError **error)
{
  if (labels->n == VT_MAX_DIMS)
    return vt_onnx_refuse (error, _("its equation has more than %d axes"), VT_MAX_DIMS) >= 0;
  labels->at[labels->n++] = label;
  return TRUE;
}

static gboolean
same (const Labels *a,
      const Labels *b)
{
  return a->n == b->n && memcmp (a->at, b->at, a->n) == 0;
}

/* ---- the equation ---------------------------------------------------------------------------- */

/* One term; "…" stands for `n_open` axes. */
static gboolean
read_term (const char *term,
           guint       n_open,
           Labels     *labels,
           GError    **error)
{
  gboolean open = FALSE;

  labels->n = 0;
  for (const char *c = term; *c != 0; c++)
    if (g_ascii_isalpha (*c))
      {
        if (has (labels, (guint8) *c))
          return vt_onnx_refuse (error, _("its equation names the axis “%c” twice in one tensor: a diagonal"), *c) >= 0;
        if (!add (labels, (guint8) *c, error))
          return FALSE;
      }
    else if (!open && g_str_has_prefix (c, "..."))
      {
        open = TRUE;
        c += 2;
        for (guint k = n_open; k > 0; k--)
          if (!add (labels, (guint8) k, error))
            return FALSE;
      }
    else
      return vt_onnx_refuse (error, _("its equation cannot be read")) >= 0;
  return TRUE;
}

/* How many axes "…" stands for in the term of a tensor of `n_dims`. */
static guint
open_axes (const char *term,
           guint       n_dims)
{
  guint n = 0;

  for (const char *c = term; *c != 0; c++)
    n += g_ascii_isalpha (*c);
  return strstr (term, "...") != NULL && n < n_dims ? n_dims - n : 0;
}

/* Without an arrow the result has the letters that stand alone, by the alphabet. */
static char *
implied (const char *terms)
{
  GString *result = g_string_new (strstr (terms, "...") != NULL ? "..." : NULL);

  for (int letter = 'A'; letter <= 'z'; letter++)
    if (g_ascii_isalpha (letter) && strchr (terms, letter) != NULL && strchr (terms, letter) == strrchr (terms, letter))
      g_string_append_c (result, (char) letter);
  return g_string_free (result, FALSE);
}

static gboolean
read_operand (VtOnnxBuild        *b,
              const VtOnnx__Node *n,
              guint               k,
              const char         *term,
              Einsum             *e,
              GError            **error)
{
  Operand *o = &e->x[k];

  if ((o->node = vt_onnx_in (b, n, k, error)) < 0)
    return FALSE;

  const VtShape *shape = vt_onnx_shape_of (b, o->node);
  const int batch = vt_onnx_batch_axis (b, o->node);

  if (!read_term (term, open_axes (term, shape->n_dims), &o->axes, error))
    return FALSE;
  if (o->axes.n != shape->n_dims)
    return vt_onnx_refuse (error, _("its equation gives tensor %u %u axes, and it has %u"), k + 1, o->axes.n,
                           shape->n_dims) >= 0;
  for (guint d = 0; d < o->axes.n; d++)
    {
      gsize *size = &e->size[o->axes.at[d]];

      if (*size > 1 && shape->dim[d] > 1 && *size != shape->dim[d])
        return vt_onnx_refuse (error, _("its tensors do not have one size where its equation has one axis")) >= 0;
      *size = MAX (*size, shape->dim[d]);
    }
  if (batch >= 0 && e->pictures != 0 && e->pictures != o->axes.at[batch])
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch")) >= 0;
  if (batch >= 0)
    e->pictures = o->axes.at[batch];
  return TRUE;
}

static gboolean
read_equation (VtOnnxBuild        *b,
               const VtOnnx__Node *n,
               Einsum             *e,
               GError            **error)
{
  g_autofree char *raw = vt_onnx_attr_dup_string (n, "equation", "");
  g_auto (GStrv) words = g_strsplit (raw, " ", -1);
  g_autofree char *text = g_strjoinv ("", words);
  g_auto (GStrv) sides = g_strsplit (text, "->", 2);
  const char *left = sides[0] != NULL ? sides[0] : "";
  g_auto (GStrv) terms = g_strsplit (left, ",", -1);
  g_autofree char *result = sides[0] != NULL && sides[1] != NULL ? g_strdup (sides[1]) : implied (left);
  guint n_open = 0;

  e->n_x = g_strv_length (terms);
  if (text[0] == 0 || e->n_x != n->n_input)
    return vt_onnx_refuse (error, _("its equation does not go with its %u inputs"), (guint) n->n_input) >= 0;
  if (e->n_x > 2)
    return vt_onnx_refuse (error, _("it multiplies %u tensors; two are supported"), e->n_x) >= 0;
  for (guint k = 0; k < e->n_x; k++)
    {
      if (!read_operand (b, n, k, terms[k], e, error))
        return FALSE;
      n_open = MAX (n_open, open_axes (terms[k], e->x[k].axes.n));
    }
  if (!read_term (result, n_open, &e->result, error))
    return FALSE;
  for (guint d = 0; d < e->result.n; d++)
    if (e->size[e->result.at[d]] == 0)
      return vt_onnx_refuse (error, _("its result has an axis that no input has")) >= 0;
  if (e->pictures != 0 && !has (&e->result, e->pictures))
    return vt_onnx_refuse (error, _("it mixes the pictures of a batch")) >= 0;
  return TRUE;
}

/* ---- bringing tensors into shape ------------------------------------------------------------- */

/* The size of an axis as a Reshape is told it: what is left, where it is that of the pictures. */
static gint64
told_size (VtOnnxBuild   *b,
           const Operand *o,
           guint          d)
{
  return (int) d == vt_onnx_batch_axis (b, o->node) ? -1 : (gint64) vt_onnx_shape_of (b, o->node)->dim[d];
}

/* Sums over the axes that neither the result nor `other` (may be NULL) has.  `name` of the sum, or NULL. */
static gboolean
sum_alone (VtOnnxBuild  *b,
           const Einsum *e,
           Operand      *o,
           const Labels *other,
           const char   *name,
           GError      **error)
{
  VtReduceAttrs attrs = { 0 };
  Labels kept = { 0 };

  for (guint d = 0; d < o->axes.n; d++)
    if (has (&e->result, o->axes.at[d]) || (other != NULL && has (other, o->axes.at[d])))
      kept.at[kept.n++] = o->axes.at[d];
    else
      attrs.axes |= 1u << d;
  if (attrs.axes == 0)
    return TRUE;
  o->axes = kept;
  return (o->node = vt_onnx_emit (b, "ReduceSum", &attrs, &o->node, 1, name, error)) >= 0;
}

/* Where an axis has one place in this tensor and several in the other, it is none of this one's. */
static gboolean
drop_ones (VtOnnxBuild  *b,
           const Einsum *e,
           Operand      *o,
           GError      **error)
{
  const VtShape *shape = vt_onnx_shape_of (b, o->node);
  VtReshapeAttrs attrs = { 0 };
  Labels kept = { 0 };

  for (guint d = 0; d < o->axes.n; d++)
    if (shape->dim[d] == e->size[o->axes.at[d]] || o->axes.at[d] == e->pictures)
      {
        attrs.dim[attrs.n_dims++] = told_size (b, o, d);
        kept.at[kept.n++] = o->axes.at[d];
      }
  if (kept.n == o->axes.n)
    return TRUE;
  o->axes = kept;
  return (o->node = vt_onnx_emit (b, "Reshape", &attrs, &o->node, 1, NULL, error)) >= 0;
}

/* Puts the axes into the order of `to`, which has them all. */
static gboolean
turn (VtOnnxBuild  *b,
      Operand      *o,
      const Labels *to,
      const char   *name,
      GError      **error)
{
  VtTransposeAttrs attrs = { { 0 } };

  if (same (&o->axes, to))
    return TRUE;
  for (guint d = 0; d < to->n; d++)
    attrs.perm[d] = (guint) place (&o->axes, to->at[d]);
  o->axes = *to;
  return (o->node = vt_onnx_emit (b, "Transpose", &attrs, &o->node, 1, name, error)) >= 0;
}

/* Turns and reshapes a tensor to one axis for each of the groups; where it has no axis of a group there is one
 * place. */
static int
arrange (VtOnnxBuild  *b,
         Operand       o,
         const Labels *groups,
         guint         n_groups,
         GError      **error)
{
  VtReshapeAttrs attrs = { 0 };
  Labels order = { 0 };
  gboolean as_is = TRUE;

  for (guint g = 0; g < n_groups; g++)
    {
      const guint at = attrs.n_dims;
      guint n = 0;

      attrs.dim[at] = 1;
      for (guint k = 0; k < groups[g].n; k++)
        {
          const int d = place (&o.axes, groups[g].at[k]);

          if (d >= 0)
            {
              order.at[order.n++] = groups[g].at[k];
              attrs.dim[at] *= told_size (b, &o, (guint) d);
              n++;
            }
        }
      /* What is not there at the front need not be: shapes are aligned at their ends. */
      if (n == 0 && at == 0 && g + 2 < n_groups)
        continue;
      attrs.n_dims++;
      as_is &= n == 1;
    }
  if (!turn (b, &o, &order, NULL, error))
    return -1;
  return as_is ? o.node : vt_onnx_emit (b, "Reshape", &attrs, &o.node, 1, NULL, error);
}

/* ---- products -------------------------------------------------------------------------------- */

static int
number_by_number (VtOnnxBuild        *b,
                  const VtOnnx__Node *n,
                  const Einsum       *e,
                  GError            **error)
{
  Labels groups[VT_MAX_DIMS] = { 0 };
  int x[2];

  for (guint d = 0; d < e->result.n; d++)
    groups[d] = (Labels) { 1, { e->result.at[d] } }
  ;
  for (guint k = 0; k < 2; k++)
    if ((x[k] = arrange (b, e->x[k], groups, e->result.n, error)) < 0)
      return -1;
  return vt_onnx_emit_as (b, n, "Mul", NULL, x, 2, error);
}

/* What each axis of the product is for. */
typedef struct { Labels shared, own[2], summed; } Roles;

static Roles
find_roles (const Einsum *e)
{
  const Labels *a = &e->x[0].axes, *c = &e->x[1].axes;
  Roles r = { 0 };

  for (guint d = 0; d < e->result.n; d++)
    {
      const guint8 label = e->result.at[d];
      Labels *to = label == e->pictures || (has (a, label) && has (c, label)) ? &r.shared : &r.own[has (a, label) ? 0 : 1];

      to->at[to->n++] = label;
    }
  for (guint d = 0; d < a->n; d++)
    if (!has (&e->result, a->at[d]))
      r.summed.at[r.summed.n++] = a->at[d];
  return r;
}

/* Axes of the product, apart again. */
static int
take_apart (VtOnnxBuild        *b,
            const VtOnnx__Node *n,
            const Einsum       *e,
            const Roles        *r,
            const int           x[2],
            GError            **error)
{
  const char *name = vt_onnx_outward_name (b, n, 0);
  const gboolean apart = r->own[0].n != 1 || r->own[1].n != 1;
  const Labels *const parts[] = { &r->shared, &r->own[0], &r->own[1] };
  VtReshapeAttrs attrs = { 0 };
  Operand y = { -1, { 0 } };

  for (guint p = 0; p < 3; p++)
    for (guint k = 0; k < parts[p]->n; k++)
      {
        const guint8 label = parts[p]->at[k];

        attrs.dim[attrs.n_dims++] = label == e->pictures ? -1 : (gint64) e->size[label];
        y.axes.at[y.axes.n++] = label;
      }

  const gboolean turned = !same (&y.axes, &e->result);

  if ((y.node = vt_onnx_emit (b, "MatMul", NULL, x, 2, apart || turned ? NULL : name, error)) < 0
      || (apart && (y.node = vt_onnx_emit (b, "Reshape", &attrs, &y.node, 1, turned ? NULL : name, error)) < 0)
      || !turn (b, &y, &e->result, name, error))
    return -1;
  return y.node;
}

/* The axes of `o` in the order that the product wants: shared ones, then those of `first`, then those of `second`. */
static Labels
wanted_order (const Operand *o,
              const Roles   *r,
              const Labels  *first,
              const Labels  *second)
{
  const Labels *const parts[] = { &r->shared, first, second };
  Labels order = { 0 };

  for (guint p = 0; p < 3; p++)
    for (guint k = 0; k < parts[p]->n; k++)
      if (has (&o->axes, parts[p]->at[k]))
        order.at[order.n++] = parts[p]->at[k];
  return order;
}

/* How many numbers are to be turned when the tensors are multiplied in this order. */
static double
turned_numbers (const Einsum *e)
{
  const Roles r = find_roles (e);
  const Operand y = { -1, e->result };
  const Operand *const all[] = { &e->x[0], &e->x[1], &y };
  const Labels wanted[] = { wanted_order (all[0], &r, &r.own[0], &r.summed), wanted_order (all[1], &r, &r.summed, &r.own[1]),
                            wanted_order (all[2], &r, &r.own[0], &r.own[1]) };
  double sum = 0;

  for (guint k = 0; k < 3; k++)
    {
      double size = same (&all[k]->axes, &wanted[k]) ? 0 : 1;

      for (guint d = 0; d < all[k]->axes.n; d++)
        size *= (double) e->size[all[k]->axes.at[d]];
      sum += size;
    }
  return sum;
}

/* The order of the tensors that turns the fewest numbers. */
static void
put_in_order (Einsum *e)
{
  Einsum other = *e;

  other.x[0] = e->x[1];
  other.x[1] = e->x[0];
  if (turned_numbers (&other) < turned_numbers (e))
    *e = other;
}

static int
product (VtOnnxBuild        *b,
         const VtOnnx__Node *n,
         Einsum             *e,
         GError            **error)
{
  Labels groups[VT_MAX_DIMS] = { 0 };
  int x[2];

  if (find_roles (e).summed.n == 0)
    return number_by_number (b, n, e, error);
  put_in_order (e);

  const Roles r = find_roles (e);

  if (r.shared.n + 2 > VT_MAX_DIMS)
    return vt_onnx_refuse (error, _("its equation has more than %d axes"), VT_MAX_DIMS);
  for (guint d = 0; d < r.shared.n; d++)
    groups[d] = (Labels) { 1, { r.shared.at[d] } }
  ;
  for (guint k = 0; k < 2; k++)
    {
      groups[r.shared.n + k] = r.own[k];
      groups[r.shared.n + 1 - k] = r.summed;
      if ((x[k] = arrange (b, e->x[k], groups, r.shared.n + 2, error)) < 0)
        return -1;
    }
  return take_apart (b, n, e, &r, x, error);
}

/* One tensor, summed and turned. */
static int
single (VtOnnxBuild        *b,
        const VtOnnx__Node *n,
        Einsum             *e,
        GError            **error)
{
  const char *name = vt_onnx_outward_name (b, n, 0);
  Operand *x = &e->x[0];
  Labels kept = { 0 };

  if (same (&x->axes, &e->result))
    return vt_onnx_from_nothing (b, n, error);
  for (guint d = 0; d < x->axes.n; d++)
    if (has (&e->result, x->axes.at[d]))
      kept.at[kept.n++] = x->axes.at[d];
  if (!sum_alone (b, e, x, NULL, same (&kept, &e->result) ? name : NULL, error) || !turn (b, x, &e->result, name, error))
    return -1;
  return x->node;
}

static int
from_einsum (VtOnnxBuild        *b,
             const VtOnnx__Node *n,
             GError            **error)
{
  Einsum e = { 0 };

  if (!read_equation (b, n, &e, error))
    return -1;
  if (e.n_x == 1)
    return single (b, n, &e, error);
  for (guint k = 0; k < 2; k++)
    if (!drop_ones (b, &e, &e.x[k], error))
      return -1;
  for (guint k = 0; k < 2; k++)
    if (!sum_alone (b, &e, &e.x[k], &e.x[1 - k].axes, NULL, error))
      return -1;
  return product (b, n, &e, error);
}

const VtOnnxConverter vt_onnx_from_einsum[] = {
  { "Einsum", from_einsum },
  { NULL },
};
