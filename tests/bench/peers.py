# SPDX-License-Identifier: GPL-3.0-or-later
# Vitrine and onnxruntime on the same networks, in alternate rounds; medians in milliseconds, of
# the processor's time with one thread and of the clock with more.
# usage: peers.py BUILD DATA [ROUNDS]
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import onnxruntime as ort

build, data = sys.argv[1], sys.argv[2]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 9
models = ["squeezenet_v1.1", "mobilenet_v2_1.0_224_dequant", "bvlc_googlenet", "vgg16_conv1_1_to_conv2_2"]


def vitrine(path, threads, extra=()):
    program = os.path.join(build, "tests", "bench", "bench-net")
    return subprocess.Popen([program, path, "--threads", str(threads), *extra], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(process):
    process.stdin.write("\n")
    process.stdin.flush()
    forward, _, back = map(float, process.stdout.readline().split())
    return [forward, back]


def session(path, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    s = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {}
    for x in s.get_inputs():
        shape = [d if isinstance(d, int) else (1 if i == 0 else 224) for i, d in enumerate(x.shape)]
        feed[x.name] = np.random.default_rng(1).normal(size=shape).astype(
            np.float16 if "float16" in x.type else np.float32)
    return s, feed


print(f"onnxruntime {ort.__version__}; forward | back to the input, milliseconds, {rounds} alternate rounds; "
      "one thread: processor time, more: clock")
for threads in (1, os.cpu_count()):
    for name in models:
        path = os.path.join(data, "models", name + ".onnx")
        if not os.path.exists(path):
            continue
        fast, exact = vitrine(path, threads), vitrine(path, threads, ["--exact"])
        s, feed = session(path, threads)
        times = {"fast": [], "exact": [], "peer": []}
        for i in range(rounds + 1):
            pair = ask(fast), ask(exact)
            clock = time.process_time if threads == 1 else time.perf_counter
            start = clock()
            s.run(None, feed)
            peer = (clock() - start) * 1e3
            if i > 0:
                times["fast"].append(pair[0])
                times["exact"].append(pair[1])
                times["peer"].append(peer)
        for process in fast, exact:
            process.stdin.close()
            process.wait()
        middle = lambda key, j: statistics.median(t[j] for t in times[key])
        peer = statistics.median(times["peer"])
        print(f"{threads} threads  {name:30} fast {middle('fast', 0):7.2f} | {middle('fast', 1):7.2f}   "
              f"exact {middle('exact', 0):7.2f} | {middle('exact', 1):7.2f}   onnxruntime {peer:7.2f}   "
              f"ratio {peer / middle('fast', 0):.2f}")
