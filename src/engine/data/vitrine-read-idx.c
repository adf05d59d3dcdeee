/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MNIST and its kin: IDX files of pictures, each with one of labels beside it. */
#include <glib/gi18n.h>
#include <string.h>

#include "engine/data/vitrine-idx.h"
#include "engine/data/vitrine-reader.h"

static gboolean
sounds_like_idx (const char *name)
{
  return !vitrine_image_is_name (name) && (strstr (name, "idx3") != NULL || strstr (name, "-images") != NULL);
}

/* Files that are called like those of pictures in a folder, or the file itself. */
static GPtrArray *
list_files (const char *root)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = NULL;

  if (!g_file_test (root, G_FILE_TEST_IS_DIR))
    {
      if (vitrine_idx_is_file (root, 3))
        g_ptr_array_add (files, g_strdup (root));
      return files;
    }
  names = vitrine_reader_list (root);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      if (sounds_like_idx (names->pdata[i]))
        g_ptr_array_add (files, g_build_filename (root, names->pdata[i], NULL));
    }
  return files;
}

gboolean
vitrine_is_idx (const char *root)
{
  g_autoptr (GPtrArray) files = list_files (root);

  for (guint i = 0; i < files->len; i++)
    if (vitrine_idx_is_file (files->pdata[i], 3))
      return TRUE;
  return FALSE;
}

static char *
replace_word (const char *text,
              const char *from,
              const char *to)
{
  g_auto (GStrv) pieces = g_strsplit (text, from, -1);

  return g_strjoinv (to, pieces);
}

/* "t10k-images-idx3-ubyte.gz" → "t10k-labels-idx1-ubyte.gz", or the same not compressed. */
static GBytes *
read_labels (VitrineReader *self,
             const char    *path,
             gsize          n,
             VitrineIdx    *labels)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *half = replace_word (name, "images", "labels"), *other = replace_word (half, "idx3", "idx1");
  g_autofree char *there = g_build_filename (folder, other, NULL);
  g_autofree char *plain = g_str_has_suffix (there, ".gz") ? g_strndup (there, strlen (there) - 3)
                                                           : g_strconcat (there, ".gz", NULL);
  const char *found = g_file_test (there, G_FILE_TEST_EXISTS) ? there : plain;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_str_equal (other, name) || !g_file_test (found, G_FILE_TEST_EXISTS))
    {
      vitrine_reader_skip (self, name, _("has no labels beside it"));
      return NULL;
    }
  bytes = vitrine_idx_read_file (found, &error);
  if (bytes == NULL || !vitrine_idx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), other, labels, &error))
    vitrine_reader_skip_said (self, error->message);
  else if (labels->n_dims != 1 || labels->dims[0] != n)
    vitrine_reader_skip (self, other, _("does not hold one label for each picture"));
  else
    return g_steal_pointer (&bytes);
  return NULL;
}

static const char *
split_of (const char *name)
{
  if (strstr (name, "train") != NULL)
    return "train";
  return strstr (name, "t10k") != NULL || strstr (name, "test") != NULL ? "test" : NULL;
}

static gboolean
read_file (VitrineReader *self,
           const char    *path,
           GError       **error)
{
  g_autofree char *name = g_path_get_basename (path), *absolute = g_canonicalize_filename (path, NULL);
  const gboolean turned = g_str_has_prefix (name, "emnist");
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) bytes = vitrine_idx_read_file (path, &fault), label_bytes = NULL;
  VitrineIdx pictures, labels;

  if (bytes == NULL || !vitrine_idx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name, &pictures, &fault))
    {
      vitrine_reader_skip_said (self, fault->message);
      return TRUE;
    }
  if (pictures.n_dims < 3)
    {
      vitrine_reader_skip (self, name, _("holds labels, not pictures"));
      return TRUE;
    }
  label_bytes = read_labels (self, path, pictures.dims[0], &labels);
  for (gsize i = 0; i < pictures.dims[0]; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s/%zu", name, i);
      g_autofree char *address = g_strdup_printf (VITRINE_IDX_PREFIX "%s#%zu", absolute, i);
      VitrinePicture *picture = vitrine_picture_new (id, address);

      if (label_bytes != NULL)
        {
          g_autofree char *label = g_strdup_printf ("%u", labels.values[i]);

          vitrine_picture_set_class (picture, label);
        }
      if (split_of (name) != NULL)
        vitrine_picture_set_split (picture, split_of (name));
      vitrine_picture_set_size (picture, (guint) pictures.dims[turned ? 1 : 2], (guint) pictures.dims[turned ? 2 : 1]);
      vitrine_reader_add (self, picture);
      if (i % 1024 == 0 && !vitrine_reader_tick (self, (double) i / (double) pictures.dims[0], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vitrine_read_idx (VitrineReader *self,
                  GError       **error)
{
  g_autoptr (GPtrArray) files = list_files (self->root);

  for (guint i = 0; i < files->len; i++)
    if (!read_file (self, files->pdata[i], error))
      return FALSE;
  return TRUE;
}
