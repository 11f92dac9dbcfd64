"""A hand radiograph in, a bone age with its reasons out. Research software, no medical device."""

from typing import TYPE_CHECKING

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading, Sex

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

__version__ = "0.1.0"
__all__ = ["HAND", "HandReading", "Sex", "__version__", "read_hand"]


def read_hand(
    film: "str | Path | np.ndarray",
    sex: Sex | str | None = None,
    age_years: float | None = None,
    *,
    weights: "str | Path | None" = None,
    finder: "str | Path | None" = None,
    standard: str = "tw3_rus",
) -> HandReading:
    """Read one film: `reading = read_hand("film.png", sex="F")`.

    film:     a file, or (H, W) grey pixels of uint8 or uint16.
    sex:      M or F; without it there are stages and no bone age.
    weights, finder:  safetensors files in place of the shipped ones; finder "none" reads the film
              as it is. The networks are loaded once and kept.
    """
    # Here, so that `import boneage_kp` stays light.
    from pathlib import Path

    from boneage_kp.engine.batch.predictor import kept_predictor

    predictor = kept_predictor(
        None if weights is None else Path(weights), None if finder is None else finder, standard
    )
    return predictor.read(film, sex, age_years)
