#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/golden/onnx/NAME.onnx, NAME.x.npy and NAME.y.npy: tiny networks, an input, and what onnxruntime makes of it.
They are also the seed of the fuzzer that reads ONNX files (tests/fuzz/corpus/onnx is this folder)."""
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(__file__).parent / "onnx"
rng = np.random.default_rng(11)


def real(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def whole(*values):
    return np.array(values, np.int64)


class Net:
    """A graph under construction; `add` gives the name of the output."""

    def __init__(self, opset, *shape):
        self.opset, self.shape, self.nodes, self.stored = opset, shape, [], []

    def store(self, value):
        name = f"c{len(self.stored)}"
        self.stored.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, op, *inputs, outputs=1, **attributes):
        names = [i if isinstance(i, str) else self.store(i) for i in inputs]
        out = [f"v{len(self.nodes)}_{k}" if outputs > 1 else f"v{len(self.nodes)}" for k in range(outputs)]
        self.nodes.append(helper.make_node(op, names, out, **attributes))
        return out if outputs > 1 else out[0]

    def model(self, name, last):
        graph = helper.make_graph(
            self.nodes, name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(last, TensorProto.FLOAT, None)], self.stored)
        opsets = [helper.make_opsetid("", self.opset)]
        opsets += [helper.make_opsetid("com.microsoft", 1)] if any(n.domain for n in self.nodes) else []
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def seed(self, name, last):
        model = self.model(name, last)
        onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        onnx.save(model, folder / f"{name}.onnx")

    def save(self, name, last):
        x, model = real(*self.shape), self.model(name, last)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        y = onnxruntime.InferenceSession(model.SerializeToString(), options).run([last], {"x": x})[0]
        onnx.save(model, folder / f"{name}.onnx")
        np.save(folder / f"{name}.x.npy", x)
        np.save(folder / f"{name}.y.npy", y.astype(np.float32))


def norm(c):
    return real(c), real(c), real(c), np.abs(real(c)) + 0.5


def plain():
    n = Net(13, 1, 3, 9, 7)
    v = n.add("Conv", "x", real(4, 3, 3, 3), real(4), pads=[1, 0, 2, 1], strides=[2, 1])
    v = n.add("Relu", n.add("BatchNormalization", v, *norm(4)))
    v = n.add("MaxPool", v, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    v = n.add("Conv", v, real(4, 1, 3, 3), group=4, pads=[1, 1, 1, 1])
    v = n.add("Clip", v, np.float32(0), np.float32(6))
    v = n.add("AveragePool", v, kernel_shape=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    v = n.add("Flatten", n.add("GlobalAveragePool", v))
    n.save("plain", n.add("Softmax", n.add("Gemm", v, real(5, 4), real(5), transB=1)))


def dilated():
    n = Net(9, 1, 2, 8, 8)
    v = n.add("Conv", "x", real(4, 2, 3, 2), auto_pad="SAME_LOWER", strides=[2, 1])
    v = n.add("Conv", v, real(4, 4, 2, 2), dilations=[1, 2], pads=[0, 1, 1, 1])
    v = n.add("LRN", v, size=3, alpha=0.1, beta=0.75, bias=2.0)
    v = n.add("AveragePool", v, kernel_shape=[3, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    v = n.add("LeakyRelu", v, alpha=0.1)
    n.save("dilated", n.add("MaxPool", v, kernel_shape=[2, 2], pads=[0, 1, 1, 0]))


def transposed():
    n = Net(13, 1, 4, 3, 5)
    v = n.add("ConvTranspose", "x", real(4, 2, 3, 3), real(4), group=2, strides=[2, 3], pads=[1, 0, 0, 1],
              output_padding=[1, 2])
    v = n.add("BatchNormalization", v, *norm(4))
    v = n.add("ConvTranspose", v, real(4, 3, 2, 2), strides=[2, 2], auto_pad="SAME_UPPER")
    n.save("transposed", n.add("BatchNormalization", v, *norm(3)))


def shuffle():
    """ShuffleNet's unit: split by shape arithmetic, channel shuffle by reshape and transpose."""
    n = Net(13, 1, 4, 3, 3)
    half = n.add("Div", n.add("Gather", n.add("Shape", "x"), np.int64(1)), np.int64(2))
    half = n.add("Unsqueeze", half, whole(0))
    a = n.add("Slice", "x", whole(0), half, whole(1))
    b = n.add("Slice", "x", half, whole(2 ** 62), whole(1))
    v = n.add("Concat", a, n.add("Relu", n.add("Conv", b, real(2, 2, 1, 1))), axis=1)
    v = n.add("Transpose", n.add("Reshape", v, whole(1, 2, 2, 3, 3)), perm=[0, 2, 1, 3, 4])
    n.save("shuffle", n.add("Reshape", v, whole(1, -1, 3, 3)))


def excite():
    """Squeeze and excitation, hard swish, split, mean over the map."""
    n = Net(14, 1, 4, 5, 5)
    v = n.add("HardSwish", "x")
    s = n.add("ReduceMean", v, axes=[2, 3], keepdims=1)
    s = n.add("HardSigmoid", n.add("Conv", s, real(4, 4, 1, 1)), alpha=1 / 6)
    a, b = n.add("Split", n.add("Mul", v, s), whole(1, 3), outputs=2, axis=1)
    v = n.add("Concat", b, a, axis=1)
    v = n.add("PRelu", v, real(4, 1, 1))
    n.save("excite", n.add("Add", n.add("Elu", v), n.add("Softplus", n.add("Mul", v, real(4, 1, 1)))))


def norms():
    """GroupNorm as torch writes it, then LayerNormalization and Gelu by hand."""
    n = Net(17, 1, 4, 3, 3)
    v = n.add("InstanceNormalization", n.add("Reshape", "x", whole(0, 2, -1)), np.ones(2, np.float32), np.zeros(2, np.float32))
    v = n.add("Reshape", v, n.add("Shape", "x"))
    v = n.add("Add", n.add("Mul", v, real(4, 1, 1)), real(4, 1, 1))
    v = n.add("Transpose", v, perm=[0, 2, 3, 1])
    v = n.add("LayerNormalization", v, real(4), real(4), axis=-1, epsilon=1e-6)
    v = n.add("MatMul", v, real(4, 6))
    e = n.add("Erf", n.add("Div", v, np.float32(2 ** 0.5)))
    v = n.add("Mul", n.add("Mul", v, n.add("Add", e, np.float32(1))), np.float32(0.5))
    n.save("norms", n.add("Transpose", v, perm=[0, 3, 1, 2]))


def resizes():
    for name, opset, attributes in [
            ("nearest-old", 10, dict(mode="nearest")), ("linear-old", 10, dict(mode="linear")),
            ("nearest", 13, dict(mode="nearest")), ("linear", 13, dict(mode="linear")),
            ("corners", 13, dict(mode="linear", coordinate_transformation_mode="align_corners")),
            ("cubic", 13, dict(mode="cubic", cubic_coeff_a=-0.5)),
            ("floor", 11, dict(mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"))]:
        n = Net(opset, 1, 2, 4, 5)
        scales = np.array([1, 1, 2, 1.6], np.float32)
        n.save(f"resize-{name}", n.add("Resize", "x", scales, **attributes) if opset < 11
               else n.add("Resize", "x", np.zeros(0, np.float32), scales, **attributes))
    n = Net(13, 1, 2, 4, 5)
    n.save("resize-sizes", n.add("Resize", "x", np.zeros(0, np.float32), np.zeros(0, np.float32), whole(1, 2, 7, 3),
                                 mode="linear", coordinate_transformation_mode="pytorch_half_pixel"))
    n = Net(9, 1, 2, 3, 3)
    n.save("upsample", n.add("Upsample", "x", np.array([1, 1, 2, 3], np.float32), mode="nearest"))


def shapes():
    n = Net(13, 1, 8, 4, 6)
    v = n.add("DepthToSpace", "x", blocksize=2, mode="CRD")
    v = n.add("SpaceToDepth", v, blocksize=4)
    v = n.add("Pad", v, whole(0, 0, 1, 0, 0, 0, 1, 2), np.float32(0.5), mode="reflect")
    v = n.add("Pad", v, whole(0, 1, 0, 1, 0, 0, 0, 0), np.float32(0.25))
    v = n.add("Squeeze", n.add("Slice", v, whole(-1), whole(2 ** 62), whole(2)), whole(2))
    v = n.add("Gather", v, whole(0, -1, 2), axis=1)
    n.save("shapes", n.add("Tile", n.add("Unsqueeze", v, whole(1)), whole(1, 2, 1, 1)))


def softmaxes():
    for opset in (11, 13):
        n = Net(opset, 1, 3, 4)
        n.save(f"softmax-{opset}", n.add("LogSoftmax", n.add("Softmax", "x", axis=1)))


def half():
    """Half-precision weights behind a Cast, quantised weights behind DequantizeLinear."""
    n = Net(13, 1, 3, 4, 4)
    w = n.add("Cast", n.store(real(2, 3, 3, 3).astype(np.float16)), to=TensorProto.FLOAT)
    q = n.add("DequantizeLinear", rng.integers(-128, 127, (3, 2, 1, 1)).astype(np.int8),
              np.array([0.1, 0.02, 0.3], np.float32), np.zeros(3, np.int8), axis=0)
    n.save("half", n.add("Conv", n.add("Tanh", n.add("Conv", "x", w)), q))


def axes():
    n = Net(18, 1, 3, 4, 5)
    a = n.add("ReduceMax", "x", whole(-1), keepdims=0)
    b = n.add("ReduceL2", "x", whole(3), keepdims=0)
    c = n.add("ReduceLogSumExp", "x", whole(3), keepdims=0)
    v = n.add("Max", n.add("Sum", a, b, c), n.add("Mean", a, b))
    n.save("axes", n.add("Pow", n.add("Abs", n.add("Min", v, np.float32(2))), np.float32(1.5)))


def truth():
    """Comparisons, logic, choice, and integers that are divided."""
    n = Net(13, 1, 3, 4, 5)
    low, high = n.add("Less", "x", np.float32(-0.5)), n.add("Greater", "x", np.float32(0.5))
    middle = n.add("Not", n.add("Or", low, high))
    v = n.add("Where", middle, n.add("Mul", "x", np.float32(10)), "x")
    q = n.add("Div", n.add("Cast", n.add("Mul", v, np.float32(7)), to=TensorProto.INT64), whole(3))
    odd = n.add("Equal", n.add("Mod", q, whole(2)), whole(1))
    v = n.add("Add", n.add("Cast", q, to=TensorProto.FLOAT), n.add("Cast", odd, to=TensorProto.FLOAT))
    n.save("truth", n.add("Add", v, n.add("Cast", n.add("Xor", odd, low), to=TensorProto.FLOAT)))


def places():
    """Where the largest are: in a window, along an axis, in all."""
    n = Net(13, 1, 3, 8, 6)
    v, at = n.add("MaxPool", "x", outputs=2, kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 0], storage_order=1)
    most, where = n.add("TopK", v, whole(2), outputs=2, axis=-1, largest=1)
    least, _ = n.add("TopK", v, whole(2), outputs=2, axis=-1, largest=0)
    v = n.add("Sub", n.add("Mul", most, n.add("Cast", where, to=TensorProto.FLOAT)), least)
    arg = n.add("Cast", n.add("ArgMin", at, axis=-1, select_last_index=1), to=TensorProto.FLOAT)
    n.save("places", n.add("Add", v, arg))


def moments():
    """LayerNormalization with its mean and deviation, a product, and functions of angles."""
    n = Net(17, 1, 3, 4, 5)
    v, mean, over = n.add("LayerNormalization", "x", real(4, 5), real(4, 5), outputs=3, axis=2)
    v = n.add("Mul", n.add("Sub", v, mean), over)
    v = n.add("Atan", n.add("Asinh", v))
    p = n.add("ReduceProd", n.add("Cosh", v), axes=[3])
    n.save("moments", n.add("Add", n.add("Tan", n.add("Mul", v, np.float32(0.5))), n.add("Tanh", p)))


def codes():
    """Networks in 8-bit integers.  Vitrine does not round activations, so these are no golden values but seeds."""
    eight = np.uint8
    for name in ("pairs", "layers", "dynamic", "microsoft"):
        n = Net(13, 1, 2, 6, 5)
        w, ws = rng.integers(-127, 127, (3, 2, 3, 3)).astype(np.int8), np.array([0.01, 0.02, 0.03], np.float32)
        wz, s, z = np.zeros(3, np.int8), np.float32(0.05), eight(128)
        if name == "dynamic":
            q, of_x, zx = n.add("DynamicQuantizeLinear", "x", outputs=3)
            v = n.add("Cast", n.add("ConvInteger", q, w, zx, np.int8(0)), to=TensorProto.FLOAT)
            v = n.add("Mul", v, n.add("Mul", of_x, np.float32(0.02)))
        elif name == "pairs":
            v = n.add("DequantizeLinear", n.add("QuantizeLinear", "x", s, z), s, z)
            v = n.add("Conv", v, n.add("DequantizeLinear", w, ws, wz, axis=0))
            v = n.add("DequantizeLinear", n.add("QuantizeLinear", v, s, eight(0)), s, eight(0))
        else:
            q = n.add("QLinearConv", n.add("QuantizeLinear", "x", s, z), s, z, w, ws, wz, s, eight(0),
                      rng.integers(-99, 99, 3).astype(np.int32))
            if name == "microsoft":
                q = n.add("QLinearAdd", q, s, eight(0), q, s, eight(0), np.float32(0.1), eight(0), domain="com.microsoft")
                q = n.add("QLinearGlobalAveragePool", q, np.float32(0.1), eight(0), s, eight(0), domain="com.microsoft")
            v = n.add("DequantizeLinear", n.add("Flatten", n.add("MaxPool", q, kernel_shape=[1, 1])), s, eight(0))
        n.seed(name, v)


def beside():
    """A convolution whose weights lie in another file, which the fuzzer finds in tests/fuzz/weights-beside."""
    (folder.parents[1] / "fuzz" / "weights-beside" / "w").write_bytes((np.arange(64) % 7 / 4 - 0.75).astype("<f4").tobytes())
    w = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 3, 3, 3], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "w"), ("offset", "0"), ("length", str(2 * 3 * 3 * 3 * 4))):
        w.external_data.add(key=key, value=value)
    value = helper.make_tensor_value_info
    graph = helper.make_graph([helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])], "g",
                              [value("x", TensorProto.FLOAT, [1, 3, 4, 4])], [value("y", TensorProto.FLOAT, [1, 2, 4, 4])], [w])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="fuzz")
    (folder / "beside.onnx").write_bytes(model.SerializeToString())


def einsums():
    """Attention pooling and two-headed attention as people write them."""
    n = Net(13, 1, 4, 3, 5)
    k = n.add("Einsum", "x", real(4, 6), equation="bchw,cd->bdhw")
    q = n.add("Einsum", "x", equation="b c h w -> b c")
    pool = n.add("Softmax", n.add("Einsum", q, "x", equation="nc,nchw->nhw"), axis=-1)
    v = n.add("Einsum", k, pool, equation="bdhw,bhw->bdhw")
    heads = n.add("Reshape", v, whole(0, 2, 3, 15))
    dots = n.add("Einsum", heads, heads, equation="bhdi, bhdj -> bhij")
    v = n.add("Einsum", n.add("Softmax", dots, axis=-1), heads, equation="...ij,...dj->...di")
    v = n.add("Einsum", v, real(3, 2), equation="bhdi,dk->kbih")
    n.save("einsums", n.add("Einsum", v, equation="kbih->bki"))


def kernels():
    """Einsum's other forms: masks for parts, outer products, places that are one, and no arrow."""
    n = Net(13, 1, 3, 4, 5)
    queries = n.add("Einsum", real(7, 4), "x", equation="kh,bchw->bkc")
    masks = n.add("Einsum", "x", queries, equation="bchw,bkc->bkhw")
    a = n.add("Einsum", masks, equation="bkhw->bwk")
    outer = n.add("Einsum", a, real(3), equation="bwk,c->bckw")
    one = n.add("Einsum", outer, real(1, 3, 1, 5), equation="bckw,bckw->bcw")
    v = n.add("Einsum", one, real(5, 2), equation="bcw,wz")
    v = n.add("Einsum", v, real(4, 3, 2), equation="bcz,qcz->bq")
    n.save("kernels", n.add("Einsum", v, v, equation="bq,br->brq"))


def inner(nodes, outputs, stored=()):
    """A graph for a node to hold; `nodes` are (operator, inputs, output, attributes)."""
    made = [helper.make_node(op, ins, [out], **attributes) for op, ins, out, attributes in nodes]
    values = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs]
    return helper.make_graph(made, "inner", [], values, [numpy_helper.from_array(a, name) for name, a in stored])


def branches():
    """If on the network's own sizes, as torch writes squeeze () where sizes are open; one If in another, and names used twice."""
    n = Net(13, 1, 3, 1, 5)
    v = n.add("Conv", "x", real(4, 3, 3, 3), pads=[1, 1, 1, 1])
    m = n.add("BatchNormalization", v, *norm(4))
    is_row = n.add("Equal", n.add("Gather", n.add("Shape", m), np.int64(2)), np.int64(1))
    axis = ("axis", whole(2))
    squeezed = inner([("Squeeze", [m, "axis"], "out", {})], ["out"], [axis])
    as_it_is = inner([("Identity", [m], "out", {})], ["out"])
    a = n.add("If", is_row, then_branch=squeezed, else_branch=as_it_is)
    large = n.add("Less", n.add("Size", a), np.int64(1000))
    row = n.add("Greater", n.add("ReduceMax", n.add("Shape", a), keepdims=0), np.int64(4))
    w = real(2, 4, 1)
    deep = inner([("Conv", [a, "w"], "c", {}), ("Relu", ["c"], "r", {})], ["r"], [("w", w)])
    shallow = inner([("Neg", [a], "r", {})], ["r"])
    both = inner([("If", [row], "inside", dict(then_branch=deep, else_branch=shallow)), ("Sigmoid", [v], "s", {}),
                  ("ReduceMean", ["s"], "gate", dict(axes=[1], keepdims=0)), ("Mul", ["inside", "gate"], "out", {})], ["out"])
    n.save("branches", n.add("If", large, then_branch=both, else_branch=as_it_is))


for make in (plain, dilated, transposed, shuffle, excite, norms, resizes, shapes, softmaxes, half, axes, truth, places, moments,
             codes, beside, einsums, kernels, branches):
    make()
print(sum(f.stat().st_size for f in folder.iterdir()), "bytes in", folder)
