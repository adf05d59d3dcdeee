#!/bin/sh
# Speed, with the peak of this processor beside it.  usage: run.sh BUILD [ARGUMENTS of bench-conv…]
# VITRINE_PEERS=/path/to/venv names a Python environment with torch or onnxruntime: then whole networks of
# $VITRINE_DATA/models are timed too, Vitrine and peers in alternate rounds.
set -eu
build=$1; shift
here=$(cd "$(dirname "$0")" && pwd)
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE 2>/dev/null || true
export OPENBLAS_NUM_THREADS=1
"$build/tests/bench/bench-conv" "$@"
if [ -n "${VITRINE_PEERS:-}" ]; then
  echo
  "$VITRINE_PEERS/bin/python" "$here/peers.py" "$build" "${VITRINE_DATA:-../shared/data}"
fi
