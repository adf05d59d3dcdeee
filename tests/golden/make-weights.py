#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/golden/weights: for a network of each family of torchvision the names and shapes of its tensors and what it
answers.  The numbers themselves come out of a formula that test-weights.c has too, so that no large file is needed.
Then small files as torch writes them, for tests/core/test-weights.c.  python make-weights.py FOLDER CORE-FOLDER"""
import pathlib
import sys

import numpy as np
import torch
import torchvision

NETWORKS = {"alexnet": 16, "vgg13_bn": 16, "squeezenet1_0": 1, "squeezenet1_1": 1, "resnet18": 1, "resnext50_32x4d": 1,
            "densenet121": 1, "mobilenet_v2": 1, "googlenet": 1}


def fnv(text):
    h = 2166136261
    for byte in text.encode():
        h = (h ^ byte) * 16777619 % 2**32
    return h


def uniform(name, n):
    x = (np.arange(n, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(fnv(name))) % np.uint64(2**32)
    x ^= x >> np.uint64(15)
    x = x * np.uint64(2246822519) % np.uint64(2**32)
    x ^= x >> np.uint64(13)
    return x.astype(np.float64) / 2**32


def numbers(name, shape):
    u = uniform(name, int(np.prod(shape)))
    if name.endswith("running_var") or (len(shape) == 1 and name.endswith("weight")):
        v = 0.5 + u
    elif len(shape) == 1:
        v = 0.2 * (u - 0.5)
    else:
        v = (u - 0.5) * np.sqrt(24 / np.prod(shape[1:]))
    return v.astype(np.float32).reshape(shape)


def shrink(module, by):
    """The same network with a fraction of the channels."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Conv2d):
            few = lambda c: c if c == 3 else c // by  # noqa: E731
            new = torch.nn.Conv2d(few(child.in_channels), few(child.out_channels), child.kernel_size, child.stride,
                                  child.padding, groups=max(child.groups // by, 1), bias=child.bias is not None)
        elif isinstance(child, torch.nn.BatchNorm2d):
            new = torch.nn.BatchNorm2d(child.num_features // by, child.eps)
        elif isinstance(child, torch.nn.Linear):
            new = torch.nn.Linear(child.in_features // by, child.out_features if child.out_features < 10 else
                                  child.out_features // by)
        else:
            shrink(child, by)
            continue
        setattr(module, name, new)


def network(name, by):
    more = {"init_weights": False, "aux_logits": False} if name == "googlenet" else {}
    net = getattr(torchvision.models, name)(weights=None, num_classes=6, **more)
    if by > 1:
        shrink(net, by)
    state = net.state_dict()
    for key, value in state.items():
        if not key.endswith("num_batches_tracked"):
            value.copy_(torch.from_numpy(numbers(key, tuple(value.shape))))
    return net.eval()


def golden(folder):
    for name, by in NETWORKS.items():
        net = network(name, by).double()
        x = ((uniform("x", 3 * 224 * 224) - 0.5) * 4).astype(np.float32).reshape(1, 3, 224, 224)
        y = net(torch.from_numpy(x).double()).detach().numpy().reshape(-1)
        lines = [" ".join([key, *map(str, value.shape)]) for key, value in net.state_dict().items()
                 if not key.endswith("num_batches_tracked")]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n= " + " ".join(f"{v:.9g}" for v in y) + "\n")


def small(folder):
    """A tensor of each type, of strides that are not plain, shared storages, and dicts in dicts."""
    t = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    base = t.clone()
    state = {"plain": t.clone(), "turned": base.permute(2, 0, 1), "part": base[:, 1:, ::2], "half": t.half(),
             "brain": t.bfloat16(), "double": t.double(), "whole": torch.tensor([-3, 5]),
             "byte": torch.tensor([7, 250], dtype=torch.uint8), "flag": torch.tensor([True, False]),
             "scalar": torch.tensor(2.5), "none": torch.zeros(0, 3), "parameter": torch.nn.Parameter(t[0].clone())}
    torch.save(state, folder / "types.pth")
    torch.save(state, folder / "types-old.pth", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "best": torch.tensor(0.5), "args": {"lr": 0.1, "name": None, "big": 2**70},
                "state_dict": {"module.a": t, "module.b": t[0]}, "optimizer": {"state": {0: {"step": 1}}}},
               folder / "checkpoint.pth")
    net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    torch.save(net, folder / "module.pth")
    torch.jit.script(net).save(str(folder / "script.pt"))
    try:
        from safetensors.torch import save_file
        save_file({k: v.contiguous().clone() for k, v in state.items()}, folder / "types.safetensors",
                  metadata={"format": "pt"})
    except ImportError:
        print("no safetensors here")
    net = torch.nn.Sequential()
    vgg = torch.nn.Module()
    vgg.features = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
    vgg.classifier = torch.nn.Sequential(torch.nn.Linear(8, 3))
    for key, value in vgg.state_dict().items():
        value.copy_(torch.from_numpy(numbers(key, tuple(value.shape))))
    torch.save(vgg.state_dict(), folder / "vgg.pth")


def main():
    golden(pathlib.Path(sys.argv[1]))
    small(pathlib.Path(sys.argv[2]))


if __name__ == "__main__":
    main()
