"""Make the shape model's table from phantoms: `python -m boneage_kp.quality.layout_table`.

Poses and sizes are natural, films are clean; the second half of the hands tells how far hands lie
that the model has not seen.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.phantom.film_parameters import FilmParameters
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.quality.layout import TABLE, ShapeModel, fit_shape_model
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE

SEED = 7_000_000
SIZE_PX = 160


def make_table(count: int, seed: int = SEED) -> dict[str, Any]:
    """The table of `count` phantoms, half to fit and half to measure."""
    parameters = PhantomParameters.from_mapping(
        {"size_px": SIZE_PX, "film": FilmParameters.clean().to_dict()}
    )
    hands = np.array(whole_hands(parameters, seed, count))
    model = fit_shape_model(hands[::2], np.array([TEMPLATE[name] for name in HAND.names]))
    known = np.ones(len(HAND), bool)
    distances = [model.distance(hand, known) for hand in hands[1::2]]
    return {
        "bones": list(HAND.names),
        "source": (
            f"{len(hands[::2])} phantoms of generator {GENERATOR_VERSION}, seed {seed}, "
            "natural poses, clean films; distances of as many others"
        ),
        "parameter_digest": parameters.digest(),
        "distance_percentiles": {
            str(q): round(float(np.percentile(distances, q)), 3) for q in (50, 95, 99, 100)
        },
        "mean": np.round(model.mean, 5).tolist(),
        "covariance": [[float(f"{v:.4g}") for v in row] for row in model.covariance],
    }


def whole_hands(parameters: PhantomParameters, seed: int, count: int) -> list[np.ndarray]:
    """(K, 2) points of the first `count` phantoms that show every bone."""
    found: list[np.ndarray] = []
    index = 0
    while len(found) < count:
        xy_px, visibility = generate(parameters, seed, index).record.points_px()
        if (visibility > 0).all():
            found.append(xy_px)
        index += 1
    return found


def model_of(table: dict[str, Any]) -> ShapeModel:
    return ShapeModel(np.array(table["mean"]), np.array(table["covariance"]))


def write_table(table: dict[str, Any], path: Path) -> None:
    """One key a line, or one row of its numbers, so that differences can be read."""
    lines = []
    for key, value in table.items():
        if key in ("mean", "covariance"):
            rows = ",\n".join(f"  {json.dumps(row)}" for row in value)
            lines.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    with whole_text_file(path) as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--count", type=int, default=800, help="phantoms (800)")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    args = parser.parse_args()
    table = make_table(args.count)
    write_table(table, args.output)
    print(f"{args.output}: {table['source']}; distances {table['distance_percentiles']}")


if __name__ == "__main__":
    main()
