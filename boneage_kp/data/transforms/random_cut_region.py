"""`RandomCutRegion`: a region of the registered hand, moved a little."""

from dataclasses import replace

import numpy as np

from boneage_kp.data.registration.region_view import RegionView, to_template
from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.data.sample import Sample
from boneage_kp.data.transforms.geometric import square
from boneage_kp.registry import TRANSFORMS
from boneage_kp.schema.coords import Affine


@TRANSFORMS.register_module()
class RandomCutRegion:
    """`CutRegion` with what registration leaves open.

    degrees, scale, shift:  as of `RandomWarp`, about the middle of the input. Hands are not
                            mirrored: registered, all are of one side.
    points_off:             standard deviation of the points' errors in hand lengths, since a
                            detector's points are not as exact as labels.
    """

    def __init__(
        self,
        region: str,
        size: int | tuple[int, int],
        degrees: float = 8.0,
        scale: tuple[float, float] = (0.92, 1.08),
        shift: float = 0.03,
        points_off: float = 0.01,
    ) -> None:
        load_template().window(region)  # refuses a region that is not there
        self.view = RegionView(region, square(size))
        self.degrees = degrees
        self.scale = scale
        self.shift = shift
        self.points_off = points_off

    def draw(self, rng: np.random.Generator) -> Affine:
        """The move of the input that `rng` has."""
        height, width = self.view.target_hw
        centre = (width / 2, height / 2)
        factor = float(np.exp(rng.uniform(*np.log(self.scale))))
        shift = rng.uniform(-self.shift, self.shift, 2) * (width, height)
        zoom = Affine.translation(-centre[0], -centre[1]).then(Affine.scaling(factor))
        turn = Affine.rotation(rng.uniform(-self.degrees, self.degrees), centre)
        return zoom.then(Affine.translation(*centre)).then(turn).then(Affine.translation(*shift))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        moved, off = self.draw(rng), self.points_off * rng.standard_normal(sample.xy_px.shape)
        seen = replace(sample, xy_px=sample.xy_px + sample.length_px * off)
        return self.view.cut(sample, to_template(seen), moved)
