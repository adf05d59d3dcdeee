/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the translations. */
#include "config.h"

#include "engine/vitrine-locale.h"

#include <glib/gi18n.h>
#include <locale.h>

/* (transfer full) */
static char *
find_folder (void)
{
  static const char *const near[] = { "../../po", "../share/locale" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  for (gsize i = 0; program != NULL && i < G_N_ELEMENTS (near); i++)
    {
      g_autofree char *folder = g_path_get_dirname (program);
      g_autofree char *path = g_build_filename (folder, near[i], NULL);
      g_autofree char *known = g_build_filename (path, "de", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);

      if (g_file_test (known, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return g_strdup (VITRINE_LOCALEDIR);
}

void
vitrine_locale_init (void)
{
  g_autofree char *folder = find_folder ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
