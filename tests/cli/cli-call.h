/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calling vitrine-cli as a person would. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a call gave. */
typedef struct
{
  char     *out, *err;
  int       status;
  JsonNode *json;           /* with --json, when it went well */
} Answer;

static void
answer_clear (Answer *a)
{
  g_free (a->out);
  g_free (a->err);
  if (a->json != NULL)
    json_node_unref (a->json);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* Words until NULL. */
static Answer
call (const char *first,
      ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean wants_json = FALSE;
  Answer a = { 0 };
  va_list list;
  int wait = 0;

  g_ptr_array_add (words, (gpointer) g_getenv ("VITRINE_CLI"));
  va_start (list, first);
  for (const char *w = first; w != NULL; w = va_arg (list, const char *))
    {
      wants_json |= g_str_equal (w, "--json");
      g_ptr_array_add (words, (gpointer) w);
    }
  va_end (list);
  g_ptr_array_add (words, NULL);
  g_spawn_sync (NULL, (char **) words->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &a.out, &a.err, &wait, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait));
  a.status = WEXITSTATUS (wait);
  if (wants_json && a.out[0] != 0)
    {
      a.json = json_from_string (a.out, &error);
      g_assert_no_error (error);
    }
  return a;
}

G_END_DECLS
