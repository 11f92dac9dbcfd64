"""`open_desk`: from what the command was given to a desk that is ready to work at."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.annotate.adjudication import Adjudication
from boneage_kp.annotate.desk import CONFIDENT, Desk
from boneage_kp.annotate.film_list import FilmList
from boneage_kp.annotate.film_pixels import FilmPixels
from boneage_kp.annotate.proposal import Proposal
from boneage_kp.annotate.proposals import NetworkReader, Proposals
from boneage_kp.annotate.store import Recover, Store
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard, load_standard

PROPOSALS_FILE = "proposals.jsonl"
_RATER = re.compile(r"[\w.@+-]([\w .@+-]{0,62}[\w.@+-])?")


@dataclass(frozen=True)
class Wishes:
    """What the rater asked for.

    out:          the annotation file; None makes `annotations.<rater>.json` in the folder.
    labels:       a COCO file whose labels are proposed in place of the network's.
    make_reader:  see `Proposals`.
    confident:    see `Desk`.
    """

    rater: str = "rater-1"
    standard_id: str = "tw3_rus"
    out: Path | None = None
    labels: Path | None = None
    agreement_list: Path | None = None
    make_reader: Callable[[], NetworkReader] | None = None
    by_gain: bool = False
    identity_shown: bool = False
    recover: Recover = "ask"
    confident: float = CONFIDENT


def open_desk(
    root: Path, films: Iterable[tuple[Path, Sex | None, float | None]], wishes: Wishes
) -> Desk:
    """Open the annotation file and begin to read films ahead.

    root:   the folder that names of films start from; nothing outside it is served.
    films:  path, sex and age in months of each.
    """
    standard = load_standard(wishes.standard_id)
    standard.check_reads_films(HAND)
    listed = FilmList(root, films)
    if not len(listed):
        raise ValueError(f"{root}: no film lies in it; links that lead outside are not followed")
    out = wishes.out or root / f"annotations.{file_word(wishes.rater)}.json"
    adjudication = Adjudication.load(wishes.agreement_list) if wishes.agreement_list else None
    source = None if wishes.labels is None else coco.read(wishes.labels, standard.id)
    given = {} if source is None else _labels(source, standard)
    pixels = FilmPixels(listed)
    store = Store(out, wishes.rater, standard.id, wishes.recover, source)
    order = "list" if adjudication else ("next" if wishes.by_gain else "name")
    cache = out.with_name(f".{out.stem}.{PROPOSALS_FILE}")
    proposals = Proposals(listed, pixels, wishes.make_reader, cache, given)
    return Desk(
        films=listed,
        pixels=pixels,
        store=store,
        proposals=proposals,
        standard=standard,
        adjudication=adjudication,
        order=order,
        identity_shown=wishes.identity_shown,
        confident=wishes.confident,
    )


def file_word(rater: str) -> str:
    """A rater's name as part of a file name; names that could be more than a name are refused."""
    if not _RATER.fullmatch(rater) or rater.startswith("."):
        raise ValueError(
            f"--rater {rater!r}: wanted letters, digits, blanks, and . @ + - _ (at most 64), "
            "not beginning with a dot: it becomes part of a file name"
        )
    return rater.replace(" ", "_")


def _labels(source: HandFile, standard: Standard) -> dict[str, Proposal]:
    """The first hand of each film, where it has any label."""
    found: dict[str, Proposal] = {}
    for record in source.records:
        said = any(label.labelled or label.stage for label in record.bones.values())
        if said and record.standard_id in (None, standard.id):
            found.setdefault(record.file_name, Proposal.of_record(record))
    return found
