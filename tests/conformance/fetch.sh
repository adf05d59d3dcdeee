#!/bin/sh
# Unpacks Debian's libonnx-testdata in the user's cache unless it is installed or there already.
set -eu
cache="${XDG_CACHE_HOME:-$HOME/.cache}/vitrine-dev"
[ -d /usr/share/libonnx-testdata/data ] && exit 0
[ -d "$cache/libonnx-testdata/usr" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if (cd "$work" && apt-get download -qq libonnx-testdata >/dev/null 2>&1) && dpkg-deb -x "$work"/libonnx-testdata_*.deb "$work/tree"; then
  mkdir -p "$cache"
  mv "$work/tree" "$cache/libonnx-testdata"
else
  echo "Debian's libonnx-testdata can neither be found nor fetched; the run is skipped." >&2
  exit 77
fi
