"""`generate`: one phantom from its parameters, seed and index, the same on any worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np

from boneage_kp.phantom.anatomy import draw_anatomy
from boneage_kp.phantom.anatomy_tables import TUBULAR_BONES
from boneage_kp.phantom.carpals import draw_carpals
from boneage_kp.phantom.film_chain import develop
from boneage_kp.phantom.framing import frame_hand
from boneage_kp.phantom.layout_mm import lay_out
from boneage_kp.phantom.maturity import draw_subject
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.phantom.parts import DrawnPlate, PathMaps
from boneage_kp.phantom.pose import draw_pose
from boneage_kp.phantom.pseudoepiphysis import add_pseudoepiphysis
from boneage_kp.phantom.sesamoids import draw_sesamoids
from boneage_kp.phantom.shell_bone import draw_shell_bones
from boneage_kp.phantom.soft_tissue import add_soft_tissue
from boneage_kp.phantom.truth import HandScene, record_of
from boneage_kp.phantom.tubular_bone import draw_long_bone
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord

# One stream of chance per subject, so that a switch in one leaves the others as they were.
_STREAMS = (
    "subject",
    "anatomy",
    "findings",
    "pose",
    "carpals",
    "soft",
    "film",
    "bones",
    "sesamoids",
)


@dataclass(frozen=True, eq=False)
class Phantom:
    """A film and the truth about it.

    image:   (H, W) uint8, or uint16 with 12 bits used.
    record:  points, stages, ages, spacing; pixels of `image`.
    masks:   structure name ("radius.epiphysis", "capitate", "soft") -> (H, W) bool; empty unless
             asked for.
    plates:  what was drawn at each growing end, by bone.
    facts:   what else was drawn: tempo, turn, findings, and the film's own facts.
    """

    image: np.ndarray
    record: HandRecord
    masks: Mapping[str, np.ndarray] = field(default_factory=dict)
    plates: Mapping[str, DrawnPlate] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


def generate(
    parameters: PhantomParameters, seed: int, index: int, with_masks: bool = False
) -> Phantom:
    """Draw phantom `index` of the set that `parameters` and `seed` define.

    seed, index:  whole numbers from 0.
    """
    _check_place(seed, index)
    # More threads would not change a byte, but workers would fight for cores.
    cv2.setNumThreads(1)
    scene = arrange(parameters, seed, index)
    paths, plates, masks, findings = render(scene, parameters, seed, index, with_masks)
    framing = scene.framing
    film = develop(
        paths,
        framing.spacing_mm,
        framing.hand_box_px,
        parameters.film,
        _rng(seed, index, "film"),
        framing.side,
        np.array([plates[name].keypoint_px for name in HAND.names]),
    )
    record = record_of(scene, plates, paths, film.facts, index)
    facts = {
        "generator_version": GENERATOR_VERSION,
        "tempo_years": scene.subject.tempo_years,
        "turn_deg": framing.turn_deg,
        "over": tuple(sorted(scene.hand.pose.over)),
        "pseudoepiphysis": findings,
        "film": dict(film.facts),
    }
    return Phantom(film.image, record, masks, plates, facts)


def arrange(parameters: PhantomParameters, seed: int, index: int) -> HandScene:
    """Everything about a phantom that is decided before drawing."""
    subject = draw_subject(parameters.sampling, _rng(seed, index, "subject"))
    anatomy = draw_anatomy(
        subject.sex, subject.size_age_years, parameters.anatomy, _rng(seed, index, "anatomy")
    )
    rolls = parameters.pose.roll(_rng(seed, index, "pose"))
    hand = lay_out(anatomy, subject.maturity, draw_pose(rolls))
    framing = frame_hand(hand, parameters.size_px, rolls)
    bones = {
        name: replace(laid.bone, to_film=laid.bone.to_film.then(framing.hand_to_film))
        for name, laid in hand.bones.items()
    }
    findings = parameters.anatomy.roll(_rng(seed, index, "findings"))
    variation = parameters.anatomy.carpals
    small = draw_carpals(hand, subject, variation, _rng(seed, index, "carpals"))
    rng = _rng(seed, index, "sesamoids")
    small += draw_sesamoids(hand, subject, variation, findings, rng)
    return HandScene(subject, anatomy, hand, framing, bones, tuple(small))


def render(
    scene: HandScene, parameters: PhantomParameters, seed: int, index: int, with_masks: bool
) -> tuple[PathMaps, dict[str, DrawnPlate], dict[str, np.ndarray], str | None]:
    """Path lengths of the hand, what was drawn at each plate, masks, and the false plate's bone."""
    size_hw = scene.framing.size_hw
    paths = PathMaps.empty(size_hw)
    findings = parameters.anatomy.roll(_rng(seed, index, "findings"))
    masks: dict[str, np.ndarray] = {}
    body = add_soft_tissue(
        paths.soft_mm, scene.hand, scene.framing.hand_to_film, findings, _rng(seed, index, "soft")
    )
    if with_masks:
        masks["soft"] = body
    lying_over = {str(ray) for ray in scene.hand.pose.over}
    plates = {}
    for place, name in enumerate(TUBULAR_BONES):
        rng = _rng(seed, index, "bones", place)
        # Over the palm a bone's own flesh adds up with what lies under it.
        over = name[-1] in lying_over and not name.startswith("mc")
        plate = draw_long_bone(paths, scene.bones[name], rng, with_masks, cast_soft=over)
        plates[name] = plate
        masks |= {f"{name}.{part}": _full(w, size_hw) for part, w in plate.masks.items()}
    false_plate = add_pseudoepiphysis(paths, scene.bones, findings)
    windows = draw_shell_bones(paths, scene.small_bones, scene.framing.hand_to_film)
    if with_masks:
        for small, window in zip(scene.small_bones, windows, strict=True):
            key = small.name.removesuffix(" dorsal")
            masks[key] = masks.get(key, False) | _full(window, size_hw)
    return paths, plates, masks, false_plate


def _full(window: tuple[slice, slice, np.ndarray], size_hw: tuple[int, int]) -> np.ndarray:
    rows, cols, patch = window
    mask = np.zeros(size_hw, bool)
    mask[rows, cols] = patch
    return mask


def _rng(seed: int, index: int, stream: str, place: int = 0) -> np.random.Generator:
    key = [seed, index, _STREAMS.index(stream), place]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))


def _check_place(seed: int, index: int) -> None:
    for name, value in (("seed", seed), ("index", index)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
            raise ValueError(f"{name} is {value!r}; it must be a whole number from 0")
