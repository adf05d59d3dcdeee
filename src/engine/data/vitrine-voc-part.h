/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of PASCAL-Part says (Chen et al., CVPR 2014): anno.objects(k).{class, mask, parts(p).{part_name, mask}}.
 * Boxes are those around the masks. */
#pragma once

#include "engine/boxes/vitrine-boxes.h"
#include "engine/data/vitrine-mat.h"

G_BEGIN_DECLS

/* Whether the file is of this kind. */
gboolean vitrine_voc_part_is    (const VitrineMat *mat);
/* Adds the photo that the file tells of; `name` is of the file, for messages and where it names no photo.  Masks that
 * are empty or of another size are told to `boxes` and left out. */
gboolean vitrine_voc_part_parse (const VitrineMat *mat,
                                 const char       *name,
                                 VitrineBoxes     *boxes,
                                 GError          **error);

G_END_DECLS
