/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and graphs. */
#include "config.h"

#include "engine/parts/vitrine-part-rows.h"

#include "engine/parts/vitrine-part-study.h"

GArray *
vitrine_part_rows_boxes (GPtrArray      *boxes,
                         gint64          template_id,
                         VitrineDataset *dataset,
                         guint           n)
{
  GArray *mine = g_array_new (FALSE, FALSE, sizeof (VitrineStudyBox));

  for (guint i = 0; i < boxes->len; i++)
    {
      const VitrinePartBox *box = g_ptr_array_index (boxes, i);
      int picture = box->template_id == template_id ? vitrine_dataset_index (dataset, box->picture) : -1;

      if (picture < 0 || (guint) picture >= n)
        continue;

      VitrineStudyBox one = { (guint) picture, box->box, box->mirrored };

      g_array_append_val (mine, one);
    }
  return mine;
}

char *
vitrine_part_rows_key (const char *id,
                       GArray     *boxes)
{
  GString *key = g_string_new (id);

  for (guint i = 0; i < boxes->len; i++)
    {
      const VitrineStudyBox *box = &g_array_index (boxes, VitrineStudyBox, i);

      g_string_append_printf (key, ";%u %.3f %.3f %.3f %.3f %d", box->picture, box->box.x, box->box.y,
                              box->box.w, box->box.h, box->mirrored);
    }
  return g_string_free (key, FALSE);
}

static int
layer_number (VtPartSpace *space,
              const char  *name)
{
  for (guint l = 0; l < vt_part_space_n_layers (space); l++)
    if (g_strcmp0 (vt_part_space_layer (space, l)->name, name) == 0)
      return (int) l;
  return -1;
}

GArray *
vitrine_part_rows_drops (GPtrArray   *rows,
                         VtPartSpace *space)
{
  GArray *drops = g_array_new (FALSE, FALSE, sizeof (VtDrop));

  for (guint i = 0; i < rows->len; i++)
    {
      const VitrineDrop *row = g_ptr_array_index (rows, i);
      int layer = layer_number (space, row->layer);

      if (layer < 0 || row->channel < 0)
        continue;

      VtDrop drop = { (guint) layer, (guint) row->channel, { (int) row->row, (int) row->column } };

      g_array_append_val (drops, drop);
    }
  return drops;
}

/* ---- graphs ---- */

static gint64
number_of (const VtAog *aog,
           guint        k)
{
  return g_ascii_strtoll (vt_template_id (vt_aog_template (aog, k)), NULL, 10);
}

VtAog *
vitrine_part_graph_in_order (VtAog *aog)
{
  const guint n = vt_aog_n_templates (aog);
  gint64 last = G_MININT64;
  gboolean ordered = TRUE;
  VtAog *sorted;

  for (guint k = 1; k < n; k++)
    ordered &= number_of (aog, k - 1) < number_of (aog, k);
  if (ordered)
    return aog;
  sorted = vt_aog_new (vt_aog_space (aog), vt_aog_options (aog), vt_aog_model_id (aog));
  for (guint t = 0; t < n; t++)
    {
      int next = -1;
      VtAog *with;

      for (guint k = 0; k < n; k++)
        if (number_of (aog, k) > last && (next < 0 || number_of (aog, k) < number_of (aog, (guint) next)))
          next = (int) k;
      g_return_val_if_fail (next >= 0, aog);
      last = number_of (aog, (guint) next);
      with = vt_aog_with (sorted, vt_aog_template (aog, (guint) next));
      vt_aog_unref (sorted);
      sorted = with;
    }
  vt_aog_unref (aog);
  return sorted;
}

char *
vitrine_part_graph_hash (VtAog *aog)
{
  g_autoptr (VtAog) sorted = vitrine_part_graph_in_order (vt_aog_ref (aog));
  g_autoptr (GBytes) bytes = vt_aog_save (sorted);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}
