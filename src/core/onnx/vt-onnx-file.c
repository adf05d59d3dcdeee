/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing with a budget.  protobuf-c asks for memory by itself, and two bytes of a file can ask for a struct of
 * a hundred, so its allocator counts and refuses what no honest file of that size would need. */
#include "onnx/vt-onnx-file.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "base/vt-error.h"
#include "onnx/vt-onnx-skeleton.h"

/* An integer of one byte becomes eight; small messages become structs.  Real files need 1–3 times their size. */
#define BYTES_PER_BYTE 24
#define BYTES_ALWAYS   ((gsize) 1 << 20)
/* Each block starts with its own size; 16 keeps the alignment malloc gives. */
#define HEAD           16

struct _VtOnnxFile
{
  ProtobufCAllocator allocator;
  gsize              left;
  VtOnnx__Model     *model;
  GPtrArray         *inner;         /* VtOnnx__Graph: those inside of nodes that were asked for */
  const guint8      *data;          /* the bytes themselves, borrowed */
  gsize              size;
};

static void *
budget_alloc (void  *data,
              size_t size)
{
  VtOnnxFile *file = data;

  if (size > G_MAXSIZE - HEAD || size + HEAD > file->left)
    return NULL;

  gsize *block = malloc (size + HEAD);

  if (block == NULL)
    return NULL;
  *block = size + HEAD;
  file->left -= *block;
  return (char *) block + HEAD;
}

static void
budget_free (void *data,
             void *pointer)
{
  VtOnnxFile *file = data;

  if (pointer == NULL)
    return;

  gsize *block = (gsize *) ((char *) pointer - HEAD);

  file->left += *block;
  free (block);
}

/* Points the initializers at the numbers that the parser did not see. */
static void
lend_numbers (VtOnnxFile           *file,
              const VtOnnxSkeleton *skeleton)
{
  const VtOnnx__Graph *g = file->model->graph;

  for (guint i = 0; g != NULL && i < skeleton->numbers->len && i < g->n_initializer; i++)
    {
      const VtOnnxNumbers *numbers = &g_array_index (skeleton->numbers, VtOnnxNumbers, i);

      if (numbers->data != NULL)
        {
          g->initializer[i]->raw_data = (ProtobufCBinaryData) { numbers->size, (uint8_t *) numbers->data };
        }
    }
}

static void
parse (VtOnnxFile *file)
{
  VtOnnxSkeleton skeleton = { NULL, NULL };

  if (!vt_onnx_skeleton_make (file->data, file->size, &skeleton))
    {
      file->model = vt_onnx__model__unpack (&file->allocator, file->size, file->data);
      return;
    }
  file->model = vt_onnx__model__unpack (&file->allocator, skeleton.bytes->len, skeleton.bytes->data);
  if (file->model != NULL)
    lend_numbers (file, &skeleton);
  vt_onnx_skeleton_clear (&skeleton);
}

VtOnnxFile *
vt_onnx_file_new (const guint8 *data,
                  gsize         size,
                  GError      **error)
{
  if (size == 0 || size > G_MAXINT32)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                           size == 0 ? _("The file is empty")
                                     : _("The file is larger than 2 GB; keep the weights in a file beside it"));
      return NULL;
    }

  g_autoptr (VtOnnxFile) file = g_new0 (VtOnnxFile, 1);

  file->allocator = (ProtobufCAllocator) { budget_alloc, budget_free, file };
  file->left = size * BYTES_PER_BYTE + BYTES_ALWAYS;
  file->data = data;
  file->size = size;
  parse (file);
  if (file->model == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT,
                           _("This is not an ONNX model, or it is damaged or cut short"));
      return NULL;
    }
  if (file->model->graph == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_FORMAT, _("The file holds no network"));
      return NULL;
    }
  return g_steal_pointer (&file);
}

void
vt_onnx_file_free (VtOnnxFile *file)
{
  if (file == NULL)
    return;
  for (gsize i = 0; file->model != NULL && file->model->graph != NULL && i < file->model->graph->n_initializer; i++)
    if (vt_onnx_file_lends (file, file->model->graph->initializer[i]->raw_data.data))
      {
        file->model->graph->initializer[i]->raw_data = (ProtobufCBinaryData) { 0 };
      }
  for (guint i = 0; file->inner != NULL && i < file->inner->len; i++)
    vt_onnx__graph__free_unpacked (file->inner->pdata[i], &file->allocator);
  g_clear_pointer (&file->inner, g_ptr_array_unref);
  if (file->model != NULL)
    vt_onnx__model__free_unpacked (file->model, &file->allocator);
  g_free (file);
}

const VtOnnx__Model *
vt_onnx_file_model (const VtOnnxFile *file)
{
  return file->model;
}

const VtOnnx__Graph *
vt_onnx_file_graph (VtOnnxFile                *file,
                    const ProtobufCBinaryData *bytes)
{
  VtOnnx__Graph *graph = vt_onnx__graph__unpack (&file->allocator, bytes->len, bytes->data);

  if (file->inner == NULL)
    file->inner = g_ptr_array_new ();
  if (graph != NULL)
    g_ptr_array_add (file->inner, graph);
  return graph;
}

gboolean
vt_onnx_file_lends (const VtOnnxFile *file,
                    const guint8     *data)
{
  return data >= file->data && data < file->data + file->size;
}

void
vt_onnx_file_drop_data (VtOnnxFile     *file,
                        VtOnnx__Tensor *tensor)
{
  if (!vt_onnx_file_lends (file, tensor->raw_data.data))
    budget_free (file, tensor->raw_data.data);
  tensor->raw_data = (ProtobufCBinaryData) { 0 };
  budget_free (file, tensor->float_data);
  tensor->float_data = NULL;
  tensor->n_float_data = 0;
}
