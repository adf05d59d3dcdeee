/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changesets from files: those of SQLite itself are sound, and none that is called sound keeps it busy. */
#include "config.h"

#include <string.h>

#include "base/vt-rng.h"
#include "engine/project/vitrine-project-private.h"

#define N_SPOILED 20000

static void
run (sqlite3    *db,
     const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

/* Rows come, change and go in two tables, with values of all kinds and one that needs two bytes for its length. */
static GBytes *
make_changes (void)
{
  sqlite3 *db = NULL;
  sqlite3_session *session = NULL;
  void *changes = NULL;
  int size = 0;
  GBytes *made;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  run (db, "CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT, x REAL, b BLOB);"
       "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);"
       "INSERT INTO part VALUES (1, 'a', .5, NULL), (2, 'b', 1, x'00ff')");
  g_assert_cmpint (sqlite3session_create (db, "main", &session), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3session_attach (session, NULL), ==, SQLITE_OK);
  run (db, "INSERT INTO part VALUES (3, hex (zeroblob (100)), -2.5, zeroblob (3)); UPDATE part SET name = 'c' WHERE id = 1;"
       "DELETE FROM part WHERE id = 2; INSERT INTO note VALUES (7, 'seven')");
  g_assert_cmpint (sqlite3session_changeset (session, &size, &changes), ==, SQLITE_OK);
  g_assert_cmpint (size, >, 200);
  made = g_bytes_new (changes, (gsize) size);
  sqlite3_free (changes);
  sqlite3session_delete (session);
  sqlite3_close (db);
  return made;
}

/* SQLite goes through all that is called sound, and ends. */
static gboolean
look (const guint8 *data,
      gsize         size)
{
  /* A block of its own, so that reading past its end is seen. */
  g_autofree guint8 *own = g_memdup2 (data, size);
  sqlite3_changeset_iter *iter = NULL;

  if (!vitrine_project_changes_are_sound (own, size))
    return FALSE;
  g_assert_cmpint (sqlite3changeset_start (&iter, (int) size, own), ==, SQLITE_OK);
  while (sqlite3changeset_next (iter) == SQLITE_ROW)
    ;
  sqlite3changeset_finalize (iter);
  return TRUE;
}

static void
those_of_sqlite_are_sound (void)
{
  g_autoptr (GBytes) changes = make_changes ();
  gsize size;
  const guint8 *data = g_bytes_get_data (changes, &size);
  guint n_sound = 0;

  g_assert_true (vitrine_project_changes_are_sound (NULL, 0));
  g_assert_true (look (data, size));
  for (gsize n = 1; n < size; n++)
    n_sound += look (data, n);
  /* It may end only where a table's header or a change does: two headers and four changes, the last of which is all. */
  g_assert_cmpuint (n_sound, ==, 2 + 4 - 1);
}

static void
spoiled_ones_end (void)
{
  g_autoptr (GBytes) changes = make_changes ();
  gsize size;
  const guint8 *data = g_bytes_get_data (changes, &size);
  g_autofree guint8 *own = g_malloc (size);
  guint n_sound = 0;
  VtRng rng;

  vt_rng_init (&rng, 5);
  for (guint i = 0; i < N_SPOILED; i++)
    {
      memcpy (own, data, size);
      for (guint k = 0; k < 1 + i % 3; k++)
        own[vt_rng_int (&rng, size)] = (guint8) vt_rng_int (&rng, 256);
      n_sound += look (own, size);
    }
  /* Values may be any, what says how long they are may not. */
  g_assert_cmpuint (n_sound, >, N_SPOILED / 10);
  g_assert_cmpuint (n_sound, <, N_SPOILED * 9 / 10);
}

static void
nonsense_is_refused (void)
{
  static const struct { const char *bytes; gsize n; } bad[] = {
    { "T\x80\x9d\0\0\x27" "rt\0\x12\0\1", 12 },             /* 3,712 columns: SQLite looks for their end for ever */
    { "T\x01", 2 }, { "T\x01\x01", 3 }, { "T\x01\x01part", 7 }, { "T\0part\0", 7 },
    { "\x12\0\1\0\0\0\0\0\0\0\1", 11 },                     /* a change of no table */
    { "T\x01\x01part\0\x13\0\5", 11 },                      /* no such change */
    { "T\x01\x01part\0\x12\0\0", 11 },                      /* nothing is inserted */
    { "T\x01\x01part\0\x12\0\6", 11 },                      /* no such value */
    { "T\x01\x01part\0\x12\0\3\x8f\xff\xff\xff\x7f" "abc", 19 },
    { "T\x01\x01part\0\x12\0\3\x87\xff\xff\xff\x7f" "abc", 19 },
    { "\xff\xff\0", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (look ((const guint8 *) bad[i].bytes, bad[i].n));
  g_assert_true (look ((const guint8 *) "T\x01\x01part\0\x12\0\5", 11));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project-changes/those-of-sqlite-are-sound", those_of_sqlite_are_sound);
  g_test_add_func ("/project-changes/spoiled-ones-end", spoiled_ones_end);
  g_test_add_func ("/project-changes/nonsense-is-refused", nonsense_is_refused);
  return g_test_run ();
}
