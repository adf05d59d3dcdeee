/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the core. */
#include "base/vt-error.h"

G_DEFINE_QUARK (vt-error-quark, vt_error)
