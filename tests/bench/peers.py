# SPDX-License-Identifier: GPL-3.0-or-later
# Vitrine, torch and onnxruntime on the networks of torchvision with seeded weights, in alternate rounds of one run.
# Medians in milliseconds, of the processor's time with one thread and of the clock with more.  torch runs twice, once
# with glibc told to keep its memory (MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000); its faster figure counts.
# usage: peers.py BUILD [--rounds N] [--threads 1,2] [--batch 1,8] [--folder F] [NETWORK…]
# Exported networks are kept in the folder (default: vitrine-bench in the user's cache).
import argparse
import os
import re
import statistics
import subprocess
import sys
import time

NETWORKS = "vgg16 resnet18 resnet50 googlenet squeezenet1_1 mobilenet_v2 densenet121 convnext_tiny".split()
# Threads of onnxruntime spin for some 40 ms after a pass: whoever comes next would have one processor less.
PAUSE = 0.15
KEEPING = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "4000000000"}


def network(name):
    import torch
    import torchvision
    torch.manual_seed(7)
    extra = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, name)(weights=None, **extra).eval()


def side(name):
    return 299 if name == "inception_v3" else 224


def export(name, path):
    import torch
    x = torch.zeros(1, 3, side(name), side(name))
    temporary = path + ".part"
    torch.onnx.export(network(name), x, temporary, opset_version=13, dynamo=False, input_names=["x"],
                      output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})
    os.replace(temporary, path)


# ---- workers: a round for each line on standard input; at its end the peak of resident memory ----------------

def serve(rounds, threads):
    clock = time.process_time if threads == 1 else time.perf_counter
    print("ready", flush=True)
    for _ in sys.stdin:
        times = []
        for part in rounds:
            start = clock()
            part()
            times.append((clock() - start) * 1e3)
        print(*times, flush=True)
    # Not getrusage, which remembers the program that started this one.
    with open("/proc/self/status") as status:
        print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")), flush=True)


def torch_worker(name, path, threads, batch):
    import torch
    torch.set_num_threads(threads)
    model = network(name)
    for p in model.parameters():
        p.requires_grad_(False)
    x = torch.randn(batch, 3, side(name), side(name))

    def forward():
        with torch.inference_mode():
            model(x)

    def both():
        leaf = x.clone().requires_grad_()
        y = model(leaf)
        y.backward(torch.ones_like(y))

    flops = [0]

    def count(module, inputs, output):
        flops[0] += 2 * output.numel() // batch * module.weight[0].numel()

    for m in model.modules():
        if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear)):
            m.register_forward_hook(count)
    forward()
    for m in model.modules():
        m._forward_hooks.clear()
    print(flops[0] / 1e9, flush=True)
    serve([forward, both], threads)


def ort_worker(name, path, threads, batch):
    import numpy as np
    import onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    s = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(1).normal(size=(batch, 3, side(name), side(name))).astype(np.float32)
    serve([lambda: s.run(None, {"x": x})], threads)


class Worker:
    def __init__(self, command, env=None, lines=0):
        self.process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env={**os.environ, **(env or {})})
        self.head = [self.process.stdout.readline().strip() for _ in range(lines)]
        self.times = []

    def ask(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.times.append([float(w) for w in self.process.stdout.readline().split()])

    def median(self, *parts):
        return statistics.median(sum(t[p] for p in parts) for t in self.times[1:])

    def close(self):
        out, err = self.process.communicate()
        return int((out.split() or err.split() or ["0"])[-1])


def row(build, name, path, threads, batch, rounds, peak):
    me = [sys.executable, os.path.abspath(__file__)]
    what = [name, path, str(threads), str(batch)]
    vitrine = Worker([os.path.join(build, "tests", "bench", "bench-net"), path, "--threads", str(threads),
                      "--batch", str(batch)])
    torches = [Worker(me + ["--worker", "torch"] + what, env, 2) for env in ({}, KEEPING)]
    ort = Worker(me + ["--worker", "ort"] + what, None, 1)
    for _ in range(rounds + 1):
        for w in (vitrine, *torches, ort):
            if threads > 1:
                time.sleep(PAUSE)
            w.ask()
    v, o = vitrine.median(0), ort.median(0)
    t = min(w.median(0) for w in torches)
    v2, t2 = vitrine.median(1, 2), min(w.median(1) for w in torches)
    gflop = float(torches[0].head[0]) * batch
    memory = [vitrine.close(), min(w.close() for w in torches), ort.close()]
    print(f"{name:14} T{threads} B{batch} {v:8.2f} {t:8.2f} {o:8.2f} {min(t, o) / v:6.2f}  {v2:8.2f} {t2:8.2f} "
          f"{t2 / v2:6.2f}  {1e5 * gflop / v / peak / threads:4.0f}%  {memory[0]:5} {memory[1]:5} {memory[2]:5}", flush=True)


def cold(build, name, path):
    """Milliseconds from nothing to class scores of one picture, the least of three."""
    picture = os.path.join(os.path.dirname(path), "picture.png")
    cli = os.path.join(build, "src", "cli", "vitrine-cli")
    if not os.path.exists(picture):
        from PIL import Image
        Image.effect_noise((224, 224), 64).convert("RGB").save(picture)
    code = ("import torch, torchvision, sys; from PIL import Image; from torchvision.transforms.functional import "
            f"to_tensor; m = torchvision.models.{name}(weights=None).eval(); torch.no_grad().__enter__(); "
            f"print(m(to_tensor(Image.open({picture!r}))[None]).argmax())")
    least = []
    for command in ([cli, "classify", path, picture], [sys.executable, "-c", code]):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            times.append((time.perf_counter() - start) * 1e3)
        least.append(min(times))
    print(f"{name:14} cold start to class scores: Vitrine {least[0]:.0f} ms, torch (without weights to load) "
          f"{least[1]:.0f} ms", flush=True)


def main():
    if sys.argv[1:2] == ["--worker"]:
        worker = {"torch": torch_worker, "ort": ort_worker}[sys.argv[2]]
        worker(sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6]))
        return
    p = argparse.ArgumentParser()
    numbers = lambda text: [int(w) for w in text.split(",")]
    p.add_argument("build")
    p.add_argument("networks", nargs="*", default=NETWORKS)
    p.add_argument("--rounds", type=int, default=9)
    p.add_argument("--threads", type=numbers, default=[1, 2])
    p.add_argument("--batch", type=numbers, default=[1, 8])
    p.add_argument("--folder", default=os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),
                                                    "vitrine-bench"))
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    head = subprocess.run([os.path.join(a.build, "tests", "bench", "bench-conv"), "--rounds", "9", "none"], text=True,
                          capture_output=True, check=True).stdout
    peak = float(re.search(r"([0-9.]+) GFLOP/s", head).group(1))
    print(head, end="")
    print(f"medians of {a.rounds} rounds, ms; one thread: processor time, more: clock; ratio: the faster peer to Vitrine;\n"
          "share of the sgemm peak; peak of resident memory, MB (Vitrine's with both runs)\n"
          "network        T  B   Vitrine    torch      ort  ratio   fwd+bwd    torch  ratio  peak  Vitr. torch   ort")
    for name in a.networks:
        path = os.path.join(a.folder, name + ".onnx")
        if not os.path.exists(path):
            export(name, path)
        for threads in a.threads:
            for batch in a.batch:
                row(a.build, name, path, threads, batch, a.rounds, peak)
    for name in a.networks:
        cold(a.build, name, os.path.join(a.folder, name + ".onnx"))


main()
