/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML and pictures of a report. */
#include "config.h"

#include "cli/cli-report-page.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/vt-error.h"

#define WIDTH 320

static const char head[] =
  "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%s</title>\n<style>\n"
  "body { font: 16px/1.5 Cantarell, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem;"
  " color: #241f31; background: #fafafa }\n"
  "h1 { color: #1f6f66 } h2 { margin-top: 2.2rem; color: #1f6f66 }\n"
  ".row { display: flex; flex-wrap: wrap; gap: .8rem } figure { margin: 0 } figure img { max-width: 100%%;"
  " border-radius: 8px; display: block }\n"
  "figcaption { font-size: .8rem; max-width: 20rem; color: #5e5c64 }\n"
  "table { border-collapse: collapse } td, th { padding: .25rem .9rem .25rem 0; text-align: left;"
  " border-bottom: 1px solid #deddda }\n"
  "@media (prefers-color-scheme: dark) { body { color: #eee; background: #242424 } h1, h2 { color: #6cd0c3 }"
  " figcaption { color: #aaa } td, th { border-color: #444 } }\n"
  "</style></head><body>\n<h1>%s</h1>\n";

gboolean
cli_page_begin (CliPage    *page,
                const char *folder,
                const char *title,
                GError    **error)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  *page = (CliPage) { .folder = g_strdup (folder), .html = g_string_new (NULL) };
  g_string_append_printf (page->html, head, escaped, escaped);
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, _("“%s” could not be made: %s"), folder, g_strerror (errno));
  return FALSE;
}

void
cli_page_heading (CliPage    *page,
                  const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (page->html, "<h2>%s</h2>\n", escaped);
}

void
cli_page_say (CliPage    *page,
              const char *format,
              ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (page->html, "<p>%s</p>\n", escaped);
}

void
cli_page_row_begin (CliPage *page)
{
  g_string_append (page->html, "<div class=\"row\">\n");
}

gboolean
cli_page_picture (CliPage            *page,
                  const VitrineImage *image,
                  const char         *caption,
                  GError            **error)
{
  g_autofree char *name = g_strdup_printf ("picture-%03u.png", ++page->n_pictures);
  g_autofree char *path = g_build_filename (page->folder, name, NULL);
  g_autofree char *escaped = g_markup_escape_text (caption, -1);

  g_string_append_printf (page->html, "<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n", name,
                          escaped, escaped);
  return vitrine_image_save_png (image, path, error);
}

void
cli_page_file (CliPage    *page,
               const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *escaped = g_markup_escape_text (name, -1);

  g_string_append_printf (page->html, "<figure><img src=\"%s\" alt=\"%s\"></figure>\n", escaped, escaped);
}

void
cli_page_row_end (CliPage *page)
{
  g_string_append (page->html, "</div>\n");
}

void
cli_page_table (CliPage         *page,
                guint            n_columns,
                const GPtrArray *cells)
{
  g_string_append (page->html, "<table>\n");
  for (guint i = 0; i + n_columns <= cells->len; i += n_columns)
    {
      const char *tag = i == 0 ? "th" : "td";

      g_string_append (page->html, "<tr>");
      for (guint j = 0; j < n_columns; j++)
        {
          g_autofree char *escaped = g_markup_escape_text (g_ptr_array_index (cells, i + j), -1);

          g_string_append_printf (page->html, "<%s>%s</%s>", tag, escaped, tag);
        }
      g_string_append (page->html, "</tr>\n");
    }
  g_string_append (page->html, "</table>\n");
}

gboolean
cli_page_end (CliPage *page,
              GError **error)
{
  g_autofree char *path = g_build_filename (page->folder, "report.html", NULL);

  g_string_append (page->html, "</body></html>\n");
  return g_file_set_contents (path, page->html->str, (gssize) page->html->len, error);
}

void
cli_page_clear (CliPage *page)
{
  g_clear_pointer (&page->folder, g_free);
  if (page->html != NULL)
    g_string_free (page->html, TRUE);
  page->html = NULL;
}

/* ---- a picture with its parse ----------------------------------------------------------------- */

static const double layer_colours[][3] = {
  { 0.21, 0.52, 0.89 }, { 0.57, 0.25, 0.67 }, { 0.90, 0.38, 0.00 }, { 0.15, 0.64, 0.41 }, { 0.96, 0.76, 0.07 },
};

/* Rectangle with a dark rim, so that it shows on any photo. */
static void
draw_box (cairo_t          *cr,
          const VitrineBox *box,
          const double      colour[3],
          double            width)
{
  cairo_rectangle (cr, box->x, box->y, box->w, box->h);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.55);
  cairo_set_line_width (cr, width + 2);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_units (cairo_t          *cr,
            const VitrineBox *frame,
            const VtParse    *parse,
            VtAog            *aog)
{
  const VtTemplateParse *best = vt_parse_best (parse);
  VtPartSpace *space = vt_aog_space (aog);
  VtTemplate *template = vt_aog_template (aog, best->template);

  for (guint i = 0; best->pattern != NULL && i < best->n_patterns; i++)
    {
      const VtPatternParse *p = &best->pattern[i];
      const guint layer = vt_template_pattern (template, i)->layer;
      const double *colour = layer_colours[layer % G_N_ELEMENTS (layer_colours)];

      if (p->dropped || !p->detected)
        continue;
      cairo_arc (cr, frame->x + ((double) p->place[1] + 0.5) / (double) vt_part_space_width (space) * frame->w,
                 frame->y + ((double) p->place[0] + 0.5) / (double) vt_part_space_height (space) * frame->h, 2.5, 0, 2 * G_PI);
      cairo_set_source_rgba (cr, colour[0], colour[1], colour[2], 0.75);
      cairo_fill (cr);
    }
}

static VitrineBox
scaled (const VitrineBox *box,
        double            by)
{
  return (VitrineBox) { box->x * by, box->y * by, box->w * by, box->h * by };
}

VitrineImage *
cli_draw_parse (const VitrineImage     *photo,
                const VitrineBox       *frame,
                const VtParse          *parse,
                VtAog                  *aog,
                const VitrinePartTruth *truth)
{
  const guint w = vitrine_image_get_width (photo), h = vitrine_image_get_height (photo);
  const double scale = (double) WIDTH / MAX (w, 1);
  const int height = MAX (1, (int) (h * scale + 0.5));
  VtPartSpace *space = vt_aog_space (aog);
  cairo_surface_t *whole = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) w, (int) h);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, height);
  cairo_t *cr = cairo_create (surface);
  const VitrineBox shown = scaled (frame, scale);
  double box[4];

  vitrine_image_to_rgb24 (photo, cairo_image_surface_get_data (whole),
                          (gsize) cairo_image_surface_get_stride (whole));
  cairo_surface_mark_dirty (whole);
  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, whole, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);

  if (truth != NULL)
    {
      const VitrineBox true_box = scaled (&truth->box, scale);

      draw_box (cr, &true_box, (const double[3]) { 1, 1, 1 }, 1);
    }
  if (vt_parse_found (parse))
    {
      draw_units (cr, &shown, parse, aog);
      const double across = shown.w / (double) vt_part_space_width (space);
      const double down = shown.h / (double) vt_part_space_height (space);

      vt_parse_box (parse, TRUE, box);
      const VitrineBox found = {
        shown.x + box[1] * across, shown.y + box[0] * down, box[3] * across, box[2] * down,
      };

      draw_box (cr, &found, (const double[3]) { 0.96, 0.76, 0.07 }, 2.5);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  VitrineImage *image = vitrine_image_new_from_argb (WIDTH, (guint) height,
                                                     (gsize) cairo_image_surface_get_stride (surface),
                                                     cairo_image_surface_get_data (surface));

  cairo_surface_destroy (surface);
  cairo_surface_destroy (whole);
  return image;
}
