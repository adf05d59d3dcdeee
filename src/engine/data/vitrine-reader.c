/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of data sets share. */
#include "engine/data/vitrine-reader.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vt-error.h"

#define BATCH 256
#define BATCH_US (100 * G_TIME_SPAN_MILLISECOND)

/* Runs of digits compare as numbers, all else byte by byte with case folded; equal spellings
 * fall back to strcmp so that the order is total. */
int
vitrine_natural_compare (const char *a,
                         const char *b)
{
  const char *p = a, *q = b;

  while (*p != '\0' && *q != '\0')
    {
      if (g_ascii_isdigit (*p) && g_ascii_isdigit (*q))
        {
          gsize n = 0, m = 0;
          int order;

          while (*p == '0')
            p++;
          while (*q == '0')
            q++;
          while (g_ascii_isdigit (p[n]))
            n++;
          while (g_ascii_isdigit (q[m]))
            m++;
          if (n != m)
            return n < m ? -1 : 1;
          order = memcmp (p, q, n);
          if (order != 0)
            return order;
          p += n;
          q += m;
          continue;
        }
      if (g_ascii_tolower (*p) != g_ascii_tolower (*q))
        return (guchar) g_ascii_tolower (*p) < (guchar) g_ascii_tolower (*q) ? -1 : 1;
      p++;
      q++;
    }
  if (*p != *q)
    return *p == '\0' ? -1 : 1;
  return strcmp (a, b);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return vitrine_natural_compare (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
vitrine_reader_list (const char *folder)
{
  GPtrArray *names;
  DIR *dir = opendir (folder);
  const struct dirent *entry;

  if (dir == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((entry = readdir (dir)) != NULL)
    if (entry->d_name[0] != '.')
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

void
vitrine_reader_init (VitrineReader     *self,
                     const char        *root,
                     const VtJob       *job,
                     VitrineReaderEmit  emit,
                     gpointer           user_data)
{
  *self = (VitrineReader) { .root = root, .job = job, .emit = emit, .user_data = user_data };
  self->batch = g_ptr_array_new_with_free_func (g_object_unref);
  self->skipped = g_ptr_array_new_with_free_func (g_free);
  self->last_emit = g_get_monotonic_time ();
}

void
vitrine_reader_clear (VitrineReader *self)
{
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
}

static void
flush (VitrineReader *self)
{
  GPtrArray *batch = self->batch;

  self->last_emit = g_get_monotonic_time ();
  if (batch->len == 0)
    return;
  self->batch = g_ptr_array_new_with_free_func (g_object_unref);
  self->emit (batch, self->kind, self->user_data);
}

void
vitrine_reader_add (VitrineReader  *self,
                    VitrinePicture *picture)
{
  self->n_pictures++;
  g_ptr_array_add (self->batch, picture);
  /* The first few at once, so that there is something to look at. */
  if (self->batch->len >= BATCH || self->n_pictures == 16
      || g_get_monotonic_time () - self->last_emit > BATCH_US)
    flush (self);
}

void
vitrine_reader_skip_said (VitrineReader *self,
                          const char    *line)
{
  if (self->skipped->len < VITRINE_READER_MAX_SKIPPED)
    g_ptr_array_add (self->skipped, g_utf8_make_valid (line, -1));
  else
    self->n_more_skipped++;
}

void
vitrine_reader_skip (VitrineReader *self,
                     const char    *file,
                     const char    *reason)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", file, reason);

  vitrine_reader_skip_said (self, line);
}

static gboolean
leaves_the_set (const char *relative)
{
  g_auto (GStrv) pieces = g_strsplit (relative, "/", -1);

  if (*relative == '/' || *relative == '\0')
    return TRUE;
  for (int i = 0; pieces[i] != NULL; i++)
    if (strcmp (pieces[i], "..") == 0)
      return TRUE;
  return FALSE;
}

gboolean
vitrine_reader_check (VitrineReader *self,
                      const char    *relative)
{
  g_autofree char *path = g_build_filename (self->root, relative, NULL);
  struct stat st;

  if (leaves_the_set (relative))
    vitrine_reader_skip (self, relative, _("lies outside the data set"));
  else if (stat (path, &st) != 0)
    vitrine_reader_skip (self, relative, g_strerror (errno));
  else if (!S_ISREG (st.st_mode))
    vitrine_reader_skip (self, relative, _("is not a file"));
  else if (access (path, R_OK) != 0)
    vitrine_reader_skip (self, relative, g_strerror (errno));
  else
    return TRUE;
  return FALSE;
}

gboolean
vitrine_reader_tick (VitrineReader *self,
                     double         fraction,
                     GError       **error)
{
  return vt_job_tick (self->job, fraction, N_("Reading the list of pictures"), error);
}

/* The sets that are told by what lies in their folder, in the order they are looked for; an ordinary folder is what is
 * left. */
static const struct
{
  VitrineDatasetKind kind;
  gboolean           (*is)(const char *root);
  gboolean           (*read)(VitrineReader *self, GError **error);
} folders[] = {
  { VITRINE_DATASET_CUB, vitrine_is_cub, vitrine_read_cub },
  { VITRINE_DATASET_ANIMAL_PART, vitrine_is_animal_part, vitrine_read_animal_part },
  { VITRINE_DATASET_CELEBA, vitrine_is_celeba, vitrine_read_celeba },
  { VITRINE_DATASET_BRODEN, vitrine_is_broden, vitrine_read_broden },
  { VITRINE_DATASET_IDX, vitrine_is_idx, vitrine_read_idx },
  { VITRINE_DATASET_VOC_PART, vitrine_is_voc_part, vitrine_read_voc_part },
  { VITRINE_DATASET_COCO, vitrine_is_boxes, vitrine_read_boxes },       /* or another kind, as the files are */
};

static gboolean
run_folder (VitrineReader *self,
            GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (folders[i].is (self->root))
      {
        self->kind = folders[i].kind;
        return folders[i].read (self, error);
      }
  self->kind = VITRINE_DATASET_FOLDER;
  return vitrine_read_folder (self, error);
}

static void
read_single (VitrineReader *self)
{
  g_autofree char *name = g_path_get_basename (self->root);

  self->kind = VITRINE_DATASET_FOLDER;
  vitrine_reader_add (self, vitrine_picture_new (name, self->root));
}

gboolean
vitrine_reader_run (VitrineReader *self,
                    GError       **error)
{
  gboolean ok = TRUE;

  if (g_str_has_prefix (self->root, VITRINE_SAMPLE_PICTURES))
    {
      self->kind = VITRINE_DATASET_SAMPLE;
      ok = vitrine_read_sample (self, error);
    }
  else if (g_file_test (self->root, G_FILE_TEST_IS_DIR))
    ok = run_folder (self, error);
  else if (vitrine_is_idx (self->root))
    {
      self->kind = VITRINE_DATASET_IDX;
      ok = vitrine_read_idx (self, error);
    }
  else if (g_file_test (self->root, G_FILE_TEST_IS_REGULAR) && !vitrine_image_is_name (self->root)
           && vitrine_is_boxes (self->root))
    ok = vitrine_read_boxes (self, error);
  else if (g_file_test (self->root, G_FILE_TEST_IS_REGULAR))
    read_single (self);
  else
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” is not a folder"), self->root);
      return FALSE;
    }
  flush (self);
  if (self->n_more_skipped > 0)
    g_ptr_array_add (self->skipped, g_strdup_printf (_("and %u more"), self->n_more_skipped));
  return ok;
}

char *
vitrine_class_of_file_name (const char *name)
{
  const char *end;
  gboolean number = TRUE;

  if (name[0] != 'n' || strlen (name) < 11 || name[9] != '_')
    return NULL;
  for (int i = 1; i <= 8; i++)
    if (!g_ascii_isdigit (name[i]))
      return NULL;
  end = strrchr (name, '.');
  if (end == NULL || end <= name + 10)
    return NULL;
  for (const char *p = name + 10; p < end; p++)
    number = number && g_ascii_isdigit (*p);
  if (number)
    return g_strndup (name, 9);
  return g_strdup_printf ("%.9s %.*s", name, (int) (end - name - 10), name + 10);
}
