/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened while a file was read. */
#include "onnx/vt-onnx-report.h"

static void
issue_free (gpointer data)
{
  VtOnnxIssue *issue = data;

  g_free (issue->node);
  g_free (issue->op);
  g_free (issue->reason);
  g_free (issue);
}

static char *
text_of (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

VtOnnxReport *
vt_onnx_report_empty (void)
{
  VtOnnxReport *report = g_new0 (VtOnnxReport, 1);

  report->unsupported = g_ptr_array_new_with_free_func (issue_free);
  report->notes = g_ptr_array_new_with_free_func (g_free);
  report->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  report->outputs = g_array_new (FALSE, FALSE, sizeof (int));
  return report;
}

VtOnnxReport *
vt_onnx_report_new (const VtOnnx__Model *model)
{
  VtOnnxReport *report = vt_onnx_report_empty ();

  report->producer = text_of (model->producer_name);
  report->producer_version = text_of (model->producer_version);
  report->domain = text_of (model->domain);
  report->ir_version = model->ir_version;
  report->n_file_nodes = (guint) model->graph->n_node;
  for (gsize i = 0; i < model->n_metadata_props; i++)
    if (model->metadata_props[i]->key != NULL)
      g_hash_table_replace (report->metadata, text_of (model->metadata_props[i]->key),
                            text_of (model->metadata_props[i]->value));
  return report;
}

void
vt_onnx_report_add (VtOnnxReport       *report,
                    const VtOnnx__Node *node,
                    const char         *reason)
{
  VtOnnxIssue *issue = g_new (VtOnnxIssue, 1);
  const char *name = node->name != NULL && node->name[0] != 0 ? node->name
                     : node->n_output > 0 ? node->output[0] : NULL;

  issue->node = text_of (name);
  issue->op = text_of (node->op_type);
  issue->reason = text_of (reason);
  g_ptr_array_add (report->unsupported, issue);
}

void
vt_onnx_report_free (VtOnnxReport *report)
{
  if (report == NULL)
    return;
  g_free (report->producer);
  g_free (report->producer_version);
  g_free (report->domain);
  g_ptr_array_unref (report->unsupported);
  g_ptr_array_unref (report->notes);
  g_hash_table_unref (report->metadata);
  g_array_unref (report->outputs);
  g_free (report);
}
