/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the report of an import. */
#pragma once

#include "onnx/onnx.pb-c.h"
#include "onnx/vt-onnx.h"

G_BEGIN_DECLS

VtOnnxReport *vt_onnx_report_new (const VtOnnx__Model *model);
/* Notes that `node` was left out; `reason` is half a sentence or a whole one. */
void          vt_onnx_report_add (VtOnnxReport *report, const VtOnnx__Node *node, const char *reason);

G_END_DECLS
