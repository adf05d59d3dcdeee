/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans of layers over the whole set of pictures, kept for the units that are looked at next, and the
 * patches of one unit made ready to show.  Main thread.
 *
 * Signal: changed () when more of the current scan, or another scan, is there. */
#pragma once

#include <gtk/gtk.h>

#include "app/vitrine-session.h"
#include "engine/units/vitrine-units.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_UNIT_SCAN (vitrine_unit_scan_get_type ())
G_DECLARE_FINAL_TYPE (VitrineUnitScan, vitrine_unit_scan, VITRINE, UNIT_SCAN, GObject)

VitrineUnitScan *vitrine_unit_scan_new       (VitrineSession   *session);
/* Makes `layer` the current one, starting a scan of the session's pictures unless there is one already;
 * a scan of another layer that still runs is cancelled. */
void             vitrine_unit_scan_start     (VitrineUnitScan  *self,
                                              VitrineLayer     *layer);
/* What is known of the current layer; borrowed, NULL before the first partial result. */
VitrineUnits    *vitrine_unit_scan_get_units (VitrineUnitScan  *self);
gboolean         vitrine_unit_scan_is_running (VitrineUnitScan *self);
/* Why there is nothing, or NULL. */
const char      *vitrine_unit_scan_get_message (VitrineUnitScan *self);
/* The picture of a hit; borrowed. */
VitrinePicture  *vitrine_unit_scan_get_picture (VitrineUnitScan *self,
                                                guint            number);

/* Patches of one unit. */
typedef struct
{
  int    unit;
  guint  n;
  guint  side;
  guint  pictures[9];        /* numbers */
  float  values[9];
  GBytes *whole[9];          /* GDK_MEMORY_DEFAULT, side × side */
  GBytes *masked[9];         /* dimmed where the unit does not fire */
} VitrineUnitPatches;

/* Asks for the patches on the preview worker; `done` gets VitrineUnitPatches, to be taken with
 * vitrine_job_steal_result() or borrowed. */
void             vitrine_unit_scan_ask_patches (VitrineUnitScan *self,
                                                int              unit,
                                                guint            side,
                                                VitrineJobDone   done,
                                                gpointer         user_data,
                                                GDestroyNotify   user_data_free);
void             vitrine_unit_patches_free     (VitrineUnitPatches *patches);

G_END_DECLS
