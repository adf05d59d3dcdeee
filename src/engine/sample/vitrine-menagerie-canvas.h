/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pen's frame lands in the picture; shared by the picture and its truth. */
#pragma once

#include "engine/sample/vitrine-menagerie-pen.h"

G_BEGIN_DECLS

typedef struct
{
  VitrinePen     *pen;               /* NULL: no animal */
  cairo_matrix_t  matrix;            /* the animal's frame → pixels */
  VitrineSceneBox box;               /* the animal's frame in sides of the picture */
  gboolean        mirrored;
} VitrineStage;

void vitrine_stage_init  (VitrineStage *stage, const VitrineScene *scene);
void vitrine_stage_clear (VitrineStage *stage);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitrineStage, vitrine_stage_clear)

G_END_DECLS
