# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/families.md: one row a network, with the sums of the kernels that it was measured with."""
import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2]
DOC = ROOT / "docs/families.md"
BEGIN, END = "<!-- families: made by ./dev golden-check VENV families --write -->\n", "<!-- end of families -->\n"
HEAD = "| network | opsets | exact | fast | cosine | same ways | sums |\n|---|---|---|---|---|---|---|\n"


def sums():
    return re.search(r"#define VT_ARITHMETIC (\d+)", (ROOT / "src/core/base/vt-tile.h").read_text())[1]


def parts():
    before, rest = DOC.read_text().split(BEGIN)
    table, after = rest.split(END)
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return before, {line.split("|")[1].strip(): line for line in rows}, after


def stale(names):
    rows = parts()[1]
    return [name for name in names if name not in rows or rows[name].split("|")[-2].strip() != sums()]


def line(name, row):
    """The worst of all versions."""
    found = [f for f in row.values() if "exact" in f]
    if not found:
        return f"| {name} | | | | | | {sums()} |"
    same = [f["same"] for f in found if f["same"] is not None]
    told = " ".join(str(opset) if f["good"] else f"**{opset} missed**" for opset, f in row.items())
    return (f"| {name} | {told} | {max(f['exact'] for f in found):.1e} | {max(f['fast'] for f in found):.1e} "
            f"| {min(f['cosine'] for f in found):.6f} | {'%.1e' % max(same) if same else ''} | {sums()} |")


def put(order, name, row):
    before, rows, after = parts()
    rows[name] = line(name, row)
    table = "".join(rows[n] + "\n" for n in order if n in rows)
    DOC.write_text(before + BEGIN + HEAD + table + END + after)
