# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain interpreter of ONNX graphs on torch tensors: an independent statement of what a file means, with gradients.
It knows the operators of the networks that compare-peers.py looks at; another is a KeyError with its name."""
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


def attributes(node):
    out = {}
    for a in node.attribute:
        v = onnx.helper.get_attribute_value(a)
        out[a.name] = v.decode() if isinstance(v, bytes) else v
    return out


def same_pads(a, size, kernel, stride, dilation):
    """auto_pad as explicit pads: begins, then ends."""
    begin, end = [], []
    for n, k, s, d in zip(size, kernel, stride, dilation):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        small = total // 2
        begin.append(small if a == "SAME_UPPER" else total - small)
        end.append(total - begin[-1])
    return begin + end


def window(a, x, kernel):
    n = len(kernel)
    stride, dilation = list(a.get("strides", [1] * n)), list(a.get("dilations", [1] * n))
    auto = a.get("auto_pad", "NOTSET")
    pads = same_pads(auto, x.shape[2:], kernel, stride, dilation) if auto.startswith("SAME") \
        else [0] * (2 * n) if auto == "VALID" else list(a.get("pads", [0] * (2 * n)))
    around = []
    for axis in reversed(range(n)):
        around += [pads[axis], pads[n + axis]]
    return stride, dilation, around


def conv(a, x, w, b=None):
    stride, dilation, around = window(a, x, w.shape[2:])
    f = F.conv2d if w.dim() == 4 else F.conv1d
    return f(F.pad(x, around), w, b, stride, 0, dilation, a.get("group", 1))


def max_pool(a, x):
    kernel = list(a["kernel_shape"])
    stride, dilation, around = window(a, x, kernel)
    ceil = bool(a.get("ceil_mode", 0))
    if around[0::2] == around[1::2]:
        return F.max_pool2d(x, kernel, stride, around[2::-2], dilation, ceil)
    return F.max_pool2d(F.pad(x, around, value=float("-inf")), kernel, stride, 0, dilation, ceil)


def average_pool(a, x):
    kernel = list(a["kernel_shape"])
    stride, _, around = window(a, x, kernel)
    assert around[0::2] == around[1::2], "asymmetric average pools are not compared"
    return F.avg_pool2d(x, kernel, stride, around[2::-2], bool(a.get("ceil_mode", 0)),
                        bool(a.get("count_include_pad", 0)))


def lrn(a, x):
    n = a["size"]
    square = F.pad((x * x).unsqueeze(1), (0, 0, 0, 0, (n - 1) // 2, n // 2))
    total = F.avg_pool3d(square, (n, 1, 1), stride=1).squeeze(1) * n
    return x * (a.get("bias", 1.0) + a.get("alpha", 1e-4) / n * total) ** -a.get("beta", 0.75)


def gemm(a, x, w, c=None):
    y = a.get("alpha", 1.0) * (x.T if a.get("transA") else x) @ (w.T if a.get("transB") else w)
    return y if c is None else y + a.get("beta", 1.0) * c


def softmax(f, opset):
    def run(a, x):
        if opset >= 13:
            return f(x, a.get("axis", -1))
        axis = a.get("axis", 1)
        return f(x.reshape(int(np.prod(x.shape[:axis])), -1), 1).reshape(x.shape)
    return run


def slice_(a, x, starts, ends, axes=None, steps=None):
    axes = list(range(len(starts))) if axes is None else axes.tolist()
    steps = [1] * len(axes) if steps is None else steps.tolist()
    for start, end, axis, step in zip(starts.tolist(), ends.tolist(), axes, steps):
        index = torch.from_numpy(np.arange(x.shape[axis])[slice(start, end, step)].copy())
        x = x.index_select(axis, index)
    return x


def pad(a, x, pads=None, value=None):
    p, n, around = list(a["pads"]) if pads is None else pads.tolist(), x.dim(), []
    for axis in reversed(range(n)):
        around += [p[axis], p[n + axis]]
    while around[-2:] == [0, 0] and len(around) > 2:     # torch mirrors the last dimensions only
        around = around[:-2]
    mode = {"constant": "constant", "reflect": "reflect", "edge": "replicate"}[a.get("mode", "constant")]
    return F.pad(x, around, mode, a.get("value", 0) if value is None else float(value))


def resize(a, x, roi=None, scales=None, sizes=None):
    assert a.get("mode", "nearest") == "nearest" and a.get("nearest_mode") == "floor" \
        and a.get("coordinate_transformation_mode") == "asymmetric", "other resizes are not compared"
    return F.interpolate(x, scale_factor=scales.tolist()[2:], mode="nearest")


def clip(a, x, low=None, high=None):
    return torch.clamp(x, a.get("min") if low is None else float(low), a.get("max") if high is None else float(high))


def batch_norm(a, x, scale, bias, mean, var):
    return F.batch_norm(x, mean, var, scale, bias, False, 0, a.get("epsilon", 1e-5))


def instance_norm(a, x, scale, bias):
    return F.instance_norm(x, weight=scale, bias=bias, eps=a.get("epsilon", 1e-5))


def cast(a, x):
    return x.to({1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 11: torch.float64}[a["to"]])


def reduce_mean(a, x, axes=None):
    axes = a.get("axes") if axes is None else axes.tolist()
    return x.mean(axes or list(range(x.dim())), keepdim=bool(a.get("keepdims", 1)))


def layer_norm(a, x, scale, bias=None):
    axis = a.get("axis", -1) % x.dim()
    return F.layer_norm(x, x.shape[axis:], scale, bias, a.get("epsilon", 1e-5))


def split(a, x, sizes=None):
    sizes = a.get("split") if sizes is None else sizes.tolist()
    axis = a.get("axis", 0)
    return x.split(list(sizes), axis) if sizes else x.chunk(a["outputs"], axis)


def unsqueeze(a, x, axes=None):
    for axis in sorted(a["axes"] if axes is None else axes.tolist()):
        x = x.unsqueeze(axis)
    return x


def gather(a, x, index):
    axis = a.get("axis", 0)
    y = x.index_select(axis, index.reshape(-1) % x.shape[axis])
    return y.reshape(x.shape[:axis] + index.shape + x.shape[axis + 1:])


def divide(a, x, y):
    return x / y if x.is_floating_point() else torch.div(x, y, rounding_mode="trunc")


def hard_sigmoid(a, x):
    return torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1)


def shapes():
    """What moves values and works on shapes."""
    return {
        "Concat": lambda a, *x: torch.cat(x, a["axis"]),
        "Flatten": lambda a, x: x.reshape(int(np.prod(x.shape[:a.get("axis", 1)])), -1),
        "Reshape": lambda a, x, s: x.reshape([x.shape[i] if d == 0 else d for i, d in enumerate(s.tolist())]),
        "Slice": slice_, "Split": split, "Gather": gather, "Unsqueeze": unsqueeze,
        "Transpose": lambda a, x: x.permute(a["perm"]), "Shape": lambda a, x: torch.tensor(x.shape),
        "Constant": lambda a: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
        "Identity": lambda a, x: x, "Dropout": lambda a, x: x, "Cast": cast,
        "ConstantOfShape": lambda a, s: torch.full(s.tolist(), numpy_helper.to_array(a["value"]).item()),
    }


def table(opset):
    return {
        "Conv": conv, "MaxPool": max_pool, "AveragePool": average_pool, "LRN": lrn, "Gemm": gemm,
        "Pad": pad, "Resize": resize, "Clip": clip, "BatchNormalization": batch_norm,
        "Softmax": softmax(torch.softmax, opset), "LogSoftmax": softmax(torch.log_softmax, opset),
        "Relu": lambda a, x: torch.relu(x), "Sigmoid": lambda a, x: torch.sigmoid(x), "Tanh": lambda a, x: torch.tanh(x),
        "LeakyRelu": lambda a, x: F.leaky_relu(x, a.get("alpha", 0.01)),
        "Add": lambda a, x, y: x + y, "Sub": lambda a, x, y: x - y, "Mul": lambda a, x, y: x * y,
        "Div": divide, "MatMul": lambda a, x, y: x @ y, "Pow": lambda a, x, y: x ** y,
        "Sqrt": lambda a, x: torch.sqrt(x), "Erf": lambda a, x: torch.erf(x),
        "HardSigmoid": hard_sigmoid, "HardSwish": lambda a, x: F.hardswish(x),
        "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
        "ReduceMean": reduce_mean, "InstanceNormalization": instance_norm, "LayerNormalization": layer_norm, **shapes(),
    }


def branching(model):
    """Values whose size decides which way a gradient goes: inputs of rectifiers, clamps and maxima."""
    return {n.input[0] for n in model.graph.node if n.op_type in
            ("Relu", "LeakyRelu", "Clip", "MaxPool", "HardSigmoid", "HardSwish")}


def values(model, x, forced={}):
    """Every value of the graph for input `x`, by name.  A forced value takes the place of the computed one, while
    gradients flow as if it had been computed: two passes that differ in the last bit then take the same branches."""
    ops = table(max(o.version for o in model.opset_import if o.domain in ("", "ai.onnx")))
    env = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in model.graph.initializer}
    name = next(i.name for i in model.graph.input if i.name not in env)
    env[name] = x
    for node in model.graph.node:
        told = {**attributes(node), "outputs": len(node.output)} if node.op_type == "Split" else attributes(node)
        y = ops[node.op_type](told, *[env[i] if i else None for i in node.input])
        for name, part in zip(node.output, y if isinstance(y, tuple) else (y,)):
            if name in forced:
                part = part + (torch.from_numpy(forced[name]).reshape(part.shape) - part).detach()
            env[name] = part
    return env
