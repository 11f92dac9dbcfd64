"""`RegionView`: what a network of one region is shown of a film, in training as in reading."""

from dataclasses import dataclass, replace

import numpy as np

from boneage_kp.data.registration.affine_fit import register, whole_film
from boneage_kp.data.registration.template_hand import TemplateHand, load_template
from boneage_kp.data.sample import Sample
from boneage_kp.data.warp import Warp, border_grey
from boneage_kp.schema.coords import Affine


@dataclass(frozen=True, eq=False)
class RegionView:
    """Film to template to a region's window, in one interpolation.

    What lies beyond the window is covered with the film's border grey, so that a network of the
    carpals sees the carpals only.
    """

    region: str
    target_hw: tuple[int, int]

    def affine(self, to_template: Affine) -> Affine:
        """Film pixels to pixels of the input."""
        return to_template.then(load_template().window(self.region).to_input(self.target_hw))

    def cut(self, sample: Sample, to_template: Affine, moved: Affine | None = None) -> Sample:
        """The window of one film.

        moved:  a further map of the input onto itself, for augmentation.
        """
        affine, border = self.affine(to_template), border_grey(sample.grey)
        cut = Warp(affine.then(moved) if moved else affine, self.target_hw, border)(sample)
        return replace(cut, grey=self._covered(cut.grey, border))

    def _covered(self, grey: np.ndarray, border: float) -> np.ndarray:
        window = load_template().window(self.region)
        corners = window.to_input(self.target_hw)(np.array(window).reshape(2, 2))
        (x0, y0), (x1, y1) = np.rint(corners).astype(int)
        alone = np.full_like(grey, border)
        alone[y0:y1, x0:x1] = grey[y0:y1, x0:x1]
        return alone


def to_template(sample: Sample, template: TemplateHand | None = None) -> Affine:
    """A film laid on the template by its labels; whole, where they do not tell."""
    found = register(sample.xy_px, sample.shown, template)
    return found or whole_film(sample.grey.shape, template)
