#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the fast convolutions change what a network says?  ./dev golden-check VENV top5 MODEL… -- PICTURES…
For each network: pictures whose five best classes differ as a set, and the largest difference of a score over the largest
score.  Needs nothing but Vitrine."""
import json
import subprocess
import sys


def scores(vitrine, model, pictures, *more):
    said = subprocess.run([vitrine, "classify", model, *pictures, "--json", "--quiet", "--top", "20", *more],
                          stdout=subprocess.PIPE, check=True).stdout
    return [{c["index"]: c["probability"] for c in p["scores"]} for p in json.loads(said)]


def best(classes):
    return set(sorted(classes, key=lambda c: -classes[c])[:5])


def main(vitrine, *words):
    cut = words.index("--")
    for model in words[:cut]:
        fast = scores(vitrine, model, words[cut + 1:])
        exact = scores(vitrine, model, words[cut + 1:], "--exact")
        changed = sum(best(f) != best(e) for f, e in zip(fast, exact))
        apart = max(abs(f[c] - e[c]) / max(map(abs, e.values())) for f, e in zip(fast, exact) for c in e if c in f)
        print(f"{model.rsplit('/', 1)[-1]:36} {len(fast):4} pictures, {changed} other top-5 sets, scores apart by {apart:.1e}",
              flush=True)


main(*sys.argv[1:])
