/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strongest patches of every unit of a layer as PNG files: a row for each unit, what does
 * not fire dimmed. */
#pragma once

#include "engine/units/vitrine-units.h"

G_BEGIN_DECLS

/* Writes FOLDER/units-001.png … and returns their names; stopped half-way it has written nothing.
 * (transfer full, element-type filename) */
GPtrArray *vitrine_unit_sheets_write (const VitrineUnits    *units,
                                      const VitrineUnitsAsk *ask,
                                      const char            *folder,
                                      const VtJob           *job,
                                      GError               **error);

G_END_DECLS
