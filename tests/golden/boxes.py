#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part boxes beside the programs whose files they are.

  boxes.py make FOLDER        writes labelme.json and voc.xml with labelme and pascal_voc_writer (tests read them)
  boxes.py check VITRINE-CLI  exports a project on drawn pictures and reads it with pycocotools, labelme and torchvision

Needs pycocotools, labelme, pascal_voc_writer, torchvision; labelme's windows are not opened.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest.mock
import xml.etree.ElementTree as ElementTree

# labelme's files need nothing of Qt, its package does.
for name in ("PyQt5", "PyQt5.QtCore", "PyQt5.QtGui", "PyQt5.QtWidgets"):
    sys.modules.setdefault(name, unittest.mock.MagicMock())


def make(folder):
    from labelme._label_file import write_label_file
    from pascal_voc_writer import Writer

    shape = {"description": "", "mask": None, "flags": {}}
    write_label_file(
        os.path.join(folder, "labelme.json"),
        shapes=[
            dict(shape, label="tiger", points=[[10.5, 20.0], [110.5, 220.0]], group_id=1, shape_type="rectangle"),
            dict(shape, label="head", points=[[60.0, 30.0], [20.0, 30.0], [20.0, 70.5]], group_id=1, shape_type="polygon"),
            dict(shape, label="zebra", points=[[200.0, 50.0], [203.0, 54.0]], group_id=None, shape_type="circle"),
        ],
        image_path="../photos/тигр 1.jpg", image_height=300, image_width=400, flags={"outdoors": True})
    writer = Writer(os.path.join("photos", "a & b.jpg"), 400, 300)
    writer.addObject("tiger", 11, 21, 110, 220, pose="Left", difficult=1)
    writer.addObject("zebra", 1, 1, 400, 300)
    writer.save(os.path.join(folder, "voc.xml"))
    text = open(os.path.join(folder, "voc.xml")).read()
    place = ElementTree.fromstring(text.replace("&", "&amp;")).find("path").text
    open(os.path.join(folder, "voc.xml"), "w").write(
        text.replace("&", "&amp;").replace(place.replace("&", "&amp;"), "photos/a &amp; b.jpg"))


def run(cli, *words):
    return json.loads(subprocess.run([cli, *words, "--json"], check=True, capture_output=True, text=True).stdout)


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r}, expected {wanted!r}")
    print(f"ok {what}")


def check(cli):
    folder = tempfile.mkdtemp(prefix="vitrine-boxes-")
    subprocess.run([cli, "sample", "-o", f"{folder}/sample", "--count", "6", "--quiet"], check=True, capture_output=True)
    pictures = f"{folder}/sample/pictures"
    files = sorted(os.path.join(os.path.relpath(d, pictures), f) for d, _, fs in os.walk(pictures) for f in fs)
    rows = [(f, part, t, 10.5 + i, 20, 30.25, 40, m) for i, f in enumerate(files[:4])
            for part, t, m in (("head", "left, lying", "true"), ("tail", "Template 1", "false"))]
    with open(f"{folder}/in.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["picture", "part", "template", "x", "y", "width", "height", "mirrored"])
        writer.writerows(rows)
    project = f"{folder}/p.vitrine"
    expect("import", run(cli, "project", "import", project, f"{folder}/in.csv", "--pictures", pictures)["boxes"], 8)
    for kind in ("coco", "voc", "labelme", "csv"):
        expect(f"export {kind}", run(cli, "project", "export", project, "-f", kind, "-o", f"{folder}/{kind}")["boxes"], 8)
    check_coco(f"{folder}/coco", rows)
    check_voc(f"{folder}/voc", rows)
    check_labelme(f"{folder}/labelme", rows)
    with open(f"{folder}/csv", newline="") as table:
        got = [(r["picture"], r["part"], r["template"], float(r["x"]), float(r["y"]), float(r["width"]), float(r["height"]),
                r["mirrored"]) for r in csv.DictReader(table)]
    expect("csv: rows", got, rows)


def check_coco(path, rows):
    from pycocotools.coco import COCO

    coco = COCO(path)
    parts = coco.getCatIds(supNms=["part"])
    expect("coco: parts", [c["name"] for c in coco.loadCats(parts)], ["head", "tail"])
    got = []
    for a in coco.loadAnns(coco.getAnnIds(catIds=parts)):
        parent = coco.loadAnns([a["parent"]])[0]
        assert parent["image_id"] == a["image_id"] and parent["category_id"] not in parts
        got.append((coco.loadImgs([a["image_id"]])[0]["file_name"], coco.loadCats([a["category_id"]])[0]["name"],
                    a["attributes"]["template"], *a["bbox"], "true" if a["attributes"]["mirrored"] else "false"))
        # 30.25 x 40 pixels, drawn on a grid of whole ones.
        assert abs(int(coco.annToMask(a).sum()) - a["area"]) <= 60, (coco.annToMask(a).sum(), a["area"])
    expect("coco: boxes and masks", got, rows)


def check_voc(folder, rows):
    from torchvision.datasets import VOCDetection

    got = []
    for name in sorted(os.listdir(folder)):
        tree = VOCDetection.parse_voc_xml(ElementTree.parse(os.path.join(folder, name)).getroot())["annotation"]
        for o in tree["object"]:
            for p in (o["part"] if isinstance(o["part"], list) else [o["part"]]):
                box = {k: float(v) for k, v in p["bndbox"].items()}
                got.append((os.path.join(tree["folder"], tree["filename"]), p["name"], p["template"], box["xmin"] - 1,
                            box["ymin"] - 1, box["xmax"] - box["xmin"] + 1, box["ymax"] - box["ymin"] + 1,
                            "true" if p["mirrored"] == "1" else "false"))
    expect("voc: boxes", sorted(got), sorted(rows))


def check_labelme(folder, rows):
    from labelme._label_file import read_label_file

    got = []
    for name in sorted(os.listdir(folder)):
        sheet = read_label_file(os.path.join(folder, name))
        for s in sheet.shapes:
            if s["other_data"]["role"] == "part":
                (x0, y0), (x1, y1) = s["points"]
                file = "/".join(sheet.image_path.split("/")[-2:])
                got.append((file, s["label"], s["other_data"]["template"], x0, y0, x1 - x0, y1 - y0,
                            "true" if s["flags"]["mirrored"] else "false"))
    expect("labelme: boxes (the pictures were opened too)", sorted(got), sorted(rows))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
