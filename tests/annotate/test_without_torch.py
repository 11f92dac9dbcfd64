"""Proposals where there is no torch: the light network as ONNX, or a page that says why there are
none. In a process of its own, in which nothing of [train] can be imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.engine.network import file_digest
from boneage_kp.engine.shipping import ship
from boneage_kp.export.onnx import export_onnx
from boneage_kp.schema.hand import HAND
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import write_films
from tests.export.tiny_weights import tiny_weights

BLOCKED = ("torch", "torchvision", "timm", "mmengine", "safetensors", "pycocotools", "onnx")
PROGRAM = """
import argparse, json, sys
from pathlib import Path
for name in sys.argv[3].split():
    sys.modules[name] = None
import boneage_kp.engine.shipped as shelf
from boneage_kp.annotate.film_answers import record_answer
from boneage_kp.annotate.server import Secrets, make_app
from boneage_kp.cli import annotate
shelf.FOLDER = Path(sys.argv[1])
parser = argparse.ArgumentParser()
annotate.add_arguments(parser)
desk = annotate._open_desk(parser.parse_args([sys.argv[2]]))
make_app(desk, 8710, Secrets())
desk.proposals._thread.join(60)
film = next(iter(desk.films))
answer = record_answer(desk, film, desk.work_of(film))
desk.close()
json.dump(answer["proposal"], sys.stdout)
"""


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ "both": fine and light; "fine": no light one; "none": nothing at all."""
    folder = tmp_path_factory.mktemp("shelves")
    weights = tiny_weights(folder / "w" / "net.safetensors", "mobilenetv4_conv_small")
    light = export_onnx(weights, folder / "w" / "net.onnx", "float16", films=1).path
    ship(weights, folder / "both", ["fine"], "fpn_r50")
    ship(light, folder / "both", ["light", "finder"], "fpn_mnv4")
    ship(weights, folder / "fine", ["fine"], "fpn_r50")
    (folder / "none").mkdir()
    return folder


def proposal(shelf: Path, films: Path, root: Path, blocked: tuple[str, ...]) -> Any:
    needs_http()
    write_films(films, 1)
    given = [str(shelf), str(films), " ".join(blocked)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *given], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_light_network_of_the_package_proposes(
    shelves: Path, tmp_path: Path, root: Path
) -> None:
    said = proposal(shelves / "both", tmp_path, root, BLOCKED)
    assert (said["state"], said["source"], said["message"]) == ("ready", "network", "")
    assert said["by"] == file_digest(shelves / "both" / "fpn_mnv4.onnx")
    assert sorted(said["bones"]) == sorted(HAND.names) and said["verdict"] == "rejected"


@pytest.mark.parametrize(
    ("shelf", "also", "word"),
    [("fine", (), "torch"), ("none", (), "torch"), ("both", ("onnxruntime",), "ONNX Runtime")],
)
def test_without_any_network_the_page_works_and_says_why(
    shelves: Path, tmp_path: Path, root: Path, shelf: str, also: tuple[str, ...], word: str
) -> None:
    said = proposal(shelves / shelf, tmp_path, root, (*BLOCKED, *also))
    assert (said["state"], said["bones"]) == ("none", {})
    assert word in said["message"]
