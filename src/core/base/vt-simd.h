/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VT_CLONES before a function compiles it once per instruction set and picks at load time, so that
 * a distribution's build uses what the processor has.  The levels are named by the x86-64 psABI:
 * names of Intel models would silently leave other makers' processors with the default. */
#pragma once

#if defined (VT_HAVE_TARGET_CLONES) && !defined (__SANITIZE_ADDRESS__) && !defined (__SANITIZE_THREAD__)
#define VT_CLONES __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VT_CLONES
#endif

/* A helper that must become part of each clone. */
#define VT_INLINE static inline __attribute__ ((always_inline))
