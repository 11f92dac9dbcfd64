"""Times what lies inside a step of reading: the coarse network, and the decoding of maps."""

from collections.abc import Callable
from typing import Any

from boneage_kp.engine.clock import StageClock
from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.predictor import Predictor

FINDER_NETWORK, POINTS = "finder_network", "points"


def set_probes(predictor: Predictor, clock: StageClock) -> bool:
    """Let a predictor time both under these names.

    returns:  whether points can be told from the network: an exported one has them inside.
    """
    if isinstance(predictor.finder, NetworkFinder):
        coarse = predictor.finder.network
        coarse.read = _timed(coarse.read, clock, FINDER_NETWORK)  # type: ignore[method-assign]
    model = getattr(_innermost(predictor.network), "model", None)
    if model is None:
        return False
    model.read = _timed(model.read, clock, POINTS)
    return True


def _timed(work: Callable[..., Any], clock: StageClock, name: str) -> Callable[..., Any]:
    def timed(*given: Any) -> Any:
        with clock.step(name):
            return work(*given)

    return timed


def _innermost(network: Any) -> Any:
    while hasattr(network, "network"):
        network = network.network
    return network
