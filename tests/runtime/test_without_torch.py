"""Films are read where there is no torch: the command, the predictor and all that they import."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from boneage_kp.engine.shipping import ship
from boneage_kp.export.onnx import export_onnx
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.export.tiny_weights import tiny_weights

# What [train] brings and a plain installation has not.
BLOCKED = ("torch", "torchvision", "timm", "mmengine", "safetensors", "pycocotools", "onnx")
PROGRAM = f"""
import sys
for name in {BLOCKED!r}:
    sys.modules[name] = None
import boneage_kp.engine.shipped as shelf
from pathlib import Path
from boneage_kp.cli.main import main
shelf.FOLDER = Path(sys.argv[1])
code = main(["infer", sys.argv[2], "--sex", "F", "--vis", "-o", sys.argv[3], *sys.argv[4:]])
sys.exit(code)
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with nothing but an exported network that reads and finds."""
    folder = tmp_path_factory.mktemp("shelf")
    weights = tiny_weights(folder / "w" / "net.safetensors", "mobilenetv4_conv_small")
    path = export_onnx(weights, folder / "w" / "net.onnx", "float16", films=1).path
    entry = ship(path, folder / "weights", ["light", "finder"], "fpn_mnv4")
    assert entry.file == "fpn_mnv4.onnx" and entry.generator_version == "1.7"
    parameters = PhantomParameters.from_mapping({"size_px": 512})
    cv2.imwrite(str(folder / "film.png"), generate(parameters, 0, 0).image)
    return folder


@pytest.mark.parametrize("more", [[], ["--backend", "onnx", "--finder", "none"]])
def test_a_film_is_read_by_the_shipped_light_network(
    shelf: Path, root: Path, tmp_path: Path, more: list[str]
) -> None:
    film = shelf / "film.png"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(shelf / "weights"), str(film), str(tmp_path), *more],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    row = json.loads((tmp_path / "results.jsonl").read_text())
    assert row["error"] is None and len(row["bones"]) == 13
    assert row["verdict"] == "rejected"  # an untrained network's points do not lie as in a hand
    assert ("finder" in row["digests"]) == (not more)
