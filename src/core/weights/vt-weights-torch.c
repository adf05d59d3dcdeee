/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State dicts of PyTorch.  Since 1.6 torch.save() writes a zip archive: NAME/data.pkl describes, NAME/data/KEY hold the
 * numbers.  Before, a file was five pickles in a row (a magic number, a version, facts about the machine, the objects,
 * the keys of the storages) and then each storage: its number of elements and the elements.
 *
 * A tensor is an object that torch._utils._rebuild_tensor_v2 (storage, offset, size, stride, …) would make; a storage is
 * ('storage', torch.FloatStorage, KEY, device, number of elements). */
#include "weights/vt-weights-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/vt-error.h"
#include "weights/vt-pickle.h"
#include "weights/vt-zip.h"

#define MAX_DEPTH   6

/* Where a storage's numbers lie. */
typedef struct
{
  const guint8 *data;
  gsize         size;
} Storage;

typedef struct
{
  VtWeights  *weights;
  VtZip      *zip;          /* or NULL */
  char       *prefix;       /* "archive/data/" */
  GHashTable *storages;     /* of the old format: key → Storage */
  GHashTable *seen;         /* dicts that were looked at */
  guint       n_skipped;
  GError    **error;
} Reader;

static const guint8 old_magic[] = { 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.' };

gboolean
vt_torch_is (const guint8 *data,
             gsize         size)
{
  g_autoptr (VtZip) zip = NULL;

  if (size > sizeof old_magic && memcmp (data, old_magic, sizeof old_magic) == 0)
    return TRUE;
  if (size < 4 || memcmp (data, "PK\3\4", 4) != 0)
    return FALSE;
  zip = vt_zip_read (data, size, NULL);
  return zip != NULL && vt_zip_find_tail (zip, "data.pkl") != NULL;
}

/* ---- tensors ---------------------------------------------------------------------------------- */

/* The name of the storage's class without its module. */
static const char *
storage_class (const VtPickleValue *value)
{
  const VtPickleValue *type = vt_pickle_item (value, 1);

  if (type == NULL || type->kind != VT_PICKLE_GLOBAL)
    return NULL;
  if (g_str_has_prefix (type->text, "torch.storage."))
    return type->text + strlen ("torch.storage.");
  if (g_str_has_prefix (type->text, "torch.cuda."))
    return type->text + strlen ("torch.cuda.");
  return g_str_has_prefix (type->text, "torch.") ? type->text + strlen ("torch.") : NULL;
}

/* The bytes of the storage that `tuple` names; at most as many as it says it has elements. */
static gboolean
find_storage (Reader              *r,
              const VtPickleValue *tuple,
              VtDtype              dtype,
              Storage             *storage)
{
  const VtPickleValue *key = vt_pickle_item (tuple, 2), *n = vt_pickle_item (tuple, 4);
  gsize bytes;

  *storage = (Storage) { NULL, 0 };
  if (key == NULL || key->kind != VT_PICKLE_TEXT || n == NULL || n->kind != VT_PICKLE_INT || n->i < 0)
    return FALSE;
  if (r->zip != NULL)
    {
      g_autofree char *name = g_strconcat (r->prefix, key->text, NULL);
      const VtZipEntry *entry = vt_zip_find (r->zip, name);

      if (entry == NULL || !entry->stored)
        return FALSE;
      *storage = (Storage) { entry->data, entry->size };
    }
  else
    {
      const Storage *found = g_hash_table_lookup (r->storages, key->text);

      if (found == NULL)
        return FALSE;
      *storage = *found;
    }
  if (!g_size_checked_mul (&bytes, (gsize) n->i, vt_dtype_size (dtype)) || bytes > storage->size)
    return FALSE;
  storage->size = bytes;
  return TRUE;
}

static gboolean
read_sizes (const VtPickleValue *tuple,
            gsize                out[VT_MAX_DIMS],
            guint               *n)
{
  /* torch.Size ((2, 3)) is as good as (2, 3). */
  if (tuple != NULL && tuple->kind == VT_PICKLE_OBJECT && vt_pickle_names (tuple->of, "torch.Size"))
    tuple = vt_pickle_item (tuple->with, 0);
  if (tuple == NULL || (tuple->kind != VT_PICKLE_TUPLE && tuple->kind != VT_PICKLE_LIST)
      || vt_pickle_n (tuple) > VT_MAX_DIMS)
    return FALSE;
  *n = vt_pickle_n (tuple);
  for (guint i = 0; i < *n; i++)
    {
      const VtPickleValue *d = vt_pickle_item (tuple, i);

      if (d->kind != VT_PICKLE_INT || d->i < 0)
        return FALSE;
      out[i] = (gsize) d->i;
    }
  return TRUE;
}

/* The arguments of the tensor that `value` is, or NULL when it is none. */
static const VtPickleValue *
tensor_arguments (const VtPickleValue *value)
{
  /* A parameter is a tensor inside an object. */
  for (guint i = 0; i < 3 && value != NULL && value->kind == VT_PICKLE_OBJECT; i++)
    {
      if (vt_pickle_names (value->of, "torch._utils._rebuild_tensor_v2")
          || vt_pickle_names (value->of, "torch._utils._rebuild_tensor"))
        return value->with;
      if (!vt_pickle_names (value->of, "torch._utils._rebuild_parameter")
          && !vt_pickle_names (value->of, "torch._utils._rebuild_parameter_with_state")
          && !vt_pickle_names (value->of, "torch.nn.parameter.Parameter"))
        return NULL;
      value = vt_pickle_item (value->with, 0);
    }
  return NULL;
}

static gboolean
take_tensor (Reader              *r,
             const char          *name,
             const VtPickleValue *arguments)
{
  const VtPickleValue *outside = vt_pickle_item (arguments, 0), *offset = vt_pickle_item (arguments, 1);
  const VtPickleValue *tuple = outside != NULL && outside->kind == VT_PICKLE_OUTSIDE ? outside->of : NULL;
  const char *class = tuple != NULL ? storage_class (tuple) : NULL;
  VtShape shape = { 0 };
  gsize stride[VT_MAX_DIMS] = { 0 };
  guint n_strides = 0;
  Storage storage;
  VtDtype dtype;

  if (class == NULL || offset == NULL || offset->kind != VT_PICKLE_INT || offset->i < 0
      || !read_sizes (vt_pickle_item (arguments, 2), shape.dim, &shape.n_dims)
      || !read_sizes (vt_pickle_item (arguments, 3), stride, &n_strides) || n_strides != shape.n_dims)
    {
      vt_weights_note (r->weights, _("“%s” was left out: it is no plain tensor."), name);
      return TRUE;
    }
  if (!vt_dtype_from_storage (class, &dtype))
    {
      vt_weights_note (r->weights, _("“%s” was left out: numbers of type %s are not known."), name, class);
      return TRUE;
    }
  if (!find_storage (r, tuple, dtype, &storage))
    {
      g_set_error (r->error, VT_ERROR, VT_ERROR_FORMAT,
                   _("The numbers of “%s” are missing; the file may be cut short"), name);
      return FALSE;
    }
  return vt_weights_add (r->weights, name, dtype, &shape, stride, (gsize) offset->i, storage.data, storage.size,
                         r->error);
}

/* ---- the dict among all that was saved -------------------------------------------------------- */

/* Tensors directly in a dict under a text. */
static guint
count_tensors (const VtPickleValue *dict)
{
  guint n = 0;

  for (guint i = 0; dict->kind == VT_PICKLE_DICT && i + 1 < dict->items->len; i += 2)
    {
      const VtPickleValue *key = dict->items->pdata[i];

      n += key->kind == VT_PICKLE_TEXT && tensor_arguments (dict->items->pdata[i + 1]) != NULL;
    }
  return n;
}

/* The best dict of tensors at or under `value`.  What bears a usual name comes before what only holds more. */
static const VtPickleValue *
find_dict (Reader              *r,
           const VtPickleValue *value,
           guint                depth)
{
  static const char *const usual[] = { "state_dict", "model_state_dict", "model_state", "model", "net", "network",
                                       "weights", "params", "state", "module", "state_dict_ema", "model_ema", "ema" };
  const VtPickleValue *best = NULL;
  guint most = 0;

  /* A dict may hold itself, or the same one many times. */
  if (value == NULL || value->kind != VT_PICKLE_DICT || depth == MAX_DEPTH
      || !g_hash_table_add (r->seen, (gpointer) value))
    return NULL;
  /* One tensor beside a dict of them is a number that was kept, such as the best score. */
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      const VtPickleValue *found = find_dict (r, vt_pickle_find (value, usual[i]), depth + 1);

      if (found != NULL)
        return found;
    }
  if (count_tensors (value) > 0)
    return value;
  for (guint i = 1; i < value->items->len; i += 2)
    {
      const VtPickleValue *found = find_dict (r, value->items->pdata[i], depth + 1);
      const guint n = found != NULL ? count_tensors (found) : 0;

      if (n > most)
        {
          most = n;
          best = found;
        }
    }
  return best;
}

static gboolean
take_dict (Reader              *r,
           const VtPickleValue *dict)
{
  for (guint i = 0; i + 1 < dict->items->len; i += 2)
    {
      const VtPickleValue *key = dict->items->pdata[i], *value = dict->items->pdata[i + 1];
      const VtPickleValue *arguments = tensor_arguments (value);

      g_autofree char *name = key->kind == VT_PICKLE_TEXT ? g_utf8_make_valid (key->text, -1) : NULL;

      if (name == NULL || arguments == NULL)
        r->n_skipped++;
      else if (!take_tensor (r, name, arguments))
        return FALSE;
    }
  if (r->n_skipped > 0)
    vt_weights_note (r->weights, ngettext ("%u entry beside the tensors was left out.",
                                           "%u entries beside the tensors were left out.", r->n_skipped), r->n_skipped);
  return TRUE;
}

/* A class that is no part of a state dict, among the objects near the top; NULL: none. */
static const char *
foreign_class (const VtPickleValue *value,
               guint                depth)
{
  if (value == NULL || depth == 3)
    return NULL;
  if (value->kind == VT_PICKLE_OBJECT && value->of != NULL && value->of->kind == VT_PICKLE_GLOBAL
      && !g_str_has_prefix (value->of->text, "torch._utils.") && !g_str_has_prefix (value->of->text, "copy_reg."))
    return value->of->text;
  for (guint i = 1; value->kind == VT_PICKLE_DICT && i < MIN (value->items->len, 200); i += 2)
    {
      const char *found = foreign_class (value->items->pdata[i], depth + 1);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
take_value (Reader              *r,
            const VtPickleValue *value)
{
  const VtPickleValue *dict = find_dict (r, value, 0);
  const char *foreign = dict == NULL ? foreign_class (value, 0) : NULL;

  if (dict != NULL)
    return take_dict (r, dict) && vt_weights_n (r->weights) > 0;
  if (foreign != NULL)
    {
      g_autofree char *class = g_utf8_make_valid (foreign, (gssize) strnlen (foreign, 200));

      g_set_error (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   _("This is a whole Python object (%s), saved by torch.save (model). To open it would mean to run its "
                     "code, which Vitrine never does. In Python, save its weights alone, "
                     "torch.save (model.state_dict (), \"weights.pth\"), or the network as ONNX, "
                     "torch.onnx.export (model.eval (), torch.zeros (1, 3, 224, 224), \"model.onnx\")."), class);
    }
  else
    g_set_error_literal (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                         _("This file of PyTorch holds no weights: there is no dict of tensors in it."));
  return FALSE;
}

/* ---- the two formats -------------------------------------------------------------------------- */

static gboolean
read_zip (Reader       *r,
          const guint8 *data,
          gsize         size)
{
  const VtZipEntry *entry, *order;
  g_autoptr (VtPickle) pickle = NULL;
  gsize folder;

  r->zip = vt_zip_read (data, size, r->error);
  if (r->zip == NULL)
    return FALSE;
  entry = vt_zip_find_tail (r->zip, "data.pkl");
  if (entry == NULL || !entry->stored)
    {
      g_set_error_literal (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           entry == NULL ? _("This archive is no file of PyTorch")
                                         : _("The archive was compressed again; PyTorch itself stores plainly"));
      return FALSE;
    }
  folder = strlen (entry->name) - strlen ("data.pkl");
  r->prefix = g_strdup_printf ("%.*sdata/", (int) folder, entry->name);
  if (vt_zip_find_tail (r->zip, "constants.pkl") != NULL)
    {
      g_set_error_literal (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           _("This is a TorchScript program. Load it in Python with torch.jit.load() and save its "
                             "weights, torch.save (model.state_dict (), \"weights.pth\"), or export the network it was "
                             "made from with torch.onnx.export()."));
      return FALSE;
    }
  order = vt_zip_find_tail (r->zip, "byteorder");
  if (order != NULL && order->stored && order->size == 3 && memcmp (order->data, "big", 3) == 0)
    {
      g_set_error_literal (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           _("The file was written on a big-endian computer"));
      return FALSE;
    }
  pickle = vt_pickle_read (entry->data, entry->size, NULL, r->error);
  return pickle != NULL && take_value (r, vt_pickle_value (pickle));
}

/* Finds the storages behind the pickles: the last pickle lists their keys, in the order in which they follow. */
static gboolean
find_storages (Reader              *r,
               const VtPickleValue *keys,
               GHashTable          *sizes,
               const guint8        *data,
               gsize                size)
{
  gsize at = 0;

  for (guint i = 0; i < vt_pickle_n (keys); i++)
    {
      const VtPickleValue *key = vt_pickle_item (keys, i);
      const gsize element = key != NULL && key->kind == VT_PICKLE_TEXT
        ? GPOINTER_TO_SIZE (g_hash_table_lookup (sizes, key->text)) : 0;
      guint64 n;
      Storage *storage;

      /* A storage that no tensor uses has an unknown size, and then nothing after it can be found. */
      if (element == 0 || size - at < sizeof n)
        break;
      memcpy (&n, data + at, sizeof n);
      n = GUINT64_FROM_LE (n);
      at += sizeof n;
      if (n > (size - at) / element)
        break;
      storage = g_new (Storage, 1);
      *storage = (Storage) { data + at, (gsize) n * element };
      g_hash_table_replace (r->storages, g_strdup (key->text), storage);
      at += (gsize) n * element;
    }
  return TRUE;
}

/* Size of an element for every key that a tensor of the file names. */
static void
note_sizes (GHashTable      *sizes,
            const GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const VtPickleValue *value = values->pdata[i];
      const VtPickleValue *key = value->kind == VT_PICKLE_OUTSIDE ? vt_pickle_item (value->of, 2) : NULL;
      const char *class = key != NULL && key->kind == VT_PICKLE_TEXT ? storage_class (value->of) : NULL;
      VtDtype dtype;

      if (class != NULL && vt_dtype_from_storage (class, &dtype))
        g_hash_table_replace (sizes, g_strdup (key->text), GSIZE_TO_POINTER (vt_dtype_size (dtype)));
    }
}

static gboolean
read_old (Reader       *r,
          const guint8 *data,
          gsize         size)
{
  VtPickle *pickles[5] = { NULL };
  g_autoptr (GHashTable) sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const VtPickleValue *little;
  gsize at = 0;
  gboolean done = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (pickles); i++)
    {
      gsize used;

      pickles[i] = vt_pickle_read (data + at, size - at, &used, r->error);
      if (pickles[i] == NULL)
        goto out;
      at += used;
    }
  little = vt_pickle_find (vt_pickle_value (pickles[2]), "little_endian");
  if (little != NULL && little->kind == VT_PICKLE_FLAG && little->i == 0)
    {
      g_set_error_literal (r->error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           _("The file was written on a big-endian computer"));
      goto out;
    }
  r->storages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  note_sizes (sizes, vt_pickle_all (pickles[3]));
  done = find_storages (r, vt_pickle_value (pickles[4]), sizes, data + at, size - at)
         && take_value (r, vt_pickle_value (pickles[3]));

out:
  for (guint i = 0; i < G_N_ELEMENTS (pickles); i++)
    vt_pickle_free (pickles[i]);
  return done;
}

VtWeights *
vt_torch_read (GBytes   *bytes,
               gboolean  mapped,
               GError  **error)
{
  gsize size;
  const guint8 *given = g_bytes_get_data (bytes, &size);
  /* Of no bytes at all there is no address either. */
  const guint8 *data = given != NULL ? given : (const guint8 *) "";
  const gboolean zip = size >= 4 && memcmp (data, "PK", 2) == 0;
  g_autoptr (VtWeights) weights = vt_weights_new (bytes, mapped, zip ? _("PyTorch state dict")
                                                                     : _("PyTorch state dict (before 1.6)"));
  Reader r = { .weights = weights, .error = error, .seen = g_hash_table_new (NULL, NULL) };
  const gboolean done = zip ? read_zip (&r, data, size) : read_old (&r, data, size);

  g_hash_table_unref (r.seen);
  g_clear_pointer (&r.zip, vt_zip_free);
  g_clear_pointer (&r.prefix, g_free);
  g_clear_pointer (&r.storages, g_hash_table_unref);
  if (!done && error != NULL && *error == NULL)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                         _("This file of PyTorch holds no weights: there is no dict of tensors in it."));
  return done ? g_steal_pointer (&weights) : NULL;
}
