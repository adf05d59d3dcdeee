/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Ask page from inside, shared by its source files. */
#pragma once

#include <adwaita.h>

#include "app/vitrine-ask-boxes.h"
#include "app/vitrine-ask-review.h"
#include "app/vitrine-ask-side.h"
#include "app/vitrine-session.h"
#include "engine/qa/vitrine-asker.h"
#include "widgets/vitrine-canvas.h"
#include "widgets/vitrine-ring.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_ASK_PAGE (vitrine_ask_page_get_type ())
G_DECLARE_FINAL_TYPE (VitrineAskPage, vitrine_ask_page, VITRINE, ASK_PAGE, GtkWidget)

#define ASK_NEXT 3          /* questions that show below, their photos loaded */

struct _VitrineAskPage
{
  GtkWidget       parent_instance;

  VitrineSession *session;          /* weak: it outlives the page */
  VitrineAsker   *asker;            /* owned, as the next: signals come while the session goes */
  VitrinePartLearner *learner;
  GActionGroup   *actions;          /* where ours were added; weak */

  GtkStack       *stack;
  GtkEntry       *first_entry;
  GtkFlowBox     *known_parts;
  char           *known;            /* names in it, for comparing */
  VitrineRing    *ring;
  GtkLabel       *waiting;
  GtkWidget      *go_on;
  GtkLabel       *question;
  GtkLabel       *reason;
  GtkDropDown    *part_choice;
  GtkStack       *foot;
  GtkLabel       *box_says, *box_status;
  VitrineCanvas  *canvas;
  GtkBox         *keys;
  GtkLabel       *status;
  GtkBox         *next;
  VitrineAskSide *side;
  VitrineAskReview *review;
  VitrineAskBoxes *boxes;
  GtkButton      *review_button, *review_done;
  gboolean        reviewing, sorting;    /* which of the two shows in the question's place */

  GArray         *part_ids;         /* gint64, as in part_choice */
  GHashTable     *photos;           /* id of a picture -> GdkTexture, of this question and the next */
  char           *shown;            /* id of the picture on the canvas */
  VitrineBox      frame;
  VtQaKind        box_kind;         /* what a box that is drawn answers */
  gint64          box_template;     /* … for which template, 0: the predicted one */
  gboolean        box_meant;        /* a person said so; else it follows from the prediction */
  gboolean        mirrored;
  gboolean        drawing;          /* a box is in the making */
  gboolean        filling;
  gboolean        following;        /* inside our own change of the session's picture */
  VitrineJob     *watched;
};

/* The session's asker, made when first asked for; borrowed. */
VitrineAsker *vitrine_ask_of (VitrineSession *session);

/* vitrine-ask-page.c */
void     ask_page_say          (VitrineAskPage *self, const char *text);
char    *ask_page_part_name    (VitrineAskPage *self);
/* TRUE: ask whether the prediction is right; FALSE: ask for a box. */
gboolean ask_page_verifies     (VitrineAskPage *self);
void     ask_page_refresh      (VitrineAskPage *self);

/* vitrine-ask-photo.c: the photo on the canvas, and those that come next. */
void     ask_page_show_photo   (VitrineAskPage *self);
void     ask_page_fill_canvas  (VitrineAskPage *self);
void     ask_page_load_ahead   (VitrineAskPage *self);
/* The learner is to look at what is asked first; the other pages are to show it too, while it is what shows. */
void     ask_page_lead_others  (VitrineAskPage *self);

/* vitrine-ask-answers.c */
void     ask_page_add_actions    (VitrineAskPage *self, GActionMap *map);
void     ask_page_remove_actions (VitrineAskPage *self);
void     ask_page_update_actions (VitrineAskPage *self);
void     ask_page_act            (VitrineAskPage *self, const char *name, GVariant *value);
void     ask_page_begin_box       (VitrineAskPage *self);
void     ask_page_show_doubts    (VitrineAskPage *self);
void     ask_page_forget_box     (VitrineAskPage *self);
void     ask_page_show_box       (VitrineAskPage *self);
void     ask_page_box_drawn      (VitrineAskPage *self, const VitrineBox *box);

/* vitrine-ask-keys.c */
/* An answer as a large button that names its key. */
GtkWidget *ask_page_answer_button (const char *title, const char *key, const char *tip, const char *action);
void     ask_page_add_keys     (VitrineAskPage *self);
void     ask_page_make_buttons (VitrineAskPage *self);
void     ask_page_show_buttons (VitrineAskPage *self);

GtkWidget *vitrine_ask_inspector_new (VitrineSession *session);

G_END_DECLS
