/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page that `report` writes: one HTML file with its pictures beside it, readable without a network. */
#pragma once

#include "engine/parts/vitrine-part-learner.h"

G_BEGIN_DECLS

typedef struct
{
  char    *folder;
  GString *html;
  guint    n_pictures;      /* written so far; names them */
} CliPage;

/* Makes the folder. */
gboolean cli_page_begin     (CliPage *page, const char *folder, const char *title, GError **error);
void     cli_page_heading   (CliPage *page, const char *text);
/* A paragraph; plain text. */
void     cli_page_say       (CliPage *page, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* A row of pictures: begin, any number of pictures, end. */
void     cli_page_row_begin (CliPage *page);
gboolean cli_page_picture   (CliPage *page, const VitrineImage *image, const char *caption, GError **error);
/* A file that lies in the folder already. */
void     cli_page_file      (CliPage *page, const char *path);
void     cli_page_row_end   (CliPage *page);
/* A table: `cells` holds n_columns strings a row, the first row is its head. */
void     cli_page_table     (CliPage *page, guint n_columns, const GPtrArray *cells);
gboolean cli_page_end       (CliPage *page, GError **error);
void     cli_page_clear     (CliPage *page);

/* A photo (at most 320 pixels wide) with its parse: the box found, the chosen units as dots coloured by
 * layer, and the truth where it is known. (transfer full) */
VitrineImage *cli_draw_parse (const VitrineImage *photo, const VitrineBox *frame, const VtParse *parse, VtAog *aog,
                              const VitrinePartTruth *truth);

G_END_DECLS
