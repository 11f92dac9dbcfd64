"""`tools/bootstrap.py`: its decisions one by one, and its files against each other."""

import importlib.util
import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

GUI, HEADLESS = "opencv-python", "opencv-python-headless"
NO_LIBGL = "libGL.so.1: cannot open shared object file: No such file or directory"


@pytest.fixture(scope="module")
def bootstrap(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", root / "tools/bootstrap.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FakeEnvironment:
    """Stands in for a virtual environment: notes what would be run, and can fail on the way."""

    def __init__(self, bootstrap: ModuleType, folder: Path, fail_at: str = "") -> None:
        self.folder, self.stamp = str(folder), str(folder / "installed.stamp")
        self.fail_at, self.ran = fail_at, []
        self.fault: BaseException = bootstrap.CannotInstallError("pip failed")
        self.stamped = lambda: bootstrap.Environment.stamped(self)
        self.write_stamp = lambda text: bootstrap.Environment.write_stamp(self, text)

    def is_whole(self) -> bool:
        return True

    def create(self) -> None:
        self.ran.append("create")

    def pip(self, *arguments: str) -> None:
        line = " ".join(arguments)
        if self.fail_at and self.fail_at in line:
            raise self.fault
        self.ran.append(line)

    def settle_opencv(self) -> None:
        self.ran.append("settle")


class TestPython:
    def test_new_enough_goes_on_with_itself(self, bootstrap: ModuleType) -> None:
        assert bootstrap.check_python((3, 11), None) is None

    def test_too_old_hands_over_to_a_newer_one(self, bootstrap: ModuleType) -> None:
        assert bootstrap.check_python((3, 9), "/usr/bin/python3.12") == "/usr/bin/python3.12"

    def test_too_old_alone_names_the_cure(self, bootstrap: ModuleType) -> None:
        with pytest.raises(bootstrap.CannotInstallError) as told:
            bootstrap.check_python((3, 9), None)
        assert "python3 is 3.9" in str(told.value) and "apt install python3.11" in str(told.value)

    def test_missing_venv_module_names_the_cure(self, bootstrap: ModuleType) -> None:
        bootstrap.check_venv([])
        with pytest.raises(bootstrap.CannotInstallError) as told:
            bootstrap.check_venv(["ensurepip"])
        assert "ensurepip" in str(told.value) and "apt install python3-venv" in str(told.value)


class TestOpenCV:
    def test_one_that_loads_is_left_alone(self, bootstrap: ModuleType) -> None:
        for build in (GUI, HEADLESS):
            assert bootstrap.opencv_step({build: "5.0"}, "", "5.0")[:2] == ([], None)

    def test_gui_build_that_cannot_load_gives_way_to_its_headless_twin(
        self, bootstrap: ModuleType
    ) -> None:
        remove, install, words = bootstrap.opencv_step({GUI: "5.0.0.93"}, NO_LIBGL, "4.10")
        assert (remove, install) == ([GUI], f"{HEADLESS}==5.0.0.93")
        assert "libGL.so.1" in words and "headless" in words

    def test_of_two_builds_one_is_kept(self, bootstrap: ModuleType) -> None:
        found = {HEADLESS: "4.12", GUI: "5.0"}
        remove, install, words = bootstrap.opencv_step(found, "", "5.0")
        assert (remove, install) == ([GUI, HEADLESS], f"{GUI}==5.0")
        assert "two OpenCV builds" in words

    def test_headless_build_that_cannot_load_is_named(self, bootstrap: ModuleType) -> None:
        with pytest.raises(bootstrap.CannotInstallError, match="libGL.so.1"):
            bootstrap.opencv_step({HEADLESS: "5.0"}, NO_LIBGL, "5.0")

    def test_settling_goes_from_two_builds_to_the_headless_one(
        self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        reports = iter(
            [
                b'{"found": {"opencv-python": "5.0", "opencv-python-headless": "4"}, "error": ""}',
                b'{"found": {"opencv-python": "5.0"}, "error": "libGL.so.1"}',
                b'{"found": {"opencv-python-headless": "5.0"}, "error": ""}',
            ]
        )
        monkeypatch.setattr(subprocess, "check_output", lambda *a, **k: next(reports))
        env, ran = bootstrap.Environment(str(tmp_path)), []
        env.pip = lambda *arguments: ran.append(arguments[-1])
        env.settle_opencv()
        assert [line.split("==")[0] for line in ran] == [HEADLESS, GUI, GUI, HEADLESS]

    def test_the_probe_answers_in_a_real_interpreter(self, bootstrap: ModuleType) -> None:
        done = subprocess.run([sys.executable, "-c", bootstrap.OPENCV_PROBE], capture_output=True)
        assert done.returncode == 0 and b'"found"' in done.stdout


class TestStamp:
    def test_second_run_does_nothing(self, bootstrap: ModuleType, tmp_path: Path) -> None:
        env = FakeEnvironment(bootstrap, tmp_path)
        bootstrap.bring_up_to_date(env, "train,dev", "", False)
        assert env.ran == [
            "create",
            "install -c constraints.txt --editable .[train,dev]",
            "settle",
        ]
        env.ran.clear()
        bootstrap.bring_up_to_date(env, "train,dev", "", False)
        assert env.ran == []

    def test_killed_installation_starts_from_an_empty_environment(
        self, bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake = FakeEnvironment(bootstrap, tmp_path, fail_at="editable")
        fake.fault = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            bootstrap.bring_up_to_date(fake, "dev", "", False)
        env, made = bootstrap.Environment(str(tmp_path)), []
        monkeypatch.setattr(env, "is_whole", lambda: True)
        monkeypatch.setattr(bootstrap, "lacking_modules", list)
        monkeypatch.setattr(subprocess, "call", lambda command: made.append(command) or 0)
        env.create()
        assert "--clear" in made[0]

    def test_failed_installation_is_done_again(self, bootstrap: ModuleType, tmp_path: Path) -> None:
        env = FakeEnvironment(bootstrap, tmp_path)
        bootstrap.bring_up_to_date(env, "train,dev", "", False)
        env.fail_at = "editable"
        with pytest.raises(bootstrap.CannotInstallError):
            bootstrap.bring_up_to_date(env, "dev", "", False)
        env.fail_at = ""
        bootstrap.bring_up_to_date(env, "train,dev", "", False)
        assert env.ran.count("settle") == 2, "the old stamp must not vouch for a broken state"

    def test_converters_serve_those_who_asked_for_less(
        self, bootstrap: ModuleType, tmp_path: Path
    ) -> None:
        env = FakeEnvironment(bootstrap, tmp_path)
        bootstrap.bring_up_to_date(env, "dev", "", True)
        assert "install --no-deps -r converters.txt" in env.ran
        env.ran.clear()
        bootstrap.bring_up_to_date(env, "dev", "", False)
        assert env.ran == []

    def test_torch_index_is_asked_for_torch_alone(
        self, bootstrap: ModuleType, tmp_path: Path
    ) -> None:
        env = FakeEnvironment(bootstrap, tmp_path)
        bootstrap.bring_up_to_date(env, "train", "file:///wheels", False)
        asked = [line for line in env.ran if "file:///wheels" in line]
        assert len(asked) == 1 and re.search(r" torch==\S+ torchvision==\S+$", asked[0])

    def test_half_made_environment_is_not_whole(
        self, bootstrap: ModuleType, tmp_path: Path
    ) -> None:
        assert not bootstrap.Environment(str(tmp_path)).is_whole()
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/python").symlink_to(sys.executable)
        env = bootstrap.Environment(str(tmp_path))
        env.python = "false" if Path("/bin/false").exists() else env.python
        assert not env.is_whole()


class TestFiles:
    def test_every_floor_is_met_by_the_tested_version(self, root: Path) -> None:
        pins = dict(
            line.split("==")
            for line in (root / "constraints.txt").read_text().splitlines()
            if "==" in line
        )
        known = {name.lower().replace("_", "-"): pin for name, pin in pins.items()}
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = project["optional-dependencies"]
        tested = ("train", "dev", "annotate", "dicom-out", "ray")
        parts = (extras[name] for name in tested)
        for line in itertools.chain(project["dependencies"], *parts):
            name, floor = line.split(">=")
            name = name.partition("[")[0]
            assert numbers(known[name]) >= numbers(floor), f"{line}, tested {known[name]}"

    def test_torch_is_exact(self, root: Path) -> None:
        assert re.search(r"^torch==[\d.]+$", (root / "constraints.txt").read_text(), re.MULTILINE)

    def test_converters_bring_no_second_opencv(self, root: Path) -> None:
        text = (root / "converters.txt").read_text()
        pins = [line.split("==")[0] for line in text.splitlines() if "==" in line]
        assert "datumaro" in pins and "label-studio-sdk" in pins
        assert not [name for name in pins if name.startswith(("opencv", "numpy", "torch"))]

    def test_what_both_files_pin_they_pin_alike(self, root: Path) -> None:
        def pins(name: str) -> dict[str, str]:
            lines = (root / name).read_text().splitlines()
            rows = (line.split("==") for line in lines if "==" in line and line[0] != "#")
            return {one.lower().replace("_", "-"): pin.split()[0] for one, pin in rows}

        ours, theirs = pins("constraints.txt"), pins("converters.txt")
        both = ours.keys() & theirs.keys()
        assert {"pandas", "pyarrow"} <= both  # Ray needs them, and so do the converters
        assert {name: ours[name] for name in both} == {name: theirs[name] for name in both}

    def test_help_lists_the_commands(self, root: Path) -> None:
        done = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True)
        listed = re.findall(r"make ([a-z-]+)", done.stdout)
        wanted = ["demo", "test", "test-full", "lint", "types", "format", "doctor", "clean"]
        assert done.returncode == 0 and set(wanted) <= set(listed)

    def test_ci_runs_lint_types_and_every_test(self, root: Path) -> None:
        text = (root / ".ci/run").read_text()
        assert "for step in lint types test-full" in text and "CONVERTERS=1" in text
        extras = re.search(r"^export EXTRAS=(\S+)", text, re.MULTILINE)
        assert extras is not None
        wanted = {"train", "dev", "annotate", "dicom-out", "ray", "study"}
        assert wanted <= set(extras[1].split(","))
        assert subprocess.run(["bash", "-n", str(root / ".ci/run")]).returncode == 0


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
