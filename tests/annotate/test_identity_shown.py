"""Names in DICOM headers reach the page only where they were asked for, and never a file."""

from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.opening import Wishes, open_desk
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import client_of, saver
from tests.film.dicom_films import PLANTED, PLANTED_DATE, file_of, plant, radiograph
from tests.film.picture_files import hand_like


@pytest.mark.parametrize("shown", [False, True])
def test_names_are_shown_on_request_alone(
    tmp_path: Path, shown: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    needs_http()
    path = tmp_path / "film.dcm"
    path.write_bytes(file_of(plant(radiograph(hand_like(bits=12)))))
    desk = open_desk(tmp_path, [(path, None, None)], Wishes(identity_shown=shown))
    client: Any = client_of(desk)
    film = client.get("/api/films").json()["films"][0]["film"]
    answers = [client.get(f"/api/films/{film}{end}") for end in ("", "/grey", "/image")]
    answers += [client.get(f"/api/{path}") for path in ("films", "setup", "status")]
    told = "".join(answer.text + str(answer.headers) for answer in answers)
    assert (PLANTED in told) is shown
    assert (PLANTED_DATE in told) is shown
    assert saver(client, film)(bones={"radius": {"x": 9, "y": 9}}).status_code == 200
    desk.close()
    for kept in tmp_path.iterdir():
        assert kept == path or PLANTED.encode() not in kept.read_bytes()
    out, err = capfd.readouterr()
    assert PLANTED not in out + err


def test_files_that_are_no_dicom_have_no_names(tmp_path: Path) -> None:
    from boneage_kp.annotate.identity_shown import identity_of

    path = tmp_path / "film.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert identity_of(path) == {} == identity_of(tmp_path / "gone.dcm")
