"""Everything that is put into the beam besides the hand, in a fixed order.

To add a thing: a function `add_<thing>(scene, to, roll) -> bool` in `objects.py` or a file of its
own, a field in `FilmParameters`, a row in `_THINGS`.
"""

from collections.abc import Callable, Mapping

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.markers import add_side_marker
from boneage_kp.phantom.neighbour import add_neighbour
from boneage_kp.phantom.objects import (
    add_bracelet,
    add_cast,
    add_lead,
    add_pins,
    add_ring,
    add_support_plate,
    add_tubing,
)
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene

_THINGS: dict[str, Callable[[Scene, PathMaps, Roll], bool]] = {
    "support_plate": add_support_plate,
    "cast": add_cast,
    "ring": add_ring,
    "bracelet": add_bracelet,
    "pin": add_pins,
    "tubing": add_tubing,
    "neighbour": add_neighbour,
    "lead": add_lead,
}


def with_clutter(scene: Scene, rolls: Mapping[str, Roll]) -> tuple[PathMaps, dict[str, object]]:
    """The hand's path maps with what lies around it; the scene's own maps stay as they are.

    returns:  (maps, what was laid down, by nuisance).
    """
    hand = scene.paths
    if not (set(rolls) & {*_THINGS, "side_marker"}):
        return hand, {}
    copy = PathMaps(
        hand.cortical_mm.copy(), hand.trabecular_mm.copy(), hand.soft_mm.copy(), hand.metal.copy()
    )
    drawn: dict[str, object] = {}
    for name, add in _THINGS.items():
        if name in rolls and add(scene, copy, rolls[name]):
            drawn[name] = True
    if "side_marker" in rolls:
        marker = add_side_marker(scene, copy.metal, rolls["side_marker"])
        if marker is not None:
            drawn["side_marker"] = marker
    return copy, drawn
