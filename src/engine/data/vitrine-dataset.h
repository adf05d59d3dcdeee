/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of pictures with what is known about them (GListModel of VitrinePicture).  Opening
 * reads no pixel, so that fifty thousand pictures are no matter.  What kind of set a folder is,
 * is told by what lies in it. */
#pragma once

#include <gio/gio.h>

#include "base/vt-job.h"
#include "engine/data/vitrine-picture.h"
#include "engine/jobs/vitrine-jobs.h"

G_BEGIN_DECLS

typedef enum
{
  VITRINE_DATASET_EMPTY,
  VITRINE_DATASET_FOLDER,        /* pictures in one folder */
  VITRINE_DATASET_CLASSES,       /* a folder for each class, maybe under train/ and val/ */
  VITRINE_DATASET_ANIMAL_PART,   /* ILSVRC Animal-Part: n…_obj folders with data.mat, truth or parts.csv */
  VITRINE_DATASET_CUB,           /* CUB-200-2011 */
  VITRINE_DATASET_SAMPLE,        /* drawn: "sample:pictures" */
  VITRINE_DATASET_COCO,
  VITRINE_DATASET_VOC,           /* Pascal VOC, XML */
  VITRINE_DATASET_LABELME,
  VITRINE_DATASET_TABLE,         /* a table of boxes */
  VITRINE_DATASET_VOC_PART,      /* PASCAL-Part: masks in MATLAB files */
  VITRINE_DATASET_IDX,           /* MNIST and its kin */
  VITRINE_DATASET_CELEBA,
  VITRINE_DATASET_BRODEN,
} VitrineDatasetKind;

#define VITRINE_SAMPLE_PICTURES "sample:pictures"

/* Properties (read-only, notify on main): path, name, kind-name, n-items, loading. */
#define VITRINE_TYPE_DATASET (vitrine_dataset_get_type ())
G_DECLARE_FINAL_TYPE (VitrineDataset, vitrine_dataset, VITRINE, DATASET, GObject)

/* Reads a set in one go; any thread, the result belongs to the caller alone.  `path` is a
 * folder, one picture, a file that tells of boxes (COCO, Pascal VOC, LabelMe, CSV), IDX, or
 * "sample:pictures[?count=200&seed=7…]". */
VitrineDataset    *vitrine_dataset_open        (const char        *path,
                                                const VtJob       *job,
                                                GError           **error);
/* The same as a job: the set is empty at first and fills in order while the job runs.  Main thread.
 * (out) `job`: borrowed, may be NULL. */
VitrineDataset    *vitrine_dataset_open_job    (const char        *path,
                                                VitrineJobs       *jobs,
                                                VitrineJob       **job);
/* Whether a file that is no picture holds a set of them (IDX).  Reads the first bytes. */
gboolean           vitrine_dataset_is_list     (const char        *path);
/* A set of given pictures (a selection, a test). */
VitrineDataset    *vitrine_dataset_new         (const char        *name);
void               vitrine_dataset_append      (VitrineDataset    *self,
                                                VitrinePicture   **pictures,
                                                guint              n);

const char        *vitrine_dataset_get_path    (VitrineDataset    *self);
const char        *vitrine_dataset_get_name    (VitrineDataset    *self);
VitrineDatasetKind vitrine_dataset_get_kind    (VitrineDataset    *self);
const char        *vitrine_dataset_get_kind_name (VitrineDataset  *self);   /* untranslated */
gboolean           vitrine_dataset_is_loading  (VitrineDataset    *self);
guint              vitrine_dataset_get_n       (VitrineDataset    *self);
/* Borrowed; NULL past the end. */
VitrinePicture    *vitrine_dataset_get         (VitrineDataset    *self,
                                                guint              i);
/* By id; NULL: none. */
VitrinePicture    *vitrine_dataset_find        (VitrineDataset    *self,
                                                const char        *id);
int                vitrine_dataset_index       (VitrineDataset    *self,
                                                const char        *id);
/* Names of classes, parts and attributes in natural order, NULL-terminated. */
const char *const *vitrine_dataset_get_classes (VitrineDataset    *self);
const char *const *vitrine_dataset_get_parts   (VitrineDataset    *self);
const char *const *vitrine_dataset_get_attributes (VitrineDataset *self);
/* "file: reason", NULL-terminated; at most a thousand are kept, the rest is counted in the last
 * line. */
const char *const *vitrine_dataset_get_skipped (VitrineDataset    *self);

/* Ordering of names with numbers in them: "img9" before "img10". */
int                vitrine_natural_compare     (const char        *a,
                                                const char        *b);

G_END_DECLS
