#!/bin/bash
# run.sh BUILD [DIR] [ONLY]: a screenshot of every page and state, light and dark, into DIR (default: BUILD/shots).
#
# The application runs in a display of its own, is driven by keys, pointer and its actions, and is looked at
# when it rests.  ONLY is a word such as "network", "parts", "real", "errors" (see states.sh).  SHOT_LANGUAGE=de
# (and SHOT_LOCALE=de_DE.UTF-8 where that locale exists, for its numbers) shows another language.
# Fails when a shot is blank, a state does not come, or the toolkit complains.
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || { echo "run.sh BUILD [DIR] [ONLY]" >&2; exit 2; }
build=$(cd "$1" && pwd) || exit 2
out=${2:-$1/shots}
only=${3:-}
mkdir -p "$out" || exit 2
out=$(cd "$out" && pwd)
data=${VITRINE_DATA:-$here/../../../shared/data}
[ -d "$data/models" ] && data=$(cd "$data" && pwd) || data=
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

home=$(mktemp -d /tmp/vitrine-shot.XXXXXX)
trap 'rm -rf "$home"' EXIT
export SHOT_BUILD=$build SHOT_OUT=$out SHOT_DATA=$data SHOT_HOME=$home

failed=0
try () {  # SET SIZE [NAME=VALUE…]
  [ -z "$only" ] || [ "$only" = "$1" ] || return 0
  set_name=$1; size=$2; shift 2
  screen=$((${size%x*} + 10))x$((${size#*x} + 10))x24     # room for the window's frame
  env "$@" SHOT_SIZE="$size" xvfb-run -a -s "-screen 0 $screen -nolisten tcp" \
    dbus-run-session -- bash "$here/states.sh" "$set_name" 2>>"$home/noise" || failed=1
}

# run.sh BUILD front: makes the pictures of README.md anew.
if [ "$only" = front ]; then
  try front 1280x800 SHOT_PREFIX=
  for f in network parts; do
    convert "$out/$f.png" -dither None -colors 256 -define png:compression-level=9 "PNG8:$out/$f.png"
  done
  exit $failed
fi

for size in ${SHOT_SIZES:-1280x800 1024x700}; do
  try first $size
  try network $size
  try graph $size
  try parts $size
  try parts_graph $size
  try ask $size
  try dialogs $size
  try errors $size
  if [ -n "$data" ]; then try real $size; try real_graph $size; fi
done
try contrast 1280x800 ADW_DEBUG_HIGH_CONTRAST=1

echo "$(ls "$out"/*.png 2>/dev/null | wc -l) screenshots in $out"
exit $failed
