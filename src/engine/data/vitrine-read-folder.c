/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of pictures, with classes where pictures lie in folders of their own.  A link that
 * leads back is noticed because every folder is entered once, by device and number. */
#include <dirent.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vt-error.h"
#include "engine/data/vitrine-reader.h"

#define MAX_DEPTH 32
#define TICK_EVERY 64

typedef struct
{
  VitrineReader *reader;
  GHashTable    *entered;     /* "device:number" */
  guint          seen;
} Walk;

static gboolean
is_one_of (const char        *name,
           const char *const *words)
{
  for (int i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, words[i]) == 0)
      return TRUE;
  return FALSE;
}

/* From "train/fox/1.jpg": class "fox", split "train". */
static void
name_class (VitrinePicture *picture,
            const char     *relative)
{
  static const char *const splits[] = { "train", "val", "valid", "validation", "test", NULL };
  static const char *const containers[] = { "images", "image", "img", "imgs", "pictures", "photos",
                                            "jpegimages", "data", NULL };
  g_auto (GStrv) pieces = g_strsplit (relative, "/", -1);
  const guint n = g_strv_length (pieces);

  if (n >= 2 && is_one_of (pieces[0], splits))
    vitrine_picture_set_split (picture, pieces[0]);
  for (guint i = n - 1; i-- > 0;)
    if (!is_one_of (pieces[i], containers))
      {
        if (i > 0 || !is_one_of (pieces[0], splits))
          vitrine_picture_set_class (picture, pieces[i]);
        break;
      }
  if (vitrine_picture_get_class_name (picture) == NULL)
    {
      g_autofree char *name = vitrine_class_of_file_name (pieces[n - 1]);

      if (name != NULL)
        vitrine_picture_set_class (picture, name);
    }
}

static void
add_file (VitrineReader *reader,
          const char    *path,
          const char    *relative)
{
  VitrinePicture *picture;

  if (reader->leave_out != NULL && g_hash_table_contains (reader->leave_out, relative))
    return;
  if (access (path, R_OK) != 0)
    {
      vitrine_reader_skip (reader, relative, g_strerror (errno));
      return;
    }
  picture = vitrine_picture_new (relative, path);
  name_class (picture, relative);
  if (reader->kind == VITRINE_DATASET_FOLDER && strchr (relative, '/') != NULL
      && vitrine_picture_get_class_name (picture) != NULL)
    reader->kind = VITRINE_DATASET_CLASSES;
  vitrine_reader_add (reader, picture);
}

static gboolean
enter (Walk       *walk,
       const char *path)
{
  struct stat st;
  char *key;

  if (stat (path, &st) != 0)
    return FALSE;
  key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) st.st_dev,
                         (guint64) st.st_ino);
  return g_hash_table_add (walk->entered, key);
}

/* Files first, then folders, each in natural order. */
static gboolean
walk_folder (Walk        *walk,
             const char  *path,
             const char  *relative,
             guint        depth,
             GError     **error)
{
  g_autoptr (GPtrArray) names = vitrine_reader_list (path);
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  if (names == NULL)
    {
      vitrine_reader_skip (walk->reader, *relative != '\0' ? relative : path, g_strerror (errno));
      return TRUE;
    }
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *below = *relative != '\0' ? g_strconcat (relative, "/", name, NULL)
                                                 : g_strdup (name);
      struct stat st;

      if (walk->seen++ % TICK_EVERY == 0 && !vitrine_reader_tick (walk->reader, -1, error))
        return FALSE;
      if (stat (child, &st) != 0)
        {
          if (vitrine_image_is_name (name))
            vitrine_reader_skip (walk->reader, below, g_strerror (errno));
        }
      else if (S_ISDIR (st.st_mode))
        g_ptr_array_add (folders, (gpointer) name);
      else if (S_ISREG (st.st_mode) && vitrine_image_is_name (name))
        add_file (walk->reader, child, below);
    }
  for (guint i = 0; i < folders->len && depth < MAX_DEPTH; i++)
    {
      const char *name = g_ptr_array_index (folders, i);
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *below = *relative != '\0' ? g_strconcat (relative, "/", name, NULL)
                                                 : g_strdup (name);

      if (enter (walk, child) && !walk_folder (walk, child, below, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vitrine_read_folder (VitrineReader *self,
                     GError       **error)
{
  g_autoptr (GHashTable) entered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { self, entered, 0 };

  if (!enter (&walk, self->root))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” cannot be read: %s"), self->root,
                   g_strerror (errno));
      return FALSE;
    }
  return walk_folder (&walk, self->root, "", 0, error);
}
