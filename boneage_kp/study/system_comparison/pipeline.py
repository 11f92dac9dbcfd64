"""The regional pipeline within one budget: mask, films behind it, regions, the fitted ensemble."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from boneage_kp.data.formats import coco
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.regional.ensemble_file import NamedFile, RegionalEnsemble, write_ensemble
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.film.error import FilmError
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.records import HandRecord
from boneage_kp.study.regional.ensemble.answers import Answers, answers_of
from boneage_kp.study.regional.ensemble.combinations import combinations
from boneage_kp.study.regional.prepare import HANDS, Preparation, prepared
from boneage_kp.study.system_comparison.films import SharedFilms, mask_tables
from boneage_kp.study.system_comparison.part_run import TrainFilms
from boneage_kp.study.system_comparison.systems import MASK

ENSEMBLE = "ensemble.json"
_MADE_FROM = "made_from.json"


def films_of_part(
    name: str, films: SharedFilms, folder: Path, trained: Mapping[str, Path]
) -> TrainFilms:
    """What a network of the pipeline learns from: masks, or hands, behind the mask if there is one.

    folder:   of the pipeline's files; trained: weights of the networks that came before.
    """
    if name == MASK:
        return TrainFilms("MaskTable", *mask_tables(films.train))
    hands = films.train if MASK not in trained else _behind_mask(films, folder, trained[MASK])
    return TrainFilms("HandDataset", hands, films.watched())


def _behind_mask(films: SharedFilms, folder: Path, mask: Path) -> Path:
    """The training films with their background taken away by the mask network, made once."""
    made_from = {"mask": file_digest(mask), "films": file_digest(films.train)}
    note = folder / _MADE_FROM
    if note.is_file() and json.loads(note.read_text(encoding="utf-8")) == made_from:
        return folder / HANDS
    how = Preparation(films.train.parent, folder, MaskNetwork.from_weights(mask), None)
    path, left_out = prepared(coco.read(films.train).records, how, lambda _: None)
    print(f"regional: {len(left_out)} films have no mask and are left out", flush=True)
    with whole_text_file(note) as file:
        json.dump(made_from, file)
    return path


def fitted_ensemble(
    films: SharedFilms, folder: Path, trained: Mapping[str, Path], points: Path | None
) -> Path:
    """The ensemble's file, its weights fitted on films that no member was trained on.

    points:  a bone detector that it is to read with; it is fitted by the films' own points.
    raises:  ValueError when too few films could be read to fit it.
    """
    paths = [path for name, path in trained.items() if name != MASK]
    members = [RegionNetwork.from_weights(path) for path in paths]
    mask = trained.get(MASK)
    network = None if mask is None else MaskNetwork.from_weights(mask)
    answers = _answers(members, coco.read(films.fit).records, films.fit.parent, network)
    ensemble = RegionalEnsemble(
        members=[NamedFile.of(path, folder) for path in paths],
        mask=None if mask is None else NamedFile.of(mask, folder),
        points=None if points is None else NamedFile.of(points, folder),
        combinations=combinations(answers, members),
        fitted_on={
            "method": "non-negative least squares with a free intercept",
            "members": [member.name for member in members],
            "films": len(answers.names),
            "truth_sha256": file_digest(films.fit),
            "registered_by": "labels",
            "unregistered": answers.unregistered,
        },
    )
    write_ensemble(ensemble, folder / ENSEMBLE)
    return folder / ENSEMBLE


def _answers(
    members: Sequence[RegionNetwork],
    records: Sequence[HandRecord],
    root: Path,
    mask: MaskNetwork | None,
) -> Answers:
    """Every member's answers about the films on which the mask network finds a hand."""
    found: list[Answers] = []
    for record in records:
        try:
            found.append(answers_of(members, [record], root, mask, None, lambda _: None))
        except FilmError:
            continue  # a mask that is hardly trained may be empty
    if not found:
        raise ValueError(f"the mask network found a hand on none of {len(records)} films")
    return Answers(
        names=tuple(name for one in found for name in one.names),
        sexes=tuple(sex for one in found for sex in one.sexes),
        truth_months=np.concatenate([one.truth_months for one in found]),
        months=np.concatenate([one.months for one in found]),
        unregistered=sum(one.unregistered for one in found),
    )
