/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project is one SQLite file: what the person has said (parts, templates, boxes, drops, notes) and which
 * model and pictures it was said about.  Every edit is one named command and one transaction, in the file
 * before the call returns; undo and redo are unlimited, live in the file and survive a crash and a
 * save.  Nothing derived is stored here.
 *
 * All functions: main thread (or one thread per object).  Row structs are copies owned by the caller's
 * array.  Every edit returns FALSE (or 0) with an error and changes nothing when the file cannot be
 * written. */
#pragma once

#include <gio/gio.h>

#include "engine/pictures/vitrine-image.h"

G_BEGIN_DECLS

#define VITRINE_TYPE_PROJECT (vitrine_project_get_type ())
G_DECLARE_FINAL_TYPE (VitrineProject, vitrine_project, VITRINE, PROJECT, GObject)

#define VITRINE_PROJECT_ERROR (vitrine_project_error_quark ())

typedef enum
{
  VITRINE_PROJECT_ERROR_NOT_A_PROJECT,  /* some other file */
  VITRINE_PROJECT_ERROR_NEWER,          /* written by a later Vitrine */
  VITRINE_PROJECT_ERROR_DAMAGED,
  VITRINE_PROJECT_ERROR_BUSY,           /* another program is writing it */
  VITRINE_PROJECT_ERROR_INVALID,        /* an edit that makes no sense: no such part, an empty name */
  VITRINE_PROJECT_ERROR_FAILED,
} VitrineProjectError;

GQuark vitrine_project_error_quark (void);

/* What a "changed" signal is about; several may be set. */
typedef enum
{
  VITRINE_PROJECT_PARTS     = 1 << 0,
  VITRINE_PROJECT_TEMPLATES = 1 << 1,
  VITRINE_PROJECT_BOXES     = 1 << 2,
  VITRINE_PROJECT_DROPS     = 1 << 3,
  VITRINE_PROJECT_NOTES     = 1 << 4,
  VITRINE_PROJECT_SETTINGS  = 1 << 5,
  VITRINE_PROJECT_ANSWERS   = 1 << 6,
} VitrineProjectAspect;

typedef struct
{
  gint64 id;
  char  *name;
} VitrinePart;

typedef struct
{
  gint64 id, part;
  char  *name;
} VitrineTemplate;

/* A box someone drew, in pixels of the whole photo. */
typedef struct
{
  gint64     id, part, template_id;
  char      *picture;           /* VitrinePicture's id */
  VitrineBox box;
  gboolean   mirrored;          /* the object is a mirror image of the template's others */
} VitrinePartBox;

/* A latent pattern someone pruned, named so that a re-mined template finds it again. */
typedef struct
{
  gint64 id, template_id;
  char  *layer;                 /* name of the layer's node */
  int    channel;
  double row, column;           /* home cell */
  char  *reason;                /* "click", "suggested", "not here", … */
} VitrineDrop;

/* What somebody answered when they were asked about a picture. */
typedef struct
{
  gint64 id, part;
  char  *picture;
  int    kind;                  /* a VtQaKind */
  gint64 box;                   /* the box that the answer gave, 0: none */
} VitrineAnswer;

/* What was said about a node of an explanatory graph, which goes by its layer, filter and rest place (cells), so that
 * a graph learned anew finds it again. */
typedef struct
{
  char    *layer;
  guint    filter;
  double   row, column;
  gboolean pinned;
  char    *name, *note;         /* "" for none */
} VitrineNodeMark;

typedef enum { VITRINE_LOG_DO, VITRINE_LOG_UNDO, VITRINE_LOG_REDO } VitrineLogKind;

typedef struct
{
  gint64         id;
  gint64         time;          /* µs since 1970, UTC */
  VitrineLogKind kind;
  char          *label;
} VitrineLogEntry;

/* A new project in the user's data folder, kept until it is saved elsewhere or discarded. */
VitrineProject *vitrine_project_new_untitled (GError **error);
/* A new project at `path`; an existing file is an error. */
VitrineProject *vitrine_project_new     (const char *path, GError **error);
VitrineProject *vitrine_project_open    (const char *path, GError **error);
/* For looking only; edits fail. */
VitrineProject *vitrine_project_open_read_only (const char *path, GError **error);
/* Untitled projects left behind, newest first: full paths. (transfer full) */
GStrv           vitrine_project_list_untitled (void);
/* Takes one of these out of the list, or back into it.  What is discarded goes for good after a week. */
gboolean        vitrine_project_discard       (const char *path, GError **error);
gboolean        vitrine_project_bring_back    (const char *path, GError **error);
/* Copies everything, with its history, to `path` (replacing it by rename) and goes on there.  An untitled
 * file is removed. */
gboolean        vitrine_project_save_as (VitrineProject *self, const char *path, GError **error);
/* Closes the file; an untitled project that holds no edits is removed. */
void            vitrine_project_close   (VitrineProject *self);

const char *vitrine_project_get_path     (VitrineProject *self);
gboolean    vitrine_project_is_untitled  (VitrineProject *self);
char       *vitrine_project_dup_title    (VitrineProject *self);

/* Settings: "model", "pictures", "preprocess", "labels", "selection", …  Not undoable.  NULL removes. */
char       *vitrine_project_dup_setting  (VitrineProject *self, const char *key);
gboolean    vitrine_project_set_setting  (VitrineProject *self, const char *key, const char *value,
                                          GError **error);

/* Undo.  Labels are NULL when there is nothing to undo or redo.  Properties "undo-label", "redo-label",
 * "can-undo", "can-redo" notify. */
const char *vitrine_project_get_undo_label (VitrineProject *self);
const char *vitrine_project_get_redo_label (VitrineProject *self);
gboolean    vitrine_project_undo (VitrineProject *self, GError **error);
gboolean    vitrine_project_redo (VitrineProject *self, GError **error);

/* Several edits as one command: begin, edit, end.  Nests.  When an edit inside fails, end rolls all back and returns
 * FALSE. */
void        vitrine_project_begin (VitrineProject *self, const char *label);
gboolean    vitrine_project_end   (VitrineProject *self, GError **error);

/* Lists: (transfer full) arrays of owned rows, oldest first.  0 as a filter means all. */
GPtrArray  *vitrine_project_list_parts     (VitrineProject *self);                      /* VitrinePart */
GPtrArray  *vitrine_project_list_templates (VitrineProject *self, gint64 part);         /* VitrineTemplate */
GPtrArray  *vitrine_project_list_boxes     (VitrineProject *self, gint64 part);         /* VitrinePartBox */
GPtrArray  *vitrine_project_list_boxes_on  (VitrineProject *self, const char *picture); /* VitrinePartBox */
GPtrArray  *vitrine_project_list_drops     (VitrineProject *self, gint64 template_id);  /* VitrineDrop */
GPtrArray  *vitrine_project_list_answers   (VitrineProject *self, gint64 part);         /* VitrineAnswer */
GPtrArray  *vitrine_project_list_log       (VitrineProject *self);                      /* VitrineLogEntry */
char       *vitrine_project_dup_note       (VitrineProject *self, const char *address);
GStrv       vitrine_project_list_notes     (VitrineProject *self);                      /* addresses */
/* What a part or a template is called; "" when it is not there. */
char       *vitrine_project_dup_part_name     (VitrineProject *self, gint64 part);
char       *vitrine_project_dup_template_name (VitrineProject *self, gint64 template_id);
/* How many of a list of VitrinePartBox are of a template. */
guint       vitrine_part_boxes_count       (GPtrArray *boxes, gint64 template_id);
GPtrArray  *vitrine_project_list_nodes     (VitrineProject *self);                      /* VitrineNodeMark */

/* Edits.  Those that add return the new id, or 0 after an error. */
gint64   vitrine_project_add_part        (VitrineProject *self, const char *name, GError **error);
gboolean vitrine_project_rename_part     (VitrineProject *self, gint64 part, const char *name, GError **error);
/* With its templates, boxes and drops. */
gboolean vitrine_project_remove_part     (VitrineProject *self, gint64 part, GError **error);

/* `name` may be NULL: "Template 1", … */
gint64   vitrine_project_add_template    (VitrineProject *self, gint64 part, const char *name, GError **error);
gboolean vitrine_project_rename_template (VitrineProject *self, gint64 template_id, const char *name, GError **error);
gboolean vitrine_project_remove_template (VitrineProject *self, gint64 template_id, GError **error);
/* Moves all boxes and drops of `from` to `into` and removes `from`. */
gboolean vitrine_project_merge_templates (VitrineProject *self, gint64 from, gint64 into, GError **error);

/* `box->id` is ignored; with template_id 0 a new template is made for it in the same command. */
gint64   vitrine_project_add_box         (VitrineProject *self, const VitrinePartBox *box, GError **error);
/* Geometry and mirror flag of box->id. */
gboolean vitrine_project_move_box        (VitrineProject *self, const VitrinePartBox *box, GError **error);
gboolean vitrine_project_reassign_box    (VitrineProject *self, gint64 box, gint64 template_id, GError **error);
/* A template that loses its last box goes with it. */
gboolean vitrine_project_remove_box      (VitrineProject *self, gint64 box, GError **error);

/* One answer, with the box it gives (NULL: none; id, part and picture of it are ignored, template_id 0 begins a
 * template), as one command that `label` names.  Returns the answer's id; `answer->id` and `->box` are ignored. */
gint64   vitrine_project_answer          (VitrineProject *self, const VitrineAnswer *answer, const VitrinePartBox *box,
                                          const char *label, GError **error);
/* All boxes of a template that are numbered in `boxes` go to a new one. */
gint64   vitrine_project_split_template  (VitrineProject *self, gint64 template_id, const gint64 *boxes, guint n_boxes,
                                          GError **error);

/* Drops and restores latent patterns, all in one command.  `label` names it ("Prune 12 patterns"). */
gboolean vitrine_project_drop            (VitrineProject *self, const VitrineDrop *drops, guint n_drops,
                                          const char *label, GError **error);
gboolean vitrine_project_restore         (VitrineProject *self, const gint64 *drop_ids, guint n_drops,
                                          const char *label, GError **error);

/* NULL or "" removes the note. */
gboolean vitrine_project_set_note        (VitrineProject *self, const char *address, const char *text, GError **error);

/* Everything that was ever done, undone and redone here, done again in a new project at `path`, up to log entry
 * `until` (0: all of it).  (transfer full) */
VitrineProject *vitrine_project_replay   (VitrineProject *self, const char *path, gint64 until, GError **error);

/* Says something about a node, or, with neither pin nor name nor note, forgets it.  `label` names the command. */
gboolean vitrine_project_set_node        (VitrineProject *self, const VitrineNodeMark *mark, const char *label,
                                          GError **error);

/* SHA-256 in hex over all parts, templates, boxes, drops, notes and answers: equal content, equal hash. (transfer full) */
char    *vitrine_project_hash            (VitrineProject *self);

G_END_DECLS
