#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vitrine beside onnxruntime and torch on real networks and pictures: ./dev golden-check VENV.

The very tensor that Vitrine fed is fed to the peers, so that only the networks are compared.  For each network: the
largest difference of an output over its largest value, with the exact and with the fast convolutions, against
onnxruntime (with the exact ones, where that is above the bar, against torch in double precision: single precision may be
off by as much); the gradient of the best class (before the softmax) against torch: cosine, and root mean square of the
difference over the largest value.  Where two values nearly tie, a rectifier or maximum may send the gradient another way
in two programs that are both right; so for the worst picture the comparison is made again with torch taking the branches
that Vitrine's values decide ("same ways").  Then GoogLeNet's hits on pictures whose class is in their name."""
import argparse
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import onnx_torch  # noqa: E402
from compare import cli, measures, relative, same_ways, torch_gradient  # noqa: E402

EXACT, FAST, COSINE, RMS, SAME = 1e-5, 1e-3, 0.9999, 1e-3, 1e-4


def single(path):
    """The model in single precision: what half-precision weights mean, without half-precision sums."""
    model = onnx.load(path)
    for t in model.graph.initializer:
        if t.data_type == onnx.TensorProto.FLOAT16:
            t.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(t).astype(np.float32), t.name))
    for v in list(model.graph.input) + list(model.graph.output) + list(model.graph.value_info):
        if v.type.tensor_type.elem_type == onnx.TensorProto.FLOAT16:
            v.type.tensor_type.elem_type = onnx.TensorProto.FLOAT
    return model


def session(model):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def inputs(program, path, info, pictures, folder):
    """(input file, words that make Vitrine feed it) of each case."""
    shape = info["inputs"][0]["shape"]
    for i, picture in enumerate(pictures):
        file = folder / f"in{i}.npy"
        if len(shape) == 4:
            cli(program, "features", path, picture, "-o", folder / "y.npy", "--save-input", file)
        else:
            np.save(file, np.random.default_rng(i).standard_normal(shape).astype(np.float32))
        yield file


def double_truth(model, file, name):
    """The value in double precision: onnxruntime's own rounding can be as large as the bar."""
    double = onnx.ModelProto()
    double.CopyFrom(model)
    for t in double.graph.initializer:
        if t.data_type == onnx.TensorProto.FLOAT:
            t.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(t).astype(np.float64), t.name))
    return onnx_torch.values(double, torch.from_numpy(np.load(file)).double())[name].numpy()


def gradient(program, path, file, model, folder):
    told = cli(program, "gradient", path, "--input", file, "-o", folder / "g.npy", "--exact")
    return measures(np.load(folder / "g.npy"), torch_gradient(model, file, told, {}))


def compare(program, path, pictures, folder):
    info = cli(program, "info", path)
    model = single(path)
    peer = session(model)
    names = [o.name for o in peer.get_outputs()]
    worst = {"exact": 0.0, "fast": 0.0}
    found = []
    for file in inputs(program, path, info, pictures, folder):
        truth = peer.run(None, {peer.get_inputs()[0].name: np.load(file)})
        for name, expected in zip(names, truth):
            for way in worst:
                cli(program, "features", path, "--input", file, "--layer", name, "-o", folder / "y.npy",
                    *(["--exact"] if way == "exact" else []))
                off = relative(np.load(folder / "y.npy"), expected)
                if way == "exact" and off > EXACT:
                    off = relative(np.load(folder / "y.npy"), double_truth(model, file, name))
                worst[way] = max(worst[way], off)
        found.append((*gradient(program, path, file, model, folder), file))
    cosine, rms, same = min(f[0] for f in found), max(f[1] for f in found), 0.0
    if rms > SAME:
        layers = {layer["name"] for layer in info["layers"]}
        same = same_ways(program, path, max(found, key=lambda f: f[1])[2], model, folder, layers)
    good = worst["exact"] <= EXACT and worst["fast"] <= FAST and same <= SAME and (
        same > 0 or (cosine >= COSINE and rms <= RMS))
    print(f"{path.name:40} {worst['exact']:9.1e} {worst['fast']:9.1e} {cosine:11.8f} {rms:9.1e} "
          f"{f'{same:9.1e}' if same > 0 else '        –'}{'' if good and not info['unsupported'] else '   <-'}", flush=True)
    return good and not info["unsupported"]


def accuracy(program, data):
    words = [line.split()[0] for line in open(data / "models/imagenet_synset_words.txt")]
    pictures = sorted((data / "imagenet_samples").glob("*.JPEG"))
    told = cli(program, "classify", data / "models/bvlc_googlenet.onnx", *pictures, "--top", 5)
    ranks = [[s["index"] for s in t["scores"]] for t in told]
    truth = [words.index(p.name.split("_")[0]) for p in pictures]
    top1 = np.mean([r[0] == t for r, t in zip(ranks, truth)])
    top5 = np.mean([t in r for r, t in zip(ranks, truth)])
    print(f"GoogLeNet on {len(pictures)} pictures: top-1 {top1:.1%}, top-5 {top5:.1%}")
    return top1 >= 0.75 and top5 >= 0.90


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="vitrine-cli")
    parser.add_argument("data", type=pathlib.Path, help="folder with models/ and imagenet_samples/")
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--models", type=pathlib.Path, help="another folder of networks")
    parser.add_argument("--only", default="", help="networks whose name holds this")
    args = parser.parse_args()
    torch.set_num_threads(1)
    pictures = sorted((args.data / "imagenet_samples").glob("*.JPEG"))[:args.pictures]
    print(f"{'network':40} {'exact':>9} {'fast':>9} {'cosine':>11} {'rms':>9} {'same ways':>9}")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((args.models or args.data / "models").glob("*.onnx")):
            if args.only in path.name:
                good &= compare(args.program, path, pictures, pathlib.Path(folder))
    if args.models is None and args.only in "bvlc_googlenet.onnx":
        good &= accuracy(args.program, args.data)
    print("All bars are met." if good else "Not all bars are met.")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
