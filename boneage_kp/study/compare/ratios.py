"""The ratios that a comparison is made for: medians over rounds, None where not measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp.study.compare.rounds import Timed, ratio

NETWORK, MAPS, BACKBONE, LIGHT, RIVAL = (
    "network",
    "maps alone",
    "bare backbone",
    "light",
    "rival",
)
# Forms of the network that are said to be as accurate as float32; their parity report says how far.
_INT8 = ("onnx", "openvino")


@dataclass(frozen=True)
class Ratio:
    """value: of `what`; better: whether a reader wants it "high" or "low"."""

    what: str
    value: float | None
    better: str


def ratios(timed: Sequence[Timed]) -> list[Ratio]:
    """From what was timed in one run."""

    def one(name: str, runtime: str, precision: str) -> Timed | None:
        same = [
            t
            for t in timed
            if (t.name, t.precision) == (name, precision) and runtime in (t.runtime, "")
            if t.rounds_s
        ]
        return same[0] if same else None

    def fastest(name: str, precision: str = "") -> Timed | None:
        able = [
            t for t in timed if t.name == name and precision in (t.precision, "") and t.rounds_s
        ]
        return min(able, key=lambda t: t.median_s or 0.0, default=None)

    fp32 = one(NETWORK, "torch", "fp32")
    int8 = fastest(NETWORK, "int8")
    floats = [t for t in timed if t.name == MAPS and t.gflops is not None]
    best_float = max(floats, key=lambda t: t.gflops or 0.0, default=None)
    peak = None if best_float is None else one("gemm", "torch", best_float.precision)
    rival_bf16 = one(RIVAL, "", "bf16")
    return [
        Ratio(
            "rival bf16 / network, torch bf16",
            _of(rival_bf16, one(NETWORK, "torch", "bf16")),
            "high",
        ),
        Ratio("fastest rival / fastest network", _of(fastest(RIVAL), fastest(NETWORK)), "high"),
        *(
            Ratio(
                f"maps alone / bare backbone, torch {precision}",
                _of(one(MAPS, "torch", precision), one(BACKBONE, "torch", precision)),
                "low",
            )
            for precision in ("fp32", "bf16")
        ),
        *(
            Ratio(
                f"network, torch fp32 / network, {name} int8",
                _of(fp32, one(NETWORK, name, "int8")),
                "high",
            )
            for name in _INT8
        ),
        Ratio("light, fastest / network, fastest int8", _of(fastest(LIGHT), int8), "low"),
        Ratio(
            "maps alone, FLOP/s / matrix product, FLOP/s"
            + ("" if best_float is None else f", {best_float.precision}"),
            _share(best_float, peak),
            "high",
        ),
    ]


def _of(above: Timed | None, below: Timed | None) -> float | None:
    return None if above is None or below is None else ratio(above, below)


def _share(network: Timed | None, peak: Timed | None) -> float | None:
    if network is None or peak is None or network.gflops is None or not peak.gflops:
        return None
    return network.gflops / peak.gflops
