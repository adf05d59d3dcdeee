#!/bin/sh
# Every header compiles alone.  One that its own source includes before all others is proven by the build; the rest are compiled here.
# usage: headers.sh SOURCE_ROOT BUILD_ROOT
cd "$1" || exit 2
bad=0
packages="gtk4 libadwaita-1 gdk-pixbuf-2.0 json-glib-1.0 sqlite3 cairo libprotobuf-c openblas"
flags="$(pkg-config --cflags $packages) -std=gnu17 -D_GNU_SOURCE -I$2 -Isrc -Isrc/core -I$2/src -I$2/src/core -I$2/src/core/onnx"

# Sources' first lines "#include", but that of config.h, as "SOURCE HEADER".
firsts=$(find src -name '*.c' -exec awk '
  FNR == 1 { found = 0 }
  /^#/ && !found && $2 != "\"config.h\"" { found = 1; if ($1 == "#include") print FILENAME, $2 }' {} +)
# …/NAME.h of "…/NAME.c "FOLDER/NAME.h"", where …/ ends with FOLDER/.
proven=$(printf '%s\n' "$firsts" | awk '{
  header = $1; sub (/\.c$/, ".h", header)
  name = "/" substr ($2, 2, length ($2) - 2)
  if (substr (header, length (header) - length (name) + 1) == name) print header }')

for h in $(find src -name '*.h'); do
  case "
$proven
" in *"
$h
"*) continue ;; esac
  printf '#include "config.h"\n#include "%s"\n' "$h" |
    cc $flags -I. -x c -fsyntax-only - 2>/tmp/headers.$$ || { echo "$h does not compile alone:"; head -5 /tmp/headers.$$; bad=1; }
done
rm -f /tmp/headers.$$
exit $bad
