"""Exams are frozen: definitions stay what they were, and a changed generator says so."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from boneage_kp.data.formats import coco
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.study.exam import exam as module
from boneage_kp.study.exam.exam import definition, draw_exam, exam_names, load_exam
from boneage_kp.study.exam.freeze import freeze


def test_four_sets_of_two_thousand_with_seeds_of_their_own() -> None:
    exams = [load_exam(name) for name in exam_names()]
    assert {"natural", "balanced"} < {one.name for one in exams} and len(exams) == 4
    assert len({one.seed for one in exams}) == 4 and min(one.seed for one in exams) > 1_000_000
    for one in exams:
        assert one.count == 2000 and one.parameters.size_px == 1024
        assert one.parameters.sampling.mode == one.name.split("_")[-1]
        assert one.parameters.film.inverted.probability > 0  # nuisances are on


def test_a_definition_names_every_parameter_and_its_digest() -> None:
    exam = load_exam("natural")
    again = definition(exam.name, exam.seed, exam.count, exam.parameters)
    stored = json.loads((module.FOLDER / "natural.json").read_text())
    # A generator that gains a parameter changes the digest; the definition must not follow.
    assert stored["parameters"].keys() == again["parameters"].keys()
    with pytest.raises(ValueError, match="'hard' is unknown; known: balanced"):
        load_exam("hard")


def test_another_generator_is_said_with_both_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = load_exam("balanced")
    monkeypatch.setattr(module, "GENERATOR_VERSION", exam.generator_version)
    frozen = replace(exam, parameter_digest=exam.parameters.digest())
    assert frozen.unchanged and "as frozen" in frozen.versions()
    monkeypatch.setattr(module, "GENERATOR_VERSION", "99.0")
    told = frozen.versions()
    assert f"frozen with generator {exam.generator_version}, drawn with 99.0:" in told
    assert "other parameters" in replace(frozen, parameter_digest="0" * 16).versions()


def test_films_are_drawn_once_and_are_the_generators(tmp_path: Path) -> None:
    exam = load_exam("natural")
    exam = replace(exam, parameters=replace(exam.parameters, size_px=128))
    path = draw_exam(exam, tmp_path, limit=2)
    records = coco.read(path).records
    wanted = [generate(exam.parameters, exam.seed, index).record for index in range(2)]
    assert [r.bones["radius"].xy_px for r in records] == [
        pytest.approx(w.bones["radius"].xy_px, abs=1e-3) for w in wanted
    ]
    stamp = path.stat().st_mtime_ns
    assert draw_exam(exam, tmp_path, limit=2) == path and path.stat().st_mtime_ns == stamp
    assert draw_exam(exam, tmp_path, limit=1) != path


def test_freezing_anew_keeps_the_hands_seed_and_takes_the_generators_version(
    tmp_path: Path,
) -> None:
    exam = load_exam("balanced")
    assert freeze("balanced", tmp_path) == exam.generator_version
    frozen = json.loads((tmp_path / "balanced.json").read_text())
    assert (frozen["seed"], frozen["count"]) == (exam.seed, exam.count)
    assert frozen["generator_version"] == GENERATOR_VERSION
    assert frozen["parameters"]["sampling"]["mode"] == "balanced"
    parameters = PhantomParameters.from_mapping(frozen["parameters"])
    assert parameters.digest() == frozen["parameter_digest"]
