#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every single-operator case that the onnx package carries, through vitrine-cli: which agree, which differ, which Vitrine
does not know.  The first real input is fed, all others are stored in the file.  Of cases whose first dimension is not 1
the first slice is looked at."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

warnings.filterwarnings("ignore")


def cases():
    from onnx.backend.test.case.node import collect_testcases
    return collect_testcases(None)


def fix(case, folder):
    """The model with all inputs but the first stored, or None when it is not a network on reals."""
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    data, expected = case.data_sets[0]
    if not data or not all(isinstance(v, np.ndarray) for v in list(data) + list(expected)):
        return None
    if data[0].dtype != np.float32 or data[0].ndim == 0 or data[0].size == 0:
        return None
    n = data[0].shape[0]
    if n != 1 and len(model.graph.input[0].type.tensor_type.shape.dim) > 0:
        data = [v[:1] if v.ndim == data[0].ndim and v.shape[0] == n else v for v in data]
        expected = [v[:1] if v.ndim > 0 and v.shape[0] == n else v for v in expected]
        model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    names = [i.name for i in model.graph.input]
    for name, value in list(zip(names, data))[1:]:
        model.graph.initializer.append(numpy_helper.from_array(value, name))
    while len(model.graph.input) > 1:
        model.graph.input.pop()
    onnx.save(model, folder / "m.onnx")
    np.save(folder / "x.npy", data[0])
    return [o.name for o in model.graph.output], expected


def run(program, folder, names, expected):
    worst = 0.0
    for name, want in zip(names, expected):
        if want.dtype.kind not in "fiub" or want.size == 0:
            continue
        words = [program, "features", folder / "m.onnx", "--input", folder / "x.npy", "--layer", name, "--exact", "-q",
                 "-o", folder / "y.npy"]
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
        if done.returncode < 0 or "Sanitizer" in done.stderr or done.returncode > 2:
            return "crash", done.stderr[-300:]
        if done.returncode != 0:
            return "refused", done.stderr.strip()
        got = np.load(folder / "y.npy")
        if got.size != want.size:
            return "differs", f"{got.shape} for {want.shape}"
        a, b = got.reshape(-1).astype(float), want.reshape(-1).astype(float)
        same = (np.isnan(a) & np.isnan(b)) | (a == b)
        worst = max(worst, float(np.where(same, 0, np.abs(a - b)).max() / max(np.abs(b[np.isfinite(b)]).max(initial=0), 1e-6)))
    return ("agrees", "") if worst < 1e-4 else ("differs", f"by {worst:.1e}")


def main():
    program, word = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    count, lines = collections.Counter(), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for case in cases():
            if word not in case.name or "_expanded" in case.name:
                continue
            fixed = fix(case, folder)
            if fixed is None:
                count["not on reals"] += 1
                continue
            names, expected = fixed
            what, why = run(program, folder, names, expected)
            count[what] += 1
            if what != "agrees":
                lines.append(f"{what:8} {case.name:60} {why[:150]}")
    print("\n".join(sorted(lines)))
    print(dict(count))


if __name__ == "__main__":
    main()
