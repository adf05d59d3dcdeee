/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs ONNX's own suite of cases (Debian's libonnx-testdata) through Vitrine and counts.
 * usage: conformance FOLDER [--check DOC | --write DOC] [--only WORD] [--list]
 * Each case runs in a process of its own, with limits of time and memory, so that a crash or a hang is counted too.
 * --write puts the table between the marks of DOC, --check says whether it is still true. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance-case.h"
#include "onnx/vt-onnx.h"

#define SECONDS 30
#define BYTES   ((rlim_t) 4 << 30)
#define BEGIN   "<!-- conformance: made by ./dev conformance --write -->\n"
#define END     "<!-- end of conformance -->\n"

static const char *const verdicts[CONFORMANCE_N_VERDICTS] = { "passed", "folded", "wrong", "refused", "crashed", "hung" };

/* The operators of peers.md §E.2: what networks of convolutions are exported with. */
static const char *const cnn[] = {
  "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization",
  "InstanceNormalization", "LayerNormalization", "LRN", "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Clip", "Sigmoid",
  "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Erf", "Gelu", "Mish", "Softmax", "LogSoftmax", "Gemm", "MatMul", "Add",
  "Sub", "Mul", "Div", "Pow", "Sqrt", "Exp", "Log", "Neg", "Abs", "Sum", "Mean", "Max", "Min", "Concat", "Split", "Slice",
  "Pad", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Tile", "Resize", "Upsample", "ReduceMean",
  "ReduceSum", "ReduceMax", "ArgMax", "Dropout", "Identity", "Cast", "Constant", "ConstantOfShape", "Shape", "Gather",
  "Range", "Where", "Equal", "DepthToSpace", "SpaceToDepth", "TopK", NULL
};

typedef struct
{
  char              *name;          /* "node/test_abs" */
  char             **ops;
  gboolean           cnn, known;    /* uses only those operators; only operators that Vitrine says it knows */
  ConformanceVerdict verdict;
  char              *sentence;
} Result;

static void
result_free (gpointer data)
{
  Result *r = data;

  g_free (r->name);
  g_strfreev (r->ops);
  g_free (r->sentence);
  g_free (r);
}

/* ---- one case in its own process --------------------------------------------------------------- */

static void
child (const char *folder,
       int         out)
{
  const struct rlimit memory = { BYTES, BYTES }, cpu = { SECONDS, SECONDS }, core = { 0, 0 };
  char *sentence = NULL;

#ifndef __SANITIZE_ADDRESS__
  setrlimit (RLIMIT_AS, &memory);
#else
  (void) memory;
#endif
  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_CORE, &core);
  alarm (SECONDS);

  const ConformanceVerdict verdict = conformance_run (folder, &sentence);
  g_autofree char *line = g_strdup_printf ("%d%s", (int) verdict, sentence != NULL ? sentence : "");

  if (write (out, line, strlen (line)) < 0)
    _exit (1);
  _exit (0);
}

static void
run_apart (const char *folder,
           Result     *r)
{
  int ends[2], status = 0;
  char text[4096];
  gssize n = 0, got;

  r->verdict = CONFORMANCE_CRASHED;
  if (pipe (ends) != 0)
    return;

  const pid_t pid = fork ();

  if (pid == 0)
    child (folder, ends[1]);
  close (ends[1]);
  while (n < (gssize) sizeof text - 1 && (got = read (ends[0], text + n, sizeof text - 1 - (gsize) n)) > 0)
    n += got;
  text[n] = 0;
  close (ends[0]);
  if (pid < 0 || waitpid (pid, &status, 0) != pid)
    return;
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0 && n > 0)
    {
      r->verdict = (ConformanceVerdict) (text[0] - '0');
      r->sentence = g_strndup (text + 1, sizeof text);
    }
  else if (WIFSIGNALED (status)
           && (WTERMSIG (status) == SIGALRM || WTERMSIG (status) == SIGXCPU || WTERMSIG (status) == SIGKILL))
    r->verdict = CONFORMANCE_HUNG;
  else
    r->sentence = g_strdup_printf ("ended with status %d", status);
}

/* ---- all of them -------------------------------------------------------------------------------- */

static gboolean
all_of (char             **ops,
        const char *const *list)
{
  for (guint i = 0; ops[i] != NULL; i++)
    {
      const char *name = strrchr (ops[i], '.') != NULL ? strrchr (ops[i], '.') + 1 : ops[i];
      g_autofree char *domain = name > ops[i] ? g_strndup (ops[i], (gsize) (name - ops[i]) - 1) : NULL;

      if (list != NULL ? !g_strv_contains (list, ops[i]) : !vt_onnx_knows (domain, name))
        return FALSE;
    }
  return TRUE;
}

static int
by_name (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names in a folder, sorted. */
static GPtrArray *
names_in (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  return names;
}

static GPtrArray *
run_all (const char *root,
         const char *only)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (result_free);
  g_autoptr (GPtrArray) groups = names_in (root);

  for (guint g = 0; g < groups->len; g++)
    {
      g_autofree char *group = g_build_filename (root, groups->pdata[g], NULL);
      g_autoptr (GPtrArray) cases = names_in (group);

      for (guint i = 0; i < cases->len; i++)
        {
          g_autofree char *folder = g_build_filename (group, cases->pdata[i], NULL);
          g_autofree char *model = g_build_filename (folder, "model.onnx", NULL);
          g_autofree char *name = g_build_filename (groups->pdata[g], cases->pdata[i], NULL);

          if (!g_file_test (model, G_FILE_TEST_EXISTS) || (only != NULL && strstr (name, only) == NULL))
            continue;

          Result *r = g_new0 (Result, 1);

          r->name = g_steal_pointer (&name);
          r->ops = conformance_operators (folder);
          r->cnn = all_of (r->ops, cnn);
          r->known = all_of (r->ops, NULL);
          run_apart (folder, r);
          g_ptr_array_add (results, r);
        }
    }
  return results;
}

/* ---- the table ---------------------------------------------------------------------------------- */

typedef struct { guint n, count[CONFORMANCE_N_VERDICTS]; } Row;

static void
count (Row          *row,
       const Result *r)
{
  row->n++;
  row->count[r->verdict]++;
}

static void
append_row (GString    *s,
            const char *name,
            const Row  *row)
{
  g_string_append_printf (s, "| %s | %u ", name, row->n);
  for (guint v = 0; v < CONFORMANCE_N_VERDICTS; v++)
    if (row->count[v] > 0)
      g_string_append_printf (s, "| %u ", row->count[v]);
    else
      g_string_append (s, "| ");
  g_string_append (s, "|\n");
}

/* The reason itself: that nothing else is in the file goes without saying. */
static const char *
without_preamble (const char *sentence)
{
  const char *end = strstr (sentence, "computed: ");

  return end != NULL ? end + strlen ("computed: ") : sentence;
}

static void
append_reasons (GString         *s,
                const GPtrArray *results)
{
  g_string_append (s, "\nOf the cases whose operators Vitrine knows, these do not pass:\n\n");
  g_string_append (s, "| case | what Vitrine says |\n|---|---|\n");
  for (guint i = 0; i < results->len; i++)
    {
      const Result *r = results->pdata[i];

      if (r->known && r->verdict > CONFORMANCE_FOLDED)
        {
          g_auto (GStrv) lines = g_strsplit (r->sentence != NULL ? r->sentence : "", "\n", 2);

          g_string_append_printf (s, "| %s | %s: %s |\n", strrchr (r->name, '/') + 1, verdicts[r->verdict],
                                  lines[0] != NULL ? without_preamble (lines[0]) : "");
        }
    }
}

/* What a case is about: its one operator, or “several”. */
static char *
table_of (const GPtrArray *results)
{
  g_autoptr (GString) s = g_string_new ("| cases | number ");
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Row all = { 0 }, known = { 0 }, of_cnn = { 0 };

  for (guint i = 0; i < results->len; i++)
    {
      const Result *r = results->pdata[i];
      const char *about = r->ops[0] != NULL && r->ops[1] == NULL ? r->ops[0] : "several operators";

      count (&all, r);
      if (r->cnn)
        count (&of_cnn, r);
      if (!r->known)
        continue;
      count (&known, r);
      if (!g_hash_table_contains (rows, about))
        {
          g_hash_table_insert (rows, (gpointer) about, g_new0 (Row, 1));
          g_ptr_array_add (names, (gpointer) about);
        }
      count (g_hash_table_lookup (rows, about), r);
    }
  for (guint v = 0; v < CONFORMANCE_N_VERDICTS; v++)
    g_string_append_printf (s, "| %s ", verdicts[v]);
  g_string_append (s, "|\n|---|---|---|---|---|---|---|---|\n");
  append_row (s, "**all**", &all);
  append_row (s, "**operators of convolutional networks only**", &of_cnn);
  append_row (s, "**operators that Vitrine knows only**", &known);
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    append_row (s, names->pdata[i], g_hash_table_lookup (rows, names->pdata[i]));
  append_reasons (s, results);
  return g_string_free (g_steal_pointer (&s), FALSE);
}

/* Puts `table` between the marks of the file, or says whether it stands there. */
static gboolean
keep (const char *doc,
      const char *table,
      gboolean    check)
{
  g_autofree char *text = NULL;
  char *begin, *end;

  if (!g_file_get_contents (doc, &text, NULL, NULL) || (begin = strstr (text, BEGIN)) == NULL
      || (end = strstr (begin, END)) == NULL)
    {
      fprintf (stderr, "%s has no place for the table\n", doc);
      return FALSE;
    }
  begin += strlen (BEGIN);

  g_autofree char *old = g_strndup (begin, (gsize) (end - begin));

  *begin = 0;

  g_autofree char *whole = g_strconcat (text, table, end[0] == 0 ? END : end, NULL);

  if (!check)
    return g_file_set_contents (doc, whole, -1, NULL);
  if (strcmp (old, table) == 0)
    return TRUE;
  fprintf (stderr, "The table in %s is no longer true; ./dev conformance --write renews it.\n", doc);
  return FALSE;
}

int
main (int    argc,
      char **argv)
{
  const char *check = NULL, *write_to = NULL, *only = NULL;
  gboolean list = FALSE, good = TRUE;

  for (int i = 2; i < argc; i++)
    if (i + 1 < argc && strcmp (argv[i], "--check") == 0)
      check = argv[++i];
    else if (i + 1 < argc && strcmp (argv[i], "--write") == 0)
      write_to = argv[++i];
    else if (i + 1 < argc && strcmp (argv[i], "--only") == 0)
      only = argv[++i];
    else if (strcmp (argv[i], "--list") == 0)
      list = TRUE;
    else
      argc = 0;
  if (argc < 2)
    {
      fprintf (stderr, "usage: conformance FOLDER [--check DOC | --write DOC] [--only WORD] [--list]\n");
      return 2;
    }

  g_autoptr (GPtrArray) results = run_all (argv[1], only);
  g_autofree char *table = table_of (results);

  for (guint i = 0; i < results->len; i++)
    {
      const Result *r = results->pdata[i];

      if (list)
        printf ("%s%s %-8s %s: %s\n", r->cnn ? "c" : "-", r->known ? "k" : "-", verdicts[r->verdict], r->name,
                r->sentence != NULL ? r->sentence : "");
      good &= r->verdict != CONFORMANCE_CRASHED && r->verdict != CONFORMANCE_HUNG;
    }
  if (!list)
    fputs (table, stdout);
  if (write_to != NULL)
    good &= keep (write_to, table, FALSE);
  if (check != NULL)
    good &= keep (check, table, TRUE);
  return good && results->len > 0 ? 0 : 1;
}
