"""The predictor that people mean when they say nothing: shipped weights, with the coarse pass."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from boneage_kp.engine.averaging import AveragingNetwork
from boneage_kp.engine.batch.pictures import Reader
from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.open_network import (
    default_finder,
    default_weights,
    open_finder,
    open_network,
    weights_facts,
)
from boneage_kp.engine.predictor import Predictor
from boneage_kp.standards import Standard

NO_FINDER = "none"
_DRAWN = "phantoms "  # how the data digest of a set of drawn films begins


def make_predictor(
    weights: Path | None = None,
    finder: Path | str | None = None,
    standard: Standard | str = "tw3_rus",
    bf16: bool = False,
    average: Sequence[str] = (),
    backend: str | None = None,
) -> Predictor:
    """A predictor from weights files.

    weights:  None takes the shipped ones.
    finder:   weights of the coarse pass; None takes the shipped ones if there are any, "none"
              reads films as they are.
    average:  see `averaging.KINDS`.
    backend:  see `runtime.backends.BACKENDS`; None goes by the files' endings.
    """
    network = open_network(weights or default_weights(backend), backend, bf16)
    if average:
        network = AveragingNetwork(network, average)
    path = _finder_path(finder)
    coarse = None if path is None else NetworkFinder(open_finder(path, backend, bf16))
    return Predictor(network, standard, coarse)


def reader_of(weights: Path | None, backend: str | None = None) -> Reader:
    """What a weights file says of itself, for pages."""
    path = weights or default_weights(backend)
    facts = weights_facts(path)
    drawn = facts.get("data_digest", "").startswith(_DRAWN)
    return Reader(f"{path.stem}, {facts.get('input_size_px', '?')} px", drawn)


def _finder_path(finder: Path | str | None) -> Path | None:
    if finder is not None:
        return None if str(finder) == NO_FINDER else Path(finder)
    return default_finder()


@cache
def kept_predictor(
    weights: Path | None = None, finder: Path | str | None = None, standard: str = "tw3_rus"
) -> Predictor:
    """The same, made once for as many films as are read."""
    return make_predictor(weights, finder, standard)
