/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session tells the window that shows it. */
#include "config.h"

#include "app/vitrine-session.h"

void
vitrine_session_fail (VitrineSession *self,
                      const char     *message)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_signal_emit_by_name (self, "failed", message);
}

void
vitrine_session_refuse (VitrineSession *self,
                        const char     *message,
                        const char     *tensors)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_signal_emit_by_name (self, "refused", message, tensors);
}

void
vitrine_session_bring_boxes (VitrineSession *self,
                             const char     *path)
{
  g_return_if_fail (VITRINE_IS_SESSION (self));
  g_signal_emit_by_name (self, "boxes", path);
}
