"""`AgeReader`: one film to a bone age, from several networks and several views of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from boneage_kp.codec.age_labels import sex_number
from boneage_kp.engine.films import Film
from boneage_kp.engine.whole_image.interval import AgeIntervals, intervals_beside
from boneage_kp.engine.whole_image.network import AgeNetwork, Answers
from boneage_kp.engine.whole_image.views import check_views, views_of
from boneage_kp.film.error import FilmError
from boneage_kp.film.grey import as_grey_255
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.schema.coords import Affine

MAP_SIDE_PX = 512  # of the longer side of a film's activation map


class Pooled(NamedTuple):
    """All answers about a film as one."""

    age_months: float
    spread_months: float
    male: float | None


class AgeReader:
    """Networks of one system, asked about several views of each film.

    views:      1 to `len(views.VIEWS)`.
    intervals:  fitted for exactly these networks and views, or None: readings have no interval.
    """

    def __init__(
        self, networks: Sequence[AgeNetwork], views: int, intervals: AgeIntervals | None = None
    ) -> None:
        self.networks = list(networks)
        self.views = check_views(views)
        self.intervals = intervals
        self.system = self.networks[0].system

    @classmethod
    def from_weights(
        cls,
        paths: Sequence[Path],
        system: str,
        views: int,
        bf16: bool = False,
        calibrated: bool = True,
    ) -> "AgeReader":
        """The reader of some weights files, with the intervals that lie beside the first."""
        networks = [AgeNetwork.from_weights(path, system, bf16) for path in paths]
        digests = [network.digest for network in networks]
        twice = [
            str(p) for p, digest in zip(paths, digests, strict=True) if digests.count(digest) > 1
        ]
        if twice:
            raise ValueError(
                f"the same weights stand there twice ({', '.join(twice)}); an ensemble wants "
                "networks that were trained with different seeds"
            )
        found = intervals_beside(paths[0], digests, views) if calibrated else None
        return cls(networks, views, found)

    @property
    def digests(self) -> dict[str, str]:
        """Of every weights file, and of the intervals."""
        told = {f"model {i}": n.digest for i, n in enumerate(self.networks, start=1)}
        if self.intervals is not None:
            told["calibration"] = self.intervals.digest
        return told

    def read(self, film: Film, with_map: bool = False) -> AgeReading:
        """with_map: also where on the film the answer comes from."""
        if film.sex is None and any(n.model.sex == "required" for n in self.networks):
            raise FilmError(
                f"its sex is not known, and {self.system} requires it; give --sex F or --sex M"
            ).of_film(film.name)
        grey, sex = as_grey_255(film.grey), sex_number(film.sex)
        pool = pooled([self._answers(network, grey, sex) for network in self.networks])
        interval = None
        if self.intervals is not None:
            interval = self.intervals.around(pool.age_months, pool.spread_months)
        return AgeReading(
            file_name=film.name,
            system=self.system,
            sex=film.sex,
            networks=len(self.networks),
            views=self.views,
            bone_age_months=pool.age_months,
            spread_months=pool.spread_months,
            interval_months=interval,
            interval_level=self.intervals.level if self.intervals else 0.9,
            male=pool.male,
            map_months=self._map(grey, sex) if with_map else None,
            digests={"image": film.digest, **self.digests},
        )

    def _answers(self, network: AgeNetwork, grey: np.ndarray, sex: float) -> Answers:
        views = views_of(grey, network.input_hw, self.views)
        return network.read(np.stack([view.grey[None] for view in views]), _repeated(sex, views))

    def _map(self, grey: np.ndarray, sex: float) -> np.ndarray:
        """(h, w) months over the film as it lies, mean over the networks."""
        height, width = grey.shape
        factor = min(1.0, MAP_SIDE_PX / max(height, width))
        map_hw = (max(1, round(factor * height)), max(1, round(factor * width)))
        maps = []
        for network in self.networks:
            (view,) = views_of(grey, network.input_hw, 1)
            found = network.activation_map(view.grey[None, None], np.array([sex]))[0]
            # Cells of the last map share the input evenly, as far as unpadded layers let them.
            # Linear: a cubic curve would swing below 0 beside what is bright.
            over_input = cv2.resize(found, network.input_hw[::-1], interpolation=cv2.INTER_LINEAR)
            to_map = view.from_film.inverse().then(
                Affine.scaling(map_hw[1] / width, map_hw[0] / height)
            )
            maps.append(
                cv2.warpAffine(
                    over_input,
                    to_map.cv2_matrix(),
                    map_hw[::-1],
                    flags=cv2.INTER_LINEAR,
                    borderMode=cv2.BORDER_REPLICATE,
                )
            )
        return np.mean(maps, axis=0)


def pooled(answers: Sequence[Answers]) -> Pooled:
    """The mean over networks and views, and the spread of what they say.

    answers:  one a network, each over the same views.
    """
    ages = np.stack([one.age_months for one in answers]).astype(float)  # (networks, views)
    own = np.stack([one.sd_months for one in answers]).astype(float)
    male = float(np.mean([one.male for one in answers]))
    spread = float(np.sqrt(ages.var() + (own**2).mean()))
    return Pooled(float(ages.mean()), spread, None if np.isnan(male) else male)


def _repeated(sex: float, views: Sequence[object]) -> np.ndarray:
    return np.full(len(views), sex, np.float32)
