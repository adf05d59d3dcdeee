#!/bin/sh
# Everything the desktop reads is valid.
# usage: desktop.sh SOURCE_ROOT BUILD_ROOT
cd "$1" || exit 2
bad=0
id=io.github.vitrine.Vitrine
try () { "$@" >/tmp/desktop.$$ 2>&1 || { echo "$*:"; cat /tmp/desktop.$$; bad=1; }; }
try desktop-file-validate "$2/data/$id.desktop"
try appstreamcli validate --no-net --explain "$2/data/$id.metainfo.xml"
try xmllint --noout "data/$id.xml" data/icons/hicolor/*/apps/*.svg
for f in ui/*.ui resources/*.xml; do [ -f "$f" ] && try xmllint --noout "$f"; done
mkdir -p /tmp/schema.$$
try glib-compile-schemas --strict --targetdir=/tmp/schema.$$ data
mkdir -p /tmp/mime.$$/packages && cp "data/$id.xml" /tmp/mime.$$/packages/
try update-mime-database /tmp/mime.$$
python3 -c 'import json,sys; json.load(open(sys.argv[1]))' "flatpak/$id.json" || bad=1
rm -rf /tmp/desktop.$$ /tmp/schema.$$ /tmp/mime.$$
exit $bad
