#!/usr/bin/env python3
"""Writes tests/golden/resize/*.png with Pillow: a source picture and what Image.resize makes of it.

Names: FILTER-WIDTHxHEIGHT[-box].png.  crop.png is torchvision's Resize (23) and CenterCrop (20).
"""
import os

import numpy as np
from PIL import Image

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'resize')
rng = np.random.default_rng(5)
y, x = np.mgrid[0:37, 0:52]
source = np.stack([127 + 120 * np.sin(x / 3.1 + y / 7), 255 * ((x // 5 + y // 4) % 2),
                   rng.integers(0, 256, x.shape)], -1).clip(0, 255).astype(np.uint8)
image = Image.fromarray(source)
filters = {'bilinear': Image.Resampling.BILINEAR, 'bicubic': Image.Resampling.BICUBIC,
           'box': Image.Resampling.BOX}

image.save(os.path.join(folder, 'source.png'))
for name, how in filters.items():
    for size in ((17, 13), (80, 61), (52, 9)):
        image.resize(size, how).save(os.path.join(folder, f'{name}-{size[0]}x{size[1]}.png'))
    box = (3.25, 2.5, 40.75, 30.5)
    image.resize((24, 24), how, box=box).save(os.path.join(folder, f'{name}-24x24-box.png'))

# torchvision: the shorter side to 23, the longer to int (23·52/37); offsets are round ((size − 20)/2).
small = image.resize((int(23 * 52 / 37), 23), Image.Resampling.BILINEAR)
left, top = int(round((small.width - 20) / 2)), int(round((small.height - 20) / 2))
small.crop((left, top, left + 20, top + 20)).save(os.path.join(folder, 'crop.png'))
# An object box of whole pixels: cropped first, so that nothing outside it is mixed in.
image.crop((7, 4, 41, 30)).resize((20, 20), Image.Resampling.BICUBIC).save(
    os.path.join(folder, 'object.png'))
small.crop((left, top, left + 20, top + 20)).convert('L').save(os.path.join(folder, 'grey.png'))
