#!/bin/sh
# Brings POTFILES and every translation up to date with the sources.
cd "$(dirname "$0")/.." || exit 2
sh po/list.sh . > po/POTFILES
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=ngettext:1,2 -f po/POTFILES -o po/vitrine.pot
while read -r lang; do
  msgmerge -q -U -N --backup=none "po/$lang.po" po/vitrine.pot
  LC_ALL=C msgfmt --statistics -o /dev/null "po/$lang.po"
done < po/LINGUAS
rm -f po/vitrine.pot
