#!/bin/sh
# Files of at most 600 lines (tests 800), functions of at most 80 (class_init and tables of tests are free).
# usage: sizes.sh SOURCE_ROOT
cd "$1" || exit 2
bad=0
for f in $(find src tests -name '*.[ch]' -o -name '*.proto'); do
  n=$(wc -l < "$f")
  case "$f" in tests/*) most=800 ;; *) most=600 ;; esac
  [ "$n" -gt $most ] && { echo "$f has $n lines; $most are the most"; bad=1; }
done
find src -name '*.c' | ctags -L - --languages=C --kinds-C=f --fields=+ne -o - 2>/dev/null |
  awk -F'\t' '{ line = 0; end = 0
    for (i = 4; i <= NF; i++) { if ($i ~ /^line:/) line = substr($i, 6); if ($i ~ /^end:/) end = substr($i, 5) }
    n = end - line + 1
    if (n > 80 && $1 !~ /class_init$/ && $1 !~ /^G_DEFINE/) { print $2 ": " $1 " has " n " lines; 80 are the most"; bad = 1 }
  } END { exit bad }' || bad=1
exit $bad
