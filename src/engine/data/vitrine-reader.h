/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of data sets share: where pictures go as they are found, what was left out
 * and why, the tick.  One thread. */
#pragma once

#include "base/vt-job.h"
#include "engine/data/vitrine-dataset.h"

G_BEGIN_DECLS

#define VITRINE_READER_MAX_SKIPPED 1000

/* Takes a batch of VitrinePicture (transfer full). */
typedef void (*VitrineReaderEmit) (GPtrArray          *pictures,
                                   VitrineDatasetKind  kind,
                                   gpointer            user_data);

typedef struct
{
  const char         *root;
  const VtJob        *job;
  VitrineReaderEmit   emit;
  gpointer            user_data;

  VitrineDatasetKind  kind;
  guint               n_pictures;      /* so far */
  GPtrArray          *batch;           /* not yet emitted */
  gint64              last_emit;
  GPtrArray          *skipped;         /* char* */
  guint               n_more_skipped;
  GHashTable         *leave_out;       /* relative paths that a folder's reader goes past, or NULL */
} VitrineReader;

void     vitrine_reader_init  (VitrineReader      *self,
                               const char         *root,
                               const VtJob        *job,
                               VitrineReaderEmit   emit,
                               gpointer            user_data);
void     vitrine_reader_clear (VitrineReader      *self);
/* Reads whatever `root` is. */
gboolean vitrine_reader_run   (VitrineReader      *self,
                               GError            **error);

/* For the readers. */
void     vitrine_reader_add   (VitrineReader      *self,
                               VitrinePicture     *picture);   /* (transfer full) */
void     vitrine_reader_skip  (VitrineReader      *self,
                               const char         *file,
                               const char         *reason);
/* The same as a sentence that names its entry itself. */
void     vitrine_reader_skip_said (VitrineReader   *self,
                                   const char      *line);
/* Whether a file listed by a set is inside it, a regular file and readable; else it is skipped. */
gboolean vitrine_reader_check (VitrineReader      *self,
                               const char         *relative);
gboolean vitrine_reader_tick  (VitrineReader      *self,
                               double              fraction,
                               GError            **error);
/* Names in a folder in natural order without the hidden ones; NULL when it cannot be read. */
GPtrArray *vitrine_reader_list (const char        *folder);

/* Each reads one kind of set; the `is` functions look for its telling files only. */
gboolean vitrine_read_folder         (VitrineReader *self, GError **error);
gboolean vitrine_is_animal_part      (const char *root);
gboolean vitrine_read_animal_part    (VitrineReader *self, GError **error);
gboolean vitrine_is_boxes            (const char *root);
gboolean vitrine_read_boxes          (VitrineReader *self, GError **error);
gboolean vitrine_is_cub              (const char *root);
gboolean vitrine_read_cub            (VitrineReader *self, GError **error);
gboolean vitrine_is_voc_part         (const char *root);
gboolean vitrine_read_voc_part       (VitrineReader *self, GError **error);
gboolean vitrine_is_idx              (const char *root);
gboolean vitrine_read_idx            (VitrineReader *self, GError **error);
gboolean vitrine_is_broden           (const char *root);
gboolean vitrine_read_broden         (VitrineReader *self, GError **error);
gboolean vitrine_is_celeba           (const char *root);
gboolean vitrine_read_celeba         (VitrineReader *self, GError **error);
gboolean vitrine_read_sample         (VitrineReader *self, GError **error);

/* "n02391049_zebra.JPEG" → "n02391049 zebra", "n02391049_12.JPEG" → "n02391049", else NULL.
 * (transfer full) */
char    *vitrine_class_of_file_name  (const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitrineReader, vitrine_reader_clear)

G_END_DECLS
