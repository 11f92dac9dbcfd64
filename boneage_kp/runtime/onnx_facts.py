"""What an ONNX file of ours says of itself, read without any ONNX library.

A protobuf file is a row of (field number, bytes): the few fields wanted here are found by walking
over it once, which also shows whether the file is whole.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.runtime.error import RuntimeProblem

FORMAT = "boneage_kp onnx 1"
OPSET = 17
OPSETS = range(OPSET, 22)  # what a quantised file may be lifted to
# Names in the file; the outputs stand in the order of `NetworkReading`.
INPUT = "image"
OUTPUTS = ("xy_px", "confidence", "second_peak", "stage_probs", "length_px", "region_mass")
# Metadata: the tensors at which the network proper begins and ends. Before lies local contrast,
# behind lies decoding; both stay in float32 whatever the network is computed in.
NETWORK_INPUT, NETWORK_OUTPUTS = "network_input", "network_outputs"
SEAL = "graph_sha256"
_GRAPH, _OPSET_IMPORT, _METADATA = 7, 8, 14  # fields of ModelProto
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_ANEW = "copy it again, or make it anew: boneage-kp export WEIGHTS.safetensors -o FILE.onnx"


@dataclass(frozen=True)
class OnnxFacts:
    """facts: the file's metadata; sha256: of the whole file."""

    facts: Mapping[str, str]
    opset: int
    sha256: str


def read_onnx_facts(path: Path) -> OnnxFacts:
    """Facts of an exported network; a file that is damaged, foreign or too new is refused."""
    if not path.is_file():
        raise RuntimeProblem(f"{path}: there is no such file; give an ONNX file of `export`")
    content = path.read_bytes()
    try:
        fields = list(_fields(memoryview(content)))
        facts = dict(_entry(value) for number, value in fields if number == _METADATA)
        opset = max((_opset(value) for number, value in fields if number == _OPSET_IMPORT))
    except (IndexError, UnicodeDecodeError, ValueError):
        raise RuntimeProblem(f"{path}: is damaged or no ONNX file; {_ANEW}") from None
    if facts.get("format") != FORMAT:
        raise RuntimeProblem(
            f"{path}: is an ONNX file of somebody else (format {facts.get('format')!r}, wanted "
            f"{FORMAT!r}): it does not say its bones, standard and input size; {_ANEW}"
        )
    if opset not in OPSETS:
        raise RuntimeProblem(
            f"{path}: has ONNX opset {opset}; this version reads {OPSETS[0]} to {OPSETS[-1]}. "
            "Export it with this version, or install the version that wrote it "
            f"(boneage-kp {facts.get('boneage_kp_version', '?')})"
        )
    if facts.get(SEAL) != graph_digest(content):
        raise RuntimeProblem(f"{path}: is damaged: its graph is not what it was sealed as; {_ANEW}")
    return OnnxFacts(facts, opset, hashlib.sha256(content).hexdigest())


def sealed(content: bytes) -> bytes:
    """A serialised model with the digest of its graph as one more entry of its metadata."""
    name, value = SEAL.encode(), graph_digest(content).encode()
    entry = b"\x0a" + _varint(len(name)) + name + b"\x12" + _varint(len(value)) + value
    return content + bytes([_METADATA << 3 | _BYTES]) + _varint(len(entry)) + entry


def graph_digest(content: bytes) -> str:
    """SHA-256 over the graph of a serialised model: nodes and weights, no metadata."""
    digest = hashlib.sha256()
    for number, value in _fields(memoryview(content)):
        if number == _GRAPH:
            digest.update(value)
    return digest.hexdigest()


def _fields(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """(number, value) of every field of a message; raises where it ends in the middle of one."""
    at = 0
    while at < len(content):
        key, at = _read_varint(content, at)
        kind = key & 7
        if kind == _VARINT:
            start = at
            _, at = _read_varint(content, at)
        elif kind in (_FIXED64, _FIXED32):
            start, at = at, at + (8 if kind == _FIXED64 else 4)
        elif kind == _BYTES:
            length, start = _read_varint(content, at)
            at = start + length
        else:
            raise ValueError(f"wire type {kind}")
        if at > len(content):
            raise IndexError("the message ends early")
        yield key >> 3, content[start:at]


def _read_varint(content: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _entry(message: memoryview) -> tuple[str, str]:
    parts = {number: bytes(value).decode() for number, value in _fields(message)}
    return parts.get(1, ""), parts.get(2, "")


def _opset(message: memoryview) -> int:
    """The version, where the domain is ONNX's own; 0 for others."""
    parts = dict(_fields(message))
    own = bytes(parts.get(1, b"")) in (b"", b"ai.onnx")
    return _read_varint(parts[2], 0)[0] if own else 0
