#!/bin/sh
# Speed, with the peak of this processor beside it.  usage: run.sh BUILD [ARGUMENTS of bench-conv…]
# VITRINE_PEERS=/path/to/venv names a Python environment with torch, torchvision and onnxruntime: then whole networks
# are timed too, Vitrine and peers in alternate rounds.  "peers [ARGUMENTS]" does only that (see peers.py).
# usage: run.sh BUILD window [MODEL PICTURES [PART [BOXES]]]: the waits a person meets in the window.
# usage: run.sh BUILD map [FRAMES]: frames of the Graph page while its map of 20,000 nodes is panned and zoomed.
# usage: run.sh BUILD graph [quick|full [MODEL PICTURES [OPTION…]]]: learning an explanatory graph, see graph.sh.
# usage: run.sh BUILD start [MODEL PICTURES]: milliseconds from start to window and first class scores, five times.
set -eu
build=$1; shift
here=$(cd "$(dirname "$0")" && pwd)
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE 2>/dev/null || true
export OPENBLAS_NUM_THREADS=1

# A display ($screen), a bus and folders of its own.
screen=1280x1024
apart () {
  own=$(mktemp -d)
  export XDG_CACHE_HOME=$own/cache XDG_DATA_HOME=$own/data XDG_STATE_HOME=$own/state XDG_CONFIG_HOME=$own/config
  export GSK_RENDERER=cairo GSETTINGS_BACKEND=memory GSETTINGS_SCHEMA_DIR=$build/data ADW_DISABLE_PORTAL=1
  dbus-run-session -- xvfb-run -a -s "-screen 0 ${screen}x24 -noreset" "$@" 2>/dev/null
  rm -rf "$own" || true   # a service of the bus may still be writing
}

case "${1:-}" in
  window)
    shift
    apart "$build/tests/bench/bench-window" "$@"
    exit ;;
  map)
    shift
    screen=1400x1024    # room for the window's shadow
    apart "$build/tests/bench/bench-graph-page" "$@"
    exit ;;
  graph)
    shift
    exec sh "$here/graph.sh" "$build" "$@" ;;
  start)
    shift
    for _ in 1 2 3 4 5; do
      apart "$build/src/app/vitrine" --exit-after-startup "${1:-sample:network}" "${2:-sample:pictures?count=200}"
    done
    exit ;;
  peers)
    shift
    exec "${VITRINE_PEERS:?name a Python environment}/bin/python" "$here/peers.py" "$build" "$@" ;;
esac
"$build/tests/bench/bench-conv" "$@"
if [ -n "${VITRINE_PEERS:-}" ]; then
  echo
  "$VITRINE_PEERS/bin/python" "$here/peers.py" "$build"
fi
