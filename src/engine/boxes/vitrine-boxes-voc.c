/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pascal VOC: one XML file a picture.  Coordinates count from 1 and name the last pixel inside, so a box from 1 to 1 is
 * one pixel wide; some have decimals. */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/vt-error.h"
#include "base/vt-json.h"
#include "engine/boxes/vitrine-boxes-file.h"

#define MAX_DEPTH 32
#define MAX_TEXT  4096

/* What is known of an object or a part while its element is open. */
typedef struct
{
  char    *name, *template_name, *picture, *pose;
  double   edges[4];          /* xmin, ymin, xmax, ymax */
  gboolean mirrored, whole, truncated, difficult, occluded;
} Thing;

typedef struct
{
  VitrineBoxes        *boxes;
  const char          *name;
  VitrineBoxesPicture *picture;
  VitrineBoxesObject  *object;      /* that is open, made when it ends or its first part does */
  char                *folder, *file;
  double               width, height;
  GString             *path;        /* "annotation/object/part" */
  guint                depth;
  GString             *text;        /* of the innermost element */
  Thing                outer, inner;
} Reading;

static const char *const edge_names[] = { "xmin", "ymin", "xmax", "ymax" };

static void
thing_init (Thing *thing)
{
  *thing = (Thing) { 0 };
  for (guint i = 0; i < 4; i++)
    thing->edges[i] = (double) NAN;
}

static void
thing_clear (Thing *thing)
{
  g_free (thing->name);
  g_free (thing->template_name);
  g_free (thing->picture);
  g_free (thing->pose);
  thing_init (thing);
}

/* From 1, both ends inside, to 0-based and half open. */
static gboolean
box_of (const Thing *thing,
        VitrineBox  *box)
{
  *box = (VitrineBox) { thing->edges[0] - 1, thing->edges[1] - 1, thing->edges[2] - (thing->edges[0] - 1),
                        thing->edges[3] - (thing->edges[1] - 1) };
  return vitrine_boxes_is_good (box) && box->w > 0;
}

static void
say (Reading    *reading,
     const char *thing,
     const char *reason)
{
  g_autofree char *entry = g_strdup_printf ("%s, %s", reading->name, thing != NULL ? thing : "object");

  vitrine_boxes_skip (reading->boxes, entry, reason);
}

/* Objects come before the size and the name of the file in some files, so the picture is made with the first of
 * them and filled at the end. */
static VitrineBoxesPicture *
need_picture (Reading *reading)
{
  if (reading->picture == NULL)
    reading->picture = vitrine_boxes_add_picture (reading->boxes, "");
  return reading->picture;
}

static VitrineBoxesObject *
need_object (Reading *reading)
{
  if (reading->object == NULL)
    reading->object = vitrine_boxes_add_object (need_picture (reading), NULL, NULL);
  return reading->object;
}

static void
end_part (Reading *reading)
{
  Thing *thing = &reading->inner;
  VitrineBoxesPart *part;
  VitrineBox box;

  if (thing->name == NULL || !box_of (thing, &box))
    say (reading, thing->name, thing->name == NULL ? _("a part has no name") : _("the part has no box that makes sense"));
  else
    {
      part = vitrine_boxes_add_part (need_object (reading), thing->name, &box);
      part->template_name = g_steal_pointer (&thing->template_name);
      part->mirrored = thing->mirrored;
    }
  thing_clear (thing);
}

static void
end_object (Reading *reading)
{
  Thing *thing = &reading->outer;
  VitrineBox box;
  const gboolean boxed = box_of (thing, &box);
  VitrineBoxesObject *object;

  if (thing->name == NULL || (!boxed && !thing->whole))
    {
      say (reading, thing->name, thing->name == NULL ? _("an object has no name")
                                                     : _("the object has no box that makes sense"));
      /* The last one. */
      if (reading->object != NULL)
        g_ptr_array_set_size (reading->picture->objects, (int) reading->picture->objects->len - 1);
    }
  else
    {
      object = need_object (reading);
      object->class_name = g_steal_pointer (&thing->name);
      object->id = g_steal_pointer (&thing->picture);
      object->has_box = !thing->whole;
      object->box = boxed && !thing->whole ? box : (VitrineBox) { 0 };
      if (thing->truncated)
        g_ptr_array_add (object->attributes, g_strdup ("truncated"));
      if (thing->difficult)
        g_ptr_array_add (object->attributes, g_strdup ("difficult"));
      if (thing->occluded)
        g_ptr_array_add (object->attributes, g_strdup ("occluded"));
      if (thing->pose != NULL && g_ascii_strcasecmp (thing->pose, "Unspecified") != 0)
        {
          g_autofree char *pose = g_utf8_strdown (thing->pose, -1);

          g_ptr_array_add (object->attributes, g_strconcat ("pose ", pose, NULL));
        }
    }
  reading->object = NULL;
  thing_clear (thing);
}

static void
start_element (GMarkupParseContext *context,
               const char          *element,
               const char         **names,
               const char         **values,
               gpointer             user_data,
               GError             **error)
{
  Reading *reading = user_data;

  if (++reading->depth > MAX_DEPTH)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, _("it is nested too deeply"));
      return;
    }
  if (reading->depth == 1 && !g_str_equal (element, "annotation"))
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, _("it is no annotation of a picture"));
      return;
    }
  g_string_append_c (reading->path, '/');
  g_string_append (reading->path, element);
  g_string_truncate (reading->text, 0);
}

static void
add_text (GMarkupParseContext *context,
          const char          *text,
          gsize                length,
          gpointer             user_data,
          GError             **error)
{
  Reading *reading = user_data;

  /* What is longer is neither a name nor a number; a piece of it might end within a letter. */
  if (length <= MAX_TEXT - reading->text->len)
    g_string_append_len (reading->text, text, (gssize) length);
}

static void
replace (char      **slot,
         const char *text)
{
  g_free (*slot);
  *slot = *text != '\0' ? g_strdup (text) : NULL;
}

static gboolean
is_set (const char *text)
{
  return g_str_equal (text, "1") || g_ascii_strcasecmp (text, "true") == 0;
}

/* A member of an object or part: `leaf` is what its path has after that of the thing. */
static void
fill_thing (Thing      *thing,
            const char *leaf,
            const char *text)
{
  if (g_str_equal (leaf, "name"))
    replace (&thing->name, text);
  else if (g_str_equal (leaf, "template"))
    replace (&thing->template_name, text);
  else if (g_str_equal (leaf, "picture"))
    replace (&thing->picture, text);
  else if (g_str_equal (leaf, "pose"))
    replace (&thing->pose, text);
  else if (g_str_equal (leaf, "mirrored"))
    thing->mirrored = is_set (text);
  else if (g_str_equal (leaf, "whole"))
    thing->whole = is_set (text);
  else if (g_str_equal (leaf, "truncated"))
    thing->truncated = is_set (text);
  else if (g_str_equal (leaf, "difficult"))
    thing->difficult = is_set (text);
  else if (g_str_equal (leaf, "occluded"))
    thing->occluded = is_set (text);
  else if (g_str_has_prefix (leaf, "bndbox/"))
    for (guint i = 0; i < 4; i++)
      if (g_str_equal (leaf + strlen ("bndbox/"), edge_names[i]))
        {
          char *end;
          const double edge = g_ascii_strtod (text, &end);

          thing->edges[i] = end != text && *end == '\0' ? edge : (double) NAN;
        }
}

static void
end_element (GMarkupParseContext *context,
             const char          *element,
             gpointer             user_data,
             GError             **error)
{
  static const char in_part[] = "/annotation/object/part/", in_object[] = "/annotation/object/";
  Reading *reading = user_data;
  const char *path = reading->path->str, *text = g_strstrip (reading->text->str);

  if (g_str_equal (path, "/annotation/object/part"))
    end_part (reading);
  else if (g_str_equal (path, "/annotation/object"))
    end_object (reading);
  else if (g_str_has_prefix (path, in_part))
    fill_thing (&reading->inner, path + strlen (in_part), text);
  else if (g_str_has_prefix (path, in_object))
    fill_thing (&reading->outer, path + strlen (in_object), text);
  else if (g_str_equal (path, "/annotation/filename"))
    replace (&reading->file, text);
  else if (g_str_equal (path, "/annotation/folder"))
    replace (&reading->folder, text);
  else if (g_str_equal (path, "/annotation/size/width"))
    reading->width = g_ascii_strtod (text, NULL);
  else if (g_str_equal (path, "/annotation/size/height"))
    reading->height = g_ascii_strtod (text, NULL);
  g_string_truncate (reading->path, reading->path->len - MIN (reading->path->len, strlen (element) + 1));
  g_string_truncate (reading->text, 0);
  reading->depth--;
}

/* Some write the name without its ending; the folder is a folder of pictures only where it is not VOC's own word. */
static void
name_picture (Reading *reading)
{
  VitrineBoxesPicture *picture = need_picture (reading);
  const gboolean official = reading->folder == NULL || g_str_has_prefix (reading->folder, "VOC");
  g_autofree char *file = official ? g_strdup (reading->file) : g_build_filename (reading->folder, reading->file, NULL);

  g_free (picture->file);
  picture->file = g_strdelimit (g_steal_pointer (&file), "\\", '/');
  vitrine_boxes_set_size (picture, reading->width, reading->height);
}

static void
forget_picture (Reading *reading)
{
  if (reading->picture != NULL)
    g_ptr_array_remove (reading->boxes->pictures, reading->picture);
}

static gboolean
read_voc (VitrineBoxes *boxes,
          const char   *text,
          gsize         length,
          const char   *name,
          const VtJob  *job,
          GError      **error)
{
  static const GMarkupParser parser = { .start_element = start_element, .end_element = end_element, .text = add_text };
  g_autoptr (GString) path = g_string_new (NULL), inside = g_string_new (NULL);
  Reading reading = { .boxes = boxes, .name = name, .path = path, .text = inside };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reading, NULL);
  g_autoptr (GError) fault = NULL;
  gboolean ok;

  thing_init (&reading.outer);
  thing_init (&reading.inner);
  ok = g_markup_parse_context_parse (context, text, (gssize) length, &fault)
       && g_markup_parse_context_end_parse (context, &fault);
  if (!ok)
    {
      /* GLib's own words name the place again, in their way. */
      const char *own = strstr (fault->message, ": ");
      int line = 1, column = 0;

      g_markup_parse_context_get_position (context, &line, &column);
      g_set_error (error, VT_ERROR, VT_ERROR_FORMAT, _("“%s”, line %u: %s"), name, (guint) line,
                   own != NULL ? own + 2 : fault->message);
    }
  else if (reading.file == NULL)
    ok = vitrine_boxes_fault (error, name, text, 0, _("filename is missing"));
  if (ok)
    name_picture (&reading);
  else
    forget_picture (&reading);
  g_markup_parse_context_free (context);
  thing_clear (&reading.outer);
  thing_clear (&reading.inner);
  g_free (reading.folder);
  g_free (reading.file);
  return ok;
}

/* "<annotation" is the first element, behind a declaration and comments. */
static gboolean
is_voc (const char *text,
        gsize       length)
{
  const char *at = text, *end = text + MIN (length, 4096);

  for (;;)
    {
      while (at < end && g_ascii_isspace (*at))
        at++;
      if (end - at < 11 || *at != '<')
        return FALSE;
      if (at[1] != '?' && at[1] != '!')
        return memcmp (at, "<annotation", 11) == 0;
      at = memchr (at, '>', (gsize) (end - at));
      if (at == NULL)
        return FALSE;
      at++;
    }
}

/* ---- writing ---- */

static void
put_element (GString    *out,
             const char *indent,
             const char *name,
             const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (out, "%s<%s>%s</%s>\n", indent, name, escaped, name);
}

static void
put_box (GString          *out,
         const char       *indent,
         const VitrineBox *box)
{
  const double edges[] = { box->x + 1, box->y + 1, box->x + box->w, box->y + box->h };

  g_string_append_printf (out, "%s<bndbox>", indent);
  for (guint i = 0; i < 4; i++)
    {
      g_string_append_printf (out, "<%s>", edge_names[i]);
      vt_json_put_double (out, edges[i]);
      g_string_append_printf (out, "</%s>", edge_names[i]);
    }
  g_string_append (out, "</bndbox>\n");
}

static void
put_object (GString                   *out,
            const VitrineBoxesPicture *picture,
            const VitrineBoxesObject  *object)
{
  const VitrineBox whole = { 0, 0, picture->width, picture->height };

  g_string_append (out, "  <object>\n");
  put_element (out, "    ", "name", object->class_name != NULL ? object->class_name : "object");
  g_string_append (out, "    <pose>Unspecified</pose>\n    <truncated>0</truncated>\n    <difficult>0</difficult>\n");
  put_box (out, "    ", object->has_box ? &object->box : &whole);
  for (guint i = 0; i < object->parts->len; i++)
    {
      const VitrineBoxesPart *part = object->parts->pdata[i];

      g_string_append (out, "    <part>\n");
      put_element (out, "      ", "name", part->name);
      put_box (out, "      ", &part->box);
      if (part->template_name != NULL)
        put_element (out, "      ", "template", part->template_name);
      put_element (out, "      ", "mirrored", part->mirrored ? "1" : "0");
      g_string_append (out, "    </part>\n");
    }
  put_element (out, "    ", "picture", object->id != NULL ? object->id : picture->file);
  put_element (out, "    ", "whole", object->has_box ? "0" : "1");
  g_string_append (out, "  </object>\n");
}

static gboolean
write_voc (const VitrineBoxes *boxes,
           const char         *folder,
           const VtJob        *job,
           GError            **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < boxes->pictures->len; i++)
    {
      const VitrineBoxesPicture *picture = boxes->pictures->pdata[i];
      g_autofree char *base = g_path_get_basename (picture->file), *above = g_path_get_dirname (picture->file);
      g_autoptr (GString) out = g_string_new ("<annotation>\n");

      if (!g_str_equal (above, "."))
        put_element (out, "  ", "folder", above);
      put_element (out, "  ", "filename", base);
      g_string_append_printf (out, "  <size><width>%u</width><height>%u</height><depth>3</depth></size>\n"
                              "  <segmented>0</segmented>\n", picture->width, picture->height);
      for (guint k = 0; k < picture->objects->len; k++)
        put_object (out, picture, picture->objects->pdata[k]);
      g_string_append (out, "</annotation>\n");
      if (!vt_job_tick (job, (double) i / boxes->pictures->len, N_("Writing boxes"), error)
          || !vitrine_boxes_put (folder, picture, ".xml", out->str, taken, error))
        return FALSE;
    }
  return TRUE;
}

const VitrineBoxesFormat vitrine_boxes_voc = {
  .id = "voc", .title = "Pascal VOC", .ending = ".xml", .folder = TRUE, .needs_size = TRUE,
  .is = is_voc, .read = read_voc, .write = write_voc,
};
