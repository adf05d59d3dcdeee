#!/bin/sh
# Plain properties of the sources: licence line, no tabs, no blanks at line ends, line length, no promises; controls
# without words of their own have a name for those who do not see them.
# usage: text.sh SOURCE_ROOT
cd "$1" || exit 2
bad=0
say () { echo "$1"; bad=1; }
export LC_ALL=C.UTF-8
files=$(find src tests -name '*.[ch]')
for f in $files; do
  head -n 1 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || say "$f: the first line is not the licence"
done
# shellcheck disable=SC2086
grep -nP '\t' $files && say "tabs"
# shellcheck disable=SC2086
grep -nE ' +$' $files && say "blanks at the end of a line"
# shellcheck disable=SC2086
grep -nP '^.{129,}' $files && say "lines over 128 characters"
# shellcheck disable=SC2086
grep -nE '\b(TODO|XXX|HACK)\b' $files && say "promises; do it or say it in an issue"
# shellcheck disable=SC2086
grep -nE '\b(printf|g_print|fprintf|puts|exit) \(' $(find src/core -name '*.c') && say "core prints or exits"
unnamed='//object[@class="GtkSwitch" or @class="GtkSpinButton" or @class="GtkProgressBar" or @class="GtkDropDown" or
  @class="GtkEntry" or @class="GtkSearchEntry" or @class="GtkLevelBar"][not(accessibility/property[@name="label"])]'
for f in ui/*.ui; do
  [ "$(xmllint --xpath "count($unnamed)" "$f")" = 0 ] || say "$f: a control has no accessible label"
done
exit $bad
