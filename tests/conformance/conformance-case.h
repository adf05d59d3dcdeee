/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case of the suite: a folder with model.onnx and test_data_set_N of inputs and expected outputs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CONFORMANCE_PASSED,       /* computed at run time */
  CONFORMANCE_FOLDED,       /* right, and everything was a constant: it was computed while the file was read */
  CONFORMANCE_WRONG,
  CONFORMANCE_REFUSED,      /* in words */
  CONFORMANCE_CRASHED,      /* of a signal, a critical or an assertion */
  CONFORMANCE_HUNG,
  CONFORMANCE_N_VERDICTS
} ConformanceVerdict;

/* Runs the case in this process; `sentence` says what is wrong or why it is refused. (transfer full) */
ConformanceVerdict conformance_run (const char *folder, char **sentence);

/* The operators of a model, each once, sorted, those of foreign domains as "domain.Name". (transfer full) */
char **conformance_operators (const char *folder);

G_END_DECLS
