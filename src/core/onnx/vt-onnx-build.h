/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the importer share.  A converter turns one node of the file into nodes of the graph; an error it
 * sets makes the node unsupported, and what follows from it is left out.  The graph is built with batch 1. */
#pragma once

#include "onnx/onnx.pb-c.h"
#include "onnx/vt-onnx-attr.h"
#include "onnx/vt-onnx-const.h"
#include "onnx/vt-onnx-file.h"
#include "onnx/vt-onnx.h"

G_BEGIN_DECLS

/* What a name in the file stands for. */
typedef struct
{
  int          node;        /* in the graph; −1: none yet */
  VtOnnxConst *constant;    /* or NULL */
  gboolean     spent;       /* was a constant, which nobody reads any more */
  gboolean     lost;        /* comes after an unsupported operator */
  gboolean     whole;       /* integers or truth values in the file, though floats here */
  int          real;        /* node of the numbers that it is the codes of, −1: it is none */
  const VtOnnx__Node *coder;  /* and who made codes of them; its scale and zero are these inputs of it and the next */
  guint        coder_scale;
  guint        n_uses;      /* inputs that read it, and outputs of the file that it is */
  guint        n_known;     /* those of them whose reader has been computed already */
  const VtOnnx__Node *reader;  /* one of those that read it */
  gboolean     is_output;
} VtOnnxValue;

typedef struct
{
  VtGraph             *graph;
  VtParams            *params;
  VtOnnxReport        *report;
  VtOnnxFile          *file;
  const VtOnnx__Model *model;
  VtOnnxOptions        options;
  const char          *folder;
  gint64               opset;
  gsize                file_batch;    /* batch of the file's input; we set it to 1 */
  gboolean             left_open;     /* the file does not say how large pictures are */
  gboolean             misfit;        /* and where it first came to an end, sizes did not go together */
  GHashTable          *values;        /* name → VtOnnxValue */
  GHashTable          *given;         /* names that something in the file gives: itself → itself */
  GPtrArray           *branches;      /* VtOnnxScope of each branch that was taken; NULL: none yet */
  GHashTable          *scopes;        /* nodes that stand in one of them and hold graphs → its VtOnnxScope */
  guint                n_taken;       /* nodes that came out of branches */
  guint                n_renamed;     /* numbers that were tried behind names of theirs */
  GHashTable          *done;          /* nodes of the file that need no more work */
  GHashTable          *idle;          /* nodes of the file that do nothing here */
  GHashTable          *used;          /* nodes of the graph that another reads */
  GPtrArray           *fills;         /* VtOnnxFill: numbers of the parameters, written when the graph is sealed */
  GPtrArray           *made_up;       /* blocks that live as long as the import: names that are not in the file */
  VtOnnxBudget         budget;
  GArray              *twice;         /* VtShape by node of the graph, with batch 2; G_MAXUINT dimensions: none */
} VtOnnxBuild;

typedef struct { int node; VtOnnxConst *constant; } VtOnnxFill;

/* An empty graph for what stands in `file`, which stays.  The report and the budget are the caller's to set. */
void           vt_onnx_build_begin (VtOnnxBuild *b, VtOnnxFile *file, const char *folder, const VtOnnxOptions *options);
/* Makes the parameters of the sealed graph, and lets go of each constant that is written.  FALSE with an error. */
gboolean       vt_onnx_fill_params (VtOnnxBuild *b, GError **error);
void           vt_onnx_build_clear (VtOnnxBuild *b);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtOnnxBuild, vt_onnx_build_clear)

/* What names mean inside of a branch. */
typedef struct VtOnnxScope
{
  const struct VtOnnxScope *outer;    /* of the branch that it stands in; NULL: none */
  guint       depth;        /* how many branches it is in, itself too */
  GHashTable *renamed;      /* name in the file → name here, where another branch gives that name too; NULL: none */
} VtOnnxScope;

/* Rows and columns of pictures where the file leaves them open, if all fits together then. */
#define VT_ONNX_OPEN_SIZE 224

/* How deep branches may stand in branches. */
#define VT_ONNX_MAX_DEPTH 8

/* ---- values ---- */

VtOnnxValue   *vt_onnx_value      (VtOnnxBuild *b, const char *name);          /* made when new */
/* What `name` in a branch is called here; `scope` may be NULL. */
const char    *vt_onnx_name_here  (const VtOnnxScope *scope, const char *name);
VtOnnxValue   *vt_onnx_input      (VtOnnxBuild *b, const VtOnnx__Node *n, guint i);  /* NULL: left out */
/* Node of the graph for input i; a constant becomes a parameter.  −1 with an error when it is missing. */
int            vt_onnx_in         (VtOnnxBuild *b, const VtOnnx__Node *n, guint i, GError **error);
/* Input i as a constant, or NULL. */
VtOnnxConst   *vt_onnx_in_const   (VtOnnxBuild *b, const VtOnnx__Node *n, guint i);
/* The same, but missing is an error. */
VtOnnxConst   *vt_onnx_need_const (VtOnnxBuild *b, const VtOnnx__Node *n, guint i, const char *what, GError **error);
const VtShape *vt_onnx_shape_of   (VtOnnxBuild *b, int node);
/* The dimension that grows with the batch; −1 when none does, or when only a batch of 1 can be computed. */
int            vt_onnx_batch_axis (VtOnnxBuild *b, int node);
/* To be called for each leaf of the graph that is not made by a function of this file; `batch` is 2 for inputs. */
void           vt_onnx_note_leaf  (VtOnnxBuild *b, int node, gsize batch);
/* A parameter of these numbers, named as near to `name` as is free. */
int            vt_onnx_param      (VtOnnxBuild *b, VtOnnxConst *constant, const char *name, GError **error);
/* A parameter of one dimension, all `value`. */
int            vt_onnx_filled     (VtOnnxBuild *b, gsize n, float value, const char *name, GError **error);
/* Says what output k of the file's node is. */
void           vt_onnx_bind       (VtOnnxBuild *b, const VtOnnx__Node *n, guint k, int node);
gboolean       vt_onnx_has_output (const VtOnnx__Node *n, guint k);

/* ---- nodes ---- */

/* Adds an operator.  `name` NULL makes one up.  −1 with an error, and then the graph is as it was. */
int            vt_onnx_emit       (VtOnnxBuild *b, const char *op, gconstpointer attrs, const int *x, guint n_x,
                                   const char *name, GError **error);
/* As output 0 of `n`. */
int            vt_onnx_emit_as    (VtOnnxBuild *b, const VtOnnx__Node *n, const char *op, gconstpointer attrs,
                                   const int *x, guint n_x, GError **error);
/* What to call output k: its name, or that of the file's output where only what vanishes stands between.  May be NULL. */
const char    *vt_onnx_outward_name (VtOnnxBuild *b, const VtOnnx__Node *n, guint k);
void           vt_onnx_note       (VtOnnxBuild *b, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Sets VT_ERROR_UNSUPPORTED; returns −1. */
int            vt_onnx_refuse     (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Integers from input i (when i ≥ 0 and the node has it) or from the attribute.  Returns how many, −1 when neither is
 * there, −2 with an error. */
int            vt_onnx_integers   (VtOnnxBuild *b, const VtOnnx__Node *n, int i, const char *attr,
                                   gint64 out[VT_MAX_DIMS], GError **error);

/* ---- converters ---- */

/* What a converter returns that has said itself what all outputs are. */
#define VT_ONNX_BOUND G_MAXINT

/* Returns the graph's node of output 0, or −1 with an error. */
typedef int (*VtOnnxConvert) (VtOnnxBuild *b, const VtOnnx__Node *n, GError **error);
typedef struct { const char *op; VtOnnxConvert convert; } VtOnnxConverter;

/* The tables, one a family, each ended by op NULL. */
extern const VtOnnxConverter vt_onnx_from_window[];
extern const VtOnnxConverter vt_onnx_from_dense[];
extern const VtOnnxConverter vt_onnx_from_math[];
extern const VtOnnxConverter vt_onnx_from_reduce[];
extern const VtOnnxConverter vt_onnx_from_shape[];
extern const VtOnnxConverter vt_onnx_from_cut[];
extern const VtOnnxConverter vt_onnx_from_resize[];
extern const VtOnnxConverter vt_onnx_from_truth[];
extern const VtOnnxConverter vt_onnx_from_quantized[];
extern const VtOnnxConverter vt_onnx_from_branch[];
extern const VtOnnxConverter vt_onnx_from_einsum[];
extern const VtOnnxConverter vt_onnx_from_microsoft[];   /* their own domain */
const VtOnnxConverter *vt_onnx_converter (const VtOnnx__Node *n);
const VtOnnxConverter *vt_onnx_find (const VtOnnxConverter *table, const char *op);      /* in one table, or NULL */
/* Whether it is of ONNX's own domain. */
gboolean       vt_onnx_is_plain   (const VtOnnx__Node *n);

/* Computes `n` when all its inputs are constants.  FALSE, perhaps with an error, when it is not to be done so. */
gboolean       vt_onnx_know       (VtOnnxBuild *b, const VtOnnx__Node *n, GError **error);
/* The same for Shape and Size of an activation: everything but the batch is known, and the batch is 1. */
gboolean       vt_onnx_know_shape (VtOnnxBuild *b, const VtOnnx__Node *n, GError **error);

/* Converts nodes in their order, those that are constant first.  What cannot be converted is reported and lost; FALSE with an
 * error when a node reads what nothing gives. */
gboolean       vt_onnx_convert_nodes (VtOnnxBuild *b, VtOnnx__Node *const *nodes, gsize n, GError **error);

/* Of an operator that does nothing here: its input, or a copy of it where the file wants an output. */
int            vt_onnx_from_nothing (VtOnnxBuild *b, const VtOnnx__Node *n, GError **error);

/* The codes of a value that is known by its real numbers. */
int            vt_onnx_emit_codes   (VtOnnxBuild *b, VtOnnxValue *v, const char *name, GError **error);

/* ---- integers and truth values ---- */

gboolean       vt_onnx_is_real_type (gint64 type);      /* of ONNX's types of elements */
/* TRUE when the file holds input i, or output k, as integers or truth values. */
gboolean       vt_onnx_is_whole     (VtOnnxBuild *b, const VtOnnx__Node *n, guint i);
gboolean       vt_onnx_makes_whole  (VtOnnxBuild *b, const VtOnnx__Node *n, guint k);
/* x cut towards zero. */
int            vt_onnx_emit_cut     (VtOnnxBuild *b, int x, const char *name, GError **error);

/* ---- folding what follows a linear operator into it ---- */

/* y = scale·x + shift for each of `n` channels, gathered from the nodes after the linear operator. */
typedef struct
{
  gsize       n;
  double     *scale, *shift;
  guint       n_nodes;        /* how many nodes of the file it stands for */
  const char *name;           /* of the last one's output */
  const VtOnnx__Node *last;
} VtOnnxAffine;

/* Follows output 0 of `n` (with `n_dims` dimensions, channels on axis 1) while it is read only by a BatchNormalization or
 * arithmetic with constants per channel. */
void           vt_onnx_affine_follow (VtOnnxBuild *b, const VtOnnx__Node *n, gsize channels, guint n_dims,
                                      VtOnnxAffine *affine);
/* Weights with channel c of the output multiplied: element k belongs to channel `k / inner % n` (+ per group). */
VtOnnxConst   *vt_onnx_affine_weights (VtOnnxBuild *b, const VtOnnxAffine *affine, const VtOnnxConst *w, gsize inner,
                                       GError **error);
/* factor · bias · scale + shift; `bias` may be NULL. */
VtOnnxConst   *vt_onnx_affine_bias   (VtOnnxBuild *b, const VtOnnxAffine *affine, const VtOnnxConst *bias,
                                      double factor, GError **error);
/* The nodes it stands for need no more work; their outputs are `node`. */
void           vt_onnx_affine_done   (VtOnnxBuild *b, const VtOnnx__Node *n, const VtOnnxAffine *affine, int node);
void           vt_onnx_affine_clear  (VtOnnxAffine *affine);

G_END_DECLS
