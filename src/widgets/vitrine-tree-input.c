/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tree by pointer and by keyboard: Up, Down, J, K walk; Left and Right fold and unfold; Home,
 * End, Page Up and Page Down jump; Enter opens.  Other keys go on to the page.
 */
#include "config.h"

#include "widgets/vitrine-tree-private.h"

static const VitrineTreeRow *
row_at (VitrineTree *self,
        double       y)
{
  gssize i = tree_shown_at (self, y);

  return i < 0 ? NULL : &self->rows[g_array_index (self->shown, TreeShown, i).row];
}

static void
go_to (VitrineTree     *self,
       guint64          id,
       GdkModifierType  state)
{
  tree_set_cursor (self, id);
  tree_scroll_to (self, id);
  tree_emit (self, TREE_ROW_ACTIVATED, id,
             state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK));
}

/* Walks STEP shown rows from the cursor; the first press enters at the top. */
static gboolean
walk (VitrineTree     *self,
      int              step,
      GdkModifierType  state)
{
  gssize last = (gssize) self->shown->len - 1;
  gssize i = tree_find_shown (self, self->cursor);

  if (last < 0)
    return FALSE;
  i = i < 0 ? (step > 0 ? 0 : last) : CLAMP (i + step, 0, last);
  go_to (self, self->rows[g_array_index (self->shown, TreeShown, i).row].id, state);
  return TRUE;
}

static gboolean
fold_or_go (VitrineTree *self,
            gboolean     outwards)
{
  gssize row = tree_find_row (self, self->cursor);

  if (row < 0)
    return walk (self, 1, 0);

  gboolean parent = tree_has_children (self, row);
  gboolean folded = parent && tree_is_folded (self, row);

  if (parent && folded != outwards)
    vitrine_tree_set_folded (self, self->cursor, outwards);
  else if (!outwards && parent)
    go_to (self, self->rows[row + 1].id, 0);
  else if (outwards)
    for (gssize i = row - 1; i >= 0; i--)
      if (self->rows[i].depth < self->rows[row].depth)
        {
          go_to (self, self->rows[i].id, 0);
          break;
        }
  return TRUE;
}

static gboolean
show_menu (VitrineTree *self)
{
  gssize i = tree_find_shown (self, self->cursor);
  double y = TREE_HEADER;

  if (i >= 0)
    {
      const TreeShown *shown = &g_array_index (self->shown, TreeShown, i);

      y += shown->y + shown->height - tree_offset (self);
    }
  tree_emit (self, TREE_ROW_MENU, self->cursor, 60.0, y);
  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                VitrineTree           *self)
{
  int page = MAX (gtk_widget_get_height (GTK_WIDGET (self)) / TREE_ROW - 2, 1);

  if (state & (GDK_ALT_MASK | GDK_CONTROL_MASK))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Up: case GDK_KEY_k: return walk (self, -1, state);
    case GDK_KEY_Down: case GDK_KEY_j: return walk (self, 1, state);
    case GDK_KEY_Page_Up: return walk (self, -page, state);
    case GDK_KEY_Page_Down: return walk (self, page, state);
    case GDK_KEY_Home: return walk (self, -G_MAXINT / 2, state);
    case GDK_KEY_End: return walk (self, G_MAXINT / 2, state);
    case GDK_KEY_Left: return fold_or_go (self, TRUE);
    case GDK_KEY_Right: return fold_or_go (self, FALSE);
    case GDK_KEY_Menu: return show_menu (self);
    case GDK_KEY_F10: return state & GDK_SHIFT_MASK ? show_menu (self) : FALSE;
    default: return FALSE;
    }
}

static int
column_at (VitrineTree *self,
           double       x)
{
  int n = tree_n_columns (self);
  double left = gtk_widget_get_width (GTK_WIDGET (self)) - n * TREE_COLUMN;

  return x < left ? -1 : MIN ((int) ((x - left) / TREE_COLUMN), n - 1);
}

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            VitrineTree     *self)
{
  GdkModifierType state
    = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  const VitrineTreeRow *row = row_at (self, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (y < TREE_HEADER)
    {
      if (column_at (self, x) >= 0)
        tree_emit (self, TREE_COLUMN_CLICKED, column_at (self, x));
      return;
    }
  if (row == NULL)
    {
      tree_emit (self, TREE_ROW_ACTIVATED, (guint64) 0, (GdkModifierType) 0);
      return;
    }

  guint64 id = row->id;
  int glyph = tree_glyph_x (row->depth);
  int reach = row->kind <= VITRINE_TREE_AND ? 44 : 26;
  gboolean on_glyph = x >= glyph - 10 && x < glyph + reach;
  gssize index = row - self->rows;

  if (tree_has_children (self, index) && (on_glyph || n_press == 2))
    vitrine_tree_set_folded (self, id, !tree_is_folded (self, index));
  if (n_press == 1)
    go_to (self, id, state);
  else if (n_press == 2 && !tree_has_children (self, index))
    tree_emit (self, TREE_ROW_OPENED, id);
}

static void
on_menu_pressed (GtkGestureClick *gesture,
                 int              n_press,
                 double           x,
                 double           y,
                 VitrineTree     *self)
{
  const VitrineTreeRow *row = row_at (self, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (row != NULL)
    tree_emit (self, TREE_ROW_MENU, row->id, x, y);
}

static void
on_motion (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           VitrineTree              *self)
{
  const VitrineTreeRow *row = row_at (self, y);
  guint64 id = row ? row->id : 0;

  if (id == self->hovered)
    return;
  self->hovered = id;
  tree_emit (self, TREE_ROW_HOVERED, id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *controller,
          VitrineTree              *self)
{
  if (self->hovered == 0)
    return;
  self->hovered = 0;
  tree_emit (self, TREE_ROW_HOVERED, (guint64) 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_query_tooltip (GtkWidget  *widget,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  gpointer    data)
{
  VitrineTree *self = VITRINE_TREE (widget);
  const VitrineTreeRow *row = keyboard ? NULL : row_at (self, y);
  g_autofree char *text = tree_describe (self, row ? row->id : self->cursor);

  if (*text == '\0' || (row == NULL && !keyboard))
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

void
tree_add_controllers (VitrineTree *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (gtk_widget_queue_draw), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_pressed), self);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);

  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
}
