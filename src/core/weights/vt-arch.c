/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which family some tensors belong to.  Each that has its mark is built; one fits when nothing it needs is missing and
 * nothing but what takes no part at inference is left over.  Of those that fit, the one that leaves least. */
#include "weights/vt-arch.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "weights/vt-arch-build.h"

static const VtArchFamily families[] = {
  { "AlexNet", "classifier.1.weight", vt_arch_alexnet, NULL, NULL },
  { "VGG", "features.0.weight", vt_arch_vgg, NULL, NULL },
  { "SqueezeNet", "features.3.squeeze.weight", vt_arch_squeezenet, NULL, NULL },
  { "ResNet", "layer1.0.conv1.weight", vt_arch_resnet, NULL, NULL },
  { "DenseNet", "features.denseblock1.denselayer1.conv1.weight", vt_arch_densenet, NULL, NULL },
  { "MobileNet v2", "features.0.0.weight", vt_arch_mobilenet, NULL, NULL },
  /* torchvision's own weights come with transform_input, which turns its usual input into this one. */
  { "GoogLeNet", "inception3a.branch1.conv.weight", vt_arch_googlenet, "aux",
    "RGB, 0..1, minus .5,.5,.5 / .5,.5,.5, as torchvision's GoogLeNet" },
};

const VtArchMember vt_arch_members[] = {
  { "alexnet", "AlexNet" },
  { "vgg 8", "VGG-11" }, { "vgg 10", "VGG-13" }, { "vgg 13", "VGG-16" }, { "vgg 16", "VGG-19" },
  { "vgg 8 bn", "VGG-11 BN" }, { "vgg 10 bn", "VGG-13 BN" }, { "vgg 13 bn", "VGG-16 BN" }, { "vgg 16 bn", "VGG-19 BN" },
  { "squeezenet 8 1.0", "SqueezeNet 1.0" }, { "squeezenet 8 1.1", "SqueezeNet 1.1" },
  { "resnet basic 2 2 2 2 1x64", "ResNet-18" }, { "resnet basic 3 4 6 3 1x64", "ResNet-34" },
  { "resnet deep 3 4 6 3 1x64", "ResNet-50" }, { "resnet deep 3 4 23 3 1x64", "ResNet-101" },
  { "resnet deep 3 8 36 3 1x64", "ResNet-152" }, { "resnet deep 3 4 6 3 32x4", "ResNeXt-50 32×4d" },
  { "resnet deep 3 4 23 3 32x8", "ResNeXt-101 32×8d" }, { "resnet deep 3 4 23 3 64x4", "ResNeXt-101 64×4d" },
  { "resnet deep 3 4 6 3 1x128", "Wide ResNet-50-2" }, { "resnet deep 3 4 23 3 1x128", "Wide ResNet-101-2" },
  { "densenet 6 12 24 16", "DenseNet-121" }, { "densenet 6 12 36 24", "DenseNet-161" },
  { "densenet 6 12 32 32", "DenseNet-169" }, { "densenet 6 12 48 32", "DenseNet-201" },
  { "mobilenet", "MobileNet v2" }, { "googlenet", "GoogLeNet" },
  { NULL },
};

/* ---- names ------------------------------------------------------------------------------------ */

/* What wrappers put in front of every name. */
static const char *const wrappers[] = { "module.", "_orig_mod.", "model.", "net.", "network.", "backbone.", "encoder.",
                                        "base_model.", "state_dict.", NULL };

static gboolean
all_begin_with (VtWeights  *weights,
                gsize       skip,
                const char *prefix)
{
  for (guint i = 0; i < vt_weights_n (weights); i++)
    {
      const char *name = vt_weights_nth (weights, i)->name;

      if (strlen (name) < skip || !g_str_has_prefix (name + skip, prefix))
        return FALSE;
    }
  return vt_weights_n (weights) > 0;
}

static gsize
wrapping (VtWeights *weights)
{
  gsize skip = 0;

  for (guint i = 0; wrappers[i] != NULL && skip < 200;)
    if (all_begin_with (weights, skip, wrappers[i]))
      {
        skip += strlen (wrappers[i]);
        i = 0;
      }
    else
      i++;
  return skip;
}

/* DenseNet's first release wrote "norm.1" where it is "norm1" now. */
static char *
today (const char *name)
{
  GString *out = g_string_new (name);

  if (strstr (name, "denselayer") != NULL)
    {
      g_string_replace (out, ".norm.", ".norm", 1);
      g_string_replace (out, ".conv.", ".conv", 1);
    }
  return g_string_free (out, FALSE);
}

static GHashTable *
names_of (VtWeights *weights)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const gsize skip = wrapping (weights);

  for (guint i = 0; i < vt_weights_n (weights); i++)
    {
      const VtWeight *tensor = vt_weights_nth (weights, i);

      g_hash_table_replace (names, today (tensor->name + skip), (gpointer) tensor);
    }
  return names;
}

/* ---- matching --------------------------------------------------------------------------------- */

static void
arch_clear (VtArch *a)
{
  g_clear_pointer (&a->graph, vt_graph_unref);
  g_clear_pointer (&a->used, g_hash_table_unref);
  g_clear_pointer (&a->sources, g_array_unref);
  g_clear_pointer (&a->why, g_free);
  if (a->variant != NULL)
    g_string_free (a->variant, TRUE);
  a->variant = NULL;
}

/* Tensors that matter to training only. */
static gboolean
takes_no_part (const VtArchFamily *family,
               const char         *name)
{
  return g_str_has_suffix (name, "num_batches_tracked") || strcmp (name, "n_averaged") == 0
         || (family->aside != NULL && g_str_has_prefix (name, family->aside));
}

/* How many tensors the family does not explain, and one of them. */
static guint
left_over (VtArch             *a,
           const VtArchFamily *family,
           const char        **one)
{
  GHashTableIter iter;
  gpointer name, tensor;
  guint n = 0;

  g_hash_table_iter_init (&iter, a->names);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    if (!g_hash_table_contains (a->used, tensor) && !takes_no_part (family, name))
      {
        /* The first by name, so that the sentence is always the same. */
        if (n == 0 || strcmp (name, *one) < 0)
          *one = name;
        n++;
      }
  return n;
}

/* Builds one family; FALSE with `a->why` when it does not fit. */
static gboolean
try_family (VtArch             *a,
            const VtArchFamily *family,
            VtWeights          *weights,
            GHashTable         *names)
{
  g_autoptr (GError) error = NULL;
  const char *one = NULL;
  guint left;
  int output;

  *a = (VtArch) { .weights = weights, .names = names, .epsilon = 1e-5f };
  a->graph = vt_graph_new ();
  a->used = g_hash_table_new (NULL, NULL);
  a->sources = g_array_new (FALSE, FALSE, sizeof (VtArchSource));
  a->variant = g_string_new (NULL);
  output = family->build (a);
  if (output >= 0)
    vt_graph_output (a->graph, output);
  if (a->why != NULL)
    return FALSE;
  if (!vt_graph_seal (a->graph, &error))
    {
      vt_arch_refuse (a, "%s", error->message);
      return FALSE;
    }
  left = left_over (a, family, &one);
  if (left > 0)
    {
      vt_arch_refuse (a, ngettext ("it has %u tensor that this family does not have, “%s”",
                                   "it has %u tensors that this family does not have, such as “%s”", left), left, one);
      return FALSE;
    }
  return TRUE;
}

/* The family that fits, built in `a`; else the error says which comes nearest. */
static const VtArchFamily *
find_family (VtArch     *a,
             VtWeights  *weights,
             GHashTable *names,
             GError    **error)
{
  g_autofree char *why = NULL;
  const char *nearest = NULL;
  guint most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (!g_hash_table_contains (names, families[i].mark))
        continue;
      if (try_family (a, &families[i], weights, names))
        return &families[i];
      if (nearest == NULL || g_hash_table_size (a->used) > most)
        {
          most = g_hash_table_size (a->used);
          nearest = families[i].title;
          g_free (why);
          why = g_steal_pointer (&a->why);
        }
      arch_clear (a);
    }
  if (nearest != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _("It comes nearest to %s, but %s."), nearest, why);
  else
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                         _("It belongs to none of the networks that Vitrine knows by heart (AlexNet, VGG, SqueezeNet, "
                           "ResNet and its relatives, DenseNet, MobileNet v2, GoogLeNet)."));
  return NULL;
}

/* ---- numbers ---------------------------------------------------------------------------------- */

/* scale/√(variance + ε) for each channel, and the shift that goes with it. */
static void
read_norm (const VtArch       *a,
           const VtArchSource *s,
           gsize               n,
           double             *scale,
           double             *shift)
{
  g_autofree float *v = g_new (float, 4 * n);

  for (guint i = 0; i < 4; i++)
    vt_weights_floats (a->weights, s->norm[i], v + i * n);
  for (gsize c = 0; c < n; c++)
    {
      scale[c] = (double) v[c] / sqrt ((double) v[3 * n + c] + (double) a->epsilon);
      shift[c] = (double) v[n + c] - (double) v[2 * n + c] * scale[c];
    }
}

static void
fill (const VtArch       *a,
      const VtArchSource *s,
      float              *to)
{
  const VtShape *shape = &vt_graph_node (a->graph, s->node)->shape;
  const gsize n = shape->dim[0], inner = vt_shape_size (shape) / n;
  g_autofree double *scale = NULL, *shift = NULL;

  if (s->tensor != NULL)
    vt_weights_floats (a->weights, s->tensor, to);
  if (s->norm[0] == NULL)
    return;
  scale = g_new (double, n);
  shift = g_new (double, n);
  read_norm (a, s, n, scale, shift);
  for (gsize c = 0; c < n; c++)
    if (s->is_bias)
      to[c] = (float) ((s->tensor != NULL ? (double) to[c] * scale[c] : 0) + shift[c]);
    else
      for (gsize k = 0; k < inner; k++)
        to[c * inner + k] = (float) ((double) to[c * inner + k] * scale[c]);
}

static VtParams *
fill_all (const VtArch *a,
          const VtJob  *job,
          GError      **error)
{
  g_autoptr (VtParams) params = vt_params_new (a->graph, error);
  const double all = (double) vt_graph_n_params (a->graph);

  for (guint i = 0; params != NULL && i < a->sources->len; i++)
    {
      const VtArchSource *s = &g_array_index (a->sources, VtArchSource, i);

      if (!vt_job_tick (job, (double) vt_graph_node (a->graph, s->node)->param_offset / all, N_("Reading"), error))
        return NULL;
      fill (a, s, vt_params_place (params, s->node));
    }
  return g_steal_pointer (&params);
}

/* Many names may point at the same numbers; then a small file would ask for any amount of memory. */
static gboolean
is_honest (const VtArch *a,
           GError      **error)
{
  gsize in_file = 0;

  for (guint i = 0; i < vt_weights_n (a->weights); i++)
    {
      const VtWeight *t = vt_weights_nth (a->weights, i);

      in_file += vt_shape_size (&t->shape);
    }
  if (vt_graph_n_params (a->graph) <= MIN (in_file, vt_weights_file_size (a->weights)) + 1000000)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                       _("The tensors of this file use the same numbers many times over"));
  return FALSE;
}

/* ---- report ----------------------------------------------------------------------------------- */

static void
note (VtOnnxReport *report,
      char         *sentence)
{
  g_ptr_array_add (report->notes, sentence);
}

static const char *
title_of (const VtArch       *a,
          const VtArchFamily *family)
{
  for (const VtArchMember *m = vt_arch_members; m->variant != NULL; m++)
    if (strcmp (m->variant, a->variant->str) == 0)
      return m->title;
  return family->title;
}

static VtOnnxReport *
make_report (const VtArch       *a,
             const VtArchFamily *family)
{
  VtOnnxReport *report = vt_onnx_report_empty ();
  const char *title = title_of (a, family);
  const GPtrArray *notes = vt_weights_notes (a->weights);
  GHashTableIter iter;
  gpointer key, value;

  report->producer = g_strdup (vt_weights_format (a->weights));
  report->n_file_nodes = vt_weights_n (a->weights);
  report->n_fused = a->n_folded;
  g_hash_table_iter_init (&iter, vt_weights_metadata (a->weights));
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (report->metadata, g_strdup (key), g_strdup (value));
  g_hash_table_replace (report->metadata, g_strdup (VT_ARCH_FORMAT), g_strdup (vt_weights_format (a->weights)));
  g_hash_table_replace (report->metadata, g_strdup (VT_ARCH_NAME), g_strdup (title));
  if (family->input != NULL)
    g_hash_table_replace (report->metadata, g_strdup ("input"), g_strdup (family->input));
  for (guint i = 0; i < vt_weights_n (a->weights); i++)
    report->n_fp16 += vt_weights_nth (a->weights, i)->dtype == VT_DTYPE_F16;
  note (report, g_strdup_printf (_("The file holds weights alone. Their names and shapes are those of torchvision's %s."),
                                 title));
  if (a->headless)
    note (report, g_strdup (_("The classifier is not in the file; the network ends with the means of its last maps.")));
  for (guint i = 0; i < notes->len; i++)
    note (report, g_strdup (notes->pdata[i]));
  return report;
}

VtGraph *
vt_arch_open (VtWeights     *weights,
              const VtJob   *job,
              VtParams     **params,
              VtOnnxReport **report,
              GError       **error)
{
  g_autoptr (GHashTable) names = names_of (weights);
  VtArch a = { 0 };
  const VtArchFamily *family = find_family (&a, weights, names, error);
  VtGraph *graph = NULL;

  if (family != NULL && is_honest (&a, error) && (*params = fill_all (&a, job, error)) != NULL)
    {
      *report = make_report (&a, family);
      graph = g_steal_pointer (&a.graph);
    }
  arch_clear (&a);
  return graph;
}
