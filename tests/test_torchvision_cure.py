"""The cure is tried in fresh interpreters: what torchvision declares stays for a process's life."""

import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="the cure concerns torch; install the extra [train]")
pytest.importorskip("mmengine", reason="stands for the extra [train], which brings torchvision")

CURE = "from boneage_kp.torchvision_cure import Operators, make_timm_importable as cure\n"
# Makes torchvision's own library unloadable, as beside another build of torch.
BROKEN = """
import torch
def refuse(path):
    raise OSError("undefined symbol")
torch.ops.load_library = refuse
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_timm_imports_after_the_cure_and_a_model_runs() -> None:
    code = "import timm, torch\nnet = timm.create_model('resnet10t', features_only=True)\n"
    done = run(CURE + "cure()\n" + code + "print(len(net(torch.zeros(1, 3, 64, 32))))")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "5"


def test_without_loadable_operators_the_cure_is_what_makes_the_difference() -> None:
    failing = run(BROKEN + "import timm")
    assert "torchvision::nms does not exist" in failing.stderr
    cured = run(BROKEN + CURE + "assert cure() is Operators.CURED\nimport timm")
    assert cured.returncode == 0, cured.stderr


def test_the_cure_works_after_a_failed_import_too() -> None:
    after = "try:\n    import timm\nexcept RuntimeError:\n    pass\n"
    done = run(BROKEN + after + CURE + "cure()\nimport timm")
    assert done.returncode == 0, done.stderr


def test_calling_it_again_changes_nothing() -> None:
    done = run(BROKEN + CURE + "assert cure() is cure() is Operators.CURED\nimport timm\ncure()")
    assert done.returncode == 0, done.stderr


def test_loadable_operators_are_left_alone() -> None:
    loads = "import torch\ntorch.ops.load_library = lambda path: None\n"
    code = "assert cure() is Operators.LOADED\nassert not hasattr(torch.ops.torchvision, 'nms')\n"
    done = run(loads + CURE + code)
    assert done.returncode == 0, done.stderr


def test_a_declared_operator_refuses_to_compute() -> None:
    call = "import torchvision\ntorchvision.ops.nms(torch.zeros(1, 4), torch.zeros(1), 0.5)"
    done = run(BROKEN + CURE + "cure()\n" + call)
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr or "NotImplementedError" in done.stderr


def test_without_torchvision_it_says_so() -> None:
    hide = "import importlib.util as u\nfind = u.find_spec\n"
    hide += "u.find_spec = lambda name: None if name == '{}' else find(name)\n"
    for name, wanted in (("torch", "NO_TORCH"), ("torchvision", "NO_TORCHVISION")):
        done = run(CURE + hide.format(name) + f"assert cure() is Operators.{wanted}")
        assert done.returncode == 0, done.stderr


def test_importing_the_module_does_not_import_torch() -> None:
    done = run(CURE + "import sys\nassert 'torch' not in sys.modules")
    assert done.returncode == 0, done.stderr
