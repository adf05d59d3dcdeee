#!/bin/sh
# Each folder may include itself and what stands before it.  Include lines carry the folder.
# usage: layers.sh SOURCE_ROOT
cd "$1/src" || exit 2
bad=0

# check FOLDER ALLOWED-PATTERN: no quoted include of FOLDER's files may name another folder.
check () {
  for f in $(find "$1" -name '*.[ch]'); do
    lines=$(grep -nE '^# *include "[a-z-]+/' "$f" | grep -vE "\"($2)/") && {
      echo "$f may include only $2:"; echo "$lines"; bad=1; }
  done
  return 0
}

core=base
check core/base "$core"
for d in tensor ops graph onnx weights train metrics explain parts qa xgraph diagnose learn; do
  core="$core|$d"
  [ -d "core/$d" ] && check "core/$d" "$core"
done
check engine "$core|engine"
check cli "$core|engine|cli"
check widgets "widgets"
check app "$core|engine|widgets|app"

# System headers: GTK only above, GObject and GIO not in core.
grep -rnE '# *include <((gtk|gdk|gsk)/|adwaita|graphene)' core engine cli && { echo "GTK below the widgets"; bad=1; }
grep -rnE '# *include <(gio|glib-object|gobject|gdk-pixbuf|cairo|sqlite3|json-glib|matio)' core && {
  echo "core is GLib, CBLAS and protobuf-c only"; bad=1; }
grep -rnE '# *include <(adwaita)' widgets && { echo "widgets are GTK and Cairo only"; bad=1; }
exit $bad
