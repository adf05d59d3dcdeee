/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures: squares cut around the places of a node, of its filter's peak, of its relatives. */
#include "config.h"

#include "app/vitrine-graph-side-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/vitrine-parts-work.h"

#define PATCH 70.0          /* side in pixels of a frame of 224 */
#define SHOWN 56            /* in the window: six in a row of the narrowest side */
#define RING 14             /* side of what marks a place on a whole picture */

static GtkWidget *
make_patch (GtkPicture **picture,
            GtkWidget  **ring)
{
  GtkWidget *overlay = gtk_overlay_new (), *ground = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  *picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (*picture, TRUE);
  /* A square, as the network sees it. */
  gtk_picture_set_content_fit (*picture, GTK_CONTENT_FIT_FILL);
  gtk_widget_set_size_request (ground, SHOWN, SHOWN);
  *ring = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (*ring, "graph-ring");
  gtk_widget_set_size_request (*ring, RING, RING);
  gtk_widget_set_halign (*ring, GTK_ALIGN_START);
  gtk_widget_set_valign (*ring, GTK_ALIGN_START);
  gtk_widget_set_can_target (*ring, FALSE);
  gtk_widget_set_visible (*ring, FALSE);
  /* The ground alone says how large; the picture has as many pixels as it likes. */
  gtk_overlay_set_child (GTK_OVERLAY (overlay), ground);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (*picture));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), *ring);
  gtk_widget_set_halign (overlay, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (overlay, GTK_ALIGN_CENTER);
  return overlay;
}

void
graph_side_make_patches (VitrineGraphSide *self)
{
  GtkFlowBox *const boxes[] = { self->node_patches, self->filter_patches, self->siblings, self->parents, self->children };

  for (guint r = 0; r < GRAPH_N_ROWS; r++)
    {
      self->rows[r].box = boxes[r];
      for (guint i = 0; i < GRAPH_SIDE_PATCHES; i++)
        {
          gtk_flow_box_append (boxes[r], make_patch (&self->rows[r].pictures[i], &self->rows[r].rings[i]));
          /* The frame of the chosen one is as wide as the patch, not as the column. */
          gtk_widget_set_halign (GTK_WIDGET (gtk_flow_box_get_child_at_index (boxes[r], (int) i)), GTK_ALIGN_CENTER);
        }
    }
}

/* ---- what to cut ---- */

typedef struct
{
  VitrineCutting cutting;
  guint          slot;      /* row << 16 | place */
} Wanted;

static int
by_picture (gconstpointer a,
            gconstpointer b)
{
  const Wanted *x = a, *y = b;

  if (x->cutting.picture != y->cutting.picture)
    return x->cutting.picture < y->cutting.picture ? -1 : 1;
  return x->slot < y->slot ? -1 : x->slot > y->slot;
}

/* On whole pictures a ring says where: at a share of the height and of the width. */
static void
put_ring (GtkWidget *ring,
          double     down,
          double     along)
{
  gtk_widget_set_margin_top (ring, (int) CLAMP (down * SHOWN - RING / 2, 0, SHOWN - RING));
  gtk_widget_set_margin_start (ring, (int) CLAMP (along * SHOWN - RING / 2, 0, SHOWN - RING));
  gtk_widget_set_visible (ring, TRUE);
}

static gboolean
shows_whole (VitrineGraphSide *self,
             guint             slot)
{
  return slot >> 16 <= GRAPH_ROW_FILTER && gtk_toggle_button_get_active (self->whole);
}

/* The square around a place, shifted so that it lies on the frame; or the whole frame. */
static void
want (VitrineGraphSide   *self,
      GArray             *wanted,
      guint               layer,
      const VitrineSight *sight,
      guint               slot)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  VitrinePartSource *source = vitrine_graph_keeper_get_source (keeper);
  VtXGraph *graph = vitrine_graph_keeper_get_graph (keeper);
  VtPartSpace *space = vt_xgraph_space (graph);
  const double height = vt_part_space_height (space), width = vt_part_space_width (space);
  const gboolean whole = shows_whole (self, slot);
  const double side = PATCH * vt_part_space_scale (space);
  const double tall = whole ? height : side, wide = whole ? width : side;
  VitrineBox frame;
  double at[2];

  vitrine_part_source_frame (source, sight->picture, &frame);
  vitrine_graph_pixel (graph, layer, sight->cell, sight->mirrored, at);

  const double top = CLAMP (at[0] + .5 - tall / 2, 0, fmax (height - tall, 0));
  const double left = CLAMP (at[1] + .5 - wide / 2, 0, fmax (width - wide, 0));
  const Wanted one = {
    { vitrine_part_source_picture (source, sight->picture),
      { frame.x + left / width * frame.w, frame.y + top / height * frame.h, wide / width * frame.w, tall / height * frame.h } },
    slot
  };

  g_array_append_val (wanted, one);
  if (whole)
    put_ring (self->rows[slot >> 16].rings[slot & 0xffff], (at[0] + .5) / height, (at[1] + .5) / width);
}

static void
want_sights (VitrineGraphSide   *self,
             GArray             *wanted,
             GraphRow            row,
             guint               layer,
             const VitrineSight *sights,
             guint               n)
{
  /* Whole pictures say where it lies on many; cut ones what it looks like on the best. */
  self->rows[row].n = MIN (n, shows_whole (self, (guint) row << 16) ? GRAPH_SIDE_PATCHES : GRAPH_SIDE_PATCHES / 2);
  for (guint i = 0; i < self->rows[row].n; i++)
    {
      self->rows[row].targets[i] = sights[i].picture;
      want (self, wanted, layer, &sights[i], (guint) row << 16 | i);
    }
}

/* A relative is shown where it is seen best. */
static void
want_node (VitrineGraphSide *self,
           GArray           *wanted,
           GraphRow          row,
           guint             node)
{
  VitrineGraphSights *sights = vitrine_graph_keeper_get_sights (vitrine_graph_model_get_keeper (self->model));
  GraphPatches *patches = &self->rows[row];
  guint layer, number, n = 0;
  const VitrineSight *best;

  if (sights == NULL || patches->n == GRAPH_SIDE_PATCHES || !vitrine_graph_model_locate (self->model, node, &layer, &number))
    return;
  patches->targets[patches->n] = node;
  best = vitrine_graph_sights_node (sights, layer, number, &n);
  if (n > 0)
    want (self, wanted, layer, best, (guint) row << 16 | patches->n);
  patches->n++;
}

/* ---- what came ---- */

static void
take_cuttings (GdkTexture  **textures,
               guint         n,
               const GError *error,
               gpointer      data)
{
  VitrineGraphSide *self = data;

  for (guint i = 0; self->asked->len == n && i < n; i++)
    {
      const guint slot = g_array_index (self->asked, guint, i);

      gtk_picture_set_paintable (self->rows[slot >> 16].pictures[slot & 0xffff], GDK_PAINTABLE (textures[i]));
    }
}

static void
ask (VitrineGraphSide *self,
     GArray           *wanted)
{
  g_autoptr (GArray) cuttings = g_array_new (FALSE, FALSE, sizeof (VitrineCutting));

  g_array_sort (wanted, by_picture);
  g_array_set_size (self->asked, 0);
  for (guint i = 0; i < wanted->len; i++)
    {
      const Wanted *one = &g_array_index (wanted, Wanted, i);

      g_array_append_val (cuttings, one->cutting);
      g_array_append_val (self->asked, one->slot);
    }
  if (cuttings->len > 0)
    vitrine_parts_ask_cuttings (vitrine_session_get_jobs (self->session), "graph-patches",
                                (const VitrineCutting *) (const void *) cuttings->data, cuttings->len, 2 * SHOWN,
                                take_cuttings, self);
}

static void
show_row (VitrineGraphSide *self,
          GraphRow          row)
{
  GraphPatches *patches = &self->rows[row];
  const gboolean nodes = row >= GRAPH_ROW_SIBLINGS;
  VitrinePartSource *source = vitrine_graph_keeper_get_source (vitrine_graph_model_get_keeper (self->model));

  for (guint i = 0; i < GRAPH_SIDE_PATCHES; i++)
    {
      GtkWidget *child = GTK_WIDGET (gtk_flow_box_get_child_at_index (patches->box, (int) i));
      g_autofree char *name = NULL;

      gtk_widget_set_visible (child, i < patches->n);
      if (i >= patches->n)
        continue;
      name = nodes ? vitrine_graph_model_describe (self->model, patches->targets[i])
             : g_strdup (vitrine_picture_get_name (vitrine_part_source_picture (source, patches->targets[i])));
      gtk_widget_set_tooltip_text (child, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      if (nodes && patches->targets[i] == vitrine_graph_model_get_selected (self->model))
        gtk_widget_add_css_class (child, "graph-here");
      else
        gtk_widget_remove_css_class (child, "graph-here");
    }
}

static void
want_relatives (VitrineGraphSide *self,
                GArray           *wanted,
                guint             node)
{
  g_autoptr (GArray) siblings = vitrine_graph_model_dup_siblings (self->model, node);
  g_autoptr (GArray) parents = vitrine_graph_model_dup_parents (self->model, node);
  g_autoptr (GArray) children = vitrine_graph_model_dup_children (self->model, node);
  g_autofree char *above = g_strdup_printf (ngettext ("%u parent, in the layer above", "%u parents, in the layer above",
                                                      parents->len), parents->len);
  g_autofree char *below = g_strdup_printf (ngettext ("%u child, in the layer below", "%u children, in the layer below",
                                                      children->len), children->len);

  for (guint i = 0; i < siblings->len; i++)
    want_node (self, wanted, GRAPH_ROW_SIBLINGS, g_array_index (siblings, guint, i));
  for (guint i = 0; i < MIN (parents->len, GRAPH_SIDE_PATCHES / 2); i++)
    want_node (self, wanted, GRAPH_ROW_PARENTS, g_array_index (parents, VtXEdge, i).node);
  for (guint i = 0; i < MIN (children->len, GRAPH_SIDE_PATCHES / 2); i++)
    want_node (self, wanted, GRAPH_ROW_CHILDREN, g_array_index (children, VtXEdge, i).node);
  gtk_label_set_text (self->parents_label, above);
  gtk_label_set_text (self->children_label, below);
  gtk_widget_set_visible (GTK_WIDGET (self->parents_label), parents->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->parents), parents->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->children_label), children->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->children), children->len > 0);
}

/* Nothing stands empty under its title for good: pictures that nobody looked through show nothing. */
static void
show_titles (VitrineGraphSide   *self,
             VitrineGraphKeeper *keeper)
{
  const gboolean coming = vitrine_graph_keeper_get_sights (keeper) != NULL
                          || vitrine_graph_keeper_get_state (keeper) != VITRINE_KEEPER_READY;

  gtk_widget_set_visible (self->seen_title, coming);
  gtk_widget_set_visible (self->peaks_title, coming);
  gtk_widget_set_visible (self->siblings_title, coming);
}

void
graph_side_fill_patches (VitrineGraphSide *self)
{
  VitrineGraphKeeper *keeper = vitrine_graph_model_get_keeper (self->model);
  VitrineGraphSights *sights = vitrine_graph_keeper_get_sights (keeper);
  const guint node = vitrine_graph_model_get_selected (self->model);
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (Wanted));
  guint layer, number, n;

  for (guint r = 0; r < GRAPH_N_ROWS; r++)
    {
      self->rows[r].n = 0;
      for (guint i = 0; i < GRAPH_SIDE_PATCHES; i++)
        {
          gtk_picture_set_paintable (self->rows[r].pictures[i], NULL);
          gtk_widget_set_visible (self->rows[r].rings[i], FALSE);
        }
    }
  if (vitrine_graph_model_locate (self->model, node, &layer, &number))
    {
      if (sights != NULL)
        {
          const VitrineSight *seen = vitrine_graph_sights_node (sights, layer, number, &n);

          want_sights (self, wanted, GRAPH_ROW_NODE, layer, seen, n);
          seen = vitrine_graph_sights_filter (sights, layer, vitrine_graph_model_get_node (self->model, node)->filter, &n);
          want_sights (self, wanted, GRAPH_ROW_FILTER, layer, seen, n);
        }
      want_relatives (self, wanted, node);
    }
  for (guint r = 0; r < GRAPH_N_ROWS; r++)
    show_row (self, (GraphRow) r);
  show_titles (self, keeper);
  ask (self, wanted);
}
