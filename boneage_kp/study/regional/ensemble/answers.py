"""What every member of an ensemble says of every film of a set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.data.registration.affine_fit import register, whole_film
from boneage_kp.engine.films import Film, film_of_file
from boneage_kp.engine.regional.film_regions import FilmRegions
from boneage_kp.engine.regional.hand_points import Registration
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.reader import member_answer
from boneage_kp.engine.regional.region_network import RegionNetwork
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import HandRecord, Sex


@dataclass(frozen=True, eq=False)
class Answers:
    """months: (N, members), NaN where a member is for the other sex; truth_months: (N,).

    unregistered:  films without points, taken as they lie.
    """

    names: tuple[str, ...]
    sexes: tuple[Sex | None, ...]
    truth_months: np.ndarray
    months: np.ndarray
    unregistered: int

    def of_sex(self, sex: Sex | None) -> np.ndarray:
        """(N,) bool."""
        return np.array([one is sex for one in self.sexes], bool)


def usable_for(members: Sequence[RegionNetwork], sex: Sex | None) -> np.ndarray:
    """(members,) bool: those for both sexes, and those for this one."""
    wanted = {"both"} if sex is None else {"both", sex.value}
    return np.array([member.hands in wanted for member in members], bool)


def answers_of(
    members: Sequence[RegionNetwork],
    records: Sequence[HandRecord],
    root: Path,
    mask: MaskNetwork | None,
    registration: Registration | None,
    on_film: Callable[[int], object],
) -> Answers:
    """Every film with a bone age, read by every member that is for its sex.

    registration:  None registers by the films' own labels.
    raises:        FilmError at the first film that cannot be read: a figure from some of the films
                   would be another figure.
    """
    known = [record for record in records if record.bone_age_months is not None]
    months = np.full((len(known), len(members)), np.nan)
    unregistered = 0
    for row, record in enumerate(known):
        film = film_of_file(root / record.file_name, record.sex, name=record.file_name)
        to_template = _laid(record, film, registration)
        unregistered += to_template is None
        regions = FilmRegions.laid(film, to_template or whole_film(film.grey.shape), mask)
        for place in np.flatnonzero(usable_for(members, record.sex)).tolist():
            months[row, place] = member_answer(members[place], film, regions)[0]
        on_film(row + 1)
    return Answers(
        names=tuple(record.file_name for record in known),
        sexes=tuple(record.sex for record in known),
        truth_months=np.array([record.bone_age_months for record in known], float),
        months=months,
        unregistered=unregistered,
    )


def _laid(record: HandRecord, film: Film, registration: Registration | None) -> Affine | None:
    if registration is not None:
        return registration.to_template(film)
    xy_px, visibility = record.points_px()
    return register(xy_px, visibility > 0)
