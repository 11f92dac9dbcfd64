"""`Contestant`: a system opened for reading, whatever kind it is of; an age or none for a film."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from torch import nn

from boneage_kp.engine.batch.predictor import make_predictor
from boneage_kp.engine.films import Film
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.regional.hand_points import DetectedPoints
from boneage_kp.engine.regional.reader import RegionalReader
from boneage_kp.engine.tasks.ages import SYSTEM
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.engine.whole_image.reader import AgeReader


class Answer(NamedTuple):
    """months: None where the film got no number; bound: "mature" or "below_first_row" then."""

    months: float | None
    bound: str | None = None


@dataclass(frozen=True)
class Contestant:
    """What reads.

    parameters:  of its own networks; size_px: input of the first.
    digests:     what its answers depend on.
    aids:        what it reads with that was not trained within the budget, in words.
    read:        raises FilmError for a film that it refuses.
    """

    parameters: int
    size_px: int
    digests: tuple[str, ...]
    aids: tuple[str, ...]
    read: Callable[[Film], Answer]


def open_whole_image(weights: Path, views: int, bf16: bool) -> Contestant:
    system = read_weights(weights)[1][SYSTEM]
    reader = AgeReader.from_weights([weights], system, views, bf16, calibrated=False)
    return _of_reader(reader, ())


def open_regional(ensemble: Path, points: str, bf16: bool) -> Contestant:
    """points: what finds them, in words; not said where the ensemble names no detector."""
    reader = RegionalReader.from_file(ensemble, None, bf16, calibrated=False)
    detected = isinstance(reader.parts.registration, DetectedPoints)
    aids = (f"its points are found by {points}",) if detected else ()
    mask = reader.parts.mask
    return _of_reader(reader, aids, () if mask is None else (mask.model,))


def open_detector(weights: Path | None, bf16: bool) -> Contestant:
    """weights: None for those that come with the package."""
    predictor = make_predictor(weights, bf16=bf16)
    network = predictor.network
    assert isinstance(network, TorchNetwork), "trained here, or the shipped fine one"

    def read(film: Film) -> Answer:
        hand = predictor.read(film)
        if hand.verdict == "rejected":
            return Answer(None)
        return Answer(hand.bone_age_months, hand.bone_age_bound)

    return Contestant(
        parameters=_count([network.model]),
        size_px=max(network.input_hw),
        digests=tuple(predictor.digests.values()),
        aids=("the hand is found by the shipped finder",) if predictor.finder else (),
        read=read,
    )


def _of_reader(
    reader: AgeReader, aids: tuple[str, ...], more: Iterable[nn.Module] = ()
) -> Contestant:
    return Contestant(
        parameters=_count([*(network.model for network in reader.networks), *more]),
        size_px=max(reader.networks[0].input_hw),
        digests=(*reader.digests.values(), str(reader.views)),
        aids=aids,
        read=lambda film: Answer(reader.read(film).bone_age_months),
    )


def _count(networks: Iterable[nn.Module]) -> int:
    return sum(p.numel() for network in networks for p in network.parameters())
