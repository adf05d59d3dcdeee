#!/usr/bin/env python3
"""Writes tests/golden/mat/*.mat: the same table of two pictures as MATLAB 5 and 7.3 files; and the seeds of the fuzzer of
PASCAL-Part, tests/fuzz/corpus/voc-part/*.mat.

truth (1 × 2): picture 1 has two candidates of a part, picture 2 none.  samples (1 × 2): object boxes.
The 7.3 file is put together as MATLAB does it: a block of 512 bytes, references, reversed dimensions.
chunked holds a 30 × 40 matrix i + 100 j in deflated, shuffled chunks.
"""
import os

import h5py
import numpy as np
from scipy.io import savemat

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, 'mat')
seeds = os.path.join(here, '..', 'fuzz', 'corpus', 'voc-part')


def struct_array(items):
    names = list(items[0])
    array = np.zeros((1, len(items)), dtype=[(n, object) for n in names])
    for i, item in enumerate(items):
        for n in names:
            array[0, i][n] = item[n]
    return array


def box(x0, y0, x1, y1, text=False):
    make = str if text else float
    return {'xmin': make(x0), 'ymin': make(y0), 'xmax': make(x1), 'ymax': make(y1)}


truth = [
    {'pHW_center': np.array([[112.5, 57.], [56.5, 169.]]), 'pHW_scale': np.array([[112., 28.], [56., 28.]]),
     'obj': {'bndbox': box(11, 21, 110, 220, True), 'ID': np.uint8(1)}},
    {'pHW_center': np.zeros((0, 0)), 'pHW_scale': np.zeros((0, 0)),
     'obj': {'bndbox': box(1, 1, 50, 60, True), 'ID': np.uint8(2)}},
]
samples = [{'obj': {'bndbox': box(11, 21, 110, 220)}}, {'obj': {'bndbox': box(1, 1, 50, 60)}}]
for compress in (False, True):
    savemat(os.path.join(folder, 'v5z.mat' if compress else 'v5.mat'),
            {'truth': struct_array(truth), 'samples': struct_array(samples)}, do_compression=compress)

# A photo of PASCAL-Part, 80 × 60: a horse with two parts, one of which has an empty mask, and a person without parts.
def mask(x, y, w, h):
    m = np.zeros((60, 80), np.uint8)
    m[y:y + h, x:x + w] = 1
    return m


horse = {'class': 'horse', 'class_ind': 13., 'mask': mask(10, 5, 40, 50), 'parts': struct_array([
    {'part_name': 'head', 'mask': mask(12, 6, 9, 8)}, {'part_name': 'tail', 'mask': mask(0, 0, 0, 0)}])}
person = {'class': 'person', 'class_ind': 15., 'mask': mask(0, 0, 80, 60), 'parts': np.zeros((0, 0))}
anno = {'anno': {'imname': '2008_000001', 'objects': struct_array([horse, person])}}
for path in os.path.join(folder, 'part.mat'), os.path.join(seeds, 'part.mat'):
    savemat(path, anno, do_compression=True)
savemat(os.path.join(seeds, 'plain.mat'), anno)

path = os.path.join(folder, 'v73.mat')
with h5py.File(path, 'w', userblock_size=512, libver='earliest') as f:
    refs = f.create_group('#refs#')
    count = [0]

    def put(parent, name, value):
        if isinstance(value, dict):
            node = parent.create_group(name)
            node.attrs['MATLAB_class'] = np.bytes_('struct')
            for k, v in value.items():
                put(node, k, v)
        elif isinstance(value, list):
            node = parent.create_group(name)
            node.attrs['MATLAB_class'] = np.bytes_('struct')
            for k in value[0]:
                members = [put(refs, new(), item[k]).ref for item in value]
                data = node.create_dataset(k, (len(value), 1), dtype=h5py.ref_dtype)
                for i, r in enumerate(members):
                    data[i, 0] = r
        elif isinstance(value, str):
            node = parent.create_dataset(name, data=np.array([[ord(c)] for c in value], np.uint16))
            node.attrs['MATLAB_class'] = np.bytes_('char')
        else:
            array = np.atleast_2d(np.asarray(value))
            if array.size == 0:
                node = parent.create_dataset(name, data=np.zeros(2, np.uint64))
                node.attrs['MATLAB_empty'] = np.uint8(1)
            else:
                node = parent.create_dataset(name, data=array.T)
            node.attrs['MATLAB_class'] = np.bytes_('double' if array.dtype == float else 'uint8')
        return node

    def new():
        count[0] += 1
        return f'r{count[0]}'

    put(f, 'truth', truth)
    put(f, 'samples', samples)
    big = np.add.outer(np.arange(30.), 100 * np.arange(40.))
    f.create_dataset('chunked', data=big.T, chunks=(16, 7), compression='gzip', shuffle=True,
                     fletcher32=True).attrs['MATLAB_class'] = np.bytes_('double')
with open(path, 'r+b') as f:
    f.write(b'MATLAB 7.3 MAT-file'.ljust(124) + b'\0\2IM')
