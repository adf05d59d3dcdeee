/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small previews for the Parts page.  Inputs are references and copies; results go back as plain memory. */
#include "config.h"

#include "app/vitrine-parts-work.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/vt-error.h"

/* ---- cuttings ---- */

typedef struct
{
  guint                n, side;
  VitrineCutting      *cuttings;    /* pictures owned */
  VitrineImage       **images;
  VitrineCuttingsFunc  func;
  char                *name;        /* under which the owner notes the newest request of this key */
  GWeakRef             user_data;
} Cuttings;

static void
cuttings_free (Cuttings *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_object (&self->cuttings[i].picture);
      g_clear_pointer (&self->images[i], vitrine_image_unref);
    }
  g_weak_ref_clear (&self->user_data);
  g_free (self->cuttings);
  g_free (self->images);
  g_free (self->name);
  g_free (self);
}

/* A copy of a rectangle of an image, averaged down so that neither side is longer than SIDE. */
static VitrineImage *
cut (VitrineImage     *image,
     const VitrineBox *box,
     guint             side)
{
  int width = (int) vitrine_image_get_width (image), height = (int) vitrine_image_get_height (image);
  int x0 = CLAMP ((int) floor (box->x), 0, width - 1), y0 = CLAMP ((int) floor (box->y), 0, height - 1);
  int x1 = CLAMP ((int) ceil (box->x + box->w), x0 + 1, width);
  int y1 = CLAMP ((int) ceil (box->y + box->h), y0 + 1, height);
  double scale = side == 0 ? 1 : fmin (1, (double) side / MAX (x1 - x0, y1 - y0));
  int w = MAX ((int) ((x1 - x0) * scale), 1), h = MAX ((int) ((y1 - y0) * scale), 1);
  const guint8 *from = vitrine_image_get_pixels (image);
  guint8 *to = g_malloc ((gsize) 3 * w * h);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        int left = x0 + (int) (x / scale), right = MAX (MIN (x0 + (int) ((x + 1) / scale), x1), left + 1);
        int top = y0 + (int) (y / scale), bottom = MAX (MIN (y0 + (int) ((y + 1) / scale), y1), top + 1);
        guint sum[3] = { 0 }, n = 0;

        for (int v = top; v < bottom; v++)
          for (int u = left; u < right; u++, n++)
            for (int c = 0; c < 3; c++)
              sum[c] += from[3 * ((gsize) v * width + u) + c];
        for (int c = 0; c < 3; c++)
          to[3 * ((gsize) y * w + x) + c] = (guint8) (sum[c] / n);
      }
  return vitrine_image_new ((guint) w, (guint) h, to);
}

static gpointer
cuttings_run (VitrineJob   *job,
              const VtJob  *tick,
              gpointer      input,
              GError      **error)
{
  Cuttings *self = input;
  g_autoptr (VitrineImage) image = NULL;

  for (guint i = 0; i < self->n; i++)
    {
      VitrineCutting *one = &self->cuttings[i];

      if (!vt_job_tick (tick, (double) i / self->n, NULL, error))
        return NULL;

      g_autoptr (GError) unreadable = NULL;

      /* Those of one picture stand together: it is read once. */
      if (i == 0 || self->cuttings[i - 1].picture != one->picture)
        {
          g_clear_pointer (&image, vitrine_image_unref);
          image = vitrine_picture_load (one->picture, &unreadable);
        }

      if (image == NULL && self->n == 1)
        {
          g_propagate_error (error, g_steal_pointer (&unreadable));
          return NULL;
        }
      if (image != NULL && one->box.w <= 0 && self->side == 0)
        self->images[i] = vitrine_image_ref (image);
      else if (image != NULL)
        {
          VitrineBox all = { 0, 0, vitrine_image_get_width (image), vitrine_image_get_height (image) };

          self->images[i] = cut (image, one->box.w > 0 ? &one->box : &all, self->side);
        }
    }
  return self;
}

static GdkTexture *
make_texture (VitrineImage *image)
{
  guint width = vitrine_image_get_width (image);
  g_autoptr (GBytes) bytes = vitrine_image_dup_bytes (image);

  return gdk_memory_texture_new ((int) width, (int) vitrine_image_get_height (image), GDK_MEMORY_R8G8B8,
                                 bytes, 3 * (gsize) width);
}

static void
cuttings_done (VitrineJob   *job,
               gpointer      result,
               const GError *error,
               gpointer      user_data)
{
  Cuttings *self = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->user_data);

  /* One that began just before a newer request is left to end: nobody waits for it any more. */
  if (owner == NULL || g_object_get_data (owner, self->name) != self
      || (error != NULL && g_error_matches (error, VT_ERROR, VT_ERROR_CANCELLED)))
    return;

  GdkTexture **textures = g_new0 (GdkTexture *, self->n);

  for (guint i = 0; i < self->n; i++)
    textures[i] = self->images[i] != NULL ? make_texture (self->images[i]) : NULL;
  self->func (textures, self->n, error, owner);
  for (guint i = 0; i < self->n; i++)
    g_clear_object (&textures[i]);
  g_free (textures);
}

void
vitrine_parts_ask_cuttings (VitrineJobs          *jobs,
                            const char           *key,
                            const VitrineCutting *cuttings,
                            guint                 n,
                            guint                 side,
                            VitrineCuttingsFunc   func,
                            gpointer              user_data)
{
  g_return_if_fail (VITRINE_IS_JOBS (jobs) && n > 0 && G_IS_OBJECT (user_data));
  Cuttings *self = g_new0 (Cuttings, 1);

  self->n = n;
  self->side = side;
  self->func = func;
  self->name = g_strconcat ("cuttings-", key, NULL);
  g_object_set_data (user_data, self->name, self);
  self->cuttings = g_memdup2 (cuttings, n * sizeof *cuttings);
  self->images = g_new0 (VitrineImage *, n);
  g_weak_ref_init (&self->user_data, user_data);
  for (guint i = 0; i < n; i++)
    g_object_ref (self->cuttings[i].picture);

  vitrine_jobs_preview (jobs, key, &(VitrineJobSpec) {
    .title = _("Reading pictures"),
    .func = cuttings_run,
    .input = self,
    .input_free = (GDestroyNotify) cuttings_free,
    .done = cuttings_done,
    .user_data = self,
  });
}

GdkPaintable *
vitrine_parts_blank (const VitrineBox *box,
                     guint             side)
{
  const double width = ceil (box->x + box->w) - floor (box->x), height = ceil (box->y + box->h) - floor (box->y);
  const double scale = fmin (1, side / fmax (fmax (width, height), 1));

  return gdk_paintable_new_empty (MAX ((int) (width * scale), 1), MAX ((int) (height * scale), 1));
}

/* ---- maps ---- */

typedef struct
{
  VitrinePartsMap    which;
  VtParse         *  parse;       /* with `aog`; or `votes` with `picture` */
  VtAog           *  aog;
  VitrineGraphVotes *votes;
  guint              picture;
  float           *  values;
  guint              height, width;
  double             low, high;
  VitrineMapFunc     func;
  GWeakRef           user_data;
} Map;

static void
map_free (Map *self)
{
  g_clear_pointer (&self->parse, vt_parse_unref);
  g_clear_pointer (&self->aog, vt_aog_unref);
  vitrine_graph_votes_unref (self->votes);
  g_weak_ref_clear (&self->user_data);
  g_free (self->values);
  g_free (self);
}

static void
fill_map (Map *self)
{
  VtPartSpace *space = self->aog != NULL ? vt_aog_space (self->aog) : NULL;

  if (space == NULL)
    vitrine_graph_votes_size (self->votes, &self->height, &self->width);
  else
    {
      self->height = vt_part_space_height (space);
      self->width = vt_part_space_width (space);
    }
  self->values = g_new0 (float, (gsize) self->height * self->width);
  if (space == NULL)
    vitrine_graph_votes_map (self->votes, self->picture, self->which == VITRINE_PARTS_MAP_HEAT, self->values);
  else if (self->which == VITRINE_PARTS_MAP_HEAT)
    vt_parse_heat_map (self->parse, self->aog, -1, .3, self->values);
  else
    vt_parse_vote_map (self->parse, self->aog, self->values);
}

static gpointer
map_run (VitrineJob   *job,
         const VtJob  *tick,
         gpointer      input,
         GError      **error)
{
  Map *self = input;
  gsize n;

  fill_map (self);
  n = (gsize) self->height * self->width;
  self->low = self->high = (double) self->values[0];
  for (gsize i = 1; i < n; i++)
    {
      self->low = fmin (self->low, (double) self->values[i]);
      self->high = fmax (self->high, (double) self->values[i]);
    }
  return self;
}

static void
map_done (VitrineJob   *job,
          gpointer      result,
          const GError *error,
          gpointer      user_data)
{
  Map *self = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->user_data);

  if (owner != NULL && error == NULL)
    self->func (self->which, self->values, self->height, self->width, self->low, self->high, owner);
}

static void
ask (VitrineJobs     *jobs,
     Map             *self,
     VitrinePartsMap  which,
     VitrineMapFunc   func,
     gpointer         user_data)
{
  self->which = which;
  self->func = func;
  g_weak_ref_init (&self->user_data, user_data);
  vitrine_jobs_preview (jobs, which == VITRINE_PARTS_MAP_HEAT ? "parts-heat" : "parts-votes",
                        &(VitrineJobSpec) {
    .title = _("Drawing a map"),
    .func = map_run,
    .input = self,
    .input_free = (GDestroyNotify) map_free,
    .done = map_done,
    .user_data = self,
  });
}

void
vitrine_parts_ask_map (VitrineJobs     *jobs,
                       VitrinePartsMap  which,
                       VtParse         *parse,
                       VtAog           *aog,
                       VitrineMapFunc   func,
                       gpointer         user_data)
{
  g_return_if_fail (VITRINE_IS_JOBS (jobs) && parse != NULL && aog != NULL && G_IS_OBJECT (user_data));
  Map *self = g_new0 (Map, 1);

  self->parse = vt_parse_ref (parse);
  self->aog = vt_aog_ref (aog);
  ask (jobs, self, which, func, user_data);
}

void
vitrine_parts_ask_votes (VitrineJobs       *jobs,
                         VitrinePartsMap    which,
                         VitrineGraphVotes *votes,
                         guint              picture,
                         VitrineMapFunc     func,
                         gpointer           user_data)
{
  g_return_if_fail (VITRINE_IS_JOBS (jobs) && votes != NULL && G_IS_OBJECT (user_data));
  Map *self = g_new0 (Map, 1);

  self->votes = vitrine_graph_votes_ref (votes);
  self->picture = picture;
  ask (jobs, self, which, func, user_data);
}
