"""Annotate, check, train, annotate: what raters make trains a network, which proposes to them."""

import argparse
from pathlib import Path

import cv2

from boneage_kp.annotate.film_answers import ListQuery, list_answer
from boneage_kp.annotate.opening import Wishes, open_desk
from boneage_kp.cli import annotate
from boneage_kp.cli.main import main
from boneage_kp.engine.network import file_digest
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.annotate.test_desk import save
from tests.engine.tiny_runs import train


def test_the_file_of_a_rater_trains_the_network_that_proposes_next(tmp_path: Path) -> None:
    films = tmp_path / "films"
    films.mkdir()
    hands = [generate(PhantomParameters.from_mapping({"size_px": 128}), 3, k) for k in range(3)]
    for k, hand in enumerate(hands):
        assert cv2.imwrite(str(films / f"{k}.png"), hand.image)
    desk = open_desk(films, [(p, None, None) for p in sorted(films.iterdir())], Wishes("anna"))
    for k, hand in enumerate(hands[:2]):
        said = {
            name: {"x": label.xy_px[0], "y": label.xy_px[1], "stage": label.stage}
            | {"decision": "own"}
            for name, label in hand.record.bones.items()
            if label.xy_px is not None
        }
        save(desk, f"{k}.png", str(k), bones=said, sex="F", age_months=120, done=True)
    desk.close()
    labels = films / "annotations.anna.json"
    assert main(["check-dataset", str(labels)]) == 0
    train(tmp_path / "run", train_file=str(labels), epochs=1)
    weights = tmp_path / "run" / "weights.safetensors"

    parser = argparse.ArgumentParser()
    annotate.add_arguments(parser)
    given = [str(films), "--rater", "anna", "--next", "--weights", str(weights)]
    again = annotate._open_desk(parser.parse_args([*given, "--finder", "none"]))
    again.proposals._thread.join(60)
    rows = list_answer(again, ListQuery(0, 9, again.order, "all", ""))["films"]
    assert {row["name"]: row["state"] for row in rows} == {
        "0.png": "done",
        "1.png": "done",
        "2.png": "todo",
    }
    assert all(row["proposal"] == "ready" for row in rows) and again.order == "next"
    proposal = again.proposals.get(next(iter(again.films)))[1]
    assert proposal is not None and proposal.by == file_digest(weights)
    again.close()
