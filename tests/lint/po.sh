#!/bin/sh
# What a person reads is marked for translation, POTFILES names every file with such text, and each translation is
# complete.
# usage: po.sh SOURCE_ROOT
cd "$1" || exit 2
bad=0
# shellcheck disable=SC2046
perl -0n tests/lint/texts.pl $(find src -name '*.c') > /tmp/texts.$$
[ -s /tmp/texts.$$ ] && { cat /tmp/texts.$$; bad=1; }
sh po/list.sh . > /tmp/potfiles.$$
diff -u po/POTFILES /tmp/potfiles.$$ || { echo "po/POTFILES is out of date: run po/update.sh"; bad=1; }
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=ngettext:1,2 -f po/POTFILES \
  -o /tmp/vitrine.$$.pot 2>/dev/null || bad=1
while read -r lang; do
  msgfmt -c -o /dev/null "po/$lang.po" || bad=1
  msgmerge -q -N -o /tmp/$lang.$$.po "po/$lang.po" /tmp/vitrine.$$.pot 2>/dev/null
  left=$(LC_ALL=C msgfmt --statistics -o /dev/null /tmp/$lang.$$.po 2>&1)
  case "$left" in
    *untranslated*|*fuzzy*) echo "po/$lang.po: $left (run po/update.sh, then translate)"; bad=1 ;;
  esac
done < po/LINGUAS
rm -f /tmp/texts.$$ /tmp/potfiles.$$ /tmp/vitrine.$$.pot /tmp/??.$$.po
exit $bad
