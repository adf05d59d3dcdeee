#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/golden/nets/NAME.onnx, .x.npy, .y.npy, .dx.npy and .inner.npy: each family of torchvision from its own building
blocks, but narrow and on a picture of 24 × 20, with seeded weights, as torch exports it.  The output, and for
L = Σ (k + 1)·y_k the gradient to the input and to one inner value (whose name stands in the file's metadata as “inner”).
Forward and input gradient are those of the torch module; the inner gradient is torch's on the exported graph, of which the
script first sees that it computes what the module does."""
import pathlib
import sys
import warnings
from functools import partial

import numpy as np
import onnx
import torch
from torch import nn
from torchvision.models import convnext, densenet, efficientnet, inception, mnasnet, mobilenetv2, mobilenetv3, regnet
from torchvision.models import resnet, shufflenetv2, squeezenet
from torchvision.models.googlenet import Inception

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import onnx_torch  # noqa: E402

folder = pathlib.Path(__file__).parent / "nets"
warnings.filterwarnings("ignore")
INNER = ("Relu", "Add", "Concat", "Mul", "Clip", "HardSwish", "MaxPool")


def head(width, classes=5):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes))


def stem(width, stride=2):
    return nn.Sequential(nn.Conv2d(3, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())


def down(inside, outside, stride):
    return nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))


def alexnet():
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, 2, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 12, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2, 2), nn.AdaptiveAvgPool2d((1, 2)), nn.Flatten(), nn.Dropout(), nn.Linear(24, 16), nn.ReLU(),
        nn.Linear(16, 5))


def vgg():
    layers = []
    for inside, outside in ((3, 8), (8, 8), (8, 16), (16, 16)):
        layers += [nn.Conv2d(inside, outside, 3, padding=1), nn.BatchNorm2d(outside), nn.ReLU()]
        layers += [nn.MaxPool2d(2, 2)] if inside == outside else []
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(16 * 30, 5))


def squeeze():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), squeezenet.Fire(8, 4, 8, 8),
        squeezenet.Fire(16, 4, 8, 8), nn.Dropout(), nn.Conv2d(16, 5, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def res():
    return nn.Sequential(stem(8), resnet.BasicBlock(8, 8), resnet.BasicBlock(8, 12, 2, down(8, 12, 2)), head(12))


def resnext():
    block = partial(resnet.Bottleneck, groups=4, base_width=32)
    return nn.Sequential(stem(8), block(8, 4, 2, down(8, 16, 2)), block(16, 4), head(16))


def google():
    block = Inception(8, 4, 4, 6, 2, 4, 4)
    return nn.Sequential(stem(8), nn.MaxPool2d(3, 2, ceil_mode=True), block, head(18))


def incept():
    """Torchvision's own blocks have fixed widths; these are its branches, narrow."""
    conv = inception.BasicConv2d

    class Branches(nn.Module):
        def __init__(self):
            super().__init__()
            self.long = nn.Sequential(conv(8, 4, kernel_size=1), conv(4, 4, kernel_size=(1, 7), padding=(0, 3)),
                                      conv(4, 6, kernel_size=(7, 1), padding=(3, 0)))
            self.pool = conv(8, 4, kernel_size=1)

        def forward(self, x):
            pooled = nn.functional.avg_pool2d(x, kernel_size=3, stride=1, padding=1)
            return torch.cat([self.long(x), self.pool(pooled)], 1)

    return nn.Sequential(stem(8), Branches(), nn.MaxPool2d(3, 2), conv(10, 8, kernel_size=(1, 3), padding=(0, 1)), head(8))


def dense():
    block = densenet._DenseBlock(3, 8, 2, 4, 0.0)
    return nn.Sequential(stem(8), block, densenet._Transition(20, 10), densenet._DenseBlock(2, 10, 2, 4, 0.0),
                         nn.BatchNorm2d(18), nn.ReLU(), head(18))


def mobile2():
    block = mobilenetv2.InvertedResidual
    return nn.Sequential(stem(8), block(8, 8, 1, 1), block(8, 12, 2, 3), block(12, 12, 1, 3), head(12))


def mobile3():
    def block(*words):
        return mobilenetv3.InvertedResidual(mobilenetv3.InvertedResidualConfig(*words, 1.0), nn.BatchNorm2d)
    return nn.Sequential(stem(8), block(8, 3, 16, 8, True, "RE", 1, 1), block(8, 5, 24, 16, True, "HS", 2, 1), nn.Hardswish(),
                         head(16))


def mnas():
    block = mnasnet._InvertedResidual

    class Mean(nn.Module):
        def forward(self, x):
            return x.mean([2, 3])
    return nn.Sequential(stem(8), block(8, 12, 3, 2, 3), block(12, 12, 5, 1, 3), Mean(), nn.Linear(12, 5))


def shuffle():
    block = shufflenetv2.InvertedResidual
    return nn.Sequential(stem(8), block(8, 16, 2), block(16, 16, 1), head(16))


def efficient():
    def block(*words):
        return efficientnet.MBConv(efficientnet.MBConvConfig(*words, 1), 0.0, nn.BatchNorm2d)
    return nn.Sequential(stem(8), block(1, 3, 1, 8, 8), block(4, 5, 2, 8, 16), block(2, 3, 1, 16, 16), nn.SiLU(), head(16))


def reg():
    block = partial(regnet.ResBottleneckBlock, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU, group_width=4,
                    bottleneck_multiplier=1.0, se_ratio=0.25)
    return nn.Sequential(stem(8), block(8, 12, 2), block(12, 12, 1), head(12))


def conv_next():
    return nn.Sequential(
        nn.Conv2d(3, 8, 4, 4), convnext.LayerNorm2d(8), convnext.CNBlock(8, 0.5, 0.0), convnext.CNBlock(8, 0.5, 0.0),
        convnext.LayerNorm2d(8), nn.Conv2d(8, 12, 2, 2), head(12))


NETS = {"alexnet": (alexnet, 9), "vgg": (vgg, 11), "squeezenet": (squeeze, 13), "resnet": (res, 17), "resnext": (resnext, 9),
        "googlenet": (google, 11), "inception": (incept, 13), "densenet": (dense, 17), "mobilenet2": (mobile2, 9),
        "mobilenet3": (mobile3, 11), "mobilenet3-17": (mobile3, 17), "mnasnet": (mnas, 13), "shufflenet": (shuffle, 17),
        "shufflenet-9": (shuffle, 9), "efficientnet": (efficient, 11), "regnet": (reg, 13), "convnext": (conv_next, 17),
        "convnext-9": (conv_next, 9)}


def seeded(make, seed):
    torch.manual_seed(seed)
    module = make()
    for m in module.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean = torch.randn(m.num_features) * .1
            m.running_var = torch.rand(m.num_features) * .5 + .75
            m.weight.data = torch.rand(m.num_features) * .5 + .75
            m.bias.data = torch.randn(m.num_features) * .1
    for p in module.parameters():
        p.requires_grad_(False)
    return module.eval()


def inner_of(model, env):
    """The output of the node in the middle of those whose outputs every reader of the file keeps."""
    last = model.graph.node[-1].output[0]
    names = [n.output[0] for n in model.graph.node if n.op_type in INNER and n.output[0] != last
             and env[n.output[0]].requires_grad]
    return names[len(names) // 2]


def write(name, make, opset, seed):
    module, path = seeded(make, seed), folder / f"{name}.onnx"
    x = torch.randn(1, 3, 24, 20, requires_grad=True)
    words = {"dynamo": False} if "dynamo" in torch.onnx.export.__code__.co_varnames else {}
    torch.onnx.export(module, x.detach(), str(path), opset_version=opset, keep_initializers_as_inputs=False, **words)
    y = module(x)
    weights = torch.arange(1, y.numel() + 1, dtype=torch.float32)
    dx = torch.autograd.grad((y.ravel() * weights).sum(), x)[0]
    model = onnx.load(path)
    env = onnx_torch.values(model, x)
    inner = inner_of(model, env)
    again = env[model.graph.output[0].name]
    slope = torch.autograd.grad((again.ravel() * weights).sum(), [x, env[inner]])
    assert (again - y).abs().max() <= 1e-5 * y.abs().max() and (slope[0] - dx).abs().max() <= 1e-4 * dx.abs().max(), name
    onnx.helper.set_model_props(model, {"inner": inner})
    onnx.save(model, path)
    for part, value in (("x", x), ("y", y), ("dx", dx), ("inner", slope[1])):
        np.save(folder / f"{name}.{part}.npy", value.detach().numpy().astype(np.float32))
    print(f"{name:16} opset {opset:2} {path.stat().st_size:8} bytes, inner {inner} {list(slope[1].shape)}")


if __name__ == "__main__":
    folder.mkdir(exist_ok=True)
    for number, (net, (make, opset)) in enumerate(NETS.items()):
        write(net, make, opset, number + 1)
