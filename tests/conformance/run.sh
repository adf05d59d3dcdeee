#!/bin/sh
# Finds ONNX's suite of cases and runs it.  usage: run.sh CONFORMANCE SOURCE_ROOT [--check | --write | --list | --only WORD …]
# Exit 77, which meson counts as skipped, when the suite is not on this machine (./dev conformance fetches it).
set -eu
program=$1
doc=$2/docs/onnx.md
shift 2
for place in "${VITRINE_ONNX_TESTDATA:-}" /usr/share/libonnx-testdata/data \
  "${XDG_CACHE_HOME:-$HOME/.cache}/vitrine-dev/libonnx-testdata/usr/share/libonnx-testdata/data"; do
  if [ -n "$place" ] && [ -d "$place/node" ]; then
    case "${1:-}" in
      --check|--write) exec "$program" "$place" "$1" "$doc" ;;
      *) exec "$program" "$place" "$@" ;;
    esac
  fi
done
echo "Debian's libonnx-testdata is not here; ./dev conformance fetches it." >&2
exit 77
