#!/bin/sh
# GTK style as uncrustify sees it.  "style.sh SOURCE_ROOT fix" rewrites the files.
cd "$1" || exit 2
bad=0
for f in $(find src tests -name '*.c'); do
  if [ "${2:-}" = fix ]; then
    uncrustify -q -c tests/lint/uncrustify.cfg --no-backup "$f"
  else
    uncrustify -q -c tests/lint/uncrustify.cfg -f "$f" 2>/dev/null | diff -q "$f" - >/dev/null || { echo "$f is not in style: run ./dev style"; bad=1; }
  fi
done
exit $bad
