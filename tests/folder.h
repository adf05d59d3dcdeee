/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that tests make for a while. */
#pragma once

#include <glib/gstdio.h>

G_BEGIN_DECLS

/* Removes a folder with all that is in it; links are not followed. */
static inline void
folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      folder_remove (child);
    }
  g_remove (path);
}

/* A folder that each case of a test has to itself. */
typedef struct { char *root; } Folder;

static inline void
folder_set_up (Folder        *self,
               gconstpointer  data)
{
  self->root = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
}

static inline void
folder_tear_down (Folder        *self,
                  gconstpointer  data)
{
  folder_remove (self->root);
  g_free (self->root);
}

/* (transfer full) */
static inline char *
folder_path (const Folder *self,
             const char   *relative)
{
  return g_build_filename (self->root, relative, NULL);
}

static inline void
folder_put_bytes (const Folder *self,
                  const char   *relative,
                  const char   *bytes,
                  gssize        n)
{
  g_autofree char *path = folder_path (self, relative), *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
}

static inline void
folder_put (const Folder *self,
            const char   *relative,
            const char   *text)
{
  folder_put_bytes (self, relative, text, -1);
}

/* Files of which only the names matter. */
static inline void
folder_put_all (const Folder      *self,
                const char *const *files)
{
  for (guint i = 0; files[i] != NULL; i++)
    folder_put (self, files[i], "x");
}

typedef struct
{
  const char *name;
  void        (*func) (Folder *f, gconstpointer data);
} FolderCase;

/* The main function of a test whose cases, ended by one without a name, have a folder each. */
static inline int
folder_main (int               argc,
             char            **argv,
             const FolderCase *cases)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; cases[i].name != NULL; i++)
    g_test_add (cases[i].name, Folder, NULL, folder_set_up, cases[i].func, folder_tear_down);
  return g_test_run ();
}

G_END_DECLS
