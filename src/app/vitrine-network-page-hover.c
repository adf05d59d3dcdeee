/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a cell to the picture and back: fields, cells, and the map of the chosen unit. */
#include "config.h"

#include "app/vitrine-network-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

static void
show_unit_value (VitrineNetworkPage  *self,
                 VitrineChannelSheet *sheet,
                 int                  channel,
                 int                  row,
                 int                  column)
{
  g_autofree char *text = NULL;
  const VitrineChannel *c = vitrine_channel_sheet_get_channel (sheet, (guint) channel);
  if (row < 0)
    text = g_strdup_printf (_("unit %d · largest %.4g · mean %.4g"), channel, (double) c->high,
                            (double) c->mean);
  else
    /* Translators: a unit, the row and column of one of its cells, its value there. */
    text = g_strdup_printf (_("unit %d · row %d, column %d · %.4g (largest %.4g)"), channel, row, column,
                            (double) vitrine_channel_sheet_get_value (sheet, (guint) channel, (guint) row,
                                                                      (guint) column),
                            (double) c->high);
  gtk_label_set_text (self->read_out, text);
}

void
vitrine_network_page_cell_hovered (VitrineChannelGrid *grid,
                                   int                 channel,
                                   int                 row,
                                   int                 column,
                                   VitrineNetworkPage *self)
{
  VitrineChannelSheet *sheet = vitrine_channel_grid_get_sheet (grid);
  VitrineLayer *layer = vitrine_network_page_get_layer (self);
  graphene_rect_t rect;
  if (channel < 0 || sheet == NULL || layer == NULL)
    {
      vitrine_canvas_set_field (self->canvas, NULL);
      gtk_label_set_text (self->read_out, "");
      return;
    }
  show_unit_value (self, sheet, channel, row, column);
  /* Kernels have no place in the picture. */
  if (row < 0 || self->sight == NULL || gtk_toggle_button_get_active (self->kernels)
      || !vitrine_sight_field (self->sight, vitrine_layer_get_field (layer), row, column, &rect))
    vitrine_canvas_set_field (self->canvas, NULL);
  else
    vitrine_canvas_set_field (self->canvas, &rect);
}

void
vitrine_network_page_canvas_hovered (VitrineCanvas      *canvas,
                                     double              x,
                                     double              y,
                                     gboolean            inside,
                                     VitrineNetworkPage *self)
{
  VitrineLayer *layer = vitrine_network_page_get_layer (self);
  double row, column;
  if (!inside || layer == NULL || self->sight == NULL || gtk_toggle_button_get_active (self->kernels)
      || !vitrine_sight_cell (self->sight, vitrine_layer_get_field (layer), x, y, &row, &column)
      || row < -.5 || column < -.5 || row > vitrine_layer_get_height (layer) - .5
      || column > vitrine_layer_get_width (layer) - .5)
    {
      vitrine_channel_grid_set_spot (self->grid, 0, 0, -1);
      gtk_label_set_text (self->read_out, "");
      return;
    }
  vitrine_channel_grid_set_spot (self->grid, round (row), round (column), .8);
  const VtField *field = vitrine_layer_get_field (layer);
  g_autofree char *text =
    /* Translators: the cell of a layer that looks at the pointed place, and the size of what it sees. */
    g_strdup_printf (_("cell row %.0f, column %.0f looks here, at %.0f × %.0f px"), round (row),
                     round (column), field->size[1], field->size[0]);
  gtk_label_set_text (self->read_out, text);
}

void
vitrine_network_page_show_heat (VitrineNetworkPage *self)
{
  VitrineLayer *layer = vitrine_network_page_get_layer (self);
  int unit = vitrine_session_get_unit (self->session);
  VitrineSight *sight = self->sight;
  graphene_rect_t rect;
  if (layer == NULL || unit < 0 || sight == NULL || sight->sheet == NULL
      || sight->node != vitrine_layer_get_node (layer)
      || !vitrine_sight_extent (sight, vitrine_layer_get_field (layer),
                                vitrine_layer_get_height (layer), vitrine_layer_get_width (layer), &rect))
    {
      vitrine_canvas_set_map (self->canvas, VITRINE_CANVAS_HEAT, NULL, NULL);
      return;
    }
  const VitrineChannel *c = vitrine_channel_sheet_get_channel (sight->sheet, (guint) unit);
  gsize area = (gsize) vitrine_layer_get_height (layer) * vitrine_layer_get_width (layer);
  VitrineCanvasMap map = {
    .values = sight->activation->values[0]->data + (gsize) unit * area,
    .width = (int) vitrine_layer_get_width (layer),
    .height = (int) vitrine_layer_get_height (layer),
    .low = MIN (0, (double) c->low),
    .high = (double) c->high,
    .colormap = c->low < 0 ? VITRINE_COLORMAP_SIGNED : VITRINE_COLORMAP_VIRIDIS,
    .alpha = VITRINE_COLORMAP_FADING,
    .opacity = .75,
  };
  vitrine_canvas_set_map (self->canvas, VITRINE_CANVAS_HEAT, &map, &rect);
}
