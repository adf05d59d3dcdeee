# SPDX-License-Identifier: GPL-3.0-or-later
"""What the comparisons with peers share: asking vitrine-cli, measures, and gradients of torch on Vitrine's branches."""
import json
import os
import subprocess

import numpy as np
import torch

import onnx_torch


class Refused(SystemExit):
    """Vitrine refuses what it was asked, with its words."""


def cli(program, *words):
    done = subprocess.run([program, *map(str, words), "--json", "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(f"{' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


def relative(a, b):
    return float(np.abs(a.reshape(-1) - b.reshape(-1)).max() / max(np.abs(b).max(), 1e-30))


def measures(ours, theirs):
    ours, theirs = ours.reshape(-1).astype(float), theirs.reshape(-1).astype(float)
    cosine = ours @ theirs / max(np.linalg.norm(ours) * np.linalg.norm(theirs), 1e-300)
    return cosine, np.sqrt(np.mean((ours - theirs) ** 2)) / max(np.abs(theirs).max(), 1e-300)


def torch_gradient(model, file, told, forced):
    x = torch.from_numpy(np.load(file)).requires_grad_()
    value = onnx_torch.values(model, x, forced)[told["layer"]]
    return torch.autograd.grad(value.reshape(-1)[told["class"]], x)[0].numpy()


def same_ways(program, path, file, model, folder, layers):
    wanted, forced = onnx_torch.branching(model) & layers, {}
    for told in cli(program, "features", path, "--input", file, "--all", "-o", folder / "all", "--exact"):
        if told["layer"] in wanted:
            forced[told["layer"]] = np.load(told["file"])
        os.unlink(told["file"])
    told = cli(program, "gradient", path, "--input", file, "-o", folder / "g.npy", "--exact")
    return measures(np.load(folder / "g.npy"), torch_gradient(model, file, told, forced))[1]
