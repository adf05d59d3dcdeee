/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture's parse: every template on both mirrors, the best wins (the part is an OR).  Details are kept
 * for the winner only; scores and centres of the others stay, so that an edit of one template needs that
 * one parsed again and no other. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "parts/vt-parse-private.h"

VtParse *
vt_parse_ref (VtParse *parse)
{
  g_atomic_ref_count_inc (&parse->refs);
  return parse;
}

void
vt_parse_unref (VtParse *parse)
{
  if (parse == NULL || !g_atomic_ref_count_dec (&parse->refs))
    return;
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    g_free (parse->run[i].pattern);
  g_free (parse->run);
  g_free (parse->stamp);
  vt_settlement_clear (&parse->settlement);
  g_free (parse);
}

static VtParse *
parse_new (const VtAog *aog,
           guint        picture)
{
  VtParse *parse = g_new0 (VtParse, 1);

  g_atomic_ref_count_init (&parse->refs);
  parse->picture = picture;
  parse->frame[0] = vt_part_space_height (aog->space);
  parse->frame[1] = vt_part_space_width (aog->space);
  parse->made_with = vt_aog_hash_all (aog);
  parse->n_templates = aog->n_templates;
  parse->stamp = g_new0 (guint64, aog->n_templates + 1);
  parse->run = g_new0 (VtTemplateParse, 2 * aog->n_templates + 1);
  parse->best = -1;
  for (guint i = 0; i < 2 * aog->n_templates; i++)
    {
      parse->stamp[i / 2] = aog->template[i / 2]->stamp;
      parse->run[i].n_patterns = aog->template[i / 2]->core->n_patterns;
    }
  return parse;
}

/* A former parse of the same picture by the same template, or NULL. */
static const VtTemplateParse *
find_former (const VtParse *former,
             const VtParse *parse,
             guint          i)
{
  if (former == NULL || former->picture != parse->picture || former->made_with != parse->made_with)
    return NULL;
  for (guint k = 0; k < former->n_templates; k++)
    if (former->stamp[k] == parse->stamp[i / 2])
      return &former->run[2 * k + i % 2];
  return NULL;
}

static void
map_back (VtTemplateParse *run,
          guint            width)
{
  const double last = (double) width - 1;

  run->centre[1] = last - run->centre[1];
  for (guint i = 0; i < run->n_patterns; i++)
    if (!run->pattern[i].dropped)
      {
        run->pattern[i].place[1] = (float) (last - (double) run->pattern[i].place[1]);
        run->pattern[i].vote[1] = (float) (last - (double) run->pattern[i].vote[1]);
      }
}

/* Maps of one picture, got when first needed. */
typedef struct
{
  const VtAogParser *parser;
  guint              picture, thread;
  gboolean           have[2];
  VtPartMaps         maps[2];
  VtParseScratch    *scratch;
} Work;

static gboolean
parse_run (Work      *work,
           VtParse   *parse,
           guint      i,
           GError   **error)
{
  const VtPartPictures *pictures = work->parser->pictures;
  const gboolean mirrored = i % 2 == 1;
  VtTemplateParse *run = &parse->run[i];

  if (!work->have[mirrored])
    {
      if (!pictures->get (pictures->user_data, work->picture, mirrored, work->thread,
                          &work->maps[mirrored], error))
        return FALSE;
      work->have[mirrored] = TRUE;
    }
  if (run->pattern == NULL)
    run->pattern = g_new0 (VtPatternParse, run->n_patterns + 1);
  run->mirrored = mirrored;
  vt_template_parse (work->parser->aog, work->parser->stats, i / 2, &work->maps[mirrored], work->scratch,
                     run);
  if (mirrored)
    map_back (run, parse->frame[1]);
  return TRUE;
}

/* Lets go of the details of all but the winner, and makes the winner's if they were not taken over. */
static gboolean
keep_winner (Work           *work,
             VtParse        *parse,
             const VtParse  *former,
             GError        **error)
{
  for (guint i = 0; i < 2 * parse->n_templates; i++)
    if ((int) i != parse->best)
      g_clear_pointer (&parse->run[i].pattern, g_free);
  if (parse->best < 0 || parse->run[parse->best].pattern != NULL)
    return TRUE;

  VtTemplateParse *run = &parse->run[parse->best];
  const VtTemplateParse *old = find_former (former, parse, (guint) parse->best);

  if (old == NULL || old->pattern == NULL)
    return parse_run (work, parse, (guint) parse->best, error);
  run->pattern = vt_parse_dup_details (old);
  return TRUE;
}

/* Details of one run at a time are kept: those of the best S(k) so far, most likely the winner. */
static gboolean
parse_runs (Work           *work,
            VtParse        *parse,
            const VtParse  *former,
            GError        **error)
{
  double best = -INFINITY;

  for (guint i = 0; i < 2 * parse->n_templates; i++)
    {
      VtTemplateParse *run = &parse->run[i];
      const VtTemplateParse *old = find_former (former, parse, i);

      if (old != NULL)
        {
          *run = *old;
          run->template = i / 2;
          run->pattern = NULL;
        }
      else if (!parse_run (work, parse, i, error))
        return FALSE;
      if (run->possible && run->score > best)
        {
          best = run->score;
          for (guint j = 0; j < i; j++)
            g_clear_pointer (&parse->run[j].pattern, g_free);
        }
      else
        g_clear_pointer (&run->pattern, g_free);
    }
  /* The same templates, maybe with other drops: the figures of the former settlement serve. */
  if (former != NULL && former->picture == parse->picture && former->settlement.known
      && former->n_templates == parse->n_templates)
    vt_settlement_copy (&former->settlement, parse->n_templates, &parse->settlement);
  vt_parse_choose (work->parser->aog, parse);
  return keep_winner (work, parse, former, error);
}

static void
release_maps (Work *work)
{
  const VtPartPictures *pictures = work->parser->pictures;

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    if (work->have[mirrored] && pictures->release != NULL)
      pictures->release (pictures->user_data, &work->maps[mirrored]);
}

gboolean
vt_parse_fill_winner (const VtAogParser *parser,
                      VtParse           *parse,
                      guint              thread,
                      GError           **error)
{
  if (parse->best < 0 || parse->run[parse->best].pattern != NULL)
    return TRUE;

  g_autoptr (VtParseScratch) scratch = vt_parse_scratch_new (parser->aog);
  Work work = { .parser = parser, .picture = parse->picture, .thread = thread, .scratch = scratch };
  const gboolean good = parse_run (&work, parse, (guint) parse->best, error);

  release_maps (&work);
  return good;
}

VtParse *
vt_aog_parse (const VtAogParser *parser,
              guint              picture,
              guint              thread,
              VtParse           *former,
              GError           **error)
{
  g_return_val_if_fail (picture < parser->pictures->n_pictures, NULL);

  g_autoptr (VtParseScratch) scratch = vt_parse_scratch_new (parser->aog);
  g_autoptr (VtParse) parse = parse_new (parser->aog, picture);
  Work work = { .parser = parser, .picture = picture, .thread = thread, .scratch = scratch };
  const gboolean good = parse_runs (&work, parse, former, error);

  release_maps (&work);
  return good ? g_steal_pointer (&parse) : NULL;
}

typedef struct
{
  const VtAogParser *parser;
  VtParseBatch      *batch;
  guint              from;
  VtParse          **made;      /* of this block */
  GError           **error;
} Block;

static void
parse_part (gsize    part,
            guint    thread,
            gpointer user_data)
{
  const Block *block = user_data;
  const guint i = block->from + (guint) part;

  block->made[part] = vt_aog_parse (block->parser, block->batch->order[i], thread,
                                    block->batch->parses[i], &block->error[part]);
}

/* Hands over what a block has made; the first error in order stops the work. */
static gboolean
deliver (Block   *block,
         guint    n,
         GError **error)
{
  VtParseBatch *batch = block->batch;
  gboolean good = TRUE;

  for (guint i = 0; i < n; i++)
    if (block->made[i] != NULL)
      {
        VtParse **place = &batch->parses[block->from + i];

        vt_parse_unref (*place);
        *place = g_steal_pointer (&block->made[i]);
        if (batch->done != NULL)
          batch->done (batch->order[block->from + i], *place, batch->user_data);
      }
    else
      {
        if (good)
          g_propagate_error (error, g_steal_pointer (&block->error[i]));
        g_clear_error (&block->error[i]);
        good = FALSE;
      }
  return good;
}

gboolean
vt_aog_parse_all (const VtAogParser *parser,
                  VtParseBatch      *batch,
                  VtPool            *pool,
                  const VtJob       *job,
                  GError           **error)
{
  const guint size = 2 * vt_pool_n_threads (pool);
  g_autofree VtParse **made = g_new0 (VtParse *, size);
  g_autofree GError **errors = g_new0 (GError *, size);
  Block block = { parser, batch, 0, made, errors };

  for (; block.from < batch->n; block.from += size)
    {
      const guint n = MIN (size, batch->n - block.from);

      if (!vt_job_tick (job, (double) block.from / batch->n, N_("Parsing pictures"), error))
        return FALSE;
      vt_parallel_for (pool, n, parse_part, &block);
      if (!deliver (&block, n, error))
        return FALSE;
    }
  return vt_job_tick (job, 1, N_("Parsing pictures"), error);
}
