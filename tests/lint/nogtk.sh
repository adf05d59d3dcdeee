#!/bin/sh
# The command line links without GTK, and core does not find GTK's headers.
# usage: nogtk.sh SOURCE_ROOT BUILD_ROOT
bad=0
if ldd "$2/src/cli/vitrine-cli" | grep -E 'libgtk|libadwaita'; then echo "vitrine-cli links GTK"; bad=1; fi
# The compile command of one core file, with a GTK include planted in front of it.
command=$(grep -B3 '"file": ".*src/core/base/vt-error.c"' "$2/compile_commands.json" | grep '"command"' |
          sed -e 's/.*"command": "//' -e 's/",$//' -e 's/ -MD.*//' -e 's/^ccache //')
[ -n "$command" ] || { echo "no compile command for core found"; exit 1; }
(cd "$2" && echo '#include <glib.h>' | $command -x c -fsyntax-only -) || { echo "the control does not compile"; exit 1; }
if (cd "$2" && echo '#include <gtk/gtk.h>' | $command -x c -fsyntax-only - 2>/dev/null); then
  echo "a GTK include compiles in core"; bad=1
fi
exit $bad
