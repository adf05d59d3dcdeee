#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vitrine beside torch on the families of torchvision, each at four versions of the operators:
./dev golden-check VENV families [--only NAME] [--opsets 13,17] [--folder FOLDER].

The networks have seeded random weights (with statistics that are not the identity) and are exported once into FOLDER, 9 GB in
all.  For each: the largest difference of the output over its largest value, with the exact and with the fast
convolutions, against the torch module itself; the gradient of the best class to the input: cosine and root mean square of
the difference over the largest value.  Where values nearly tie, rectifiers and maxima send the gradient another way in
two programs that are both right.  Then torch takes the branches that Vitrine's values decide ("same ways"), and beside it
stands what torch in single precision makes of torch in double ("torch itself"), which nobody can be asked to beat."""
import argparse
import os
import pathlib
import sys
import tempfile
import warnings

import numpy as np
import onnx
import torch
import torchvision

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import onnx_torch  # noqa: E402
from compare import cli, measures, relative, same_ways  # noqa: E402

NAMES = """squeezenet1_0 squeezenet1_1 shufflenet_v2_x1_0 mobilenet_v3_small mobilenet_v2 mobilenet_v3_large mnasnet1_0
efficientnet_b0 regnet_x_400mf regnet_y_400mf densenet121 googlenet resnet18 resnet50 resnext50_32x4d efficientnet_v2_s
convnext_tiny inception_v3 alexnet wide_resnet50_2 vgg11 vgg16_bn""".split()
EXACT, FAST, COSINE, SAME = 1e-5, 1e-3, 0.9999, 1e-4


def fresh(name):
    torch.manual_seed(7)
    extra = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    m = getattr(torchvision.models, name)(weights=None, **extra)
    g = torch.Generator().manual_seed(11)
    for mod in m.modules():
        if isinstance(mod, torch.nn.BatchNorm2d):
            mod.running_mean.copy_(torch.randn(mod.running_mean.shape, generator=g) * .1)
            mod.running_var.copy_(torch.rand(mod.running_var.shape, generator=g) * .5 + .75)
            with torch.no_grad():
                mod.weight.copy_(torch.rand(mod.weight.shape, generator=g) * .5 + .75)
                mod.bias.copy_(torch.randn(mod.bias.shape, generator=g) * .1)
    for p in m.parameters():
        p.requires_grad_(False)
    return m.eval()


def side(name):
    return 299 if name == "inception_v3" else 224


def export(module, name, opset, path):
    half = path.with_suffix(".half")
    words = {"dynamo": False} if "dynamo" in torch.onnx.export.__code__.co_varnames else {}
    torch.onnx.export(module, torch.zeros(1, 3, side(name), side(name)), str(half), opset_version=opset, **words)
    os.replace(half, path)


class Truth:
    """What torch makes of one network and one input, and what has been found about gradients already: where the exports of
    two versions give the same bits, there is nothing to look at twice."""

    def __init__(self, name):
        self.module, self.found = fresh(name), {}
        self.x = torch.from_numpy(np.random.default_rng(3).standard_normal((1, 3, side(name), side(name))).astype(np.float32))
        with torch.no_grad():
            self.y = self.module(self.x).numpy()

    def slope(self, index, double=False):
        x = (self.x.double() if double else self.x.clone()).requires_grad_()
        module = self.module.double() if double else self.module
        slope = torch.autograd.grad(module(x).ravel()[index], x)[0].numpy()
        self.module.float()
        return slope

    def once(self, what, make):
        if what not in self.found:
            self.found[what] = make()
        return self.found[what]


def compare(program, path, truth, folder):
    file = folder / "x.npy"
    np.save(file, truth.x.numpy())
    info = cli(program, "info", path)
    if info["unsupported"]:
        return None, f"unsupported: {info['unsupported'][:2]}"
    out, off = onnx.load(path, load_external_data=False).graph.output[0].name, []
    for words in (["--exact"], []):
        cli(program, "features", path, "--input", file, "--layer", out, "-o", folder / "y.npy", *words)
        off.append(relative(np.load(folder / "y.npy"), truth.y))
    told = cli(program, "gradient", path, "--input", file, "-o", folder / "g.npy", "--exact")
    ours, index = np.load(folder / "g.npy"), told["class"]
    slope = truth.once(index, lambda: truth.slope(index))
    cosine, rms = measures(ours, slope)
    same = itself = None
    if cosine < COSINE or rms > SAME:
        layers = {layer["name"] for layer in info["layers"]}
        same = truth.once(ours.tobytes(), lambda: same_ways(program, path, file, onnx.load(path), folder, layers))
    if cosine < COSINE:
        itself = truth.once("itself", lambda: measures(slope, truth.slope(index, double=True))[0])
    good = off[0] <= EXACT and off[1] <= FAST and (same is None or same <= SAME)
    return good and (cosine >= COSINE or same is not None), (
        f"{off[0]:9.1e} {off[1]:9.1e} {cosine:11.8f} {rms:9.1e} {'        –' if same is None else f'{same:9.1e}'} "
        f"{'          –' if itself is None else f'{itself:11.8f}'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="vitrine-cli")
    parser.add_argument("--folder", type=pathlib.Path, help="where the exports lie or come to lie",
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "vitrine-dev/families"))
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--opsets", default="9,11,13,17")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    args.folder.mkdir(parents=True, exist_ok=True)
    print(f"{'network':22} {'opset':>5} {'exact':>9} {'fast':>9} {'cosine':>11} {'rms':>9} {'same ways':>9} {'torch itself':>12}")
    bad = 0
    for name in NAMES:
        if args.only not in name:
            continue
        truth = Truth(name)
        for opset in map(int, args.opsets.split(",")):
            path = args.folder / f"{name}-{opset}.onnx"
            if not path.exists():
                export(truth.module, name, opset, path)
            with tempfile.TemporaryDirectory() as folder:
                good, text = compare(args.program, path, truth, pathlib.Path(folder))
            bad += not good
            print(f"{name:22} {opset:5} {text}{'' if good else '   <-'}", flush=True)
    print("All bars are met." if bad == 0 else f"{bad} do not meet the bars.")
    sys.exit(0 if bad == 0 else 1)


if __name__ == "__main__":
    main()
