/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table: how each kind begins, what it is called and what leads from it to ONNX.  The first that answers wins. */
#include "engine/model/vitrine-model-kind.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "weights/vt-weights.h"
#include "weights/vt-zip.h"
#include "engine/model/vitrine-model-wire.h"

/* How far into a text its marks are looked for. */
#define TEXT_LOOK 65536

typedef struct
{
  const guint8 *data;
  gsize         size;
  VtZip        *zip;            /* of an archive, or NULL */
  VitrineWire   wire;           /* as protocol buffers */
} Bytes;

typedef struct
{
  gboolean (*is)(const Bytes *b);
  VitrineModelKind kind;
  VtError          code;
  const char      *what;        /* the sentence; NULL for those that are opened */
} Kind;

static gboolean
begins (const Bytes *b,
        gsize        at,
        const char  *text)
{
  const gsize n = strlen (text);

  return b->size >= at && b->size - at >= n && memcmp (b->data + at, text, n) == 0;
}

static gboolean
holds (const Bytes *b,
       const char  *text)
{
  return memmem (b->data, MIN (b->size, TEXT_LOOK), text, strlen (text)) != NULL;
}

static gboolean
has_member (const Bytes *b,
            const char  *name)
{
  return b->zip != NULL && vt_zip_find_tail (b->zip, name) != NULL;
}

/* Whether it is text, apart from what stands before the first character. */
static gboolean
text_begins (const Bytes *b,
             const char  *text)
{
  gsize at = begins (b, 0, "\xef\xbb\xbf") ? 3 : 0;

  while (at < b->size && g_ascii_isspace (b->data[at]))
    at++;
  return b->size - at >= strlen (text) && g_ascii_strncasecmp ((const char *) b->data + at, text, strlen (text)) == 0;
}

static gboolean
is_text (const Bytes *b)
{
  return b->size > 0 && memchr (b->data, 0, MIN (b->size, 4096)) == NULL;
}

static gboolean
is_empty (const Bytes *b)
{
  return b->size == 0;
}
static gboolean
is_lfs (const Bytes *b)
{
  return begins (b, 0, "version https://git-lfs.github.com/spec/");
}
static gboolean
is_html (const Bytes *b)
{
  return text_begins (b, "<!doctype html") || text_begins (b, "<html");
}
static gboolean
is_safetensors (const Bytes *b)
{
  return vt_safetensors_is (b->data, b->size);
}

/* ---- HDF5 and MATLAB -------------------------------------------------------------------------- */

static gboolean
is_matlab (const Bytes *b)
{
  return begins (b, 0, "MATLAB 5.0 MAT-file") || begins (b, 0, "MATLAB 7.3 MAT-file")
         || begins (b, 512, "\x89HDF\r\n\x1a\n") || (b->size > 136 && begins (b, 126, "IM") && b->data[125] == 1);
}
static gboolean
is_hdf5 (const Bytes *b)
{
  return begins (b, 0, "\x89HDF\r\n\x1a\n");
}
static gboolean
is_keras_h5 (const Bytes *b)
{
  return is_hdf5 (b) && (holds (b, "keras_version") || holds (b, "model_weights") || holds (b, "layer_names")
                         || holds (b, "model_config"));
}

/* ---- archives --------------------------------------------------------------------------------- */

static gboolean
is_cut_zip (const Bytes *b)
{
  return begins (b, 0, "PK\3\4") && b->zip == NULL;
}
static gboolean
is_keras (const Bytes *b)
{
  return has_member (b, "model.weights.h5") || (has_member (b, "config.json") && has_member (b, "metadata.json"));
}
static gboolean
is_script (const Bytes *b)
{
  return has_member (b, "constants.pkl") || (has_member (b, "model.json") && has_member (b, "tensors.json"));
}
static gboolean
is_exported (const Bytes *b)
{
  return has_member (b, "archive_format") || has_member (b, "serialized_exported_program.json");
}
static gboolean
is_torch_zip (const Bytes *b)
{
  return has_member (b, "data.pkl");
}
static gboolean
is_numpy (const Bytes *b)
{
  if (begins (b, 0, "\x93NUMPY"))
    return TRUE;
  return b->zip != NULL && b->zip->entries->len > 0
         && g_str_has_suffix (((VtZipEntry *) b->zip->entries->pdata[0])->name, ".npy");
}
static gboolean
is_archive (const Bytes *b)
{
  return b->zip != NULL || begins (b, 0, "\x1f\x8b") || begins (b, 257, "ustar") || begins (b, 0, "7z\xbc\xaf")
         || begins (b, 0, "Rar!") || begins (b, 0, "\xfd" "7zXZ") || begins (b, 0, "\x28\xb5\x2f\xfd");
}

/* ---- others with a mark ----------------------------------------------------------------------- */

static gboolean
is_old_torch (const Bytes *b)
{
  return vt_torch_is (b->data, b->size);
}
static gboolean
is_pickle (const Bytes *b)
{
  return b->size > 4 && b->data[0] == 0x80 && b->data[1] >= 2 && b->data[1] <= 5;
}
static gboolean
is_gguf (const Bytes *b)
{
  return begins (b, 0, "GGUF") || begins (b, 0, "lmgg") || begins (b, 0, "tjgg");
}
static gboolean
is_tflite (const Bytes *b)
{
  return begins (b, 4, "TFL3");
}
static gboolean
is_darknet (const Bytes *b)
{
  return is_text (b) && holds (b, "[convolutional]") && (holds (b, "[net]") || holds (b, "[network]"));
}
static gboolean
is_prototxt (const Bytes *b)
{
  return is_text (b) && (holds (b, "layer {") || holds (b, "layers {") || holds (b, "layer{") || holds (b, "layers{"))
         && (holds (b, "bottom:") || holds (b, "top:"));
}
static gboolean
is_openvino (const Bytes *b)
{
  return text_begins (b, "<?xml") && holds (b, "<net ") && holds (b, "<layer");
}
static gboolean
is_ncnn (const Bytes *b)
{
  return begins (b, 0, "7767517\n") || begins (b, 0, "7767517\r");
}
static gboolean
is_tfjs (const Bytes *b)
{
  return text_begins (b, "{") && (holds (b, "weightsManifest") || holds (b, "modelTopology"));
}
static gboolean
is_keras_json (const Bytes *b)
{
  return text_begins (b, "{") && holds (b, "\"class_name\"") && holds (b, "\"config\"");
}

/* ---- protocol buffers ------------------------------------------------------------------------- */

/* What only ONNX has at the top: a graph in field 7 beside versions in 1 or 8. */
static gboolean
is_onnx (const Bytes *b)
{
  return b->wire.whole && (b->wire.blobs & 1u << 7) != 0;
}
static gboolean
is_cut_onnx (const Bytes *b)
{
  return !b->wire.whole && b->wire.cut_field == 7 && b->wire.n_fields > 0;
}
static gboolean
is_coreml (const Bytes *b)
{
  return b->wire.whole && (b->wire.numbers & 1u << 1) != 0 && b->wire.far_field >= 200 && b->wire.far_field <= 4000;
}
static gboolean
is_saved_model (const Bytes *b)
{
  return b->wire.whole && (b->wire.numbers & 1u << 1) != 0 && b->wire.blobs == 1u << 2 && b->wire.far_field == 0
         && holds (b, "serve");
}
static gboolean
is_caffe (const Bytes *b)
{
  return b->wire.whole && b->wire.numbers == 0 && (b->wire.far_field == 100 || (b->wire.blobs & 1u << 2) != 0)
         && (holds (b, "Convolution") || holds (b, "conv") || holds (b, "data"));
}
static gboolean
is_frozen_graph (const Bytes *b)
{
  return b->wire.whole && (b->wire.blobs & 1u << 1) != 0 && (b->wire.blobs & 1u << 7) == 0
         && (holds (b, "Placeholder") || holds (b, "Const") || holds (b, "VariableV2"));
}

#define OPENED(kind) kind, VT_ERROR_FAILED, NULL
#define REFUSED      VITRINE_MODEL_REFUSED, VT_ERROR_UNSUPPORTED
#define BROKEN       VITRINE_MODEL_REFUSED, VT_ERROR_FORMAT

static const Kind kinds[] = {
  { is_empty, BROKEN, N_("The file is empty. Was a download or a copy interrupted?") },
  { is_lfs, BROKEN, N_("This is not the model but a note of Git LFS that stands for it. In its repository, run “git lfs "
                       "pull”, or download the file itself.") },
  { is_html, BROKEN, N_("This is a web page, not a model: the link led to a page about the file. Download the file itself "
                        "(on GitHub and Hugging Face, the button “Download” or “raw”).") },
  { is_safetensors, OPENED (VITRINE_MODEL_SAFETENSORS) },
  { is_matlab, OPENED (VITRINE_MODEL_MATLAB) },
  { is_keras_h5, REFUSED, N_("This is a Keras model (HDF5). With Python: pip install tf2onnx, then python -m tf2onnx.convert "
                             "--keras MODEL.h5 --output model.onnx. If the file holds weights alone, load them into their "
                             "model first.") },
  { is_hdf5, REFUSED, N_("This is an HDF5 file without a network that Vitrine knows. If it comes from Keras, load it "
                         "there and export with tf2onnx.convert.from_keras().") },
  { is_cut_zip, BROKEN, N_("The archive is cut short: its list of contents is missing. Was a download or a copy "
                           "interrupted?") },
  { is_keras, REFUSED, N_("This is a Keras 3 model. In Python: keras.models.load_model (\"MODEL.keras\").export "
                          "(\"model.onnx\", format=\"onnx\").") },
  { is_script, REFUSED, N_("This is a TorchScript program. In Python: m = torch.jit.load (\"MODEL.pt\"), then torch.save "
                           "(m.state_dict (), \"weights.pth\"); or export the network it was made from with "
                           "torch.onnx.export().") },
  { is_exported, REFUSED, N_("This is a program of torch.export. In Python: torch.onnx.export (torch.export.load "
                             "(\"MODEL.pt2\"), dynamo=True).save (\"model.onnx\").") },
  { is_torch_zip, OPENED (VITRINE_MODEL_TORCH) },
  { is_old_torch, OPENED (VITRINE_MODEL_TORCH) },
  { is_numpy, REFUSED, N_("These are arrays of NumPy without a network. Load them into their model in Python and export it "
                          "as ONNX.") },
  { is_archive, REFUSED, N_("This is an archive. Unpack it and open the model inside.") },
  { is_pickle, REFUSED, N_("This is a pickle of Python. To open it would mean to run its code, which Vitrine never does. "
                           "Load it in Python and export the network as ONNX, or save its tensors with safetensors.") },
  { is_gguf, REFUSED, N_("This is a GGUF file, as language models use. Vitrine looks into convolutional networks for "
                         "pictures.") },
  { is_tflite, REFUSED, N_("This is a TensorFlow Lite model. With Python: pip install tf2onnx, then python -m "
                           "tf2onnx.convert --tflite MODEL.tflite --output model.onnx.") },
  { is_openvino, REFUSED, N_("This is a network of OpenVINO. Export the model it was made from as ONNX; OpenVINO does not "
                             "lead back.") },
  { is_ncnn, REFUSED, N_("This is a network of ncnn. Export the model it was made from as ONNX; ncnn does not lead back.") },
  { is_darknet, REFUSED, N_("This is a network of Darknet in words; its weights lie in another file. Convert both to ONNX, "
                            "for example with pytorch-YOLOv4's demo_darknet2onnx.py.") },
  { is_prototxt, REFUSED, N_("This is a network of Caffe in words; its weights lie in a .caffemodel. With Python: pip "
                             "install caffe2onnx, then python -m caffe2onnx.convert --prototxt NET.prototxt --caffemodel "
                             "NET.caffemodel --onnx model.onnx.") },
  { is_tfjs, REFUSED, N_("This is a model of TensorFlow.js. With Python: python -m tf2onnx.convert --tfjs model.json --output "
                         "model.onnx.") },
  { is_keras_json, REFUSED, N_("This is a Keras network in words, without weights. Load both in Keras and export with "
                               "tf2onnx.convert.from_keras().") },
  { is_onnx, OPENED (VITRINE_MODEL_ONNX) },
  { is_cut_onnx, BROKEN, N_("The file is cut short: its network is longer than the file. Was a download or a copy "
                            "interrupted?") },
  { is_coreml, REFUSED, N_("This is a Core ML model. Export the network it was made from as ONNX; Core ML does not lead "
                           "back.") },
  { is_saved_model, REFUSED, N_("This is a TensorFlow SavedModel. With Python: pip install tf2onnx, then python -m "
                                "tf2onnx.convert --saved-model FOLDER --output model.onnx.") },
  { is_caffe, REFUSED, N_("These are weights of Caffe (.caffemodel). With Python: pip install caffe2onnx, then python -m "
                          "caffe2onnx.convert --prototxt NET.prototxt --caffemodel NET.caffemodel --onnx model.onnx.") },
  { is_frozen_graph, REFUSED, N_("This is a frozen graph of TensorFlow. With Python: python -m tf2onnx.convert --graphdef "
                                 "GRAPH.pb --inputs INPUT:0 --outputs OUTPUT:0 --output model.onnx.") },
};

VitrineModelKind
vitrine_model_kind (const guint8 *data,
                    gsize         size,
                    GError      **error)
{
  Bytes b = { .data = data, .size = size };
  VitrineModelKind kind = VITRINE_MODEL_ONNX;

  if (begins (&b, 0, "PK\3\4"))
    b.zip = vt_zip_read (data, size, NULL);
  else
    vitrine_wire_look (data, size, &b.wire);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].is (&b))
      {
        kind = kinds[i].kind;
        if (kinds[i].what != NULL)
          g_set_error_literal (error, VT_ERROR, kinds[i].code, _(kinds[i].what));
        break;
      }
  vt_zip_free (b.zip);
  return kind;
}

gboolean
vitrine_model_is_weights (VitrineModelKind kind)
{
  return kind == VITRINE_MODEL_SAFETENSORS || kind == VITRINE_MODEL_TORCH;
}

gboolean
vitrine_model_kind_folder (const char *path,
                           GError    **error)
{
  static const struct { const char *file, *what; } folders[] = {
    { "saved_model.pb", N_("This folder is a TensorFlow SavedModel. With Python: pip install tf2onnx, then python -m "
                           "tf2onnx.convert --saved-model FOLDER --output model.onnx.") },
    { "Manifest.json", N_("This folder is a Core ML package. Export the network it was made from as ONNX; Core ML does not "
                          "lead back.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *file = g_build_filename (path, folders[i].file, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, _(folders[i].what));
          return TRUE;
        }
    }
  return FALSE;
}
