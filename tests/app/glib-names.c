/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLib gives up its first table of names when there are more than 2,048 (g_quark_new() says so), and the application with
 * its toolkit has about that many.  Under the address sanitizer the table is found before and declared no leak. */
#ifdef __SANITIZE_ADDRESS__
#include <glib.h>
#include <link.h>
#include <sanitizer/lsan_interface.h>
#include <string.h>

/* GCC has no header for these two. */
extern int    __sanitizer_get_ownership (const volatile void *p);
extern size_t __sanitizer_get_allocated_size (const volatile void *p);

#define TABLE_BYTES (2048 * sizeof (char *))

static int
look_in (struct dl_phdr_info *library,
         size_t               size,
         void                *data)
{
  if (strstr (library->dlpi_name, "libglib-2.0") == NULL)
    return 0;
  for (guint i = 0; i < library->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *part = &library->dlpi_phdr[i];
      char **const *at = (char **const *) (library->dlpi_addr + part->p_vaddr);

      if (part->p_type != PT_LOAD || (part->p_flags & PF_W) == 0)
        continue;
      for (gsize k = 0; k < part->p_memsz / sizeof *at; k++)
        if (__sanitizer_get_ownership (at[k]) && __sanitizer_get_allocated_size (at[k]) == TABLE_BYTES
            && at[k][1] == g_quark_to_string (1))
          __lsan_ignore_object (at[k]);
    }
  return 1;
}

__attribute__ ((constructor)) static void
forgive_the_first_table (void)
{
  dl_iterate_phdr (look_in, NULL);
}
#endif
