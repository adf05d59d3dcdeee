/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of outputs.  `index` maps every folded spelling to its first output. */
#include "engine/model/vitrine-labels.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#include "base/vt-error.h"

#define MAX_LABELS 100000
#define MAX_BYTES (16 << 20)

struct _VitrineLabels
{
  _Atomic int  ref_count;
  GPtrArray   *names;      /* NULL-terminated */
  GPtrArray   *synsets;    /* char* or NULL, as many */
  GHashTable  *index;      /* char* → GINT (output + 1) */
};

static VitrineLabels *
labels_new (void)
{
  VitrineLabels *self = g_new0 (VitrineLabels, 1);

  atomic_init (&self->ref_count, 1);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->synsets = g_ptr_array_new_with_free_func (g_free);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/* Lower case, one space for every run of spaces, _ and -. */
static char *
fold (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  char *to = lower;

  for (const char *from = lower; *from != '\0'; from++)
    {
      const gboolean space = *from == '_' || *from == '-' || g_ascii_isspace (*from);

      if (space && (to == lower || to[-1] == ' '))
        continue;
      *to++ = space ? ' ' : *from;
    }
  while (to > lower && to[-1] == ' ')
    to--;
  *to = '\0';
  return g_steal_pointer (&lower);
}

static void
remember (VitrineLabels *self,
          const char    *spelling,
          guint          output)
{
  char *key = fold (spelling);

  if (*key == '\0' || g_hash_table_contains (self->index, key))
    g_free (key);
  else
    g_hash_table_insert (self->index, key, GINT_TO_POINTER ((int) output + 1));
}

static gboolean
is_synset (const char *word)
{
  if (word[0] != 'n')
    return FALSE;
  for (int i = 1; i <= 8; i++)
    if (!g_ascii_isdigit (word[i]))
      return FALSE;
  return word[9] == '\0' || word[9] == ' ' || word[9] == '\t';
}

static void
add_label (VitrineLabels *self,
           const char    *line)
{
  const guint output = self->names->len;
  const gboolean synset = is_synset (line);
  g_autofree char *name = g_strdup (line + (synset ? MIN (10, strlen (line)) : 0));
  g_auto (GStrv) synonyms = NULL;

  g_strstrip (name);
  g_ptr_array_add (self->synsets, synset ? g_strndup (line, 9) : NULL);
  if (synset)
    remember (self, g_ptr_array_index (self->synsets, output), output);
  remember (self, name, output);
  synonyms = g_strsplit (name, ",", 32);
  for (int i = 0; synonyms[i] != NULL; i++)
    remember (self, synonyms[i], output);
  g_ptr_array_add (self->names, g_steal_pointer (&name));
}

static VitrineLabels *
labels_end (VitrineLabels *self)
{
  g_ptr_array_add (self->names, NULL);
  return self;
}

VitrineLabels *
vitrine_labels_new_for_text (const char  *text,
                             gsize        length,
                             GError     **error)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = NULL;
  VitrineLabels *self;
  guint n;

  if (length > MAX_BYTES || strlen (copy) != length || !g_utf8_validate_len (copy, length, NULL))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("A list of names must be UTF-8 text"));
      return NULL;
    }
  lines = g_strsplit (copy, "\n", -1);
  n = g_strv_length (lines);
  while (n > 0 && *g_strstrip (lines[n - 1]) == '\0')
    n--;
  if (n == 0 || n > MAX_LABELS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, n == 0 ? _("A list of names must not be empty")
                   : _("A list of names has at most %d lines"), MAX_LABELS);
      return NULL;
    }
  self = labels_new ();
  for (guint i = 0; i < n; i++)
    add_label (self, g_strstrip (lines[i]));
  return labels_end (self);
}

VitrineLabels *
vitrine_labels_new_for_list (const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, ",", MAX_LABELS);
  VitrineLabels *self = labels_new ();

  for (int i = 0; names[i] != NULL; i++)
    add_label (self, g_strstrip (names[i]));
  return labels_end (self);
}

VitrineLabels *
vitrine_labels_load (const char  *path,
                     GError     **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path);
  VitrineLabels *self;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” is not a file"), name);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  self = vitrine_labels_new_for_text (text, length, error);
  if (self == NULL)
    g_prefix_error (error, _("“%s”: "), name);
  return self;
}

char *
vitrine_labels_dup_text (const VitrineLabels *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->synsets->len; i++)
    {
      const char *synset = g_ptr_array_index (self->synsets, i);

      g_string_append_printf (text, "%s%s%s\n", synset != NULL ? synset : "", synset != NULL ? " " : "",
                              (const char *) g_ptr_array_index (self->names, i));
    }
  return g_string_free (text, FALSE);
}

VitrineLabels *
vitrine_labels_behind_background (VitrineLabels *self)
{
  VitrineLabels *other = labels_new ();
  g_autofree char *text = vitrine_labels_dup_text (self);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  add_label (other, "background");
  for (guint i = 0; i < self->synsets->len; i++)
    add_label (other, lines[i]);
  return labels_end (other);
}

/* The list in `path` if it fits `n` outputs. */
static VitrineLabels *
try_file (const char *path,
          guint       n)
{
  g_autoptr (VitrineLabels) labels = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  labels = vitrine_labels_load (path, NULL);
  if (labels == NULL)
    return NULL;
  if (vitrine_labels_get_n (labels) + 1 == n)
    return vitrine_labels_behind_background (labels);
  return vitrine_labels_get_n (labels) == n ? g_steal_pointer (&labels) : NULL;
}

static VitrineLabels *
try_names (const char *folder,
           const char *stem,
           guint       n)
{
  static const char *const forms[] = { "%s_classes.txt", "%s_labels.txt", "%s.txt", "%s.labels" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *path = NULL;
      g_auto (GStrv) halves = g_strsplit (forms[i], "%s", 2);
      g_autofree char *name = g_strconcat (halves[0], stem, halves[1], NULL);
      VitrineLabels *labels;

      path = g_build_filename (folder, name, NULL);
      labels = try_file (path, n);
      if (labels != NULL)
        return labels;
    }
  return NULL;
}

/* A synset list that has as many lines. */
static VitrineLabels *
try_folder (const char *folder,
            guint       n)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (VitrineLabels) labels = NULL;

      if (!g_str_has_suffix (name, ".txt") || strstr (name, "synset") == NULL)
        continue;
      /* The first in the alphabet, whatever the order of the folder. */
      if (best != NULL && strcmp (path, best) > 0)
        continue;
      labels = try_file (path, n);
      if (labels == NULL)
        continue;
      g_free (best);
      best = g_steal_pointer (&path);
    }
  return best != NULL ? try_file (best, n) : NULL;
}

VitrineLabels *
vitrine_labels_find (const char *model_path,
                     guint       n)
{
  g_autofree char *folder = g_path_get_dirname (model_path);
  g_autofree char *stem = g_path_get_basename (model_path);
  VitrineLabels *labels;
  char *dot = strrchr (stem, '.');

  if (n < 2)
    return NULL;
  if (dot != NULL)
    *dot = '\0';
  labels = try_names (folder, stem, n);
  if (labels == NULL)
    {
      g_autofree char *classes = g_build_filename (folder, "classes.txt", NULL);
      g_autofree char *plain = g_build_filename (folder, "labels.txt", NULL);

      labels = try_file (classes, n);
      if (labels == NULL)
        labels = try_file (plain, n);
    }
  return labels != NULL ? labels : try_folder (folder, n);
}

VitrineLabels *
vitrine_labels_ref (VitrineLabels *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
vitrine_labels_unref (VitrineLabels *self)
{
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->synsets);
  g_hash_table_unref (self->index);
  g_free (self);
}

guint
vitrine_labels_get_n (const VitrineLabels *self)
{
  return self->synsets->len;
}

const char *const *
vitrine_labels_get_names (const VitrineLabels *self)
{
  return (const char *const *) self->names->pdata;
}

int
vitrine_labels_find_name (const VitrineLabels *self,
                          const char          *name)
{
  /* A data set may add words to the synset: "n02391049 zebra", "n02391049_12". */
  g_autofree char *synset = g_strndup (name, 9);
  g_autofree char *key = is_synset (synset) && !g_ascii_isalnum (name[strlen (synset)])
                         ? g_steal_pointer (&synset) : fold (name);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->index, key)) - 1;
}
