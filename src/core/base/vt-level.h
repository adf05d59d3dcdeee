/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are compiled once per instruction set (VT_TILE_LEVEL: v4, v3, base) with vectors of VT_TILE_BYTES:
 * VT_LEVEL (name) is name_v4 and so on. */
#pragma once

/* Read alone, as editors and checks do. */
#ifndef VT_TILE_BYTES
#define VT_TILE_BYTES 16
#endif

#define VT_LEVEL_PASTE_(name, level) name ## _ ## level
#define VT_LEVEL_PASTE(name, level)  VT_LEVEL_PASTE_ (name, level)
#define VT_LEVEL(name)               VT_LEVEL_PASTE (name, VT_TILE_LEVEL)

/* The arrays `name` of all levels that were compiled, by vt_tile_level(). */
#ifdef VT_HAVE_TILE_LEVELS
#define VT_LEVELS(name) { name ## _v4, name ## _v3, name ## _base }
#define VT_LEVELS_DECLARE(type, name, n) extern const type name ## _v4[n], name ## _v3[n], name ## _base[n]
#else
#define VT_LEVELS(name) { name ## _base }
#define VT_LEVELS_DECLARE(type, name, n) extern const type name ## _base[n]
#endif
