#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vitrine beside torch on the families of torchvision, and of timm where they differ, each at four versions of the operators
as torch's older exporter writes them and once as its newer one does (version 20, weights in a file beside):
./dev golden-check VENV families [--only NAME,…] [--opsets 13,17] [--folder FOLDER] [--drop] [--write | --stale].

The networks have seeded random weights (with statistics that are not the identity) and are exported once into FOLDER, 12 GB
in all; with --drop each export is deleted when it has been looked at.  --write puts each row into docs/families.md as soon as
it is known; --stale does so, too, and leaves out the networks that stand there with the sums of today's kernels.

For each: the largest difference of the output over its largest value, with the exact and with the fast convolutions, against
the torch module itself; the gradient of the best class to the input: cosine and root mean square of the difference over the
largest value.  Where values nearly tie, rectifiers and maxima send the gradient another way in two programs that are both
right.  Then torch takes the branches that Vitrine's values decide ("same ways"), and beside it stands what torch in single
precision makes of torch in double ("torch itself"), which nobody can be asked to beat."""
import argparse
import contextlib
import io
import os
import pathlib
import sys
import tempfile
import warnings

import numpy as np
import onnx
import torch
import torchvision

try:
    import timm
except ImportError:
    timm = None

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import families_table  # noqa: E402
import onnx_torch  # noqa: E402
from compare import Refused, cli, measures, relative, same_ways  # noqa: E402

NAMES = """squeezenet1_0 squeezenet1_1 shufflenet_v2_x1_0 mobilenet_v3_small mobilenet_v2 mobilenet_v3_large mnasnet1_0
efficientnet_b0 regnet_x_400mf regnet_y_400mf densenet121 googlenet resnet18 resnet50 resnext50_32x4d efficientnet_v2_s
convnext_tiny inception_v3 alexnet wide_resnet50_2 vgg11 vgg16_bn
timm/mobilenetv1_100 timm/tf_mobilenetv3_small_minimal_100 timm/mobilenetv3_large_100 timm/mobilenetv4_conv_small
timm/semnasnet_075 timm/tf_efficientnet_b0 timm/efficientnet_lite0 timm/efficientnet_es timm/mixnet_s timm/tf_efficientnetv2_b0
timm/resnet26d timm/seresnext26d_32x4d timm/ecaresnet26t timm/resnetblur18 timm/resnetv2_50 timm/resnetv2_50x1_bit
timm/resnest14d timm/res2net50_26w_4s timm/skresnet18 timm/densenetblur121d timm/regnetz_b16 timm/regnetv_040
timm/convnext_atto timm/convnext_atto_ols timm/convnextv2_atto timm/inception_v4 timm/vgg11""".split()
NEWER = 18      # from this version on torch's newer exporter writes the file
EXACT, FAST, COSINE, SAME = 1e-5, 1e-3, 0.9999, 1e-4


def fresh(name):
    torch.manual_seed(7)
    extra = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    m = timm.create_model(name[5:]) if name.startswith("timm/") else getattr(torchvision.models, name)(weights=None, **extra)
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


def side(module, name):
    return module.default_cfg["input_size"][-1] if name.startswith("timm/") else 299 if name == "inception_v3" else 224


def export(truth, opset, path):
    half = path.parent / "half" / path.name         # a newer export names the file with its weights after itself
    half.parent.mkdir(exist_ok=True)
    x = torch.zeros_like(truth.x)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(truth.module, (x,), str(half), opset_version=opset, dynamo=opset >= NEWER)
    for file in half.parent.glob(path.name + "*"):
        os.replace(file, path.parent / file.name)


class Truth:
    """What torch makes of one network and one input, and what has been found about gradients already: where the exports of
    two versions give the same bits, there is nothing to look at twice."""

    def __init__(self, name):
        self.name, self.module, self.found = name, fresh(name), {}
        n = side(self.module, name)
        self.x = torch.from_numpy(np.random.default_rng(3).standard_normal((1, 3, n, n)).astype(np.float32))
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
        raise Refused(f"unsupported: {info['unsupported'][:2]}")
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
    good = good and (cosine >= COSINE or same is not None)
    return dict(exact=off[0], fast=off[1], cosine=cosine, rms=rms, same=same, itself=itself, good=good)


def written(found):
    return (f"{found['exact']:9.1e} {found['fast']:9.1e} {found['cosine']:11.8f} {found['rms']:9.1e} "
            f"{'        –' if found['same'] is None else '%9.1e' % found['same']} "
            f"{'          –' if found['itself'] is None else '%11.8f' % found['itself']}{'' if found['good'] else '   <-'}")


def look(args, truth, opset):
    """One row: what was found, or why there is nothing to find."""
    path = args.folder / f"{truth.name.replace('/', '-')}-{opset}.onnx"
    try:
        if not path.exists():
            export(truth, opset, path)
    except Exception as problem:                    # torch's exporters know many kinds of trouble
        return None, f"torch does not export it: {str(problem).strip().splitlines()[0][:90]}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = compare(args.program, path, truth, pathlib.Path(folder))
        return found, written(found)
    except Refused as problem:
        return dict(good=False), f"{problem}   <-"
    finally:
        if args.drop:
            for file in args.folder.glob(path.name + "*"):
                file.unlink()


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="vitrine-cli")
    parser.add_argument("--folder", type=pathlib.Path, help="where the exports lie or come to lie",
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "vitrine-dev/families"))
    parser.add_argument("--only", default="", help="networks whose name holds one of these")
    parser.add_argument("--opsets", default="9,11,13,17,20")
    parser.add_argument("--drop", action="store_true", help="delete each export when it has been looked at")
    parser.add_argument("--write", action="store_true", help="put the rows into docs/families.md")
    parser.add_argument("--stale", action="store_true", help="so, but only those that are not there with today's sums")
    return parser.parse_args()


def main():
    args = options()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    args.folder.mkdir(parents=True, exist_ok=True)
    names = [n for n in NAMES if any(w in n for w in args.only.split(",")) and (timm or not n.startswith("timm/"))]
    if args.stale:
        names = families_table.stale(names)
    print(f"{'network':34} {'opset':>5} {'exact':>9} {'fast':>9} {'cosine':>11} {'rms':>9} {'same ways':>9} {'torch itself':>12}")
    bad = 0
    for name in names:
        truth, row = Truth(name), {}
        for opset in map(int, args.opsets.split(",")):
            found, text = look(args, truth, opset)
            print(f"{name:34} {opset:5} {text}", flush=True)
            row.update({opset: found} if found else {})
            bad += found is not None and not found["good"]
        if args.write or args.stale:
            families_table.put(NAMES, name, row)
    print("All bars are met." if bad == 0 else f"{bad} do not meet the bars.")
    sys.exit(0 if bad == 0 else 1)


if __name__ == "__main__":
    main()
