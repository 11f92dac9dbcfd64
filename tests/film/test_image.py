import cv2
import numpy as np
import pytest

from boneage_kp.film.image import FilmError, read_grey

GREY = np.arange(24 * 40, dtype=np.uint16).reshape(24, 40)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_comes_back_as_it_was_kept(tmp_path, suffix, dtype):
    path = tmp_path / f"film{suffix}"
    film = (GREY * (60 if dtype == np.uint16 else 1)).astype(dtype)
    cv2.imwrite(str(path), film)
    back = read_grey(path)
    assert back.dtype == dtype
    np.testing.assert_array_equal(back, film)


def test_exif_orientation_is_applied(tmp_path):
    """Orientation 6 says: turn a quarter clockwise to see it upright."""
    film = np.zeros((24, 40), np.uint8)
    film[:, 20:] = 255
    jpeg = cv2.imencode(".jpg", film)[1].tobytes()
    tag = b"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00" + tag + b"\x00\x00\x00\x00"
    marker = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    (tmp_path / "turned.jpg").write_bytes(jpeg[:2] + marker + jpeg[2:])
    upright = read_grey(tmp_path / "turned.jpg")
    assert upright.shape == (40, 24)
    assert upright[:18].mean() < 5 and upright[22:].mean() > 250


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no such file"), (b"", "is empty"), (b"\x89PNG\r\n\x1a\nbroken", "no whole PNG")],
)
def test_what_is_no_film_is_refused_with_the_cure(tmp_path, content, words):
    path = tmp_path / "film.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FilmError, match=words):
        read_grey(path)
