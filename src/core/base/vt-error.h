/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of the core.  Messages are English, name the thing (file, node, layer) and say what to do;
 * they are translated at the edge. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_ERROR (vt_error_quark ())

typedef enum
{
  VT_ERROR_CANCELLED,    /* the job's tick said stop */
  VT_ERROR_SHAPE,        /* tensors that do not fit together */
  VT_ERROR_UNSUPPORTED,  /* an operator, attribute or format Vitrine does not know */
  VT_ERROR_FORMAT,       /* a damaged or hostile file */
  VT_ERROR_PARAMETER,    /* a value out of its range */
  VT_ERROR_NUMERIC,      /* not a number, no convergence */
  VT_ERROR_FAILED,       /* anything else */
} VtError;

GQuark vt_error_quark (void);

G_END_DECLS
