"""A comparison in words: seconds, ratios, training, and the rival, measured or as stored."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boneage_kp.study.compare.ratios import Ratio
from boneage_kp.study.compare.rounds import Timed
from boneage_kp.study.compare.stored import StoredRatio

if TYPE_CHECKING:
    from boneage_kp.study.compare.start import Start
    from boneage_kp.study.model_cost.speed import Speed

NOT_MEASURED = "not measured"


def seconds_table(timed: Sequence[Timed]) -> list[str]:
    """A line a subject: median, least, and operations per second where they were counted."""
    lines = [
        f"{'what':<15}{'runtime':<27}{'precision':<11}{'median s':>10}{'least s':>10}{'GFLOP/s':>9}"
    ]
    for one in timed:
        start = f"{one.name:<15}{one.runtime:<27}{one.precision:<11}"
        if one.median_s is None:
            lines.append(f"{start}{NOT_MEASURED}: {one.why_not}")
            continue
        rate = "-" if one.gflops is None else f"{one.gflops:,.0f}"
        lines.append(f"{start}{one.median_s:>10.4f}{min(one.rounds_s):>10.4f}{rate:>9}")
    return lines


def ratio_table(found: Sequence[Ratio]) -> list[str]:
    """A line a ratio, with the direction that is better."""
    return [
        f"{one.what:<56}"
        + (f"{NOT_MEASURED:>14}" if one.value is None else f"{one.value:>14.2f}")
        + f"   ({one.better} is better)"
        for one in found
    ]


def start_lines(starts: "Sequence[Start]") -> list[str]:
    """A line a fresh process: seconds to the first result, and the most memory it held."""
    return [
        f"fresh process, {one.name}, {one.backend}: {one.wall_s:.2f} s to the first result, "
        f"peak {_megabytes(one.peak_bytes)}, {'with' if one.torch else 'without'} torch"
        for one in starts
    ]


def _megabytes(count: int | None) -> str:
    return "not known" if count is None else f"{count / 1e6:,.0f} MB"


def training_line(speed: "Speed | None", batch: int) -> str:
    """Images a second, and what share of the bare backbone's speed that is."""
    if speed is None:
        return f"training: {NOT_MEASURED} (--train-batch 0)"
    return (
        f"training, torch {speed.precision}, batch {batch}: {1 / speed.network_s:.2f} images/s, "
        f"{1 / speed.ratio:.0%} of the bare backbone's {1 / speed.bare_s:.2f}"
    )


def rival_lines(stored: StoredRatio | None, measured: str | None) -> list[str]:
    """Whether the rival ran now, and what was stored where it did not."""
    if measured is not None:
        return [f"rival: torchvision keypointrcnn_resnet50_fpn, {measured}, measured in this run"]
    if stored is None:
        return [f"rival: {NOT_MEASURED}, now or ever before; --with-rival measures it"]
    told = ", ".join(f"{name} {value:.2f}" for name, value in stored.rival_over_ours.items())
    return [
        f"rival: {NOT_MEASURED} in this run. STORED on {stored.date} on another run "
        f"({stored.machine}; {stored.versions}; {stored.size_px} px): rival / network {told}"
    ]
