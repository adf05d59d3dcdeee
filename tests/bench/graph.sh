#!/bin/sh
# How long an explanatory graph takes to learn with nothing in the cache, quick and full: by the clock and in processor
# time of all threads.  usage: graph.sh BUILD [quick|full [MODEL PICTURES [OPTION of graph learn…]]]; both by default, of
# GoogLeNet and 150 tigers in $VITRINE_DATA.
set -eu
cli=$1/src/cli/vitrine-cli; shift
forms=${1:-quick full}; [ $# -gt 0 ] && shift
model=${1:-${VITRINE_DATA:?names the folder of real data}/models/bvlc_googlenet.onnx}
pictures=${2:-${VITRINE_DATA:?names the folder of real data}/detanimalpart/n02129604_obj}
if [ $# -ge 2 ]; then shift 2; else set -- --set pictures=150; fi
for file in "$model" "$pictures"; do
  case $file in sample:*) continue ;; esac
  [ -e "$file" ] || { echo "$file does not exist" >&2; exit 1; }
done

# Seconds of the processor that the children of this shell have used; not in a subshell, which has none.
processor () {
  times >"$own/times"
  used=$(tail -1 "$own/times" | tr ms '  ' | awk '{ print 60 * $1 + $2 + 60 * $3 + $4 }')
}

# learn WORD OPTION…: the options come before what WORD means.
learn () {
  how=$1; shift
  own=$(mktemp -d)
  trap 'rm -rf "$own"' EXIT
  [ "$how" = full ] || set -- --quick "$@"
  processor
  before=$used
  start=$(date +%s.%N)
  if ! "$cli" graph learn "$@" --output "$own/graph.json" --cache "$own/cache" --quiet >"$own/said" 2>&1; then
    cat "$own/said" >&2
    exit 1
  fi
  end=$(date +%s.%N)
  processor
  echo "$end $start $used $before $(sed -n 's/^Pictures: *//p' "$own/said") $(sed -n 's/^Nodes: *//p' "$own/said")" \
    | awk -v how="$how" '{ printf "%-8s clock %6.1f s   processor %6.1f s   %d pictures, %d nodes\n", how, $1 - $2, $3 - $4, $5, $6 }'
  sed -n 's/^\(Seconds .*\)/         \1/p' "$own/said"
  rm -rf "$own"
}

printf '%s on %s\n' "$model" "$pictures"
for form in $forms; do
  learn "$form" "$model" "$pictures" "$@"
done
