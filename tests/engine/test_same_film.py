"""One film in four kinds of file is one film to the network: the readings are the same."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.hand import HAND
from tests.engine.pixel_networks import ReadsEveryPixel
from tests.film.dicom_films import LOSSLESS, file_of, radiograph
from tests.film.picture_files import encoded, hand_like, tiff


def files_of(grey: np.ndarray, bits: int) -> Iterator[tuple[str, bytes]]:
    """The film as PNG, TIFF, and DICOM of both polarities, plain and compressed."""
    yield "film.png", encoded(".png", grey)
    yield "film.tiff", tiff(grey)
    inverted = (2**bits - 1 - grey).astype(grey.dtype)
    turned = {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"}
    for name in ("explicit", "jpeg_lossless_sv1", "jpeg_2000"):
        yield f"mono2-{name}.dcm", file_of(radiograph(grey, bits), LOSSLESS[name])
        film = radiograph(inverted, bits, **turned)
        yield f"mono1-{name}.dcm", file_of(film, LOSSLESS[name])


@pytest.mark.parametrize("bits", [12, 16])
def test_the_kind_of_file_changes_no_reading(bits: int, tmp_path: Path) -> None:
    network = ReadsEveryPixel()
    predictor = Predictor(network)
    readings = {}
    for name, content in files_of(hand_like(300, 240, bits), bits):
        (tmp_path / name).write_bytes(content)
        readings[name] = predictor.read(tmp_path / name, "F", 11.0)
    first = readings["film.png"]
    assert first.score is not None
    for name, reading in readings.items():
        assert dict(reading.bones) == dict(first.bones), name
        assert (reading.score, reading.bone_age_months, reading.interval_months) == (
            first.score,
            first.bone_age_months,
            first.interval_months,
        ), name
    assert len(set(network.seen)) == 1 and len(first.bones) == len(HAND)
