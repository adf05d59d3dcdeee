#!/bin/sh
# Prints the files with translatable text, sorted.
cd "${1:-.}" || exit 2
{
  find src -name '*.c' -print0 | xargs -0 grep -lE '\<(_|N_|C_|ngettext) ?\(' | LC_ALL=C sort
  find ui -name '*.ui' -print0 2>/dev/null | xargs -0 -r grep -l 'translatable="yes"' | LC_ALL=C sort
  ls data/*.desktop.in data/*.metainfo.xml.in data/*.gschema.xml 2>/dev/null
}
