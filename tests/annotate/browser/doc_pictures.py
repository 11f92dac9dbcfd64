"""Take the annotator's pictures of docs/annotate.md anew.

    python -m tests.annotate.browser.doc_pictures

Real browser, real server, proposals of the shipped network; the films are the package's demo film
and a drawn one. Two made-up raters differ at two bones. Take them anew after the page, the phantom
generator or the weights have changed.
"""

import base64
import json
import shutil
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2

from boneage_kp.annotate.proposals import NetworkReader
from boneage_kp.data.formats import coco
from boneage_kp.demo import DEMO_AGE_YEARS, DEMO_FILM
from boneage_kp.engine.batch.predictor import make_predictor
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.records import HandRecord
from tests.annotate.browser.desks import running
from tests.annotate.browser.rater import Rater
from tests.browser import browser

FOLDER = Path(__file__).parents[3] / "docs/pictures"
DESK, PHONE = (1360, 860), (390, 844)
_JPEG_QUALITY = 85
_SEED, _SIZE_PX = 11, 1024
_STILL_MS = 900  # drawings are there, nothing glides any more


def take_all(folder: Path) -> None:
    """Four pictures: the page, a stage out of line, a phone, two readings."""
    with tempfile.TemporaryDirectory() as place, browser() as tab:
        films = Path(place) / "films"
        films.mkdir()
        shutil.copy(DEMO_FILM, films / "film 1.png")
        drawn = generate(PhantomParameters(size_px=_SIZE_PX), _SEED, 0)
        cv2.imwrite(str(films / "film 2.png"), drawn.image)
        rater = Rater(tab)
        take = partial(_take, rater, folder)
        age_months = round(12 * DEMO_AGE_YEARS, 1)
        with running(films, age_months=age_months, make_reader=_reader) as sat:
            sat.desk.proposals._thread.join()
            for dark, size, name in (
                (False, DESK, "annotate_page"),
                (True, PHONE, "annotate_phone"),
            ):
                rater.open(sat.url, *size, dark)
                rater.sees("state.film.proposal.state === 'ready' && state.score?.score")
                if size == DESK:
                    for _ in range(3):
                        rater.press(" ")
                    rater.press("0")
                take(name)
            rater.open(sat.url, *DESK, True)
            rater.press("j")
            rater.press("c")
            rater.sees("state.score?.odd")
            take("annotate_stage")
        _two_readings(Path(place), drawn.record)
        (films / "film 1.png").unlink()
        wishes = {"rater": "chief", "agreement_list": Path(place) / "list.json"}
        with running(films, **wishes) as sat:
            rater.open(sat.url, *DESK, False)
            rater.press("j")
            rater.press("k")
            take("annotate_adjudicate")


def _reader() -> NetworkReader:
    predictor = make_predictor()
    return NetworkReader(lambda film: predictor.read_batch([film])[0], "shipped", predictor.beta)


def _two_readings(place: Path, truth: HandRecord) -> None:
    """Two raters' files and the list of what they differ in; both made up from the truth."""
    for rater, step, shift_px in (("anna", 0, 0.0), ("bert", 2, 9.0)):
        bones = {
            name: replace(
                label,
                maturity=None,
                stage=chr(ord(label.stage) - step) if name in ("mc3", "pp1") and label.stage
                else label.stage,
                xy_px=label.xy_px and (label.xy_px[0] + shift_px, label.xy_px[1] - shift_px / 2),
            )
            for name, label in truth.bones.items()
        }  # fmt: skip
        record = replace(truth, file_name="film 2.png", rater=rater, bones=bones)
        coco.write([record], place / f"{rater}.json")
    document = {
        "films": [{"file_name": "film 2.png", "reasons": ["mc3 and pp1: two stages apart"]}],
        "raters": [{"name": name, "file": f"{name}.json"} for name in ("anna", "bert")],
    }
    (place / "list.json").write_text(json.dumps(document), encoding="utf-8")


def _take(rater: Rater, folder: Path, name: str) -> None:
    rater.page.ask(f"new Promise(done => setTimeout(done, {_STILL_MS}))")
    how = {"format": "jpeg", "quality": _JPEG_QUALITY}
    data = rater.page.send("Page.captureScreenshot", **how)["data"]
    (folder / f"{name}.jpg").write_bytes(base64.b64decode(data))


if __name__ == "__main__":
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
