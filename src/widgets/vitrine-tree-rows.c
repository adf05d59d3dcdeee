/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of the tree: folding, layout, finding.  Invariant: `shown` lists exactly the rows that
 * no folded ancestor hides, with their places; it is made anew whenever either changes.
 */
#include "config.h"

#include "widgets/vitrine-tree-private.h"

#include <glib/gi18n.h>

gboolean
tree_has_children (VitrineTree *self,
                   gsize        row)
{
  return row + 1 < self->n_rows && self->rows[row + 1].depth > self->rows[row].depth;
}

gboolean
tree_is_folded (VitrineTree *self,
                gsize        row)
{
  gpointer value;

  if (g_hash_table_lookup_extended (self->folded, &self->rows[row].id, NULL, &value))
    return GPOINTER_TO_INT (value);
  return (self->rows[row].flags & VITRINE_TREE_FOLDED) != 0;
}

int
tree_offset (VitrineTree *self)
{
  return self->vadjustment ? (int) gtk_adjustment_get_value (self->vadjustment) : 0;
}

int
tree_content_height (VitrineTree *self)
{
  if (self->shown->len == 0)
    return TREE_HEADER;

  const TreeShown *last = &g_array_index (self->shown, TreeShown, self->shown->len - 1);

  return TREE_HEADER + last->y + last->height + 8;
}

gssize
tree_find_row (VitrineTree *self,
               guint64      id)
{
  for (gsize i = 0; id != 0 && i < self->n_rows; i++)
    if (self->rows[i].id == id)
      return (gssize) i;
  return -1;
}

gssize
tree_find_shown (VitrineTree *self,
                 guint64      id)
{
  for (guint i = 0; id != 0 && i < self->shown->len; i++)
    if (self->rows[g_array_index (self->shown, TreeShown, i).row].id == id)
      return i;
  return -1;
}

/* The index in `shown` of what lies at window height Y, -1 for the heading or free ground. */
gssize
tree_shown_at (VitrineTree *self,
               double       y)
{
  double place = y - TREE_HEADER + tree_offset (self);
  guint low = 0, high = self->shown->len;

  if (y < TREE_HEADER)
    return -1;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const TreeShown *shown = &g_array_index (self->shown, TreeShown, middle);

      if (place < shown->y)
        high = middle;
      else if (place >= shown->y + shown->height)
        low = middle + 1;
      else
        return middle;
    }
  return -1;
}

void
tree_configure (VitrineTree *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width * .1, width * .9, width);
  if (self->vadjustment != NULL)
    {
      int content = MAX (tree_content_height (self), height);
      double value = CLAMP (gtk_adjustment_get_value (self->vadjustment), 0, content - height);

      gtk_adjustment_configure (self->vadjustment, value, 0, content, TREE_ROW * 2,
                                height * .9, height);
    }
}

/* Walks the rows backwards to know at each whether a line goes on below it. */
static void
mark_lines (VitrineTree *self)
{
  guint8 open = 0, path = 0;

  for (guint i = self->shown->len; i-- > 0;)
    {
      TreeShown *shown = &g_array_index (self->shown, TreeShown, i);
      const VitrineTreeRow *row = &self->rows[shown->row];
      guint8 deeper = (guint8) ~((2u << row->depth) - 1);

      open &= (guint8) ~deeper;
      path &= (guint8) ~deeper;
      shown->runs_on = open;
      shown->path_runs_on = path;
      open |= (guint8) (1u << row->depth);
      if (row->flags & VITRINE_TREE_PATH)
        path |= (guint8) (1u << row->depth);
    }
}

static void
lay_out (VitrineTree *self)
{
  int y = 0, hidden_below = TREE_MAX_DEPTH;

  g_array_set_size (self->shown, 0);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      const VitrineTreeRow *row = &self->rows[i];

      if (row->depth > hidden_below)
        continue;
      hidden_below = tree_is_folded (self, i) ? row->depth : TREE_MAX_DEPTH;

      TreeShown shown = {
        .row = i,
        .y = y,
        .height = row->thumbnail != NULL ? TREE_ROW_TALL : TREE_ROW,
      };

      g_array_append_val (self->shown, shown);
      y += shown.height;
    }
  mark_lines (self);
  tree_configure (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tree_clear_rows (VitrineTree *self)
{
  for (gsize i = 0; i < self->n_rows; i++)
    {
      VitrineTreeRow *row = &self->rows[i];

      g_free ((char *) row->title);
      g_free ((char *) row->subtitle);
      for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
        g_free ((char *) row->values[c]);
      g_clear_object (&row->thumbnail);
    }
  g_clear_pointer (&self->rows, g_free);
  self->n_rows = 0;
}

void
vitrine_tree_set_rows (VitrineTree          *self,
                       const VitrineTreeRow *rows,
                       gsize                 n_rows)
{
  g_return_if_fail (VITRINE_IS_TREE (self));
  g_return_if_fail (rows != NULL || n_rows == 0);

  VitrineTreeRow *copy = g_memdup2 (rows, n_rows * sizeof *rows);

  for (gsize i = 0; i < n_rows; i++)
    {
      copy[i].depth = CLAMP (copy[i].depth, 0, TREE_MAX_DEPTH - 1);
      copy[i].title = g_strdup (copy[i].title ? copy[i].title : "");
      copy[i].subtitle = g_strdup (copy[i].subtitle);
      for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
        copy[i].values[c] = g_strdup (copy[i].values[c]);
      if (copy[i].thumbnail != NULL)
        g_object_ref (copy[i].thumbnail);
    }
  tree_clear_rows (self);
  self->rows = copy;
  self->n_rows = n_rows;
  if (tree_find_row (self, self->hovered) < 0)
    self->hovered = 0;
  if (tree_find_row (self, self->cursor) < 0)
    self->cursor = 0;
  lay_out (self);
}

void
vitrine_tree_set_columns (VitrineTree       *self,
                          const char *const  titles[VITRINE_TREE_COLUMNS],
                          int                sorted)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
    {
      g_free (self->columns[c]);
      self->columns[c] = g_strdup (titles[c]);
    }
  self->sorted = sorted;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_tree_set_selected (VitrineTree   *self,
                           const guint64 *ids,
                           gsize          n_ids)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  g_hash_table_remove_all (self->selected);
  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (self->selected, g_memdup2 (&ids[i], sizeof ids[i]));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_tree_set_hovered (VitrineTree *self,
                          guint64      id)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  if (self->hovered == id)
    return;
  self->hovered = id;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tree_scroll_to (VitrineTree *self,
                guint64      id)
{
  gssize i = tree_find_shown (self, id);

  if (i < 0 || self->vadjustment == NULL)
    return;

  const TreeShown *shown = &g_array_index (self->shown, TreeShown, i);

  gtk_adjustment_clamp_page (self->vadjustment, shown->y,
                             shown->y + shown->height + TREE_HEADER);
}

void
vitrine_tree_set_folded (VitrineTree *self,
                         guint64      id,
                         gboolean     folded)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  g_hash_table_insert (self->folded, g_memdup2 (&id, sizeof id), GINT_TO_POINTER (folded != 0));
  lay_out (self);
}

gboolean
vitrine_tree_get_folded (VitrineTree *self,
                         guint64      id)
{
  g_return_val_if_fail (VITRINE_IS_TREE (self), FALSE);

  gssize row = tree_find_row (self, id);

  return row >= 0 && tree_is_folded (self, row);
}

void
vitrine_tree_reveal (VitrineTree *self,
                     guint64      id)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  gssize row = tree_find_row (self, id);

  if (row < 0)
    return;

  int depth = self->rows[row].depth;

  for (gssize i = row - 1; i >= 0 && depth > 0; i--)
    if (self->rows[i].depth < depth)
      {
        depth = self->rows[i].depth;
        if (tree_is_folded (self, i))
          vitrine_tree_set_folded (self, self->rows[i].id, FALSE);
      }
  tree_set_cursor (self, id);
  tree_scroll_to (self, id);
}

gsize
vitrine_tree_get_n_shown (VitrineTree *self)
{
  g_return_val_if_fail (VITRINE_IS_TREE (self), 0);

  return self->shown->len;
}

guint64
vitrine_tree_get_cursor (VitrineTree *self)
{
  g_return_val_if_fail (VITRINE_IS_TREE (self), 0);

  return self->cursor;
}

guint64
vitrine_tree_next_pattern (VitrineTree *self,
                           int          step)
{
  g_return_val_if_fail (VITRINE_IS_TREE (self) && step != 0, 0);

  gssize i = tree_find_row (self, self->cursor);

  if (i < 0)
    i = step > 0 ? -1 : (gssize) self->n_rows;
  for (i += step > 0 ? 1 : -1; i >= 0 && i < (gssize) self->n_rows; i += step > 0 ? 1 : -1)
    if (self->rows[i].kind == VITRINE_TREE_PATTERN && !(self->rows[i].flags & VITRINE_TREE_GHOST))
      return self->rows[i].id;
  return 0;
}

/* One sentence about a row, read aloud and shown as its tooltip. */
char *
tree_describe (VitrineTree *self,
               guint64      id)
{
  gssize i = tree_find_row (self, id);

  if (i < 0)
    return g_strdup ("");

  const VitrineTreeRow *row = &self->rows[i];
  GString *text = g_string_new (row->title);

  if (row->subtitle != NULL)
    g_string_append_printf (text, ", %s", row->subtitle);
  for (int c = 0; c < VITRINE_TREE_COLUMNS; c++)
    if (row->values[c] != NULL && self->columns[c] != NULL)
      g_string_append_printf (text, ", %s %s", self->columns[c], row->values[c]);
  if (row->flags & VITRINE_TREE_SUGGESTED)
    g_string_append_printf (text, ", %s", _("suggested for pruning"));
  if (row->flags & VITRINE_TREE_GHOST)
    g_string_append_printf (text, ", %s", _("pruned"));
  return g_string_free (text, FALSE);
}

void
tree_set_cursor (VitrineTree *self,
                 guint64      id)
{
  g_autofree char *text = tree_describe (self, id);

  self->cursor = id;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vitrine_tree_set_title (VitrineTree *self,
                        const char  *title)
{
  g_return_if_fail (VITRINE_IS_TREE (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}
