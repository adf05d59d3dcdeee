/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An And-Or graph as JSON for people and other programs.  Written only, never read. */
#include <string.h>

#include "base/vt-json.h"
#include "parts/vt-aog-private.h"

static void
put_pair (GString    *out,
          const char *name,
          double      a,
          double      b)
{
  g_string_append_printf (out, "\"%s\": [", name);
  vt_json_put_double (out, a);
  g_string_append (out, ", ");
  vt_json_put_double (out, b);
  g_string_append_c (out, ']');
}

static void
put_layer (GString           *out,
           const VtPartLayer *layer)
{
  g_string_append (out, "{\"name\": ");
  vt_json_put_string (out, layer->name);
  g_string_append_printf (out, ", \"channels\": %u, ", layer->channels);
  put_pair (out, "cells", layer->h, layer->w);
  g_string_append (out, ", ");
  put_pair (out, "stride", layer->stride[0], layer->stride[1]);
  g_string_append (out, ", ");
  put_pair (out, "offset", layer->offset[0], layer->offset[1]);
  g_string_append (out, ", ");
  put_pair (out, "field", layer->size[0], layer->size[1]);
  g_string_append_c (out, '}');
}

static void
put_pattern (GString         *out,
             const VtPattern *p,
             gboolean         dropped)
{
  g_string_append_printf (out, "{\"layer\": %u, \"channel\": %u, ", p->layer, p->channel);
  put_pair (out, "home", p->home[0], p->home[1]);
  g_string_append (out, ", ");
  put_pair (out, "delta", (double) p->delta[0], (double) p->delta[1]);
  g_string_append (out, ", \"prior\": ");
  vt_json_put_float (out, p->prior);
  g_string_append (out, ", \"score\": ");
  vt_json_put_float (out, p->score);
  g_string_append (out, ", \"parents\": [");
  for (guint j = 0; j < p->n_parents; j++)
    g_string_append_printf (out, "%s%u", j > 0 ? ", " : "", p->parent[j]);
  g_string_append_printf (out, "], \"dropped\": %s}", dropped ? "true" : "false");
}

static void
put_template (GString          *out,
              const VtTemplate *template)
{
  const VtTemplateCore *core = template->core;

  g_string_append (out, "{\"id\": ");
  vt_json_put_string (out, core->id);
  g_string_append (out, ", ");
  put_pair (out, "centre", core->centre[0], core->centre[1]);
  g_string_append (out, ", ");
  put_pair (out, "size", core->size[0], core->size[1]);
  g_string_append (out, ",\n  \"boxes\": [");
  for (guint i = 0; i < core->n_boxes; i++)
    {
      g_string_append_printf (out, "%s{\"picture\": %u, \"mirrored\": %s, ", i > 0 ? ", " : "",
                              core->box[i].picture, core->box[i].mirrored ? "true" : "false");
      put_pair (out, "centre", core->box[i].centre[0], core->box[i].centre[1]);
      g_string_append (out, ", ");
      put_pair (out, "size", core->box[i].size[0], core->box[i].size[1]);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "],\n  \"patterns\": [");
  for (guint i = 0; i < core->n_patterns; i++)
    {
      g_string_append (out, i > 0 ? ",\n    " : "\n    ");
      put_pattern (out, &core->pattern[i], template->dropped[i]);
    }
  g_string_append (out, "]}");
}

char *
vt_aog_to_json (const VtAog *aog)
{
  GString *out = g_string_new ("{\"model\": ");

  vt_json_put_string (out, aog->model_id);
  g_string_append (out, ",\n ");
  put_pair (out, "frame", vt_part_space_height (aog->space), vt_part_space_width (aog->space));
  g_string_append_printf (out, ",\n \"form\": \"%s\",\n \"constants\": {",
                          aog->options.form == VT_AOG_FORM_FAITHFUL ? "faithful" : "default");
  for (const VtConstant *c = vt_aog_constants; c->id != NULL; c++)
    {
      g_string_append_printf (out, "%s\"%s\": ", c == vt_aog_constants ? "" : ", ", c->id);
      vt_json_put_double (out, vt_constant_get (c, &aog->options));
    }
  g_string_append (out, "},\n \"layers\": [");
  for (guint l = 0; l < vt_part_space_n_layers (aog->space); l++)
    {
      g_string_append (out, l > 0 ? ",\n  " : "\n  ");
      put_layer (out, vt_part_space_layer (aog->space, l));
    }
  g_string_append (out, "],\n \"templates\": [");
  for (guint i = 0; i < aog->n_templates; i++)
    {
      g_string_append (out, i > 0 ? ",\n  " : "\n  ");
      put_template (out, aog->template[i]);
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}
