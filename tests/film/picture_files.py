"""Pictures written by hand, where OpenCV writes none of their kind."""

import struct
import zlib
from collections.abc import Mapping, Sequence

import cv2
import numpy as np


def hand_like(height: int = 90, width: int = 70, bits: int = 12) -> np.ndarray:
    """(H, W) smooth grey with noise and full range, as a film has."""
    rng = np.random.default_rng(height * width)
    y, x = np.mgrid[:height, :width]
    smooth = (np.sin(x / 9) + np.cos(y / 7) + 2) / 4
    grey = np.clip(smooth * 0.95 + rng.normal(0, 0.01, (height, width)), 0, 1)
    grey[0, 0], grey[0, 1] = 1, 0
    return np.rint(grey * (2**bits - 1)).astype(np.uint8 if bits <= 8 else np.uint16)


def encoded(suffix: str, grey: np.ndarray) -> bytes:
    """A picture as OpenCV writes it."""
    return bytes(cv2.imencode(suffix, grey)[1].tobytes())


def tiff(pixels: np.ndarray, photometric: int = 1, **more: int) -> bytes:
    """An uncompressed little-endian TIFF of one strip.

    pixels:       (H, W) or (H, W, C) of any number type.
    photometric:  0 white is zero, 1 black is zero, 2 RGB, 5 CMYK.
    more:         `orientation`, or `pages` to say how often the picture stands in the file.
    """
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    data = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    start = 8 + len(data)
    shorts = struct.pack(f"<{channels}H", *[8 * pixels.itemsize] * channels)
    sample = {"u": 1, "i": 2, "f": 3}[pixels.dtype.kind]
    formats = struct.pack(f"<{channels}H", *[sample] * channels)
    outside = shorts + formats if channels > 2 else b""
    tags = {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, channels, start if channels > 2 else 8 * pixels.itemsize),
        259: (3, 1, 1),
        262: (3, 1, photometric),
        273: (4, 1, 8),
        274: (3, 1, more.get("orientation", 1)),
        277: (3, 1, channels),
        278: (4, 1, height),
        279: (4, 1, len(data)),
        339: (3, channels, start + len(shorts) if channels > 2 else sample),
    }
    content = b"II*\x00" + struct.pack("<I", start + len(outside)) + data + outside
    for page in range(more.get("pages", 1)):
        last = page == more.get("pages", 1) - 1
        content += _directory(tags, 0 if last else len(content) + 2 + 12 * len(tags) + 4)
    return content


def _directory(tags: Mapping[int, Sequence[int]], following: int) -> bytes:
    entries = [struct.pack("<HHII", tag, *values) for tag, values in sorted(tags.items())]
    return struct.pack("<H", len(tags)) + b"".join(entries) + struct.pack("<I", following)


def png(width: int, height: int, bits: int = 8, colour: int = 0, data: bytes = b"") -> bytes:
    """A PNG whose header may claim any size; right checksums throughout."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(png_chunk, chunks))


def png_chunk(chunk: tuple[bytes, bytes]) -> bytes:
    """(name, data) with length and checksum."""
    name, data = chunk
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
