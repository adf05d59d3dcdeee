/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part boxes of a project to and from files of other programs.  What a project says and which pictures are open is taken
 * down on the main thread, worked on by any one thread, and what comes of an import is one command of the project. */
#pragma once

#include "engine/boxes/vitrine-boxes-file.h"
#include "engine/data/vitrine-dataset.h"
#include "engine/project/vitrine-project.h"

G_BEGIN_DECLS

typedef struct _VitrineExchange VitrineExchange;

/* Main thread (that of both objects).  `project` NULL: nothing was said yet. */
VitrineExchange *vitrine_exchange_new  (VitrineProject *project, VitrineDataset *dataset);
void             vitrine_exchange_free (VitrineExchange *self);

/* The project's boxes with the objects they lie on, pictures in the order of the set.  Where the size of a picture is
 * not known, its file is read.  With `needs_size` a picture without one is skipped, with a word.  Any thread. */
VitrineBoxes    *vitrine_exchange_collect (const VitrineExchange *self, gboolean needs_size, const VtJob *job,
                                           GError **error);
/* Collects and writes.  Returns how many boxes were written and (out, transfer full) what was skipped; 0 with an error
 * when there are none.  Any thread. */
guint            vitrine_exchange_write   (const VitrineExchange *self, const VitrineBoxesFormat *format, const char *path,
                                           const VtJob *job, GStrv *skipped, GError **error);

/* One box that an import brings. */
typedef struct
{
  char      *part, *template_name;    /* template_name NULL: not told */
  char      *picture;                 /* VitrinePicture's id */
  VitrineBox box;
  gboolean   mirrored;
  guint      order;                   /* of the picture in its set: rows are in this order */
} VitrineImportRow;

typedef struct
{
  GPtrArray *rows;              /* VitrineImportRow */
  GStrv      skipped;           /* "entry: reason" */
  guint      n_skipped;
  guint      n_pictures;        /* that rows lie on */
  gboolean   from_objects;      /* the file told no parts, so its objects were taken as parts */
} VitrineImport;

/* Reads a file or folder and finds its pictures among those that are open: by Vitrine's own name for them, by path, or by
 * a name that only one has.  Any thread. */
VitrineImport   *vitrine_exchange_read   (const VitrineExchange *self, const char *path, const VtJob *job, GError **error);
VitrineImport   *vitrine_exchange_match  (const VitrineExchange *self, VitrineBoxes *boxes, const VtJob *job, GError **error);
/* All rows as one command: parts and templates of the same names are joined, others are made.  Main thread. */
gboolean         vitrine_import_apply    (const VitrineImport *self, VitrineProject *project, GError **error);
void             vitrine_import_free     (VitrineImport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineExchange, vitrine_exchange_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitrineImport, vitrine_import_free)

G_END_DECLS
