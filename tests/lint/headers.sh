#!/bin/sh
# Every header compiles alone.
# usage: headers.sh SOURCE_ROOT BUILD_ROOT
cd "$1" || exit 2
bad=0
packages="gtk4 libadwaita-1 gdk-pixbuf-2.0 json-glib-1.0 sqlite3 cairo libprotobuf-c openblas"
flags="$(pkg-config --cflags $packages) -std=gnu17 -D_GNU_SOURCE -I$2 -Isrc -Isrc/core -I$2/src -I$2/src/core -I$2/src/core/onnx"
for h in $(find src -name '*.h'); do
  printf '#include "config.h"\n#include "%s"\n' "$h" |
    cc $flags -I. -x c -fsyntax-only - 2>/tmp/headers.$$ || { echo "$h does not compile alone:"; head -5 /tmp/headers.$$; bad=1; }
done
rm -f /tmp/headers.$$
exit $bad
