"""`develop`: from a hand's path lengths to a film out of an archive, in the order of the world.

Beam and things in it, detector, rendering, things on the film, file. The film's frame is that of
the path maps throughout: nothing here moves a point.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.phantom import archive, burned, collimation, exposure, readout
from boneage_kp.phantom.clutter import with_clutter
from boneage_kp.phantom.collimation import Field
from boneage_kp.phantom.exposure import CHILD_BONE_DENSITY
from boneage_kp.phantom.film_parameters import FilmParameters, Roll
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene
from boneage_kp.phantom.watch import Watch
from boneage_kp.schema.records import Side

_SMALLEST_PX = 16
Facts = dict[str, object]


@dataclass(frozen=True, eq=False)
class Film:
    """A film as a file would hold it.

    image:  (H, W) uint8, or uint16 with 12 bits used.
    facts:  what was done to it: "bits", "inverted", "kvp", "nuisances" (names that acted), and
            for what lies on it its place in pixels.
    """

    image: np.ndarray
    facts: Mapping[str, object]


def develop(
    paths: PathMaps,
    spacing_mm: float,
    hand_box_px: tuple[float, float, float, float],
    parameters: FilmParameters,
    rng: np.random.Generator,
    side: Side | None = None,
    watched_px: np.ndarray | None = None,
) -> Film:
    """Expose, detect, render and file a hand.

    paths:        the hand, (H, W) float32 each; left as they are.
    spacing_mm:   edge of a pixel, above 0.
    hand_box_px:  (x0, y0, x1, y1) around all that must stay visible.
    parameters:   how often and how strongly each nuisance acts.
    rng:          the film's chance; the same state gives the same film.
    side:         of the hand; nearly every side marker agrees with it.
    watched_px:   (N, 2) points; facts["covered"] then says which have something on top of them.
    returns:      the film, in the frame of `paths`.
    """
    _check(paths, spacing_mm, hand_box_px)
    rolls = parameters.roll(rng)
    scene = Scene(paths, spacing_mm, hand_box_px, side)
    in_beam, facts = with_clutter(scene, rolls)
    fields = _fields(scene, rolls)
    distances = [field.distance_px(scene.size_hw) for field in fields]
    signal, kvp = _exposed(in_beam, scene, fields, distances, rolls)
    depth = _detected(signal, kvp, scene, rolls)
    lit = _inside(distances)
    grey = _rendered(depth, lit, in_beam.metal, scene, rolls)
    watch = None if watched_px is None else Watch.on(watched_px, scene, in_beam, grey)
    _overlaid(grey, distances, scene, rolls, facts)
    if watch is not None:
        facts["covered"] = watch.covered(grey)
    image = _filed(grey, scene, rolls)
    facts |= {"bits": 12 if image.dtype == np.uint16 else 8, "inverted": "inverted" in rolls}
    facts |= {"kvp": kvp, "nuisances": tuple(rolls)}
    if fields:
        facts["fields"] = tuple(
            {"centre_px": f.centre_px, "reach_px": f.reach_px, "angle_deg": f.angle_deg}
            for f in fields
        )
    return Film(image, facts)


def _check(
    paths: PathMaps, spacing_mm: float, hand_box_px: tuple[float, float, float, float]
) -> None:
    sizes = {np.shape(m) for m in (paths.cortical_mm, paths.trabecular_mm, paths.soft_mm)}
    sizes.add(np.shape(paths.metal))
    if len(sizes) != 1:
        raise ValueError(f"path maps must have one size, got {sorted(sizes)}")
    height, width = paths.soft_mm.shape
    if min(height, width) < _SMALLEST_PX:
        raise ValueError(f"a film needs at least {_SMALLEST_PX} px a side, got {height} x {width}")
    if not spacing_mm > 0:
        raise ValueError(f"spacing_mm is {spacing_mm!r}; a pixel's edge must be above 0 mm")
    x0, y0, x1, y1 = hand_box_px
    if not (x1 > x0 and y1 > y0):
        raise ValueError(f"hand_box_px {hand_box_px} is empty; give (x0, y0, x1, y1) with x1 > x0")


def _fields(scene: Scene, rolls: Mapping[str, Roll]) -> list[Field]:
    fields = []
    if "collimation" in rolls:
        fields.append(collimation.draw_collimation(scene, rolls["collimation"]))
    if "turned_plate" in rolls:
        fields.append(collimation.draw_turned_plate(scene, rolls["turned_plate"]))
    return fields


def _inside(distances: list[np.ndarray]) -> np.ndarray | None:
    """Where all fields are lit, (H, W) bool; None without fields."""
    if not distances:
        return None
    return np.logical_and.reduce([distance < 0 for distance in distances])


def _exposed(
    paths: PathMaps,
    scene: Scene,
    fields: list[Field],
    distances: list[np.ndarray],
    rolls: Mapping[str, Roll],
) -> tuple[np.ndarray, float]:
    """The light at the detector as a share of the open beam, and the tube voltage."""
    quality, density = rolls.get("beam_quality"), rolls.get("bone_density")
    kvp = 50.0
    if quality:
        kvp = float(np.clip(50.0 + quality.strength * quality.uniform(-5, 10), 45, 60))
    bone = CHILD_BONE_DENSITY
    if density:
        bone *= float(np.exp(density.strength * np.clip(density.rng.normal(0, 0.09), -0.3, 0.3)))
    signal = exposure.transmitted(paths, exposure.beam(kvp, bone))
    if "heel" in rolls:
        signal *= exposure.heel_gradient(scene.size_hw, rolls["heel"])
    hand_light = signal
    for field, distance in zip(fields, distances, strict=True):
        signal = signal * field.transmission(distance)
    if "double_exposure" in rolls:
        roll = rolls["double_exposure"]
        second = collimation.draw_second_field(scene, roll)
        extra = second.transmission(second.distance_px(scene.size_hw))
        extra *= np.float32(min(1.0, roll.strength * roll.log_uniform(0.05, 0.5)))
        open_share = np.float32(roll.uniform(0.3, 1.0))
        # The hand has often moved between both: a ghost of it.
        ghost = collimation.moved(hand_light, scene, roll) if roll.chance(0.5) else hand_light
        signal = signal + extra * (open_share + (1 - open_share) * ghost)
    if "scatter" in rolls:
        signal = exposure.add_scatter(signal, scene.spacing_mm, rolls["scatter"])
    return signal, kvp


def _detected(
    signal: np.ndarray, kvp: float, scene: Scene, rolls: Mapping[str, Roll]
) -> np.ndarray:
    """Optical depth as the detector gives it."""
    if "blur" in rolls:
        signal = exposure.blur(signal, scene.spacing_mm, rolls["blur"])
    if "quantum_noise" in rolls:
        roll = rolls["quantum_noise"]
        kerma_ugy = roll.log_uniform(4.0, 60.0)
        signal = exposure.add_quantum_noise(signal, scene.spacing_mm, kvp, kerma_ugy, roll)
    depth = exposure.log_response(signal)
    if "structure_noise" in rolls:
        readout.add_structure_noise(depth, rolls["structure_noise"])
    if "detector_lines" in rolls:
        readout.add_detector_lines(depth, rolls["detector_lines"])
    return depth


def _rendered(
    depth: np.ndarray,
    lit: np.ndarray | None,
    metal: np.ndarray,
    scene: Scene,
    rolls: Mapping[str, Roll],
) -> np.ndarray:
    """Optical depth to grey levels, not yet clipped."""
    if "equalisation" in rolls:
        depth = archive.equalised(depth, scene.spacing_mm, rolls["equalisation"])
    if "unsharp" in rolls:
        depth = archive.unsharp(depth, scene.spacing_mm, rolls["unsharp"])
    at = archive.anchors(depth, lit, metal, scene.hand_box_px)
    hand = scene.paths
    rendering = archive.drawn_window(rolls.get("window"), rolls.get("tone_curve"))
    grey = archive.legible(rendering.grey(depth, at), hand.cortical_mm, hand.soft_mm, lit)
    if "local_contrast" in rolls:
        grey = archive.local_contrast(grey, rolls["local_contrast"])
    return np.clip(grey, 0.0, 255.0, out=grey)


def _overlaid(
    grey: np.ndarray,
    distances: list[np.ndarray],
    scene: Scene,
    rolls: Mapping[str, Roll],
    facts: Facts,
) -> None:
    """Things on the film, in place; their places go into `facts`."""
    if "shutter" in rolls and distances:
        outside = np.maximum.reduce(distances)
        facts["shutter"] = collimation.shut(grey, outside, rolls["shutter"], scene.spacing_mm)
    if "film_edge" in rolls:
        burned.add_film_edge(grey, scene, rolls["film_edge"])
    if "burned_text" in rolls:
        facts["burned_text"] = burned.add_burned_text(grey, scene, rolls["burned_text"])
    if "block" in rolls:
        facts["blocks_px"] = burned.add_blocks(grey, scene, rolls["block"])
    if "bright_bar" in rolls:
        burned.add_bright_bar(grey, scene, rolls["bright_bar"])
    if "dust" in rolls:
        readout.add_dust(grey, scene, rolls["dust"])
    if "scan_stripes" in rolls:
        readout.add_scan_stripes(grey, rolls["scan_stripes"])
    if "readout_noise" in rolls:
        readout.add_readout_noise(grey, rolls["readout_noise"])


def _filed(grey: np.ndarray, scene: Scene, rolls: Mapping[str, Roll]) -> np.ndarray:
    """Grey levels to what a file holds."""
    if "low_resolution" in rolls:
        grey = archive.low_resolution(grey, rolls["low_resolution"])
    if "few_levels" in rolls:
        grey = archive.few_levels(grey, rolls["few_levels"])
    if "inverted" in rolls:
        grey = np.float32(255.0) - grey
    if "salt" in rolls:
        readout.add_salt(grey, rolls["salt"])
    np.clip(grey, 0.0, 255.0, out=grey)
    if "twelve_bit" in rolls:
        return np.rint(grey * np.float32(4095.0 / 255.0)).astype(np.uint16)
    image = np.rint(grey).astype(np.uint8)
    return archive.jpeg(image, rolls["jpeg"]) if "jpeg" in rolls else image
