#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small networks as MatConvNet writes them, with a picture and what torch answers: python make-matconvnet.py FOLDER [BIG].

simple.mat: SimpleNN, MAT version 5, compressed.  simple73.mat: the same in version 7.3.  dag.mat: a DagNN with two
branches and BatchNormalization.  old.mat: as before 2015, filters and biases by name.  shared.mat: no picture; 200
convolutions that name the same large filter.  With BIG: VGG-16 there."""
import pathlib
import sys

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from scipy.io import savemat

rng = np.random.default_rng(5)


def floats(*shape, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def struct_array(items):
    names = list(items[0])
    array = np.zeros((1, len(items)), dtype=[(n, object) for n in names])
    for i, item in enumerate(items):
        for n in names:
            array[0, i][n] = item[n]
    return array


def cell(items):
    array = np.empty((1, len(items)), dtype=object)
    for i, item in enumerate(items):
        array[0, i] = item
    return array


def lrn(x, n, kappa, alpha, beta):
    return F.local_response_norm(x, n, alpha * n, beta, kappa)


def filters(w):
    """H × W × C × K of MatConvNet to K × C × H × W."""
    return torch.from_numpy(w).permute(3, 2, 0, 1).contiguous().double()


META = {"normalization": {"imageSize": np.array([[14., 12., 3.]]), "averageImage": np.array([[[120., 115., 100.]]], np.float32)},
        "classes": {"name": cell(["n00000001", "n00000002", "n00000003"]), "description": cell(["fox, red fox", "owl", "tiger"])}}


def simple_net():
    w1, b1 = floats(3, 3, 3, 8, scale=0.3), floats(1, 8)
    w2, b2 = floats(7, 6, 8, 16, scale=0.1), floats(1, 16)
    w3, b3 = floats(1, 1, 16, 3), floats(1, 3)
    layers = [
        {"type": "conv", "name": "conv1", "weights": cell([w1, b1]), "stride": 1., "pad": np.array([[1., 1., 1., 1.]])},
        {"type": "relu", "name": "relu1"},
        {"type": "lrn", "name": "norm1", "param": np.array([[5., 1., 0.02, 0.75]])},
        {"type": "pool", "name": "pool1", "method": "max", "pool": np.array([[3., 3.]]), "stride": np.array([[2., 2.]]),
         "pad": np.array([[0., 1., 0., 1.]])},
        {"type": "conv", "name": "fc2", "weights": cell([w2, b2]), "stride": 1., "pad": 0.},
        {"type": "relu", "name": "relu2"},
        {"type": "dropout", "name": "drop2", "rate": 0.5},
        {"type": "conv", "name": "fc3", "weights": cell([w3, b3]), "stride": 1., "pad": 0.},
        {"type": "softmax", "name": "prob"},
    ]
    x = floats(1, 3, 14, 12)
    y = F.relu(F.conv2d(torch.from_numpy(x).double(), filters(w1), torch.from_numpy(b1[0]).double(), padding=1))
    y = F.max_pool2d(F.pad(lrn(y, 5, 1, 0.02, 0.75), (0, 1, 0, 1), value=-1e30), 3, 2)
    y = F.relu(F.conv2d(y, filters(w2), torch.from_numpy(b2[0]).double()))
    y = F.softmax(F.conv2d(y, filters(w3), torch.from_numpy(b3[0]).double()), 1)
    return layers, x, y.numpy().reshape(1, -1)


def dag_net():
    wa, wb, g, b = floats(1, 1, 3, 4), floats(3, 3, 3, 4, scale=0.3), floats(4, 1), floats(4, 1)
    moments = np.concatenate([floats(4, 1), np.abs(floats(4, 1)) + 0.5], 1)
    w = floats(7, 6, 8, 3, scale=0.1)
    conv = {"size": np.zeros((1, 0)), "stride": 1., "pad": 0., "hasBias": False}
    layers = [
        ("a", "dagnn.Conv", ["data"], ["a"], ["wa"], conv), ("b", "dagnn.Conv", ["data"], ["b"], ["wb"], {**conv, "pad": 1.}),
        ("bn", "dagnn.BatchNorm", ["b"], ["bn"], ["g", "be", "m"], {"numChannels": 4.}),
        ("rb", "dagnn.ReLU", ["bn"], ["rb"], [], {"leak": 0.}),
        ("join", "dagnn.Concat", ["a", "rb"], ["join"], [], {"dim": 3.}),
        ("pool", "dagnn.Pooling", ["join"], ["pool"], [], {"method": "avg", "poolSize": np.array([[2., 2.]]), "stride": 2.,
                                                          "pad": 0.}),
        ("fc", "dagnn.Conv", ["pool"], ["fc"], ["w"], conv), ("prob", "dagnn.SoftMax", ["fc"], ["prob"], [], {"dim": 3.}),
        ("loss", "dagnn.Loss", ["prob", "label"], ["objective"], [], {"loss": "log"}),
    ]
    items = [{"name": n, "type": t, "inputs": cell(i), "outputs": cell(o), "params": cell(p), "block": k}
             for n, t, i, o, p, k in layers]
    params = [{"name": n, "value": v} for n, v in
              (("wa", wa), ("wb", wb), ("g", g), ("be", b), ("m", moments.astype(np.float32)), ("w", w))]
    x = floats(1, 3, 14, 12)
    t = torch.from_numpy(x).double()
    a, r = F.conv2d(t, filters(wa)), F.conv2d(t, filters(wb), padding=1)
    col = lambda v: torch.from_numpy(v.reshape(1, -1, 1, 1).copy()).double()  # noqa: E731
    r = F.relu(col(g) * (r - col(moments[:, 0])) / col(moments[:, 1]) + col(b))
    y = F.softmax(F.conv2d(F.avg_pool2d(torch.cat([a, r], 1), 2), filters(w)), 1)
    return items, params, x, y.numpy().reshape(1, -1)


def shared_net():
    block = {"stride": 1., "pad": np.array([[32., 31., 32., 31.]]), "hasBias": False}
    items = [{"name": f"c{i}", "type": "dagnn.Conv", "inputs": cell([f"x{i}"]), "outputs": cell([f"x{i + 1}"]),
              "params": cell(["w"]), "block": block} for i in range(200)]
    return items, [{"name": "w", "value": np.full((64, 64, 3, 3), 0.5, np.float32)}]


def save73(path, layers, meta, x, y):
    """As MATLAB does: a block of 512 bytes, references, reversed dimensions, a cell of structures."""
    with h5py.File(path, "w", userblock_size=512, libver="earliest") as f:
        refs, count = f.create_group("#refs#"), [0]

        def put(parent, name, value):
            if isinstance(value, dict):
                node = parent.create_group(name)
                node.attrs["MATLAB_class"] = np.bytes_("struct")
                for k, v in value.items():
                    put(node, k, v)
            elif isinstance(value, np.ndarray) and value.dtype == object:
                data = []
                for item in value.reshape(-1):
                    count[0] += 1
                    data.append(put(refs, f"r{count[0]}", item).ref)
                node = parent.create_dataset(name, (len(data), 1), dtype=h5py.ref_dtype)
                for i, r in enumerate(data):
                    node[i, 0] = r
                node.attrs["MATLAB_class"] = np.bytes_("cell")
            elif isinstance(value, str):
                node = parent.create_dataset(name, data=np.array([[ord(c)] for c in value], np.uint16))
                node.attrs["MATLAB_class"] = np.bytes_("char")
            else:
                array = np.atleast_2d(np.asarray(value)).T
                big = array.size > 4096
                node = parent.create_dataset(name, data=array, **({"compression": 3, "shuffle": True} if big else {}))
                node.attrs["MATLAB_class"] = np.bytes_("single" if array.dtype == np.float32 else "double")
            return node

        for k, v in {"layers": cell(layers), "meta": meta, "picture": x, "expected": y}.items():
            put(f, k, v)
    head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"
    with open(path, "r+b") as f:
        f.write(head)


def main():
    folder = pathlib.Path(sys.argv[1])
    layers, x, y = simple_net()
    savemat(folder / "simple.mat", {"layers": cell(layers), "meta": META, "picture": x, "expected": y}, do_compression=True)
    save73(folder / "simple73.mat", layers, META, x, y)
    items, params = shared_net()
    savemat(folder / "shared.mat", {"layers": struct_array(items), "params": struct_array(params), "meta": META},
            do_compression=True)
    old = [{**{k: v for k, v in layer.items() if k != "weights"},
            **({"filters": layer["weights"][0, 0], "biases": layer["weights"][0, 1]} if "weights" in layer else {})}
           for layer in layers]
    savemat(folder / "old.mat", {"layers": cell(old), "normalization": META["normalization"], "classes": META["classes"],
                                 "picture": x, "expected": y}, do_compression=True)
    items, params, x, y = dag_net()
    net = {"layers": struct_array(items), "params": struct_array(params), "meta": META}
    savemat(folder / "dag.mat", {"net": net, "picture": x, "expected": y}, do_compression=True)
    if len(sys.argv) > 2:
        import torchvision
        torch.manual_seed(0)
        vgg, layers = torchvision.models.vgg16(weights=None).eval(), []
        for i, m in enumerate(list(vgg.features) + list(vgg.classifier)):
            if isinstance(m, torch.nn.Conv2d):
                w, pad = m.weight.detach().numpy().transpose(2, 3, 1, 0), 1.
            elif isinstance(m, torch.nn.Linear):
                side = 7 if m.in_features == 25088 else 1
                w, pad = m.weight.detach().numpy().reshape(m.out_features, -1, side, side).transpose(2, 3, 1, 0), 0.
            elif isinstance(m, torch.nn.MaxPool2d):
                layers.append({"type": "pool", "name": f"pool{i}", "method": "max", "pool": np.array([[2., 2.]]), "stride": 2.,
                               "pad": 0.})
                continue
            else:
                layers.append({"type": "relu" if isinstance(m, torch.nn.ReLU) else "dropout", "name": f"l{i}"})
                continue
            layers.append({"type": "conv", "name": f"l{i}", "weights": cell([w, m.bias.detach().numpy()[None]]), "stride": 1.,
                           "pad": pad})
        meta = {"normalization": {"imageSize": np.array([[224., 224., 3.]]), "averageImage": np.array([[[124., 117., 104.]]])}}
        savemat(sys.argv[2], {"layers": cell(layers), "meta": meta})


if __name__ == "__main__":
    main()
