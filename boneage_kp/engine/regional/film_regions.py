"""`FilmRegions`: a film masked and registered once, and cut for every network of an ensemble."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.data.hand_mask import hand_alone
from boneage_kp.data.registration.affine_fit import whole_film
from boneage_kp.data.registration.region_view import RegionView
from boneage_kp.data.sample import Sample
from boneage_kp.engine.films import Film
from boneage_kp.engine.letterbox import View
from boneage_kp.engine.regional.hand_points import Registration
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.engine.regional.mask_reading import read_mask
from boneage_kp.film.error import FilmError
from boneage_kp.film.grey import as_grey_255
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import HandRecord


@dataclass(frozen=True, eq=False)
class FilmRegions:
    """grey: (H, W) on 0-255, background gone where there is a mask; to_template: of its pixels."""

    grey: np.ndarray
    to_template: Affine

    @classmethod
    def of(cls, film: Film, registration: Registration, mask: MaskNetwork | None) -> "FilmRegions":
        """raises: FilmError where the mask is empty or points do not tell."""
        to_template = registration.to_template(film) or whole_film(film.grey.shape)
        return cls.laid(film, to_template, mask)

    @classmethod
    def laid(cls, film: Film, to_template: Affine, mask: MaskNetwork | None) -> "FilmRegions":
        """The same where the way to the template is known, as from labels."""
        grey = as_grey_255(film.grey)
        if mask is not None:
            found = read_mask(mask, grey)
            if not found.mask.any():
                raise FilmError("the mask network found no hand on it").of_film(film.name)
            grey = hand_alone(grey, found.mask)
        return cls(grey, to_template)

    def view(self, region: str, input_hw: tuple[int, int]) -> View:
        """What a network of the region sees, and the exact way there from the film."""
        seen = RegionView(region, input_hw).cut(self._sample(), self.to_template)
        return View(np.clip(np.rint(seen.grey), 0, 255).astype(np.uint8), seen.from_film)

    def _sample(self) -> Sample:
        nothing = np.zeros(0, bool)
        height, width = self.grey.shape
        return Sample(
            grey=self.grey,
            xy_px=np.zeros((0, 2)),
            shown=nothing,
            known=nothing,
            stage=np.zeros(0, int),
            length_px=np.nan,
            from_film=Affine.identity(),
            record=HandRecord("", (height, width), {}),
        )
