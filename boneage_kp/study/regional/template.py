"""Make the template hand and its regions: `python -m boneage_kp.study.regional.template`.

The 13 points are the mean hand of the shape model (`quality/tables/layout.json`), turned upright on
a film. A region is the window that holds what it is named for on most phantoms, once they are
registered: on each side, 95 of 100 lie inside.
"""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.data.registration.affine_fit import register
from boneage_kp.data.registration.template_hand import TABLE, TemplateHand
from boneage_kp.phantom.carpals import CARPALS
from boneage_kp.phantom.film_parameters import FilmParameters
from boneage_kp.phantom.generate import arrange, render
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.quality.layout_table import write_table
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND

SEED = 7_100_000
SIZE_PX = 192
INSIDE = 95.0  # percent of phantoms that a window holds, on each side
MARGIN = 0.02  # of hand length, on each side
FOREARM = 0.15  # of hand length below the plates of radius and ulna, as far as region A goes
CARPUS = tuple(name for name in CARPALS if name != "pisiform")  # which lies over another
# Region -> beginnings of the names of the masks that it holds.
HOLDS: Mapping[str, tuple[str, ...]] = {
    "a": ("soft",),
    "b": CARPUS,
    "c": ("mc", "pp"),
}


def make_table(count: int, seed: int = SEED) -> dict[str, Any]:
    """The table of `count` phantoms."""
    xy = load_shape_model().mean * (1.0, -1.0)  # its y points to the finger tips
    template = TemplateHand(xy - xy.mean(axis=0), {})
    parameters = PhantomParameters.from_mapping(
        {"size_px": SIZE_PX, "film": FilmParameters.clean().to_dict()}
    )
    boxes: dict[str, list[np.ndarray]] = {region: [] for region in HOLDS}
    for index in range(count):
        for region, box in boxes_of(parameters, seed, index, template).items():
            boxes[region].append(box)
    empty = [region for region, found in boxes.items() if not found]
    if empty:
        raise ValueError(
            f"none of {count} phantoms shows all of region {empty[0]!r}; draw more with -n"
        )
    return {
        "bones": list(HAND.names),
        "unit": "hand lengths; x to the right, y down; upright, the thumb on the right",
        "source": (
            f"points: the mean of quality/tables/layout.json; windows: {count} phantoms of "
            f"generator {GENERATOR_VERSION}, seed {seed}"
        ),
        "parameter_digest": parameters.digest(),
        "phantoms": {region: len(found) for region, found in boxes.items()},
        "xy": np.round(template.xy, 5).tolist(),
        "windows": {
            region: window_of(region, np.array(found), template) for region, found in boxes.items()
        },
    }


def boxes_of(
    parameters: PhantomParameters, seed: int, index: int, template: TemplateHand
) -> dict[str, np.ndarray]:
    """(4,) x0 y0 x1 y1 in hand lengths of what each region holds, on one registered phantom."""
    _, plates, masks, _ = render(
        arrange(parameters, seed, index), parameters, seed, index, with_masks=True
    )
    xy_px = np.array([plates[name].keypoint_px for name in HAND.names])
    size_hw = masks["soft"].shape
    shown = np.all((xy_px >= 0) & (xy_px < size_hw[::-1]), axis=1)
    to_template = register(xy_px, shown, template)
    if to_template is None or not shown.all():
        return {}
    found = {}
    for region, starts in HOLDS.items():
        held = [mask for name, mask in masks.items() if name.startswith(starts)]
        ossified = sum(masks[name].any() for name in CARPUS if name in masks)
        if region == "b" and ossified < len(CARPUS):
            continue  # of a small child half the carpals would make a small window
        found[region] = box_of(held, to_template)
    return found


def box_of(masks: Iterable[np.ndarray], to_template: Affine) -> np.ndarray:
    """The box of all masks together, on the template."""
    rows, columns = np.nonzero(np.logical_or.reduce(list(masks)))
    xy = to_template(np.column_stack([columns, rows]) + 0.5)
    return np.concatenate([xy.min(axis=0), xy.max(axis=0)])


def window_of(region: str, boxes: np.ndarray, template: TemplateHand) -> list[float]:
    """x0 y0 x1 y1 of a region; boxes: (N, 4)."""
    low = np.percentile(boxes[:, :2], 100 - INSIDE, axis=0) - MARGIN
    high = np.percentile(boxes[:, 2:], INSIDE, axis=0) + MARGIN
    if region == "a":  # flesh goes on to the end of the film
        wrist = template.xy[[HAND.index_of("radius"), HAND.index_of("ulna")], 1]
        high[1] = wrist.max() + FOREARM
    return [round(float(value), 4) for value in (*low, *high)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--count", type=int, default=200, help="phantoms (200)")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    args = parser.parse_args()
    table = make_table(args.count)
    write_table(table, args.output)
    print(f"{args.output}: {table['source']}; windows {table['windows']}")


if __name__ == "__main__":
    main()
