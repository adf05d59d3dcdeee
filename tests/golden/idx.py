#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seeds of the fuzzer of IDX files, tests/fuzz/corpus/idx/*: bytes that count up, behind a head."""
import os
import struct

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fuzz', 'corpus', 'idx')


def write(name, sizes, values):
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(struct.pack('>BBBB', 0, 0, 8, len(sizes)) + struct.pack(f'>{len(sizes)}I', *sizes) + bytes(values))


write('labels', [3], [7, 0, 255])
write('pictures', [3, 2, 3], range(18))
write('colours', [1, 2, 1, 3], range(6))
