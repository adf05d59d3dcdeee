/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of files of boxes look at. */
#pragma once

#include <string.h>

#include "engine/boxes/vitrine-boxes-file.h"
#include "../folder.h"

G_BEGIN_DECLS

static inline VitrineBoxes *
read_it (Folder     *f,
         const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = folder_path (f, name);
  VitrineBoxes *boxes = vitrine_boxes_read (path, NULL, &error);

  g_assert_no_error (error);
  return boxes;
}

static inline const VitrineBoxesPicture *
photo (const VitrineBoxes *boxes,
       guint               i)
{
  g_assert_cmpuint (i, <, boxes->pictures->len);
  return boxes->pictures->pdata[i];
}

static inline const VitrineBoxesObject *
object (const VitrineBoxes *boxes,
        guint               i,
        guint               k)
{
  g_assert_cmpuint (k, <, photo (boxes, i)->objects->len);
  return photo (boxes, i)->objects->pdata[k];
}

static inline const VitrineBoxesPart *
part (const VitrineBoxes *boxes,
      guint               i,
      guint               k,
      guint               p)
{
  g_assert_cmpuint (p, <, object (boxes, i, k)->parts->len);
  return object (boxes, i, k)->parts->pdata[p];
}

static inline void
assert_box (const VitrineBox *box,
            double            x,
            double            y,
            double            w,
            double            h)
{
  g_assert_cmpfloat_with_epsilon (box->x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->y, y, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->w, w, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->h, h, 1e-9);
}

static inline void
assert_skipped (const VitrineBoxes *boxes,
                guint               n,
                const char         *words)
{
  g_auto (GStrv) lines = vitrine_boxes_list_skipped (boxes);
  g_autofree char *all = g_strjoinv ("\n", lines);

  if (g_strv_length (lines) != n || strstr (all, words) == NULL)
    g_error ("%u lines with “%s” were expected:\n%s", n, words, all);
}

G_END_DECLS
