/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/exchange/vitrine-exchange.h"

G_BEGIN_DECLS

struct _VitrineExchange
{
  GPtrArray *parts, *templates, *boxes;   /* VitrinePart, VitrineTemplate, VitrinePartBox */
  GPtrArray *pictures;                    /* VitrinePicture, in order */
};

G_END_DECLS
