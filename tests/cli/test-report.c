/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vitrine-cli report: the whole job without a window. */
#include "../folder.h"
#include "cli-call.h"

static double
figure (const Answer *a,
        const char   *of,
        const char   *name)
{
  return json_object_get_double_member (json_object_get_object_member (json_node_get_object (a->json), of), name);
}

/* Each picture that the page shows lies beside it. */
static void
check_page (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "report.html", NULL), *page = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("src=\"([^\"]+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (g_regex_match (regex, page, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
    {
      g_autofree char *name = g_match_info_fetch (match, 1), *picture = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
    }
  g_assert_cmpuint (n, >=, 6);
  g_assert_nonnull (strstr (page, "suggested pattern"));
}

static void
a_part_is_learned_pruned_and_shown (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-report-XXXXXX", NULL);
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  g_auto (Answer) a = call ("report", "sample:network", "sample:pictures?count=80", "--seed", "1", "-o", out, "--json", NULL);

  g_assert_cmpint (a.status, ==, 0);
  g_assert_cmpfloat (figure (&a, "score", "normalized_distance"), <, .12);
  /* The second row is measured after the patterns went, not before. */
  g_assert_cmpfloat (figure (&a, "pruned", "normalized_distance"), !=, figure (&a, "score", "normalized_distance"));
  check_page (out);
  folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/report/a-part-is-learned-pruned-and-shown", a_part_is_learned_pruned_and_shown);
  return g_test_run ();
}
