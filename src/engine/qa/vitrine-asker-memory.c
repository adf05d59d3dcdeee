/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a project remembers of a session besides answers: the settings of asking, the first gain, the curve, and what
 * graph the session had.  These are the project's settings: they are no edits and undo does not touch them. */
#include "config.h"

#include "engine/qa/vitrine-asker-private.h"

#include <math.h>
#include <string.h>

#include "engine/parts/vitrine-part-rows.h"

#define MOST_POINTS 2000

static char *
key_of (VitrineAsker *self,
        const char   *what)
{
  return g_strdup_printf ("ask-%s-%" G_GINT64_FORMAT, what, self->part);
}

static void
put_number (GString *text,
            double   number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, isfinite (number) ? g_ascii_dtostr (buffer, sizeof buffer, number) : "-");
}

static double
get_number (const char *word)
{
  const double number = word == NULL || g_str_equal (word, "-") ? (double) NAN : g_ascii_strtod (word, NULL);

  return isfinite (number) ? number : (double) NAN;
}

/* "gain;alpha=4;…;first=0.12" */
static void
write_options (VitrineAsker *self)
{
  static const char *const strategies[] = { "gain", "random", "order" };
  g_autoptr (GString) text = g_string_new (strategies[self->options.strategy]);
  g_autofree char *key = key_of (self, "options");
  g_autofree char *old = vitrine_project_dup_setting (self->project, key);

  for (const VtConstant *c = vt_qa_constants; c->id != NULL; c++)
    {
      g_string_append_printf (text, ";%s=", c->id);
      put_number (text, vt_constant_get (c, &self->options));
    }
  g_string_append (text, ";first=");
  put_number (text, self->first_gain);
  if (g_strcmp0 (old, text->str) != 0)
    vitrine_project_set_setting (self->project, key, text->str, NULL);
}

void
asker_options_parse (const char  *text,
                     VtQaOptions *options,
                     double      *first_gain)
{
  g_auto (GStrv) words = g_strsplit (text, ";", -1);

  vt_qa_options_init (options);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (words[i], "=", 2);
      const VtConstant *c = pair[0] != NULL && pair[1] != NULL ? vt_constant_find (vt_qa_constants, pair[0]) : NULL;
      const double value = pair[0] != NULL ? get_number (pair[1]) : (double) NAN;

      if (c != NULL && value >= c->low && value <= c->high)
        vt_constant_set (c, options, value);
      else if (g_str_has_prefix (words[i], "first=") && value > 0 && isfinite (value))
        *first_gain = value;
      else if (g_str_equal (words[i], "random"))
        options->strategy = VT_QA_STRATEGY_RANDOM;
      else if (g_str_equal (words[i], "order"))
        options->strategy = VT_QA_STRATEGY_ORDER;
    }
}

/* One point a line: answers boxes templates patterns distance iou explained. */
static void
write_curve (VitrineAsker *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *key = key_of (self, "curve");
  g_autofree char *old = vitrine_project_dup_setting (self->project, key);

  for (guint i = 0; i < self->curve->len; i++)
    {
      const VitrineAskerPoint *p = &g_array_index (self->curve, VitrineAskerPoint, i);
      const double values[] = { p->distance, p->iou_rate, p->explained };

      g_string_append_printf (text, "%u %u %u %u", p->answers, p->boxes, p->templates, p->patterns);
      for (guint v = 0; v < G_N_ELEMENTS (values); v++)
        {
          g_string_append_c (text, ' ');
          put_number (text, values[v]);
        }
      g_string_append_c (text, '\n');
    }
  if (g_strcmp0 (old, text->str) != 0)
    vitrine_project_set_setting (self->project, key, text->str, NULL);
}

void
asker_curve_parse (const char *text,
                   guint       n_answers,
                   GArray     *curve)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MOST_POINTS);
  guint last = 0;

  g_array_set_size (curve, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      VitrineAskerPoint p;

      if (g_strv_length (words) != 7)
        continue;
      p.answers = (guint) g_ascii_strtoull (words[0], NULL, 10);
      p.boxes = (guint) g_ascii_strtoull (words[1], NULL, 10);
      p.templates = (guint) g_ascii_strtoull (words[2], NULL, 10);
      p.patterns = (guint) g_ascii_strtoull (words[3], NULL, 10);
      p.distance = get_number (words[4]);
      p.iou_rate = get_number (words[5]);
      p.explained = get_number (words[6]);
      /* What was undone since is no point any more. */
      if ((curve->len > 0 && p.answers <= last) || p.answers > n_answers)
        continue;
      last = p.answers;
      g_array_append_val (curve, p);
    }
}

void
asker_read_memory (VitrineAsker *self)
{
  g_autofree char *options_key = key_of (self, "options"), *curve_key = key_of (self, "curve");
  g_autofree char *options = vitrine_project_dup_setting (self->project, options_key);
  g_autofree char *curve = vitrine_project_dup_setting (self->project, curve_key);

  asker_options_parse (options != NULL ? options : "", &self->options, &self->first_gain);
  asker_curve_parse (curve != NULL ? curve : "", self->answers->n_answers, self->curve);
}

void
asker_write_memory (VitrineAsker *self)
{
  if (self->project == NULL || self->part == 0 || self->answers == NULL)
    return;
  write_options (self);
  write_curve (self);
}

/* What the tables held and what graph was made of them, so that a replay can be compared. */
void
asker_note_graph (VitrineAsker *self)
{
  g_autofree char *key = key_of (self, "graph");
  VtAog *aog = vitrine_part_learner_get_aog (self->learner);
  g_autofree char *content = vitrine_project_hash (self->project);
  g_autofree char *graph = aog != NULL ? vitrine_part_graph_hash (aog) : NULL;
  g_autofree char *text = graph != NULL ? g_strconcat (content, " ", graph, NULL) : NULL;

  if (text != NULL)
    vitrine_project_set_setting (self->project, key, text, NULL);
}
