#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seeds of the fuzzer of explanatory graphs, tests/fuzz/corpus/xgraph/*: tiny files that are right, each with
something that the others do not have (the format: src/core/xgraph/vt-xgraph-file.c)."""
import json
import pathlib

folder = pathlib.Path(__file__).parents[1] / "fuzz" / "corpus" / "xgraph"


def layer(name, side, filters=(), places=(), deviations=2, parents=(), n_parents=0, **more):
    """Nodes in their places; each has n_parents of the edges."""
    n, stride = len(filters), 64 / side
    return {
        "name": name, "node": 1, "sources": [1], "channels": 2, "cells": [side, side], "stride": [stride, stride],
        "offset": [3.5, 3.5], "field": [20, 20], "deviation": [1.5] * deviations, **more, "filter": list(filters),
        "place": list(places), "spread": [1.0] * n, "width": [1.2] * n, "mean": list(places), "variance": [0.5] * n,
        "score": [1.0] * n, "least": [0.1] * n, "n_parents": [n_parents] * n, "parent": list(parents),
        "likeness": [0.5] * len(parents), "objective": [-4.5, -4.25]}


def write(name, *layers, **constants):
    (folder / name).write_text(json.dumps({
        "format": "vitrine explanatory graph", "version": 2, "model": "ab", "class": "x", "seed": "7", "pictures": 9,
        "frame": [64, 64], "constants": {"nodes": 1.4, "parents": 2, "tau": 0.1, **constants}, "layers": layers}))


def lower(**more):
    return layer("lower", 8, [0, 1], [2, 2.5, 4, 4], parents=[0, 1, 0, 1], n_parents=2, **more)


def upper(name="upper", **more):
    return layer(name, 4, [0, 0, 1], [1, 1, 2, 2, 3, 0.5], **more)


# Two layers; the lower one not learned yet; a deviation for each unit; a direction in which pictures are turned.
write("two", lower(), upper())
write("half", layer("lower", 8, deviations=0), upper())
write("places", upper(deviations=32))
write("turned", upper(deviations=32, facing=[(i % 7 - 3) / 4 or 0 for i in range(32)]), mirror=1)
# Places between cells; the deepest layer looked at twice, the second look with the nodes of the first as parents.
write("between", lower(), upper(), between=1)
write("twice", upper(parents=[0, 1, 1, 2, 2, 0], n_parents=2), upper("upper (first look)"), between=1, looks=2)
